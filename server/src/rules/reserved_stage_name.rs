//! A stage with a name that means something else.

use crate::lint::{Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "reserved-stage-name",
    summary: "A stage is named `scratch` or `context`.",
    level: Level::Warning,
    group: Group::Stages,
    fixable: false,
    aliases: &["ReservedStageName", "DL3063"],
    page: include_str!("reserved_stage_name.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for stage in &facts.graph().stages {
        let (Some(name), Some(range)) = (stage.name.as_deref(), stage.name_range) else { continue };
        let meaning = match name {
            "scratch" => "the empty image",
            "context" => "the build context",
            _ => continue,
        };
        report
            .add(range, format!("`{name}` is the name of {meaning}: a stage of that name hides it from every reference below."))
            .help("Choose another name.");
    }
}
