use dflint::document::Document;
use dflint::ide::links::{LinkTarget, links, page_of_image};
use dflint::rules;
use dflint::stages::BuildOptions;
use dflint::text::ByteRange;

use super::{Question, check};
use crate::shared::sample;

fn shown(question: &Question) -> Vec<(ByteRange, String)> {
    let links = links(&question.document, rules::ALL).into_iter();
    links
        .map(|link| match link.target {
            LinkTarget::Page(page) => (link.range, page.rsplit_once("/blob/").map_or(page.clone(), |(_, page)| page.to_owned())),
            LinkTarget::File(path) => (link.range, format!("file {path}")),
        })
        .collect()
}

#[test]
fn images_files_and_rules() {
    let fixture = "
# syntax=docker/dockerfile:1
         ^^^^^^^^^^^^^^^^^^^ https://hub.docker.com/r/docker/dockerfile
# dflint: ignore-file=latest-tag,all,nonsense
                      ^^^^^^^^^^ main/server/src/rules/latest_tag.md
ARG V=1.23
ARG UNSET
FROM golang:$V AS build
     ^^^^^^^^^ https://hub.docker.com/_/golang
FROM a:$UNSET
FROM build
ENV D=src
COPY $D/a.txt ./../../b \"c\" $UNSET/d *.go . /x/
     ^^^^^^^^ file src/a.txt
              ^^^^^^^^^ file b
                        ^^^ file c
ADD https://a.example/b.tgz github.com/a/b#v1 git@a.example:b /c /d
    ^^^^^^^^^^^^^^^^^^^^^^^ https://a.example/b.tgz
                            ^^^^^^^^^^^^^^^^^ https://github.com/a/b
                                                              ^^ file c
COPY --from=nginx:1 /a /b
            ^^^^^^^ https://hub.docker.com/_/nginx
COPY --from=0 /a /b
COPY <<E /x
text
E
RUN --mount=from=me/x,target=/x true
                 ^^^^ https://hub.docker.com/r/me/x
ONBUILD COPY [\"e f\", \"/x\"]
              ^^^^^ file e f
FROM scratch
";
    check(fixture, shown);
}

#[test]
fn pages_are_those_of_the_registry() {
    for (reference, page) in [
        ("alpine", Some("https://hub.docker.com/_/alpine")),
        ("library/alpine:3", Some("https://hub.docker.com/_/alpine")),
        ("docker.io/library/alpine", Some("https://hub.docker.com/_/alpine")),
        ("docker.io/me/x", Some("https://hub.docker.com/r/me/x")),
        ("quay.example/a/b:1", Some("https://quay.example/repository/a/b")),
        ("mcr.example/dotnet/sdk:8.0", Some("https://mcr.example/artifact/mar/dotnet/sdk")),
        ("ghcr.example/a/b", Some("https://ghcr.example/a/b")),
        ("registry.example:5000/a/b", None),
        ("localhost/a", None),
        ("scratch", None),
        ("Not/Valid:", None),
        ("", None),
    ] {
        assert_eq!(page_of_image(reference).as_deref(), page, "{reference}");
    }
}

#[test]
fn links_lie_in_the_text() {
    let Some(files) = sample() else { return };
    let mut counted = 0;
    for (path, text) in files.iter().step_by(3) {
        for end in [text.len(), text.len() / 2] {
            let document = Document::new(text[..end].to_vec(), &BuildOptions::default());
            let links = links(&document, rules::ALL);
            assert!(links.iter().all(|link| !link.range.is_empty() && link.range.end as usize <= end), "{path}: {links:?}");
            assert!(links.windows(2).all(|pair| pair[0].range < pair[1].range), "{path}: {links:?}");
            counted += links.len();
        }
    }
    assert!(counted > 1_000, "{counted}");
}
