//! A description that does not begin with the name.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "misnamed-description",
    summary: "The comment above a stage or ARG does not begin with its name.",
    level: Level::Allow,
    group: Group::Style,
    aliases: &["InvalidDefinitionDescription"],
    page: include_str!("misnamed_description.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::InvalidDefinitionDescription) {
        let text = String::from_utf8_lossy(check.range.slice(facts.document.text())).into_owned();
        let text = text.trim_start_matches(['#', ' ', '\t']);
        // A comment to a tool describes nothing.
        if ["syntax", "check", "escape", "hadolint ", "tally ", "dflint:"].iter().any(|tool| text.starts_with(tool)) {
            continue;
        }
        let message = "This comment describes what stands below it, but does not begin with its name, so that `docker build --call=outline` does not show it.";
        report.add(check.range, message).help(format!("Begin it with `{}`, or put a blank comment below it.", check.subject));
    }
}
