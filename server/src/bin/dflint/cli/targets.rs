//! Targets that no file has: a slip of the command line.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Result, bail};
use dflint::document::Document;
use dflint::stages::BuildOptions;
use dflint::syntax::closest;
use rayon::prelude::*;

use super::files::File;
use super::text;

/// So many files are read before it is looked whether all targets were seen: mostly they are.
const BATCH: usize = 128;
/// So many stages are named in the message.
const NAMED: usize = 12;

/// Fails with the first target that none of the files has, if any of them can be read.
pub(super) fn check(targets: &[String], files: &[Result<File>], options: &BuildOptions) -> Result<()> {
    let mut missing: Vec<_> = targets.iter().map(String::as_str).collect();
    let mut names: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    let mut is_read = false;
    for batch in files.chunks(BATCH) {
        if missing.is_empty() {
            return Ok(());
        }
        let found: Vec<_> = batch.par_iter().flatten().filter_map(|file| stages(file, options)).collect();
        is_read |= !found.is_empty();
        names.extend(found.into_iter().flatten().filter(|name| known.insert(name.clone())));
        missing.retain(|target| !names.iter().any(|name| name.eq_ignore_ascii_case(target)));
    }
    let Some(target) = missing.first().filter(|_| is_read) else { return Ok(()) };
    let target = super::shown(target);
    let all = listed(&names);
    match closest(&target, names.iter().map(String::as_str)) {
        Some(known) => bail!("no file has a stage `{target}`; did you mean `{known}`? {all}"),
        None => bail!("no file has a stage `{target}`. {all}"),
    }
}

/// The names of a file's stages. That a file cannot be read is said where it is checked, and so is a fault of dflint.
fn stages(file: &File, options: &BuildOptions) -> Option<Vec<String>> {
    let text = file.read().ok()?;
    let document = catch_unwind(AssertUnwindSafe(|| Document::new(text, options))).ok()?;
    Some(document.graph().stages.iter().filter_map(|stage| stage.name.clone()).collect())
}

fn listed(names: &[String]) -> String {
    let mut shown: Vec<_> = names.iter().take(NAMED).map(|name| format!("`{}`", super::shown(name))).collect();
    let more = names.len() - shown.len();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    match names.len() {
        0 => "No stage has a name.".to_owned(),
        1 => format!("The only named stage is {}.", text::join(&shown)),
        _ => format!("The named stages are {}.", text::join(&shown)),
    }
}
