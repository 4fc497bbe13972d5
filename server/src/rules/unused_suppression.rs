//! A suppression that suppresses nothing.

use crate::lint::{Facts, Fix, Group, Level, Owner, Report, Rule, Suppression, Tag};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "unused-suppression",
    summary: "A comment suppresses nothing.",
    level: Level::Warning,
    group: Group::Style,
    fixable: true,
    page: include_str!("unused_suppression.md"),
    late: true,
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for suppression in facts.suppressions.all.iter().filter(|suppression| suppression.owner == Owner::Dflint && !suppression.used.get()) {
        let meant = facts.rules.iter().filter(|rule| suppression.means(rule));
        // A rule that is off finds nothing to suppress, and one that there is not has a rule of its own.
        if meant.clone().next().is_none()
            || !meant.clone().any(|rule| facts.settings.levels.of(rule) > Level::Allow)
            || facts.settings.forbid_suppressions
        {
            continue;
        }
        let message = format!("Nothing that this comment holds for is found by `{}`.", suppression.name);
        report.add(suppression.range, message).help("Delete it.").tag(Tag::Unnecessary).fix(fix(facts, suppression));
    }
}

/// Deletes the name with one of the commas around it, or the whole comment if it has no other.
fn fix(facts: &Facts<'_>, suppression: &Suppression) -> Option<Fix> {
    let all = &facts.suppressions.all;
    let first = all.partition_point(|other| other.comment.start < suppression.comment.start);
    let names: Vec<_> = all.iter().skip(first).take_while(|other| other.comment == suppression.comment).collect();
    let at = names.iter().position(|other| other.range == suppression.range)?;
    let before = at.checked_sub(1).and_then(|before| names.get(before));
    let range = match (before, names.get(at + 1)) {
        (Some(before), _) => ByteRange::new(before.range.end, suppression.range.end),
        (None, Some(behind)) => ByteRange::new(suppression.range.start, behind.range.start),
        (None, None) => return Some(Fix::of("Delete the comment", vec![facts.without_comment(suppression.comment)?])),
    };
    Some(Fix::safe(format!("Delete `{}`", suppression.name), range, ""))
}
