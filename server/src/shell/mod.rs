//! What shells run: the text of RUN, CMD, ENTRYPOINT and HEALTHCHECK as commands, words and uses of variables.
//!
//! A [`Script`] is parsed when somebody asks for it, with the bash grammar, which reads what sh, dash, ash and bash read. PowerShell
//! and cmd are recognised and left alone. All places are spans of the script's own text, which knows where each byte stands in the
//! file: through continuations, comments between them, and heredocs.

mod chain;
mod dialect;
mod highlights;
mod interpreter;
mod literal;
mod mentions;
mod parse;
mod read;
mod script;
mod scripts;
#[cfg(test)]
mod tests;
mod text;

pub use dialect::Dialect;
pub use highlights::{Highlight, highlights, prepare_highlights};
pub use interpreter::{Interpreter, Interpreters};
pub use mentions::mentions;
pub use script::{Assignment, AssignmentKind, Command, CommandKind, Expansion, Joint, Operator, Reading, Redirect, Script, ShellWord};
pub use scripts::{Readings, Scripts};
