//! The keywords of instructions, and instructions as snippets.

use super::super::reference;
use super::{About, Asked, Completion, Item, ItemKind};
use crate::syntax::Keyword;
use crate::text::ByteRange;

/// In the order in which they are offered: what files are mostly made of first.
const ORDER: [Keyword; 17] = [
    Keyword::Run,
    Keyword::Copy,
    Keyword::From,
    Keyword::Env,
    Keyword::Arg,
    Keyword::Workdir,
    Keyword::User,
    Keyword::Cmd,
    Keyword::Entrypoint,
    Keyword::Expose,
    Keyword::Add,
    Keyword::Label,
    Keyword::Healthcheck,
    Keyword::Volume,
    Keyword::Shell,
    Keyword::StopSignal,
    Keyword::Onbuild,
];

/// The instructions that may begin in `range`, as the one of the number `at`, or behind ONBUILD.
pub(super) fn complete(asked: &Asked<'_>, at: usize, onbuild: bool, range: ByteRange) -> Option<Completion> {
    let document = asked.document;
    let replace = asked.to_word_end(range, b"");
    let lower = writes_lower_case(asked, range);
    // Where something follows, only the word is missing.
    let behind = ByteRange::new(replace.end, asked.offset + asked.rest_of_line().len() as u32);
    let alone = behind.slice(document.text()).iter().all(u8::is_ascii_whitespace);
    let head = document.graph().stages.iter().all(|stage| stage.from >= at);
    let allowed = |keyword: &&Keyword| match keyword {
        Keyword::From => !onbuild,
        Keyword::Arg => true,
        Keyword::Onbuild => !onbuild && !head,
        _ => !head,
    };
    let mut items = Vec::new();
    for (rank, keyword) in ORDER.iter().filter(allowed).enumerate() {
        let word = if lower { keyword.as_str().to_lowercase() } else { keyword.as_str().to_owned() };
        let text = reference::instruction(*keyword);
        // A file begins with FROM more often than with ARG.
        let rank = if head && *keyword == Keyword::From { 0 } else { rank + 1 };
        let about = About::Instruction(*keyword);
        items.push(Item::new(ItemKind::Keyword, &word).commit(' ').rank(rank).about(about.clone()));
        for (title, snippet) in text.snippets.iter().filter(|_| alone) {
            let label = format!("{word} {title}");
            let body = if lower { snippet.replace(" AS ", " as ") } else { (*snippet).to_owned() };
            let label = if lower { label.replace(" AS ", " as ") } else { label };
            items.push(Item::new(ItemKind::Snippet, label).snippet(format!("{word} {body}")).rank(rank + 100).about(about.clone()));
        }
    }
    Some(Completion { items, insert: range, replace })
}

/// The letter case of what has been typed, else that of the file.
fn writes_lower_case(asked: &Asked<'_>, range: ByteRange) -> bool {
    let typed = range.slice(asked.document.text());
    // What is typed counts as an instruction of the file already.
    let others = asked.document.file().instructions.iter().filter(|instruction| !instruction.range.touches(asked.offset));
    let (mut lower, mut upper) = (0, 0);
    for word in others.map(|instruction| instruction.keyword_text()) {
        lower += usize::from(word.bytes().all(|byte| byte.is_ascii_lowercase()));
        upper += usize::from(word.bytes().all(|byte| byte.is_ascii_uppercase()));
    }
    match lower.cmp(&upper) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        // Nothing to go by: Docker's own way, unless somebody has written a whole word.
        std::cmp::Ordering::Equal => typed.len() > 3 && typed.iter().all(u8::is_ascii_lowercase),
    }
}
