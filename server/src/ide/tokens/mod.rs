//! Semantic tokens: what an editor colours how.
//!
//! Three layers, of which the upper one wins where several speak of the same text: the highlights.scm of the Dockerfile, that of the
//! shell text, and what names mean. A token never spans lines and never overlaps another one: that is what every client takes.

mod colours;

use std::cmp::Reverse;
use std::collections::HashMap;

pub use colours::Colours;

use super::names::{Name, Names, Site, SiteKind};
use crate::document::Document;
use crate::lint::is_platform_argument;
use crate::shell::{AssignmentKind, highlights, prepare_highlights};
use crate::syntax::Keyword;
use crate::text::ByteRange;

/// A part of one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    pub range: ByteRange,
    pub kind: TokenKind,
    pub modifiers: Modifiers,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TokenKind {
    Comment,
    Keyword,
    /// Directive names, and the delimiters of heredocs.
    Macro,
    /// Texts, paths, registries, digests, values.
    String,
    Number,
    Operator,
    /// Names of flags, of their options, and of labels; options of commands.
    Property,
    /// Names of images.
    Type,
    /// Names of stages.
    Class,
    /// Tags, signals.
    EnumMember,
    Variable,
    /// Commands and functions.
    Function,
    /// Arguments of commands.
    Parameter,
}

/// What else is known of a token.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Modifiers {
    /// The stage or the variable is declared here.
    pub declaration: bool,
    /// Of an ARG: nothing in the image sees it.
    pub readonly: bool,
    pub deprecated: bool,
    /// The builder defines it.
    pub default_library: bool,
    /// Certainly nothing gives the variable a value.
    pub unresolved: bool,
}

/// Compiles the queries, which [`tokens`] does otherwise when it is called first.
pub fn prepare() {
    colours::prepare();
    prepare_highlights();
}

/// The tokens that touch `within`, in their order. `colours` are those of an earlier version of the document, if there was one; they
/// are of this one then.
pub fn tokens(document: &Document, names: &Names, within: ByteRange, colours: &mut Colours) -> Vec<Token> {
    // What stands in an instruction changes the tokens around it: each is looked at as a whole.
    let touched = document.file().instructions.iter().map(|instruction| instruction.range).filter(|range| touch(*range, within));
    let whole = touched.fold(within, ByteRange::cover);
    let mut layers = Layers { within: whole, marks: Vec::new() };
    for (range, kind) in colours.of(document, whole) {
        layers.mark(range, Some(kind), Modifiers::default(), 0);
    }
    let instructions = document.file().instructions.iter().enumerate();
    for (at, instruction) in instructions.filter(|(_, instruction)| touch(instruction.range, whole)) {
        if instruction.keyword == Some(Keyword::Maintainer) {
            let modifiers = Modifiers { deprecated: true, ..Modifiers::default() };
            layers.mark(instruction.keyword_range(), Some(TokenKind::Keyword), modifiers, 1);
        }
        shell(document, at, &mut layers);
    }
    meaning(document, names, &mut layers);
    lines(document.text(), &flatten(layers.marks), within)
}

/// The kind of a capture; none of what has no colour of its own.
fn kind_of(capture: &str) -> Option<TokenKind> {
    Some(match capture {
        "comment" => TokenKind::Comment,
        "keyword" => TokenKind::Keyword,
        "keyword.directive" | "label" => TokenKind::Macro,
        "string" | "string.special" | "string.special.path" => TokenKind::String,
        "number" => TokenKind::Number,
        "operator" | "punctuation.special" | "string.escape" => TokenKind::Operator,
        "attribute" => TokenKind::Property,
        "type" => TokenKind::Type,
        "constant" => TokenKind::EnumMember,
        "variable" => TokenKind::Variable,
        "variable.parameter" => TokenKind::Parameter,
        "function" => TokenKind::Function,
        _ => return None,
    })
}

struct Layers {
    within: ByteRange,
    marks: Vec<Mark>,
}

struct Mark {
    range: ByteRange,
    kind: TokenKind,
    modifiers: Modifiers,
    layer: u8,
}

impl Layers {
    fn mark(&mut self, range: ByteRange, kind: Option<TokenKind>, modifiers: Modifiers, layer: u8) {
        if let Some(kind) = kind.filter(|_| touch(range, self.within)) {
            self.marks.push(Mark { range, kind, modifiers, layer });
        }
    }
}

const fn touch(range: ByteRange, within: ByteRange) -> bool {
    range.start < within.end && within.start < range.end
}

/// What a shell reads.
fn shell(document: &Document, instruction: usize, layers: &mut Layers) {
    let Some(script) = document.script(instruction) else { return };
    for highlight in highlights(script) {
        for piece in script.file_pieces(highlight.span) {
            layers.mark(piece, kind_of(highlight.name), Modifiers::default(), 1);
        }
    }
    let declaration = Modifiers { declaration: true, ..Modifiers::default() };
    for assignment in script.assignments.iter().filter(|assignment| assignment.kind != AssignmentKind::Unset) {
        for piece in script.file_pieces(assignment.name) {
            layers.mark(piece, Some(TokenKind::Variable), declaration, 2);
        }
    }
}

/// What names stand for.
fn meaning(document: &Document, names: &Names, layers: &mut Layers) {
    let definitions = Definitions::of(document, names);
    let mut unset: Vec<ByteRange> = document.graph().unset.iter().filter(|used| used.known && !used.fired).map(|used| used.range).collect();
    unset.sort_unstable();
    let is_unset = |range: ByteRange| {
        let before = unset.partition_point(|unset| unset.start <= range.start);
        before.checked_sub(1).and_then(|at| unset.get(at)).is_some_and(|unset| unset.contains(range))
    };
    let within = layers.within;
    for site in names.sites().iter().filter(|site| touch(site.range, within)) {
        match site.name {
            Name::Stage(_) => {
                let modifiers = Modifiers { declaration: site.kind == SiteKind::Definition, ..Modifiers::default() };
                layers.mark(site.range, Some(TokenKind::Class), modifiers, 3);
            }
            Name::Variable(number) => {
                let name = names.variable(number);
                let default_library = is_platform_argument(name) && definitions.are_arguments(number);
                let modifiers = Modifiers {
                    declaration: site.kind != SiteKind::Use,
                    readonly: default_library || definitions.is_argument(number, site),
                    deprecated: false,
                    default_library,
                    unresolved: site.kind == SiteKind::Use && (is_unset(site.range) || is_unset_in_from(document, site, name)),
                };
                layers.mark(site.range, Some(TokenKind::Variable), modifiers, 3);
            }
            Name::Heredoc(..) => {}
        }
    }
}

/// FROM sees nothing but what stands before the first one.
fn is_unset_in_from(document: &Document, site: &Site, name: &str) -> bool {
    let instruction = document.file().instructions.get(site.instruction);
    let is_from = instruction.is_some_and(|instruction| instruction.keyword == Some(Keyword::From));
    is_from && document.graph().globals.variable(name).is_none()
}

/// The definitions of each variable, by its number: the index of the instruction and whether it is an ARG, in their order. A name may
/// be an ARG first, and an ENV from some instruction on.
struct Definitions(HashMap<usize, Vec<(usize, bool)>>);

impl Definitions {
    fn of(document: &Document, names: &Names) -> Self {
        let mut definitions: HashMap<usize, Vec<(usize, bool)>> = HashMap::new();
        for site in names.sites().iter().filter(|site| site.kind != SiteKind::Use) {
            let Name::Variable(number) = site.name else { continue };
            let keyword = document.file().instructions.get(site.instruction).and_then(|instruction| instruction.keyword);
            definitions.entry(number).or_default().push((site.instruction, keyword == Some(Keyword::Arg)));
        }
        Self(definitions)
    }

    /// Whether it is an ARG at a place.
    fn is_argument(&self, variable: usize, site: &Site) -> bool {
        let Some(all) = self.0.get(&variable) else { return false };
        // What an instruction uses is what it was before.
        let limit = if site.kind == SiteKind::Use { site.instruction } else { site.instruction + 1 };
        let before = all.partition_point(|(at, _)| *at < limit);
        all.get(before.saturating_sub(1)).is_some_and(|(_, is_argument)| *is_argument)
    }

    /// Whether it is never anything else.
    fn are_arguments(&self, variable: usize) -> bool {
        self.0.get(&variable).is_none_or(|all| all.iter().all(|(_, is_argument)| *is_argument))
    }
}

/// Makes of marks that lie in one another tokens side by side. The inner mark wins; of two on the same text, that of the upper layer.
fn flatten(mut marks: Vec<Mark>) -> Vec<Token> {
    marks.sort_by_key(|mark| (mark.range.start, Reverse(mark.range.end), mark.layer));
    let mut flat = Flat { tokens: Vec::with_capacity(marks.len()), open: Vec::new(), at: 0 };
    for mark in marks {
        flat.advance(mark.range.start);
        flat.open.push(mark);
    }
    flat.advance(u32::MAX);
    flat.tokens
}

struct Flat {
    tokens: Vec<Token>,
    /// The marks that have begun, the innermost last.
    open: Vec<Mark>,
    /// Everything before is done.
    at: u32,
}

impl Flat {
    fn advance(&mut self, to: u32) {
        while let Some(mark) = self.open.last() {
            let range = ByteRange::new(self.at.max(mark.range.start), mark.range.end.min(to));
            if !range.is_empty() {
                self.tokens.push(Token { range, kind: mark.kind, modifiers: mark.modifiers });
                self.at = range.end;
            }
            if mark.range.end > to {
                break;
            }
            self.open.pop();
        }
        self.at = to;
    }
}

/// Cuts tokens at line breaks, where blanks at the ends of the pieces are left out.
fn lines(text: &[u8], tokens: &[Token], within: ByteRange) -> Vec<Token> {
    let mut cut = Vec::with_capacity(tokens.len());
    for token in tokens {
        let mut start = token.range.start;
        for line in token.range.slice(text).split(|byte| matches!(byte, b'\n' | b'\r')) {
            // In one line, blanks belong to a string.
            let is_whole = line.len() == token.range.len() as usize;
            let range = if is_whole {
                token.range
            } else {
                let blanks = line.len() - line.trim_ascii_start().len();
                ByteRange::new(start + blanks as u32, start + line.trim_ascii_end().len() as u32)
            };
            if !range.is_empty() && touch(range, within) {
                cut.push(Token { range, ..*token });
            }
            start += line.len() as u32 + 1;
        }
    }
    cut
}
