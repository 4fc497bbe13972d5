//! A variable in the exec form, which nothing expands.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::shell::{Dialect, mentions};
use crate::syntax::{Arguments, Command, Instruction, Keyword, Span, Word};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "variable-in-exec-form",
    summary: "A variable in exec form is not expanded.",
    level: Level::Warning,
    group: Group::Variables,
    page: include_str!("variable_in_exec_form.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (at, instruction) in facts.with_triggers() {
        let words = exec_words(instruction);
        if words.is_empty() || expands_itself(instruction, words) {
            continue;
        }
        let scope = facts.graph().scope_at(at);
        for word in words {
            let text = word.text(&instruction.line);
            let is_variable = |name: &str| matches!(name, "HOME" | "PATH" | "HOSTNAME" | "PWD") || scope.variable(name).is_some();
            let Some((span, name)) = mentions(text.as_bytes()).find(|(_, name)| is_variable(name)) else { continue };
            let message = format!("`${name}` is not expanded: the exec form runs no shell, so the program gets the text as it is.");
            report.add(range_of(instruction, word, span), message).help("Write the value, or run a shell: `[\"sh\", \"-c\", \"exec …\"]`.");
        }
    }
}

fn exec_words(instruction: &Instruction) -> &[Word] {
    match &instruction.arguments {
        Arguments::Command(Command::Exec(words)) if instruction.keyword != Some(Keyword::Shell) => words,
        Arguments::Healthcheck(check) => match &check.command {
            Command::Exec(words) => words,
            _ => &[],
        },
        _ => &[],
    }
}

/// Whether a word is a shell, or an option with which programs take code: what stands in code is for them to say.
fn expands_itself(instruction: &Instruction, words: &[Word]) -> bool {
    let takes_code = |word: &str| {
        let option = word.strip_prefix('-').filter(|option| !option.starts_with('-'));
        option.is_some_and(|option| option.len() <= 4 && option.ends_with(['c', 'e', 'r']))
            || matches!(word, "--eval" | "--command" | "-exec")
    };
    let program = |word: &str| {
        let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
        matches!(name, "awk" | "gawk" | "perl" | "envsubst" | "jq" | "expect" | "eval")
    };
    words
        .iter()
        .map(|word| word.text(&instruction.line))
        .any(|word| Dialect::of_program(word).is_some() || takes_code(word) || program(word))
}

/// The variable in the file, from its `$` on; the whole word, if it has escapes in it.
fn range_of(instruction: &Instruction, word: &Word, name: Span) -> ByteRange {
    let text = word.text(&instruction.line);
    let inside = Span { start: word.span.start + 1, end: word.span.end.saturating_sub(1) };
    if instruction.text_of(inside) != text {
        return instruction.range_of(word.span);
    }
    let braces = text.get(..name.start as usize).is_some_and(|before| before.ends_with("${"));
    let end = text
        .get(name.end as usize..)
        .and_then(|behind| behind.find('}'))
        .filter(|_| braces)
        .map_or(name.end, |at| name.end + at as u32 + 1);
    let span = Span { start: name.start - if braces { 2 } else { 1 }, end };
    instruction.range_of(span.moved(inside.start))
}
