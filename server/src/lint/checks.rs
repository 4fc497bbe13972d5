//! What BuildKit's own linter (`docker build --check`) looks for: all of it, each with the place BuildKit names and the exact text.
//!
//! Rules say these things in their own words, and some say less by default. [`Checks::of_buildkit`] is what BuildKit itself would say:
//! it stops at the first error, and minds `# check=skip=`.
//!
//! Source: moby/buildkit frontend/dockerfile/linter/ruleset.go, instructions/parse.go, dockerfile2llb/validations.go,
//! convert_expose.go and convert.go.

use crate::document::Document;
use crate::stages::{BuildOptions, BuildPhase, Platform, Problem, Scope, Stage, StageGraph};
use crate::syntax::{
    Arguments, CheckOptions, Command, Directive, DirectiveName, Dockerfile, Expander, FaultKind, Instruction, Keyword, Phase, Span, Word,
    validate_reference,
};
use crate::text::{ByteRange, Lines};

/// One of BuildKit's checks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CheckName {
    StageNameCasing,
    FromAsCasing,
    NoEmptyContinuation,
    ConsistentInstructionCasing,
    DuplicateStageName,
    MaintainerDeprecated,
    UndefinedArgInFrom,
    WorkdirRelativePath,
    UndefinedVar,
    MultipleInstructionsDisallowed,
    LegacyKeyValueFormat,
    InvalidBaseImagePlatform,
    RedundantTargetPlatform,
    SecretsUsedInArgOrEnv,
    InvalidDefaultArgInFrom,
    FromPlatformFlagConstDisallowed,
    CopyIgnoredFile,
    InvalidDefinitionDescription,
    ExposeProtoCasing,
    ExposeInvalidFormat,
    ReservedStageName,
    JSONArgsRecommended,
}

impl CheckName {
    /// As BuildKit spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StageNameCasing => "StageNameCasing",
            Self::FromAsCasing => "FromAsCasing",
            Self::NoEmptyContinuation => "NoEmptyContinuation",
            Self::ConsistentInstructionCasing => "ConsistentInstructionCasing",
            Self::DuplicateStageName => "DuplicateStageName",
            Self::MaintainerDeprecated => "MaintainerDeprecated",
            Self::UndefinedArgInFrom => "UndefinedArgInFrom",
            Self::WorkdirRelativePath => "WorkdirRelativePath",
            Self::UndefinedVar => "UndefinedVar",
            Self::MultipleInstructionsDisallowed => "MultipleInstructionsDisallowed",
            Self::LegacyKeyValueFormat => "LegacyKeyValueFormat",
            Self::InvalidBaseImagePlatform => "InvalidBaseImagePlatform",
            Self::RedundantTargetPlatform => "RedundantTargetPlatform",
            Self::SecretsUsedInArgOrEnv => "SecretsUsedInArgOrEnv",
            Self::InvalidDefaultArgInFrom => "InvalidDefaultArgInFrom",
            Self::FromPlatformFlagConstDisallowed => "FromPlatformFlagConstDisallowed",
            Self::CopyIgnoredFile => "CopyIgnoredFile",
            Self::InvalidDefinitionDescription => "InvalidDefinitionDescription",
            Self::ExposeProtoCasing => "ExposeProtoCasing",
            Self::ExposeInvalidFormat => "ExposeInvalidFormat",
            Self::ReservedStageName => "ReservedStageName",
            Self::JSONArgsRecommended => "JSONArgsRecommended",
        }
    }

    /// Whether a comment above an instruction can switch it off there. The others look at the file as a whole.
    const fn minds_comments(self) -> bool {
        !matches!(
            self,
            Self::ReservedStageName
                | Self::DuplicateStageName
                | Self::ConsistentInstructionCasing
                | Self::NoEmptyContinuation
                | Self::InvalidDefaultArgInFrom
        )
    }
}

/// Something a check has found.
#[derive(Clone, Debug)]
pub struct Check {
    pub name: CheckName,
    /// The text that is wrong.
    pub range: ByteRange,
    /// What it is about: the variable, the key, the stage's name, the port.
    pub subject: String,
    /// The index of the instruction.
    pub instruction: usize,
    /// The lines BuildKit names.
    pub lines: Lines,
    /// Whether it is in an ONBUILD that a FROM fires; the range is that FROM's base.
    pub fired: bool,
    step: Step,
}

/// When BuildKit looks: it stops at the first error.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Step {
    /// The file is parsed.
    File,
    /// An instruction is parsed.
    Instruction(usize),
    /// All instructions are parsed.
    Names,
    /// The base of a stage is expanded.
    Base(usize),
    Platform(usize),
    /// An instruction is dispatched. Of a trigger, the FROM that fires it.
    Dispatch(usize),
}

/// Everything BuildKit's checks would find if it did not stop.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    pub found: Vec<Check>,
}

impl Checks {
    pub fn new(document: &Document, options: &BuildOptions) -> Self {
        let mut search = Search {
            document,
            file: document.file(),
            graph: document.graph(),
            found: Vec::new(),
            fired: false,
            windows: options.platform.os == "windows",
        };
        search.instructions();
        search.casing();
        search.stage_names();
        search.default_arguments(options);
        search.bases();
        search.dispatch();
        Self { found: search.found }
    }

    /// Whether `# check=error=true` makes a build fail that BuildKit would go through with. `needed` says which stages the build
    /// needs; none means all.
    pub fn fail_build(&self, document: &Document, needed: Option<&[bool]>) -> bool {
        let check = document.file().directives.iter().find(|directive| is_check(directive) && directive.is_read());
        let is_needed = |check: &Check| match (check.step, needed) {
            (Step::Dispatch(at), Some(needed)) => {
                document.graph().stage_at(at).and_then(|stage| needed.get(stage).copied()).unwrap_or(false)
            }
            _ => true,
        };
        options_of(check).error && self.of_buildkit(document).into_iter().any(is_needed)
    }

    /// What BuildKit itself says of the file: `docker build --check` without a target.
    pub fn of_buildkit(&self, document: &Document) -> Vec<&Check> {
        let Some(end) = End::new(document) else { return Vec::new() };
        let whole = options_of(document.file().directives.iter().find(|directive| is_check(directive) && directive.is_read()));
        self.found
            .iter()
            .filter(|check| end.comes_behind(check))
            .filter(|check| {
                let options = match check.name.minds_comments() {
                    true => options_above(document, check.instruction).unwrap_or_default(),
                    false => CheckOptions::default(),
                };
                let experimental = check.name == CheckName::InvalidDefinitionDescription;
                let names = |list: &[String]| list.iter().any(|name| name == "all" || name == check.name.as_str());
                !names(&whole.skip)
                    && !names(&options.skip)
                    && (!experimental || names(&whole.experimental) || names(&options.experimental))
            })
            .collect()
    }
}

fn is_check(directive: &Directive) -> bool {
    directive.name == DirectiveName::Check
}

fn options_of(directive: Option<&Directive>) -> CheckOptions {
    directive.map_or_else(CheckOptions::default, |directive| CheckOptions::parse(&directive.value))
}

/// The first `check=` among the comments directly above an instruction.
fn options_above(document: &Document, instruction: usize) -> Option<CheckOptions> {
    document
        .comments_above(instruction)
        .into_iter()
        .find_map(|(_, text)| Some(CheckOptions::parse(text.strip_prefix("check=")?.trim_start())))
}

/// Where BuildKit stops.
struct End<'d> {
    step: Option<Step>,
    /// The problem it stops at while it dispatches an instruction.
    problem: Option<&'d Problem>,
}

impl<'d> End<'d> {
    /// None if it stops before it has found anything.
    fn new(document: &'d Document) -> Option<Self> {
        let (file, graph) = (document.file(), document.graph());
        let refused = |instruction: &Instruction| {
            let trigger = instruction.trigger().map_or(&[][..], |trigger| &trigger.faults);
            instruction.faults.iter().chain(trigger).any(|fault| fault.phase == Phase::Parse)
        };
        let of_file = file.faults.iter().any(|fault| fault.phase == Phase::Parse);
        if of_file
            || file.instructions.iter().any(refused)
            || graph.problems.first().is_some_and(|problem| problem.phase == BuildPhase::Options)
        {
            return None;
        }
        let fault = file.instructions.iter().position(|instruction| !instruction.faults.is_empty());
        if let Some(at) = fault {
            return Some(Self { step: Some(Step::Instruction(at)), problem: None });
        }
        if file.faults.iter().any(|fault| fault.kind == FaultKind::NoStages) {
            return Some(Self { step: Some(Step::Instruction(usize::MAX)), problem: None });
        }
        let problem = graph.first_problem(None);
        let step = problem.map(|problem| match problem.phase {
            BuildPhase::Options | BuildPhase::Globals => Step::Names,
            BuildPhase::Bases => {
                let stage = problem.stage.unwrap_or_default();
                let base = graph
                    .stages
                    .get(stage)
                    .is_some_and(|stage| stage.base.range == problem.range || stage.base.range.contains(problem.range));
                if base { Step::Base(stage) } else { Step::Platform(stage) }
            }
            BuildPhase::Edges | BuildPhase::Cycles | BuildPhase::References | BuildPhase::Triggers => Step::Platform(usize::MAX),
            BuildPhase::Dispatch => Step::Dispatch(instruction_of(file, problem)),
        });
        Some(Self { step, problem: problem.filter(|problem| problem.phase == BuildPhase::Dispatch) })
    }

    /// Whether BuildKit finds it before it stops.
    fn comes_behind(&self, check: &Check) -> bool {
        let Some(step) = self.step else { return true };
        match self.problem {
            // Words are expanded one after the other, and only then looked at.
            Some(problem) if check.step == step => match check.name {
                CheckName::UndefinedVar | CheckName::ExposeInvalidFormat | CheckName::ExposeProtoCasing => {
                    check.range.start <= problem.range.end
                }
                _ => false,
            },
            _ => check.step <= step,
        }
    }
}

/// The instruction BuildKit names for a problem.
fn instruction_of(file: &Dockerfile, problem: &Problem) -> usize {
    let line = problem.lines.first().map_or(0, |lines| lines.first);
    file.instructions.partition_point(|instruction| instruction.lines.first <= line).saturating_sub(1)
}

struct Search<'d> {
    document: &'d Document,
    file: &'d Dockerfile,
    graph: &'d StageGraph,
    found: Vec<Check>,
    fired: bool,
    /// Whether the build is for Windows.
    windows: bool,
}

impl Search<'_> {
    fn add(&mut self, name: CheckName, step: Step, at: usize, range: ByteRange, subject: &str) {
        let lines = self.file.instructions.get(at).map_or(Lines::default(), |instruction| instruction.lines);
        self.found.push(Check { name, range, subject: subject.to_owned(), instruction: at, lines, fired: self.fired, step });
    }

    /// What is seen while instructions are parsed.
    fn instructions(&mut self) {
        for (at, instruction) in self.file.instructions.iter().enumerate() {
            let step = Step::Instruction(at);
            if instruction.empty_continuation {
                self.empty_continuation(at, instruction);
            }
            match instruction.keyword {
                Some(Keyword::From) => self.from(at, instruction),
                Some(Keyword::Maintainer) => self.add(CheckName::MaintainerDeprecated, step, at, instruction.keyword_range(), ""),
                Some(Keyword::Arg) => {
                    let keys = instruction.pairs().iter().map(|pair| pair.key.text(&instruction.line)).collect::<Vec<_>>();
                    self.description(at, &keys);
                }
                _ => {}
            }
        }
    }

    /// BuildKit names the last line of the instruction, before its heredocs.
    fn empty_continuation(&mut self, at: usize, instruction: &Instruction) {
        let index = self.document.index();
        let last = match instruction.heredocs.is_empty() {
            true => instruction.lines.last,
            false => index.line(instruction.header_end().saturating_sub(1)),
        };
        let range = self.document.first_empty_line(instruction).unwrap_or(instruction.keyword_range());
        self.add(CheckName::NoEmptyContinuation, Step::File, at, range, "");
        if let Some(check) = self.found.last_mut() {
            check.lines = Lines::one(last);
        }
    }

    fn from(&mut self, at: usize, instruction: &Instruction) {
        let Arguments::From(from) = &instruction.arguments else { return };
        let line = &instruction.line;
        let step = Step::Instruction(at);
        if let [_, keyword, name, more @ ..] = from.words.as_slice() {
            let name_text = name.text(line);
            if more.is_empty() && name_text != name_text.to_lowercase() {
                self.add(CheckName::StageNameCasing, step, at, instruction.range_of(name.span), name_text);
            }
            let (from_word, as_word) = (instruction.keyword_text(), keyword.text(line));
            let is_lower = |word: &str| word.to_lowercase() == word;
            let consistent = is_lower(from_word) || from_word.to_uppercase() == from_word;
            // A mixed AS never fits; of a mixed FROM, BuildKit says nothing.
            let fits = if is_lower(from_word) { is_lower(as_word) } else { as_word.to_uppercase() == as_word };
            if consistent && !fits {
                self.add(CheckName::FromAsCasing, step, at, instruction.range_of(keyword.span), as_word);
            }
            self.description(at, &[&name_text.to_lowercase()]);
        }
    }

    /// A comment directly above an ARG or a named FROM is to begin with the name.
    fn description(&mut self, at: usize, names: &[&str]) {
        let comments = self.document.comments_above(at);
        let Some((range, text)) = comments.last() else { return };
        let first = text.split(' ').next().unwrap_or_default();
        if !names.is_empty() && !names.contains(&first) {
            self.add(
                CheckName::InvalidDefinitionDescription,
                Step::Instruction(at),
                at,
                *range,
                names.first().copied().unwrap_or_default(),
            );
        }
    }

    fn stage_instructions(&self) -> impl Iterator<Item = (usize, &Instruction)> + use<'_> {
        let first = self.graph.stages.first().map_or(usize::MAX, |stage| stage.from);
        self.file.instructions.iter().enumerate().skip(first)
    }

    /// Every keyword in the letter case of the majority; global ARGs do not count.
    fn casing(&mut self) {
        let (mut lower, mut upper) = (0, 0);
        for (_, instruction) in self.stage_instructions() {
            let word = instruction.keyword_text();
            if word == word.to_lowercase() {
                lower += 1;
            } else if word == word.to_uppercase() {
                upper += 1;
            }
        }
        let is_wrong = |word: &str| if lower > upper { word != word.to_lowercase() } else { word != word.to_uppercase() };
        let wrong: Vec<_> =
            self.stage_instructions().filter(|(_, instruction)| is_wrong(instruction.keyword_text())).map(|(at, _)| at).collect();
        for at in wrong {
            let Some(instruction) = self.file.instructions.get(at) else { continue };
            let word = instruction.keyword_text();
            let right = if lower > upper { word.to_lowercase() } else { word.to_uppercase() };
            self.add(CheckName::ConsistentInstructionCasing, Step::Names, at, instruction.keyword_range(), &right);
        }
    }

    fn stage_names(&mut self) {
        let mut names = std::collections::HashSet::new();
        for stage in &self.graph.stages {
            let (Some(name), Some(range)) = (&stage.name, stage.name_range) else { continue };
            if matches!(name.as_str(), "context" | "scratch") {
                self.add(CheckName::ReservedStageName, Step::Names, stage.from, range, name);
            }
            if !names.insert(name) {
                self.add(CheckName::DuplicateStageName, Step::Names, stage.from, range, name);
            }
        }
    }

    /// Bases as they are without any build argument.
    fn default_arguments(&mut self, options: &BuildOptions) {
        let without;
        let graph = if options.build_args.is_empty() {
            self.graph
        } else {
            let options = BuildOptions { build_args: Vec::new(), ..options.clone() };
            without = StageGraph::resolve(self.file, self.document.text(), &options);
            &without
        };
        if graph.problems.iter().any(|problem| problem.phase == BuildPhase::Globals) {
            return;
        }
        for stage in &graph.stages {
            let expansion = Expander::new(self.file.escape, &graph.globals).expand(&stage.base.written);
            if expansion.error.is_some() {
                return;
            }
            if validate_reference(&expansion.result).is_err() {
                self.add(CheckName::InvalidDefaultArgInFrom, Step::Names, stage.from, stage.base.range, &stage.base.written);
            }
        }
    }

    fn bases(&mut self) {
        for (index, stage) in self.graph.stages.iter().enumerate() {
            let Some(instruction) = self.file.instructions.get(stage.from) else { continue };
            self.undeclared(Step::Base(index), stage, instruction, &Word::new(stage.base.span));
            let Some((value, span)) = instruction.flag("platform").and_then(|flag| Some((flag.value.clone()?, flag.value_span?))) else {
                continue;
            };
            if value.is_empty() {
                continue;
            }
            self.undeclared(Step::Platform(index), stage, instruction, &Word::decoded(span, value.clone()));
            self.platform(index, stage, &value, instruction.range_of(span));
        }
    }

    fn undeclared(&mut self, step: Step, stage: &Stage, instruction: &Instruction, word: &Word) {
        let uses = Expander::new(self.file.escape, &self.graph.globals).expand(word.text(&instruction.line)).uses;
        let mut seen: Vec<&str> = Vec::new();
        for name in uses.iter().filter(|name| !name.set && self.graph.globals.variable(&name.name).is_none()) {
            if !seen.contains(&name.name.as_str()) {
                seen.push(&name.name);
                let span = if word.is_verbatim() { name.span.moved(word.span.start) } else { word.span };
                self.add(CheckName::UndefinedArgInFrom, step, stage.from, instruction.range_of(span), &name.name);
            }
        }
    }

    fn platform(&mut self, index: usize, stage: &Stage, value: &str, range: ByteRange) {
        let globals: &Scope = &self.graph.globals;
        let expansion = Expander::new(self.file.escape, globals).expand(value);
        let step = Step::Platform(index);
        let mut names: Vec<_> = expansion.uses.iter().map(|name| name.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if names == ["TARGETPLATFORM"] {
            use crate::syntax::Environment;
            if globals.get("TARGETPLATFORM") == Some(&*expansion.result) {
                self.add(CheckName::RedundantTargetPlatform, step, stage.from, range, value);
            }
        } else if names.is_empty()
            && let Ok(platform) = Platform::parse(&expansion.result)
        {
            let name = stage.name.as_deref().unwrap_or_default();
            if !name.contains(&platform.os) && !name.contains(&platform.architecture) {
                self.add(CheckName::FromPlatformFlagConstDisallowed, step, stage.from, range, value);
            }
        }
    }

    /// What is seen while the instructions of the stages are dispatched.
    fn dispatch(&mut self) {
        for unset in &self.graph.unset {
            self.fired = unset.fired;
            self.add(CheckName::UndefinedVar, Step::Dispatch(unset.instruction), unset.instruction, unset.range, &unset.name);
        }
        self.fired = false;
        let mut inherited: Vec<Inherited> = Vec::with_capacity(self.graph.stages.len());
        for stage in &self.graph.stages {
            let from_base = stage.base.stage.and_then(|base| inherited.get(base)).copied();
            let mut state = Dispatch { inherited: from_base.unwrap_or_default(), ..Dispatch::default() };
            for trigger in stage.triggers.iter().filter(|trigger| trigger.faults.is_empty()) {
                self.fired = true;
                self.instruction(&mut state, stage.from, trigger, Some(stage.base.range));
            }
            self.fired = false;
            for at in stage.body.clone() {
                if let Some(instruction) = self.file.instructions.get(at) {
                    self.instruction(&mut state, at, instruction, None);
                }
            }
            inherited.push(state.inherited);
        }
    }

    fn instruction(&mut self, state: &mut Dispatch, at: usize, instruction: &Instruction, shown: Option<ByteRange>) {
        let step = Step::Dispatch(at);
        let line = &instruction.line;
        let range = |span: Span| shown.unwrap_or_else(|| instruction.range_of(span));
        match (instruction.keyword, &instruction.arguments) {
            (Some(Keyword::Env | Keyword::Label | Keyword::Arg), Arguments::Pairs(pairs)) => {
                for pair in pairs {
                    let key = pair.key.text(line);
                    if pair.legacy && pair.value.is_some() {
                        let end = pair.value.as_ref().map_or(pair.key.span.end, |value| value.span.end);
                        let span = Span { start: pair.key.span.start, end };
                        self.add(CheckName::LegacyKeyValueFormat, step, at, range(span), key);
                    }
                    if instruction.keyword != Some(Keyword::Label) && is_secret(key) {
                        self.add(CheckName::SecretsUsedInArgOrEnv, step, at, range(pair.key.span), key);
                    }
                }
            }
            (Some(Keyword::Workdir), Arguments::Text(Some(path))) => {
                let expanded = self.graph.expanded(at, path).and_then(<[String]>::first).map_or(path.text(line), String::as_str);
                if !state.inherited.workdir && !self.is_absolute(expanded) {
                    self.add(CheckName::WorkdirRelativePath, step, at, range(path.span), path.text(line));
                }
                state.inherited.workdir = true;
            }
            (Some(Keyword::Shell), _) => state.inherited.shell = true,
            (Some(Keyword::Cmd | Keyword::Entrypoint), Arguments::Command(command)) => {
                let is_cmd = instruction.keyword == Some(Keyword::Cmd);
                let before = if is_cmd { &mut state.cmd } else { &mut state.entrypoint };
                let earlier = before.replace((at, range(instruction.keyword_span)));
                self.only_once(earlier, step, instruction);
                if !state.inherited.shell && !matches!(command, Command::Exec(_)) {
                    let span = match command {
                        Command::Shell(word) => word.span,
                        _ => instruction.keyword_span,
                    };
                    self.add(CheckName::JSONArgsRecommended, step, at, range(span), instruction.keyword_text());
                }
            }
            (Some(Keyword::Healthcheck), _) => {
                let earlier = state.healthcheck.replace((at, range(instruction.keyword_span)));
                self.only_once(earlier, step, instruction);
            }
            (Some(Keyword::Expose), Arguments::Words { words, .. }) => {
                let graph = self.graph;
                for word in words {
                    match graph.expanded(at, word) {
                        Some(ports) => ports.iter().for_each(|port| self.port(step, at, port, range(word.span))),
                        None => self.port(step, at, word.text(line), range(word.span)),
                    }
                }
            }
            _ => {}
        }
    }

    /// The earlier one of two is without effect, and that is the one BuildKit names.
    fn only_once(&mut self, earlier: Option<(usize, ByteRange)>, step: Step, instruction: &Instruction) {
        if let Some((at, range)) = earlier {
            self.add(CheckName::MultipleInstructionsDisallowed, step, at, range, instruction.keyword_text());
        }
    }

    /// On Windows a drive may stand before (moby/buildkit util/system/path.go, `IsAbs`).
    fn is_absolute(&self, path: &str) -> bool {
        let drive = || matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
        path.starts_with('/') || (self.windows && (path.starts_with('\\') || drive()))
    }

    fn port(&mut self, step: Step, at: usize, port: &str, range: ByteRange) {
        let (container, protocol) = port.rsplit(':').next().unwrap_or_default().split_once('/').unwrap_or((port, ""));
        if protocol != protocol.to_lowercase() && !container.is_empty() {
            self.add(CheckName::ExposeProtoCasing, step, at, range, port);
        }
        let before = port.rsplit_once(':').map_or("", |(before, _)| before);
        if before.split(':').any(|part| !part.is_empty()) {
            self.add(CheckName::ExposeInvalidFormat, step, at, range, port);
        }
    }
}

/// What a stage hands on to those that build on it.
#[derive(Clone, Copy, Default)]
struct Inherited {
    shell: bool,
    workdir: bool,
}

#[derive(Default)]
struct Dispatch {
    inherited: Inherited,
    cmd: Option<(usize, ByteRange)>,
    entrypoint: Option<(usize, ByteRange)>,
    healthcheck: Option<(usize, ByteRange)>,
}

/// Whether a name has a word in it that speaks of a secret, and none that takes it back.
pub fn is_secret(name: &str) -> bool {
    const SECRET: [&str; 10] = ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];
    const HARMLESS: [&str; 3] = ["public", "file", "version"];
    let lower = name.to_lowercase();
    let has = |words: &[&str]| lower.split('_').any(|word| words.contains(&word));
    has(&SECRET) && !has(&HARMLESS)
}
