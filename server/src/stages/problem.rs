//! Problems: where a build stops although every instruction can be parsed.

use crate::syntax::{ExpandErrorKind, InvalidReference};
use crate::text::{ByteRange, Lines};

use super::git::InvalidGitQuery;
use super::mount::MountProblem;
use super::platform::InvalidPlatform;
use super::port::InvalidPort;

/// In which order BuildKit looks. The last two concern only the stages that a target needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum BuildPhase {
    /// The options of `# check=`.
    Options,
    /// The ARGs before the first FROM.
    Globals,
    /// Base images and platforms, in file order.
    Bases,
    /// `--from` of every stage.
    Edges,
    Cycles,
    /// Whether base images are valid references.
    References,
    /// The ONBUILD instructions that a FROM fires.
    Triggers,
    /// The instructions of the stages.
    Dispatch,
}

#[derive(Clone, Debug)]
pub struct Problem {
    pub kind: ProblemKind,
    pub phase: BuildPhase,
    /// The stage it belongs to; none for global ARGs.
    pub stage: Option<usize>,
    /// The text that is wrong.
    pub range: ByteRange,
    /// The lines BuildKit names. Empty if it names none.
    pub lines: Vec<Lines>,
    /// The instruction behind an ONBUILD that has the problem, if it is shown at the FROM that fires it.
    pub trigger: Option<ByteRange>,
    /// Whether a plain build stops here. If not, it hangs on a build argument that was not given, or on an image not seen.
    pub known: bool,
}

impl Problem {
    /// Whether `${name:?message}` misses a value.
    pub(super) fn is_required(&self) -> bool {
        matches!(self.kind, ProblemKind::Expansion(ExpandErrorKind::Required { .. }))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// `# check=` with an option that BuildKit does not know.
    InvalidCheckOption {
        option: String,
    },
    /// A word cannot be expanded.
    Expansion(ExpandErrorKind),
    /// FROM of nothing, after expansion.
    BlankBase {
        written: String,
    },
    BlankPlatform {
        written: String,
    },
    InvalidPlatform {
        platform: String,
        error: InvalidPlatform,
    },
    /// `COPY --from=$X`.
    VariableInFrom {
        written: String,
    },
    /// `COPY --from=7`, and there are fewer stages.
    StageIndexOutOfRange {
        index: i64,
        stages: usize,
    },
    /// Stages that copy from each other or from themselves; the first is the one the problem is shown at.
    Cycle {
        stages: Vec<usize>,
    },
    InvalidReference {
        reference: String,
        error: InvalidReference,
    },
    /// COPY from a stage that stands below.
    CopyFromLater {
        from: usize,
    },
    MountFromLater {
        from: usize,
    },
    Mount(MountProblem),
    InvalidPort {
        port: String,
        error: InvalidPort,
    },
    InvalidSignal {
        signal: String,
    },
    /// Nothing is left of a VOLUME after expansion.
    EmptyVolume,
    InvalidMode {
        mode: String,
    },
    /// COPY of a URL or Git repository.
    RemoteCopySource {
        source: String,
    },
    /// ADD of a Git repository whose address BuildKit refuses.
    GitQuery(InvalidGitQuery),
    /// ADD --checksum with more or other than one remote source.
    ChecksumSource,
    InvalidChecksum {
        checksum: String,
    },
    /// RUN --device, which the stable frontend refuses.
    Device,
    /// An instruction behind ONBUILD that BuildKit cannot parse, fired by a FROM.
    InvalidTrigger,
}
