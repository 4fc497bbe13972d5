//! A parser directive that BuildKit takes for a comment.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::{Directive, DirectiveName};

pub static RULE: Rule = Rule {
    name: "misplaced-directive",
    summary: "A parser directive stands where it has no effect.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: false,
    aliases: &["tally/syntax-directive-typo"],
    page: include_str!("misplaced_directive.md"),
    late: false,
    check,
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
            .help(help);
    }
}

/// Whether a comment is a directive in earnest. `# check=` has its place above any instruction too.
fn is_meant(directive: &Directive) -> bool {
    match directive.name {
        DirectiveName::Escape => matches!(directive.value.as_str(), "\\" | "`"),
        DirectiveName::Syntax => directive.value.contains('/') && !directive.value.contains(char::is_whitespace),
        DirectiveName::Check => (directive.in_head || directive.after_shebang) && directive.indented,
    }
}
