//! Where the commands of a script run: `cd`, `pushd`, `popd`.

use super::formula::Formula;
use super::parsed::Parsed;
use super::words;
use crate::shell::{Command, Script};

/// Where a script goes: each `cd`, and up to where it counts.
pub(super) struct Folders {
    changes: Vec<Change>,
}

/// So many `cd` are followed in one text.
const MAX_CHANGES: usize = 500;

struct Change {
    from: u32,
    to: u32,
    depth: u32,
    folder: Formula,
}

impl Folders {
    pub(super) fn of(parsed: &Parsed<'_>) -> Self {
        let script = parsed.script;
        let mut changes: Vec<Change> = Vec::new();
        let mut pushed: Vec<usize> = Vec::new();
        let length = script.text().len() as u32;
        for command in &script.commands {
            let Some(name) = script.name_of(command) else { continue };
            // What nobody needs would cost as much as what somebody needs.
            if changes.len() > MAX_CHANGES {
                break;
            }
            match &*name {
                "cd" | "pushd" => {
                    let context = parsed.context(command.span.start);
                    let arguments = script.words(command).iter().skip(1);
                    let folder = arguments.map(|word| words::word(context, word.span));
                    let folder = folder.into_iter().find(|word| word.plain().is_none_or(|text| !text.starts_with('-') || text == "-"));
                    let Some(folder) = folder else { continue };
                    // Back to where it was before.
                    if folder.plain().as_deref() == Some("-") {
                        if let Some(last) = changes.last_mut() {
                            last.to = last.to.min(command.span.start);
                        }
                        continue;
                    }
                    let to = end_of_effect(script, command).unwrap_or(length);
                    if name == "pushd" {
                        pushed.push(changes.len());
                    }
                    changes.push(Change { from: command.span.end, to, depth: command.depth, folder });
                }
                "popd" => {
                    if let Some(last) = pushed.pop().and_then(|index| changes.get_mut(index)) {
                        last.to = last.to.min(command.span.start);
                    }
                }
                _ => {}
            }
        }
        Self { changes }
    }

    /// The folders that a command went into, one inside the other; and others, if it may not have gone into all of them.
    pub(super) fn at(&self, command: &Command) -> (Vec<Formula>, Option<Vec<Formula>>) {
        let at = command.span.start;
        let here = || self.changes.iter().filter(|change| change.from <= at && at < change.to);
        let all: Vec<Formula> = here().map(|change| change.folder.clone()).collect();
        let sure: Vec<Formula> = here().filter(|change| change.depth <= command.depth).map(|change| change.folder.clone()).collect();
        let differ = sure.len() < all.len();
        (all, differ.then_some(sure))
    }
}

/// The end of the innermost subshell or function that a command stands in.
fn end_of_effect(script: &Script, command: &Command) -> Option<u32> {
    let around = script.subshells.iter().chain(&script.bodies);
    around.filter(|span| span.start <= command.span.start && command.span.end <= span.end).map(|span| span.end).min()
}
