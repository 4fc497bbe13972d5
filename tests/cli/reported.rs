//! Situations that people have reported, of dflint or of other tools: what is found in each, and what is not.

use super::{dflint, folder};

/// What `dflint check` finds in a folder: a finding a line, as `file:line:column level[rule]`.
#[track_caller]
fn finds(files: &[(&str, &str)], expected: &[&str]) {
    let folder = folder(files);
    let shown = dflint(folder.path(), &["check", "--format", "jsonl"]);
    let found: Vec<String> = shown
        .lines()
        .iter()
        .map(|finding| {
            let (start, text) = (&finding["range"]["start"], |key: &str| finding[key].as_str().unwrap().to_owned());
            format!("{}:{}:{} {}[{}]", text("path"), start["line"], start["column"], text("level"), text("rule"))
        })
        .collect();
    assert_eq!(found, expected, "{shown}");
}

/// The message and the help of the first finding of a rule in a Dockerfile.
#[track_caller]
fn says(dockerfile: &str, rule: &str) -> (String, String) {
    let folder = folder(&[("Dockerfile", dockerfile)]);
    let lines = dflint(folder.path(), &["check", "--format", "jsonl"]).lines();
    let finding = lines.iter().find(|finding| finding["rule"] == rule).unwrap_or_else(|| panic!("no {rule} in {lines:?}"));
    (finding["message"].as_str().unwrap().to_owned(), finding["help"].as_str().unwrap_or_default().to_owned())
}

/// What `--fix` makes of a Dockerfile; a second run changes nothing, and `--diff` has nothing left to show.
#[track_caller]
fn fixed(dockerfile: impl AsRef<[u8]>, arguments: &[&str]) -> Vec<u8> {
    let folder = folder(&[("Dockerfile", dockerfile)]);
    let call = |last: &str| {
        let all: Vec<_> = ["check"].iter().chain(arguments).chain(&[last]).copied().collect();
        dflint(folder.path(), &all)
    };
    call("--fix");
    let text = std::fs::read(folder.path().join("Dockerfile")).unwrap();
    call("--fix");
    assert_eq!(std::fs::read(folder.path().join("Dockerfile")).unwrap(), text, "a second run changes something");
    let diff = call("--diff");
    assert!(diff.stdout.is_empty(), "{diff}");
    text
}

#[test]
fn a_space_instead_of_an_equals_sign() {
    let (message, help) = says("FROM alpine:3.20\nCOPY --from ghcr.io/acme/tool:2 /bin/tool /bin/\n", "invalid-flag");
    assert_eq!(message, "`--from` has no value: the build stops here.");
    assert_eq!(help, "Write `--from=ghcr.io/acme/tool:2`, with an equals sign and no space.");
    let text = fixed("FROM alpine:3.20\nCOPY --from ghcr.io/acme/tool:2 /bin/tool /bin/\n", &["--unsafe-fixes"]);
    assert_eq!(text, b"FROM alpine:3.20\nCOPY --from=ghcr.io/acme/tool:2 /bin/tool /bin/\n");
    // The flags are what is wrong, not the words behind them.
    let text = fixed("FROM alpine:3.20\nHEALTHCHECK --retries 3 --timeout 5s CMD true\n", &["--unsafe-fixes"]);
    assert!(!String::from_utf8(text).unwrap().contains("CMD 3"));
}

#[test]
fn one_sentence_says_that_the_build_stops() {
    let (message, _) = says("ARG SRC=b\nFROM alpine:3.20 AS b\nFROM b\nARG SRC\nCOPY --from=$SRC /x /y\n", "variable-in-from-flag");
    assert_eq!(message.matches("stops").count(), 1, "{message}");
    let (message, _) = says("FROM alpine:3.20\nRUN <<END\necho\n", "unterminated-heredoc");
    assert_eq!(message.matches("the file").count() + message.matches("stops").count(), 2, "{message}");
}

#[test]
fn a_stage_that_the_file_has_lost() {
    finds(&[("Dockerfile", "FROM caddy:2.8\nCOPY --from=assets /web /srv\n")], &["Dockerfile:2:13 warning[unknown-stage]"]);
    // Of a file with several stages a build context may be meant that only the call names.
    let several = "FROM node:22 AS web\nRUN make\nFROM caddy:2.8\nCOPY --from=web /w /srv\nCOPY --from=certs / /etc/ssl\n";
    finds(&[("Dockerfile", several)], &["Dockerfile:5:13 info[unknown-stage]"]);
    // Images, and contexts that a build of the repository gives.
    finds(&[("Dockerfile", "FROM caddy:2.8\nCOPY --from=acme/assets:1 /web /srv\n")], &[]);
    finds(&[("Dockerfile", "FROM caddy:2.8\nCOPY --from=busybox /bin/sh /bin/sh\n")], &["Dockerfile:2:13 info[untagged-image]"]);
    let bake = "target \"default\" {\n  contexts = { assets = \"./web\" }\n}\n";
    finds(&[("Dockerfile", "FROM caddy:2.8\nCOPY --from=assets /web /srv\n"), ("docker-bake.hcl", bake)], &[]);
}

#[test]
fn a_part_of_the_name_of_a_stage() {
    let (_, help) = says("FROM alpine:3.20 AS docs-html\nRUN make\nFROM scratch\nCOPY --from=html /out /\n", "unknown-stage");
    assert_eq!(help, "Did you mean `docs-html`?");
    let many: String = (0..1_500).map(|stage| format!("FROM scratch AS stage-number-{stage}\n")).collect();
    let (_, help) = says(&format!("{many}COPY --from=stage-nubmer-77 /a /b\n"), "unknown-stage");
    assert_eq!(help, "Did you mean `stage-number-77`?");
}

#[test]
fn the_true_cause_of_an_undefined_variable() {
    let (message, help) = says("FROM alpine:3.20\nENV root=/app data=$root/data\n", "undefined-variable");
    assert!(message.contains("set by this same ENV"), "{message}");
    assert_eq!(help, "Use a second ENV, after this one, for what needs `$root`.");
    let text = fixed("FROM alpine:3.20\nENV root=/app \\\n    data=$root/data\n", &["--unsafe-fixes"]);
    assert_eq!(text, b"FROM alpine:3.20\nENV root=/app\nENV data=$root/data\n");
    let (message, _) = says("FROM alpine:3.20\nWORKDIR /srv/$name\nENV name=x\n", "undefined-variable");
    assert!(message.starts_with("`name` is set only later, on line 3"), "{message}");
    let (message, _) = says("FROM alpine:3.20 AS one\nENV dir=/x\nFROM alpine:3.20\nCOPY --from=one /x $dir\n", "undefined-variable");
    assert!(message.starts_with("`dir` is set in stage `one` only."), "{message}");
    let (message, _) =
        says("FROM alpine:3.20 AS one\nARG KIND\nFROM alpine:3.20\nRUN echo $KIND\nCOPY --from=one /x /\n", "undefined-variable");
    assert!(message.starts_with("`KIND` is set in stage `one` only."), "{message}");
}

#[test]
fn a_script_in_a_heredoc_is_one_finding() {
    let script = "FROM alpine:3.20\nCOPY <<EOF /run.sh\n#!/bin/sh\nfor f in \"$1\" $2; do echo $f; done\nEOF\n";
    finds(&[("Dockerfile", script)], &["Dockerfile:4:11 warning[undefined-variable]"]);
    let (_, help) = says(script, "undefined-variable");
    assert_eq!(help, "To keep the text as it is, quote the delimiter: `<<'EOF'`.");
    let text = String::from_utf8(fixed(script, &["--unsafe-fixes"])).unwrap();
    assert!(text.contains("COPY <<'EOF' /run.sh\n"), "{text}");
    // Something in it is meant to be expanded.
    let mixed = script.replace("COPY", "ARG WHO=me\nCOPY").replace("#!/bin/sh\n", "echo ${WHO}\n");
    let text = String::from_utf8(fixed(mixed, &["--unsafe-fixes"])).unwrap();
    assert!(text.contains("\"\\$1\" \\$2; do echo \\$f; done") && text.contains("echo ${WHO}"), "{text}");
}

#[test]
fn an_arg_of_a_stage_in_a_later_from() {
    let text = "ARG A=1\nFROM image:${A} AS build\nARG B=2\nFROM image:${B}\nCOPY --from=build /x /x\n";
    let (_, help) = says(text, "invalid-image-reference");
    assert_eq!(help, "FROM only sees build arguments that are declared before the first FROM: move `ARG B` there.");
    let text = String::from_utf8(fixed(text, &["--unsafe-fixes"])).unwrap();
    assert!(text.starts_with("ARG A=1\nARG B=2\nFROM image:${A} AS build\n"), "{text}");
}

#[test]
fn an_unsafe_guess_costs_no_safe_fix() {
    let text = fixed("FROM golang:1.22 AS gol$ang\nENV CACHE /go\nCOPY --from=golang /a /b\n", &["--unsafe-fixes"]);
    assert!(String::from_utf8(text).unwrap().contains("ENV CACHE=/go\n"));
    let text = fixed("FROM scratch AS\nFROM alpine:3.20\n", &["--unsafe-fixes"]);
    assert_eq!(text, b"FROM scratch AS\nFROM alpine:3.20\n");
}

#[test]
fn a_fix_keeps_the_bytes_of_the_file() {
    assert_eq!(fixed(b"FROM alpine:3.20\nLABEL by \"Ren\xe9\"\n", &[]), b"FROM alpine:3.20\nLABEL by=\"Ren\xe9\"\n");
    assert_eq!(fixed(b"FROM alpine:3.20\nLABEL by Ren\xe9 B\n", &[]), b"FROM alpine:3.20\nLABEL by=\"Ren\xe9 B\"\n");
    // What is written comes from another place of the file, which is not UTF-8.
    let text = b"FROM scratch\nENV CROSS_PRE\xe9FIX=a\nENV X=$CROSS_PRE_FIX/b\n";
    assert_eq!(fixed(text, &["--unsafe-fixes"]), text);
}

#[test]
fn the_end_of_a_file_may_be_a_continuation() {
    finds(&[("Dockerfile", "FROM alpine:3.20\nRUN apk add make \\\n  \\\n# end\n")], &[]);
    finds(
        &[("Dockerfile", "FROM alpine:3.20\nRUN apk update; \\\n\tapk add make \\\n\n\n\n")],
        &["Dockerfile:4:1 warning[empty-continuation]"],
    );
}

#[test]
fn comments_that_are_none() {
    let text = "FROM alpine:3.20\nWORKDIR /srv # folder\nCOPY a /a # copied\nVOLUME /data # data\nARG A=1 # one\nENV B 2 # two\nENV COLOUR #fff\nRUN make # fine\n";
    let folder = folder(&[("Dockerfile", text)]);
    let lines = dflint(folder.path(), &["check", "--format", "jsonl", "--select", "comment-after-instruction"]).lines();
    let places: Vec<_> = lines.iter().map(|finding| finding["range"]["start"]["line"].as_u64().unwrap()).collect();
    assert_eq!(places, [2, 3, 4, 5, 6]);
}

#[test]
fn arrays_that_are_not_json() {
    let text = "FROM alpine:3.20\nCOPY ['a', '/b/']\nRUN ['echo', 'hi']\nVOLUME [ \"/data\"\nENTRYPOINT ['/app', '-x']\nCMD [\"serve\", $PORT]\n\
                HEALTHCHECK CMD ['true']\nRUN [ -f /etc/x ] && echo\n";
    let folder = folder(&[("Dockerfile", text)]);
    let lines = dflint(folder.path(), &["check", "--format", "jsonl", "--select", "broken-json-form"]).lines();
    let places: Vec<_> = lines.iter().map(|finding| finding["range"]["start"]["line"].as_u64().unwrap()).collect();
    assert_eq!(places, [2, 3, 4, 5, 6, 7]);
}

#[test]
fn variables_that_no_shell_expands() {
    let text = "FROM alpine:3.20\nENV APP=/app\nENTRYPOINT [\"$APP/run\"]\nCMD [\"--home\", \"${HOME}\"]\n";
    finds(&[("Dockerfile", text)], &["Dockerfile:3:14 warning[variable-in-exec-form]", "Dockerfile:4:17 warning[variable-in-exec-form]"]);
    finds(&[("Dockerfile", "FROM alpine:3.20\nENV APP=/app\nCMD [\"sh\", \"-c\", \"exec $APP/run\"]\n")], &[]);
}

#[test]
fn a_backslash_does_not_quote_a_heredoc() {
    let text = "FROM alpine:3.20\nARG WHO=me\nCOPY <<-\\END /motd\n\thello $WHO\n\tEND\n";
    finds(&[("Dockerfile", text)], &["Dockerfile:3:6 warning[escaped-heredoc-delimiter]"]);
    let text = String::from_utf8(fixed(text, &["--unsafe-fixes"])).unwrap();
    assert!(text.contains("<<-'END' /motd"), "{text}");
}

#[test]
fn queries_of_git_addresses() {
    for query in ["ref=", "foo=1", "ref=a&ref=b", "submodules=maybe", "tag=v1#v2"] {
        let text = format!("FROM scratch\nADD https://example.com/r.git?{query} /a/\n");
        let (message, _) = says(&text, "invalid-git-query");
        assert!(message.contains("the build stops here"), "{message}");
    }
    finds(&[("Dockerfile", "FROM scratch\nADD https://example.com/r.git?ref=v1&subdir=docs /a/\n")], &[]);
    let open = "FROM scratch\nARG REF\nADD https://example.com/r.git?ref=${REF} /a/\n";
    finds(&[("Dockerfile", open)], &["Dockerfile:3:5 info[invalid-git-query]"]);
}

#[test]
fn names_that_are_split_over_lines_are_uses() {
    finds(&[("Dockerfile", "FROM alpine:3.20\nARG port=8080\nEXPOSE ${po\\\nrt}\n")], &[]);
}
