//! `textDocument/semanticTokens/full`, `full/delta` and `range`.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use dflint::ide::tokens::{self, Colours, Modifiers, Token, TokenKind};
use dflint::text::ByteRange;
use tower_lsp::ls_types::*;

use super::snapshot::Snapshot;

/// The types of the legend, and what stands in for each with a client that does not know it.
static TYPES: [(TokenKind, SemanticTokenType, SemanticTokenType); 13] = [
    (TokenKind::Comment, SemanticTokenType::COMMENT, SemanticTokenType::COMMENT),
    (TokenKind::Keyword, SemanticTokenType::KEYWORD, SemanticTokenType::KEYWORD),
    (TokenKind::Macro, SemanticTokenType::MACRO, SemanticTokenType::KEYWORD),
    (TokenKind::String, SemanticTokenType::STRING, SemanticTokenType::STRING),
    (TokenKind::Number, SemanticTokenType::NUMBER, SemanticTokenType::NUMBER),
    (TokenKind::Operator, SemanticTokenType::OPERATOR, SemanticTokenType::OPERATOR),
    (TokenKind::Property, SemanticTokenType::PROPERTY, SemanticTokenType::PARAMETER),
    (TokenKind::Type, SemanticTokenType::TYPE, SemanticTokenType::CLASS),
    (TokenKind::Class, SemanticTokenType::CLASS, SemanticTokenType::TYPE),
    (TokenKind::EnumMember, SemanticTokenType::ENUM_MEMBER, SemanticTokenType::STRING),
    (TokenKind::Variable, SemanticTokenType::VARIABLE, SemanticTokenType::VARIABLE),
    (TokenKind::Function, SemanticTokenType::FUNCTION, SemanticTokenType::METHOD),
    (TokenKind::Parameter, SemanticTokenType::PARAMETER, SemanticTokenType::STRING),
];

/// Not one of LSP's: a theme may have a style for it, and others leave it out.
const UNRESOLVED: SemanticTokenModifier = SemanticTokenModifier::new("unresolved");

type IsSet = fn(&Modifiers) -> bool;

/// The modifiers of the legend.
static MODIFIERS: [(SemanticTokenModifier, IsSet); 5] = [
    (SemanticTokenModifier::DECLARATION, |modifiers| modifiers.declaration),
    (SemanticTokenModifier::READONLY, |modifiers| modifiers.readonly),
    (SemanticTokenModifier::DEPRECATED, |modifiers| modifiers.deprecated),
    (SemanticTokenModifier::DEFAULT_LIBRARY, |modifiers| modifiers.default_library),
    (UNRESOLVED, |modifiers| modifiers.unresolved),
];

/// The legend is the same for every client.
pub(super) fn offer() -> SemanticTokensOptions {
    SemanticTokensOptions {
        work_done_progress_options: WorkDoneProgressOptions::default(),
        legend: SemanticTokensLegend {
            token_types: TYPES.iter().map(|(_, name, _)| name.clone()).collect(),
            token_modifiers: MODIFIERS.iter().map(|(name, _)| name.clone()).collect(),
        },
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
    }
}

/// Of each open document, what the next answer builds on.
#[derive(Default)]
pub(super) struct Sent(Mutex<HashMap<Uri, Document>>);

#[derive(Default)]
struct Document {
    colours: Colours,
    /// The tokens that the client was sent last, with their id: the protocol wants to be told what has changed since.
    last: Option<(String, Vec<SemanticToken>)>,
}

impl Sent {
    pub(super) fn forget(&self, uri: &Uri) {
        self.lock().remove(uri);
    }

    /// To be given back by [`Self::keep_colours`]: whoever asks at the same time begins without.
    fn colours(&self, uri: &Uri) -> Colours {
        self.lock().get_mut(uri).map(|document| std::mem::take(&mut document.colours)).unwrap_or_default()
    }

    fn keep_colours(&self, uri: &Uri, colours: Colours) {
        self.lock().entry(uri.clone()).or_default().colours = colours;
    }

    /// What was sent before.
    fn keep(&self, uri: &Uri, id: &str, data: &[SemanticToken]) -> Option<(String, Vec<SemanticToken>)> {
        self.lock().entry(uri.clone()).or_default().last.replace((id.to_owned(), data.to_vec()))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uri, Document>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn full(snapshot: &Snapshot) -> SemanticTokensResult {
    let data = data(snapshot, snapshot.document().range());
    let id = id(&data);
    snapshot.workspace.tokens.keep(&snapshot.uri, &id, &data);
    SemanticTokens { result_id: Some(id), data }.into()
}

/// What has changed since a result; all tokens, if that is not the last one.
pub(super) fn delta(snapshot: &Snapshot, previous: &str) -> SemanticTokensFullDeltaResult {
    let data = data(snapshot, snapshot.document().range());
    let id = id(&data);
    match snapshot.workspace.tokens.keep(&snapshot.uri, &id, &data) {
        Some((known, old)) if known == previous => {
            SemanticTokensDelta { result_id: Some(id), edits: edit(&old, &data).into_iter().collect() }.into()
        }
        _ => SemanticTokens { result_id: Some(id), data }.into(),
    }
}

pub(super) fn range(snapshot: &Snapshot, range: Range) -> SemanticTokensRangeResult {
    let data = data(snapshot, snapshot.byte_range(range));
    SemanticTokensRangeResult::Tokens(SemanticTokens { result_id: None, data })
}

/// The same for the same tokens.
fn id(data: &[SemanticToken]) -> String {
    let mut hasher = DefaultHasher::new();
    let pair = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
    for token in data {
        hasher.write_u64(pair(token.delta_line, token.delta_start));
        hasher.write_u64(pair(token.length, token.token_type << 16 | token.token_modifiers_bitset));
    }
    format!("{:016x}", hasher.finish())
}

/// One edit from the first to the last token that differs: edits of a text are mostly at one place. LSP counts in numbers, of which a
/// token has five.
fn edit(old: &[SemanticToken], new: &[SemanticToken]) -> Option<SemanticTokensEdit> {
    let shorter = old.len().min(new.len());
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let pairs = old.iter().rev().zip(new.iter().rev()).take(shorter - before);
    let behind = pairs.take_while(|(old, new)| old == new).count();
    let (deleted, inserted) = (old.len() - before - behind, new.len() - before - behind);
    (deleted + inserted > 0).then(|| SemanticTokensEdit {
        start: before as u32 * 5,
        delete_count: deleted as u32 * 5,
        data: Some(new.iter().skip(before).take(inserted).copied().collect()),
    })
}

/// Each token by its distance from the one before.
fn data(snapshot: &Snapshot, within: ByteRange) -> Vec<SemanticToken> {
    let numbers = numbers(snapshot);
    let sent = &snapshot.workspace.tokens;
    let mut colours = sent.colours(&snapshot.uri);
    let tokens = tokens::tokens(snapshot.document(), snapshot.names(), within, &mut colours);
    sent.keep_colours(&snapshot.uri, colours);
    let mut data = Vec::with_capacity(tokens.len());
    let mut last = Position::default();
    for token in tokens {
        let Some(number) = numbers.get(token.kind as usize).copied().flatten() else { continue };
        let Range { start, end } = snapshot.range(token.range);
        let delta_line = start.line.saturating_sub(last.line);
        let delta_start = if delta_line == 0 { start.character.saturating_sub(last.character) } else { start.character };
        let length = end.character.saturating_sub(start.character);
        data.push(SemanticToken { delta_line, delta_start, length, token_type: number, token_modifiers_bitset: bits(snapshot, &token) });
        last = start;
    }
    data
}

/// By the kind: the number in the legend of what the client knows.
fn numbers(snapshot: &Snapshot) -> [Option<u32>; TYPES.len()] {
    let known = &snapshot.workspace.supports.token_types;
    let mut numbers = [None; TYPES.len()];
    for (kind, name, other) in &TYPES {
        let name = [name, other].into_iter().find(|name| known.is_empty() || known.contains(name));
        let listed = name.and_then(|name| TYPES.iter().position(|(_, listed, _)| listed == name));
        if let Some(number) = numbers.get_mut(*kind as usize) {
            *number = listed.map(|at| at as u32);
        }
    }
    numbers
}

/// Modifiers that the client does not know are left out, but for dflint's own, which no client lists.
fn bits(snapshot: &Snapshot, token: &Token) -> u32 {
    let known = &snapshot.workspace.supports.token_modifiers;
    let listed = MODIFIERS.iter().enumerate();
    let set =
        listed.filter(|(_, (name, is_set))| is_set(&token.modifiers) && (known.is_empty() || known.contains(name) || *name == UNRESOLVED));
    set.fold(0, |bits, (number, _)| bits | 1 << number)
}
