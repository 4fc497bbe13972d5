//! JSON, with comments and commas behind the last item as some files have them.

use std::sync::Arc;

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

use super::{Data, MAX_DEPTH, Node, Parsed, scalar};
use crate::text::ByteRange;

/// Reads a text. A broken one has no documents: what stands before the fault cannot be had.
pub(crate) fn parse(text: &str) -> Parsed {
    let collect = CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false };
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = text.get(start..).unwrap_or_default();
    match parse_to_ast(body, &collect, &ParseOptions::default()) {
        Ok(result) => {
            let reader = Reader { text, start };
            Parsed { documents: result.value.iter().map(|value| reader.node(value, 0)).collect(), error: None }
        }
        Err(error) => {
            let at = start + error.range().start;
            Parsed { documents: Vec::new(), error: Some((at as u32, error.kind().to_string())) }
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    /// How many bytes stand before what the parser got.
    start: usize,
}

impl Reader<'_> {
    fn node(&self, value: &Value<'_>, depth: usize) -> Node {
        let data = match value {
            _ if depth > MAX_DEPTH => Data::Null,
            Value::NullKeyword(_) => Data::Null,
            Value::StringLit(text) => self.scalar(text.range.start, &text.value),
            Value::NumberLit(number) => self.scalar(number.range.start, number.value),
            Value::BooleanLit(boolean) => self.scalar(boolean.range.start, if boolean.value { "true" } else { "false" }),
            Value::Array(array) => Data::List(array.elements.iter().map(|item| self.node(item, depth + 1)).collect()),
            Value::Object(object) => {
                let pairs = object.properties.iter().map(|property| (self.key(&property.name), self.node(&property.value, depth + 1)));
                Data::Table(pairs.collect())
            }
        };
        self.at(value.start(), value.end(), data)
    }

    fn key(&self, name: &ObjectPropName<'_>) -> Node {
        let text = match name {
            ObjectPropName::String(text) => &*text.value,
            ObjectPropName::Word(word) => word.value,
        };
        self.at(name.start(), name.end(), self.scalar(name.start(), text))
    }

    fn scalar(&self, start: usize, value: &str) -> Data {
        Data::Scalar(scalar::scalar(self.text, self.start + start, value))
    }

    fn at(&self, start: usize, end: usize, data: Data) -> Node {
        Node { range: ByteRange::new((self.start + start) as u32, (self.start + end) as u32), data: Arc::new(data), tag: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_places() {
        let text = "\u{feff}{\n // a\n \"é\": [1, true, \"x\\ny\",], /* b */ \"t\": {\"u\": null}\n}\n";
        let parsed = parse(text);
        let root = &parsed.documents[0];
        let list = root.get("é").unwrap();
        let texts: Vec<_> = list.items().iter().map(|item| item.text().unwrap()).collect();
        assert_eq!(texts, ["1", "true", "x\ny"]);
        let third = list.items()[2].range;
        assert_eq!(third.slice(text.as_bytes()), b"\"x\\ny\"");
        assert!(root.path(&["t", "u"]).unwrap().is_null());
        assert!(parse("{\"a\": ").error.is_some());
        assert!(parse(&"[".repeat(100_000)).documents.is_empty());
    }
}
