//! Files that are no proper text: there is an answer, and its places are right.

use insta::assert_snapshot;
use serde_json::Value;

use super::{Shown, dflint_reading};

/// The findings of a text as `LINE:COLUMN rule "the text it marks"`. Every place is compared with the text: lines end at a line feed,
/// columns count characters.
#[track_caller]
fn findings(text: &[u8]) -> String {
    let shown = dflint_reading(text, &["check", "-", "--format", "jsonl"]);
    assert!(matches!(shown.code, Some(0 | 1)) && shown.stderr.is_empty(), "{shown}");
    check_places(text, &shown);
    let line = |finding: Value| {
        let (start, end) = (&finding["range"]["start"], &finding["range"]["end"]);
        let marked = &text[offset(start)..offset(end)];
        let marked = if marked.len() > 40 { format!("{} bytes", marked.len()) } else { format!("\"{}\"", marked.escape_ascii()) };
        format!("{}:{} {} {marked}", start["line"], start["column"], finding["rule"].as_str().unwrap())
    };
    shown.lines().into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn offset(place: &Value) -> usize {
    place["offset"].as_u64().unwrap() as usize
}

#[track_caller]
fn check_places(text: &[u8], shown: &Shown) {
    for finding in shown.lines() {
        let related = finding["related"].as_array().unwrap().iter().map(|related| &related["range"]);
        for range in std::iter::once(&finding["range"]).chain(related) {
            assert!(offset(&range["start"]) <= offset(&range["end"]), "{finding}");
            for place in [&range["start"], &range["end"]] {
                let before = &text[..offset(place)];
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                assert_eq!(place["line"], line, "{finding}");
                let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                // How a byte order mark and bytes that are no text count is not promised.
                if let Some(Ok(line)) = (!text.starts_with(b"\xef\xbb\xbf")).then(|| std::str::from_utf8(&before[start..])) {
                    assert_eq!(place["column"], line.chars().count() + 1, "{finding}");
                }
            }
        }
    }
}

#[test]
fn nothing_to_build() {
    for text in [&b""[..], b"\n", b"# a\n# b\n", b"\n\n  \n", b"\xef\xbb\xbf", b"# syntax=docker/dockerfile:1\n"] {
        assert_eq!(findings(text), "1:1 missing-from \"\"", "{}", text.escape_ascii());
    }
    assert_snapshot!(dflint_reading(b"", &["check", "-"]), @"
    error[missing-from]: The file has no instructions: there is nothing to build.
     --> -:1:1
      |
    1 |
      | ^
      |
      = help: Begin a stage with `FROM image` or `FROM scratch`.

    Found 1 error in 1 file.
    For more about a rule: `dflint explain missing-from`.
    --- exit 1
    ");
    assert_snapshot!(dflint_reading(b"# a\n", &["check", "-"]), @"
    error[missing-from]: The file has no instructions: there is nothing to build.
     --> -:1:1
      |
    1 | # a
      | ^
      |
      = help: Begin a stage with `FROM image` or `FROM scratch`.

    Found 1 error in 1 file.
    For more about a rule: `dflint explain missing-from`.
    --- exit 1
    ");
}

#[test]
fn no_final_newline() {
    assert_snapshot!(findings(b"FROM alpine:latest"), @r#"1:13 latest-tag "latest""#);
}

#[test]
fn byte_order_mark() {
    let shown = dflint_reading(b"\xef\xbb\xbfFROM alpine:latest\n", &["check", "-", "--format", "jsonl"]);
    let range = &shown.lines()[0]["range"];
    assert_eq!((offset(&range["start"]), offset(&range["end"])), (15, 21), "offsets are of the file, with its mark");
    assert!(findings(b"\xef\xbb\xbfFROM scratch\nFROM alpine:latest\n").ends_with("\n2:13 latest-tag \"latest\""));
}

/// No range holds a carriage return, and a continuation goes on behind one.
#[test]
fn crlf() {
    let text =
        b"# syntax=x\r\nFROM alpine:latest\r\nRUN a \\\r\n  # comment\r\n  b\r\nEXPOSE 80/x\r\nFOO\r\nRUN <<EOF\r\nx\r\nEOF\r\nBAR x\r\n";
    assert_snapshot!(findings(text), @r#"
    2:13 latest-tag "latest"
    6:8 invalid-port "80/x"
    7:1 unknown-instruction "FOO"
    11:1 unknown-instruction "BAR"
    "#);
    assert_snapshot!(dflint_reading(b"FROM alpine:3.20\r\nEXPOSE \\\r\n  80/x\r\n", &["check", "-"]), @"
    error[invalid-port]: `80/x` has a protocol that Docker does not know: the build stops here.
     --> -:3:3
      |
    3 |   80/x
      |   ^^^^
      |
      = help: The protocols are tcp, udp and sctp.

    Found 1 error in 1 file.
    For more about a rule: `dflint explain invalid-port`.
    --- exit 1
    ");
}

/// BuildKit's lines end at a line feed only: to it this is one line of several words.
#[test]
fn lone_carriage_returns() {
    assert_snapshot!(findings(b"FROM alpine:3.20\rRUN a\rEXPOSE 80/x\r"), @r#"1:18 wrong-argument-count "RUN a\rEXPOSE 80/x""#);
    assert_snapshot!(findings(b"FROM alpine:3.20\nRUN a\rFOO\nBAR\n"), @r#"3:1 unknown-instruction "BAR""#);
}

#[test]
fn nul() {
    assert_snapshot!(findings(b"FROM alpine:latest\n\0FOO\0 b\nRUN a\0b\nEXPOSE 80/\0\n\0"), @r#"
    1:13 latest-tag "latest"
    2:1 unknown-instruction "\x00FOO\x00"
    4:8 invalid-port "80/\x00"
    5:1 unknown-instruction "\x00"
    "#);
    assert_snapshot!(dflint_reading(b"FROM alpine:3.20\nEXPOSE 80/\0\n", &["check", "-"]), @"
    error[invalid-port]: `80/␀` has a protocol that Docker does not know: the build stops here.
     --> -:2:8
      |
    2 | EXPOSE 80/␀
      |        ^^^^
      |
      = help: The protocols are tcp, udp and sctp.

    Found 1 error in 1 file.
    For more about a rule: `dflint explain invalid-port`.
    --- exit 1
    ");
}

/// Standard output is UTF-8 all the same.
#[test]
fn invalid_utf8() {
    assert_snapshot!(findings(b"FROM alp\xffine\nRUN \xfe\xff\nEXPOSE 80/\xc3\xa4 8\xf0\x9f/tcp 80/x\n"), @r#"
    1:6 invalid-image-reference "alp\xffine"
    3:8 invalid-port "80/\xc3\xa4"
    3:13 invalid-port "8\xf0\x9f/tcp"
    3:21 invalid-port "80/x"
    "#);
    assert_snapshot!(dflint_reading(b"FROM alpine:3.20\nEXPOSE 8\xff 80/x\n", &["check", "-"]), @"
    error[invalid-port]: `8�` is no port: the build stops here.
     --> -:2:8
      |
    2 | EXPOSE 8? 80/x
      |        ^^
      |
      = help: A port is a number from 0 to 65535, or a range such as `8000-8010`.

    error[invalid-port]: `80/x` has a protocol that Docker does not know: the build stops here.
     --> -:2:11
      |
    2 | EXPOSE 8? 80/x
      |           ^^^^
      |
      = help: The protocols are tcp, udp and sctp.

    Found 2 errors in 1 file.
    For more about a rule: `dflint explain invalid-port`.
    --- exit 1
    ");
}

/// Whoever owns the file must not write to the terminal of its reader.
#[test]
fn escape_codes_do_not_reach_the_terminal() {
    let text = b"FROM alpine:3.20\nEXPOSE \x1b[31m80/x\x1b[0m\nFOO\x1b[2J\n";
    for arguments in [&["check", "-"][..], &["check", "-", "--format", "json"], &["check", "-", "--format", "jsonl"]] {
        let shown = dflint_reading(text, arguments);
        assert!(shown.stdout.contains("80/x") && !shown.stdout.contains('\x1b'), "{:?}", shown.stdout);
    }
    assert!(!dflint_reading(b"FROM a\x1b[31m AS b\n", &["dump", "--as", "buildkit", "-"]).stdout.contains('\x1b'));
}

#[test]
fn nor_do_those_in_names_and_paths() {
    for format in ["text", "dot", "mermaid", "json"] {
        let shown = dflint_reading(b"FROM a\x1b[31m AS b\n", &["graph", "-", "--format", format]);
        assert!(shown.stdout.contains("[31m") && !shown.stdout.contains('\x1b'), "{:?}", shown.stdout);
    }
    for arguments in [["check", "-", "--stdin-filename=\x1b[31m"], ["check", "\x1b[31m", "--quiet"], ["explain", "\x1b[31m", "--"]] {
        let shown = dflint_reading(b"FROM alpine:latest\n", &arguments).to_string();
        assert!(shown.contains("[31m") && !shown.contains('\x1b'), "{shown:?}");
    }
}

#[test]
fn a_line_of_a_mebibyte() {
    let long = |keyword: &str| format!("FROM alpine:3.20\n{keyword} {}\nEXPOSE 80/x\n", "x".repeat(1 << 20));
    assert_snapshot!(findings(long("RUN").as_bytes()), @r#"
    2:1 line-too-long 1048581 bytes
    3:8 invalid-port "80/x"
    "#);
    let ports = format!("FROM alpine:3.20\nEXPOSE {}80/x\n", "1 ".repeat(1 << 19));
    assert_snapshot!(findings(ports.as_bytes()), @r#"
    2:1 line-too-long 1048588 bytes
    2:1048584 invalid-port "80/x"
    "#);
    let shown = dflint_reading(ports.as_bytes(), &["check", "-"]);
    assert!(shown.stdout.len() < 5_000 && shown.stdout.contains("80/x"), "it is not shown whole: {} bytes", shown.stdout.len());
}

/// BuildKit reads UTF-8 only. One finding says it, and not one a line.
#[test]
fn utf16() {
    let text = "FROM alpine:latest\nRUN true\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let utf32: Vec<u8> = [0xfeff].into_iter().chain(text.chars().map(u32::from)).flat_map(u32::to_le_bytes).collect();
    let with_mark = |mark: &[u8], text: &[u8]| [mark, text].concat();
    for (text, found) in [
        (with_mark(b"\xff\xfe", &little), r#"1:1 not-plain-text "\xff\xfe""#),
        (with_mark(b"\xfe\xff", &big), r#"1:1 not-plain-text "\xfe\xff""#),
        (little, r#"1:1 not-plain-text "F\x00""#),
        (big, r#"1:1 not-plain-text "\x00F""#),
        (utf32, r#"1:1 not-plain-text "\xff\xfe""#),
    ] {
        assert_eq!(findings(&text), found);
    }
    let text = with_mark(b"\xff\xfe", &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    assert_snapshot!(dflint_reading(&text, &["check", "-"]), @"
    error[not-plain-text]: This file is UTF-16, and BuildKit reads UTF-8: it finds no instruction in the first line and refuses the file.
     --> -:1:1
      |
    1 | ??F␀R␀O␀M␀ ␀a␀l␀p␀i␀n␀e␀:␀l␀a␀t␀e␀s␀t␀
      | ^^
      |
      = help: Save it as UTF-8.

    Found 1 error in 1 file.
    For more about a rule: `dflint explain not-plain-text`.
    --- exit 1
    ");
    // Whoever switches it off has the others, and BuildKit has its own word for it.
    let ignored = dflint_reading(&text, &["check", "-", "--format=jsonl", "--ignore=not-plain-text"]).lines();
    assert!(ignored.len() > 1 && ignored[0]["rule"] == "unknown-instruction", "{ignored:#?}");
    let compatible = dflint_reading(&text, &["check", "-", "--format=jsonl", "--compat=buildkit"]).lines();
    assert!(compatible.len() == 1 && compatible[0]["rule"] == "unknown-instruction", "{compatible:#?}");
}

#[test]
fn a_program_is_no_dockerfile() {
    let binary = std::fs::read(env!("CARGO_BIN_EXE_dflint")).unwrap();
    let found = findings(&binary[..1 << 16]);
    assert!(found.starts_with("1:") && found.contains(" not-plain-text ") && !found.contains('\n'), "{found}");
    let shown = dflint_reading(&binary[..1 << 16], &["check", "-", "--quiet"]);
    assert!(shown.stdout.len() < 1_000, "{shown}");
}

/// Every command reads them, not only `check`.
#[test]
fn no_command_fails_on_them() {
    for text in [
        &b""[..],
        b"# a\n",
        b"\xef\xbb\xbfFROM a",
        b"FROM a\r\nFROM b\r\n",
        b"\0",
        b"\xff\xfeF\0R\0",
        b"FROM \xff AS \xfe\n",
        b"FROM a\rFROM b\r",
    ] {
        for arguments in [
            &["graph", "-"][..],
            &["graph", "-", "--format=dot"],
            &["graph", "-", "--format=mermaid"],
            &["graph", "-", "--format=json"],
            &["dump", "--as=buildkit", "-"],
        ] {
            let shown = dflint_reading(text, arguments);
            assert!(
                matches!(shown.code, Some(0 | 2)) && !shown.stderr.contains("panicked"),
                "{arguments:?} {:?}: {shown}",
                text.escape_ascii()
            );
            assert_eq!(shown.stderr.is_empty(), shown.code == Some(0), "{arguments:?} {:?}: {shown}", text.escape_ascii());
        }
    }
}
