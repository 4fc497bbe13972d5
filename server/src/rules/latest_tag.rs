//! An image with the tag `latest`.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::{ImageParts, validate_reference};

pub static RULE: Rule = Rule {
    name: "latest-tag",
    summary: "An image is used with the tag `latest`.",
    level: Level::Warning,
    group: Group::Images,
    aliases: &["DL3007", "DS-0001", "CKV_DOCKER_7"],
    page: include_str!("latest_tag.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (index, edge) in facts.outside_edges() {
        let parts = ImageParts::split(&edge.name);
        let Some(tag) = parts.tag.filter(|tag| tag.of(&edge.name) == "latest") else { continue };
        if parts.digest.is_some()
            || !facts.graph().knows_edge(index, edge)
            || validate_reference(&edge.name).is_err()
            || facts.may_be_context(&edge.name)
        {
            continue;
        }
        // With its registry.
        let image = edge.name.get(..tag.start as usize).unwrap_or_default().trim_end_matches(':');
        let range = facts.range_in(edge, tag);
        let message = format!("`{}` changes whenever a new version is published, so this build is not reproducible.", edge.name);
        let finding = report.add(range, message);
        finding.help(format!("Pin a version, such as `{image}:<version>`, or a digest."));
        if let Some(argument) = facts.default_behind(edge) {
            finding.related(argument, "the tag comes from here");
        }
    }
}
