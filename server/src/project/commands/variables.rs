//! What the variables of a script may hold: all its assignments, the lists of its loops, the arguments its functions are called with.

use super::evaluate;
use super::formula::{Formula, Part};
use super::parsed::Parsed;
use super::scope::{Definition, Scope, Variable};
use super::words;
use super::worlds::Worlds;
use crate::shell::{AssignmentKind, CommandKind, Script};
use crate::syntax::Span;

/// Arguments of a function that are followed.
const MAX_ARGUMENTS: usize = 40;

/// Calls of one function that are followed.
const MAX_CALLS: usize = 200;

pub(super) fn of_script<'o>(here: &Parsed<'_>, outer: &'o Scope<'o>) -> Scope<'o> {
    let script = here.script;
    let mut scope = Scope::inside(outer);
    let mut loops: Vec<(String, Vec<Formula>)> = Vec::new();
    let source = script.text();
    for assignment in &script.assignments {
        let context = here.context(assignment.name.start);
        let name = script.text_of(assignment.name);
        match (assignment.kind, assignment.value) {
            (AssignmentKind::Prefix | AssignmentKind::Unset, _) => {}
            (AssignmentKind::Loop, _) => {
                let behind = Span { start: assignment.name.end, end: source.len() as u32 }.of(source);
                let blanks = behind.len() - behind.trim_start().len();
                let list = match behind.trim_start().strip_prefix("in") {
                    Some(rest) if rest.starts_with([' ', '\t', '\\']) => {
                        let start = assignment.name.end as usize + blanks + 2;
                        words::list(context, Span::new(start, source.len()), true)
                    }
                    _ => vec![Formula::new(words::word(context, assignment.name).place, vec![Part::unknown("$@")])],
                };
                loops.push((name.to_owned(), list));
            }
            (AssignmentKind::Expansion, _) => {}
            (AssignmentKind::Builtin, _) => {
                let place = words::word(context, assignment.name).place;
                scope.add(name, Definition::of(Formula::new(place, vec![Part::unknown(name)])));
            }
            (_, Some(value)) => scope.add(name, definition(script, context, assignment.name, value)),
            (AssignmentKind::Statement, None) => scope.add(name, Definition::default()),
            (_, None) => {}
        }
    }
    calls(here, &mut scope);
    scope.settle();
    scope.open_to_outer();
    for (name, list) in loops {
        each_of(&mut scope, &name, &list);
    }
    scope
}

/// `name=value`, `name+=value`, `name=(a b)`.
fn definition(script: &Script, context: words::Context<'_>, name: Span, value: Span) -> Definition {
    let source = script.text();
    let append = Span { start: name.end, end: value.start }.of(source).ends_with("+=");
    let text = value.of(source);
    let array = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).is_some();
    let words = match array {
        true => words::list(context, Span { start: value.start + 1, end: value.end - 1 }, false),
        false => vec![words::word(context, value)],
    };
    Definition { words, append, list: array, ..Definition::default() }
}

/// The variable of a loop holds each word of its list in turn, also of lists in variables.
pub(super) fn each_of(scope: &mut Scope<'_>, name: &str, list: &[Formula]) {
    let worlds = Worlds::of(list.iter(), scope);
    let mut values: Vec<Definition> = Vec::new();
    for world in &worlds.all {
        for word in evaluate::words(list, scope, world) {
            let value = Definition::of(formula(word));
            if values.len() < MAX_CALLS && !values.contains(&value) {
                values.push(value);
            }
        }
    }
    let each = worlds.certain && !scope.has(name);
    if let Some(known) = scope.get(name).filter(|_| scope.has(name)) {
        values.extend(known.values.iter().cloned());
    }
    scope.replace(name, Variable { choice: name.to_owned(), each, values });
}

/// A word whose variables are known, as a formula again.
pub(super) fn formula(word: evaluate::Word) -> Formula {
    use crate::project::value::Piece;
    let part = |piece: &Piece| match piece {
        Piece::Text { text, place } => Part::text(text.clone(), *place, true),
        Piece::Unknown => Part::unknown(&word.hint),
    };
    Formula::new(word.value.place, word.value.pieces.iter().map(part).collect())
}

/// The parameters of functions are the arguments of their calls.
fn calls(here: &Parsed<'_>, scope: &mut Scope<'_>) {
    let script = here.script;
    for name in &script.functions {
        let function = script.text_of(*name);
        let rows = call_rows(here, function);
        if !rows.is_empty() {
            scope.add_rows(&format!("{function}()"), true, &rows);
        }
    }
}

/// The arguments of each call of a function.
pub(super) fn call_rows(here: &Parsed<'_>, function: &str) -> Vec<Vec<(String, Definition)>> {
    let script = here.script;
    {
        let called = script.commands.iter().filter(|command| {
            command.kind == CommandKind::Simple && script.words(command).first().is_some_and(|word| script.text_of(word.span) == function)
        });
        let mut rows = Vec::new();
        for command in called.take(MAX_CALLS) {
            let context = here.context(command.span.start);
            let arguments: Vec<Formula> =
                script.words(command).iter().skip(1).take(MAX_ARGUMENTS).map(|word| words::word(context, word.span)).collect();
            let mut row = Vec::new();
            for (index, argument) in arguments.iter().enumerate() {
                row.push((format!("{function}:{}", index + 1), Definition::of(argument.clone())));
                // "$@" behind so many shifts.
                let words = arguments.iter().skip(index).cloned().collect();
                row.push((format!("{function}:{}@", index + 1), Definition { words, list: true, ..Definition::default() }));
            }
            // What is not given is empty.
            for index in arguments.len()..arguments.len() + 10 {
                row.push((format!("{function}:{}", index + 1), Definition::default()));
                row.push((format!("{function}:{}@", index + 1), Definition { list: true, ..Definition::default() }));
            }
            rows.push(row);
        }
        rows
    }
}
