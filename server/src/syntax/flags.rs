//! Which flags each instruction has, and what is wrong with those that are given.
//!
//! Source: moby/buildkit frontend/dockerfile/instructions/parse.go and bflag.go (dockerfile 1.26).

use super::fault::FaultKind;
use super::instruction::{Arguments, Flag, Instruction, Keyword};
use super::line::Span;
use super::mount;
use super::suggest::closest;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlagKind {
    /// `--name` or `--name=true`.
    Boolean,
    /// `--name=value`, once.
    Text,
    /// `--name=value`, any number of times.
    Texts,
}

#[derive(Clone, Copy, Debug)]
pub struct FlagSpec {
    pub name: &'static str,
    pub kind: FlagKind,
}

const fn text(name: &'static str) -> FlagSpec {
    FlagSpec { name, kind: FlagKind::Text }
}

const fn texts(name: &'static str) -> FlagSpec {
    FlagSpec { name, kind: FlagKind::Texts }
}

const fn boolean(name: &'static str) -> FlagSpec {
    FlagSpec { name, kind: FlagKind::Boolean }
}

/// The flags of an instruction.
pub const fn of(keyword: Keyword) -> &'static [FlagSpec] {
    match keyword {
        Keyword::Add => {
            const {
                &[
                    text("chown"),
                    text("chmod"),
                    boolean("link"),
                    boolean("keep-git-dir"),
                    text("checksum"),
                    boolean("unpack"),
                    texts("exclude"),
                ]
            }
        }
        Keyword::Copy => const { &[text("from"), text("chown"), text("chmod"), boolean("link"), boolean("parents"), texts("exclude")] },
        Keyword::From => const { &[text("platform")] },
        Keyword::Healthcheck => {
            const { &[text("interval"), text("timeout"), text("start-period"), text("start-interval"), text("retries")] }
        }
        Keyword::Run => const { &[texts("mount"), text("network"), text("security"), texts("device")] },
        _ => &[],
    }
}

/// BuildKit never looks at the flags of these.
const fn ignores_flags(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::Arg | Keyword::StopSignal)
}

/// What is wrong with the flags of an instruction, each with the place.
pub(super) fn check(instruction: &Instruction, keyword: Keyword) -> Vec<(FaultKind, Span)> {
    let mut faults = Vec::new();
    // BuildKit reads NONE before the flags, and then never reads them.
    let none = matches!(&instruction.arguments, Arguments::Healthcheck(check) if check.is_none(&instruction.line));
    if ignores_flags(keyword) || none {
        return faults;
    }
    for (at, flag) in instruction.flags.iter().enumerate() {
        let Some(spec) = of(keyword).iter().find(|spec| spec.name == flag.name) else {
            let names = of(keyword).iter().map(|spec| spec.name);
            let suggestion = closest(&flag.name, names);
            faults.push((FaultKind::UnknownFlag { name: flag.name.clone(), suggestion }, flag.name_span));
            continue;
        };
        let before = instruction.flags.get(..at).unwrap_or_default();
        if spec.kind != FlagKind::Texts && before.iter().any(|other| other.name == flag.name) {
            faults.push((FaultKind::RepeatedFlag { name: flag.name.clone() }, flag.span));
        }
        check_value(spec, flag, &mut faults);
    }
    faults
}

fn check_value(spec: &FlagSpec, flag: &Flag, faults: &mut Vec<(FaultKind, Span)>) {
    let Some(value) = flag.value.as_deref() else {
        if spec.kind != FlagKind::Boolean {
            faults.push((FaultKind::FlagWithoutValue { name: flag.name.clone() }, flag.span));
        }
        return;
    };
    let value_span = flag.value_span.unwrap_or(flag.span);
    let mut add_at = |kind, span| faults.push((kind, span));
    let mut add = |kind| add_at(kind, value_span);
    match (spec.name, spec.kind) {
        (_, FlagKind::Boolean) if value.is_empty() => faults.push((FaultKind::FlagWithoutValue { name: flag.name.clone() }, flag.span)),
        (_, FlagKind::Boolean) if !value.eq_ignore_ascii_case("true") && !value.eq_ignore_ascii_case("false") => {
            add(FaultKind::FlagNotBoolean { name: flag.name.clone(), value: value.to_owned() });
        }
        ("network", _) if !matches!(value, "" | "default" | "none" | "host") => add(FaultKind::InvalidNetwork { value: value.to_owned() }),
        ("security", _) if !matches!(value, "" | "sandbox" | "insecure") => add(FaultKind::InvalidSecurity { value: value.to_owned() }),
        ("mount", _) => {
            if let Some((kind, inside)) = mount::check_early(value) {
                let verbatim = value_span.end - value_span.start == value.len() as u32;
                let span = if verbatim { inside.moved(value_span.start) } else { value_span };
                faults.push((kind, span));
            }
        }
        ("interval" | "timeout" | "start-period" | "start-interval", _) => {
            if let Some(kind) = check_duration(&flag.name, value) {
                add(kind);
            }
        }
        // Go's strconv.ParseInt(value, 10, 32), which takes a sign.
        ("retries", _) if !value.is_empty() && !value.parse::<i32>().is_ok_and(|retries| retries >= 0) => {
            add(FaultKind::InvalidRetries { value: value.to_owned() });
        }
        _ => {}
    }
}

/// A HEALTHCHECK duration is either 0 or at least this (container.MinimumDuration).
const MINIMUM_NANOSECONDS: f64 = 1e6;

fn check_duration(flag: &str, value: &str) -> Option<FaultKind> {
    if value.is_empty() {
        return None;
    }
    let (flag, text) = (flag.to_owned(), value.to_owned());
    match parse_duration(value) {
        None => Some(FaultKind::InvalidDuration { flag, value: text }),
        Some(nanoseconds) if nanoseconds != 0.0 && nanoseconds < MINIMUM_NANOSECONDS => {
            Some(FaultKind::DurationTooShort { flag, value: text })
        }
        Some(_) => None,
    }
}

/// Go's time.ParseDuration, in nanoseconds; none if it is no duration or does not fit into 64 bits.
pub fn parse_duration(text: &str) -> Option<f64> {
    let (negative, mut rest) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(0.0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let number_length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, behind) = rest.split_at(number_length);
        let unit_length = behind.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(unit_length);
        if !number.contains(|c: char| c.is_ascii_digit()) || number.matches('.').count() > 1 {
            return None;
        }
        let nanoseconds = match unit {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            _ => return None,
        };
        // Rust's parser takes "1." and ".5" as Go's does.
        total += number.parse::<f64>().ok()? * nanoseconds;
        rest = behind;
    }
    let limit = 9_223_372_036_854_775_807.0;
    (total <= limit).then_some(if negative { -total } else { total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        assert_eq!(parse_duration("1h2m3.5s"), Some(3_723_500_000_000.0));
        assert_eq!(parse_duration("-1ms"), Some(-1e6));
        assert_eq!(parse_duration(".5s"), Some(5e8));
        assert_eq!(parse_duration("0"), Some(0.0));
        for bad in ["", "5", "s", "1x", "1.2.3s", ".s", "9999999999h", "1 s"] {
            assert_eq!(parse_duration(bad), None, "{bad}");
        }
    }
}
