//! An instruction stands before the first FROM.

use crate::lint::{Edit, Facts, Fix, Group, Level, Report, Rule};
use crate::syntax::{FaultKind, Keyword};

pub static RULE: Rule = Rule {
    name: "instruction-before-from",
    summary: "An instruction other than ARG stands before the first FROM.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["DL3061"],
    page: include_str!("instruction_before_from.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let first_stage = facts.graph().stages.first();
    let fix = facts.mending(fix(facts));
    for at in &facts.faults {
        if at.fault.kind != FaultKind::BeforeFirstFrom {
            continue;
        }
        let keyword = at.instruction.keyword_text();
        let message = format!("{keyword} stands before the first FROM, where it belongs to no stage");
        let finding = report.fault(at, message);
        match first_stage {
            Some(stage) => finding
                .help("Move it behind the FROM. Only ARG may stand before it.")
                .related(stage.base.range, "the first stage begins here")
                .fix(fix.clone()),
            None => finding.help("Begin with `FROM image`. Only ARG may stand before it."),
        };
    }
}

/// Moves what says something of the image below the first FROM, all at once and in its order. Where a RUN or COPY stands there too, a FROM
/// is missing rather.
fn fix(facts: &Facts<'_>) -> Option<Fix> {
    // Each finding has it; of more instructions than anybody writes it would be too much.
    let from = facts.graph().stages.first().map(|stage| stage.from).filter(|from| *from < 100)?;
    let mut edits = Vec::new();
    let mut moved = String::new();
    for (at, instruction) in facts.file().instructions.iter().enumerate().take(from) {
        match instruction.keyword {
            Some(Keyword::Arg) => {}
            Some(Keyword::Label | Keyword::Maintainer | Keyword::Env) => {
                let lines = facts.lines_of(at)?;
                moved += std::str::from_utf8(lines.slice(facts.document.text())).ok()?;
                edits.push(Edit::delete(lines));
            }
            _ => return None,
        }
    }
    if edits.is_empty() {
        return None;
    }
    let mut below = facts.line_below(from)?;
    // At the end of a file without a line break, it stands before the text and not behind.
    below.text = if below.text.is_empty() { moved } else { below.text + moved.trim_end_matches(['\r', '\n']) };
    edits.push(below);
    // Lines that follow each other are one edit.
    let mut joined: Vec<Edit> = Vec::new();
    for edit in edits {
        match joined.last_mut().filter(|above| above.range.end == edit.range.start && edit.text.is_empty()) {
            Some(above) => above.range.end = edit.range.end,
            None => joined.push(edit),
        }
    }
    Some(Fix::of("Move it below the first FROM", joined).unsure())
}
