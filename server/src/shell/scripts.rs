//! The scripts of a file, each parsed when somebody asks for it.

use std::sync::OnceLock;

use super::interpreter::{Interpreter, Interpreters};
use super::read;
use super::script::Script;
use super::text;
use crate::stages::StageGraph;
use crate::syntax::{Dockerfile, Instruction};

#[derive(Clone, Debug, Default)]
pub struct Scripts {
    interpreters: OnceLock<Interpreters>,
    /// By the index of the instruction.
    parsed: OnceLock<Vec<OnceLock<Option<Box<Script>>>>>,
}

impl Scripts {
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
            let mut innermost: &Instruction = file.instructions.get(instruction)?;
            while let Some(trigger) = innermost.trigger() {
                innermost = trigger;
            }
            let script = text::of_instruction(innermost, source, shell.dialect)?;
            read::script(script.text, script.dialect).map(Box::new)
        });
        script.as_deref()
    }
}
