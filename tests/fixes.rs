//! Fixes: on real files what is built stays the same, nothing new is wrong, and a second run changes nothing.

use dflint::document::Document;
use dflint::lint::{self, Applicability, Finding, Level, Settings, apply_fixes};
use dflint::rules;
use dflint::stages::{BuildOptions, StageGraph};

use crate::shared::sample;

fn check(text: &[u8]) -> (Document, Vec<Finding>) {
    let document = Document::new(text.to_vec(), &BuildOptions::default());
    let settings = Settings { forbid_suppressions: true, ..Settings::default() };
    let findings = lint::run(&document, &settings, &rules::ALL);
    (document, findings)
}

/// All fixes that are at most so bold, until there are none.
fn fix(text: &[u8], boldest: Applicability) -> (Vec<u8>, Vec<&'static str>) {
    let mut text = text.to_vec();
    let mut rules = Vec::new();
    for _ in 0..50 {
        let (_, findings) = check(&text);
        let fixed = apply_fixes(&text, &findings, |_, fix| fix.applicability <= boldest);
        if fixed.rules.is_empty() {
            return (text, rules);
        }
        rules.extend(fixed.rules);
        text = fixed.text;
    }
    panic!("fixes never end: {}", String::from_utf8_lossy(&text));
}

/// What a file means: its stages, what each takes from where, and the environment of each.
fn meaning(graph: &StageGraph) -> Vec<String> {
    let describe = |stage: &dflint::stages::Stage| {
        let edges: Vec<_> =
            stage.edges.iter().map(|edge| (edge.kind, edge.source, edge.source.stage().is_none().then(|| edge.name.clone()))).collect();
        format!("{:?} {:?} {:?} {:?}", stage.name, edges, stage.scope.image_environment(), stage.workdir)
    };
    let problems = graph.problems.iter().map(|problem| format!("{:?}", problem.phase));
    graph.stages.iter().map(describe).chain(problems).collect()
}

#[test]
fn safe_fixes_change_nothing_that_is_built() {
    let Some(files) = sample() else { return };
    let mut counts = std::collections::BTreeMap::new();
    for (path, text) in &files {
        let (before, found) = check(text);
        let (after, fixed) = fix(text, Applicability::Safe);
        for rule in &fixed {
            *counts.entry(*rule).or_insert(0) += 1;
        }
        let (document, left) = check(&after);
        assert_eq!(meaning(before.graph()), meaning(document.graph()), "{path}");
        let errors = |findings: &[Finding]| findings.iter().filter(|finding| finding.level == Level::Error).count();
        assert!(errors(&left) <= errors(&found), "{path}: {left:?}");
        // Of a rule's findings no more are left than were there; a fix of another rule may have made room for one.
        for rule in &fixed {
            let of_rule = |findings: &[Finding]| findings.iter().filter(|finding| finding.rule.name == *rule).count();
            assert!(of_rule(&left) <= of_rule(&found), "{path}: {rule}");
            let fixable = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
            assert_eq!(left.iter().filter(|finding| finding.rule.name == *rule).filter(fixable).count(), 0, "{path}: {rule}");
        }
        assert_eq!(fix(&after, Applicability::Safe).0, after, "{path}: a second run changes something");
    }
    println!("safe fixes on {} files: {counts:?}", files.len());
    assert!(counts.len() >= 6, "{counts:?}");
}

#[test]
fn unsafe_fixes_break_nothing() {
    let Some(files) = sample() else { return };
    let mut count = 0;
    for (path, text) in &files {
        let (_, found) = check(text);
        let (after, fixed) = fix(text, Applicability::Unsafe);
        count += fixed.len();
        let (_, left) = check(&after);
        let errors = |findings: &[Finding]| findings.iter().filter(|finding| finding.level == Level::Error).count();
        assert!(errors(&left) <= errors(&found), "{path}: {left:?}");
    }
    println!("{count} fixes");
    assert!(count > 1_000);
}

/// Each fixable rule, on a small file.
#[test]
fn fixes_by_rule() {
    let safe = |text: &str| String::from_utf8(fix(text.as_bytes(), Applicability::Safe).0).unwrap();
    for (before, after) in [
        ("FROM a:1 as b\n", "FROM a:1 AS b\n"),
        ("FROM a:1 AS B\n", "FROM a:1 AS b\n"),
        ("FROM a:1\nrun x\nCMD [\"y\"]\n", "FROM a:1\nRUN x\nCMD [\"y\"]\n"),
        ("FROM a:1\r\nENV a b c\r\n", "FROM a:1\r\nENV a=\"b c\"\r\n"),
        ("FROM a:1\nENV a b\n", "FROM a:1\nENV a=b\n"),
        ("FROM a:1\nENV a 'b'\n", "FROM a:1\nENV a 'b'\n"),
        ("FROM a:1\nRUN x \\\n\n  y\n", "FROM a:1\nRUN x \\\n  y\n"),
        ("FROM --platform=$TARGETPLATFORM a:1\n", "FROM a:1\n"),
        ("FROM a:1\nEXPOSE 8080:80/TCP\n", "FROM a:1\nEXPOSE 80/tcp\n"),
        ("FROM a:1 AS x\nFROM b:1\nCOPY --from=0 /a /a\n", "FROM a:1 AS x\nFROM b:1\nCOPY --from=x /a /a\n"),
        (
            "FROM a:1 AS x\nFROM b:1\nCOPY --from=0 /a /a\nFROM c:1 AS x\nCOPY --from=1 /a /a\n",
            "FROM a:1 AS x\nFROM b:1\nCOPY --from=0 /a /a\nFROM c:1 AS x\nCOPY --from=1 /a /a\n",
        ),
        ("\u{feff}FROM a:1 as b\n", "\u{feff}FROM a:1 AS b\n"),
    ] {
        assert_eq!(safe(before), after, "{before:?}");
    }
    let bold = |text: &str| String::from_utf8(fix(text.as_bytes(), Applicability::Unsafe).0).unwrap();
    for (before, after) in [
        ("FROM a:1 AS build\nFROM b:1\nCOPY --from=biuld /a /a\n", "FROM a:1 AS build\nFROM b:1\nCOPY --from=build /a /a\n"),
        ("FROM a:1 AS build\nFROM Build\n", "FROM a:1 AS build\nFROM build\n"),
        ("FROM a:1\nMAINTAINER me <a@b.c>\n", "FROM a:1\nLABEL org.opencontainers.image.authors=\"me <a@b.c>\"\n"),
    ] {
        assert_eq!(safe(before), before, "{before:?}");
        assert_eq!(bold(before), after, "{before:?}");
    }
}
