//! Variables beyond what BuildKit looks at: in the text of shells, and whether anything uses them.

use std::collections::HashMap;

use super::facts::{Facts, is_platform_argument};
use crate::document::Document;
use crate::shell::{Dialect, Expansion, Operator, Script, mentions};
use crate::stages::StageGraph;
use crate::syntax::{Instruction, Keyword, Pair, mount_options};
use crate::text::ByteRange;

/// A variable of the Dockerfile that the text of a shell uses.
pub struct ShellUse<'d> {
    pub name: &'d str,
    pub stage: usize,
    pub instruction: usize,
    /// From `$` to the end of the name or of the braces.
    pub range: ByteRange,
    /// Whether it says what to take instead: `${name:-default}`, `${name:+other}`.
    pub has_default: bool,
}

/// An ARG, where it is declared.
pub struct Argument<'d> {
    pub name: &'d str,
    pub pair: &'d Pair,
    pub instruction: usize,
    /// None of a global one.
    pub stage: Option<usize>,
    /// The name, in the file.
    pub range: ByteRange,
}

/// Where ARG and ENV give names, those of ONBUILD left out.
#[derive(Default)]
pub(super) struct Setters<'d> {
    by_name: HashMap<&'d str, Vec<Setter>>,
}

/// A place at which an ARG or ENV gives a name.
#[derive(Clone, Copy)]
pub struct Setter {
    pub instruction: usize,
    /// None of a global ARG.
    pub stage: Option<usize>,
    pub keyword: Keyword,
    /// The name, in the file.
    pub range: ByteRange,
}

impl<'d> Setters<'d> {
    fn of(document: &'d Document) -> Self {
        let mut by_name: HashMap<&str, Vec<Setter>> = HashMap::new();
        for (at, instruction) in document.file().instructions.iter().enumerate() {
            let Some(keyword) = instruction.keyword.filter(|keyword| matches!(keyword, Keyword::Arg | Keyword::Env)) else { continue };
            let stage = document.graph().stage_at(at);
            for pair in instruction.pairs() {
                let setter = Setter { instruction: at, stage, keyword, range: instruction.range_of(pair.key.span) };
                by_name.entry(pair.key.text(&instruction.line)).or_default().push(setter);
            }
        }
        Self { by_name }
    }
}

/// Where names are mentioned: behind a `$`, in any instruction, its quotes and heredocs too.
#[derive(Default)]
pub(super) struct Mentions<'d> {
    /// The indexes of the instructions, in order.
    by_name: HashMap<&'d str, Vec<usize>>,
}

impl<'d> Mentions<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, instruction) in document.file().instructions.iter().enumerate() {
            // A name may be split over lines; in the line of the instruction it is whole.
            let line = instruction.line.text().as_bytes();
            let bodies = ByteRange::new(instruction.header_end(), instruction.range.end).slice(document.text());
            for (_, name) in mentions(line).chain(mentions(bodies)) {
                let places = by_name.entry(name).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        Self { by_name }
    }

    fn of_name(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }
}

impl<'d> Facts<'d> {
    /// Every ARG of the file, those behind ONBUILD left out.
    pub fn arguments(&self) -> impl Iterator<Item = Argument<'d>> {
        let file = self.file();
        let graph = self.graph();
        let arguments = file.instructions.iter().enumerate().filter(|(_, instruction)| instruction.keyword == Some(Keyword::Arg));
        arguments.flat_map(move |(at, instruction)| {
            instruction.pairs().iter().map(move |pair| Argument {
                name: pair.key.text(&instruction.line),
                pair,
                instruction: at,
                stage: graph.stage_at(at),
                range: instruction.range_of(pair.key.span),
            })
        })
    }

    /// Whether a name stands behind a `$` in an instruction at or behind this one.
    pub fn is_mentioned_from(&self, name: &str, instruction: usize) -> bool {
        self.mentions().of_name(name).last().is_some_and(|last| *last >= instruction)
    }

    /// Whether a text that an instruction expands names a variable that has a value there.
    pub fn mentions_set_variable(&self, instruction: usize, text: &[u8]) -> bool {
        let scope = self.graph().scope_at(instruction);
        mentions(text).any(|(_, name)| scope.variable(name).is_some_and(|variable| variable.value.is_some()))
    }

    fn mentions(&self) -> &Mentions<'d> {
        self.mentions.get_or_init(|| Mentions::of(self.document))
    }

    /// Where the file's instructions set or declare a variable, in their order.
    pub fn setters(&self, name: &str) -> &[Setter] {
        self.setters.get_or_init(|| Setters::of(self.document)).by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// ARGs of other stages that a RUN uses in its shell text, as [`Self::unset_in_run`] has it for global ones.
    pub fn args_of_other_stages_in_run(&self) -> Vec<ShellUse<'d>> {
        let graph = self.graph();
        let is_foreign = |name: &str, at: usize| {
            let stage = graph.stage_at(at);
            let setters = self.setters(name);
            graph.globals.variable(name).is_none()
                && !is_platform_argument(name)
                && !is_used_by_builder(name)
                && graph.scope_at(at).variable(name).is_none()
                && !setters.is_empty()
                && setters.iter().all(|setter| setter.keyword == Keyword::Arg && setter.stage.is_some() && setter.stage != stage)
        };
        // Files of one stage have no others.
        if graph.stages.len() < 2 { Vec::new() } else { self.shell_uses(|keyword| keyword == Keyword::Run, is_foreign) }
    }

    /// Global ARGs and platform arguments that a RUN uses in its shell text where the stage does not declare them: the first use of each in
    /// each RUN. Nothing in the script may set them either.
    pub fn unset_in_run(&self) -> &[ShellUse<'d>] {
        self.unset_in_run.get_or_init(|| {
            let graph = self.graph();
            let is_unset = |name: &str, at: usize| {
                (graph.globals.variable(name).is_some() || is_platform_argument(name)) && graph.scope_at(at).variable(name).is_none()
            };
            self.shell_uses(|keyword| keyword == Keyword::Run, is_unset)
        })
    }

    /// The first use of each variable that `wanted` takes, by its name and the index of the instruction, in the shell text of each
    /// instruction of such keywords. What may get its value in the text itself, or from a secret mount, is left out, and so is text that
    /// cannot be read with certainty.
    pub fn shell_uses(&self, keywords: impl Fn(Keyword) -> bool, wanted: impl Fn(&str, usize) -> bool) -> Vec<ShellUse<'d>> {
        let document = self.document;
        let mut uses: Vec<ShellUse<'d>> = Vec::new();
        for (stage_index, stage) in self.graph().stages.iter().enumerate() {
            for at in stage.body.clone() {
                let Some(instruction) = document.file().instructions.get(at) else { continue };
                if !instruction.keyword.is_some_and(&keywords) {
                    continue;
                }
                let text = instruction.range.slice(document.text());
                if !mentions(text).any(|(_, name)| wanted(name, at)) {
                    continue;
                }
                let Some(script) = document.script(at).filter(|script| script.clean) else { continue };
                let first = uses.len();
                for expansion in &script.expansions {
                    let name = script.text_of(expansion.name);
                    let noted = uses.iter().skip(first).any(|noted| noted.name == name);
                    if noted || !wanted(name, at) || is_set(script, expansion, instruction) {
                        continue;
                    }
                    uses.push(ShellUse {
                        name,
                        stage: stage_index,
                        instruction: at,
                        range: script.file_range(expansion.span),
                        has_default: matches!(expansion.operator, Operator::Default | Operator::Alternative | Operator::Assign),
                    });
                }
            }
        }
        uses
    }
}

/// Whether the script, or a secret of the RUN, may set the variable.
fn is_set(script: &Script, expansion: &Expansion, instruction: &Instruction) -> bool {
    let name = script.text_of(expansion.name);
    script.may_set(name, expansion.span.start) || is_set_by_shell(script.dialect, name) || mounts_variable(instruction, name)
}

/// Variables that the shell or the builder gives a value.
///
/// Source: POSIX.1-2024, Shell Command Language, 2.5.3; bash(1), Shell Variables; `HOME` and `PATH` are set by BuildKit.
fn is_set_by_shell(dialect: Dialect, name: &str) -> bool {
    let everywhere = matches!(name, "HOME" | "PATH" | "PWD" | "OLDPWD" | "PPID" | "IFS" | "OPTIND" | "OPTARG" | "LINENO");
    // What `/bin/sh` is, is not always known.
    let may_be_bash = matches!(dialect, Dialect::Bash | Dialect::Sh);
    let in_bash = matches!(
        name,
        "UID" | "EUID" | "GROUPS" | "HOSTNAME" | "HOSTTYPE" | "MACHTYPE" | "OSTYPE" | "RANDOM" | "SECONDS" | "SHELLOPTS" | "SHLVL"
    );
    everywhere || (may_be_bash && (in_bash || name.starts_with("BASH")))
}

/// `RUN --mount=type=secret,env=NAME`.
fn mounts_variable(instruction: &Instruction, name: &str) -> bool {
    let mounts = instruction.flags.iter().filter(|flag| flag.name == "mount");
    let mut options = mounts.flat_map(|flag| mount_options(flag.value.as_deref().unwrap_or_default()).unwrap_or_default());
    options.any(|option| {
        let is_env = option.key.eq_ignore_ascii_case("env") || option.key.eq_ignore_ascii_case("id");
        is_env && option.value.as_deref().is_some_and(|value| value == name || value.contains('$'))
    })
}

/// Arguments that the builder itself or every program looks at, whether the file uses them or not.
///
/// Source: docs.docker.com, Dockerfile reference, Predefined ARGs and BuildKit built-in build args.
pub fn is_used_by_builder(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_proxy = matches!(lower.as_str(), "http_proxy" | "https_proxy" | "ftp_proxy" | "no_proxy" | "all_proxy");
    is_proxy || name.starts_with("BUILDKIT_") || name == "SOURCE_DATE_EPOCH"
}

/// For each stage, the last instruction that runs a program in it or in a stage that builds on it; such a program sees every ARG of the
/// stage in its environment. An ONBUILD counts as well: nobody knows what it fires.
pub fn last_runs(graph: &StageGraph, instructions: &[Instruction]) -> Vec<Option<usize>> {
    let runs = |at: &usize| {
        let keyword = instructions.get(*at).and_then(|instruction| instruction.keyword);
        matches!(keyword, Some(Keyword::Run | Keyword::Onbuild) | None)
    };
    let mut last: Vec<Option<usize>> = graph.stages.iter().map(|stage| stage.body.clone().rev().find(runs)).collect();
    for (index, stage) in graph.stages.iter().enumerate().rev() {
        let here = last.get(index).copied().flatten();
        let triggers = stage.triggers.iter().any(|trigger| trigger.keyword == Some(Keyword::Run)).then_some(stage.from);
        let handed = here.max(triggers);
        for base in stage.base.stage.iter().chain(&stage.base.possible) {
            if let Some(base) = last.get_mut(*base) {
                *base = (*base).max(handed);
            }
        }
    }
    last
}
