//! `.dockerignore`: tables of cases, and random ignore files against two other implementations: one below, which makes the regular
//! expressions that moby/patternmatcher makes and gives them to the `regex` crate, and the npm package @balena/dockerignore.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use dflint::project::{Dockerignore, SourceStatus, file_names};

use crate::shared::{Random, full, project};

mod moby;

use moby::Moby;

/// One block of a fixture: an ignore file, and lines about it.
struct Block {
    file: String,
    lines: Vec<String>,
}

fn blocks(name: &str) -> Vec<Block> {
    let path = project().join("tests/fixtures/dockerignore").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut blocks: Vec<Block> = Vec::new();
    for line in text.lines().skip_while(|line| !line.starts_with("==")) {
        let line = line.replace("{BOM}", "\u{FEFF}").replace("{CR}", "\r").replace("{TAB}", "\t").replace("{NBSP}", "\u{A0}");
        let line = line.replace("{END}", "");
        if let Some(pattern) = line.strip_prefix('|') {
            if blocks.last().is_none_or(|block| !block.lines.is_empty()) {
                blocks.push(Block { file: String::new(), lines: Vec::new() });
            }
            let block = blocks.last_mut().unwrap();
            block.file.push_str(pattern.strip_prefix(' ').unwrap_or(pattern));
            block.file.push('\n');
        } else if !line.is_empty() && !line.starts_with("==") {
            blocks.last_mut().unwrap().lines.push(line);
        }
    }
    blocks
}

#[test]
fn paths() {
    let (mut wrong, mut cases) = (String::new(), 0);
    for Block { file, lines } in blocks("paths.txt") {
        let ignore = Dockerignore::parse(file.as_bytes());
        let moby = Moby::new(&file);
        let mut errors = Vec::new();
        for line in lines {
            if let Some(error) = line.strip_prefix("error ") {
                errors.push(error.to_owned());
                continue;
            }
            let (out, sent, path) = if let Some(path) = line.strip_prefix("out, but the walk sends it ") {
                (true, true, path)
            } else if let Some(path) = line.strip_prefix("in, but the walk leaves it out ") {
                (false, false, path)
            } else if let Some(path) = line.strip_prefix("out ") {
                (true, false, path)
            } else {
                (false, true, line.strip_prefix("in ").unwrap_or_else(|| panic!("what is {line:?}?")))
            };
            cases += 1;
            if (ignore.excludes(path).is_some(), ignore.in_context(path)) != (out, sent) {
                writeln!(wrong, "{file}{line}: {:?} in context: {}\n", ignore.excludes(path), ignore.in_context(path)).unwrap();
            }
            // The second implementation passes the same table, where Rust's regular expressions can say what Go's say.
            if let Some(moby) = &moby
                && moby::clean_inside(path) == path
            {
                assert_eq!((moby.excludes(path), moby.in_context(path)), (out, sent), "the reference: {file}{line}");
            }
        }
        let found: Vec<_> = ignore.errors().iter().map(|error| format!("{} {:?}", error.line, error.problem)).collect();
        assert_eq!(found, errors, "{file}");
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{cases} cases");
    assert!(cases >= 150, "the table has {cases} cases");
}

#[test]
fn sources() {
    let mut wrong = String::new();
    for Block { file, lines } in blocks("sources.txt") {
        let ignore = Dockerignore::parse(file.as_bytes());
        assert!(ignore.errors().is_empty(), "{file}");
        let line_of = |pattern: usize| ignore.patterns()[pattern].line;
        for line in lines {
            let (wanted, source) = line.split_once(' ').unwrap();
            let found = if matches!(wanted, "complains" | "silent") {
                let complains = ignore.buildkit_complains(source);
                format!("{} {source}", if complains { "complains" } else { "silent" })
            } else {
                match ignore.source_status(match wanted {
                    "ignored" | "partly" => source.split_once(' ').unwrap().1,
                    _ => source,
                }) {
                    SourceStatus::Ignored { pattern } => {
                        format!("ignored {} {}", line_of(pattern), source.split_once(' ').unwrap_or(("", source)).1)
                    }
                    SourceStatus::PartlyIgnored { pattern } => {
                        format!("partly {} {}", line_of(pattern), source.split_once(' ').unwrap_or(("", source)).1)
                    }
                    SourceStatus::NotIgnored => format!("kept {source}"),
                    SourceStatus::Unknown => format!("unknown {source}"),
                }
            };
            if found != line {
                writeln!(wrong, "{file}{line}: found {found}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn places_of_patterns_and_errors() {
    let file = "\u{FEFF}*.log \r\n# no\n\n\t! keep \n[a\n  \u{FFFD}x";
    let ignore = Dockerignore::parse(file.as_bytes());
    let found: Vec<_> = ignore
        .patterns()
        .iter()
        .map(|p| (p.line, p.exception, p.text.as_str(), &file.as_bytes()[p.range.start as usize..p.range.end as usize]))
        .collect();
    assert_eq!(found, [(1, false, "*.log", &b"*.log"[..]), (4, true, "keep", b"! keep"), (6, false, "\u{FFFD}x", "\u{FFFD}x".as_bytes())]);
    let error = &ignore.errors()[0];
    assert_eq!((error.line, error.range.slice(file.as_bytes())), (5, &b"[a"[..]));
    assert_eq!(ignore.excludes("a.log"), Some(0));
    // Of several that match, the last one decides.
    assert_eq!(Dockerignore::parse(b"*\na\n").excludes("a"), Some(1));
}

#[test]
fn names_of_ignore_files() {
    assert_eq!(file_names("docker/Dockerfile"), ["docker/Dockerfile.dockerignore", ".dockerignore"]);
    assert_eq!(file_names("app.Dockerfile"), ["app.Dockerfile.dockerignore", ".dockerignore"]);
}

/// Go's scanner takes lines up to 64 KiB with their end.
#[test]
fn long_lines() {
    let lines = |length: usize| Dockerignore::parse(format!("{}\nb\n", "a".repeat(length)).as_bytes());
    assert_eq!((lines(65535).patterns().len(), lines(65535).errors().len()), (2, 0));
    assert_eq!((lines(65536).patterns().len(), lines(65536).errors().len()), (1, 1));
    assert_eq!(lines(65536).excludes("b"), Some(0));
}

#[test]
fn any_bytes_and_nasty_patterns() {
    let mut random = Random(0x1BAD_5EED);
    for _ in 0..if full() { 50_000 } else { 5_000 } {
        const BYTES: &[u8] = b"ab/.*?![]^-\\\n\r #$(){}|+dDwWbBQEzAxpP017:\xEF\xBB\xBF\xFF\xC3";
        let file: Vec<u8> = (0..random.below(60)).map(|_| BYTES[random.below(BYTES.len())]).collect();
        let ignore = Dockerignore::parse(&file);
        let path = String::from_utf8_lossy(&file[..file.len().min(12)]).into_owned();
        for range in ignore.patterns().iter().map(|p| p.range).chain(ignore.errors().iter().map(|e| e.range)) {
            assert!(range.start < range.end && range.end as usize <= file.len());
        }
        ignore.excludes(&path);
        ignore.in_context(&path);
        ignore.source_status(&path);
        ignore.buildkit_complains(&path);
    }

    let path = format!("{}b", "a/".repeat(200));
    for pattern in ["**/".repeat(400), "**/**/a".repeat(100), "*a".repeat(300), "**a**/".repeat(200), "[^a]*?**".repeat(200)] {
        let ignore = Dockerignore::parse(format!("{pattern}x\n!{pattern}y\n").as_bytes());
        ignore.excludes(&path);
        ignore.in_context(&path);
        ignore.source_status(&path);
        ignore.source_status(&"a*/".repeat(100));
    }

    let many: String = (0..10_000).map(|n| format!("{}**/**/d{n}/**/*.x{}\n", if n % 3 == 0 { "!" } else { "" }, n % 7)).collect();
    let ignore = Dockerignore::parse(many.as_bytes());
    assert_eq!((ignore.patterns().len(), ignore.errors().len()), (10_000, 0));
    assert_eq!(ignore.excludes("a/b/d17/c/e.x3"), Some(17));
    assert_eq!(ignore.excludes("a/b/d18/c/e.x4"), None);
    ignore.source_status("a/b/d17");
    ignore.source_status("a/*/d17");
    ignore.in_context("a/b/c/d/e/f");
}

/// A random ignore file of one to five lines and the names that paths are made of.
fn random_file(random: &mut Random, letters: &[&str]) -> String {
    let mut file = String::new();
    for _ in 0..1 + random.below(5) {
        if random.below(4) == 0 {
            file.push('!');
        }
        for _ in 0..1 + random.below(7) {
            file.push_str(letters[random.below(letters.len())]);
        }
        file.push('\n');
    }
    file
}

/// Every path of up to three of these names.
fn all_paths(names: &[&str]) -> Vec<String> {
    let mut paths: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut last = paths.clone();
    for _ in 0..2 {
        last = last.iter().flat_map(|path| names.iter().map(move |name| format!("{path}/{name}"))).collect();
        paths.extend(last.iter().cloned());
    }
    paths
}

const LETTERS: [&str; 14] = ["a", "b", "a", "b", ".", "*", "*", "**", "**/", "?", "!", "/", "/", "./"];

#[test]
fn random_files_against_the_reference() {
    let letters: Vec<&str> =
        LETTERS.into_iter().chain(["[ab]", "[^a]", "[a-b]", "\\*", "\\.", "^", " ", "#", "-", "]", "[", "\r"]).collect();
    let paths = all_paths(&["a", "b", "ab", ".a", "b.a"]);
    let mut random = Random(0xD0C4_E121);
    let (mut files, mut asked, mut out, mut disagreeing, mut refused) = (0, 0_u64, 0_u64, 0_u64, 0);
    while files < if full() { 300_000 } else { 30_000 } {
        let file = random_file(&mut random, if files % 2 == 0 { &LETTERS } else { &letters });
        let ignore = Dockerignore::parse(file.as_bytes());
        // Some classes are put together by chance that Rust reads in another way.
        let Some(moby) = Moby::new(&file) else { continue };
        assert_eq!(ignore.errors().iter().map(|error| error.line as usize).collect::<Vec<_>>(), moby.errors, "{file}");
        let patterns: Vec<_> = ignore.patterns().iter().map(|p| (p.exception, p.text.clone())).collect();
        assert_eq!(patterns, moby.patterns(), "{file}");
        refused += usize::from(!moby.errors.is_empty());
        for _ in 0..12 {
            let path = &paths[random.below(paths.len())];
            let found = (ignore.excludes(path).is_some(), ignore.in_context(path));
            assert_eq!(found, (moby.excludes(path), moby.in_context(path)), "{path}\n{file}");
            asked += 1;
            out += u64::from(found.0);
            disagreeing += u64::from(found.0 == found.1);
        }
        files += 1;
    }
    println!("{files} files ({refused} with an error), {asked} questions, {out} kept out, {disagreeing} where the walk disagrees");
}

/// `Ignored` is only said where no file that the source can name is in the context, and it is said nearly always where that is so.
#[test]
fn ignored_sources_are_ignored() {
    let names = ["a", "b", "ab", ".a", "b.a"];
    let paths = all_paths(&names);
    let sources = ["a", "b", ".", "ab", "a/b", "b/a", ".a", "a/b/a", "*", "a*", "*.a", "?", "a/*", "*/b", "[ab]", "*/*", "b*/a"];
    let as_regex = |source: &str| {
        let regex = source.replace('.', "\\.").replace('*', "[^/]*").replace('?', "[^/]");
        regex::Regex::new(&if source == "." { "^".to_owned() } else { format!("^{regex}(/|$)") }).unwrap()
    };
    let sources = sources.map(|source| (source, as_regex(source)));
    let mut random = Random(0x0005_005C);
    let (mut said, mut missed, mut asked) = (0, 0, 0);
    for _ in 0..if full() { 60_000 } else { 6_000 } {
        let file = random_file(&mut random, &LETTERS);
        let ignore = Dockerignore::parse(file.as_bytes());
        let present: Vec<&String> = paths.iter().filter(|path| ignore.in_context(path) || ignore.excludes(path).is_none()).collect();
        for _ in 0..3 {
            let (source, regex) = &sources[random.below(sources.len())];
            let named = present.iter().find(|path| regex.is_match(path));
            let status = ignore.source_status(source);
            asked += 1;
            if let SourceStatus::Ignored { pattern } = status {
                assert!(named.is_none(), "{source} can name {named:?}:\n{file}");
                assert!(!ignore.patterns()[pattern].exception);
                said += 1;
            } else if named.is_none() {
                missed += 1;
                if std::env::var_os("DFLINT_SHOW").is_some() {
                    println!("missed {source}: {status:?}\n{file}");
                }
            }
        }
    }
    println!("{asked} questions: {said} ignored; {missed} more that no path of the sample speaks against");
    assert!(missed * 5 < said, "said {said}, missed {missed}");
}

/// Where @balena/dockerignore 1.0.2 (after moby 19.03) differs from today's moby by design, and so cannot be asked:
/// - it does not know that a file with a bad pattern is refused;
/// - of the folders above a path it asks only the one as deep as the pattern, unless a part of the pattern is `**`; so a `**` that is only
///   some of a part, as in `a**`, is not asked of the others, and neither is `[^a]`, which can match a slash;
/// - it has no comparison by suffix, so that `**a` does not match `ba`;
/// - a file's last pattern decides there too, but nothing tells of the walk.
fn balena_can_say(file: &str) -> bool {
    let ignore = Dockerignore::parse(file.as_bytes());
    let whole = |text: &str| text.split('/').all(|part| part == "**" || !part.contains("**"));
    ignore.errors().is_empty() && ignore.patterns().iter().all(|p| whole(&p.text) && !p.text.contains(['[', '\\', '^']))
}

#[test]
fn random_files_against_balena() {
    let Some(folder) = balena() else { return };
    let paths = all_paths(&["a", "b", "ab", ".a", "b.a"]);
    let mut random = Random(0xBA1E_4A00);
    let mut questions = Vec::new();
    let mut left_out = 0;
    while questions.len() < if full() { 100_000 } else { 20_000 } {
        let file = random_file(&mut random, &LETTERS);
        if !balena_can_say(&file) {
            left_out += 1;
            continue;
        }
        let asked: Vec<&String> = (0..10).map(|_| &paths[random.below(paths.len())]).collect();
        questions.push((file, asked));
    }
    let script = "const make = require('@balena/dockerignore');
        const text = require('fs').readFileSync(0, 'utf8');
        for (const [file, asked] of JSON.parse(text)) {
            const ignore = make({ ignorecase: false }).add(file);
            console.log(asked.map(path => ignore.ignores(path) ? 1 : 0).join(''));
        }";
    let mut node = Command::new("node");
    let mut node = node.args(["-e", script]).current_dir(&folder).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let input = serde_json::to_vec(&questions).unwrap();
    let mut stdin = node.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&input).unwrap());
    let answers = String::from_utf8(node.wait_with_output().unwrap().stdout).unwrap();
    writer.join().unwrap();
    assert_eq!(answers.lines().count(), questions.len(), "node stopped early");
    for ((file, asked), answers) in questions.iter().zip(answers.lines()) {
        let ignore = Dockerignore::parse(file.as_bytes());
        for (path, answer) in asked.iter().zip(answers.bytes()) {
            assert_eq!(ignore.excludes(path).is_some(), answer == b'1', "{path}\n{file}");
        }
    }
    println!("{} files, {} questions; {left_out} files left out by rule", questions.len(), questions.len() * 10);
}

/// A folder in which node finds the package, or none, said aloud. Installed once, into the target folder.
fn balena() -> Option<std::path::PathBuf> {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("balena");
    let package = folder.join("node_modules/@balena/dockerignore/ignore.js");
    if !package.exists() {
        std::fs::create_dir_all(&folder).unwrap();
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", "."]).arg("@balena/dockerignore@1.0.2");
        let _ = npm.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if package.exists() && node.is_ok_and(|status| status.success()) {
        return Some(folder);
    }
    let _ = writeln!(std::io::stderr(), "SKIPPED random_files_against_balena: node or the npm package @balena/dockerignore is not there");
    None
}
