//! The text of a Dockerfile as BuildKit's parser understands it: tree, logical lines, words, typed instructions.

mod query;
mod tree;

mod check;
mod directive;
mod expand;
mod heredoc;
mod image;
mod json;
mod line;
mod pattern;
mod words;

mod arguments;
mod fault;
mod flags;
mod instruction;
mod lower;
mod mount;
mod slips;
mod suggest;
mod template;

pub use arguments::is_stage_name;
pub use check::CheckOptions;
pub use directive::{Directive, DirectiveName};
pub use expand::{Environment, ExpandError, ExpandErrorKind, Expander, Expansion, NoEnvironment, Options as ExpandOptions, VariableUse};
pub use fault::{ExpectedArguments, Fault, FaultKind, Phase};
pub use flags::{FlagKind, FlagSpec, of as flags_of, parse_duration};
pub use heredoc::of_word as heredoc_of;
pub use image::{ImageParts, InvalidReference, is_supported_digest as is_digest, validate as validate_reference};
pub use instruction::{Arguments, Command, Flag, FromArguments, Healthcheck, Heredoc, Instruction, Keyword, Pair, Word};
pub use line::{LogicalLine, Span};
pub use lower::Dockerfile;
pub use mount::{InvalidQuotes, MountOption, options as mount_options};
pub use query::{Capture, Match, Query};
pub use slips::BrokenJson;
pub use suggest::{closest, containing, is_slip};
pub use template::{template_line, template_mark};
pub use tree::{EditPoints, Tree};
