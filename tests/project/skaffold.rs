//! Skaffold.

use dflint::project::FileKind;

use super::{repository, shown};

#[test]
fn builds_with_their_places() {
    insta::assert_snapshot!(shown(&repository("skaffold"), &[FileKind::Skaffold]), @"
    skaffold:app@skaffold.yaml:5:14-16 app target=flagged@skaffold.yaml:12:64-70 args=VERSION=?,MODE=x contexts=conf=./conf
    skaffold:worker@skaffold.yaml:13:14-19 worker dockerfile=./Dockerfile.worker@skaffold.yaml:16:21-37 args=BASE=?
    skaffold:kaniko@skaffold.yaml:20:14-19 . dockerfile=app/Dockerfile@skaffold.yaml:22:21-34 target=kaniko-?
    skaffold:app@skaffold.yaml:30:18-20 app target=prod@skaffold.yaml:32:28-31
    skaffold:extra@skaffold.yaml:40:24-28 worker
    skaffold:app@skaffold.yaml:5:14-16 app target=flagged@skaffold.yaml:12:64-70 args=VERSION=?,MODE=x contexts=conf=./conf
    skaffold:second@skaffold.yaml:46:14-19 .
    ");
}
