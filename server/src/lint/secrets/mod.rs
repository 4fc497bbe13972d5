//! What tells a secret from a setting: the name of a variable, its value, and the form that tokens of well-known services have.

mod names;

mod values;

mod forms;
mod search;

pub use names::{SecretName, secret_name};
pub use search::LeakedSecret;
pub(super) use search::leaked_secrets;
pub use values::{SecretValue, secret_value};
