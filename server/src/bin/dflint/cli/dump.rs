//! `dflint dump --as buildkit`: what dflint makes of a file, in the form in which BuildKit's own answers are recorded.
//!
//! It is for tests and for people who compare dflint with BuildKit. The shape follows BuildKit's parser, not dflint's model; fields
//! that have nothing to say are left out. Lines are 1-based.

use std::io::Write;

use anyhow::{Context, Result};
use dflint::document::Document;
use dflint::lint::Checks;
use dflint::stages::{BuildOptions, BuildPhase, EdgeKind, ImageConfig, Reach, Source, StageGraph, default_path};
use dflint::syntax::{Arguments, Dockerfile, Fault, FaultKind, Instruction, Keyword, Phase};
use dflint::text::Lines;
use serde_json::{Map, Value, json};

use super::arguments::DumpArguments;
use super::files;
use super::{CLEAN, FAILED};
use crate::exclude::Exclusions;

pub(super) fn run(arguments: &DumpArguments) -> Result<u8> {
    let mut options = arguments.build.options()?;
    if let Some(path) = &arguments.images {
        options.images = read_images(path).with_context(|| format!("cannot read {}", path.display()))?;
    }
    let mut code = CLEAN;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let exclusions = Exclusions::default();
    let found = files::find(&arguments.paths, &exclusions);
    if found.is_empty() {
        files::warn_of_none(&exclusions);
    }
    for found in found {
        match found.and_then(|file| Ok((file.read()?, file))) {
            Ok((text, file)) => {
                let record = record(&file.shown(), text, &options, &arguments.targets);
                writeln!(out, "{record}")?;
            }
            Err(error) => {
                super::complain(&error);
                code = FAILED;
            }
        }
    }
    out.flush()?;
    Ok(code)
}

/// `{"<reference>": {"config": {"Env": […], "OnBuild": […], "WorkingDir": "…"}}}`.
fn read_images(path: &std::path::Path) -> Result<Vec<(String, ImageConfig)>> {
    let images: Map<String, Value> = serde_json::from_slice(&std::fs::read(path)?)?;
    let texts = |value: &Value| -> Vec<String> {
        let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    };
    let config = |image: Value| {
        let config = image.get("config").cloned().unwrap_or_default();
        let field = |name: &str| config.get(name).cloned().unwrap_or_default();
        ImageConfig {
            env: Some(texts(&field("Env"))),
            onbuild: texts(&field("OnBuild")),
            working_dir: Some(field("WorkingDir").as_str().unwrap_or_default().to_owned()),
            platforms: Vec::new(),
        }
    };
    Ok(images.into_iter().map(|(name, image)| (name, config(image))).collect())
}

/// One file's record.
fn record(name: &str, text: Vec<u8>, options: &BuildOptions, targets: &[String]) -> Value {
    let empty = text.is_empty();
    let document = Document::new(text, options);
    let file = document.file();
    let mut record = Map::new();
    record.insert("file".into(), name.into());
    let refused = first_fault(file, Phase::Parse);
    record.insert("escape".into(), if refused.is_some() { Value::Null } else { file.escape.to_string().into() });
    let directives: Vec<_> = file.directives.iter().filter(|directive| is_read(directive)).collect();
    if !directives.is_empty() {
        let directives = directives.iter().map(|directive| json!([directive.name.as_str(), directive.value, directive.line]));
        record.insert("directives".into(), directives.collect());
    }
    if let Some(fault) = refused {
        let error = json!({"message": message(fault), "lines": ranges(&[fault.lines])});
        record.insert("parse_error".into(), error);
        stopped(&mut record, fault, !empty, targets);
        record.insert("lint".into(), lint_record(&document, options));
        return record.into();
    }
    record.insert("instructions".into(), file.instructions.iter().map(instruction).collect());
    if let Some(fault) = first_fault(file, Phase::Instruction) {
        let located = fault.kind != FaultKind::NoStages;
        if located {
            let error = json!({"message": message(fault), "lines": ranges(&[fault.lines])});
            record.insert("instruction_error".into(), error);
        }
        stopped(&mut record, fault, located, targets);
        record.insert("lint".into(), lint_record(&document, options));
        return record.into();
    }
    graph_record(&mut record, &document, options, targets);
    record.insert("lint".into(), lint_record(&document, options));
    record.into()
}

/// A build that stops before there are stages.
fn stopped(record: &mut Map<String, Value>, fault: &Fault, located: bool, targets: &[String]) {
    let (each, range) = if located { (lines(&[fault.lines]), ranges(&[fault.lines])) } else { (Value::Null, Value::Null) };
    record.insert("build_error".into(), json!({"message": message(fault), "lines": each}));
    let answer = json!({"error": message(fault), "lines": range});
    let asked = std::iter::once("").chain(targets.iter().map(String::as_str));
    record.insert("targets".into(), Value::Object(asked.map(|target| (target.to_owned(), answer.clone())).collect()));
}

/// Whether a reader of directives sees it: BuildKit has two, and they agree on these.
fn is_read(directive: &dflint::syntax::Directive) -> bool {
    directive.in_head && !directive.indented && !directive.repeated
}

/// The first fault of a phase, as BuildKit finds them: file first, then line by line.
fn first_fault(file: &Dockerfile, phase: Phase) -> Option<&Fault> {
    let of_file = file.faults.iter().filter(|fault| fault.phase == phase);
    let of_instructions = file.instructions.iter().flat_map(faults_within).filter(|fault| fault.phase == phase);
    let order = |fault: &&Fault| match fault.kind {
        FaultKind::InvalidEscape { .. } | FaultKind::RepeatedDirective { .. } => (0, fault.range.start),
        FaultKind::NoInstructions | FaultKind::NoStages => (2, 0),
        _ => (1, fault.range.start),
    };
    of_file.chain(of_instructions).min_by_key(order)
}

/// Faults of an instruction, and those of its trigger at which the parser stops.
fn faults_within(instruction: &Instruction) -> Vec<&Fault> {
    let trigger = instruction.trigger().map_or(Vec::new(), faults_within);
    let of_trigger = trigger.into_iter().filter(|fault| fault.phase == Phase::Parse);
    instruction.faults.iter().chain(of_trigger).collect()
}

fn message(fault: &Fault) -> String {
    format!("{:?}", fault.kind)
}

/// Every line once, as `docker build --check` names them.
fn lines(ranges: &[Lines]) -> Value {
    let mut lines: Vec<_> = ranges.iter().flat_map(|range| range.first..=range.last).collect();
    lines.dedup();
    lines.into_iter().map(|line| json!([line, line])).collect()
}

fn ranges(ranges: &[Lines]) -> Value {
    if ranges.is_empty() {
        return Value::Null;
    }
    ranges.iter().map(|range| json!([range.first, range.last])).collect()
}

fn instruction(instruction: &Instruction) -> Value {
    let line = &instruction.line;
    let mut more = Map::new();
    if !instruction.flags.is_empty() {
        let flags = instruction.flags.iter().map(|flag| match &flag.value {
            Some(value) => format!("--{}={value}", flag.name),
            None => format!("--{}", flag.name),
        });
        more.insert("flags".into(), flags.collect());
    }
    if instruction.is_json() {
        more.insert("json".into(), true.into());
    }
    let heredocs = instruction.trigger().map_or(&instruction.heredocs, |trigger| &trigger.heredocs);
    if !heredocs.is_empty() {
        let heredocs = heredocs.iter().map(|heredoc| json!([heredoc.name, heredoc.expand, heredoc.chomp, heredoc.body.len()]));
        more.insert("heredocs".into(), heredocs.collect());
    }
    let args: Option<Vec<&str>> = match (&instruction.arguments, instruction.keyword) {
        (_, Some(Keyword::Label | Keyword::Env)) => None,
        (Arguments::From(from), _) => Some(from.words.iter().map(|word| word.text(line)).collect()),
        (Arguments::Words { words, .. }, _) => Some(words.iter().map(|word| word.text(line)).collect()),
        (Arguments::Text(word), _) => Some(word.iter().map(|word| word.text(line)).collect()),
        (Arguments::Pairs(pairs), _) => Some(
            pairs
                .iter()
                .map(|pair| {
                    let end = pair.value.as_ref().map_or(pair.key.span.end, |value| value.span.end);
                    instruction.text_of(dflint::syntax::Span { start: pair.key.span.start, end })
                })
                .collect(),
        ),
        (Arguments::Unknown, None) => Some(vec![""]),
        _ => None,
    };
    if let Some(args) = args {
        more.insert("args".into(), args.into());
    }
    if let Some(trigger) = instruction.trigger() {
        more.insert("sub".into(), trigger.keyword_text().into());
    }
    let mut record: Vec<Value> = vec![instruction.keyword_text().into(), instruction.lines.first.into(), instruction.lines.last.into()];
    if !more.is_empty() {
        record.push(more.into());
    }
    record.into()
}

/// What BuildKit's own checks find, as `[name, first line]`.
fn lint_record(document: &Document, options: &BuildOptions) -> Value {
    let checks = Checks::new(document, options, &[]);
    let mut found: Vec<_> = checks.of_buildkit(document).into_iter().map(|check| (check.name.as_str(), check.lines.first)).collect();
    found.sort_unstable();
    found.into_iter().map(|(name, line)| json!([name, line])).collect()
}

/// `# check=error=true`, and there is something to find.
const VIOLATION: &str = "lint violation found";

fn graph_record(record: &mut Map<String, Value>, document: &Document, options: &BuildOptions, targets: &[String]) {
    let graph = document.graph();
    let stages = graph.stages.iter().map(|stage| {
        let mut fields = Map::new();
        if let Some(name) = &stage.name {
            fields.insert("name".into(), name.clone().into());
        }
        fields.insert("base".into(), stage.base.written.clone().into());
        let from = document.file().instructions.get(stage.from);
        if let Some(platform) = from.and_then(|from| from.flag("platform")?.value.clone()).filter(|platform| !platform.is_empty()) {
            fields.insert("platform".into(), platform.into());
        }
        fields.insert("line".into(), stage.lines.first.into());
        Value::from(fields)
    });
    record.insert("stages".into(), stages.collect());
    let last = graph.last_stage().unwrap_or_default();
    let reach = graph.reach([last]);
    if !stops_before_reach(graph) {
        record.insert("edges".into(), edges(graph, &reach));
        record.insert("resolved_base".into(), graph.stages.iter().map(|stage| stage.base.resolved.clone()).collect());
        record.insert("env".into(), environments(graph, &reach, options));
    }
    if let Some(problem) = graph.first_problem(None) {
        let places = if problem.lines.is_empty() { Value::Null } else { lines(&problem.lines) };
        record.insert("build_error".into(), json!({"message": format!("{:?}", problem.kind), "lines": places}));
    }
    let checks = Checks::new(document, options, &[]);
    if !record.contains_key("build_error") && checks.fail_build(document, None) {
        record.insert("build_error".into(), json!({"message": VIOLATION, "lines": null}));
    }
    let target_record = |graph: &StageGraph, target: Option<usize>| {
        let mut answer = target_record(graph, target);
        let needed = target.map(|target| graph.reach([target]).needed);
        if answer.get("error").is_none()
            && checks.fail_build(document, needed.as_deref())
            && let Some(answer) = answer.as_object_mut()
        {
            answer.insert("error".into(), VIOLATION.into());
            answer.insert("lines".into(), Value::Null);
        }
        answer
    };
    let mut answers = Map::new();
    answers.insert(String::new(), target_record(graph, Some(last)));
    // Without being asked, the recorder knew the stages only up to the one at which the build stopped.
    let early = graph.problems.iter().find(|problem| problem.phase <= BuildPhase::Bases);
    let seen = early.map_or(graph.stages.len(), |problem| problem.stage.unwrap_or_default());
    let names = graph.stages.iter().take(seen).filter_map(|stage| stage.name.clone());
    let asked: Vec<_> = if targets.is_empty() { names.collect() } else { targets.to_vec() };
    for target in asked {
        let options = BuildOptions { target: Some(target.clone()), ..options.clone() };
        let graph = StageGraph::resolve(document.file(), document.text(), &options);
        let answer = target_record(&graph, graph.stage_named(&target));
        answers.insert(target, answer);
    }
    record.insert("targets".into(), answers.into());
}

/// Whether a build stops before it looks for what the target needs.
fn stops_before_reach(graph: &StageGraph) -> bool {
    graph.problems.iter().any(|problem| problem.phase <= BuildPhase::Bases)
}

fn target_record(graph: &StageGraph, target: Option<usize>) -> Value {
    let early = graph.problems.iter().find(|problem| problem.phase <= BuildPhase::Bases);
    let Some(target) = target.filter(|_| early.is_none()) else {
        let (message, lines) = match early {
            Some(problem) => (format!("{:?}", problem.kind), ranges(&problem.lines)),
            None => ("target stage could not be found".to_owned(), Value::Null),
        };
        return json!({"error": message, "lines": lines});
    };
    let reach = graph.reach([target]);
    let mut answer = Map::new();
    answer.insert("reachable".into(), reach.stages().collect());
    if let Some(problem) = graph.first_problem(Some(&reach.needed)) {
        answer.insert("error".into(), format!("{:?}", problem.kind).into());
        answer.insert("lines".into(), ranges(&problem.lines));
    }
    answer.into()
}

fn edges(graph: &StageGraph, reach: &Reach) -> Value {
    let mut edges = Vec::new();
    for (at, stage) in graph.stages.iter().enumerate() {
        for edge in &stage.edges {
            // BuildKit reads the ONBUILD instructions of the stages it needs only.
            if (edge.trigger && !reach.needs(at)) || edge.source == Source::Invalid {
                continue;
            }
            // Of the mounts that name nothing, only caches become an edge, once their stage is dispatched.
            if edge.source == Source::Nothing && !(edge.mount == Some("cache") && reach.needs(at)) {
                continue;
            }
            let kind = match (edge.kind, edge.trigger) {
                (EdgeKind::Base, _) => "base",
                (EdgeKind::Copy, false) => "copy",
                (EdgeKind::Mount, false) => "mount",
                (EdgeKind::Copy, true) => "onbuild-copy",
                (EdgeKind::Mount, true) => "onbuild-mount",
            };
            let mut fields = vec![at.into(), kind.into(), edge.lines.first.into(), edge.name.clone().into()];
            fields.extend(edge.source.stage().map(Value::from));
            edges.push(Value::from(fields));
        }
    }
    edges.into()
}

fn environments(graph: &StageGraph, reach: &Reach, options: &BuildOptions) -> Value {
    let mut environments = Map::new();
    for stage in reach.stages() {
        let Some(scope) = graph.stages.get(stage).map(|stage| &stage.scope) else { continue };
        let variables = scope.image_environment();
        // The recorder took a lone variable for the default PATH, and left out every PATH that begins with it.
        if variables.len() < 2 {
            continue;
        }
        let path = default_path(&options.platform);
        let is_default = |name: &str, value: &str| name == "PATH" && value.starts_with(path);
        let told = variables.into_iter().filter(|(name, value)| !is_default(name, value));
        let variables: Vec<_> = told.map(|(name, value)| format!("{name}={value}")).collect();
        if !variables.is_empty() {
            environments.insert(stage.to_string(), variables.into());
        }
    }
    environments.into()
}
