//! What is taken out of lists and tables, and what `for` makes of them.

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ForExpr, Traversal, TraversalOperator};

use super::data::Data;
use super::definitions::At;
use super::evaluate::{Evaluator, Scope};
use crate::project::value::Value;

impl Evaluator<'_> {
    pub(super) fn traversal(&self, traversal: &Traversal, at: At<'_>, scope: &Scope<'_>) -> Data {
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

    pub(super) fn for_expr(&self, for_expr: &ForExpr, at: At<'_>, scope: &Scope<'_>) -> Data {
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
