use dflint::document::Document;
use dflint::ide::definition::{base, declaration, definition};
use dflint::ide::names::Names;
use dflint::stages::BuildOptions;

use super::{Question, check};

fn names(question: &Question) -> Names {
    Names::of(&question.document, &question.settings.build)
}

/// Marks where the name under the cursor is defined.
#[track_caller]
fn defines(fixture: &str) {
    check(fixture, |question| {
        let targets = definition(&question.document, &names(question), question.cursor);
        targets.into_iter().map(|target| (target.selection, "here".to_owned())).collect()
    });
}

#[test]
fn stages_by_name_number_and_mount() {
    defines(
        "
FROM a AS build
          ^^^^^ here
FROM b
COPY --link --from=bui‸ld /x /x
",
    );
    defines(
        "
FROM a AS build
          ^^^^^ here
FROM b
RUN --mount=type=bind,from=bu‸ild,target=/x true
",
    );
    defines(
        "
FROM a
^^^^ here
FROM b
COPY --from=‸0 /x /x
",
    );
    // Of two stages with one name FROM means the one before, and `--from` the last.
    defines(
        "
FROM a AS x
          ^ here
FROM ‸x AS x
COPY --from=x / /
",
    );
}

#[test]
fn a_word_with_a_variable_may_mean_several_stages() {
    defines(
        "
ARG V=a
FROM x AS base-a
          ^^^^^^ here
FROM x AS base-b
          ^^^^^^ here
FROM ‸base-${V}
",
    );
}

#[test]
fn variables_across_stages() {
    defines(
        "
FROM a AS base
ENV HOME_DIR=/x
    ^^^^^^^^ here
FROM base
COPY . ${HOME‸_DIR}
",
    );
    defines(
        "
ARG V=1
    ^ here
FROM a:$‸V
ARG V
RUN echo $V
",
    );
    defines(
        "
ARG V=1
FROM a:$V
ARG V
    ^ here
RUN echo 'no $V' && \\
    # a comment
    echo \"${‸V}\"
",
    );
    // The ARG of a stage leads to the one it takes over.
    defines(
        "
ARG V=1
    ^ here
FROM a
ARG ‸V
",
    );
    // The one above, not the one below.
    defines(
        "
FROM a
ENV X=1
    ^ here
RUN echo $‸X
ENV X=2
",
    );
}

#[test]
fn heredocs_and_what_has_no_definition() {
    defines(
        "
FROM a
RUN <<EOF
      ^^^ here
x
E‸OF
",
    );
    defines("FROM a\nRUN echo $‸NOTHING\n");
    defines("FROM ‸a\n");
    defines("FROM a AS b\n\n‸\n");
}

#[test]
fn what_a_script_sets_is_its_own() {
    defines("FROM a\nENV V=1\nRUN V=2; echo $‸V\n");
    defines(
        "
FROM a
ENV V=1
    ^ here
RUN V=${‸V}-x; export V
",
    );
}

#[test]
fn declarations_and_bases() {
    check(
        "
ARG V=1
    ^ declared
FROM a
ARG V
RUN echo $‸V
",
        |question| {
            let targets = declaration(&question.document, &names(question), question.cursor);
            targets.into_iter().map(|target| (target.selection, "declared".to_owned())).collect()
        },
    );
    check(
        "
FROM a AS one
          ^^^ base
FROM one AS two
FROM c
COPY --from=t‸wo / /
",
        |question| {
            let targets = base(&question.document, &names(question), question.cursor);
            targets.into_iter().map(|target| (target.selection, "base".to_owned())).collect()
        },
    );
}

/// The argument is the builder's, and the stages that declare it too have nothing to do with this FROM.
#[test]
fn what_another_stage_declares_is_no_definition() {
    for text in ["FROM a AS x\nARG TARGETOS\nFROM b-$TARGET‸OS\n", "FROM b-$TARGET‸OS\nARG TARGETOS\n"] {
        let (text, cursor) = super::question(text);
        let document = Document::new(text.into_bytes(), &BuildOptions::default());
        let names = Names::of(&document, &BuildOptions::default());
        assert_eq!(definition(&document, &names, cursor.unwrap() as u32), []);
    }
}

#[test]
fn a_stage_that_onbuild_names() {
    defines(
        "
FROM a AS tools
          ^^^^^ here
FROM b AS maker
ONBUILD RUN --mount=type=bind,from=to‸ols,target=/t true
FROM maker
",
    );
}

#[test]
fn variables_and_heredocs_without_a_from() {
    defines(
        "
ENV port=8080
    ^^^^ here
RUN echo \"$po‸rt\"
",
    );
    defines(
        "
ARG a
    ^ here
EXPOSE ${‸a:-80}
ARG a=2
",
    );
    defines(
        "
RUN <<EOF
      ^^^ here
echo
EO‸F
",
    );
}
