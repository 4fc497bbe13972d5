//! What can be done about findings: fix one, fix all of a rule, fix everything, suppress; and refactorings.

use std::cell::OnceCell;

use similar::TextDiff;

use super::names::Names;
use super::refactor::{Refactoring, refactorings};
use crate::document::Document;
use crate::lint;
use crate::lint::{Applicability, Edit, Finding, Fix, Reach, Rule, Settings};
use crate::text::ByteRange;

/// Something an editor can offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// As a command: "Write `as`".
    pub title: String,
    /// The finding it is about, by its index; none if it is about the whole file.
    pub finding: Option<usize>,
    /// The first thing to do about the finding.
    pub preferred: bool,
    pub task: Task,
}

/// What is to be done. [`edits`] says how, which may take a while.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Task {
    /// The fix of the finding with this index.
    Fix(usize),
    /// All fixes of a rule, the unsafe ones only if that is wanted.
    FixRule { rule: String, boldest: Applicability },
    /// All safe fixes.
    FixAll,
    /// A comment that suppresses the rule of the finding at a place.
    Suppress { rule: String, at: u32, reach: Reach },
    /// A refactoring at a cursor or for a selection.
    Refactor(Refactoring, ByteRange),
}

/// What can be done about the findings that touch `range`; fixes first.
pub fn actions(document: &Document, settings: &Settings, findings: &[Finding], range: ByteRange) -> Vec<Action> {
    let touches = |finding: &Finding| finding.range.start <= range.end && range.start <= finding.range.end;
    let here: Vec<_> = findings.iter().enumerate().filter(|(_, finding)| touches(finding)).collect();
    let mut found = Vec::new();
    for (at, finding) in &here {
        let Some(fix) = finding.proven_fix(document) else { continue };
        let preferred = fix.applicability == Applicability::Safe;
        found.push(Action { title: fix.title.clone(), finding: Some(*at), preferred, task: Task::Fix(*at) });
    }
    for (at, finding) in &here {
        let Some(&Fix { applicability: boldest, .. }) = finding.proven_fix(document) else { continue };
        let same = findings.iter().filter(|other| other.rule.name == finding.rule.name && other.may_be_fixed(boldest));
        // Each may have to be proven.
        if same.filter(|other| other.proven_fix(document).is_some()).take(2).count() > 1 {
            let rule = finding.rule.name.to_owned();
            let title = format!("Fix all `{rule}` in this file");
            add(&mut found, Action { title, finding: Some(*at), preferred: false, task: Task::FixRule { rule, boldest } });
        }
    }
    if !settings.forbid_suppressions {
        for (reach, place) in [(Reach::Instruction, "here"), (Reach::Stage, "in this stage"), (Reach::File, "in this file")] {
            for (at, finding) in &here {
                let (rule, start) = (finding.rule.name, finding.range.start);
                if lint::suppression(document, rule, start, reach).is_some() {
                    let task = Task::Suppress { rule: rule.to_owned(), at: start, reach };
                    let title = format!("Suppress `{rule}` {place}");
                    add(&mut found, Action { title, finding: Some(*at), preferred: false, task });
                }
            }
        }
    }
    found
}

/// The action that fixes all there is to fix safely, if there is something.
pub fn fix_all(document: &Document, findings: &[Finding]) -> Option<Action> {
    let is_safe = |finding: &Finding| finding.may_be_fixed(Applicability::Safe) && finding.proven_fix(document).is_some();
    let title = "Fix everything that can be fixed safely".to_owned();
    findings.iter().any(is_safe).then_some(Action { title, finding: None, preferred: false, task: Task::FixAll })
}

/// What can be written in another way at a cursor, or in a selection.
pub fn refactors<'d>(document: &'d Document, names: &dyn Fn() -> &'d Names, range: ByteRange) -> Vec<Action> {
    let found = refactorings(document, names, range);
    let action = |refactoring, title| Action { title, finding: None, preferred: false, task: Task::Refactor(refactoring, range) };
    found.map(|(refactoring, refactor)| action(refactoring, refactor.title)).collect()
}

/// How a task is done: edits by place, none of which touches another. Of a task that does not fit the findings, none.
pub fn edits(document: &Document, settings: &Settings, findings: &[Finding], rules: &[&'static Rule], task: &Task) -> Vec<Edit> {
    let fix_all = |wanted: &dyn Fn(&Finding, &Fix) -> bool| {
        let fixed = lint::fix_all(document.text().to_vec(), settings, rules, wanted);
        difference(document.text(), fixed.document.text())
    };
    match task {
        Task::Fix(at) => {
            findings.get(*at).and_then(|finding| finding.proven_fix(document)).map(|fix| fix.edits.clone()).unwrap_or_default()
        }
        Task::FixRule { rule, boldest } => fix_all(&|finding, fix| finding.rule.name == rule && fix.applicability <= *boldest),
        Task::FixAll => fix_all(&|_, fix| fix.applicability == Applicability::Safe),
        Task::Suppress { rule, at, reach } => lint::suppression(document, rule, *at, *reach).into_iter().collect(),
        Task::Refactor(refactoring, range) => {
            let names = OnceCell::new();
            let refactor = refactoring.at(document, &|| names.get_or_init(|| Names::of(document, &settings.build)), *range);
            refactor.map(|refactor| refactor.edits).unwrap_or_default()
        }
    }
}

/// Two findings of a rule at one place bring the same action twice.
fn add(actions: &mut Vec<Action>, action: Action) {
    let is_same = |other: &Action| other.title == action.title && other.task == action.task;
    let is_of_rule = |other: &Action| matches!(action.task, Task::FixRule { .. }) && other.title == action.title;
    if !actions.iter().any(|other| is_same(other) || is_of_rule(other)) {
        actions.push(action);
    }
}

/// The edits that make one text of another, whole lines each: an editor keeps the cursor where nothing changes.
fn difference(before: &[u8], after: &[u8]) -> Vec<Edit> {
    let diff = TextDiff::from_lines(before, after);
    let text = |lines: &[&[u8]]| String::from_utf8_lossy(&lines.concat()).into_owned();
    let mut edits = Vec::new();
    let mut at = 0;
    for op in diff.ops() {
        let old = diff.old_slices().get(op.old_range()).unwrap_or_default();
        let length = old.iter().map(|line| line.len() as u32).sum::<u32>();
        if op.tag() != similar::DiffTag::Equal {
            let new = diff.new_slices().get(op.new_range()).unwrap_or_default();
            edits.push(Edit { range: ByteRange::new(at, at + length), text: text(new) });
        }
        at += length;
    }
    edits
}
