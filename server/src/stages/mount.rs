//! `RUN --mount` after expansion: what BuildKit makes of its options, and what it refuses.
//!
//! Source: moby/buildkit frontend/dockerfile/instructions/commands_runmount.go, `parseMount` and `validateMount`.

use super::scope::Scope;
use crate::syntax::{ExpandErrorKind, Flag, MountOption, Span, closest, mount_options};

/// A mount whose options are all in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    pub kind: &'static str,
    pub from: Option<MountOption>,
    /// Empty if none is given.
    pub target: String,
    /// Empty if none is given.
    pub source: String,
    /// Where the source stands in the logical line.
    pub source_span: Option<Span>,
    pub known: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MountProblem {
    UnknownOption {
        option: String,
        suggestion: Option<&'static str>,
    },
    /// An option that needs a value stands alone.
    MissingValue {
        option: String,
    },
    /// An option that another type of mount has.
    NotForType {
        option: String,
        kind: String,
    },
    UnknownType {
        kind: String,
        suggestion: Option<&'static str>,
    },
    UnknownSharing {
        sharing: String,
        suggestion: Option<&'static str>,
    },
    InvalidValue {
        option: String,
        value: String,
    },
    /// A secret without source, target and id.
    SecretWithoutSource,
    SecretWithSourceAndId,
    /// The target is missing or the root of the file system.
    RootTarget,
    Expansion(ExpandErrorKind),
}

/// A problem, its place in the logical line, and whether it is known.
pub(super) struct Refused {
    pub problem: MountProblem,
    pub span: Span,
    pub known: bool,
}

const TYPES: [&str; 5] = ["bind", "cache", "tmpfs", "secret", "ssh"];
const SHARING: [&str; 3] = ["shared", "private", "locked"];
const OPTIONS: [&str; 19] = [
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "size",
    "env",
];

#[derive(Default)]
struct Reading {
    kind: &'static str,
    from: Option<MountOption>,
    target: String,
    source: String,
    source_span: Option<Span>,
    id: String,
    sharing: Option<Span>,
    /// The last of mode, uid, gid.
    owner: Option<(String, Span)>,
    known: bool,
}

/// Reads the value of a `--mount` in a scope. None if it cannot be split into options.
pub(super) fn read(flag: &Flag, scope: &Scope, escape: char) -> Result<Option<Mount>, Refused> {
    let value = flag.value.as_deref().unwrap_or_default();
    let value_span = flag.value_span.unwrap_or(flag.span);
    // With quotes or escapes in it, the flag's text and value differ, and the place of an option cannot be told.
    let verbatim = (value_span.end - value_span.start) as usize == value.len();
    let place = |span: Span| if verbatim { span.moved(value_span.start) } else { value_span };
    let mut reading = Reading { kind: "bind", known: true, ..Reading::default() };
    // Faults of the quoting are found by the parser.
    let Ok(options) = mount_options(value) else { return Ok(None) };
    for option in options {
        let span = place(option.value_span.filter(|span| !span.is_empty()).unwrap_or(option.span));
        let key_span = place(option.key_span);
        if let Err((problem, at_key)) = reading.take(option, scope, escape) {
            let span = if at_key { key_span } else { span };
            return Err(Refused { problem, span, known: reading.known });
        }
    }
    if let Err((problem, span)) = reading.check() {
        return Err(Refused { problem, span: span.map_or(flag.span, place), known: reading.known });
    }
    let Reading { kind, from, target, source, source_span, known, .. } = reading;
    Ok(Some(Mount { kind, from, target, source, source_span: source_span.map(place), known }))
}

impl Reading {
    /// Takes one option. The flag of an error says whether its key is wrong, or else its value.
    fn take(&mut self, option: MountOption, scope: &Scope, escape: char) -> Result<(), (MountProblem, bool)> {
        let key = option.key.as_str();
        let for_other_type = || MountProblem::NotForType { option: key.to_owned(), kind: self.kind.to_owned() };
        let has_required = matches!(self.kind, "secret" | "ssh");
        let Some(written) = option.value.as_deref() else {
            return match key {
                "readonly" | "ro" | "readwrite" | "rw" => Ok(()),
                "required" if has_required => Ok(()),
                "env" if self.kind == "secret" => Ok(()),
                "required" => Err((for_other_type(), true)),
                _ if OPTIONS.contains(&key) => Err((MountProblem::MissingValue { option: key.to_owned() }, true)),
                _ => Err((unknown_option(key), true)),
            };
        };
        let (expansion, known) = scope.expand(written, escape);
        self.known &= known;
        if let Some(error) = expansion.error {
            return Err((MountProblem::Expansion(error.kind), false));
        }
        let value = expansion.result.into_owned();
        let invalid = || (MountProblem::InvalidValue { option: key.to_owned(), value: value.clone() }, false);
        match key {
            "type" => {
                let lower = value.to_lowercase();
                let Some(kind) = TYPES.into_iter().find(|known| *known == lower) else {
                    let suggestion = closest(&value, TYPES);
                    return Err((MountProblem::UnknownType { kind: value, suggestion }, false));
                };
                self.kind = kind;
            }
            "from" => self.from = Some(option).filter(|_| !value.is_empty()),
            "source" | "src" => (self.source, self.source_span) = (value, option.value_span),
            "target" | "dst" | "destination" => self.target = value,
            "id" => self.id = value,
            "env" if self.kind != "secret" => return Err((for_other_type(), true)),
            "env" => {}
            "readonly" | "ro" | "readwrite" | "rw" if !is_bool(&value) => return Err(invalid()),
            "readonly" | "ro" | "readwrite" | "rw" => {}
            "required" if !has_required => return Err((for_other_type(), true)),
            "required" if !is_bool(&value) => return Err(invalid()),
            "required" => {}
            "size" if self.kind != "tmpfs" => return Err((for_other_type(), true)),
            "size" if !is_size(&value) => return Err(invalid()),
            "size" => {}
            "sharing" => {
                if !SHARING.contains(&value.to_lowercase().as_str()) {
                    let suggestion = closest(&value, SHARING);
                    return Err((MountProblem::UnknownSharing { sharing: value, suggestion }, false));
                }
                self.sharing = Some(option.key_span);
            }
            "mode" | "uid" | "gid" => {
                let radix = if key == "mode" { 8 } else { 10 };
                if value.starts_with('+') || u32::from_str_radix(&value, radix).is_err() {
                    return Err(invalid());
                }
                self.owner = Some((key.to_owned(), option.key_span));
            }
            _ => return Err((unknown_option(key), true)),
        }
        Ok(())
    }

    /// What does not go together.
    fn check(&self) -> Result<(), (MountProblem, Option<Span>)> {
        let not_here = |option: &str, span| Err((MountProblem::NotForType { option: option.into(), kind: self.kind.into() }, Some(span)));
        if let Some((option, span)) = &self.owner
            && matches!(self.kind, "bind" | "tmpfs")
        {
            return not_here(option, *span);
        }
        if self.kind == "secret" {
            if let Some(from) = &self.from {
                return not_here("from", from.key_span);
            }
            if self.source.is_empty() && self.target.is_empty() && self.id.is_empty() {
                return Err((MountProblem::SecretWithoutSource, None));
            }
            if !self.source.is_empty() && !self.id.is_empty() {
                return Err((MountProblem::SecretWithSourceAndId, None));
            }
        }
        match self.sharing {
            Some(span) if self.kind != "cache" => not_here("sharing", span),
            _ => Ok(()),
        }
    }
}

fn unknown_option(option: &str) -> MountProblem {
    MountProblem::UnknownOption { option: option.to_owned(), suggestion: closest(option, OPTIONS) }
}

/// Go's strconv.ParseBool.
fn is_bool(value: &str) -> bool {
    matches!(value, "1" | "t" | "T" | "true" | "TRUE" | "True" | "0" | "f" | "F" | "false" | "FALSE" | "False")
}

/// github.com/docker/go-units `RAMInBytes`: a number, perhaps with a fraction, and a unit such as `k`, `MiB` or `g`.
fn is_size(value: &str) -> bool {
    let number_length = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let (number, unit) = value.split_at(number_length);
    let unit = unit.strip_prefix(' ').unwrap_or(unit).to_lowercase();
    let prefix = unit.trim_end_matches('b').trim_end_matches('i');
    number.parse::<f64>().is_ok() && matches!(prefix, "" | "k" | "m" | "g" | "t" | "p") && unit != "ib" && unit != "i"
}
