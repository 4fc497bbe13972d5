//! A line begins with a word that is no instruction.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::{FaultKind, Keyword, closest, heredoc_of};

pub static RULE: Rule = Rule {
    name: "unknown-instruction",
    summary: "A line begins with a word that is no instruction.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &["DL1000", "tally/unknown-instruction", "UNKNOWN_INSTRUCTION"],
    page: include_str!("unknown_instruction.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let FaultKind::UnknownInstruction { keyword } = &at.fault.kind else { continue };
        let message = match keyword.as_str() {
            "" => "Nothing follows this escape character, so that BuildKit takes the line for an instruction without a name".to_owned(),
            _ => format!("There is no instruction `{keyword}`"),
        };
        let finding = report.fault(at, message);
        if let Some(help) = behind_heredoc(facts, at.fault.range.start).or_else(|| advice(keyword, facts.file().escape)) {
            finding.help(help);
        }
    }
}

fn advice(keyword: &str, escape: char) -> Option<String> {
    if keyword.is_empty() {
        return Some("Delete the line.".to_owned());
    }
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].contains(&keyword) {
        return Some("This is the mark of a merge conflict.".to_owned());
    }
    if let Some(known) = closest(keyword, Keyword::ALL.map(Keyword::as_str)) {
        return Some(format!("Did you mean `{known}`?"));
    }
    let first = keyword.chars().next()?;
    if keyword.starts_with("//") || keyword.starts_with("/*") {
        return Some("A comment begins with `#`.".to_owned());
    }
    let continues = matches!(first, '&' | '|' | ';' | '-' | '>' | '<' | '$' | '"' | '\'' | ')' | '}');
    (continues || SHELL_WORDS.contains(&keyword))
        .then(|| format!("If the line belongs to the instruction above, end the line before it in `{escape}`."))
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
