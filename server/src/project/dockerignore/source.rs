//! Whether anything that a source of COPY or ADD could name is in the build context.
//!
//! BuildKit's CopyIgnoredFile asks less, and is wrong in both directions: with exceptions it once complained of folders of which parts
//! are taken back (moby/buildkit#5884, #6512), it took `.` for a name that `.*` ignores (#6926), and now it is silent as soon as there is
//! any exception (#7125). A source is a path that can be a file or a folder; here it counts as ignored only if neither it nor anything
//! below it can be in the context, whatever the files are.

use super::Dockerignore;
use super::read;
use super::run::{self, Run, Symbol};

/// What becomes of a source of COPY or ADD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceStatus {
    /// Nothing that the source can name is in the context. `pattern` is the one to show: it ignores all of it.
    Ignored { pattern: usize },
    /// The source itself is ignored by `pattern`, but a later exception can take something below it back.
    PartlyIgnored { pattern: usize },
    /// The source itself is in the context, if it exists. Parts of it may not be.
    NotIgnored,
    /// It depends on the files: a source with wildcards that is not ignored for certain.
    Unknown,
}

impl Dockerignore {
    /// What becomes of `source`, a path of the build context as COPY or ADD names it, with variables already replaced.
    ///
    /// Not for sources of `--from`, URLs, Git repositories and heredocs, which no ignore file concerns.
    pub fn source_status(&self, source: &str) -> SourceStatus {
        let path = read::clean_inside(source);
        let Some(symbols) = symbols(&path) else { return SourceStatus::Unknown };
        if let Some(pattern) = self.ignores_all(&path, &symbols) {
            return SourceStatus::Ignored { pattern };
        }
        let found = if path.is_empty() {
            self.patterns.iter().rposition(|pattern| {
                !pattern.exception && Run::read(&pattern.matcher.items(), &symbols, true).is_some_and(|run| run.accepts())
            })
        } else if symbols.iter().all(|symbol| matches!(symbol, Symbol::Char(_))) {
            self.excludes(&path)
        } else {
            return SourceStatus::Unknown;
        };
        found.map_or(SourceStatus::NotIgnored, |pattern| SourceStatus::PartlyIgnored { pattern })
    }

    /// The pattern that ignores every path that `symbols` stand for and everything below, if it is certain that all of it is ignored.
    ///
    /// It is certain if each exception that could take something back has a pattern behind it that ignores it again. It has to hold both
    /// for the walk over the context and for the last pattern that matches (see [`Self::in_context`]); in the walk a pattern that changed
    /// nothing at a folder is forgotten below it, so that what counts is what matches the paths themselves.
    fn ignores_all(&self, path: &str, symbols: &[Symbol]) -> Option<usize> {
        // What the walk knows at the path, or at the lowest folder above it that has no wildcard in its path.
        let plain = match path.find(WILDCARDS).and_then(|at| path.get(..at)) {
            Some(before) => before.rsplit_once('/').map_or("", |(folder, _)| folder),
            None => path,
        };
        let walked = self.walked(plain).pop().unwrap_or_default();

        let mut ignored_by = None;
        // Whether there is an exception for the paths themselves or for folders above, and one that begins to match below them, which
        // no pattern behind it makes void.
        let (mut open, mut open_below) = (false, false);
        // Whether a pattern so far may have ignored them already. If none has, the next that does is not forgotten below them.
        let mut ignored_before = false;
        for (index, pattern) in self.patterns.iter().enumerate() {
            let items = pattern.matcher.items();
            let known = walked.get(index) == Some(&true);
            let surely = Run::read(&items, symbols, true);
            let all = known || surely.as_ref().is_some_and(Run::accepts);
            if pattern.exception {
                open |= known || run::path_or_parent(&items, symbols, false);
                open_below |= !all && below(Run::read(&items, symbols, false)).is_some();
                continue;
            }
            if all || (!open && !open_below && run::path_or_parent(&items, symbols, true)) {
                ignored_by = Some(index);
            }
            open &= !all;
            let all_below = known || (all && !ignored_before) || below(surely).is_some_and(|run| run.accepts_anything());
            open_below &= !all_below;
            ignored_before |= run::path_or_parent(&items, symbols, false);
        }
        ignored_by.filter(|_| !open && !open_below)
    }
}

/// Where a run leads behind a slash.
fn below(run: Option<Run<'_>>) -> Option<Run<'_>> {
    let mut run = run?;
    run.step(Symbol::Char('/'));
    (!run.is_over()).then_some(run)
}

const WILDCARDS: [char; 3] = ['*', '?', '['];

/// The paths that a source stands for (Go's `filepath.Match`); none if that cannot be said in symbols.
fn symbols(path: &str) -> Option<Vec<Symbol>> {
    // The root stands for all that is in it, and a name has at least one character.
    if path.is_empty() {
        return Some(vec![Symbol::AnyChar, Symbol::AnyChars]);
    }
    // With --parents `**` is any number of folders, without it is the same as `*`. A backslash escapes only beside wildcards.
    if path.contains("**") || path.contains('\\') {
        return None;
    }
    let mut symbols = Vec::new();
    let mut rest = path.chars();
    while let Some(c) = rest.next() {
        symbols.push(match c {
            '*' => Symbol::AnyChars,
            '?' => Symbol::AnyChar,
            '[' => {
                let (class, behind) = rest.as_str().split_once(']')?;
                let simple = !class.is_empty() && class.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
                let is_range = |low: char, high: char| low.is_ascii_alphanumeric() && high.is_ascii_alphanumeric();
                let range = matches!(class.chars().collect::<Vec<_>>().as_slice(), [low, '-', high] if is_range(*low, *high));
                // Others may match a slash, or be errors.
                if !simple && !range {
                    return None;
                }
                rest = behind.chars();
                Symbol::AnyChar
            }
            c => Symbol::Char(c),
        });
    }
    Some(symbols)
}
