//! The forms of the instruction or flag that is being written, and which part of them comes now.

use super::place::{Place, Slot, Typed};
use super::reference::{self, Form, Parameter};
use crate::document::Document;
use crate::syntax::Keyword;

/// The forms of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatures {
    pub forms: Vec<Signature>,
    /// The form that fits what is written.
    pub active: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub label: String,
    /// In Markdown.
    pub about: String,
    pub parameters: Vec<SignatureParameter>,
    /// The parameter at the cursor; none if all of them are written.
    pub active: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureParameter {
    /// Where it stands in the label, in bytes.
    pub start: usize,
    pub end: usize,
    pub about: String,
}

/// The signatures at a byte offset. None where no argument is being written.
pub fn signatures(document: &Document, offset: u32) -> Option<Signatures> {
    let Place::Instruction(typed) = Place::at(document, offset) else { return None };
    let keyword = typed.keyword()?;
    // The text of a shell has a form of its own.
    let shell = matches!(keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint) && !typed.arguments().starts_with('[');
    let command = keyword == Keyword::Healthcheck && typed.arguments().split_whitespace().count() > 1;
    match typed.slot() {
        Slot::Argument { number: 1.., .. } if shell || command => None,
        Slot::Keyword { .. } => typed.onbuild.then(|| of_instruction(document, &typed, Keyword::Onbuild)),
        Slot::FlagValue { name, start } => of_flag(keyword, name, typed.text_from(start)),
        Slot::Flag { .. } | Slot::Argument { .. } => Some(of_instruction(document, &typed, keyword)),
    }
}

fn of_instruction(document: &Document, typed: &Typed, keyword: Keyword) -> Signatures {
    let text = reference::instruction(keyword);
    let in_flag = matches!(typed.slot(), Slot::Flag { .. });
    let form = form(keyword, typed, text.forms);
    let build = |form: &Form| {
        let label = format!("{} {}", keyword.as_str(), form.label);
        let now = if in_flag { Some("[flags]") } else { part(document, keyword, typed, form) };
        let active = now.and_then(|now| form.parameters.iter().position(|parameter| parameter.name == now));
        Signature { parameters: places(&label, form.parameters), label, about: text.summary.to_owned(), active }
    };
    Signatures { forms: text.forms.iter().map(build).collect(), active: form }
}

/// Where the parameters stand in the label: one behind the other.
fn places(label: &str, parameters: &[Parameter]) -> Vec<SignatureParameter> {
    let mut from = label.find(' ').unwrap_or(0);
    let mut places = Vec::new();
    for parameter in parameters {
        let start = label.get(from..).and_then(|rest| rest.find(parameter.name)).map_or(from, |at| from + at);
        from = start + parameter.name.len();
        places.push(SignatureParameter { start, end: from, about: parameter.about.to_owned() });
    }
    places
}

/// The form that the arguments have so far.
fn form(keyword: Keyword, typed: &Typed, forms: &[Form]) -> usize {
    let arguments = typed.arguments().trim_start();
    let find = |part: &str| forms.iter().position(|form| form.label.contains(part)).unwrap_or(0);
    let json = arguments.starts_with('[');
    match keyword {
        Keyword::Healthcheck => usize::from(arguments.get(..1).is_some_and(|first| first.eq_ignore_ascii_case("N"))),
        Keyword::Run if arguments.starts_with("<<") => find("<<EOF"),
        _ if json => find("[\""),
        Keyword::Cmd | Keyword::Entrypoint if !arguments.is_empty() => find("command"),
        Keyword::Run | Keyword::Add | Keyword::Copy | Keyword::Volume => 0,
        _ => 0,
    }
}

/// The name of the parameter of a form at the cursor.
fn part(document: &Document, keyword: Keyword, typed: &Typed, form: &Form) -> Option<&'static str> {
    let Slot::Argument { number, start } = typed.slot() else { return form.parameters.last().map(|last| last.name) };
    let word = typed.text_from(start);
    let json = typed.arguments().trim_start().starts_with('[');
    let commas = typed.arguments().matches(',').count();
    let key_or = |value: &'static str| {
        let arguments = typed.arguments();
        let in_quotes = arguments.matches('"').count() % 2 == 1;
        let first = form.parameters.first().map(|first| first.name);
        if word.contains('=') || in_quotes { Some(value) } else { first }
    };
    match keyword {
        Keyword::From => match number {
            0 => Some("image"),
            1 | 2 => Some("AS name"),
            _ => None,
        },
        Keyword::Copy | Keyword::Add if form.label.contains('"') => Some(if commas == 0 { "\"source\"…" } else { "\"destination\"" }),
        // The last word is the destination; more may stand behind the cursor.
        Keyword::Copy | Keyword::Add => Some(if number == 0 || is_followed(document, typed) { "source…" } else { "destination" }),
        Keyword::Arg => key_or("default"),
        Keyword::Env | Keyword::Label => key_or("value"),
        Keyword::Expose => Some(if word.contains('/') { "protocol" } else { "port" }),
        Keyword::User => Some(if word.contains(':') { "group" } else { "user" }),
        Keyword::Healthcheck if form.label == "NONE" => Some("NONE"),
        Keyword::Healthcheck => Some(if number == 0 { "CMD" } else { "command" }),
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell if form.label.contains('"') => {
            Some(if json && commas > 0 { "\"argument\"…" } else { "\"program\"" })
        }
        Keyword::Run if form.label.contains("<<") => Some("<<EOF"),
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint => Some("command"),
        Keyword::Onbuild => Some("instruction"),
        Keyword::Volume | Keyword::Workdir | Keyword::StopSignal | Keyword::Maintainer | Keyword::Shell => {
            form.parameters.first().map(|first| first.name).filter(|_| number == 0 || keyword != Keyword::StopSignal)
        }
    }
}

/// Whether another word of the arguments stands behind the cursor.
fn is_followed(document: &Document, typed: &Typed) -> bool {
    let Some(mut whole) = document.file().instructions.get(typed.index) else { return false };
    while let Some(trigger) = whole.trigger() {
        whole = trigger;
    }
    whole.words().iter().any(|word| whole.range_of(word.span).start > typed.offset)
}

/// The value of a flag; of a mount, the option.
fn of_flag(keyword: Keyword, name: &str, value: &str) -> Option<Signatures> {
    if keyword == Keyword::Run && name == "mount" {
        return of_mount(value);
    }
    let text = reference::flag(keyword, name)?;
    let label = format!("--{name}={}", text.form);
    let start = label.len() - text.form.len();
    // Of `user[:group]`, the part at the cursor.
    let colon = value.contains(':').then(|| text.form.find("[:")).flatten();
    let range = match (colon, text.form.find("[:")) {
        (Some(at), _) => (start + at + 2, label.len() - 1),
        (None, Some(at)) => (start, start + at),
        (None, None) => (start, label.len()),
    };
    let parameters = vec![SignatureParameter { start: range.0, end: range.1, about: String::new() }];
    let form = Signature { label, about: text.summary.to_owned(), parameters, active: Some(0) };
    Some(Signatures { forms: vec![form], active: 0 })
}

fn of_mount(value: &str) -> Option<Signatures> {
    let kind = value.split(',').find_map(|option| option.strip_prefix("type=")).and_then(reference::mount);
    let now = value.rsplit(',').next().unwrap_or_default();
    let now = now.split('=').next().unwrap_or_default();
    let forms = match kind {
        Some(kind) => vec![mount_form(kind, now)],
        // Any type is possible yet; one without a type is a bind mount.
        None => {
            let now = if now.is_empty() { "type" } else { now };
            reference::MOUNTS.iter().map(|mount| mount_form(mount, now)).collect()
        }
    };
    Some(Signatures { forms, active: 0 })
}

fn mount_form(mount: &reference::MountText, now: &str) -> Signature {
    let mut label = "--mount=".to_owned();
    let mut parameters = Vec::new();
    let mut active = None;
    let mut add = |text: &str, about: &str, is_now: bool| {
        if !parameters.is_empty() {
            label.push(',');
        }
        if is_now {
            active = Some(parameters.len());
        }
        parameters.push(SignatureParameter { start: label.len(), end: label.len() + text.len(), about: about.to_owned() });
        label.push_str(text);
    };
    add(&format!("type={}", mount.name), mount.summary, now == "type");
    for option in mount.options {
        let text = option.value.map_or_else(|| option.name.to_owned(), |value| format!("{}={value}", option.name));
        add(&text, option.summary, option.name == now || option.aliases.contains(&now));
    }
    Signature { label, about: mount.summary.to_owned(), parameters, active }
}
