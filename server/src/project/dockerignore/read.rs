//! From the bytes of an ignore file to its entries, as moby/patternmatcher's `ignorefile.ReadAll` reads them.

use crate::text::ByteRange;

/// What Go's `bufio.Scanner` can hold of a line, in bytes, its `\n` included.
const LONGEST_LINE: usize = 64 * 1024;

/// A line that is no comment and not blank.
pub(super) struct Line {
    /// The path cleaned and without its leading slash, behind a `!` if there was one. `None` if the line is too long to be read.
    pub entry: Option<String>,
    /// 1-based.
    pub line: u32,
    /// What was written, without the white space around it.
    pub range: ByteRange,
}

pub(super) fn lines(file: &[u8]) -> Vec<Line> {
    let mut found = Vec::new();
    let mut start = 0;
    for (index, bytes) in file.split(|byte| *byte == b'\n').enumerate() {
        let (line, mut at) = (to_u32(index + 1), start);
        start += bytes.len() + 1;
        if bytes.len() >= LONGEST_LINE {
            found.push(Line { entry: None, line, range: ByteRange::new(to_u32(at), to_u32(at + bytes.len())) });
            continue;
        }
        let without_bom = if index == 0 { bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes) } else { bytes };
        at += bytes.len() - without_bom.len();
        // Only in the first column: behind white space a `#` is the beginning of a pattern.
        if without_bom.starts_with(b"#") {
            continue;
        }
        let text = String::from_utf8_lossy(without_bom);
        let written = text.trim();
        if written.is_empty() {
            continue;
        }
        // White space is valid UTF-8, so what is trimmed has as many bytes in the file.
        let before = text.len() - text.trim_start().len();
        let behind = text.len() - text.trim_end().len();
        let range = ByteRange::new(to_u32(at + before), to_u32(at + without_bom.len() - behind));
        let entry = match written.strip_prefix('!') {
            Some(path) => format!("!{}", relative(path.trim())),
            None => relative(written),
        };
        found.push(Line { entry: Some(entry), line, range });
    }
    found
}

/// An absolute path is one from the root of the context. The root itself stays `/`, and matches nothing.
fn relative(path: &str) -> String {
    if path.is_empty() {
        return String::new();
    }
    let mut clean = clean(path);
    if clean.len() > 1 && clean.starts_with('/') {
        clean.remove(0);
    }
    clean
}

/// Go's `filepath.Clean`: no doubled or trailing slashes, no `.`, and no `..` that something before it answers.
pub(super) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// A path of the context, clean, without a slash at either end, and never above the root; empty for the root.
pub(super) fn clean_inside(path: &str) -> String {
    let mut path = clean(&format!("/{path}"));
    path.remove(0);
    path
}

fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
