//! The text of shells in real Dockerfiles: how much of it is understood, and that every word is found in the file.

use dflint::document::Document;
use dflint::shell::{Dialect, Script, highlights};
use dflint::stages::BuildOptions;

use crate::shared::{Random, corpus, sample};

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

/// Scripts that an edit has left alone are not read again, and are what they would be if they were.
#[test]
fn readings_outlive_edits() {
    let Some(files) = sample() else { return };
    let mut random = Random(11);
    let (mut all, mut shared) = (0, 0);
    for (name, file) in files.into_iter().step_by(3) {
        let mut text = file;
        let mut before = Document::new(text.clone(), &BuildOptions::default());
        for _ in 0..4 {
            // Some are not asked for, and handed on all the same.
            for script in scripts(&before).filter(|_| random.below(3) > 0) {
                highlights(script);
            }
            let at = random.below(text.len() + 1);
            let end = at + random.below(3).min(text.len() - at);
            text.splice(at..end, ["", "x", " ", "\"", "\n", "\\\n", "RUN <<E\n", "# escape=`\n"][random.below(8)].bytes());
            let fresh = Document::new(text.clone(), &BuildOptions::default());
            let after = Document::new(text.clone(), &BuildOptions::default()).with_readings(before.readings());
            for at in 0..fresh.file().instructions.len() {
                let shown = |document: &Document| document.script(at).map(|script| format!("{:?} {script:?}", highlights(script)));
                assert_eq!(shown(&fresh), shown(&after), "{name}: {}", String::from_utf8_lossy(&text));
            }
            let readings = |document: &Document| scripts(document).map(|script| &raw const **script).collect::<Vec<_>>();
            let known = readings(&before);
            all += known.len();
            shared += readings(&after).into_iter().filter(|reading| known.contains(reading)).count();
            before = after;
        }
    }
    println!("{all} scripts, of which {shared} outlived an edit");
    assert!(shared * 10 > all * 7, "{shared} of {all}");
}
