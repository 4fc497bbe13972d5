//! Findings for people, in the manner of rustc.

use std::io::{Result, Write};

use annotate_snippets::{AnnotationKind, Group, Level as Title, Renderer, Snippet};
use dflint::lint::{Finding, Level};
use dflint::text::ByteRange;

use super::check::Counts;
use super::checked::Checked;
use crate::config::Mistake;
pub(super) use crate::show::number;

pub(super) struct Printer {
    renderer: Renderer,
    /// Whether the name of a rule is a link to its page.
    links: bool,
    /// Whether something stands above.
    begun: bool,
}

/// A place further away than so many lines gets a snippet of its own.
const NEAR: u32 = 200;
/// A line longer than so many bytes is cut around the finding.
const LONG: u32 = 2_000;
/// The same of a line in a file that is no text.
const SHORT: u32 = 60;

impl Printer {
    /// Links are for terminals only: what else shows colours, such as the log of a CI, may show their escape codes as text.
    pub(super) fn new(colour: bool, links: bool) -> Self {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        Self { renderer: renderer.term_width(120), links: colour && links, begun: false }
    }

    pub(super) fn file(&mut self, out: &mut impl Write, checked: &Checked) -> Result<()> {
        for finding in &checked.findings {
            let group = group(checked, finding, self.links);
            if std::mem::replace(&mut self.begun, true) {
                writeln!(out)?;
            }
            writeln!(out, "{}", self.renderer.render(&[group]))?;
        }
        Ok(())
    }
}

/// The last lines: what was found, and where to read on.
pub(super) fn summary(counts: Counts) -> String {
    let found = found(counts);
    match counts.worst {
        Some((_, rule)) => format!("{found}\nFor more about a rule: `dflint explain {rule}`.\n"),
        None => format!("{found}\n"),
    }
}

/// What was found, in a sentence.
pub(super) fn found(counts: Counts) -> String {
    if counts.findings() == 0 {
        return format!("No findings in {}.", number(counts.files, "file"));
    }
    let parts: Vec<_> = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.infos, "note")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| number(count, word))
        .collect();
    let files = match counts.files_with_findings == counts.files {
        true => number(counts.files, "file"),
        false => format!("{} of {} files", counts.files_with_findings, counts.files),
    };
    format!("Found {} in {files}.", join(&parts))
}

/// What people call a level, and so do SARIF and rustc.
pub(super) const fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Allow => "note",
    }
}

/// How bad a mistake is.
#[derive(Clone, Copy)]
pub(super) enum Grade {
    Error,
    Warning,
}

/// A mistake in a file of another tool, for standard error.
pub(super) fn mistake(path: &str, text: &str, grade: Grade, mistake: &Mistake) -> String {
    let title = match grade {
        Grade::Error => Title::ERROR,
        Grade::Warning => Title::WARNING,
    };
    let snippet = Snippet::source(text).path(path).annotation(AnnotationKind::Primary.span(mistake.range.clone()));
    let group = title.primary_title(mistake.message.as_str()).element(snippet);
    let group = match &mistake.help {
        Some(help) => group.element(Title::HELP.message(help.as_str())),
        None => group,
    };
    Renderer::plain().term_width(120).render(&[group])
}

pub(super) fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn group<'a>(checked: &'a Checked, finding: &'a Finding, links: bool) -> Group<'a> {
    let title = match finding.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        _ => Title::NOTE,
    };
    let index = checked.index();
    let here = index.line(finding.range.start);
    let mut near = Vec::new();
    let mut far = Vec::new();
    for related in &finding.related {
        let is_near = index.line(related.range.start).abs_diff(here) <= NEAR;
        if is_near { near.push((related.range, related.message.as_str())) } else { far.push((related.range, related.message.as_str())) }
    }
    let mut title = title.primary_title(finding.message.as_str()).id(finding.rule.name);
    if links {
        title = title.id_url(finding.rule.url());
    }
    let mut group = title.element(snippet(checked, Some(finding.range), &near));
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
    let index = checked.index();
    let first = all().map(|range| index.line(range.start)).min().unwrap_or(1);
    let last = all().map(|range| index.line(range.start)).max().unwrap_or(1);
    let mut window = ByteRange::new(index.line_start(first), index.line_range(last).end);
    // What has NULs is not written to be read.
    let long = if window.slice(checked.text()).contains(&0) { SHORT } else { LONG };
    if first == last && window.len() > long {
        let start = all().map(|range| range.start).min().unwrap_or(window.start);
        window.start = window.start.max(start.saturating_sub(long / 4));
        window.end = window.end.min(start + long);
    }
    let source = printable(window.slice(checked.text()), &secrets(checked, window));
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

/// The secrets in a part of the file, as places in that part: logs are kept, and read by many.
fn secrets(checked: &Checked, window: ByteRange) -> Vec<std::ops::Range<usize>> {
    let all = checked.findings.iter().filter_map(|finding| finding.secret);
    let inside = all.filter(|secret| secret.start < window.end && window.start < secret.end);
    let place = |at: u32| at.saturating_sub(window.start) as usize;
    inside.map(|secret| place(secret.start)..place(secret.end.min(window.end))).collect()
}

/// The text with a `*` for every visible byte of a secret and a `?` for every byte that is not UTF-8, so that offsets stay as they are.
fn printable(bytes: &[u8], secrets: &[std::ops::Range<usize>]) -> String {
    let hidden;
    let bytes = if secrets.is_empty() {
        bytes
    } else {
        let mut copy = bytes.to_vec();
        for secret in secrets {
            let part = copy.get_mut(secret.clone()).unwrap_or_default();
            part.iter_mut().filter(|byte| !byte.is_ascii_whitespace()).for_each(|byte| *byte = b'*');
        }
        hidden = copy;
        &hidden
    };
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

#[cfg(test)]
mod tests {
    use dflint::document::Document;
    use dflint::lint::{self, Settings};
    use dflint::rules;
    use dflint::stages::BuildOptions;

    use super::*;
    use crate::cli::checked::Source;

    /// No test has a terminal; these are the codes that one makes a link of (OSC 8).
    #[test]
    fn rules_are_links_on_a_terminal() {
        let document = Document::new(b"FROM alpine:latest\n".to_vec(), &BuildOptions::default());
        let findings = lint::run(&document, &Settings::default(), rules::ALL);
        let source = Source::Dockerfile(Box::new(document));
        let checked = Checked { path: "Dockerfile".to_owned(), source, findings, fixed: 0, diff: Vec::new() };
        let print = |colour, links| {
            let mut out = Vec::new();
            Printer::new(colour, links).file(&mut out, &checked).unwrap();
            String::from_utf8(out).unwrap()
        };
        let link = format!("\x1b]8;;{}\x1b\\latest-tag\x1b]8;;\x1b\\", rules::find("latest-tag").unwrap().url());
        assert!(print(true, true).contains(&link), "{:?}", print(true, true));
        for (colour, links) in [(true, false), (false, true), (false, false)] {
            assert!(!print(colour, links).contains("\x1b]8"), "{colour} {links}");
        }
    }
}
