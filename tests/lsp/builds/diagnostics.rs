//! What is wrong in build files, and what they change in Dockerfiles.

use std::fs;

use serde_json::{Value, json};

use super::{COMPOSE, DOCKERFILE, Opened, REPOSITORY};
use crate::lsp::{range, uri};

#[test]
fn a_mistyped_target_is_found_while_it_is_typed() {
    let mut opened = Opened::new(&REPOSITORY, json!({}));
    let (compose, dockerfile) = (opened.uri("compose.yaml"), opened.uri("api/Dockerfile"));
    opened.open("compose.yaml");
    assert_eq!(opened.client.diagnostics(&compose)["diagnostics"], json!([]));
    opened.set(&compose, &COMPOSE.replace("\"dev\"", "\"dve\""));
    let sent = opened.client.diagnostics(&compose);
    assert_eq!((&sent["version"], &sent["diagnostics"][0]["code"]), (&json!(2), &json!("unknown-build-target")), "{sent}");
    assert_eq!(sent["diagnostics"][0]["range"], range((6, 15), (6, 18)));
    let message = sent["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.ends_with("Did you mean `dev`?"), "{message}");
    // It is right once the Dockerfile has such a stage, saved or not.
    opened.open("api/Dockerfile");
    opened.set(&dockerfile, &DOCKERFILE.replace("AS dev", "AS dve").replace("=dev", "=dve"));
    let fixed = |sent: &Value| sent["diagnostics"].as_array().unwrap().iter().all(|one| one["range"]["start"]["line"] != 6);
    while !fixed(&opened.client.diagnostics(&compose)) {}
    opened.client.close(&compose);
    while opened.client.diagnostics(&compose)["diagnostics"] != json!([]) {}
}

/// The build context is that of the Compose file as it is being edited, and what lies in it as it comes and goes.
#[test]
fn what_a_dockerfile_copies_follows_its_builds_and_files() {
    let dockerfile = "FROM alpine:3.20\nCOPY app.conf /etc/\n";
    let compose = "services:\n  web:\n    build:\n      context: api\n";
    let files = [(".git/HEAD", ""), ("api/Dockerfile", dockerfile), ("api/ap.conf", ""), ("app.conf", ""), ("compose.yaml", compose)];
    let mut opened = Opened::new(&files, json!({}));
    let (compose_uri, dockerfile_uri) = (opened.uri("compose.yaml"), opened.uri("api/Dockerfile"));
    let codes = |sent: &Value| sent["diagnostics"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect::<Vec<_>>();
    opened.open("compose.yaml");
    opened.open("api/Dockerfile");
    assert_eq!(codes(&opened.client.diagnostics(&dockerfile_uri)), ["missing-context-path"]);
    let whole = compose.replace("context: api", "context: .\n      dockerfile: api/Dockerfile");
    opened.set(&compose_uri, &whole);
    while !codes(&opened.client.diagnostics(&dockerfile_uri)).is_empty() {}
    opened.set(&compose_uri, compose);
    while codes(&opened.client.diagnostics(&dockerfile_uri)).is_empty() {}
    // The file is made, and deleted again.
    let copied = opened.folder.path().join("api/app.conf");
    for (kind, is_there) in [(1, true), (3, false)] {
        if is_there {
            fs::write(&copied, "").unwrap()
        } else {
            fs::remove_file(&copied).unwrap()
        }
        opened.client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri(&copied), "type": kind}]}));
        while codes(&opened.client.diagnostics(&dockerfile_uri)).is_empty() != is_there {}
    }
}

#[test]
fn a_client_that_asks_gets_the_same() {
    let compose = COMPOSE.replace("\"dev\"", "\"dve\"");
    let files = [("api/Dockerfile", DOCKERFILE), ("compose.yaml", compose.as_str())];
    let mut opened = Opened::new(&files, json!({"textDocument": {"diagnostic": {}}}));
    opened.open("compose.yaml");
    let uri = opened.uri("compose.yaml");
    let report = opened.client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    assert_eq!(report["items"][0]["code"], "unknown-build-target", "{report}");
    let again = json!({"textDocument": {"uri": uri}, "previousResultId": report["resultId"]});
    assert_eq!(opened.client.ask("textDocument/diagnostic", again)["kind"], "unchanged");
}

/// What a build file says counts as it is in the editor, and what is on disk when it is closed.
#[test]
fn lenses_follow_open_build_files() {
    let shows = json!({"experimental": {"commands": {"commands": ["dflint.showReferences"]}}});
    let mut opened = Opened::new(&[("api/Dockerfile", DOCKERFILE), ("compose.yaml", COMPOSE)], shows);
    let (compose, new) = (opened.uri("compose.yaml"), opened.folder.path().join("compose.new.yaml"));
    opened.open("api/Dockerfile");
    let lens = opened.built_by("api/Dockerfile", 1);
    assert_eq!(
        (&lens["title"], &lens["command"]),
        (&json!("built by compose:web, compose:job, compose:same"), &json!("dflint.showReferences"))
    );
    assert_eq!(opened.lines(&lens["arguments"][2]), ["compose.yaml:3", "compose.yaml:7"]);
    opened.open("compose.yaml");
    opened.set(&compose, &COMPOSE.replace("target: dev", "target: base"));
    assert_eq!(opened.built_by("api/Dockerfile", 0)["title"], "built by compose:web");
    assert_eq!(opened.built_by("api/Dockerfile", 1)["title"], "built by compose:job, compose:same");
    opened.client.close(&compose);
    assert_eq!(opened.built_by("api/Dockerfile", 0)["title"], "needed by dev");
    // On disk.
    fs::write(opened.path(&compose), COMPOSE.replace("target: dev", "target: base")).unwrap();
    opened.client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": compose, "type": 2}]}));
    assert_eq!(opened.built_by("api/Dockerfile", 0)["title"], "built by compose:web");
    fs::write(&new, "services:\n  more:\n    build: {context: api, target: base}\n").unwrap();
    opened.client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri(&new), "type": 1}]}));
    let title = opened.built_by("api/Dockerfile", 0)["title"].clone();
    assert!(title.as_str().is_some_and(|title| title.contains("compose:more")), "{title}");
}

/// The client is asked to show anew what depends on build files, once they have been quiet for a while.
#[test]
fn what_depends_on_build_files_is_shown_anew() {
    let capabilities = json!({"workspace": {"codeLens": {"refreshSupport": true}, "diagnostics": {"refreshSupport": true}}, "textDocument": {"diagnostic": {}}});
    let mut opened = Opened::new(&REPOSITORY, capabilities);
    opened.open("compose.yaml");
    for text in ["a", "ab", "abc"] {
        opened.set(&opened.uri("compose.yaml"), text);
    }
    let asked = |opened: &Opened, method: &str| opened.client.asked.iter().filter(|asked| asked["method"] == method).count();
    while asked(&opened, "workspace/codeLens/refresh") == 0 {
        opened.client.ask("workspace/symbol", json!({"query": "none"}));
    }
    assert_eq!(asked(&opened, "workspace/diagnostic/refresh"), 1);
}

/// Of a file that builds nothing, nothing depends on what is typed into it.
#[test]
fn a_script_that_builds_nothing_is_of_no_concern() {
    let capabilities = json!({"workspace": {"codeLens": {"refreshSupport": true}}});
    let mut opened = Opened::new(&[REPOSITORY[0], ("test.sh", "make\n")], capabilities);
    let wait = |opened: &mut Opened, count: usize| {
        let asked = |opened: &Opened| opened.client.asked.iter().filter(|asked| asked["method"] == "workspace/codeLens/refresh").count();
        while asked(opened) < count {
            opened.client.ask("workspace/symbol", json!({"query": "none"}));
        }
        assert_eq!(asked(opened), count);
    };
    opened.open("api/Dockerfile");
    opened.open("test.sh");
    // Nobody knows what was in it before.
    wait(&mut opened, 1);
    let script = opened.uri("test.sh");
    for text in ["make all\n", "make none\n"] {
        opened.set(&script, text);
        // So long that it would be asked for, were it of any concern.
        std::thread::sleep(std::time::Duration::from_millis(600));
        wait(&mut opened, 1);
    }
    opened.set(&script, "docker build --target dev api\n");
    wait(&mut opened, 2);
    assert_eq!(opened.built_by("api/Dockerfile", 1)["title"], "built by test.sh");
    opened.set(&script, "docker build api\n");
    wait(&mut opened, 3);
    opened.set(&script, "make\n");
    wait(&mut opened, 4);
}

#[test]
fn an_inline_dockerfile_is_checked_where_it_stands() {
    let inline = "services:\n  one:\n    build:\n      dockerfile_inline: |\n        FROM alpine:3.22\n        COPY --form=x /é /b\n";
    let files = [("compose.yaml", inline), ("docker-bake.hcl", "target \"a\" {\n  dockerfile-inline = \"FROM a:1\\nUSRE b\"\n}\n")];
    let mut opened = Opened::new(&files, json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {}}}));
    opened.open("compose.yaml");
    let compose = opened.uri("compose.yaml");
    let report = opened.client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": compose}}));
    let found = &report["items"][0];
    assert_eq!((&found["code"], &found["range"]), (&json!("unknown-flag"), &range((5, 15), (5, 19))), "{report}");
    assert_eq!(report["items"].as_array().unwrap().len(), 1, "{report}");
    // While it is edited.
    opened.set(&compose, &inline.replace("--form=x ", "").replace("COPY", "CPOY"));
    let report = opened.client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": compose}}));
    assert_eq!(report["items"][0]["code"], "unknown-instruction", "{report}");
    let report = opened.client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let of = |name: &str| report["items"].as_array().unwrap().iter().find(|item| item["uri"].as_str().unwrap().ends_with(name));
    assert_eq!(of("docker-bake.hcl").unwrap()["items"][0]["range"], range((1, 33), (1, 37)), "{report}");
}

#[test]
fn a_mistyped_target_is_mended() {
    let capabilities = json!({"textDocument": {"codeAction": {
        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}, "isPreferredSupport": true,
    }}});
    let mut opened = Opened::new(&REPOSITORY, capabilities);
    let workflow = REPOSITORY.iter().find(|(path, _)| path.ends_with("ci.yml")).unwrap().1;
    for (file, text, at) in [
        ("compose.yaml", COMPOSE.replace("\"dev\"", "\"dve\""), (6, 16)),
        ("docker-bake.hcl", "target \"app\" {\n  context = \"api\"\n  target = \"dve\"\n}\n".to_owned(), (2, 14)),
        (".github/workflows/ci.yml", workflow.replace("target: dev", "target: dve"), (8, 19)),
    ] {
        let uri = opened.uri(file);
        opened.open(file);
        opened.set(&uri, &text);
        let mut ask = |only: Value| {
            let context = json!({"diagnostics": [], "only": only});
            let asked = json!({"textDocument": {"uri": uri}, "range": range(at, at), "context": context});
            opened.client.ask("textDocument/codeAction", asked)
        };
        let actions = ask(json!(["quickfix"]));
        let action = &actions[0];
        assert_eq!((&action["title"], &action["isPreferred"]), (&json!("Write `dev`"), &json!(true)), "{file}: {actions}");
        assert_eq!(action["diagnostics"][0]["code"], "unknown-build-target");
        let edit = &action["edit"]["changes"][&uri][0];
        assert_eq!((&edit["newText"], &edit["range"]["start"]["line"]), (&json!("dev"), &json!(at.0)));
        assert_eq!(ask(json!(["source"])), json!([]));
    }
    // A target that is right, and one that resembles no stage.
    let uri = opened.uri("compose.yaml");
    for text in [COMPOSE.to_owned(), COMPOSE.replace("\"dev\"", "\"everything\"")] {
        opened.set(&uri, &text);
        let asked = json!({"textDocument": {"uri": uri}, "range": range((6, 16), (6, 16)), "context": {"diagnostics": []}});
        assert_eq!(opened.client.ask("textDocument/codeAction", asked), json!([]));
    }
}
