//! The classes of differences, and the rules with other levels than BuildKit's.

use dflint::document::Document;
use dflint::lint::{self, Check, CheckName, Checks, Finding, Level, SecretName, SecretValue, Settings, secret_name, secret_value};
use dflint::rules;
use dflint::stages::UnsetUse;
use dflint::syntax::{Arguments, CheckOptions, Directive, Keyword};
use dflint::text::ByteRange;

/// A place where one of both says something and the other does not.
pub struct Difference<'d> {
    pub document: &'d Document,
    pub checks: &'d Checks,
    /// The findings if comments suppress nothing.
    pub unsuppressed: &'d [Finding],
    pub name: CheckName,
    pub range: ByteRange,
    /// What BuildKit says; none if it says nothing.
    pub told: Option<&'d Check>,
    /// What dflint finds; none if it finds nothing.
    pub found: Option<&'d Finding>,
}

/// Who says it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Side {
    Buildkit,
    Dflint,
}

pub struct Class {
    /// None for all checks.
    pub check: Option<CheckName>,
    pub by: Side,
    pub about: &'static str,
    pub holds: fn(&Difference<'_>) -> bool,
    /// A rule's page, or one of `docs/`, and what stands there.
    pub page: &'static str,
    pub says: &'static str,
}

pub const CLASSES: &[Class] = &[
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
        check: None,
        by: Side::Buildkit,
        about: "the file is a template",
        holds: |difference| is_template(difference.document),
        page: "unrendered-template",
        says: "So this note is the only\nfinding in the file.",
    },
    Class {
        check: Some(CheckName::JSONArgsRecommended),
        by: Side::Buildkit,
        about: "a JSON array was meant",
        holds: |difference| {
            let instruction = difference.told.and_then(|check| difference.document.file().instructions.get(check.instruction));
            instruction.is_some_and(|instruction| instruction.broken_json().is_some() || instruction.comment_behind().is_some())
        },
        page: "shell-form-command",
        says: "has a finding of broken-json-form",
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
        about: "the name says that it is something else",
        holds: |difference| secret_name(&difference.text()) == SecretName::Setting,
        page: "secret-in-variable",
        says: "the last part of the name says that it is something else",
    },
    Class {
        check: Some(CheckName::SecretsUsedInArgOrEnv),
        by: Side::Buildkit,
        about: "the name may mean a secret or not",
        holds: |difference| secret_name(&difference.text()) == SecretName::Unclear,
        page: "secret-in-variable",
        says: "`key` or `auth` alone makes the name",
    },
    Class {
        check: Some(CheckName::SecretsUsedInArgOrEnv),
        by: Side::Buildkit,
        about: "the value is no secret",
        holds: |difference| {
            let (name, value) = (difference.text(), difference.value().unwrap_or_default());
            let written = value.trim_matches(['"', '\'']);
            let harmless = |value: &str| secret_value(value, &name, secret_name(&name)) == SecretValue::Harmless;
            let default = written.split_once(":-").map(|(_, default)| default.trim_end_matches('}'));
            difference.value().is_some() && (harmless(written) || default.is_some_and(harmless))
        },
        page: "secret-in-variable",
        says: "the value is none: a switch, a number, a path",
    },
    Class {
        check: Some(CheckName::SecretsUsedInArgOrEnv),
        by: Side::Buildkit,
        about: "an ENV hands on what is found already, or is nothing",
        holds: |difference| difference.value().is_some_and(|value| value.contains('$')),
        page: "secret-in-variable",
        says: "Where an ENV hands on such an ARG, there is one finding, at the ARG",
    },
    Class {
        check: Some(CheckName::SecretsUsedInArgOrEnv),
        by: Side::Buildkit,
        about: "the value has the form of a token",
        holds: |difference| {
            let mut found = difference.unsuppressed.iter();
            found.any(|finding| finding.rule.name == "leaked-secret" && finding.range.start > difference.range.end)
        },
        page: "secret-in-variable",
        says: "leaked-secret instead",
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
        about: "another variable of the same heredoc",
        holds: |difference| {
            let heredocs = difference.document.file().instructions.iter().flat_map(|instruction| &instruction.heredocs);
            heredocs.into_iter().any(|heredoc| heredoc.body.contains(difference.range))
        },
        page: "undefined-variable",
        says: "gets one finding, at the first variable",
    },
    Class {
        check: Some(CheckName::UndefinedVar),
        by: Side::Dflint,
        about: "an ARG of another stage in the shell text of a RUN",
        holds: |difference| difference.is_by("undefined-variable") && is_in_run(difference),
        page: "undefined-variable",
        says: "An ARG of another stage that a RUN uses in its shell text is found too",
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
        check: Some(CheckName::UndefinedVar),
        by: Side::Dflint,
        about: "a global ARG in the shell text of a RUN",
        holds: |difference| difference.is_by("arg-out-of-scope") && is_in_run(difference),
        page: "arg-out-of-scope",
        says: "and does not look into RUN. dflint shows the ARG that was meant, and reads the shell text of RUN too",
    },
    Class {
        check: Some(CheckName::UndefinedVar),
        by: Side::Dflint,
        about: "a platform argument in the shell text of a RUN",
        holds: |difference| difference.is_by("undeclared-platform-argument") && is_in_run(difference),
        page: "undeclared-platform-argument",
        says: "It also looks into the shell text of RUN, which the check of BuildKit does not",
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
        holds: |difference| {
            let text = difference.text();
            let path = text.trim_matches('"');
            path.starts_with('$') || path.starts_with('\\') || matches!(path.as_bytes(), [_, b':', b'/' | b'\\', ..])
        },
        page: "relative-workdir",
        says: "A path with a drive is absolute on Windows",
    },
];

/// Where a rule has another level than BuildKit's warning: always, or of some findings.
pub const LEVELS: [(&str, Level, &str); 19] = [
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
    ("secret-in-variable", Level::Info, "is a note: it is no secret"),
    ("undefined-variable", Level::Info, "The finding is then a note"),
    ("arg-out-of-scope", Level::Info, "the finding is a note"),
    ("undeclared-platform-argument", Level::Info, "works without the argument, and always gives the default: that is a note"),
    ("blank-base-image", Level::Error, "BuildKit stops with `base name"),
    ("blank-base-image", Level::Info, "Then the finding is information only"),
    ("invalid-image-reference", Level::Error, "BuildKit stops with `failed to parse stage name`"),
    ("invalid-image-reference", Level::Info, "the finding is information only"),
    ("ignored-copy-source", Level::Error, "dflint has an error where the build stops"),
];

impl<'d> Difference<'d> {
    pub fn is(&self, finding: &Finding) -> bool {
        finding.rule.buildkit_check() == Some(self.name) && finding.range.start == self.range.start
    }

    /// The check that BuildKit would have there if it did not stop, and was asked.
    fn check(&self) -> Option<&'d Check> {
        self.checks.found.iter().find(|check| check.name == self.name && check.range.start == self.range.start)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.range.slice(self.document.text())).into_owned()
    }

    /// The value of the pair whose name stands there, as written.
    fn value(&self) -> Option<String> {
        let instruction = self.document.file().instructions.iter().find(|instruction| instruction.range.contains(self.range))?;
        let pair = instruction.pairs().iter().find(|pair| instruction.range_of(pair.key.span) == self.range)?;
        Some(pair.value.as_ref()?.text(&instruction.line).to_owned())
    }

    fn is_by(&self, rule: &str) -> bool {
        self.found.is_some_and(|finding| finding.rule.name == rule)
    }

    fn unset(&self) -> Option<&'d UnsetUse> {
        self.document.graph().unset.iter().find(|unset| unset.range == self.range)
    }

    fn is_refused(&self) -> bool {
        let instruction = self.told.and_then(|check| self.document.file().instructions.get(check.instruction));
        instruction.is_some_and(|instruction| !instruction.faults.is_empty())
    }
}

/// Whether one note stands for all that is found.
fn is_template(document: &Document) -> bool {
    let findings = lint::run(document, &Settings::default(), rules::ALL);
    findings.iter().any(|finding| finding.rule.name == "unrendered-template")
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

fn is_in_run(difference: &Difference<'_>) -> bool {
    let instructions = &difference.document.file().instructions;
    instructions.iter().any(|instruction| instruction.keyword == Some(Keyword::Run) && instruction.range.contains(difference.range))
}

/// `ENV A=$A:b`.
fn is_in_own_value(difference: &Difference<'_>, unset: &UnsetUse) -> bool {
    let instruction = &difference.document.file().instructions[unset.instruction];
    let mut pairs = instruction.pairs().iter().filter(|pair| pair.key.text(&instruction.line) == unset.name);
    pairs.any(|pair| pair.value.as_ref().is_some_and(|value| instruction.range_of(value.span).contains(unset.range)))
}
