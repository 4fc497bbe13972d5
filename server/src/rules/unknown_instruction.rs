//! A line begins with a word that is no instruction.

use crate::lint::{Facts, Fix, Group, Level, Report, Rule};
use crate::syntax::{FaultKind, Instruction, Keyword, closest, heredoc_of};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "unknown-instruction",
    summary: "A line begins with a word that is no instruction.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["DL1000", "tally/unknown-instruction", "UNKNOWN_INSTRUCTION"],
    page: include_str!("unknown_instruction.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let FaultKind::UnknownInstruction { keyword } = &at.fault.kind else { continue };
        let message = match keyword.as_str() {
            "" => "Nothing follows this escape character, so that BuildKit takes the line for an instruction without a name".to_owned(),
            _ => format!("There is no instruction `{keyword}`"),
        };
        let finding = report.fault(at, message);
        if let Some(help) = behind_heredoc(facts, at.fault.range.start) {
            finding.help(help);
        } else if let Some(help) = advice(keyword, facts.file().escape) {
            finding.help(help).fix(facts.mending(fix(facts, at.fault.range, keyword)));
        }
    }
}

fn advice(keyword: &str, escape: char) -> Option<String> {
    if keyword.is_empty() {
        return Some("Delete the line.".to_owned());
    }
    if is_conflict(keyword) {
        return Some("This is the mark of a merge conflict.".to_owned());
    }
    if keyword.starts_with("//") || keyword.starts_with("/*") {
        return Some("A comment begins with `#`.".to_owned());
    }
    if is_of_a_script(keyword) {
        return Some(format!("If the line belongs to the instruction above, end the line before it in `{escape}`."));
    }
    closest(keyword, Keyword::ALL.map(Keyword::as_str)).map(|known| format!("Did you mean `{known}`?"))
}

fn fix(facts: &Facts<'_>, range: ByteRange, keyword: &str) -> Option<Fix> {
    if is_conflict(keyword) {
        return None;
    }
    if keyword.starts_with("//") {
        return Some(Fix::guess("Write `#`", ByteRange::new(range.start, range.start + 2), "#"));
    }
    if is_of_a_script(keyword) {
        return continue_line_above(facts, range, keyword);
    }
    let known = Keyword::ALL.into_iter().find(|known| Some(known.as_str()) == closest(keyword, Keyword::ALL.map(Keyword::as_str)))?;
    facts.respell(range, keyword, &facts.keyword_as_written(known))
}

/// Joins the line with the RUN that ends directly above it.
fn continue_line_above(facts: &Facts<'_>, range: ByteRange, keyword: &str) -> Option<Fix> {
    let (at, _) = facts.instruction_at(range.start)?;
    // Lines of the same script may stand between.
    let of_script = |instruction: &Instruction| instruction.keyword.is_none() && is_of_a_script(instruction.keyword_text());
    let run = facts.file().instructions.get(..at)?.iter().rev().take(NEAR).find(|instruction| !of_script(instruction))?;
    let above = facts.instruction(at.checked_sub(1)?)?;
    let index = facts.document.index();
    let is_near = index.line(above.range.end.saturating_sub(1)) + 1 == index.line(range.start);
    if run.keyword != Some(Keyword::Run) || !is_near || !above.heredocs.is_empty() || above.is_json() {
        return None;
    }
    let escape = facts.file().escape;
    let text = std::str::from_utf8(above.range.slice(facts.document.text())).ok()?;
    let (visible, end) = (text.trim_end(), above.range.end);
    let behind = |length: usize| ByteRange::new(above.range.start + length as u32, end);
    if let Some(before) = visible.strip_suffix(escape) {
        // A blank that is none to BuildKit, such as a no-break space.
        let is_escaped = before.ends_with(escape);
        return (!is_escaped).then(|| Fix::guess(format!("Delete the blanks behind `{escape}`"), behind(visible.len()), ""));
    }
    // Another command needs an operator before it, or it would be read as arguments.
    let operator = visible.ends_with(['&', '|', ';', '(', '{']) || [" then", " do", " else"].iter().any(|word| visible.ends_with(word));
    let goes_on = operator || !SHELL_WORDS.contains(&keyword);
    goes_on.then(|| Fix::guess(format!("End the line above in `{escape}`"), behind(visible.len()), format!(" {escape}")))
}

/// Whether a word is the mark of a merge conflict.
fn is_conflict(word: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].contains(&word)
}

/// Whether a word begins a line of a shell script rather than an instruction.
fn is_of_a_script(word: &str) -> bool {
    word.starts_with(['&', '|', ';', '-', '>', '<', '$', '"', '\'', ')', '}']) || SHELL_WORDS.contains(&word)
}

/// A line below an instruction that looks as if it had a heredoc, and cannot have one.
fn behind_heredoc(facts: &Facts<'_>, start: u32) -> Option<String> {
    let instructions = &facts.file().instructions;
    let here = instructions.partition_point(|instruction| instruction.range.start < start);
    // Not further than a heredoc is likely to be long.
    let known = instructions.get(..here)?.iter().rev().take(NEAR).find(|instruction| instruction.keyword.is_some())?;
    let keyword = known.keyword.filter(|keyword| !matches!(keyword, Keyword::Run | Keyword::Copy | Keyword::Add | Keyword::Onbuild))?;
    let heredoc = known.text_of(known.arguments_span).split_whitespace().any(|word| heredoc_of(word).is_some());
    heredoc.then(|| format!("{} has no heredocs: only RUN, COPY and ADD have.", keyword.as_str()))
}

/// How many lines below an instruction are looked at.
const NEAR: usize = 100;

/// Words that begin a line of a shell script.
const SHELL_WORDS: [&str; 28] = [
    "apk", "apt", "apt-get", "bash", "cd", "chmod", "cp", "curl", "do", "done", "echo", "else", "esac", "exit", "export", "fi", "for",
    "git", "if", "make", "mkdir", "mv", "npm", "pip", "rm", "sh", "then", "wget",
];
