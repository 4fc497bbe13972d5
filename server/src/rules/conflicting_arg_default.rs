//! An ARG that has two defaults.

use std::collections::HashMap;

use crate::lint::{Argument, Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "conflicting-arg-default",
    summary: "An ARG is declared again with another default.",
    level: Level::Warning,
    group: Group::Variables,
    page: include_str!("conflicting_arg_default.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let mut globals: HashMap<&str, (&str, Argument<'_>)> = HashMap::new();
    let mut here: HashMap<(usize, &str), (&str, Argument<'_>)> = HashMap::new();
    for argument in facts.arguments() {
        let Some(default) = default_of(facts, &argument) else { continue };
        let Some(stage) = argument.stage else {
            globals.insert(argument.name, (default, argument));
            continue;
        };
        // The one of the same stage is nearer.
        let in_stage = here.get(&(stage, argument.name));
        let other = in_stage.or_else(|| globals.get(argument.name)).filter(|(other, _)| *other != default);
        if let Some((other, declared)) = other {
            let above = if declared.stage.is_some() { "above in this stage" } else { "before the first FROM" };
            let message = format!(
                "The ARG `{}` is `{default}` from here on and `{other}` {above}, unless --build-arg sets it: one build has two values of it.",
                argument.name
            );
            let range = argument.pair.value.as_ref().map_or(argument.range, |value| {
                facts.instruction(argument.instruction).map_or(argument.range, |instruction| instruction.range_of(value.span))
            });
            let finding = report.add(range, message);
            let help = match declared.stage {
                None => format!("Write `ARG {}`, which takes the value over, or give it a name of its own.", argument.name),
                Some(_) => "Give it a name of its own, or one default.".to_owned(),
            };
            finding.help(help).related(declared.range, "declared here");
            // That may be a variable that is meant to change.
            if declared.stage.is_some() {
                finding.level(Level::Info);
            }
        }
        here.insert((stage, argument.name), (default, argument));
    }
}

/// A default without variables, quotes taken away.
fn default_of<'d>(facts: &Facts<'d>, argument: &Argument<'d>) -> Option<&'d str> {
    let line = &facts.instruction(argument.instruction)?.line;
    let text = argument.pair.value.as_ref()?.text(line);
    let plain = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let plain = plain.or_else(|| text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''))).unwrap_or(text);
    (!plain.contains(['$', '"', '\'', '\\'])).then_some(plain)
}
