//! Findings for programs: one JSON document, or one JSON object a finding and line.
//!
//! Both are stable: fields are added, never changed. Lines and columns are 1-based, columns count Unicode characters; `offset` is a
//! 0-based byte offset. A line ends at `\n`. `docs/json.md` describes them.

use std::io::{Result, Write};

use dflint::lint::{Finding, Tag};
use dflint::text::{ByteRange, Encoding};
use serde_json::{Map, Value, json};

use super::check::Counts;
use super::checked::Checked;

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Default)]
pub(super) struct Document {
    findings: Vec<Value>,
    errors: Vec<String>,
}

impl Document {
    pub(super) fn file(&mut self, checked: &Checked) {
        self.findings.extend(checked.findings.iter().map(|found| finding(checked, found)));
    }

    /// A file that could not be checked.
    pub(super) fn error(&mut self, message: String) {
        self.errors.push(message);
    }

    pub(super) fn end(&mut self, out: &mut impl Write, counts: Counts) -> Result<()> {
        let Counts { files, errors, warnings, infos, .. } = counts;
        let document = json!({
            "version": VERSION,
            "findings": std::mem::take(&mut self.findings),
            "errors": std::mem::take(&mut self.errors),
            "summary": {"files": files, "errors": errors, "warnings": warnings, "infos": infos},
        });
        serde_json::to_writer_pretty(&mut *out, &document)?;
        writeln!(out)
    }
}

/// One line a finding.
pub(super) fn lines(out: &mut impl Write, checked: &Checked) -> Result<()> {
    for found in &checked.findings {
        serde_json::to_writer(&mut *out, &finding(checked, found))?;
        writeln!(out)?;
    }
    Ok(())
}

fn finding(checked: &Checked, finding: &Finding) -> Value {
    let mut fields = Map::new();
    fields.insert("path".into(), checked.path.clone().into());
    fields.insert("rule".into(), finding.rule.name.into());
    fields.insert("url".into(), finding.rule.url().into());
    fields.insert("group".into(), finding.rule.group.as_str().into());
    fields.insert("level".into(), finding.level.as_str().into());
    fields.insert("message".into(), finding.message.clone().into());
    fields.insert("help".into(), finding.help.clone().into());
    fields.insert("range".into(), range(checked, finding.range));
    let related = finding.related.iter().map(|place| json!({"message": place.message, "range": range(checked, place.range)}));
    fields.insert("related".into(), related.collect());
    let tags = finding.tags.iter().map(|tag| match tag {
        Tag::Unnecessary => "unnecessary",
        Tag::Deprecated => "deprecated",
    });
    fields.insert("tags".into(), tags.collect());
    fields.into()
}

fn range(checked: &Checked, range: ByteRange) -> Value {
    let place = |offset: u32| {
        let (line, column) = checked.index().line_and_column(checked.text(), offset, Encoding::Utf32);
        json!({"line": line, "column": column + 1, "offset": offset})
    };
    json!({"start": place(range.start), "end": place(range.end)})
}
