//! Docker Bake.

use dflint::project::{FileKind, Repository, Sources, Standing};

use super::{repository, shown, text};

#[test]
fn builds_with_their_places() {
    insta::assert_snapshot!(shown(&repository("bake"), &[FileKind::Bake]), @"
    bake:extra@bake.extra.json:5:6-10 app target=x-json args=MODE=override,AB=1 platforms=linux/amd64,linux/arm64
    bake:first@bake.extra.json:10:6-10 inherited . target=json@bake.extra.json:3:38-41 contexts=n=docker-image://alpine
    bake:extra@bake.extra.json:5:6-10 overridden app target=x-? args=VERSION=?,MODE=override,AB=1 platforms=linux/amd64,linux/arm64
    bake:first@bake.extra.json:10:6-10 overridden . target=? contexts=n=docker-image://alpine
    bake:first@bake.extra.json:10:6-10 inherited . dockerfile=Dockerfile.first@docker-bake.hcl:51:17-32 target=json@bake.extra.json:3:38-41 contexts=n=docker-image://alpine
    bake:first@bake.extra.json:10:6-10 overridden . dockerfile=Dockerfile.first@docker-bake.hcl:51:17-32 target=? contexts=n=docker-image://alpine
    bake:_common@docker-bake.hcl:29:9-15 inherited . target=common@docker-bake.hcl:36:16-21 args=MODE=common platforms=linux/amd64,linux/arm64
    bake:docker-metadata-action@docker-bake.hcl:38:9-30 inherited .
    bake:app@docker-bake.hcl:40:9-11 app target=dev@docker-bake.hcl:2:14-16 args=MODE=override platforms=linux/amd64,linux/arm64
    bake:late@docker-bake.hcl:46:9-12 . dockerfile=Dockerfile.first@docker-bake.hcl:51:17-32 target=second@docker-bake.hcl:54:13-18 args=MODE=SECOND
    bake:first@docker-bake.hcl:49:9-13 inherited . dockerfile=Dockerfile.first@docker-bake.hcl:51:17-32 target=first@docker-bake.hcl:50:17-21
    bake:second@docker-bake.hcl:53:9-14 inherited . target=second@docker-bake.hcl:54:13-18 args=MODE=SECOND
    bake:m-lint-1-0@docker-bake.hcl:57:9-14 . target=lint@docker-bake.hcl:6:15-18 args=V=1.0
    bake:m-lint-2@docker-bake.hcl:57:9-14 . target=lint@docker-bake.hcl:6:15-18 args=V=2
    bake:m-test-1-0@docker-bake.hcl:57:9-14 . target=test@docker-bake.hcl:6:23-26 args=V=1.0
    bake:m-test-2@docker-bake.hcl:57:9-14 . target=test@docker-bake.hcl:6:23-26 args=V=2
    bake:any-a@docker-bake.hcl:66:9-11 . target=any-a
    bake:choice@docker-bake.hcl:71:9-14 . target=release@docker-bake.hcl:72:31-37
    bake:computed@docker-bake.hcl:74:9-16 app dockerfile=./dockerfile.x target=stage-é contexts=base=target:app,assets=./assets
    bake:chosen@docker-bake.hcl:83:9-14 . target=two@docker-bake.hcl:84:36-38 args=A=1,B=B-2
    bake:heredoc@docker-bake.hcl:87:9-15 . inline(2 lines)
    bake:reference@docker-bake.hcl:93:9-17 . target=first@docker-bake.hcl:50:17-21
    bake:self@docker-bake.hcl:96:9-12 inherited ? dockerfile=? target=? args=… contexts=…
    bake:unknown@docker-bake.hcl:100:9-15 remote https://github.com/docker/buildx.git#? dockerfile=? target=? args=… contexts=…
    bake:web@docker-bake.hcl:104:9-11 web target=bake-web@docker-bake.hcl:105:13-20
    bake:uses-service@docker-bake.hcl:107:9-20 db target=service@compose.yaml:7:34-40
    bake:one-of@docker-bake.hcl:110:9-14 ? dockerfile=? target=? args=… contexts=…
    bake:_common@docker-bake.hcl:29:9-15 overridden . target=common@docker-bake.hcl:36:16-21 args=VERSION=?,MODE=common platforms=linux/amd64,linux/arm64
    bake:app@docker-bake.hcl:40:9-11 overridden app target=? args=VERSION=?,MODE=override platforms=linux/amd64,linux/arm64
    bake:any@docker-bake.hcl:66:9-11 overridden . target=any-?
    bake:choice@docker-bake.hcl:71:9-14 overridden . target=debug@docker-bake.hcl:72:21-25
    bake:one-of@docker-bake.hcl:110:9-14 overridden . target=? args=V=2,… contexts=…
    bake:app@docker-bake.hcl:40:9-11 app target=dev@docker-bake.hcl:2:14-16 args=MODE=app platforms=linux/amd64,linux/arm64
    bake:app@docker-bake.hcl:40:9-11 overridden app target=? args=VERSION=?,MODE=app platforms=linux/amd64,linux/arm64
    bake:here@sub/docker-bake.hcl:1:9-12 in sub . target=here@sub/docker-bake.hcl:3:15-18 args=MODE=common platforms=linux/amd64,linux/arm64
    bake:from-root@sub/docker-bake.hcl:5:9-17 app
    bake:here@sub/docker-bake.hcl:1:9-12 overridden in sub . target=here@sub/docker-bake.hcl:3:15-18 args=VERSION=?,MODE=common platforms=linux/amd64,linux/arm64
    ");
}

#[test]
fn broken_files_are_read_as_far_as_they_go() {
    insta::assert_snapshot!(shown(&repository("bake-broken"), &[FileKind::Bake]), @"
    bake:whole@docker-bake.hcl:4:9-13 . target=dev@docker-bake.hcl:2:14-16
    bake:typing@docker-bake.hcl:7:9-14 . dockerfile=? target=? args=… contexts=…
    bake:open@docker-bake.hcl:11:9-12 ? dockerfile=? target=open@docker-bake.hcl:12:13-16 args=… contexts=…
    bake:whole@docker-bake.hcl:4:9-13 overridden . target=?
    docker-bake.hcl@docker-bake.hcl:17:1-44 unread ? dockerfile=? target=? args=… contexts=…
    ");
    insta::assert_snapshot!(shown(&repository("bake-json"), &[FileKind::Bake]), @"docker-bake.json@docker-bake.json:1:12-35 unread ? dockerfile=? target=? args=… contexts=…");
}

/// The targets of a file.
fn targets(source: String) -> Vec<String> {
    let repository = Repository::read(Sources::new([("docker-bake.hcl".to_owned(), source.into_bytes())], []));
    let plain = repository.builds().filter(|build| build.standing == Standing::Certain);
    plain.map(|build| build.target.as_ref().map_or_else(String::new, text)).collect()
}

#[test]
fn hostile_files_cost_little() {
    let doubled: String = (1..200).map(|at| format!("v{at} = \"${{v{}}}${{v{}}}\"\n", at - 1, at - 1)).collect();
    assert_eq!(targets(format!("v0 = \"x\"\n{doubled}target \"a\" {{\n target = v150\n}}\n")), ["?"]);
    let nested: String = (1..5_000).map(|at| format!("v{at} = [v{}, v{}]\n", at - 1, at - 1)).collect();
    let both: String = (0..5_000).map(|at| format!("target \"t{at}\" {{\n target = v{at} == v{at} ? \"a\" : \"b\"\n}}\n")).collect();
    assert_eq!(targets(format!("v0 = [1]\n{nested}{both}")).len(), 5_000);
    let cycle = "a = b\nb = a\nfunction \"f\" {\n params = [x]\n result = \"${f(x)}${f(x)}\"\n}\n";
    assert_eq!(targets(format!("{cycle}target \"a\" {{\n target = a\n}}\ntarget \"b\" {{\n target = f(1)\n}}\n")), ["?", "?"]);
    let axes: String = (0..20).map(|at| format!("  a{at} = [1,2,3,4,5,6,7,8]\n")).collect();
    let matrix = format!("target \"m\" {{\n name = \"m-${{a0}}\"\n matrix = {{\n{axes} }}\n target = \"s-${{a1}}\"\n}}\n");
    assert_eq!(targets(matrix), ["s-?"]);
    let chain: String =
        (1..3_000).map(|at| format!("target \"t{at}\" {{\n inherits = [\"t{}\"]\n args = {{ A{at} = 1 }}\n}}\n", at - 1)).collect();
    assert_eq!(targets(format!("target \"t0\" {{\n target = \"x\"\n}}\n{chain}group \"default\" {{ targets = [\"t2999\"] }}\n")), ["x"]);
}

#[test]
fn what_the_environment_may_set_is_read_twice() {
    let repository = repository("bake");
    let of_app = repository.builds().filter(|build| build.name.as_deref() == Some("app"));
    let targets: Vec<_> = of_app.map(|build| (build.standing, build.target.as_ref().map(text).unwrap_or_default())).collect();
    let both = [(Standing::Certain, "dev".to_owned()), (Standing::Overridden, "?".to_owned())];
    assert_eq!(targets, [both.clone(), both].concat(), "with the override, and without");
}
