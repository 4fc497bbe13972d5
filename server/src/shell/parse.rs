//! The bash grammar of tree-sitter.

use std::cell::RefCell;
use std::sync::LazyLock;

use tree_sitter::{Language, Parser, Tree};

/// The kinds of nodes that mean something here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Command,
    Declaration,
    Unset,
    Test,
    Assignment,
    SimpleExpansion,
    Expansion,
    VariableName,
    Subscript,
    For,
    Function,
    Redirected,
    Redirect,
    Heredoc,
    /// Where commands are nested: `if`, loops, subshells, braces.
    Nest,
    /// `$(…)`, `` `…` ``, `<(…)`.
    Substitution,
    Negated,
    Arithmetic,
    And,
    Or,
    Pipe,
    Background,
    Separator,
    Comment,
    /// A `$` by itself, or at the beginning of an expansion.
    Dollar,
    Other,
}

pub(super) static LANGUAGE: LazyLock<Language> = LazyLock::new(|| tree_sitter_bash::LANGUAGE.into());

/// The kind of each node of the grammar, by its number.
static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let count = u16::try_from(LANGUAGE.node_kind_count()).unwrap_or(u16::MAX);
    (0..count).map(|id| kind_of(LANGUAGE.node_kind_for_id(id).unwrap_or_default(), LANGUAGE.node_kind_is_named(id))).collect()
});

fn kind_of(name: &str, named: bool) -> Kind {
    match (name, named) {
        ("command", true) => Kind::Command,
        ("declaration_command", true) => Kind::Declaration,
        ("unset_command", true) => Kind::Unset,
        ("test_command", true) => Kind::Test,
        ("variable_assignment", true) => Kind::Assignment,
        ("simple_expansion", true) => Kind::SimpleExpansion,
        ("$", false) => Kind::Dollar,
        ("expansion", true) => Kind::Expansion,
        ("variable_name", true) => Kind::VariableName,
        ("subscript", true) => Kind::Subscript,
        ("for_statement", true) => Kind::For,
        ("function_definition", true) => Kind::Function,
        ("redirected_statement", true) => Kind::Redirected,
        ("file_redirect" | "herestring_redirect", true) => Kind::Redirect,
        ("heredoc_redirect", true) => Kind::Heredoc,
        (
            "if_statement"
            | "while_statement"
            | "c_style_for_statement"
            | "case_statement"
            | "subshell"
            | "compound_statement"
            | "do_group",
            true,
        ) => Kind::Nest,
        ("command_substitution" | "process_substitution", true) => Kind::Substitution,
        ("negated_command", true) => Kind::Negated,
        ("arithmetic_expansion" | "binary_expression" | "unary_expression" | "postfix_expression" | "ternary_expression", true) => {
            Kind::Arithmetic
        }
        ("parenthesized_expression", true) => Kind::Arithmetic,
        ("&&", false) => Kind::And,
        ("||", false) => Kind::Or,
        ("|" | "|&", false) => Kind::Pipe,
        ("&", false) => Kind::Background,
        (";" | ";;" | "\n" | "then" | "else" | "elif" | "do" | "{" | "(" | "$(", false) => Kind::Separator,
        ("comment", true) => Kind::Comment,
        _ => Kind::Other,
    }
}

pub(super) fn kind(id: u16) -> Kind {
    KINDS.get(usize::from(id)).copied().unwrap_or(Kind::Other)
}

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// Whether the grammar would take too long. Its time grows with the square of the number of pipes, heredocs or parentheses in a row
/// (measured with tree-sitter-bash 0.25.1: 2,500 pipes 0.2 s, 10,000 pipes 4 s). No script of 14,471 real files comes near.
fn is_too_long(text: &str) -> bool {
    let many = |byte| memchr::memchr_iter(byte, text.as_bytes()).nth(2_000).is_some();
    text.len() > 256 * 1024 || (text.len() > 4_000 && (many(b'|') || many(b'<') || many(b'(')))
}

/// None if the text is too long to be parsed in time (or if the grammar and the tree-sitter library do not fit).
pub(super) fn parse(text: &str) -> Option<Tree> {
    if is_too_long(text) {
        return None;
    }
    PARSER.with_borrow_mut(|parser| {
        let parser = match parser {
            Some(parser) => parser,
            None => {
                let mut new = Parser::new();
                new.set_language(&LANGUAGE).ok()?;
                parser.insert(new)
            }
        };
        parser.parse(text, None)
    })
}
