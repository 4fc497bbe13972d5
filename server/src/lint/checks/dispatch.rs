//! What is seen while the instructions of the stages are dispatched.

use super::search::Search;
use super::{CheckName, Step};
use crate::project::BuildContext;
use crate::syntax::{Arguments, Command, Instruction, Keyword, Span};
use crate::text::ByteRange;

impl Search<'_> {
    pub(super) fn dispatch(&mut self) {
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

    /// What BuildKit thinks the context does not have.
    pub(super) fn ignored_sources(&mut self, contexts: &[BuildContext]) {
        let graph = self.graph;
        // It does not look at mounts, nor at what only some builds do.
        let complains = |path: &str| !contexts.is_empty() && contexts.iter().all(|context| context.ignore.buildkit_complains(path));
        for source in graph.sources.iter().filter(|source| !source.mount && complains(&source.path)) {
            self.fired = source.fired;
            let (step, at) = (Step::Dispatch(source.instruction), source.instruction);
            self.add(CheckName::CopyIgnoredFile, step, at, source.range, &source.path);
        }
        self.fired = false;
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
