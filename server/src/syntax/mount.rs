//! The options of `RUN --mount`: a line of comma-separated values.
//!
//! Source: moby/buildkit frontend/dockerfile/instructions/commands_runmount.go; the line is read by Go's encoding/csv.

use super::fault::FaultKind;
use super::line::Span;

/// One option of a mount, `key=value` or `key`. Spans lie in the value of the flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountOption {
    /// In lower case.
    pub key: String,
    pub key_span: Span,
    pub value: Option<String>,
    pub value_span: Option<Span>,
    pub span: Span,
}

/// A quote where encoding/csv does not allow one.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidQuotes {
    pub span: Span,
}

/// Splits the value of a `--mount`.
pub fn options(value: &str) -> Result<Vec<MountOption>, InvalidQuotes> {
    Ok(fields(value)?.into_iter().map(|field| field.option()).collect())
}

struct Field {
    span: Span,
    /// Where the text begins: behind the opening quote of a quoted field.
    text_start: u32,
    text: String,
}

impl Field {
    fn option(self) -> MountOption {
        let (key, value) = match self.text.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (self.text.as_str(), None),
        };
        let key_end = self.text_start + key.len() as u32;
        MountOption {
            key: key.to_lowercase(),
            key_span: Span { start: self.text_start, end: key_end },
            value: value.map(str::to_owned),
            value_span: value.map(|value| Span { start: key_end + 1, end: key_end + 1 + value.len() as u32 }),
            span: self.span,
        }
    }
}

/// The fields of one record (encoding/csv, `readRecord`, without LazyQuotes).
fn fields(value: &str) -> Result<Vec<Field>, InvalidQuotes> {
    let mut fields = Vec::new();
    let mut start = 0;
    loop {
        let rest = value.get(start..).unwrap_or_default();
        let (field, length) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted, start)?,
            None => {
                let length = rest.find(',').unwrap_or(rest.len());
                let text = rest.get(..length).unwrap_or_default();
                if let Some(quote) = text.find('"') {
                    return Err(InvalidQuotes { span: Span::new(start + quote, start + quote + 1) });
                }
                let field = Field { span: Span::new(start, start + length), text_start: start as u32, text: text.to_owned() };
                (field, length)
            }
        };
        fields.push(field);
        start += length;
        if !value.get(start..).is_some_and(|rest| rest.starts_with(',')) {
            return Ok(fields);
        }
        start += 1;
    }
}

/// A field behind its opening quote, and its length with both quotes.
fn quoted_field(quoted: &str, start: usize) -> Result<(Field, usize), InvalidQuotes> {
    let mut text = String::new();
    let mut rest = quoted;
    loop {
        let Some((before, after)) = rest.split_once('"') else {
            return Err(InvalidQuotes { span: Span::new(start, start + 1) });
        };
        text.push_str(before);
        if let Some(after_pair) = after.strip_prefix('"') {
            text.push('"');
            rest = after_pair;
            continue;
        }
        let length = quoted.len() - after.len() + 1;
        if !after.is_empty() && !after.starts_with(',') {
            return Err(InvalidQuotes { span: Span::new(start + length - 1, start + length) });
        }
        return Ok((Field { span: Span::new(start, start + length), text_start: start as u32 + 1, text }, length));
    }
}

/// What BuildKit refuses before it knows any variable.
pub(super) fn check_early(value: &str) -> Option<(FaultKind, Span)> {
    let options = match options(value) {
        Ok(options) => options,
        Err(InvalidQuotes { span }) => return Some((FaultKind::InvalidMountQuotes, span)),
    };
    options.into_iter().find_map(|option| {
        let value = option.value?;
        let has_variable = value.find('$').is_some_and(|at| at + 1 < value.len());
        (option.key == "from" && has_variable).then(|| (FaultKind::MountFromVariable { value }, option.value_span.unwrap_or(option.span)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(value: &str) -> Vec<(String, Option<String>)> {
        options(value).unwrap().into_iter().map(|option| (option.key, option.value)).collect()
    }

    #[test]
    fn options_are_split_at_commas() {
        let pair = |key: &str, value: Option<&str>| (key.to_owned(), value.map(str::to_owned));
        assert_eq!(split("type=bind,FROM=a,ro"), [pair("type", Some("bind")), pair("from", Some("a")), pair("ro", None)]);
        assert_eq!(split("\"target=a,b\"\"c\",,x="), [pair("target", Some("a,b\"c")), pair("", None), pair("x", Some(""))]);
    }

    #[test]
    fn quotes_stand_around_whole_fields() {
        for bad in ["a\"b", "\"a", "\"a\"b"] {
            assert!(options(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn from_takes_no_variable() {
        assert!(matches!(check_early("from=$X"), Some((FaultKind::MountFromVariable { .. }, span)) if span == Span::new(5, 7)));
        assert_eq!(check_early("from=a$,target=$X"), None);
    }
}
