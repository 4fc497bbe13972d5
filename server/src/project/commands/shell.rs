//! The builds that a text describes which a shell reads.

use super::MAX_WORLDS_OF_FILE;
use super::callers::Seek;
use super::describe::{self, Input, Start};
use super::evaluate;
use super::folders::Folders;
use super::formula::{Formula, Part};
use super::parsed::Parsed;
use super::program;
use super::scope::{Definition, Scope};
use super::text::ShellText;
use super::variables;
use super::words;
use super::worlds::{World, Worlds};
use crate::project::build::{Build, Standing};
use crate::project::sources::{FileId, FileKind};
use crate::shell::{Dialect, Script};
use crate::syntax::Span;

/// What the texts of one file have in common.
pub(super) struct Reader<'s> {
    pub kind: FileKind,
    pub file: FileId,
    pub folder: &'s str,
    /// How many more sets of values may be tried.
    pub worlds: usize,
    pub builds: Vec<Build>,
    /// Whether others call the file with a target.
    pub passed: bool,
    /// Calls of another file are looked for, and not builds.
    pub seek: Option<Seek>,
}

/// From so many builds of one command on, those that differ in their arguments only are one.
const MANY: usize = 16;

/// How deep `sh -c '…'` is followed.
const MAX_SHELLS: usize = 3;

impl<'s> Reader<'s> {
    pub(super) fn new(kind: FileKind, file: FileId, folder: &'s str) -> Self {
        Self { kind, file, folder, worlds: MAX_WORLDS_OF_FILE, builds: Vec::new(), passed: false, seek: None }
    }

    /// Whether a text may have something in it that is looked for: cheaper than reading it.
    pub(super) fn may_find(&self, text: &str) -> bool {
        self.seek.as_ref().map_or_else(|| program::may_build(text), |seek| seek.may_call(text))
    }

    /// Adds the builds of a text.
    pub(super) fn read(&mut self, text: &ShellText, name: Option<&str>, start: &Start, outer: &Scope<'_>) {
        self.read_within(text, name, start, outer, 0);
    }

    /// Adds the builds of a call that a file describes in another way than a command line.
    pub(super) fn call(&mut self, formulas: &[Formula], name: Option<&str>, start: &Start, scope: &Scope<'_>) {
        if self.seek.is_some() {
            return;
        }
        let mut worlds = Worlds::of(formulas.iter(), scope);
        if worlds.all.len() > self.worlds {
            worlds = Worlds::unknown();
        }
        self.worlds -= worlds.all.len().min(self.worlds);
        let mut own: Vec<Build> = Vec::new();
        for world in &worlds.all {
            let words = evaluate::words(formulas, scope, world);
            let Some(call) = program::find(&words) else { continue };
            for mut build in describe::builds(self.kind, &words, call, start, Input::None, self.passed) {
                build.name = name.map(str::to_owned);
                if !own.contains(&build) {
                    own.push(build);
                }
            }
        }
        self.add(own, worlds.certain);
    }

    /// Adds the builds of one command.
    fn add(&mut self, mut own: Vec<Build>, certain: bool) {
        if !certain && own.len() > 1 {
            own.iter_mut().for_each(|build| build.standing = build.standing.doubted());
        }
        // What nobody says is said once: where callers may say something else, it is that.
        let open: Vec<Build> = own.iter().filter(|build| build.standing == Standing::Overridden).cloned().collect();
        own.retain(|build| {
            let same = |other: &Build| Build { standing: build.standing, ..other.clone() } == *build;
            build.standing == Standing::Overridden || !open.iter().any(same)
        });
        if own.len() > MANY {
            own = describe::alike_but_for_arguments(own);
        }
        self.builds.append(&mut own);
    }

    fn read_within(&mut self, text: &ShellText, name: Option<&str>, start: &Start, outer: &Scope<'_>, depth: usize) {
        let Some(script) = Script::parse(text.line.clone(), Dialect::Bash) else { return };
        let parsed = Parsed::new(self.file, self.folder, &script, text);
        let scope = variables::of_script(&parsed, outer);
        if let Some(seek) = &mut self.seek {
            return seek.collect(&parsed, outer, &scope);
        }
        let folders = Folders::of(&parsed);
        let here = Situation { parsed: &parsed, script: &script, name, start, scope: &scope, folders: &folders, depth };
        for (index, command) in script.commands.iter().enumerate() {
            let context = parsed.context(command.span.start);
            let formulas: Vec<Formula> = script.words(command).iter().map(|word| words::word(context, word.span)).collect();
            self.command(&here, index, &formulas);
        }
    }

    fn command(&mut self, here: &Situation<'_>, index: usize, formulas: &[Formula]) {
        let Some(command) = here.script.commands.get(index) else { return };
        if !could_build(formulas, here.scope) {
            return;
        }
        let (inside, other) = here.folders.at(command);
        // What chooses the stage comes first, if there is too much to try.
        let target = |word: &&Formula| {
            let is_one = matches!(word.parts.as_slice(), [Part::Name { .. } | Part::Either { .. }]);
            is_one || word.mentions("target") || word.mentions("file")
        };
        let ordered = formulas.iter().filter(target).chain(inside.iter()).chain(other.iter().flatten()).chain(formulas);
        let mut worlds = Worlds::of(ordered, here.scope);
        if worlds.all.len() > self.worlds {
            worlds = Worlds::unknown();
        }
        self.worlds -= worlds.all.len().min(self.worlds);
        let mut own: Vec<Build> = Vec::new();
        for world in &worlds.all {
            let words = evaluate::words(formulas, here.scope, world);
            if let Some(call) = program::find(&words) {
                let input = Self::input(here, index, world);
                let value = |formula: &Formula| evaluate::value(formula, here.scope, world).value;
                let folder = |inside: &[Formula]| {
                    let mut all = here.start.inside.clone();
                    all.extend(inside.iter().map(value));
                    Start { folder: here.start.folder.clone(), inside: all }
                };
                let mut found = describe::builds(self.kind, &words, call, &folder(&inside), input.clone(), self.passed);
                if let Some(other) = &other {
                    let mut others = describe::builds(self.kind, &words, call, &folder(other), input.clone(), self.passed);
                    found.iter_mut().chain(&mut others).for_each(|build| build.standing = build.standing.doubted());
                    found.append(&mut others);
                }
                for mut build in found {
                    build.name = here.name.map(str::to_owned);
                    if !own.contains(&build) {
                        own.push(build);
                    }
                }
            } else if here.depth < MAX_SHELLS
                && let Some(inner) = inner_shell(formulas, &words, here)
            {
                let folder = inside.iter().map(|formula| evaluate::value(formula, here.scope, world).value);
                let mut start = here.start.clone();
                start.inside.extend(folder);
                self.read_within(&inner, here.name, &start, here.scope, here.depth + 1);
                return;
            }
        }
        self.add(own, worlds.certain);
    }

    /// What a command gets on standard input.
    fn input(here: &Situation<'_>, index: usize, world: &World) -> Input {
        let script = here.script;
        let value = |span: Span| {
            let context = here.parsed.context(span.start);
            evaluate::value(&words::word(context, span), here.scope, world).value
        };
        for redirect in script.redirects.iter().filter(|redirect| redirect.command == Some(index as u32)) {
            let text = script.text_of(redirect.span);
            if text.starts_with("<<") || text.starts_with("<(") {
                return Input::Unseen;
            }
            if let Some(file) = text.strip_prefix('<') {
                let blanks = file.len() - file.trim_start().len();
                let start = redirect.span.start + 1 + blanks as u32;
                return Input::File(value(Span { start, end: redirect.span.end }));
            }
        }
        let before = index.checked_sub(1).and_then(|before| script.commands.get(before));
        let piped = script.commands.get(index).is_some_and(|command| command.joint == crate::shell::Joint::Pipe);
        match before.filter(|_| piped) {
            Some(before) if script.name_of(before).as_deref() == Some("cat") && script.words(before).len() == 2 => {
                script.words(before).last().map_or(Input::Unseen, |word| Input::File(value(word.span)))
            }
            Some(_) => Input::Unseen,
            None => Input::None,
        }
    }
}

/// What is known around a command.
struct Situation<'h> {
    parsed: &'h Parsed<'h>,
    script: &'h Script,
    name: Option<&'h str>,
    start: &'h Start,
    scope: &'h Scope<'h>,
    folders: &'h Folders,
    depth: usize,
}

/// Whether a text may have a command in it that builds: cheaper than parsing it.
pub(super) fn could_build_at_all(text: &ShellText, scope: &Scope<'_>) -> bool {
    let mut seen = Vec::new();
    program::may_build(text.line.text()) || text.templates.iter().any(|template| part_could_build(&template.parts, scope, &mut seen))
}

/// Whether a command may be one that builds, or a shell with one: cheaper than trying all values.
fn could_build(formulas: &[Formula], scope: &Scope<'_>) -> bool {
    let mut seen = Vec::new();
    formulas.iter().any(|formula| part_could_build(&formula.parts, scope, &mut seen))
}

fn part_could_build(parts: &[Part], scope: &Scope<'_>, seen: &mut Vec<String>) -> bool {
    parts.iter().any(|part| match part {
        Part::Text { text, .. } => program::may_build(text),
        Part::Name { name, .. } => {
            if seen.len() > 200 || seen.contains(name) {
                return false;
            }
            seen.push(name.clone());
            let words = scope.get(name).into_iter().flat_map(|variable| &variable.values).flat_map(|value: &Definition| &value.words);
            words.clone().any(|word| part_could_build(&word.parts, scope, seen))
        }
        Part::Either { of, .. } => of.iter().any(|parts| part_could_build(parts, scope, seen)),
        Part::Unknown { .. } => false,
    })
}

/// `sh -c '…'`, `bash -lc "…"`, `eval "…"`: the text in it.
fn inner_shell(formulas: &[Formula], evaluated: &[evaluate::Word], here: &Situation<'_>) -> Option<ShellText> {
    let texts: Vec<String> = evaluated.iter().map(|word| word.text().unwrap_or_default()).collect();
    let at = texts.iter().position(|text| Dialect::of_program(text).is_some_and(Dialect::is_posix) || text == "eval")?;
    let mut behind = at + 1;
    if texts.get(at)? != "eval" {
        behind += texts.iter().skip(at + 1).position(|text| text.starts_with('-') && text.ends_with('c'))? + 1;
    }
    // Only where words and formulas are the same.
    (formulas.len() == evaluated.len()).then_some(())?;
    let range = formulas.get(behind)?.place.range;
    let line = here.script.line();
    let start = line.logical_offset(range.start)?;
    let all = here.script.commands.iter().flat_map(|command| here.script.words(command));
    let span = all.map(|word| word.span).find(|span| span.start == start)?;
    let text = span.of(line.text());
    let quoted = text.len() >= 2 && text.starts_with(['"', '\'']) && text.ends_with(['"', '\'']);
    quoted.then(|| {
        let mut inner = ShellText { templates: here.parsed.text.templates.clone(), ..ShellText::default() };
        inner.line.append(line, Span { start: span.start + 1, end: span.end - 1 });
        inner
    })
}
