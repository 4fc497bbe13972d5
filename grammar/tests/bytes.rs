//! What a corpus test cannot hold: carriage returns, no final newline, a byte order mark, NUL, blanks that nobody sees, bytes that
//! are no UTF-8, lines of equals signs.
//!
//! Each source is parsed whole, and once more as if it were typed byte by byte.

mod trees;

use tree_sitter::Node;
use trees::Edited;

#[test]
fn nothing() {
    check(b"", "(source_file)");
    check(b"\n", "(source_file)");
    check(b" ", "(source_file)");
    check(b"\r\n\r\n", "(source_file)");
    check(b"\0", r#"(source_file (unknown_instruction keyword: (unknown_keyword "\0")))"#);
}

#[test]
fn no_final_newline() {
    check(b"FROM a", r#"(source_file (from_instruction (image_spec name: (image_name "a"))))"#);
    check(b"# a", r##"(source_file (comment "# a"))"##);
    check(b"# escape=`", r#"(source_file (directive name: (directive_name "escape") value: (directive_value "`")))"#);
    check(b"RUN a \\", r#"(source_file (run_instruction (shell_command (shell_fragment "a "))) (line_continuation "\\"))"#);
    check(b"\\", r#"(source_file (line_continuation "\\"))"#);
    check(b"WORKDIR ${A", r#"(source_file (workdir_instruction (path "${A")))"#);
    check(b"CMD [\"a\"]", r#"(source_file (cmd_instruction (json_string_array (json_string "\"a\""))))"#);
    check(
        b"RUN <<E\na\nE",
        r#"(source_file (run_instruction (shell_command (heredoc_marker "<<E")) (heredoc_block (heredoc_line "a") (heredoc_end "E"))))"#,
    );
    check(b"RUN <<E\na", r#"(source_file (run_instruction (shell_command (heredoc_marker "<<E")) (heredoc_block (heredoc_line "a"))))"#);
}

#[test]
fn carriage_returns_at_the_ends_of_lines() {
    check(
        b"FROM a AS b\r\n\r\n# c\r\nCOPY d \\\r\n  # e\r\n  f\r\n",
        r##"(source_file
            (from_instruction (image_spec name: (image_name "a")) as: (image_alias "b"))
            (comment "# c")
            (copy_instruction (path "d") (line_continuation "\\\r\n") (comment "# e") (path "f")))"##,
    );
    check(
        b"# escape=`\r\nRUN a `\r\n b\r\n",
        r#"(source_file
            (directive name: (directive_name "escape") value: (directive_value "`"))
            (run_instruction (shell_command (shell_fragment "a ") (line_continuation "`\r\n") (shell_fragment "b"))))"#,
    );
    check(
        b"RUN <<E\r\na\r\n\r\nE\r\nCMD [\"a\"]\r\nENV A=\"b\"\r\nUSER a:b\r\n",
        r#"(source_file
            (run_instruction (shell_command (heredoc_marker "<<E")) (heredoc_block (heredoc_line "a") (heredoc_end "E")))
            (cmd_instruction (json_string_array (json_string "\"a\"")))
            (env_instruction (env_pair name: (unquoted_string "A") value: (double_quoted_string "\"b\"")))
            (user_instruction user: (unquoted_string "a") group: (unquoted_string "b")))"#,
    );
    check(
        b"FR\\\r\nOM a\r\nRUN\r\nCOPY --from=a b c \r\n",
        r#"(source_file
            (from_instruction (image_spec name: (image_name "a")))
            (run_instruction)
            (copy_instruction (param name: (param_name "from") value: (image_spec name: (image_name "a"))) (path "b") (path "c")))"#,
    );
}

#[test]
fn carriage_returns_inside_lines() {
    // For BuildKit a lone one ends no line; between words it is a blank.
    check(b"RUN a\rRUN b\n", r#"(source_file (run_instruction (shell_command (shell_fragment "a\rRUN b"))))"#);
    check(b"COPY a\rb c\r\r\n", r#"(source_file (copy_instruction (path "a") (path "b") (path "c")))"#);
    check(b"FROM\ra\n", r#"(source_file (from_instruction (image_spec name: (image_name "a"))))"#);
}

#[test]
fn byte_order_mark() {
    check(
        b"\xef\xbb\xbf# escape=`\nFROM a\n",
        r#"(source_file
            (directive name: (directive_name "escape") value: (directive_value "`"))
            (from_instruction (image_spec name: (image_name "a"))))"#,
    );
    check(
        b"FROM a\n\xef\xbb\xbfRUN b\n",
        r#"(source_file
            (from_instruction (image_spec name: (image_name "a")))
            (unknown_instruction keyword: (unknown_keyword "\u{feff}RUN") arguments: (unknown_arguments "b")))"#,
    );
}

#[test]
fn nul() {
    check(
        b"RUN a\0b\nCOPY \0 c\0\nENV A=\0 B=\"\0\"\nCMD [\"\0\"]\n# \0\nRUN <<E\n\0\nE\n",
        r##"(source_file
            (run_instruction (shell_command (shell_fragment "a\0b")))
            (copy_instruction (path "\0") (path "c\0"))
            (env_instruction
                (env_pair name: (unquoted_string "A") value: (unquoted_string "\0"))
                (env_pair name: (unquoted_string "B") value: (double_quoted_string "\"\0\"")))
            (cmd_instruction (shell_command (shell_fragment "[\"\0\"]")))
            (comment "# \0")
            (run_instruction (shell_command (heredoc_marker "<<E")) (heredoc_block (heredoc_line "\0") (heredoc_end "E"))))"##,
    );
    check(
        b"FROM a\0 AS \0b\nFROM a\0\n",
        r#"(source_file
            (from_instruction (image_spec name: (image_name "a\0")) as: (image_alias "\0b"))
            (from_instruction (image_spec name: (image_name "a\0"))))"#,
    );
}

#[test]
fn bytes_that_are_no_utf8() {
    check(
        b"FROM a\xff\nRUN echo \xe4\xf6\xfc\nENV A=\xc3 B=\x80\n# \xfe\xff\n",
        r##"(source_file
            (from_instruction (image_spec name: (image_name "a\xff")))
            (run_instruction (shell_command (shell_fragment "echo \xe4\xf6\xfc")))
            (env_instruction
                (env_pair name: (unquoted_string "A") value: (unquoted_string "\xc3"))
                (env_pair name: (unquoted_string "B") value: (unquoted_string "\x80")))
            (comment "# \xfe\xff"))"##,
    );
    check(
        b"RUN <<\xff\na\n\xff\n",
        r#"(source_file (run_instruction
            (shell_command (heredoc_marker "<<\xff"))
            (heredoc_block (heredoc_line "a") (heredoc_end "\xff"))))"#,
    );
    // UTF-16 is nothing but unknown instructions.
    check(
        b"\xff\xfeF\0R\0O\0M\0 \0a\0\n\0",
        r#"(source_file
            (unknown_instruction keyword: (unknown_keyword "\xff\xfeF\0R\0O\0M\0") arguments: (unknown_arguments "\0a\0"))
            (unknown_instruction keyword: (unknown_keyword "\0")))"#,
    );
}

#[test]
fn no_break_spaces() {
    // At the head of a line it is trimmed; it separates flags and pairs; elsewhere it is a character of a word.
    check("\u{a0}FROM a\n".as_bytes(), r#"(source_file (from_instruction (image_spec name: (image_name "a"))))"#);
    check("FROM\u{a0}a\n".as_bytes(), r#"(source_file (unknown_instruction keyword: (unknown_keyword "FROM\u{a0}a")))"#);
    check(
        "COPY --link\u{a0}--chmod=1\u{a0}a\u{a0}b c\n".as_bytes(),
        r#"(source_file (copy_instruction
            (param name: (param_name "link"))
            (param name: (param_name "chmod") value: (param_value "1"))
            (path "a\u{a0}b")
            (path "c")))"#,
    );
    check(
        "ENV A=1\u{a0}B=2\nARG A\u{a0}B\n".as_bytes(),
        r#"(source_file
            (env_instruction
                (env_pair name: (unquoted_string "A") value: (unquoted_string "1"))
                (env_pair name: (unquoted_string "B") value: (unquoted_string "2")))
            (arg_instruction name: (unquoted_string "A") name: (unquoted_string "B")))"#,
    );
    check("WORKDIR /a\u{a0}b\u{a0}\n".as_bytes(), r#"(source_file (workdir_instruction (path "/a\u{a0}b")))"#);
}

#[test]
fn other_blanks() {
    check(
        b"FROM\x0ba\x0cAS\tb\n\x0cRUN\x0bc\n",
        r#"(source_file
            (from_instruction (image_spec name: (image_name "a")) as: (image_alias "b"))
            (run_instruction (shell_command (shell_fragment "c"))))"#,
    );
    // NEL and the Unicode line separator end no line.
    check("RUN a\u{85}b\u{2028}c\n".as_bytes(), r#"(source_file (run_instruction (shell_command (shell_fragment "a\u{85}b\u{2028}c"))))"#);
}

#[test]
fn merge_conflict() {
    check(
        b"<<<<<<< HEAD\nRUN a\n=======\nRUN b\n>>>>>>> x\n---\n",
        r#"(source_file
            (unknown_instruction keyword: (unknown_keyword "<<<<<<<") arguments: (unknown_arguments "HEAD"))
            (run_instruction (shell_command (shell_fragment "a")))
            (unknown_instruction keyword: (unknown_keyword "======="))
            (run_instruction (shell_command (shell_fragment "b")))
            (unknown_instruction keyword: (unknown_keyword ">>>>>>>") arguments: (unknown_arguments "x"))
            (unknown_instruction keyword: (unknown_keyword "---")))"#,
    );
}

/// Compares the tree of `source` with `expected`: the named nodes, those without named children with their text.
fn check(source: &[u8], expected: &str) {
    let whole = Edited::new(source).unwrap_or_else(|fault| panic!("{fault}\nin {}", escaped(source)));
    let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(outline(whole.tree.root_node(), source), expected, "{}", escaped(source));

    let mut typed = Edited::new(b"").expect("an empty file has a tree");
    for (at, &byte) in source.iter().enumerate() {
        typed.replace(at, 0, &[byte]).unwrap_or_else(|fault| panic!("{fault}\ntyped {}", escaped(&source[..=at])));
    }
}

fn outline(node: Node<'_>, source: &[u8]) -> String {
    let mut out = format!("({}", node.kind());
    for index in 0..node.child_count() {
        let child = node.child(index).expect("a child");
        if child.is_named() {
            let field = node.field_name_for_child(index).map(|name| format!("{name}: ")).unwrap_or_default();
            out.push_str(&format!(" {field}{}", outline(child, source)));
        }
    }
    if node.named_child_count() == 0 && !node.kind().ends_with("_instruction") && node.kind() != "source_file" {
        out.push_str(&format!(" \"{}\"", escaped(&source[node.byte_range()])));
    }
    out + ")"
}

/// Bytes as they are written in these tests: `\xff` where they are no UTF-8.
fn escaped(bytes: &[u8]) -> String {
    bytes
        .utf8_chunks()
        .map(|chunk| {
            chunk.valid().escape_debug().to_string() + &chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")).collect::<String>()
        })
        .collect()
}
