//! Command substitutions that scripts use to say where they are, or to take a text apart.

use super::formula::{Part, rooted};
use crate::project::sources::join;

/// What is known of a substitution.
pub(super) enum Known {
    Part(Part),
    /// It says what a part of its text says: where that begins, and its length.
    Word(usize, usize),
}

/// `$(…)`. None if its value is not known.
pub(super) fn of_command(text: &str, folder: &str) -> Option<Known> {
    let trimmed = text.trim();
    let lower = trimmed.to_ascii_lowercase();
    if trimmed == "pwd" || trimmed == "pwd -P" {
        return Some(Known::Part(Part::text(".", None, true)));
    }
    if lower.contains("rev-parse") && lower.contains("--show-toplevel") {
        return Some(Known::Part(Part::folder("")));
    }
    let own = ["$0", "BASH_SOURCE"].iter().any(|name| trimmed.contains(name));
    // `$(dirname "$0")`, `$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)`, `$(cd "${BASH_SOURCE[0]%/*}" && pwd)`
    if own && (trimmed.contains("dirname") || trimmed.contains("%/*")) {
        let up = trimmed.matches("..").count() + trimmed.matches("dirname").count().saturating_sub(1);
        let mut path = folder.to_owned();
        for _ in 0..up {
            path = join(&path, "..")?;
        }
        return Some(Known::Part(Part::folder(&path)));
    }
    // `$(cd "$here/.." && pwd)`
    let inner = trimmed.strip_prefix("cd ").and_then(|rest| rest.strip_suffix("pwd").or_else(|| rest.strip_suffix("pwd -P")));
    if let Some(word) = inner.and_then(|rest| rest.trim_end().strip_suffix("&&")).map(str::trim) {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let plain = !word.contains([' ', '|', ';', '&', '<', '>', '(', '`', '\n']) && !word.is_empty();
        return plain.then_some(Known::Word(start, word.len()));
    }
    // Programs that say where something is, or what it is given: `$(which docker)`, `$(command -v podman)`, `$(realpath x)`.
    for program in ["which ", "command -v ", "realpath ", "readlink -f ", "echo ", "printenv "] {
        if let Some(word) = trimmed.strip_prefix(program) {
            let word = word.trim();
            let plain = !word.contains([' ', '|', ';', '&', '<', '>', '(', '`', '\n', '*', '\'']) && !word.is_empty();
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            // A place that a program says is an absolute one, but as far as anybody can tell the same.
            return plain.then_some(Known::Word(start, word.len()));
        }
    }
    None
}

/// `${…}` with an operator on the script's own path.
pub(super) fn of_parameter(text: &str, folder: &str) -> Option<Part> {
    let own = text.starts_with("BASH_SOURCE") || text.starts_with('0');
    (own && (text.ends_with("%/*"))).then(|| Part::text(rooted(folder), None, true))
}
