//! The text of shells in real Dockerfiles: how much of it is understood, and that every word is found in the file.

use dflint::document::Document;
use dflint::shell::{Dialect, Script};
use dflint::stages::BuildOptions;

use crate::shared::corpus;

/// A part of the file as BuildKit joins it: continuations and the comments in them left out.
fn joined(part: &[u8]) -> String {
    let text = String::from_utf8_lossy(part);
    let mut joined = String::new();
    let mut continues = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r', ' ', '\t']);
        if continues && (content.trim_start().starts_with('#') || content.trim().is_empty()) {
            continue;
        }
        continues = content.ends_with('\\') && line.ends_with('\n');
        joined.push_str(if continues { &content[..content.len() - 1] } else { line });
    }
    joined
}

fn scripts(document: &Document) -> impl Iterator<Item = &Script> {
    (0..document.file().instructions.len()).filter_map(|instruction| document.script(instruction))
}

#[test]
fn words_are_found_in_corpus() {
    let Some(files) = corpus() else { return };
    let (mut all, mut unclean, mut commands, mut words) = (0, 0, 0, 0);
    for (name, file) in files {
        // The escape character of the file would matter to `joined`.
        let document = Document::new(file, &BuildOptions::default());
        if document.file().escape != '\\' || document.text().contains(&0) {
            continue;
        }
        for script in scripts(&document) {
            all += 1;
            unclean += usize::from(!script.clean);
            commands += script.commands.len();
            assert!(script.dialect != Dialect::PowerShell && script.dialect != Dialect::Cmd);
            for word in script.commands.iter().flat_map(|command| script.words(command)) {
                words += 1;
                let text = script.text_of(word.span);
                let in_file = script.file_range(word.span).slice(document.text());
                assert!(
                    in_file == text.as_bytes() || joined(in_file) == text.replace('\r', ""),
                    "{name}: {text:?} is {:?}",
                    String::from_utf8_lossy(in_file)
                );
            }
        }
    }
    println!("{all} scripts, {unclean} not read with certainty, {commands} commands, {words} words");
    assert!(all > 5_000 && words > 50_000);
    assert!(unclean * 100 < all, "{unclean} of {all} scripts are not read with certainty");
}
