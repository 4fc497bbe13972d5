//! Devcontainer.

use dflint::project::FileKind;

use super::{repository, shown};

#[test]
fn builds_with_their_places() {
    insta::assert_snapshot!(shown(&repository("devcontainer"), &[FileKind::Devcontainer]), @"
    .devcontainer/devcontainer.json@.devcontainer/devcontainer.json:5:19-30 in .devcontainer .. dockerfile=./Dockerfile@.devcontainer/devcontainer.json:5:20-29 target=dev@.devcontainer/devcontainer.json:7:16-18 args=VARIANT=trixie,USER=?,MODE=x contexts=conf=../conf
    .devcontainer/devcontainer.json@.devcontainer/devcontainer.json:5:19-30 overridden in .devcontainer .. dockerfile=./Dockerfile@.devcontainer/devcontainer.json:5:20-29 target=dev@.devcontainer/devcontainer.json:7:16-18 args=VARIANT=?,USER=?,MODE=x contexts=conf=../conf
    broken/devcontainer.json@broken/devcontainer.json:1:26 unread in broken ? dockerfile=? target=? args=… contexts=…
    old/.devcontainer/devcontainer.json@old/.devcontainer/devcontainer.json:1:16-30 in old/.devcontainer ../.. dockerfile=./../Dockerfile@old/.devcontainer/devcontainer.json:1:17-29 target=tool@old/.devcontainer/devcontainer.json:1:85-88
    ");
}
