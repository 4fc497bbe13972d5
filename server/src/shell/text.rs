//! The text that a shell gets from an instruction.
//!
//! Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go, `dispatchRun`: of a RUN that is nothing but a heredoc, the shell
//! runs the heredoc's body, or the body is the script of the program that its `#!` names; of any other RUN, the shell gets the line
//! and all of its heredocs.

use super::dialect::Dialect;
use crate::syntax::{Arguments, Command, Instruction, Keyword, LogicalLine, Word, heredoc_of};

/// A text and the shell that reads it.
pub(super) struct ScriptText {
    pub text: LogicalLine,
    pub dialect: Dialect,
}

/// The text of an instruction that a shell reads, if one of the shells does that dflint knows. `shell` is what reads the shell form.
pub(super) fn of_instruction(instruction: &Instruction, source: &[u8], shell: Dialect) -> Option<ScriptText> {
    let line = &instruction.line;
    let command = match &instruction.arguments {
        Arguments::Command(command) if instruction.keyword != Some(Keyword::Shell) => command,
        Arguments::Healthcheck(check) if !check.is_none(line) => &check.command,
        _ => return None,
    };
    let script = match command {
        Command::Empty => return None,
        Command::Exec(words) => of_exec(words, line, source)?,
        Command::Shell(word) => of_shell_form(instruction, word, source, shell),
    };
    script.dialect.is_posix().then_some(script)
}

fn of_shell_form(instruction: &Instruction, word: &Word, source: &[u8], shell: Dialect) -> ScriptText {
    let line = &instruction.line;
    if let [heredoc, ..] = instruction.heredocs.as_slice()
        && heredoc_of(word.text(line).trim()).is_some()
    {
        let body = heredoc.body.slice(source);
        let first = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let dialect = Dialect::of_shebang(&String::from_utf8_lossy(first)).unwrap_or(shell);
        let mut text = LogicalLine::default();
        text.push(heredoc.body.start, body);
        return ScriptText { text, dialect };
    }
    let mut text = line.part(word.span, source);
    for heredoc in &instruction.heredocs {
        // The body begins behind the newline of what stands before.
        text.push(heredoc.body.start.saturating_sub(1), b"\n");
        text.push(heredoc.body.start, heredoc.body.slice(source));
        if let Some(end) = heredoc.end {
            text.push(end.start, end.slice(source));
        }
    }
    ScriptText { text, dialect: shell }
}

/// `["/bin/sh", "-c", "text"]`, if the text is written without JSON's escapes.
fn of_exec(words: &[Word], line: &LogicalLine, source: &[u8]) -> Option<ScriptText> {
    let (script, before) = words.split_last()?;
    let (option, program) = before.split_last()?;
    let option = option.text(line);
    if !option.starts_with('-') || option.starts_with("--") || !option.ends_with('c') {
        return None;
    }
    let dialect = Dialect::of_words(program.iter().map(|word| word.text(line)));
    let mut inside = script.span;
    inside.start += 1;
    inside.end = inside.end.saturating_sub(1);
    if inside.of(line.text()) != script.text(line) {
        return None;
    }
    Some(ScriptText { text: line.part(inside, source), dialect })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Span, Tree};
    use crate::text::LineIndex;

    fn script(source: &str) -> Option<ScriptText> {
        let tree = Tree::parse(source.as_bytes());
        let file = crate::syntax::Dockerfile::lower(source.as_bytes(), &LineIndex::new(source.as_bytes()), &tree);
        of_instruction(file.instructions.last()?, source.as_bytes(), Dialect::Sh)
    }

    fn text(source: &str) -> Option<String> {
        script(source).map(|script| script.text.text().to_owned())
    }

    #[test]
    fn lines_and_heredocs() {
        assert_eq!(text("FROM a\nRUN x \\\n # no\n y\n").as_deref(), Some("x  y"));
        assert_eq!(text("FROM a\nRUN <<E\nx\ny\nE\n").as_deref(), Some("x\ny\n"));
        assert_eq!(text("FROM a\nRUN cat <<E >f\nx\nE\n").as_deref(), Some("cat <<E >f\nx\nE"));
        assert_eq!(text("FROM a\nRUN <<E\n#!/usr/bin/env python3\nx\nE\n"), None);
        assert_eq!(text("FROM a\nCMD [\"sh\", \"-ec\", \"x $y\"]\n").as_deref(), Some("x $y"));
        assert_eq!(text("FROM a\nCMD [\"sh\", \"x\"]\n"), None);
        assert_eq!(text("FROM a\nHEALTHCHECK --interval=1s CMD x || y\n").as_deref(), Some("x || y"));
        assert_eq!(text("FROM a\nSHELL [\"sh\", \"-c\", \"x\"]\n"), None);
    }

    #[test]
    fn places_lead_back_into_the_file() {
        let source = "FROM a\nRUN cat <<E \\\n  # no\n  >f\n\tx$y\nE\n";
        let script = script(source).unwrap();
        let at = script.text.text().find("$y").unwrap();
        let range = script.text.file_range(Span::new(at, at + 2));
        assert_eq!(range.slice(source.as_bytes()), b"$y");
        let at = script.text.text().find(">f").unwrap();
        assert_eq!(script.text.file_range(Span::new(at, at + 2)).slice(source.as_bytes()), b">f");
    }
}
