//! A text that was parsed as a shell's, and what is needed to read the words in it.

use super::text::ShellText;
use super::words::Context;
use crate::project::sources::FileId;
use crate::shell::Script;
use crate::syntax::Span;

pub(super) struct Parsed<'p> {
    pub file: FileId,
    /// The folder of the file.
    pub folder: &'p str,
    pub script: &'p Script,
    pub text: &'p ShellText,
    functions: Vec<Function<'p>>,
}

struct Function<'p> {
    name: &'p str,
    body: Span,
    /// Where `shift` takes parameters away, and how many; None if nobody can tell, because it is in a loop.
    shifts: Option<Vec<(u32, usize)>>,
}

/// Functions whose parameters are followed.
const MAX_FUNCTIONS: usize = 300;

impl<'p> Parsed<'p> {
    pub(super) fn new(file: FileId, folder: &'p str, script: &'p Script, text: &'p ShellText) -> Self {
        let functions = script.functions.iter().zip(&script.bodies).take(MAX_FUNCTIONS);
        let functions = functions.map(|(name, body)| Function::of(script, *name, *body)).collect();
        Self { file, folder, script, text, functions }
    }

    /// What is needed to read a word that stands there.
    pub(super) fn context(&self, offset: u32) -> Context<'_> {
        let inside = self.functions.iter().filter(|function| function.body.start <= offset && offset < function.body.end);
        let innermost = inside.min_by_key(|function| function.body.end - function.body.start);
        let function = innermost.map(|function| (function.name, function.shifted(offset)));
        Context { file: self.file, folder: self.folder, line: self.script.line(), templates: &self.text.templates, function }
    }
}

impl<'p> Function<'p> {
    fn of(script: &'p Script, name: Span, body: Span) -> Self {
        let first = script.commands.partition_point(|command| command.span.start < body.start);
        let own = || script.commands.iter().skip(first).take_while(|command| command.span.start < body.end);
        let depth = own().map(|command| command.depth).min().unwrap_or(0);
        let mut shifts = Some(Vec::new());
        for command in own().filter(|command| script.name_of(command).as_deref() == Some("shift")) {
            let count = script.words(command).get(1).map_or(Some(1), |word| script.literal(*word)?.parse::<usize>().ok());
            let known = count.filter(|_| command.depth == depth);
            shifts = shifts.zip(known).map(|(mut shifts, count)| {
                shifts.push((command.span.start, count));
                shifts
            });
        }
        Self { name: script.text_of(name), body, shifts }
    }

    fn shifted(&self, offset: u32) -> Option<usize> {
        let before = self.shifts.as_ref()?.iter().take_while(|(at, _)| *at < offset);
        Some(before.fold(0_usize, |sum, (_, count)| sum.saturating_add(*count)).min(1_000))
    }
}
