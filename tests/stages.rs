//! What a file means: stages, edges, targets, roles and variables, on small files. The wide tests are in `corpus.rs`.

use dflint::document::Document;
use dflint::stages::{BuildOptions, EdgeKind, Platform, Role, StageGraph};

fn graph(text: &str) -> StageGraph {
    graph_with(text, &BuildOptions::default())
}

fn graph_with(text: &str, options: &BuildOptions) -> StageGraph {
    Document::new(text.as_bytes().to_vec(), options).graph().clone()
}

fn arguments(given: &[(&str, &str)]) -> BuildOptions {
    let build_args = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    BuildOptions { build_args, ..BuildOptions::default() }
}

/// The edges of a stage as `kind name -> stage`.
fn edges(graph: &StageGraph, stage: usize) -> Vec<String> {
    let describe = |edge: &dflint::stages::Edge| {
        let kind = match edge.kind {
            EdgeKind::Base => "base",
            EdgeKind::Copy => "copy",
            EdgeKind::Mount => "mount",
        };
        let trigger = if edge.trigger { "onbuild " } else { "" };
        match edge.source.stage() {
            Some(to) => format!("{trigger}{kind} {} -> {to}", edge.name),
            None => format!("{trigger}{kind} {}", edge.name),
        }
    };
    graph.stages[stage].edges.iter().map(describe).collect()
}

const PIPELINE: &str = "\
ARG VARIANT=slim
FROM golang:1.23 AS deps
FROM deps AS Build
FROM deps AS lint
FROM debian:12 AS base-slim
FROM debian:13 AS base-full
FROM lint AS test
FROM base-$VARIANT AS app
COPY --from=BUILD /a /a
RUN --mount=from=deps,target=/d true
COPY --from=1 /b /b
";

#[test]
fn edges_lead_to_stages_by_name_and_number() {
    let graph = graph(PIPELINE);
    assert_eq!(edges(&graph, 1), ["base deps -> 0"]);
    assert_eq!(edges(&graph, 6), ["base base-slim -> 3", "copy BUILD -> 1", "mount deps -> 0", "copy 1 -> 1"]);
    assert_eq!(graph.stages[1].name.as_deref(), Some("build"));
    assert_eq!(graph.stages[6].base.possible, [4], "another VARIANT means base-full");
}

#[test]
fn a_build_argument_chooses_the_stage() {
    let graph = graph_with(PIPELINE, &arguments(&[("VARIANT", "full")]));
    assert_eq!(graph.stages[6].base.stage, Some(4));
    assert!(graph.reach([6]).stages().eq([0, 1, 4, 6]));
    let missing = "ARG V\nFROM a:1 AS b-1\nFROM b-$V\n";
    assert!(!graph_with(missing, &BuildOptions::default()).stages[1].base.known);
    assert_eq!(graph_with(missing, &arguments(&[("V", "1")])).stages[1].base.stage, Some(0));
}

#[test]
fn platforms_choose_stages_too() {
    let text = "FROM a:1 AS base-amd64\nFROM a:1 AS base-arm64\nFROM base-$TARGETARCH\n";
    assert_eq!(graph(text).stages[2].base.stage, Some(0));
    let options = BuildOptions { platform: Platform::parse("linux/arm64").unwrap(), ..BuildOptions::default() };
    assert_eq!(graph_with(text, &options).stages[2].base.stage, Some(1));
}

#[test]
fn targets_need_what_they_reach() {
    let graph = graph(PIPELINE);
    let needs = |target| graph.reach([target]).stages().collect::<Vec<_>>();
    assert_eq!(needs(6), [0, 1, 3, 6]);
    assert_eq!(needs(5), [0, 2, 5]);
    assert_eq!(graph.possible_reach([6]).stages().collect::<Vec<_>>(), [0, 1, 3, 4, 6]);
    assert_eq!(graph.stage_named("TEST"), Some(5));
    let legacy = graph.reach_of_legacy_builder(2);
    assert_eq!(legacy.stages().collect::<Vec<_>>(), [0, 1, 2], "every stage up to the target");
    let reach = graph.reach([6]);
    let (by, edge) = reach.reason(&graph, 0).unwrap();
    assert_eq!((by, edge.lines.first), (6, 10));
    assert!(reach.reason(&graph, 6).is_none(), "a target needs no reason");
}

#[test]
fn stages_have_roles() {
    let graph = graph(PIPELINE);
    let roles = graph.roles(6, &[5]);
    use Role::{CopiedFrom, Possible, Shipped, Tooling, Unneeded};
    assert_eq!(roles, [CopiedFrom, CopiedFrom, Tooling, Shipped, Possible, Tooling, Shipped]);
    assert_eq!(graph.roles(6, &[])[5], Unneeded);
}

#[test]
fn the_last_writer_of_a_variable_wins() {
    let text = "FROM scratch AS a\nENV V=env\nARG V=arg\nENV R=$V\nFROM a AS b\nENV S=$V\nARG V\nENV T=$V\n";
    let graph = graph(text);
    assert_eq!(graph.stages[0].scope.image_environment()[1..], [("V", "env"), ("R", "arg")]);
    let child = graph.stages[1].scope.image_environment();
    assert_eq!(child[3..], [("S", "env"), ("T", "env")], "the image's V counts again in a stage that builds on it");
    let given = graph_with(text, &arguments(&[("V", "given")]));
    assert_eq!(given.stages[1].scope.image_environment().last(), Some(&("T", "given")));
}

#[test]
fn values_that_hang_on_something_unseen_are_not_known() {
    let graph = graph("FROM a:1\nENV V=$FROM_IMAGE\nENV W=1\n");
    assert!(!graph.stages[0].scope.variable("V").unwrap().known);
    assert!(graph.stages[0].scope.variable("W").unwrap().known);
    let empty = self::graph("FROM scratch\nENV V=$NOTHING\n");
    assert!(empty.stages[0].scope.variable("V").unwrap().known, "scratch sets nothing");
}

#[test]
fn onbuild_adds_edges_where_it_is_fired() {
    let graph = graph("FROM a:1 AS dep\nFROM a:1 AS base\nONBUILD COPY --from=dep /a /a\nFROM base AS child\nFROM child\n");
    assert_eq!(edges(&graph, 1), ["base a:1"]);
    assert_eq!(edges(&graph, 2), ["base base -> 1", "onbuild copy dep -> 0"]);
    assert_eq!(edges(&graph, 3), ["base child -> 2"]);
    assert!(graph.reach([3]).needs(0));
    assert!(!graph.reach([1]).needs(0));
}

/// `--build-context` puts something in the place of stages and images.
#[test]
fn named_contexts_take_the_place_of_stages_and_images() {
    let text = "FROM alpine AS lib\nFROM lib AS Deps\nARG X=1\nENV Y=1\nCOPY a /\nONBUILD COPY --from=lib b /\nFROM deps\nCOPY --from=0 c /\n\
                COPY --from=other d /\nCOPY --from=docker.io/library/busybox:latest e $X$Y/\n";
    let graph = |contexts: &[(&str, &str)]| {
        let contexts = contexts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Document::new(text.as_bytes().to_vec(), &BuildOptions { contexts, ..BuildOptions::default() }).graph().clone()
    };
    let edges = |graph: &StageGraph, stage: usize| {
        let edges = graph.stages[stage].edges.iter();
        edges.map(|edge| (edge.name.clone(), edge.source.stage(), edge.context.clone())).collect::<Vec<_>>()
    };
    let plain = graph(&[]);
    assert_eq!(plain.reach([2]).stages().collect::<Vec<_>>(), [0, 1, 2]);
    assert!(plain.stages.iter().all(|stage| stage.context.is_none()) && edges(&plain, 2).iter().all(|edge| edge.2.is_none()));
    assert_eq!((plain.sources.len(), plain.stages[2].triggers.len(), plain.unset.len()), (1, 1, 0));
    let other = graph(&[("deps", "docker-image://x"), ("other", "./first"), ("other", "./other"), ("busybox", "target:box")]);
    assert_eq!(other.stages[1].context.as_deref(), Some("docker-image://x"));
    // Its edges are those that the file has; but nothing of it is built.
    assert_eq!(edges(&other, 1), [("lib".to_owned(), Some(0), None)]);
    assert_eq!(
        edges(&other, 2),
        [
            ("deps".to_owned(), Some(1), None),
            ("0".to_owned(), Some(0), None),
            ("other".to_owned(), None, Some("./other".to_owned())),
            ("docker.io/library/busybox:latest".to_owned(), None, Some("target:box".to_owned()))
        ]
    );
    assert_eq!((other.sources.len(), other.stages[2].triggers.len()), (0, 0));
    // Of what the context has, nothing is known.
    assert_eq!(other.unset.iter().map(|unset| (unset.name.as_str(), unset.known)).collect::<Vec<_>>(), [("X", false), ("Y", false)]);
    let image = graph(&[("alpine", "docker-image://scratch")]);
    assert_eq!(edges(&image, 0), [("alpine".to_owned(), None, Some("docker-image://scratch".to_owned()))]);
    assert!(!image.stages[0].scope.complete);
    let lib = graph(&[("lib", "./lib")]);
    assert_eq!(lib.reach([1]).stages().collect::<Vec<_>>(), [0, 1]);
    assert!(!graph(&[("deps", ".")]).reach([1]).needs(0));
}

/// The names that stages without one could have.
fn new_names(text: &str) -> Vec<String> {
    let graph = graph(text);
    let unnamed: Vec<_> = (0..graph.stages.len()).filter(|at| graph.stages[*at].name.is_none()).collect();
    graph.suggest_names(&unnamed, |name| name == "given")
}

#[test]
fn toolchains_are_builds_and_others_are_called_like_their_image() {
    assert_eq!(new_names("FROM golang:1.23\nFROM example.com:5000/library/node:20@sha256:0\nFROM nginx"), ["build", "node", "nginx-build"]);
    assert_eq!(new_names("FROM rust:1\nFROM rust:1\nFROM rust:1\nFROM rust:1"), ["build", "builder", "rust", "rust-build"]);
    assert_eq!(new_names("FROM mcr.microsoft.com/dotnet/sdk:8.0\nFROM eclipse-temurin:21-jdk"), ["build", "builder"]);
}

#[test]
fn new_names_are_valid_and_free() {
    assert_eq!(new_names("FROM scratch\nFROM given:1\nFROM 0x0-org/7zip:1"), ["build", "given-build", "builder"]);
    assert_eq!(new_names("FROM golang AS build\nFROM golang:1"), ["builder"]);
}
