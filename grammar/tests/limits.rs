//! Sizes: what the scanner keeps between tokens fits into tree-sitter's state however many heredocs there are and however long
//! their names, and nothing that is long or deep makes an error.
//!
//! The state is read back at every token that tree-sitter takes over from an old tree, so these tests edit what they parse.

mod trees;

use trees::Edited;

/// What the scanner remembers of one line (`MAX_HEREDOCS` in scanner.c).
const HEREDOCS_IN_A_LINE: usize = 100;

#[test]
fn many_heredocs_in_a_line() {
    let mut edited = parse(&heredocs(HEREDOCS_IN_A_LINE));
    assert_eq!(count(&edited, "heredoc_end"), HEREDOCS_IN_A_LINE);
    assert_eq!(count(&edited, "unknown_instruction"), 0);
    edit_everywhere(&mut edited);
}

#[test]
fn more_heredocs_in_a_line_than_are_remembered() {
    for heredocs_in_line in [HEREDOCS_IN_A_LINE + 1, 300, 1000] {
        let mut edited = parse(&heredocs(heredocs_in_line));
        assert_eq!(count(&edited, "heredoc_end"), HEREDOCS_IN_A_LINE);
        edit_everywhere(&mut edited);
    }
}

#[test]
fn many_instructions_with_heredocs() {
    let mut edited = parse(&"RUN <<A <<-B\na\nA\n\tb\n\tB\n".repeat(5000));
    assert_eq!(count(&edited, "heredoc_end"), 10_000);
    edit_everywhere(&mut edited);
}

#[test]
fn long_heredoc_names() {
    let long = "x".repeat(100_000);
    let mut edited = parse(&format!("RUN <<{long}1 <<\"{long}2\"\na\n{long}2\n{long}1\nb\n{long}2\nRUN c\n"));
    assert_eq!(count(&edited, "heredoc_line"), 3);
    assert_eq!(count(&edited, "heredoc_end"), 2);
    assert_eq!(count(&edited, "run_instruction"), 2);
    edit_everywhere(&mut edited);
}

#[test]
fn deep_expansions() {
    // The scanner looks for closing braces so deep; of what is deeper the outer expansions are text.
    const DEEPEST: usize = 17;
    for depth in [1, 10, DEEPEST, DEEPEST + 1, 1000] {
        let mut edited = parse(&format!("FROM a\nENV A={}{}\nWORKDIR \"{0}{1}\"\n", "${A:-".repeat(depth), "}".repeat(depth)));
        assert_eq!(count(&edited, "expansion"), 2 * depth.min(DEEPEST), "depth {depth}");
        edit_everywhere(&mut edited);
    }
}

#[test]
fn deep_onbuild() {
    let mut edited = parse(&format!("{}RUN a\nRUN b\n", "ONBUILD ".repeat(10_000)));
    assert_eq!(count(&edited, "onbuild_instruction"), 10_000);
    assert_eq!(count(&edited, "run_instruction"), 2);
    edit_everywhere(&mut edited);
}

#[test]
fn long_lines_and_many_lines() {
    let mut edited = parse(&format!("RUN {}\nRUN b\n", "a ".repeat(500_000)));
    assert_eq!(count(&edited, "run_instruction"), 2);
    edit_everywhere(&mut edited);

    let mut edited = parse(&format!("RUN a{}\nCOPY a \\\n{} b\n", " \\\n  # c\n\n  && b".repeat(20_000), "  a \\\n".repeat(20_000)));
    assert_eq!(count(&edited, "copy_instruction"), 1);
    edit_everywhere(&mut edited);

    let mut edited = parse(&format!("CMD [{}\"b\"]\nENV {}\n", "\"a\", ".repeat(20_000), "A=\"$B\" ".repeat(20_000)));
    assert_eq!(count(&edited, "json_string"), 20_001);
    edit_everywhere(&mut edited);
}

/// One COPY with so many heredocs of one line each.
fn heredocs(number: usize) -> String {
    let markers: String = (0..number).map(|index| format!("<<{}E{index} ", if index % 2 == 0 { "-" } else { "" })).collect();
    let bodies: String = (0..number).map(|index| format!("body\nE{index}\n")).collect();
    format!("COPY {markers}/x\n{bodies}RUN a\n")
}

fn parse(source: &str) -> Edited {
    Edited::new(source.as_bytes()).unwrap_or_else(|fault| panic!("{fault}"))
}

/// Puts a letter in and takes it out again, at five places from the first to the last byte.
fn edit_everywhere(edited: &mut Edited) {
    let length = edited.source.len();
    for at in [0, length / 4, length / 2, length * 3 / 4, length - 1] {
        edited.replace(at, 0, b"x").unwrap_or_else(|fault| panic!("put in at {at}: {fault}"));
        edited.replace(at, 1, b"").unwrap_or_else(|fault| panic!("taken out at {at}: {fault}"));
    }
}

fn count(edited: &Edited, kind: &str) -> usize {
    let mut cursor = edited.tree.walk();
    let mut found = 0;
    loop {
        found += usize::from(cursor.node().kind() == kind);
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}
