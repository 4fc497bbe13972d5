//! Every line of a keyword and a few pieces, in every order: none of them makes an error. So much is typed on the way to a good
//! line that chance alone does not find it all.

use tree_sitter::Parser;

const KEYWORDS: &[&str] = &[
    "FROM ",
    "FROM a ",
    "FROM a AS ",
    "RUN ",
    "RUN --mount=",
    "RUN --mount=from=",
    "CMD ",
    "LABEL ",
    "LABEL a=",
    "EXPOSE ",
    "ENV ",
    "ENV A=",
    "ADD ",
    "COPY ",
    "COPY --from=",
    "COPY --x=",
    "ENTRYPOINT ",
    "VOLUME ",
    "USER ",
    "USER a:",
    "WORKDIR ",
    "WORKDIR ${A:-",
    "ARG ",
    "ARG A=",
    "ONBUILD ",
    "ONBUILD COPY ",
    "STOPSIGNAL ",
    "HEALTHCHECK ",
    "HEALTHCHECK CMD ",
    "SHELL ",
    "MAINTAINER ",
    "CROSS_BUILD ",
    "FOO ",
    "",
];

const PIECES: &[&str] = &[
    "a", " ", "\\\n", "\\\n#c\n", "\\", "\n", "\"", "'", "$", "${", "}", "=", ":", "/", "@", ",", "-", "--", "<<E", "[", "]", "AS", "CMD",
    "#", "\u{a0}",
];

#[test]
fn every_short_line() {
    let longest = if std::env::var_os("DFLINT_FULL").is_some() { 4 } else { 3 };
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).expect("the language fits this tree-sitter");
    for keyword in KEYWORDS {
        for length in 0..=longest {
            for number in 0..PIECES.len().pow(length) {
                let mut source = (*keyword).to_owned();
                let mut rest = number;
                for _ in 0..length {
                    source.push_str(PIECES[rest % PIECES.len()]);
                    rest /= PIECES.len();
                }
                let tree = parser.parse(&source, None).expect("a tree");
                assert!(!tree.root_node().has_error(), "{source:?}");
            }
        }
    }
}
