use dflint::document::Document;
use dflint::ide::names::Names;
use dflint::ide::tokens::{Colours, Modifiers, Token, tokens};
use dflint::stages::BuildOptions;
use dflint::text::ByteRange;

use super::{Question, check};
use crate::shared::sample;

fn describe(token: &Token) -> String {
    let Modifiers { declaration, readonly, deprecated, default_library, unresolved } = token.modifiers;
    let set = [
        (declaration, "declaration"),
        (readonly, "readonly"),
        (deprecated, "deprecated"),
        (default_library, "builder's"),
        (unresolved, "unresolved"),
    ];
    let modifiers: String = set.iter().filter(|(is, _)| *is).map(|(_, name)| format!(" {name}")).collect();
    format!("{:?}{modifiers}", token.kind).to_lowercase()
}

fn all(question: &Question) -> Vec<(ByteRange, String)> {
    let names = Names::of(&question.document, &question.settings.build);
    let tokens = tokens(&question.document, &names, question.document.range(), &mut Colours::default());
    tokens.iter().map(|token| (token.range, describe(token))).collect()
}

/// Only what names mean.
fn meanings(question: &Question) -> Vec<(ByteRange, String)> {
    let mut all = all(question);
    all.retain(|(_, what)| ["variable", "class", "type"].iter().any(|kind| what.starts_with(kind)));
    all
}

#[test]
fn names_have_the_colour_of_what_they_mean() {
    let fixture = "
ARG V=1
    ^ variable declaration readonly
FROM golang:$V-$W AS Build
     ^^^^^^ type
             ^ variable readonly
                ^ variable unresolved
                     ^^^^^ class declaration
ARG V
    ^ variable declaration readonly
ENV A=$V B=$NOPE T=$TARGETARCH
    ^ variable declaration
       ^ variable readonly
         ^ variable declaration
            ^^^^ variable
                 ^ variable declaration
                    ^^^^^^^^^^ variable readonly builder's
FROM scratch
     ^^^^^^^ type
COPY --from=build /a /$A
            ^^^^^ class
                       ^ variable unresolved
COPY --from=0 /a /b
            ^ class
RUN --mount=from=build,target=/x true
                 ^^^^^ class
";
    check(fixture, meanings);
}

#[test]
fn a_variable_is_an_argument_until_env_sets_it() {
    let fixture = "
FROM a
     ^ type
ARG V=1
    ^ variable declaration readonly
ENV V=$V
    ^ variable declaration
       ^ variable readonly
RUN echo $V
          ^ variable
";
    check(fixture, meanings);
}

#[test]
fn shell_text_through_continuations_and_comments() {
    let fixture = "
FROM a
^^^^ keyword
     ^ type
RUN a -x \"b $C \\
^^^ keyword
    ^ function
      ^^ property
         ^^^ string
            ^ operator
             ^ variable
              ^ string
               ^ operator
  # why 🚀
  ^^^^^^^ comment
  d\" 'é🚀' && \\
^^^^ string
     ^^^^ string
          ^^ operator
             ^ operator
  e f | g
  ^ function
    ^ parameter
      ^ operator
        ^ function
";
    check(fixture, all);
}

#[test]
fn heredocs_are_of_the_shell_or_texts() {
    let fixture = "
FROM a
^^^^ keyword
     ^ type
RUN <<E
^^^ keyword
    ^^^ macro
if x; then y=1; fi # z
^^ keyword
   ^ function
    ^ operator
      ^^^^ keyword
           ^ variable declaration
            ^ operator
             ^ number
              ^ operator
                ^^ keyword
                   ^^^ comment
E
^ macro
COPY <<E /x
^^^^ keyword
     ^^^ macro
         ^^ string
 text
^^^^^ string

E
^ macro
RUN [\"sh\", \"-c\", \"x $A\"]
^^^ keyword
     ^^^^ string
           ^^^^ string
                 ^ string
                  ^ function
                   ^ string
                    ^ operator
                     ^ variable
                      ^ string
MAINTAINER x
^^^^^^^^^^ keyword deprecated
           ^ string
";
    check(fixture, all);
}

#[test]
fn tokens_lie_side_by_side_in_lines_whatever_the_text() {
    let Some(files) = sample() else { return };
    let mut counted = 0;
    for (path, text) in files.iter().step_by(3) {
        for end in [text.len(), text.len() / 2, text.len() * 5 / 7] {
            let document = Document::new(text[..end].to_vec(), &BuildOptions::default());
            let names = Names::of(&document, &BuildOptions::default());
            let mut colours = Colours::default();
            let all = tokens(&document, &names, document.range(), &mut colours);
            let mut at = 0;
            for token in &all {
                assert!(at <= token.range.start && !token.range.is_empty() && token.range.end as usize <= end, "{path}: {token:?}");
                assert!(!token.range.slice(document.text()).iter().any(|byte| matches!(byte, b'\n' | b'\r')), "{path}: {token:?}");
                at = token.range.end;
            }
            counted += all.len();
            // A part has the tokens that the whole has there.
            let part = ByteRange::new(end as u32 / 3, end as u32 / 2);
            let inside: Vec<_> = all.iter().filter(|token| token.range.start < part.end && part.start < token.range.end).copied().collect();
            assert_eq!(tokens(&document, &names, part, &mut Colours::default()), inside, "{path}");
            assert_eq!(tokens(&document, &names, part, &mut colours), inside, "{path}");
        }
    }
    assert!(counted > 10_000);
}

/// The tokens of a text, by `colours` and without.
fn both(text: &[u8], colours: &mut Colours) -> [Vec<Token>; 2] {
    let document = Document::new(text.to_vec(), &BuildOptions::default());
    let names = Names::of(&document, &BuildOptions::default());
    [&mut *colours, &mut Colours::default()].map(|colours| tokens(&document, &names, document.range(), colours))
}

#[test]
fn what_is_known_of_an_earlier_version_changes_nothing() {
    let mut colours = Colours::default();
    for text in [
        "# escape=`\nFROM a\nRUN x `\n  y\n",
        "# escape=\\\nFROM a\nRUN x `\n  y\n",
        "FROM a\n# escape=`\nFROM a\nRUN x `\n  y\n",
        "# escape=`\n# escape=`\nFROM a\n# escape=`\n",
        "# escape=`\n",
        "",
        "ARG x\nRUN <<E\n# escape=`\nE\n# escape=`",
    ] {
        let [after, anew] = both(text.as_bytes(), &mut colours);
        assert_eq!(after, anew, "{text}");
    }
    let Some(files) = sample() else { return };
    let mut random = 7_u64;
    let mut below = |limit: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % limit.max(1)
    };
    let inserted =
        ["", "\n", " ", "\\\n", "# ", "<<EOF", "EOF\n", "FROM a AS b\n", "RUN <<E cat\n", "\"", "$", "--from=b ", "ONBUILD ", "\r"];
    let mut counted = 0;
    for (path, text) in files.iter().step_by(40) {
        let mut colours = Colours::default();
        let mut text = text.clone();
        for _ in 0..20 {
            let [after, anew] = both(&text, &mut colours);
            assert_eq!(after, anew, "{path}: {}", String::from_utf8_lossy(&text));
            counted += anew.len();
            let start = below(text.len());
            let end = text.len().min(start + below(30));
            text.splice(start..end, inserted[below(inserted.len())].bytes());
        }
    }
    assert!(counted > 10_000);
}
