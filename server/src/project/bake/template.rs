//! Texts with `${…}` and `%{…}` in them.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::template::{Directive, Element, Strip, Template};

use super::data::{Data, MAX_EITHER};
use super::definitions::At;
use super::evaluate::{Evaluator, Scope};
use crate::project::value::{Piece, Place};

/// The value of a template. One that is nothing but `${…}` is what stands in it, be it a list.
pub(super) fn text<'t>(
    evaluator: &Evaluator<'_>,
    template: impl IntoElements<'t>,
    span: Option<Range<usize>>,
    at: At<'_>,
    scope: &Scope<'_>,
) -> Data {
    let elements = template.elements();
    if let [Element::Interpolation(only)] = elements.as_slice() {
        return evaluator.expression(&only.expr, at, scope);
    }
    let place = at.place_of(span.unwrap_or_default());
    let parts = parts(evaluator, &elements, at, scope);
    joined(parts, place)
}

/// The two types of templates that hcl-edit has.
pub(super) trait IntoElements<'t> {
    fn elements(self) -> Vec<&'t Element>;
}

impl<'t> IntoElements<'t> for &'t hcl_edit::template::StringTemplate {
    fn elements(self) -> Vec<&'t Element> {
        self.iter().collect()
    }
}

impl<'t> IntoElements<'t> for &'t Template {
    fn elements(self) -> Vec<&'t Element> {
        self.iter().collect()
    }
}

/// A text of a JSON file: all of them are templates.
pub(super) fn json(evaluator: &Evaluator<'_>, at: At<'_>, scope: &Scope<'_>) -> Data {
    let whole = 0..at.source.len();
    let literal = || match at.exact(whole.clone(), at.source) {
        Some(exact) => Data::text_of(exact, vec![Piece::Text { text: at.source.to_owned(), place: Some(exact) }]),
        None => Data::computed(at.place_of(whole.clone()), at.source),
    };
    if !at.source.contains("${") && !at.source.contains("%{") {
        return literal();
    }
    evaluator.spend(at.source.len() / 8);
    match hcl_edit::parser::parse_template(at.source) {
        Ok(template) => text(evaluator, &template, Some(whole), at, scope),
        Err(_) => Data::Unknown,
    }
}

fn parts(evaluator: &Evaluator<'_>, elements: &[&Element], at: At<'_>, scope: &Scope<'_>) -> Vec<Data> {
    let mut parts = Vec::new();
    // Whether the sign `~` takes away the blanks before the next text.
    let mut strip = false;
    for element in elements {
        match element {
            Element::Literal(literal) => {
                let span = literal.span().unwrap_or_default();
                let text = if strip { literal.trim_start() } else { literal.as_str() };
                let place = at.exact(span.clone(), text);
                let piece = Piece::Text { text: text.to_owned(), place };
                parts.push(Data::text_of(at.place_of(span), vec![piece]));
                strip = false;
            }
            Element::Interpolation(interpolation) => {
                if matches!(interpolation.strip, Strip::Start | Strip::Both) {
                    trim_end(&mut parts);
                }
                parts.push(evaluator.expression(&interpolation.expr, at, scope));
                strip = matches!(interpolation.strip, Strip::End | Strip::Both);
            }
            Element::Directive(directive) => {
                parts.push(self::directive(evaluator, directive, at, scope));
                strip = false;
            }
        }
    }
    parts
}

/// `%{ if }` is followed, and `%{ for }` is not: what it makes is unknown, and so are the blanks around both.
fn directive(evaluator: &Evaluator<'_>, directive: &Directive, at: At<'_>, scope: &Scope<'_>) -> Data {
    let Directive::If(directive) = directive else { return Data::Unknown };
    let strips = [directive.if_expr.strip, directive.endif_expr.strip];
    let strips = strips.into_iter().chain(directive.else_expr.as_ref().map(|part| part.strip));
    if strips.into_iter().any(|strip| !matches!(strip, Strip::None)) {
        return Data::Unknown;
    }
    let place = at.place_of(directive.span().unwrap_or_default());
    let one = |template: Option<&Template>| {
        let elements: Vec<_> = template.into_iter().flat_map(Template::iter).collect();
        joined(parts(evaluator, &elements, at, scope), place)
    };
    let (then, other) = (Some(&directive.if_expr.template), directive.else_expr.as_ref().map(|part| &part.template));
    match evaluator.expression(&directive.if_expr.cond_expr, at, scope).bool() {
        Some(true) => one(then),
        Some(false) => one(other),
        None => Data::either(vec![one(then), one(other)]),
    }
}

fn trim_end(parts: &mut [Data]) {
    if let Some(Data::Text(value)) = parts.last_mut()
        && let Some(Piece::Text { text, place }) = value.pieces.last_mut()
    {
        let kept = text.trim_end().len();
        if kept < text.len() {
            text.truncate(kept);
            *place = None;
        }
    }
}

/// One text of several parts. Where some may be either of several texts, all that come of it, if they are not many.
pub(super) fn joined(parts: Vec<Data>, place: Place) -> Data {
    let mut all: Vec<Vec<Piece>> = vec![Vec::new()];
    for part in parts {
        let one_of = if let Data::Either(one_of) = &part { one_of.to_vec() } else { vec![part] };
        if one_of.len() * all.len() > MAX_EITHER {
            all.iter_mut().for_each(|pieces| pieces.push(Piece::Unknown));
            continue;
        }
        let behind = |data: &Data| match data {
            Data::Text(value) => value.pieces.clone(),
            data => vec![data.text().map_or(Piece::Unknown, |text| Piece::Text { text, place: None })],
        };
        all = all.iter().flat_map(|before| one_of.iter().map(|data| [before.clone(), behind(data)].concat())).collect();
    }
    Data::either(all.into_iter().map(|pieces| Data::text_of(place, pieces)).collect())
}
