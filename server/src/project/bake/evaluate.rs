//! What expressions are worth.
//!
//! Nothing is dropped and nothing guessed: what cannot be evaluated is unknown, and where it is not known which of two values counts, it
//! is either.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use hcl_edit::Span as _;
use hcl_edit::expr::{BinaryOperator, Expression, ForExpr, FuncCall, ObjectKey, Traversal, TraversalOperator, UnaryOperator};

use super::data::{Data, MAX_EITHER};
use super::definitions::{At, Def, Definitions};
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

    fn get(&self, name: &str) -> Option<Data> {
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
                binary(*operation.operator.value(), &left, &right)
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

    fn traversal(&self, traversal: &Traversal, at: At<'_>, scope: &Scope<'_>) -> Data {
        let mut operators = traversal.operators.iter().map(|operator| operator.value()).peekable();
        let root = match &traversal.expr {
            Expression::Variable(name) if name.as_str() == "target" && scope.get("target").is_none() => {
                // What another target says for itself.
                let mut key = || match operators.next() {
                    Some(TraversalOperator::GetAttr(name)) => Some(name.as_str().to_owned()),
                    Some(TraversalOperator::Index(index)) => self.expression(index, at, scope).text(),
                    _ => None,
                };
                let (target, attribute) = (key(), key());
                let targets = self.definitions.targets.iter().rev().filter(|known| Some(&known.label) == target.as_ref());
                let found = targets.filter(|known| known.get("matrix").is_none()).find_map(|known| known.get(attribute.as_ref()?));
                found.map_or(Data::Unknown, |found| self.definition(found, &Scope::EMPTY))
            }
            root => self.expression(root, at, scope),
        };
        let mut data = root;
        while let Some(operator) = operators.next() {
            data = match operator {
                TraversalOperator::GetAttr(name) => map_either(&data, |data| data.field(name.as_str()).unwrap_or(Data::Unknown)),
                TraversalOperator::Index(index) => {
                    let index = self.expression(index, at, scope);
                    map_either(&data, |data| data.get(&index))
                }
                TraversalOperator::LegacyIndex(index) => {
                    let index = Data::Number(*index.value() as f64);
                    map_either(&data, |data| data.get(&index))
                }
                // Of each item.
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let rest: Vec<_> = operators.by_ref().collect();
                    let Some(items) = data.items() else { return Data::Unknown };
                    self.spend(items.len() * (rest.len() + 1));
                    let one = |item: &Data| {
                        rest.iter().fold(item.clone(), |data, operator| match operator {
                            TraversalOperator::GetAttr(name) => data.field(name.as_str()).unwrap_or(Data::Unknown),
                            TraversalOperator::Index(index) => data.get(&self.expression(index, at, scope)),
                            _ => Data::Unknown,
                        })
                    };
                    Data::list(items.iter().map(one).collect())
                }
            };
        }
        data
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

    fn for_expr(&self, for_expr: &ForExpr, at: At<'_>, scope: &Scope<'_>) -> Data {
        let collection = self.expression(&for_expr.intro.collection_expr, at, scope);
        let Some(pairs) = pairs(&collection) else { return Data::Unknown };
        let mut results: Vec<(Option<Value>, Data)> = Vec::new();
        for (key, value) in pairs {
            let mut names = vec![(for_expr.intro.value_var.as_str().to_owned(), value)];
            names.extend(for_expr.intro.key_var.as_ref().map(|name| (name.as_str().to_owned(), key)));
            let inner = Scope { names: &names, outer: Some(scope) };
            match for_expr.cond.as_ref().map(|condition| self.expression(&condition.expr, at, &inner).bool()) {
                Some(Some(false)) => continue,
                Some(None) => return Data::Unknown,
                None | Some(Some(true)) => {}
            }
            let key = for_expr.key_expr.as_ref().map(|key| {
                let place = at.place_of(key.span().unwrap_or_default());
                self.expression(key, at, &inner).value(place).unwrap_or_else(|| Value::unknown(place))
            });
            results.push((key, self.expression(&for_expr.value_expr, at, &inner)));
        }
        if for_expr.key_expr.is_none() {
            return Data::list(results.into_iter().map(|(_, data)| data).collect());
        }
        // A table with holes in its keys, or with several values a key, is not followed.
        if for_expr.grouping || results.iter().any(|(key, _)| key.as_ref().is_none_or(|key| key.text().is_none())) {
            return Data::Unknown;
        }
        Data::table(results.into_iter().filter_map(|(key, data)| Some((key?, data))).collect())
    }
}

fn map_either(data: &Data, each: impl Fn(&Data) -> Data) -> Data {
    match data {
        Data::Either(one_of) => Data::either(one_of.iter().map(each).collect()),
        data => each(data),
    }
}

/// What a `for` goes through: indices and items, or keys and values in the order of the keys.
pub(super) fn pairs(collection: &Data) -> Option<Vec<(Data, Data)>> {
    if let Some(items) = collection.items() {
        return Some(items.iter().enumerate().map(|(at, item)| (Data::Number(at as f64), item.clone())).collect());
    }
    let mut entries: Vec<_> = collection.entries()?.iter().map(|(key, data)| (key.clone(), data.clone())).collect();
    entries.sort_by_key(|(key, _)| key.text());
    Some(entries.into_iter().map(|(key, data)| (Data::Text(key), data)).collect())
}

fn binary(operator: BinaryOperator, left: &Data, right: &Data) -> Data {
    use BinaryOperator::{And, Div, Eq, Greater, GreaterEq, Less, LessEq, Minus, Mod, Mul, NotEq, Or, Plus};
    let (a, b) = (left.number(), right.number());
    let number = |result: fn(f64, f64) -> f64| Some(Data::Number(result(a?, b?)));
    let compare = |result: fn(f64, f64) -> bool| Some(Data::Bool(result(a?, b?)));
    let data = match operator {
        Eq => left.equals(right).map(Data::Bool),
        NotEq => left.equals(right).map(|equal| Data::Bool(!equal)),
        Less => compare(|a, b| a < b),
        LessEq => compare(|a, b| a <= b),
        Greater => compare(|a, b| a > b),
        GreaterEq => compare(|a, b| a >= b),
        Plus => number(|a, b| a + b),
        Minus => number(|a, b| a - b),
        Mul => number(|a, b| a * b),
        Div => number(|a, b| a / b),
        Mod => number(|a, b| a % b),
        And => match (left.bool(), right.bool()) {
            (Some(false), _) | (_, Some(false)) => Some(Data::Bool(false)),
            (a, b) => a.zip(b).map(|_| Data::Bool(true)),
        },
        Or => match (left.bool(), right.bool()) {
            (Some(true), _) | (_, Some(true)) => Some(Data::Bool(true)),
            (a, b) => a.zip(b).map(|_| Data::Bool(false)),
        },
    };
    data.unwrap_or(Data::Unknown)
}
