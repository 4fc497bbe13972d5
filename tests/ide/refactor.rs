//! Refactorings: before and after in one string, and every one that is offered on real files.

use std::collections::{BTreeMap, BTreeSet};

use dflint::document::Document;
use dflint::ide::names::Names;
use dflint::ide::refactor::{Refactor, Refactoring, refactorings};
use dflint::lint::{self, Level, Settings};
use dflint::rules;
use dflint::stages::BuildOptions;
use dflint::text::ByteRange;
use insta::assert_snapshot;
use rayon::prelude::*;

use super::apply;
use crate::shared::{full, sample};

fn offered(document: &Document, names: &Names, range: ByteRange) -> Vec<(Refactoring, Refactor)> {
    refactorings(document, &|| names, range).collect()
}

/// The text of a fixture, and what is marked in it: the place of `‸`, or what stands between two of them.
fn marked(fixture: &str) -> (Document, ByteRange) {
    let fixture = fixture.strip_prefix('\n').unwrap_or(fixture);
    let start = fixture.find('‸').unwrap();
    let text = fixture.replacen('‸', "", 1);
    let end = text.find('‸').unwrap_or(start);
    let document = Document::new(text.replace('‸', "").into_bytes(), &BuildOptions::default());
    (document, ByteRange::new(start as u32, end as u32))
}

/// Title and new text of a refactoring.
#[track_caller]
fn after(refactoring: Refactoring, fixture: &str) -> String {
    let (document, range) = marked(fixture);
    let names = Names::of(&document, &BuildOptions::default());
    match refactoring.at(&document, &|| &names, range) {
        Some(refactor) => format!("{}\n\n{}", refactor.title, String::from_utf8(apply(document.text(), &refactor.edits)).unwrap()),
        None => "not offered".to_owned(),
    }
}

#[track_caller]
fn refused(refactoring: Refactoring, fixtures: &[&str]) {
    for fixture in fixtures {
        assert_eq!(after(refactoring, fixture), "not offered", "{fixture}");
    }
}

#[test]
fn a_stage_gets_a_name() {
    assert_snapshot!(after(Refactoring::NameStage, "from a‸lpine\nrun x\nfrom scratch\ncopy --from=0 /x /\n"), @"
    Name this stage `stage-0`

    from alpine as stage-0
    run x
    from scratch
    copy --from=stage-0 /x /
    ");
    refused(Refactoring::NameStage, &["FROM ‸a AS b\n", "FROM a\nRUN ‸x\n", "ARG X=0\nFROM ‸a b\n"]);
}

#[test]
fn a_stage_is_split_and_put_together() {
    let text = "FROM alpine\nCOPY x /\nFROM golang:1.23 AS app\nARG V\n‸RUN a\nRUN b $V‸\n\n# c\nRUN c\nFROM scratch\nCOPY --from=0 / /\nCOPY --from=1 / /\nCOPY --from=app / /\n";
    assert_snapshot!(after(Refactoring::ExtractStage, text), @"
    Extract up to here into a stage `app-base`

    FROM alpine
    COPY x /
    FROM golang:1.23 AS app-base
    ARG V
    RUN a
    RUN b $V

    FROM app-base AS app

    # c
    RUN c
    FROM scratch
    COPY --from=0 / /
    COPY --from=2 / /
    COPY --from=app / /
    ");
    refused(
        Refactoring::ExtractStage,
        &[
            "FROM a\n‸RUN x\nRUN y‸\n",
            "FROM a\nRUN ‸x\nRUN y\n",
            "FROM a\nONBUILD RUN x\n‸RUN x‸\nRUN y\n",
            "FROM a\n‸RUN x‸\nRUN y\nFROM b\nCOPY --from=7 / /\n",
        ],
    );
    assert_snapshot!(after(Refactoring::InlineStage, "FROM a AS b‸ase\nRUN x\n\n# app\nFROM base AS app\n\nRUN y\nFROM c\nCOPY --from=1 / /\n"), @"
    Inline stage `base`

    FROM a AS app
    RUN x

    # app
    RUN y
    FROM c
    COPY --from=0 / /
    ");
    assert_snapshot!(after(Refactoring::InlineStage, "FROM --platform=$BUILDPLATFORM a AS base\nRUN x\nFROM c AS d\nRUN d\nFROM ‸base\nRUN y\nCOPY --from=1 / /\n"), @"
    Inline stage `base`

    FROM c AS d
    RUN d
    FROM --platform=$BUILDPLATFORM a
    RUN x
    RUN y
    COPY --from=0 / /
    ");
    refused(
        Refactoring::InlineStage,
        &[
            "FROM a AS ‸b\nFROM b\nCOPY --from=b / /\n",
            "FROM a AS ‸b\nONBUILD RUN x\nFROM b\n",
            "FROM a AS ‸b\nFROM --platform=linux/arm64 b\n",
            "ARG X=b\nFROM a AS ‸b\nFROM $X\n",
            "FROM a AS ‸b\nFROM c\n",
        ],
    );
}

#[test]
fn variables_are_declared() {
    assert_snapshot!(after(Refactoring::DeclareArgument, "ARG V=1\nFROM a\nARG W\nRUN x\nWORKDIR /$‸V\n"), @"
    Declare `V` again in this stage

    ARG V=1
    FROM a
    ARG W
    ARG V
    RUN x
    WORKDIR /$V
    ");
    assert_snapshot!(after(Refactoring::DeclareArgument, "ARG V=1\nFROM a\nRUN x \"${‸V}\"\n"), @r#"
    Declare `V` again in this stage

    ARG V=1
    FROM a
    ARG V
    RUN x "${V}"
    "#);
    assert_snapshot!(after(Refactoring::DeclareArgument, "from a\nuser $‸WHO\n"), @"
    Add `arg WHO` to this stage

    from a
    arg WHO
    user $WHO
    ");
    refused(Refactoring::DeclareArgument, &["ARG V\nFROM a\nARG V\nRUN $‸V\n", "FROM a\nRUN $‸V\n", "ARG V\nFROM a\nRUN V=1; echo $‸V\n"]);
}

#[test]
fn forms() {
    assert_snapshot!(after(Refactoring::ToExecForm, "FROM a\nCMD ng‸inx -g \"daemon off;\"\n"), @r#"
    Convert to exec form

    FROM a
    CMD ["nginx", "-g", "daemon off;"]
    "#);
    assert_snapshot!(after(Refactoring::ToShellForm, "FROM a\nCMD [ \"ng‸inx\", \"-g\", \"it's\", \"$x\", \"\" ]\n"), @r"
    Convert to shell form

    FROM a
    CMD nginx -g 'it'\''s' '$x' ''
    ");
    assert_snapshot!(after(Refactoring::ToShellForm, "FROM a\nRUN [\"/bin/sh\", \"-c\", \"a ‸&& b $x\"]\n"), @"
    Convert to shell form

    FROM a
    RUN a && b $x
    ");
    refused(Refactoring::ToExecForm, &["FROM a\nCMD ‸a $x\n", "FROM a\nCMD ‸cd x\n", "FROM a\nSHELL ‸a\n", "FROM a\nCMD ‸a | b\n"]);
    refused(
        Refactoring::ToShellForm,
        &[
            "FROM a\nCMD ‸[]\n",
            "FROM a\nSHELL [\"x\"]\nCMD ‸[\"a\"]\n",
            "FROM a\nRUN ‸[\"a\", \"<<E\"]\n",
            "FROM a\nRUN ‸[\"a\", \"b\\nc\"]\n",
        ],
    );
}

#[test]
fn chains_and_heredocs() {
    let chain = "FROM a\nRUN --network=none a | b && ‸c \\\n      d && \\\n    [ -f x ] && e > f\nUSER u\n";
    assert_snapshot!(after(Refactoring::ToHeredoc, chain), @r"
    Convert to a heredoc

    FROM a
    RUN --network=none <<EOF
    set -e
    a | b
    c \
          d
    [ -f x ]
    e > f
    EOF
    USER u
    ");
    assert_snapshot!(after(Refactoring::SplitRun, chain), @r"
    Split into 4 RUN instructions

    FROM a
    RUN --network=none a | b
    RUN --network=none c \
          d
    RUN --network=none [ -f x ]
    RUN --network=none e > f
    USER u
    ");
    assert_snapshot!(after(Refactoring::FromHeredoc, "FROM a\nRUN --network=none ‸<<EOF\nset -e\na | b\n\nc \\\n  d\nx='1 2' y\nEOF\nUSER u\n"), @r"
    Convert to a chain of commands

    FROM a
    RUN --network=none a | b \
        && c \
      d \
        && x='1 2' y
    USER u
    ");
    let unclear = [
        "FROM a\nRUN ‸a\n",
        "FROM a\nRUN ‸a && b || c\n",
        "FROM a\nRUN ‸a && b; c\n",
        "FROM a\nRUN ‸a && if b; then c; fi\n",
        "FROM a\nRUN ‸a && X=1 && c\n",
        "FROM a\nRUN ‸a && \\\n# no\n c\n",
        "FROM a\nRUN ‸a \\ \n x && c \\\n\n d\n",
        "FROM a\nSHELL [\"powershell\"]\nRUN ‸a && b\n",
    ];
    refused(Refactoring::ToHeredoc, &unclear);
    refused(Refactoring::ToHeredoc, &["# syntax=docker/dockerfile:1.2\nFROM a\nRUN ‸a && b\n", "FROM a\r\nRUN ‸a && b\r\n"]);
    refused(Refactoring::SplitRun, &unclear);
    refused(Refactoring::SplitRun, &["FROM a\nRUN ‸cd x && b\n", "FROM a\nRUN ‸export X=1 && b\n"]);
    refused(
        Refactoring::FromHeredoc,
        &[
            "FROM a\nRUN ‸<<E\na\nb\nE\n",
            "FROM a\nRUN ‸<<E\nset -e\na && b\nE\n",
            "FROM a\nRUN ‸<<E\nset -e\n# c\nb\nE\n",
            "FROM a\nRUN ‸<<E\n#!/bin/sh\nset -e\nb\nE\n",
            "FROM a\nRUN ‸<<E\nset -e\nif a\nthen b\nfi\nE\n",
            "FROM a\nRUN ‸<<E\nset -e\necho 'a\nb'\nE\n",
            "FROM a\nRUN ‸<<E cat\nset -e\nb\nE\n",
        ],
    );
}

#[test]
fn runs_are_joined() {
    assert_snapshot!(after(Refactoring::JoinRuns, "FROM a\nRUN ‸a\n\nRUN b && \\\n  c\n"), @r"
    Join with the next RUN

    FROM a
    RUN a && \
      b && \
      c
    ");
    assert_snapshot!(after(Refactoring::JoinRuns, "FROM a\nRUN ‸a\nRUN b\nRUN‸ cd c\nRUN d\n"), @r"
    Join 3 RUN instructions

    FROM a
    RUN a \
        && b \
        && cd c
    RUN d
    ");
    refused(
        Refactoring::JoinRuns,
        &[
            "FROM a\nRUN ‸a\nUSER u\nRUN b\n",
            "FROM a\nRUN ‸a\n# why\nRUN b\n",
            "FROM a\nRUN ‸cd a\nRUN b\n",
            "FROM a\nRUN ‸a\nRUN b || c\n",
            "FROM a\nRUN ‸a\nRUN --network=none b\n",
            "FROM a\nRUN ‸a",
        ],
    );
}

#[test]
fn packages_are_sorted() {
    assert_snapshot!(after(Refactoring::SortPackages, "FROM a\nRUN apt-get update && apt-get install -y --no-install-recommends z‸sh curl=7 \\\n    Bash && rm -r x\n"), @r"
    Sort packages, one a line

    FROM a
    RUN apt-get update && apt-get install -y --no-install-recommends \
        Bash \
        curl=7 \
        zsh && rm -r x
    ");
    assert_snapshot!(after(Refactoring::SortPackages, "FROM a\nRUN <<EOF\napk add --no-cache --virtual .d b‸ a\nEOF\n"), @r"
    Sort packages, one a line

    FROM a
    RUN <<EOF
    apk add --no-cache --virtual .d \
        a \
        b
    EOF
    ");
    refused(
        Refactoring::SortPackages,
        &[
            "FROM a\nRUN apk add b ‸a --virtual x\n",
            "FROM a\nRUN apk add \\\n  ‸b \\\n# c\n  a\n",
            "FROM a\nRUN apk add \\\n  ‸a \\\n  b\n",
            "FROM a\nRUN apk ‸add a\n",
            "FROM a\nRUN apk add --what ‸b a\n",
            "FROM a\nRUN apk add ‸b $(x) a\n",
        ],
    );
}

#[test]
fn lines_are_wrapped_and_unwrapped() {
    assert_snapshot!(after(Refactoring::Wrap, "FROM a\nRUN ‸a && b | c && d\n"), @r"
    Give each its own line

    FROM a
    RUN a \
        && b | c \
        && d
    ");
    assert_snapshot!(after(Refactoring::Wrap, "FROM a\nRUN x && \\\n\ty\nENV ‸A=1 B=\"2 3\"\n"), @r#"
    Give each its own line

    FROM a
    RUN x && \
    	y
    ENV A=1 \
    	B="2 3"
    "#);
    assert_snapshot!(after(Refactoring::Unwrap, "FROM a\nRUN ‸a \\\n    b 'c d' && \\\n    e\n"), @"
    Put it on one line

    FROM a
    RUN a b 'c d' && e
    ");
    refused(
        Refactoring::Unwrap,
        &["FROM a\nRUN ‸a\n", "FROM a\nRUN ‸a\\\nb\n", "FROM a\nRUN ‸'a \\\n b'\n", "FROM a\nRUN ‸a \\\n # c\n b\n"],
    );
}

/// What a build takes from where; the same once only, for RUNs are split and joined.
fn edges(document: &Document) -> BTreeSet<String> {
    let stages = document.graph().stages.iter().enumerate();
    stages.flat_map(|(at, stage)| stage.edges.iter().map(move |edge| format!("{at} {:?} {:?}", edge.kind, edge.source))).collect()
}

/// Everything but FROMs and the numbers of stages, and the variables that are missing.
fn body(document: &Document) -> (Vec<String>, Vec<&str>) {
    let others = document.file().instructions.iter().filter(|instruction| instruction.from().is_none());
    let mut lines: Vec<String> = others.map(|instruction| instruction.line.text().replace(char::is_numeric, "")).collect();
    lines.sort();
    let mut unset: Vec<&str> = document.graph().unset.iter().map(|unset| unset.name.as_str()).collect();
    unset.sort_unstable();
    (lines, unset)
}

fn errors(document: &Document) -> BTreeMap<&'static str, usize> {
    let mut errors = BTreeMap::new();
    for finding in lint::run(document, &Settings::default(), rules::ALL).into_iter().filter(|finding| finding.level == Level::Error) {
        *errors.entry(finding.rule.name).or_insert(0) += 1;
    }
    errors
}

/// The words of every shell's text, those that only a form needs left out.
fn words(document: &Document) -> Vec<String> {
    let scripts = (0..document.file().instructions.len()).filter_map(|at| document.script(at));
    let mut words: Vec<String> = scripts
        .flat_map(|script| {
            script
                .commands
                .iter()
                .flat_map(move |command| script.words(command))
                .map(move |word| super::indent::word_text(script.text_of(word.span)))
        })
        .collect();
    words.sort();
    words
}

#[test]
fn on_real_files_nothing_breaks() {
    let Some(files) = sample() else { return };
    // All of them take a minute.
    let files: Vec<_> = files.into_iter().step_by(if full() { 1 } else { 5 }).collect();
    let counts: Vec<BTreeMap<&'static str, usize>> = files
        .par_iter()
        .map(|(path, text)| {
            let document = Document::new(text.clone(), &BuildOptions::default());
            let names = Names::of(&document, &BuildOptions::default());
            let before = (errors(&document), edges(&document), words(&document));
            let mut counts = BTreeMap::new();
            let instructions = &document.file().instructions;
            let mut places: Vec<ByteRange> = instructions.iter().map(|instruction| ByteRange::empty(instruction.range.start)).collect();
            places.extend(instructions.iter().map(|instruction| instruction.range));
            places.extend(document.graph().unset.iter().map(|unset| ByteRange::empty(unset.range.start)));
            for at in 0..instructions.len() {
                let script = document.script(at);
                let commands =
                    script.into_iter().flat_map(|script| script.commands.iter().map(move |command| script.file_range(command.span)));
                places.extend(commands.map(|range| ByteRange::empty(range.start)));
            }
            places.sort();
            places.dedup();
            let mut done = std::collections::HashSet::new();
            for range in places {
                for (refactoring, refactor) in offered(&document, &names, range) {
                    let after = apply(text, &refactor.edits);
                    if !done.insert((refactoring, after.clone())) {
                        continue;
                    }
                    *counts.entry(refactoring.as_str()).or_insert(0) += 1;
                    let after = Document::new(after, &BuildOptions::default());
                    let show = || format!("{path}: {} at {range:?}\n{}", refactor.title, String::from_utf8_lossy(after.text()));
                    assert_ne!(after.text(), text.as_slice(), "{}", show());
                    assert_eq!(errors(&after), before.0, "{}", show());
                    let changes_graph = matches!(refactoring, Refactoring::ExtractStage | Refactoring::InlineStage);
                    assert!(!changes_graph || body(&after) == body(&document), "{}", show());
                    assert!(changes_graph || edges(&after) == before.1, "{}", show());
                    let changes_words = matches!(
                        refactoring,
                        Refactoring::ToExecForm | Refactoring::ToShellForm | Refactoring::ToHeredoc | Refactoring::FromHeredoc
                    );
                    assert!(changes_words || words(&after) == before.2, "{}", show());
                }
            }
            counts
        })
        .collect();
    let mut all = BTreeMap::new();
    for (name, count) in counts.into_iter().flatten() {
        *all.entry(name).or_insert(0) += count;
    }
    println!("{all:?}");
    for often in [
        "name-stage",
        "extract-stage",
        "inline-stage",
        "to-exec-form",
        "to-heredoc",
        "split-run",
        "join-runs",
        "sort-packages",
        "wrap",
        "unwrap",
    ] {
        assert!(all.get(often).is_some_and(|count| *count > 5), "{often} is not tried: {all:?}");
    }
}
