//! What is seen while instructions are parsed, and in the file as a whole.

use super::{Check, CheckName, Step};
use crate::document::Document;
use crate::stages::StageGraph;
use crate::syntax::{Arguments, Dockerfile, Instruction, Keyword};
use crate::text::{ByteRange, Lines};

pub(super) struct Search<'d> {
    pub(super) document: &'d Document,
    pub(super) file: &'d Dockerfile,
    pub(super) graph: &'d StageGraph,
    pub(super) found: Vec<Check>,
    pub(super) fired: bool,
    /// Whether the build is for Windows.
    pub(super) windows: bool,
}

impl Search<'_> {
    pub(super) fn add(&mut self, name: CheckName, step: Step, at: usize, range: ByteRange, subject: &str) {
        let lines = self.file.instructions.get(at).map_or(Lines::default(), |instruction| instruction.lines);
        self.found.push(Check { name, range, subject: subject.to_owned(), instruction: at, lines, fired: self.fired, step });
    }

    /// What is seen while instructions are parsed.
    pub(super) fn instructions(&mut self) {
        for (at, instruction) in self.file.instructions.iter().enumerate() {
            let step = Step::Instruction(at);
            if instruction.empty_continuation {
                self.empty_continuation(at, instruction);
            }
            match instruction.keyword {
                Some(Keyword::From) => self.from(at, instruction),
                Some(Keyword::Maintainer) => self.add(CheckName::MaintainerDeprecated, step, at, instruction.keyword_range(), ""),
                Some(Keyword::Arg) => {
                    let keys = instruction.pairs().iter().map(|pair| pair.key.text(&instruction.line)).collect::<Vec<_>>();
                    self.description(at, &keys);
                }
                _ => {}
            }
        }
    }

    /// BuildKit names the last line of the instruction, before its heredocs.
    fn empty_continuation(&mut self, at: usize, instruction: &Instruction) {
        let index = self.document.index();
        let last = match instruction.heredocs.is_empty() {
            true => instruction.lines.last,
            false => index.line(instruction.header_end().saturating_sub(1)),
        };
        let range = self.document.empty_lines(instruction).next().unwrap_or(instruction.keyword_range());
        self.add(CheckName::NoEmptyContinuation, Step::File, at, range, "");
        if let Some(check) = self.found.last_mut() {
            check.lines = Lines::one(last);
        }
    }

    fn from(&mut self, at: usize, instruction: &Instruction) {
        let Arguments::From(from) = &instruction.arguments else { return };
        let line = &instruction.line;
        let step = Step::Instruction(at);
        if let [_, keyword, name, more @ ..] = from.words.as_slice() {
            let name_text = name.text(line);
            if more.is_empty() && name_text != name_text.to_lowercase() {
                self.add(CheckName::StageNameCasing, step, at, instruction.range_of(name.span), name_text);
            }
            let (from_word, as_word) = (instruction.keyword_text(), keyword.text(line));
            let is_lower = |word: &str| word.to_lowercase() == word;
            let consistent = is_lower(from_word) || from_word.to_uppercase() == from_word;
            // A mixed AS never fits; of a mixed FROM, BuildKit says nothing.
            let fits = if is_lower(from_word) { is_lower(as_word) } else { as_word.to_uppercase() == as_word };
            if consistent && !fits {
                self.add(CheckName::FromAsCasing, step, at, instruction.range_of(keyword.span), as_word);
            }
            self.description(at, &[&name_text.to_lowercase()]);
        }
    }

    /// A comment directly above an ARG or a named FROM is to begin with the name.
    fn description(&mut self, at: usize, names: &[&str]) {
        let comments = self.document.comments_above(at);
        let Some((range, text)) = comments.last() else { return };
        let first = text.split(' ').next().unwrap_or_default();
        if !names.is_empty() && !names.contains(&first) {
            self.add(
                CheckName::InvalidDefinitionDescription,
                Step::Instruction(at),
                at,
                *range,
                names.first().copied().unwrap_or_default(),
            );
        }
    }

    fn stage_instructions(&self) -> impl Iterator<Item = (usize, &Instruction)> + use<'_> {
        let first = self.graph.stages.first().map_or(usize::MAX, |stage| stage.from);
        self.file.instructions.iter().enumerate().skip(first)
    }

    /// Every keyword in the letter case of the majority; global ARGs do not count.
    pub(super) fn casing(&mut self) {
        let lower = self.document.writes_lower_case();
        let is_wrong = |word: &str| if lower { word != word.to_lowercase() } else { word != word.to_uppercase() };
        let wrong: Vec<_> =
            self.stage_instructions().filter(|(_, instruction)| is_wrong(instruction.keyword_text())).map(|(at, _)| at).collect();
        for at in wrong {
            let Some(instruction) = self.file.instructions.get(at) else { continue };
            let word = instruction.keyword_text();
            let right = if lower { word.to_lowercase() } else { word.to_uppercase() };
            self.add(CheckName::ConsistentInstructionCasing, Step::Names, at, instruction.keyword_range(), &right);
        }
    }

    pub(super) fn stage_names(&mut self) {
        let mut names = std::collections::HashSet::new();
        for stage in &self.graph.stages {
            let (Some(name), Some(range)) = (&stage.name, stage.name_range) else { continue };
            if matches!(name.as_str(), "context" | "scratch") {
                self.add(CheckName::ReservedStageName, Step::Names, stage.from, range, name);
            }
            if !names.insert(name) {
                self.add(CheckName::DuplicateStageName, Step::Names, stage.from, range, name);
            }
        }
    }
}
