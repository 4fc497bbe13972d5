//! Stages and the edges between them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::named_context::is_same_context;
use super::platform::Platform;
use super::problem::{BuildPhase, Problem};
use super::scope::Scope;
use super::source::ContextSource;
use super::{bases, edges, evaluate};
use crate::syntax::{Dockerfile, Instruction, Span, Word};
use crate::text::{ByteRange, Lines};

/// How a build is called, as far as it changes what a file means.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// `--target`.
    pub target: Option<String>,
    /// `--build-arg name=value`.
    pub build_args: Vec<(String, String)>,
    /// `--platform`.
    pub platform: Platform,
    /// What the builder runs on.
    pub build_platform: Platform,
    /// What is known of images, by their reference as FROM has it after expansion.
    pub images: Vec<(String, ImageConfig)>,
    /// `--build-context name=value`: a folder, `docker-image://…`, a URL, and in files that describe builds `target:…` or `service:…`.
    pub contexts: Vec<(String, String)>,
}

impl BuildOptions {
    /// What the named context is that takes the place of a stage or an image of this name.
    pub fn context(&self, name: &str) -> Option<&str> {
        self.contexts.iter().rev().find(|(given, _)| is_same_context(given, name)).map(|(_, value)| value.as_str())
    }

    pub fn build_arg(&self, name: &str) -> Option<&str> {
        self.build_args.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn image(&self, reference: &str) -> Option<&ImageConfig> {
        self.images.iter().find(|(name, _)| name == reference).map(|(_, config)| config)
    }
}

/// What is known of an image: the parts of its configuration that a build looks at, and its platforms.
#[derive(Clone, Debug, Default)]
pub struct ImageConfig {
    /// `NAME=value`, all of them; none if that is not known.
    pub env: Option<Vec<String>>,
    /// Instructions as they stand behind ONBUILD.
    pub onbuild: Vec<String>,
    pub working_dir: Option<String>,
    /// All platforms that it is there for. Empty if that is not known.
    pub platforms: Vec<Platform>,
}

/// What a file means to the builder.
#[derive(Clone, Debug)]
pub struct StageGraph {
    pub stages: Vec<Stage>,
    /// The last stage of each name.
    pub(super) names: HashMap<String, usize>,
    /// What FROM can use: platform arguments and the ARGs before the first FROM.
    pub globals: Scope,
    /// In the order in which BuildKit would find them.
    pub problems: Vec<Problem>,
    /// What words of WORKDIR and EXPOSE are after expansion, by the index of the instruction and the word's place in its line; of
    /// those that expansion changes only.
    pub(super) expanded: HashMap<(usize, u32), Expanded>,
    /// The variables behind a FROM, an ARG or an ENV, by the index of that instruction.
    pub(super) scopes: Vec<(usize, Scope)>,
    /// Variables that are used and neither set nor declared, in the order of evaluation.
    pub unset: Vec<UnsetUse>,
    /// What COPY and ADD take from the build context, in the order of evaluation.
    pub sources: Vec<ContextSource>,
}

/// A word after expansion.
#[derive(Clone, Debug)]
pub(super) struct Expanded {
    pub words: Vec<String>,
    /// Whether a plain build comes to the same.
    pub known: bool,
}

/// A variable in a word of an instruction, where nothing sets or declares it.
#[derive(Clone, Debug)]
pub struct UnsetUse {
    pub name: String,
    pub stage: usize,
    /// The index of the instruction in the file. Of a trigger, the FROM that fires it.
    pub instruction: usize,
    /// From `$` to the end of the name or of the braces.
    pub range: ByteRange,
    pub lines: Lines,
    /// Whether no image could set it: the stage builds on nothing unseen.
    pub known: bool,
    /// Whether it is in an ONBUILD that a FROM fires; the range is that FROM's base.
    pub fired: bool,
    /// Whether the word says what to take instead: `${name:-default}`, `${name:+other}`.
    pub has_default: bool,
    /// A variable of nearly that name that is set there.
    pub suggestion: Option<String>,
}

/// A variable that an instruction expands.
#[derive(Clone, Debug)]
pub struct UseAt {
    pub name: String,
    /// The index of the instruction in the file.
    pub instruction: usize,
    /// From `$` to the end of the name or of the braces; the whole word if it does not stand in the file as it is meant.
    pub range: ByteRange,
    /// Whether the word says what to take instead: `${name:-default}`, `${name:+other}`.
    pub has_default: bool,
}

/// A FROM and the instructions up to the next one.
#[derive(Clone, Debug)]
pub struct Stage {
    /// In lower case, as BuildKit keeps it.
    pub name: Option<String>,
    /// Where the name stands.
    pub name_range: Option<ByteRange>,
    pub base: Base,
    /// The named context that takes its place: what stands in the stage is not built, and its edges lead nowhere.
    pub context: Option<String>,
    /// What it is built for; none if the flag says nothing that is a platform. Of a stage that builds on another, what that is built for.
    pub platform: Option<StagePlatform>,
    /// The index of the FROM in the file's instructions.
    pub from: usize,
    /// The indexes of the instructions behind it.
    pub body: Range<usize>,
    /// From the FROM to the last of its instructions.
    pub range: ByteRange,
    /// The lines of FROM.
    pub lines: Lines,
    /// Its base first, then what its instructions name, in file order.
    pub edges: Vec<Edge>,
    /// What its own ONBUILD instructions name, which is taken where a FROM fires them.
    pub put_off: Vec<Edge>,
    /// The ONBUILD instructions that its FROM fires.
    pub triggers: Vec<Arc<Instruction>>,
    /// The variables at its end.
    pub scope: Scope,
    /// The working directory at its end.
    pub workdir: Option<Workdir>,
}

/// The platform that a stage is built for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagePlatform {
    pub platform: Platform,
    /// Whether a plain build comes to the same (see [`super::Variable::known`]).
    pub known: bool,
}

/// A working directory, as an absolute path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workdir {
    pub path: String,
    /// Whether it does not hang on an image not seen.
    pub known: bool,
}

/// What FROM builds on.
#[derive(Clone, Debug)]
pub struct Base {
    pub written: String,
    pub range: ByteRange,
    /// In the logical line of FROM.
    pub span: Span,
    /// After expansion; empty if that failed.
    pub resolved: String,
    pub stage: Option<usize>,
    /// Whether a plain build comes to the same result (see [`super::Variable::known`]).
    pub known: bool,
    /// Whether it has a variable in it.
    pub variable: bool,
    /// Stages above that another value of its variables could mean.
    pub possible: Vec<usize>,
    /// Whether there is nothing but variables in it, so that every stage above is possible.
    pub open: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EdgeKind {
    Base,
    Copy,
    Mount,
}

/// Something that a stage takes from elsewhere.
#[derive(Clone, Debug)]
pub struct Edge {
    pub kind: EdgeKind,
    /// Whether an ONBUILD of the base stage brings it.
    pub trigger: bool,
    /// The index of the instruction in the file. Of a trigger, the FROM that fires it.
    pub instruction: usize,
    /// Where the name stands.
    pub range: ByteRange,
    pub lines: Lines,
    /// The name or number; of a base, after expansion.
    pub name: String,
    pub source: Source,
    /// The named context that the name means. Of a stage that one takes the place of, the stage knows it.
    pub context: Option<String>,
    /// The type of a mount, if its options are in order.
    pub mount: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Stage(usize),
    /// An image, a build context, or nothing.
    Outside,
    /// `COPY --from=` a number that is no stage's, but that of an image or mount which BuildKit counts after the stages.
    Accident,
    /// A RUN --mount that names nothing.
    Nothing,
    /// A number that is out of range, or a name with a variable.
    Invalid,
}

impl Source {
    pub const fn stage(self) -> Option<usize> {
        match self {
            Self::Stage(index) => Some(index),
            _ => None,
        }
    }
}

impl StageGraph {
    /// Resolves a file.
    pub fn resolve(file: &Dockerfile, source: &[u8], options: &BuildOptions) -> Self {
        let mut graph = bases::resolve(file, options);
        edges::resolve(&mut graph, file, options);
        evaluate::evaluate(&mut graph, file, source, options);
        graph.problems.sort_by_key(|problem| problem.phase);
        graph
    }

    /// Every variable that an instruction expands, set or not, in the order of evaluation. `file`, `source` and `options` are those the
    /// graph was made of. What shells expand is not looked at.
    pub fn variable_uses(&self, file: &Dockerfile, source: &[u8], options: &BuildOptions) -> Vec<UseAt> {
        let mut uses = bases::uses(self, file);
        uses.append(&mut evaluate::uses(self, file, source, options));
        uses
    }

    /// The stage a name means to `COPY --from`, `RUN --mount=from=` and `--target`: the last one with it, in any letter case.
    pub fn stage_named(&self, name: &str) -> Option<usize> {
        self.names.get(&name.to_lowercase()).copied()
    }

    /// The first problem of a build. `needed` says which stages it needs; none means all, as for `docker build --check`.
    ///
    /// BuildKit checks the references of base images in parallel: of several invalid ones it names any. Here it is the first.
    pub fn first_problem(&self, needed: Option<&[bool]>) -> Option<&Problem> {
        self.problems.iter().find(|problem| {
            let needs = |stage: usize| needed.is_none_or(|needed| needed.get(stage).copied().unwrap_or(false));
            problem.phase < BuildPhase::Triggers || problem.stage.is_none_or(needs)
        })
    }

    /// The stage above that FROM would mean if it ignored letter case, and does not: it knows stages in lower case only.
    pub fn base_ignoring_case(&self, stage: usize) -> Option<usize> {
        let base = &self.stages.get(stage)?.base;
        let lower = base.resolved.to_lowercase();
        if base.stage.is_some() || lower == base.resolved {
            return None;
        }
        self.stages.iter().take(stage).rposition(|stage| stage.name.as_deref() == Some(&lower))
    }

    /// Whether a plain build has this edge as it is (see [`super::Variable::known`]).
    pub fn knows_edge(&self, stage: usize, edge: &Edge) -> bool {
        edge.kind != EdgeKind::Base || self.stages.get(stage).is_some_and(|stage| stage.base.known)
    }

    /// What BuildKit counts as the stage of a number that no stage has: the image of a `--from`, or a mount of nothing.
    pub fn counted_as(&self, index: usize) -> Option<ByteRange> {
        let edges = self.stages.iter().flat_map(|stage| &stage.edges);
        let counted =
            edges.filter(|edge| !edge.trigger && edge.kind != EdgeKind::Base && matches!(edge.source, Source::Outside | Source::Nothing));
        counted.map(|edge| edge.range).nth(index.checked_sub(self.stages.len())?)
    }

    /// What a word of WORKDIR or EXPOSE is after expansion: of EXPOSE perhaps several words, or none.
    pub fn expanded(&self, instruction: usize, word: &Word) -> Option<&[String]> {
        self.expanded.get(&(instruction, word.span.start)).map(|expanded| expanded.words.as_slice())
    }

    /// Whether a plain build expands a word of WORKDIR or EXPOSE to the same (see [`super::Variable::known`]).
    pub fn knows_expansion(&self, instruction: usize, word: &Word) -> bool {
        self.expanded.get(&(instruction, word.span.start)).is_none_or(|expanded| expanded.known)
    }

    /// Whether there is no FROM: a file that has just been begun, or a part of one. Its variables are those of one stage.
    pub const fn is_fragment(&self) -> bool {
        self.stages.is_empty()
    }

    /// The variables behind the last instruction of the file.
    pub fn scope_at_end(&self) -> &Scope {
        self.scope_at(usize::MAX)
    }

    /// The variables that an instruction can use, but for a FROM or what stands before the first one: these use the globals.
    pub fn scope_at(&self, instruction: usize) -> &Scope {
        let behind = self.scopes.partition_point(|(at, _)| *at < instruction);
        behind.checked_sub(1).and_then(|last| self.scopes.get(last)).map_or(&self.globals, |(_, scope)| scope)
    }

    /// The stage with an instruction in it.
    pub fn stage_at(&self, instruction: usize) -> Option<usize> {
        self.stages.partition_point(|stage| stage.from <= instruction).checked_sub(1)
    }
}
