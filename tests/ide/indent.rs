use dflint::document::Document;
use dflint::ide::indent::{Step, after_newline, format};
use dflint::lint::Edit;
use dflint::stages::BuildOptions;
use dflint::text::ByteRange;
use insta::assert_snapshot;
use rayon::prelude::*;

use super::{apply, check};
use crate::shared::{full, sample};

fn formatted(text: &str, step: Step) -> String {
    let document = Document::new(text.as_bytes().to_vec(), &BuildOptions::default());
    String::from_utf8(apply(document.text(), &format(&document, document.range(), step))).unwrap()
}

#[track_caller]
fn typed(fixture: &str) {
    check(fixture, |question| {
        let edit = after_newline(&question.document, question.cursor, Step::Blanks(2));
        edit.into_iter().map(|edit| (edit.range, format!("{:?}", edit.text))).collect()
    });
}

#[test]
fn a_line_behind_a_continuation() {
    typed("FROM a\nRUN b \\\n‸\n^ |\"  \"\n");
    typed("FROM a\n  RUN b \\\n‸\n^ |\"    \"\n");
    typed("FROM a\nRUN b \\\n\tc \\\n‸\n^ |\"\\t\"\n");
    typed("# escape=`\nFROM a\nRUN b `\n‸\n^ |\"  \"\n");
    for silent in [
        "FROM a\nRUN b\n‸\n",
        "# c \\\n‸\n",
        "FROM a\nRUN <<E\nb \\\n‸\nE\n",
        "‸FROM a\n",
        "FROM a\nRUN b \\\n  ‸\n",
        "FROM a\nRUN b \\\\\n‸\n",
    ] {
        typed(silent);
    }
}

#[test]
fn continued_lines_stand_one_step_deeper() {
    let text = "FROM a\nRUN b \\  \n# c  \n && d \\\n\n      e 'f \\\n g' \\\n\th\\\ni\nRUN <<E\n   x  \nE\n  \t\n# c \nENV A=1 \\\n B=2\n";
    assert_snapshot!(formatted(text, Step::Blanks(4)).replace(' ', "."), @r"
    FROM.a
    RUN.b.\
    ....#.c..
    ....&&.d.\

    ....e.'f.\
    .g'.\
    ....h\
    i
    RUN.<<E
    ...x..
    E

    #.c.
    ENV.A=1.\
    ....B=2
    ");
    assert_eq!(formatted("FROM a\r\nRUN b \\ \r\nc\r\n", Step::Tab), "FROM a\r\nRUN b \\\r\n\tc\r\n");
}

#[test]
fn only_the_lines_of_the_range() {
    let document = Document::new(b"FROM a\nRUN b \\\nc \\\nd \\\ne\n".to_vec(), &BuildOptions::default());
    let edits = format(&document, ByteRange::new(19, 20), Step::Blanks(2));
    assert_eq!(edits, [Edit::insert(19, "  ")]);
}

/// A word of a shell; up to blanks, if it has commands in it, or blanks without quotes: the grammar does not read every word as it is.
pub fn word_text(text: &str) -> String {
    let loose = text.contains("$(") || text.contains('`') || !text.contains(['"', '\'']);
    if loose { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.to_owned() }
}

/// The text of instructions, up to blanks.
fn words(document: &Document) -> Vec<Vec<String>> {
    let instructions = document.file().instructions.iter();
    instructions.map(|instruction| instruction.line.text().split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
fn on_real_files_nothing_but_blanks_changes() {
    let Some(files) = sample() else { return };
    // All of them take a minute.
    let files: Vec<_> = files.into_iter().step_by(if full() { 1 } else { 5 }).collect();
    let changed: Vec<bool> = files
        .par_iter()
        .flat_map(|file| [Step::Blanks(4), Step::Tab, Step::Blanks(2)].map(|step| (file, step)))
        .map(|((path, text), step)| {
            let before = Document::new(text.clone(), &BuildOptions::default());
            let edits = format(&before, before.range(), step);
            let blank = |text: &[u8]| text.iter().all(|byte| matches!(byte, b' ' | b'\t'));
            assert!(edits.iter().all(|edit| blank(edit.range.slice(text)) && blank(edit.text.as_bytes())), "{path}");
            let after = Document::new(apply(text, &edits), &BuildOptions::default());
            assert_eq!(format(&after, after.range(), step), [], "{path}: not the same again");
            assert_eq!(words(&before), words(&after), "{path}");
            let heredocs = |document: &Document| -> Vec<Vec<u8>> {
                let all = document.file().instructions.iter().flat_map(|instruction| &instruction.heredocs);
                all.map(|heredoc| heredoc.body.slice(document.text()).to_vec()).collect()
            };
            assert_eq!(heredocs(&before), heredocs(&after), "{path}");
            let edges = |document: &Document| -> Vec<String> {
                document
                    .graph()
                    .stages
                    .iter()
                    .flat_map(|stage| &stage.edges)
                    .map(|edge| format!("{} {:?}", edge.name, edge.source))
                    .collect()
            };
            assert_eq!(edges(&before), edges(&after), "{path}");
            let pairs = |document: &Document| -> Vec<String> {
                let all = document.file().instructions.iter().flat_map(|instruction| {
                    let values = instruction.pairs().iter().filter_map(|pair| pair.value.as_ref());
                    values.map(|value| value.text(&instruction.line).to_owned())
                });
                all.collect()
            };
            assert_eq!(pairs(&before), pairs(&after), "{path}");
            // What strings say, byte for byte.
            let literals = |document: &Document| -> Vec<String> {
                let scripts = (0..document.file().instructions.len()).filter_map(|at| document.script(at));
                scripts
                    .flat_map(|script| {
                        script
                            .commands
                            .iter()
                            .flat_map(move |command| script.words(command))
                            .map(|word| word_text(script.text_of(word.span)))
                    })
                    .collect()
            };
            assert_eq!(literals(&before), literals(&after), "{path}");
            !edits.is_empty()
        })
        .collect();
    assert!(changed.iter().filter(|changed| **changed).count() > 50, "nothing is tried");
}
