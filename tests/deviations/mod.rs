//! Every way in which dflint's own findings differ from BuildKit's checks, over thousands of real Dockerfiles.
//!
//! A difference is a check that BuildKit's record has and no finding at the same place, or a finding and no check, of the rules that
//! have the check's name. Each must be of one of the classes in `classes.rs`, which are told by what the file means and not by which file it is,
//! and for each class a sentence must stand in a page that argues for it. A difference of no class fails, and so does a level other
//! than BuildKit's, a warning, that no page speaks of.
//!
//! Rules that are off are switched on for this; that they are off is a difference too.

mod classes;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

use dflint::document::Document;
use dflint::lint::{self, CheckName, Checks, Finding, Level, Settings};
use dflint::rules;
use dflint::stages::BuildOptions;
use serde_json::Value;

use self::classes::{CLASSES, Difference, LEVELS, Side};
use crate::corpus::records;
use crate::shared::{archive, full, project};

/// What was counted.
#[derive(Default)]
struct Table {
    same: BTreeMap<CheckName, usize>,
    of_class: BTreeMap<usize, usize>,
    /// Findings that have another level than BuildKit's.
    levels: BTreeMap<(&'static str, Level), usize>,
    wrong: Vec<String>,
}

impl Table {
    fn add(&mut self, file: &str, record: &Value, text: Vec<u8>) {
        let options = BuildOptions::default();
        let document = Document::new(text, &options);
        let checks = Checks::new(&document, &options, &[]);
        let told = checks.of_buildkit(&document);
        let mut places: Vec<_> = told.iter().map(|check| (check.name.as_str(), check.lines.first)).collect();
        places.sort_unstable();
        assert_eq!(serde_json::json!(places), record["lint"], "{file}: the model says something else than the record");

        let mut on = Settings::default();
        for rule in rules::ALL.iter().copied().filter(|rule| rule.level == Level::Allow && rule.buildkit_check().is_some()) {
            on.levels.set(rule.name, Level::Info, rules::ALL).unwrap();
        }
        let run = |settings: &Settings| {
            let mut findings = lint::run(&document, settings, rules::ALL);
            findings.retain(|finding| finding.rule.buildkit_check().is_some());
            findings
        };
        let findings = run(&on);
        let unsuppressed = run(&Settings { forbid_suppressions: true, ..on.clone() });
        let by_default: BTreeSet<_> = run(&Settings::default()).iter().map(|finding| (finding.rule.name, finding.range)).collect();
        for finding in &findings {
            let level = if by_default.contains(&(finding.rule.name, finding.range)) { finding.level } else { Level::Allow };
            if level != Level::Warning {
                *self.levels.entry((finding.rule.name, level)).or_default() += 1;
            }
        }

        let mut left: Vec<&Finding> = findings.iter().collect();
        let difference = |name, range, told, found| Difference {
            document: &document,
            checks: &checks,
            unsuppressed: &unsuppressed,
            name,
            range,
            told,
            found,
        };
        for check in told {
            let here = difference(check.name, check.range, Some(check), None);
            match left.iter().position(|finding| here.is(finding)) {
                Some(at) => {
                    left.swap_remove(at);
                    *self.same.entry(check.name).or_default() += 1;
                }
                None => self.classify(file, &here),
            }
        }
        for finding in left {
            let name = finding.rule.buildkit_check().unwrap();
            self.classify(file, &difference(name, finding.range, None, Some(finding)));
        }
    }

    fn classify(&mut self, file: &str, difference: &Difference<'_>) {
        let by = if difference.told.is_some() { Side::Buildkit } else { Side::Dflint };
        let mut classes = CLASSES.iter().enumerate();
        let of = classes
            .find(|(_, class)| class.by == by && class.check.is_none_or(|check| check == difference.name) && (class.holds)(difference));
        match of {
            Some((class, _)) => *self.of_class.entry(class).or_default() += 1,
            None => {
                let line = difference.document.index().line(difference.range.start);
                let name = difference.name.as_str();
                self.wrong.push(format!("{file}:{line}: only {by:?} says {name} of `{}`", difference.text()));
            }
        }
    }
}

#[test]
fn every_difference_is_of_a_class() {
    let mut table = Table::default();
    let sets = if full() { &["sample", "large"][..] } else { &["sample"] };
    for set in sets {
        let (Some(files), Some(records)) = (archive(set), records(&format!("corpus/{set}.buildkit.jsonl.gz"))) else { return };
        let mut files: HashMap<_, _> = files.into_iter().map(|(path, text)| (path.trim_start_matches("./").to_owned(), text)).collect();
        for record in &records {
            let file = record["file"].as_str().unwrap();
            table.add(file, record, files.remove(file).unwrap());
        }
    }
    if full() {
        println!("{:34} {:>6}", "both say it", "");
        for (name, count) in &table.same {
            println!("{:34} {count:6}", name.as_str());
        }
        for (at, class) in CLASSES.iter().enumerate() {
            let name = class.check.map_or("all checks", CheckName::as_str);
            let count = table.of_class.get(&at).copied().unwrap_or_default();
            println!("{name:34} {count:6} only {:?}: {}", class.by, class.about);
            assert!(count > 0, "no file is of this class");
        }
        for ((rule, level), count) in &table.levels {
            println!("{rule:34} {count:6} at level {}", level.as_str());
        }
    }
    for (rule, level) in table.levels.keys() {
        if !LEVELS.iter().any(|(known, of, _)| known == rule && of == level) {
            table.wrong.push(format!("{rule} has findings of the level {}, and LEVELS does not know why", level.as_str()));
        }
    }
    assert!(table.wrong.is_empty(), "{} differences:\n{}", table.wrong.len(), table.wrong.join("\n"));
    assert!(table.same.values().sum::<usize>() > 3_000);
}

/// Each argument stands where the tables say, and rules that never have BuildKit's level are in the table.
#[test]
fn pages_argue_for_every_class() {
    let mut wrong = Vec::new();
    let pages = CLASSES.iter().map(|class| (class.page, class.says)).chain(LEVELS.iter().map(|(rule, _, says)| (*rule, *says)));
    for (page, says) in pages {
        let text = match rules::find(page) {
            Some(rule) => rule.page.to_owned(),
            None => fs::read_to_string(project().join(page)).unwrap_or_else(|error| panic!("{page}: {error}")),
        };
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        if !words(&text).contains(&words(says)) {
            wrong.push(format!("{page} does not say: {says}"));
        }
    }
    for rule in rules::ALL.iter().copied().filter(|rule| rule.buildkit_check().is_some() && rule.level != Level::Warning) {
        if !LEVELS.iter().any(|(known, level, _)| *known == rule.name && *level == rule.level) {
            wrong.push(format!("{} has another level than the check of BuildKit, and LEVELS does not say why", rule.name));
        }
    }
    for name in CheckName::ALL {
        if !rules::ALL.iter().any(|rule| rule.buildkit_check() == Some(name)) {
            wrong.push(format!("no rule stands for {}", name.as_str()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
