//! FROM with an undeclared variable.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};
use crate::syntax::closest;

pub static RULE: Rule = Rule {
    name: "undeclared-arg-in-from",
    summary: "FROM uses a variable that is not declared before the first FROM.",
    level: Level::Warning,
    group: Group::Variables,
    fixable: true,
    aliases: &["UndefinedArgInFrom"],
    page: include_str!("undeclared_arg_in_from.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::UndefinedArgInFrom) {
        // A base or platform of which nothing is left is an error already, at the same place.
        if facts.graph().problems.iter().any(|problem| problem.range.contains(check.range) && problem.stage.is_some()) {
            continue;
        }
        let name = &check.subject;
        let message = format!("`{name}` is not declared before the first FROM, and so is always empty here, whatever `--build-arg` says.");
        let finding = report.add(check.range, message);
        let known = closest(name, facts.graph().globals.names());
        finding.help(match known {
            Some(known) => format!("Did you mean `{known}`?"),
            None => format!("Write `ARG {name}` before the first FROM."),
        });
        finding.fix(facts.harmless(match known {
            Some(known) => facts.respell_variable(check.range, name, known),
            None => facts.declare_globally(name),
        }));
    }
}
