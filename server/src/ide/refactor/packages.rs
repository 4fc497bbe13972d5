//! The packages of an installation, one a line, in the order of the alphabet.

use super::Refactor;
use super::place::Place;
use crate::lint::Edit;
use crate::shell::{Command, Script, ShellWord};
use crate::text::ByteRange;

/// Programs, and what they call an installation.
const INSTALLERS: [(&str, &[&str]); 7] = [
    ("apt-get", &["install"]),
    ("apt", &["install"]),
    ("aptitude", &["install"]),
    ("apk", &["add"]),
    ("yum", &["install"]),
    ("dnf", &["install"]),
    ("microdnf", &["install"]),
];

/// Options that take the next word.
const VALUED: [&str; 9] = ["-t", "-o", "-c", "-X", "-p", "--target-release", "--virtual", "--repository", "--root"];

/// Options that take none. Behind one that is in neither list it is not known what a word is.
const FLAGS: [&str; 26] = [
    "-y",
    "-q",
    "-qq",
    "-yq",
    "-qy",
    "-yqq",
    "-qqy",
    "-f",
    "-u",
    "-U",
    "-V",
    "-m",
    "--yes",
    "--quiet",
    "--assume-yes",
    "--assumeyes",
    "--no-install-recommends",
    "--no-install-suggests",
    "--no-cache",
    "--update",
    "--update-cache",
    "--upgrade",
    "--fix-missing",
    "--allowerasing",
    "--nodocs",
    "--allow-unauthenticated",
];

/// At an installation in a RUN, if its packages are not so already.
pub(super) fn sort(place: &Place<'_>) -> Option<Refactor> {
    let script = place.document.script(place.at).filter(|script| script.clean && !place.instruction.is_json())?;
    let touches = |command: &&Command| script.file_range(command.span).touches(place.selection.start);
    let command = script.commands.iter().rev().filter(touches).find(|command| !packages(script, command).is_empty())?;
    let words = packages(script, command);
    let ((before, first), last) = (before_first(script, command, words)?, words.last()?);
    let range = ByteRange::new(script.file_range(before.span).end, script.file_range(last.span).end);
    let between = place.text(range);
    let is_plain = words.len() > 1
        && !script.redirects.iter().any(|redirect| redirect.span.start < last.span.end && redirect.span.start >= command.span.start)
        && script.commands.iter().all(|other| other.span.start <= first.span.start || other.span.start >= last.span.end)
        && !between.lines().skip(1).any(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    let mut names: Vec<&str> = words.iter().map(|word| place.text(script.file_range(word.span))).collect();
    if !is_plain || names.iter().any(|name| name.contains(['\n', '$', '`', '(', '{', '*']) || name.is_empty()) {
        return None;
    }
    names.sort_by(|a, b| a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase()).then(a.cmp(b)));
    let gap = ByteRange::new(range.start, script.file_range(first.span).start);
    let indentation = match place.text(gap).rsplit_once('\n') {
        Some((_, indentation)) => indentation.to_owned(),
        None => deeper(place, script.file_range(command.span).start),
    };
    let escape = if place.instruction.heredocs.is_empty() { place.document.file().escape } else { '\\' };
    let line_break = place.document.line_break();
    let written: String = names.iter().map(|name| format!(" {escape}{line_break}{indentation}{name}")).collect();
    let is_done = between == written;
    Refactor::new("Sort packages, one a line", if is_done { Vec::new() } else { vec![Edit::replace(range, written)] })
}

/// One step deeper than the line of the command.
fn deeper(place: &Place<'_>, command: u32) -> String {
    let here = place.indentation_at(command);
    let index = place.document.index();
    let is_first = index.line(command) == index.line(place.instruction.range.start);
    if is_first && place.instruction.heredocs.is_empty() {
        return place.indentation_below(place.instruction);
    }
    format!("{here}{}", if here.contains('\t') { "\t" } else { "    " })
}

/// The words of an installation that are packages: the last ones. Empty if that is not certain.
fn packages<'s>(script: &'s Script, command: &Command) -> &'s [ShellWord] {
    let words = script.words(command);
    let name = script.name_of(command);
    let Some((_, verbs)) = INSTALLERS.iter().find(|(program, _)| name.as_deref() == Some(program)) else { return &[] };
    let mut seen_verb = false;
    let mut at = 1;
    while let Some(word) = words.get(at) {
        let text = script.text_of(word.span);
        if VALUED.contains(&text) {
            at += 2;
        } else if text.starts_with("--") && text.contains('=') || FLAGS.contains(&text) {
            at += 1;
        } else if !seen_verb && verbs.contains(&text) {
            seen_verb = true;
            at += 1;
        } else {
            break;
        }
    }
    let found = words.get(at..).unwrap_or_default();
    let is_package = |word: &ShellWord| !script.text_of(word.span).starts_with('-');
    if seen_verb && found.iter().all(is_package) { found } else { &[] }
}

/// The word before the first package, and that one.
fn before_first(script: &Script, command: &Command, packages: &[ShellWord]) -> Option<(ShellWord, ShellWord)> {
    let words = script.words(command);
    let at = words.len().checked_sub(packages.len())?;
    Some((*words.get(at.checked_sub(1)?)?, *words.get(at)?))
}
