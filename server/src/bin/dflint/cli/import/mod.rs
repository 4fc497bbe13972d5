//! `dflint config import`: a `dflint.toml` from the configuration of hadolint.

mod hadolint;
mod write;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use super::arguments::ImportArguments;
use super::files::File;
use super::sink::Sink;
use super::text;
use super::{CLEAN, FINDINGS};
use hadolint::Settings;

/// Where hadolint looks in a project (its README, "Configure").
const NAMES: [&str; 2] = [".hadolint.yaml", ".hadolint.yml"];

pub(super) fn run(arguments: &ImportArguments) -> Result<u8> {
    let file = find(arguments.path.as_deref())?;
    let shown = file.shown();
    let text = String::from_utf8(file.read()?).map_err(|_| anyhow!("{shown} is no UTF-8, and YAML has to be UTF-8"))?;
    if let Some(output) = arguments.output.as_deref().filter(|_| !arguments.force)
        && fs::metadata(output).is_ok_and(|metadata| metadata.is_file())
    {
        bail!("there is a {} already; --force replaces it", output.display());
    }
    // It is said before anything else that nothing can be written.
    let mut out = Sink::open(arguments.output.as_deref())?;
    let (settings, mistakes) = match hadolint::read(&text) {
        Ok(read) => read,
        Err(mistake) => {
            super::warn(&format!("{}\n", text::mistake(&shown, &text, text::Grade::Error, &mistake)));
            bail!("nothing can be imported from {shown}");
        }
    };
    for mistake in &mistakes {
        super::warn(&format!("{}\n", text::mistake(&shown, &text, text::Grade::Warning, mistake)));
    }
    out.write_all(write::to_toml(&settings, &shown).as_bytes())?;
    if arguments.force { out.finish() } else { out.finish_new() }.with_context(|| format!("nothing is imported from {shown}"))?;
    // Who reads standard output sees it.
    if let Some(output) = arguments.output.as_deref().filter(|output| *output != Path::new("-")) {
        say_what_was_done(&settings, output)?;
    }
    Ok(if mistakes.is_empty() { CLEAN } else { FINDINGS })
}

/// The file that is named, or the one that hadolint would read in this folder.
fn find(path: Option<&Path>) -> Result<File> {
    let folder = match path {
        Some(path) if path == Path::new("-") => return Ok(File::Stdin(path.to_owned())),
        Some(path) if !path.is_dir() => return Ok(File::Path(path.to_owned())),
        Some(folder) => folder,
        None => Path::new("."),
    };
    let found = NAMES.map(|name| folder.join(name)).into_iter().find(|path: &PathBuf| path.is_file());
    let nowhere = || anyhow!("there is neither {} in {}; name the file to import", NAMES.join(" nor "), folder.display());
    found.map(File::Path).ok_or_else(nowhere)
}

fn say_what_was_done(settings: &Settings, output: &Path) -> Result<()> {
    let (carried, left) = settings.count();
    let mut said = format!("Imported {} to {}.", text::number(carried, "setting"), output.display());
    if left > 0 {
        said += &format!(" Not carried over: {left}; comments say which and why.");
    }
    Ok(writeln!(std::io::stdout().lock(), "{}", super::shown(&said))?)
}
