//! A variable that is not set.

use crate::lint::{Facts, Group, Level, Report, Rule, is_platform_argument};
use crate::stages::UnsetUse;
use crate::syntax::is_slip;

pub static RULE: Rule = Rule {
    name: "undefined-variable",
    summary: "An instruction uses a variable that is not set.",
    level: Level::Warning,
    group: Group::Variables,
    fixable: true,
    aliases: &["UndefinedVar"],
    page: include_str!("undefined_variable.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for unset in facts.graph().unset.iter().filter(|unset| !unset.fired) {
        // Two other rules say more.
        if is_platform_argument(&unset.name) || facts.graph().globals.variable(&unset.name).is_some() {
            continue;
        }
        // `${X:-default}` is meant to work without X.
        if unset.has_default {
            continue;
        }
        let sure = unset.known;
        // `PYTHONPATH=/lib:$PYTHONPATH` is meant to work with whatever the base image has.
        if !sure && appends_to_itself(facts, unset) {
            continue;
        }
        let message = match sure {
            true => format!("`{}` is not set here, and so is empty.", unset.name),
            false => format!("Nothing in this file sets `{}`: unless the base image does, it is empty here.", unset.name),
        };
        let finding = report.add(unset.range, message);
        match &unset.suggestion {
            Some(known) => {
                // Names of variables are often near each other and mean different things.
                let fix = is_slip(&unset.name, known).then(|| facts.respell_variable(unset.range, &unset.name, known));
                finding.help(format!("Did you mean `{known}`?")).fix(fix.flatten())
            }
            None => finding.help(format!("Declare it with `ARG {}` above, in the same stage.", unset.name)),
        };
        if !sure {
            finding.level(Level::Info);
        }
    }
}

/// Whether a variable is used in the value that it is given.
fn appends_to_itself(facts: &Facts<'_>, unset: &UnsetUse) -> bool {
    let Some(instruction) = facts.instruction(unset.instruction) else { return false };
    instruction.pairs().iter().any(|pair| {
        let value = pair.value.as_ref().map(|value| instruction.range_of(value.span));
        pair.key.text(&instruction.line) == unset.name && value.is_some_and(|value| value.contains(unset.range))
    })
}
