//! Global ARGs, and what each FROM builds on.
//!
//! Source: convert.go, `toDispatchState` (up to the resolution of base names), `defaultArgs` and `buildMetaArgs`.

use std::collections::{HashMap, HashSet};

use super::evaluate;
use super::graph::{Base, BuildOptions, Edge, EdgeKind, Source, Stage, StageGraph, StagePlatform, UseAt};
use super::platform::Platform;
use super::problem::{BuildPhase, Problem, ProblemKind};
use super::scope::Scope;
use crate::syntax::{
    CheckOptions, DirectiveName, Dockerfile, ExpandError, ExpandErrorKind, FaultKind, Instruction, Keyword, Span, VariableUse, Word,
    validate_reference,
};
use crate::text::ByteRange;

/// The graph with base edges only.
pub(super) fn resolve(file: &Dockerfile, options: &BuildOptions) -> StageGraph {
    let is_from = |instruction: &Instruction| instruction.keyword == Some(Keyword::From);
    let froms: Vec<_> = file.instructions.iter().enumerate().filter(|(_, instruction)| is_from(instruction)).map(|(at, _)| at).collect();
    let mut resolver = Resolver {
        file,
        graph: StageGraph {
            stages: Vec::with_capacity(froms.len()),
            names: HashMap::new(),
            globals: Scope::default(),
            problems: Vec::new(),
            expanded: HashMap::new(),
            scopes: Vec::new(),
            unset: Vec::new(),
            sources: Vec::new(),
        },
        names: HashMap::new(),
        required: HashSet::new(),
    };
    resolver.check_options();
    resolver.platform_arguments(&froms, options);
    resolver.global_arguments(froms.first().copied().unwrap_or(file.instructions.len()), options);
    for (at, from) in froms.iter().copied().enumerate() {
        let end = froms.get(at + 1).copied().unwrap_or(file.instructions.len());
        if let Some(instruction) = file.instructions.get(from) {
            resolver.stage(instruction, from, end, options);
        }
    }
    // Behind the last stage, the nearest stage above with a name is the last one.
    resolver.graph.names = resolver.names;
    resolver.graph
}

struct Resolver<'f> {
    file: &'f Dockerfile,
    graph: StageGraph,
    /// The nearest stage above with a name.
    names: HashMap<String, usize>,
    /// Global ARGs whose default needs another variable that has no value: the build stops there, not at what uses them.
    required: HashSet<String>,
}

impl Resolver<'_> {
    fn check_options(&mut self) {
        let check = self.file.directives.iter().find(|directive| directive.name == DirectiveName::Check && directive.is_read());
        let Some(check) = check else { return };
        let Some((option, inside)) = CheckOptions::parse(&check.value).invalid else { return };
        let start = check.value_range.start;
        // Of an empty option, the separator before it can be shown.
        let inside = if inside.is_empty() { ByteRange::new(inside.start.saturating_sub(1), inside.end.max(1)) } else { inside };
        self.graph.problems.push(Problem {
            kind: ProblemKind::InvalidCheckOption { option },
            phase: BuildPhase::Options,
            stage: None,
            range: ByteRange::new(start + inside.start, start + inside.end),
            lines: Vec::new(),
            trigger: None,
            known: true,
        });
    }

    /// What BuildKit defines before it reads the first ARG (`defaultArgs`).
    fn platform_arguments(&mut self, froms: &[usize], options: &BuildOptions) {
        let last = froms.last().and_then(|from| self.file.instructions.get(*from)).and_then(stage_name);
        let stage = options.target.clone().or(last.map(|(name, _)| name)).unwrap_or_else(|| "default".to_owned());
        let mut define = |name: &str, value: &str| {
            let value = options.build_arg(name).unwrap_or(value);
            self.graph.globals.set(name, value, true);
        };
        for (prefix, platform) in [("BUILD", &options.build_platform), ("TARGET", &options.platform)] {
            let Platform { os, os_version, architecture, variant } = platform;
            define(&format!("{prefix}PLATFORM"), &platform.to_string());
            define(&format!("{prefix}OS"), os);
            define(&format!("{prefix}OSVERSION"), os_version);
            define(&format!("{prefix}ARCH"), architecture);
            define(&format!("{prefix}VARIANT"), variant);
        }
        define("TARGETSTAGE", &stage);
    }

    fn global_arguments(&mut self, first_from: usize, options: &BuildOptions) {
        for instruction in self.file.instructions.iter().take(first_from) {
            if instruction.keyword != Some(Keyword::Arg) {
                continue;
            }
            for pair in instruction.pairs() {
                let name = pair.key.text(&instruction.line);
                if let Some(given) = options.build_arg(name) {
                    self.graph.globals.set(name, given, true);
                } else if let Some(value) = &pair.value {
                    let before = self.graph.problems.len();
                    let (text, known) = self.expand(instruction, value, None, BuildPhase::Globals);
                    // The default of an ARG that is given is not looked at.
                    let failed = self.graph.problems.get_mut(before);
                    let known = known && failed.is_none();
                    if let Some(problem) = failed.filter(|problem| problem.is_required()) {
                        problem.known = false;
                        self.required.insert(name.to_owned());
                    }
                    self.graph.globals.set(name, &text, known);
                } else if self.graph.globals.variable(name).is_none() {
                    self.graph.globals.declare(name);
                }
            }
        }
    }

    /// A word after expansion with the global ARGs; empty if that fails, which is a problem.
    fn expand(&mut self, instruction: &Instruction, word: &Word, stage: Option<usize>, phase: BuildPhase) -> (String, bool) {
        let text = word.text(&instruction.line);
        let (expansion, known) = self.graph.globals.expand(text, self.file.escape);
        let result = expansion.result.into_owned();
        if let Some(error) = expansion.error {
            self.graph.problems.push(expansion_problem(error, instruction, word, stage, phase, known));
        }
        (result, known)
    }

    /// Whether the build has stopped before, at the default of an ARG that is used here.
    fn fails_above(&self, uses: &[VariableUse]) -> bool {
        uses.iter().any(|used| self.required.contains(&used.name))
    }

    fn problem(&mut self, kind: ProblemKind, range: ByteRange, instruction: &Instruction, known: bool) {
        let stage = Some(self.graph.stages.len());
        let lines = vec![instruction.lines];
        self.graph.problems.push(Problem { kind, phase: BuildPhase::Bases, stage, range, lines, trigger: None, known });
    }

    fn stage(&mut self, instruction: &Instruction, from: usize, end: usize, options: &BuildOptions) {
        let index = self.graph.stages.len();
        let base = self.base(instruction);
        let own = self.platform(instruction, &options.platform);
        let platform = match base.stage {
            // The flag has no effect on a stage.
            Some(above) => self.graph.stages.get(above).and_then(|stage| stage.platform.clone()),
            None => own,
        };
        let last = self.file.instructions.get(end.saturating_sub(1)).unwrap_or(instruction);
        let edge = Edge {
            kind: EdgeKind::Base,
            trigger: false,
            instruction: from,
            range: base.range,
            lines: instruction.lines,
            name: base.resolved.clone(),
            source: base.stage.map_or(Source::Outside, Source::Stage),
            context: base.stage.is_none().then(|| options.context(&base.resolved).map(str::to_owned)).flatten(),
            mount: None,
        };
        let name = stage_name(instruction);
        let context = name.as_ref().and_then(|(name, _)| options.context(name)).map(str::to_owned);
        let is_image =
            base.stage.is_none() && context.is_none() && edge.context.is_none() && !base.resolved.is_empty() && base.resolved != "scratch";
        let fails_above = !self.required.is_empty() && self.fails_above(&self.graph.globals.expand(&base.written, self.file.escape).0.uses);
        if is_image
            && !fails_above
            && let Err(error) = validate_reference(&base.resolved)
        {
            let kind = ProblemKind::InvalidReference { reference: base.resolved.clone(), error };
            let (stage, lines) = (Some(index), vec![instruction.lines]);
            let problem =
                Problem { kind, phase: BuildPhase::References, stage, range: base.range, lines, trigger: None, known: base.known };
            self.graph.problems.push(problem);
        }
        if let Some((name, _)) = &name {
            self.names.insert(name.clone(), index);
        }
        let (name, name_range) = name.unzip();
        self.graph.stages.push(Stage {
            name,
            name_range,
            base,
            context,
            platform,
            from,
            body: from + 1..end,
            range: instruction.range.cover(last.range),
            lines: instruction.lines,
            edges: vec![edge],
            put_off: Vec::new(),
            triggers: Vec::new(),
            scope: Scope::default(),
            workdir: None,
        });
    }

    fn base(&mut self, instruction: &Instruction) -> Base {
        let index = self.graph.stages.len();
        let is_refused = instruction.faults.iter().any(|fault| matches!(fault.kind, FaultKind::FromArguments { .. }));
        let Some(word) = instruction.from().and_then(|from| from.base()).filter(|_| !is_refused) else {
            let span = instruction.keyword_span;
            return Base::nothing(instruction.keyword_range(), span);
        };
        let written = word.text(&instruction.line).to_owned();
        let range = instruction.range_of(word.span);
        let (expansion, known) = self.graph.globals.expand(&written, self.file.escape);
        let resolved = expansion.result.into_owned();
        let uses = expansion.uses;
        if let Some(error) = expansion.error {
            let problem = expansion_problem(error, instruction, word, Some(index), BuildPhase::Bases, known);
            self.graph.problems.push(problem);
        } else if resolved.is_empty() && !self.fails_above(&uses) {
            self.problem(ProblemKind::BlankBase { written: written.clone() }, range, instruction, known);
        }
        let stage = self.names.get(&resolved).copied();
        let (possible, open) = self.possible(&written, &uses, stage);
        Base { range, span: word.span, stage, known, variable: !uses.is_empty(), possible, open, resolved, written }
    }

    /// The stages above whose names the written base matches, if its variables may be anything; and whether it matches every name.
    fn possible(&self, written: &str, uses: &[VariableUse], resolved: Option<usize>) -> (Vec<usize>, bool) {
        if uses.is_empty() {
            return (Vec::new(), false);
        }
        let mut pieces = vec![String::new()];
        let mut at = 0;
        // An outer `${a:-$b}` stands behind the inner one in the list.
        let mut outer: Vec<_> = uses.iter().collect();
        outer.sort_by_key(|name| (name.span.start, std::cmp::Reverse(name.span.end)));
        for name in outer {
            if (name.span.start as usize) < at {
                continue;
            }
            let before = written.get(at..name.span.start as usize).unwrap_or_default();
            if let Some(piece) = pieces.last_mut() {
                piece.push_str(before);
            }
            // A variable that is not declared is always empty, but for the default in it.
            let braces = name.span.end - name.span.start > name.name.len() as u32 + 3;
            if self.graph.globals.variable(&name.name).is_some() || braces {
                pieces.push(String::new());
            }
            at = name.span.end as usize;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(written.get(at..).unwrap_or_default());
        }
        let matches = |stage: &Stage| stage.name.as_deref().is_some_and(|name| matches_pieces(&pieces, name));
        let stages = self.graph.stages.iter().enumerate();
        let possible = stages.filter(|(at, stage)| Some(*at) != resolved && matches(stage)).map(|(at, _)| at).collect();
        (possible, pieces.iter().all(String::is_empty))
    }

    /// What the flag says, and without one what the build is for.
    fn platform(&mut self, instruction: &Instruction, target: &Platform) -> Option<StagePlatform> {
        let flag = instruction.flag("platform").and_then(|flag| Some((flag.value.as_deref()?, flag.value_span?)));
        let Some((value, span)) = flag.filter(|(value, _)| !value.is_empty()) else {
            return Some(StagePlatform { platform: target.clone(), known: true });
        };
        let index = self.graph.stages.len();
        let range = instruction.range_of(span);
        let (expansion, known) = self.graph.globals.expand(value, self.file.escape);
        let platform = expansion.result.into_owned();
        if let Some(error) = expansion.error {
            let word = Word::new(span);
            self.graph.problems.push(expansion_problem(error, instruction, &word, Some(index), BuildPhase::Bases, known));
        } else if platform.is_empty() {
            self.problem(ProblemKind::BlankPlatform { written: value.to_owned() }, range, instruction, known);
        } else {
            match Platform::parse(&platform) {
                Ok(platform) => return Some(StagePlatform { platform, known }),
                Err(error) => self.problem(ProblemKind::InvalidPlatform { platform, error }, range, instruction, known),
            }
            // BuildKit adds the place twice.
            if let Some(problem) = self.graph.problems.last_mut() {
                problem.lines.push(instruction.lines);
            }
        }
        None
    }
}

/// The variables that FROM and global ARGs expand.
pub(super) fn uses(graph: &StageGraph, file: &Dockerfile) -> Vec<UseAt> {
    let mut uses = Vec::new();
    let first = graph.stages.first().map_or(file.instructions.len(), |stage| stage.from);
    for (at, instruction) in file.instructions.iter().enumerate() {
        let values = instruction.pairs().iter().filter_map(|pair| pair.value.as_ref()).filter(|_| at < first);
        let base = instruction.from().and_then(|from| from.base());
        let mut note = |text: &str, span: Span, verbatim: bool| {
            for name in graph.globals.expand(text, file.escape).0.uses {
                let inside = if verbatim { name.span.moved(span.start) } else { span };
                let has_default = evaluate::has_default(name.span.of(text), &name.name);
                uses.push(UseAt { name: name.name, instruction: at, range: instruction.range_of(inside), has_default });
            }
        };
        for word in values.chain(base) {
            note(word.text(&instruction.line), word.span, word.is_verbatim());
        }
        let platform = instruction.flag("platform").filter(|_| instruction.keyword == Some(Keyword::From));
        if let Some((value, span)) = platform.and_then(|flag| Some((flag.value.as_deref()?, flag.value_span?))) {
            note(value, span, instruction.text_of(span) == value);
        }
    }
    uses
}

impl Base {
    fn nothing(range: ByteRange, span: Span) -> Self {
        Self {
            written: String::new(),
            range,
            span,
            resolved: String::new(),
            stage: None,
            known: true,
            variable: false,
            possible: Vec::new(),
            open: false,
        }
    }
}

/// The name behind AS in lower case, and where it stands.
fn stage_name(instruction: &Instruction) -> Option<(String, ByteRange)> {
    let name = instruction.from()?.name(&instruction.line)?;
    Some((name.text(&instruction.line).to_lowercase(), instruction.range_of(name.span)))
}

/// Whether a text is the pieces in order with anything between them.
fn matches_pieces(pieces: &[String], text: &str) -> bool {
    let Some((first, others)) = pieces.split_first() else {
        return false;
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    let Some((last, between)) = others.split_last() else {
        return rest.is_empty();
    };
    for piece in between {
        let Some(at) = rest.find(piece.as_str()) else {
            return false;
        };
        rest = rest.get(at + piece.len()..).unwrap_or_default();
    }
    rest.ends_with(last.as_str())
}

/// A word that cannot be expanded. A build argument can mend no more than a variable that is required and missing.
pub(super) fn expansion_problem(
    error: ExpandError,
    instruction: &Instruction,
    word: &Word,
    stage: Option<usize>,
    phase: BuildPhase,
    known: bool,
) -> Problem {
    let span = if word.is_verbatim() { error.span.moved(word.span.start) } else { word.span };
    let known = known || !matches!(error.kind, ExpandErrorKind::Required { .. });
    let lines = vec![instruction.lines];
    Problem { kind: ProblemKind::Expansion(error.kind), phase, stage, range: instruction.range_of(span), lines, trigger: None, known }
}
