//! What can be written at a place: instructions, stages, images, flags and their values, variables, paths, comments that dflint reads.
//!
//! The library reads no files: [`wanted`] says what else is needed, and the caller gives it as [`Surroundings`].

mod about;
mod item;

mod comments;
mod flags;
mod images;
mod instructions;
mod mounts;
mod paths;
mod stages;
mod variables;
mod words;

use super::place::{Place, Slot, Typed};
use crate::document::Document;
use crate::lint::Rule;
use crate::syntax::Keyword;
use crate::text::ByteRange;

pub use about::About;
pub use item::{Completion, Item, ItemKind};
pub use paths::written_sources;

/// What a place needs from outside of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A folder of the build context, relative to its root: what is in it is to be offered. The root is empty.
    pub folder: Option<String>,
    /// The images of other Dockerfiles.
    pub images: bool,
}

/// What is outside of the document, as far as it is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// What the wanted folder has in it; not what a `.dockerignore` keeps out.
    pub entries: &'a [Entry],
    /// References to images in other Dockerfiles.
    pub images: &'a [String],
}

/// A file or folder of the build context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub folder: bool,
}

/// What the subjects of completion share.
pub(super) struct Asked<'d> {
    pub document: &'d Document,
    pub rules: &'d [&'static Rule],
    pub around: Surroundings<'d>,
    pub offset: u32,
}

/// What to get before [`complete`] is called for the same place.
pub fn wanted(document: &Document, offset: u32) -> Wanted {
    let Place::Instruction(typed) = Place::at(document, offset) else { return Wanted::default() };
    let images = match typed.slot() {
        Slot::Argument { number: 0, .. } => typed.keyword() == Some(Keyword::From),
        Slot::FlagValue { name: "from", .. } => true,
        Slot::FlagValue { name: "mount", start } => typed.text_from(start).contains("from="),
        _ => false,
    };
    Wanted { folder: paths::wanted(&typed), images }
}

/// Everything that can be written at a byte offset.
pub fn complete(document: &Document, rules: &[&'static Rule], offset: u32, around: Surroundings<'_>) -> Completion {
    let asked = Asked { document, rules, around, offset: offset.min(document.range().end) };
    let completion = match Place::at(document, asked.offset) {
        Place::Comment(comment) => comments::complete(&asked, comment),
        Place::Free(next) => instructions::complete(&asked, next, false, ByteRange::empty(asked.offset)),
        Place::Instruction(typed) => of_instruction(&asked, &typed),
        Place::Heredoc(instruction, heredoc) => variables::in_heredoc(&asked, instruction, heredoc),
        Place::Nothing => None,
    };
    let mut completion = completion.unwrap_or_else(|| Completion::nothing(asked.offset));
    completion.items.sort_by_key(|item| item.rank);
    completion
}

fn of_instruction(asked: &Asked<'_>, typed: &Typed) -> Option<Completion> {
    if let Slot::Keyword { start } = typed.slot() {
        let range = typed.range_from(asked.document, start)?;
        return instructions::complete(asked, typed.index, typed.onbuild, range);
    }
    if let Some(completion) = variables::in_instruction(asked, typed) {
        return Some(completion);
    }
    let keyword = typed.keyword()?;
    match typed.slot() {
        Slot::Keyword { .. } => None,
        Slot::Flag { start } => flags::names(asked, typed, keyword, start),
        Slot::FlagValue { name: "mount", start } if keyword == Keyword::Run => mounts::complete(asked, typed, start),
        Slot::FlagValue { name, start } => flags::values(asked, typed, keyword, name, start),
        Slot::Argument { number, start } => match keyword {
            Keyword::From => images::in_from(asked, typed, number, start),
            Keyword::Copy | Keyword::Add => paths::complete(asked, typed, keyword, number, start),
            _ => words::complete(asked, typed, keyword, number, start),
        },
    }
}

impl Asked<'_> {
    /// The items, to stand for the part of the instruction from `start` on. In the file, everything up to the next blank, or byte of
    /// `stop`, belongs to what is replaced.
    fn at(&self, typed: &Typed, start: u32, stop: &[u8], items: Vec<Item>) -> Option<Completion> {
        let insert = typed.range_from(self.document, start)?;
        // Directly behind a blank something new is written: a word that stands there stays.
        let new = insert.is_empty() && typed.text().ends_with(char::is_whitespace);
        let replace = if new { insert } else { self.to_word_end(insert, stop) };
        Some(Completion { items, insert, replace })
    }

    /// A range up to the end of the word.
    fn to_word_end(&self, range: ByteRange, stop: &[u8]) -> ByteRange {
        let behind = ByteRange::new(range.end, self.document.range().end).slice(self.document.text());
        let length = behind.iter().take_while(|byte| !byte.is_ascii_whitespace() && !stop.contains(byte)).count() as u32;
        ByteRange::new(range.start, range.end + length)
    }

    /// What stands behind the cursor in its line.
    fn rest_of_line(&self) -> &[u8] {
        let behind = ByteRange::new(self.offset, self.document.range().end).slice(self.document.text());
        behind.split(|byte| *byte == b'\n').next().unwrap_or_default()
    }
}
