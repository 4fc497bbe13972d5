//! A Dockerfile and everything that follows from its text: one immutable snapshot.

use crate::shell::{Interpreter, Readings, Script, Scripts};
use crate::stages::{BuildOptions, StageGraph};
use crate::syntax::{Dockerfile, Instruction, Keyword, Tree};
use crate::text::{ByteRange, LineIndex};

#[derive(Clone)]
pub struct Document {
    text: Vec<u8>,
    index: LineIndex,
    tree: Tree,
    file: Dockerfile,
    graph: StageGraph,
    scripts: Scripts,
    options: BuildOptions,
}

impl Document {
    /// Parses and resolves a text. Any bytes will do.
    pub fn new(text: Vec<u8>, options: &BuildOptions) -> Self {
        let tree = Tree::parse(&text);
        Self::of_tree(text, tree, options)
    }

    /// The same, of a tree that was parsed already.
    pub fn of_tree(text: Vec<u8>, tree: Tree, options: &BuildOptions) -> Self {
        let index = LineIndex::new(&text);
        let file = Dockerfile::lower(&text, &index, &tree);
        let graph = StageGraph::resolve(&file, &text, options);
        Self { text, index, tree, file, graph, scripts: Scripts::default(), options: options.clone() }
    }

    /// The same, with what was read of the shell text of a document that an edit has made this one of.
    #[must_use]
    pub fn with_readings(self, readings: Readings) -> Self {
        Self { scripts: Scripts::after(readings), ..self }
    }

    /// What was read of shell text so far.
    pub fn readings(&self) -> Readings {
        self.scripts.readings(&self.file, &self.text)
    }

    pub fn text(&self) -> &[u8] {
        &self.text
    }

    pub fn index(&self) -> &LineIndex {
        &self.index
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    pub fn range(&self) -> ByteRange {
        ByteRange::new(0, self.text.len() as u32)
    }

    pub fn file(&self) -> &Dockerfile {
        &self.file
    }

    /// The comments directly above an instruction, each with its text behind `#`. Blank lines between are no matter; an empty
    /// comment takes back those above it (moby/buildkit frontend/dockerfile/parser/parser.go, `Parse`).
    pub fn comments_above(&self, instruction: usize) -> Vec<(ByteRange, String)> {
        let Some(here) = self.file.instructions.get(instruction) else { return Vec::new() };
        let before = instruction.checked_sub(1).and_then(|before| self.file.instructions.get(before));
        let start = before.map_or(0, |before| before.range.end);
        let comments = &self.file.comments;
        let first = comments.partition_point(|comment| comment.start < start);
        let mut above = Vec::new();
        for comment in comments.iter().skip(first).take_while(|comment| comment.start < here.range.start) {
            let text = String::from_utf8_lossy(comment.slice(&self.text));
            let text = text.trim_start_matches('#').trim();
            if text.is_empty() {
                above.clear();
            } else {
                above.push((*comment, text.to_owned()));
            }
        }
        above
    }

    /// Whether most instructions from the first FROM on are written in lower case.
    ///
    /// Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go, `validateCommandCasing`.
    pub fn writes_lower_case(&self) -> bool {
        let instructions = self.file.instructions.iter().skip_while(|instruction| instruction.keyword != Some(Keyword::From));
        let (mut lower, mut upper) = (0, 0);
        for word in instructions.map(Instruction::keyword_text) {
            if word == word.to_lowercase() {
                lower += 1;
            } else if word == word.to_uppercase() {
                upper += 1;
            }
        }
        lower > upper
    }

    /// The line break of the file's first line.
    pub fn line_break(&self) -> &'static str {
        if self.index.line_range(1).slice(&self.text).ends_with(b"\r\n") { "\r\n" } else { "\n" }
    }

    /// The blank lines inside the continuation of an instruction.
    pub fn empty_lines(&self, instruction: &Instruction) -> impl Iterator<Item = ByteRange> {
        let header_end = self.index.line(instruction.header_end().saturating_sub(1));
        let last = if instruction.heredocs.is_empty() { instruction.lines.last } else { header_end };
        let lines = (instruction.lines.first..=last).map(move |line| self.index.line_range(line));
        lines.filter(move |range| range.slice(&self.text).iter().all(u8::is_ascii_whitespace))
    }

    pub fn graph(&self) -> &StageGraph {
        &self.graph
    }

    /// How the build is called that it was resolved for.
    pub fn options(&self) -> &BuildOptions {
        &self.options
    }

    /// The shell in effect at an instruction; none before the first FROM.
    pub fn interpreter(&self, instruction: usize) -> Option<Interpreter> {
        self.scripts.interpreter(&self.file, &self.graph, instruction)
    }

    /// What a shell runs for an instruction (see [`Scripts::script`]). It is parsed when it is first asked for.
    pub fn script(&self, instruction: usize) -> Option<&Script> {
        self.scripts.script(&self.file, &self.graph, &self.text, instruction)
    }

    /// The instruction with a byte offset in its lines; the one before it, behind its end.
    pub fn instruction_at(&self, offset: u32) -> Option<usize> {
        self.file.instructions.partition_point(|instruction| instruction.range.start <= offset).checked_sub(1)
    }
}
