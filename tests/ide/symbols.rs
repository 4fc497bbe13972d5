use dflint::ide::symbols::{Symbol, is_like, stages, symbols};
use dflint::text::ByteRange;

use super::check;

fn flat(symbols: Vec<Symbol>, depth: usize, found: &mut Vec<(ByteRange, String)>) {
    for symbol in symbols {
        assert!(symbol.range.contains(symbol.selection), "{symbol:?}");
        let detail = if symbol.detail.is_empty() { String::new() } else { format!(" ({})", symbol.detail) };
        found.push((symbol.range, format!("{depth} {:?} {}{detail}", symbol.kind, symbol.name)));
        flat(symbol.children, depth + 1, found);
    }
}

#[test]
fn stages_hold_instructions() {
    let fixture = "
ARG V=1
^^^^^^^ 0 Argument V (ARG 1)
FROM golang:1.23 AS Build
^ 0 Stage Build (stage 0, FROM golang:1.23)…
ENV A=1 B=2
    ^^^ 1 Variable A (ENV 1)
        ^^^ 1 Variable B (ENV 2)
RUN <<EOF
^ 1 Command RUN <<EOF…
echo
^ 2 Heredoc EOF (heredoc)…
EOF
  ^ …0 Stage Build (stage 0, FROM golang:1.23)
  ^ …1 Command RUN <<EOF
  ^ …2 Heredoc EOF (heredoc)
FROM scratch
^ 0 Stage FROM scratch (stage 1)…
EXPOSE 80
^^^^^^^^^ 1 Port EXPOSE 80
FOO bar
^^^^^^^ 1 Property FOO bar
      ^ …0 Stage FROM scratch (stage 1)
";
    check(fixture, |question| {
        let mut found = Vec::new();
        flat(symbols(&question.document), 0, &mut found);
        found
    });
}

#[test]
fn an_index_has_the_stages_only() {
    check("FROM a AS Build\n          ^^^^^\nRUN b\nFROM c\n^^^^\n", |question| {
        stages(&question.document).into_iter().map(|symbol| (symbol.selection, String::new())).collect()
    });
}

#[test]
fn names_are_found_by_some_of_their_letters() {
    assert!(is_like("Build-Tools", "bt") && is_like("x", "") && is_like("Build", "UILD"));
    assert!(!is_like("build", "dl") && !is_like("", "x"));
}
