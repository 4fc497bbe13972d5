//! `dflint check --fix` and what goes with it.

use std::fs;

use super::{dflint, dflint_reading, folder};

const TEXT: &str = "FROM alpine:3.20 as build\nMAINTAINER me\n";
const FIXED: &str = "FROM alpine:3.20 AS build\nMAINTAINER me\n";

#[test]
fn fixes_are_written_and_told() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let shown = dflint(folder.path(), &["check", "--fix", "--format", "jsonl"]);
    assert_eq!(shown.stderr, "Fixed 1 finding in 1 file.\n");
    assert_eq!(shown.code, Some(1), "MAINTAINER is left");
    assert_eq!(fs::read_to_string(folder.path().join("Dockerfile")).unwrap(), FIXED);
    let shown = dflint(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
    assert_eq!((shown.stderr.as_str(), shown.code), ("Fixed 1 finding in 1 file.\n", Some(0)));
    let shown = dflint(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
    assert_eq!((shown.stderr.as_str(), shown.code), ("", Some(0)));
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["Dockerfile"], "nothing else is left behind");
}

#[test]
fn a_diff_writes_nothing() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let shown = dflint(folder.path(), &["check", "--diff"]);
    assert_eq!(
        shown.stdout,
        "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,2 @@\n-FROM alpine:3.20 as build\n+FROM alpine:3.20 AS build\n MAINTAINER me\n"
    );
    assert_eq!((shown.stderr.as_str(), shown.code), ("Would fix 1 finding in 1 file.\n", Some(1)));
    assert_eq!(fs::read_to_string(folder.path().join("Dockerfile")).unwrap(), TEXT);
    let shown = dflint_reading(TEXT.as_bytes(), &["check", "--diff", "-", "--stdin-filename", "x/Dockerfile"]);
    assert!(shown.stdout.starts_with("--- a/x/Dockerfile\n"), "{shown}");
    let shown = dflint_reading(FIXED.as_bytes(), &["check", "--diff", "-"]);
    assert_eq!((shown.stdout.as_str(), shown.stderr.as_str(), shown.code), ("", "", Some(0)), "there is nothing to fix");
}

/// Whether there is anything to fix or not, and before anything else is written.
#[test]
fn standard_input_is_not_fixed() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    for text in [TEXT, FIXED] {
        let shown = dflint_reading(text.as_bytes(), &["check", "--fix", folder.path().to_str().unwrap(), "-"]);
        assert_eq!((shown.stderr.as_str(), shown.code), ("error: standard input cannot be fixed; --diff shows the fixes\n", Some(2)));
        assert_eq!(shown.stdout, "");
    }
    assert_eq!(fs::read_to_string(folder.path().join("Dockerfile")).unwrap(), TEXT);
}

/// Line breaks, the byte order mark, bytes that are no text, and a last line without a line break.
#[test]
fn what_is_not_fixed_stays_byte_for_byte() {
    let text = b"\xef\xbb\xbfFROM alpine:3.20 as build\r\n# \xff\xfe\rRUN a\r\n\r\nUSER 1000 \t";
    let fixed = b"\xef\xbb\xbfFROM alpine:3.20 AS build\r\n# \xff\xfe\rRUN a\r\n\r\nUSER 1000 \t";
    let folder = folder(&[("Dockerfile", text)]);
    dflint(folder.path(), &["check", "--fix"]);
    assert_eq!(fs::read(folder.path().join("Dockerfile")).unwrap(), fixed);
}

/// A program that may write the folder could replace the file all the same.
#[cfg(unix)]
#[test]
fn write_protected_files_are_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("Dockerfile", TEXT), ("b.Dockerfile", TEXT)]);
    let path = folder.path().join("Dockerfile");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let shown = dflint(folder.path(), &["check", "--fix", "--ignore", "all"]);
    assert_eq!(shown.stderr, "", "there is nothing to fix");
    let shown = dflint(folder.path(), &["check", "--fix"]);
    assert_eq!(shown.code, Some(2));
    let expected = "error: ./Dockerfile is write-protected; it is left as it is\nFixed 1 finding in 1 file.\n";
    assert_eq!(shown.stderr, expected);
    assert_eq!(fs::read_to_string(&path).unwrap(), TEXT);
    assert_eq!(fs::read_to_string(folder.path().join("b.Dockerfile")).unwrap(), FIXED, "the others are fixed");
}

/// Whoever calls dflint as root does not become the owner of what is fixed.
#[cfg(unix)]
#[test]
fn the_owner_stays() {
    use std::os::unix::fs::{MetadataExt, chown};
    let folder = folder(&[("Dockerfile", TEXT)]);
    let path = folder.path().join("Dockerfile");
    if chown(&path, Some(4711), Some(4712)).is_err() {
        crate::shared::skip("this user may not give files away");
        return;
    }
    dflint(folder.path(), &["check", "--fix"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), FIXED);
    let metadata = fs::metadata(&path).unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), (4711, 4712));
}

#[test]
fn only_some_rules_are_fixed() {
    let folder = folder(&[("Dockerfile", "FROM alpine:3.20 as Build\n")]);
    dflint(folder.path(), &["check", "--fix-only", "StageNameCasing"]);
    assert_eq!(fs::read_to_string(folder.path().join("Dockerfile")).unwrap(), "FROM alpine:3.20 as build\n");
    let shown = dflint(folder.path(), &["check", "--fix-only", "no-such-rule"]);
    assert_eq!(shown.code, Some(2));
}

#[test]
fn unsafe_fixes_alone_write_nothing() {
    let text = "FROM alpine:3.20\nCMD top\n";
    let folder = folder(&[("Dockerfile", text)]);
    let shown = dflint(folder.path(), &["check", "--unsafe-fixes"]);
    assert_eq!(shown.code, Some(2));
    assert!(shown.stderr.contains("add --fix to write them"), "{}", shown.stderr);
    assert_eq!(fs::read_to_string(folder.path().join("Dockerfile")).unwrap(), text);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("real", TEXT)]);
    let real = folder.path().join("real");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real", folder.path().join("Dockerfile")).unwrap();
    dflint(folder.path(), &["check", "--fix", "Dockerfile"]);
    assert_eq!(fs::read_to_string(&real).unwrap(), FIXED);
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.path().join("Dockerfile")).unwrap().is_symlink());
}
