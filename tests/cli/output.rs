//! `--output`: a file that is there whole or not at all.

use std::fs;

use super::{command, dflint, fixture, folder, run};

#[test]
fn output_is_what_would_have_been_printed() {
    let place = folder::<&str>(&[]);
    let file = place.path().join("findings");
    let name = file.to_str().unwrap();
    for arguments in [
        &[][..],
        &["--format=json"],
        &["--format=jsonl"],
        &["--format=github"],
        &["--format=sarif"],
        &["--statistics"],
        &["--statistics", "--format=json"],
    ] {
        let printed = dflint(fixture("shop"), &[&["check"], arguments].concat());
        let shown = dflint(fixture("shop"), &[&["check", "--output", name], arguments].concat());
        assert_eq!(fs::read_to_string(&file).unwrap(), printed.stdout, "{arguments:?}");
        let summary =
            "Found 4 errors, 1 warning and 2 notes in 2 of 3 files.\nFor more about a rule: `dflint explain later-stage-reference`.\n";
        assert_eq!((shown.stdout.as_str(), shown.stderr.as_str(), shown.code), (summary, "", Some(1)));
        let quiet = dflint(fixture("shop"), &[&["check", "--quiet", "--output", name], arguments].concat());
        assert_eq!((quiet.stdout.as_str(), quiet.code), ("", Some(1)), "{arguments:?}");
    }
    let names: Vec<_> = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["findings"], "no temporary file is left");
    let colour = |arguments: &[&str]| {
        let arguments = [&["check", "--output", name], arguments].concat();
        run(command(fixture("shop"), &arguments).env("CLICOLOR_FORCE", "1"));
        fs::read_to_string(&file).unwrap().contains('\x1b')
    };
    assert!(!colour(&[]), "the terminal's wish is not the file's");
    assert!(colour(&["--color=always"]));
    let dash = dflint(fixture("shop"), &["check", "--output", "-"]);
    assert_eq!(dash.stdout, dflint(fixture("shop"), &["check"]).stdout);
}

#[cfg(unix)]
#[test]
fn output_replaces_a_file_and_keeps_what_it_is() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let place = folder(&[("real/old", "old"), ("new", ""), ("Dockerfile", "FROM alpine:latest\n")]);
    let at = |name: &str| place.path().join(name);
    let mode = |name: &str| fs::metadata(at(name)).unwrap().mode() & 0o7777;
    fs::set_permissions(at("real/old"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::hard_link(at("real/old"), at("witness")).unwrap();
    symlink("real/old", at("link")).unwrap();
    assert_eq!(dflint(place.path(), &["check", "--output", "link"]).code, Some(1));
    assert!(fs::read_to_string(at("real/old")).unwrap().contains("latest-tag"));
    assert_eq!(fs::read_to_string(at("witness")).unwrap(), "old", "it is another file, so nobody sees half of it");
    assert_eq!(mode("real/old"), 0o640);
    assert!(fs::symlink_metadata(at("link")).unwrap().is_symlink());
    // As any program makes a file, not for the owner only.
    dflint(place.path(), &["check", "--output", "fresh"]);
    assert_eq!(mode("fresh"), mode("new"));
}

#[test]
fn output_that_cannot_be_written_is_said_first() {
    let place = folder(&[("folder/file", ""), ("Dockerfile", "FROM alpine:latest\n")]);
    for (output, why) in [
        ("folder", "it is a folder"),
        ("new/", "it is a folder"),
        ("nowhere/findings", "there is no folder nowhere"),
        ("folder/file/findings", "Not a directory (os error 20)"),
    ] {
        let shown = dflint(place.path(), &["check", "missing", "Dockerfile", "--output", output]);
        let message = format!("error: cannot write --output {output}: {why}\n");
        assert_eq!((shown.stdout.as_str(), shown.stderr.as_str(), shown.code), ("", message.as_str(), Some(2)));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_to_devices() {
    let shown = dflint(fixture("shop"), &["check", "--output", "/dev/stdout", "--quiet", "--format=jsonl"]);
    assert_eq!(shown.stdout, dflint(fixture("shop"), &["check", "--format=jsonl"]).stdout);
    let shown = dflint(fixture("shop"), &["check", "--output", "/dev/full"]);
    assert!(shown.code == Some(2) && shown.stderr.contains("No space left on device"), "{shown}");
}
