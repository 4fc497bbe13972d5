//! `--format sarif`, against the schema of OASIS and against what JSON says.

use std::collections::HashSet;
use std::fs;

use serde_json::{Value, json};

use super::{Shown, dflint, dflint_reading, fixture, folder};
use crate::shared::project;

fn validator() -> jsonschema::Validator {
    let schema = fs::read_to_string(project().join("tests/fixtures/sarif/sarif-schema-2.1.0.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&schema).unwrap();
    // A slip of the schema: this pattern has a `]` too many, which JavaScript overlooks and others refuse. dflint writes no language.
    for object in ["run", "toolComponent"] {
        schema["definitions"][object]["properties"]["language"].as_object_mut().unwrap().remove("pattern").unwrap();
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

#[track_caller]
fn check(shown: &Shown) -> Value {
    let log = shown.json();
    let errors: Vec<_> = validator().iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    log
}

/// The only run of a log.
fn only_run(log: &Value) -> &Value {
    assert_eq!((log["version"].as_str(), log["runs"].as_array().unwrap().len()), (Some("2.1.0"), 1));
    &log["runs"][0]
}

fn results(log: &Value) -> &Vec<Value> {
    only_run(log)["results"].as_array().unwrap()
}

#[test]
fn logs_are_valid() {
    let strange =
        folder(&[("a b/ü:%.Dockerfile", &b"\xef\xbb\xbfFROM alpine:latest\r\nEXPOSE \xff \xf0\x9f\x9a\x80\r\n"[..]), ("-x", b"")]);
    check(&dflint(fixture(""), &["check", "--format=sarif"]));
    check(&dflint(fixture("shop"), &["check", "--format=sarif", "missing", "tools"]));
    check(&dflint(fixture("shop"), &["check", "--format=sarif", "--select=all"]));
    check(&dflint(strange.path(), &["check", "--format=sarif", "."]));
    check(&dflint_reading(b"FOO", &["check", "--format=sarif", "-"]));
    let mistaken = folder(&[("Dockerfile", "FROM alpine:latest\n"), ("dflint.toml", "selekt = []\n")]);
    assert_eq!(results(&check(&dflint(mistaken.path(), &["check", "--format=sarif"]))).len(), 2);
}

/// The test above can fail: what the specification demands or forbids is noticed.
#[test]
fn the_schema_bites() {
    let log = dflint(fixture("shop"), &["check", "--format=sarif"]).json();
    let validator = validator();
    assert!(validator.is_valid(&log));
    for (place, value) in [
        ("/version", json!("2.0.0")),
        ("/runs/0/columnKind", json!("bytes")),
        ("/runs/0/tool/driver", json!({})),
        ("/runs/0/tool/driver/informationUri", json!("no uri")),
        ("/runs/0/results/0/level", json!("info")),
        ("/runs/0/results/0/message", json!("text")),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", json!(0)),
        ("/runs/0/results/0/locations/0/physicalLocation/region/more", json!(1)),
        ("/runs/0/artifacts/0/location/uri", json!("a b")),
        ("/runs/0/invocations/0/executionSuccessful", json!("yes")),
    ] {
        let mut wrong = log.clone();
        let (parent, key) = place.rsplit_once('/').unwrap();
        wrong.pointer_mut(parent).unwrap()[key] = value;
        assert!(!validator.is_valid(&wrong), "{place}");
    }
}

#[test]
fn one_result_in_full() {
    let log = check(&dflint(fixture("shop"), &["check", "--format=sarif", "api"]));
    let run = only_run(&log);
    let place = |region: Value| {
        json!({
            "artifactLocation": {"uri": "api/Dockerfile", "uriBaseId": "%SRCROOT%", "index": 0},
            "region": region,
        })
    };
    let region = json!({"startLine": 14, "startColumn": 13, "endLine": 14, "endColumn": 18, "byteOffset": 271, "byteLength": 5});
    let mut result = run["results"].as_array().unwrap().iter().find(|result| result["ruleId"] == "unknown-stage").unwrap().clone();
    // The one is a number that changes with the rules, the other is tested below.
    let index = result["ruleIndex"].take().as_u64().unwrap();
    let fingerprint = result["partialFingerprints"]["dflintLineText/v1"].take();
    assert_eq!(fingerprint.as_str().unwrap().len(), 18);
    assert_eq!(
        result,
        json!({
            "ruleId": "unknown-stage",
            "ruleIndex": null,
            "level": "warning",
            "message": {"text": "There is no stage named `biuld`, so BuildKit will try to pull an image of that name. Did you mean `build`?"},
            "locations": [{"physicalLocation": place(region.clone())}],
            "partialFingerprints": {"dflintLineText/v1": null},
            "relatedLocations": [{
                "id": 0,
                "message": {"text": "a stage with a similar name"},
                "physicalLocation": place(json!({
                    "startLine": 4, "startColumn": 37, "endLine": 4, "endColumn": 42, "byteOffset": 86, "byteLength": 5,
                })),
            }],
            "fixes": [{
                "description": {"text": "Write `build`"},
                "artifactChanges": [{
                    "artifactLocation": {"uri": "api/Dockerfile", "uriBaseId": "%SRCROOT%", "index": 0},
                    "replacements": [{
                        "deletedRegion": region,
                        "insertedContent": {"text": "build"},
                    }],
                }],
                "properties": {"isSafe": false},
            }],
        })
    );
    let length = fs::metadata(fixture("shop/api/Dockerfile")).unwrap().len();
    assert_eq!(run["artifacts"][0]["length"], length);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert_eq!((&driver["name"], &driver["version"]), (&json!("dflint"), &json!(env!("CARGO_PKG_VERSION"))));
    let rule = &driver["rules"][index as usize];
    assert_eq!(rule["id"], "unknown-stage");
    assert_eq!(rule["defaultConfiguration"], json!({"level": "warning"}));
    assert_eq!(rule["properties"]["tags"].as_array().unwrap()[..2], [json!("stages"), json!("DL3022")]);
    assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# unknown-stage\n"));
    assert_eq!(run["originalUriBaseIds"].as_object().unwrap().keys().collect::<Vec<_>>(), ["%SRCROOT%"]);
}

/// All findings with their levels, places and files.
#[test]
fn results_say_what_json_says() {
    let files = folder(&[("a b/ü:%.Dockerfile", &b"\xef\xbb\xbfFROM alpine:latest\r\nEXPOSE \"\xf0\x9f\x9a\x80\"/tcp 81/\xff\r\n"[..])]);
    for place in [fixture(""), files.path().to_owned()] {
        let log = check(&dflint(&place, &["check", "--format=sarif"]));
        let findings = dflint(&place, &["check", "--format=jsonl"]).lines();
        let of_finding = |finding: &Value| {
            let (start, end) = (&finding["range"]["start"], &finding["range"]["end"]);
            let level = if finding["level"] == "info" { &json!("note") } else { &finding["level"] };
            let length = end["offset"].as_u64().unwrap() - start["offset"].as_u64().unwrap();
            let path = finding["path"].as_str().unwrap().replace('%', "%25").replace(' ', "%20").replace(':', "%3A").replace('ü', "%C3%BC");
            json!([finding["rule"], level, path, start["line"], start["column"], end["line"], end["column"], start["offset"], length])
        };
        let of_result = |result: &Value| {
            let place = &result["locations"][0]["physicalLocation"];
            let region = &place["region"];
            let [line, column, end, end_column, offset, length] =
                ["startLine", "startColumn", "endLine", "endColumn", "byteOffset", "byteLength"].map(|key| &region[key]);
            let file = &place["artifactLocation"]["uri"];
            json!([result["ruleId"], result["level"], file, line, column, end, end_column, offset, length])
        };
        assert!(findings.len() >= 3);
        assert_eq!(results(&log).iter().map(of_result).collect::<Vec<_>>(), findings.iter().map(of_finding).collect::<Vec<_>>());
        // Indexes lead where they say.
        let run = only_run(&log);
        for result in results(&log) {
            assert_eq!(run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
            let file = &result["locations"][0]["physicalLocation"]["artifactLocation"];
            assert_eq!(run["artifacts"][file["index"].as_u64().unwrap() as usize]["location"]["uri"], file["uri"]);
        }
    }
}

#[test]
fn every_rule_is_described() {
    let log = dflint(fixture("shop"), &["check", "--format=sarif", "tools"]).json();
    assert_eq!(results(&log), &[] as &[Value]);
    let described = only_run(&log)["tool"]["driver"]["rules"].as_array().unwrap();
    let rules = dflint(".", &["rules", "--format=json"]).json();
    let names = |rules: &[Value], key: &str| rules.iter().map(|rule| rule[key].clone()).collect::<Vec<_>>();
    assert_eq!(names(described, "id"), names(rules.as_array().unwrap(), "name"));
    for (described, rule) in described.iter().zip(rules.as_array().unwrap()) {
        let is_on = described["defaultConfiguration"]["enabled"] != false;
        assert_eq!(is_on, rule["level"] != "allow", "{rule}");
        assert_eq!(described["shortDescription"]["text"], rule["summary"]);
        assert_eq!(described["helpUri"], rule["url"]);
        let why = described["fullDescription"]["text"].as_str().unwrap();
        assert!(why != rule["summary"] && why.ends_with(['.', ':']) && !why.contains('\n'), "{why}");
    }
}

fn fingerprints(text: &str) -> Vec<String> {
    let files = folder(&[("Dockerfile", text)]);
    let log = dflint(files.path(), &["check", "--format=sarif"]).json();
    let print = |result: &Value| result["partialFingerprints"]["dflintLineText/v1"].as_str().unwrap().to_owned();
    results(&log).iter().map(print).collect()
}

#[test]
fn fingerprints_are_of_the_line_and_not_of_its_number() {
    let first = fingerprints("FROM alpine:latest\nEXPOSE x\nEXPOSE y\n");
    assert_eq!(first.len(), 3);
    assert_eq!(fingerprints("# one\n# two\n\nFROM alpine:latest\n  EXPOSE x  \nUSER 1\nEXPOSE y\r\n"), first, "lines moved");
    let other = fingerprints("FROM alpine:latest\nEXPOSE x\nEXPOSE z\n");
    assert_eq!((&other[..2], other[2] == first[2]), (&first[..2], false), "a line changed");
    // Written down, because a fingerprint that changes with the version makes every finding a new one.
    assert_eq!(first, ["3a329f73cb7510c7:1", "39f1f456b43c6d7e:1", "39f55a56b43f50a7:1"]);
}

#[test]
fn fingerprints_of_equal_lines_are_counted() {
    let equal = fingerprints("FROM alpine:3.20\nEXPOSE x\nEXPOSE x\nEXPOSE x y\n");
    assert_eq!(equal.iter().collect::<HashSet<_>>().len(), 4, "{equal:?}");
    let (hashes, counts): (Vec<_>, Vec<_>) = equal.iter().map(|print| print.split_once(':').unwrap()).unzip();
    assert_eq!(counts, ["1", "2", "1", "2"]);
    assert!(hashes[0] == hashes[1] && hashes[1] != hashes[2] && hashes[2] == hashes[3]);
}

#[test]
fn what_could_not_be_read_is_in_the_invocation() {
    let log = check(&dflint(fixture("shop"), &["check", "--format=sarif", "missing file", "tools"]));
    let invocation = &only_run(&log)["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notifications = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!((notifications.len(), &notifications[0]["level"]), (1, &json!("error")));
    assert!(notifications[0]["message"]["text"].as_str().unwrap().starts_with("cannot read missing file: "));
    let file = &notifications[0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(*file, json!({"uri": "missing%20file", "uriBaseId": "%SRCROOT%"}));

    let successful = |arguments: &[&str]| {
        let shown = dflint(fixture("shop"), &[&["check", "--format=sarif"], arguments].concat());
        (only_run(&shown.json())["invocations"][0]["executionSuccessful"].clone(), shown.code.unwrap())
    };
    assert_eq!(successful(&[]), (json!(true), 1), "findings are no failure");
    assert_eq!(successful(&["--target=nonsense"]), (json!(false), 2));
}

/// SARIF 2.1.0, §3.11.5: within message strings, "{" and "}" are written as "{{" and "}}".
#[test]
fn braces_are_doubled() {
    let text = b"ARG V\nFROM alpine:3.20\nEXPOSE {0}\nCOPY --from=${V} /a /b\n";
    let log = check(&dflint_reading(text, &["check", "--format=sarif", "-", "--target={x}"]));
    let messages: Vec<_> = results(&log).iter().map(|result| result["message"]["text"].as_str().unwrap()).collect();
    let findings = dflint_reading(text, &["check", "--format=jsonl", "-"]).lines();
    let plain = |finding: &Value| match finding["help"].as_str() {
        Some(help) => format!("{} {help}", finding["message"].as_str().unwrap()),
        None => finding["message"].as_str().unwrap().to_owned(),
    };
    assert!(findings.iter().any(|finding| plain(finding).contains("{0}")), "{findings:#?}");
    // What a reader makes of them (the same section: `{n}` would be replaced).
    let shown = |message: &&str| message.replace("{{", "{").replace("}}", "}");
    assert_eq!(messages.iter().map(shown).collect::<Vec<_>>(), findings.iter().map(plain).collect::<Vec<_>>());
    let mut strings = messages;
    strings.push(only_run(&log)["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap());
    assert!(strings.last().unwrap().contains("`{{x}}`"), "{strings:?}");
    for rule in only_run(&log)["tool"]["driver"]["rules"].as_array().unwrap() {
        strings.extend(["shortDescription", "fullDescription", "help"].map(|key| rule[key]["text"].as_str().unwrap()));
    }
    for string in strings {
        let left = string.replace("{{", "").replace("}}", "");
        assert!(!left.contains(['{', '}']), "{string}");
    }
}

/// What lies below the folder of the call is relative to it, however it is named; the rest is absolute.
#[test]
fn uris() {
    let files = folder(&[("a/Dockerfile", "FROM alpine:latest\n"), ("b/Dockerfile", "FROM alpine:latest\n")]);
    let root = files.path().canonicalize().unwrap();
    let location = |path: &str| {
        let log = check(&dflint(root.join("a"), &["check", "--format=sarif", path]));
        results(&log)[0]["locations"][0]["physicalLocation"]["artifactLocation"].clone()
    };
    let inside = json!({"uri": "Dockerfile", "uriBaseId": "%SRCROOT%", "index": 0});
    for path in ["Dockerfile", "./Dockerfile", "../a/Dockerfile", root.join("a/Dockerfile").to_str().unwrap()] {
        assert_eq!(location(path), inside, "{path}");
    }
    let outside = json!({"uri": format!("file://{}", root.join("b/Dockerfile").display()), "index": 0});
    assert_eq!(location("../b/Dockerfile"), outside);
}
