//! What STOPSIGNAL takes.
//!
//! Source: github.com/moby/sys/signal signal.go and signal_linux.go, `ParseSignal`.

use crate::syntax::closest;

/// A number but 0, or the name of a Linux signal with or without `SIG`, in any letter case.
pub(super) fn is_signal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse::<i64>().is_ok_and(|number| number != 0);
    }
    let upper = text.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    NAMES.contains(&name) || real_time(name)
}

/// The signal that a word nearly names, with `SIG`.
pub fn closest_signal(word: &str) -> Option<String> {
    let upper = word.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    closest(name, NAMES).map(|known| format!("SIG{known}"))
}

/// `RTMIN`, `RTMIN+1` to `RTMIN+15`, `RTMAX-14` to `RTMAX-1`, `RTMAX`.
fn real_time(name: &str) -> bool {
    let number = |rest: &str, limit: u32| {
        let canonical = !rest.starts_with('0') && rest.bytes().all(|byte| byte.is_ascii_digit());
        canonical && rest.parse::<u32>().is_ok_and(|number| number <= limit)
    };
    match name.strip_prefix("RTMIN") {
        Some("") => true,
        Some(rest) => rest.strip_prefix('+').is_some_and(|rest| number(rest, 15)),
        None => match name.strip_prefix("RTMAX") {
            Some("") => true,
            Some(rest) => rest.strip_prefix('-').is_some_and(|rest| number(rest, 14)),
            None => false,
        },
    }
}

const NAMES: [&str; 37] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT",
    "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
    "UNUSED", "INFO", "EMT",
];

#[cfg(test)]
mod tests {
    use super::{closest_signal, is_signal};

    #[test]
    fn signals_are_judged() {
        for good in ["SIGTERM", "term", "9", "SIGRTMIN+3", "RTMAX-1", "sigquit"] {
            assert!(is_signal(good), "{good}");
        }
        for bad in ["", "0", "SIGFOO", "TERM ", "RTMIN+16", "RTMIN+03", "9x"] {
            assert!(!is_signal(bad), "{bad}");
        }
    }

    #[test]
    fn slips_are_found() {
        assert_eq!(closest_signal("SIGTREM").as_deref(), Some("SIGTERM"));
        assert_eq!(closest_signal("kil").as_deref(), Some("SIGKILL"));
        assert_eq!(closest_signal("never"), None);
    }
}
