//! A number that no stage has.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{ProblemKind, Source};

pub static RULE: Rule = Rule {
    name: "stage-index-out-of-range",
    summary: "A `--from` has a number that no stage has.",
    level: Level::Error,
    group: Group::Stages,
    aliases: &["DL3022"],
    page: include_str!("stage_index_out_of_range.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let count = facts.graph().stages.len();
    for problem in facts.problems() {
        if let ProblemKind::StageIndexOutOfRange { index, .. } = problem.kind {
            report.problem(problem, format!("There is no stage {index}")).help(range_of_numbers(count));
        }
    }
    for (_, edge) in facts.edges() {
        if edge.source == Source::Accident {
            let message = format!(
                "There is no stage {}. BuildKit counts the images and mounts that stand above as if they were stages, and copies from one of those.",
                edge.name
            );
            let finding = report.add(edge.range, message);
            finding.help(range_of_numbers(count)).level(Level::Warning);
            if let Some(hit) = edge.name.parse().ok().and_then(|index: usize| facts.graph().counted_as(index)) {
                finding.related(hit, "what it copies from");
            }
        }
    }
}

fn range_of_numbers(count: usize) -> String {
    match count {
        0 | 1 => "The only stage has the number 0.".to_owned(),
        count => format!("The stages have the numbers 0 to {}. A name would not shift when a stage is added.", count - 1),
    }
}
