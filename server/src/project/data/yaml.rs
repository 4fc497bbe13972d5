//! YAML, from the events of saphyr-parser.

use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{Data, MAX_DEPTH, Node, Parsed, Tag, scalar};
use crate::text::ByteRange;

/// So many brackets are moved for saphyr: see [`pulled_up`].
const MAX_PULLED_UP: usize = 20;

/// Reads a text as far as it goes.
pub(crate) fn parse(text: &str) -> Parsed {
    let places = Places::new(text);
    let text = text.get(..depth_limit(text)).unwrap_or_default();
    let mut pulled = None;
    for _ in 0..MAX_PULLED_UP {
        let events = pulled.as_deref().unwrap_or(text);
        let parsed = read(events, text, &places);
        let next = parsed.error.as_ref().and_then(|(at, _)| pulled_up(events, *at as usize));
        if next.is_none() {
            return parsed;
        }
        pulled = next;
    }
    read(pulled.as_deref().unwrap_or(text), text, &places)
}

/// Reads the events of one text as if they were those of another, in which everything stands at the same places.
fn read(events: &str, text: &str, places: &Places) -> Parsed {
    let mut parsed = Parsed::default();
    let mut builder = Builder { text, open: Vec::new(), anchors: HashMap::new(), documents: Vec::new() };
    for event in Parser::new_from_str(events) {
        match event {
            Ok((event, span)) => builder.take(event, places.byte(&span.start), places.byte(&span.end)),
            Err(error) => {
                let at = places.byte(error.marker());
                parsed.error = Some((at as u32, error.info().trim_end_matches('.').to_owned()));
                builder.close_all(at);
                break;
            }
        }
    }
    parsed.documents = builder.documents;
    parsed
}

/// The same text, in which the bracket at which saphyr stops stands behind the line above, and at its old place: saphyr refuses one that
/// closes a list no deeper than the key before it, which the readers of Compose and of workflows do not. None if there is no such bracket.
fn pulled_up(text: &str, at: usize) -> Option<String> {
    let line = text.get(..at)?.rfind('\n')? + 1;
    let at = line + text.get(line..)?.find(|c: char| !matches!(c, ' ' | '\t'))?;
    if !text.get(at..)?.starts_with([']', '}']) {
        return None;
    }
    let before = text.get(..line)?;
    let end = before.trim_end().len();
    let above = before.get(before.get(..end)?.rfind('\n').map_or(0, |newline| newline + 1)..end)?;
    if above.contains('#') {
        return None;
    }
    Some(format!("{}{}{}", text.get(..end)?, " ".repeat(at - end), text.get(at..)?))
}

/// Up to where brackets, or the signs that begin blocks in one line, are not nested deeper than may be: those in texts and comments count
/// too, which is no matter, because no build file has a hundred of them.
fn depth_limit(text: &str) -> usize {
    let mut brackets = 0_usize;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut signs = 0;
        let indent = line.len() - line.trim_start().len();
        for byte in line.bytes().skip(indent) {
            match byte {
                b'[' | b'{' => brackets += 1,
                b']' | b'}' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
        }
        for byte in line.bytes() {
            match byte {
                b'-' | b'?' => signs += 1,
                b' ' => {}
                _ => break,
            }
        }
        if brackets > MAX_DEPTH || signs > MAX_DEPTH || indent > 10 * MAX_DEPTH {
            return start;
        }
        start += line.len();
    }
    text.len()
}

/// Where each character stands: saphyr counts characters.
struct Places {
    /// None if characters are bytes.
    bytes: Option<Vec<usize>>,
    length: usize,
}

impl Places {
    fn new(text: &str) -> Self {
        let bytes = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
        Self { bytes, length: text.len() }
    }

    fn byte(&self, marker: &Marker) -> usize {
        let index = marker.index();
        let byte = self.bytes.as_ref().map_or(Some(index), |bytes| bytes.get(index).copied());
        byte.unwrap_or(self.length).min(self.length)
    }
}

struct Builder<'t> {
    text: &'t str,
    open: Vec<Open>,
    /// With how deep they are nested.
    anchors: HashMap<usize, (Node, usize)>,
    documents: Vec<Node>,
}

struct Open {
    start: usize,
    anchor: usize,
    tag: Option<Tag>,
    items: Items,
    /// How deep that is nested which is in it.
    depth: usize,
}

enum Items {
    List(Vec<Node>),
    /// With the key whose value is not there yet.
    Table(Vec<(Node, Node)>, Option<Node>),
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, start: usize, end: usize) {
        match event {
            Event::SequenceStart(anchor, tag) => {
                let tag = known_tag(tag.as_deref());
                self.open.push(Open { start, anchor, tag, items: Items::List(Vec::new()), depth: 0 });
            }
            Event::MappingStart(anchor, tag) => {
                let tag = known_tag(tag.as_deref());
                self.open.push(Open { start, anchor, tag, items: Items::Table(Vec::new(), None), depth: 0 });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            Event::Scalar(value, style, anchor, tag) => {
                let start = behind_properties(self.text, start);
                let range = ByteRange::new(start as u32, end.max(start) as u32);
                let plain = style == ScalarStyle::Plain;
                let data = match &*value {
                    "" | "~" | "null" | "Null" | "NULL" if plain => Data::Null,
                    value => Data::Scalar(scalar::scalar(self.text, start, value)),
                };
                self.add(Node { range, data: Arc::new(data), tag: known_tag(tag.as_deref()) }, anchor, 0);
            }
            Event::Alias(anchor) => {
                // Aliases of what has aliases in it are deep without any bracket.
                let known = self.anchors.get(&anchor).filter(|(_, depth)| *depth < MAX_DEPTH).cloned();
                let (node, depth) = known.unwrap_or_else(|| (Node::null(ByteRange::new(start as u32, end as u32)), 0));
                self.add(node, 0, depth);
            }
            Event::DocumentEnd => self.anchors.clear(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
        }
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let range = ByteRange::new(open.start as u32, end.max(open.start) as u32);
        let data = match open.items {
            Items::List(items) => Data::List(items),
            Items::Table(mut pairs, key) => {
                pairs.extend(key.map(|key| {
                    let behind = ByteRange::empty(key.range.end);
                    (key, Node::null(behind))
                }));
                Data::Table(pairs)
            }
        };
        self.add(Node { range, data: Arc::new(data), tag: open.tag }, open.anchor, open.depth + 1);
    }

    fn close_all(&mut self, end: usize) {
        while !self.open.is_empty() {
            self.close(end);
        }
    }

    fn add(&mut self, node: Node, anchor: usize, depth: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), depth));
        }
        if let Some(open) = self.open.last_mut() {
            open.depth = open.depth.max(depth);
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.documents.push(node),
            Some(Items::List(items)) => items.push(node),
            Some(Items::Table(pairs, key)) => match key.take() {
                None => *key = Some(node),
                Some(key) => pairs.push((key, node)),
            },
        }
    }
}

fn known_tag(tag: Option<&saphyr_parser::Tag>) -> Option<Tag> {
    match tag.filter(|tag| tag.handle == "!")?.suffix.as_str() {
        "reset" => Some(Tag::Reset),
        "override" => Some(Tag::Override),
        _ => None,
    }
}

/// Where a scalar begins behind its tag and its anchor: for saphyr they belong to it. No plain scalar begins with their signs.
fn behind_properties(text: &str, mut start: usize) -> usize {
    while let Some(rest) = text.get(start..).filter(|rest| rest.starts_with(['&', '!'])) {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        start += word;
        let rest = rest.get(word..).unwrap_or_default();
        start += rest.len() - rest.trim_start().len();
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Span;

    fn get(text: &str, path: &[&str]) -> Option<String> {
        let parsed = parse(text);
        Some(parsed.documents.first()?.path(path)?.text()?.to_owned())
    }

    /// The text in the file of a word in a scalar.
    fn places<'t>(text: &'t str, path: &[&str], word: &str) -> &'t str {
        let parsed = parse(text);
        let node = parsed.documents.first().and_then(|document| document.path(path)).unwrap();
        let line = &node.scalar().unwrap().line;
        let at = line.text().find(word).unwrap();
        let range = line.file_range(Span::new(at, at + word.len()));
        &text[range.start as usize..range.end as usize]
    }

    #[test]
    fn aliases_and_merge_keys() {
        let text = "a: &a {x: 1, y: 2}\nb: &b\n  y: 3\n  z: 4\nc:\n  <<: [*a, *b]\n  x: 5\nd: *a\n";
        assert_eq!(get(text, &["c", "x"]).as_deref(), Some("5"));
        assert_eq!(get(text, &["c", "y"]).as_deref(), Some("2"));
        assert_eq!(get(text, &["c", "z"]).as_deref(), Some("4"));
        assert_eq!(get(text, &["d", "y"]).as_deref(), Some("2"));
        let parsed = parse(text);
        let merged = parsed.documents[0].get("c").unwrap();
        let keys: Vec<_> = merged.entries().iter().map(|(key, _)| key.text().unwrap().to_owned()).collect();
        assert_eq!(keys, ["x", "y", "z"]);
    }

    #[test]
    fn places_lead_into_the_file() {
        for text in [
            "é: x\nrun: |\n  one é\n    two\n\n  three\n",
            "run: >-\n    one\n    two three\n",
            "run: \"one \\\"two\\\" \\\n   \\u00e9 three\"\n",
            "run: 'one ''two'' three'\n",
            "run: one\n   two\n   three\n",
            "run: \"one\n   two\n   three\"\n",
            "\u{feff}run: one two three\r\n",
            "run: &anchor !!str one two three\n",
            "run: !tag\n  &é 'one two three'\n",
            "run: &a |\n  one two three\n",
            "- &x\n  run: |-\r\n    one\r\n    two\r\n    three\r\n",
        ] {
            let path: &[&str] = &["run"];
            let parsed = parse(text);
            let text = if parsed.documents[0].items().is_empty() { text } else { &text[7..] };
            for word in ["two", "three"] {
                assert_eq!(places(text, path, word), word, "{text:?}");
            }
        }
    }

    #[test]
    fn brackets_no_deeper_than_their_key() {
        let text = "é:\n  a: [\n    \"x\",\n    \"y\"\n  ]\n  b: {\n    c: \"z\"\n\n  }\nd: w\n";
        assert!(parse(text).error.is_none());
        assert_eq!(places(text, &["é", "b", "c"], "z"), "z");
        assert_eq!(places(text, &["d"], "w"), "w");
        assert_eq!(pulled_up("a: [\n  x\n\n ]\n", 11).as_deref(), Some("a: [\n  x   ]\n"));
        assert_eq!(pulled_up("a: [\n  x # y\n]\n", 13), None, "a comment would swallow it");
        assert_eq!(pulled_up("a: [x,\n y: ]\n", 11), None);
        assert!(parse("a: ]\n").error.is_some());
    }

    #[test]
    fn broken_files_are_read_up_to_there() {
        let parsed = parse("services:\n  web:\n    build:\n      target: dev\n  db:\n    a: [\n");
        assert!(parsed.error.is_some());
        assert_eq!(parsed.documents[0].path(&["services", "web", "build", "target"]).and_then(Node::text), Some("dev"));
        let parsed = parse(&"[".repeat(100_000));
        assert!(parsed.documents.is_empty());
        let parsed = parse(&"- ".repeat(100_000));
        assert!(parsed.documents.is_empty());
        let chain: String = (1..100_000).map(|at| format!("a{at}: &a{at} [*a{}]\n", at - 1)).collect();
        let parsed = parse(&format!("a0: &a0 x\n{chain}"));
        assert_eq!(parsed.documents[0].written().len(), 100_000, "no deeper than the stack is when it is dropped");
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n";
        assert!(parse(bomb).error.is_none());
    }
}
