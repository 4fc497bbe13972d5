//! The `.env` file of a Compose project: what its variables hold where the environment of the caller says nothing else.
//!
//! Source: docs.docker.com/compose/how-tos/environment-variables/variable-interpolation, "`.env` file syntax". Values with variables or
//! escapes in them are not evaluated: they are unknown.

use std::collections::HashMap;

use crate::project::sources::FileId;
use crate::project::value::{Place, Value};
use crate::text::ByteRange;

#[derive(Default, Debug)]
pub(super) struct Variables {
    values: HashMap<String, Value>,
}

/// No file has more variables.
const MAX_VARIABLES: usize = 10_000;

impl Variables {
    pub(super) fn read(file: FileId, text: &str) -> Self {
        let mut values = HashMap::new();
        let mut start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        for line in text.get(start..).unwrap_or_default().split_inclusive('\n').take(MAX_VARIABLES) {
            if let Some((name, value)) = variable(file, line, start) {
                values.insert(name.to_owned(), value);
            }
            start += line.len();
        }
        Self { values }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }
}

/// `NAME=value`, `export NAME="value"`, `NAME: value`. `start`: where the line begins in the file.
fn variable(file: FileId, line: &str, start: usize) -> Option<(&str, Value)> {
    let (name, behind) = line.split_once(['=', ':'])?;
    let name = name.trim();
    let name = name.strip_prefix("export ").map_or(name, str::trim_start);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let written = behind.trim();
    let (text, literal) = match written.chars().next() {
        Some(quote @ ('"' | '\'')) => match written.get(1..)?.split_once(quote) {
            Some((inside, _)) => (inside, quote == '\''),
            // It goes on in the next line.
            None => (written, false),
        },
        Some('#') => ("", false),
        // A comment behind a value begins behind a blank.
        _ => (written.split_once(" #").map_or(written, |(value, _)| value.trim_end()), false),
    };
    let at = if text.is_empty() { start + line.len() - behind.len() } else { start + (text.as_ptr() as usize - line.as_ptr() as usize) };
    let place = Place { file, range: ByteRange::new(at as u32, (at + text.len()) as u32) };
    let is_known = literal || !text.contains(['$', '\\', '"', '\'', '`']);
    Some((name, if is_known { Value::literal(place, text) } else { Value::unknown(place) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_their_places() {
        let text = "\u{feff}A=dev\nexport B = \"two words\" # comment\nC='$x'\r\nD=$A\nE=x #y\nF=x#y\nG=\n# H=1\nI: j\nK=\"open\nno name\n";
        let variables = Variables::read(FileId(0), text);
        let shown = |name: &str| {
            let value = variables.get(name)?;
            if let Some(place) = value.exact_place() {
                assert_eq!(Some(place.range.slice(text.as_bytes())), value.text().as_deref().map(str::as_bytes), "{name}");
            }
            Some(value.text().unwrap_or_else(|| "?".to_owned()))
        };
        let all: Vec<_> = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "K"].iter().map(|name| shown(name).unwrap_or_default()).collect();
        assert_eq!(all, ["dev", "two words", "$x", "?", "x", "x#y", "", "", "j", "?"]);
    }
}
