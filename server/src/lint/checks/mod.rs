//! What BuildKit's own linter (`docker build --check`) looks for: all of it, each with the place BuildKit names and the exact text.
//!
//! Rules say these things in their own words, and some say less by default. [`Checks::of_buildkit`] is what BuildKit itself would say:
//! it stops at the first error, and minds `# check=skip=`.
//!
//! Source: moby/buildkit frontend/dockerfile/linter/ruleset.go, instructions/parse.go, dockerfile2llb/validations.go,
//! convert_expose.go and convert.go.

mod name;

mod end;
mod search;

mod bases;
mod dispatch;

use self::end::End;
use self::search::Search;
use crate::document::Document;
use crate::project::BuildContext;
use crate::stages::BuildOptions;
use crate::syntax::{CheckOptions, Directive, DirectiveName};
use crate::text::{ByteRange, Lines};

pub use self::dispatch::is_secret;
pub use self::name::CheckName;

/// Something a check has found.
#[derive(Clone, Debug)]
pub struct Check {
    pub name: CheckName,
    /// The text that is wrong.
    pub range: ByteRange,
    /// What it is about: the variable, the key, the stage's name, the port.
    pub subject: String,
    /// The index of the instruction.
    pub instruction: usize,
    /// The lines BuildKit names.
    pub lines: Lines,
    /// Whether it is in an ONBUILD that a FROM fires; the range is that FROM's base.
    pub fired: bool,
    step: Step,
}

/// When BuildKit looks: it stops at the first error.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Step {
    /// The file is parsed.
    File,
    /// An instruction is parsed.
    Instruction(usize),
    /// All instructions are parsed.
    Names,
    /// The base of a stage is expanded.
    Base(usize),
    Platform(usize),
    /// An instruction is dispatched. Of a trigger, the FROM that fires it.
    Dispatch(usize),
}

/// Everything BuildKit's checks would find if it did not stop.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    pub found: Vec<Check>,
}

impl Checks {
    pub fn new(document: &Document, options: &BuildOptions, contexts: &[BuildContext]) -> Self {
        let mut search = Search {
            document,
            file: document.file(),
            graph: document.graph(),
            found: Vec::new(),
            fired: false,
            windows: options.platform.os == "windows",
        };
        search.instructions();
        search.casing();
        search.stage_names();
        search.default_arguments(options);
        search.bases(options);
        search.dispatch();
        search.ignored_sources(contexts);
        Self { found: search.found }
    }

    /// Whether `# check=error=true` makes a build fail that BuildKit would go through with. `needed` says which stages the build
    /// needs; none means all.
    pub fn fail_build(&self, document: &Document, needed: Option<&[bool]>) -> bool {
        let check = document.file().directives.iter().find(|directive| is_check(directive) && directive.is_read());
        let is_needed = |check: &Check| match (check.step, needed) {
            (Step::Dispatch(at), Some(needed)) => {
                document.graph().stage_at(at).and_then(|stage| needed.get(stage).copied()).unwrap_or(false)
            }
            _ => true,
        };
        options_of(check).error && self.of_buildkit(document).into_iter().any(is_needed)
    }

    /// What BuildKit itself says of the file: `docker build --check` without a target.
    pub fn of_buildkit(&self, document: &Document) -> Vec<&Check> {
        let Some(end) = End::new(document) else { return Vec::new() };
        let whole = options_of(document.file().directives.iter().find(|directive| is_check(directive) && directive.is_read()));
        self.found
            .iter()
            .filter(|check| end.comes_behind(check))
            .filter(|check| {
                let options = match check.name.minds_comments() {
                    true => options_above(document, check.instruction).unwrap_or_default(),
                    false => CheckOptions::default(),
                };
                let experimental = check.name == CheckName::InvalidDefinitionDescription;
                let names = |list: &[String]| list.iter().any(|name| name == "all" || name == check.name.as_str());
                !names(&whole.skip)
                    && !names(&options.skip)
                    && (!experimental || names(&whole.experimental) || names(&options.experimental))
            })
            .collect()
    }
}

fn is_check(directive: &Directive) -> bool {
    directive.name == DirectiveName::Check
}

fn options_of(directive: Option<&Directive>) -> CheckOptions {
    directive.map_or_else(CheckOptions::default, |directive| CheckOptions::parse(&directive.value))
}

/// The first `check=` among the comments directly above an instruction.
fn options_above(document: &Document, instruction: usize) -> Option<CheckOptions> {
    document
        .comments_above(instruction)
        .into_iter()
        .find_map(|(_, text)| Some(CheckOptions::parse(text.strip_prefix("check=")?.trim_start())))
}
