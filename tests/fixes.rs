//! Fixes on real files: each alone and all together. The finding is gone, nothing new is wrong, a second run changes nothing, and what
//! a safe fix leaves is built as before.
//!
//! What a fix writes is shown on the rule's page, and tested there. Here stands what a page cannot show.

use std::collections::BTreeMap;

use dflint::document::Document;
use dflint::lint::{self, Applicability, Finding, Level, Settings, apply_fixes};
use dflint::rules;
use dflint::stages::{BuildOptions, Stage};
use dflint::syntax::{Instruction, Keyword};
use rayon::prelude::*;

use crate::shared::corpus;

/// A text and what is found in it, with every rule on.
struct Checked {
    document: Document,
    findings: Vec<Finding>,
}

impl Checked {
    fn new(text: &[u8]) -> Self {
        let mut settings = Settings::default();
        for rule in rules::ALL.iter().copied().filter(|rule| rule.level == Level::Allow) {
            settings.levels.set(rule.name, Level::Info, rules::ALL).unwrap();
        }
        let document = Document::new(text.to_vec(), &BuildOptions::default());
        let findings = lint::run(&document, &settings, rules::ALL);
        Self { document, findings }
    }

    fn text(&self) -> &[u8] {
        self.document.text()
    }

    fn count(&self, rule: &str) -> usize {
        self.findings.iter().filter(|finding| finding.rule.name == rule).count()
    }

    /// How many errors there are of each rule.
    fn errors(&self) -> BTreeMap<&'static str, usize> {
        let mut errors = BTreeMap::new();
        for finding in self.findings.iter().filter(|finding| finding.level == Level::Error) {
            *errors.entry(finding.rule.name).or_insert(0) += 1;
        }
        errors
    }

    /// All fixes that are at most so bold, until there are none; and the rules that were fixed.
    fn fixed(&self, boldest: Applicability) -> (Self, Vec<&'static str>) {
        let mut rules = Vec::new();
        let mut now = Self::new(self.text());
        for _ in 0..50 {
            let round = apply_fixes(&now.document, &now.findings, |_, fix| fix.applicability <= boldest);
            if round.rules.is_empty() {
                return (now, rules);
            }
            rules.extend(round.rules);
            now = Self::new(&round.text);
        }
        panic!("fixes never end: {}", String::from_utf8_lossy(now.text()));
    }
}

/// What is wrong with a file after a fix, compared with the one before.
fn broken(before: &Checked, after: &Checked, is_safe: bool) -> Option<String> {
    let errors = before.errors();
    let new = after.errors().into_iter().find(|(rule, count)| errors.get(rule).is_none_or(|before| count > before));
    if let Some((rule, _)) = new {
        return Some(format!("a new error of {rule}"));
    }
    if after.document.tree().root().is_none_or(|root| root.has_error()) {
        return Some("an ERROR or MISSING node".to_owned());
    }
    if !is_safe {
        return None;
    }
    let (before, after) = (meaning(&before.document), meaning(&after.document));
    let differs = before.iter().zip(&after).find(|(before, after)| before != after);
    match differs {
        Some((before, after)) => Some(format!("it meant\n    {before}\nand means\n    {after}")),
        None if before.len() != after.len() => Some("another number of things is built".to_owned()),
        None => None,
    }
}

/// What is built of a file: its stages, what each takes from where, its environment and everything it does, and which stages the
/// default target needs. A stage without a name may get one, and what a later instruction overrides does not count.
fn meaning(document: &Document) -> Vec<String> {
    let graph = document.graph();
    let reach = graph.last_stage().map(|last| graph.reach([last]));
    let mut meaning = Vec::new();
    for (index, stage) in graph.stages.iter().enumerate() {
        let needed = reach.as_ref().is_some_and(|reach| reach.needs(index));
        let Stage { scope, workdir, .. } = stage;
        meaning.push(format!("stage {index} {needed} {:?} {workdir:?}", scope.image_environment()));
        meaning.extend(stage.edges.iter().map(|edge| {
            let outside = edge.source.stage().is_none().then_some(&edge.name);
            format!("  {:?} {:?} {outside:?} {:?}", edge.kind, edge.source, edge.mount)
        }));
        meaning.extend(steps(document, stage));
    }
    meaning.extend(graph.problems.iter().map(|problem| format!("problem {:?}", problem.phase)));
    meaning
}

/// What the instructions of a stage do, in words that do not depend on how they are written.
fn steps(document: &Document, stage: &Stage) -> Vec<String> {
    let mut steps = Vec::new();
    let mut commands = BTreeMap::new();
    for at in stage.body.clone() {
        let Some(instruction) = document.file().instructions.get(at) else { continue };
        let line = &instruction.line;
        let arguments = instruction.text_of(instruction.arguments_span).to_owned();
        match instruction.keyword {
            Some(Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) => {
                let flags: Vec<_> = instruction.flags.iter().map(|flag| (&flag.name, &flag.value)).collect();
                commands.insert(instruction.keyword, format!("  {:?} {flags:?} {arguments}", instruction.keyword));
            }
            Some(Keyword::Copy | Keyword::Add) => {
                let others = instruction.flags.iter().filter(|flag| flag.name != "from");
                let flags: Vec<_> = others.map(|flag| (&flag.name, &flag.value)).collect();
                steps.push(format!("  {:?} {flags:?} {arguments} {}", instruction.keyword, bodies(document, instruction)));
            }
            Some(Keyword::Run) => steps.push(format!("  RUN {} {arguments} {}", instruction.flags.len(), bodies(document, instruction))),
            Some(Keyword::Label) => {
                let pairs = instruction.pairs().iter().map(|pair| (pair.key.text(line), pair.value.as_ref().map(|value| value.text(line))));
                // `LABEL a b c` becomes `LABEL a="b c"`.
                steps.extend(pairs.map(|(key, value)| format!("  LABEL {key} {}", value.unwrap_or_default().trim_matches('"'))));
            }
            Some(Keyword::Expose) => {
                let ports = instruction.words().iter().map(|word| word.text(line).rsplit(':').next().unwrap_or_default().to_lowercase());
                steps.extend(ports.map(|port| format!("  EXPOSE {port}")));
            }
            // ENV is in the environment, WORKDIR in the working directory.
            Some(Keyword::Env | Keyword::Workdir | Keyword::Arg) => steps.push(format!("  {:?}", instruction.keyword)),
            _ => steps.push(format!("  {} {arguments}", instruction.keyword_text().to_lowercase())),
        }
    }
    steps.extend(commands.into_values());
    steps
}

fn bodies(document: &Document, instruction: &Instruction) -> String {
    let bodies = instruction.heredocs.iter().map(|heredoc| heredoc.body.slice(document.text()));
    String::from_utf8_lossy(&bodies.collect::<Vec<_>>().concat()).into_owned()
}

/// Counts by rule, and what went wrong.
#[derive(Default)]
struct Outcome {
    counts: BTreeMap<&'static str, [usize; 3]>,
    wrong: Vec<String>,
}

impl Outcome {
    fn of(files: &[(String, Vec<u8>)], check: impl Fn(&str, &[u8], &mut Self) + Sync) -> Self {
        let outcomes = files.par_iter().fold(Self::default, |mut outcome, (path, text)| {
            check(path, text, &mut outcome);
            outcome
        });
        let outcome = outcomes.reduce(Self::default, |mut all, other| {
            for (rule, counts) in other.counts {
                let sum = all.counts.entry(rule).or_default();
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
            all.wrong.extend(other.wrong);
            all
        });
        let shown: Vec<_> = outcome.wrong.iter().take(20).map(String::as_str).collect();
        assert!(shown.is_empty(), "{} in all\n{}", outcome.wrong.len(), shown.join("\n"));
        outcome
    }

    fn add(&mut self, rule: &'static str, column: usize) {
        self.counts.entry(rule).or_default()[column] += 1;
    }

    fn total(&self, column: usize) -> usize {
        self.counts.values().map(|counts| counts[column]).sum()
    }

    fn table(&self, columns: [&str; 3]) -> String {
        let row = |name: &str, cells: [String; 3]| format!("{name:<30}{:>9}{:>9}{:>9}\n", cells[0], cells[1], cells[2]);
        let head = row("rule", columns.map(str::to_owned));
        head + &self.counts.iter().map(|(rule, counts)| row(rule, counts.map(|count| count.to_string()))).collect::<String>()
    }
}

#[test]
fn every_fix_alone_mends_its_finding() {
    let Some(files) = corpus() else { return };
    let outcome = Outcome::of(&files, |path, text, outcome| {
        let before = Checked::new(text);
        for finding in &before.findings {
            let rule = finding.rule.name;
            outcome.add(rule, 2);
            let Some(fix) = finding.proven_fix(&before.document) else { continue };
            assert!(finding.rule.fixable, "{rule} says that it has no fixes");
            let is_safe = fix.applicability == Applicability::Safe;
            outcome.add(rule, usize::from(!is_safe));
            let touches = fix.edits.windows(2).any(|pair| pair[0].range.end >= pair[1].range.start);
            let after = Checked::new(&fix.apply(text));
            let wrong = if touches {
                Some("edits touch each other".to_owned())
            } else if after.count(rule) >= before.count(rule) {
                Some("the finding is still there".to_owned())
            } else {
                broken(&before, &after, is_safe)
            };
            outcome.wrong.extend(wrong.map(|wrong| format!("{path}: {finding:?}\n  {fix:?}\n  {wrong}")));
        }
    });
    println!("{} files, each fix alone\n{}", files.len(), outcome.table(["safe", "unsafe", "findings"]));
    assert!(outcome.total(0) > 2_000 && outcome.total(1) > 200);
}

#[test]
fn all_fixes_together_break_nothing() {
    let Some(files) = corpus() else { return };
    let outcome = Outcome::of(&files, |path, text, outcome| {
        let before = Checked::new(text);
        for boldest in [Applicability::Safe, Applicability::Unsafe] {
            let is_safe = boldest == Applicability::Safe;
            let (after, fixed) = before.fixed(boldest);
            fixed.iter().for_each(|rule| outcome.add(rule, usize::from(!is_safe)));
            let left = |finding: &&Finding| finding.proven_fix(&after.document).is_some_and(|fix| fix.applicability <= boldest);
            let wrong = broken(&before, &after, is_safe)
                .or_else(|| after.findings.iter().find(left).map(|finding| format!("still to be fixed: {finding:?}")))
                .or_else(|| (after.fixed(boldest).0.text() != after.text()).then(|| "a second run changes something".to_owned()));
            outcome.wrong.extend(wrong.map(|wrong| format!("{path}: all {boldest:?} fixes\n  {wrong}")));
        }
    });
    println!("{} files, all fixes together\n{}", files.len(), outcome.table(["safe", "unsafe", ""]));
    assert!(outcome.counts.values().filter(|counts| counts[0] > 0).count() >= 8);
}

/// Line breaks, byte order marks, continuations and letter case.
#[test]
fn fixes_keep_what_is_around_them() {
    let fixed = |text: &str, boldest| String::from_utf8(Checked::new(text.as_bytes()).fixed(boldest).0.text().to_vec()).unwrap();
    for (before, after) in [
        ("FROM a:1\r\nENV a b c\r\n", "FROM a:1\r\nENV a=\"b c\"\r\n"),
        ("\u{feff}FROM a:1 as b\n", "\u{feff}FROM a:1 AS b\n"),
        // Behind an equals sign, a value with quotes in it may mean something else.
        ("FROM a:1\nENV a 'b c'\nENV b \"c\" d\n", "FROM a:1\nENV a='b c'\nENV b \"c\" d\n"),
        // Over several lines, the last one, and without a line break at the end.
        ("FROM a:1\nCMD a \\\n  b\nCMD [\"c\"]", "FROM a:1\nCMD [\"c\"]"),
        ("FROM a:1\r\n\tCMD a\r\n# why\r\nCMD [\"c\"]\r\n", "FROM a:1\r\n# why\r\nCMD [\"c\"]\r\n"),
        // A comment between the lines would go with them.
        ("FROM a:1\nCMD a \\\n# why\n  b\nCMD [\"c\"]\n", "FROM a:1\nCMD a \\\n# why\n  b\nCMD [\"c\"]\n"),
        // Blank lines of a heredoc's body stay.
        ("FROM a:1\nRUN x \\\n\n\n  y \\\n \n<<E\n\nE\n", "FROM a:1\nRUN x \\\n  y \\\n<<E\n\nE\n"),
        // The second stage `x` is the one that `--from=x` would mean.
        (
            "FROM a:1 AS x\nFROM b:1\nCOPY --from=0 /a /a\nFROM c:1 AS x\nCOPY --from=1 /a /a\n",
            "FROM a:1 AS x\nFROM b:1 AS b\nCOPY --from=0 /a /a\nFROM c:1 AS x\nCOPY --from=b /a /a\n",
        ),
        // Without the comment, the line below would be a directive, and the escape character another one.
        (
            "# dflint: ignore=latest-tag -- x\n# escape=`\nFROM a:1\nRUN b \\\n  c\n",
            "# dflint: ignore=latest-tag -- x\n# escape=`\nFROM a:1\nRUN b \\\n  c\n",
        ),
        ("\u{feff}# dflint: ignore=latest-tag\nFROM a:1\n", "\u{feff}FROM a:1\n"),
    ] {
        assert_eq!(fixed(before, Applicability::Safe), after, "{before:?}");
    }
    for (before, after) in [
        ("arg X=1\r\nfrom a:1\r\n  label a=$X\r\n", "arg X=1\r\nfrom a:1\r\n  arg X\r\n  label a=$X\r\n"),
        // The use is in an ARG.
        ("ARG X=1\nFROM a:1\nARG Y=$X\nARG Z=$X\n", "ARG X=1\nFROM a:1\nARG X\nARG Y=$X\nARG Z=$X\n"),
        ("\u{feff}FROM a:1\nENV x=y # why\n", "\u{feff}FROM a:1\n# why\nENV x=y\n"),
        ("\u{feff}FROM a:1 # why\n", "\u{feff}# why\nFROM a:1\n"),
        ("LABEL a=b\r\n# why\r\nLABEL \\\r\n c=d\r\nFROM a:1", "# why\r\nFROM a:1\r\nLABEL a=b\r\nLABEL \\\r\n c=d"),
        // A FROM is missing there, and not only in the wrong place.
        ("ENV a=b\nRUN c\nFROM a:1\n", "ENV a=b\nRUN c\nFROM a:1\n"),
        ("FROM a:1\nENV a=\"b\" c d=e\n", "FROM a:1\nENV a=\"b\" c d=e\n"),
        ("FROM a:1\nENV a=b c d=e f g\n", "FROM a:1\nENV a=\"b c\" d=\"e f g\"\n"),
        // Above the FROM it would be a directive.
        ("FROM a:1 # escape=`\n", "FROM a:1 # escape=`\n"),
        ("\u{feff}\n# syntax=docker/dockerfile:1\r\nFROM a:1\r\n", "\u{feff}# syntax=docker/dockerfile:1\n\nFROM a:1\r\n"),
        // The file is written with this escape character, not with the one of the directive that has no effect.
        ("\n# escape=`\nFROM a:1\nRUN a \\\n && b\n", "\n# escape=`\nFROM a:1\nRUN a \\\n && b\n"),
        // It would be read, and then be wrong in another way.
        ("FROM a:1\nRUM <<E\nx\n", "FROM a:1\nRUM <<E\nx\n"),
    ] {
        assert_eq!(fixed(before, Applicability::Unsafe), after, "{before:?}");
    }
}

/// A file of nothing but errors takes no longer than another: not every guess in it is tried.
#[test]
fn guesses_in_long_files_are_limited() {
    let text = format!("FROM a:1\n{}", "RUM x\n".repeat(20_000));
    let checked = Checked::new(text.as_bytes());
    let tried = checked.findings.iter().filter(|finding| finding.proven_fix(&checked.document).is_some()).count();
    assert_eq!(checked.count("unknown-instruction"), 20_000);
    assert!((1..100).contains(&tried), "{tried}");
}

/// Where the fix of each finding would hold all the others, there is none: a program has written the file, and thousands of thousands of
/// edits fit into no memory.
#[test]
fn fixes_of_many_places_are_limited() {
    let many = "COPY --from=0 /a /a\n".repeat(2_000);
    let checked = Checked::new(format!("FROM a:1\nFROM b:1\n{many}").as_bytes());
    assert_eq!(checked.count("numeric-stage-reference"), 2_000);
    assert!(
        checked
            .findings
            .iter()
            .all(|finding| finding.rule.name != "numeric-stage-reference" || !finding.may_be_fixed(Applicability::Unsafe))
    );
    let checked = Checked::new(format!("{}FROM a:1\n", "LABEL a=b\n".repeat(200)).as_bytes());
    assert_eq!(checked.count("instruction-before-from"), 200);
    assert!(checked.findings.iter().all(|finding| !finding.may_be_fixed(Applicability::Unsafe)), "{:?}", checked.findings);
}

/// The graph is compared above; this holds that the comparison sees something.
#[test]
fn another_meaning_is_seen() {
    let means = |text: &str| meaning(&Document::new(text.as_bytes().to_vec(), &BuildOptions::default()));
    let before = means("FROM a:1 AS x\nFROM b:1\nCOPY --from=x /a /a\nRUN c\nCMD d\n");
    for other in [
        "FROM a:1 AS x\nFROM b:1\nCOPY --from=y /a /a\nRUN c\nCMD d\n",
        "FROM a:1 AS x\nFROM x\nCOPY --from=x /a /a\nRUN c\nCMD d\n",
        "FROM a:1 AS x\nFROM b:1\nCOPY --from=x /a /a\nRUN e\nCMD d\n",
        "FROM a:1 AS x\nFROM b:1\nCOPY --from=x /a /a\nRUN c\nCMD e\n",
        "FROM a:1 AS x\nFROM b:1\nCOPY --from=x /a /a\nRUN c\nENV x=y\nCMD d\n",
    ] {
        assert_ne!(before, means(other), "{other}");
    }
    assert_eq!(means("FROM a:1\nCMD x\nCMD d\n"), means("FROM a:1 AS y\nCMD d\n"));
}
