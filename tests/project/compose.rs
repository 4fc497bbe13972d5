//! Compose.

use dflint::project::FileKind;

use super::{repository, shown};

#[test]
fn builds_with_their_places() {
    insta::assert_snapshot!(shown(&repository("compose"), &[FileKind::Compose]), @"");
}

#[test]
fn services_at_the_top() {
    insta::assert_snapshot!(shown(&repository("compose-old"), &[FileKind::Compose]), @"compose:web@docker-compose.yml:1:1-3 .");
}
