//! Tests of words and variables; hostile input.

use crate::project::build::{Certainty, Dockerfile};
use crate::project::repository::Repository;
use crate::project::sources::Sources;
use crate::project::value::Value;

/// What the builds of a file have as their targets: `-` for none, `?` for a hole.
fn targets(path: &str, text: &str) -> Vec<String> {
    let sources = Sources::new([(path.to_owned(), text.as_bytes().to_vec())], ["Dockerfile".to_owned()]);
    let repository = Repository::read(sources);
    let shown = |value: &Value| value.text().unwrap_or_else(|| if value.is_unknown() { "?".to_owned() } else { "…".to_owned() });
    let targets = repository.builds().map(|build| {
        if let Some(place) = build.target.as_ref().and_then(Value::exact_place) {
            let there = place.range.slice(repository.sources().text(place.file).as_bytes());
            assert_eq!(Some(String::from_utf8_lossy(there).into_owned()), build.target.as_ref().and_then(Value::text));
        }
        build.target.as_ref().map_or_else(|| "-".to_owned(), shown)
    });
    targets.collect()
}

#[test]
fn words_of_a_shell() {
    for (words, expected) in [
        ("docker build --target a'b'\"c\" .", "abc"),
        ("x=é; docker build --target \"${x}\" .", "é"),
        ("docker build --target ${x:+alt} .", "alt"),
        ("docker build --target=$(echo lit) .", "lit"),
        ("docker build --target=`cat file` .", "?"),
        ("docker build --target a${x#*y} .", "…"),
        ("docker build --target \"\" .", "-"),
        ("docker build --target", "-"),
        ("nice -n 5 docker build -t --target x --target y .", "y"),
        ("docker build --label=--target=no --build-arg --target=no .", "-"),
        ("docker build -t x . --target y", "y"),
    ] {
        let found = targets("x.sh", words);
        assert!(found.contains(&expected.to_owned()), "{words}: {found:?}");
    }
    for silent in
        ["echo docker build .", "docker buildx bake x", "docker compose build", "# docker build .", "docker builder prune", "git build"]
    {
        assert_eq!(targets("x.sh", silent), Vec::<String>::new(), "{silent}");
    }
}

#[test]
fn what_a_variable_may_hold() {
    let values = |text: &str| {
        let mut values = targets("x.sh", text);
        values.sort();
        values.dedup();
        values
    };
    assert_eq!(values("t=a\nt=b\ndocker build --target $t ."), ["a", "b"]);
    assert_eq!(values("t=${t:-a}\ndocker build --target $t ."), ["?", "a"]);
    assert_eq!(values("l=\"a b\"\nfor t in $l c; do docker build --target $t .; done"), ["a", "b", "c"]);
    assert_eq!(values("a=$b\nb=$a\ndocker build --target $a ."), ["?"]);
    assert_eq!(values("o='--target a'\ndocker build $o ."), ["a"]);
    assert_eq!(values("o='--target a'\n[ x ] && o=\ndocker build $o ."), ["-", "a"]);
    assert_eq!(values("read t\ndocker build --target $t ."), ["?"]);
    assert_eq!(values("f() { docker build --target $2 .; }\nf x a; f x b"), ["a", "b"]);
    assert_eq!(values("f() { docker build --target $1 .; }"), ["?"]);
    assert_eq!(values("f() { while x; do shift; done; docker build --target $1 .; }\nf a"), ["?"]);
}

#[test]
fn what_others_hand_on() {
    let read = |other: &str| {
        let files =
            [("build.sh", "docker build \"$@\" ."), ("ci.sh", other)].map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let repository = Repository::read(Sources::new(files, ["Dockerfile".to_owned()]));
        repository.builds().map(|build| build.target.is_some()).collect::<Vec<_>>()
    };
    assert_eq!(read("./build.sh \\\n  --target dev"), [false, true]);
    assert_eq!(read("./build.sh --pull; other --target dev"), [false, true]);
    assert_eq!(read("./build.sh --pull"), [false]);
    assert_eq!(targets("x.sh", "docker build \"${a[@]}\" ."), ["-"]);
    assert_eq!(targets("x.sh", "docker build \"${targets[@]}\" ."), ["-", "?"]);
}

#[test]
fn a_hole_at_the_beginning_of_a_path_may_be_the_root() {
    let text = "docker build -f $ROOT/Dockerfile --target a .".as_bytes().to_vec();
    let repository = Repository::read(Sources::new([("x.sh".to_owned(), text)], ["Dockerfile".to_owned()]));
    let build = repository.builds().next().unwrap();
    assert!(matches!(&build.dockerfile, Dockerfile::InFolder(path) if path.text().is_none()));
    assert_eq!(build.builds("Dockerfile", repository.sources()), Certainty::Perhaps);
    assert_eq!(build.builds("a/b/Dockerfile", repository.sources()), Certainty::Perhaps);
    assert_eq!(build.builds("a/Dockerfile.x", repository.sources()), Certainty::No);
}

/// Nothing here is checked but that it ends, without a panic, with builds that are not more than the limits allow.
#[test]
fn hostile_input_ends() {
    let many = |text: &str, count: usize| text.repeat(count);
    let mut doubled = "v0=xx\n".to_owned();
    for index in 1..60 {
        doubled += &format!("v{index}=$v{}$v{}\n", index - 1, index - 1);
    }
    let mut assigned = String::new();
    for index in 0..40 {
        assigned += &many(&format!("w{index}=a\nw{index}=b\nw{index}=c\n"), 1);
    }
    let all: String = (0..40).map(|index| format!("$w{index}")).collect();
    let scripts = [
        format!("{doubled}docker build --target $v59 ."),
        format!("{assigned}docker build --target {all} ."),
        format!("docker build --target {}", many("${a:-", 5_000)),
        format!("docker build --target {}", many("\"$(", 5_000)),
        format!("{}docker build --target x .", many("cd a;", 5_000)),
        many("docker build --target $x .\nx=$y\ny=$x\n", 2_000),
        format!("{}docker build --target $1 .{}", many("f() { ", 300), many("}", 300)),
        format!("{}docker build .{}", many("sh -c '", 50), many("'", 50)),
        "docker build --target \\".to_owned(),
        "docker build --target '".to_owned(),
        "docker build -".to_owned(),
        "docker build --target ${".to_owned(),
        "x=(docker build --target".to_owned(),
    ];
    for text in &scripts {
        let found = targets("x.sh", text);
        assert!(found.len() <= 2_100, "{}", found.len());
        targets("Makefile", &format!("all:\n\t{}", text.replace('\n', "\n\t")));
        targets(
            ".github/workflows/x.yml",
            &format!("jobs:\n  a:\n    steps:\n      - run: |\n          {}", text.replace('\n', "\n          ")),
        );
        targets(".gitlab-ci.yml", &format!("a:\n  script:\n    - |\n      {}", text.replace('\n', "\n      ")));
        targets("Jenkinsfile", &format!("sh \"\"\"{text}\"\"\""));
        targets("justfile", &format!("a:\n    {}", text.replace('\n', "\n    ")));
        targets("Tiltfile", &format!("docker_build('x', {text}"));
    }
    let make = format!("X = {}docker build .{}\nall:\n\t$(X)", many("$(if a,", 2_000), many(")", 2_000));
    targets("Makefile", &make);
    targets("Makefile", &format!("X = {}\nall:\n\t$(X) build", many("$(X)", 2_000)));
    let matrix: String = (0..30).map(|index| format!("        k{index}: [a, b, c, d]\n")).collect();
    let step = "    steps: [{uses: docker/build-push-action@v6, with: {target: '${{ matrix.k1 }}'}}]\n";
    let found = targets(".github/workflows/x.yml", &format!("jobs:\n  a:\n    strategy:\n      matrix:\n{matrix}{step}"));
    assert_eq!(found, ["a", "b", "c", "d"]);
    let extends: String =
        (0..200).map(|index| format!("j{index}: {{extends: [j{0}, j{0}], script: docker build .}}\n", (index + 1) % 200)).collect();
    assert_eq!(targets(".gitlab-ci.yml", &extends).len(), 200);
}
