//! From the tree to typed instructions.
//!
//! The tree says where an instruction begins and ends and where its heredocs stand; what its words are is BuildKit's own splitting
//! of the logical line, which knows neither nodes nor ranges (moby/buildkit frontend/dockerfile/parser/parser.go, `Parse`).

use std::sync::Arc;

use tree_sitter::Node;

use super::arguments;
use super::directive::{self, Directive, DirectiveName};
use super::fault::{Fault, FaultKind, Phase};
use super::flags;
use super::heredoc::{self, HeredocWord};
use super::instruction::{Arguments, Flag, Heredoc, Instruction, Keyword};
use super::line::{self, LogicalLine, Span};
use super::tree::{Tree, byte_range};
use super::words::{self, FlagWord};
use crate::text::{ByteRange, LineIndex, Lines};

/// A file as BuildKit's parser reads it, and everything that parser would complain of.
#[derive(Clone, Debug)]
pub struct Dockerfile {
    /// The escape character: a backslash, or a backtick if a directive says so.
    pub escape: char,
    /// Every comment that looks like a directive, wherever it stands.
    pub directives: Vec<Directive>,
    /// The comments between instructions, directives among them.
    pub comments: Vec<ByteRange>,
    pub instructions: Vec<Instruction>,
    /// What is wrong with the file as a whole. The faults of an instruction are in it.
    pub faults: Vec<Fault>,
}

/// What lowering an instruction needs to know of its file.
#[derive(Clone, Copy)]
pub(super) struct Context<'s> {
    pub source: &'s [u8],
    pub index: &'s LineIndex,
    pub escape: char,
}

impl Dockerfile {
    /// Lowers the tree of `source`.
    pub fn lower(source: &[u8], index: &LineIndex, tree: &Tree) -> Self {
        let mut nodes = Vec::new();
        if let Some(root) = tree.root() {
            let mut cursor = root.walk();
            nodes.extend(root.children(&mut cursor));
        }
        let is_comment = |node: &&Node<'_>| matches!(node.kind(), "comment" | "directive");
        let comments: Vec<_> = nodes.iter().filter(is_comment).map(|node| byte_range(*node)).collect();
        let directives = directive::find(source, index, &comments);
        let escape = escape_of(&directives);
        let instructions = Context { source, index, escape }.instructions(&nodes);
        let mut file = Self { escape, directives, comments, instructions, faults: Vec::new() };
        file.find_faults(source, index);
        file
    }

    /// The instruction that begins at `start`, as if the file ended at `offset`: what there is of a line while it is typed. Blanks before
    /// `offset` stay in its line. None if `offset` is not in the lines of the instruction: behind them, in a comment between them, or in
    /// the body of a heredoc.
    pub fn instruction_up_to(&self, source: &[u8], index: &LineIndex, start: u32, offset: u32) -> Option<Instruction> {
        let line = LogicalLine::join_up_to(source, ByteRange::new(start, offset), self.escape as u8)?;
        let span = Span::new(0, line.text().len());
        let lines = Lines::new(index.line(start), index.line(offset));
        Some(Context { source, index, escape: self.escape }.read_line(line, span, lines, &[]))
    }

    fn find_faults(&mut self, source: &[u8], index: &LineIndex) {
        for directive in self.directives.iter().filter(|directive| directive.in_head) {
            let fault = |kind, range, line| Fault { kind, phase: Phase::Parse, range, lines: Lines::one(line) };
            if directive.repeated {
                let kind = FaultKind::RepeatedDirective { name: directive.name.as_str() };
                self.faults.push(fault(kind, directive.range, directive.line.saturating_sub(1)));
            } else if directive.name == DirectiveName::Escape && escape_character(&directive.value).is_none() {
                let kind = FaultKind::InvalidEscape { value: directive.value.clone() };
                self.faults.push(fault(kind, directive.value_range, 0));
            }
        }
        if let Some(line) = first_long_line(source, index) {
            self.faults.push(Fault {
                kind: FaultKind::LineTooLong,
                phase: Phase::Parse,
                range: index.line_range(line),
                lines: Lines::one(line - 1),
            });
        }
        let whole = |kind, phase, line| Fault { kind, phase, range: ByteRange::empty(0), lines: Lines::one(line) };
        if self.instructions.is_empty() {
            self.faults.push(whole(FaultKind::NoInstructions, Phase::Parse, index.line_count()));
            return;
        }
        let first_from = self.instructions.iter().position(|instruction| instruction.keyword == Some(Keyword::From));
        let before = self.instructions.len().min(first_from.unwrap_or(usize::MAX));
        for instruction in self.instructions.iter_mut().take(before) {
            if instruction.keyword.is_some_and(|keyword| keyword != Keyword::Arg) {
                instruction.fault(FaultKind::BeforeFirstFrom, Phase::Instruction, instruction.keyword_span);
            }
        }
        if first_from.is_none() && self.instructions.iter().all(|instruction| instruction.keyword == Some(Keyword::Arg)) {
            self.faults.push(whole(FaultKind::NoStages, Phase::Instruction, 0));
        }
    }
}

/// The escape character a directive may ask for.
fn escape_character(value: &str) -> Option<char> {
    match value {
        "\\" => Some('\\'),
        "`" => Some('`'),
        _ => None,
    }
}

fn escape_of(directives: &[Directive]) -> char {
    let given = directives.iter().find(|directive| directive.in_head && directive.name == DirectiveName::Escape);
    given.and_then(|directive| escape_character(&directive.value)).unwrap_or('\\')
}

/// The first physical line that Go's bufio.Scanner cannot take (its buffer holds 65,536 bytes, the newline among them).
fn first_long_line(source: &[u8], index: &LineIndex) -> Option<u32> {
    const BUFFER: u32 = 65_536;
    if source.len() < BUFFER as usize {
        return None;
    }
    (1..=index.line_count()).find(|line| {
        let range = index.line_range(*line);
        let ended = range.slice(source).ends_with(b"\n");
        range.len() >= if ended { BUFFER + 1 } else { BUFFER }
    })
}

impl Context<'_> {
    fn instructions(&self, nodes: &[Node<'_>]) -> Vec<Instruction> {
        let mut instructions: Vec<Instruction> = Vec::with_capacity(nodes.len());
        // Where a line begins that is nothing but an escape character: the instruction behind it begins there.
        let mut early_start = None;
        // Whether the last instruction ends in a continuation: then only continuations, comments and blank lines come behind it.
        let mut open = false;
        for node in nodes {
            match node.kind() {
                "comment" | "directive" => {}
                "line_continuation" => {
                    let start = node.start_byte() as u32;
                    match instructions.last_mut() {
                        _ if open => {}
                        Some(last) if self.index.line(start) == last.lines.last && early_start.is_none() => {
                            open = true;
                            last.lines.last = self.index.line_count();
                            last.empty_continuation |= self.has_empty_line(self.index.line(start) + 1);
                        }
                        _ => {
                            early_start.get_or_insert(start);
                        }
                    }
                }
                _ => {
                    let start = early_start.take().unwrap_or(node.start_byte() as u32);
                    instructions.push(self.instruction(*node, start));
                    open = false;
                }
            }
        }
        if let Some(start) = early_start {
            let line = LogicalLine::join(self.source, ByteRange::empty(start), self.escape as u8).0;
            let lines = Lines::new(self.index.line(start), self.index.line_count());
            let mut nameless = self.read_line(line, Span::default(), lines, &[]);
            // There is no word to show, but for the escape character.
            nameless.faults.iter_mut().for_each(|fault| fault.range = ByteRange::new(start, start + 1));
            instructions.push(nameless);
        }
        instructions
    }

    /// Whether a line at or behind this one is blank.
    fn has_empty_line(&self, from: u32) -> bool {
        (from..=self.index.line_count()).any(|line| {
            let text = self.index.line_range(line).slice(self.source);
            !text.is_empty() && line::first_visible(text.strip_suffix(b"\n").unwrap_or(text)).is_none()
        })
    }

    fn instruction(&self, node: Node<'_>, start: u32) -> Instruction {
        let whole = ByteRange::new(start, node.end_byte() as u32);
        let bodies = Bodies::of(node, whole, self);
        let header = ByteRange::new(start, bodies.header_end);
        let (line, empty_continuation) = LogicalLine::join(self.source, header, self.escape as u8);
        let lines = Lines::new(self.index.line(start), self.index.line(whole.end.saturating_sub(1).max(start)));
        let span = Span::new(0, line.text().len());
        let mut instruction = self.read_line(line, span, lines, &bodies.terminators);
        instruction.empty_continuation = empty_continuation;
        instruction.range.end = whole.end;
        instruction
    }

    /// Reads the instruction that stands at `span` of a line.
    fn read_line(&self, line: LogicalLine, span: Span, lines: Lines, terminators: &[ByteRange]) -> Instruction {
        let (keyword_span, rest) = words::split_keyword(line.text(), span);
        let keyword = Keyword::parse(keyword_span.of(line.text()));
        let (flag_words, arguments_span) = words::take_flags(line.text(), rest, self.escape);
        let flags = flag_words.into_iter().map(|word| flag(&line, word)).collect();
        let mut instruction = Instruction {
            keyword,
            keyword_span,
            range: line.file_range(Span { start: keyword_span.start, end: span.end.max(keyword_span.start) }),
            lines,
            line,
            flags,
            arguments_span,
            arguments: Arguments::Unknown,
            heredocs: Vec::new(),
            empty_continuation: false,
            faults: Vec::new(),
        };
        let Some(keyword) = keyword else {
            let kind = FaultKind::UnknownInstruction { keyword: instruction.keyword_text().to_owned() };
            instruction.fault(kind, Phase::Instruction, keyword_span);
            return instruction;
        };
        if keyword == Keyword::Onbuild {
            let empty = arguments_span.of(instruction.line.text()).is_empty();
            // ONBUILD of ONBUILD is refused, so that there is no need to know what the inner one would put off.
            let is_trigger = span.start > 0;
            instruction.arguments = match (empty, is_trigger) {
                (true, _) => Arguments::Onbuild(None),
                (false, true) => Arguments::Unknown,
                // Flags before the trigger are ONBUILD's own.
                (false, false) => {
                    let trigger = self.read_line(instruction.line.clone(), arguments_span, lines, terminators);
                    Arguments::Onbuild(Some(Arc::new(trigger)))
                }
            };
        } else {
            arguments::read(&mut instruction, keyword, self.escape);
            self.read_heredocs(&mut instruction, keyword, terminators);
        }
        for (kind, span) in flags::check(&instruction, keyword) {
            instruction.fault(kind, Phase::Instruction, span);
        }
        arguments::check(&mut instruction, keyword);
        instruction
    }

    /// The heredocs of an instruction that may have some, with their bodies.
    fn read_heredocs(&self, instruction: &mut Instruction, keyword: Keyword, terminators: &[ByteRange]) {
        let may_have = matches!(keyword, Keyword::Add | Keyword::Copy | Keyword::Run) && !instruction.is_json();
        if !may_have || memchr::memmem::find(instruction.line.text().as_bytes(), b"<<").is_none() {
            return;
        }
        let words = match heredoc::of_line(instruction.line.text()) {
            Ok(words) => words,
            Err(word) => {
                let at = instruction.text_of(instruction.arguments_span).find(&word);
                let span =
                    at.map_or(instruction.arguments_span, |at| Span::new(at, at + word.len()).moved(instruction.arguments_span.start));
                instruction.fault(FaultKind::InvalidHeredocWord, Phase::Parse, span);
                return;
            }
        };
        let mut body_start = self.bodies_start(instruction);
        let file_end = self.source.len() as u32;
        for (at, HeredocWord { name, expand, chomp, .. }) in words.into_iter().enumerate() {
            let end = terminators.get(at).copied();
            let body_end = end.map_or(file_end, |end| self.index.line_start(self.index.line(end.start)));
            if end.is_none() {
                let span = heredoc_span(instruction, &name);
                let lines = Lines::new(instruction.lines.first, self.index.line_count());
                let range = instruction.range_of(span);
                let kind = FaultKind::UnterminatedHeredoc { name: name.clone() };
                instruction.faults.push(Fault { kind, phase: Phase::Parse, range, lines });
            }
            let body = ByteRange::new(body_start.min(body_end), body_end);
            instruction.heredocs.push(Heredoc { name, expand, chomp, body, end });
            body_start = self.index.line_start(self.index.line(body_end) + 1);
            if end.is_none() {
                break;
            }
        }
    }

    /// Where the line behind the last line of an instruction's header begins.
    fn bodies_start(&self, instruction: &Instruction) -> u32 {
        let header_end = instruction.line.end();
        self.index.line_start(self.index.line(header_end.saturating_sub(1)) + 1)
    }
}

/// What the tree knows of an instruction's heredocs.
struct Bodies {
    /// Where the last line before the first body ends.
    header_end: u32,
    terminators: Vec<ByteRange>,
}

impl Bodies {
    fn of(node: Node<'_>, whole: ByteRange, context: &Context<'_>) -> Self {
        let mut bodies = Self { header_end: whole.end, terminators: Vec::new() };
        if memchr::memmem::find(whole.slice(context.source), b"<<").is_some() {
            let mut next = Some(node);
            while let Some(node) = next {
                next = bodies.walk(node);
            }
        }
        bodies
    }

    /// Reads the children of an instruction. Of an ONBUILD, the bodies are children of the instruction in it, which is given back.
    fn walk<'t>(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        let mut cursor = node.walk();
        let mut header_end = None;
        let mut inner = None;
        for child in node.children(&mut cursor) {
            if child.kind() == "heredoc_block" {
                self.header_end = header_end.take().unwrap_or(self.header_end);
                let last = child.child_count().checked_sub(1).and_then(|last| child.child(last));
                if let Some(end) = last.filter(|last| last.kind() == "heredoc_end") {
                    self.terminators.push(byte_range(end));
                }
            } else {
                header_end = Some(child.end_byte() as u32);
                inner = Some(child);
            }
        }
        inner.filter(|inner| inner.kind().ends_with("_instruction"))
    }
}

/// The word of a heredoc, as far as it can be found: the last `<<` before its name.
fn heredoc_span(instruction: &Instruction, name: &str) -> Span {
    let text = instruction.text_of(instruction.arguments_span);
    let found = text.match_indices("<<").find(|(at, _)| {
        let word = text.get(at + 2..).unwrap_or_default();
        word.trim_start_matches(['-', ' ', '\t', '"', '\'']).starts_with(name)
    });
    match found {
        Some((at, _)) => {
            let behind = text.get(at..).unwrap_or_default();
            let end = behind.find(name).map_or(2, |name_at| name_at + name.len());
            let quote = behind.get(end..).unwrap_or_default().starts_with(['"', '\'']);
            let end = end + usize::from(quote);
            Span::new(at, at + end).moved(instruction.arguments_span.start)
        }
        None => instruction.arguments_span,
    }
}

/// Splits a flag into name and value at the first `=`.
fn flag(line: &LogicalLine, word: FlagWord) -> Flag {
    let raw = word.span.of(line.text());
    let text = word.unquoted.as_deref().unwrap_or(raw);
    let body = text.strip_prefix("--").unwrap_or(text);
    let (name, value) = match body.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (body, None),
    };
    let name_start = word.span.start + 2;
    let raw_equals = raw.find('=').filter(|_| value.is_some());
    let name_end = raw_equals.map_or(word.span.end, |at| word.span.start + at as u32);
    Flag {
        span: word.span,
        name_span: Span { start: name_start.min(name_end), end: name_end },
        name: name.to_owned(),
        value_span: raw_equals.map(|_| Span { start: name_end + 1, end: word.span.end }),
        value: value.map(str::to_owned),
    }
}

impl Instruction {
    /// Notes a fault at a part of the instruction.
    pub(super) fn fault(&mut self, kind: FaultKind, phase: Phase, span: Span) {
        let range = self.range_of(span);
        self.faults.push(Fault { kind, phase, range, lines: self.lines });
    }
}
