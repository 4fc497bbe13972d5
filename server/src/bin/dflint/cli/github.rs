//! Findings for GitHub: annotations of the lines, and a summary of the step.
//!
//! A line such as `::error file=a,line=1::text` on standard output becomes an annotation
//! (docs.github.com, "Workflow commands for GitHub Actions"). GitHub shows ten of each level; all stand in the step's log, where only
//! the text of a command is shown, so that it begins with the place. Columns count Unicode characters.

use std::fs::OpenOptions;
use std::io::{Result, Write};
use std::path::Path;

use dflint::lint::{Finding, Level};
use dflint::text::{ByteRange, Encoding, LineIndex};

use super::check::Counts;
use super::checked::Checked;
use super::markdown;
use super::statistics::{Row, Statistics};
use super::text;

/// How many findings the summary shows.
const FIRST: usize = 20;

#[derive(Default)]
pub(super) struct Annotations {
    statistics: Statistics,
    /// The first findings, as rows of the summary's table.
    first: Vec<String>,
    /// What could not be checked.
    errors: Vec<String>,
}

impl Annotations {
    pub(super) fn file(&mut self, out: &mut impl Write, checked: &Checked) -> Result<()> {
        self.statistics.add(&checked.findings);
        for finding in &checked.findings {
            let place = Place::new(checked.text(), checked.index(), finding.range);
            let path = &checked.path;
            let properties = [
                ("file", path.clone()),
                ("line", place.line.to_string()),
                ("endLine", place.end_line.to_string()),
                ("col", place.column.map(|column| column.to_string()).unwrap_or_default()),
                ("endColumn", place.end_column.map(|column| column.to_string()).unwrap_or_default()),
                ("title", format!("dflint ({})", finding.rule.name)),
            ];
            let at = format!("{path}:{}:{}", place.line, place.first_column);
            let help = finding.help.iter().map(|help| format!("\n{help}")).collect::<String>();
            let url = finding.rule.url();
            command(out, name(finding.level), &properties, &format!("{at}: {}{help}\n{url}", finding.message))?;
            if self.first.len() < FIRST {
                self.first.push(row(&at, finding));
            }
        }
        Ok(())
    }

    /// A file that could not be checked.
    pub(super) fn error(&mut self, out: &mut impl Write, message: &str, path: Option<&str>) -> Result<()> {
        self.errors.push(message.to_owned());
        let properties = [("file", path.unwrap_or_default().to_owned()), ("title", "dflint".to_owned())];
        command(out, "error", &properties, message)
    }

    /// Adds the summary of the step where GitHub wants one. That it cannot be written is no reason to fail.
    pub(super) fn end(&self, counts: Counts) {
        let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return };
        let append = |path: &Path| OpenOptions::new().append(true).create(true).open(path)?.write_all(self.summary(counts).as_bytes());
        if let Err(error) = append(Path::new(&path)) {
            let path = super::shown(&path.to_string_lossy());
            super::warn(&format!("warning: cannot write the summary of the step to {path}: {error}"));
        }
    }

    fn summary(&self, counts: Counts) -> String {
        let mut summary = format!("### dflint\n\n{}\n\n", text::found(counts));
        for error in &self.errors {
            summary += &format!("- error: {}\n", markdown::line(error));
        }
        if !self.errors.is_empty() {
            summary.push('\n');
        }
        let rows = self.statistics.rows();
        if !rows.is_empty() {
            summary += "| rule | level | findings |\n|---|---|---:|\n";
        }
        for Row { count, level, rule } in rows {
            summary += &format!("| [`{}`]({}) | {} | {count} |\n", rule.name, rule.url(), text::word(level));
        }
        if !self.first.is_empty() {
            summary += "\n| place | rule | finding |\n|---|---|---|\n";
            summary += &self.first.concat();
            summary.push('\n');
        }
        let more = counts.findings().saturating_sub(self.first.len());
        if more > 0 {
            summary += &format!("And {}: see the log of the step.\n\n", text::number(more, "more finding"));
        }
        summary
    }
}

/// A place as GitHub takes it: columns only on a single line.
struct Place {
    line: u32,
    end_line: u32,
    first_column: u32,
    column: Option<u32>,
    end_column: Option<u32>,
}

impl Place {
    fn new(text: &[u8], index: &LineIndex, range: ByteRange) -> Self {
        let place = |offset| {
            let (line, column) = index.line_and_column(text, offset, Encoding::Utf32);
            (line, column + 1)
        };
        let (line, first_column) = place(range.start);
        // Where a range ends with a newline, the next line does not belong to it.
        let (end_line, end_column) = match place(range.end) {
            (end_line, 1) if end_line > line => {
                let (line, column) = place(range.end - 1);
                (line, column + 1)
            }
            end => end,
        };
        let single = line == end_line;
        Self { line, end_line, first_column, column: single.then_some(first_column), end_column: single.then_some(end_column) }
    }
}

const fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Allow => "notice",
    }
}

/// A row of the summary's table.
fn row(at: &str, finding: &Finding) -> String {
    format!("| {} | `{}` | {} |\n", markdown::line(&format!("`{at}`")), finding.rule.name, markdown::line(&finding.message))
}

/// Prints a command; properties without a value are left out.
fn command(out: &mut impl Write, name: &str, properties: &[(&str, String)], message: &str) -> Result<()> {
    let given = properties.iter().filter(|(_, value)| !value.is_empty());
    let given: Vec<_> = given.map(|(key, value)| format!("{key}={}", property(value))).collect();
    writeln!(out, "::{name} {}::{}", given.join(","), data(message))
}

/// What ends a command is escaped as the runner unescapes it (actions/toolkit, command.ts).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No rule has had such a range yet, but a rule may.
    #[test]
    fn several_lines_have_no_columns() {
        let text = b"FROM a\nRUN b \\\n  c\n";
        let index = LineIndex::new(text);
        let place = |start, end| {
            let place = Place::new(text, &index, ByteRange::new(start, end));
            (place.line, place.first_column, place.column, place.end_line, place.end_column)
        };
        assert_eq!(place(11, 12), (2, 5, Some(5), 2, Some(6)));
        assert_eq!(place(11, 18), (2, 5, None, 3, None));
        assert_eq!(place(7, 19), (2, 1, None, 3, None), "the line behind the newline is not meant");
        assert_eq!(place(5, 7), (1, 6, Some(6), 1, Some(8)));
        assert_eq!(place(19, 19), (4, 1, Some(1), 4, Some(1)), "nothing at the end of the file");
    }

    #[test]
    fn what_ends_a_command_is_escaped() {
        let mut out = Vec::new();
        command(&mut out, "error", &[("file", "a:b,c%\r\n".to_owned()), ("col", String::new())], "x: 100%\r\n::y, z").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "::error file=a%3Ab%2Cc%25%0D%0A::x: 100%25%0D%0A::y, z\n");
    }
}
