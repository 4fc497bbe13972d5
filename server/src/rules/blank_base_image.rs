//! FROM of nothing.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::closest;

pub static RULE: Rule = Rule {
    name: "blank-base-image",
    summary: "FROM names nothing once its variables are expanded.",
    level: Level::Error,
    group: Group::Images,
    fixable: false,
    aliases: &["InvalidDefaultArgInFrom", "BASE_NAME_EMPTY"],
    page: include_str!("blank_base_image.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in &facts.graph().problems {
        let ProblemKind::BlankBase { written } = &problem.kind else { continue };
        let finding = if problem.known {
            report.add_problem(problem, format!("`{written}` is empty here, so that FROM names no image: the build stops here."))
        } else {
            report.add_problem(problem, format!("`{written}` is empty unless a build argument sets it: a plain `docker build` stops here."))
        };
        let name = written.trim_start_matches(['$', '{']).trim_end_matches('}');
        let declared = facts.graph().globals.variable(name).is_some();
        match closest(name, facts.graph().globals.names()) {
            Some(known) if !declared => finding.help(format!("Did you mean `{known}`?")),
            _ if declared => finding.help(format!("Give the ARG a default: `ARG {name}=image`.")),
            _ => finding.help("FROM sees only ARGs that stand before the first FROM."),
        };
    }
}
