//! What is known of a stage: its chain of bases, who uses it, what it puts where, which users it makes. And how that is said.

use std::fmt::Write;

use crate::document::Document;
use crate::lint::Settings;
use crate::project::{Builds, StageBuilds};
use crate::stages::{EdgeKind, Role, Stage, StageGraph, join_path};
use crate::syntax::{Arguments, Expander, Instruction, Keyword, Word, heredoc_of};

/// A path in a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagePath {
    pub path: String,
    /// Whether it is certainly a folder.
    pub folder: bool,
    /// The instruction that puts it there.
    pub keyword: Keyword,
    /// Its 1-based line.
    pub line: u32,
}

/// A stage and those it builds on, the lowest first.
pub fn chain(graph: &StageGraph, stage: usize) -> Vec<usize> {
    let mut chain = vec![stage];
    while let Some(base) = chain.last().and_then(|last| graph.stages.get(*last)).and_then(|stage| stage.base.stage) {
        // A base stands above; were it not so, this would not end.
        if chain.contains(&base) {
            break;
        }
        chain.push(base);
    }
    chain.reverse();
    chain
}

/// The name of a stage as it is written, or its number.
pub fn title(document: &Document, stage: usize) -> String {
    match document.graph().stages.get(stage).and_then(|stage| stage.name_range) {
        Some(name) => format!("`{}`", String::from_utf8_lossy(name.slice(document.text()))),
        None => format!("stage {stage}"),
    }
}

/// The line of an instruction, 1-based.
pub fn line(document: &Document, instruction: usize) -> u32 {
    document.file().instructions.get(instruction).map_or(0, |instruction| document.index().line(instruction.range.start))
}

/// The paths that a stage is known to have: working directories, destinations of COPY and ADD, and what `mkdir` and `-o` name. Those of
/// the image below are not known. Each once, in the order in which they come.
pub fn paths(document: &Document, stage: usize) -> Vec<StagePath> {
    let graph = document.graph();
    let mut walk = Walk { document, workdir: Some("/".to_owned()), found: Vec::new() };
    for index in chain(graph, stage) {
        let Some(stage) = graph.stages.get(index) else { continue };
        if stage.base.stage.is_none() && stage.base.resolved != "scratch" {
            walk.workdir = None;
        }
        for at in stage.body.clone() {
            if let Some(instruction) = document.file().instructions.get(at) {
                walk.instruction(at, instruction);
            }
        }
    }
    walk.found
}

struct Walk<'d> {
    document: &'d Document,
    /// None while an image says it.
    workdir: Option<String>,
    found: Vec<StagePath>,
}

impl Walk<'_> {
    fn instruction(&mut self, at: usize, instruction: &Instruction) {
        match (instruction.keyword, &instruction.arguments) {
            (Some(Keyword::Workdir), Arguments::Text(Some(word))) => {
                if let Some(path) = self.expand(at, instruction, word) {
                    self.workdir = self.absolute(&path);
                    self.add(at, Keyword::Workdir, self.workdir.clone(), true);
                } else {
                    self.workdir = None;
                }
            }
            (Some(keyword @ (Keyword::Copy | Keyword::Add)), Arguments::Words { words, .. }) => {
                if let Some((destination, sources)) = words.split_last()
                    && let Some(destination) = self.expand(at, instruction, destination)
                {
                    self.copy(at, keyword, instruction, sources, &destination);
                }
            }
            (Some(Keyword::Run), _) => self.run(at),
            _ => {}
        }
    }

    fn copy(&mut self, at: usize, keyword: Keyword, instruction: &Instruction, sources: &[Word], destination: &str) {
        let Some(to) = self.absolute(destination) else { return };
        let folder = matches!(destination.rsplit('/').next(), None | Some("" | "." | "..")) || sources.len() > 1;
        self.add(at, keyword, Some(to.clone()), folder);
        for source in sources.iter().filter(|_| folder) {
            let written = source.text(&instruction.line);
            let name = match heredoc_of(written).filter(|_| !instruction.heredocs.is_empty()) {
                Some(heredoc) => heredoc.name,
                None => written.rsplit('/').next().unwrap_or_default().to_owned(),
            };
            // The contents of a folder are copied, not the folder: only what looks like a file has its name there.
            let is_file = name.find('.').is_some_and(|dot| dot > 0 && dot + 1 < name.len()) && !name.contains(['*', '?', '[', '$', '\\']);
            if is_file && !written.contains("://") {
                self.add(at, keyword, Some(join_path(&to, &name)), false);
            }
        }
    }

    /// Folders that `mkdir` makes, and what `-o` names for compilers.
    fn run(&mut self, at: usize) {
        let Some(script) = self.document.script(at) else { return };
        let moves = script.commands.iter().any(|command| script.name_of(command).is_some_and(|name| matches!(&*name, "cd" | "pushd")));
        for command in &script.commands {
            let name = script.name_of(command);
            let words: Vec<_> = script.words(command).iter().skip(1).map(|word| script.literal(*word)).collect();
            let mut made = Vec::new();
            match name.as_deref() {
                Some("mkdir") => {
                    let modes = |index: usize| {
                        index.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| word.as_deref() == Some("-m"))
                    };
                    let folders = words.iter().enumerate().filter(|(index, _)| !modes(*index)).filter_map(|(_, word)| word.as_deref());
                    made.extend(folders.filter(|word| !word.starts_with('-')).map(|word| (word.to_owned(), true)));
                }
                Some("go" | "gcc" | "g++" | "cc" | "c++" | "clang" | "rustc") => {
                    let output = words.iter().position(|word| word.as_deref() == Some("-o")).and_then(|at| words.get(at + 1));
                    made.extend(output.and_then(|word| word.as_deref()).map(|word| (word.to_owned(), word.ends_with('/'))));
                }
                _ => {}
            }
            for (path, folder) in made {
                if path.starts_with('/') || !moves {
                    let path = self.absolute(&path);
                    self.add(at, Keyword::Run, path, folder);
                }
            }
        }
    }

    fn add(&mut self, at: usize, keyword: Keyword, path: Option<String>, folder: bool) {
        let Some(path) = path.filter(|path| path != "/") else { return };
        if self.found.iter().all(|known| known.path != path) {
            self.found.push(StagePath { path, folder, keyword, line: line(self.document, at) });
        }
    }

    fn absolute(&self, path: &str) -> Option<String> {
        match &self.workdir {
            _ if path.starts_with('/') => Some(join_path("/", path)),
            Some(workdir) => Some(join_path(workdir, path)),
            None => None,
        }
    }

    /// A word after expansion; none if the file does not say what all of its variables are.
    fn expand(&self, at: usize, instruction: &Instruction, word: &Word) -> Option<String> {
        let scope = self.document.graph().scope_at(at);
        let expansion = Expander::new(self.document.file().escape, scope).expand(word.text(&instruction.line));
        let known = expansion.error.is_none() && expansion.uses.iter().all(|used| used.set);
        (known && !expansion.result.is_empty()).then(|| expansion.result.into_owned())
    }
}

/// The users that RUNs of a stage make, and the groups.
pub fn users(document: &Document, stage: usize) -> (Vec<String>, Vec<String>) {
    let graph = document.graph();
    let (mut users, mut groups) = (Vec::new(), Vec::new());
    let bodies = chain(graph, stage).into_iter().filter_map(|index| graph.stages.get(index)).flat_map(|stage| stage.body.clone());
    for script in bodies.filter_map(|at| document.script(at)) {
        for command in &script.commands {
            let made =
                match script.name_of(command).as_deref().map(|name| name.rsplit('/').next().unwrap_or_default().to_owned()).as_deref() {
                    Some("useradd" | "adduser") => &mut users,
                    Some("groupadd" | "addgroup") => &mut groups,
                    _ => continue,
                };
            let mut words = script.words(command).iter().skip(1).map(|word| script.literal(*word));
            while let Some(word) = words.next() {
                match word.as_deref() {
                    Some(option) if takes_value(option) => drop(words.next()),
                    Some(option) if option.starts_with('-') => {}
                    Some(name) => {
                        if !name.is_empty() && !made.iter().any(|known: &String| known == name) {
                            made.push(name.to_owned());
                        }
                        break;
                    }
                    None => break,
                }
            }
        }
    }
    (users, groups)
}

/// Whether the word behind an option of `useradd`, `adduser` and their like belongs to it, in shadow, Debian or BusyBox. `-k` and `-K` of
/// shadow do too.
fn takes_value(option: &str) -> bool {
    let short = ["-u", "-g", "-G", "-d", "-s", "-c", "-h", "-k", "-K", "-b", "-e", "-f", "-p"];
    let long =
        ["--uid", "--gid", "--groups", "--home", "--home-dir", "--shell", "--comment", "--gecos", "--ingroup", "--base-dir", "--password"];
    let bundle = option.starts_with('-') && !option.starts_with("--") && option.len() > 2;
    short.contains(&option) || long.contains(&option) || bundle && option.ends_with(['u', 'g', 'G', 'd', 's', 'c', 'h'])
}

/// All of this in Markdown.
pub fn describe(document: &Document, settings: &Settings, index: usize) -> String {
    let graph = document.graph();
    let Some(stage) = graph.stages.get(index) else { return String::new() };
    let number = if stage.name.is_some() { format!(" (stage {index})") } else { String::new() };
    let mut text = format!("**{}**{number}", capital(&title(document, index)));
    for base in chain(graph, index).iter().rev().filter_map(|index| graph.stages.get(*index)) {
        let written = &base.base.written;
        let _ = write!(text, " ← `{written}`");
        if *written != base.base.resolved && base.base.stage.is_none() && !base.base.resolved.is_empty() {
            let _ = write!(text, " = `{}`", base.base.resolved);
        }
    }
    text.push_str("\n\n");
    let builds = settings.stage_builds(document);
    let role = settings.roles(document, &builds).get(index).copied().unwrap_or(Role::Unneeded);
    text.push_str(role_sentence(role, settings));
    text.push('\n');
    let builders = builders(settings, &builds, index);
    if !builders.is_empty() {
        let _ = write!(text, "\n- Built by {}", listed(&builders));
    }
    let uses = uses(document, index);
    if !uses.is_empty() {
        let _ = write!(text, "\n- Used by {}", listed(&uses));
    }
    state(document, stage, index, &mut text);
    let paths: Vec<_> =
        paths(document, index).iter().map(|path| format!("`{}` ({} in line {})", path.path, path.keyword.as_str(), path.line)).collect();
    if !paths.is_empty() {
        let _ = write!(text, "\n- Files: {}", listed(&paths));
    }
    text
}

const fn role_sentence(role: Role, settings: &Settings) -> &'static str {
    let default = settings.targets.is_empty();
    match role {
        Role::Shipped if default => "The default target builds on it: its layers are in the image.",
        Role::Shipped => "A target builds on it: its layers are in an image.",
        Role::CopiedFrom if default => "The default target takes files from it.",
        Role::CopiedFrom => "A target takes files from it.",
        Role::Tooling => "Only other targets need it.",
        Role::Possible => "A target needs it if a variable in a FROM has another value.",
        Role::Unneeded if default => "The default target does not need it: only `--target` can have it built.",
        Role::Unneeded => "No target needs it.",
    }
}

/// What in the repository builds a stage, each once: `compose:web`, `workflow ci.yml`.
pub fn builders(settings: &Settings, builds: &StageBuilds<'_>, stage: usize) -> Vec<String> {
    let Some(sources) = settings.builds.as_deref().map(Builds::sources) else { return Vec::new() };
    let mut titles: Vec<String> = Vec::new();
    for build in builds.of.get(stage).into_iter().flatten() {
        let title = build.title(sources);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
}

/// WORKDIR, USER and ENV at the end of a stage.
fn state(document: &Document, stage: &Stage, index: usize, text: &mut String) {
    if let Some(workdir) = stage.workdir.as_ref().filter(|workdir| workdir.known) {
        let _ = write!(text, "\n- WORKDIR `{}`", workdir.path);
    }
    if let Some(user) = user(document, index) {
        let _ = write!(text, "\n- USER `{user}`");
    }
    let set: Vec<_> = set_by_env(document, index);
    let environment = stage.scope.image_environment().into_iter().filter(|(name, _)| set.iter().any(|set| set == name));
    let environment: Vec<_> = environment.map(|(name, value)| format!("`{name}={}`", short(value))).collect();
    if !environment.is_empty() {
        let _ = write!(text, "\n- ENV {}", listed(&environment));
    }
}

/// The user at the end of a stage, as it is written.
fn user(document: &Document, stage: usize) -> Option<String> {
    let graph = document.graph();
    let bodies = chain(graph, stage).into_iter().filter_map(|index| graph.stages.get(index)).flat_map(|stage| stage.body.clone());
    let users =
        bodies.filter_map(|at| document.file().instructions.get(at)).filter(|instruction| instruction.keyword == Some(Keyword::User));
    users.last().map(|user| user.text_of(user.arguments_span).to_owned())
}

fn set_by_env(document: &Document, stage: usize) -> Vec<&str> {
    let graph = document.graph();
    let bodies = chain(graph, stage).into_iter().filter_map(|index| graph.stages.get(index)).flat_map(|stage| stage.body.clone());
    let env = bodies.filter_map(|at| document.file().instructions.get(at)).filter(|instruction| instruction.keyword == Some(Keyword::Env));
    env.flat_map(|instruction| instruction.pairs().iter().map(|pair| pair.key.text(&instruction.line))).collect()
}

/// What takes something from a stage, in words.
fn uses(document: &Document, of: usize) -> Vec<String> {
    let graph = document.graph();
    let mut uses = Vec::new();
    for (index, stage) in graph.stages.iter().enumerate() {
        for edge in stage.edges.iter().filter(|edge| edge.source.stage() == Some(of)) {
            let how = match edge.kind {
                EdgeKind::Base => "FROM",
                EdgeKind::Copy => "COPY",
                EdgeKind::Mount => "RUN --mount",
            };
            uses.push(format!("{} ({how} in line {})", title(document, index), line(document, edge.instruction)));
        }
        for edge in stage.put_off.iter().filter(|edge| edge.source.stage() == Some(of)) {
            uses.push(format!("{} (ONBUILD in line {})", title(document, index), line(document, edge.instruction)));
        }
    }
    uses
}

/// The first of many.
fn listed(all: &[String]) -> String {
    const SHOWN: usize = 10;
    let mut text = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if all.len() > SHOWN {
        let _ = write!(text, " and {} more", all.len() - SHOWN);
    }
    text
}

/// A value in one line that is not too long, without backticks, which would end the code span that it stands in.
pub fn short(value: &str) -> String {
    const LENGTH: usize = 60;
    let mut line: String = value
        .chars()
        .map(|c| {
            if c.is_control() {
                ' '
            } else if c == '`' {
                '\''
            } else {
                c
            }
        })
        .collect();
    if let Some((cut, _)) = line.char_indices().nth(LENGTH) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
