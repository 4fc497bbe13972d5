//! Workflows and composite actions of GitHub: steps that build, and commands that steps run.
//!
//! Sources: docs.github.com, "Workflow syntax"; docker/build-push-action README.md, "Customizing" (its inputs, and the default context,
//! which is the repository).

use std::collections::HashSet;

use super::describe::Start;
use super::evaluate;
use super::expression::Expressions;
use super::formula::{Formula, Part};
use super::matrix;
use super::parsed::Parsed;
use super::program;
use super::scope::{Definition, Scope};
use super::shell::Reader;
use super::text::{parts, templated};
use super::variables;
use super::words;
use super::worlds::{World, Worlds};
use crate::project::build::{Build, Folder};
use crate::project::data::{Node, parse_yaml};
use crate::project::sources::{FileId, SourceFile};
use crate::project::value::{Piece, Place, Value};
use crate::shell::{Dialect, Script};
use crate::syntax::{LogicalLine, Span};

pub(super) fn read(id: FileId, file: &SourceFile) -> Vec<Build> {
    // A pointer to another workflow has no word of building in it, but may name a target.
    if !program::may_build(&file.text) && !file.text.to_ascii_lowercase().contains("target") {
        return Vec::new();
    }
    visit(Reader::new(file.kind, id, ""), id, file).builds
}

/// Has a reader read all that a workflow runs.
pub(super) fn visit<'s>(reader: Reader<'s>, id: FileId, file: &SourceFile) -> Reader<'s> {
    let parsed = parse_yaml(&file.text);
    let mut workflow = Workflow { id, expressions: Expressions { file: id }, reader };
    if let Some(root) = parsed.documents.first() {
        workflow.read(root);
    }
    workflow.reader
}

struct Workflow<'s> {
    id: FileId,
    expressions: Expressions,
    reader: Reader<'s>,
}

impl Workflow<'_> {
    fn read(&mut self, root: &Node) {
        let mut scope = Scope::default();
        let called = root.get("on").map(|on| ["workflow_dispatch", "workflow_call"].map(|event| on.path(&[event, "inputs"])));
        for inputs in called.into_iter().flatten().flatten().chain(root.get("inputs")) {
            self.inputs(inputs, &mut scope);
        }
        self.env(root, &mut scope);
        let folder = root.path(&["defaults", "run", "working-directory"]);
        for (name, job) in root.get("jobs").map(Node::entries).unwrap_or_default() {
            let mut here = Scope::inside(&scope);
            if let Some(matrix) = job.path(&["strategy", "matrix"]) {
                matrix::define(matrix, "matrix.", &mut here, &|scalar| self.formula(scalar));
            }
            self.env(job, &mut here);
            let folder = job.path(&["defaults", "run", "working-directory"]).or(folder);
            let name = name.text();
            // A job that is another workflow.
            self.uses(job, name, &here);
            self.steps(job, name, folder, &here);
        }
        if let Some(runs) = root.get("runs") {
            self.steps(runs, root.get("name").and_then(Node::text), None, &scope);
        }
    }

    fn formula(&self, node: &Node) -> Option<Formula> {
        let scalar = node.scalar()?;
        let place = Place { file: self.id, range: node.range };
        Some(Formula::new(place, parts(self.id, &scalar.line, &self.expressions)))
    }

    fn inputs(&self, inputs: &Node, scope: &mut Scope<'_>) {
        for (name, input) in inputs.entries() {
            let Some(name) = name.text() else { continue };
            let options = input.get("options").map(Node::items).unwrap_or_default().iter().map(|option| (option, false));
            for (value, open) in input.get("default").map(|default| (default, true)).into_iter().chain(options) {
                let Some(formula) = self.formula(value) else { continue };
                let definition = Definition { open, ..Definition::of(formula) };
                scope.add(&format!("inputs.{name}"), definition.clone());
                scope.add(&format!("github.event.inputs.{name}"), definition);
            }
        }
    }

    fn env(&self, node: &Node, scope: &mut Scope<'_>) {
        for (name, value) in node.get("env").map(Node::entries).unwrap_or_default() {
            if let (Some(name), Some(formula)) = (name.text(), self.formula(value)) {
                scope.add(&format!("env.{name}"), Definition::of(formula.clone()));
                scope.add(name, Definition::of(formula));
            }
        }
    }

    fn steps(&mut self, job: &Node, name: Option<&str>, folder: Option<&Node>, outer: &Scope<'_>) {
        let mut written = Scope::inside(outer);
        self.written(job, &mut written);
        let outer = &written;
        for step in job.get("steps").map(Node::items).unwrap_or_default() {
            let mut scope = Scope::inside(outer);
            self.env(step, &mut scope);
            self.uses(step, name, &scope);
            let Some(run) = step.get("run").and_then(Node::scalar).filter(|run| self.reader.may_find(run.line.text())) else { continue };
            let mut start = in_root();
            let world = World::new();
            let folder = step.get("working-directory").or(folder).and_then(|folder| self.formula(folder));
            start.inside.extend(folder.map(|folder| evaluate::value(&folder, &scope, &world).value));
            let text = templated(&run.line, &self.expressions);
            self.reader.read(&text, name, &start, &scope);
        }
    }

    /// What steps write into the files that GitHub reads variables from: `echo "TARGET=dev" >> $GITHUB_ENV`, and outputs of steps. Into
    /// the environment other steps, and the actions they call, may write too: it is open.
    fn written(&self, job: &Node, scope: &mut Scope<'_>) {
        for step in job.get("steps").map(Node::items).unwrap_or_default() {
            let Some(run) = step.get("run").and_then(Node::scalar) else { continue };
            if !["GITHUB_ENV", "GITHUB_OUTPUT"].iter().any(|file| run.line.text().contains(file)) {
                continue;
            }
            let mut found = Vec::new();
            let mut empty = HashSet::new();
            {
                let mut here = Scope::inside(scope);
                self.env(step, &mut here);
                let text = templated(&run.line, &self.expressions);
                let Some(script) = Script::parse(text.line.clone(), Dialect::Bash) else { continue };
                let parsed = Parsed::new(self.id, "", &script, &text);
                let inner = variables::of_script(&parsed, &here);
                for redirect in &script.redirects {
                    let target = script.text_of(redirect.span);
                    let is_env = target.contains("GITHUB_ENV");
                    let prefixes = match (is_env, step.get("id").and_then(Node::text)) {
                        (true, _) => vec![String::new(), "env.".to_owned()],
                        (false, Some(id)) if target.contains("GITHUB_OUTPUT") => vec![format!("steps.{id}.outputs.")],
                        _ => continue,
                    };
                    let command = redirect.command.and_then(|command| script.commands.get(command as usize));
                    let Some(command) = command.filter(|command| script.name_of(command).as_deref() == Some("echo")) else { continue };
                    let context = parsed.context(command.span.start);
                    let words: Vec<Formula> = script.words(command).iter().skip(1).map(|word| words::word(context, word.span)).collect();
                    for world in &Worlds::of(words.iter(), &inner).all {
                        let words = evaluate::words(&words, &inner, world);
                        let Some((name, value)) = words.first().filter(|_| words.len() == 1).and_then(|word| word.split_at('=')) else {
                            continue;
                        };
                        let Some(name) = name.text() else { continue };
                        let is_empty = value.text().is_some_and(|text| text.is_empty());
                        let value = Definition { open: is_env, ..Definition::of(variables::formula(value)) };
                        // Nothing is the same wherever it is said.
                        if is_empty && !empty.insert(name.clone()) {
                            continue;
                        }
                        found.extend(prefixes.iter().map(|prefix| (format!("{prefix}{name}"), value.clone())));
                    }
                }
            }
            found.into_iter().for_each(|(name, value)| scope.add(&name, value));
        }
    }

    /// A step that is an action, or a job that is a workflow.
    fn uses(&mut self, step: &Node, name: Option<&str>, scope: &Scope<'_>) {
        let Some((uses, action)) = step.get("uses").and_then(|uses| Some((uses, uses.text()?))) else { return };
        let place = Place { file: self.id, range: uses.range };
        let action = action.split('@').next().unwrap_or(action);
        let inputs = step.get("with").map(Node::entries).unwrap_or_default();
        let get =
            |names: &[&str]| inputs.iter().find(|(key, _)| key.text().is_some_and(|key| names.contains(&key))).map(|(_, value)| *value);
        let builds = action.ends_with("build-push-action") || action.ends_with("/buildah-build");
        let of_target = |key: &str| key.to_ascii_lowercase().contains("target");
        let target = match builds {
            true => get(&["target"]),
            // Whatever builds there, it may be told the stage.
            false => inputs.iter().find(|(key, _)| key.text().is_some_and(of_target)).map(|(_, value)| *value),
        };
        let may_build =
            action.starts_with("./") || [".github/", "docker", "image", "container", "build"].iter().any(|word| action.contains(word));
        // Docker's own actions have inputs of that name, but for other targets.
        if !builds && (target.is_none() || !may_build || action.starts_with("docker/")) {
            return;
        }
        let mut words = vec![Formula::computed(place, "docker"), Formula::computed(place, "build")];
        let flag = |words: &mut Vec<Formula>, flag: &str, value: Option<Formula>| {
            if let Some(value) = value {
                words.push(Formula::computed(place, flag));
                words.push(Formula::new(value.place, value.parts.into_iter().map(Part::in_quotes).collect()));
            }
        };
        flag(&mut words, "--target", target.and_then(|target| self.formula(target)));
        let context = get(&["context", "path", "directory"]).and_then(|context| self.formula(context));
        let file = get(&["file", "dockerfile", "containerfiles", "dockerfile-path", "dockerfile_path"]).and_then(|file| self.formula(file));
        if file.is_none() && !builds && context.is_none() {
            flag(&mut words, "-f", Some(Formula::new(place, vec![Part::unknown("file")])));
        }
        flag(&mut words, "-f", file);
        let mut start = in_root();
        // `{{defaultContext}}:folder`: the repository as Git has it, and a folder in it, in which the Dockerfile is then.
        let sub = context
            .as_ref()
            .and_then(Formula::plain)
            .and_then(|text| Some(text.strip_prefix("{{defaultContext}}")?.trim_start_matches(':').to_owned()));
        match (sub, context) {
            (Some(folder), _) => {
                start.folder = Folder::Known(folder);
                words.push(Formula::computed(place, "."));
            }
            (None, Some(context)) => words.push(Formula::new(context.place, context.parts.into_iter().map(Part::in_quotes).collect())),
            (None, None) => words.push(Formula::computed(place, ".")),
        }
        // What chooses the stage stands before: if there is too much to try, it is the arguments that stay open.
        for (input, name) in [("build-args", "--build-arg"), ("build-contexts", "--build-context"), ("platforms", "--platform")] {
            for line in get(&[input]).map(|list| self.lines(list, input == "platforms")).unwrap_or_default() {
                flag(&mut words, name, Some(line));
            }
        }
        let first = self.reader.builds.len();
        self.reader.call(&words, name, &start, scope);
        for build in self.reader.builds.iter_mut().skip(first) {
            build.place = place;
            split_arguments(build);
            if !builds {
                build.standing = build.standing.doubted();
            }
        }
    }

    /// The lines of a list that is written as one text, or its items.
    fn lines(&self, node: &Node, commas: bool) -> Vec<Formula> {
        if let Some(scalar) = node.scalar() {
            let split = |c: char| c == '\n' || (commas && c == ',');
            return split_line(&scalar.line, split).iter().map(|(line, span)| self.piece(line, *span)).collect();
        }
        node.items().iter().filter_map(|item| self.formula(item)).collect()
    }

    fn piece(&self, line: &LogicalLine, span: Span) -> Formula {
        let mut own = LogicalLine::default();
        own.append(line, span);
        let place = Place { file: self.id, range: line.file_range(span) };
        Formula::new(place, parts(self.id, &own, &self.expressions))
    }
}

/// An expression may stand for several lines: `build-args: ${{ matrix.build-args }}`.
fn split_arguments(build: &mut Build) {
    let has_lines = |value: &Value| value.pieces.iter().any(|piece| matches!(piece, Piece::Text { text, .. } if text.contains('\n')));
    if !build.args.iter().any(|argument| has_lines(&argument.name) || argument.value.iter().any(has_lines)) {
        return;
    }
    for argument in std::mem::take(&mut build.args) {
        let mut rest = match argument.value {
            Some(value) => Some(argument.name.join(Value::computed(build.place, "=")).join(value)),
            None => Some(argument.name),
        };
        while let Some(line) = rest.take() {
            let (line, behind) = line.split_once('\n').map_or((line.clone(), None), |(line, behind)| (line, Some(behind)));
            rest = behind;
            if line.text().is_none_or(|line| !line.trim().is_empty()) {
                build.args.push(crate::project::recipe::argument(&line));
            }
        }
    }
}

/// The parts of a text between separators, without blanks around; comments and what is empty are left out.
pub(super) fn split_line(line: &LogicalLine, separator: impl Fn(char) -> bool) -> Vec<(&LogicalLine, Span)> {
    let text = line.text();
    let spans = text.split(separator).map(|part| {
        let trimmed = part.trim();
        let start = trimmed.as_ptr() as usize - text.as_ptr() as usize;
        (line, Span::new(start, start + trimmed.len()))
    });
    spans.filter(|(line, span)| !span.is_empty() && !span.of(line.text()).starts_with('#')).collect()
}

fn in_root() -> Start {
    Start { folder: Folder::Known(String::new()), inside: Vec::new() }
}
