//! What is seen where the bases and platforms of stages are expanded.

use super::search::Search;
use super::{CheckName, Step};
use crate::stages::{BuildOptions, BuildPhase, Platform, Scope, Stage, StageGraph};
use crate::syntax::{Environment, Expander, Instruction, Word, validate_reference};
use crate::text::ByteRange;

impl Search<'_> {
    /// Bases as they are without any build argument.
    pub(super) fn default_arguments(&mut self, options: &BuildOptions) {
        let without;
        let graph = if options.build_args.is_empty() {
            self.graph
        } else {
            let options = BuildOptions { build_args: Vec::new(), ..options.clone() };
            without = StageGraph::resolve(self.file, self.document.text(), &options);
            &without
        };
        if graph.problems.iter().any(|problem| problem.phase == BuildPhase::Globals) {
            return;
        }
        for stage in &graph.stages {
            let expansion = Expander::new(self.file.escape, &graph.globals).expand(&stage.base.written);
            if expansion.error.is_some() {
                return;
            }
            if validate_reference(&expansion.result).is_err() {
                self.add(CheckName::InvalidDefaultArgInFrom, Step::Names, stage.from, stage.base.range, &stage.base.written);
            }
        }
    }

    pub(super) fn bases(&mut self, options: &BuildOptions) {
        for (index, stage) in self.graph.stages.iter().enumerate() {
            let Some(instruction) = self.file.instructions.get(stage.from) else { continue };
            self.base_platform(stage, options);
            self.undeclared(Step::Base(index), stage, instruction, &Word::new(stage.base.span));
            let Some((value, span)) = instruction.flag("platform").and_then(|flag| Some((flag.value.clone()?, flag.value_span?))) else {
                continue;
            };
            if value.is_empty() {
                continue;
            }
            self.undeclared(Step::Platform(index), stage, instruction, &Word::decoded(span, value.clone()));
            self.platform(index, stage, &value, instruction.range_of(span));
        }
    }

    /// Of an image for one platform only. Of one for several that has not the right one, BuildKit stops instead.
    fn base_platform(&mut self, stage: &Stage, options: &BuildOptions) {
        let image = options.image(&stage.base.resolved).filter(|_| stage.base.stage.is_none());
        let (Some(image), Some(wanted)) = (image, &stage.platform) else { return };
        if let [only] = image.platforms.as_slice()
            && !only.runs_on(&wanted.platform)
        {
            let (at, range) = (stage.from, stage.base.range);
            self.add(CheckName::InvalidBaseImagePlatform, Step::Platform(usize::MAX), at, range, &stage.base.resolved);
        }
    }

    fn undeclared(&mut self, step: Step, stage: &Stage, instruction: &Instruction, word: &Word) {
        let uses = Expander::new(self.file.escape, &self.graph.globals).expand(word.text(&instruction.line)).uses;
        let mut seen: Vec<&str> = Vec::new();
        for name in uses.iter().filter(|name| !name.set && self.graph.globals.variable(&name.name).is_none()) {
            if !seen.contains(&name.name.as_str()) {
                seen.push(&name.name);
                let span = if word.is_verbatim() { name.span.moved(word.span.start) } else { word.span };
                self.add(CheckName::UndefinedArgInFrom, step, stage.from, instruction.range_of(span), &name.name);
            }
        }
    }

    fn platform(&mut self, index: usize, stage: &Stage, value: &str, range: ByteRange) {
        let globals: &Scope = &self.graph.globals;
        let expansion = Expander::new(self.file.escape, globals).expand(value);
        let step = Step::Platform(index);
        let mut names: Vec<_> = expansion.uses.iter().map(|name| name.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if names == ["TARGETPLATFORM"] {
            if globals.get("TARGETPLATFORM") == Some(&*expansion.result) {
                self.add(CheckName::RedundantTargetPlatform, step, stage.from, range, value);
            }
        } else if names.is_empty()
            && let Ok(platform) = Platform::parse(&expansion.result)
        {
            let name = stage.name.as_deref().unwrap_or_default();
            if !name.contains(&platform.os) && !name.contains(&platform.architecture) {
                self.add(CheckName::FromPlatformFlagConstDisallowed, step, stage.from, range, value);
            }
        }
    }
}
