//! Expressions of workflows: `${{ matrix.target || 'dev' }}`.

use super::formula::Part;
use super::text::Templates;
use crate::project::sources::FileId;
use crate::project::value::exact;
use crate::syntax::{LogicalLine, Span};

pub(super) struct Expressions {
    pub file: FileId,
}

impl Templates for Expressions {
    fn next(&self, line: &LogicalLine, from: usize) -> Option<(usize, usize, Vec<Part>)> {
        let text = line.text();
        let start = from + text.get(from..)?.find("${{")?;
        let end = start + text.get(start..)?.find("}}")?;
        Some((start, end + 2, vec![self.either(line, Span::new(start + 3, end))]))
    }
}

impl Expressions {
    /// `a || b`, `condition && a || b`: one of these.
    fn either(&self, line: &LogicalLine, span: Span) -> Part {
        let text = span.of(line.text());
        // What stands in brackets is computed.
        if !text.contains("||") && !text.contains("&&") {
            return self.operand(line, span);
        }
        if text.contains('(') {
            return Part::unknown(text);
        }
        let mut of = Vec::new();
        let mut at = span.start as usize;
        for alternative in text.split("||") {
            // Of `condition && value`, the value.
            let value = alternative.rsplit("&&").next().unwrap_or(alternative);
            let start = at + alternative.len() - value.len();
            of.push(vec![self.operand(line, Span::new(start, start + value.len()))]);
            at += alternative.len() + 2;
        }
        Part::either(format!("${{{{{}}}}}", text.trim()), of)
    }

    fn operand(&self, line: &LogicalLine, span: Span) -> Part {
        let raw = span.of(line.text());
        let text = raw.trim();
        let start = span.start as usize + raw.len() - raw.trim_start().len();
        if let Some(inner) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).filter(|inner| !inner.contains('\'')) {
            return Part::text(inner, exact(self.file, line, Span::new(start + 1, start + 1 + inner.len())), true);
        }
        match text {
            "github.workspace" => Part::folder(""),
            _ if text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-')) && !text.is_empty() => Part::name(text),
            _ => Part::unknown(text),
        }
    }
}
