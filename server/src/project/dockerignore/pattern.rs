//! From an entry of an ignore file to something that can be matched, as moby/patternmatcher's `New` and `compile` do it.
//!
//! moby makes a regular expression of a pattern, letter by letter, and leaves four kinds of letters to mean there what Go's regexp
//! takes them for: brackets, `^`, whatever stands behind a backslash, and everything between brackets. So `[^a]` also matches a slash,
//! `\d` is a digit, and `a^b` matches nothing. The expression is therefore made here too, and read as Go reads it (`expression`).
//!
//! Patterns without such letters are compared without an expression in moby. For most that means the same; for `**name` it does not:
//! it matches every path that ends in `name`, where its expression would want a slash before it.

use std::borrow::Cow;

use super::class::Set;
use super::expression::{self, Item};
use super::read::clean;
use super::run::{self, Run, Symbol};

/// Why Docker refuses a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatternProblem {
    /// `!` with nothing behind it, or only the root.
    LoneExclamationMark,
    /// A `[` that is not closed or holds no proper range, or a `\` at the end.
    BadSyntax,
    /// Good as a pattern, but not once moby has made a regular expression of it: `[z-a]`, `\k`. The build stops when a path is compared
    /// with it. Also Unicode classes (`\pL`), which are valid in Docker, but mean what nobody meant, and are not understood here.
    BadExpression,
    /// A line of 64 KiB or more.
    LineTooLong,
}

/// How a pattern is compared with a path.
#[derive(Debug, Clone)]
pub(super) enum Matcher {
    Exact(String),
    Items(Vec<Item>),
}

impl Matcher {
    /// Whether the pattern matches the path itself. `symbols` are the letters of `path`.
    pub(super) fn matches(&self, path: &str, symbols: &[Symbol]) -> bool {
        match self {
            Self::Exact(text) => text == path,
            Self::Items(items) => Run::read(items, symbols, true).is_some_and(|run| run.accepts()),
        }
    }

    /// Whether the pattern matches the path itself or a folder above it.
    pub(super) fn matches_or_parent(&self, path: &str, symbols: &[Symbol]) -> bool {
        match self {
            Self::Exact(text) => path.strip_prefix(text.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            Self::Items(items) => run::path_or_parent(items, symbols, true),
        }
    }

    /// The same as a list of items.
    pub(super) fn items(&self) -> Cow<'_, [Item]> {
        match self {
            Self::Exact(text) => Cow::Owned(literal(text)),
            Self::Items(items) => Cow::Borrowed(items),
        }
    }
}

/// The text without its `!`, whether it had one, and how it is compared. `Ok(None)` for an entry that says nothing.
pub(super) fn compile(entry: &str) -> Result<Option<(String, bool, Matcher)>, PatternProblem> {
    // Trimmed and cleaned a second time, because moby does: `/ a` has become ` a` by now, and `./!a` has become `!a`, an exception.
    let entry = entry.trim();
    if entry.is_empty() {
        return Ok(None);
    }
    let entry = clean(entry);
    let exception = entry.starts_with('!');
    let text = entry.strip_prefix('!').unwrap_or(&entry);
    if text.is_empty() {
        return Err(PatternProblem::LoneExclamationMark);
    }
    if !is_well_formed(text) {
        return Err(PatternProblem::BadSyntax);
    }
    let matcher = matcher(text)?;
    Ok(Some((text.to_owned(), exception, matcher)))
}

/// Whether Go's `filepath.Match` takes it for a pattern.
fn is_well_formed(text: &str) -> bool {
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let good = match c {
            '\\' => rest.next().is_some(),
            '[' => class_is_well_formed(&mut rest),
            _ => true,
        };
        if !good {
            return false;
        }
    }
    true
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// The inside of a `[…]`, with its end. Unlike elsewhere, a `]` or a `-` in first place is an error.
fn class_is_well_formed(rest: &mut Letters<'_>) -> bool {
    rest.next_if_eq(&'^');
    let letter = |rest: &mut Letters<'_>| match rest.next() {
        None | Some('-' | ']') => false,
        Some('\\') => rest.next().is_some(),
        Some(_) => true,
    };
    loop {
        if !letter(rest) || (rest.next_if_eq(&'-').is_some() && !letter(rest)) {
            return false;
        }
        if rest.next_if_eq(&']').is_some() {
            return true;
        }
    }
}

/// What moby's `compile` detects while it writes the expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Exact,
    /// Plain letters, then `**`.
    Prefix,
    /// `**`, then plain letters.
    Suffix,
    Expression,
}

fn matcher(text: &str) -> Result<Matcher, PatternProblem> {
    let (form, written) = translate(text);
    Ok(match form {
        Form::Exact => Matcher::Exact(text.to_owned()),
        Form::Prefix => {
            let mut items = literal(text.strip_suffix("**").unwrap_or(text));
            items.push(Item::Many(Set::All));
            Matcher::Items(items)
        }
        Form::Suffix => Matcher::Items(suffix(text)),
        Form::Expression => Matcher::Items(expression::parse(&written).ok_or(PatternProblem::BadExpression)?),
    })
}

/// The form of a pattern and its regular expression, without the `^` it begins with.
fn translate(text: &str) -> (Form, String) {
    // Go's text/scanner, which moby reads the pattern with, leaves out a byte order mark.
    let mut rest = text.strip_prefix('\u{FEFF}').unwrap_or(text).chars().peekable();
    let (mut form, mut written) = (Form::Exact, String::new());
    let mut first = true;
    while let Some(c) = rest.next() {
        match c {
            '*' if rest.next_if_eq(&'*').is_some() => {
                rest.next_if_eq(&'/');
                if rest.peek().is_some() {
                    written.push_str("(.*/)?");
                    form = Form::Expression;
                } else if form == Form::Exact {
                    form = Form::Prefix;
                } else {
                    written.push_str(".*");
                    form = Form::Expression;
                }
                if first {
                    form = Form::Suffix;
                }
            }
            '*' => {
                written.push_str("[^/]*");
                form = Form::Expression;
            }
            '?' => {
                written.push_str("[^/]");
                form = Form::Expression;
            }
            '[' | ']' => {
                written.push(c);
                form = Form::Expression;
            }
            '\\' => {
                written.push('\\');
                written.extend(rest.next());
                form = Form::Expression;
            }
            '.' | '+' | '(' | ')' | '|' | '{' | '}' | '$' => written.extend(['\\', c]),
            c => written.push(c),
        }
        first = false;
    }
    written.push('$');
    (form, written)
}

fn literal(text: &str) -> Vec<Item> {
    text.chars().map(|c| Item::One(Set::Char(c))).collect()
}

/// `**` matches everything; `**/name` a path that is `name` or ends in `/name`; `**name` a path that ends in `name`.
fn suffix(text: &str) -> Vec<Item> {
    match text.strip_prefix("**") {
        Some(rest) => match rest.strip_prefix('/') {
            Some(name) => [Item::Folders, Item::InFolders(Set::All)].into_iter().chain(literal(name)).collect(),
            None => std::iter::once(Item::Many(Set::All)).chain(literal(rest)).collect(),
        },
        // Behind a byte order mark moby cuts the mark in two, and nothing matches.
        None => vec![Item::NEVER],
    }
}
