//! Help, version, and slips of the command line.

use insta::assert_snapshot;

use super::{command, dflint, folder, run};

const COMMANDS: [&str; 7] = ["check", "graph", "rules", "explain", "config", "dump", "lsp"];

#[test]
fn help_has_the_commands_examples_and_exit_codes() {
    let shown = dflint(".", &["--help"]);
    assert_eq!((shown.stderr.as_str(), shown.code), ("", Some(0)));
    for part in ["\nUsage: dflint", "\nExamples:\n", "\nExit codes:\n  0  ", "\n  1  ", "\n  2  "] {
        assert!(shown.stdout.contains(part), "{part:?}: {shown}");
    }
    for name in COMMANDS {
        assert!(shown.stdout.contains(&format!("\n  {name} ")), "{name}: {shown}");
        for arguments in [&[name, "--help"][..], &[name, "-h"], &["help", name]] {
            let shown = dflint(".", arguments);
            assert!(shown.stdout.contains(&format!("\nUsage: dflint {name} ")) && shown.stderr.is_empty(), "{shown}");
            assert_eq!(shown.code, Some(0));
        }
    }
    assert_eq!(dflint(".", &["-h"]).stdout, shown.stdout);
}

#[test]
fn help_of_check_has_every_option_examples_and_exit_codes() {
    let shown = dflint(".", &["check", "--help"]);
    for part in [
        "--target <",
        "--build-arg <",
        "--platform <",
        "--format <",
        "--fail-on <",
        "--stdin-filename <",
        "--color <",
        "-q, --quiet",
        "[default: .]",
    ] {
        assert!(shown.stdout.contains(part), "{part:?}: {shown}");
    }
    for part in ["\nExamples:\n", "\nExit codes:\n  0  ", "\n  1  ", "\n  2  "] {
        assert!(shown.stdout.contains(part), "{part:?}: {shown}");
    }
}

/// An example that does not run is worse than none.
#[cfg(unix)]
#[test]
fn the_examples_run() {
    let text = "ARG VARIANT\nFROM scratch AS test\nFROM scratch AS app\n";
    let folder = folder(&[
        ("Dockerfile", text),
        ("Dockerfile.dev", text),
        ("docker/Dockerfile", text),
        ("api/Dockerfile", text),
        (".hadolint.yaml", "ignored: [DL3006]\n"),
        ("ci/hadolint.yaml", "ignored: [DL3006]\n"),
    ]);
    let folders = format!("{}:/usr/bin:/bin", std::path::Path::new(env!("CARGO_BIN_EXE_dflint")).parent().unwrap().display());
    let mut run_examples = 0;
    for arguments in [&["--help"][..], &["check", "--help"], &["graph", "--help"], &["explain", "--help"], &["config", "import", "--help"]]
    {
        let help = dflint(".", arguments).stdout;
        let (_, examples) = help.split_once("\nExamples:\n").unwrap_or_else(|| panic!("{help}"));
        let examples = examples.split("\n\n").next().unwrap().lines().filter_map(|line| line.strip_prefix("  dflint "));
        for example in examples {
            // Behind some blanks stands what it is for; behind a bar, a program that may not be here.
            let example = example.split("   ").next().unwrap().split(" | ").next().unwrap();
            let mut shell = std::process::Command::new("sh");
            shell.args(["-c", &format!("dflint {example}")]).current_dir(folder.path()).env_clear().env("PATH", &folders);
            let shown = run(&mut shell);
            assert!(matches!(shown.code, Some(0 | 1)) && shown.stderr.is_empty(), "dflint {example}\n{shown}");
            run_examples += 1;
        }
    }
    assert!(run_examples > 10, "{run_examples}");
}

#[test]
fn version() {
    let version = format!("dflint {}\n", env!("CARGO_PKG_VERSION"));
    for arguments in [["--version"], ["-V"]] {
        let shown = dflint(".", &arguments);
        assert_eq!((shown.stdout.as_str(), shown.stderr.as_str(), shown.code), (version.as_str(), "", Some(0)));
    }
}

#[test]
fn no_arguments() {
    let shown = dflint(".", &[]);
    assert_eq!((shown.stdout.as_str(), shown.code), ("", Some(2)));
    assert_eq!(shown.stderr, dflint(".", &["--help"]).stdout);
}

#[test]
fn slips() {
    assert_snapshot!(dflint(".", &["check", "--fromat", "json"]), @"
    --- stderr
    error: unexpected argument '--fromat' found

      tip: a similar argument exists: '--format'

    Usage: dflint check --format <FORMAT> [PATH]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(dflint(".", &["chekc"]), @"
    --- stderr
    error: unrecognized subcommand 'chekc'

      tip: some similar subcommands exist: 'schema', 'check'

    Usage: dflint <COMMAND>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(dflint(".", &["check", "--format", "yaml"]), @"
    --- stderr
    error: invalid value 'yaml' for '--format <FORMAT>'
      [possible values: text, json, jsonl, github, sarif]

    For more information, try '--help'.
    --- exit 2
    ");
    for arguments in
        [&["check", "--target"][..], &["check", "--quiet=yes"], &["graph", "--format", "svg"], &["dump", "Dockerfile"], &["check", ""]]
    {
        let shown = dflint(".", arguments);
        assert_eq!((shown.stdout.as_str(), shown.code), ("", Some(2)), "{arguments:?}");
        assert!(shown.stderr.starts_with("error: "), "{shown}");
    }
}

/// However wide the terminal is.
#[test]
fn help_is_not_too_wide() {
    let shown = run(command(".", &["check", "--help"]).env("COLUMNS", "1000"));
    assert!(shown.stdout.lines().all(|line| line.chars().count() <= 100), "{shown}");
}
