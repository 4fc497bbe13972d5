//! What other files say for the variables of a script or a Makefile that they call: `env:` of a workflow, `variables:` of GitLab,
//! `TARGET=dev ./build.sh`, `make image TARGET=dev`; and the arguments with which they call its functions, if they source it.
//!
//! A caller's own callers are not followed. People call a script too, so whatever callers say is open: it may be something else.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::formula::{Formula, Part};
use super::parsed::Parsed;
use super::scope::{Definition, Scope};
use super::shell::Reader;
use super::text::ShellText;
use super::worlds::Worlds;
use super::{NO_FILE, actions, ci, evaluate, makefile, named, variables};
use crate::project::sources::{FileId, FileKind, Sources};
use crate::project::value::Place;
use crate::shell::{AssignmentKind, Command, CommandKind, Dialect, Script};
use crate::text::ByteRange;

/// The values of the variables that one call gives.
pub(super) type Row = Vec<(String, Definition)>;

/// No file is called with more sets of values: of more, the first count.
const MAX_ROWS: usize = 64;

/// So many callers are read for the values they give: what they do not say is open anyway.
const MAX_READ: usize = 12;

/// What is looked for where a file is called.
pub(super) struct Seek {
    /// Its name, without folders.
    name: String,
    is_make: bool,
    /// Its variables.
    variables: BTreeSet<String>,
    rows: Vec<Row>,
}

/// What callers say for the variables of a file. `own`: those that it sets itself whatever the environment says.
/// `functions`: its own.
pub(super) fn environment(sources: &Sources, id: FileId, own: &Scope<'_>, functions: &[String]) -> Scope<'static> {
    let mut scope = Scope::default();
    let callers = named::callers(sources, id);
    if callers.is_empty() {
        return scope;
    }
    let Some(file) = sources.get(id) else { return scope };
    let mut variables = names(&file.text);
    variables.retain(|name| own.get(name).is_none_or(|variable| variable.values.iter().any(|value| value.open)));
    let name = file.path.rsplit('/').next().unwrap_or(&file.path).to_owned();
    let mut seek = Seek { name, is_make: file.kind == FileKind::Makefile, variables, rows: Vec::new() };
    // Of functions, what not all callers are known to say is not known.
    let all_known = callers.len() < named::MAX_CALLERS;
    let mut of_functions: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for (index, caller) in callers.iter().enumerate() {
        let Some(text) = sources.get(*caller).map(|file| &file.text) else { continue };
        // Asked for, so that a change of it is noticed.
        sources.find(sources.path(*caller));
        if index < MAX_READ && seek.variables.iter().any(|name| text.contains(name.as_str())) {
            seek = read(sources, *caller, seek);
        }
        if all_known && functions.iter().any(|name| text.contains(name.as_str())) {
            calls(sources, *caller, functions, &mut of_functions);
        }
    }
    for (function, rows) in of_functions.into_iter().filter(|(_, rows)| rows.len() <= MAX_ROWS) {
        scope.add_rows(&format!("{function}()"), true, &rows);
    }
    let mut rows = seek.rows;
    // A call that gives no value to a variable leaves it to its own caller.
    let names: BTreeSet<String> = rows.iter().flatten().map(|(name, _)| name.clone()).collect();
    for row in &mut rows {
        for name in &names {
            if !row.iter().any(|(own, _)| own == name) {
                row.push((name.clone(), Definition::of(Formula::new(nowhere(), vec![Part::unknown(name)]))));
            }
        }
    }
    if !rows.is_empty() {
        scope.add_rows("callers", true, &rows);
    }
    scope
}

fn nowhere() -> Place {
    Place { file: NO_FILE, range: ByteRange::default() }
}

/// Looks for calls in a file.
fn read(sources: &Sources, caller: FileId, seek: Seek) -> Seek {
    let Some(file) = sources.get(caller) else { return seek };
    let mut reader = Reader::new(file.kind, caller, sources.folder(caller));
    reader.seek = Some(seek);
    let reader = match file.kind {
        FileKind::GithubWorkflow => actions::visit(reader, caller, file),
        FileKind::Makefile => makefile::visit(reader, caller, file),
        FileKind::Script => {
            let mut text = ShellText::default();
            text.push(0, &file.text);
            reader.read(&text, None, &super::script::start(sources.folder(caller)), &Scope::default());
            reader
        }
        _ => ci::visit(reader, sources.folder(caller), caller, file),
    };
    reader.seek.unwrap_or_else(|| Seek { name: String::new(), is_make: false, variables: BTreeSet::new(), rows: Vec::new() })
}

/// The arguments of the calls of functions, where a script sources the file in which they are.
fn calls<'f>(sources: &Sources, caller: FileId, functions: &'f [String], found: &mut BTreeMap<&'f str, Vec<Row>>) {
    let Some(file) = sources.get(caller).filter(|file| file.kind == FileKind::Script) else { return };
    let mut text = ShellText::default();
    text.push(0, &file.text);
    let Some(script) = Script::parse(text.line.clone(), Dialect::Bash) else { return };
    let parsed = Parsed::new(caller, sources.folder(caller), &script, &text);
    let root = Scope::default();
    let own = variables::of_script(&parsed, &root);
    for function in functions.iter().filter(|name| !script.functions.iter().any(|own| script.text_of(*own) == name.as_str())) {
        let rows = variables::call_rows(&parsed, function);
        // One more than is allowed says that there are too many.
        let rows: Vec<Row> = rows.into_iter().flat_map(|row| evaluated(&row, &own, false)).take(MAX_ROWS + 1).collect();
        if !rows.is_empty() {
            found.entry(function).or_default().extend(rows);
        }
    }
}

/// The same values without the variables of the caller: one row for each set of values these may have.
fn evaluated(row: &Row, scope: &Scope<'_>, open: bool) -> Vec<Row> {
    let formulas = row.iter().flat_map(|(_, value)| &value.words);
    let worlds = Worlds::of(formulas, scope);
    let of_world = |world| {
        let in_world = |(name, value): &(String, Definition)| {
            let words = evaluate::words(&value.words, scope, world).into_iter().map(variables::formula).collect();
            (name.clone(), Definition { words, open: open || value.open, ..value.clone() })
        };
        row.iter().map(in_world).collect()
    };
    worlds.all.iter().take(MAX_ROWS).map(of_world).collect()
}

impl Seek {
    /// Whether a text may have a call in it.
    pub(super) fn may_call(&self, text: &str) -> bool {
        if self.is_make { text.contains("make") || text.contains("MAKE") } else { text.contains(&self.name) }
    }

    /// Notes what the commands of a text give to the file, if they call it. `outer`: the variables of the environment.
    pub(super) fn collect(&mut self, parsed: &Parsed<'_>, outer: &Scope<'_>, inner: &Scope<'_>) {
        let script = parsed.script;
        for command in script.commands.iter().filter(|command| command.kind == CommandKind::Simple) {
            if self.rows.len() >= MAX_ROWS {
                return;
            }
            if !self.is_call(script, command) {
                continue;
            }
            let mut row = Row::new();
            let visible = |name: &&String| outer.get(name).is_some_and(|variable| !variable.values.is_empty());
            for name in self.variables.iter().filter(visible) {
                row.push((name.clone(), Definition::of(Formula::new(nowhere(), vec![Part::name(name.as_str()).in_quotes()]))));
            }
            for (name, value) in given(parsed, command) {
                if self.variables.contains(&name) {
                    row.retain(|(own, _)| *own != name);
                    row.push((name, value));
                }
            }
            if row.is_empty() {
                continue;
            }
            for row in evaluated(&row, inner, true) {
                if self.rows.len() < MAX_ROWS && !self.rows.contains(&row) {
                    self.rows.push(row);
                }
            }
        }
    }

    fn is_call(&self, script: &Script, command: &Command) -> bool {
        let mut words = script.words(command).iter().take(8).map(|word| script.text_of(word.span));
        if self.is_make {
            return words.next().is_some_and(|word| matches!(word, "make" | "gmake") || word.ends_with("MAKE)") || word.contains("MAKE"));
        }
        words.any(|word| word.trim_matches(['"', '\'']).rsplit('/').next() == Some(&self.name))
    }
}

/// The variables that a command has for itself, those that the text has exported, and those on the command line of make.
fn given(parsed: &Parsed<'_>, command: &Command) -> Vec<(String, Definition)> {
    let script = parsed.script;
    let words = script.words(command);
    let Some(first) = words.first() else { return Vec::new() };
    let before = script.commands.iter().map(|other| other.span.end).filter(|end| *end <= first.span.start).max().unwrap_or(0);
    let is_given = |kind: AssignmentKind, at: u32| match kind {
        AssignmentKind::Prefix => before <= at && at < first.span.start,
        AssignmentKind::Export => at < first.span.start,
        _ => false,
    };
    let assignments = script.assignments.iter().filter(|assignment| is_given(assignment.kind, assignment.name.start));
    let mut given: Vec<(String, Definition)> = Vec::new();
    for (name, value) in assignments.filter_map(|assignment| Some((assignment.name, assignment.value?))) {
        let context = parsed.context(name.start);
        given.push((script.text_of(name).to_owned(), Definition::of(super::words::word(context, value))));
    }
    for word in words.iter().skip(1) {
        let text = script.text_of(word.span);
        let Some((name, _)) = text.split_once('=').filter(|(name, _)| is_name(name)) else { continue };
        let context = parsed.context(command.span.start);
        let mut value = word.span;
        value.start += name.len() as u32 + 1;
        given.push((name.to_owned(), Definition::of(super::words::word(context, value))));
    }
    given
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// The variables that a text uses.
fn names(text: &str) -> BTreeSet<String> {
    const OF_SYSTEMS: [&str; 8] = ["PATH", "HOME", "PWD", "USER", "SHELL", "CI", "MAKE", "CURDIR"];
    let mut seen = HashSet::new();
    for part in text.split('$').skip(1) {
        let part = part.trim_start_matches(['{', '(']);
        let length = part.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let name = part.get(..length).unwrap_or_default();
        if is_name(name) && !OF_SYSTEMS.contains(&name) {
            seen.insert(name);
        }
    }
    seen.into_iter().map(str::to_owned).collect()
}
