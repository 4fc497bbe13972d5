//! `dflint check`: the findings of many files.

use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Result, anyhow, bail};
use dflint::document::Document;
use dflint::lint::{self, Finding, Level, Settings};
use dflint::rules;
use dflint::stages::BuildOptions;
use dflint::syntax::closest;
use rayon::prelude::*;

use super::arguments::{CheckArguments, Colour, FailOn, Format};
use super::files::{self, File};
use super::{CLEAN, FAILED, FINDINGS};
use super::{json, text};

/// A file and what was found in it.
pub(super) struct Checked {
    pub path: String,
    pub document: Document,
    pub findings: Vec<Finding>,
}

/// How many findings there are of each level.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    pub files: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

impl Counts {
    fn add(&mut self, findings: &[Finding]) {
        self.files += 1;
        for finding in findings {
            match finding.level {
                Level::Error => self.errors += 1,
                Level::Warning => self.warnings += 1,
                Level::Info => self.infos += 1,
                Level::Allow => {}
            }
        }
    }

    pub(super) const fn findings(self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// How many files are checked before their findings are printed, so that memory does not grow with their number.
const BATCH: usize = 512;

pub(super) fn run(arguments: &CheckArguments) -> Result<u8> {
    let options = arguments.build.options()?;
    let settings = Settings { targets: arguments.targets.clone() };
    let mut found = files::find(&arguments.paths);
    if let Some(name) = &arguments.stdin_filename {
        files::name_stdin(&mut found, name);
    }
    if found.is_empty() {
        eprintln!("warning: no Dockerfile was found; name the file if it is called otherwise");
    }
    let mut out = Output::new(arguments);
    let mut seen = Seen::default();
    for batch in found.chunks(BATCH) {
        let checked: Vec<_> = batch.par_iter().map(|file| check(file, &options, &settings)).collect();
        for outcome in checked {
            match outcome {
                Ok(checked) => {
                    seen.add(&checked);
                    out.file(&checked)?;
                }
                Err(error) => {
                    eprintln!("error: {error:#}");
                    seen.failed = true;
                }
            }
        }
    }
    out.end(seen.counts)?;
    seen.check_targets(&arguments.targets)?;
    let fails = match arguments.fail_on {
        FailOn::Error => seen.counts.errors,
        FailOn::Warning => seen.counts.errors + seen.counts.warnings,
        FailOn::Info => seen.counts.findings(),
        FailOn::Never => 0,
    };
    Ok(match (seen.failed, fails) {
        (true, _) => FAILED,
        (false, 0) => CLEAN,
        _ => FINDINGS,
    })
}

/// What was seen in all files.
#[derive(Default)]
struct Seen {
    counts: Counts,
    failed: bool,
    /// The names of all stages, if targets are asked for.
    stages: Vec<String>,
}

impl Seen {
    fn add(&mut self, checked: &Checked) {
        self.counts.add(&checked.findings);
        self.stages.extend(checked.document.graph().stages.iter().filter_map(|stage| stage.name.clone()));
    }

    /// A target that no file has is a slip of the command line.
    fn check_targets(&self, targets: &[String]) -> Result<()> {
        for target in targets {
            if self.stages.iter().any(|stage| stage.eq_ignore_ascii_case(target)) || self.counts.files == 0 {
                continue;
            }
            match closest(target, self.stages.iter().map(String::as_str)) {
                Some(known) => bail!("no file has a stage `{target}`; did you mean `{known}`?"),
                None => bail!("no file has a stage `{target}`"),
            }
        }
        Ok(())
    }
}

fn check(file: &Result<File>, options: &BuildOptions, settings: &Settings) -> Result<Checked> {
    let file = file.as_ref().map_err(|error| anyhow!("{error:#}"))?;
    let text = file.read()?;
    let path = file.shown();
    // A fault of dflint in one file shall not hide the findings of the others.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let document = Document::new(text, options);
        let findings = lint::run(&document, settings, &rules::ALL);
        (document, findings)
    }));
    match outcome {
        Ok((document, findings)) => Ok(Checked { path, document, findings }),
        Err(_) => bail!("dflint failed on {path}; this is a fault of dflint, please report it"),
    }
}

/// Where findings go.
struct Output {
    format: Format,
    text: text::Printer,
    json: json::Document,
    out: std::io::BufWriter<std::io::Stdout>,
}

impl Output {
    fn new(arguments: &CheckArguments) -> Self {
        let colour = match arguments.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => wants_colour(),
        };
        let text = text::Printer::new(colour, arguments.quiet);
        Self { format: arguments.format, text, json: json::Document::default(), out: std::io::BufWriter::new(std::io::stdout()) }
    }

    fn file(&mut self, checked: &Checked) -> Result<()> {
        match self.format {
            Format::Text => self.text.file(&mut self.out, checked)?,
            Format::Json => self.json.file(checked),
            Format::Jsonl => json::lines(&mut self.out, checked)?,
        }
        Ok(())
    }

    fn end(&mut self, counts: Counts) -> Result<()> {
        match self.format {
            Format::Text => self.text.summary(&mut self.out, counts)?,
            Format::Json => self.json.end(&mut self.out, counts)?,
            Format::Jsonl => {}
        }
        self.out.flush()?;
        Ok(())
    }
}

/// Colour only on a terminal, and not if the environment forbids it (no-color.org; bixense.com/clicolors).
fn wants_colour() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("NO_COLOR") {
        return false;
    }
    if set("CLICOLOR_FORCE") && std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    std::io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
