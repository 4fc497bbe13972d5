//! What expressions are worth.
//!
//! Nothing is dropped and nothing guessed: what cannot be evaluated is unknown, and where it is not known which of two values counts, it
//! is either.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, ObjectKey, UnaryOperator};

use super::data::{Data, MAX_EITHER};
use super::definitions::{At, Def, Definitions};
use super::operators;
use super::{functions, template};
use crate::project::data::{Data as Tree, Node};
use crate::project::recipe::Assume;
use crate::project::sources::FileId;
use crate::project::value::{Place, Value};

/// Expressions, variables and functions inside each other are followed so deep.
const MAX_DEPTH: u32 = 150;
/// So many steps are taken for the files that are read together; then everything is unknown.
const MAX_STEPS: u32 = 2_000_000;

pub(super) struct Evaluator<'f> {
    pub definitions: &'f Definitions<'f>,
    assume: Assume,
    /// Of variables and attributes; None while one is being evaluated.
    values: RefCell<HashMap<String, Option<Data>>>,
    depth: Cell<u32>,
    steps: Cell<u32>,
}

/// Names that hold inside: of a matrix, a function, a `for`.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    pub names: &'s [(String, Data)],
    pub outer: Option<&'s Scope<'s>>,
}

impl Scope<'_> {
    pub const EMPTY: Self = Self { names: &[], outer: None };

    pub fn get(&self, name: &str) -> Option<Data> {
        let own = self.names.iter().rev().find(|(known, _)| known == name).map(|(_, data)| data.clone());
        own.or_else(|| self.outer.and_then(|outer| outer.get(name)))
    }
}

impl<'f> Evaluator<'f> {
    pub fn new(definitions: &'f Definitions<'f>, assume: Assume) -> Self {
        Self { definitions, assume, values: RefCell::default(), depth: Cell::new(0), steps: Cell::new(0) }
    }

    /// Goes one step deeper, if that may be.
    fn step(&self, inside: impl FnOnce() -> Data) -> Data {
        let depth = self.depth.get();
        self.spend(1);
        if depth >= MAX_DEPTH || self.steps.get() >= MAX_STEPS {
            return Data::Unknown;
        }
        self.depth.set(depth + 1);
        let data = inside();
        self.depth.set(depth);
        data
    }

    pub fn spend(&self, steps: usize) {
        self.steps.set(self.steps.get().saturating_add(steps as u32));
    }

    pub fn definition(&self, def: Def<'f>, scope: &Scope<'_>) -> Data {
        match def {
            Def::Hcl(expression, at) => self.expression(expression, at, scope),
            Def::Json(node, file) => self.json(node, file, scope),
        }
    }

    fn json(&self, node: &'f Node, file: FileId, scope: &Scope<'_>) -> Data {
        self.step(|| match &*node.data {
            Tree::Null => Data::Null,
            Tree::List(items) => Data::list(items.iter().map(|item| self.json(item, file, scope)).collect()),
            Tree::Table(entries) => {
                let entry = |(key, value): &'f (Node, Node)| {
                    Some((Value::of_scalar(file, key.range, key.scalar()?), self.json(value, file, scope)))
                };
                Data::table(entries.iter().filter_map(entry).collect())
            }
            Tree::Scalar(scalar) if scalar.quoted => template::json(self, At::json(file, &scalar.line), scope),
            Tree::Scalar(scalar) => match scalar.line.text() {
                "true" => Data::Bool(true),
                "false" => Data::Bool(false),
                number => number.parse().map_or(Data::Unknown, Data::Number),
            },
        })
    }

    pub fn expression(&self, expression: &Expression, at: At<'_>, scope: &Scope<'_>) -> Data {
        self.step(|| self.inside(expression, at, scope))
    }

    fn inside(&self, expression: &Expression, at: At<'_>, scope: &Scope<'_>) -> Data {
        let eval = |expression: &Expression| self.expression(expression, at, scope);
        match expression {
            Expression::Null(_) => Data::Null,
            Expression::Bool(value) => Data::Bool(*value.value()),
            Expression::Number(number) => number.value().as_f64().map_or(Data::Unknown, Data::Number),
            Expression::String(text) => {
                let place = at.place_of(text.span().unwrap_or_default());
                match at.inner(text.span(), text.as_str()) {
                    Some(exact) => Data::Text(Value::literal(exact, text.as_str())),
                    None => Data::computed(place, text.as_str()),
                }
            }
            Expression::Array(items) => Data::list(items.iter().map(eval).collect()),
            Expression::Object(object) => {
                let entry = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                    let key = match key {
                        ObjectKey::Ident(ident) => {
                            let place = at.place_of(ident.span().unwrap_or_default());
                            at.inner(ident.span(), ident.as_str()).map(|exact| Value { place, ..Value::literal(exact, ident.as_str()) })
                        }
                        ObjectKey::Expression(key) => eval(key).value(at.place_of(key.span().unwrap_or_default())),
                    };
                    (key, eval(value.expr()))
                };
                let entries = object.iter().map(entry);
                entries.map(|(key, data)| Some((key?, data))).collect::<Option<Vec<_>>>().map_or(Data::Unknown, Data::table)
            }
            Expression::StringTemplate(template) => template::text(self, template, template.span(), at, scope),
            Expression::HeredocTemplate(heredoc) => template::text(self, &heredoc.template, heredoc.span(), at, scope),
            Expression::Parenthesis(inner) => eval(inner.inner()),
            Expression::Variable(name) => self.name(name.as_str(), scope),
            Expression::Conditional(conditional) => match eval(&conditional.cond_expr).bool() {
                Some(true) => eval(&conditional.true_expr),
                Some(false) => eval(&conditional.false_expr),
                None => Data::either(vec![eval(&conditional.true_expr), eval(&conditional.false_expr)]),
            },
            Expression::FuncCall(call) => self.call(call, at, scope),
            Expression::Traversal(traversal) => self.traversal(traversal, at, scope),
            Expression::UnaryOp(operation) => {
                let operand = eval(&operation.expr);
                match operation.operator.value() {
                    UnaryOperator::Neg => operand.number().map_or(Data::Unknown, |number| Data::Number(-number)),
                    UnaryOperator::Not => operand.bool().map_or(Data::Unknown, |value| Data::Bool(!value)),
                }
            }
            Expression::BinaryOp(operation) => {
                let (left, right) = (eval(&operation.lhs_expr), eval(&operation.rhs_expr));
                operators::binary(*operation.operator.value(), &left, &right)
            }
            Expression::ForExpr(for_expr) => self.for_expr(for_expr, at, scope),
        }
    }

    /// What a name stands for.
    fn name(&self, name: &str, scope: &Scope<'_>) -> Data {
        if let Some(data) = scope.get(name) {
            return data;
        }
        if let Some(known) = self.values.borrow().get(name) {
            // One that needs itself is unknown.
            return known.clone().unwrap_or(Data::Unknown);
        }
        self.values.borrow_mut().insert(name.to_owned(), None);
        let data = self.global(name);
        self.values.borrow_mut().insert(name.to_owned(), Some(data.clone()));
        data
    }

    /// An attribute at the top of a file, else a variable: only those can the environment set, and of them lists and tables only where
    /// the file says the type (buildx bake/hclparser, `resolveValue`).
    fn global(&self, name: &str) -> Data {
        let variable = self.definitions.variables.get(name);
        let default = self.definitions.attributes.get(name).copied().or_else(|| variable?.default);
        let data = default.map(|default| self.definition(default, &Scope::EMPTY));
        let structured = matches!(data, Some(Data::List(_) | Data::Table(_)));
        match (variable, data) {
            (None, data) => data.unwrap_or(Data::Unknown),
            (Some(variable), Some(data)) if structured && !variable.typed => data,
            (Some(_), data) if self.assume == Assume::Default => data.unwrap_or(Data::Null),
            (Some(_), _) => Data::Unknown,
        }
    }

    fn call(&self, call: &FuncCall, at: At<'_>, scope: &Scope<'_>) -> Data {
        let mut arguments: Vec<_> = call.args.iter().map(|argument| self.expression(argument, at, scope)).collect();
        if call.args.expand_final() {
            let Some(last) = arguments.pop() else { return Data::Unknown };
            let Some(items) = last.items() else { return Data::Unknown };
            self.spend(items.len());
            arguments.extend(items.iter().cloned());
        }
        let place = at.place_of(call.span().unwrap_or_default());
        self.apply(call.name.name.as_str(), arguments, place)
    }

    fn apply(&self, name: &str, arguments: Vec<Data>, place: Place) -> Data {
        // One argument may be either of several values: then the result is.
        let several: Vec<_> = arguments.iter().enumerate().filter(|(_, data)| matches!(data, Data::Either(_))).collect();
        match several.as_slice() {
            [] => {}
            [(index, Data::Either(one_of))] if one_of.len() <= MAX_EITHER => {
                let each = one_of.iter().map(|data| {
                    let mut arguments = arguments.clone();
                    arguments.get_mut(*index).into_iter().for_each(|argument| *argument = data.clone());
                    self.step(|| self.apply(name, arguments, place))
                });
                return Data::either(each.collect());
            }
            _ => return Data::Unknown,
        }
        let Some(function) = self.definitions.functions.get(name) else {
            return functions::call(self, name, &arguments, place);
        };
        let mut arguments = arguments.into_iter();
        let mut names: Vec<_> = function.params.iter().map(|name| (name.clone(), arguments.next().unwrap_or(Data::Unknown))).collect();
        names.extend(function.variadic.clone().map(|name| (name, Data::list(arguments.collect()))));
        // A function sees its own arguments, and what is global.
        self.definition(function.result, &Scope { names: &names, outer: None })
    }
}
