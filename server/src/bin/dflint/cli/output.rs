//! What `dflint check` prints, in the format that is asked for.

use std::io::{IsTerminal, Write};

use anyhow::{Result, bail};

use super::arguments::{CheckArguments, Colour, Format};
use super::check::Counts;
use super::checked::{Checked, Source};
use super::sink::Sink;
use super::statistics::Statistics;
use super::{github, json, sarif, text};

/// Where findings go.
pub(super) struct Output {
    /// Whether the terminal wants colour.
    colour: bool,
    quiet: bool,
    form: Form,
    sink: Sink,
}

enum Form {
    Text(text::Printer),
    Json(json::Document),
    Jsonl,
    Github(github::Annotations),
    Sarif(sarif::Log),
    Table(Statistics),
    JsonTable(Statistics),
    /// What fixes would change, and nothing else.
    Diff,
}

impl Output {
    /// Fails if there is no such output, before anything is checked.
    pub(super) fn new(arguments: &CheckArguments) -> Result<Self> {
        let colour = match arguments.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => wants_colour(),
        };
        let sink = Sink::open(arguments.output.as_deref())?;
        let form = match (arguments.format, arguments.statistics) {
            _ if arguments.fixes.diff => Form::Diff,
            (Format::Text, false) => {
                // That the terminal wants colour says nothing of a file.
                let colour = colour && (sink.is_stdout() || arguments.color == Colour::Always);
                Form::Text(text::Printer::new(colour, sink.is_stdout() && std::io::stdout().is_terminal()))
            }
            (Format::Json, false) => Form::Json(json::Document::default()),
            (Format::Jsonl, false) => Form::Jsonl,
            (Format::Github, false) => Form::Github(github::Annotations::default()),
            (Format::Sarif, false) => Form::Sarif(sarif::Log::default()),
            (Format::Text, true) => Form::Table(Statistics::default()),
            (Format::Json, true) => Form::JsonTable(Statistics::default()),
            (_, true) => bail!("--statistics has the formats text and json"),
        };
        Ok(Self { colour, quiet: arguments.quiet, form, sink })
    }

    pub(super) fn file(&mut self, checked: &Checked) -> Result<()> {
        match &mut self.form {
            Form::Text(text) => text.file(&mut self.sink, checked)?,
            Form::Json(json) => json.file(checked),
            Form::Jsonl => json::lines(&mut self.sink, checked)?,
            Form::Github(github) => github.file(&mut self.sink, checked)?,
            Form::Sarif(sarif) => sarif.file(checked),
            Form::Table(statistics) | Form::JsonTable(statistics) => statistics.add(&checked.findings),
            Form::Diff => {
                self.sink.write_all(&checked.diff)?;
                // There is no room for findings in a diff, but what the fixes are may hang on these.
                if matches!(checked.source, Source::Configuration { .. }) {
                    let mut mistakes = Vec::new();
                    text::Printer::new(self.colour, false).file(&mut mistakes, checked)?;
                    super::warn(String::from_utf8_lossy(&mistakes).trim_end());
                }
            }
        }
        Ok(())
    }

    /// A file that could not be checked; `path` is how it is shown. Standard error has it already.
    pub(super) fn error(&mut self, error: &anyhow::Error, path: Option<&str>) -> Result<()> {
        let message = super::shown(&format!("{error:#}"));
        match &mut self.form {
            Form::Json(json) => json.error(message),
            Form::Github(github) => github.error(&mut self.sink, &message, path)?,
            Form::Sarif(sarif) => sarif.error(&message, path),
            Form::Text(_) | Form::Jsonl | Form::Table(_) | Form::JsonTable(_) | Form::Diff => {}
        }
        Ok(())
    }

    /// `is_successful` is whether everything was checked that was asked for.
    pub(super) fn end(mut self, counts: Counts, is_successful: bool) -> Result<()> {
        let out = &mut self.sink;
        let is_diff = matches!(self.form, Form::Diff);
        let summary = if self.quiet || counts.files == 0 { String::new() } else { text::summary(counts) };
        let blank = if summary.is_empty() || counts.findings() == 0 { "" } else { "\n" };
        match self.form {
            Form::Text(_) => write!(out, "{blank}{summary}")?,
            Form::Table(statistics) => {
                statistics.table(out)?;
                write!(out, "{blank}{summary}")?;
            }
            Form::Json(mut json) => json.end(out, counts)?,
            Form::JsonTable(statistics) => statistics.json(out)?,
            Form::Jsonl | Form::Diff => {}
            Form::Github(github) => github.end(counts),
            Form::Sarif(sarif) => sarif.end(out, is_successful)?,
        }
        let to_file = !self.sink.is_stdout() && !is_diff;
        self.sink.finish()?;
        if to_file {
            write!(std::io::stdout().lock(), "{summary}")?;
        }
        Ok(())
    }
}

/// Colour only on a terminal, and not if the environment forbids it (no-color.org; bixense.com/clicolors).
pub(super) fn wants_colour() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("NO_COLOR") {
        return false;
    }
    if set("CLICOLOR_FORCE") && std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    std::io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
