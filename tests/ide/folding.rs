use dflint::ide::folding::{FoldKind, folds};

use super::check;

#[track_caller]
fn folding(fixture: &str) {
    check(fixture, |question| {
        let kind = |kind| match kind {
            FoldKind::Code => "code",
            FoldKind::Comment => "comment",
            FoldKind::Region => "region",
        };
        folds(&question.document).into_iter().map(|fold| (fold.range, kind(fold.kind).to_owned())).collect()
    });
}

#[test]
fn stages_instructions_and_heredocs() {
    folding(
        "
ARG V
FROM a AS b
^ code…
RUN a && \\
^ code…
    b
    ^ …code
RUN <<EOF
^ code…
one
^ code…
EOF
  ^ …code
  ^ …code
  ^ …code

FROM c
^ code…
USER x
     ^ …code
",
    );
}

#[test]
fn comments_and_regions() {
    folding(
        "
# syntax=docker/dockerfile:1
^ comment…
# escape=\\
         ^ …comment

# alone

# one
^ comment…
# two
    ^ …comment
FROM a
^ code…
# region tools
^ region…
RUN b
    ^ …code
#endregion
         ^ …region
# endregion
",
    );
}

#[test]
fn one_line_is_no_fold() {
    folding("FROM a\n");
    folding("# a\n\n# b\n");
    folding("");
}
