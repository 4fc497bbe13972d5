//! Builds by command lines.

use dflint::project::FileKind;
use insta::assert_snapshot;

use super::{repository, shown};

#[test]
fn scripts() {
    assert_snapshot!(shown(&repository("scripts"), &[]), @r#"
    hack/build@hack/build:5:3-8 perhaps in ["hack", ""] . target=dev@hack/build:8:13-15 args=A=1
    hack/build@hack/build:5:3-8 perhaps in ["hack", ""] . target=prod@hack/build:9:13-16
    hack/build@hack/build:7:9-12 perhaps in ["hack", ""] . target=base@hack/build:10:27-30
    hack/build@hack/build:10:5-10 perhaps in ["hack", ""] . target=base@hack/build:10:27-30
    scripts/folders.sh@scripts/folders.sh:5:1-6 scripts/.. dockerfile=./scripts/../docker/Dockerfile target=dev@scripts/folders.sh:5:23-25
    scripts/folders.sh@scripts/folders.sh:6:1-6 docker target=dev@scripts/folders.sh:6:23-25
    scripts/folders.sh@scripts/folders.sh:7:15-20 perhaps in ["scripts/docker", "docker"] . target=prod@scripts/folders.sh:7:37-40
    scripts/folders.sh@scripts/folders.sh:9:1-6 perhaps in ["scripts/docker", "docker"] .. dockerfile=./app.Dockerfile@scripts/folders.sh:9:30-43 target=dev@scripts/folders.sh:9:23-25
    scripts/folders.sh@scripts/folders.sh:11:1-6 perhaps in ["scripts", ""] . dockerfile=./docker/app.Dockerfile@scripts/folders.sh:11:30-50 target=dev@scripts/folders.sh:11:23-25
    scripts/folders.sh@scripts/folders.sh:13:1-6 perhaps perhaps in ["scripts/docker", "docker"] . target=prod@scripts/folders.sh:13:23-26
    scripts/folders.sh@scripts/folders.sh:13:1-6 perhaps perhaps in ["scripts", ""] . target=prod@scripts/folders.sh:13:23-26
    scripts/folders.sh@scripts/folders.sh:15:1-6 perhaps perhaps in ["scripts", ""] docker/? target=dev@scripts/folders.sh:15:23-25
    scripts/folders.sh@scripts/folders.sh:15:1-6 perhaps perhaps in ["scripts", ""] ? target=dev@scripts/folders.sh:15:23-25
    scripts/plain.sh@scripts/plain.sh:4:27-32 perhaps in ["scripts", ""] . target=dev@scripts/plain.sh:4:49-51
    scripts/plain.sh@scripts/plain.sh:5:1-6 perhaps in ["scripts", ""] . dockerfile=./docker/app.Dockerfile@scripts/plain.sh:5:56-76 target=prod@scripts/plain.sh:5:47-50 args=A=1,B,C=? contexts=src=../src platforms=linux/amd64
    scripts/plain.sh@scripts/plain.sh:7:1-6 perhaps in ["scripts", ""] docker target=dev@scripts/plain.sh:7:30-32
    scripts/plain.sh@scripts/plain.sh:8:25-30 perhaps in ["scripts", ""] no context dockerfile=./docker/Dockerfile@scripts/plain.sh:8:5-21 target=dev@scripts/plain.sh:8:47-49
    scripts/plain.sh@scripts/plain.sh:9:1-6 perhaps in ["scripts", ""] no context dockerfile=./docker/app.Dockerfile@scripts/plain.sh:9:32-52 target=prod@scripts/plain.sh:9:23-26
    scripts/plain.sh@scripts/plain.sh:10:1-6 perhaps in ["scripts", ""] . dockerfile unseen target=prod@scripts/plain.sh:10:23-26
    scripts/plain.sh@scripts/plain.sh:13:1-6 perhaps in ["scripts", ""] remote https://example.org/x.git target=dev@scripts/plain.sh:13:23-25
    scripts/plain.sh@scripts/plain.sh:14:12-18 perhaps in ["scripts", ""] . target=dev
    scripts/plain.sh@scripts/plain.sh:15:1-16 perhaps in ["scripts", ""] /workspace dockerfile=docker/Dockerfile@scripts/plain.sh:15:58-74 target=prod@scripts/plain.sh:15:85-88
    scripts/plain.sh@scripts/plain.sh:16:1-8 perhaps in ["scripts", ""] . dockerfile=./docker/Dockerfile target=dev@scripts/plain.sh:16:98-100 args=A=1
    scripts/plain.sh@scripts/plain.sh:19:1-6 perhaps in ["scripts", ""] .
    scripts/plain.sh@scripts/plain.sh:20:23-28 perhaps in ["scripts/docker", "docker"] . target=prod@scripts/plain.sh:20:45-48
    scripts/plain.sh@scripts/plain.sh:21:9-14 perhaps in ["scripts", ""] docker target=dev@scripts/plain.sh:21:34-36
    scripts/variables.sh@scripts/variables.sh:3:1-6 perhaps in ["scripts", ""] . target=dev@scripts/variables.sh:2:18-20
    scripts/variables.sh@scripts/variables.sh:3:1-6 overridden perhaps in ["scripts", ""] . target=?
    scripts/variables.sh@scripts/variables.sh:8:1-6 perhaps perhaps in ["scripts", ""] docker target=dev@scripts/variables.sh:5:11-13
    scripts/variables.sh@scripts/variables.sh:8:1-6 perhaps perhaps in ["scripts", ""] docker target=prod@scripts/variables.sh:6:11-14
    scripts/variables.sh@scripts/variables.sh:9:23-28 perhaps in ["scripts", ""] . target=dev@scripts/variables.sh:9:10-12
    scripts/variables.sh@scripts/variables.sh:9:23-28 perhaps in ["scripts", ""] . target=prod@scripts/variables.sh:9:14-17
    scripts/variables.sh@scripts/variables.sh:15:1-6 perhaps perhaps in ["scripts", ""] . target=dev@scripts/variables.sh:13:19-21 args=A=a b,B=2
    scripts/variables.sh@scripts/variables.sh:15:1-6 perhaps perhaps in ["scripts", ""] . args=A=a b,B=2
    scripts/variables.sh@scripts/variables.sh:18:1-6 perhaps perhaps in ["scripts", ""] . target=prod@scripts/variables.sh:17:22-25
    scripts/variables.sh@scripts/variables.sh:18:1-6 perhaps perhaps in ["scripts", ""] .
    scripts/variables.sh@scripts/variables.sh:19:1-6 perhaps in ["scripts", ""] . args=… contexts=…
    scripts/variables.sh@scripts/variables.sh:20:1-6 perhaps perhaps in ["scripts", ""] . args=… contexts=…
    scripts/variables.sh@scripts/variables.sh:20:1-6 perhaps perhaps in ["scripts", ""] . target=? args=… contexts=…
    scripts/variables.sh@scripts/variables.sh:21:1-6 perhaps in ["scripts", ""] . target=?
    scripts/variables.sh@scripts/variables.sh:22:1-6 perhaps in ["scripts", ""] . target=app-?
    scripts/variables.sh@scripts/variables.sh:24:1-8 perhaps in ["scripts", ""] . target=prod@scripts/variables.sh:23:32-35
    scripts/variables.sh@scripts/variables.sh:25:1-19 perhaps in ["scripts", ""] . target=dev@scripts/variables.sh:25:36-38
    "#);
}

#[test]
fn makefiles() {
    assert_snapshot!(shown(&repository("make"), &[]), @r#"
    makefile:image@Makefile:12:2-10 . target=dev@Makefile:3:11-13
    makefile:image@Makefile:12:2-10 overridden . target=?
    makefile:dev@Makefile:15:2-9 docker target=dev@Makefile:14:1-3 args=A=?,B=2
    makefile:dev@Makefile:15:2-9 docker target=prod@Makefile:14:5-8 args=A=?,B=2
    makefile:build-%@Makefile:18:3-8 . target=?
    makefile:release@Makefile:22:15-20 perhaps in docker . target=prod@Makefile:20:19-22
    makefile:release@Makefile:22:15-20 perhaps in docker .
    makefile:loop@Makefile:28:3-8 . target=dev@Makefile:27:11-13
    makefile:loop@Makefile:28:3-8 . target=prod@Makefile:27:15-18
    makefile:included@Makefile:31:13-18 . dockerfile=././docker/Dockerfile target=dev@mk/common.mk:1:18-20
    makefile:if@Makefile:34:2-7 perhaps . target=prod@Makefile:34:37-40
    makefile:if@Makefile:34:2-7 perhaps . target=dev@Makefile:34:51-53
    makefile:defined@Makefile:40:2-10 . target=prod@Makefile:37:23-26
    makefile:optional@Makefile:43:2-7 perhaps . args=… contexts=…
    makefile:optional@Makefile:43:2-7 perhaps . target=? args=… contexts=…
    makefile:lines@Makefile:47:2-7 ? target=dev@Makefile:47:24-26 args=… contexts=…
    makefile:common@mk/common.mk:4:2-7 perhaps . target=prod@Makefile:52:21-24
    makefile:common@mk/common.mk:4:2-7 perhaps .
    makefile:common@mk/common.mk:4:2-7 overridden . target=?
    makefile:common@mk/common.mk:4:2-7 perhaps in ["mk", ""] .
    makefile:common@mk/common.mk:4:2-7 overridden perhaps in ["mk", ""] . target=?
    "#);
}

#[test]
fn workflows() {
    assert_snapshot!(shown(&repository("workflows"), &[]), @"
    githubworkflow:image@.github/actions/image/action.yml:7:13-39 app target=base@.github/actions/image/action.yml:3:27-30
    githubworkflow:image@.github/actions/image/action.yml:7:13-39 overridden app target=?
    githubworkflow:steps@.github/workflows/ci.yml:22:15-41 app dockerfile=./app/Dockerfile@.github/workflows/ci.yml:16:19-32 target=dev@.github/workflows/ci.yml:15:21-23 args=A=1,B=? contexts=src=../src platforms=linux/amd64,linux/arm64
    githubworkflow:steps@.github/workflows/ci.yml:22:15-41 app target=prod@.github/workflows/ci.yml:12:24-27 args=A=1,B=? contexts=src=../src platforms=linux/amd64,linux/arm64
    githubworkflow:steps@.github/workflows/ci.yml:22:15-41 app target=base@.github/workflows/ci.yml:17:21-24 args=A=1,B=? contexts=src=../src platforms=linux/amd64,linux/arm64
    githubworkflow:steps@.github/workflows/ci.yml:33:15-41 . target=prod@.github/workflows/ci.yml:7:10-13
    githubworkflow:steps@.github/workflows/ci.yml:35:15-41 in app . target=dev@.github/workflows/ci.yml:4:24-26
    githubworkflow:steps@.github/workflows/ci.yml:35:15-41 overridden in app . target=?
    githubworkflow:steps@.github/workflows/ci.yml:39:15-41 perhaps . target=prod@.github/workflows/ci.yml:40:63-66
    githubworkflow:steps@.github/workflows/ci.yml:39:15-41 perhaps . target=dev@.github/workflows/ci.yml:40:73-75
    githubworkflow:steps@.github/workflows/ci.yml:41:15-41 perhaps . target=dev@.github/workflows/ci.yml:5:40-42
    githubworkflow:steps@.github/workflows/ci.yml:41:15-41 perhaps . target=prod@.github/workflows/ci.yml:5:45-48
    githubworkflow:steps@.github/workflows/ci.yml:45:15-37 perhaps . dockerfile=./? target=prod@.github/workflows/ci.yml:46:30-33
    githubworkflow:run@.github/workflows/ci.yml:50:14-19 in app . target=prod@.github/workflows/ci.yml:7:10-13
    githubworkflow:run@.github/workflows/ci.yml:54:11-16 in docker .. target=dev@.github/workflows/ci.yml:52:22-24
    githubworkflow:run@.github/workflows/ci.yml:57:14-19 in app . target=?
    githubworkflow:called@.github/workflows/ci.yml:59:11-42 perhaps . dockerfile=./? target=dev@.github/workflows/ci.yml:61:15-17
    ");
}

#[test]
fn gitlab() {
    assert_snapshot!(shown(&repository("ci"), &[FileKind::GitlabCi]), @"
    gitlabci:dev@.gitlab-ci.yml:7:7-12 in api . target=dev@.gitlab-ci.yml:10:22-24
    gitlabci:prod@.gitlab-ci.yml:7:7-12 . target=prod@.gitlab-ci.yml:14:13-16
    gitlabci:matrix@.gitlab-ci.yml:22:8-13 . dockerfile=./api/Dockerfile@.gitlab-ci.yml:22:40-53 target=dev@.gitlab-ci.yml:19:17-19
    gitlabci:matrix@.gitlab-ci.yml:22:8-13 . dockerfile=./api/Dockerfile@.gitlab-ci.yml:22:40-53 target=prod@.gitlab-ci.yml:19:22-25
    gitlabci:kaniko@.gitlab-ci.yml:26:5-20 . dockerfile=./api/Dockerfile target=prod@.gitlab-ci.yml:27:62-65
    ");
}

#[test]
fn circle() {
    assert_snapshot!(shown(&repository("ci"), &[FileKind::CircleCi]), @"
    circleci:image@.circleci/config.yml:7:14-19 perhaps . target=dev@.circleci/config.yml:5:39-41
    circleci:image@.circleci/config.yml:7:14-19 overridden . target=?
    circleci:image@.circleci/config.yml:7:14-19 perhaps . target=prod@.circleci/config.yml:17:25-28
    circleci:image@.circleci/config.yml:7:14-19 perhaps . target=base@.circleci/config.yml:19:42-45
    circleci:image@.circleci/config.yml:10:13-18 api target=prod@.circleci/config.yml:10:35-38
    circleci:image@.circleci/config.yml:12:11-94 . dockerfile=./api/Dockerfile@.circleci/config.yml:12:23-36 target=dev@.circleci/config.yml:13:38-40 args=A=1
    ");
}

#[test]
fn azure() {
    assert_snapshot!(shown(&repository("ci"), &[FileKind::AzurePipelines]), @"
    azure-pipelines.yml@azure-pipelines.yml:8:13-18 . target=dev@azure-pipelines.yml:3:14-16
    azure-pipelines.yml@azure-pipelines.yml:8:13-18 overridden . target=?
    azure-pipelines.yml@azure-pipelines.yml:10:7-12 api target=prod@azure-pipelines.yml:6:12-15
    azure-pipelines.yml@azure-pipelines.yml:11:11-18 api dockerfile=./api/Dockerfile@azure-pipelines.yml:14:19-32 target=prod@azure-pipelines.yml:16:27-30
    ");
}

#[test]
fn jenkins() {
    assert_snapshot!(shown(&repository("ci"), &[FileKind::Jenkinsfile]), @"
    Jenkinsfile@Jenkinsfile:14:18-29 . dockerfile=./api/Dockerfile@Jenkinsfile:14:70-83 target=base@Jenkinsfile:14:62-65
    Jenkinsfile@Jenkinsfile:8:13-18 . target=dev@Jenkinsfile:8:35-37
    Jenkinsfile@Jenkinsfile:10:11-16 perhaps . dockerfile=./api/Dockerfile@Jenkinsfile:3:25-38 target=dev@Jenkinsfile:2:49-51
    Jenkinsfile@Jenkinsfile:10:11-16 perhaps . dockerfile=./api/Dockerfile@Jenkinsfile:3:25-38 target=prod@Jenkinsfile:2:56-59
    Jenkinsfile@Jenkinsfile:13:26-31 in api . target=prod@Jenkinsfile:13:48-51
    ");
}

#[test]
fn runners() {
    assert_snapshot!(shown(&repository("runners"), &[]), @"
    justfile:image@justfile:5:5-10 . target=dev@justfile:1:11-13
    justfile:image@justfile:6:6-11 web target=prod@justfile:2:39-42
    justfile:image@justfile:6:6-11 overridden web target=?
    justfile:parametrised@justfile:9:5-10 . target=prod@justfile:8:22-25 args=… contexts=…
    justfile:parametrised@justfile:9:5-10 overridden . target=? args=… contexts=…
    justfile:script@justfile:14:5-10 in web . target=dev@justfile:14:27-29
    taskfile:image@Taskfile.yml:6:9-14 . target=dev@Taskfile.yml:2:15-17
    taskfile:image@Taskfile.yml:7:14-19 web target=base
    taskfile:image@Taskfile.yml:7:14-19 overridden web target=?
    taskfile:with@Taskfile.yml:12:13-18 in web . target=prod@Taskfile.yml:9:24-27
    package:image@web/package.json:1:24-29 in web . target=dev@web/package.json:1:48-50
    package:up@web/package.json:1:79-84 . target=prod@web/package.json:1:101-104
    Tiltfile@Tiltfile:3:1-12 ./web target=dev@Tiltfile:3:36-38 args=A=1,B=?
    Tiltfile@Tiltfile:4:1-12 . dockerfile=./web/Dockerfile@Tiltfile:4:44-57 target=prod@Tiltfile:2:10-13
    Tiltfile@Tiltfile:5:20-25 . target=base@Tiltfile:5:42-45
    Tiltfile@Tiltfile:6:8-13 web target=dev@Tiltfile:6:30-32
    Tiltfile@Tiltfile:7:8-13 . target=? args=A=?%
    Tiltfile@Tiltfile:8:8-13 . target=app-?
    ");
}

/// What is said elsewhere: in files that a script sources, in the environment that CI gives to a script or to make, in what steps of a
/// workflow write for those behind them.
#[test]
fn callers() {
    assert_snapshot!(shown(&repository("callers"), &[]), @r#"
    githubworkflow:image@.github/workflows/ci.yml:20:15-41 . target=lint@.github/workflows/ci.yml:15:28-31
    githubworkflow:image@.github/workflows/ci.yml:20:15-41 overridden . target=?
    githubworkflow:image@.github/workflows/ci.yml:22:15-41 . target=test@.github/workflows/ci.yml:18:18-21
    githubworkflow:lines@.github/workflows/ci.yml:32:15-41 . args=A=1,B
    makefile:image@Makefile:3:2-7 perhaps . target=prod@Makefile:1:16-19
    makefile:image@Makefile:3:2-7 overridden . target=?
    makefile:image@Makefile:3:2-7 perhaps . target=dev@.github/workflows/ci.yml:14:37-39
    makefile:image@tools/Makefile:3:2-7 perhaps in ["", "tools"] . dockerfile=././tools/Dockerfile target=tool@tools/Makefile:3:24-27
    scripts/ci.sh@scripts/ci.sh:2:1-6 perhaps in ["scripts", ""] . target=circle@.circleci/config.yml:3:27-32
    scripts/ci.sh@scripts/ci.sh:2:1-6 overridden perhaps in ["scripts", ""] . target=?
    scripts/ci.sh@scripts/ci.sh:2:1-6 perhaps in ["scripts", ""] . target=step@.circleci/config.yml:8:33-36
    scripts/ci.sh@scripts/ci.sh:2:1-6 perhaps in ["scripts", ""] . target=?
    scripts/ci.sh@scripts/ci.sh:3:1-6 perhaps in ["scripts", ""] . target=?
    scripts/ci.sh@scripts/ci.sh:3:1-6 perhaps in ["scripts", ""] . target=azure@azure-pipelines.yml:3:12-16
    scripts/ci.sh@scripts/ci.sh:3:1-6 overridden perhaps in ["scripts", ""] . target=?
    scripts/env.sh@scripts/env.sh:2:1-6 perhaps in ["scripts", ""] . dockerfile=./a.Dockerfile@.github/workflows/ci.yml:7:20-31 target=a@.github/workflows/ci.yml:7:41-41
    scripts/env.sh@scripts/env.sh:2:1-6 overridden perhaps in ["scripts", ""] . dockerfile=./? target=a@.github/workflows/ci.yml:7:41-41
    scripts/env.sh@scripts/env.sh:2:1-6 overridden perhaps in ["scripts", ""] . dockerfile=./a.Dockerfile@.github/workflows/ci.yml:7:20-31 target=?
    scripts/env.sh@scripts/env.sh:2:1-6 perhaps in ["scripts", ""] . dockerfile=./b.Dockerfile@.github/workflows/ci.yml:8:20-31 target=b@.github/workflows/ci.yml:8:41-41
    scripts/env.sh@scripts/env.sh:2:1-6 overridden perhaps in ["scripts", ""] . dockerfile=./? target=b@.github/workflows/ci.yml:8:41-41
    scripts/env.sh@scripts/env.sh:2:1-6 overridden perhaps in ["scripts", ""] . dockerfile=./b.Dockerfile@.github/workflows/ci.yml:8:20-31 target=?
    scripts/env.sh@scripts/env.sh:2:1-6 perhaps in ["scripts", ""] . dockerfile=./? target=?
    scripts/env.sh@scripts/env.sh:3:1-6 perhaps perhaps in ["scripts", ""] . target=prod@.github/workflows/ci.yml:3:19-22
    scripts/env.sh@scripts/env.sh:3:1-6 overridden perhaps in ["scripts", ""] . target=?
    scripts/env.sh@scripts/env.sh:3:1-6 perhaps perhaps in ["scripts", ""] . target=dev@scripts/env.sh:3:34-36
    scripts/env.sh@scripts/env.sh:3:1-6 perhaps perhaps in ["scripts", ""] . target=gitlab@.gitlab-ci.yml:2:11-16
    scripts/env.sh@scripts/env.sh:3:1-6 perhaps perhaps in ["scripts", ""] . target=?
    scripts/env.sh@scripts/env.sh:5:1-6 perhaps perhaps in ["scripts", ""] . target=own@scripts/env.sh:4:16-18
    scripts/env.sh@scripts/env.sh:5:1-6 overridden perhaps in ["scripts", ""] . target=?
    scripts/env.sh@scripts/env.sh:5:1-6 perhaps perhaps in ["scripts", ""] . target=?
    scripts/env.sh@scripts/env.sh:5:1-6 perhaps perhaps in ["scripts", ""] . target=exported@.gitlab-ci.yml:5:20-27
    scripts/env.sh@scripts/env.sh:5:1-6 perhaps perhaps in ["scripts", ""] . target=made@Makefile:5:8-11
    scripts/env.sh@scripts/env.sh:7:1-6 perhaps in ["scripts", ""] . target=fixed@scripts/env.sh:6:7-11
    scripts/lib.sh@scripts/lib.sh:4:3-8 perhaps in ["scripts", ""] . target=dev@scripts/main.sh:7:7-9
    scripts/lib.sh@scripts/lib.sh:4:3-8 perhaps in ["scripts", ""] . target=prod@scripts/main.sh:5:5-8
    scripts/lib.sh@scripts/lib.sh:4:3-8 perhaps in ["scripts", ""] . target=third@scripts/other.sh:2:7-11
    scripts/loop-a.sh@scripts/loop-a.sh:2:1-6 perhaps in ["scripts", ""] . target=b@scripts/loop-b.sh:1:3-3
    scripts/loop-b.sh@scripts/loop-b.sh:3:1-6 perhaps in ["scripts", ""] . target=?
    scripts/main.sh@scripts/main.sh:9:1-6 perhaps in ["scripts", ""] . target=lib@scripts/lib.sh:1:10-12
    scripts/main.sh@scripts/main.sh:10:1-6 perhaps in ["scripts", ""] . target=main@scripts/main.sh:6:12-15
    scripts/main.sh@scripts/main.sh:11:1-6 perhaps in ["scripts", ""] . target=named@versions:1:7-11
    "#);
}
