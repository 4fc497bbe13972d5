//! Readers that go away, and output that cannot be written.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use super::{command, dflint, fixture, folder, run};

/// `dflint check | head -1`.
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    // More than a pipe holds, so that the program meets the end.
    let folder = folder(&[("Dockerfile", "FROM alpine:latest\n".repeat(5_000))]);
    for arguments in
        [&["check", "--format", "jsonl"][..], &["check"], &["check", "--format", "json"], &["graph"], &["dump", "--as=buildkit", "."]]
    {
        let mut child = command(folder.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let mut errors = String::new();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        let code = child.wait().unwrap().code();
        assert!(!first.is_empty());
        assert_eq!((errors.as_str(), code), ("", Some(0)), "{arguments:?}");
    }
}

/// A pipe that nobody reads.
fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn nobody_reads_standard_output() {
    for arguments in [
        &["--help"][..],
        &["check"],
        &["check", "--format=json"],
        &["check", "--format=jsonl"],
        &["check", "--format=github"],
        &["check", "--format=sarif"],
        &["check", "--statistics"],
        &["rules"],
        &["rules", "--format=json"],
        &["explain", "latest-tag"],
        &["graph", "api/Dockerfile"],
        &["graph", "api/Dockerfile", "--format=json"],
        &["dump", "--as=buildkit", "."],
    ] {
        let child = command(fixture("shop"), arguments).stdout(closed_pipe()).stderr(Stdio::piped()).spawn().unwrap();
        let shown = child.wait_with_output().unwrap();
        assert_eq!((String::from_utf8_lossy(&shown.stderr).as_ref(), shown.status.code()), ("", Some(0)), "{arguments:?}");
    }
}

/// `dflint check missing Dockerfile 2>&1 | true`: what cannot be said is not said, and the rest goes on.
#[test]
fn nobody_reads_standard_error() {
    let folder = folder(&[("Dockerfile", "FROM alpine:latest\n"), ("empty/README", "")]);
    for (arguments, code) in [
        (&["check", "missing", "Dockerfile"][..], 2),
        (&["check", "empty"], 0),
        (&["check", "--nonsense"], 2),
        (&["explain", "nonsense"], 2),
        (&["graph", "missing"], 2),
        (&["dump", "--as=buildkit", "missing"], 2),
    ] {
        let child = command(folder.path(), arguments).stdout(Stdio::piped()).stderr(closed_pipe()).spawn().unwrap();
        let shown = child.wait_with_output().unwrap();
        assert_eq!(shown.status.code(), Some(code), "{arguments:?}");
        assert!(!arguments.contains(&"Dockerfile") || !shown.stdout.is_empty(), "its findings are printed");
    }
}

/// Findings that are lost must not look like no findings.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    for arguments in [&["check"][..], &["check", "--format=json"], &["rules"], &["graph", "api/Dockerfile"], &["explain", "latest-tag"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let child = command(fixture("shop"), arguments).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let shown = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&shown.stderr);
        assert!(errors.starts_with("error: ") && errors.contains("No space left on device"), "{arguments:?}: {errors}");
        assert_eq!(shown.status.code(), Some(2), "{arguments:?}");
    }
}

/// `dflint check /dev/stdin`, `dflint check <(generate)`.
#[cfg(unix)]
#[test]
fn a_device_is_a_file() {
    let folder = folder(&[("Dockerfile", "FROM alpine:latest\n")]);
    let input = std::fs::File::open(folder.path().join("Dockerfile")).unwrap();
    let shown = run(command(folder.path(), &["check", "--format", "jsonl", "/dev/stdin"]).stdin(input));
    assert_eq!((super::paths(&shown), shown.code), (vec!["/dev/stdin".to_owned()], Some(1)));
}

/// Two runs say the same, to the byte: nothing hangs on threads or on hashes.
#[test]
fn two_runs_are_equal() {
    for arguments in [
        &["check"][..],
        &["check", "--format=json"],
        &["check", "--format=sarif"],
        &["graph", ".", "--format=dot"],
        &["rules", "--format=json"],
    ] {
        assert_eq!(dflint(fixture(""), arguments).stdout, dflint(fixture(""), arguments).stdout, "{arguments:?}");
    }
}
