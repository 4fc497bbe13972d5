//! Which shell is in effect at each instruction: SHELL, as a stage sets it or inherits it.

use super::dialect::Dialect;
use crate::stages::StageGraph;
use crate::syntax::{Arguments, Command, Dockerfile, Keyword};

/// The shell that runs the shell form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interpreter {
    pub dialect: Dialect,
    /// The index of the SHELL instruction that sets it; none if it is the builder's default, or the base image's own.
    pub instruction: Option<usize>,
}

/// The shells of a file.
#[derive(Clone, Debug, Default)]
pub struct Interpreters {
    /// What is in effect behind an instruction, by its index: each FROM and each SHELL.
    changes: Vec<(usize, Interpreter)>,
    /// That of a file without FROM.
    fragment: Option<Interpreter>,
}

impl Interpreters {
    pub fn of(file: &Dockerfile, graph: &StageGraph) -> Self {
        let mut changes = Vec::with_capacity(graph.stages.len());
        // What each stage hands on to those that build on it.
        let mut last: Vec<(Interpreter, Dialect)> = Vec::with_capacity(graph.stages.len());
        if graph.is_fragment() {
            let dialect = default_of(file, "");
            return Self { changes: Vec::new(), fragment: Some(Interpreter { dialect, instruction: None }) };
        }
        for stage in &graph.stages {
            // What `/bin/sh` is goes with the image, whatever SHELL says.
            let (mut here, sh) = stage.base.stage.and_then(|base| last.get(base)).copied().unwrap_or_else(|| {
                let dialect = default_of(file, &stage.base.resolved);
                (Interpreter { dialect, instruction: None }, dialect)
            });
            changes.push((stage.from, here));
            for at in stage.body.clone() {
                let Some(instruction) = file.instructions.get(at).filter(|instruction| instruction.keyword == Some(Keyword::Shell)) else {
                    continue;
                };
                if let Arguments::Command(Command::Exec(words)) = &instruction.arguments {
                    let written = Dialect::of_words(words.iter().map(|word| word.text(&instruction.line)));
                    let dialect = if written == Dialect::Sh && sh.is_posix() { sh } else { written };
                    here = Interpreter { dialect, instruction: Some(at) };
                    changes.push((at, here));
                }
            }
            last.push((here, sh));
        }
        Self { changes, fragment: None }
    }

    /// The shell at an instruction. Before the first FROM there is none.
    pub fn at(&self, instruction: usize) -> Option<Interpreter> {
        if self.fragment.is_some() {
            return self.fragment;
        }
        let behind = self.changes.partition_point(|(at, _)| *at < instruction);
        let (_, interpreter) = self.changes.get(behind.checked_sub(1)?)?;
        Some(*interpreter)
    }
}

/// Without SHELL: `/bin/sh -c`, or `cmd /S /C` on Windows. A file with the backtick as escape character is written for Windows.
fn default_of(file: &Dockerfile, image: &str) -> Dialect {
    if file.escape == '`' { Dialect::Cmd } else { Dialect::of_image(image) }
}
