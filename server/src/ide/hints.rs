//! Inlay hints: what a number or a variable stands for, shown behind it.

use crate::document::Document;
use crate::shell::Operator;
use crate::stages::{BuildOptions, EdgeKind, Scope, Source};
use crate::syntax::Keyword;
use crate::text::ByteRange;

/// Which hints are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// The name of the stage behind `--from=0`.
    pub stage_names: bool,
    /// The number of a stage without a name, behind its base.
    pub stage_numbers: bool,
    /// What FROM builds on, behind a base with variables.
    pub bases: bool,
    /// The value of each other variable, behind its use.
    pub values: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { stage_names: true, stage_numbers: true, bases: true, values: false }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// Where it is shown.
    pub offset: u32,
    pub label: String,
    /// All of it, if the label is cut.
    pub tooltip: Option<String>,
    /// Where a click on it leads to.
    pub target: Option<ByteRange>,
}

/// A label has so many characters at most.
const LONGEST: usize = 40;

/// The hints of a part of the file, by place. What cannot be known has none. `options` are those the document was made with.
pub fn hints(document: &Document, options: &BuildOptions, wanted: Wanted, within: ByteRange) -> Vec<Hint> {
    let mut hints = Vec::new();
    if wanted.bases {
        bases(document, &mut hints);
    }
    if wanted.stage_numbers {
        stage_numbers(document, &mut hints);
    }
    if wanted.stage_names {
        stage_names(document, &mut hints);
    }
    if wanted.values {
        values(document, options, &mut hints);
        shell_values(document, within, &mut hints);
    }
    hints.retain(|hint| within.touches(hint.offset));
    // Of two at one place the value comes first.
    hints.sort_by_key(|hint| hint.offset);
    hints
}

fn bases(document: &Document, hints: &mut Vec<Hint>) {
    for stage in &document.graph().stages {
        let base = &stage.base;
        if base.variable && base.known && !base.resolved.is_empty() && base.resolved != base.written {
            hints.push(value(base.range.end, &base.resolved));
        }
    }
}

/// A file with one stage needs no numbers.
fn stage_numbers(document: &Document, hints: &mut Vec<Hint>) {
    let stages = &document.graph().stages;
    for (index, stage) in stages.iter().enumerate().filter(|(_, stage)| stages.len() > 1 && stage.name.is_none()) {
        hints.push(Hint { offset: stage.base.range.end, label: format!("stage {index}"), tooltip: None, target: None });
    }
}

fn stage_names(document: &Document, hints: &mut Vec<Hint>) {
    let stages = &document.graph().stages;
    for edge in stages.iter().flat_map(|stage| &stage.edges).filter(|edge| !edge.trigger && edge.kind != EdgeKind::Base) {
        let Source::Stage(of) = edge.source else { continue };
        let written = edge.range.slice(document.text());
        let Some(stage) = stages.get(of).filter(|_| !written.is_empty() && written.iter().all(u8::is_ascii_digit)) else { continue };
        let name = stage.name_range.map(|range| String::from_utf8_lossy(range.slice(document.text())).into_owned());
        let text = name.unwrap_or_else(|| format!("FROM {}", stage.base.written));
        let target = Some(stage.name_range.unwrap_or(stage.base.range));
        hints.push(Hint { target, ..labelled(edge.range.end, String::new(), &text) });
    }
}

/// Of `$name` and `${name}` outside of FROM and of shell text.
fn values(document: &Document, options: &BuildOptions, hints: &mut Vec<Hint>) {
    let graph = document.graph();
    for used in graph.variable_uses(document.file(), document.text(), options) {
        let is_from = document.file().instructions.get(used.instruction).is_some_and(|found| found.keyword == Some(Keyword::From));
        let plain = [format!("${}", used.name), format!("${{{}}}", used.name)];
        let is_plain = plain.iter().any(|plain| plain.as_bytes() == used.range.slice(document.text()));
        if !is_from && is_plain {
            hints.extend(of_scope(graph.scope_at(used.instruction), &used.name, used.range.end));
        }
    }
}

/// The same in shell text, if nothing in it may set the variable.
fn shell_values(document: &Document, within: ByteRange, hints: &mut Vec<Hint>) {
    for (at, instruction) in document.file().instructions.iter().enumerate() {
        let outside = instruction.range.end < within.start || within.end < instruction.range.start;
        let Some(script) = document.script(at).filter(|script| !outside && script.clean) else { continue };
        for expansion in script.expansions.iter().filter(|expansion| expansion.operator == Operator::Plain) {
            let name = script.text_of(expansion.name);
            if !script.may_set(name, expansion.span.start) {
                let end = script.file_range(expansion.span).end;
                hints.extend(of_scope(document.graph().scope_at(at), name, end));
            }
        }
    }
}

fn of_scope(scope: &Scope, name: &str, offset: u32) -> Option<Hint> {
    let variable = scope.variable(name).filter(|variable| variable.known)?;
    Some(value(offset, variable.value.as_deref()?))
}

fn value(offset: u32, text: &str) -> Hint {
    labelled(offset, "= ".to_owned(), text)
}

fn labelled(offset: u32, before: String, text: &str) -> Hint {
    let shown = if text.is_empty() { "\"\"" } else { text };
    // A line break would tear the line apart in the editor.
    let mut label: String = shown.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let cut = label != shown;
    if shown.chars().nth(LONGEST).is_some() {
        label.push('…');
    }
    Hint { offset, label: before + &label, tooltip: cut.then(|| text.to_owned()), target: None }
}
