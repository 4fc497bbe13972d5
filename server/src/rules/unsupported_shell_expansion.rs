//! An expansion of bash in a shell that does not have it.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::shell::{Dialect, Operator, mentions};
use crate::syntax::Keyword;

pub static RULE: Rule = Rule {
    name: "unsupported-shell-expansion",
    summary: "A script uses an expansion that its shell does not have.",
    level: Level::Warning,
    group: Group::Shell,
    page: include_str!("unsupported_shell_expansion.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (at, instruction) in facts.file().instructions.iter().enumerate() {
        let text = instruction.range.slice(facts.document.text());
        if !may_have_operator(text) || !facts.document.interpreter(at).is_some_and(|shell| shell.dialect.is_posix()) {
            continue;
        }
        let Some(script) = facts.document.script(at).filter(|script| script.clean) else { continue };
        let unsupported = |operator| match script.dialect {
            Dialect::Dash => unsupported_by_ash(operator) || matches!(operator, Operator::Replace | Operator::Slice),
            Dialect::Ash => unsupported_by_ash(operator),
            _ => false,
        };
        let Some(expansion) = script.expansions.iter().find(|expansion| unsupported(expansion.operator)) else { continue };
        if replaces_sh(facts, at) {
            return;
        }
        let shell = if script.dialect == Dialect::Dash { "dash" } else { "the ash of BusyBox" };
        let consequence = match instruction.keyword {
            Some(Keyword::Run) => "the build stops here",
            _ => "the command fails here",
        };
        let message = format!(
            "`/bin/sh` is {shell} in this image, and it does not know `{}`: it says \"bad substitution\", and {consequence}.",
            script.text_of(expansion.span)
        );
        report
            .add(script.file_range(expansion.span), message)
            .help("Install bash and write `SHELL [\"/bin/bash\", \"-c\"]` above, or use `sed`, `cut` or `tr`.");
    }
}

/// Tried with BusyBox 1.35; dash 0.5.12 knows two less.
fn unsupported_by_ash(operator: Operator) -> bool {
    matches!(operator, Operator::Case | Operator::Indirect | Operator::Element | Operator::Transform)
}

/// Whether there is a `${…}` with something in it that POSIX does not have, before anything is parsed.
fn may_have_operator(text: &[u8]) -> bool {
    mentions(text).any(|(name, _)| {
        let behind = text.get(name.end as usize..).unwrap_or_default();
        let before = text.get(..name.start as usize).unwrap_or_default();
        let colon = matches!(behind, [b':', next, ..] if !matches!(next, b'-' | b'+' | b'=' | b'?'));
        before.ends_with(b"${!") || (before.ends_with(b"${") && (colon || matches!(behind, [b'/' | b'^' | b',' | b'~' | b'@' | b'[', ..])))
    })
}

/// Whether an instruction above may put another shell in the place of `/bin/sh`.
fn replaces_sh(facts: &Facts<'_>, instruction: usize) -> bool {
    facts.file().instructions.iter().take(instruction + 1).any(|above| {
        let text = String::from_utf8_lossy(above.range.slice(facts.document.text()));
        let above_is_run = matches!(above.keyword, Some(Keyword::Run | Keyword::Copy | Keyword::Add));
        above_is_run && (text.contains("/bin/sh") || text.contains("dash"))
    })
}
