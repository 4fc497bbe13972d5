use dflint::document::Document;
use dflint::ide::hints::{Wanted, hints};
use dflint::stages::BuildOptions;
use dflint::text::ByteRange;

use super::{Question, check};
use crate::shared::sample;

const ALL: Wanted = Wanted { stage_names: true, stage_numbers: true, bases: true, values: true };

fn shown(wanted: Wanted) -> impl Fn(&Question) -> Vec<(ByteRange, String)> {
    move |question| {
        let hints = hints(&question.document, &question.settings.build, wanted, question.document.range());
        let target = |range: ByteRange| format!(" -> {}", String::from_utf8_lossy(range.slice(question.document.text())));
        hints.into_iter().map(|hint| (ByteRange::empty(hint.offset), hint.label + &hint.target.map(target).unwrap_or_default())).collect()
    }
}

const FIXTURE: &str = "
ARG V=1
ARG UNSET
FROM golang:${V}-$V AS Build
                   ^ |= golang:1-1
FROM a:$UNSET
             ^ |stage 1
ENV A=b C=
ENV D=${A} E=$A-$C F=${A:-x}
FROM scratch
            ^ |stage 2
COPY --from=0 /a /b
             ^ |Build -> Build
COPY --from=1 /a /b
             ^ |FROM a:$UNSET -> a:$UNSET
RUN --mount=from=0,target=/x --mount=from=build,target=/y echo $A
";

#[test]
fn numbers_and_bases() {
    check(FIXTURE, shown(Wanted::default()));
    let none = Wanted { stage_names: false, stage_numbers: false, bases: false, values: false };
    check("FROM a\nFROM b\nCOPY --from=0 /a /b\n", shown(none));
}

#[test]
fn one_stage_needs_no_number() {
    check("FROM a\n", shown(ALL));
}

#[test]
fn values_of_variables() {
    let fixture = "
FROM a AS a
ARG X
ENV A=b C=
ENV D=${A} E=$A-$C F=${A:-x} G=$X H=$PATH
          ^ |= b
               ^ |= b
                  ^ |= \"\"
RUN echo $A ${A} '$A' ${A:-b} $X; A=1
RUN echo \"$A\" ${A}
            ^ |= b
                  ^ |= b
ENV LONG=0123456789012345678901234567890123456789-
WORKDIR /$LONG
              ^ |= 0123456789012345678901234567890123456789…
";
    check(fixture, shown(Wanted { values: true, ..Wanted::default() }));
}

#[test]
fn only_those_in_the_part_that_is_asked_for() {
    let document = Document::new(b"FROM a\nFROM b\nFROM c\n".to_vec(), &BuildOptions::default());
    let hints = hints(&document, &BuildOptions::default(), ALL, ByteRange::new(7, 13));
    assert_eq!(hints.iter().map(|hint| hint.label.as_str()).collect::<Vec<_>>(), ["stage 1"]);
}

#[test]
fn hints_lie_in_the_text_and_in_one_line() {
    let Some(files) = sample() else { return };
    let mut counted = 0;
    for (path, text) in files.iter().step_by(3) {
        for end in [text.len(), text.len() / 2] {
            let document = Document::new(text[..end].to_vec(), &BuildOptions::default());
            for hint in hints(&document, &BuildOptions::default(), ALL, document.range()) {
                assert!(hint.offset as usize <= end && !hint.label.is_empty() && !hint.label.contains(['\n', '\r']), "{path}: {hint:?}");
                counted += 1;
            }
        }
    }
    assert!(counted > 500, "{counted}");
}
