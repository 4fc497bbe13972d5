use dflint::document::Document;
use dflint::ide::hierarchy::{Relative, base, built_on, describe, givers, stage_at, takers};
use dflint::ide::names::Names;

use super::check;

#[test]
fn who_takes_from_whom() {
    check(
        "
FROM a AS base
FROM base AS tools
FROM base AS bu‸ild
RUN --mount=from=tools true
                 ^^^^^ gives: stage 1
FROM c
COPY --from=build . .
            ^^^^^ takes: stage 3
COPY --from=2 . .
            ^ takes: stage 3
",
        |question| {
            let names = Names::of(&question.document, &question.settings.build);
            let stage = stage_at(&question.document, &names, question.cursor).unwrap();
            let mark = |word: &str, relatives: Vec<Relative>| {
                let mut marks = Vec::new();
                for relative in relatives {
                    marks.extend(relative.places.iter().map(|place| (*place, format!("{word}: stage {}", relative.stage))));
                }
                marks
            };
            let mut marks = mark("takes", takers(&question.document, stage));
            marks.extend(mark("gives", givers(&question.document, stage)));
            marks
        },
    );
}

#[test]
fn what_builds_on_what() {
    let text = "FROM a AS base\nFROM base AS build\nFROM base AS tools\nFROM c\nCOPY --from=build . .\n";
    let document = Document::new(text.as_bytes().to_vec(), &Default::default());
    assert_eq!(base(&document, 1), Some(0));
    assert_eq!(base(&document, 3), None);
    assert_eq!(built_on(&document, 0), [1, 2]);
    assert_eq!(describe(&document, 3).map(|(name, detail, _)| (name, detail)), Some(("stage 3".to_owned(), "FROM c".to_owned())));
    assert!(describe(&document, 4).is_none());
}
