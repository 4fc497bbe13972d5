//! The queries of the Dockerfile language: they compile, use only what every editor knows, and each of their patterns is found in
//! a fixture. What some of them find is written out here.

#![allow(clippy::expect_used, clippy::panic)] // this is a test: it fails by panicking

use std::collections::BTreeSet;
use std::path::Path;

use dflint_queries::{DOCKERFILE, DOCKERFILE_FOLDS, DOCKERFILE_HIGHLIGHTS, DOCKERFILE_INJECTIONS, DOCKERFILE_LOCALS, DOCKERFILE_TAGS};
use tree_sitter::{Language, Parser, Query, QueryCursor, StreamingIterator, Tree};

const PREDICATES: [&str; 4] = ["#eq?", "#match?", "#any-of?", "#set!"];

#[test]
fn every_pattern_is_found_in_a_fixture() {
    let sources = fixtures();
    let mut never = Vec::new();
    for (file, text) in DOCKERFILE {
        let query = compile(file, text);
        let mut found = BTreeSet::new();
        for source in &sources {
            let tree = parse(source);
            let mut cursor = QueryCursor::new();
            let mut matches = cursor.matches(&query, tree.root_node(), source.as_bytes());
            while let Some(hit) = matches.next() {
                found.insert(hit.pattern_index);
            }
        }
        for pattern in (0..query.pattern_count()).filter(|pattern| !found.contains(pattern)) {
            let range = query.start_byte_for_pattern(pattern)..query.end_byte_for_pattern(pattern);
            never.push(format!("{file}:\n{}", text.get(range).unwrap_or_default().trim_end()));
        }
    }
    assert!(never.is_empty(), "no fixture of queries/tests/fixtures has these:\n\n{}", never.join("\n\n"));
}

#[test]
fn every_keyword_is_coloured() {
    let query = compile("highlights.scm", DOCKERFILE_HIGHLIGHTS);
    let coloured: BTreeSet<String> = fixtures()
        .iter()
        .flat_map(|source| captures(&query, source))
        .filter(|(capture, _)| capture == "keyword")
        .map(|(_, text)| text)
        .collect();
    let language = Language::new(tree_sitter_dockerfile::LANGUAGE);
    let keywords: Vec<_> = (0..language.node_kind_count())
        .filter_map(|id| u16::try_from(id).ok())
        .filter(|&id| !language.node_kind_is_named(id) && language.node_kind_is_visible(id))
        .filter_map(|id| language.node_kind_for_id(id))
        .filter(|kind| kind.chars().all(|sign| sign.is_ascii_uppercase() || sign == '_') && *kind != "_")
        .collect();
    assert!(keywords.contains(&"FROM") && keywords.contains(&"NONE"), "{keywords:?}");
    let left: Vec<_> = keywords.iter().filter(|keyword| !coloured.contains(**keyword)).collect();
    assert!(left.is_empty(), "no fixture has these keywords, or highlights.scm does not colour them: {left:?}");
}

#[test]
fn no_node_is_coloured_twice() {
    let query = compile("highlights.scm", DOCKERFILE_HIGHLIGHTS);
    for source in fixtures() {
        let tree = parse(&source);
        let mut nodes = BTreeSet::new();
        let mut cursor = QueryCursor::new();
        let mut matches = cursor.matches(&query, tree.root_node(), source.as_bytes());
        while let Some(hit) = matches.next() {
            for capture in hit.captures() {
                assert!(nodes.insert(capture.node.id()), "coloured twice: {:?}", capture.node);
            }
        }
    }
}

#[test]
fn only_portable_predicates() {
    for (file, text) in DOCKERFILE {
        for word in text.lines().filter(|line| !line.trim_start().starts_with(';')).flat_map(|line| line.split('(').skip(1)) {
            let name = word.split_whitespace().next().unwrap_or_default();
            assert!(!name.starts_with('#') || PREDICATES.contains(&name), "{file}: {name} is not known to every editor");
        }
    }
}

#[test]
fn stages_and_variables() {
    let source = "\
ARG V=1
FROM alpine:$V AS base
FROM base AS Test
FROM ghcr.io/base
COPY --from=base --chown=$U /a /b
COPY --from=nginx:1 /a /b
RUN --mount=from=test,target=/x true
ENV A=${B:-$C} D=2
";
    let query = compile("locals.scm", DOCKERFILE_LOCALS);
    assert_eq!(
        listed(captures(&query, source).into_iter().filter(|(capture, _)| capture != "local.scope")),
        "\
local.definition.var V
local.reference V
local.definition.type base
local.reference base
local.definition.type Test
local.reference base
local.reference U
local.reference test
local.definition.var A
local.reference B
local.reference C
local.definition.var D
"
    );
}

#[test]
fn outline() {
    let source = "ARG V\nFROM a:$V AS b\nFROM b\nENV C=1\n";
    let query = compile("tags.scm", DOCKERFILE_TAGS);
    assert_eq!(
        listed(captures(&query, source)),
        "\
definition.constant ARG V
name V
definition.module FROM a:$V AS b
reference.constant $V
name V
name b
definition.module FROM b
name b
reference.module b
name b
definition.constant C=1
name C
"
    );
}

#[test]
fn a_command_is_joined_as_the_builder_joins_it() {
    let source = "RUN a && \\\n  # why\n  b <<EOF \\\n  c\nbody\nEOF\nCMD d\n";
    let query = compile("injections.scm", DOCKERFILE_INJECTIONS);
    let tree = parse(source);
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), source.as_bytes());
    let mut texts = Vec::new();
    while let Some(hit) = matches.next() {
        texts.push(hit.captures().iter().map(|capture| source.get(capture.node.byte_range()).unwrap_or_default()).collect::<Vec<_>>());
    }
    assert_eq!(texts, [vec!["a && ", "b ", "c"], vec!["d"]]);
}

#[test]
fn scripts_are_of_the_language_that_they_name() {
    let query = compile("injections.scm", DOCKERFILE_INJECTIONS);
    for (source, language) in [
        ("RUN <<E\na\nE\n", Some("bash")),
        ("RUN <<E\n# a\nE\n", Some("bash")),
        ("RUN <<E\n#\nE\n", Some("bash")),
        ("RUN <<E\n#!/bin/sh -e\na\nE\n", Some("bash")),
        ("RUN <<E\n#!/usr/bin/env bash\na\nE\n", Some("bash")),
        ("RUN <<E\n#!/usr/bin/python3\na\nE\n", Some("python")),
        ("RUN <<E\n#!/usr/bin/env pwsh\na\nE\n", None),
        ("RUN /bin/bash <<E\na\nE\n", Some("bash")),
        ("RUN sh -ex <<E\na\nE\n", Some("bash")),
        ("RUN python3 - <<E\na\nE\n", Some("python")),
        ("RUN cat <<E\na\nE\n", None),
        ("COPY <<E /x\na\nE\n", None),
        ("ONBUILD RUN <<E\na\nE\n", Some("bash")),
    ] {
        let tree = parse(source);
        let mut cursor = QueryCursor::new();
        let mut matches = cursor.matches(&query, tree.root_node(), source.as_bytes());
        let mut languages = Vec::new();
        while let Some(hit) = matches.next() {
            let settings = query.property_settings(hit.pattern_index);
            if hit.captures().iter().any(|capture| capture.node.kind() == "heredoc_block") {
                let setting = settings.iter().find(|setting| &*setting.key == "injection.language").expect("a language");
                languages.push(setting.value.as_deref().expect("its name"));
            }
        }
        assert_eq!(languages, language.into_iter().collect::<Vec<_>>(), "{source}");
    }
}

#[test]
fn comments_that_follow_one_another_are_one_fold() {
    let source = "# a\n# b\nFROM c\n# d\n# e\n# f\nRUN g\n";
    let query = compile("folds.scm", DOCKERFILE_FOLDS);
    let tree = parse(source);
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), source.as_bytes());
    let mut folds = Vec::new();
    while let Some(hit) = matches.next() {
        let rows: Vec<_> = hit.captures().iter().map(|capture| capture.node.start_position().row).collect();
        folds.push(rows);
    }
    folds.sort();
    assert_eq!(folds, [vec![0, 1], vec![2], vec![3, 4, 5], vec![6]]);
}

fn fixtures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let entries = folder.read_dir().expect("the fixtures can be listed");
    let dockerfiles =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.extension().is_some_and(|name| name == "Dockerfile"));
    dockerfiles.map(|path| std::fs::read_to_string(path).expect("a fixture in UTF-8")).collect()
}

fn compile(file: &str, text: &str) -> Query {
    Query::new(&Language::new(tree_sitter_dockerfile::LANGUAGE), text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn parse(source: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&Language::new(tree_sitter_dockerfile::LANGUAGE)).expect("the language fits this tree-sitter");
    parser.parse(source, None).expect("a tree")
}

/// Each capture with its text, in the order of the text.
fn captures(query: &Query, source: &str) -> Vec<(String, String)> {
    let tree = parse(source);
    let mut cursor = QueryCursor::new();
    let mut captures = cursor.captures(query, tree.root_node(), source.as_bytes());
    let mut found = Vec::new();
    while let Some((hit, index)) = captures.next() {
        let capture = hit.captures().get(*index).expect("a capture");
        let name = query.capture_names().get(capture.index as usize).expect("a name");
        found.push(((*name).to_owned(), source.get(capture.node.byte_range()).unwrap_or_default().to_owned()));
    }
    found
}

fn listed(captures: impl IntoIterator<Item = (String, String)>) -> String {
    captures.into_iter().map(|(capture, text)| format!("{capture} {text}\n")).collect()
}
