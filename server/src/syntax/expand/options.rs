//! How a word is read.

/// The switches of BuildKit's `shell.Lex`.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Quotes stay in the result.
    pub raw_quotes: bool,
    /// Escape characters stay in the result.
    pub raw_escapes: bool,
    /// Quotes are characters like any other.
    pub skip_quotes: bool,
    /// A variable that is not set stays as it stands.
    pub skip_unset: bool,
}
