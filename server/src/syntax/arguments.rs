//! The arguments of each instruction: how BuildKit splits them, and when it refuses them.
//!
//! Source: moby/buildkit frontend/dockerfile/parser/line_parsers.go (splitting) and instructions/parse.go (refusing).

use super::fault::{ExpectedArguments, FaultKind, Phase};
use super::heredoc;
use super::instruction::{Arguments, Command, FromArguments, Healthcheck, Instruction, Keyword, Pair, Word, is_as};
use super::json::{self, JsonForm};
use super::line::Span;
use super::words::{is_blank, split_blanks, split_quoted, trim};

/// Splits the arguments. What cannot be split is a fault of the parse phase.
pub(super) fn read(instruction: &mut Instruction, keyword: Keyword, escape: char) {
    let span = instruction.arguments_span;
    instruction.arguments = match keyword {
        Keyword::From => Arguments::From(FromArguments { words: blank_words(instruction, span) }),
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => Arguments::Command(command(instruction, span)),
        Keyword::Add | Keyword::Copy | Keyword::Volume => match strings(instruction, span) {
            Some(words) => Arguments::Words { words, json: true },
            None => Arguments::Words { words: blank_words(instruction, span), json: false },
        },
        Keyword::Expose => Arguments::Words { words: blank_words(instruction, span), json: false },
        Keyword::Arg => Arguments::Pairs(argument_pairs(instruction, span, escape)),
        Keyword::Env | Keyword::Label => Arguments::Pairs(pairs(instruction, span, escape)),
        Keyword::User | Keyword::Workdir | Keyword::StopSignal | Keyword::Maintainer => {
            Arguments::Text((!span.is_empty()).then(|| Word::new(span)))
        }
        Keyword::Healthcheck => Arguments::Healthcheck(healthcheck(instruction, span)),
        Keyword::Onbuild => Arguments::Unknown,
    };
}

fn blank_words(instruction: &Instruction, span: Span) -> Vec<Word> {
    split_blanks(instruction.line.text(), span).into_iter().map(Word::new).collect()
}

/// The strings of a JSON array.
fn strings(instruction: &mut Instruction, span: Span) -> Option<Vec<Word>> {
    match json::parse(instruction.line.text(), span) {
        JsonForm::None => None,
        JsonForm::NotStrings(element) => {
            instruction.fault(FaultKind::JsonNotStrings, Phase::Parse, element);
            None
        }
        JsonForm::Strings(strings) => Some(strings.into_iter().map(|(span, value)| Word::decoded(span, value)).collect()),
    }
}

fn command(instruction: &mut Instruction, span: Span) -> Command {
    match strings(instruction, span) {
        Some(words) => Command::Exec(words),
        None if span.is_empty() => Command::Empty,
        None => Command::Shell(Word::new(span)),
    }
}

fn healthcheck(instruction: &mut Instruction, span: Span) -> Healthcheck {
    let text = instruction.text_of(span);
    let length = text.find(char::is_whitespace).unwrap_or(text.len());
    if length == 0 {
        return Healthcheck { kind: None, command: Command::Empty };
    }
    let rest = text.get(length..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start().len();
    let kind = Span { start: span.start, end: span.start + length as u32 };
    let behind = Span { start: kind.end + blanks as u32, end: span.end };
    Healthcheck { kind: Some(Word::new(kind)), command: command(instruction, behind) }
}

/// ENV and LABEL (`parseNameVal`).
fn pairs(instruction: &mut Instruction, span: Span, escape: char) -> Vec<Pair> {
    let text = instruction.line.text();
    let words = split_quoted(text, span, escape);
    let Some(first) = words.first() else {
        return Vec::new();
    };
    if !first.of(text).contains('=') {
        return legacy_pair(instruction, span);
    }
    let mut faults = Vec::new();
    let mut pairs = Vec::with_capacity(words.len());
    for word in words {
        match pair(text, word) {
            Some(pair) => pairs.push(pair),
            None if word.of(text).starts_with('#') => {
                // A comment, most likely: one fault to its end.
                faults.push((FaultKind::MissingEquals { word: word.of(text).to_owned() }, Span { start: word.start, end: span.end }));
                break;
            }
            None => faults.push((FaultKind::MissingEquals { word: word.of(text).to_owned() }, word)),
        }
    }
    for (kind, span) in faults {
        instruction.fault(kind, Phase::Parse, span);
    }
    pairs
}

/// `ENV key the rest is the value`.
fn legacy_pair(instruction: &mut Instruction, span: Span) -> Vec<Pair> {
    let text = instruction.text_of(span);
    let Some(key_length) = text.find(is_blank) else {
        instruction.fault(FaultKind::MissingValue, Phase::Parse, span);
        return vec![Pair { key: Word::new(span), value: None, legacy: true }];
    };
    let behind = text.get(key_length..).unwrap_or_default();
    let blanks = behind.find(|c| !is_blank(c)).unwrap_or(behind.len());
    let key = Span { start: span.start, end: span.start + key_length as u32 };
    let value = Span { start: key.end + blanks as u32, end: span.end };
    vec![Pair { key: Word::new(key), value: Some(Word::new(value)), legacy: true }]
}

fn pair(text: &str, word: Span) -> Option<Pair> {
    let equals = word.start + word.of(text).find('=')? as u32;
    Some(Pair {
        key: Word::new(Span { start: word.start, end: equals }),
        value: Some(Word::new(Span { start: equals + 1, end: word.end })),
        legacy: false,
    })
}

/// ARG (`parseNameOrNameVal`): the value may be missing.
fn argument_pairs(instruction: &Instruction, span: Span, escape: char) -> Vec<Pair> {
    let text = instruction.line.text();
    let alone = |word| Pair { key: Word::new(word), value: None, legacy: false };
    split_quoted(text, span, escape).into_iter().map(|word| pair(text, word).unwrap_or_else(|| alone(word))).collect()
}

/// Notes what BuildKit refuses when it reads the split arguments.
pub(super) fn check(instruction: &mut Instruction, keyword: Keyword) {
    let mut faults = Vec::new();
    let whole = instruction.arguments_span;
    let mut count = |expected| faults.push((FaultKind::ArgumentCount { expected }, instruction.keyword_span));
    match (&instruction.arguments, keyword) {
        (Arguments::From(from), _) => faults.extend(check_from(instruction, from)),
        (Arguments::Words { words, .. }, Keyword::Add | Keyword::Copy) => match words.as_slice() {
            [_, .., destination] => {
                if matches!(heredoc::parse(destination.text(&instruction.line)), Ok(Some(_))) {
                    faults.push((FaultKind::HeredocDestination, destination.span));
                }
            }
            _ => count(ExpectedArguments::AtLeastTwo),
        },
        (Arguments::Words { words, .. }, _) if words.is_empty() => count(ExpectedArguments::AtLeastOne),
        (Arguments::Words { words, .. }, Keyword::Volume) => {
            let empty = words.iter().filter(|word| word.text(&instruction.line).trim().is_empty());
            faults.extend(empty.map(|word| (FaultKind::EmptyVolume, word.span)));
        }
        (Arguments::Pairs(pairs), _) => {
            let refused = !instruction.faults.is_empty();
            if pairs.is_empty() && !refused {
                count(ExpectedArguments::AtLeastOne);
            }
            let blank = pairs.iter().filter(|pair| pair.key.text(&instruction.line).is_empty());
            faults.extend(blank.map(|pair| {
                let end = pair.value.as_ref().map_or(pair.key.span.end, |value| value.span.end);
                (FaultKind::BlankName, Span { start: pair.key.span.start, end })
            }));
        }
        (Arguments::Text(None), _) => count(ExpectedArguments::ExactlyOne),
        (Arguments::Command(command), Keyword::Shell) => match command {
            Command::Exec(words) if !words.is_empty() => {}
            Command::Shell(_) if instruction.faults.is_empty() => faults.push((FaultKind::ShellNotJson, whole)),
            Command::Shell(_) => {}
            _ => count(ExpectedArguments::AtLeastOne),
        },
        (Arguments::Healthcheck(check), _) => faults.extend(check_healthcheck(instruction, check)),
        (Arguments::Onbuild(None), _) => count(ExpectedArguments::AtLeastOne),
        (Arguments::Onbuild(Some(trigger)), _) => {
            if let Some(Keyword::Onbuild | Keyword::From | Keyword::Maintainer) = trigger.keyword {
                let keyword = trigger.keyword_text().to_uppercase();
                faults.push((FaultKind::ForbiddenTrigger { keyword }, trigger.keyword_span));
            }
        }
        _ => {}
    }
    for (kind, span) in faults {
        instruction.fault(kind, Phase::Instruction, span);
    }
}

fn check_from(instruction: &Instruction, from: &FromArguments) -> Option<(FaultKind, Span)> {
    let line = &instruction.line;
    match from.words.as_slice() {
        [_] => None,
        [_, keyword, name] if is_as(keyword.text(line)) => {
            let name_text = name.text(line);
            (!is_stage_name(&name_text.to_lowercase())).then(|| (FaultKind::InvalidStageName { name: name_text.to_owned() }, name.span))
        }
        [] => Some((FaultKind::FromArguments { found: 0 }, instruction.keyword_span)),
        words => Some((FaultKind::FromArguments { found: words.len() }, surplus(instruction, words))),
    }
}

/// The words of a FROM that are too many, or that stand where AS belongs.
fn surplus(instruction: &Instruction, words: &[Word]) -> Span {
    let line = &instruction.line;
    let comment = words.iter().find(|word| word.text(line).starts_with('#'));
    let named = words.get(1).is_some_and(|word| is_as(word.text(line)));
    let first = match (comment, words) {
        (Some(word), _) => word,
        (None, [_, _, _, fourth, ..]) if named => fourth,
        (None, [_, second, ..]) => second,
        _ => return instruction.arguments_span,
    };
    // Of three words, only the one in the place of AS is wrong.
    let last = if words.len() == 3 && comment.is_none() { first } else { words.last().unwrap_or(first) };
    Span { start: first.span.start, end: last.span.end }
}

/// Whether a name in lower case can be that of a stage: `^[a-z][a-z0-9-_.]*$`.
pub fn is_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.'))
}

fn check_healthcheck(instruction: &Instruction, check: &Healthcheck) -> Option<(FaultKind, Span)> {
    let Some(kind) = &check.kind else {
        return Some((FaultKind::ArgumentCount { expected: ExpectedArguments::AtLeastOne }, instruction.keyword_span));
    };
    let word = kind.text(&instruction.line);
    let behind = trim(instruction.line.text(), Span { start: kind.span.end, end: instruction.arguments_span.end });
    let none = match &check.command {
        Command::Empty => true,
        Command::Exec(words) => words.is_empty(),
        Command::Shell(_) => false,
    };
    match word.to_uppercase().as_str() {
        "NONE" => (!none).then_some((FaultKind::HealthcheckNoneArguments, behind)),
        "CMD" => none.then_some((FaultKind::HealthcheckWithoutCommand, kind.span)),
        _ => Some((FaultKind::UnknownHealthcheckType { word: word.to_owned() }, kind.span)),
    }
}
