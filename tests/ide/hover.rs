use std::cell::OnceCell;

use dflint::document::Document;
use dflint::ide::hover::{Hover, hover};
use dflint::ide::names::Names;
use dflint::lint::Settings;
use dflint::rules;
use dflint::stages::BuildOptions;

use super::{CURSOR, check};

fn at(document: &Document, settings: &Settings, offset: u32) -> Option<Hover> {
    let names = OnceCell::new();
    hover(document, &|| names.get_or_init(|| Names::of(document, &settings.build)), settings, rules::ALL, offset)
}

/// The word that the text is about.
#[track_caller]
fn about(fixture: &str) {
    check(fixture, |question| {
        let found = at(&question.document, &question.settings, question.cursor);
        found.into_iter().map(|found| (found.range, String::new())).collect()
    });
}

fn text_with(marked: &str, settings: &Settings) -> String {
    let offset = marked.find(CURSOR).unwrap();
    let document = Document::new(marked.replace(CURSOR, "").into_bytes(), &settings.build);
    at(&document, settings, offset as u32).map_or_else(String::new, |found| found.text)
}

fn text(marked: &str) -> String {
    text_with(marked, &Settings::default())
}

#[test]
fn the_word_that_it_is_about() {
    about("FR‸OM a\n^^^^\n");
    about("FROM a‸\n     ^\n");
    about("FROM a A‸S b\n       ^^\n");
    about("FROM a\nCOPY --li‸nk x y\n     ^^^^^^\n");
    about("FROM a\nCOPY --chown=ap‸p x y\n     ^^^^^^^^^^^\n");
    about("FROM a AS b\nFROM c\nCOPY --from=‸b x y\n            ^\n");
    about("FROM a\nRUN --mount=type=ca‸che,target=/x y\n                 ^^^^^\n");
    about("FROM a\nRUN --mount=type=cache,targ‸et=/x y\n                       ^^^^^^^^^\n");
    about("FROM a\nENV V=1\nRUN echo ${V‸:-x}\n           ^\n");
    about("FROM a\nENV V=1\nWORKDIR /‸${V}\n         ^^^\n");
    about("FROM a\nENV V=1\nWORKDIR /$‸{V}\n          ^^\n");
    about("FROM a\nRUN <<E\necho $FO‸O\n      ^^^\nE\n");
    about("FROM a\nRUN echo wo‸rd\n");
    about("FROM a\nONBUILD CO‸PY x y\n        ^^^^\n");
    about("# synt‸ax=docker/dockerfile:1\n  ^^^^^^\nFROM a\n");
    about("FROM a\n# dflint: ignore=latest-t‸ag\n                 ^^^^^^^^^^\nRUN x\n");
    about("FROM a\n# just wo‸rds\nRUN x\n");
}

#[test]
fn stages() {
    let file = "FROM golang:1.23 AS build
WORKDIR /src
ENV CGO_ENABLED=0
COPY go.mod ./
RUN go build -o /out/app .
FROM build AS test
RUN go test
FROM scratch
USER 1000
COPY --from=bu‸ild /out/app /app
";
    insta::assert_snapshot!(text(file), @"
    **`build`** (stage 0) ← `golang:1.23`

    The default target takes files from it.

    - Used by `test` (FROM in line 6), stage 2 (COPY in line 10)
    - WORKDIR `/src`
    - ENV `CGO_ENABLED=0`
    - Files: `/src` (WORKDIR in line 2), `/src/go.mod` (COPY in line 4), `/out/app` (RUN in line 5)
    ");
    insta::assert_snapshot!(text(&file.replace('‸', "").replace("AS test", "AS te‸st")), @"
    **`test`** (stage 1) ← `build` ← `golang:1.23`

    The default target does not need it: only `--target` can have it built.

    - WORKDIR `/src`
    - ENV `CGO_ENABLED=0`
    - Files: `/src` (WORKDIR in line 2), `/src/go.mod` (COPY in line 4), `/out/app` (RUN in line 5)
    ");
}

#[test]
fn images() {
    insta::assert_snapshot!(text("FROM gol‸ang:1.23\n"), @"
    **Image** `golang:1.23`

    - Registry: Docker Hub, as none is named
    - Repository: `library/golang`, an official image
    - Tag: `1.23`
    ");
    insta::assert_snapshot!(text("ARG V=3\nFROM reg.example:5000/a/b:$V@sha256:0‸0\n"), @"
    **Image** `reg.example:5000/a/b:$V@sha256:00` = `reg.example:5000/a/b:3@sha256:00`

    - Registry: `reg.example:5000`
    - Repository: `a/b`
    - Tag: `3`, which the digest overrides
    - Digest: `sha256:00`, which means always the same image
    ");
    insta::assert_snapshot!(text("FROM scr‸atch\n"), @"`scratch` is the empty image: no files, no shell.");
    insta::assert_snapshot!(text("FROM a\nCOPY --from=bitnami/‸redis x y\n"), @"
    **Image** `bitnami/redis`

    - Registry: Docker Hub, as none is named
    - Repository: `bitnami/redis`
    - Tag: `latest`, as none is named
    ");
}

#[test]
fn variables_and_where_their_values_come_from() {
    insta::assert_snapshot!(text("ARG V=1\nFROM a:$‸V\n"), @"
    `V` = `1`

    The default of the global ARG in line 1. `--build-arg V=…` gives it another value.
    ");
    insta::assert_snapshot!(text("ARG V=1\nFROM a\nARG V\nRUN echo $‸V\n"), @"
    `V` = `1`

    Declared by the ARG in line 3, which takes it from the global ARG in line 1. `--build-arg V=…` gives it another value. Containers do not have it.
    ");
    insta::assert_snapshot!(text("FROM a\nARG V=1\nENV V=2\nRUN echo $‸V\n"), @"
    `V` = `2`

    Set by ENV in line 3. Containers have it too.
    ");
    insta::assert_snapshot!(text("FROM a\nENV ‸V=2\nENV V=3\n"), @"
    `V` = `2`

    Set by ENV in line 2. Containers have it too.
    ");
    insta::assert_snapshot!(text("FROM a AS b\nENV V=2\nFROM b\nWORKDIR /$‸V\n"), @"
    `V` = `2`

    Set by ENV in line 2 of `b`. Containers have it too.
    ");
    insta::assert_snapshot!(text("FROM a\nARG TARGETARCH\nRUN echo $TARGET‸ARCH\n"), @"
    `TARGETARCH` = `amd64`

    Declared by the ARG in line 2. For this build, BuildKit sets it: the architecture that is built for, such as `arm64`. Containers do not have it.
    ");
    insta::assert_snapshot!(text("FROM a\nRUN echo $TARGET‸ARCH\n"), @"`TARGETARCH` is not declared in this stage, and so is empty, unless the base image sets it: `ARG TARGETARCH` gets it. The architecture that is built for, such as `arm64`.");
    insta::assert_snapshot!(text("ARG V=1\nFROM a\nRUN echo $‸V\n"), @"`V` is not declared in this stage, and so is empty, unless the base image sets it: `ARG V` takes it from the global ARG in line 1.");
    insta::assert_snapshot!(text("FROM a\nRUN echo $HOM‸E\n"), @"`HOME` is not set in this file; the image `a` may set it.");
    insta::assert_snapshot!(text("FROM a\nRUN x=1; echo $‸x\n"), @"`x` is a variable of the shell: this script sets it.");
    insta::assert_snapshot!(text("FROM scratch\nWORKDIR /$‸x\n"), @"`x` is not set here.");
    let build = BuildOptions { build_args: vec![("V".to_owned(), "9".to_owned())], ..BuildOptions::default() };
    let given = Settings { build, ..Settings::default() };
    insta::assert_snapshot!(text_with("FROM a\nARG V=1\nRUN echo $‸V\n", &given), @"
    `V` = `9`

    Given as a build argument. Containers do not have it.
    ");
}

#[test]
fn instructions_flags_and_mounts() {
    insta::assert_snapshot!(text("FROM a\nC‸MD [\"x\"]\n"), @r#"
    ```dockerfile
    CMD ["program", "argument"…]
    CMD command
    ```

    What a container runs if nothing else is said, or the default arguments of ENTRYPOINT. Only the last one of a stage counts.

    [Dockerfile reference](https://docs.docker.com/reference/dockerfile/#cmd)

    Here in exec form: the program is run without a shell, which would expand variables.
    "#);
    insta::assert_snapshot!(text("FROM a\nRUN --network‸=none x\n"), @"
    `RUN --network=default|none|host`

    The network that the command has.

    - `default`: The network of the build.
    - `none`: No network but the loopback device.
    - `host`: The network of the builder's host; the build must allow `network.host`.

    [Dockerfile reference](https://docs.docker.com/reference/dockerfile/#run---network)
    ");
    insta::assert_snapshot!(text("FROM a\nRUN --mount=type=‸ssh x\n"), @"
    `RUN --mount=type=ssh`

    The SSH agent of the build, through its socket.

    - `id`: The agent, as the build names it by `--ssh`: `default` if nothing is said.
    - `target`: The path of the socket.
    - `required`: Stops the build if no agent is given.
    - `mode`: The permissions of the socket, in octal digits: 0600 if nothing is said.
    - `uid`: The user the socket belongs to, by number: 0 if nothing is said.
    - `gid`: The group the socket belongs to, by number: 0 if nothing is said.

    [Dockerfile reference](https://docs.docker.com/reference/dockerfile/#run---mounttypessh)
    ");
    insta::assert_snapshot!(text("FROM a\nRUN --mount=type=cache,target=/x,s‸haring=locked x\n"), @"
    `sharing=shared|private|locked` of `--mount=type=cache`

    What becomes of builds that use the cache at the same time.

    [Dockerfile reference](https://docs.docker.com/reference/dockerfile/#run---mounttypecache)
    ");
    insta::assert_snapshot!(text("FROM a\nCOPY <<-E‸OF /x\nEOF\n"), @"**Heredoc** `EOF`: the lines up to one that is nothing but this word. BuildKit expands variables in them. Tabs at the beginning of a line are dropped.");
    insta::assert_snapshot!(text("# esc‸ape=`\nFROM a\n"), @"
    `# escape=…`, a parser directive

    The character that continues a line and takes its meaning from the next character: a backslash, or a backtick for paths of Windows.

    [Dockerfile reference](https://docs.docker.com/reference/dockerfile/#escape)
    ");
}

#[test]
fn rules_in_suppressions() {
    let found = text("FROM a\n# hadolint ignore=DL3006,DL30‸07\nFROM b\n");
    assert!(found.starts_with("**latest-tag** (images, warning)\n\nAn image is used with the tag `latest`."), "{found}");
    assert!(found.contains("/latest_tag.md)") && !found.contains("```"), "{found}");
    assert!(text("# check=skip=Stage‸NameCasing\nFROM a\n").starts_with("**stage-name-casing**"));
}

#[test]
fn a_stage_that_onbuild_names() {
    let found = text("FROM a AS tools\nFROM b AS maker\nONBUILD COPY --from=to‸ols /x /x\n");
    assert!(found.contains("`tools`") && found.contains("Used by `maker` (ONBUILD in line 3)"), "{found}");
}

#[test]
fn variables_without_a_from() {
    let found = text("ENV port=8080\nEXPOSE ${po‸rt}\n");
    assert!(found.contains("`port` = `8080`") && found.contains("Set by ENV in line 1."), "{found}");
    let found = text("ARG port=8080\nRUN echo $po‸rt\n");
    assert!(found.contains("`port` = `8080`") && found.contains("The default of the ARG in line 1."), "{found}");
    assert!(text("ENV po‸rt=8080\n").contains("`port` = `8080`"));
}
