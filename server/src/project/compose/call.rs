//! Where files of a repository call Compose with files that they name: `docker compose -f a.yaml -f b.yaml up`, `COMPOSE_FILE=a.yaml:b.yaml`.
//!
//! The words of a line are looked at, whatever language it is in: a call in a variable of a Makefile is one too. Paths behind a variable
//! are looked for without it; with a variable inside them they are not known, and neither is the call.

use crate::project::data::{Node, parse_json};
use crate::project::sources::{FileId, FileKind, Sources, folder, join};

/// Compose files that are called together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::project) struct Call {
    /// The first one is the base.
    pub files: Vec<FileId>,
    /// The folder of the project, in which relative paths begin.
    pub project: String,
}

/// So many calls of one file are followed.
const MAX_CALLS: usize = 50;

/// No call names more files.
const MAX_FILES: usize = 20;

/// Options of Compose before its command that have a value.
const WITH_VALUE: [&str; 8] = ["-p", "--project-name", "--profile", "--env-file", "--progress", "--ansi", "--parallel", "--context"];

pub(super) fn of(sources: &Sources, id: FileId) -> Vec<Call> {
    let Some(file) = sources.get(id) else { return Vec::new() };
    let mut calls = Vec::new();
    if file.kind == FileKind::Devcontainer {
        return of_devcontainer(sources, id).into_iter().collect();
    }
    let may_call = |text: &str| memchr::memmem::find(text.as_bytes(), b"compose").is_some() || text.contains("COMPOSE_FILE");
    if file.kind == FileKind::Compose || !may_call(&file.text) {
        return calls;
    }
    let joined = plain(&file.text.replace("\\\r\n", " ").replace("\\\n", " "));
    for line in joined.lines().filter(|line| may_call(line)) {
        for written in of_line(line) {
            let call = folders(sources.folder(id), file.kind).into_iter().find_map(|folder| written.find(sources, &folder));
            if let Some(call) = call.filter(|call| !calls.contains(call)) {
                calls.push(call);
            }
            if calls.len() >= MAX_CALLS {
                return calls;
            }
        }
    }
    calls
}

/// `"dockerComposeFile": ["../compose.yaml", "compose.extend.yaml"]`
fn of_devcontainer(sources: &Sources, id: FileId) -> Option<Call> {
    let parsed = parse_json(sources.text(id));
    let named = parsed.documents.first()?.get("dockerComposeFile")?.one_or_more();
    let files = named.iter().take(MAX_FILES).map(Node::text).collect::<Option<_>>()?;
    Written { files, ..Written::default() }.find(sources, sources.folder(id))
}

/// The same text, in which `${NAME}` and `$(NAME)` are `$NAME`: brackets end words.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, behind) = rest.split_at(at + 1);
        plain.push_str(before);
        let inside = behind.strip_prefix(['(', '{']).unwrap_or_default();
        let length = inside.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let (name, end) = inside.split_at(length);
        rest = match end.strip_prefix([')', '}']).filter(|_| length > 0) {
            Some(end) => {
                plain.push_str(name);
                end
            }
            None => behind,
        };
    }
    plain.push_str(rest);
    plain
}

/// Where the paths in a file may begin, the likeliest folder first.
fn folders(own: &str, kind: FileKind) -> Vec<String> {
    match kind {
        FileKind::Env => vec![own.to_owned()],
        FileKind::GithubWorkflow | FileKind::GitlabCi | FileKind::CircleCi | FileKind::AzurePipelines | FileKind::Jenkinsfile => {
            vec![String::new()]
        }
        _ => {
            let mut all = vec![own.to_owned()];
            let mut here = own;
            while !here.is_empty() {
                here = folder(here);
                all.push(here.to_owned());
            }
            all
        }
    }
}

/// A call as it is written.
#[derive(Default, Debug, PartialEq, Eq)]
struct Written<'l> {
    /// `cd x &&` before it.
    inside: Option<&'l str>,
    files: Vec<&'l str>,
    project: Option<&'l str>,
}

impl Written<'_> {
    fn find(&self, sources: &Sources, folder: &str) -> Option<Call> {
        let folder = match self.inside {
            Some(inside) => join(folder, inside)?,
            None => folder.to_owned(),
        };
        let files: Vec<_> = self.files.iter().map(|path| sources.find_from_as(&folder, path, FileKind::Compose)).collect::<Option<_>>()?;
        let first = sources.folder(*files.first()?);
        let project = match self.project {
            Some(project) => join(&folder, project)?,
            None => first.to_owned(),
        };
        Some(Call { files, project })
    }
}

fn of_line(line: &str) -> Vec<Written<'_>> {
    let words: Vec<&str> = line.split([' ', '\t', '"', '\'', ',', '[', ']', '(', ')', ';', '`']).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    let mut inside = None;
    let mut at = 0;
    while let Some(word) = words.get(at).copied() {
        at += 1;
        if let Some(list) = compose_file(word, words.get(at).copied()) {
            let files: Option<Vec<_>> = list.split([':', ';']).filter(|path| !path.is_empty()).map(path).collect();
            let files = files.filter(|files| !files.is_empty() && files.len() <= MAX_FILES && files.iter().all(|path| is_yaml(path)));
            found.extend(files.map(|files| Written { inside, files, project: None }));
        } else if word == "cd" {
            inside = words.get(at).copied().and_then(path);
        } else if word == "docker_compose" {
            // Of a Tiltfile.
            let named = words.iter().skip(at).map_while(|word| path(word).filter(|path| is_yaml(path)));
            let files: Vec<_> = named.take(MAX_FILES).collect();
            found.extend((!files.is_empty()).then_some(Written { inside: None, files, project: None }));
        } else if word == "compose" || word.ends_with("docker-compose") || word.ends_with("podman-compose") {
            let (written, behind) = options(&words, at);
            found.extend(written.map(|written| Written { inside, ..written }));
            at = behind;
        }
    }
    found
}

/// The value of `COMPOSE_FILE`.
fn compose_file<'l>(word: &'l str, next: Option<&'l str>) -> Option<&'l str> {
    let behind = word.strip_prefix("COMPOSE_FILE")?;
    let value = behind.strip_prefix(['=', ':']).unwrap_or(behind);
    if value.is_empty() && behind != value { next } else { Some(value).filter(|value| !value.is_empty()) }
}

/// The options behind the program, and where they end. None if a file is not known, or there is none.
fn options<'l>(words: &[&'l str], mut at: usize) -> (Option<Written<'l>>, usize) {
    let mut written = Written::default();
    let mut is_known = true;
    while let Some(word) = words.get(at).copied().filter(|word| word.starts_with(['-', '$'])) {
        at += 1;
        let (flag, mut value) = match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag, Some(value)),
            _ => match word.strip_prefix("-f").filter(|rest| !rest.is_empty() && !word.starts_with("--")) {
                Some(value) => ("-f", Some(value)),
                None => (word, None),
            },
        };
        let takes = matches!(flag, "-f" | "--file" | "--project-directory") || WITH_VALUE.contains(&flag);
        if takes && value.is_none() {
            value = words.get(at).copied();
            at += 1;
        }
        match (flag, value.map(path)) {
            ("-f" | "--file", Some(Some(path))) if written.files.len() < MAX_FILES => written.files.push(path),
            ("--project-directory", Some(Some(path))) => written.project = Some(path),
            ("-f" | "--file" | "--project-directory", _) => is_known = false,
            _ => {}
        }
    }
    (Some(written).filter(|written| is_known && !written.files.is_empty()), at)
}

/// A path without a variable before it: `$ROOT/compose.yaml`. None if it is computed.
fn path(word: &str) -> Option<&str> {
    let path = match word.strip_prefix('$') {
        Some(rest) => rest.split_once('/')?.1,
        None => word,
    };
    (!path.is_empty() && !path.contains(['$', '*', '{', '<', '>', '&', '|'])).then_some(path)
}

fn is_yaml(path: &str) -> bool {
    [".yml", ".yaml"].iter().any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_in_lines() {
        let call = |files: &[&'static str]| Written { files: files.to_vec(), ..Written::default() };
        for (line, calls) in [
            ("docker compose -f a.yml -f b.yml build web", vec![call(&["a.yml", "b.yml"])]),
            ("\tcd x && docker-compose --file=a.yml -p name -fb.yml up", vec![Written { inside: Some("x"), ..call(&["a.yml", "b.yml"]) }]),
            ("COMPOSE := docker compose -f \"$(ROOT)/a.yml\" $(OPTIONS) --file ${X}/b.yml", vec![call(&["a.yml", "b.yml"])]),
            ("docker compose -f \"$ROOT/a.yml\" up", vec![call(&["a.yml"])]),
            ("docker compose -f a-$X.yml -f b.yml up", vec![]),
            ("docker compose --project-directory .. -f a.yml up", vec![Written { project: Some(".."), ..call(&["a.yml"]) }]),
            ("\"up\": \"docker-compose -f 'a.yml' up && docker-compose -f b.yml up\",", vec![call(&["a.yml"]), call(&["b.yml"])]),
            ("COMPOSE_FILE=a.yml:b.yml", vec![call(&["a.yml", "b.yml"])]),
            ("  COMPOSE_FILE: 'a.yml:b.yml'", vec![call(&["a.yml", "b.yml"])]),
            ("COMPOSE_FILE=$FILES", vec![]),
            ("docker_compose(['./a.yml', \"b.yaml\"], project_name='x')", vec![call(&["./a.yml", "b.yaml"])]),
            ("docker compose up -f", vec![]),
            ("compose -f", vec![]),
        ] {
            assert_eq!(of_line(&plain(line)), calls, "{line}");
        }
    }
}
