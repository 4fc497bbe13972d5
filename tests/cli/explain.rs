//! `dflint rules` and `dflint explain`.

use insta::assert_snapshot;

use super::dflint;

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
        assert!(page.stdout.starts_with(&format!("# {}\n\n{}\n", text("name"), text("summary"))), "{page}");
        for alias in rule["aliases"].as_array().unwrap() {
            let shown = dflint(".", &["explain", alias.as_str().unwrap()]);
            assert!(shown.code == Some(0) && shown.stdout.starts_with("# "), "{alias}: {shown}");
            assert!(page.stdout.contains(alias.as_str().unwrap()), "{alias}: {page}");
        }
    }
}

#[test]
fn by_another_tools_name() {
    let page = dflint(".", &["explain", "untagged-image"]);
    assert!(page.stdout.starts_with("# untagged-image\n"), "{page}");
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

#[test]
fn a_page() {
    let shown = dflint(".", &["explain", "blank-base-image"]);
    for heading in ["# blank-base-image\n", "\n## Why\n", "\n## Example\n", "\n## Instead\n", "\n## Level\n\nerror"] {
        assert!(shown.stdout.contains(heading), "{heading:?}: {shown}");
    }
    assert!(!shown.stdout.contains('\x1b'));
}
