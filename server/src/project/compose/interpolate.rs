//! Variables in the values of a Compose file: `$NAME`, `${NAME}`, `${NAME:-default}` and their kin, `$$` for a dollar sign.
//!
//! Source: the Compose specification, "Interpolation". What `.env` and the file itself do not say is unknown, and whatever they say may be
//! something else in the environment of the caller.

use super::env::Variables;
use crate::project::data::{Node, Scalar};
use crate::project::recipe::Assume;
use crate::project::sources::FileId;
use crate::project::value::{Piece, Place, Value};
use crate::syntax::Span;

/// Defaults inside defaults are followed so deep.
const MAX_DEPTH: usize = 10;

/// What is known of the variables in a file.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub file: FileId,
    pub assume: Assume,
    /// What `.env` says.
    pub variables: &'a Variables,
}

/// The value of a scalar. None of a list, a table or null.
pub(super) fn value(around: Around<'_>, node: &Node) -> Option<Value> {
    let Around { file, assume, variables } = around;
    let scalar = node.scalar()?;
    let mut reader = Reader { file, scalar, assume, variables, pieces: Vec::new() };
    reader.span(Span::new(0, scalar.line.text().len()), 0);
    Some(Value { place: Place { file, range: node.range }, pieces: reader.pieces })
}

struct Reader<'n> {
    file: FileId,
    scalar: &'n Scalar,
    assume: Assume,
    variables: &'n Variables,
    pieces: Vec<Piece>,
}

impl<'n> Reader<'n> {
    fn span(&mut self, span: Span, depth: usize) {
        let scalar = self.scalar;
        let (mut start, end) = (span.start as usize, span.end as usize);
        let text = scalar.line.text().get(..end).unwrap_or_default();
        while let Some(at) = text.get(start..).and_then(|rest| rest.find('$')).map(|at| start + at) {
            self.literal(start, at);
            let rest = text.get(at + 1..).unwrap_or_default();
            start = at + 1;
            if rest.starts_with('$') {
                self.pieces.push(Piece::Text { text: "$".to_owned(), place: None });
                start += 1;
            } else if rest.starts_with('{') {
                let Some(length) = closing(rest) else {
                    self.pieces.push(Piece::Unknown);
                    return;
                };
                self.variable(Span::new(start + 1, start + length), depth);
                start += length + 1;
            } else if name_length(rest) > 0 {
                let length = name_length(rest);
                self.pushed(self.given(rest.get(..length).unwrap_or_default()));
                start += length;
            } else {
                self.literal(at, at + 1);
            }
        }
        self.literal(start, end);
    }

    /// What stands between the braces.
    fn variable(&mut self, span: Span, depth: usize) {
        let inside = span.of(self.scalar.line.text());
        let name = name_length(inside);
        let rest = inside.get(name..).unwrap_or_default();
        let operator = if rest.starts_with(':') { rest.get(..2) } else { rest.get(..1) }.unwrap_or_default();
        let given = self.given(inside.get(..name).unwrap_or_default());
        // With a colon, what is empty counts as missing.
        let given = given.filter(|given| !(operator.starts_with(':') && given.text().as_deref() == Some("")));
        let behind = Span::new(span.start as usize + name + operator.len(), span.end as usize);
        match (self.assume, operator, given) {
            (Assume::Default, ":-" | "-" | ":+" | "+", _) if depth >= MAX_DEPTH => self.pieces.push(Piece::Unknown),
            (Assume::Default, ":-" | "-", None) | (Assume::Default, ":+" | "+", Some(_)) => self.span(behind, depth + 1),
            // Without the variable it is nothing.
            (Assume::Default, ":+" | "+", None) => {}
            (Assume::Default, "" | ":-" | "-" | ":?" | "?", given) => self.pushed(given),
            _ => self.pieces.push(Piece::Unknown),
        }
    }

    fn given(&self, name: &str) -> Option<&'n Value> {
        self.variables.get(name).filter(|_| self.assume == Assume::Default)
    }

    fn pushed(&mut self, given: Option<&Value>) {
        match given {
            Some(given) => self.pieces.extend(given.pieces.iter().cloned()),
            None => self.pieces.push(Piece::Unknown),
        }
    }

    fn literal(&mut self, start: usize, end: usize) {
        if start < end || self.scalar.line.text().is_empty() {
            self.pieces.push(Value::piece(self.file, self.scalar, Span::new(start, end)));
        }
    }
}

/// Where the brace that begins a text is closed.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' if open == 1 => return Some(at),
            b'}' => open -= 1,
            _ => {}
        }
    }
    None
}

fn name_length(text: &str) -> usize {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    if starts { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::data::parse_yaml;

    /// Texts with their places' bytes, `?` for holes.
    fn shown(source: &str, assume: Assume) -> String {
        let parsed = parse_yaml(source);
        let variables = Variables::default();
        let value = value(Around { file: FileId(0), assume, variables: &variables }, &parsed.documents[0]).unwrap();
        let piece = |piece: &Piece| match piece {
            Piece::Unknown => "?".to_owned(),
            Piece::Text { text, place: None } => format!("{text}~"),
            Piece::Text { text, place: Some(place) } => {
                assert_eq!(place.range.slice(source.as_bytes()), text.as_bytes());
                text.clone()
            }
        };
        value.pieces.iter().map(piece).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn variables_and_their_defaults() {
        for (source, default, anything) in [
            ("dev", "dev", "dev"),
            ("'a$$b'", "a|$~|b", "a|$~|b"),
            ("${T:-dev}", "dev", "?"),
            ("x-${T-dev}-y", "x-|dev|-y", "x-|?|-y"),
            ("${A:-${B:-é}}", "é", "?"),
            ("${A:-${B}}", "?", "?"),
            ("$A.b", "?|.b", "?|.b"),
            ("${A}", "?", "?"),
            ("${A:?is missing}", "?", "?"),
            ("${A:+yes}", "", "?"),
            ("x${A", "x|?", "x|?"),
            ("5$", "5|$", "5|$"),
            ("\"a\\\"${T:-dev}\"", "a\"~|dev", "a\"~|?"),
        ] {
            assert_eq!(shown(source, Assume::Default), default, "{source}");
            assert_eq!(shown(source, Assume::Anything), anything, "{source}");
        }
        let deep = format!("{}x{}", "${A:-".repeat(50_000), "}".repeat(50_000));
        assert!(shown(&deep, Assume::Default).contains('?'));
    }
}
