//! What is wrong with the text of a file: everything at which BuildKit's parser stops, before it looks at stages.
//!
//! BuildKit reports the first fault only; here each has its place. The words for people are the rules'.

use crate::text::{ByteRange, Lines};

/// When BuildKit finds a fault. It parses the whole file first, then every instruction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// parser.Parse: the file is refused.
    Parse,
    /// instructions.Parse: an instruction is refused.
    Instruction,
}

#[derive(Clone, Debug)]
pub struct Fault {
    pub kind: FaultKind,
    pub phase: Phase,
    /// The text that is wrong.
    pub range: ByteRange,
    /// The lines BuildKit names; for some faults of the file as a whole these are 0 or say nothing (see [`FaultKind`]).
    pub lines: Lines,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    // The file
    /// `# escape=` with anything but a backslash or a backtick. BuildKit says line 0.
    InvalidEscape {
        value: String,
    },
    /// A directive twice in the head of the file. BuildKit names the line before it.
    RepeatedDirective {
        name: &'static str,
    },
    /// A physical line of more than 65,536 bytes with its newline. BuildKit always names line 1 of what it has read.
    LineTooLong,
    /// No instruction at all.
    NoInstructions,
    /// Instructions, but no FROM among them.
    NoStages,

    // The arguments
    /// A keyword that BuildKit does not know.
    UnknownInstruction {
        keyword: String,
    },
    /// Anything but ARG before the first FROM.
    BeforeFirstFrom,
    /// `["a", 1]`: a JSON array, but not of strings.
    JsonNotStrings,
    /// SHELL in shell form.
    ShellNotJson,
    /// `ENV key` or `LABEL key` without a value.
    MissingValue,
    /// A word without `=` behind others that have one.
    MissingEquals {
        word: String,
    },
    /// `=value` without a name.
    BlankName,
    /// A heredoc that no line ends.
    UnterminatedHeredoc {
        name: String,
    },
    /// A word that begins like a heredoc and cannot be read.
    InvalidHeredocWord,
    /// `COPY a <<EOF`.
    HeredocDestination,
    /// FROM with neither one nor three words, or three of which the second is not AS.
    FromArguments {
        found: usize,
    },
    /// A stage name that does not match `^[a-z][a-z0-9-_.]*$` in lower case.
    InvalidStageName {
        name: String,
    },
    ArgumentCount {
        expected: ExpectedArguments,
    },

    // Flags
    UnknownFlag {
        name: String,
        suggestion: Option<&'static str>,
    },
    RepeatedFlag {
        name: String,
    },
    /// `--from` without `=`, or a boolean flag with nothing behind it.
    FlagWithoutValue {
        name: String,
    },
    FlagNotBoolean {
        name: String,
        value: String,
    },
    InvalidNetwork {
        value: String,
    },
    InvalidSecurity {
        value: String,
    },
    InvalidDuration {
        flag: String,
        value: String,
    },
    /// A HEALTHCHECK duration below 1 ms.
    DurationTooShort {
        flag: String,
        value: String,
    },
    InvalidRetries {
        value: String,
    },
    /// `--mount` is a line of comma-separated values, and this one has a quote in the wrong place.
    InvalidMountQuotes,
    /// `--mount=from=$X`.
    MountFromVariable {
        value: String,
    },

    // Others
    HealthcheckNoneArguments,
    HealthcheckWithoutCommand,
    UnknownHealthcheckType {
        word: String,
    },
    /// ONBUILD of ONBUILD, FROM or MAINTAINER.
    ForbiddenTrigger {
        keyword: String,
    },
    /// `VOLUME [""]`.
    EmptyVolume,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedArguments {
    ExactlyOne,
    AtLeastOne,
    /// Sources and a destination.
    AtLeastTwo,
}
