//! A second implementation of `.dockerignore`, slow and plain: each pattern becomes the regular expression that moby/patternmatcher makes
//! of it, every path and folder is asked in turn, and nothing is shared with the library.

use std::sync::LazyLock;

use regex::Regex;

pub struct Moby {
    patterns: Vec<Entry>,
    /// 1-based lines.
    pub errors: Vec<usize>,
}

struct Entry {
    exception: bool,
    text: String,
    regex: Regex,
}

impl Moby {
    /// None if a pattern has letters that Rust's regular expressions read in another way than Go's.
    pub fn new(file: &str) -> Option<Self> {
        let mut found = Self { patterns: Vec::new(), errors: Vec::new() };
        for (index, line) in file.strip_prefix('\u{FEFF}').unwrap_or(file).lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let (mark, path) = line.trim().strip_prefix('!').map_or(("", line.trim()), |path| ("!", path.trim()));
            let path = if path.is_empty() { String::new() } else { clean(path) };
            let path = if path.len() > 1 { path.strip_prefix('/').unwrap_or(&path) } else { &path };
            let entry = format!("{mark}{path}");
            if entry.trim().is_empty() {
                continue;
            }
            let entry = clean(entry.trim());
            let (exception, text) = entry.strip_prefix('!').map_or((false, entry.as_str()), |text| (true, text));
            if text.is_empty() || !glob_is_valid(text) {
                found.errors.push(index + 1);
                continue;
            }
            if !regex_is_the_same(text) {
                return None;
            }
            // Such as `[b-a]`.
            let Ok(regex) = Regex::new(&regex(text)) else {
                found.errors.push(index + 1);
                continue;
            };
            found.patterns.push(Entry { exception, text: text.to_owned(), regex });
        }
        Some(found)
    }

    pub fn patterns(&self) -> Vec<(bool, String)> {
        self.patterns.iter().map(|entry| (entry.exception, entry.text.clone())).collect()
    }

    /// The last pattern that matches the path or a folder above it.
    pub fn excludes(&self, path: &str) -> bool {
        let mut out = false;
        for entry in &self.patterns {
            if !path.is_empty() && path_and_folders(path).any(|path| entry.regex.is_match(path)) {
                out = !entry.exception;
            }
        }
        out
    }

    /// Folder by folder, from above, as `MatchesUsingParentResults` is used.
    pub fn in_context(&self, path: &str) -> bool {
        let mut above = vec![false; self.patterns.len()];
        let mut out = false;
        let mut from_above: Vec<&str> = path_and_folders(path).collect();
        from_above.sort_by_key(|path| path.len());
        for path in from_above.into_iter().filter(|path| !path.is_empty()) {
            out = false;
            let mut here = vec![false; self.patterns.len()];
            for (index, entry) in self.patterns.iter().enumerate() {
                if above[index] {
                    here[index] = true;
                } else if entry.exception == out {
                    here[index] = entry.regex.is_match(path);
                }
                if here[index] {
                    out = !entry.exception;
                }
            }
            above = here;
        }
        !out
    }
}

fn path_and_folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::once(path).chain(path.match_indices('/').map(|(at, _)| &path[..at]))
}

/// Go's `filepath.Clean`, by its three rules, one at a time.
fn clean(path: &str) -> String {
    let mut path = path.to_owned();
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    while let Some(at) = (1..parts.len()).find(|at| parts[*at] == ".." && parts[at - 1] != "..") {
        parts.drain(at - 1..=at);
    }
    while rooted && parts.first() == Some(&"..") {
        parts.remove(0);
    }
    match (rooted, parts.join("/")) {
        (true, joined) => format!("/{joined}"),
        (false, joined) if joined.is_empty() => ".".to_owned(),
        (false, joined) => joined,
    }
}

pub fn clean_inside(path: &str) -> String {
    clean(&format!("/{path}"))[1..].to_owned()
}

/// Go's grammar of `filepath.Match`, as a regular expression.
fn glob_is_valid(text: &str) -> bool {
    static VALID: LazyLock<Regex> = LazyLock::new(|| {
        let letter = r"(\\.|[^\\\]-])";
        Regex::new(&format!(r"(?s)^(\\.|\[\^?({letter}(-{letter})?)+\]|[^\\\[])*$")).unwrap()
    });
    VALID.is_match(text)
}

/// Rust reads a class and an escape as Go does if there is nothing special in them.
fn regex_is_the_same(text: &str) -> bool {
    static SAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)^(\\[^a-zA-Z0-9]|\[\^?[\p{L}0-9!-]+\]|[^\\\[])*$").unwrap());
    SAME.is_match(text)
}

fn regex(text: &str) -> String {
    let plain = |text: &str| !text.contains(['*', '?', '[', ']', '\\']);
    // Compared without an expression: `**` and letters, letters and `**`, letters alone.
    if let Some(end) = text.strip_prefix("**").filter(|end| plain(end)) {
        let end_or_name = end.strip_prefix('/').map_or(String::new(), |name| format!("|^{}$", regex::escape(name)));
        return format!("(?s){}${end_or_name}", regex::escape(end));
    }
    if let Some(start) = text.strip_suffix("**").filter(|start| plain(start)) {
        return format!("(?s)^{}", regex::escape(start));
    }
    if plain(text) {
        return format!("^{}$", regex::escape(text));
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut regex = String::new();
    let mut at = 0;
    let rest = |at: usize| text.get(at..).unwrap();
    while at < text.len() {
        let c = rest(at).chars().next().unwrap();
        let (read, written) = if matches!(rest(at), "**" | "**/") {
            (rest(at).len(), ".*".to_owned())
        } else if rest(at).starts_with("**/") {
            (3, "(.*/)?".to_owned())
        } else if rest(at).starts_with("**") {
            (2, "(.*/)?".to_owned())
        } else if c == '*' {
            (1, "[^/]*".to_owned())
        } else if c == '?' {
            (1, "[^/]".to_owned())
        } else if c == '\\' {
            let escaped = rest(at + 1).chars().next().unwrap();
            (1 + escaped.len_utf8(), regex::escape(&escaped.to_string()))
        } else if "[]^".contains(c) {
            (1, c.to_string())
        } else if c == '-' {
            (1, "-".to_owned())
        } else {
            (c.len_utf8(), regex::escape(&c.to_string()))
        };
        regex.push_str(&written);
        at += read;
    }
    format!("^{regex}$")
}
