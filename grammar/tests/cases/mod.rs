//! Reads the corpus tests of `test/corpus` in tree-sitter's own format: a title between two lines of `=`, the source, a line of
//! `-`, the tree. The newline before the line of `-` does not belong to the source.
//!
//! Of that format only what our files use is known here; anything else is refused, so that no test is passed over in silence.

use std::path::Path;

#[derive(Debug)]
pub(crate) struct Case {
    /// The file it is in and its title, for messages.
    pub(crate) name: String,
    pub(crate) source: String,
    /// The tree as it is written in the file. Only corpus.rs compares trees.
    #[allow(dead_code)]
    pub(crate) tree: String,
}

/// All tests of all files, in the order of their names.
pub(crate) fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus");
    let mut paths: Vec<_> = folder.read_dir().expect("test/corpus can be listed").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let cases: Vec<_> = paths.iter().flat_map(|path| in_file(path)).collect();
    assert!(!cases.is_empty(), "test/corpus has no tests");
    cases
}

fn in_file(path: &Path) -> Vec<Case> {
    let file = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
    assert!(file.ends_with(".txt"), "{file}: corpus files end in .txt");
    let text = std::fs::read_to_string(path).expect("a corpus file in UTF-8");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let heads: Vec<usize> = (0..lines.len()).filter(|&line| is_head(&lines, line)).collect();
    assert!(!heads.is_empty(), "{file}: this corpus file has no test");
    assert_eq!(heads[0], 0, "{file}: there is text before the first test");

    let ends = heads.iter().skip(1).copied().chain([lines.len()]);
    heads.iter().zip(ends).map(|(&head, end)| case(file, lines[head + 1].trim_end(), &lines[head + 3..end])).collect()
}

fn case(file: &str, title: &str, body: &[&str]) -> Case {
    let name = format!("{file}: {title}");
    assert!(!title.is_empty() && !title.starts_with(':'), "{name}: a title, not an attribute, is expected");
    let rule = body.iter().rposition(|line| is_rule(line, '-')).unwrap_or_else(|| panic!("{name}: no line of dashes"));
    let source = body[..rule].concat();
    let source = source.strip_suffix('\n').unwrap_or_else(|| panic!("{name}: no source"));
    Case { name, source: source.to_owned(), tree: body[rule + 1..].concat() }
}

fn is_head(lines: &[&str], line: usize) -> bool {
    matches!(lines.get(line..line + 3), Some([above, title, below]) if is_rule(above, '=') && !is_rule(title, '=') && is_rule(below, '='))
}

fn is_rule(line: &str, sign: char) -> bool {
    let line = line.trim_end();
    line.len() >= 3 && line.chars().all(|found| found == sign)
}
