//! A line begins with a word that is no instruction.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::{FaultKind, Keyword, closest};

pub static RULE: Rule = Rule {
    name: "unknown-instruction",
    summary: "A line begins with a word that is no instruction.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &["DL1000", "tally/unknown-instruction", "UNKNOWN_INSTRUCTION"],
    page: include_str!("unknown_instruction.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let FaultKind::UnknownInstruction { keyword } = &at.fault.kind else { continue };
        let message = match keyword.as_str() {
            "" => {
                "A line with nothing but an escape character continues into nothing: BuildKit takes it for an instruction without a name."
                    .to_owned()
            }
            _ => format!("There is no instruction `{keyword}`: the build stops here."),
        };
        let finding = report.add(at.fault.range, message);
        if let Some(help) = advice(keyword, facts.file().escape) {
            finding.help(help);
        }
        if at.deferred {
            finding.level(Level::Warning);
        }
    }
}

fn advice(keyword: &str, escape: char) -> Option<String> {
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

/// Words that begin a line of a shell script.
const SHELL_WORDS: [&str; 28] = [
    "apk", "apt", "apt-get", "bash", "cd", "chmod", "cp", "curl", "do", "done", "echo", "else", "esac", "exit", "export", "fi", "for",
    "git", "if", "make", "mkdir", "mv", "npm", "pip", "rm", "sh", "then", "wget",
];
