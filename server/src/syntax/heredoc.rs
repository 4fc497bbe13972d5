//! Heredocs that a logical line announces.
//!
//! Source: moby/buildkit frontend/dockerfile/parser/parser.go, `heredocsFromLine` and `heredocFromMatch`. Heredoc words are always
//! read with the backslash as escape character, whatever the escape directive says.

use super::expand::{Expander, NoEnvironment, Options};

/// What `<<name` says of a heredoc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeredocWord {
    /// Without quotes and escapes. Its body ends at a line with exactly this.
    pub name: String,
    /// Whether variables in the body are expanded: no part of the name is quoted.
    pub expand: bool,
    /// `<<-`: leading tabs of the body are dropped.
    pub chomp: bool,
    /// A backslash is in the name, as in `<<\EOF`, and no quote: a shell would not expand the body.
    pub escaped: bool,
}

/// The heredocs of a line, in order. An error with the word if one of them cannot be read; BuildKit then refuses the file.
pub(super) fn of_line(line: &str) -> Result<Vec<HeredocWord>, String> {
    let options = Options { raw_quotes: true, raw_escapes: true, skip_unset: true, ..Options::default() };
    // An error in the line, such as an open quote, means that there are no heredocs at all.
    let (words, _, _) = backslash(options).split(line);
    let mut heredocs = Vec::new();
    for word in words {
        match parse(&word) {
            Ok(heredoc) => heredocs.extend(heredoc),
            Err(()) => return Err(word),
        }
    }
    Ok(heredocs)
}

/// The heredoc that a word names, if it does: `^(\d*)<<(-?)\s*([^<]*)$`.
pub(super) fn parse(word: &str) -> Result<Option<HeredocWord>, ()> {
    let Some(rest) = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<") else {
        return Ok(None);
    };
    let (chomp, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    // `\s` is ASCII in Go's regular expressions.
    let rest = rest.trim_start_matches(['\t', '\n', '\x0c', '\r', ' ']);
    if rest.is_empty() || rest.contains('<') {
        return Ok(None);
    }
    let plain = Options { skip_unset: true, ..Options::default() };
    let (words, _, error) = backslash(plain).split(rest);
    if error.is_some() {
        return Err(());
    }
    let [name] = words.as_slice() else {
        return Ok(None);
    };
    let raw = Options { raw_quotes: true, ..plain };
    let (raw_words, _, error) = backslash(raw).split(rest);
    let [raw_name] = raw_words.as_slice() else {
        return Err(());
    };
    if error.is_some() {
        return Err(());
    }
    // A quote that is escaped stays in both readings; one that quotes, only in the raw one.
    let quotes = |text: &str| text.matches(['\'', '"']).count();
    let expand = quotes(name) == quotes(raw_name);
    Ok(Some(HeredocWord { name: name.clone(), expand, chomp, escaped: expand && rest.contains('\\') }))
}

/// The heredoc that a word of COPY or ADD names.
pub fn of_word(word: &str) -> Option<HeredocWord> {
    parse(word).ok().flatten()
}

fn backslash(options: Options) -> Expander<'static> {
    Expander { escape: '\\', environment: &NoEnvironment, options }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<String> {
        let describe = |heredoc: HeredocWord| {
            let expand = if heredoc.expand { "" } else { " raw" };
            let chomp = if heredoc.chomp { " chomp" } else { "" };
            format!("{}{expand}{chomp}", heredoc.name)
        };
        of_line(line).unwrap().into_iter().map(describe).collect()
    }

    #[test]
    fn words_that_are_heredocs() {
        assert_eq!(names("RUN <<EOF 3<<-E2 << 'x y' <<eo\\'f <<'e'o\\'f"), ["EOF", "E2 chomp", "x y raw", "eo'f", "eo'f raw"]);
        assert_eq!(names("RUN cat <<$EOF"), ["$EOF"]);
        assert_eq!(names("RUN $((1 << 2))"), ["2))"]);
    }

    #[test]
    fn words_that_are_none() {
        for line in ["RUN cat<<EOF", "RUN \"<<EOF\"", "RUN <<<EOF", "RUN $((1<<2))", "RUN <<", "RUN <<EOF 'open", "RUN <<- EOF"] {
            assert_eq!(names(line), [""; 0], "{line}");
        }
    }
}
