//! The deprecated MAINTAINER.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule, Tag};
use crate::syntax::Arguments;

pub static RULE: Rule = Rule {
    name: "deprecated-maintainer",
    summary: "MAINTAINER is deprecated.",
    level: Level::Warning,
    group: Group::Style,
    fixable: true,
    aliases: &["MaintainerDeprecated", "DL4000", "DS-0022", "CKV_DOCKER_6", "DEPRECATED_MAINTAINER"],
    page: include_str!("deprecated_maintainer.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::MaintainerDeprecated) {
        let finding = report.add(check.range, "MAINTAINER is deprecated since Docker 1.13, and tools that read labels do not see it.");
        finding.help("Write `LABEL org.opencontainers.image.authors=\"name\"`.").tag(Tag::Deprecated);
        let Some(instruction) = facts.instruction(check.instruction) else { continue };
        let Arguments::Text(Some(name)) = &instruction.arguments else { continue };
        let text = name.text(&instruction.line).trim_matches('"');
        let one_line = instruction.lines.first == instruction.lines.last;
        if one_line && !text.contains(['"', '\\', '`', '$']) {
            let label = format!("LABEL org.opencontainers.image.authors=\"{text}\"");
            let range = instruction.keyword_range().cover(instruction.range_of(name.span));
            // The author of an image is no label: what is built changes.
            finding.fix(Fix::guess("Write a LABEL", range, label));
        }
    }
}
