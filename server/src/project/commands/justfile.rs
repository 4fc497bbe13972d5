//! Justfiles: their variables, and the commands of their recipes.
//!
//! Source: the manual of just, "Variables and Substitution", "Recipe Parameters", "Shebang Recipes".

use super::describe::Start;
use super::formula::{Formula, Part};
use super::program;
use super::scope::{Definition, Scope};
use super::shell::Reader;
use super::template::Language;
use super::text::{ShellText, templated};
use crate::project::build::{Build, Folder};
use crate::project::sources::{FileId, SourceFile};
use crate::project::value::Place;
use crate::syntax::LogicalLine;
use crate::text::ByteRange;

pub(super) fn read(folder: &str, id: FileId, file: &SourceFile) -> Vec<Build> {
    if !program::may_build(&file.text) {
        return Vec::new();
    }
    let language = Language { kind: file.kind };
    let mut scope = Scope::default();
    let mut recipes: Vec<Recipe> = Vec::new();
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        let text = line.trim_end();
        let indented = text.starts_with([' ', '\t']);
        if indented && let Some(recipe) = recipes.last_mut() {
            recipe.lines.push((at, line));
        } else if let Some((name, value)) = text.split_once(":=").filter(|_| !indented) {
            let name = name.trim().trim_start_matches("export ").trim();
            let start = at + text.len() - value.trim_start().len();
            scope.add(name, definition(id, start, value.trim()));
        } else if !text.is_empty() && !text.starts_with(['#', '[']) && text.contains(':') {
            recipes.push(header(id, at, text));
        }
        at += line.len();
    }
    scope.settle();
    let mut reader = Reader::new(file.kind, id, folder);
    let start = Start { folder: Folder::Known(folder.to_owned()), inside: Vec::new() };
    for recipe in recipes {
        let mut here = Scope::inside(&scope);
        for (name, value) in recipe.parameters {
            here.add(&name, value);
        }
        // With `#!`, one shell reads all of it; else each line has its own.
        let script = recipe.lines.first().is_some_and(|(_, line)| line.trim_start().starts_with("#!"));
        let mut text = ShellText::default();
        for (at, line) in recipe.lines {
            let shown = line.trim_start();
            let shown = if script { shown } else { shown.trim_start_matches(['@', '-']) };
            let mut own = LogicalLine::default();
            own.push((at + line.len() - shown.len()) as u32, shown.as_bytes());
            let own = templated(&own, &language);
            let continued = text.line.text().trim_end_matches(['\n', '\r']).ends_with('\\');
            if script || continued || text.line.text().is_empty() {
                text.join_here(own);
            } else {
                reader.read(&text, Some(&recipe.name), &start, &here);
                text = own;
            }
        }
        reader.read(&text, Some(&recipe.name), &start, &here);
    }
    reader.builds
}

struct Recipe<'t> {
    name: String,
    parameters: Vec<(String, Definition)>,
    /// With where they begin.
    lines: Vec<(usize, &'t str)>,
}

/// `build target="dev" *flags: dependencies`
fn header<'t>(id: FileId, at: usize, text: &str) -> Recipe<'t> {
    let head = text.split(':').next().unwrap_or(text);
    let mut words = head.split_whitespace();
    let name = words.next().unwrap_or_default().trim_start_matches('@').to_owned();
    let mut parameters = Vec::new();
    for word in words {
        if let Some((name, default)) = word.trim_start_matches(['$', '*', '+']).split_once('=') {
            let start = at + default.as_ptr() as usize - text.as_ptr() as usize;
            parameters.push((name.to_owned(), Definition { open: true, ..definition(id, start, default) }));
        }
    }
    Recipe { name, parameters, lines: Vec::new() }
}

/// The value of a variable: a text in quotes; `env_var_or_default("X", "y")` is what the environment says, or `y`.
fn definition(id: FileId, start: usize, value: &str) -> Definition {
    let place = |start: usize, length: usize| Place { file: id, range: ByteRange::new(start as u32, (start + length) as u32) };
    let quoted = |text: &str| {
        let inner =
            ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote).filter(|inner| !inner.contains(*quote)))?;
        (!inner.contains('\\')).then(|| inner.to_owned())
    };
    let whole = place(start, value.len());
    if let Some(inner) = quoted(value) {
        let part = Part::text(inner.clone(), Some(place(start + 1, inner.len())), false);
        return Definition::of(Formula::new(whole, vec![part]));
    }
    let default = value.strip_prefix("env").and_then(|_| value.strip_suffix(')')).and_then(|call| call.rsplit_once(','));
    if let Some((before, default)) = default {
        let at = start + before.len() + 1 + default.len() - default.trim_start().len();
        if let Some(inner) = quoted(default.trim()) {
            let part = Part::text(inner.clone(), Some(place(at + 1, inner.len())), false);
            return Definition { open: true, ..Definition::of(Formula::new(whole, vec![part])) };
        }
    }
    let name = !value.is_empty() && value.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let part = if name { Part::name(value) } else { Part::unknown(value) };
    Definition::of(Formula::new(whole, vec![part]))
}
