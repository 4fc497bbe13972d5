//! GitLab CI, CircleCI, Azure Pipelines and Taskfiles: every text in which a program is called that builds is read as a shell's, with the
//! variables that the tables around it define.
//!
//! Sources: docs.gitlab.com/ci/yaml; circleci.com/docs/configuration-reference and reusing-config; learn.microsoft.com,
//! Azure Pipelines YAML schema and Docker@2; taskfile.dev/reference/schema.

use std::collections::HashSet;

use super::actions::split_line;
use super::describe::Start;
use super::formula::{Formula, Part};
use super::matrix;
use super::program;
use super::scope::{Definition, Scope};
use super::shell::Reader;
use super::template::Language;
use super::text::{ShellText, parts, templated};
use super::words::{self, Context};
use super::worlds::World;
use crate::project::build::{Build, Folder};
use crate::project::data::{Node, parse_yaml};
use crate::project::sources::{FileId, FileKind, SourceFile};
use crate::project::value::Place;
use crate::syntax::{LogicalLine, Span};
use crate::text::ByteRange;

pub(super) fn read(folder: &str, id: FileId, file: &SourceFile) -> Vec<Build> {
    if !program::may_build(&file.text) {
        return Vec::new();
    }
    // A Taskfile's commands run beside it, those of CI in the root.
    let folder = if file.kind == FileKind::Taskfile { folder } else { "" };
    visit(Reader::new(file.kind, id, folder), folder, id, file).builds
}

/// Has a reader read all that a file runs.
pub(super) fn visit<'s>(reader: Reader<'s>, folder: &str, id: FileId, file: &SourceFile) -> Reader<'s> {
    let parsed = parse_yaml(&file.text);
    let start = Start { folder: Folder::Known(folder.to_owned()), inside: Vec::new() };
    let language = Language { kind: file.kind };
    let mut ci = Ci { id, kind: file.kind, language, reader, start, done: HashSet::new(), root: None };
    for root in &parsed.documents {
        ci.root = Some(root.clone());
        let mut scope = Scope::default();
        ci.define(root, None, &mut scope);
        scope.settle();
        let entries = root.entries();
        // Hidden jobs are read last: what others take from them is read there, where the variables are known.
        let hidden = |key: &Node| key.text().is_some_and(|key| key.starts_with('.'));
        for (key, value) in entries.iter().filter(|(key, _)| !hidden(key)).chain(entries.iter().filter(|(key, _)| hidden(key))) {
            let gitlab = file.kind == FileKind::GitlabCi;
            let name = key.text().filter(|_| file.kind != FileKind::AzurePipelines);
            ci.walk(value, name.filter(|_| gitlab), name, &scope, 0);
        }
    }
    ci.reader
}

struct Ci<'s> {
    id: FileId,
    kind: FileKind,
    language: Language,
    reader: Reader<'s>,
    start: Start,
    /// Texts that were read, by their places: hidden jobs and anchors are not read once more without the variables of those that use them.
    done: HashSet<ByteRange>,
    root: Option<Node>,
}

/// No build file is nested deeper, and each table of jobs has a scope of its own.
const MAX_DEPTH: usize = 20;

/// How many jobs extend each other in a row.
const MAX_EXTENDS: usize = 11;

impl Ci<'_> {
    fn formula(&self, node: &Node) -> Option<Formula> {
        let scalar = node.scalar()?;
        Some(Formula::new(Place { file: self.id, range: node.range }, parts(self.id, &scalar.line, &self.language)))
    }

    /// The variables that a table gives to what is in it. `name`: of the job or task.
    fn define(&self, table: &Node, name: Option<&str>, scope: &mut Scope<'_>) {
        for key in ["variables", "env", "environment", "vars", "parameters"] {
            let Some(variables) = table.get(key) else { continue };
            let prefix = if key == "parameters" { "parameters." } else { "" };
            // `- name: X`, `  value: y`
            for item in variables.items() {
                if let Some(name) = item.get("name").and_then(Node::text) {
                    let default = item.get("default");
                    let values = item.get("values").map(Node::items).unwrap_or_default().iter();
                    for value in item.get("value").into_iter().chain(default).chain(values) {
                        self.add(scope, prefix, name, value, default.is_some());
                    }
                }
            }
            for (name, value) in variables.entries() {
                let Some(name) = name.text() else { continue };
                let inner = value.get("value").or_else(|| value.get("default"));
                if value.get("sh").is_some() {
                    let place = Place { file: self.id, range: value.range };
                    scope.add(name, Definition::of(Formula::new(place, vec![Part::unknown(name)])));
                }
                self.add(scope, prefix, name, inner.unwrap_or(value), key == "parameters" || value.get("options").is_some());
                for option in value.get("options").or_else(|| value.get("enum")).map(Node::items).unwrap_or_default() {
                    self.add(scope, prefix, name, option, false);
                }
            }
        }
        if let (Some(name), Some(root)) = (name, &self.root) {
            self.calls(root, name, scope, 0);
        }
        if let Some(rows) = table.path(&["parallel", "matrix"]) {
            matrix::of_gitlab(rows.items(), scope, &|value| self.formula(value));
        }
        if let Some(matrix) = table.path(&["strategy", "matrix"]) {
            // Azure: each row is a table of variables.
            let rows: Vec<Node> = matrix.entries().into_iter().map(|(_, row)| row.clone()).collect();
            matrix::of_gitlab(&rows, scope, &|value| self.formula(value));
        }
    }

    fn add(&self, scope: &mut Scope<'_>, prefix: &str, name: &str, value: &Node, open: bool) {
        if let Some(formula) = self.formula(value) {
            scope.add(&format!("{prefix}{name}"), Definition { open, ..Definition::of(formula) });
        }
    }

    /// What others say for the parameters of a job or a task where they call it: `- build: {target: dev}`, `- task: build`, `  vars: …`.
    fn calls(&self, node: &Node, name: &str, scope: &mut Scope<'_>, depth: usize) {
        if depth > MAX_DEPTH || !matches!(self.kind, FileKind::CircleCi | FileKind::Taskfile) {
            return;
        }
        for item in node.items() {
            if item.get("task").and_then(Node::text) == Some(name) {
                for (variable, value) in item.get("vars").map(Node::entries).unwrap_or_default() {
                    self.add(scope, "", variable.text().unwrap_or_default(), value, false);
                }
            }
            if let Some(called) = item.get(name) {
                let matrix = called.path(&["matrix", "parameters"]).map(Node::entries).unwrap_or_default();
                for (parameter, value) in called.entries().into_iter().chain(matrix) {
                    for value in value.one_or_more() {
                        self.add(scope, "parameters.", parameter.text().unwrap_or_default(), value, false);
                    }
                }
            }
            self.calls(item, name, scope, depth + 1);
        }
        for (_, value) in node.written() {
            self.calls(value, name, scope, depth + 1);
        }
    }

    fn walk(&mut self, node: &Node, job: Option<&str>, name: Option<&str>, outer: &Scope<'_>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        if node.scalar().is_some() {
            return self.text(&[node], name, outer);
        }
        let mut scope = Scope::inside(outer);
        let mut merged = vec![node.clone()];
        if job.is_some() && self.kind == FileKind::GitlabCi {
            self.extended(node, &mut merged, 0);
        }
        // Of several that set a variable, the nearest counts.
        for table in &merged {
            let mut own = Scope::default();
            self.define(table, name.filter(|_| depth == 1), &mut own);
            scope.adopt(own);
        }
        scope.settle();
        let start = self.start.clone();
        if let Some(folder) =
            ["dir", "working_directory", "workingDirectory"].iter().find_map(|key| node.get(key)).and_then(|folder| self.formula(folder))
        {
            self.start.inside = vec![super::evaluate::value(&folder, &scope, &World::new()).value];
        }
        self.task(node, name, &scope);
        let scripts = ["before_script", "script", "after_script"];
        if self.kind == FileKind::GitlabCi {
            let found = |key: &str| merged.iter().find_map(|table| table.get(key));
            let lists: Vec<&Node> = scripts.iter().take(2).filter_map(|key| found(key)).collect();
            let mut lines = Vec::new();
            lists.iter().for_each(|list| flat(list, &mut lines, 0));
            self.text(&lines, name, &scope);
            let mut after = Vec::new();
            found("after_script").into_iter().for_each(|list| flat(list, &mut after, 0));
            self.text(&after, name, &scope);
        }
        for (key, value) in node.entries() {
            let key = key.text().unwrap_or_default();
            if self.kind == FileKind::GitlabCi && scripts.contains(&key) || key == "variables" {
                continue;
            }
            // Jobs and tasks are one below their table.
            let named = matches!(name, Some("jobs" | "tasks" | "commands")) && depth == 0;
            self.walk(value, None, if named { Some(key) } else { name }, &scope, depth + 1);
        }
        for item in node.items() {
            self.walk(item, None, name, &scope, depth + 1);
        }
        self.start = start;
    }

    /// The jobs that a job of GitLab extends, the nearest first.
    fn extended(&self, job: &Node, found: &mut Vec<Node>, depth: usize) {
        if depth > MAX_EXTENDS || found.len() > 50 {
            return;
        }
        let Some((root, names)) = self.root.as_ref().zip(job.get("extends")) else { return };
        // Of several, the last counts most.
        for name in names.one_or_more().iter().rev().filter_map(Node::text) {
            if let Some(other) = root.get(name) {
                found.push(other.clone());
                self.extended(other, found, depth + 1);
            }
        }
    }

    /// Texts that one shell reads, one after the other.
    fn text(&mut self, lines: &[&Node], name: Option<&str>, scope: &Scope<'_>) {
        let read = |node: &&&Node| node.text().is_some_and(|text| self.reader.may_find(text));
        let building: Vec<_> = lines.iter().filter(read).collect();
        let hidden = name.is_some_and(|name| name.starts_with('.'));
        if building.is_empty() || (hidden && building.iter().all(|node| self.done.contains(&node.range))) {
            return;
        }
        self.done.extend(building.iter().map(|node| node.range));
        let mut text = ShellText::default();
        for scalar in lines.iter().filter_map(|node| node.scalar()) {
            let own = templated(&scalar.line, &self.language);
            text.join(own);
        }
        let start = self.start.clone();
        self.reader.read(&text, name, &start, scope);
    }

    /// Steps that are no text: `docker/build` of CircleCI's orb, `Docker@2` of Azure.
    fn task(&mut self, node: &Node, name: Option<&str>, scope: &Scope<'_>) {
        let (place, inputs) = if let Some(orb) = node.get("docker/build").filter(|orb| !orb.entries().is_empty()) {
            (orb.range, orb)
        } else if let (Some(task), Some(inputs)) = (node.get("task"), node.get("inputs")) {
            let builds = inputs.get("command").and_then(Node::text).is_none_or(|command| command.to_ascii_lowercase().starts_with("build"));
            if !builds || !task.text().is_some_and(|task| task.starts_with("Docker@")) {
                return;
            }
            (task.range, inputs)
        } else {
            return;
        };
        let place = Place { file: self.id, range: place };
        let get = |names: &[&str]| {
            let found = inputs
                .entries()
                .into_iter()
                .find(|(key, _)| key.text().is_some_and(|key| names.iter().any(|name| key.eq_ignore_ascii_case(name))));
            found.map(|(_, value)| value.clone())
        };
        let computed = |text: &str| Formula::computed(place, text);
        let mut words = vec![Formula::computed(place, "docker"), computed("build")];
        for arguments in get(&["extra_build_args", "arguments"]).iter().filter_map(Node::scalar) {
            words.extend(self.words(&arguments.line));
        }
        let quoted = |formula: Formula| Formula::new(formula.place, formula.parts.into_iter().map(Part::in_quotes).collect());
        let path = get(&["path", "buildContext"]).and_then(|path| self.formula(&path)).map(quoted);
        let file = get(&["dockerfile"]).and_then(|file| self.formula(&file)).map(quoted);
        let pattern = |formula: &Formula| formula.mentions("**");
        match (&file, &path) {
            (Some(file), _) if !pattern(file) => words.extend([computed("-f"), file.clone()]),
            // Azure looks for it everywhere.
            (_, None) if self.kind == FileKind::AzurePipelines => {
                words.extend([computed("-f"), Formula::new(place, vec![Part::unknown("dockerfile")])]);
            }
            _ => {}
        }
        words.push(path.filter(|path| !pattern(path)).unwrap_or_else(|| computed(".")));
        let start = self.start.clone();
        self.reader.call(&words, name, &start, scope);
    }

    fn words(&self, line: &LogicalLine) -> Vec<Formula> {
        let mut words = Vec::new();
        for (line, span) in split_line(line, |c| c == '\n') {
            let mut own = LogicalLine::default();
            own.append(line, span);
            let text = templated(&own, &self.language);
            let context = Context { file: self.id, folder: "", line: &text.line, templates: &text.templates, function: None };
            words.extend(words::list(context, Span::new(0, text.line.text().len()), false));
        }
        words
    }
}

/// The texts of a list and of the lists in it.
fn flat<'n>(node: &'n Node, lines: &mut Vec<&'n Node>, depth: usize) {
    for item in node.one_or_more() {
        if item.items().is_empty() {
            lines.push(item);
        } else if depth < MAX_DEPTH {
            flat(item, lines, depth + 1);
        }
    }
}
