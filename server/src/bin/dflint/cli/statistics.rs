//! `--statistics`: how often each rule found something.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{Result, Write};

use dflint::lint::{Finding, Level, Rule};
use serde_json::{Value, json};

use super::text;

/// How many findings there are of each rule and level.
#[derive(Default)]
pub(super) struct Statistics {
    counts: BTreeMap<(&'static str, Level), (usize, &'static Rule)>,
}

/// One line of the table.
pub(super) struct Row {
    pub count: usize,
    pub level: Level,
    pub rule: &'static Rule,
}

impl Statistics {
    pub(super) fn add(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.counts.entry((finding.rule.name, finding.level)).or_insert((0, finding.rule)).0 += 1;
        }
    }

    /// The most frequent first, equal ones by name; of one rule the worst first.
    pub(super) fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<_> = self.counts.iter().map(|(&(_, level), &(count, rule))| Row { count, level, rule }).collect();
        rows.sort_by_key(|row| (Reverse(row.count), row.rule.name, Reverse(row.level)));
        rows
    }

    /// A table for people.
    pub(super) fn table(&self, out: &mut impl Write) -> Result<()> {
        let rows = self.rows();
        let width = rows.first().map_or(0, |row| row.count.to_string().len());
        for Row { count, level, rule } in rows {
            writeln!(out, "{count:width$}  {:7}  {}", text::word(level), rule.name)?;
        }
        Ok(())
    }

    /// One JSON array.
    pub(super) fn json(&self, out: &mut impl Write) -> Result<()> {
        let row = |row: &Row| json!({"count": row.count, "level": row.level.as_str(), "rule": row.rule.name});
        let rows: Vec<Value> = self.rows().iter().map(row).collect();
        serde_json::to_writer_pretty(&mut *out, &rows)?;
        writeln!(out)
    }
}
