//! A script, as rules and editor features see it.

use std::borrow::Cow;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use super::dialect::Dialect;
use super::highlights::Highlight;
use super::literal;
use super::read;
use crate::syntax::{LogicalLine, Span};
use crate::text::ByteRange;

/// A parsed text of a shell, at its place in the file. Spans are of its own text.
#[derive(Clone, Debug)]
pub struct Script {
    pub(super) text: LogicalLine,
    pub dialect: Dialect,
    pub(super) reading: Arc<Reading>,
}

/// What was read of a text: the same wherever the text stands.
#[derive(Debug, Default)]
pub struct Reading {
    /// In the order in which they begin; those inside command substitutions and functions too.
    pub commands: Vec<Command>,
    /// The words of all commands, those of one in a row.
    pub(super) words: Vec<ShellWord>,
    pub redirects: Vec<Redirect>,
    /// Everything that gives a variable a value, or takes it.
    pub assignments: Vec<Assignment>,
    /// Uses of variables, in the order of their places.
    pub expansions: Vec<Expansion>,
    /// The names of functions.
    pub functions: Vec<Span>,
    /// What each of them runs, in the same order.
    pub bodies: Vec<Span>,
    /// What cannot change the folder of what stands behind it: subshells and command substitutions.
    pub subshells: Vec<Span>,
    pub comments: Vec<Span>,
    /// Where the first command ends that may set any variable: `source`, `.`, `eval`, `export $(…)`.
    pub opaque_from: Option<u32>,
    /// Whether there is more than commands one after the other: `if`, loops, functions, subshells, `!`.
    pub(super) compound: bool,
    /// Whether the grammar could read all of it. If not, quotes may be taken for something else.
    pub clean: bool,
    /// Once an editor has asked.
    pub(super) highlights: OnceLock<Vec<Highlight>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CommandKind {
    /// A program, a builtin or a function.
    Simple,
    /// `export`, `declare`, `local`, `readonly`, `typeset`.
    Declaration,
    Unset,
    /// `[ … ]`, `[[ … ]]`. It has no words.
    Test,
}

/// What stands between a command and the one before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Joint {
    /// Nothing, a semicolon or a newline.
    Sequence,
    And,
    Or,
    Pipe,
    Background,
}

#[derive(Clone, Debug)]
pub struct Command {
    pub kind: CommandKind,
    /// Without redirections that stand behind.
    pub span: Span,
    /// Its name and its arguments, in [`Script::words`].
    pub(super) words: Range<u32>,
    pub joint: Joint,
    /// The command in whose substitution it stands.
    pub parent: Option<u32>,
    /// How many of `if`, loops, functions, subshells, braces and substitutions it stands in.
    pub depth: u32,
}

/// A word of a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShellWord {
    pub span: Span,
}

#[derive(Clone, Copy, Debug)]
pub struct Redirect {
    pub span: Span,
    /// None of a compound command, or without any command.
    pub command: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssignmentKind {
    /// `name=value` by itself.
    Statement,
    /// `name=value command`: for the command only.
    Prefix,
    /// `export name`, `export name=value`.
    Export,
    /// `declare`, `local`, `readonly`, `typeset`.
    Declaration,
    /// `for name in …`, `select name in …`.
    Loop,
    /// `read name`, `getopts … name`, `printf -v name`, `mapfile name`, `let name=…`.
    Builtin,
    /// `${name:=value}`, `((name = …))`, `((name++))`.
    Expansion,
    /// `unset name`.
    Unset,
}

#[derive(Clone, Copy, Debug)]
pub struct Assignment {
    pub kind: AssignmentKind,
    pub name: Span,
    pub value: Option<Span>,
}

/// What is done with the value of a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    /// `$name`, `${name}`.
    Plain,
    /// `-`, `:-`.
    Default,
    /// `+`, `:+`.
    Alternative,
    /// `=`, `:=`.
    Assign,
    /// `?`, `:?`.
    Required,
    /// `#`, `##`, `%`, `%%`.
    Trim,
    /// `${#name}`.
    Length,
    /// `${name/pattern/text}`.
    Replace,
    /// `${name:offset:length}`.
    Slice,
    /// `${name^}`, `${name,,}`, `${name~}`.
    Case,
    /// `${!name}`.
    Indirect,
    /// `${name[index]}`.
    Element,
    /// `${name@Q}`.
    Transform,
    /// `$((name + 1))`.
    Arithmetic,
}

/// A use of a variable.
#[derive(Clone, Copy, Debug)]
pub struct Expansion {
    /// With `$` and braces.
    pub span: Span,
    pub name: Span,
    pub operator: Operator,
}

impl Deref for Script {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

impl Reading {
    /// The name and the arguments of a command.
    pub fn words(&self, command: &Command) -> &[ShellWord] {
        self.words.get(command.words.start as usize..command.words.end as usize).unwrap_or_default()
    }
}

impl Script {
    /// Parses a text of which a shell reads all. None if it is too long to be parsed in time.
    pub fn parse(text: LogicalLine, dialect: Dialect) -> Option<Self> {
        let reading = Arc::new(read::read(text.text())?);
        Some(Self { text, dialect, reading })
    }

    pub fn text(&self) -> &str {
        self.text.text()
    }

    pub fn text_of(&self, span: Span) -> &str {
        span.of(self.text.text())
    }

    /// Where a span stands in the file.
    pub fn file_range(&self, span: Span) -> ByteRange {
        self.text.file_range(span)
    }

    /// The same without the continuations in it, and without what stands between its lines: the pieces of the file it is made of.
    pub fn file_pieces(&self, span: Span) -> impl Iterator<Item = ByteRange> {
        self.text.file_pieces(span)
    }

    /// The text, with the place of each of its bytes.
    pub fn line(&self) -> &LogicalLine {
        &self.text
    }

    /// What a word says, if the shell expands nothing in it.
    pub fn literal(&self, word: ShellWord) -> Option<Cow<'_, str>> {
        literal::literal(self.text_of(word.span))
    }

    /// What a command is called, if that is plain.
    pub fn name_of(&self, command: &Command) -> Option<Cow<'_, str>> {
        self.words(command).first().and_then(|name| self.literal(*name))
    }

    /// Whether something in the script may have given the variable a value when `offset` is reached. Where in the script it is given
    /// one is no matter: loops and functions turn the order round.
    pub fn may_set(&self, name: &str, offset: u32) -> bool {
        self.opaque_from.is_some_and(|from| from <= offset)
            || self.assignments.iter().any(|assignment| self.text_of(assignment.name) == name)
    }

    /// The only command, if the script is nothing but one program with arguments: no redirection, no assignment, no operator.
    pub fn only_command(&self) -> Option<&Command> {
        let [command] = self.commands.as_slice() else { return None };
        let plain = self.clean
            && !self.compound
            && command.kind == CommandKind::Simple
            && self.redirects.is_empty()
            && self.assignments.is_empty()
            && self.comments.is_empty()
            && self.text_of(command.span).trim() == self.text().trim();
        plain.then_some(command)
    }
}
