//! An image without a tag.

use crate::lint::{Facts, Group, Level, Report, Rule, is_plain_word};
use crate::stages::EdgeKind;
use crate::syntax::{ImageParts, validate_reference};

pub static RULE: Rule = Rule {
    name: "untagged-image",
    summary: "An image is used without a tag or digest.",
    level: Level::Warning,
    group: Group::Images,
    aliases: &["DL3006", "DS-0001", "CKV_DOCKER_7"],
    page: include_str!("untagged_image.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (index, edge) in facts.outside_edges() {
        let parts = ImageParts::split(&edge.name);
        if parts.tag.is_some()
            || parts.digest.is_some()
            || !facts.graph().knows_edge(index, edge)
            || validate_reference(&edge.name).is_err()
        {
            continue;
        }
        // The name of a stage below, a number, or a word that is perhaps no image: other rules say what is wrong with those.
        if facts.graph().stage_named(&edge.name).is_some_and(|stage| stage > index)
            || edge.name.bytes().all(|byte| byte.is_ascii_digit())
            || facts.is_no_stage(edge)
            || facts.may_be_context(&edge.name)
        {
            continue;
        }
        let message = format!("`{0}` has no tag, so it means `{0}:latest`, which changes whenever a new version is published.", edge.name);
        let finding = report.add(edge.range, message);
        finding.help(format!("Pin a version, such as `{}:<version>`, or a digest.", edge.name));
        if let Some(argument) = facts.default_behind(edge) {
            finding.related(argument, "the name comes from here");
        }
        // A build context may have that name.
        if edge.kind != EdgeKind::Base && is_plain_word(&edge.name) {
            finding.level(Level::Info);
        }
    }
}
