//! Every way in which dflint's own findings differ from BuildKit's checks, over thousands of real Dockerfiles.
//!
//! A difference is a check that BuildKit's record has and no finding at the same place, or a finding and no check, of the rules that
//! have the check's name. Each must be of one of the classes below, which are told by what the file means and not by which file it is,
//! and for each class a sentence must stand in a page that argues for it. A difference of no class fails, and so does a level other
//! than BuildKit's, a warning, that no page speaks of.
//!
//! Rules that are off are switched on for this; that they are off is a difference too.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

use dflint::document::Document;
use dflint::lint::{self, Check, CheckName, Checks, Finding, Level, Settings};
use dflint::rules;
use dflint::stages::{BuildOptions, UnsetUse};
use dflint::syntax::{Arguments, CheckOptions, Directive, Keyword};
use dflint::text::ByteRange;
use serde_json::Value;

use crate::corpus::records;
use crate::shared::{archive, full, project};

/// A place where one of both says something and the other does not.
struct Difference<'d> {
    document: &'d Document,
    checks: &'d Checks,
    /// The findings if comments suppress nothing.
    unsuppressed: &'d [Finding],
    name: CheckName,
    range: ByteRange,
    /// What BuildKit says; none if it says nothing.
    told: Option<&'d Check>,
}

/// Who says it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Side {
    Buildkit,
    Dflint,
}

struct Class {
    /// None for all checks.
    check: Option<CheckName>,
    by: Side,
    about: &'static str,
    holds: fn(&Difference<'_>) -> bool,
    /// A rule's page, or one of `docs/`, and what stands there.
    page: &'static str,
    says: &'static str,
}

const CLASSES: [Class; 14] = [
    Class {
        check: Some(CheckName::InvalidDefinitionDescription),
        by: Side::Dflint,
        about: "the file does not ask for an experimental check",
        holds: |difference| !is_experimental(difference.document, difference.name) && difference.check().is_some(),
        page: "misnamed-description",
        says: "check is experimental, and is also off until the file says",
    },
    Class {
        check: None,
        by: Side::Dflint,
        about: "BuildKit has stopped before",
        holds: |difference| stops(difference.document) && difference.check().is_some(),
        page: "docs/cli.md",
        says: "BuildKit stops at the first error. dflint goes on behind it.",
    },
    Class {
        check: None,
        by: Side::Buildkit,
        about: "a comment suppresses the rule",
        holds: |difference| difference.unsuppressed.iter().any(|finding| difference.is(finding)),
        page: "docs/cli.md",
        says: "BuildKit minds its own comments only. dflint minds those of other tools and its own too.",
    },
    Class {
        check: Some(CheckName::FromAsCasing),
        by: Side::Buildkit,
        about: "the build stops at this FROM",
        holds: |difference| difference.is_refused(),
        page: "from-as-casing",
        says: "Of a FROM at which the build stops only that is said.",
    },
    Class {
        check: Some(CheckName::InvalidDefaultArgInFrom),
        by: Side::Buildkit,
        about: "a stage in another letter case is meant",
        holds: |difference| {
            let graph = difference.document.graph();
            let stage = graph.stages.iter().position(|stage| stage.base.range == difference.range);
            stage.is_some_and(|stage| graph.base_ignoring_case(stage).is_some())
        },
        page: "invalid-image-reference",
        says: "stage-name-case-mismatch",
    },
    Class {
        check: Some(CheckName::JSONArgsRecommended),
        by: Side::Buildkit,
        about: "no target runs it",
        holds: |difference| !is_run(difference),
        page: "shell-form-command",
        says: "dflint looks at the CMD and ENTRYPOINT that the image of a target runs",
    },
    Class {
        check: Some(CheckName::JSONArgsRecommended),
        by: Side::Buildkit,
        about: "the shell steps aside",
        holds: |difference| difference.text().starts_with("exec "),
        page: "shell-form-command",
        says: "`CMD exec program`, where the shell steps aside",
    },
    Class {
        check: Some(CheckName::SecretsUsedInArgOrEnv),
        by: Side::Buildkit,
        about: "the path of a socket",
        holds: |difference| difference.text() == "SSH_AUTH_SOCK",
        page: "secret-in-variable",
        says: "but for `SSH_AUTH_SOCK`, the path of a socket",
    },
    Class {
        check: Some(CheckName::UndefinedArgInFrom),
        by: Side::Buildkit,
        about: "the build stops there for want of the variable",
        holds: |difference| difference.document.graph().problems.iter().any(|problem| problem.range.contains(difference.range)),
        page: "undeclared-arg-in-from",
        says: "There dflint says it once, while the check of BuildKit warns in addition.",
    },
    Class {
        check: Some(CheckName::UndefinedVar),
        by: Side::Buildkit,
        about: "the word has a default",
        holds: |difference| difference.unset().is_some_and(|unset| unset.has_default),
        page: "undefined-variable",
        says: "It is silent for `${NAME:-default}`",
    },
    Class {
        check: Some(CheckName::UndefinedVar),
        by: Side::Buildkit,
        about: "a variable of an unseen base image is appended to",
        holds: |difference| difference.unset().is_some_and(|unset| !unset.known && is_in_own_value(difference, unset)),
        page: "undefined-variable",
        says: "There dflint is silent for `PYTHONPATH=/lib:$PYTHONPATH`",
    },
    Class {
        check: Some(CheckName::UndefinedVar),
        by: Side::Buildkit,
        about: "a FROM fires an ONBUILD with it",
        holds: |difference| difference.told.is_some_and(|check| check.fired),
        page: "undefined-variable",
        says: "at the FROM that fires it, where nothing is wrong",
    },
    Class {
        check: Some(CheckName::WorkdirRelativePath),
        by: Side::Buildkit,
        about: "the path hangs on a variable that the file does not set",
        holds: |difference| {
            let document = difference.document;
            let instruction =
                difference.told.and_then(|check| Some((check.instruction, document.file().instructions.get(check.instruction)?)));
            matches!(instruction, Some((at, instruction))
                if matches!(&instruction.arguments, Arguments::Text(Some(path)) if !document.graph().knows_expansion(at, path)))
        },
        page: "relative-workdir",
        says: "is silent if the path has one that the file does not set",
    },
    Class {
        check: Some(CheckName::WorkdirRelativePath),
        by: Side::Buildkit,
        about: "a drive of Windows",
        holds: |difference| matches!(difference.text().as_bytes(), [_, b':', b'/' | b'\\', ..]),
        page: "relative-workdir",
        says: "A path with a drive is absolute on Windows",
    },
];

/// Where a rule has another level than BuildKit's warning: always, or of some findings.
const LEVELS: [(&str, Level, &str); 17] = [
    ("constant-platform", Level::Allow, "so this rule is off, while the check of BuildKit warns"),
    ("misnamed-description", Level::Allow, "so this rule is off"),
    ("base-image-platform-mismatch", Level::Allow, "so this rule is off"),
    ("from-as-casing", Level::Info, "so it is a note, where the check of BuildKit is a warning"),
    ("instruction-casing", Level::Info, "so it is a note"),
    ("legacy-key-value", Level::Info, "so it is a note, where the check of BuildKit is a warning"),
    ("protocol-casing", Level::Info, "so it is a note"),
    ("stage-name-casing", Level::Info, "a note, where the check of BuildKit is a warning"),
    ("redundant-target-platform", Level::Info, "It is a note, where BuildKit warns"),
    ("invalid-default-in-from", Level::Info, "It is a note, where BuildKit warns"),
    ("undefined-variable", Level::Info, "The finding is then a note"),
    ("arg-out-of-scope", Level::Info, "the finding is a note"),
    ("blank-base-image", Level::Error, "BuildKit stops with `base name"),
    ("blank-base-image", Level::Info, "Then the finding is information only"),
    ("invalid-image-reference", Level::Error, "BuildKit stops with `failed to parse stage name`"),
    ("invalid-image-reference", Level::Info, "the finding is information only"),
    ("ignored-copy-source", Level::Error, "dflint has an error where the build stops"),
];

impl<'d> Difference<'d> {
    fn is(&self, finding: &Finding) -> bool {
        finding.rule.buildkit_check() == Some(self.name) && finding.range.start == self.range.start
    }

    /// The check that BuildKit would have there if it did not stop, and was asked.
    fn check(&self) -> Option<&'d Check> {
        self.checks.found.iter().find(|check| check.name == self.name && check.range.start == self.range.start)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(self.range.slice(self.document.text())).into_owned()
    }

    fn unset(&self) -> Option<&'d UnsetUse> {
        self.document.graph().unset.iter().find(|unset| unset.range == self.range)
    }

    fn is_refused(&self) -> bool {
        let instruction = self.told.and_then(|check| self.document.file().instructions.get(check.instruction));
        instruction.is_some_and(|instruction| !instruction.faults.is_empty())
    }
}

/// Whether BuildKit stops somewhere.
fn stops(document: &Document) -> bool {
    let file = document.file();
    let faults = file.faults.len() + file.instructions.iter().map(|instruction| instruction.faults.len()).sum::<usize>();
    faults > 0 || document.graph().first_problem(None).is_some()
}

fn is_experimental(document: &Document, name: CheckName) -> bool {
    let asks = |options: CheckOptions| options.experimental.iter().any(|asked| asked == "all" || asked == name.as_str());
    document
        .file()
        .directives
        .iter()
        .filter(|directive| Directive::is_read(directive))
        .any(|directive| asks(CheckOptions::parse(&directive.value)))
}

/// Whether the instruction is the last of its kind in a stage of the chain of FROMs that the default target ends.
fn is_run(difference: &Difference<'_>) -> bool {
    let (graph, file) = (difference.document.graph(), difference.document.file());
    let Some(check) = difference.told else { return false };
    let keyword = |at: usize| file.instructions[at].keyword;
    let mut next = graph.last_stage();
    let mut entrypoint = false;
    while let Some(stage) = next.map(|stage| &graph.stages[stage]) {
        let last = |wanted: Keyword| stage.body.clone().rev().find(|at| keyword(*at) == Some(wanted));
        let wanted = keyword(check.instruction).unwrap();
        // An ENTRYPOINT takes back the CMD of the stages below.
        if wanted == Keyword::Cmd && entrypoint {
            return false;
        }
        if let Some(at) = last(wanted) {
            return at == check.instruction;
        }
        entrypoint |= last(Keyword::Entrypoint).is_some();
        next = stage.base.stage;
    }
    false
}

/// `ENV A=$A:b`.
fn is_in_own_value(difference: &Difference<'_>, unset: &UnsetUse) -> bool {
    let instruction = &difference.document.file().instructions[unset.instruction];
    let mut pairs = instruction.pairs().iter().filter(|pair| pair.key.text(&instruction.line) == unset.name);
    pairs.any(|pair| pair.value.as_ref().is_some_and(|value| instruction.range_of(value.span).contains(unset.range)))
}

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
        let checks = Checks::new(&document, &options, None);
        let told = checks.of_buildkit(&document);
        let mut places: Vec<_> = told.iter().map(|check| (check.name.as_str(), check.lines.first)).collect();
        places.sort_unstable();
        assert_eq!(serde_json::json!(places), record["lint"], "{file}: the model says something else than the record");

        let mut on = Settings::default();
        for rule in rules::ALL.into_iter().filter(|rule| rule.level == Level::Allow && rule.buildkit_check().is_some()) {
            on.levels.set(rule.name, Level::Info, &rules::ALL).unwrap();
        }
        let run = |settings: &Settings| {
            let mut findings = lint::run(&document, settings, &rules::ALL);
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
        let difference =
            |name, range, told| Difference { document: &document, checks: &checks, unsuppressed: &unsuppressed, name, range, told };
        for check in told {
            let here = difference(check.name, check.range, Some(check));
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
            self.classify(file, &difference(name, finding.range, None));
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
    for rule in rules::ALL.into_iter().filter(|rule| rule.buildkit_check().is_some() && rule.level != Level::Warning) {
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
