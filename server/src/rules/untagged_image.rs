//! An image without a tag.

use crate::lint::{Facts, Group, Level, Report, Rule};
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
        // The name of a stage below, nearly that of a stage, or a number: other rules say what is wrong with those.
        if facts.graph().stage_named(&edge.name).is_some_and(|stage| stage > index)
            || edge.name.bytes().all(|byte| byte.is_ascii_digit())
            || facts.nearly_meant(edge).is_some()
            || facts.may_be_context(&edge.name)
        {
            continue;
        }
        // A bare word in `--from` may name a build context.
        let may_be_context = edge.kind != EdgeKind::Base && parts.registry.is_none() && !edge.name.contains('/');
        let unless = if may_be_context { "Unless a build context has that name, " } else { "" };
        let message =
            format!("{unless}`{0}` has no tag and so means `{0}:latest`, another image whenever its owner publishes one.", edge.name);
        let finding = report.add(edge.range, message);
        finding.help(format!("Name a version, `{}:<version>`, and for certainty a digest.", edge.name));
        if let Some(argument) = facts.default_behind(edge) {
            finding.related(argument, "the name comes from here");
        }
        if may_be_context {
            finding.level(Level::Info);
        }
    }
}
