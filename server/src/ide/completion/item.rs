//! What is offered, in plain data.

use super::super::reference::Value;
use super::about::About;
use crate::text::ByteRange;

/// Everything that is offered at a place; the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    pub items: Vec<Item>,
    /// What an item stands in the place of: the word up to the cursor.
    pub insert: ByteRange,
    /// The same with the rest of the word behind the cursor.
    pub replace: ByteRange,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is shown, and what the text before the cursor is compared with.
    pub label: String,
    pub kind: ItemKind,
    /// A few words more.
    pub detail: String,
    pub text: String,
    /// Whether the text is a snippet as LSP has them.
    pub snippet: bool,
    /// Small is good.
    pub rank: u32,
    /// A character that takes the item when it is typed.
    pub commit: Option<char>,
    /// What to ask for a longer description.
    pub about: Option<About>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemKind {
    Keyword,
    Snippet,
    Stage,
    Image,
    Flag,
    /// One of a few values that are known.
    Value,
    Variable,
    File,
    Folder,
    User,
    Rule,
}

impl Completion {
    pub(super) fn nothing(offset: u32) -> Self {
        Self { items: Vec::new(), insert: ByteRange::empty(offset), replace: ByteRange::empty(offset) }
    }
}

impl Item {
    pub(super) fn new(kind: ItemKind, label: impl Into<String>) -> Self {
        let label = label.into();
        let text = label.clone();
        Self { label, kind, detail: String::new(), text, snippet: false, rank: 0, commit: None, about: None }
    }

    pub(super) fn of_value(value: &Value) -> Self {
        Self::new(ItemKind::Value, value.text).detail(value.about)
    }

    pub(super) fn text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    pub(super) fn snippet(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), snippet: true, ..self }
    }

    pub(super) fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    pub(super) fn rank(self, rank: usize) -> Self {
        Self { rank: rank as u32, ..self }
    }

    pub(super) fn commit(self, character: char) -> Self {
        Self { commit: Some(character), ..self }
    }

    pub(super) fn about(self, about: About) -> Self {
        Self { about: Some(about), ..self }
    }
}
