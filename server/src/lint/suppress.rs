//! Comments that suppress findings: dflint's own, and those of hadolint, BuildKit and tally, each with the scope its owner gives it.
//!
//! | comment | holds for |
//! |---|---|
//! | `# dflint: ignore=RULE[,RULE] -- reason` | the next instruction |
//! | `# dflint: ignore-stage=RULE` | the stage of the next FROM |
//! | `# dflint: ignore-file=RULE` | the file |
//! | `# hadolint ignore=RULE`, `stage ignore=`, `global ignore=` | the same three |
//! | `# check=skip=CHECK` at the head, or above an instruction | the file, or the instruction |
//! | `# tally ignore=RULE;reason=…`, `global ignore=` | the next instruction, the file |
//!
//! A comment to BuildKit silences what it silences in BuildKit: the check of that name, spelled like that, and not those that look at
//! the file as a whole if it stands above an instruction. It silences no error, because BuildKit stops there all the same.

use std::cell::Cell;

use super::rule::Rule;
use crate::document::Document;
use crate::syntax::{CheckOptions, DirectiveName};
use crate::text::ByteRange;

/// The suppressions of a document.
#[derive(Debug, Default)]
pub struct Suppressions {
    pub all: Vec<Suppression>,
}

#[derive(Debug)]
pub struct Suppression {
    /// The name of the rule as written.
    pub name: String,
    /// Where the name stands.
    pub range: ByteRange,
    /// The comment it stands in.
    pub comment: ByteRange,
    pub owner: Owner,
    /// Where findings are suppressed: those that begin in this range.
    pub scope: ByteRange,
    /// Whether that is the whole file.
    pub whole_file: bool,
    pub reason: Option<String>,
    /// Whether it has suppressed something.
    pub used: Cell<bool>,
}

/// Whose comment it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    Dflint,
    Hadolint,
    Buildkit,
    Tally,
}

/// For how much of a file a comment holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// The next one.
    Instruction,
    /// That of the next FROM.
    Stage,
    File,
}

/// A comment taken apart.
pub(super) struct Parsed<'t> {
    pub owner: Owner,
    pub reach: Reach,
    /// The names, and where each begins in the comment.
    pub names: Vec<(usize, &'t str)>,
    reason: Option<&'t str>,
}

impl Suppressions {
    pub fn of(document: &Document) -> Self {
        let mut all = Vec::new();
        let file = document.file();
        let head = file.directives.iter().find(|directive| directive.name == DirectiveName::Check && directive.is_read());
        for comment in &file.comments {
            let text = String::from_utf8_lossy(comment.slice(document.text()));
            // A byte that is not UTF-8 would shift what stands behind it.
            if text.len() != comment.len() as usize {
                continue;
            }
            let is_head = head.is_some_and(|directive| directive.range.start == comment.start);
            let Some(parsed) = parse(&text, is_head) else { continue };
            if parsed.owner == Owner::Buildkit && !is_head && !is_read_above(document, *comment) {
                continue;
            }
            let Some(scope) = scope(document, *comment, parsed.reach) else { continue };
            for (at, name) in parsed.names {
                let start = comment.start + at as u32;
                all.push(Suppression {
                    name: name.to_owned(),
                    range: ByteRange::new(start, start + name.len() as u32),
                    comment: *comment,
                    owner: parsed.owner,
                    scope,
                    whole_file: parsed.reach == Reach::File,
                    reason: parsed.reason.map(str::to_owned),
                    used: Cell::new(false),
                });
            }
        }
        Self { all }
    }

    /// Whether a finding of a rule at a place is suppressed. All suppressions that do so count as used. `stops` says whether the build
    /// stops there.
    pub(super) fn suppress(&self, rule: &Rule, at: u32, stops: bool) -> bool {
        let mut suppressed = false;
        for suppression in &self.all {
            if stops && suppression.owner == Owner::Buildkit {
                continue;
            }
            if suppression.scope.start <= at && at < suppression.scope.end.max(1) && suppression.means(rule) {
                suppression.used.set(true);
                suppressed = true;
            }
        }
        suppressed
    }
}

impl Suppression {
    /// Whether it names the rule: by its own name, or by that of another tool, with or without the tool's name before it. A comment to
    /// BuildKit names BuildKit's checks only.
    pub fn means(&self, rule: &Rule) -> bool {
        if self.owner == Owner::Buildkit {
            return rule.buildkit_check().is_some_and(|check| {
                let is_named = self.name == "all" || self.name == check.as_str();
                is_named && (self.whole_file || check.minds_comments())
            });
        }
        let bare = self.name.rsplit_once('/').map_or(self.name.as_str(), |(_, bare)| bare);
        let is = |name: &str| name.eq_ignore_ascii_case(&self.name) || name.eq_ignore_ascii_case(bare);
        matches!(bare, "all" | "*") || is(rule.name) || rule.aliases.iter().any(|alias| is(alias))
    }
}

/// Whether BuildKit reads a `# check=` above an instruction: the first one of the comments directly above.
fn is_read_above(document: &Document, comment: ByteRange) -> bool {
    let next = document.file().instructions.partition_point(|instruction| instruction.range.start < comment.start);
    let above = document.comments_above(next);
    above.iter().find(|(_, text)| text.starts_with("check=")).is_some_and(|(range, _)| *range == comment)
}

/// Where a comment has an effect.
pub(super) fn scope(document: &Document, comment: ByteRange, reach: Reach) -> Option<ByteRange> {
    let file = document.file();
    if reach == Reach::File {
        return Some(whole_file(document));
    }
    let next = file.instructions.partition_point(|instruction| instruction.range.start < comment.start);
    let instruction = file.instructions.get(next)?;
    if reach == Reach::Instruction {
        return Some(instruction.range);
    }
    let stage = document.graph().stages.iter().find(|stage| stage.from == next)?;
    Some(stage.range)
}

/// One byte more than there is: some findings are at the very end.
pub(super) fn whole_file(document: &Document) -> ByteRange {
    ByteRange::new(0, document.range().end + 1)
}

pub(super) fn parse(comment: &str, is_head: bool) -> Option<Parsed<'_>> {
    let body = comment.trim_start_matches('#').trim_start();
    if let Some(rest) = body.strip_prefix("dflint:") {
        let rest = rest.trim_start();
        let (keyword, list) = rest.split_once('=')?;
        let reach = match keyword.trim_end() {
            "ignore" => Reach::Instruction,
            "ignore-stage" => Reach::Stage,
            "ignore-file" => Reach::File,
            _ => return None,
        };
        let (list, reason) = match list.split_once(" --") {
            Some((list, reason)) => (list, Some(reason.trim()).filter(|reason| !reason.is_empty())),
            None => (list, None),
        };
        return Some(Parsed { owner: Owner::Dflint, reach, names: names(comment, list), reason });
    }
    if let Some(rest) = body.strip_prefix("hadolint ") {
        let (reach, rest) = reach_word(rest);
        let list = rest.strip_prefix("ignore")?.trim_start().strip_prefix('=')?;
        let (list, reason) = match list.split_once('#') {
            Some((list, reason)) => (list, Some(reason.trim())),
            None => (list, None),
        };
        return Some(Parsed { owner: Owner::Hadolint, reach, names: names(comment, list), reason });
    }
    if let Some(rest) = body.strip_prefix("tally ") {
        let (reach, rest) = reach_word(rest);
        let list = rest.strip_prefix("ignore")?.trim_start().strip_prefix('=')?;
        let (list, reason) = match list.split_once(";reason=") {
            Some((list, reason)) => (list, Some(reason.trim())),
            None => (list, None),
        };
        return Some(Parsed { owner: Owner::Tally, reach, names: names(comment, list), reason });
    }
    let value = body.strip_prefix("check")?.trim_start().strip_prefix('=')?.trim_start();
    let skip = CheckOptions::parse(value).skip;
    let found = skip.iter().filter_map(|name| {
        let at = comment.find(name.as_str())?;
        Some((at, comment.get(at..at + name.len())?))
    });
    let reach = if is_head { Reach::File } else { Reach::Instruction };
    Some(Parsed { owner: Owner::Buildkit, reach, names: found.collect(), reason: None })
}

/// `global`, `stage`, or neither.
fn reach_word(text: &str) -> (Reach, &str) {
    let text = text.trim_start();
    match text.split_once(' ') {
        Some(("global", rest)) => (Reach::File, rest.trim_start()),
        Some(("stage", rest)) => (Reach::Stage, rest.trim_start()),
        _ => (Reach::Instruction, text),
    }
}

/// The names of a list with commas, each with its place in the comment. A name ends at a blank, unless a comma follows.
fn names<'t>(comment: &'t str, list: &'t str) -> Vec<(usize, &'t str)> {
    let start = list.as_ptr() as usize - comment.as_ptr() as usize;
    let mut names = Vec::new();
    let mut at = start;
    for part in list.split(',') {
        let trimmed = part.trim_start();
        let name = trimmed.split_whitespace().next().unwrap_or_default();
        if !name.is_empty() {
            names.push((at + part.len() - trimmed.len(), name));
        }
        // Behind a blank that no comma follows stand other words.
        if trimmed.trim_end().len() > name.len() {
            break;
        }
        at += part.len() + 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(comment: &str) -> Option<(Owner, Vec<&str>, Option<&str>)> {
        let parsed = parse(comment, false)?;
        for (at, name) in &parsed.names {
            assert_eq!(comment.get(*at..at + name.len()), Some(*name));
        }
        Some((parsed.owner, parsed.names.into_iter().map(|(_, name)| name).collect(), parsed.reason))
    }

    #[test]
    fn comments_are_taken_apart() {
        assert_eq!(parsed("# dflint: ignore=a-b, c -- because"), Some((Owner::Dflint, vec!["a-b", "c"], Some("because"))));
        assert_eq!(parsed("#dflint:ignore-file=all"), Some((Owner::Dflint, vec!["all"], None)));
        assert_eq!(parsed("# hadolint ignore=DL3006,SC2046 # why"), Some((Owner::Hadolint, vec!["DL3006", "SC2046"], Some("why"))));
        assert_eq!(parsed("# hadolint global ignore = DL3006"), Some((Owner::Hadolint, vec!["DL3006"], None)));
        assert_eq!(parsed("# check=skip=A,B;error=true"), Some((Owner::Buildkit, vec!["A", "B"], None)));
        assert_eq!(parsed("# tally ignore=tally/x,DL3006;reason=why"), Some((Owner::Tally, vec!["tally/x", "DL3006"], Some("why"))));
        for other in ["# dflint: ignored", "# hadolint", "# we ignore=this", "# checks=skip=A"] {
            assert_eq!(parsed(other), None, "{other}");
        }
    }
}
