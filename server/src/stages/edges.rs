//! What `COPY --from` and `RUN --mount` name: stages, images, or nothing.
//!
//! Source: convert.go, `toCommand` and `detectRunMount`; validations.go, `validateCircularDependency`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::graph::{BuildOptions, Edge, EdgeKind, Source, Stage, StageGraph};
use super::problem::{BuildPhase, Problem, ProblemKind};
use crate::syntax::{Dockerfile, Expander, Flag, Instruction, Keyword, NoEnvironment, Span, Tree, mount_options, validate_reference};
use crate::text::{ByteRange, LineIndex, Lines};

/// Adds the edges of the stages' instructions, and then those of the ONBUILD instructions that each FROM fires.
pub(super) fn resolve(graph: &mut StageGraph, file: &Dockerfile, options: &BuildOptions) {
    let names = std::mem::take(&mut graph.names);
    let mut finder =
        Finder { stages: graph.stages.len(), names, states: graph.stages.len(), escape: file.escape, options, problems: Vec::new() };
    for index in 0..graph.stages.len() {
        let Some(body) = graph.stages.get(index).map(|stage| stage.body.clone()) else { continue };
        let mut edges = Vec::new();
        for at in body.clone() {
            if let Some(instruction) = file.instructions.get(at) {
                finder.edges(instruction, &Place::of(index, at, instruction), &mut edges);
            }
        }
        let put_off = finder.put_off(index, body.clone(), file);
        if let Some(stage) = graph.stages.get_mut(index) {
            stage.edges.append(&mut edges);
            stage.put_off = put_off;
        }
    }
    graph.problems.append(&mut finder.problems);
    find_cycles(graph);
    for index in 0..graph.stages.len() {
        finder.triggers(graph, index, file, options);
    }
    graph.problems.append(&mut finder.problems);
    graph.names = finder.names;
}

/// Where an instruction counts, and where its problems are shown.
pub(super) struct Place {
    pub stage: usize,
    /// The index of the instruction in the file.
    pub instruction: usize,
    pub lines: Lines,
    /// For a trigger, the base in the FROM that fires it: there its problems are shown.
    pub trigger: Option<ByteRange>,
    /// Where the trigger itself stands, if it stands in the file.
    pub fired: Option<ByteRange>,
}

impl Place {
    pub(super) fn of(stage: usize, at: usize, instruction: &Instruction) -> Self {
        Self { stage, instruction: at, lines: instruction.lines, trigger: None, fired: None }
    }

    /// A trigger that the FROM of a stage fires.
    pub(super) fn of_trigger(stage: &Stage, index: usize, trigger: &Instruction, in_file: bool) -> Self {
        let fired = in_file.then_some(trigger.range);
        Self { stage: index, instruction: stage.from, lines: stage.lines, trigger: Some(stage.base.range), fired }
    }

    /// Where a part of the instruction is shown.
    pub(super) fn range(&self, instruction: &Instruction, span: Span) -> ByteRange {
        self.trigger.unwrap_or_else(|| instruction.range_of(span))
    }
}

struct Finder<'o> {
    stages: usize,
    /// The last stage of each name.
    names: HashMap<String, usize>,
    /// How many stages BuildKit counts: every image and every mount of nothing is appended to them.
    states: usize,
    escape: char,
    options: &'o BuildOptions,
    problems: Vec<Problem>,
}

impl Finder<'_> {
    fn edges(&mut self, instruction: &Instruction, place: &Place, edges: &mut Vec<Edge>) {
        match instruction.keyword {
            Some(Keyword::Copy) => edges.extend(self.copy(instruction, place)),
            Some(Keyword::Run) => {
                for flag in instruction.flags.iter().filter(|flag| flag.name == "mount") {
                    edges.extend(self.mount(instruction, flag, place));
                }
            }
            _ => {}
        }
    }

    fn problem(&mut self, kind: ProblemKind, phase: BuildPhase, place: &Place, range: ByteRange, located: bool) {
        let lines = if located { vec![place.lines] } else { Vec::new() };
        self.problems.push(Problem { kind, phase, stage: Some(place.stage), range, lines, trigger: place.fired, known: true });
    }

    fn copy(&mut self, instruction: &Instruction, place: &Place) -> Option<Edge> {
        let flag = instruction.flag("from")?;
        let name = flag.value.as_deref().filter(|name| !name.is_empty())?;
        let range = place.range(instruction, flag.value_span.unwrap_or(flag.span));
        let (phase, located) = match place.trigger {
            Some(_) => (BuildPhase::Triggers, true),
            None => (BuildPhase::Edges, false),
        };
        let expansion = Expander::new(self.escape, &NoEnvironment).expand(name);
        let source = if expansion.error.is_some() || expansion.result != name {
            self.problem(ProblemKind::VariableInFrom { written: name.to_owned() }, phase, place, range, located);
            Source::Invalid
        } else if let Some(index) = number(name) {
            match usize::try_from(index) {
                Ok(index) if index < self.stages => Source::Stage(index),
                Ok(index) if index < self.states => Source::Accident,
                _ => {
                    let kind = ProblemKind::StageIndexOutOfRange { index, stages: self.stages };
                    self.problem(kind, phase, place, range, located);
                    Source::Invalid
                }
            }
        } else {
            self.named(name, place, range)
        };
        Some(self.edge(EdgeKind::Copy, place, range, name, source))
    }

    fn mount(&mut self, instruction: &Instruction, flag: &Flag, place: &Place) -> Option<Edge> {
        let value = flag.value.as_deref()?;
        let value_span = flag.value_span.unwrap_or(flag.span);
        let options = mount_options(value).unwrap_or_default();
        let from = options.iter().rev().find(|option| option.key == "from" && option.value.is_some());
        let named = from.and_then(|option| Some((option.value.as_deref()?, option.value_span?))).filter(|(name, _)| !name.is_empty());
        let Some((name, inside)) = named else {
            let range = place.range(instruction, flag.span);
            let source = match self.names.get(NOTHING) {
                Some(stage) => Source::Stage(*stage),
                None => {
                    self.states += 1;
                    Source::Nothing
                }
            };
            return Some(self.edge(EdgeKind::Mount, place, range, NOTHING, source));
        };
        let verbatim = (value_span.end - value_span.start) as usize == value.len();
        let span = if verbatim { inside.moved(value_span.start) } else { value_span };
        let range = place.range(instruction, span);
        // A variable here is a fault of the text already.
        let source = if name.contains('$') { Source::Invalid } else { self.named(name, place, range) };
        Some(self.edge(EdgeKind::Mount, place, range, name, source))
    }

    fn edge(&self, kind: EdgeKind, place: &Place, range: ByteRange, name: &str, source: Source) -> Edge {
        let context = self.options.context(name).filter(|_| source == Source::Outside).map(str::to_owned);
        let (instruction, lines, name) = (place.instruction, place.lines, name.to_owned());
        Edge { kind, trigger: false, instruction, range, lines, name, source, context, mount: None }
    }

    /// A stage by its name in any letter case, else something outside of the file.
    fn named(&mut self, name: &str, place: &Place, range: ByteRange) -> Source {
        if let Some(stage) = self.names.get(&name.to_lowercase()) {
            return Source::Stage(*stage);
        }
        self.states += 1;
        if name != NOTHING
            && self.options.context(name).is_none()
            && let Err(error) = validate_reference(name)
        {
            let kind = ProblemKind::InvalidReference { reference: name.to_owned(), error };
            self.problem(kind, BuildPhase::References, place, range, true);
        }
        Source::Outside
    }

    /// What the ONBUILD instructions of a stage name, where they stand. BuildKit looks a name up among all stages of the file that fires
    /// them; whatever is wrong with one is said of the FROM that does.
    fn put_off(&mut self, index: usize, body: Range<usize>, file: &Dockerfile) -> Vec<Edge> {
        let (states, problems) = (self.states, self.problems.len());
        let mut edges = Vec::new();
        for at in body {
            if let Some(trigger) = file.instructions.get(at).and_then(Instruction::trigger) {
                self.edges(trigger, &Place::of(index, at, trigger), &mut edges);
            }
        }
        self.states = states;
        self.problems.truncate(problems);
        edges
    }

    /// The ONBUILD instructions that the FROM of a stage fires: those of the stage or image it builds on.
    fn triggers(&mut self, graph: &mut StageGraph, index: usize, file: &Dockerfile, options: &BuildOptions) {
        let Some(stage) = graph.stages.get(index).filter(|stage| stage.context.is_none()) else { return };
        let triggers: Vec<Arc<Instruction>> = match stage.base.stage.and_then(|base| graph.stages.get(base)) {
            // What a context brings along is not known.
            Some(base) if base.context.is_some() => Vec::new(),
            Some(base) => {
                let body = file.instructions.get(base.body.clone()).unwrap_or_default();
                body.iter().filter_map(Instruction::shared_trigger).collect()
            }
            None => options.image(&stage.base.resolved).map_or(Vec::new(), |image| lower_triggers(&image.onbuild)),
        };
        if triggers.is_empty() {
            return;
        }
        let in_file = stage.base.stage.is_some();
        let mut edges = Vec::new();
        for trigger in &triggers {
            let place = Place::of_trigger(stage, index, trigger, in_file);
            if trigger.faults.is_empty() {
                self.edges(trigger, &place, &mut edges);
            } else {
                self.problem(ProblemKind::InvalidTrigger, BuildPhase::Triggers, &place, stage.base.range, true);
            }
        }
        for edge in &mut edges {
            edge.trigger = true;
        }
        if let Some(stage) = graph.stages.get_mut(index) {
            let behind_base = stage.edges.len().min(1);
            stage.edges.splice(behind_base..behind_base, edges);
            stage.triggers = triggers;
        }
    }
}

/// The empty image, unless a stage has that name.
const NOTHING: &str = "scratch";

/// Go's strconv.Atoi.
fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// The triggers of an image's configuration. They stand in no file: their ranges say nothing.
fn lower_triggers(texts: &[String]) -> Vec<Arc<Instruction>> {
    let lower = |text: &String| {
        let source = format!("ONBUILD {text}").into_bytes();
        let file = Dockerfile::lower(&source, &LineIndex::new(&source), &Tree::parse(&source));
        file.instructions.first().and_then(Instruction::shared_trigger)
    };
    texts.iter().filter_map(lower).collect()
}

/// Stages that copy from themselves, or from each other in a circle. Each circle is found once, at its first stage.
fn find_cycles(graph: &mut StageGraph) {
    let count = graph.stages.len();
    let mut finished = vec![false; count];
    // Where a stage stands in the path, plus one.
    let mut on_path = vec![0_usize; count];
    let mut path: Vec<(usize, usize)> = Vec::new();
    let mut cycles: Vec<Vec<(usize, usize)>> = Vec::new();
    for start in 0..count {
        if finished.get(start) != Some(&false) {
            continue;
        }
        path.push((start, 0));
        while let Some((stage, next)) = path.last().copied() {
            if let Some(place) = on_path.get_mut(stage) {
                *place = path.len();
            }
            let edge = graph.stages.get(stage).and_then(|stage| stage.edges.get(next));
            let Some(edge) = edge else {
                path.pop();
                if let (Some(place), Some(finished)) = (on_path.get_mut(stage), finished.get_mut(stage)) {
                    *place = 0;
                    *finished = true;
                }
                continue;
            };
            if let Some((_, next)) = path.last_mut() {
                *next += 1;
            }
            let Some(to) = edge.source.stage().filter(|_| edge.kind != EdgeKind::Base) else { continue };
            match on_path.get(to).copied() {
                // The numbers in the path are one too far: they name the next edge.
                Some(place @ 1..) => cycles.push(path.iter().skip(place - 1).map(|(stage, next)| (*stage, next - 1)).collect()),
                _ if finished.get(to) == Some(&false) => path.push((to, 0)),
                _ => {}
            }
        }
    }
    for cycle in cycles {
        let edges: Vec<_> = cycle.iter().filter_map(|(stage, edge)| graph.stages.get(*stage)?.edges.get(*edge)).collect();
        let Some(first) = edges.first() else { continue };
        let mut lines: Vec<_> = edges.iter().map(|edge| edge.lines).collect();
        lines.sort();
        let stages: Vec<_> = cycle.iter().map(|(stage, _)| *stage).collect();
        let problem = Problem {
            stage: stages.first().copied(),
            kind: ProblemKind::Cycle { stages },
            phase: BuildPhase::Cycles,
            range: first.range,
            lines,
            trigger: None,
            known: true,
        };
        graph.problems.push(problem);
    }
}
