//! What there is to say of the word under the cursor.

mod comments;
mod images;
mod instructions;

use super::names::{Name, Names, Site, SiteKind};
use super::{stage, variable};
use crate::document::Document;
use crate::lint::{Rule, Settings};
use crate::text::ByteRange;

/// A text in Markdown, and the word that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    pub range: ByteRange,
    pub text: String,
}

/// The text about a byte offset, if there is one. `settings` are those the document was made with; `names` are asked for where one may
/// stand.
pub fn hover<'d>(
    document: &'d Document,
    names: &dyn Fn() -> &'d Names,
    settings: &Settings,
    rules: &[&'static Rule],
    offset: u32,
) -> Option<Hover> {
    let offset = offset.min(document.range().end);
    if let Some(found) = comments::hover(document, rules, offset) {
        return Some(found);
    }
    // Between instructions there is nothing.
    document.file().instructions.get(document.instruction_at(offset)?).filter(|instruction| instruction.range.touches(offset))?;
    let names = names();
    let at = at_name(document, offset);
    let found = match names.at(at) {
        Some(site) => {
            Some(Hover { range: site.range, text: of_name(document, settings, names, &site) }).filter(|found| !found.text.is_empty())
        }
        None => instructions::hover(document, settings, at),
    };
    // The place that was asked for is a part of it, or editors take it for the text of another one.
    found.map(|Hover { range, text }| Hover { range: ByteRange::new(range.start.min(offset), range.end), text })
}

/// Of a variable the `$` and the `{` belong to its name.
fn at_name(document: &Document, offset: u32) -> u32 {
    let at = offset as usize;
    match (document.text().get(at.saturating_sub(1)..at), document.text().get(at..)) {
        (_, Some([b'$', b'{', ..])) => offset + 2,
        (_, Some([b'$', ..])) => offset + 1,
        (Some([b'$']), Some([b'{', ..])) => offset + 1,
        _ => offset,
    }
}

fn of_name(document: &Document, settings: &Settings, names: &Names, site: &Site) -> String {
    match site.name {
        Name::Stage(index) => stage::describe(document, settings, index),
        Name::Variable(number) if site.kind == SiteKind::Use => {
            variable::describe(document, settings, names.variable(number), site.instruction).unwrap_or_default()
        }
        Name::Variable(number) => variable::describe_behind(document, settings, names.variable(number), site.instruction),
        Name::Heredoc(instruction, number) => instructions::heredoc(document, instruction, number).unwrap_or_default(),
    }
}
