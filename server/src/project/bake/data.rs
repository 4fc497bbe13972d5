//! What an expression of a Bake file is worth, as far as it is known.

use std::rc::Rc;

use crate::project::value::{Piece, Place, Value};

/// Texts longer than this, and deeper nested lists, are unknown: variables that double each other would make them of any size.
const MAX_TEXT: usize = 20_000;
const MAX_ITEMS: usize = 10_000;
const MAX_NESTED: u16 = 30;
/// So many values are followed where it is not known which one it is.
pub(super) const MAX_EITHER: usize = 8;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data {
    Unknown,
    Null,
    Bool(bool),
    Number(f64),
    Text(Value),
    List(Rc<Items>),
    Table(Rc<Entries>),
    /// One of these.
    Either(Rc<Vec<Data>>),
}

#[derive(Debug, PartialEq)]
pub(super) struct Items {
    pub items: Vec<Data>,
    nested: u16,
}

#[derive(Debug, PartialEq)]
pub(super) struct Entries {
    pub entries: Vec<(Value, Data)>,
    nested: u16,
}

impl Data {
    pub fn list(items: Vec<Self>) -> Self {
        let nested = items.iter().map(Self::nested).max().unwrap_or(0) + 1;
        if nested > MAX_NESTED || items.len() > MAX_ITEMS { Self::Unknown } else { Self::List(Rc::new(Items { items, nested })) }
    }

    /// Of equal keys the last counts.
    pub fn table(entries: Vec<(Value, Self)>) -> Self {
        let nested = entries.iter().map(|(_, data)| data.nested()).max().unwrap_or(0) + 1;
        if nested > MAX_NESTED || entries.len() > MAX_ITEMS { Self::Unknown } else { Self::Table(Rc::new(Entries { entries, nested })) }
    }

    pub fn either(all: Vec<Self>) -> Self {
        let mut one_of: Vec<Self> = Vec::new();
        for data in all {
            let inner = if let Self::Either(inner) = &data { inner.to_vec() } else { vec![data] };
            for data in inner {
                // Lists may be long and nested: they are not compared.
                if matches!(data, Self::List(_) | Self::Table(_)) || !one_of.contains(&data) {
                    one_of.push(data);
                }
            }
        }
        let nested = one_of.iter().map(Self::nested).max().unwrap_or(0);
        match one_of.len() {
            1 => one_of.pop().unwrap_or(Self::Unknown),
            _ if nested >= MAX_NESTED => Self::Unknown,
            0..=MAX_EITHER => Self::Either(Rc::new(one_of)),
            _ => Self::Unknown,
        }
    }

    /// A text made of pieces.
    pub fn text_of(place: Place, mut pieces: Vec<Piece>) -> Self {
        // Two holes are one.
        pieces.dedup_by(|a, b| *a == Piece::Unknown && *b == Piece::Unknown);
        let length = |piece: &Piece| if let Piece::Text { text, .. } = piece { text.len() } else { 1 };
        let too_long = pieces.iter().map(length).sum::<usize>() > MAX_TEXT;
        Self::Text(if too_long { Value::unknown(place) } else { Value { place, pieces } })
    }

    pub fn computed(place: Place, text: impl Into<String>) -> Self {
        Self::text_of(place, vec![Piece::Text { text: text.into(), place: None }])
    }

    fn nested(&self) -> u16 {
        match self {
            Self::List(list) => list.nested,
            Self::Table(table) => table.nested,
            Self::Either(one_of) => one_of.iter().map(Self::nested).max().unwrap_or(0) + 1,
            _ => 0,
        }
    }

    /// Its text, where a number and a Boolean have one too.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Text(value) => value.text(),
            Self::Number(number) => Some(number_text(*number)),
            Self::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(value) => value.text()?.parse().ok(),
            _ => None,
        }
    }

    pub fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Text(value) => match value.text()?.as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn items(&self) -> Option<&[Self]> {
        if let Self::List(list) = self { Some(&list.items) } else { None }
    }

    pub fn entries(&self) -> Option<&[(Value, Self)]> {
        if let Self::Table(table) = self { Some(&table.entries) } else { None }
    }

    /// What a place that takes a text gets. None for null: it is as if nothing was said.
    pub fn value(&self, place: Place) -> Option<Value> {
        match self {
            Self::Null => None,
            Self::Text(value) => Some(Value { place, pieces: value.pieces.clone() }),
            data => Some(data.text().map_or_else(|| Value::unknown(place), |text| Value::computed(place, text))),
        }
    }

    /// The item of a list, or the value of a key.
    pub fn get(&self, key: &Self) -> Self {
        let found = match self {
            Self::List(list) => key.number().filter(|at| *at >= 0.0).and_then(|at| list.items.get(at as usize)).cloned(),
            Self::Table(_) => key.text().and_then(|key| self.field(&key)),
            _ => None,
        };
        found.unwrap_or(Self::Unknown)
    }

    pub fn field(&self, key: &str) -> Option<Self> {
        let entries = self.entries()?;
        entries.iter().rev().find(|(name, _)| name.text().as_deref() == Some(key)).map(|(_, data)| data.clone())
    }

    /// Whether two are equal, if that is known.
    pub fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Unknown | Self::Either(_), _) | (_, Self::Unknown | Self::Either(_)) => None,
            (Self::Text(a), Self::Text(b)) => Some(a.text()? == b.text()?),
            // Lists in lists, which may be the same ones again and again, are not compared.
            (Self::List(a), Self::List(b)) if a.nested > 1 || b.nested > 1 => None,
            (Self::List(a), Self::List(b)) if a.items.len() == b.items.len() => {
                a.items.iter().zip(&b.items).try_fold(true, |all, (a, b)| Some(all && a.equals(b)?))
            }
            (Self::Table(_), Self::Table(_)) => None,
            (a, b) => Some(a == b),
        }
    }
}

pub(super) fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{}", number as i64) } else { number.to_string() }
}
