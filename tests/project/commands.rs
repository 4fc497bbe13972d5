//! Builds by command lines.

use dflint::project::FileKind;
use insta::assert_snapshot;

use super::{repository, shown};

#[test]
fn scripts() {
    assert_snapshot!(shown(&repository("scripts"), &[]), @"");
}

#[test]
fn makefiles() {
    assert_snapshot!(shown(&repository("make"), &[]), @"");
}

#[test]
fn workflows() {
    assert_snapshot!(shown(&repository("workflows"), &[]), @"");
}

#[test]
fn gitlab() {
    assert_snapshot!(shown(&repository("ci"), &[FileKind::GitlabCi]), @"");
}

#[test]
fn circle() {
    assert_snapshot!(shown(&repository("ci"), &[FileKind::CircleCi]), @"");
}

#[test]
fn azure() {
    assert_snapshot!(shown(&repository("ci"), &[FileKind::AzurePipelines]), @"");
}

#[test]
fn jenkins() {
    assert_snapshot!(shown(&repository("ci"), &[FileKind::Jenkinsfile]), @"");
}

#[test]
fn runners() {
    assert_snapshot!(shown(&repository("runners"), &[]), @"");
}
