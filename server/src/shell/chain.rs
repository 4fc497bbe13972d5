//! Scripts that have another form: a chain of commands, one program with plain arguments.

use super::script::{CommandKind, Joint, Script};
use crate::syntax::Span;

/// What only a shell has, or has in a way of its own.
const BUILTINS: [&str; 31] = [
    ".", ":", "[", "alias", "bg", "cd", "command", "echo", "eval", "exec", "exit", "export", "fg", "getopts", "hash", "jobs", "local",
    "printf", "read", "readonly", "return", "set", "shift", "source", "test", "times", "trap", "type", "ulimit", "umask", "wait",
];

/// What changes the shell itself, so that later commands run differently.
const LASTING: [&str; 24] = [
    ".",
    "alias",
    "cd",
    "declare",
    "enable",
    "eval",
    "exec",
    "exit",
    "export",
    "getopts",
    "local",
    "mapfile",
    "popd",
    "pushd",
    "read",
    "readarray",
    "readonly",
    "set",
    "shift",
    "shopt",
    "source",
    "trap",
    "ulimit",
    "umask",
];

impl Script {
    /// The script as a JSON array for the exec form: one program with plain arguments, which is no builtin of the shell.
    pub fn exec_form(&self) -> Option<String> {
        let words = self.words(self.only_command()?);
        let words: Option<Vec<_>> = words.iter().map(|word| self.literal(*word)).collect();
        let words = words.filter(|words| words.first().is_some_and(|name| !name.starts_with('[') && !BUILTINS.contains(&&**name)))?;
        if words.iter().any(|word| word.contains(char::is_control)) {
            return None;
        }
        let quoted = words.iter().map(|word| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")));
        Some(format!("[{}]", quoted.collect::<Vec<_>>().join(", ")))
    }

    /// The links of `a && b && c`, without blanks around them; one, if nothing is chained. None if there is anything else between
    /// commands, or if that is not certain: every `&&`, `||`, `;` and line break counts, in quotes too.
    pub fn chain(&self) -> Option<Vec<Span>> {
        if !self.clean || self.compound || !self.comments.is_empty() || self.commands.is_empty() {
            return None;
        }
        let text = self.text();
        let mut links = Vec::new();
        let mut start = 0;
        for command in self.commands.iter().filter(|command| command.depth == 0 && command.parent.is_none()) {
            match command.joint {
                Joint::Sequence if links.is_empty() && start == 0 => {}
                Joint::Pipe => {}
                Joint::And => {
                    let before = text.get(start..command.span.start as usize)?;
                    let operator = start + before.rfind("&&")?;
                    links.push(trimmed(text, start, operator)?);
                    start = operator + 2;
                }
                _ => return None,
            }
        }
        links.push(trimmed(text, start, text.len())?);
        let plain = |link: &Span| {
            let link = link.of(text).replace("\\;", "").replace("\\\n", "");
            !["&&", "||", ";", "\n"].iter().any(|operator| link.contains(operator))
        };
        links.iter().all(plain).then_some(links)
    }

    /// Whether nothing of it outlives the script: no variable, no working directory, no option of the shell. Its commands could as well
    /// run in shells of their own.
    pub fn leaves_nothing(&self) -> bool {
        let lasting = |name: &str| LASTING.contains(&name);
        let calm = self.commands.iter().all(|command| {
            matches!(command.kind, CommandKind::Simple | CommandKind::Test)
                && (command.kind == CommandKind::Test || self.name_of(command).is_some_and(|name| !lasting(&name)))
        });
        // `$!` and the like are no more what they were; `${x:=y}` gives a value.
        calm && self.assignments.is_empty() && self.functions.is_empty() && self.opaque_from.is_none()
    }

    /// The commands of a script of simple lines that ends at the first failure: those behind `set -e`, or one alone. None if that is not
    /// certain.
    pub fn lines(&self) -> Option<Vec<Span>> {
        if !self.clean || self.compound || !self.comments.is_empty() {
            return None;
        }
        let text = self.text();
        let mut lines: Vec<Span> = Vec::new();
        let mut start = 0;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            at += line.len();
            let content = line.trim_end();
            if content.ends_with('\\') {
                // A blank behind it, or another one before it, and it is none.
                if !line.ends_with("\\\n") || content.ends_with("\\\\") {
                    return None;
                }
                continue;
            }
            lines.extend(trimmed(text, start, at));
            start = at;
        }
        if start < text.len() {
            return None;
        }
        let plain = |line: &Span| {
            let written = line.of(text).replace("\\;", "");
            let mut inside = self.commands.iter().filter(|command| {
                command.depth == 0 && command.parent.is_none() && line.start <= command.span.start && command.span.end <= line.end
            });
            let begins = inside.next().is_some_and(|command| command.joint == Joint::Sequence);
            begins
                && inside.all(|command| command.joint == Joint::Pipe)
                && !["&&", "||", ";", "<<"].iter().any(|operator| written.contains(operator))
        };
        // A command over several lines of the text is one in quotes.
        if lines.is_empty() || !lines.iter().all(plain) {
            return None;
        }
        if lines.first().is_some_and(|first| first.of(text) == "set -e") {
            lines.remove(0);
        } else if lines.len() > 1 {
            return None;
        }
        (!lines.is_empty()).then_some(lines)
    }
}

/// A part of a text without the blanks at its ends; none if nothing is left.
fn trimmed(text: &str, start: usize, end: usize) -> Option<Span> {
    let part = text.get(start..end)?;
    let inside = part.trim();
    let start = start + (part.len() - part.trim_start().len());
    (!inside.is_empty()).then(|| Span::new(start, start + inside.len()))
}
