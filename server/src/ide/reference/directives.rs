//! Parser directives: comments at the head of a file that BuildKit reads.

use crate::syntax::DirectiveName;

pub struct DirectiveText {
    pub summary: &'static str,
    pub anchor: &'static str,
}

/// What a directive is for.
pub const fn directive(name: DirectiveName) -> DirectiveText {
    match name {
        DirectiveName::Syntax => DirectiveText {
            summary: "The image of the Dockerfile frontend that reads this file. `docker/dockerfile:1` is the newest stable one.",
            anchor: "syntax",
        },
        DirectiveName::Escape => DirectiveText {
            summary: "The character that continues a line and takes its meaning from the next character: a backslash, or a backtick for \
                      paths of Windows.",
            anchor: "escape",
        },
        DirectiveName::Check => DirectiveText {
            summary: "Which build checks BuildKit leaves out, `skip=…` or `skip=all`, and with `error=true` that their findings stop the \
                      build.",
            anchor: "check",
        },
    }
}
