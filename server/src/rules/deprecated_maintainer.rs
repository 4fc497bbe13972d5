//! The deprecated MAINTAINER.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule, Tag};

pub static RULE: Rule = Rule {
    name: "deprecated-maintainer",
    summary: "MAINTAINER is deprecated.",
    level: Level::Warning,
    group: Group::Style,
    fixable: false,
    aliases: &["MaintainerDeprecated", "DL4000", "DS-0022", "CKV_DOCKER_6", "DEPRECATED_MAINTAINER"],
    page: include_str!("deprecated_maintainer.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::MaintainerDeprecated) {
        let finding = report.add(check.range, "MAINTAINER is deprecated since Docker 1.13, and tools that read labels do not see it.");
        finding.help("Write `LABEL org.opencontainers.image.authors=\"name\"`.").tag(Tag::Deprecated);
    }
}
