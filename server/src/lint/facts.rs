//! What rules can ask of a document, worked out once.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

use crate::document::Document;
use crate::images::is_official;
use crate::project::Builds;
use crate::project::StageBuilds;
use crate::shell::Dialect;
use crate::stages::{Edge, EdgeKind, Reach, Role, Source, StageGraph};
use crate::syntax::{Dockerfile, Expander, Fault, Instruction, Keyword, Span, closest, containing};
use crate::text::ByteRange;

use super::checks::{Check, CheckName, Checks};
use super::proof::Proofs;
use super::rule::Rule;
use super::run::Settings;
use super::secrets::{LeakedSecret, leaked_secrets};
use super::suppress::Suppressions;
use super::variables::{Mentions, Setters, ShellUse};

pub struct Facts<'d> {
    pub document: &'d Document,
    pub settings: &'d Settings,
    /// The stages that are built (see [`Settings::roots`]).
    pub targets: Vec<usize>,
    /// What the repository builds of them.
    pub builds: StageBuilds<'d>,
    /// What the targets need, whatever the values of variables may be.
    pub reach: Reach,
    pub roles: Vec<Role>,
    /// Every rule there is, whether it is on or not.
    pub rules: &'d [&'static Rule],
    /// The comments that suppress findings.
    pub suppressions: Suppressions,
    /// What BuildKit's own checks find.
    pub checks: Checks,
    /// Everything BuildKit's parser complains of within instructions.
    pub faults: Vec<FaultAt<'d>>,
    pub(super) mentions: OnceCell<Mentions<'d>>,
    pub(super) setters: OnceCell<Setters<'d>>,
    pub(super) unset_in_run: OnceCell<Vec<ShellUse<'d>>>,
    near_stages: NearStages,
    pub(super) leaked_secrets: OnceCell<Vec<LeakedSecret>>,
    pub(super) proofs: Proofs,
    /// Whether most instructions are written in lower case.
    pub(super) lower_case: OnceCell<bool>,
    /// The first instruction of a stage that uses a variable without a value.
    pub(super) first_uses: OnceCell<HashMap<(usize, String), usize>>,
}

/// A fault and the instruction it is in.
pub struct FaultAt<'d> {
    pub instruction: &'d Instruction,
    pub fault: &'d Fault,
    /// It stands behind ONBUILD: the builder meets it when another stage or image builds on this one.
    pub deferred: bool,
}

impl<'d> Facts<'d> {
    pub(super) fn new(document: &'d Document, settings: &'d Settings, rules: &'d [&'static Rule]) -> Self {
        let graph = document.graph();
        let builds = settings.stage_builds(document);
        let targets = settings.roots(document, &builds);
        let roles = settings.roles(document, &builds);
        Self {
            document,
            settings,
            reach: graph.possible_reach(targets.iter().copied()),
            targets,
            builds,
            roles,
            checks: Checks::new(document, &settings.build, settings.contexts_of(document)),
            faults: faults(document.file()),
            suppressions: Suppressions::of(document),
            rules,
            mentions: OnceCell::new(),
            setters: OnceCell::new(),
            unset_in_run: OnceCell::new(),
            near_stages: NearStages::default(),
            leaked_secrets: OnceCell::new(),
            proofs: Proofs::default(),
            lower_case: OnceCell::new(),
            first_uses: OnceCell::new(),
        }
    }

    pub fn file(&self) -> &'d Dockerfile {
        self.document.file()
    }

    pub fn graph(&self) -> &'d StageGraph {
        self.document.graph()
    }

    pub fn instruction(&self, index: usize) -> Option<&'d Instruction> {
        self.file().instructions.get(index)
    }

    /// Every instruction, and behind each ONBUILD the one that it puts off, with the index of the outermost.
    pub fn with_triggers(&self) -> impl Iterator<Item = (usize, &'d Instruction)> {
        let instructions = self.file().instructions.iter().enumerate();
        instructions
            .flat_map(|(at, instruction)| std::iter::successors(Some(instruction), |outer| outer.trigger()).map(move |inner| (at, inner)))
    }

    /// The text of a span that stands in the file in one piece and as it is.
    pub fn range_if_verbatim(&self, instruction: &Instruction, span: Span) -> Option<ByteRange> {
        let range = instruction.range_of(span);
        (range.slice(self.document.text()) == instruction.text_of(span).as_bytes()).then_some(range)
    }

    /// What one of BuildKit's checks finds in the file itself. What an ONBUILD does where it is fired is left out: its FROM is not
    /// what is wrong.
    pub fn checks(&self, name: CheckName) -> impl Iterator<Item = &Check> {
        self.checks.found.iter().filter(move |check| check.name == name && !check.fired)
    }

    /// Values that have the form of a secret, wherever they stand.
    pub fn leaked_secrets(&self) -> &[LeakedSecret] {
        self.leaked_secrets.get_or_init(|| leaked_secrets(self.document))
    }

    /// Whether an instruction is for a Windows image: the build is, the base image is one, or the escape character is the one that paths
    /// of Windows need.
    pub fn is_for_windows(&self, instruction: usize) -> bool {
        if self.settings.build.platform.os == "windows" || self.file().escape == '`' {
            return true;
        }
        let stages = &self.graph().stages;
        let mut base = self.graph().stage_at(instruction).and_then(|stage| stages.get(stage)).map(|stage| &stage.base);
        while let Some(below) = base.and_then(|base| base.stage).and_then(|stage| stages.get(stage)) {
            base = Some(&below.base);
        }
        base.is_some_and(|base| Dialect::of_image(&base.resolved) == Dialect::Cmd)
    }

    /// The CMD and ENTRYPOINT that the images of the targets run, by the indexes of the instructions.
    pub fn commands_in_effect(&self) -> Vec<usize> {
        let mut in_effect = Vec::new();
        for target in &self.targets {
            let mut stages = Vec::new();
            let mut next = Some(*target);
            while let Some(stage) = next.and_then(|index| self.graph().stages.get(index)) {
                stages.push(stage);
                next = stage.base.stage;
            }
            let last = |keyword: Keyword| {
                stages.iter().enumerate().find_map(|(depth, stage)| {
                    let mut body = stage.body.clone().rev();
                    let at = body.find(|at| self.instruction(*at).is_some_and(|instruction| instruction.keyword == Some(keyword)))?;
                    Some((depth, at))
                })
            };
            let (command, entrypoint) = (last(Keyword::Cmd), last(Keyword::Entrypoint));
            in_effect.extend(entrypoint.map(|(_, at)| at));
            // An ENTRYPOINT takes back the CMD of the stages below.
            let taken_back = |depth: usize| entrypoint.is_some_and(|(nearer, _)| nearer < depth);
            in_effect.extend(command.filter(|(depth, _)| !taken_back(*depth)).map(|(_, at)| at));
        }
        in_effect
    }

    /// Whether BuildKit cannot parse the instruction.
    pub fn is_refused(&self, instruction: usize) -> bool {
        self.instruction(instruction).is_some_and(|instruction| !instruction.faults.is_empty())
    }

    /// A flag with the blanks behind it: what there is to delete.
    pub fn flag_with_blanks(&self, instruction: usize, name: &str) -> Option<ByteRange> {
        let instruction = self.instruction(instruction)?;
        Some(self.with_blanks(instruction.range_of(instruction.flag(name)?.span)))
    }

    /// Edges as they are written in the file: those of ONBUILD instructions in other stages left out.
    pub fn edges(&self) -> impl Iterator<Item = (usize, &'d Edge)> {
        let stages = self.graph().stages.iter().enumerate();
        stages.flat_map(|(index, stage)| stage.edges.iter().map(move |edge| (index, edge))).filter(|(_, edge)| !edge.trigger)
    }

    /// Edges to something that is not in the file: images, and perhaps build contexts; not such as are known to be contexts.
    pub fn outside_edges(&self) -> impl Iterator<Item = (usize, &'d Edge)> {
        let outside =
            |edge: &Edge| edge.source == Source::Outside && edge.context.is_none() && !edge.name.is_empty() && edge.name != "scratch";
        self.edges().filter(move |(_, edge)| outside(edge))
    }

    /// Whether some build of the repository has a named context of this name.
    pub fn may_be_context(&self, name: &str) -> bool {
        let gives = |builds: &Builds| builds.all().any(|(build, _)| build.context_named(name).is_some());
        self.settings.builds.as_deref().is_some_and(gives)
    }

    /// Where a global ARG is declared.
    pub fn global_argument(&self, name: &str) -> Option<ByteRange> {
        let globals = self.file().instructions.iter().take_while(|instruction| instruction.keyword != Some(Keyword::From));
        let mut pairs = globals.flat_map(|instruction| instruction.pairs().iter().map(move |pair| (instruction, pair)));
        let (instruction, pair) = pairs.find(|(instruction, pair)| pair.key.text(&instruction.line) == name)?;
        Some(instruction.range_of(pair.key.span))
    }

    /// The first variable of a word of FROM that nothing declares before the first FROM.
    pub fn undeclared_in_from(&self, written: &str) -> Option<String> {
        let globals = &self.graph().globals;
        let uses = Expander::new(self.file().escape, globals).expand(written).uses;
        uses.into_iter().find(|name| globals.variable(&name.name).is_none()).map(|name| name.name)
    }

    /// What to do about a word of FROM that is empty after expansion, or of which too little is left.
    pub fn advice_on_blank(&self, written: &str) -> String {
        let globals = &self.graph().globals;
        let uses = Expander::new(self.file().escape, globals).expand(written).uses;
        let undeclared = uses.iter().find(|name| globals.variable(&name.name).is_none());
        if let Some(name) = undeclared {
            if self.setters(&name.name).iter().any(|setter| setter.keyword == Keyword::Arg) {
                return format!("FROM only sees build arguments that are declared before the first FROM: move `ARG {}` there.", name.name);
            }
            return match closest(&name.name, globals.names()) {
                Some(known) => format!("Did you mean `${known}`?"),
                None => format!("FROM sees only ARGs that stand before the first FROM: write `ARG {}=…` there.", name.name),
            };
        }
        match uses.first() {
            Some(name) => format!("Give the ARG a default: `ARG {}=…`.", name.name),
            None => "Write it out.".to_owned(),
        }
    }

    /// The stage whose name a `--from` nearly has: a slip, or a part of a name. With a tag, a digest or a path it names an image.
    pub fn nearly_meant(&self, edge: &Edge) -> Option<&'d str> {
        if edge.kind == EdgeKind::Base || !is_plain_word(&edge.name) {
            return None;
        }
        self.near_stages.of(&edge.name, self.graph())
    }

    /// Whether a `--from` is a word that no stage has, and none that is known as an image either: a slip, a stage that was forgotten, or
    /// a build context that only the call of the build names.
    pub fn is_no_stage(&self, edge: &Edge) -> bool {
        edge.kind != EdgeKind::Base && is_plain_word(&edge.name) && (self.nearly_meant(edge).is_some() || !is_official(&edge.name))
    }

    /// Where a part of a name stands in the file; the whole name if it is not written there as it is meant.
    pub fn range_in(&self, edge: &Edge, part: Span) -> ByteRange {
        if edge.range.slice(self.document.text()) != edge.name.as_bytes() {
            return edge.range;
        }
        ByteRange::new(edge.range.start + part.start, edge.range.start + part.end)
    }

    /// The default of the ARG that a base image is wholly or partly made of, if it is made of one.
    pub fn default_behind(&self, edge: &Edge) -> Option<ByteRange> {
        let from = self.instruction(edge.instruction).filter(|_| edge.kind == EdgeKind::Base)?;
        let written = from.from()?.base()?.text(&from.line);
        let uses = Expander::new(self.file().escape, &self.graph().globals).expand(written).uses;
        let globals = self.file().instructions.iter().take_while(|instruction| instruction.keyword != Some(Keyword::From));
        let pairs = globals.flat_map(|instruction| instruction.pairs().iter().map(move |pair| (instruction, pair)));
        let named = pairs.filter(|(instruction, pair)| uses.iter().any(|name| name.name == pair.key.text(&instruction.line)));
        let (instruction, pair) = named.last()?;
        Some(instruction.range_of(pair.value.as_ref()?.span))
    }

    /// How a stage is called in a message: its name, or its number.
    pub fn stage_title(&self, index: usize) -> String {
        let name = self.graph().stages.get(index).and_then(|stage| stage.name.as_deref());
        name.map_or_else(|| format!("stage {index}"), |name| format!("stage `{name}`"))
    }

    /// Where a stage is declared: its name, or its base if it has none.
    pub fn stage_range(&self, index: usize) -> ByteRange {
        let stage = self.graph().stages.get(index);
        stage.map_or(ByteRange::default(), |stage| stage.name_range.unwrap_or(stage.base.range))
    }
}

/// Whether a `--from` could be the name of a stage or of a build context as well as that of an image.
pub fn is_plain_word(name: &str) -> bool {
    !name.is_empty() && !name.contains([':', '/', '@'])
}

/// Which stage a name nearly has, found out once for each name.
#[derive(Default)]
struct NearStages {
    /// By the name that is looked for, the index of the stage.
    found: RefCell<HashMap<String, Option<usize>>>,
    compared: Cell<usize>,
}

/// How many names are compared for a file: each of 2,000 with each of 1,000 stages. A program that writes more of both makes no slips.
const COMPARISONS: usize = 2_000_000;

impl NearStages {
    fn of<'d>(&self, name: &str, graph: &'d StageGraph) -> Option<&'d str> {
        if let Some(known) = self.found.borrow().get(name) {
            return known.and_then(|index| graph.stages.get(index)?.name.as_deref());
        }
        self.compared.set(self.compared.get().saturating_add(graph.stages.len()));
        // `golang` is an image, whatever stage `golang-build` is.
        let part_of = |name, names| if is_official(name) { None } else { containing(name, names) };
        let names = || graph.stages.iter().filter_map(|stage| stage.name.as_deref());
        let near = (self.compared.get() <= COMPARISONS).then(|| closest(name, names()).or_else(|| part_of(name, names()))).flatten();
        self.found.borrow_mut().insert(name.to_owned(), near.and_then(|near| graph.stage_named(near)));
        near
    }
}

/// Whether BuildKit defines an ARG of that name for the platforms of the build.
pub fn is_platform_argument(name: &str) -> bool {
    let part = name.strip_prefix("TARGET").or_else(|| name.strip_prefix("BUILD"));
    part.is_some_and(|part| matches!(part, "PLATFORM" | "OS" | "OSVERSION" | "ARCH" | "VARIANT")) || name == "TARGETSTAGE"
}

fn faults(file: &Dockerfile) -> Vec<FaultAt<'_>> {
    let mut found = Vec::new();
    for instruction in &file.instructions {
        found.extend(instruction.faults.iter().map(|fault| FaultAt { instruction, fault, deferred: false }));
        let mut inner = instruction.trigger();
        while let Some(trigger) = inner {
            found.extend(trigger.faults.iter().map(|fault| FaultAt { instruction: trigger, fault, deferred: true }));
            inner = trigger.trigger();
        }
    }
    found
}
