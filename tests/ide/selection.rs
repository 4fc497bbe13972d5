use dflint::ide::selection::ranges;

use super::check;

#[track_caller]
fn selection(fixture: &str) {
    check(fixture, |question| {
        let ranges = ranges(&question.document, question.cursor);
        ranges.into_iter().enumerate().map(|(at, range)| (range, at.to_string())).collect()
    });
}

#[test]
fn word_argument_instruction_stage_file() {
    selection(
        "
FROM a
^ 4…
FROM b
^ 3…
COPY --from=bu‸ild /x /y
^^^^^^^^^^^^^^^^^^^^^^^ 2
     ^^^^^^^^^^^^ 1
            ^^^^^ 0
                      ^ …3
                       ^ …4
",
    );
}

#[test]
fn a_word_in_shell_text() {
    selection(
        "
FROM a
^ 3…
^ 4…
RUN apt-get in‸stall -y
^^^^^^^^^^^^^^^^^^^^^^ 2
    ^^^^^^^^^^^^^^^^^^ 1
            ^^^^^^^ 0
                     ^ …3
                      ^ …4
",
    );
}
