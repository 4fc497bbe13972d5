//! The scripts of a file, each parsed when somebody asks for it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::interpreter::{Interpreter, Interpreters};
use super::read;
use super::script::{Reading, Script};
use super::text;
use crate::stages::StageGraph;
use crate::syntax::{Dockerfile, Instruction};

#[derive(Clone, Debug, Default)]
pub struct Scripts {
    interpreters: OnceLock<Interpreters>,
    /// By the index of the instruction.
    parsed: OnceLock<Vec<OnceLock<Option<Box<Script>>>>>,
    readings: Readings,
}

/// What was read of the scripts of a file, for the same file after an edit: to read shell text takes longer than all else together, and
/// an edit changes the text of one instruction. It is as long-lived as one of the two files.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    escape: char,
    /// By the text of the whole instruction: that, and the escape character, is all that the text of its script hangs on.
    by_text: Arc<HashMap<Box<[u8]>, Arc<Reading>>>,
}

impl Readings {
    fn get(&self, file: &Dockerfile, source: &[u8], instruction: &Instruction) -> Option<&Arc<Reading>> {
        self.by_text.get(instruction.range.slice(source)).filter(|_| self.escape == file.escape)
    }
}

impl Scripts {
    /// The scripts of a file that may have the text of instructions in common with another one.
    pub fn after(readings: Readings) -> Self {
        Self { readings, ..Self::default() }
    }

    /// What is known of scripts without parsing one.
    pub fn readings(&self, file: &Dockerfile, source: &[u8]) -> Readings {
        let parsed = self.parsed.get().map_or(&[][..], Vec::as_slice);
        let of = |(at, instruction): (usize, &Instruction)| {
            let script = parsed.get(at).and_then(OnceLock::get).and_then(Option::as_ref);
            let reading = script.map(|script| &script.reading).or_else(|| self.readings.get(file, source, instruction))?;
            Some((instruction.range.slice(source).into(), reading.clone()))
        };
        Readings { escape: file.escape, by_text: Arc::new(file.instructions.iter().enumerate().filter_map(of).collect()) }
    }

    /// The shell in effect at an instruction. There is none before the first FROM.
    pub fn interpreter(&self, file: &Dockerfile, graph: &StageGraph, instruction: usize) -> Option<Interpreter> {
        self.interpreters.get_or_init(|| Interpreters::of(file, graph)).at(instruction)
    }

    /// What a shell runs for an instruction, or for the one that it puts off by ONBUILD. None if it is not for a shell, or for one
    /// that is left alone.
    pub fn script(&self, file: &Dockerfile, graph: &StageGraph, source: &[u8], instruction: usize) -> Option<&Script> {
        let parsed = self.parsed.get_or_init(|| file.instructions.iter().map(|_| OnceLock::new()).collect());
        let script = parsed.get(instruction)?.get_or_init(|| {
            let shell = self.interpreter(file, graph, instruction)?;
            let outermost = file.instructions.get(instruction)?;
            let mut innermost: &Instruction = outermost;
            while let Some(trigger) = innermost.trigger() {
                innermost = trigger;
            }
            let script = text::of_instruction(innermost, source, shell.dialect)?;
            let reading = match self.readings.get(file, source, outermost) {
                Some(known) => known.clone(),
                None => Arc::new(read::read(script.text.text())?),
            };
            Some(Box::new(Script { text: script.text, dialect: script.dialect, reading }))
        });
        script.as_deref()
    }
}
