//! Which files call a script or a Makefile, or source it: by the words in their texts, whatever language these are in.
//!
//! A word counts as the path of a file if it leads there from the folder of its own file, or from one above; with a variable before it, if
//! only one file ends so.

use std::collections::HashMap;

use crate::project::sources::{FileId, FileKind, SourceFile, Sources, join};

/// Words that may be paths of scripts are looked for in one file up to so many.
const MAX_WORDS: usize = 2_000;

/// Files that call one file are known up to so many.
pub(super) const MAX_CALLERS: usize = 64;

/// Files that name each script and each Makefile, by the file that is named.
pub(super) fn callers(sources: &Sources, file: FileId) -> &[FileId] {
    sources.callers.get_or_init(|| all(sources)).get(&file).map_or(&[], Vec::as_slice)
}

fn all(sources: &Sources) -> HashMap<FileId, Vec<FileId>> {
    let mut by_name: HashMap<&str, Vec<(FileId, &str)>> = HashMap::new();
    for (id, file) in sources.all().filter(|(_, file)| file.kind == FileKind::Script || is_makefile(file)) {
        by_name.entry(name(&file.path)).or_default().push((id, &file.path));
    }
    let mut all: HashMap<FileId, Vec<FileId>> = HashMap::new();
    for (id, file) in sources.all().filter(|(_, file)| runs_commands(file.kind)) {
        for word in file.named.get_or_init(|| words(&file.text)) {
            let Some(candidates) = by_name.get(name(word)) else { continue };
            for named in found(sources.folder(id), word, candidates).filter(|named| *named != id) {
                let callers = all.entry(named).or_default();
                if callers.len() < MAX_CALLERS && !callers.contains(&id) {
                    callers.push(id);
                }
            }
        }
    }
    all
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_makefile(file: &SourceFile) -> bool {
    matches!(name(&file.path), "Makefile" | "makefile" | "GNUmakefile")
}

fn runs_commands(kind: FileKind) -> bool {
    matches!(
        kind,
        FileKind::Script
            | FileKind::Makefile
            | FileKind::GithubWorkflow
            | FileKind::GitlabCi
            | FileKind::CircleCi
            | FileKind::AzurePipelines
    )
}

/// The file that a word leads to.
fn found(own: &str, word: &str, candidates: &[(FileId, &str)]) -> impl Iterator<Item = FileId> {
    let mut folder = Some(own);
    while let Some(here) = folder {
        if let Some(path) = join(here, word)
            && let Some((id, _)) = candidates.iter().find(|(_, own)| *own == path)
        {
            return Some(*id).into_iter();
        }
        folder = (!here.is_empty()).then(|| crate::project::sources::folder(here));
    }
    let behind = word.trim_start_matches(['.', '/']);
    let mut ends =
        candidates.iter().filter(|(_, path)| path.strip_suffix(behind).is_some_and(|start| start.is_empty() || start.ends_with('/')));
    match (ends.next(), ends.next()) {
        (Some((id, _)), None) if word.starts_with('/') => Some(*id).into_iter(),
        _ => None.into_iter(),
    }
}

/// The words of a text that may be the path of a script; for a call of make, that of its Makefile.
fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let is_end = |c: char| {
            c.is_whitespace()
                || matches!(c, '"' | '\'' | '(' | ')' | '{' | '}' | '[' | ']' | ';' | '|' | '&' | '<' | '>' | ',' | '=' | '`' | ':')
        };
        let mut words = line.split(is_end).filter(|word| !word.is_empty()).peekable();
        let mut is_sourced = false;
        while let Some(word) = words.next() {
            let name = name(word);
            let ending = name.rsplit_once('.').map(|(_, ending)| ending);
            let is_path = match ending {
                Some(ending) => matches!(ending, "sh" | "bash" | "zsh" | "bats") || is_sourced,
                None => (word.contains('/') && word.len() < 200 && !name.is_empty()) || is_sourced,
            };
            is_sourced = matches!(word, "." | "source");
            let path = match word {
                "make" | "gmake" | "MAKE" => {
                    let folder = if words.peek() == Some(&"-C") { words.nth(1) } else { None };
                    Some(folder.map_or_else(|| "Makefile".to_owned(), |folder| format!("{}/Makefile", folder.trim_end_matches('/'))))
                }
                // `$DIR/build.sh`: what stands behind the variable.
                word if is_path => Some(match word.split_once('/').filter(|(first, _)| first.contains('$')) {
                    Some((_, behind)) => format!("/{behind}"),
                    None => word.to_owned(),
                }),
                _ => None,
            };
            if let Some(path) = path.filter(|path| !found.contains(path)) {
                found.push(path);
            }
            if found.len() >= MAX_WORDS {
                return found;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_names_whom() {
        let files = [
            (".github/workflows/ci.yml", "- run: ./scripts/build.sh dev\n- run: make -C app image\n- run: make\n"),
            ("scripts/build.sh", ". \"$(dirname \"$0\")/lib.sh\"\nsource \"${HERE}/../hack/more.sh\"\n"),
            ("scripts/lib.sh", "# build.sh sources this\n"),
            ("hack/more.sh", "/usr/local/bin/build.sh\n"),
            ("other/build.sh", ""),
            ("Makefile", "x:\n\t$(ROOT)/scripts/build.sh\n"),
            ("app/Makefile", "image:\n"),
        ];
        let sources = Sources::new(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())), []);
        let shown = |path: &str| {
            let all = callers(&sources, sources.find(path).unwrap());
            all.iter().map(|file| sources.path(*file)).collect::<Vec<_>>()
        };
        assert_eq!(shown("scripts/build.sh"), [".github/workflows/ci.yml", "scripts/lib.sh", "Makefile"]);
        assert_eq!(shown("scripts/lib.sh"), ["scripts/build.sh"]);
        assert_eq!(shown("hack/more.sh"), ["scripts/build.sh"]);
        assert_eq!(shown("other/build.sh"), [] as [&str; 0], "two files end so");
        assert_eq!(shown("Makefile"), [".github/workflows/ci.yml"]);
        assert_eq!(shown("app/Makefile"), [".github/workflows/ci.yml"]);
    }
}
