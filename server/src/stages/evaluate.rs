//! The variables of every stage, and every instruction that a build refuses once it knows them.
//!
//! Source: convert.go, `dispatch` and the functions it calls.

use std::collections::BTreeMap;

use super::edges::Place;
use super::graph::{BuildOptions, Edge, EdgeKind, Expanded, StageGraph, UnsetUse, UseAt, Workdir};
use super::mount::{self, MountProblem};
use super::platform::Platform;
use super::port::InvalidPort;
use super::problem::{BuildPhase, Problem, ProblemKind};
use super::remote::{self, Remote};
use super::scope::Scope;
use super::source::ContextSource;
use super::{git, mode, port, signal};
use crate::syntax::{
    Arguments, Dockerfile, ExpandErrorKind, ExpandOptions, Expander, Flag, Heredoc, Instruction, Keyword, Pair, Span, VariableUse, Word,
    closest, heredoc_of, mount_options,
};
use crate::text::ByteRange;

/// Walks through all stages in file order.
pub(super) fn evaluate(graph: &mut StageGraph, file: &Dockerfile, source: &[u8], options: &BuildOptions) {
    walk(graph, file, source, options, None);
}

/// Every variable that the instructions of stages expand, set or not; what an ONBUILD does where it is fired is left out. `graph` is the
/// one of this file.
pub(super) fn uses(graph: &StageGraph, file: &Dockerfile, source: &[u8], options: &BuildOptions) -> Vec<UseAt> {
    let mut graph = graph.clone();
    graph.scopes.clear();
    let mut uses = Vec::new();
    walk(&mut graph, file, source, options, Some(&mut uses));
    uses
}

fn walk(graph: &mut StageGraph, file: &Dockerfile, source: &[u8], options: &BuildOptions, mut uses: Option<&mut Vec<UseAt>>) {
    let globals = graph.globals.clone();
    if graph.is_fragment() {
        fragment(graph, file, source, options, uses);
        return;
    }
    for index in 0..graph.stages.len() {
        let (scope, workdir) = beginning(graph, index, options);
        let Some(stage) = graph.stages.get_mut(index) else { continue };
        let mut evaluation = Evaluation {
            escape: file.escape,
            source,
            options,
            globals: &globals,
            edges: &stage.edges,
            scope,
            workdir,
            mounts: Vec::new(),
            unset: Vec::new(),
            expanded: Vec::new(),
            sources: Vec::new(),
            problems: Vec::new(),
            uses: uses.as_deref_mut(),
        };
        for trigger in stage.triggers.iter().filter(|trigger| trigger.faults.is_empty()) {
            evaluation.instruction(trigger, &Place::of_trigger(stage, index, trigger, stage.base.stage.is_some()));
        }
        graph.scopes.push((stage.from, evaluation.scope.clone()));
        for at in stage.body.clone() {
            let Some(instruction) = file.instructions.get(at) else { continue };
            evaluation.instruction(instruction, &Place::of(index, at, instruction));
            if matches!(instruction.keyword, Some(Keyword::Arg | Keyword::Env)) {
                graph.scopes.push((at, evaluation.scope.clone()));
            }
        }
        let Evaluation { scope, workdir, mut problems, mut unset, mut sources, mounts, expanded, .. } = evaluation;
        graph.unset.append(&mut unset);
        // Where a named context takes the place of the stage, it copies nothing.
        if stage.context.is_none() {
            graph.sources.append(&mut sources);
        }
        graph.expanded.extend(expanded);
        let mounts: BTreeMap<u32, (ByteRange, &'static str)> =
            mounts.into_iter().map(|(range, kind)| (range.start, (range, kind))).collect();
        for edge in stage.edges.iter_mut().filter(|edge| edge.kind == EdgeKind::Mount) {
            let before = mounts.range(..=edge.range.start).next_back();
            edge.mount = before.and_then(|(_, (range, kind))| range.contains(edge.range).then_some(*kind));
        }
        stage.scope = scope;
        stage.workdir = workdir;
        graph.problems.append(&mut problems);
    }
}

/// Without a FROM nothing is built, and nothing but that is wrong: only the variables are looked at, as in a stage on an image not seen.
fn fragment(graph: &mut StageGraph, file: &Dockerfile, source: &[u8], options: &BuildOptions, uses: Option<&mut Vec<UseAt>>) {
    let globals = graph.globals.clone();
    let mut scope = Scope::default();
    scope.complete = false;
    let mut evaluation = Evaluation {
        escape: file.escape,
        source,
        options,
        globals: &globals,
        edges: &[],
        scope,
        workdir: None,
        mounts: Vec::new(),
        unset: Vec::new(),
        expanded: Vec::new(),
        sources: Vec::new(),
        problems: Vec::new(),
        uses,
    };
    for (at, instruction) in file.instructions.iter().enumerate() {
        evaluation.instruction(instruction, &Place::of(0, at, instruction));
        if matches!(instruction.keyword, Some(Keyword::Arg | Keyword::Env)) {
            graph.scopes.push((at, evaluation.scope.clone()));
        }
    }
}

/// What a stage begins with.
fn beginning(graph: &StageGraph, index: usize, options: &BuildOptions) -> (Scope, Option<Workdir>) {
    let Some(stage) = graph.stages.get(index) else {
        return Default::default();
    };
    let base = stage.base.stage.and_then(|base| graph.stages.get(base));
    if let Some(base) = base.filter(|base| base.context.is_none()) {
        let mut scope = base.scope.inherited();
        scope.complete &= stage.base.known;
        return (scope, base.workdir.clone());
    }
    let context = match base {
        Some(base) => base.context.as_deref(),
        None => stage.edges.first().and_then(|edge| edge.context.as_deref()),
    };
    // Of a folder or another build nothing is known.
    let image = context.map_or(stage.base.resolved.as_str(), |context| context.strip_prefix("docker-image://").unwrap_or_default());
    let scratch = context.is_none() && stage.base.resolved == "scratch" && stage.base.known;
    let config = options.image(image);
    let mut scope = Scope::default();
    let env = config.and_then(|image| image.env.as_deref());
    scope.complete = scratch || env.is_some();
    let seen = scope.complete;
    for variable in env.unwrap_or_default() {
        let (name, value) = variable.split_once('=').unwrap_or((variable, ""));
        scope.set_in_image(name, value, true);
    }
    if scope.variable("PATH").is_none() {
        scope.set_in_image("PATH", default_path(&options.platform), seen);
    }
    let path = config.and_then(|image| image.working_dir.as_deref());
    (scope, Some(Workdir { path: join("/", path.unwrap_or_default()), known: scratch || path.is_some() }))
}

/// The PATH of an image that sets none (github.com/moby/buildkit util/system/path.go).
pub fn default_path(platform: &Platform) -> &'static str {
    match platform.os.as_str() {
        "windows" => "c:\\Windows\\System32;c:\\Windows;C:\\Windows\\System32\\WindowsPowerShell\\v1.0",
        _ => "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    }
}

struct Evaluation<'g> {
    escape: char,
    source: &'g [u8],
    options: &'g BuildOptions,
    globals: &'g Scope,
    edges: &'g [Edge],
    scope: Scope,
    workdir: Option<Workdir>,
    /// Where a mount stands, and its type.
    mounts: Vec<(ByteRange, &'static str)>,
    unset: Vec<UnsetUse>,
    /// See [`StageGraph::expanded`].
    expanded: Vec<((usize, u32), Expanded)>,
    sources: Vec<ContextSource>,
    problems: Vec<Problem>,
    /// Takes every use of a variable, if somebody wants to know.
    uses: Option<&'g mut Vec<UseAt>>,
}

impl Evaluation<'_> {
    fn instruction(&mut self, instruction: &Instruction, place: &Place) {
        match (instruction.keyword, &instruction.arguments) {
            (Some(Keyword::Arg), Arguments::Pairs(pairs)) => self.arg(instruction, pairs, place),
            (Some(Keyword::Env), Arguments::Pairs(pairs)) => self.env(instruction, pairs, place),
            (Some(Keyword::Label), Arguments::Pairs(pairs)) => {
                for word in pairs.iter().flat_map(|pair| std::iter::once(&pair.key).chain(&pair.value)) {
                    self.expand(instruction, word, place);
                }
            }
            (Some(Keyword::Copy | Keyword::Add), Arguments::Words { words, .. }) => self.copy(instruction, words, place),
            (Some(Keyword::Run), _) => self.run(instruction, place),
            (Some(Keyword::User), Arguments::Text(Some(word))) => {
                self.expand(instruction, word, place);
            }
            (Some(Keyword::Workdir), Arguments::Text(Some(word))) => self.work_in(instruction, word, place),
            (Some(Keyword::Volume), Arguments::Words { words, .. }) => {
                // A word that is empty before expansion is a fault of the text.
                for word in words.iter().filter(|word| !word.text(&instruction.line).trim().is_empty()) {
                    match self.expand(instruction, word, place) {
                        Some((volume, known)) if volume.is_empty() => {
                            self.problem(ProblemKind::EmptyVolume, instruction, word, place, known)
                        }
                        _ => {}
                    }
                }
            }
            (Some(Keyword::StopSignal), Arguments::Text(Some(word))) => match self.expand(instruction, word, place) {
                Some((signal, known)) if !signal::is_signal(&signal) => {
                    self.problem(ProblemKind::InvalidSignal { signal }, instruction, word, place, known);
                }
                _ => {}
            },
            (Some(Keyword::Expose), Arguments::Words { words, .. }) => {
                for word in words {
                    if word.text(&instruction.line).starts_with('#') {
                        // A comment, most likely: one problem to its end.
                        let comment = Word::new(Span { start: word.span.start, end: instruction.arguments_span.end });
                        let port = comment.text(&instruction.line).to_owned();
                        self.problem(ProblemKind::InvalidPort { port, error: InvalidPort::Container }, instruction, &comment, place, true);
                        break;
                    }
                    self.expose(instruction, word, place);
                }
            }
            _ => {}
        }
    }

    fn problem(&mut self, kind: ProblemKind, instruction: &Instruction, word: &Word, place: &Place, known: bool) {
        // `COPY "a b" /x`: the second half of the words is not wrong by itself.
        let is_quote = |kind: &ProblemKind| {
            matches!(kind, ProblemKind::Expansion(ExpandErrorKind::UnterminatedDoubleQuote | ExpandErrorKind::UnterminatedSingleQuote))
        };
        if is_quote(&kind) && self.problems.last().is_some_and(|last| is_quote(&last.kind) && last.lines == [place.lines]) {
            return;
        }
        let range = place.range(instruction, word.span);
        let (stage, lines) = (Some(place.stage), vec![place.lines]);
        self.problems.push(Problem { kind, phase: BuildPhase::Dispatch, stage, range, lines, trigger: place.fired, known });
    }

    /// A word after expansion, and whether that is known. None if it cannot be expanded, which is a problem.
    fn expand(&mut self, instruction: &Instruction, word: &Word, place: &Place) -> Option<(String, bool)> {
        let text = word.text(&instruction.line);
        let (expansion, known) = self.scope.expand(text, self.escape);
        self.note_unset(text, &expansion.uses, place, |span| {
            let span = if word.is_verbatim() { span.moved(word.span.start) } else { word.span };
            place.range(instruction, span)
        });
        let Some(error) = expansion.error else {
            return Some((expansion.result.into_owned(), known));
        };
        let span = if word.is_verbatim() { error.span.moved(word.span.start) } else { word.span };
        let known = known || !matches!(error.kind, ExpandErrorKind::Required { .. });
        self.problem(ProblemKind::Expansion(error.kind), instruction, &Word::new(span), place, known);
        None
    }

    /// Notes the variables of one word, if they are asked for.
    fn note_uses(&mut self, text: &str, uses: &[VariableUse], place: &Place, range: impl Fn(Span) -> ByteRange) {
        if let Some(all) = self.uses.as_deref_mut().filter(|_| place.trigger.is_none()) {
            all.extend(uses.iter().map(|name| UseAt {
                name: name.name.clone(),
                instruction: place.instruction,
                range: range(name.span),
                has_default: has_default(name.span.of(text), &name.name),
            }));
        }
    }

    /// Notes the variables of one word that nothing sets or declares, each once. `range` says where a part of the word stands.
    fn note_unset(&mut self, text: &str, uses: &[VariableUse], place: &Place, range: impl Fn(Span) -> ByteRange) {
        self.note_uses(text, uses, place, &range);
        let first = self.unset.len();
        for name in uses.iter().filter(|name| !name.set) {
            let noted = self.unset.iter().skip(first).any(|noted| noted.name == name.name);
            // BuildKit's own switches for the scan of a build's contents.
            let switch = matches!(name.name.as_str(), "BUILDKIT_SBOM_SCAN_CONTEXT" | "BUILDKIT_SBOM_SCAN_STAGE");
            if noted || switch || self.scope.variable(&name.name).is_some() {
                continue;
            }
            self.unset.push(UnsetUse {
                name: name.name.clone(),
                stage: place.stage,
                instruction: place.instruction,
                range: range(name.span),
                lines: place.lines,
                known: self.scope.complete,
                fired: place.trigger.is_some(),
                has_default: has_default(name.span.of(text), &name.name),
                // Many names are near PATH, and few of them mean it.
                suggestion: closest(&name.name, self.scope.names().filter(|known| *known != "PATH")).map(str::to_owned),
            });
        }
    }

    /// The value of a flag after expansion.
    fn expand_flag(&mut self, instruction: &Instruction, name: &str, place: &Place) -> Option<(String, Word, bool)> {
        let flag = instruction.flag(name)?;
        let span = flag.value_span.unwrap_or(flag.span);
        let word = Word::decoded(span, flag.value.clone()?);
        let (value, known) = self.expand(instruction, &word, place)?;
        Some((value, word, known))
    }

    fn arg(&mut self, instruction: &Instruction, pairs: &[Pair], place: &Place) {
        for pair in pairs {
            let name = pair.key.text(&instruction.line);
            if let Some(given) = self.options.build_arg(name) {
                self.scope.set(name, given, true);
            } else if let Some(value) = &pair.value {
                if let Some((value, known)) = self.expand(instruction, value, place) {
                    self.scope.set(name, &value, known);
                } else {
                    // The default of an ARG that is given is not looked at.
                    if let Some(problem) = self.problems.last_mut().filter(|problem| problem.is_required()) {
                        problem.known = false;
                    }
                    self.scope.declare(name);
                }
            } else {
                match self.globals.variable(name) {
                    Some(global) => match &global.value {
                        Some(value) => self.scope.set(name, value, global.known),
                        None => self.scope.declare(name),
                    },
                    None => self.scope.declare(name),
                }
            }
        }
    }

    /// All pairs see the variables from before the instruction.
    fn env(&mut self, instruction: &Instruction, pairs: &[Pair], place: &Place) {
        let mut values = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let Some((name, name_known)) = self.expand(instruction, &pair.key, place) else { continue };
            let Some(value) = &pair.value else { continue };
            if let Some((value, known)) = self.expand(instruction, value, place) {
                values.push((name, value, known && name_known));
            }
        }
        for (name, value, known) in values {
            self.scope.set_in_image(&name, &value, known);
        }
    }

    fn copy(&mut self, instruction: &Instruction, words: &[Word], place: &Place) {
        self.expand_flag(instruction, "chown", place);
        if let Some((mode, word, known)) = self.expand_flag(instruction, "chmod", place)
            && !mode.is_empty()
            && !mode::is_mode(&mode)
        {
            self.problem(ProblemKind::InvalidMode { mode }, instruction, &word, place, known);
        }
        let mut remotes = 0;
        let mut sources = 0;
        let from_context = instruction.flag("from").is_none_or(|flag| flag.value.as_deref().unwrap_or_default().is_empty());
        let is_heredoc = |word: &Word| !instruction.heredocs.is_empty() && heredoc_of(word.text(&instruction.line)).is_some();
        for (at, word) in words.iter().enumerate() {
            let is_destination = at + 1 == words.len();
            if !is_destination && is_heredoc(word) {
                continue;
            }
            let Some((value, known)) = self.expand(instruction, word, place) else { continue };
            let remote = remote::kind(&value).filter(|_| !is_destination);
            sources += usize::from(!is_destination);
            remotes += usize::from(remote.is_some());
            let is_git = matches!(remote, Some(Remote::Git | Remote::GitOrPath));
            let invalid =
                git::check(&value).filter(|_| is_git && (instruction.keyword == Some(Keyword::Add) || remote == Some(Remote::GitOrPath)));
            if let Some((kind, inside)) = invalid {
                let verbatim = value == word.span.of(instruction.line.text());
                let place_of = if verbatim { Word::new(inside.moved(word.span.start)) } else { word.clone() };
                self.problem(ProblemKind::GitQuery(kind), instruction, &place_of, place, known);
            }
            let refused = remote.is_some_and(|remote| remote != Remote::GitOrPath);
            if refused && instruction.keyword == Some(Keyword::Copy) {
                self.problem(ProblemKind::RemoteCopySource { source: value }, instruction, word, place, known);
            } else if !is_destination && from_context && !refused {
                self.sources.push(ContextSource {
                    path: value,
                    known,
                    stage: place.stage,
                    instruction: place.instruction,
                    range: place.range(instruction, word.span),
                    mount: false,
                    fired: place.trigger.is_some(),
                    trigger: place.fired,
                });
            }
        }
        if let Some((checksum, word, known)) = self.expand_flag(instruction, "checksum", place).filter(|(sum, ..)| !sum.is_empty()) {
            if sources != 1 || remotes != 1 {
                self.problem(ProblemKind::ChecksumSource, instruction, &word, place, known);
            } else if words.first().is_some_and(|word| remote::kind(word.text(&instruction.line)) == Some(Remote::Http))
                && !crate::syntax::is_digest(&checksum)
            {
                self.problem(ProblemKind::InvalidChecksum { checksum }, instruction, &word, place, known);
            }
        }
        for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.expand) {
            self.expand_body(instruction, heredoc, place);
        }
        self.check_later(EdgeKind::Copy, place, |from| ProblemKind::CopyFromLater { from });
    }

    /// The body of a heredoc is expanded without regard to quotes, and always with the backslash as escape character.
    fn expand_body(&mut self, instruction: &Instruction, heredoc: &Heredoc, place: &Place) {
        let body = heredoc.body.slice(self.source);
        if memchr::memchr(b'$', body).is_none() {
            return;
        }
        let text = String::from_utf8_lossy(body);
        let options = ExpandOptions { skip_quotes: true, ..ExpandOptions::default() };
        let expansion = Expander { escape: '\\', environment: &self.scope, options }.expand(&text);
        let offset = heredoc.body.start;
        self.note_unset(&text, &expansion.uses, place, |span| {
            place.trigger.unwrap_or(ByteRange::new(offset + span.start, offset + span.end))
        });
        let Some(error) = expansion.error else { return };
        let known = self.scope.knows(&expansion.uses) || !matches!(error.kind, ExpandErrorKind::Required { .. });
        let verbatim = text.len() == body.len();
        let inside = ByteRange::new(heredoc.body.start + error.span.start, heredoc.body.start + error.span.end);
        let range = place.trigger.unwrap_or(if verbatim { inside } else { instruction.keyword_range() });
        let (stage, lines) = (Some(place.stage), vec![place.lines]);
        let kind = ProblemKind::Expansion(error.kind);
        self.problems.push(Problem { kind, phase: BuildPhase::Dispatch, stage, range, lines, trigger: place.fired, known });
    }

    /// Edges of an instruction to stages that stand below it.
    fn check_later(&mut self, kind: EdgeKind, place: &Place, problem: impl Fn(usize) -> ProblemKind) {
        let first = self.edges.partition_point(|edge| edge.instruction < place.instruction);
        let here = self.edges.iter().skip(first).take_while(|edge| edge.instruction == place.instruction);
        for edge in here.filter(|edge| edge.kind == kind && edge.trigger == place.trigger.is_some()) {
            if let Some(from) = edge.source.stage().filter(|from| *from > place.stage) {
                let (stage, lines) = (Some(place.stage), vec![place.lines]);
                let (kind, range) = (problem(from), edge.range);
                self.problems.push(Problem { kind, phase: BuildPhase::Dispatch, stage, range, lines, trigger: place.fired, known: true });
            }
        }
    }

    fn run(&mut self, instruction: &Instruction, place: &Place) {
        for flag in &instruction.flags {
            match flag.name.as_str() {
                "mount" => {}
                "device" => {
                    self.problem(ProblemKind::Device, instruction, &Word::new(flag.span), place, true);
                    continue;
                }
                _ => continue,
            }
            self.note_unset_in_mount(instruction, flag, place);
            match mount::read(flag, &self.scope, self.escape) {
                Err(refused) => {
                    let required = matches!(refused.problem, MountProblem::Expansion(ExpandErrorKind::Required { .. }));
                    let syntax = matches!(refused.problem, MountProblem::Expansion(_)) && !required;
                    let word = Word::new(refused.span);
                    self.problem(ProblemKind::Mount(refused.problem), instruction, &word, place, refused.known || syntax);
                }
                Ok(None) => {}
                Ok(Some(mount)) => {
                    self.mounts.push((place.range(instruction, flag.span), mount.kind));
                    if matches!(mount.kind, "secret" | "ssh") {
                        continue;
                    }
                    // Without a source it is all of the context.
                    if let Some(span) = mount.source_span.filter(|_| mount.kind == "bind" && mount.from.is_none()) {
                        self.sources.push(ContextSource {
                            path: mount.source,
                            known: mount.known,
                            stage: place.stage,
                            instruction: place.instruction,
                            range: place.range(instruction, span),
                            mount: true,
                            fired: place.trigger.is_some(),
                            trigger: place.fired,
                        });
                    }
                    let workdir = self.workdir.clone().unwrap_or_default();
                    let target = join(&workdir.path, &mount.target);
                    if target == "/" {
                        let known = mount.known && (workdir.known || mount.target.starts_with('/'));
                        let problem = ProblemKind::Mount(MountProblem::RootTarget);
                        self.problem(problem, instruction, &Word::new(flag.span), place, known);
                    }
                }
            }
        }
        self.check_later(EdgeKind::Mount, place, |from| ProblemKind::MountFromLater { from });
    }

    fn note_unset_in_mount(&mut self, instruction: &Instruction, flag: &Flag, place: &Place) {
        let flag_value = flag.value.as_deref().unwrap_or_default();
        if !flag_value.contains('$') {
            return;
        }
        for option in mount_options(flag_value).unwrap_or_default() {
            let Some(value) = &option.value else { continue };
            let (expansion, _) = self.scope.expand(value, self.escape);
            let span = flag.value_span.unwrap_or(flag.span);
            // Without quotes and escapes the value stands in the file as it is.
            let verbatim = instruction.text_of(span) == flag_value;
            let inside = option.value_span.filter(|inside| verbatim && inside.of(flag_value) == value);
            self.note_unset(value, &expansion.uses, place, |name| match inside {
                Some(inside) => place.range(instruction, name.moved(span.start + inside.start)),
                None => place.range(instruction, span),
            });
        }
    }

    fn work_in(&mut self, instruction: &Instruction, word: &Word, place: &Place) {
        let Some((path, known)) = self.expand(instruction, word, place) else { return };
        if path != word.text(&instruction.line) {
            self.expanded.push(((place.instruction, word.span.start), Expanded { words: vec![path.clone()], known }));
        }
        let before = self.workdir.take().unwrap_or_default();
        let known = known && (before.known || path.starts_with('/'));
        self.workdir = Some(Workdir { path: join(&before.path, &path), known });
    }

    fn expose(&mut self, instruction: &Instruction, word: &Word, place: &Place) {
        let text = word.text(&instruction.line);
        let (ports, uses, error) = Expander::new(self.escape, &self.scope).split(text);
        // BuildKit says nothing of those that are not set here.
        self.note_uses(text, &uses, place, |span| {
            let span = if word.is_verbatim() { span.moved(word.span.start) } else { word.span };
            place.range(instruction, span)
        });
        let known = self.scope.knows(&uses);
        if let Some(error) = error {
            let known = known || !matches!(error.kind, ExpandErrorKind::Required { .. });
            self.problem(ProblemKind::Expansion(error.kind), instruction, word, place, known);
        }
        if ports.len() != 1 || ports.first().is_none_or(|port| port != text) {
            self.expanded.push(((place.instruction, word.span.start), Expanded { words: ports.clone(), known }));
        }
        for port in ports {
            if let Err(error) = port::check(&port) {
                self.problem(ProblemKind::InvalidPort { port, error }, instruction, word, place, known);
            }
        }
    }
}

/// Whether `${name…}` has an operator that says what to take if the variable is not set.
pub(super) fn has_default(text: &str, name: &str) -> bool {
    let operator = text.strip_prefix("${").and_then(|text| text.strip_prefix(name)).unwrap_or_default();
    let operator = operator.strip_prefix(':').unwrap_or(operator);
    operator.starts_with(['-', '+'])
}

/// Go's path.Join of a directory and a path that may be absolute.
pub fn join(directory: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let base = if path.starts_with('/') { "" } else { directory };
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}
