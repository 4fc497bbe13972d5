//! The matrix of a job: rows, each of which is done.

use super::formula::Formula;
use super::scope::{Definition, Scope};
use crate::project::data::Node;

/// GitHub allows as many jobs of one matrix.
const MAX_ROWS: usize = 256;

type Row = Vec<(String, Definition, String)>;

/// Defines `PREFIXname` for each name of a matrix of GitHub.
///
/// Source: docs.github.com, "Running variations of jobs in a workflow": `include` adds to the rows that it does not contradict, and else
/// is a row of its own.
pub(super) fn define(matrix: &Node, prefix: &str, scope: &mut Scope<'_>, formula: &dyn Fn(&Node) -> Option<Formula>) {
    let lists: Vec<(&str, &Node)> = matrix.entries().into_iter().filter_map(|(key, value)| Some((key.text()?, value))).collect();
    let of = |name: &str| lists.iter().find(|(key, _)| *key == name).map(|(_, list)| list.items()).unwrap_or_default();
    let keys: Vec<_> = lists.iter().filter(|(key, list)| !["include", "exclude"].contains(key) && !list.items().is_empty()).collect();
    let row_of = |name: &str, value: &Node| {
        let mut row = Row::new();
        flatten(&format!("{prefix}{name}"), value, formula, &mut row, 0);
        row
    };
    let product =
        keys.iter().try_fold(1_usize, |product, (_, list)| product.checked_mul(list.items().len()).filter(|product| *product <= MAX_ROWS));
    if product.is_none() {
        // Each by itself.
        for (name, list) in keys {
            let rows: Vec<Row> = list.items().iter().take(MAX_ROWS).map(|value| row_of(name, value)).collect();
            add(scope, &format!("{prefix}{name}"), &rows);
        }
        return;
    }
    let mut rows: Vec<Row> = if keys.is_empty() { Vec::new() } else { vec![Row::new()] };
    for (name, list) in &keys {
        let with =
            |row: &Row| list.items().iter().map(|value| row.iter().cloned().chain(row_of(name, value)).collect()).collect::<Vec<Row>>();
        rows = rows.iter().flat_map(with).collect();
    }
    let entry = |node: &Node| -> Row {
        let pairs = node.entries().into_iter().filter_map(|(key, value)| Some((key.text()?, value)));
        pairs.flat_map(|(name, value)| row_of(name, value)).collect()
    };
    for excluded in of("exclude").iter().map(entry) {
        rows.retain(|row| {
            excluded.is_empty() || !excluded.iter().all(|(name, _, text)| row.iter().any(|(own, _, other)| own == name && other == text))
        });
    }
    let original = rows.len();
    for included in of("include").iter().map(entry) {
        let mut extended = false;
        for row in rows.iter_mut().take(original) {
            let contradicts = |(name, _, text): &(String, Definition, String)| {
                let of_keys = keys.iter().any(|(key, _)| name.strip_prefix(prefix).is_some_and(|name| name.split('.').next() == Some(key)));
                of_keys && !row.iter().any(|(own, _, other)| own == name && other == text)
            };
            if !included.iter().any(contradicts) {
                row.extend(included.iter().cloned());
                extended = true;
            }
        }
        if !extended && rows.len() < MAX_ROWS {
            rows.push(included);
        }
    }
    add(scope, prefix, &rows);
}

pub(super) fn add(scope: &mut Scope<'_>, choice: &str, rows: &[Row]) {
    let plain = |row: &Row| row.iter().map(|(name, value, _)| (name.clone(), value.clone())).collect();
    let rows: Vec<_> = rows.iter().map(plain).collect();
    if !rows.is_empty() {
        scope.add_rows(choice, true, &rows);
    }
}

/// A value, and those in its tables: `matrix.image.target`.
fn flatten(name: &str, value: &Node, formula: &dyn Fn(&Node) -> Option<Formula>, row: &mut Row, depth: usize) {
    if let Some(own) = formula(value) {
        let text = value.text().unwrap_or_default().to_owned();
        row.push((name.to_owned(), Definition::of(own), text));
    }
    if depth < 4 {
        for (key, value) in value.entries() {
            if let Some(key) = key.text() {
                flatten(&format!("{name}.{key}"), value, formula, row, depth + 1);
            }
        }
    }
}

/// The rows of `parallel: matrix:` of GitLab: tables, in which each variable has one value or several.
pub(super) fn of_gitlab(tables: &[Node], scope: &mut Scope<'_>, formula: &dyn Fn(&Node) -> Option<Formula>) {
    let mut all: Vec<Row> = Vec::new();
    for table in tables {
        let mut rows = vec![Row::new()];
        for (key, values) in table.entries() {
            let Some(name) = key.text() else { continue };
            let values: Vec<_> = values
                .one_or_more()
                .iter()
                .filter_map(|value| Some((name.to_owned(), Definition::of(formula(value)?), String::new())))
                .collect();
            if values.is_empty() || rows.len() * values.len() > MAX_ROWS {
                continue;
            }
            rows = rows
                .iter()
                .flat_map(|row| values.iter().map(|value| row.iter().cloned().chain([value.clone()]).collect::<Row>()))
                .collect();
        }
        all.extend(rows);
    }
    all.truncate(MAX_ROWS);
    add(scope, "matrix", &all);
}
