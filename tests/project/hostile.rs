//! Build files that nobody wrote on purpose: real ones changed at random, and such as are made to cost much. No reader panics, no answer is
//! larger than a reader may make it, and every place is that of its text.

use std::collections::BTreeMap;

use dflint::project::{Build, Certainty, FileKind, Repository, Sources, Value};

use super::line;
use crate::shared::{Random, archive, full};

/// Paths and texts.
type Files = Vec<(String, Vec<u8>)>;

/// What one repository may have of builds: a file tries 20,000 sets of values, and no real one comes near that.
const MAX_BUILDS: usize = 25_000;

fn read(files: &Files) -> Repository {
    let mut repository = Repository::read(Sources::new(files.clone(), ["Dockerfile".to_owned()]));
    repository.find_files(|path| files.iter().find(|(own, _)| own == path).map(|(_, text)| text.clone()));
    repository.find_dockerfiles(|path| Some(path.len() % 2 == 0));
    repository
}

/// Asks for everything that is said, and checks each place: its bytes are the text that stands there.
fn check(repository: &Repository) -> usize {
    let sources = repository.sources();
    let mut count = 0;
    for build in repository.builds() {
        count += 1;
        line(build, sources);
        assert!(!build.title(sources).is_empty());
        assert!(build.builds("Dockerfile", sources) <= Certainty::Yes);
        values(build).for_each(|value| check_value(value, sources));
        let range = build.place.range;
        assert!(range.end as usize <= sources.text(build.place.file).len(), "{build:?}");
    }
    assert!(count <= MAX_BUILDS, "{count} builds");
    count
}

fn values(build: &Build) -> impl Iterator<Item = &Value> {
    use dflint::project::{Context, Dockerfile};
    let context = match &build.context {
        Context::Local(value) | Context::Remote(value) => Some(value),
        Context::None => None,
    };
    let dockerfile = match &build.dockerfile {
        Dockerfile::InContext(value) | Dockerfile::InFolder(value) | Dockerfile::Inline(value) => Some(value),
        Dockerfile::Default | Dockerfile::Unseen => None,
    };
    let args = build.args.iter().flat_map(|argument| std::iter::once(&argument.name).chain(&argument.value));
    let contexts = build.contexts.iter().flat_map(|context| [&context.name, &context.value]);
    build.target.iter().chain(context).chain(dockerfile).chain(args).chain(contexts).chain(&build.platforms)
}

fn check_value(value: &Value, sources: &Sources) {
    use dflint::project::Piece;
    for piece in &value.pieces {
        if let Piece::Text { text, place: Some(place) } = piece {
            let written = sources.text(place.file).as_bytes().get(place.range.start as usize..place.range.end as usize);
            assert_eq!(written, Some(text.as_bytes()), "{} {:?}", sources.path(place.file), place.range);
        }
    }
    if let (Some(place), Some(text)) = (value.exact_place(), value.text()) {
        assert_eq!(place.range.slice(sources.text(place.file).as_bytes()), text.as_bytes());
    }
}

/// What is put into files: the signs that mean something to some reader, and bytes that none expects.
const SNIPPETS: [&[u8]; 40] = [
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"\r\n",
    b"\n",
    b"\t",
    b"  ",
    b"'",
    b"\"",
    b"`",
    b"$",
    b"${",
    b"}",
    b"$(",
    b")",
    b"${{",
    b"}}",
    b"[",
    b"]",
    b"{",
    b"}",
    b": ",
    b"- ",
    b"<<: *x",
    b"&x ",
    b"*x",
    b"!reset",
    b"|\n",
    b"\\\n",
    b"\\",
    b"#",
    b"=",
    b"docker build --target ",
    b" -f ",
    b"\xc3\xa9",
    b"\xf0\x9f\x90\xb3",
    b"include ",
    b"<<EOF\n",
    b"@",
];

fn changed(text: &[u8], random: &mut Random) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(text.len() + 1);
        match random.below(5) {
            0 => text.truncate(at),
            1 => drop(text.drain(at..(at + random.below(40)).min(text.len()))),
            2 => {
                let part = text[at..(at + random.below(200)).min(text.len())].to_vec();
                let to = random.below(text.len() + 1);
                text.splice(to..to, part);
            }
            _ => drop(text.splice(at..at, SNIPPETS[random.below(SNIPPETS.len())].iter().copied())),
        }
    }
    text
}

/// The build files of each repository.
fn repositories() -> Option<BTreeMap<String, Files>> {
    let mut repositories: BTreeMap<String, Files> = BTreeMap::new();
    for (path, text) in archive("projects")? {
        let path = path.trim_start_matches("projects/");
        if let Some((name, path)) = path.split_once('/').filter(|(_, path)| FileKind::of(path).is_some()) {
            repositories.entry(name.to_owned()).or_default().push((path.to_owned(), text));
        }
    }
    Some(repositories)
}

#[test]
fn real_files_changed_at_random() {
    let Some(repositories) = repositories() else { return };
    let rounds = if full() { 20 } else { 3 };
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut files, mut builds) = (0, 0);
    for _ in 0..rounds {
        for of_repository in repositories.values() {
            let change = |(path, text): &(String, Vec<u8>), random: &mut Random| (path.clone(), changed(text, random));
            let changed: Files = of_repository.iter().map(|file| change(file, &mut random)).collect();
            files += changed.len();
            builds += check(&read(&changed));
        }
    }
    println!("{files} changed files, {builds} builds");
    assert!(files > 3_000 && builds > 2_000, "{files} files, {builds} builds");
}

/// Byte order marks and line ends of Windows move every place, and no text.
#[test]
fn other_line_ends() {
    let Some(repositories) = repositories() else { return };
    let mut builds = 0;
    for files in repositories.values() {
        let other = |(path, text): &(String, Vec<u8>)| {
            let text = String::from_utf8_lossy(text).replace("\r\n", "\n").replace('\n', "\r\n");
            (path.clone(), format!("\u{feff}{text}").into_bytes())
        };
        builds += check(&read(&files.iter().map(other).collect()));
    }
    assert!(builds > 500, "{builds}");
}

fn one(path: &str, text: impl Into<Vec<u8>>) -> usize {
    check(&read(&vec![(path.to_owned(), text.into())]))
}

#[test]
fn files_that_cost_much() {
    let aliases: String = (1..100_000).map(|at| format!("a{at}: &a{at} {{<<: *a{}}}\n", at - 1)).collect();
    one("compose.yaml", format!("a0: &a0 {{build: .}}\n{aliases}services:\n  x: *a99999\n"));
    let wide: String = (0..100_000).map(|_| "*a,").collect();
    one("compose.yaml", format!("x-a: &a {{build: .}}\nservices:\n  x: {{<<: [{wide}]}}\n"));
    let bomb: String = (1..60).map(|at| format!("x-b{at}: &b{at} [*b{0},*b{0},*b{0}]\n", at - 1)).collect();
    one("compose.yaml", format!("x-b0: &b0 [x]\n{bomb}services:\n  x: {{build: {{args: *b59}}}}\n"));
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
        let deep = format!("services:\n  x:\n    build: {}{}\n", open.repeat(50_000), close.repeat(50_000));
        for path in ["compose.yaml", ".github/workflows/x.yml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml"] {
            one(path, deep.clone());
        }
    }
    for path in ["x.sh", "Makefile", "Jenkinsfile", "Tiltfile", "justfile", "docker-bake.hcl", ".env"] {
        one(path, "docker build --target $(".repeat(20_000));
        one(path, "{".repeat(100_000));
        one(path, "docker build --target ${A:-".repeat(5_000));
        one(path, [b"docker build --target \0\xff".as_slice(), &[0; 10_000]].concat());
    }
    // Products: of a matrix, of variables in a script.
    let list: String = (0..1_000).map(|at| format!("{at},")).collect();
    let keys: String = (0..20).map(|at| format!("        k{at}: [{list}]\n")).collect();
    let targets: String = (0..20).map(|at| format!("${{{{ matrix.k{at} }}}}")).collect();
    let built = one(
        ".github/workflows/x.yml",
        format!("jobs:\n  x:\n    strategy:\n      matrix:\n{keys}    steps:\n      - run: docker build --target {targets} .\n"),
    );
    assert!(built > 0);
    let values: String = (0..50).map(|at| format!("A{0}=x{0}\nA{0}=y{0}\n", at)).collect();
    let uses: String = (0..50).map(|at| format!("$A{at}")).collect();
    assert!(one("x.sh", format!("{values}docker build --target {uses} .\n")) > 0);
    let functions: String =
        (0..2_000).map(|at| format!("f{at}() {{ f{} \"$@\"; docker build --target \"$1\" .; }}\n", (at + 1) % 2_000)).collect();
    one("x.sh", functions);
}

/// Files that name each other in circles, and very many that name one.
#[test]
fn circles() {
    let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    let circle = vec![
        file("compose.yaml", "include: [a.yml, b.yml]\nservices:\n  x: {extends: {file: a.yml, service: x}}\n"),
        file("a.yml", "include: [b.yml, compose.yaml]\nservices:\n  x: {extends: {file: b.yml, service: x}, build: {target: a}}\n"),
        file("b.yml", "include: [{path: [a.yml, b.yml], project_directory: .}]\nservices:\n  x: {extends: {file: a.yml, service: x}}\n"),
        file("docker-bake.hcl", "target \"a\" { inherits = [\"b\"] }\ntarget \"b\" { inherits = [\"a\"] }\n"),
        file("a.sh", ". ./b.sh\nf x\ng() { docker build --target \"$1\" .; }\n./b.sh\n"),
        file("b.sh", "source a.sh\nf() { docker build --target \"$1\" .; }\ng y\n./a.sh\n"),
        file("Makefile", "include a.mk\nx:\n\t$(MAKE) x A=$(A)\n\tdocker build --target $(A) .\n"),
        file("a.mk", "include Makefile a.mk\nA ?= $(A)\n"),
    ];
    assert!(check(&read(&circle)) > 3);
    // Each script calls each other one, and each has several values for a variable of all.
    let body: String = (0..120).map(|at| format!("T=t{at} ./s{at}.sh\n")).collect();
    let many: Files = (0..120).map(|at| file(&format!("s{at}.sh"), &format!("{body}docker build --target $T .\n"))).collect();
    let builds = check(&read(&many));
    assert!((120..=120 * 70).contains(&builds), "{builds}");
    // A chain of files that nobody knows by their names ends somewhere.
    let chain =
        (0..2_000).map(|at| file(&format!("f{at}.yml"), &format!("include: [f{}.yml]\nservices:\n  s{at}: {{build: .}}\n", at + 1)));
    let mut chain: Files = chain.collect();
    chain.push(file("compose.yaml", "include: [f0.yml]\n"));
    assert!(check(&read(&chain)) < 1_000);
}
