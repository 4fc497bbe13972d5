//! `dflint rules` and `dflint explain`.

use insta::assert_snapshot;

use super::{command, dflint, run};

#[test]
fn every_rule_is_listed_and_explained_by_each_of_its_names() {
    let shown = dflint(".", &["rules", "--format", "json"]);
    assert_eq!((shown.stderr.as_str(), shown.code), ("", Some(0)));
    let rules = shown.json();
    let rules = rules.as_array().unwrap();
    let listed = dflint(".", &["rules"]).stdout;
    assert_eq!(listed.lines().count(), rules.len());
    for (rule, line) in rules.iter().zip(listed.lines()) {
        let text = |field: &str| rule[field].as_str().unwrap_or_else(|| panic!("{field} of {rule}"));
        assert!(line.starts_with(&format!("{} ", text("name"))) && line.ends_with(text("summary")), "{line}");
        assert!(["error", "warning", "info", "allow"].contains(&text("level")) && line.contains(text("level")), "{line}");
        assert!(rule["fixable"].is_boolean() && !text("group").is_empty(), "{rule}");
        let page = dflint(".", &["explain", text("name")]);
        assert_eq!((page.stderr.as_str(), page.code), ("", Some(0)));
        let (head, _) = page.stdout.split_once("\n\n- Level: ").unwrap_or_else(|| panic!("{page}"));
        assert_eq!(head.replace("\n\n", "|").replace('\n', " "), format!("{}|{}", text("name"), text("summary")));
        assert!(page.stdout.contains(&format!("\n- Group: {}\n", text("group"))), "{page}");
        assert!(page.stdout.contains(&format!("\n- Fixes: {}", if rule["fixable"] == true { "some" } else { "no" })), "{page}");
        assert_width(&page.stdout, 80);
        for alias in rule["aliases"].as_array().unwrap() {
            let shown = dflint(".", &["explain", alias.as_str().unwrap()]);
            assert!(shown.code == Some(0) && shown.stdout.contains("\n\n- Level: "), "{alias}: {shown}");
            assert!(page.stdout.contains(alias.as_str().unwrap()), "{alias}: {page}");
        }
    }
}

#[test]
fn by_another_tools_name() {
    let page = dflint(".", &["explain", "untagged-image"]);
    assert!(page.stdout.starts_with("untagged-image\n"), "{page}");
    assert_eq!(dflint(".", &["explain", "DL3006"]).stdout, page.stdout);
}

#[test]
fn letter_case_does_not_count() {
    let page = dflint(".", &["explain", "untagged-image"]).stdout;
    assert_eq!(dflint(".", &["explain", "Untagged-IMAGE"]).stdout, page);
    assert_eq!(dflint(".", &["explain", "dl3006"]).stdout, page);
}

#[test]
fn an_unknown_rule() {
    assert_snapshot!(dflint(".", &["explain", "untaged-image"]), @"
    --- stderr
    error: there is no rule `untaged-image`; did you mean `untagged-image`?
    --- exit 2
    ");
    assert_snapshot!(dflint(".", &["explain", "DL30006"]), @"
    --- stderr
    error: there is no rule `DL30006`; did you mean `DL3000`?
    --- exit 2
    ");
    assert_snapshot!(dflint(".", &["explain", "world-peace"]), @"
    --- stderr
    error: there is no rule `world-peace`; `dflint rules` lists them all
    --- exit 2
    ");
    assert_eq!(dflint(".", &["explain"]).code, Some(2));
}

/// Lines of code, which are indented, are as long as they are.
fn assert_width(page: &str, limit: usize) {
    for line in page.lines().filter(|line| !line.starts_with("    ")) {
        assert!(line.chars().count() <= limit, "{} columns: {line}", line.chars().count());
    }
}

#[test]
fn pages_at_80_columns() {
    assert_snapshot!(dflint(".", &["explain", "invalid-configuration"]), @r#"
    invalid-configuration

    A setting in dflint.toml means nothing.

    - Level: error
    - Group: correctness
    - Fixes: no finding has a fix

    WHY

    A setting that dflint does not understand has no effect: a rule that is
    misspelled stays at the level it had, and nobody notices. So each mistake is
    found in the file itself, with its place. It changes nothing else: the other
    settings count, and the Dockerfiles are checked. Only a file that is no TOML at
    all counts as if it were not there.

    Found are keys, rules, groups, levels and platforms that there are not, and
    values of another type than the key has.

    That a call selects other rules (`--select latest-tag`) does not switch this one
    off; `--ignore invalid-configuration` does.

    No fix: what was meant stands in the help, where dflint has a guess, and a
    configuration is yours to write.

    EXAMPLE

        ignore = ["latest-tga"]
                  ^^^^^^^^^^^^
        platform = 64
                   ^^
        suppresions = false
        ^^^^^^^^^^^

        [rules]
        untagged-image = "fatal"
                         ^^^^^^^

    INSTEAD

        ignore = ["latest-tag"]
        platform = "linux/arm64"
        suppressions = false

        [rules]
        untagged-image = "error"

    `dflint schema` prints a JSON schema of the file, with which editors say the
    same while it is written.

    SOURCE

    dflint's own: the configuration
    (https://github.com/dflint/dflint/blob/main/docs/configuration.md).
    --- exit 0
    "#);
    assert_snapshot!(dflint(".", &["explain", "not-plain-text"]), @"
    not-plain-text

    The file is UTF-16, or no text at all.

    - Level: error
    - Group: correctness
    - Fixes: no finding has a fix

    WHY

    BuildKit reads a Dockerfile as UTF-8 and knows no other encoding; only a byte
    order mark of UTF-8 is skipped. In UTF-16 each second byte of an English text is
    NUL, so that the first word is no instruction: the build stops with `unknown
    instruction` and a word that looks right in the message. Windows PowerShell 5
    writes UTF-16 with `>` and `Out-File`, and so do some editors.

    A file of any other kind, such as a program or an archive, is known by NUL bytes
    at its beginning. A NUL further behind, in a file that begins with an
    instruction, is another matter and not found here.

    Nothing else is said of such a file: every line would be wrong in the same way.

    No fix: dflint edits texts in UTF-8 only. `iconv -f UTF-16 -t UTF-8` converts a
    file.

    EXAMPLE

    The editor shows this as it should be, but it is saved as UTF-16:

        FROM alpine:3.20
        RUN true

    INSTEAD

    The same as UTF-8:

        FROM alpine:3.20
        RUN true

    These make UTF-8 of a file:

        iconv -f UTF-16 -t UTF-8 Dockerfile > Dockerfile.utf8

        (Get-Content Dockerfile) | Set-Content -Encoding utf8 Dockerfile

    SOURCE

    moby/buildkit frontend/dockerfile/parser/parser.go (`Parse`: lines of bytes, the
    first without a mark of UTF-8) and frontend/dockerfile/instructions/parse.go
    (`ParseInstruction`). BuildKit's recorded answer to a file in UTF-16 is `unknown
    instruction`.

    Other tools: none has a rule for it.
    --- exit 0
    ");
}

/// Several rules may have one name of another tool.
#[test]
fn a_name_of_several_rules() {
    let page = dflint(".", &["explain", "dl3022"]).stdout;
    assert!(page.contains("\n- dl3022 is also ") && page.contains("`unknown-stage`"), "{page}");
}

#[test]
fn colours_are_for_terminals() {
    let plain = dflint(".", &["explain", "unknown-stage"]);
    assert!(!plain.stdout.contains('\x1b'), "{plain}");
    let colour = run(command(".", &["explain", "unknown-stage"]).env("CLICOLOR_FORCE", "1"));
    assert!(colour.stdout.starts_with("\x1b[1munknown-stage\x1b[0m\n"), "{colour}");
    // Nothing else is different but what colours stand for.
    let bare = regex::Regex::new("\x1b\\[[0-9]*m").unwrap().replace_all(&colour.stdout, "").to_string();
    let words = |text: &str| text.replace('`', "").to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&bare), words(&plain.stdout));
    assert_width(&bare, 80);
}
