//! `package.json`: its scripts.

use super::describe::Start;
use super::program;
use super::scope::Scope;
use super::shell::Reader;
use super::text::ShellText;
use crate::project::build::{Build, Folder};
use crate::project::data::{Node, parse_json};
use crate::project::sources::{FileId, SourceFile};

pub(super) fn read(folder: &str, id: FileId, file: &SourceFile) -> Vec<Build> {
    if !program::may_build(&file.text) {
        return Vec::new();
    }
    let parsed = parse_json(&file.text);
    let mut reader = Reader::new(file.kind, id, folder);
    let start = Start { folder: Folder::Known(folder.to_owned()), inside: Vec::new() };
    let scripts = parsed.documents.first().and_then(|root| root.get("scripts"));
    for (name, script) in scripts.map(Node::entries).unwrap_or_default() {
        let Some(scalar) = script.scalar().filter(|scalar| program::may_build(scalar.line.text())) else { continue };
        let text = ShellText { line: scalar.line.clone(), templates: Vec::new() };
        reader.read(&text, name.text(), &start, &Scope::default());
    }
    reader.builds
}
