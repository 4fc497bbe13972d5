//! A `--from` that names no stage.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::Edge;

pub static RULE: Rule = Rule {
    name: "unknown-stage",
    summary: "A `--from` names no stage of the file, and no image that is known.",
    group: Group::Stages,
    fixable: true,
    aliases: &["DL3022", "DF049"],
    page: include_str!("unknown_stage.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let is_open = |edge: &&Edge| facts.is_no_stage(edge) && !facts.may_be_context(&edge.name);
    // Numbers, and stages that are defined later in the file: other rules say what is wrong with those.
    let is_other = |edge: &&Edge| edge.name.bytes().all(|byte| byte.is_ascii_digit()) || facts.graph().stage_named(&edge.name).is_some();
    for (_, edge) in facts.outside_edges().filter(|(_, edge)| is_open(edge) && !is_other(edge)) {
        let name = &edge.name;
        match facts.nearly_meant(edge) {
            Some(known) => {
                let message = format!("There is no stage named `{name}`, so BuildKit will try to pull an image of that name.");
                let finding = report.add(edge.range, message);
                finding.help(format!("Did you mean `{known}`?")).fix(facts.respell(edge.range, name, known));
                if let Some(stage) = facts.graph().stage_named(known) {
                    finding.related(facts.stage_range(stage), "a stage with a similar name");
                }
            }
            None => alone(facts, report, edge),
        }
    }
}

/// A word that is not near to anything. In a file of one stage it is nearly always a stage that the file has lost; in others a build
/// context may be meant that the call of the build gives.
fn alone(facts: &Facts<'_>, report: &mut Report<'_>, edge: &Edge) {
    let name = &edge.name;
    let message = format!(
        "This file has no stage named `{name}`, so `{name}` refers to the image `{name}:latest`, unless the build passes a context of that name."
    );
    let finding = report.add(edge.range, message);
    finding.help(format!("Add a stage with `FROM … AS {name}`, or pin the version of the image: `{name}:<version>`."));
    if facts.graph().stages.len() > 1 {
        finding.level(Level::Info);
    }
}
