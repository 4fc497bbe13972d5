//! A parser directive that BuildKit takes for a comment.

use crate::lint::{Edit, Facts, Fix, Group, Level, Report, Rule};
use crate::syntax::{Directive, DirectiveName};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "misplaced-directive",
    summary: "A parser directive stands where it has no effect.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: true,
    aliases: &["tally/syntax-directive-typo"],
    page: include_str!("misplaced_directive.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for directive in &facts.file().directives {
        if !is_meant(directive) {
            continue;
        }
        let (why, help) = if directive.after_shebang && directive.name == DirectiveName::Escape {
            ("a `#!` line stands above it", "Delete the `#!` line, or the directive.")
        } else if directive.after_shebang || directive.in_head {
            if !directive.indented || directive.name == DirectiveName::Escape {
                continue;
            }
            ("blanks stand before the `#`", "Begin the line with `#`.")
        } else {
            ("something other than a directive stands above it", "Move it to the head of the file.")
        };
        report
            .add(directive.range, format!("This directive has no effect: {why}, so that BuildKit takes the line for a comment."))
            .help(help)
            .fix(facts.harmless(fix(facts, directive)));
    }
}

/// Makes the directive count.
fn fix(facts: &Facts<'_>, directive: &Directive) -> Option<Fix> {
    let (text, index) = (facts.document.text(), facts.document.index());
    if directive.in_head {
        let blanks = ByteRange::new(index.line_start(directive.line), directive.range.start);
        let is_blank = blanks.slice(text).iter().all(|byte| matches!(byte, b' ' | b'\t'));
        return is_blank.then(|| Fix::guess("Delete the blanks", blanks, ""));
    }
    let head = facts.file().directives.iter().take_while(|directive| directive.in_head);
    // A second one would be refused. What a `#!` line may have below it is another question.
    if head.clone().any(|other| other.name == directive.name) || text.starts_with(b"#!") {
        return None;
    }
    let line = head.last().map_or(1, |last| last.line + 1);
    let directive_text = std::str::from_utf8(directive.range.slice(text)).ok()?;
    let edits = vec![facts.line_above(line, directive_text), Edit::delete(facts.line_range(directive.line))];
    Some(Fix::of("Move it to the head of the file", edits).unsure())
}

/// Whether a comment is a directive in earnest. `# check=` has its place above any instruction too.
fn is_meant(directive: &Directive) -> bool {
    match directive.name {
        DirectiveName::Escape => matches!(directive.value.as_str(), "\\" | "`"),
        DirectiveName::Syntax => directive.value.contains('/') && !directive.value.contains(char::is_whitespace),
        DirectiveName::Check => (directive.in_head || directive.after_shebang) && directive.indented,
    }
}
