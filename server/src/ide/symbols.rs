//! The outline of a file: stages, in them their instructions, and in these the files that heredocs hold.

use crate::document::Document;
use crate::stages::Stage;
use crate::syntax::{Heredoc, Instruction, Keyword, Pair};
use crate::text::ByteRange;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    pub name: String,
    /// A few words more.
    pub detail: String,
    pub kind: SymbolKind,
    /// Everything that belongs to it.
    pub range: ByteRange,
    /// The part of it that a click selects.
    pub selection: ByteRange,
    pub deprecated: bool,
    pub children: Vec<Symbol>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolKind {
    Stage,
    /// ARG.
    Argument,
    /// ENV.
    Variable,
    /// RUN, CMD, ENTRYPOINT, HEALTHCHECK.
    Command,
    /// COPY, ADD, VOLUME, WORKDIR.
    Files,
    /// EXPOSE.
    Port,
    /// LABEL, USER and everything else.
    Property,
    Heredoc,
}

/// The outline: what stands before the first FROM, then the stages.
pub fn symbols(document: &Document) -> Vec<Symbol> {
    let instructions = &document.file().instructions;
    let graph = document.graph();
    let first = graph.stages.first().map_or(instructions.len(), |stage| stage.from);
    let globals = instructions.iter().take(first);
    let mut symbols: Vec<_> = globals.flat_map(of_instruction).collect();
    symbols.extend(graph.stages.iter().enumerate().map(|(index, stage)| of_stage(document, index, stage)));
    symbols
}

/// The stages only, without what is in them: what an index of many files holds.
pub fn stages(document: &Document) -> Vec<Symbol> {
    let all = document.graph().stages.iter().enumerate();
    all.map(|(index, stage)| Symbol { children: Vec::new(), ..of_stage(document, index, stage) }).collect()
}

/// Whether the letters of `query` stand in `name` in this order, in any letter case.
pub fn is_like(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).filter(|letter| !letter.is_whitespace()).all(|wanted| letters.any(|letter| letter == wanted))
}

fn of_stage(document: &Document, index: usize, stage: &Stage) -> Symbol {
    let base = stage.base.written.as_str();
    let body = document.file().instructions.get(stage.body.clone()).unwrap_or_default();
    let from = document.file().instructions.get(stage.from);
    let keyword = from.map_or(stage.range, Instruction::keyword_range);
    let written = stage.name_range.map(|range| String::from_utf8_lossy(range.slice(document.text())).into_owned());
    Symbol {
        detail: if written.is_some() { format!("stage {index}, FROM {base}") } else { format!("stage {index}") },
        name: written.unwrap_or_else(|| format!("FROM {base}").trim_end().to_owned()),
        kind: SymbolKind::Stage,
        range: stage.range,
        selection: inside(stage.name_range.unwrap_or(keyword), stage.range),
        deprecated: false,
        children: body.iter().flat_map(of_instruction).collect(),
    }
}

/// One symbol; of ARG, ENV and LABEL one for each name.
fn of_instruction(instruction: &Instruction) -> Vec<Symbol> {
    let keyword = instruction.keyword_text();
    let selection = instruction.keyword_range();
    let kind = kind(instruction.keyword);
    let deprecated = instruction.keyword == Some(Keyword::Maintainer);
    let pairs = instruction.pairs();
    if !pairs.is_empty() {
        let of_pair = |pair: &Pair| {
            let key = instruction.range_of(pair.key.span);
            let value = pair.value.as_ref();
            let whole = value.map_or(key, |value| key.cover(instruction.range_of(value.span)));
            let range = if pairs.len() == 1 { instruction.range } else { whole };
            let detail = short(&format!("{keyword} {}", value.map_or("", |value| value.text(&instruction.line))));
            let name = short(pair.key.text(&instruction.line));
            Symbol { name, detail, kind, range, selection: inside(key, range), deprecated, children: Vec::new() }
        };
        return pairs.iter().map(of_pair).collect();
    }
    let rest = instruction.text_of(instruction.arguments_span);
    let name = short(&format!("{keyword} {rest}"));
    let children = heredocs(instruction);
    let range = instruction.range;
    vec![Symbol { name, detail: String::new(), kind, range, selection: inside(selection, range), deprecated, children }]
}

fn heredocs(instruction: &Instruction) -> Vec<Symbol> {
    let symbol = |heredoc: &Heredoc| {
        let range = heredoc.end.map_or(heredoc.body, |end| heredoc.body.cover(end));
        Symbol {
            name: short(&heredoc.name),
            detail: "heredoc".to_owned(),
            kind: SymbolKind::Heredoc,
            range,
            selection: ByteRange::empty(range.start),
            deprecated: false,
            children: Vec::new(),
        }
    };
    instruction.heredocs.iter().map(symbol).collect()
}

const fn kind(keyword: Option<Keyword>) -> SymbolKind {
    match keyword {
        Some(Keyword::Arg) => SymbolKind::Argument,
        Some(Keyword::Env) => SymbolKind::Variable,
        Some(Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck | Keyword::Shell) => SymbolKind::Command,
        Some(Keyword::Copy | Keyword::Add | Keyword::Volume | Keyword::Workdir) => SymbolKind::Files,
        Some(Keyword::Expose) => SymbolKind::Port,
        _ => SymbolKind::Property,
    }
}

/// LSP wants the selection in the range; an editor drops the whole outline otherwise.
fn inside(selection: ByteRange, range: ByteRange) -> ByteRange {
    let start = selection.start.clamp(range.start, range.end);
    ByteRange::new(start, selection.end.clamp(start, range.end))
}

/// One line of a text, not too long, and never empty: VS Code takes no symbol without a name.
fn short(text: &str) -> String {
    const LENGTH: usize = 60;
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = words.char_indices().nth(LENGTH) {
        words.truncate(cut);
        words.push('…');
    }
    if words.is_empty() { "?".to_owned() } else { words }
}
