//! A parser directive is given twice.

use crate::lint::{Facts, Fix, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "repeated-directive",
    summary: "A parser directive is given twice.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["DUPLICATED_ESCAPE_DIRECTIVE"],
    page: include_str!("repeated_directive.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let file = facts.file();
    for fault in &file.faults {
        let FaultKind::RepeatedDirective { name } = fault.kind else { continue };
        let message = format!("The directive `{name}` is given a second time: BuildKit takes each only once and refuses the file.");
        let finding = report.add(fault.range, message);
        finding.help("Delete one of the two lines.");
        let first = file.directives.iter().find(|directive| directive.in_head && directive.name.as_str() == name);
        if let Some(first) = first {
            finding.related(first.range, "the first one");
            let second = file.directives.iter().find(|directive| directive.range == fault.range);
            if second.is_some_and(|second| second.value == first.value) {
                let fix = facts.without_comment(fault.range).map(|edit| Fix::of("Delete the second line", vec![edit]).unsure());
                finding.fix(facts.mending(fix));
            }
        }
    }
}
