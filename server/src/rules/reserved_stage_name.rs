//! A stage with a name that means something else.

use crate::lint::{Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "reserved-stage-name",
    summary: "A stage is named `scratch` or `context`.",
    level: Level::Warning,
    group: Group::Stages,
    aliases: &["ReservedStageName", "DL3063"],
    page: include_str!("reserved_stage_name.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for stage in &facts.graph().stages {
        let (Some(name), Some(range)) = (stage.name.as_deref(), stage.name_range) else { continue };
        let message = match name {
            "scratch" => {
                "`scratch` is the name of the empty image. From here on `FROM scratch` builds on this stage, and every `--from=scratch` takes from it."
            }
            "context" => {
                "`context` is the name that BuildKit keeps for the build context: what a reference to the stage means is not promised."
            }
            _ => continue,
        };
        report.add(range, message).help("Choose another name.");
    }
}
