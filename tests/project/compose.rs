//! Compose.

use dflint::project::FileKind;

use super::{repository, shown};

#[test]
fn builds_with_their_places() {
    insta::assert_snapshot!(shown(&repository("compose"), &[FileKind::Compose]), @"
    compose:one@broken-compose.yml:2:3-5 . target=one@broken-compose.yml:5:15-17
    compose:two@broken-compose.yml:6:3-5 ? dockerfile=? target=? args=… contexts=…
    broken-compose.yml@broken-compose.yml:8:1 unread ? dockerfile=? target=? args=… contexts=…
    compose:api@compose.override.yml:2:3-5 api dockerfile=Dockerfile.api@compose.yaml:14:19-32 target=dev@compose.override.yml:4:15-17 args=MODE=override,TOKEN,COUNT=3
    compose:web@compose.prod.yaml:2:3-5 ./web target=prod@compose.prod.yaml:4:15-18 args=VERSION=?,MODE=pre-x,FROM_CALLER contexts=base=service:api,assets=./dist platforms=linux/amd64,linux/arm64
    compose:web@compose.prod.yaml:2:3-5 overridden ./web target=prod@compose.prod.yaml:4:15-18 args=VERSION=?,MODE=pre-?,FROM_CALLER contexts=base=service:api,assets=./dist platforms=linux/amd64,linux/arm64
    compose:only-prod@compose.prod.yaml:9:3-11 . dockerfile=tools/Dockerfile@compose.prod.yaml:10:37-52 target=prod@compose.prod.yaml:10:63-66
    compose:bracket@compose.prod.yaml:13:3-9 . target=bracket@compose.prod.yaml:18:15-21 args=A=1
    compose:api@compose.yaml:11:3-5 api dockerfile=Dockerfile.api@compose.yaml:14:19-32 target=base@compose.yaml:3:19-22 args=MODE=release,TOKEN,COUNT=3
    compose:worker@compose.yaml:18:3-8 ./api target=base@compose.yaml:3:19-22
    compose:short@compose.yaml:22:3-7 web
    compose:web@compose.yaml:26:4-6 ./web target=dev@compose.yaml:30:30-32 args=VERSION=?,MODE=pre-x,FROM_CALLER contexts=base=service:api,assets=../assets platforms=linux/amd64,linux/arm64
    compose:web@compose.yaml:26:4-6 overridden ./web target=? args=VERSION=?,MODE=pre-?,FROM_CALLER contexts=base=service:api,assets=../assets platforms=linux/amd64,linux/arm64
    compose:inline@compose.yaml:44:3-8 . inline(2 lines)
    compose:remote@compose.yaml:49:3-8 remote https://github.com/docker/compose.git#main
    compose:open@compose.yaml:51:3-6 ? target=it's args=PRICE=$5
    compose:from-file@compose.yaml:56:3-11 shared/../tools dockerfile=Dockerfile.tools@shared/compose.base.yaml:5:19-34 target=late@compose.yaml:61:15-18 contexts=conf=shared/./conf,up=docker-image://alpine
    compose:from-here@compose.yaml:62:3-11 api dockerfile=Dockerfile.api@compose.yaml:14:19-32 target=base@compose.yaml:3:19-22 args=MODE=release,TOKEN,COUNT=3
    compose:lost@compose.yaml:64:3-6 ? dockerfile=? target=? args=… contexts=…
    compose:loop@compose.yaml:68:3-6 ? dockerfile=? target=? args=… contexts=…
    compose:base@shared/compose.base.yaml:2:3-6 in shared ../tools dockerfile=Dockerfile.tools@shared/compose.base.yaml:5:19-34 contexts=conf=./conf,up=docker-image://alpine
    compose:api@tools/docker-compose.ci.yml:6:3-5 api dockerfile=Dockerfile.api@compose.yaml:14:19-32 target=ci@tools/docker-compose.ci.yml:8:15-16 args=MODE=release,TOKEN,COUNT=3
    compose:base@tools/docker-compose.more.yml:2:3-6 ../tools dockerfile=Dockerfile.tools@shared/compose.base.yaml:5:19-34 target=more@tools/docker-compose.more.yml:4:15-18 contexts=conf=./conf,up=docker-image://alpine
    compose:base@tools/docker-compose.more.yml:2:3-6 in tools . target=more@tools/docker-compose.more.yml:4:15-18
    ");
}

/// Files of any name, `.env`, what is reset and overridden, and what commands name together.
#[test]
fn several_files() {
    insta::assert_snapshot!(shown(&repository("compose-files"), &[FileKind::Compose]), @"
    compose:web@compose.override.yaml:2:3-5 ./docker dockerfile=base.Dockerfile@common-services.yml:5:19-33 target=prod@.env:2:8-11 platforms=linux/amd64,linux/arm64
    compose:web@compose.override.yaml:2:3-5 overridden ./docker dockerfile=base.Dockerfile@common-services.yml:5:19-33 target=? platforms=linux/amd64,linux/arm64
    compose:fixed@compose.override.yaml:5:3-7 . args=B=3 platforms=linux/arm64
    compose:mailer@compose.override.yaml:14:3-8 services/mail target=debug@compose.override.yaml:16:15-19
    compose:web@compose.yaml:8:3-5 ./docker dockerfile=base.Dockerfile@common-services.yml:5:19-33 target=prod@.env:2:8-11 platforms=linux/amd64
    compose:web@compose.yaml:8:3-5 overridden ./docker dockerfile=base.Dockerfile@common-services.yml:5:19-33 target=? platforms=linux/amd64
    compose:worker@compose.yaml:15:3-8 worker target=release@.env:3:23-29 args=A=yes,B=,C=filled,D=a $b,E=?
    compose:worker@compose.yaml:15:3-8 overridden worker target=? args=A=?,B=?,C=??,D=?,E=?
    compose:fixed@compose.yaml:25:3-7 . target=lint@compose.yaml:28:15-18 args=A=1,B=2 platforms=linux/amd64
    compose:gone@compose.yaml:31:3-6 gone
    compose:also-gone@compose.yaml:33:3-11 gone target=gone@compose.yaml:34:36-39
    compose:mailer@services/mail.yml:4:3-8 in services mail target=mailer@services/mail.yml:7:15-20
    compose:sender@services/mail/more.yml:3:3-8 in services/mail .
    compose:queue@services/queue-more.yaml:2:3-7 in docker queue target=more@services/queue-more.yaml:3:21-24
    compose:app@deploy/c.yml:2:3-5 . args=C=1
    compose:app@deploy/d.yml:2:3-5 docker dockerfile=base.Dockerfile@deploy/d.yml:3:42-56
    compose:app@.devcontainer/extend.yml:2:3-5 in deploy .. target=container@.devcontainer/extend.yml:3:21-29
    compose:app@deploy/b.yml:2:3-5 in deploy .. dockerfile=docker/app.Dockerfile@deploy/b.yml:5:19-39 target=b@deploy/b.yml:4:15-15
    compose:app@deploy/c.yml:2:3-5 in deploy .. dockerfile=docker/app.Dockerfile@deploy/b.yml:5:19-39 target=b@deploy/b.yml:4:15-15 args=C=1
    ");
}

#[test]
fn services_at_the_top() {
    insta::assert_snapshot!(shown(&repository("compose-old"), &[FileKind::Compose]), @"compose:web@docker-compose.yml:1:1-3 .");
}
