//! What Bake files define: variables, functions, groups and targets, in HCL and in JSON.

use std::collections::HashMap;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};

use super::parse::{self, Parsed};
use crate::project::data::{Node, parse_json};
use crate::project::sources::{FileId, Sources};
use crate::project::value::{Place, Value, exact};
use crate::syntax::LogicalLine;
use crate::syntax::Span;
use crate::text::ByteRange;

/// A file that was read.
pub(super) struct File {
    pub id: FileId,
    pub text: String,
    pub tree: Tree,
    pub unread: Vec<ByteRange>,
}

pub(super) enum Tree {
    Hcl(Parsed),
    Json(Vec<Node>),
}

/// Where the text stands to which the places of a parsed expression belong.
#[derive(Clone, Copy)]
pub(super) struct At<'f> {
    pub file: FileId,
    pub source: &'f str,
    place: Origin<'f>,
}

#[derive(Clone, Copy)]
enum Origin<'f> {
    /// In the file from this byte on.
    File(u32),
    /// In a text of a JSON file.
    Line(&'f LogicalLine),
}

/// An expression.
#[derive(Clone, Copy)]
pub(super) enum Def<'f> {
    Hcl(&'f Expression, At<'f>),
    Json(&'f Node, FileId),
}

/// What stands in a block.
#[derive(Clone, Copy)]
enum Fields<'f> {
    Hcl(&'f Body, At<'f>),
    Json(&'f Node, FileId),
}

pub(super) struct Variable<'f> {
    pub default: Option<Def<'f>>,
    /// Whether the file says of which type it is: only then the environment can set a list.
    pub typed: bool,
}

pub(super) struct Function<'f> {
    pub params: Vec<String>,
    pub variadic: Option<String>,
    pub result: Def<'f>,
}

pub(super) struct Target<'f> {
    pub label: String,
    pub place: Place,
    /// The whole block.
    pub range: ByteRange,
    /// Whether a line of it could not be read.
    pub broken: bool,
    fields: Fields<'f>,
}

#[derive(Default)]
pub(super) struct Definitions<'f> {
    pub variables: HashMap<String, Variable<'f>>,
    /// Attributes at the top of a file.
    pub attributes: HashMap<String, Def<'f>>,
    pub functions: HashMap<String, Function<'f>>,
    pub groups: Vec<(String, Option<Def<'f>>)>,
    /// In the order of the files.
    pub targets: Vec<Target<'f>>,
}

impl File {
    pub fn read(sources: &Sources, id: FileId) -> Self {
        let text = sources.text(id).to_owned();
        if sources.path(id).to_ascii_lowercase().ends_with(".json") {
            let parsed = parse_json(&text);
            let unread = parsed.error.iter().map(|(at, _)| ByteRange::new(*at, text.len() as u32)).collect();
            return Self { id, text, tree: Tree::Json(parsed.documents), unread };
        }
        let parsed = parse::parse(&text);
        let unread = parsed.unread.iter().map(|range| ByteRange::new(range.start as u32, range.end as u32)).collect();
        Self { id, text, tree: Tree::Hcl(parsed), unread }
    }
}

impl<'f> Definitions<'f> {
    /// Of what several files define, the last counts; targets are merged elsewhere.
    pub fn add(&mut self, file: &'f File) {
        match &file.tree {
            Tree::Hcl(parsed) => {
                for part in &parsed.parts {
                    let source = file.text.get(part.start..).unwrap_or_default();
                    let at = At { file: file.id, source, place: Origin::File(part.start as u32) };
                    for attribute in part.body.attributes() {
                        self.attributes.insert(attribute.key.as_str().to_owned(), Def::Hcl(&attribute.value, at));
                    }
                    for block in part.body.blocks() {
                        self.add_block(block, at, file);
                    }
                }
            }
            Tree::Json(documents) => {
                for (key, value) in documents.iter().flat_map(Node::written) {
                    self.add_json(key.text().unwrap_or_default(), value, file);
                }
            }
        }
    }

    fn add_block(&mut self, block: &'f Block, at: At<'f>, file: &File) {
        let Some(label) = block.labels.first() else { return };
        let span = match label {
            hcl_edit::structure::BlockLabel::Ident(ident) => ident.span(),
            hcl_edit::structure::BlockLabel::String(string) => string.span(),
        };
        let place = at.place_of(span.clone().unwrap_or_default());
        let place = at.inner(span, label.as_str()).unwrap_or(place);
        let range = at.place_of(block.span().unwrap_or_default()).range;
        let broken = file.unread.iter().any(|unread| range.contains(*unread));
        let fields = Fields::Hcl(&block.body, at);
        self.add_named(block.ident.as_str(), label.as_str(), place, fields, (range, broken));
    }

    fn add_json(&mut self, kind: &str, node: &'f Node, file: &File) {
        if !["variable", "function", "group", "target"].contains(&kind) {
            self.attributes.insert(kind.to_owned(), Def::Json(node, file.id));
            return;
        }
        // A block with a label is a table, or a list of such.
        for (label, bodies) in node.one_or_more().iter().flat_map(Node::written) {
            let Some(scalar) = label.scalar() else { continue };
            let name = Value::of_scalar(file.id, label.range, scalar);
            for body in bodies.one_or_more() {
                self.add_named(
                    kind,
                    scalar.line.text(),
                    name.exact_place().unwrap_or(name.place),
                    Fields::Json(body, file.id),
                    (body.range, false),
                );
            }
        }
    }

    fn add_named(&mut self, kind: &str, label: &str, place: Place, fields: Fields<'f>, (range, broken): (ByteRange, bool)) {
        match kind {
            "variable" => {
                let variable = Variable { default: fields.get("default"), typed: fields.get("type").is_some() };
                self.variables.insert(label.to_owned(), variable);
            }
            "function" => {
                let Some(result) = fields.get("result") else { return };
                let params = fields.get("params").map(names).unwrap_or_default();
                let variadic = fields.get("variadic_params").map(names).unwrap_or_default().into_iter().next();
                self.functions.insert(label.to_owned(), Function { params, variadic, result });
            }
            "group" => self.groups.push((label.to_owned(), fields.get("targets"))),
            "target" => self.targets.push(Target { label: label.to_owned(), place, range, broken, fields }),
            _ => {}
        }
    }
}

/// The names in a list of names.
fn names(def: Def<'_>) -> Vec<String> {
    let name = |expression: &Expression| match expression {
        Expression::Variable(name) => Some(name.as_str().to_owned()),
        expression => expression.as_str().map(str::to_owned),
    };
    match def {
        Def::Hcl(Expression::Array(list), _) => list.iter().filter_map(name).collect(),
        Def::Hcl(expression, _) => name(expression).into_iter().collect(),
        Def::Json(node, _) => node.one_or_more().iter().filter_map(|node| node.text().map(str::to_owned)).collect(),
    }
}

impl<'f> Target<'f> {
    pub fn get(&self, key: &str) -> Option<Def<'f>> {
        self.fields.get(key)
    }
}

impl<'f> Fields<'f> {
    fn get(self, key: &str) -> Option<Def<'f>> {
        match self {
            Self::Hcl(body, at) => body.get_attribute(key).map(|attribute| Def::Hcl(&attribute.value, at)),
            Self::Json(node, file) => node.get(key).map(|node| Def::Json(node, file)),
        }
    }
}

impl<'f> At<'f> {
    /// A text of a JSON file, which is a template.
    pub fn json(file: FileId, line: &'f LogicalLine) -> Self {
        Self { file, source: line.text(), place: Origin::Line(line) }
    }

    pub fn place_of(self, span: std::ops::Range<usize>) -> Place {
        let range = match self.place {
            Origin::File(start) => ByteRange::new(start + span.start as u32, start + span.end as u32),
            Origin::Line(line) => line.file_range(Span::new(span.start, span.end.min(line.text().len()))),
        };
        Place { file: self.file, range }
    }

    /// Where a text stands, if just that stands there.
    pub fn exact(self, span: std::ops::Range<usize>, text: &str) -> Option<Place> {
        if self.source.get(span.clone())? != text {
            return None;
        }
        match self.place {
            Origin::File(_) => Some(self.place_of(span)),
            Origin::Line(line) => exact(self.file, line, Span::new(span.start, span.end)),
        }
    }

    /// The same of a text that may stand in quotes.
    pub fn inner(self, span: Option<std::ops::Range<usize>>, text: &str) -> Option<Place> {
        let span = span?;
        self.exact(span.clone(), text).or_else(|| self.exact(span.start + 1..span.end.checked_sub(1)?, text))
    }
}

impl Def<'_> {
    pub fn place(self) -> Place {
        match self {
            Self::Hcl(expression, at) => at.place_of(expression.span().unwrap_or_default()),
            Self::Json(node, file) => Place { file, range: node.range },
        }
    }
}
