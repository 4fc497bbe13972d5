use dflint::ide::lenses::{LensKind, lenses, references, references_title, targets_title};
use dflint::lint::Settings;
use dflint::text::ByteRange;

use super::{Question, check};

fn shown(targets: &'static [&'static str]) -> impl Fn(&Question) -> Vec<(ByteRange, String)> {
    let settings = Settings { targets: targets.iter().map(|target| (*target).to_owned()).collect(), ..Settings::default() };
    move |Question { document, .. }| {
        let lens = |lens: dflint::ide::lenses::Lens| match lens.kind {
            LensKind::References => (lens.range, references_title(references(document, lens.stage).len())),
            LensKind::Targets => (lens.range, targets_title(document, &settings, lens.stage)),
        };
        lenses(document, &[LensKind::References, LensKind::Targets]).into_iter().map(lens).collect()
    }
}

#[test]
fn stages_of_the_default_target() {
    let fixture = "
ARG BASE=a
FROM a AS Tools
^^^^ 3 references
^^^^ needed by Build
FROM tools AS Build
^^^^ 1 reference
^^^^ needed by stage 4
COPY --from=0 /a /b
FROM tools AS test
^^^^ no references
^^^^ may be needed by stage 4
FROM b AS a
^^^^ 1 reference
^^^^ needed by stage 4
FROM $BASE
^^^^ no references
^^^^ the default target
COPY --from=BUILD /a /b
";
    check(fixture, shown(&[]));
}

#[test]
fn stages_that_are_not_needed() {
    let fixture = "
FROM a AS x
^^^^ 1 reference
^^^^ not built by the default target
FROM x AS y
^^^^ no references
^^^^ not built by the default target
FROM b
^^^^ no references
^^^^ the default target
";
    check(fixture, shown(&[]));
}

#[test]
fn stages_of_targets_that_are_named() {
    let fixture = "
FROM a AS x
^^^^ 1 reference
^^^^ needed by y
FROM x AS y
^^^^ no references
^^^^ a target
FROM b AS z
^^^^ no references
^^^^ not built by any target
";
    check(fixture, shown(&["y"]));
}

#[test]
fn another_value_may_need_a_stage() {
    let fixture = "
ARG KIND=dev
FROM a AS base-dev
^^^^ 1 reference
^^^^ needed by stage 2
FROM a AS base-prod
^^^^ no references
^^^^ may be needed by stage 2
FROM base-$KIND
^^^^ no references
^^^^ the default target
";
    check(fixture, shown(&[]));
}

#[test]
fn references_by_onbuild() {
    let fixture = "
FROM a AS tools
^^^^ 2 references
^^^^ needed by stage 2
FROM b AS maker
^^^^ 1 reference
^^^^ needed by stage 2
ONBUILD COPY --from=tools /x /x
ONBUILD RUN --mount=type=bind,from=tools,target=/t true
FROM maker
^^^^ no references
^^^^ the default target
";
    check(fixture, shown(&[]));
}
