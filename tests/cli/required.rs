//! What stops a build only if an argument is not given.

use super::{dflint, folder};

/// The rules that find something in the Dockerfile, with their levels.
fn found(text: &str, compose: Option<&str>) -> Vec<String> {
    let mut files = vec![("Dockerfile", text)];
    files.extend(compose.map(|compose| ("compose.yaml", compose)));
    let folder = folder(&files);
    let shown = dflint(folder.path(), &["check", "Dockerfile", "--format", "jsonl"]);
    let of = |finding: &serde_json::Value| {
        format!("{}:{}", finding["rule"].as_str().unwrap(), finding["level"].as_str().unwrap().replace("info", "note"))
    };
    shown.lines().iter().map(of).collect()
}

const DEFAULT: &str = "ARG IMAGE=\"${IMAGE:?name an image}\"\nFROM $IMAGE\n";
const BLANK: &str = "ARG IMAGE\nFROM $IMAGE\n";
const INVALID: &str = "ARG TAG\nFROM alpine:$TAG\n";
const IN_STAGE: &str = "FROM alpine:3.20\nARG RELEASE=${RELEASE:?}\nWORKDIR /srv/$RELEASE\n";

#[test]
fn without_a_build_it_is_one_note() {
    assert_eq!(found(DEFAULT, None), ["invalid-expansion:note"]);
    assert_eq!(found(BLANK, None), ["blank-base-image:note"]);
    assert_eq!(found(INVALID, None), ["invalid-image-reference:note"]);
    assert_eq!(found(IN_STAGE, None), ["invalid-expansion:note"]);
}

#[test]
fn where_the_repository_gives_it_there_is_nothing() {
    for (text, name) in [(DEFAULT, "IMAGE"), (BLANK, "IMAGE"), (INVALID, "TAG"), (IN_STAGE, "RELEASE")] {
        for value in ["3.20", "${FROM_OUTSIDE}"] {
            let compose = format!("services:\n  web:\n    build:\n      context: .\n      args:\n        {name}: \"{value}\"\n");
            assert_eq!(found(text, Some(&compose)), [""; 0], "{text} {value}");
        }
    }
}

#[test]
fn where_one_build_does_not_give_it_it_stays() {
    let compose = "services:\n  web:\n    build:\n      context: .\n      args:\n        IMAGE: alpine\n  job:\n    build: .\n";
    assert_eq!(found(DEFAULT, Some(compose)), ["invalid-expansion:note"]);
}
