//! Typed instructions: what the rest of the library knows of a Dockerfile's text.

use std::sync::Arc;

use super::fault::Fault;
use super::line::{LogicalLine, Span};
use crate::text::{ByteRange, Lines};

/// The instructions of the Dockerfile reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    StopSignal,
    User,
    Volume,
    Workdir,
}

impl Keyword {
    pub const ALL: [Self; 18] = [
        Self::Add,
        Self::Arg,
        Self::Cmd,
        Self::Copy,
        Self::Entrypoint,
        Self::Env,
        Self::Expose,
        Self::From,
        Self::Healthcheck,
        Self::Label,
        Self::Maintainer,
        Self::Onbuild,
        Self::Run,
        Self::Shell,
        Self::StopSignal,
        Self::User,
        Self::Volume,
        Self::Workdir,
    ];

    /// In upper case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "ADD",
            Self::Arg => "ARG",
            Self::Cmd => "CMD",
            Self::Copy => "COPY",
            Self::Entrypoint => "ENTRYPOINT",
            Self::Env => "ENV",
            Self::Expose => "EXPOSE",
            Self::From => "FROM",
            Self::Healthcheck => "HEALTHCHECK",
            Self::Label => "LABEL",
            Self::Maintainer => "MAINTAINER",
            Self::Onbuild => "ONBUILD",
            Self::Run => "RUN",
            Self::Shell => "SHELL",
            Self::StopSignal => "STOPSIGNAL",
            Self::User => "USER",
            Self::Volume => "VOLUME",
            Self::Workdir => "WORKDIR",
        }
    }

    /// The keyword in any letter case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keyword| keyword.as_str().eq_ignore_ascii_case(word))
    }
}

/// One instruction, from its keyword to its last line or the end of its last heredoc.
#[derive(Clone, Debug)]
pub struct Instruction {
    /// None if BuildKit does not know it.
    pub keyword: Option<Keyword>,
    pub keyword_span: Span,
    /// What it stands on in the file: keyword, arguments and heredocs, without comments or blank lines before and behind.
    pub range: ByteRange,
    /// The lines BuildKit gives it. A continuation before the keyword counts, and so do comments behind one at the file's end.
    pub lines: Lines,
    pub line: LogicalLine,
    pub flags: Vec<Flag>,
    /// The text behind the flags.
    pub arguments_span: Span,
    pub arguments: Arguments,
    pub heredocs: Vec<Heredoc>,
    /// Blank lines inside a continuation (BuildKit's NoEmptyContinuation).
    pub empty_continuation: bool,
    pub faults: Vec<Fault>,
}

/// A flag: `--name` or `--name=value`.
#[derive(Clone, Debug)]
pub struct Flag {
    pub span: Span,
    /// The name in the text; in quotes, perhaps.
    pub name_span: Span,
    pub name: String,
    pub value_span: Option<Span>,
    /// Without quotes and escapes.
    pub value: Option<String>,
}

/// A word, and in JSON form a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// With the quotes, for a JSON string.
    pub span: Span,
    /// What it says, where that is not just its text.
    decoded: Option<Box<str>>,
}

impl Word {
    pub(crate) const fn new(span: Span) -> Self {
        Self { span, decoded: None }
    }

    pub(crate) fn decoded(span: Span, value: String) -> Self {
        Self { span, decoded: Some(value.into_boxed_str()) }
    }

    /// What it says. Outside of JSON form quotes and escapes are still in it.
    pub fn text<'w>(&'w self, line: &'w LogicalLine) -> &'w str {
        self.decoded.as_deref().unwrap_or_else(|| self.span.of(line.text()))
    }

    /// Whether its text can be found in the file as it is, byte for byte.
    pub const fn is_verbatim(&self) -> bool {
        self.decoded.is_none()
    }
}

/// A `key=value`, or one half of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub key: Word,
    pub value: Option<Word>,
    /// `ENV key value`, without an equals sign.
    pub legacy: bool,
}

/// A command: what CMD, ENTRYPOINT, RUN, SHELL and HEALTHCHECK CMD run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Nothing is there.
    Empty,
    /// Text for a shell.
    Shell(Word),
    /// JSON form: a program and its arguments.
    Exec(Vec<Word>),
}

#[derive(Clone, Debug)]
pub enum Arguments {
    /// FROM.
    From(FromArguments),
    /// RUN, CMD, ENTRYPOINT, SHELL.
    Command(Command),
    /// ADD, COPY: the last word is the destination. EXPOSE, VOLUME.
    Words {
        words: Vec<Word>,
        json: bool,
    },
    /// ENV, LABEL; ARG, where the value may be missing.
    Pairs(Vec<Pair>),
    /// USER, WORKDIR, STOPSIGNAL, MAINTAINER: the rest of the line.
    Text(Option<Word>),
    Healthcheck(Healthcheck),
    /// ONBUILD; none if nothing follows.
    Onbuild(Option<Arc<Instruction>>),
    /// Of an instruction that BuildKit does not know.
    Unknown,
}

#[derive(Clone, Debug, Default)]
pub struct FromArguments {
    /// All words behind the flags.
    pub words: Vec<Word>,
}

impl FromArguments {
    /// The base image or stage.
    pub fn base(&self) -> Option<&Word> {
        self.words.first()
    }

    /// The word where AS belongs.
    pub fn as_keyword(&self, line: &LogicalLine) -> Option<&Word> {
        self.words.get(1).filter(|word| is_as(word.text(line)))
    }

    /// The name behind AS.
    pub fn name(&self, line: &LogicalLine) -> Option<&Word> {
        self.as_keyword(line)?;
        self.words.get(2)
    }
}

/// Go's strings.EqualFold with "as", which also folds the long s.
pub(super) fn is_as(word: &str) -> bool {
    word.eq_ignore_ascii_case("as") || word == "aſ" || word == "Aſ"
}

#[derive(Clone, Debug)]
pub struct Healthcheck {
    /// `CMD`, `NONE`, or what stands in their place.
    pub kind: Option<Word>,
    pub command: Command,
}

impl Healthcheck {
    /// Whether it says NONE.
    pub fn is_none(&self, line: &LogicalLine) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind.text(line).eq_ignore_ascii_case("NONE"))
    }
}

/// The body of a heredoc.
#[derive(Clone, Debug)]
pub struct Heredoc {
    pub name: String,
    /// Variables in the body are expanded: no part of the name is quoted. Only COPY and ADD look at it.
    pub expand: bool,
    /// `<<-`: leading tabs are dropped.
    pub chomp: bool,
    /// The lines between header and terminator, with their newlines.
    pub body: ByteRange,
    /// The terminator; none if there is none.
    pub end: Option<ByteRange>,
}

impl Instruction {
    /// The keyword as written, a continuation in its middle left out.
    pub fn keyword_text(&self) -> &str {
        self.keyword_span.of(self.line.text())
    }

    /// Where the last line of the instruction ends, before the bodies of its heredocs.
    pub fn header_end(&self) -> u32 {
        self.line.end()
    }

    pub fn keyword_range(&self) -> ByteRange {
        self.range_of(self.keyword_span)
    }

    pub fn range_of(&self, span: Span) -> ByteRange {
        self.line.file_range(span)
    }

    pub fn text_of(&self, span: Span) -> &str {
        span.of(self.line.text())
    }

    /// The first flag of that name. BuildKit refuses a second one, but for `--mount` and `--exclude`.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name == name)
    }

    /// Whether the arguments are a JSON array.
    pub fn is_json(&self) -> bool {
        match &self.arguments {
            Arguments::Command(Command::Exec(_)) | Arguments::Words { json: true, .. } => true,
            Arguments::Healthcheck(check) => matches!(check.command, Command::Exec(_)),
            _ => false,
        }
    }

    /// Whether blanks between its words are part of what it says, or it is not known what it says: `ENV name value`, USER, WORKDIR.
    pub fn keeps_blanks(&self) -> bool {
        match &self.arguments {
            Arguments::Pairs(pairs) => pairs.iter().any(|pair| pair.legacy),
            Arguments::Text(_) | Arguments::Onbuild(_) | Arguments::Unknown => true,
            _ => self.keyword.is_none(),
        }
    }

    /// The instruction that ONBUILD puts off.
    pub fn trigger(&self) -> Option<&Self> {
        match &self.arguments {
            Arguments::Onbuild(trigger) => trigger.as_deref(),
            _ => None,
        }
    }

    /// The same, to be kept.
    pub fn shared_trigger(&self) -> Option<Arc<Self>> {
        match &self.arguments {
            Arguments::Onbuild(trigger) => trigger.clone(),
            _ => None,
        }
    }

    pub fn from(&self) -> Option<&FromArguments> {
        match &self.arguments {
            Arguments::From(from) => Some(from),
            _ => None,
        }
    }

    pub fn pairs(&self) -> &[Pair] {
        match &self.arguments {
            Arguments::Pairs(pairs) => pairs,
            _ => &[],
        }
    }

    pub fn words(&self) -> &[Word] {
        match &self.arguments {
            Arguments::Words { words, .. } => words,
            _ => &[],
        }
    }
}
