//! Fixes: edits that make a finding go away.

use super::finding::Finding;
use super::proof::Proof;
use crate::document::Document;
use crate::text::ByteRange;

/// Whether a fix changes what is built.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Applicability {
    /// The build result is the same.
    Safe,
    /// It may change, or it is a guess.
    Unsafe,
}

#[derive(Clone, Debug)]
pub struct Fix {
    /// What it does, as a command: "Write `as`".
    pub title: String,
    pub applicability: Applicability,
    /// Sorted by place, and none touches another.
    pub edits: Vec<Edit>,
    /// What it is only offered with; none if it is right as it is.
    pub(super) proof: Option<Proof>,
}

/// Replaces a part of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub range: ByteRange,
    pub text: String,
}

impl Edit {
    pub fn delete(range: ByteRange) -> Self {
        Self { range, text: String::new() }
    }

    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self { range: ByteRange::empty(at), text: text.into() }
    }

    pub fn replace(range: ByteRange, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }
}

impl Fix {
    pub fn safe(title: impl Into<String>, range: ByteRange, text: impl Into<String>) -> Self {
        Self::of(title, vec![Edit::replace(range, text)])
    }

    pub fn guess(title: impl Into<String>, range: ByteRange, text: impl Into<String>) -> Self {
        Self::safe(title, range, text).unsure()
    }

    /// A safe fix of several edits, in any order.
    pub fn of(title: impl Into<String>, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.range);
        Self { title: title.into(), applicability: Applicability::Safe, edits, proof: None }
    }

    /// The same as an unsafe fix.
    pub fn unsure(self) -> Self {
        Self { applicability: Applicability::Unsafe, ..self }
    }

    /// The same as a safe fix.
    pub fn sure(self) -> Self {
        Self { applicability: Applicability::Safe, ..self }
    }

    /// Whether it is known to be right, for the document that it was made for. To find that out may take as long as reading the document.
    pub(super) fn is_proven(&self, document: &Document) -> bool {
        self.proof.as_ref().is_none_or(|proof| proof.holds(self, document))
    }

    /// Whether what it takes over from the text is there byte for byte: a text that is not UTF-8 is read with replacement characters, and
    /// these must not be written into the file.
    pub(super) fn keeps_bytes(&self, text: &[u8]) -> bool {
        let has_replacement = self.edits.iter().any(|edit| edit.text.contains(char::REPLACEMENT_CHARACTER));
        !has_replacement || str::from_utf8(text).is_ok()
    }

    /// The text after this fix.
    pub fn apply(&self, text: &[u8]) -> Vec<u8> {
        edited(text, &self.edits)
    }

    fn range(&self) -> ByteRange {
        let ranges = self.edits.iter().map(|edit| edit.range);
        ranges.reduce(ByteRange::cover).unwrap_or_default()
    }
}

/// A text after edits, which are sorted and do not overlap.
fn edited<'e>(text: &[u8], edits: impl IntoIterator<Item = &'e Edit>) -> Vec<u8> {
    let mut edited = Vec::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        edited.extend_from_slice(ByteRange::new(at, edit.range.start).slice(text));
        edited.extend_from_slice(edit.text.as_bytes());
        at = edit.range.end;
    }
    edited.extend_from_slice(text.get(at as usize..).unwrap_or_default());
    edited
}

/// A text after fixes.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    pub text: Vec<u8>,
    /// The rules whose findings were fixed, one entry a fix.
    pub rules: Vec<&'static str>,
}

/// Applies the fixes of a document's findings that `wanted` takes, in the order of their places. Of two that touch the same text the first is
/// applied; the other one's turn comes when the findings of the new text are known.
pub fn apply_fixes(document: &Document, findings: &[Finding], wanted: impl Fn(&Finding, &Fix) -> bool) -> Fixed {
    let mut chosen: Vec<(&Finding, &Fix)> = Vec::new();
    let mut fixes: Vec<_> = findings.iter().filter_map(|finding| Some((finding, finding.fix.as_ref()?))).collect();
    fixes.sort_by_key(|(_, fix)| fix.range());
    let mut end = None;
    for (finding, fix) in fixes.into_iter().filter(|(finding, fix)| wanted(finding, fix)) {
        let range = fix.range();
        // Two insertions at one place touch as well.
        if end.is_none_or(|end| range.start > end) && fix.is_proven(document) {
            end = Some(range.end);
            chosen.push((finding, fix));
        }
    }
    Fixed {
        text: edited(document.text(), chosen.iter().flat_map(|(_, fix)| &fix.edits)),
        rules: chosen.iter().map(|(finding, _)| finding.rule.name).collect(),
    }
}
