//! Runs `test/corpus` without the tree-sitter command, and says what is different where a tree is not as it should be.

mod cases;

use tree_sitter::Parser;

#[test]
fn every_tree_is_as_written() {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).expect("the language fits this tree-sitter");

    let mut failures = Vec::new();
    for case in cases::all() {
        let tree = parser.parse(&case.source, None).expect("a tree");
        let found = one_node_a_line(&tree.root_node().to_sexp());
        let expected = one_node_a_line(&case.tree);
        if found.iter().any(|line| line.contains("ERROR") || line.contains("MISSING")) {
            failures.push(format!("{}\nthe tree has an error:\n{}", case.name, found.join("\n")));
        } else if found != expected {
            failures.push(format!("{}\n{}", case.name, difference(&expected, &found)));
        }
    }
    assert!(
        failures.is_empty(),
        "{}\n\n{} trees are not as written. If the new ones are right: cd grammar && tree-sitter test --update",
        failures.join("\n\n"),
        failures.len()
    );
}

/// An s-expression as lines, each with one node, its field, and the brackets that close behind it.
fn one_node_a_line(tree: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut depth = 0;
    let mut line = String::new();
    for word in tree.replace('(', " ( ").replace(')', " ) ").split_whitespace() {
        match word {
            "(" => depth += 1,
            ")" => {
                depth -= 1;
                if let Some(last) = lines.last_mut() {
                    *last = format!("{last})");
                }
            }
            field if field.ends_with(':') => line = format!("{field} "),
            node => lines.push(format!("{}{}({node}", "  ".repeat(depth - 1), std::mem::take(&mut line))),
        }
    }
    lines
}

/// The lines of both trees, those that only one of them has marked with `-` (as written) or `+` (as parsed).
fn difference(expected: &[String], found: &[String]) -> String {
    // The longest common subsequence, from the end: trees here have some hundred lines at most.
    let mut common = vec![vec![0; found.len() + 1]; expected.len() + 1];
    for (i, line) in expected.iter().enumerate().rev() {
        for (k, other) in found.iter().enumerate().rev() {
            common[i][k] = if line == other { common[i + 1][k + 1] + 1 } else { common[i + 1][k].max(common[i][k + 1]) };
        }
    }
    let (mut i, mut k) = (0, 0);
    let mut lines = Vec::new();
    while i < expected.len() || k < found.len() {
        if i < expected.len() && k < found.len() && expected[i] == found[k] {
            lines.push(format!("  {}", expected[i]));
            (i, k) = (i + 1, k + 1);
        } else if k == found.len() || (i < expected.len() && common[i + 1][k] >= common[i][k + 1]) {
            lines.push(format!("- {}", expected[i]));
            i += 1;
        } else {
            lines.push(format!("+ {}", found[k]));
            k += 1;
        }
    }
    lines.join("\n")
}
