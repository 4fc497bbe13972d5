//! What a `.dockerignore` keeps out of the build context.
//!
//! Equal to Docker's own evaluation on Linux and macOS: moby/patternmatcher (`patternmatcher.go` and `ignorefile/ignorefile.go`), which
//! BuildKit uses for the transfer of the context and for its check CopyIgnoredFile. On Windows a client reads `\` as a separator; here
//! it is an escape.
//!
//! A path is decided by the last pattern that matches it or one of the folders above it; a pattern with `!` is an *exception* and takes
//! the path back into the context. There is one thing that this says and Docker does not: an invalid pattern stops Docker's build,
//! and is here an error beside the others, with the rest of the file still in force.

mod read;

mod pattern;

mod expression;

mod class;

mod run;

mod source;

use self::pattern::Matcher;
use self::read::Line;
use self::run::Symbol;
use crate::text::ByteRange;

pub use self::pattern::PatternProblem;
pub use self::source::SourceStatus;

/// The ignore files of a Dockerfile, in the order in which they are looked for; the first one that exists is the only one that counts.
///
/// The first name is relative to wherever `dockerfile` is relative to, as it lies beside the Dockerfile; the second is relative to the
/// root of the build context (moby/buildkit frontend/dockerui/config.go, `ReadEntrypoint` and `DockerIgnorePatterns`).
pub fn file_names(dockerfile: &str) -> [String; 2] {
    [format!("{dockerfile}.dockerignore"), ".dockerignore".to_owned()]
}

/// A `.dockerignore`, read.
#[derive(Debug, Clone, Default)]
pub struct Dockerignore {
    patterns: Vec<Pattern>,
    errors: Vec<PatternError>,
}

/// One line that says what to ignore, or with `!` what not to.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As Docker sees it: trimmed, the path cleaned, without a leading slash and without the `!`.
    pub text: String,
    /// Whether it began with `!`.
    pub exception: bool,
    /// 1-based.
    pub line: u32,
    /// What was written, without the white space around it.
    pub range: ByteRange,
    matcher: Matcher,
}

/// A line at which Docker would stop the build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    pub problem: PatternProblem,
    /// 1-based.
    pub line: u32,
    /// What was written, without the white space around it.
    pub range: ByteRange,
}

impl Dockerignore {
    /// Reads the bytes of an ignore file. Whatever they are, there is an answer.
    pub fn parse(file: &[u8]) -> Self {
        let mut ignore = Self::default();
        for Line { entry, line, range } in read::lines(file) {
            match entry.ok_or(PatternProblem::LineTooLong).and_then(|entry| pattern::compile(&entry)) {
                Ok(Some((text, exception, matcher))) => ignore.patterns.push(Pattern { text, exception, line, range, matcher }),
                Ok(None) => {}
                Err(problem) => ignore.errors.push(PatternError { problem, line, range }),
            }
        }
        ignore
    }

    /// The valid patterns, in the order of the file. Indices in other answers are indices here.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The lines at which Docker would stop, in the order of the file.
    pub fn errors(&self) -> &[PatternError] {
        &self.errors
    }

    /// Whether any pattern begins with `!`. BuildKit's CopyIgnoredFile then says nothing (moby/buildkit#7125).
    pub fn has_exceptions(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.exception)
    }

    /// The pattern that keeps `path` out, if one does: the last one that matches the path or a folder above it, unless it is an
    /// exception (`MatchesOrParentMatches`). `path` is relative to the root of the context; the root itself is never excluded.
    pub fn excludes(&self, path: &str) -> Option<usize> {
        let path = read::clean_inside(path);
        if path.is_empty() {
            return None;
        }
        let symbols = run::literal(&path);
        let last = self.patterns.iter().rposition(|pattern| pattern.matcher.matches_or_parent(&path, &symbols))?;
        self.patterns.get(last).is_some_and(|pattern| !pattern.exception).then_some(last)
    }

    /// Whether BuildKit's walk over the context sends `path`, if there is such a file (`MatchesUsingParentResults`).
    ///
    /// That is nearly always the opposite of [`Self::excludes`]. But the walk decides folder by folder, and a pattern that changed
    /// nothing at a folder is forgotten below it: after `**/*.log` and `!logs`, the file `logs/a.log` stays out, though the last line
    /// matches its folder. Not modelled: folders that the walk leaves out early when every exception is a plain path (tonistiigi/fsutil
    /// `filter.go`), which can only make less of the context.
    pub fn in_context(&self, path: &str) -> bool {
        let path = read::clean_inside(path);
        self.walked(&path).last().is_none_or(|matched| !ends_ignored(&self.patterns, matched))
    }

    /// For each folder above `path`, and then for `path`: which patterns the walk counts as matching there.
    fn walked(&self, path: &str) -> Vec<Vec<bool>> {
        let symbols = run::literal(path);
        let mut steps: Vec<Vec<bool>> = Vec::new();
        let ends = path.char_indices().enumerate().filter(|(_, (_, c))| *c == '/').map(|(count, (at, _))| (count, at));
        for (count, at) in ends.chain((!path.is_empty()).then_some((symbols.len(), path.len()))) {
            let (here, here_symbols) = (path.get(..at).unwrap_or_default(), symbols.get(..count).unwrap_or_default());
            let mut ignored = false;
            let step = self.patterns.iter().enumerate().map(|(index, pattern)| {
                let above = steps.last().and_then(|step| step.get(index)).copied().unwrap_or(false);
                // A pattern that could change nothing is not asked, and so is not counted below either.
                let matched = above || (pattern.exception == ignored && pattern.matcher.matches(here, here_symbols));
                if matched {
                    ignored = !pattern.exception;
                }
                matched
            });
            let step = step.collect();
            steps.push(step);
        }
        steps
    }

    /// Whether BuildKit's own check CopyIgnoredFile would complain of `source` as it is written in COPY or ADD, with its faults:
    /// with any exception it says nothing, wildcards are taken for letters, and the root is ignored only by `*`, `**` and `**/*`
    /// (frontend/dockerfile/dockerfile2llb, `validateCopySourcePath`; moby/buildkit#6930). For the right answer see [`Self::source_status`].
    pub fn buildkit_complains(&self, source: &str) -> bool {
        let path = read::clean(source);
        if self.has_exceptions() {
            return false;
        }
        if path == "." || path == "/" {
            return self.patterns.iter().any(|pattern| matches!(pattern.text.as_str(), "*" | "**" | "**/*"));
        }
        // Go's Dir and Split: above "/a" are "" and "/", above "/a/b" are "" and "/a".
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| if parent.is_empty() { "/" } else { parent });
        let above = parent.match_indices('/').map(|(at, _)| parent.get(..at).unwrap_or_default());
        let mut asked: Vec<&str> = above.chain((!parent.is_empty()).then_some(parent)).collect();
        asked.push(&path);
        let asked: Vec<(&str, Vec<Symbol>)> = asked.into_iter().map(|path| (path, run::literal(path))).collect();
        self.patterns.iter().any(|pattern| asked.iter().any(|(path, symbols)| pattern.matcher.matches(path, symbols)))
    }
}

/// What remains when the patterns that matched have had their say, one after the other.
fn ends_ignored(patterns: &[Pattern], matched: &[bool]) -> bool {
    let last = patterns.iter().zip(matched).rev().find(|(_, matched)| **matched);
    last.is_some_and(|(pattern, _)| !pattern.exception)
}
