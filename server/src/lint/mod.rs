//! Rules, what they find, and how they are run. The rules themselves stand a floor above.

mod builds;
mod checks;
mod compat;
mod edits;
mod facts;
mod finding;
mod fix;
mod fix_all;
mod inline;
mod level;
mod levels;
mod problems;
mod proof;
mod rule;
mod run;
mod secrets;
mod suppress;
mod suppressing;
mod variables;

pub use builds::{BuildFacts, BuildReport, BuildRule, Built, keep_in_build_file, run_on_builds};
pub use checks::{Check, CheckName, Checks, is_secret};
pub use compat::run_as_buildkit;
pub use facts::{Facts, FaultAt, is_plain_word, is_platform_argument};
pub use finding::{Finding, Related, Report, Tag};
pub use fix::{Applicability, Edit, Fix, Fixed, apply_fixes};
pub use fix_all::{FixedAll, fix_all};
pub use inline::run_on_inline;
pub use level::Level;
pub use levels::{Levels, UnknownRule, find as find_rules};
pub use rule::{Group, Rule};
pub use run::{Settings, run};
pub use secrets::{LeakedSecret, SecretName, SecretValue, secret_name, secret_value};
pub use suppress::{Owner, Reach, Suppression, Suppressions};
pub use suppressing::suppression;
pub use variables::{Argument, Setter, ShellUse, is_used_by_builder, last_runs};
