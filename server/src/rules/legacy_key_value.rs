//! ENV or LABEL without an equals sign.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule, Tag};

pub static RULE: Rule = Rule {
    name: "legacy-key-value",
    summary: "ENV or LABEL gives its value without an equals sign.",
    level: Level::Info,
    group: Group::Style,
    fixable: false,
    aliases: &["LegacyKeyValueFormat"],
    page: include_str!("legacy_key_value.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::LegacyKeyValueFormat) {
        let keyword = facts.instruction(check.instruction).map_or(String::new(), |instruction| instruction.keyword_text().to_uppercase());
        let message = format!(
            "The form `{keyword} name value` is deprecated: everything behind the name is the value, also what looks like another pair."
        );
        report
            .add(check.range, message)
            .help(format!("Write `{keyword} {}=…`, with quotes around a value with blanks.", check.subject))
            .tag(Tag::Deprecated);
    }
}
