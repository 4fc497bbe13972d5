//! What name stands at a place, and where else it stands: stages, variables, heredocs.
//!
//! A variable is one through everything that shares its value or its build argument: a global ARG, the ARGs of the same name in stages, and
//! what a stage takes over from the stage it builds on. Two stages that each declare a name, and have nothing of that in common, have
//! two variables.

use std::collections::HashMap;

use crate::document::Document;
use crate::shell::{AssignmentKind, Script, mentions};
use crate::stages::{BuildOptions, EdgeKind, Source, UseAt};
use crate::syntax::{Instruction, Keyword, Pair, Span, heredoc_of};
use crate::text::ByteRange;

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Name {
    Stage(usize),
    /// The number of a variable of the file.
    Variable(usize),
    /// An instruction, and which of its heredocs.
    Heredoc(usize, usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SiteKind {
    /// `AS name`; ARG and ENV; the word behind `<<`.
    Definition,
    /// `ARG name` in a stage, which takes the value over from before the first FROM.
    Redeclaration,
    Use,
    /// A stage by its number.
    Number,
    /// A stage, in a word with a variable in it: the name cannot be changed here.
    Computed,
}

/// A place with a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Site {
    pub name: Name,
    pub kind: SiteKind,
    /// The name alone: of a variable without `$` and braces.
    pub range: ByteRange,
    /// The index of the instruction.
    pub instruction: usize,
}

/// Every name of a document.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Sorted by place.
    sites: Vec<Site>,
    variables: Vec<String>,
    /// By instruction its stage; none before the first FROM, and of a FROM, whose variables are global.
    scopes: Vec<Option<usize>>,
    /// By stage the stage it builds on.
    bases: Vec<Option<usize>>,
}

impl Names {
    /// `options` are those the document was made with.
    pub fn of(document: &Document, options: &BuildOptions) -> Self {
        let mut collector = Collector::new(document);
        collector.stages();
        collector.definitions();
        collector.uses(options);
        collector.shells();
        collector.heredocs();
        let graph = document.graph();
        let is_from = |stage: usize, at: usize| graph.stages.get(stage).is_some_and(|stage| stage.from == at);
        let scopes = 0..document.file().instructions.len();
        let scopes = scopes.map(|at| graph.stage_at(at).filter(|stage| !is_from(*stage, at))).collect();
        let bases = graph.stages.iter().map(|stage| stage.base.stage).collect();
        let Collector { mut sites, mut variables, .. } = collector;
        // Some were put together after they were noted.
        for site in &mut sites {
            if let Name::Variable(number) = site.name {
                site.name = Name::Variable(variables.find(number));
            }
        }
        sites.sort_by_key(|site| (site.range, site.kind == SiteKind::Use));
        sites.dedup_by(|a, b| a.range == b.range && a.name == b.name);
        Self { sites, variables: variables.names, scopes, bases }
    }

    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The site at a byte offset, its end included; the one that begins last, if several do.
    pub fn at(&self, offset: u32) -> Option<Site> {
        let before = self.sites.partition_point(|site| site.range.start <= offset);
        self.sites.get(..before)?.iter().rev().find(|site| offset <= site.range.end).copied()
    }

    /// All sites of a name, in the order of their places.
    pub fn of_name(&self, name: Name) -> impl Iterator<Item = Site> {
        self.sites.iter().filter(move |site| site.name == name).copied()
    }

    /// Where the name at a site is defined: of a variable, the definition that gives it its value there, as far as the file shows it.
    pub fn definitions(&self, site: &Site) -> Vec<Site> {
        let defines = |site: &&Site| matches!(site.kind, SiteKind::Definition | SiteKind::Redeclaration);
        let all: Vec<Site> = self.of_name(site.name).filter(|other| defines(&other)).collect();
        let Name::Variable(_) = site.name else { return all };
        if site.kind == SiteKind::Redeclaration {
            let outside: Vec<Site> =
                all.iter().filter(|other| other.kind == SiteKind::Definition && other.instruction < site.instruction).copied().collect();
            return if outside.is_empty() { vec![*site] } else { outside.into_iter().take(1).collect() };
        }
        if site.kind == SiteKind::Definition {
            return vec![*site];
        }
        // Another stage may have a variable of the same build argument, and gives it no value here.
        let here: Vec<Site> = all.into_iter().filter(|other| self.reaches(other, site)).collect();
        let before = here.iter().rev().find(|other| other.instruction < site.instruction);
        before.or(here.first()).into_iter().copied().collect()
    }

    /// Whether what a definition sets is there for a use: it is global, or of the same stage or one below it.
    fn reaches(&self, definition: &Site, used: &Site) -> bool {
        let scope = |site: &Site| self.scopes.get(site.instruction).copied().flatten();
        let Some(stage) = scope(definition) else { return true };
        let mut at = scope(used);
        while let Some(here) = at.filter(|here| *here > stage) {
            at = self.bases.get(here).copied().flatten();
        }
        at == Some(stage)
    }

    /// What a variable is called.
    pub fn variable(&self, number: usize) -> &str {
        self.variables.get(number).map_or("", String::as_str)
    }
}

struct Collector<'d> {
    document: &'d Document,
    sites: Vec<Site>,
    variables: Variables,
}

/// Variables, each at first one a stage and a name, then put together.
#[derive(Default)]
struct Variables {
    /// By the stage (none for globals) and the name.
    known: HashMap<(Option<usize>, String), usize>,
    names: Vec<String>,
    /// Where each of them went, if it was put together with another.
    parents: Vec<usize>,
}

impl Variables {
    fn get(&mut self, stage: Option<usize>, name: &str) -> usize {
        let next = self.names.len();
        let number = *self.known.entry((stage, name.to_owned())).or_insert(next);
        if number == next {
            self.names.push(name.to_owned());
            self.parents.push(number);
        }
        self.find(number)
    }

    fn find(&mut self, mut number: usize) -> usize {
        while let Some(parent) = self.parents.get(number).copied().filter(|parent| *parent != number) {
            number = parent;
        }
        number
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(parent) = self.parents.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }
}

impl<'d> Collector<'d> {
    fn new(document: &'d Document) -> Self {
        Self { document, sites: Vec::new(), variables: Variables::default() }
    }

    fn site(&mut self, name: Name, kind: SiteKind, range: ByteRange, instruction: usize) {
        self.sites.push(Site { name, kind, range, instruction });
    }

    fn stages(&mut self) {
        let graph = self.document.graph();
        for (index, stage) in graph.stages.iter().enumerate() {
            if let Some(range) = stage.name_range {
                self.site(Name::Stage(index), SiteKind::Definition, range, stage.from);
            }
            for edge in stage.edges.iter().filter(|edge| !edge.trigger).chain(&stage.put_off) {
                let Source::Stage(of) = edge.source else { continue };
                let written = edge.range.slice(self.document.text());
                let is_name = graph
                    .stages
                    .get(of)
                    .and_then(|stage| stage.name.as_deref())
                    .is_some_and(|name| String::from_utf8_lossy(written).to_lowercase() == name);
                let kind = match (is_name, edge.kind) {
                    (true, _) => SiteKind::Use,
                    (false, EdgeKind::Base) => SiteKind::Computed,
                    (false, _) if written.iter().all(u8::is_ascii_digit) => SiteKind::Number,
                    (false, _) => SiteKind::Computed,
                };
                self.site(Name::Stage(of), kind, edge.range, edge.instruction);
            }
            // `FROM $RUNTIME` with an image as its default is no place of the stages above, though `--build-arg` could name one.
            if stage.base.open && stage.base.stage.is_none() && !stage.base.resolved.is_empty() {
                continue;
            }
            for of in &stage.base.possible {
                self.site(Name::Stage(*of), SiteKind::Computed, stage.base.range, stage.from);
            }
        }
    }

    /// ARG and ENV.
    fn definitions(&mut self) {
        let graph = self.document.graph();
        let file = self.document.file();
        // What a stage takes over is the variable of the stage it builds on.
        for (index, stage) in graph.stages.iter().enumerate() {
            let Some(base) = stage.base.stage.and_then(|base| Some((base, graph.stages.get(base)?))) else { continue };
            let names: Vec<String> = base.1.scope.declared().map(str::to_owned).collect();
            for name in names {
                let (a, b) = (self.variables.get(Some(index), &name), self.variables.get(Some(base.0), &name));
                self.variables.join(a, b);
            }
        }
        for (at, instruction) in file.instructions.iter().enumerate() {
            let is_arg = instruction.keyword == Some(Keyword::Arg);
            if !is_arg && instruction.keyword != Some(Keyword::Env) {
                continue;
            }
            let stage = graph.stage_at(at);
            for pair in instruction.pairs() {
                let name = pair.key.text(&instruction.line);
                if !is_name(name) {
                    continue;
                }
                let number = self.variables.get(stage, name);
                let global = is_arg && stage.is_some() && graph.globals.variable(name).is_some();
                if global {
                    let outside = self.variables.get(None, name);
                    self.variables.join(number, outside);
                }
                let kind = if global && pair.value.is_none() { SiteKind::Redeclaration } else { SiteKind::Definition };
                self.define(number, kind, instruction, pair, at);
            }
        }
    }

    fn define(&mut self, number: usize, kind: SiteKind, instruction: &Instruction, pair: &Pair, at: usize) {
        let range = instruction.range_of(pair.key.span);
        self.site(Name::Variable(number), kind, range, at);
    }

    /// What Dockerfile instructions expand.
    fn uses(&mut self, options: &BuildOptions) {
        let document = self.document;
        let graph = document.graph();
        for used in graph.variable_uses(document.file(), document.text(), options) {
            let is_from =
                document.file().instructions.get(used.instruction).is_some_and(|instruction| instruction.keyword == Some(Keyword::From));
            let stage = graph.stage_at(used.instruction).filter(|_| !is_from);
            let number = self.variables.get(stage, &used.name);
            for range in names_in(document, &used) {
                self.site(Name::Variable(number), SiteKind::Use, range, used.instruction);
            }
        }
    }

    /// What shells expand, of the variables that the Dockerfile sets.
    fn shells(&mut self) {
        let document = self.document;
        let graph = document.graph();
        for at in 0..document.file().instructions.len() {
            let stage = graph.stage_at(at);
            if stage.is_none() && !graph.is_fragment() {
                continue;
            }
            let Some(script) = document.script(at) else { continue };
            let scope = graph.scope_at(at);
            let reads = script.expansions.iter().map(|expansion| expansion.name);
            let exports = script.assignments.iter().filter(|assignment| names_only(assignment.kind) && assignment.value.is_none());
            for name in reads.chain(exports.map(|assignment| assignment.name)) {
                let text = script.text_of(name);
                if scope.variable(text).is_none() || is_assigned_before(script, text, name.start) {
                    continue;
                }
                let number = self.variables.get(stage, text);
                self.site(Name::Variable(number), SiteKind::Use, script.file_range(name), at);
            }
        }
    }

    fn heredocs(&mut self) {
        for (at, instruction) in self.document.file().instructions.iter().enumerate() {
            if instruction.heredocs.is_empty() {
                continue;
            }
            let line = instruction.line.text();
            let mut from = 0;
            for (number, heredoc) in instruction.heredocs.iter().enumerate() {
                let rest = line.get(from..).unwrap_or_default();
                let Some(word) = rest.find("<<").map(|found| from + found) else { break };
                let behind = line.get(word..).unwrap_or_default();
                let end = behind.find([' ', '\t']).map_or(line.len(), |length| word + length);
                from = end.max(word + 2);
                let is_it = line.get(word..end).and_then(heredoc_of).is_some_and(|found| found.name == heredoc.name);
                let name = line.get(word..end).and_then(|text| text.find(&heredoc.name)).map(|inside| word + inside);
                if let Some(start) = name.filter(|_| is_it) {
                    let range = instruction.range_of(crate::syntax::Span::new(start, start + heredoc.name.len()));
                    self.site(Name::Heredoc(at, number), SiteKind::Definition, range, at);
                    if let Some(end) = heredoc.end {
                        // Behind `<<-` tabs may stand before it.
                        let tabs = end.slice(self.document.text()).iter().take_while(|byte| **byte == b'\t').count() as u32;
                        self.site(Name::Heredoc(at, number), SiteKind::Use, ByteRange::new(end.start + tabs, end.end), at);
                    }
                }
            }
        }
    }
}

/// `export name` and `unset name` do not give it a value.
fn names_only(kind: AssignmentKind) -> bool {
    matches!(kind, AssignmentKind::Export | AssignmentKind::Declaration | AssignmentKind::Unset)
}

/// Whether the script has given the variable a value of its own before this place.
fn is_assigned_before(script: &Script, name: &str, offset: u32) -> bool {
    script.assignments.iter().any(|assignment| {
        let sets = match assignment.kind {
            AssignmentKind::Prefix | AssignmentKind::Expansion | AssignmentKind::Unset => false,
            AssignmentKind::Export | AssignmentKind::Declaration => assignment.value.is_some(),
            AssignmentKind::Statement | AssignmentKind::Loop | AssignmentKind::Builtin => true,
        };
        sets && assignment.value.unwrap_or(assignment.name).end <= offset && script.text_of(assignment.name) == name
    })
}

/// Where the name stands in `$name` or `${name…}`. Of a word with quotes the place of the whole word is known only: there it is everywhere
/// behind a `$`.
/// A name that is split over lines is whole in the line of its instruction.
fn names_in(document: &Document, used: &UseAt) -> Vec<ByteRange> {
    let range = used.range;
    let line = document.file().instructions.get(used.instruction).map(|instruction| &instruction.line);
    let inside = line.and_then(|line| {
        let span = Span { start: line.logical_offset(range.start)?, end: line.logical_offset(range.end.checked_sub(1)?)? + 1 };
        Some((line, span))
    });
    if let Some((line, span)) = inside {
        let found = mentions(span.of(line.text()).as_bytes()).filter(|(_, found)| *found == used.name);
        return found.map(|(name, _)| line.file_range(name.moved(span.start))).collect();
    }
    let found = mentions(range.slice(document.text())).filter(|(_, found)| *found == used.name);
    found.map(|(span, _)| ByteRange::new(range.start + span.start, range.start + span.end)).collect()
}

/// Whether a text can be the name of a variable.
pub fn is_name(text: &str) -> bool {
    let first = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    first && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
