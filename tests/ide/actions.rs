use dflint::document::Document;
use dflint::ide::actions::{Action, Task, actions, edits, fix_all};
use dflint::lint::{self, Finding, Settings};
use dflint::rules;
use dflint::text::ByteRange;

use super::{apply, check};
use crate::shared::sample;

fn findings(document: &Document) -> Vec<Finding> {
    lint::run(document, &Settings::default(), rules::ALL)
}

/// What is offered at the cursor: the title, and what is changed where.
#[track_caller]
fn offered(fixture: &str) {
    check(fixture, |question| {
        let found = findings(&question.document);
        let settings = &question.settings;
        let offered = actions(&question.document, settings, &found, ByteRange::empty(question.cursor));
        let mut shown = Vec::new();
        for (number, action) in offered.iter().enumerate() {
            for edit in edits(&question.document, settings, &found, rules::ALL, &action.task) {
                let preferred = if action.preferred { "!" } else { "" };
                shown.push((edit.range, format!("{number}{preferred} {}: {:?}", action.title, edit.text)));
            }
        }
        shown
    });
}

#[test]
fn fixes_come_first_then_suppressions() {
    offered(
        "
FROM alpine:3.20 as a
^ |4 Suppress `numeric-stage-reference` in this file: \"# dflint: ignore-file=numeric-stage-reference\\n\"
FROM a
^ |3 Suppress `numeric-stage-reference` in this stage: \"# dflint: ignore-stage=numeric-stage-reference\\n\"
USER 1
COPY --from=‸0 /x /y
^ 1 Fix all `numeric-stage-reference` in this file: \"COPY --from=a /x /y\\nCOPY --from=a /x /z\\n\"…
^ |2 Suppress `numeric-stage-reference` here: \"# dflint: ignore=numeric-stage-reference\\n\"
            ^ 0! Write `a`: \"a\"
COPY --from=0 /x /z
                   ^ …1 Fix all `numeric-stage-reference` in this file: \"COPY --from=a /x /y\\nCOPY --from=a /x /z\\n\"
",
    );
}

#[test]
fn suppressions_keep_the_head_and_the_indent() {
    offered(
        "
# syntax=docker/dockerfile:1

^ |3 Suppress `deprecated-maintainer` in this file: \"# dflint: ignore-file=deprecated-maintainer\\n\"
# why
FROM alpine:3.20
^ |2 Suppress `deprecated-maintainer` in this stage: \"# dflint: ignore-stage=deprecated-maintainer\\n\"
  MAIN‸TAINER me
^ |1 Suppress `deprecated-maintainer` here: \"  # dflint: ignore=deprecated-maintainer\\n\"
  ^^^^^^^^^^^^^ 0 Write a LABEL: \"LABEL org.opencontainers.image.authors=\\\"me\\\"\"
USER 1
",
    );
}

#[test]
fn suppressions_extend_what_is_there() {
    offered(
        "
# dflint: ignore-file=latest-tag -- we want it
                                ^ |3 Suppress `deprecated-maintainer` in this file: \",deprecated-maintainer\"
FROM alpine:latest
^ |2 Suppress `deprecated-maintainer` in this stage: \"# dflint: ignore-stage=deprecated-maintainer\\n\"
# dflint: ignore=user, workdir  -- old
                              ^ |1 Suppress `deprecated-maintainer` here: \",deprecated-maintainer\"
MAIN‸TAINER me
^^^^^^^^^^^^^ 0 Write a LABEL: \"LABEL org.opencontainers.image.authors=\\\"me\\\"\"
USER 1
",
    );
}

#[test]
fn nothing_is_offered_where_nothing_is_found() {
    offered("FROM alpine:3.20\nUS‸ER 1\n");
}

#[test]
fn no_suppression_where_a_project_forbids_it() {
    let document = Document::new(b"FROM alpine:latest\nUSER 1\n".to_vec(), &dflint::stages::BuildOptions::default());
    let settings = Settings { forbid_suppressions: true, ..Settings::default() };
    assert_eq!(actions(&document, &settings, &findings(&document), document.range()), []);
}

/// Every action that is offered for every finding of the sample does what it says, and makes no other one necessary.
#[test]
fn actions_do_what_they_say() {
    let Some(files) = sample() else { return };
    let step = if crate::shared::full() { 1 } else { 8 };
    let (mut suppressed, mut fixed) = (0, 0);
    for (path, text) in files.iter().step_by(step).filter(|(_, text)| text.len() < 20_000 && std::str::from_utf8(text).is_ok()) {
        let document = Document::new(text.clone(), &dflint::stages::BuildOptions::default());
        let found = findings(&document);
        let mut seen = std::collections::HashSet::new();
        for finding in &found {
            for Action { task, title, .. } in actions(&document, &Settings::default(), &found, finding.range) {
                // One finding of each rule is enough of a file.
                if !seen.insert(title.clone()) {
                    continue;
                }
                let after = apply(text, &edits(&document, &Settings::default(), &found, rules::ALL, &task));
                let after_document = Document::new(after.clone(), &dflint::stages::BuildOptions::default());
                let left = findings(&after_document);
                match &task {
                    Task::Suppress { rule, at, .. } => {
                        suppressed += 1;
                        assert_eq!(document.file().instructions.len(), after_document.file().instructions.len(), "{path}: {title}");
                        let of_rule = |found: &[Finding]| found.iter().filter(|finding| finding.rule.name == rule).count();
                        assert!(of_rule(&left) < of_rule(&found), "{path}: {title} at {at}\n{}", String::from_utf8_lossy(&after));
                        let others = |found: &[Finding]| {
                            found.iter().filter(|finding| finding.rule.name != rule).map(|finding| finding.rule.name).collect::<Vec<_>>()
                        };
                        assert_eq!(others(&left), others(&found), "{path}: {title}\n{}", String::from_utf8_lossy(&after));
                    }
                    Task::Fix(_) | Task::FixRule { .. } | Task::FixAll => {
                        fixed += 1;
                        assert_ne!(&after, text, "{path}: {title}");
                    }
                    // Tested in refactor.rs, and not what is asked for here.
                    Task::Refactor(..) => unreachable!("{title}"),
                }
            }
        }
        if let Some(action) = fix_all(&document, &found) {
            let after = apply(text, &edits(&document, &Settings::default(), &found, rules::ALL, &action.task));
            let after_document = Document::new(after, &dflint::stages::BuildOptions::default());
            assert!(findings(&after_document).len() < found.len(), "{path}");
        }
    }
    assert!(suppressed > 100 && fixed > 10, "{suppressed} {fixed}");
}
