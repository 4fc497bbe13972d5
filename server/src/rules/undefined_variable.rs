//! A variable that is not set.

use crate::lint::{Facts, Finding, Group, Level, Report, Rule, Setter, is_platform_argument};
use crate::stages::UnsetUse;
use crate::syntax::{Heredoc, Keyword, is_slip};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "undefined-variable",
    summary: "An instruction uses a variable that is not set.",
    group: Group::Variables,
    fixable: true,
    aliases: &["UndefinedVar"],
    page: include_str!("undefined_variable.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let mut heredocs: Vec<(ByteRange, Vec<&UnsetUse>)> = Vec::new();
    for unset in facts.graph().unset.iter().filter(|unset| !unset.fired) {
        // Two other rules say more.
        if is_platform_argument(&unset.name) || facts.graph().globals.variable(&unset.name).is_some() {
            continue;
        }
        // `${X:-default}` is meant to work without X.
        if unset.has_default {
            continue;
        }
        if let Some(heredoc) = heredoc_around(facts, unset) {
            match heredocs.last_mut().filter(|(body, _)| *body == heredoc.body) {
                Some((_, uses)) => uses.push(unset),
                None => heredocs.push((heredoc.body, vec![unset])),
            }
            continue;
        }
        // `PYTHONPATH=/lib:$PYTHONPATH` is meant to work with whatever the base image has.
        if !unset.known && appends_to_itself(facts, unset) {
            continue;
        }
        in_word(facts, report, unset);
    }
    for (_, uses) in heredocs {
        in_heredoc(facts, report, &uses);
    }
    for used in facts.args_of_other_stages_in_run() {
        let Some(setter) = facts.setters(used.name).first() else { continue };
        let known = facts.graph().stages.get(used.stage).is_some_and(|stage| stage.scope.complete);
        let finding = report.add(used.range, in_another_stage(facts, used.name, setter, known));
        finding.related(setter.range, "declared here").help(format!("Declare it in this stage too: `ARG {}`.", used.name));
        if !known || used.has_default {
            finding.level(Level::Info);
        }
    }
}

fn in_word(facts: &Facts<'_>, report: &mut Report<'_>, unset: &UnsetUse) {
    let name = &unset.name;
    let setters = facts.setters(name);
    let here = |setter: &&Setter| setter.instruction == unset.instruction && setter.range.end <= unset.range.start;
    if let Some(setter) = setters.iter().find(here) {
        let keyword = if setter.keyword == Keyword::Env { "ENV" } else { "ARG" };
        let message = format!(
            "`{name}` is set by this same {keyword}, and only later instructions see that value: here it has the old one, or none."
        );
        let finding = report.add(unset.range, message);
        finding.related(setter.range, "set here").fix(facts.split_pairs(unset.instruction, unset.range));
        finding.help(format!("Use a second {keyword}, after this one, for what needs `${name}`."));
        return;
    }
    let unless = if unset.known { "so it is empty here" } else { "so it is empty here unless the base image sets it" };
    let later = setters.iter().find(|setter| setter.stage == Some(unset.stage) && setter.instruction > unset.instruction);
    let elsewhere = setters.iter().find(|setter| setter.stage.is_some_and(|stage| stage != unset.stage));
    let finding: &mut Finding = match (&unset.suggestion, later, elsewhere) {
        (_, Some(setter), _) => {
            let line = facts.document.index().line(setter.range.start);
            let finding = report.add(unset.range, format!("`{name}` is set only later, on line {line}, {unless}."));
            finding.related(setter.range, "set here").help("Move that instruction before this one.")
        }
        (None, None, Some(setter)) => {
            let finding = report.add(unset.range, in_another_stage(facts, name, setter, unset.known));
            let form = if setter.keyword == Keyword::Arg { format!("ARG {name}") } else { format!("ENV {name}=…") };
            finding.related(setter.range, "set here").help(format!("Set it in this stage too, before this line: `{form}`."))
        }
        (Some(known), None, _) => {
            let finding = report.add(unset.range, not_set(name, unset.known));
            // Names of variables are often near each other and mean different things.
            let fix = is_slip(name, known).then(|| facts.respell_variable(unset.range, name, known));
            finding.help(format!("Did you mean `{known}`?")).fix(fix.flatten())
        }
        (None, None, None) => {
            report.add(unset.range, not_set(name, unset.known)).help(format!("Declare it in this stage, before this line: `ARG {name}`."))
        }
    };
    if !unset.known {
        finding.level(Level::Info);
    }
}

fn not_set(name: &str, known: bool) -> String {
    match known {
        true => format!("`{name}` is not set here, so it is empty."),
        false => format!("Nothing in this file sets `{name}`, so it is empty here unless the base image sets it."),
    }
}

fn in_another_stage(facts: &Facts<'_>, name: &str, setter: &Setter, known: bool) -> String {
    let stage = setter.stage.map_or_else(String::new, |stage| facts.stage_title(stage));
    let unless = if known { "" } else { " unless the base image sets it" };
    format!("`{name}` is set in {stage} only. Stages do not share variables, so it is empty here{unless}.")
}

/// One finding for all that a heredoc uses: it is nearly always a script or a template that is to be copied as it is.
fn in_heredoc(facts: &Facts<'_>, report: &mut Report<'_>, uses: &[&UnsetUse]) {
    let [first, others @ ..] = uses else { return };
    let Some(heredoc) = heredoc_around(facts, first) else { return };
    let mut names: Vec<String> = Vec::new();
    for unset in uses {
        let shown = format!("`${}`", unset.name);
        if !names.contains(&shown) {
            names.push(shown);
        }
    }
    let (these, are) = match names.as_slice() {
        [one] => (one.clone(), "is"),
        [all @ .., last] if names.len() <= 3 => (format!("{} and {last}", all.join(", ")), "are"),
        _ => (format!("{} and {} more", names.iter().take(2).cloned().collect::<Vec<_>>().join(", "), names.len() - 2), "are"),
    };
    let message = format!(
        "{these} {are} not set here, and BuildKit expands variables in this heredoc: nothing is left of {}.",
        if names.len() == 1 { "it" } else { "them" }
    );
    let finding = report.add(first.range, message);
    for other in others.iter().take(10) {
        finding.related(other.range, "expanded too");
    }
    // Something in it is meant to be expanded: then each of the others is to be escaped.
    let body = heredoc.body.slice(facts.document.text());
    let wants_some = facts.mentions_set_variable(first.instruction, body);
    if wants_some {
        finding.help(format!("To keep them as they are, write `\\${}`, with a backslash before each.", first.name));
        let names: Vec<&str> = uses.iter().map(|unset| unset.name.as_str()).collect();
        finding.fix(facts.escape_variables(heredoc.body, &names));
    } else {
        finding.help(format!("To keep the text as it is, quote the delimiter: `<<'{}'`.", heredoc.name));
        finding.fix(facts.quote_delimiter(first.instruction, heredoc));
    }
    // A positional parameter is nothing that an image could set.
    let is_positional = |unset: &&UnsetUse| unset.name.bytes().all(|byte| !byte.is_ascii_alphabetic() && byte != b'_');
    if !uses.iter().any(|unset| unset.known || is_positional(unset)) {
        finding.level(Level::Info);
    }
}

fn heredoc_around<'d>(facts: &Facts<'d>, unset: &UnsetUse) -> Option<&'d Heredoc> {
    facts.instruction(unset.instruction)?.heredocs.iter().find(|heredoc| heredoc.body.contains(unset.range))
}

/// Whether a variable is used in the value that it is given.
fn appends_to_itself(facts: &Facts<'_>, unset: &UnsetUse) -> bool {
    let Some(instruction) = facts.instruction(unset.instruction) else { return false };
    instruction.pairs().iter().any(|pair| {
        let value = pair.value.as_ref().map(|value| instruction.range_of(value.span));
        pair.key.text(&instruction.line) == unset.name && value.is_some_and(|value| value.contains(unset.range))
    })
}
