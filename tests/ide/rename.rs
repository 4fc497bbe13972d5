use std::collections::HashSet;

use dflint::document::Document;
use dflint::ide::names::Names;
use dflint::ide::rename::{linked, prepare, rename};
use dflint::lint::{self, Level, Settings};
use dflint::rules;
use dflint::stages::BuildOptions;

use super::{check, question};
use crate::shared::sample;

/// The text after the name under the cursor is changed, or why it is not.
fn renamed(fixture: &str, new: &str) -> Result<String, String> {
    let (text, cursor) = question(fixture);
    let document = Document::new(text.clone().into_bytes(), &BuildOptions::default());
    let names = Names::of(&document, &BuildOptions::default());
    let edits = rename(&document, &names, cursor.unwrap() as u32, new)?;
    let mut text = text;
    for edit in edits.iter().rev() {
        text.replace_range(edit.range.start as usize..edit.range.end as usize, &edit.text);
    }
    Ok(text)
}

#[test]
fn a_stage_everywhere() {
    let text = "FROM a AS Bu‸ild\nFROM build AS two\nCOPY --link --from=BUILD . .\nRUN --mount=from=build true\nCOPY --from=0 . .\n";
    let expected = "FROM a AS tools\nFROM tools AS two\nCOPY --link --from=tools . .\nRUN --mount=from=tools true\nCOPY --from=0 . .\n";
    assert_eq!(renamed(text, "Tools").as_deref(), Ok(expected));
}

/// What a variable means by its default is an image: the stages above may have other names.
#[test]
fn a_stage_above_a_base_with_a_variable() {
    let text = "ARG RUNTIME=debian\nFROM a AS bu‸ild\nFROM $RUNTIME\nCOPY --from=build . .\n";
    assert_eq!(renamed(text, "tools").as_deref(), Ok("ARG RUNTIME=debian\nFROM a AS tools\nFROM $RUNTIME\nCOPY --from=tools . .\n"));
    // Here it chooses among stages, or nobody knows.
    for text in ["ARG KIND=dev\nFROM a AS dev\nFROM a AS pr‸od\nFROM $KIND\n", "ARG KIND\nFROM a AS pr‸od\nFROM $KIND\n"] {
        assert!(renamed(text, "x").unwrap_err().contains("may mean this stage"), "{text}");
    }
}

#[test]
fn a_number_becomes_a_name() {
    let text = "from a\nrun x\nfrom b\ncopy --from=‸0 . .\ncopy --from=0 c d\n";
    assert_eq!(renamed(text, "build").as_deref(), Ok("from a as build\nrun x\nfrom b\ncopy --from=build . .\ncopy --from=build c d\n"));
}

#[test]
fn a_variable_in_its_scope() {
    let text =
        "ARG V=1\nFROM a:${V}\nARG V\nENV W=$V\nRUN echo \"$V\" && V=2 && echo $V\nFROM b\nARG V=3\nRUN echo $‸V\nFROM c\nENV X=$V\n";
    let expected =
        "ARG U=1\nFROM a:${U}\nARG U\nENV W=$U\nRUN echo \"$U\" && V=2 && echo $V\nFROM b\nARG U=3\nRUN echo $U\nFROM c\nENV X=$V\n";
    assert_eq!(renamed(text, "U").as_deref(), Ok(expected));
}

#[test]
fn a_heredoc() {
    assert_eq!(renamed("FROM a\nRUN <<-E‸OF\nx\n\tEOF\n", "END").as_deref(), Ok("FROM a\nRUN <<-END\nx\n\tEND\n"));
    assert!(renamed("FROM a\nRUN <<E‸OF\nx\nEOF\n", "x").unwrap_err().contains("would end it"));
}

#[test]
fn names_that_cannot_be_given_or_taken() {
    let cases = [
        ("FROM a AS b‸\nFROM c AS d\n", "d", "is called `d` already"),
        ("FROM a AS b‸\nFROM alpine\n", "alpine", "is an image"),
        ("FROM a AS b‸\n", "1st", "cannot be the name of a stage"),
        ("FROM a AS b‸\n", "scratch", "a meaning of its own"),
        ("ARG V=a\nFROM x AS base-‸a\nFROM base-$V\n", "other", "may mean this stage"),
        ("FROM a\nARG X\nARG Y\nRUN echo $‸X\n", "Y", "is a variable already"),
        ("FROM a\nARG X\nRUN echo $‸X\n", "a-b", "cannot be the name of a variable"),
        ("FROM a\nARG TARGETARCH\nRUN echo $‸TARGETARCH\n", "X", "from the builder"),
        ("FROM a\nCOPY $‸X /\n", "Y", "Nothing in this file sets"),
        ("FRO‸M a\n", "x", "no name here"),
    ];
    for (text, new, why) in cases {
        let error = renamed(text, new).expect_err(text);
        assert!(error.contains(why), "{text}: {error}");
    }
}

#[test]
fn what_can_be_renamed_is_said_before() {
    let ask = |fixture: &str| {
        let (text, cursor) = question(fixture);
        let document = Document::new(text.into_bytes(), &BuildOptions::default());
        let names = Names::of(&document, &BuildOptions::default());
        prepare(&document, &names, cursor.unwrap() as u32).map(|found| found.placeholder)
    };
    assert_eq!(ask("FROM a AS Build‸\n"), Ok("Build".to_owned()));
    assert_eq!(ask("FROM a\nFROM b\nCOPY --from=‸0 . .\n"), Ok("stage-0".to_owned()));
    assert_eq!(ask("FROM a\nARG X\nRUN echo ${X‸}\n"), Ok("X".to_owned()));
    assert_eq!(ask("FR‸OM a\n"), Err(None));
    assert!(matches!(ask("FROM a\nENV PATH=$‸PATH:/x\n"), Err(Some(_))));
}

#[test]
fn places_that_change_together() {
    check(
        "
FROM a AS one
          ^^^ linked
FROM on‸e
     ^^^ linked
COPY --from=one . .
            ^^^ linked
",
        |question| {
            let names = Names::of(&question.document, &question.settings.build);
            linked(&question.document, &names, question.cursor).into_iter().map(|range| (range, "linked".to_owned())).collect()
        },
    );
}

/// Of each stage its base, and what its edges lead to.
type Shape = Vec<(Option<usize>, Vec<Option<usize>>)>;

fn shape(document: &Document) -> Shape {
    let stages = document.graph().stages.iter();
    stages.map(|stage| (stage.base.stage, stage.edges.iter().map(|edge| edge.source.stage()).collect())).collect()
}

/// Every name of real files is changed: no error comes of it, and the stage graph stays.
#[test]
fn names_of_real_files() {
    let Some(files) = sample() else { return };
    let errors = |document: &Document| {
        let findings = lint::run(document, &Settings::default(), rules::ALL);
        findings.iter().filter(|finding| finding.level == Level::Error).count()
    };
    let (mut renamed, mut refused) = (0, 0);
    for (path, text) in files.iter().filter(|(_, text)| text.len() < 20_000) {
        let document = Document::new(text.clone(), &BuildOptions::default());
        let names = Names::of(&document, &BuildOptions::default());
        let mut seen = HashSet::new();
        for site in names.sites() {
            assert!(site.range.end as usize <= text.len() && site.range.start <= site.range.end, "{path}: {site:?}");
            if !seen.insert(site.name) {
                continue;
            }
            let Ok(edits) = rename(&document, &names, site.range.start, "zz_new_name") else {
                refused += 1;
                continue;
            };
            assert!(edits.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{path}: {edits:?}");
            let mut new = text.clone();
            for edit in edits.iter().rev() {
                new.splice(edit.range.start as usize..edit.range.end as usize, edit.text.bytes());
            }
            let after = Document::new(new, &BuildOptions::default());
            assert_eq!(shape(&after), shape(&document), "{path}: {site:?}");
            assert!(errors(&after) <= errors(&document), "{path}: {site:?}");
            assert!(after.graph().unset.len() <= document.graph().unset.len(), "{path}: {site:?}");
            renamed += 1;
        }
    }
    println!("{renamed} names changed, {refused} refused");
    assert!(renamed > 1_000);
}

/// The build would fail where the ONBUILD is fired.
#[test]
fn a_stage_that_onbuild_names() {
    let text = "FROM a AS to‸ols\nFROM b AS maker\nONBUILD COPY --from=tools /x /x\nONBUILD RUN --mount=type=bind,from=tools,target=/t true\nFROM maker\n";
    let expected = "FROM a AS kit\nFROM b AS maker\nONBUILD COPY --from=kit /x /x\nONBUILD RUN --mount=type=bind,from=kit,target=/t true\nFROM maker\n";
    assert_eq!(renamed(text, "kit").as_deref(), Ok(expected));
    let from_inside = "FROM a AS tools\nFROM b\nONBUILD COPY --from=to‸ols /x /x\n";
    assert_eq!(renamed(from_inside, "kit").as_deref(), Ok("FROM a AS kit\nFROM b\nONBUILD COPY --from=kit /x /x\n"));
    let image = "FROM a AS to‸ols\nFROM b\nONBUILD COPY --from=kit /x /x\n";
    assert!(renamed(image, "kit").unwrap_err().contains("is an image"));
}

#[test]
fn a_variable_without_a_from() {
    let text = "ARG BASE=alpine\nENV po‸rt=8080\nEXPOSE ${port}\nRUN echo \"$port\"\n";
    let expected = "ARG BASE=alpine\nENV listen=8080\nEXPOSE ${listen}\nRUN echo \"$listen\"\n";
    assert_eq!(renamed(text, "listen").as_deref(), Ok(expected));
    assert!(renamed(text, "BASE").unwrap_err().contains("is a variable already"));
    assert!(renamed("ENV a=1 b=2\nRUN echo $‸a\n", "b").unwrap_err().contains("is a variable already"));
}
