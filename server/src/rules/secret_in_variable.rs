//! A secret in an ARG or ENV.

use crate::lint::{Check, CheckName, Facts, Group, Level, Report, Rule, SecretName, SecretValue, secret_name, secret_value};
use crate::syntax::{Expander, Instruction, Keyword, Pair};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "secret-in-variable",
    summary: "An ARG or ENV has the name of a secret, and nothing says that its value is none.",
    level: Level::Warning,
    group: Group::Security,
    aliases: &["SecretsUsedInArgOrEnv", "DL3064", "DS-0031"],
    page: include_str!("secret_in_variable.md"),
    check,
    ..Rule::EMPTY
};

/// What a variable hands out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Handed {
    /// A secret that stands in the file.
    Literal,
    /// A password that stands in the file, and that everyone tries first.
    Guessable,
    /// Whatever the build is given.
    Given,
}

struct Variable<'f> {
    name: &'f str,
    range: ByteRange,
    stage: Option<usize>,
    is_arg: bool,
    handed: Handed,
    value: Option<ByteRange>,
    /// The ENVs that write the same into the image.
    copies: Vec<ByteRange>,
}

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let mut variables: Vec<Variable<'_>> = Vec::new();
    for check in facts.checks(CheckName::SecretsUsedInArgOrEnv) {
        let Some(instruction) = facts.instruction(check.instruction) else { continue };
        let Some(pair) = pair_at(instruction, check.range) else { continue };
        let stage = facts.graph().stage_at(check.instruction);
        // One finding a secret: where an ARG brings it, an ENV hands it on.
        let used = uses(facts, check, instruction, pair);
        let source = variables.iter_mut().rfind(|known| known.is_arg && known.stage == stage && used.iter().any(|name| name == known.name));
        if let Some(source) = source {
            source.copies.push(check.range);
            continue;
        }
        if let Some(handed) = handed(facts, check, instruction, pair) {
            let is_arg = instruction.keyword == Some(Keyword::Arg);
            let value = pair.value.as_ref().map(|value| instruction.range_of(value.span));
            variables.push(Variable { name: &check.subject, range: check.range, stage, is_arg, handed, value, copies: Vec::new() });
        }
    }
    for variable in variables {
        tell(&variable, report);
    }
}

fn pair_at(instruction: &Instruction, key: ByteRange) -> Option<&Pair> {
    instruction.pairs().iter().find(|pair| instruction.range_of(pair.key.span) == key)
}

/// The variables in the value.
fn uses(facts: &Facts<'_>, check: &Check, instruction: &Instruction, pair: &Pair) -> Vec<String> {
    let Some(value) = &pair.value else { return Vec::new() };
    let scope = facts.graph().scope_at(check.instruction);
    let uses = Expander::new(facts.file().escape, scope).expand(value.text(&instruction.line)).uses;
    uses.into_iter().map(|name| name.name).collect()
}

/// None if there is nothing secret in it.
fn handed(facts: &Facts<'_>, check: &Check, instruction: &Instruction, pair: &Pair) -> Option<Handed> {
    let name = check.subject.as_str();
    let kind = secret_name(name);
    let is_arg = instruction.keyword == Some(Keyword::Arg);
    let is_secret = matches!(kind, SecretName::Token | SecretName::Password);
    let given = || is_secret.then_some(Handed::Given);
    let Some(value) = &pair.value else { return given() };
    // The rule on values of a known form says more.
    let range = instruction.range_of(value.span);
    if facts.leaked_secrets().iter().any(|secret| range.contains(secret.range)) {
        return None;
    }
    let scope = facts.graph().scope_at(check.instruction);
    let expansion = Expander::new(facts.file().escape, scope).expand(value.text(&instruction.line));
    if expansion.error.is_some() {
        return None;
    }
    let is_given = |name: &str| scope.variable(name).is_some_and(|variable| variable.value.is_none());
    if expansion.result.trim().is_empty() {
        return if is_arg || expansion.uses.iter().any(|used| is_given(&used.name)) { given() } else { None };
    }
    match secret_value(&expansion.result, name, kind) {
        SecretValue::Secret => Some(Handed::Literal),
        SecretValue::Guessable => Some(Handed::Guessable),
        SecretValue::Harmless => None,
    }
}

fn tell(variable: &Variable<'_>, report: &mut Report<'_>) {
    let name = variable.name;
    let message = match (variable.handed, variable.is_arg) {
        (Handed::Guessable, _) => format!("`{name}` has a default that is easy to guess, and it is used wherever no other one is given."),
        (_, true) => format!("`{name}` looks like a secret: the image history and the build's attestations show the value of an ARG."),
        (_, false) => format!("`{name}` looks like a secret, and anyone who can pull the image can read it."),
    };
    let finding = report.add(variable.range, message);
    finding.help(match variable.is_arg {
        true => format!("Mount it where it is used: `RUN --mount=type=secret,id={},env={name} …`.", name.to_lowercase()),
        false => "Pass it when the container runs, with `docker run --env` or as a mounted file, or to one RUN with \
                  `--mount=type=secret`."
            .to_owned(),
    });
    if let Some(value) = variable.value.filter(|_| variable.handed == Handed::Literal) {
        finding.secret(value);
    }
    if variable.handed == Handed::Guessable {
        finding.level(Level::Info);
    }
    for copy in &variable.copies {
        finding.related(*copy, "written into the image here");
    }
}
