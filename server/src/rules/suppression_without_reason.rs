//! A suppression without a reason.

use crate::lint::{Facts, Group, Level, Owner, Report, Rule};

pub static RULE: Rule = Rule {
    name: "suppression-without-reason",
    summary: "A comment suppresses a rule and does not say why.",
    level: Level::Allow,
    group: Group::Style,
    page: include_str!("suppression_without_reason.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for suppression in facts.suppressions.all.iter().filter(|suppression| suppression.reason.is_none()) {
        let help = match suppression.owner {
            Owner::Dflint => "Write it behind ` -- `.",
            Owner::Hadolint => "Write it behind ` # `.",
            Owner::Tally => "Write it behind `;reason=`.",
            Owner::Buildkit => "BuildKit's comment has no room for one: use `# dflint: ignore=RULE -- reason`.",
        };
        report.add(suppression.range, format!("This comment suppresses `{}` and does not say why.", suppression.name)).help(help);
    }
}
