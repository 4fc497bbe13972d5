//! Findings for people, in the manner of rustc.

use std::collections::BTreeSet;
use std::io::{Result, Write};

use annotate_snippets::{AnnotationKind, Group, Level as Title, Renderer, Snippet};
use dflint::lint::{Finding, Level};
use dflint::text::ByteRange;

use super::check::{Checked, Counts};

pub(super) struct Printer {
    renderer: Renderer,
    quiet: bool,
    /// The rules that found something.
    rules: BTreeSet<&'static str>,
    files: usize,
}

/// A place further away than so many lines gets a snippet of its own.
const NEAR: u32 = 200;
/// A line longer than so many bytes is cut around the finding.
const LONG: u32 = 2_000;

impl Printer {
    pub(super) fn new(colour: bool, quiet: bool) -> Self {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        Self { renderer: renderer.term_width(120), quiet, rules: BTreeSet::new(), files: 0 }
    }

    pub(super) fn file(&mut self, out: &mut impl Write, checked: &Checked) -> Result<()> {
        self.files += usize::from(!checked.findings.is_empty());
        for finding in &checked.findings {
            self.rules.insert(finding.rule.name);
            let group = group(checked, finding);
            writeln!(out, "{}\n", self.renderer.render(&[group]))?;
        }
        Ok(())
    }

    pub(super) fn summary(&self, out: &mut impl Write, counts: Counts) -> Result<()> {
        if self.quiet {
            return Ok(());
        }
        if counts.findings() == 0 {
            return writeln!(out, "No findings in {}.", number(counts.files, "file"));
        }
        let parts: Vec<_> = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.infos, "note")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| number(count, word))
            .collect();
        let files = if counts.files == 1 { "1 file".to_owned() } else { format!("{} of {} files", self.files, counts.files) };
        writeln!(out, "Found {} in {files}.", join(&parts))?;
        match self.rules.first() {
            Some(rule) => writeln!(out, "`dflint explain {rule}` says more about a rule."),
            None => Ok(()),
        }
    }
}

pub(super) fn number(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn group<'a>(checked: &'a Checked, finding: &'a Finding) -> Group<'a> {
    let title = match finding.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        _ => Title::NOTE,
    };
    let index = checked.document.index();
    let here = index.line(finding.range.start);
    let mut near = Vec::new();
    let mut far = Vec::new();
    for related in &finding.related {
        let is_near = index.line(related.range.start).abs_diff(here) <= NEAR;
        if is_near { near.push((related.range, related.message.as_str())) } else { far.push((related.range, related.message.as_str())) }
    }
    let mut group =
        title.primary_title(finding.message.as_str()).id(finding.rule.name).element(snippet(checked, Some(finding.range), &near));
    for place in far {
        group = group.element(snippet(checked, None, &[place]));
    }
    match &finding.help {
        Some(help) => group.element(Title::HELP.message(help.as_str())),
        None => group,
    }
}

fn snippet<'a>(
    checked: &'a Checked,
    primary: Option<ByteRange>,
    related: &[(ByteRange, &'a str)],
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let all = || primary.into_iter().chain(related.iter().map(|(range, _)| *range));
    let index = checked.document.index();
    let first = all().map(|range| index.line(range.start)).min().unwrap_or(1);
    let last = all().map(|range| index.line(range.start)).max().unwrap_or(1);
    let mut window = ByteRange::new(index.line_start(first), index.line_range(last).end);
    if first == last && window.len() > LONG {
        let start = all().map(|range| range.start).min().unwrap_or(window.start);
        window.start = window.start.max(start.saturating_sub(LONG / 4));
        window.end = window.end.min(start + LONG);
    }
    let source = printable(window.slice(checked.document.text()));
    let place = |range: ByteRange| {
        // Of a finding of several lines, the first is shown.
        let line_end = index.line_range(index.line(range.start)).end;
        let end = range.end.min(line_end).min(window.end).max(range.start);
        let (start, end) = ((range.start - window.start) as usize, (end - window.start) as usize);
        floor(&source, start)..ceil(&source, end)
    };
    let mut annotations = Vec::new();
    annotations.extend(primary.map(|range| AnnotationKind::Primary.span(place(range))));
    annotations.extend(related.iter().map(|(range, message)| AnnotationKind::Context.span(place(*range)).label(*message)));
    Snippet::source(source).path(checked.path.as_str()).line_start(first as usize).annotations(annotations)
}

/// The text with a `?` for every byte that is not UTF-8, so that offsets stay as they are.
fn printable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
