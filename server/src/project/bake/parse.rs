//! HCL files, also such as are being typed: what is broken is left out, and it is known what was.

use std::ops::Range;

use hcl_edit::parser::parse_body;
use hcl_edit::structure::Body;

/// A part of a file that could be read: all of it, if nothing is broken.
pub(super) struct Part {
    pub body: Body,
    /// Where it begins in the file.
    pub start: usize,
}

#[derive(Default)]
pub(super) struct Parsed {
    pub parts: Vec<Part>,
    /// What could not be read: lines, or whole blocks.
    pub unread: Vec<Range<usize>>,
}

/// So many broken lines of a block are left out before all of it is.
const MAX_LINES: usize = 8;

pub(super) fn parse(text: &str) -> Parsed {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    if let Ok(body) = parse_body(text.get(start..).unwrap_or_default()) {
        return Parsed { parts: vec![Part { body, start }], unread: Vec::new() };
    }
    let mut parsed = Parsed::default();
    for block in blocks(text, start) {
        recover(text, block, &mut parsed);
    }
    parsed
}

/// Reads one block without the lines that are broken.
fn recover(text: &str, block: Range<usize>, parsed: &mut Parsed) {
    let mut kept = text.get(block.clone()).unwrap_or_default().to_owned();
    if kept.trim().is_empty() {
        return;
    }
    let mut left_out = Vec::new();
    let mut closed = false;
    for _ in 0..MAX_LINES {
        let error = match parse_body(&kept) {
            Ok(body) => {
                parsed.parts.push(Part { body, start: block.start });
                parsed.unread.extend(left_out);
                return;
            }
            Err(error) => error,
        };
        let at = error.location().offset().min(kept.len());
        let end = block.end - block.start;
        if kept.get(at..).is_none_or(|rest| rest.trim().is_empty()) && !closed {
            // The brace at its end is missing, and so may be what stood before it.
            left_out.push(block.start + end..block.end);
            kept.push_str("\n}");
            closed = true;
            continue;
        }
        let line = kept.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let length = kept.get(line..).map_or(0, |rest| rest.find('\n').unwrap_or(rest.len()));
        if line == 0 || length == 0 {
            break;
        }
        kept.replace_range(line..line + length, &" ".repeat(length));
        left_out.push((block.start + line).min(block.end)..(block.start + line + length).min(block.end));
    }
    parsed.unread.push(block);
}

/// What stands at the top of a file: from each line that begins a block or an attribute to the next. A line that begins with the word of
/// a block begins one, however many braces are open.
fn blocks(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut open = 0_usize;
    let mut heredoc: Option<String> = None;
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        if heredoc.as_ref().is_some_and(|delimiter| line.trim() == delimiter) {
            heredoc = None;
        } else if heredoc.is_none() {
            let word: String = line.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect();
            if ["target", "group", "variable", "function"].contains(&word.as_str()) {
                open = 0;
            }
            if open == 0 && !word.is_empty() {
                starts.push(at);
            }
            let (opened, closed, delimiter) = braces(line);
            open = (open + opened).saturating_sub(closed);
            heredoc = delimiter;
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// How many braces a line opens and closes outside of texts and comments, and the delimiter of a heredoc that begins in it.
fn braces(line: &str) -> (usize, usize, Option<String>) {
    let (mut opened, mut closed, mut quoted) = (0, 0, false);
    let mut bytes = line.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        let next = bytes.peek().map(|(_, byte)| *byte);
        match byte {
            b'\\' if quoted => {
                bytes.next();
            }
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'#' => break,
            b'/' if next == Some(b'/') => break,
            b'{' | b'[' | b'(' => opened += 1,
            b'}' | b']' | b')' => closed += 1,
            b'<' if next == Some(b'<') => {
                let delimiter = line.get(at + 2..).unwrap_or_default().trim_start_matches('-').trim();
                return (opened, closed, Some(delimiter.to_owned()).filter(|delimiter| !delimiter.is_empty()));
            }
            _ => {}
        }
    }
    (opened, closed, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The labels of the blocks that could be read, and what was not.
    fn shown(text: &str) -> (Vec<String>, Vec<&str>) {
        let parsed = parse(text);
        let blocks = parsed.parts.iter().flat_map(|part| part.body.blocks());
        let names = blocks.flat_map(|block| block.labels.iter().map(|label| label.as_str().to_owned())).collect();
        (names, parsed.unread.iter().map(|range| text[range.clone()].trim()).collect())
    }

    #[test]
    fn broken_files_are_read_without_what_is_broken() {
        for (text, names, unread) in [
            ("\u{feff}target \"a\" {}\n", vec!["a"], vec![]),
            ("target \"a\" {\n  target = \n  context = \".\"\n}\ntarget \"b\" {}\n", vec!["a", "b"], vec!["target ="]),
            ("target \"a\" {\n  target = \"x\"\ntarget \"b\" {}\n", vec!["a", "b"], vec![""]),
            ("target \"a\" {\n  tags = [\"x\"\n}\ntarget \"b\" {}\n", vec!["b"], vec!["target \"a\" {\n  tags = [\"x\"\n}"]),
            ("target \"a\n\ngroup \"g\" {}\n", vec!["g"], vec!["target \"a"]),
        ] {
            let (found, left) = shown(text);
            assert_eq!(found, names, "{text}");
            assert_eq!(left, unread, "{text}");
        }
        let deep = format!("x = {}", "[".repeat(100_000));
        assert_eq!(parse(&deep).unread.len(), 1);
    }
}
