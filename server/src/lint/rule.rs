//! A rule, as a value.

use super::checks::CheckName;
use super::facts::Facts;
use super::finding::Report;
use super::level::Level;

/// One thing dflint looks for.
pub struct Rule {
    /// In kebab-case; it names the problem.
    pub name: &'static str,
    /// One sentence: what is wrong with a file in which it finds something.
    pub summary: &'static str,
    /// The level of its findings, unless one says otherwise.
    pub level: Level,
    pub group: Group,
    /// Whether some of its findings come with a fix.
    pub fixable: bool,
    /// The names other tools have for it.
    pub aliases: &'static [&'static str],
    /// Its documentation, in Markdown.
    pub page: &'static str,
    /// Whether it looks at what became of the other rules' findings, and so runs after them.
    pub late: bool,
    pub check: fn(&Facts<'_>, &mut Report<'_>),
}

impl Rule {
    /// What a rule leaves out with `..Rule::EMPTY`: no aliases, no fix, and it finds nothing.
    pub const EMPTY: Self = Self {
        name: "",
        summary: "",
        level: Level::Warning,
        group: Group::Correctness,
        fixable: false,
        aliases: &[],
        page: "",
        late: false,
        check: |_, _| {},
    };

    /// Where its page can be read.
    pub fn url(&self) -> String {
        format!("{}/blob/main/server/src/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), self.name.replace('-', "_"))
    }

    /// The check of BuildKit that it stands for. One check may have several rules.
    pub fn buildkit_check(&self) -> Option<CheckName> {
        self.aliases.iter().find_map(|alias| CheckName::parse(alias))
    }
}

/// What a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// The builder stops, or does something else than is written.
    Correctness,
    /// Stages and the references between them.
    Stages,
    /// Base images and other images.
    Images,
    /// ARG, ENV and their uses.
    Variables,
    /// What files of the repository say of builds.
    Builds,
    /// The text that shells run.
    Shell,
    /// What package managers install. It has no rule yet.
    Packages,
    /// What makes builds slow, or their caches useless. It has no rule yet.
    Cache,
    /// What gives secrets or rights away.
    Security,
    /// How a file is written, where it means the same.
    Style,
}

impl Group {
    pub const ALL: [Self; 10] = [
        Self::Correctness,
        Self::Stages,
        Self::Images,
        Self::Variables,
        Self::Builds,
        Self::Shell,
        Self::Packages,
        Self::Cache,
        Self::Security,
        Self::Style,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Correctness => "correctness",
            Self::Stages => "stages",
            Self::Images => "images",
            Self::Variables => "variables",
            Self::Builds => "builds",
            Self::Shell => "shell",
            Self::Packages => "packages",
            Self::Cache => "cache",
            Self::Security => "security",
            Self::Style => "style",
        }
    }
}
