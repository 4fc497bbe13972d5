//! Makefiles: their variables, and the commands of their rules.
//!
//! Source: the GNU Make manual, 4 (rules), 5 (recipes), 6 (variables), 8 (functions).

use std::collections::HashSet;

use super::callers;
use super::describe::Start;
use super::formula::{Formula, Part};
use super::make_text;
use super::named;
use super::program;
use super::scope::{Definition, Scope};
use super::script::anywhere_above;
use super::shell::{Reader, could_build_at_all};
use super::text::ShellText;
use crate::project::build::{Build, Folder};
use crate::project::sources::{FileId, SourceFile, Sources, folder};
use crate::project::value::{Place, exact};
use crate::syntax::{LogicalLine, Span};
use crate::text::ByteRange;

/// So many files are read for one: a Makefile may include others, and these too.
const MAX_INCLUDES: usize = 60;

pub(super) fn read(sources: &Sources, id: FileId, file: &SourceFile) -> Vec<Build> {
    let own = sources.folder(id);
    let name = file.path.rsplit('/').next().unwrap_or(&file.path).to_ascii_lowercase();
    let is_main = matches!(name.as_str(), "makefile" | "gnumakefile");
    // A Makefile without any word of building may include one that has rules, and set its variables.
    let may_include = is_main && file.text.contains("include ");
    if !program::may_build(&file.text) && !may_include {
        return Vec::new();
    }
    let mut files = vec![(id, Makefile::parse(id, &file.text, own))];
    include(sources, own, &mut files);
    let defined = |outer| {
        let mut scope = Scope::inside(outer);
        files.iter().for_each(|(_, makefile)| makefile.define(&mut scope));
        scope.settle();
        scope
    };
    let nothing = Scope::default();
    let around = if is_main { callers::environment(sources, id, &defined(&nothing), &[]) } else { Scope::default() };
    let mut scope = defined(&around);
    scope.open_to_outer();
    // `make` runs in the folder of the Makefile; what it includes runs there too. What else is included is known where it is.
    let folder = match called_from(sources, id, file) {
        _ if !is_main => anywhere_above(own),
        from if from.is_empty() => Folder::Known(own.to_owned()),
        mut from => {
            from.push(own.to_owned());
            Folder::Perhaps(from)
        }
    };
    let start = Start { folder, inside: Vec::new() };
    let mut builds = Vec::new();
    for (id, makefile) in files.iter().take(if is_main { MAX_INCLUDES } else { 1 }) {
        let mut reader = Reader::new(file.kind, *id, own);
        for rule in &makefile.rules {
            rule.read(&mut reader, &start, &scope);
        }
        builds.append(&mut reader.builds);
    }
    builds
}

/// The folders in which others call make with the path of a Makefile: `make -f docker/Makefile`.
fn called_from(sources: &Sources, id: FileId, file: &SourceFile) -> Vec<String> {
    let mut found = Vec::new();
    let callers = named::callers(sources, id);
    for caller in callers {
        let mut from = sources.folder(id);
        while !from.is_empty() {
            from = folder(from);
            let path = file.path.strip_prefix(from).unwrap_or(&file.path).trim_start_matches('/');
            if sources.text(*caller).contains(&format!("-f {path}")) && !found.iter().any(|known| known == from) {
                // Asked for, so that a change of it is noticed.
                sources.find(sources.path(*caller));
                found.push(from.to_owned());
            }
        }
    }
    found
}

/// Has a reader read all that the rules of a file run. What it includes is not followed.
pub(super) fn visit<'s>(mut reader: Reader<'s>, id: FileId, file: &SourceFile) -> Reader<'s> {
    let makefile = Makefile::parse(id, &file.text, reader.folder);
    let mut scope = Scope::default();
    makefile.define(&mut scope);
    scope.settle();
    let start = Start { folder: Folder::Known(reader.folder.to_owned()), inside: Vec::new() };
    for rule in &makefile.rules {
        rule.read(&mut reader, &start, &scope);
    }
    reader
}

impl Rule {
    fn read(&self, reader: &mut Reader<'_>, start: &Start, scope: &Scope<'_>) {
        let mut here = Scope::inside(scope);
        let targets: Vec<_> = self.names.iter().map(|name| vec![("@".to_owned(), Definition::of(name.clone()))]).collect();
        if !self.computed && !targets.is_empty() {
            here.add_rows("@", true, &targets);
        }
        let name = self.names.first().and_then(Formula::plain);
        for line in &self.recipe {
            let is_read = if reader.seek.is_some() { reader.may_find(line.line.text()) } else { could_build_at_all(line, &here) };
            if !is_read {
                continue;
            }
            reader.read(line, name.as_deref(), start, &here);
        }
    }
}

/// Adds the files that are included, each once.
fn include(sources: &Sources, own: &str, files: &mut Vec<(FileId, Makefile)>) {
    let mut seen: HashSet<FileId> = files.iter().map(|(id, _)| *id).collect();
    let mut at = 0;
    while let Some((id, makefile)) = files.get(at) {
        let folder = sources.folder(*id);
        let mut found = Vec::new();
        for parts in &makefile.includes {
            // Their paths begin where make runs; with a variable before them, mostly in the root.
            let text: String = parts.iter().map(|part| if let Part::Text { text, .. } = part { text.as_str() } else { "" }).collect();
            for path in text.split_whitespace() {
                let path = path.trim_start_matches([super::formula::ROOT, '/']);
                found.extend(sources.find_from(own, path).or_else(|| sources.find_from(folder, path)).or_else(|| sources.find(path)));
            }
        }
        for id in found {
            if files.len() < MAX_INCLUDES && seen.insert(id) {
                files.push((id, Makefile::parse(id, sources.text(id), own)));
            }
        }
        at += 1;
    }
}

#[derive(Default)]
struct Makefile {
    variables: Vec<(String, Definition)>,
    /// Variables that some rule has for itself: without it they may be empty.
    of_targets: Vec<String>,
    rules: Vec<Rule>,
    includes: Vec<Vec<Part>>,
}

struct Rule {
    /// Its targets.
    names: Vec<Formula>,
    /// Whether the targets are patterns or variables: then nobody knows what `$@` is.
    computed: bool,
    recipe: Vec<ShellText>,
}

impl Makefile {
    fn define(&self, scope: &mut Scope<'_>) {
        for (name, value) in &self.variables {
            scope.add(name, value.clone());
        }
        for name in &self.of_targets {
            if !self.variables.iter().any(|(own, value)| own == name && !value.append && !self.of_targets.contains(own)) {
                scope.add(name, Definition::default());
            }
        }
    }

    fn parse(file: FileId, text: &str, folder: &str) -> Self {
        let mut makefile = Self::default();
        let reader = make_text::Reader { file, folder };
        let mut at = 0;
        let mut define: Option<(String, usize)> = None;
        while at < text.len() {
            let end = logical_end(text, at);
            let raw = text.get(at..end).unwrap_or_default();
            let trimmed = raw.trim_start();
            if let Some((name, start)) = &define {
                if trimmed.starts_with("endef") {
                    makefile.defined(&reader, text, name, *start, at);
                    define = None;
                }
            } else if raw.starts_with('\t') && !makefile.rules.is_empty() {
                if let Some(rule) = makefile.rules.last_mut() {
                    rule.recipe.push(reader.recipe(text, at, end));
                }
            } else if let Some(rest) = trimmed.strip_prefix("define ") {
                let name = rest.split(['=', ':', '+', '?']).next().unwrap_or(rest).trim();
                define = Some((name.to_owned(), (end + 1).min(text.len())));
            } else if !trimmed.is_empty() && !trimmed.starts_with('#') {
                makefile.statement(&reader, text, at, end);
            }
            at = end + 1;
        }
        makefile
    }

    /// `define`: one line is a variable like others. More are lines of a recipe, wherever they are used.
    fn defined(&mut self, reader: &make_text::Reader<'_>, text: &str, name: &str, start: usize, end: usize) {
        let body = text.get(start..end).unwrap_or_default();
        if logical_end(body, 0) + 1 >= body.len() {
            let line = make_text::joined(text, start, start + body.trim_end().len());
            let blanks = line.text().len() - line.text().trim_start().len();
            let definition = reader.definition(&line, Span::new(blanks, line.text().len()));
            return self.variables.push((name.to_owned(), definition));
        }
        let mut recipe = Vec::new();
        let mut at = start;
        while at < end {
            let stop = (start + logical_end(body.get(at - start..).unwrap_or_default(), 0) + (at - start)).min(end);
            recipe.push(reader.recipe(text, at, stop));
            at = stop + 1;
        }
        let place = Place { file: reader.file, range: ByteRange::new(start as u32, start as u32) };
        self.rules.push(Rule { names: vec![Formula::new(place, vec![Part::text(name, None, true)])], computed: true, recipe });
    }

    fn statement(&mut self, reader: &make_text::Reader<'_>, text: &str, start: usize, end: usize) {
        let line = make_text::joined(text, start, end);
        let whole = line.text();
        let mut from = whole.len() - whole.trim_start().len();
        let rest = |from: usize| whole.get(from..).unwrap_or_default();
        for word in ["-include ", "sinclude ", "include "] {
            if let Some(paths) = rest(from).strip_prefix(word) {
                let span = Span::new(whole.len() - paths.len(), whole.len());
                self.includes.push(reader.parts(&line, span));
                return;
            }
        }
        while let Some(word) = ["export ", "override ", "private "].iter().find(|word| rest(from).starts_with(**word)) {
            from += word.len();
            from += rest(from).len() - rest(from).trim_start().len();
        }
        match separator(rest(from)) {
            Some(Separator::Assignment { at, operator }) => self.assignment(reader, &line, from, from + at, operator, false),
            Some(Separator::Rule { at, length }) => {
                let behind = from + at + length;
                if let Some(Separator::Assignment { at: equals, operator }) = separator(rest(behind)) {
                    let name = rest(behind).get(..equals).unwrap_or_default();
                    let words: Vec<&str> =
                        name.split_whitespace().filter(|word| !["export", "override", "private"].contains(word)).collect();
                    if let [name] = words.as_slice() {
                        let start = name.as_ptr() as usize - whole.as_ptr() as usize;
                        return self.assignment(reader, &line, start, behind + equals, operator, true);
                    }
                }
                self.rule(reader, &line, Span::new(from, from + at), behind);
            }
            None => {}
        }
    }

    fn assignment(&mut self, reader: &make_text::Reader<'_>, line: &LogicalLine, from: usize, at: usize, operator: &str, of_target: bool) {
        let whole = line.text();
        let name = whole.get(from..at).unwrap_or_default().trim();
        if name.is_empty() || name.contains(char::is_whitespace) {
            return;
        }
        let value_start = at + operator.len();
        let value = whole.get(value_start..).unwrap_or_default();
        // A comment ends it.
        let value = value.split_once(" #").map_or(value, |(value, _)| value);
        let blanks = value.len() - value.trim_start().len();
        let span = Span::new(value_start + blanks, value_start + blanks + value.trim().len());
        let mut definition = reader.definition(line, span);
        match operator {
            "+=" => (definition.append, definition.blank) = (true, true),
            "?=" => definition.open = true,
            "!=" => {
                for word in &mut definition.words {
                    word.parts = vec![Part::unknown(value)];
                }
            }
            _ => {}
        }
        self.variables.push((name.to_owned(), definition));
        if of_target {
            self.of_targets.push(name.to_owned());
        }
    }

    fn rule(&mut self, reader: &make_text::Reader<'_>, line: &LogicalLine, names: Span, behind: usize) {
        let whole = line.text();
        let computed = names.of(whole).contains(['$', '%']);
        let mut formulas = Vec::new();
        for name in names.of(whole).split_whitespace() {
            let start = name.as_ptr() as usize - whole.as_ptr() as usize;
            let span = Span::new(start, start + name.len());
            let place = Place { file: reader.file, range: line.file_range(span) };
            formulas.push(Formula::new(place, vec![Part::text(name, exact(reader.file, line, span), true)]));
        }
        let mut rule = Rule { names: formulas, computed, recipe: Vec::new() };
        // `all: dependencies; command`
        if let Some(at) = whole.get(behind..).and_then(|rest| rest.find(';')) {
            rule.recipe.push(reader.recipe_of(line, Span::new(behind + at + 1, whole.len())));
        }
        self.rules.push(rule);
    }
}

enum Separator<'t> {
    Assignment { at: usize, operator: &'t str },
    Rule { at: usize, length: usize },
}

/// What a line is: an assignment or a rule, by what stands first outside of brackets.
fn separator(text: &str) -> Option<Separator<'_>> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '#' => return None,
            '=' => return Some(Separator::Assignment { at, operator: "=" }),
            ':' | '?' | '+' | '!' => {
                if let Some(operator) = [":::=", "::=", ":=", "?=", "+=", "!="].iter().find(|operator| rest.starts_with(**operator)) {
                    return Some(Separator::Assignment { at, operator });
                }
                if c == ':' {
                    return Some(Separator::Rule { at, length: if rest.starts_with("::") { 2 } else { 1 } });
                }
            }
            _ => {}
        }
    }
    None
}

/// Where the line ends that begins here, with those that continue it.
fn logical_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(found) = memchr::memchr(b'\n', bytes.get(at..).unwrap_or_default()) {
        let newline = at + found;
        let before = bytes.get(start..newline).unwrap_or_default();
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        let escapes = before.iter().rev().take_while(|byte| **byte == b'\\').count();
        if escapes % 2 == 0 {
            return newline;
        }
        at = newline + 1;
    }
    text.len()
}
