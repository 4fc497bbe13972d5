//! Edits arrive as they are meant: in each encoding, out of range, and thousands of them in a row.

use serde_json::{Value, json};

use super::{Client, range};
use crate::shared::Random;

const URI: &str = "file:///w/Dockerfile";

/// A client whose positions are in this encoding.
fn client(encoding: &str) -> Client {
    let mut client = Client::start(&[]);
    let capabilities = json!({"general": {"positionEncodings": [encoding]}});
    let result = client.ask("initialize", json!({"capabilities": capabilities}));
    assert_eq!(result["capabilities"]["positionEncoding"], encoding);
    client.notify("initialized", json!({}));
    client
}

/// The text as an editor has it: an own, slow reading of LSP's positions.
pub struct Editor {
    pub text: String,
    pub encoding: &'static str,
}

impl Editor {
    fn offset(&self, line: u32, column: u32) -> usize {
        let mut at = 0;
        let mut left = line;
        while left > 0 {
            let rest = &self.text[at..];
            let Some(end) = rest.find(['\n', '\r']) else { return self.text.len() };
            at += end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
            left -= 1;
        }
        let mut units = 0;
        for (inside, c) in self.text[at..].char_indices() {
            units += match self.encoding {
                "utf-8" => c.len_utf8(),
                "utf-16" => c.len_utf16(),
                _ => 1,
            } as u32;
            if matches!(c, '\n' | '\r') || units > column {
                return at + inside;
            }
        }
        self.text.len()
    }

    /// The line and the column of an offset.
    pub fn position(&self, offset: usize) -> (u32, u32) {
        let before: String = self.text.char_indices().take_while(|(at, _)| *at < offset).map(|(_, c)| c).collect();
        let before = before.replace("\r\n", "\n");
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        let column = match self.encoding {
            "utf-8" => line.len(),
            "utf-16" => line.encode_utf16().count(),
            _ => line.chars().count(),
        };
        (before.matches(['\n', '\r']).count() as u32, column as u32)
    }

    pub fn apply(&mut self, change: &Value) {
        let place = |end: &str| {
            let position = &change["range"][end];
            self.offset(position["line"].as_u64().unwrap() as u32, position["character"].as_u64().unwrap() as u32)
        };
        let (start, end) = (place("start"), place("end"));
        self.text.replace_range(start.min(end)..start.max(end), change["text"].as_str().unwrap());
    }
}

#[test]
fn the_encoding_is_negotiated() {
    for (offered, chosen) in [
        (json!(["utf-16"]), "utf-16"),
        (json!(["utf-16", "utf-8"]), "utf-8"),
        (json!(["utf-32", "utf-16"]), "utf-16"),
        (json!(["utf-32"]), "utf-32"),
        (json!([]), "utf-16"),
        (json!(["utf-7"]), "utf-16"),
    ] {
        let result = Client::start(&[]).ask("initialize", json!({"capabilities": {"general": {"positionEncodings": offered}}}));
        assert_eq!(result["capabilities"]["positionEncoding"], chosen, "{offered}");
    }
}

#[test]
fn edits_behind_emoji() {
    for (encoding, column) in [("utf-8", 6), ("utf-16", 4), ("utf-32", 3)] {
        let mut client = client(encoding);
        client.open(URI, "# 🚀x\r\nFROM a\rRUN b\n");
        client.change(URI, 2, json!([{"range": range((0, column), (0, column + 1)), "text": "é"}]));
        // A lone carriage return ends a line too.
        client.change(URI, 3, json!([{"range": range((2, 4), (2, 5)), "text": "🚀"}, {"range": range((1, 5), (1, 6)), "text": "c"}]));
        assert_eq!(client.text(URI), "# 🚀é\r\nFROM c\rRUN 🚀\n", "{encoding}");
    }
}

#[test]
fn edits_out_of_range() {
    let mut client = client("utf-16");
    client.open(URI, "FROM a\nRUN 🚀\n");
    for (version, at, expected) in [
        (2, range((0, 99), (0, 99)), "FROM a!\nRUN 🚀\n"),
        (3, range((99, 0), (99, 5)), "FROM a!\nRUN 🚀\n!"),
        (4, range((1, 5), (1, 5)), "FROM a!\nRUN !🚀\n!"),
        (5, range((4_294_967_295, 4_294_967_295), (4_294_967_295, 0)), "FROM a!\nRUN !🚀\n!!"),
        // Reversed.
        (6, range((0, 6), (0, 5)), "FROM !!\nRUN !🚀\n!!"),
        (7, range((2, 0), (0, 0)), "!!!"),
    ] {
        client.change(URI, version, json!([{"range": at, "text": "!"}]));
        assert_eq!(client.text(URI), expected);
    }
}

#[test]
fn versions_and_whole_texts() {
    let mut client = client("utf-16");
    client.open(URI, "FROM a\n");
    client.change(URI, 9, json!([{"text": "FROM b\n"}]));
    client.change(URI, 3, json!([{"text": "FROM c\n"}, {"range": range((0, 5), (0, 6)), "text": "d"}]));
    assert_eq!(client.ask("dflint/text", json!({"uri": URI})), json!({"version": 3, "text": "FROM d\n"}));
    client.open(URI, "FROM again\n");
    assert_eq!(client.text(URI), "FROM again\n");
    client.change("file:///w/other", 1, json!([{"text": "x"}]));
    client.close("file:///w/other");
    client.close(URI);
    client.change(URI, 10, json!([{"text": "late"}]));
    assert_eq!(client.ask("dflint/text", json!({"uri": URI})), Value::Null);
    assert_eq!(client.stop(), Some(0));
}

/// As fast as the pipe takes them, with questions between whose answers must have the version of their place in the order.
#[test]
fn thousands_of_edits_stay_in_order() {
    let pieces = ["x", "\n", "\r\n", "\r", "🚀", "é", "RUN a \\\n", "FROM b AS c\n", "<<EOF\n", " ", "", ""];
    for (seed, encoding) in [(1, "utf-16"), (2, "utf-8"), (3, "utf-32")] {
        let mut random = Random(seed);
        let mut editor = Editor { text: "FROM a AS b\r\nRUN 🚀 \\\n  x\nCOPY --from=b <<EOF /x\nhello\nEOF\n".to_owned(), encoding };
        let mut client = client(encoding);
        client.open(URI, &editor.text);
        let mut asked = Vec::new();
        for version in 2..4_002 {
            let mut changes = Vec::new();
            for _ in 0..=random.below(2) {
                let mut place = || (random.below(12) as u32, random.below(24) as u32);
                let (start, end) = (place(), place());
                // Mostly small edits, or there would soon be no text.
                let end = if version % 7 == 0 { end } else { start };
                let change = json!({"range": range(start, end), "text": pieces[random.below(pieces.len())]});
                editor.apply(&change);
                changes.push(change);
            }
            client.change(URI, version, json!(changes));
            if version % 50 == 0 {
                asked.push((client.request("dflint/text", json!({"uri": URI})), version, editor.text.clone()));
                client.request("textDocument/foldingRange", json!({"textDocument": {"uri": URI}}));
            }
        }
        assert_eq!(client.text(URI), editor.text, "{encoding}");
        assert_eq!(asked.len(), 80);
        for (id, version, text) in asked {
            assert_eq!(client.answer(id)["result"], json!({"version": version, "text": text}), "{encoding}");
        }
        assert_eq!(client.stop(), Some(0));
    }
}

/// The tree that grew with the edits says the same as one that was made at once.
#[test]
fn diagnostics_after_edits_are_those_of_the_text() {
    let text = "FROM golang AS build\nRUN go build \\\n  ./...\nFROM alpine\nCOPY --from=biuld /x /y\nFOO bar\n";
    let mut client = client("utf-16");
    client.open(URI, "");
    for (at, c) in text.char_indices() {
        let (line, column) = (text[..at].matches('\n').count() as u32, (at - text[..at].rfind('\n').map_or(0, |at| at + 1)) as u32);
        client.change(URI, at as i64 + 2, json!([{"range": range((line, column), (line, column)), "text": c}]));
        if at % 5 == 0 {
            client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
        }
    }
    let grown = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": URI}}));
    let other = "file:///w/other/Dockerfile";
    client.open(other, text);
    let fresh = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": other}}));
    assert!(fresh["items"].as_array().unwrap().len() > 2, "{fresh}");
    assert_eq!(grown["items"], fresh["items"]);
    assert_eq!(client.text(URI), text);
}

/// Of documents that nobody has asked about for long, only the text is kept: nobody can tell.
#[test]
fn many_documents() {
    let mut client = Client::new(json!({}));
    let uri = |number: usize| format!("file:///w/{number}/Dockerfile");
    for number in 0..30 {
        client.open(&uri(number), &format!("FROM a:1 AS b{number}\nRUN echo $X\nCOPY --from=0 /x /x\n"));
        assert_eq!(client.diagnostics(&uri(number))["version"], 1);
    }
    for number in [0, 29, 3, 0, 17] {
        let version = 2 + i64::from(number == 0 && client.text(&uri(0)).starts_with("# c\n"));
        client.change(&uri(number), version, json!([{"range": range((0, 0), (0, 0)), "text": "# c\n"}]));
        let sent = client.diagnostics(&uri(number));
        assert_eq!((&sent["version"], sent["diagnostics"].as_array().map(Vec::is_empty)), (&json!(version), Some(false)), "{sent}");
        let expected = format!("{}FROM a:1 AS b{number}\nRUN echo $X\nCOPY --from=0 /x /x\n", "# c\n".repeat(version as usize - 1));
        assert_eq!(client.text(&uri(number)), expected);
    }
    for number in 0..30 {
        let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri(number)}}));
        assert!(symbols[0]["name"] == format!("b{number}"), "{symbols}");
    }
    let stages = client.ask("workspace/symbol", json!({"query": "b2"}));
    assert!(stages.as_array().is_some_and(|found| found.len() >= 11), "{stages}");
}
