//! Every rule's page: it is complete, and its examples find what their carets mark.
//!
//! A `dockerfile` block is an example. A line of blanks and carets marks a finding of the rule in the line above it; a finding of
//! several lines is marked in its first one. A block without carets is one in which the rule finds nothing. Behind `dockerfile` may
//! stand `target=NAME`, `build-arg=NAME=VALUE`, `level=info` if the findings have another level than the rule, `finds=N` where carets
//! cannot mark the findings, because they are of the file as a whole, `repeat=N` to repeat the last character of the text,
//! `encoding=utf-16` for a file in that encoding, `ignore=PATTERN,PATTERN` for the lines of the context's .dockerignore, with `assumed` if
//! nobody said that it is the context, `files=PATH,PATH` for what lies in the context, with `git` if that is a repository, `args=NAME,NAME` for the arguments of a Compose file's build, and `platforms=IMAGE,OS/ARCH,…` for the platforms of an image. The examples of `invalid-configuration` are `toml` blocks.
//! Those of rules on builds are `yaml file=NAME` blocks; the first `dockerfile` block of the page lies beside the file.
//!
//! A `diff` block shows what the rule's safe fixes make of the example above it, and a `diff unsafe` block what all of its fixes do: every
//! line of the example, with `-`, `+` or a blank before it.

use std::sync::Arc;

use dflint::document::Document;
use dflint::lint::{self, Applicability, Finding, Fix, Rule, Settings, apply_fixes};
use dflint::project::{
    BuildContext, BuildContexts, Builds, ContextFiles, ContextRoot, Dockerignore, Loaded, Presence, Repository, Sources,
};
use dflint::rules;
use dflint::stages::{BuildOptions, ImageConfig, Platform};
use dflint::syntax::closest;
use similar::TextDiff;

use crate::cli;

/// A code block of a page.
struct Example {
    /// 1-based, in the page.
    line: usize,
    info: String,
    text: String,
    /// How many findings there are, where carets cannot mark them.
    finds: Option<usize>,
    /// 0-based line and columns (in bytes) of the text.
    carets: Vec<(usize, usize, usize)>,
    diffs: Vec<Diff>,
}

/// What becomes of an example.
struct Diff {
    line: usize,
    boldest: Applicability,
    text: String,
}

impl Example {
    fn has_findings(&self) -> bool {
        !self.carets.is_empty() || self.finds.is_some_and(|number| number > 0)
    }
}

fn examples(rule: &Rule) -> Vec<Example> {
    let language = match rule {
        rule if is_of_configuration(rule) => "toml",
        rule if is_of_builds(rule) => "yaml",
        _ => "dockerfile",
    };
    examples_in(rule.page, language)
}

fn examples_in(page: &str, language: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut open: Option<Example> = None;
    let mut diff: Option<Diff> = None;
    let mut in_other = false;
    for (at, line) in page.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            match (open.take(), diff.take()) {
                (Some(example), _) => examples.push(with_options(example)),
                (None, Some(diff)) => examples.last_mut().expect("an example stands above a diff").diffs.push(diff),
                (None, None) if in_other => in_other = false,
                (None, None) if info.starts_with("diff") => {
                    let boldest = if info == "diff unsafe" { Applicability::Unsafe } else { Applicability::Safe };
                    diff = Some(Diff { line: at + 1, boldest, text: String::new() });
                }
                (None, None) => match info.strip_prefix(language) {
                    Some(info) => {
                        open = Some(Example {
                            line: at + 1,
                            info: info.trim().to_owned(),
                            text: String::new(),
                            finds: None,
                            carets: Vec::new(),
                            diffs: Vec::new(),
                        });
                    }
                    None => in_other = true,
                },
            }
        } else if let Some(diff) = &mut diff {
            diff.text += line;
            diff.text.push('\n');
        } else if let Some(example) = &mut open {
            let is_carets = line.contains('^') && line.bytes().all(|byte| matches!(byte, b' ' | b'^'));
            if is_carets {
                let above = example.text.lines().count() - 1;
                let mut column = 0;
                for run in line.split(' ') {
                    if !run.is_empty() {
                        example.carets.push((above, column, column + run.len()));
                    }
                    column += run.len() + 1;
                }
            } else {
                example.text.push_str(line);
                example.text.push('\n');
            }
        }
    }
    assert!(open.is_none() && diff.is_none() && !in_other, "a code block is open");
    examples
}

fn with_options(mut example: Example) -> Example {
    for word in example.info.split_whitespace() {
        match word.split_once('=') {
            Some(("finds", number)) => example.finds = Some(number.parse().unwrap()),
            Some(("repeat", number)) => {
                let last = example.text.trim_end().chars().last().unwrap().to_string();
                example.text = format!("{}{}\n", example.text.trim_end(), last.repeat(number.parse().unwrap()));
            }
            _ => {}
        }
    }
    example
}

/// Whether a rule is about dflint.toml.
fn is_of_configuration(rule: &Rule) -> bool {
    rule.name == rules::INVALID_CONFIGURATION.name
}

/// What the program finds in a configuration.
fn found_in_configuration(rule: &Rule, example: &Example) -> Vec<(usize, usize, usize)> {
    let folder = cli::folder(&[("dflint.toml", example.text.as_str()), ("Dockerfile", "FROM scratch\n")]);
    let findings = cli::dflint(folder.path(), &["check", "--format", "jsonl"]).lines();
    let place = |finding: &serde_json::Value| {
        assert_eq!((&finding["path"], &finding["rule"]), (&"dflint.toml".into(), &rule.name.into()), "{finding}");
        let number = |end: &str, field: &str| finding["range"][end][field].as_u64().unwrap() as usize - 1;
        (number("start", "line"), number("start", "column"), number("end", "column"))
    };
    findings.iter().map(place).collect()
}

/// Whether a rule is about files that describe builds.
fn is_of_builds(rule: &Rule) -> bool {
    rules::ON_BUILDS.iter().any(|on_builds| on_builds.rule.name == rule.name)
}

/// What the program finds in a build file (`file=NAME`), beside the Dockerfile of the page.
fn found_in_build_file(rule: &Rule, example: &Example) -> Vec<(usize, usize, usize)> {
    let name = example.info.split_whitespace().find_map(|word| word.strip_prefix("file=")).expect("file=NAME");
    let dockerfiles = examples_in(rule.page, "dockerfile");
    let dockerfile = dockerfiles.first().map_or("FROM scratch\n", |example| example.text.as_str());
    let folder = cli::folder(&[(name, example.text.as_str()), ("Dockerfile", dockerfile)]);
    let findings = cli::dflint(folder.path(), &["check", "--format", "jsonl"]).lines();
    let place = |finding: &serde_json::Value| {
        assert_eq!(finding["path"], name, "{finding}");
        let number = |end: &str, field: &str| finding["range"][end][field].as_u64().unwrap() as usize - 1;
        (number("start", "line"), number("start", "column"), number("end", "column"))
    };
    findings.iter().filter(|finding| finding["rule"] == rule.name).map(place).collect()
}

/// How the example is checked, and the level its findings have.
fn settings(rule: &'static Rule, example: &Example) -> (Settings, lint::Level) {
    let mut options = BuildOptions::default();
    let mut settings = Settings::default();
    let mut level = rule.level;
    // The examples of a rule that is off by default are those of the rule switched on.
    if rule.level == lint::Level::Allow {
        level = lint::Level::Info;
        settings.levels.set(rule.name, level, rules::ALL).unwrap();
    }
    for word in example.info.split_whitespace() {
        match word.split_once('=') {
            Some(("target", target)) => settings.targets.push(target.to_owned()),
            Some(("build-arg", given)) => {
                let (name, value) = given.split_once('=').expect("build-arg=NAME=VALUE");
                options.build_args.push((name.to_owned(), value.to_owned()));
            }
            Some(("finds" | "repeat" | "encoding" | "file", _)) => {}
            Some(("ignore", patterns)) => {
                let root = match example.info.split_whitespace().any(|word| word == "assumed") {
                    true => ContextRoot::Assumed { names_above: Vec::new() },
                    false => ContextRoot::Given,
                };
                let ignore = Dockerignore::parse(patterns.replace(',', "\n").as_bytes());
                let context = BuildContext { ignore, ignore_file: ".dockerignore".to_owned(), root, files: None };
                settings.contexts = Some(Arc::new(BuildContexts::new(move || vec![context.clone()])));
            }
            Some(("files", paths)) => {
                let in_git = example.info.split_whitespace().any(|word| word == "git");
                let context = BuildContext {
                    ignore: Dockerignore::default(),
                    ignore_file: String::new(),
                    root: ContextRoot::Given,
                    files: Some(files(paths.split(',').map(str::to_owned).collect(), in_git)),
                };
                settings.contexts = Some(Arc::new(BuildContexts::new(move || vec![context.clone()])));
            }
            Some(("args", names)) => settings.builds = Some(Arc::new(builds(names))),
            None if matches!(word, "assumed" | "git") => {}
            Some(("platforms", given)) => {
                let mut given = given.split(',');
                let name = given.next().unwrap().to_owned();
                let platforms = given.map(|platform| Platform::parse(platform).unwrap()).collect();
                options.images.push((name, ImageConfig { platforms, ..ImageConfig::default() }));
            }
            Some(("warn", name)) => settings.levels.set(name, lint::Level::Warning, rules::ALL).unwrap(),
            Some(("level", "allow")) => {}
            Some(("all-targets", _)) => settings.all_targets = true,
            Some(("level", "info")) => level = lint::Level::Info,
            Some(("level", "error")) => level = lint::Level::Error,
            Some(("level", "warning")) => level = lint::Level::Warning,
            _ => panic!("{}: what is `{word}`?", rule.name),
        }
    }
    settings.build = options;
    (settings, level)
}

/// The builds of a repository in which a Compose file builds the Dockerfile with these arguments.
fn builds(args: &str) -> Builds {
    let args: Vec<_> = args.split(',').filter(|name| !name.is_empty()).map(|name| format!("{name}: x")).collect();
    let compose = format!("services:\n  app:\n    build:\n      context: .\n      args: {{{}}}\n", args.join(", "));
    let sources = Sources::new([("compose.yaml".to_owned(), compose.into_bytes())], ["Dockerfile".to_owned()]);
    let loaded = Arc::new(Loaded { repository: Repository::read(sources), complete: true });
    Builds::new("Dockerfile".to_owned(), move || loaded.clone())
}

/// A context with these files. In the first folder of a path that is not there, nothing is there.
fn files(paths: Vec<String>, in_git: bool) -> ContextFiles {
    ContextFiles::new(".".to_owned(), move |path| {
        let is_there = |path: &str| paths.iter().any(|known| known == path || known.starts_with(&format!("{path}/")));
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let Some(up_to) = ends.map(|end| &path[..end]).find(|up_to| !is_there(up_to)) else { return Presence::There };
        let folders = paths.iter().flat_map(|known| known.match_indices('/').map(|(at, _)| &known[..at]));
        let near = closest(path, folders.chain(paths.iter().map(String::as_str))).map(str::to_owned);
        match near {
            None if !in_git => Presence::Unknown,
            near => Presence::Missing { up_to: up_to.to_owned(), near, beside_dockerfile: None },
        }
    })
}

/// What the rule finds, in the form of the carets.
fn found(rule: &'static Rule, example: &Example) -> Vec<(usize, usize, usize)> {
    if is_of_configuration(rule) {
        return found_in_configuration(rule, example);
    }
    if is_of_builds(rule) {
        return found_in_build_file(rule, example);
    }
    let (settings, level) = settings(rule, example);
    let text = match example.info.split_whitespace().any(|word| word == "encoding=utf-16") {
        true => [0xfeff].into_iter().chain(example.text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        false => example.text.clone().into_bytes(),
    };
    let document = Document::new(text, &settings.build);
    let starts: Vec<_> = std::iter::once(0).chain(example.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let place = |finding: Finding| {
        let (start, end) = (finding.range.start as usize, finding.range.end as usize);
        assert_eq!(finding.level, level, "{}, example in line {}: {finding:?}", rule.name, example.line);
        assert_sentences(&finding);
        let line = starts.partition_point(|line| *line <= start) - 1;
        let line_end = starts.get(line + 1).map_or(example.text.len(), |next| next - 1);
        (line, start - starts[line], end.min(line_end) - starts[line])
    };
    let findings = lint::run(&document, &settings, rules::ALL);
    findings.into_iter().filter(|finding| finding.rule.name == rule.name).map(place).collect()
}

/// What the rule's fixes make of an example, as a diff of all its lines.
fn fixed(rule: &'static Rule, example: &Example, boldest: Applicability) -> String {
    let (settings, _) = settings(rule, example);
    let mut text = example.text.clone().into_bytes();
    for _ in 0..20 {
        let document = Document::new(text, &settings.build);
        let findings = lint::run(&document, &settings, rules::ALL);
        let wanted = |finding: &Finding, fix: &Fix| finding.rule.name == rule.name && fix.applicability <= boldest;
        let round = apply_fixes(&document, &findings, wanted);
        text = round.text;
        if round.rules.is_empty() {
            break;
        }
    }
    let text = String::from_utf8(text).unwrap();
    let diff = TextDiff::from_lines(&example.text, &text);
    diff.iter_all_changes().map(|change| format!("{}{change}", change.tag())).collect()
}

/// Messages and help are whole sentences.
fn assert_sentences(finding: &Finding) {
    for text in std::iter::once(&finding.message).chain(&finding.help) {
        let first = text.chars().next().unwrap();
        assert!(first.is_uppercase() || "`\"".contains(first), "begins like no sentence: {text}");
        assert!(text.ends_with(['.', '?', '!']), "ends like no sentence: {text}");
        assert!(!text.contains("  "), "has two blanks: {text}");
    }
}

#[test]
fn examples_find_what_their_carets_mark() {
    let mut wrong = Vec::new();
    for rule in rules::ALL.iter().copied() {
        let examples = examples(rule);
        for example in &examples {
            let found = found(rule, example);
            if example.finds.map_or(found != example.carets, |number| found.len() != number) {
                let (name, line, carets) = (rule.name, example.line, &example.carets);
                wrong.push(format!("{name}.md, line {line}: carets at {carets:?}, found {found:?} (line, from, to)\n{}", example.text));
            }
        }
        if !examples.iter().any(Example::has_findings) {
            wrong.push(format!("{}.md has no example in which the rule finds something", rule.name));
        }
        if !examples.iter().any(|example| !example.has_findings()) {
            wrong.push(format!("{}.md has no example in which the rule finds nothing", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn diffs_are_what_fixes_do() {
    let mut wrong = Vec::new();
    for rule in rules::ALL.iter().copied() {
        let examples = examples(rule);
        let diffs: Vec<_> = examples.iter().flat_map(|example| example.diffs.iter().map(move |diff| (example, diff))).collect();
        for (example, diff) in &diffs {
            let made = fixed(rule, example, diff.boldest);
            if made != diff.text || !made.lines().any(|line| line.starts_with(['-', '+'])) {
                wrong.push(format!("{}.md, line {}: the fixes do\n{made}", rule.name, diff.line));
            }
        }
        if diffs.is_empty() && rule.fixable {
            let shown = examples.iter().map(|example| format!("line {}\n{}", example.line, fixed(rule, example, Applicability::Unsafe)));
            wrong.push(format!("{}.md shows no fix\n{}", rule.name, shown.collect::<String>()));
        }
        // Its fix needs to know shell text.
        let says_why = rule.page.lines().any(|line| line.starts_with("No fix: "));
        if says_why == rule.fixable && rule.name != "shell-form-command" {
            wrong.push(format!("{}.md has to say why there is no fix, if there is none and only then", rule.name));
        }
        if !diffs.is_empty() && !rule.fixable {
            wrong.push(format!("{}.md shows a fix, and the rule says that it has none", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A title is a command.
#[test]
fn fixes_say_what_they_do() {
    for rule in rules::ALL.iter().copied() {
        for example in examples(rule) {
            let (settings, _) = settings(rule, &example);
            let document = Document::new(example.text.clone().into_bytes(), &settings.build);
            let findings = lint::run(&document, &settings, rules::ALL);
            for fix in findings.iter().filter_map(|finding| finding.proven_fix(&document)) {
                let verb = fix.title.split(' ').next().unwrap();
                assert!(["Begin", "Delete", "End", "Move", "Name", "Put", "Write"].contains(&verb), "{}", fix.title);
                assert!(!fix.title.ends_with('.') && !fix.edits.is_empty(), "{}", fix.title);
            }
        }
    }
}

#[test]
fn pages_are_complete() {
    let mut wrong = Vec::new();
    for rule in rules::ALL.iter().copied() {
        let name = rule.name;
        let mut lines = rule.page.lines();
        if lines.next() != Some(&format!("# {name}")) || lines.next() != Some("") {
            wrong.push(format!("{name}.md does not begin with its name and an empty line"));
        }
        if lines.next() != Some(rule.summary) {
            wrong.push(format!("{name}.md does not go on with the summary: {}", rule.summary));
        }
        for heading in ["## Why", "## Example", "## Instead", "## Source"] {
            if !rule.page.lines().any(|line| line == heading) {
                wrong.push(format!("{name}.md has no heading {heading}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_are_unique_and_in_kebab_case() {
    let mut names = std::collections::HashSet::new();
    for rule in rules::ALL.iter().copied() {
        assert!(names.insert(rule.name), "{} is there twice", rule.name);
        assert!(rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.name);
        assert!(rules::find(rule.name).is_some_and(|found| found.name == rule.name));
        assert!(rules::find(&rule.name.to_uppercase()).is_some());
    }
    assert_eq!(rules::find("DL3006").map(|rule| rule.name), Some("untagged-image"));
    assert!(rules::find("no-such-rule").is_none());
}

/// With DFLINT_UPDATE=1 in the environment, this writes the table instead of checking it.
#[test]
fn the_readme_has_every_rule() {
    let path = crate::shared::project().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let row = |rule: &Rule| {
        let level = match rule.level {
            lint::Level::Info => "note",
            lint::Level::Allow => "off",
            level => level.as_str(),
        };
        format!("| [{0}](server/src/rules/{1}.md) | {level} | {2} |\n", rule.name, rule.name.replace('-', "_"), rule.summary)
    };
    let is_row = |line: &str| line.contains("](server/src/rules/") && line.starts_with('|');
    let expected: String = rules::ALL.iter().copied().map(row).collect();
    let first = readme.split_inclusive('\n').position(is_row).unwrap();
    let table: String = readme.split_inclusive('\n').filter(|line| is_row(line)).collect();
    if std::env::var_os("DFLINT_UPDATE").is_some() {
        let lines: Vec<_> = readme.split_inclusive('\n').collect();
        let (before, behind) = lines.split_at(first);
        let behind: String = behind.iter().filter(|line| !is_row(line)).copied().collect();
        std::fs::write(&path, format!("{}{expected}{behind}", before.concat())).unwrap();
        return;
    }
    assert!(table == expected, "the table of rules in README.md is out of date: DFLINT_UPDATE=1 cargo test -p dflint --test all readme");
}
