//! Rules, what they find, and how they are run. The rules themselves stand a floor above.

mod checks;
mod facts;
mod finding;
mod level;
mod rule;
mod run;

pub use checks::{Check, CheckName, Checks, is_secret};
pub use facts::{Facts, FaultAt};
pub use finding::{Finding, Related, Report, Tag};
pub use level::Level;
pub use rule::{Group, Rule};
pub use run::{Settings, run};
