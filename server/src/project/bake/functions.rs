//! The functions that Bake brings (buildx bake/hclparser/stdlib.go, docs/bake-stdlib.md), as far as they are of use for what a build is.
//! The others are unknown: regular expressions, hashes, dates, addresses, JSON and CSV texts.

use super::collections::pairs;
use super::data::Data;
use super::evaluate::Evaluator;
use super::template::joined;
use crate::project::value::{Piece, Place, Value};

pub(super) fn call(evaluator: &Evaluator<'_>, name: &str, arguments: &[Data], place: Place) -> Data {
    let size = |data: &Data| data.items().map_or(0, <[Data]>::len) + data.entries().map_or(0, <[_]>::len);
    evaluator.spend(arguments.iter().map(size).sum());
    let found = texts(name, arguments, place).or_else(|| lists(name, arguments, place)).or_else(|| logic(name, arguments));
    found.unwrap_or(Data::Unknown)
}

/// Functions that make texts.
fn texts(name: &str, arguments: &[Data], place: Place) -> Option<Data> {
    let text = |index: usize| arguments.get(index).and_then(Data::text);
    let number = |index: usize| arguments.get(index).and_then(Data::number);
    let computed = |text: String| Some(Data::computed(place, text));
    match name {
        "lower" => computed(text(0)?.to_lowercase()),
        "upper" => computed(text(0)?.to_uppercase()),
        "trimspace" => computed(text(0)?.trim().to_owned()),
        "chomp" => computed(text(0)?.trim_end_matches(['\r', '\n']).to_owned()),
        "trim" => {
            let cut = text(1)?;
            computed(text(0)?.trim_matches(|c| cut.contains(c)).to_owned())
        }
        "trimprefix" => {
            let whole = text(0)?;
            computed(whole.strip_prefix(&text(1)?).unwrap_or(&whole).to_owned())
        }
        "trimsuffix" => {
            let whole = text(0)?;
            computed(whole.strip_suffix(&text(1)?).unwrap_or(&whole).to_owned())
        }
        "replace" if !text(1)?.is_empty() => computed(text(0)?.replace(&text(1)?, &text(2)?)),
        "sanitize" => {
            // Runs of other characters become one underscore.
            let whole = text(0)?;
            let mut clean = String::new();
            for c in whole.chars() {
                match c {
                    c if c.is_ascii_alphanumeric() || c == '_' || c == '-' => clean.push(c),
                    _ if clean.ends_with('_') => {}
                    _ => clean.push('_'),
                }
            }
            computed(clean)
        }
        "strrev" => computed(text(0)?.chars().rev().collect()),
        "basename" => computed(text(0)?.trim_end_matches('/').rsplit('/').next()?.to_owned()),
        "dirname" => computed(text(0)?.trim_end_matches('/').rsplit_once('/')?.0.to_owned()),
        "substr" => {
            let (whole, start, length) = (text(0)?, number(1)?, number(2)?);
            let start = if start < 0.0 { whole.chars().count() as f64 + start } else { start };
            let rest = whole.chars().skip(start.max(0.0) as usize);
            computed(if length < 0.0 { rest.collect() } else { rest.take(length as usize).collect() })
        }
        "format" => format(&text(0)?, arguments.get(1..)?, place),
        "join" => {
            let separator = Data::computed(place, text(0)?);
            let mut parts = Vec::new();
            for item in arguments.get(1..)?.iter().map(Data::items).collect::<Option<Vec<_>>>()?.into_iter().flatten() {
                if !parts.is_empty() {
                    parts.push(separator.clone());
                }
                parts.push(item.clone());
            }
            Some(joined(parts, place))
        }
        "split" => split(&text(0)?, arguments.get(1)?),
        _ => None,
    }
}

/// Only the verbs `%s`, `%d` and `%v` without any width.
fn format(format: &str, arguments: &[Data], place: Place) -> Option<Data> {
    let mut arguments = arguments.iter();
    let mut parts = Vec::new();
    let mut rest = format;
    while let Some((before, behind)) = rest.split_once('%') {
        parts.push(Data::computed(place, before));
        rest = behind.get(1..)?;
        match behind.chars().next()? {
            's' | 'd' | 'v' => parts.push(arguments.next()?.clone()),
            '%' => parts.push(Data::computed(place, "%")),
            _ => return None,
        }
    }
    parts.push(Data::computed(place, rest));
    Some(joined(parts, place))
}

/// The parts know where they stand.
fn split(separator: &str, whole: &Data) -> Option<Data> {
    let Data::Text(value) = whole else { return None };
    let text = value.text()?;
    let mut characters = separator.chars();
    let (Some(separator), None) = (characters.next(), characters.next()) else {
        let parts = if separator.is_empty() { return None } else { text.split(separator) };
        return Some(Data::list(parts.map(|part| Data::computed(value.place, part)).collect()));
    };
    let mut parts = Vec::new();
    let mut rest = value.clone();
    while let Some((part, behind)) = rest.split_once(separator) {
        parts.push(Data::Text(part));
        rest = behind;
        if parts.len() > 1_000 {
            return None;
        }
    }
    parts.push(Data::Text(rest));
    Some(Data::list(parts))
}

/// Functions on lists and tables. What they choose keeps its place.
fn lists(name: &str, arguments: &[Data], place: Place) -> Option<Data> {
    let first = arguments.first()?;
    let items = |index: usize| arguments.get(index).and_then(Data::items);
    let number = |index: usize| arguments.get(index).and_then(Data::number);
    let all_items = || arguments.iter().map(Data::items).collect::<Option<Vec<_>>>();
    let equals = |data: &Data, other: &Data| data.equals(other);
    match name {
        "concat" => Some(Data::list(all_items()?.concat())),
        "merge" => {
            let tables = arguments.iter().filter(|table| **table != Data::Null).map(Data::entries).collect::<Option<Vec<_>>>()?;
            Some(Data::table(tables.concat()))
        }
        "element" => {
            let items = items(0).filter(|items| !items.is_empty())?;
            items.get((number(1)?.max(0.0) as usize) % items.len()).cloned()
        }
        "index" => Some(first.get(arguments.get(1)?)),
        "lookup" => first.entries().and_then(|_| {
            let key = arguments.get(1)?.text()?;
            first.field(&key).or_else(|| arguments.get(2).cloned())
        }),
        "slice" => items(0)?.get(number(1)? as usize..number(2)? as usize).map(|items| Data::list(items.to_vec())),
        "keys" => Some(Data::list(pairs(first).filter(|_| first.entries().is_some())?.into_iter().map(|(key, _)| key).collect())),
        "values" => Some(Data::list(pairs(first).filter(|_| first.entries().is_some())?.into_iter().map(|(_, data)| data).collect())),
        "length" => {
            let length = first.items().map(<[Data]>::len).or_else(|| first.entries().map(<[_]>::len));
            Some(Data::Number(length.or_else(|| first.text().map(|text| text.chars().count()))? as f64))
        }
        "strlen" => Some(Data::Number(first.text()?.chars().count() as f64)),
        "reverse" | "reverselist" => Some(Data::list(items(0)?.iter().rev().cloned().collect())),
        "compact" => {
            let kept = items(0)?.iter().filter(|item| **item != Data::Null && item.text().as_deref() != Some(""));
            Some(Data::list(kept.cloned().collect()))
        }
        "distinct" | "toset" | "setunion" => {
            let mut seen: Vec<Data> = Vec::new();
            for item in all_items()?.into_iter().flatten() {
                let known = seen.iter().map(|known| equals(known, item)).collect::<Option<Vec<_>>>()?;
                if !known.contains(&true) {
                    seen.push(item.clone());
                }
                if seen.len() > 500 {
                    return None;
                }
            }
            Some(Data::list(seen))
        }
        "sort" => {
            let mut sorted: Vec<_> = items(0)?.iter().map(|item| Some((item.text()?, item.clone()))).collect::<Option<_>>()?;
            sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
            Some(Data::list(sorted.into_iter().map(|(_, item)| item).collect()))
        }
        "flatten" => {
            let flat = items(0)?.iter().flat_map(|item| item.items().unwrap_or(std::slice::from_ref(item)));
            let flat: Vec<_> = flat.cloned().collect();
            // Of lists in lists in lists, only one step is followed.
            (!flat.iter().any(|item| item.items().is_some())).then(|| Data::list(flat))
        }
        "range" => {
            let (start, end) = number(1).map_or((0.0, number(0)?), |end| (first.number().unwrap_or(0.0), end));
            let count = (end - start).clamp(0.0, 1_000.0) as usize;
            Some(Data::list((0..count).map(|at| Data::Number(start + at as f64)).collect())).filter(|_| arguments.len() < 3)
        }
        "zipmap" => {
            let keys =
                items(0)?.iter().map(|key| key.text().map(|key| Value { place, pieces: vec![Piece::Text { text: key, place: None }] }));
            let keys = keys.collect::<Option<Vec<_>>>()?;
            Some(Data::table(keys.into_iter().zip(items(1)?.iter().cloned()).collect()))
        }
        _ => None,
    }
}

/// Comparisons, and functions that choose.
fn logic(name: &str, arguments: &[Data]) -> Option<Data> {
    let first = arguments.first()?;
    let second = arguments.get(1);
    let bools = || Some((first.bool()?, second?.bool()?));
    let numbers = || Some((first.number()?, second?.number()?));
    let bool = |value: bool| Some(Data::Bool(value));
    let number = |value: f64| Some(Data::Number(value));
    match name {
        "equal" => bool(first.equals(second?)?),
        "notequal" => bool(!first.equals(second?)?),
        "and" => bools().and_then(|(a, b)| bool(a && b)),
        "or" => bools().and_then(|(a, b)| bool(a || b)),
        "not" => bool(!first.bool()?),
        "lessthan" => numbers().and_then(|(a, b)| bool(a < b)),
        "lessthanorequalto" => numbers().and_then(|(a, b)| bool(a <= b)),
        "greaterthan" => numbers().and_then(|(a, b)| bool(a > b)),
        "greaterthanorequalto" => numbers().and_then(|(a, b)| bool(a >= b)),
        "add" => numbers().and_then(|(a, b)| number(a + b)),
        "subtract" => numbers().and_then(|(a, b)| number(a - b)),
        "multiply" => numbers().and_then(|(a, b)| number(a * b)),
        "contains" | "sethaselement" => {
            let known = first.items()?.iter().map(|item| item.equals(second?)).collect::<Vec<_>>();
            match known.contains(&Some(true)) {
                true => bool(true),
                false => known.into_iter().collect::<Option<Vec<_>>>().and_then(|_| bool(false)),
            }
        }
        "hasindex" => match (first.items(), first.entries()) {
            (Some(items), _) => bool((second?.number()? as usize) < items.len()),
            (_, Some(_)) => bool(first.field(&second?.text()?).is_some()),
            _ => None,
        },
        // The first that is something; one of which nothing is known may be nothing.
        "coalesce" => {
            let mut one_of = Vec::new();
            for argument in arguments {
                match argument {
                    Data::Null => continue,
                    Data::Unknown => one_of.push(Data::Unknown),
                    known => {
                        one_of.push(known.clone());
                        return Some(Data::either(one_of));
                    }
                }
            }
            None
        }
        "coalescelist" => {
            let lists = arguments.iter().map(Data::items).collect::<Option<Vec<_>>>()?;
            lists.into_iter().find(|items| !items.is_empty()).map(|items| Data::list(items.to_vec()))
        }
        // Whether an expression that is unknown here is an error there, nobody knows.
        "try" => Some(match first {
            Data::Unknown => Data::either(arguments.to_vec()),
            known => known.clone(),
        }),
        "convert" => Some(first.clone()),
        _ => None,
    }
}
