//! A stage graph in several forms: for people, Graphviz, Markdown, programs and browsers.

mod svg;

use std::fmt::Write as _;

use dflint::document::Document;
use dflint::lint::Settings;
use dflint::project::{Build, Builds, Sources};
use dflint::stages::{Edge, EdgeKind, Reach, Role, Source, StageGraph};
use serde_json::{Map, Value, json};

use crate::show::{number, shown};

/// What is shown of a graph, and for which target.
pub(crate) struct View<'g> {
    pub path: &'g str,
    pub graph: &'g StageGraph,
    pub target: usize,
    pub reach: Reach,
    /// What the target would need with other values of the variables in FROM, too.
    pub possible: Reach,
    pub roles: Vec<Role>,
    /// What in the repository builds which of the stages.
    pub builders: Vec<Builder>,
    /// What stands behind named contexts, by their values.
    pub links: &'g [(String, String)],
}

/// A build that some file of the repository describes.
pub(crate) struct Builder {
    /// `compose:web`, `workflow ci.yml`.
    pub title: String,
    pub file: String,
    /// Each once, in ascending order.
    pub stages: Vec<usize>,
    /// For each stage, whether it needs it, with its own arguments and contexts.
    pub needs: Vec<bool>,
}

/// The builds of a document's stages: those of one title and file are one.
pub(crate) fn builders(document: &Document, settings: &Settings) -> Vec<Builder> {
    let Some(sources) = settings.builds.as_deref().map(Builds::sources) else { return Vec::new() };
    let builds = settings.stage_builds(document);
    let mut builders: Vec<Builder> = Vec::new();
    // The builder of each build that was seen.
    let mut seen: Vec<(&Build, usize)> = Vec::new();
    for (stage, of_stage) in builds.of.iter().enumerate() {
        for build in of_stage {
            let known = seen.iter().find(|(of, _)| std::ptr::eq(*of, *build)).map(|(_, at)| *at);
            let at = known.unwrap_or_else(|| {
                let at = builder_of(&mut builders, build, sources, builds.of.len());
                let needs = builders.get_mut(at).map(|builder| builder.needs.as_mut_slice()).unwrap_or_default();
                for (needs, of_build) in needs.iter_mut().zip(build.needs(document).needed) {
                    *needs |= of_build;
                }
                seen.push((build, at));
                at
            });
            if let Some(builder) = builders.get_mut(at).filter(|builder| !builder.stages.contains(&stage)) {
                builder.stages.push(stage);
            }
        }
    }
    builders
}

/// The number of the builder of a build: that of the same title and file, or a new one.
fn builder_of(builders: &mut Vec<Builder>, build: &Build, sources: &Sources, stages: usize) -> usize {
    let (title, file) = (shown(&build.title(sources)), shown(sources.path(build.place.file)));
    let known = builders.iter().position(|builder| builder.title == title && builder.file == file);
    known.unwrap_or_else(|| {
        builders.push(Builder { title, file, stages: Vec::new(), needs: vec![false; stages] });
        builders.len() - 1
    })
}

const fn verb(edge: &Edge) -> &'static str {
    match (edge.kind, edge.trigger) {
        (EdgeKind::Base, _) => "builds on",
        (EdgeKind::Copy, false) => "copies from",
        (EdgeKind::Mount, false) => "mounts",
        (EdgeKind::Copy, true) => "copies (ONBUILD) from",
        (EdgeKind::Mount, true) => "mounts (ONBUILD)",
    }
}

const fn kind(edge: &Edge) -> &'static str {
    match (edge.kind, edge.trigger) {
        (EdgeKind::Base, _) => "base",
        (EdgeKind::Copy, false) => "copy",
        (EdgeKind::Mount, false) => "mount",
        (EdgeKind::Copy, true) => "onbuild-copy",
        (EdgeKind::Mount, true) => "onbuild-mount",
    }
}

impl View<'_> {
    fn title(&self, stage: usize) -> String {
        let name = self.graph.stages.get(stage).and_then(|stage| stage.name.clone());
        shown(&name.unwrap_or_else(|| format!("stage {stage}")))
    }

    fn role(&self, stage: usize) -> Role {
        self.roles.get(stage).copied().unwrap_or(Role::Unneeded)
    }

    /// Whether the target needs it only if a variable in a FROM has another value.
    fn is_possible(&self, stage: usize) -> bool {
        !self.reach.needs(stage) && self.possible.needs(stage)
    }

    /// The titles of what builds a stage.
    fn built_by(&self, stage: usize) -> Vec<&str> {
        let mut titles: Vec<_> =
            self.builders.iter().filter(|builder| builder.stages.contains(&stage)).map(|builder| builder.title.as_str()).collect();
        titles.dedup();
        titles
    }

    /// The titles of what needs a stage for another one that it builds.
    fn needed_by(&self, stage: usize) -> Vec<&str> {
        let needs = |builder: &&Builder| builder.needs.get(stage) == Some(&true) && !builder.stages.contains(&stage);
        let mut titles: Vec<_> = self.builders.iter().filter(needs).map(|builder| builder.title.as_str()).collect();
        titles.dedup();
        titles
    }

    /// How a stage that may be needed itself, or whose base may be another, uses this one.
    fn possible_use(&self, stage: usize, by: usize, edge: &Edge) -> String {
        let user = self.title(by);
        if edge.source.stage() == Some(stage) {
            return format!("{user} {} it", verb(edge));
        }
        let written = self.graph.stages.get(by).map_or("", |user| user.base.written.as_str());
        format!("{user} builds on it with another value of {}", shown(written))
    }

    /// The bases that FROMs would have with other values: the stage, and the one it would build on.
    fn possible_bases(&self) -> impl Iterator<Item = (usize, usize)> {
        let stages = self.graph.stages.iter().enumerate();
        let built = stages.filter(|(_, stage)| stage.context.is_none());
        built.flat_map(|(index, stage)| stage.base.possible.iter().map(move |base| (index, *base)))
    }

    /// The edges that lead somewhere; a mount without a source does not.
    fn edges(&self, stage: usize) -> impl Iterator<Item = &Edge> {
        let built = self.graph.stages.get(stage).filter(|stage| stage.context.is_none());
        let edges = built.map_or(&[][..], |stage| &stage.edges);
        edges.iter().filter(|edge| edge.source != Source::Nothing)
    }

    /// A named context, and what stands behind it.
    fn context(&self, value: &str) -> String {
        let link = self.links.iter().find(|(of, _)| of == value).map_or_else(String::new, |(_, link)| format!(": {link}"));
        shown(&format!("{value}{link}"))
    }

    fn source(&self, edge: &Edge) -> String {
        match edge.source {
            Source::Stage(to) => self.title(to),
            Source::Invalid => format!("{} (invalid)", edge.name),
            _ if edge.name.is_empty() => "nothing".to_owned(),
            _ => shown(&edge.name),
        }
    }

    pub(crate) fn text(&self) -> String {
        let needed = self.reach.stages().count();
        let all = number(self.graph.stages.len(), "stage");
        let more = match (0..self.graph.stages.len()).filter(|index| self.is_possible(*index)).count() {
            0 => String::new(),
            more => format!(", and {more} more with other values of variables in FROM"),
        };
        let mut text = format!("{}: target {}, which needs {needed} of {all}{more}\n", self.path, self.title(self.target));
        for (index, stage) in self.graph.stages.iter().enumerate() {
            let mark = match (self.reach.needs(index), self.is_possible(index)) {
                (true, _) => '*',
                (_, true) => '?',
                _ => ' ',
            };
            let name = stage.name.as_deref().unwrap_or("(no name)");
            let role = self.role(index).as_str().replace('-', " ");
            let _ = writeln!(text, "\n{mark} {index} {name}  line {}, {role}", stage.lines.first);
            for edge in self.edges(index) {
                let written = shown(&stage.base.written);
                let variable =
                    if edge.kind == EdgeKind::Base && stage.base.variable { format!("  (written {written})") } else { String::new() };
                let (place, what) = match &edge.context {
                    Some(context) => ("context ", format!(" ({})", self.context(context))),
                    None if edge.source.stage().is_some() || matches!(edge.name.as_str(), "" | "scratch") => ("", String::new()),
                    None => ("image ", String::new()),
                };
                let _ = writeln!(text, "      {} {place}{}{what}, line {}{variable}", verb(edge), self.source(edge), edge.lines.first);
            }
            if let Some(context) = &stage.context {
                let _ = writeln!(text, "      is not built: the context {} ({}) takes its place", self.title(index), self.context(context));
            }
            let built_by = self.built_by(index);
            if !built_by.is_empty() {
                let _ = writeln!(text, "      built by {}", built_by.join(", "));
            }
            let _ = match (index == self.target, self.reach.reason(self.graph, index)) {
                (true, _) => writeln!(text, "      needed: it is the target"),
                (_, Some((by, edge))) => writeln!(text, "      needed: {} {} it, line {}", self.title(by), verb(edge), edge.lines.first),
                (_, None) if self.reach.needs(index) => writeln!(text, "      built because it stands above the target"),
                (_, None) => match self.possible.reason(self.graph, index) {
                    Some((by, edge)) => {
                        let (user, line) = (self.possible_use(index, by, edge), edge.lines.first);
                        match self.needed_by(index).as_slice() {
                            [] => writeln!(text, "      perhaps needed: {user}, line {line}"),
                            builders => writeln!(text, "      perhaps needed: {user}, line {line}; needed by {}", builders.join(", ")),
                        }
                    }
                    None => match self.needed_by(index).as_slice() {
                        [] => writeln!(text, "      not needed by the target"),
                        builders => writeln!(text, "      not needed by the target, but by {}", builders.join(", ")),
                    },
                },
            };
        }
        text
    }

    pub(crate) fn dot(&self) -> String {
        let quote = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let mut text = format!("digraph {} {{\n  rankdir=LR;\n  node [shape=box];\n", quote(self.path));
        for index in 0..self.graph.stages.len() {
            let style = match self.role(index) {
                Role::Shipped => "style=bold",
                Role::Possible => "style=dotted",
                Role::Unneeded => "style=dashed",
                _ => "style=solid",
            };
            let _ = writeln!(text, "  s{index} [label={}, {style}];", quote(&self.title(index)));
        }
        for image in self.images() {
            let _ = writeln!(text, "  {} [shape=ellipse];", quote(&image));
        }
        for (index, edge) in self.all_edges() {
            let from = edge.source.stage().map_or_else(|| quote(&self.source(edge)), |stage| format!("s{stage}"));
            let style = if edge.kind == EdgeKind::Base { "" } else { ", style=dashed" };
            let _ = writeln!(text, "  {from} -> s{index} [label={}{style}];", quote(kind(edge)));
        }
        for (index, base) in self.possible_bases() {
            let _ = writeln!(text, "  s{base} -> s{index} [label=\"base?\", style=dotted];");
        }
        for (number, builder) in self.builders.iter().enumerate() {
            let _ = writeln!(text, "  b{number} [label={}, shape=cds];", quote(&builder.title));
            for stage in &builder.stages {
                let _ = writeln!(text, "  s{stage} -> b{number} [label=\"built by\"];");
            }
        }
        text.push_str("}\n");
        text
    }

    pub(crate) fn mermaid(&self) -> String {
        let quote = |text: &str| format!("\"{}\"", text.replace('"', "#quot;"));
        let mut text = String::from("flowchart LR\n");
        let images = self.images();
        for index in 0..self.graph.stages.len() {
            let class = self.role(index).as_str();
            let _ = writeln!(text, "  s{index}[{}]:::{class}", quote(&self.title(index)));
        }
        for (number, image) in images.iter().enumerate() {
            let _ = writeln!(text, "  i{number}([{}])", quote(image));
        }
        for (index, edge) in self.all_edges() {
            let from = match edge.source.stage() {
                Some(stage) => format!("s{stage}"),
                None => format!("i{}", images.iter().position(|image| *image == self.source(edge)).unwrap_or_default()),
            };
            let arrow = if edge.kind == EdgeKind::Base { "-->" } else { "-.->" };
            let _ = writeln!(text, "  {from} {arrow}|{}| s{index}", kind(edge));
        }
        for (index, base) in self.possible_bases() {
            let _ = writeln!(text, "  s{base} -.->|base?| s{index}");
        }
        for (number, builder) in self.builders.iter().enumerate() {
            let _ = writeln!(text, "  b{number}>{}]", quote(&builder.title));
            for stage in &builder.stages {
                let _ = writeln!(text, "  s{stage} ==>|built by| b{number}");
            }
        }
        text.push_str(
            "  classDef shipped stroke-width:3px\n  classDef possible stroke-dasharray:1 4\n  classDef unneeded stroke-dasharray:4 4\n",
        );
        text
    }

    fn all_edges(&self) -> impl Iterator<Item = (usize, &Edge)> {
        (0..self.graph.stages.len()).flat_map(|index| self.edges(index).map(move |edge| (index, edge)))
    }

    /// Everything outside of the file, once.
    fn images(&self) -> Vec<String> {
        let mut images: Vec<_> =
            self.all_edges().filter(|(_, edge)| edge.source.stage().is_none()).map(|(_, edge)| self.source(edge)).collect();
        images.sort();
        images.dedup();
        images
    }

    pub(crate) fn json(&self) -> Value {
        let stages = self.graph.stages.iter().enumerate().map(|(index, stage)| {
            let mut fields = Map::new();
            fields.insert("index".into(), index.into());
            fields.insert("name".into(), stage.name.clone().into());
            fields.insert("line".into(), stage.lines.first.into());
            fields.insert("context".into(), stage.context.clone().into());
            let base = &stage.base;
            let base = json!({"written": base.written, "resolved": base.resolved, "stage": base.stage, "possible": base.possible});
            fields.insert("base".into(), base);
            fields.insert("role".into(), self.role(index).as_str().into());
            fields.insert("needed".into(), self.reach.needs(index).into());
            let because = self.reach.reason(self.graph, index);
            let because = because.map(|(by, edge)| json!({"stage": by, "kind": kind(edge), "line": edge.lines.first}));
            fields.insert("because".into(), because.into());
            let edges = self.edges(index).map(|edge| {
                json!({"kind": kind(edge), "line": edge.lines.first, "name": edge.name, "stage": edge.source.stage(), "context": edge.context, "mount": edge.mount})
            });
            fields.insert("edges".into(), edges.collect());
            let builders = self.builders.iter().filter(|builder| builder.stages.contains(&index));
            let builders = builders.map(|builder| json!({"title": builder.title, "file": builder.file}));
            fields.insert("built_by".into(), builders.collect());
            let needing = self.builders.iter().filter(|builder| builder.needs.get(index) == Some(&true));
            fields.insert("needed_by".into(), needing.map(|builder| json!({"title": builder.title, "file": builder.file})).collect());
            Value::from(fields)
        });
        json!({"version": 1, "path": self.path, "target": self.target, "stages": stages.collect::<Vec<_>>()})
    }
}
