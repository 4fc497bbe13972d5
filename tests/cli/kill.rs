//! `dflint check --fix` when it is killed, and when another dflint does the same at the same time: every file is whole.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{command, dflint, run};
use crate::shared::{Random, full};

/// A file before and after it is fixed, of 50 bytes to some 12 KiB.
fn texts(number: usize) -> (String, String) {
    let body: String = (0..number % 97 * 4).map(|line| format!("RUN echo {number} {line} >> /log\n")).collect();
    let text = |alias: &str| format!("FROM alpine:3.20 {alias} stage{number}\n{body}USER nobody\n");
    (text("as"), text("AS"))
}

fn name(number: usize) -> String {
    format!("{}/{}.Dockerfile", number % 10, number)
}

/// The files of a folder as before any fix.
fn fill(folder: &Path, count: usize) {
    let _ = fs::remove_dir_all(folder);
    for number in 0..count {
        let path = folder.join(name(number));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, texts(number).0).unwrap();
    }
}

/// How many files are fixed. Every other one is as it was.
#[track_caller]
fn count_fixed(folder: &Path, count: usize) -> usize {
    let is_fixed = |number: &usize| {
        let text = fs::read_to_string(folder.join(name(*number))).unwrap();
        let (old, new) = texts(*number);
        assert!(text == old || text == new, "{} is neither the old nor the new file: {} bytes", name(*number), text.len());
        text == new
    };
    (0..count).filter(is_fixed).count()
}

/// The files in the folder that are none of ours.
fn others(folder: &Path) -> Vec<String> {
    let mut others = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            others.extend(self::others(&path));
        } else if path.extension().is_none_or(|extension| extension != "Dockerfile") {
            others.push(entry.file_name().into_string().unwrap());
        }
    }
    others
}

#[test]
fn every_file_is_whole_after_a_kill() {
    const FILES: usize = 1_000;
    let kills = if full() { 30 } else { 5 };
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("files");
    // So that most kills come while it is at work.
    let whole_run = [(); 2].map(|()| {
        fill(&folder, FILES);
        let start = Instant::now();
        dflint(&folder, &["check", "--fix", "--quiet"]);
        let took = start.elapsed();
        assert_eq!((count_fixed(&folder, FILES), others(&folder)), (FILES, Vec::new()));
        took
    });
    let whole_run = whole_run[0].min(whole_run[1]);
    let mut random = Random(0x5eed);
    let mut seen = Vec::new();
    for _ in 0..kills {
        fill(&folder, FILES);
        let mut running = command(&folder, &["check", "--fix", "--quiet"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(random.below(whole_run.as_micros() as usize) as u64));
        running.kill().unwrap();
        running.wait().unwrap();
        let left = others(&folder);
        assert!(left.iter().all(|name| name.starts_with('.') && name.ends_with(".dflint-new")), "{left:?}");
        seen.push((count_fixed(&folder, FILES), left.len()));
        // What was left behind is no Dockerfile, and the next run takes it away.
        let shown = dflint(&folder, &["check", "--fix"]);
        assert!(shown.stdout.contains("1000 files"), "{shown}");
        assert_eq!((count_fixed(&folder, FILES), others(&folder)), (FILES, Vec::new()));
    }
    println!("killed {kills} times within {whole_run:?}: files fixed, files left behind: {seen:?}");
}

#[test]
fn two_at_once_lose_nothing() {
    const FILES: usize = 300;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("files");
    for _ in 0..3 {
        fill(&folder, FILES);
        let both = std::thread::scope(|scope| {
            let fix = || run(&mut command(&folder, &["check", "--fix", "--quiet"]));
            [scope.spawn(fix), scope.spawn(fix)].map(|thread| thread.join().unwrap())
        });
        assert_eq!((count_fixed(&folder, FILES), others(&folder)), (FILES, Vec::new()));
        // Whoever came second says so.
        let lines = both.iter().flat_map(|shown| shown.stderr.lines());
        let mut errors = lines.filter(|line| line.starts_with("error: "));
        assert!(errors.all(|line| line.ends_with("has changed while it was checked; it is left as it is")), "{}\n{}", both[0], both[1]);
    }
}
