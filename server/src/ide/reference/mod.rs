//! What can be said of instructions, flags, mounts and directives without looking at a file: for completion, hover and signature help.
//!
//! The texts are dflint's own. Which flags an instruction has is known to `syntax`; here is only what they are for.

mod directives;
mod flags;
mod instructions;
mod mounts;
mod values;

mod describe;

pub use describe::{describe_directive, describe_flag, describe_instruction, describe_mount, describe_mount_option};
pub use directives::directive;
pub use flags::flag;
pub use instructions::{Form, Parameter, instruction};
pub use mounts::{MOUNTS, MountText, OptionText, mount, mount_option};
pub use values::{
    CACHE_FOLDERS, DURATIONS, ENV_KEYS, LABEL_KEYS, PORTS, PREDEFINED_ARGUMENTS, PROTOCOLS, SIGNALS, Value, platform_argument,
    predefined_argument,
};

/// The page of Docker's documentation with this anchor.
pub fn url(anchor: &str) -> String {
    format!("https://docs.docker.com/reference/dockerfile/#{anchor}")
}

/// A link to it.
pub fn link(anchor: &str) -> String {
    format!("[Dockerfile reference]({})", url(anchor))
}
