//! Expansion of variables, and the shell's quotes and escapes, in a word of an instruction.
//!
//! Source: moby/buildkit frontend/dockerfile/shell/lex.go. That lexer does two things at once: it expands a word to a result,
//! and it splits the result into words at the spaces that no quotes protect.

mod environment;
mod expander;
mod expansion;
mod options;

mod dollar;
mod lexer;
mod words;

pub use environment::{Environment, NoEnvironment};
pub use expander::Expander;
pub use expansion::{ExpandError, ExpandErrorKind, Expansion, VariableUse};
pub use options::Options;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::line::Span;

    struct One(&'static str, &'static str);

    impl Environment for One {
        fn get(&self, name: &str) -> Option<&str> {
            (name == self.0).then_some(self.1)
        }
    }

    fn expand(word: &str, value: Option<&'static str>) -> Result<String, ExpandErrorKind> {
        let one = One("V", value.unwrap_or_default());
        let environment: &dyn Environment = if value.is_some() { &one } else { &NoEnvironment };
        let expansion = Expander::new('\\', environment).expand(word);
        match expansion.error {
            Some(error) => Err(error.kind),
            None => Ok(expansion.result.into_owned()),
        }
    }

    /// ../shared/reference/semantics.md, "Expansion operators": each line was answered by BuildKit's lexer.
    #[test]
    fn operators_answer_as_buildkit_does() {
        let ok = |word: &str, value, answer: &str| assert_eq!(expand(word, value).as_deref(), Ok(answer), "{word}");
        ok("${V:-d}", Some(""), "d");
        ok("${V-d}", Some(""), "");
        ok("${V:+a}", Some(""), "");
        ok("${V+a}", Some(""), "a");
        ok("${V?m}", Some(""), "");
        ok("${V#*.}", Some("a.b.c"), "b.c");
        ok("${V##*.}", Some("a.b.c"), "c");
        ok("${V%.*}", Some("a.b.c"), "a.b");
        ok("${V%%.*}", Some("a.b.c"), "a");
        ok("${V/./-}", Some("a.b.c"), "a-b.c");
        ok("${V//./-}", Some("a.b.c"), "a-b-c");
        ok("'$V' \"$V\" \\$V", Some("x y"), "$V x y $V");
        ok("${A:-${B:-c}}", None, "c");
        ok("a\\", None, "a");
        ok("$V-x$VV", Some("1"), "1-x");
        let required = |message: &str| Err(ExpandErrorKind::Required { name: "V".into(), message: message.into() });
        assert_eq!(expand("${V:?m}", Some("")), required("m"));
        assert_eq!(expand("${V?}", None), required("is not allowed to be unset"));
        assert_eq!(expand("${V/.}", Some("a.b.c")), Err(ExpandErrorKind::MissingSlash));
        assert_eq!(expand("${V:=d}", None), Err(ExpandErrorKind::UnsupportedModifier(":=".into())));
        assert_eq!(expand("${V^^}", None), Err(ExpandErrorKind::UnsupportedModifier("^".into())));
        assert_eq!(expand("${V: -d}", None), Err(ExpandErrorKind::UnsupportedModifier(": ".into())));
        assert_eq!(expand("\"unterminated", None), Err(ExpandErrorKind::UnterminatedDoubleQuote));
        assert_eq!(expand("${}", None), Err(ExpandErrorKind::BadSubstitution));
        assert_eq!(expand("${V", None), Err(ExpandErrorKind::MissingBrace));
    }

    #[test]
    fn uses_have_the_place_of_the_dollar() {
        let expansion = Expander::new('\\', &NoEnvironment).expand("a$V/${W:-$X}");
        let seen: Vec<_> = expansion.uses.iter().map(|found| (found.name.as_str(), found.span)).collect();
        assert_eq!(seen, [("V", Span::new(1, 3)), ("X", Span::new(9, 11)), ("W", Span::new(4, 12))]);
    }

    #[test]
    fn names_may_be_parameters_and_any_letters() {
        let expansion = Expander::new('\\', &One("é", "E")).expand("$1 $? $$ $é");
        assert_eq!(expansion.result, "   E");
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = "${a:-".repeat(10_000);
        assert!(Expander::new('\\', &NoEnvironment).expand(&deep).error.is_some());
    }

    #[test]
    fn splitting_keeps_quoted_spaces() {
        let (words, _, _) = Expander::new('\\', &One("V", "x y")).split("a $V \"b c\" d\\ e << F");
        assert_eq!(words, ["a", "x", "y", "b c", "d e", "<< F"]);
    }
}
