//! What becomes of a word, and why it cannot be expanded.

use std::borrow::Cow;

use crate::syntax::line::Span;

/// A word after expansion.
#[derive(Debug, Default)]
pub struct Expansion<'w> {
    pub result: Cow<'w, str>,
    /// The variables that were looked up, in the order in which that happened.
    pub uses: Vec<VariableUse>,
    pub error: Option<ExpandError>,
}

/// A `$name` or `${name…}` in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableUse {
    pub name: String,
    /// From `$` to the end of the name or of the braces, in the word.
    pub span: Span,
    /// Whether it was set.
    pub set: bool,
}

/// Why BuildKit cannot expand a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpandError {
    pub kind: ExpandErrorKind,
    /// Where in the word.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpandErrorKind {
    UnterminatedSingleQuote,
    UnterminatedDoubleQuote,
    /// `${` without `}`.
    MissingBrace,
    /// `${}`, `${:…}`, `${{`.
    BadSubstitution,
    /// An operator that BuildKit does not have, such as `:=` or `^^`.
    UnsupportedModifier(String),
    /// `${name/pattern}` without the second slash.
    MissingSlash,
    /// `\x` in a pattern; this is the escape.
    InvalidPattern(String),
    /// `${name?message}`, and the variable is not set or, with `:?`, empty.
    Required {
        name: String,
        message: String,
    },
}
