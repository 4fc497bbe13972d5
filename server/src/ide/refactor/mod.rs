//! Writing something in another way: what is offered at a cursor or for a selection, and the edits that do it.
//!
//! Each file has one kind of refactoring, and says when it is offered. What is built stays the same, but where the title says what is
//! meant to change (a stage more or less, RUNs put together or apart).

mod declare;
mod forms;
mod heredoc;
mod lines;
mod name_stage;
mod packages;
mod place;
mod runs;
mod stages;

use super::names::Names;
use crate::document::Document;
use crate::lint::Edit;
use crate::text::ByteRange;
use place::Place;

/// What can be done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Refactoring {
    NameStage,
    ExtractStage,
    InlineStage,
    DeclareArgument,
    ToExecForm,
    ToShellForm,
    ToHeredoc,
    FromHeredoc,
    SplitRun,
    JoinRuns,
    SortPackages,
    Wrap,
    Unwrap,
}

/// LSP's kinds below `refactor`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RefactorKind {
    Extract,
    Inline,
    Rewrite,
}

/// A refactoring at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refactor {
    /// As a command: "Name this stage `stage-0`".
    pub title: String,
    /// Sorted by place, and none touches another.
    pub edits: Vec<Edit>,
}

impl Refactor {
    fn new(title: impl Into<String>, mut edits: Vec<Edit>) -> Option<Self> {
        edits.sort_by_key(|edit| edit.range);
        (!edits.is_empty()).then(|| Self { title: title.into(), edits })
    }
}

impl Refactoring {
    pub const ALL: [Self; 13] = [
        Self::NameStage,
        Self::ExtractStage,
        Self::InlineStage,
        Self::DeclareArgument,
        Self::ToExecForm,
        Self::ToShellForm,
        Self::ToHeredoc,
        Self::FromHeredoc,
        Self::SplitRun,
        Self::JoinRuns,
        Self::SortPackages,
        Self::Wrap,
        Self::Unwrap,
    ];

    pub const fn kind(self) -> RefactorKind {
        match self {
            Self::ExtractStage => RefactorKind::Extract,
            Self::InlineStage => RefactorKind::Inline,
            _ => RefactorKind::Rewrite,
        }
    }

    /// A name for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NameStage => "name-stage",
            Self::ExtractStage => "extract-stage",
            Self::InlineStage => "inline-stage",
            Self::DeclareArgument => "declare-argument",
            Self::ToExecForm => "to-exec-form",
            Self::ToShellForm => "to-shell-form",
            Self::ToHeredoc => "to-heredoc",
            Self::FromHeredoc => "from-heredoc",
            Self::SplitRun => "split-run",
            Self::JoinRuns => "join-runs",
            Self::SortPackages => "sort-packages",
            Self::Wrap => "wrap",
            Self::Unwrap => "unwrap",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refactoring| refactoring.as_str() == name)
    }

    /// This refactoring, if it applies. `names` are those of the document; they are asked for only where they are needed.
    pub fn at<'d>(self, document: &'d Document, names: &dyn Fn() -> &'d Names, range: ByteRange) -> Option<Refactor> {
        let place = Place::new(document, range)?;
        match self {
            Self::NameStage => name_stage::name(&place, names),
            Self::ExtractStage => stages::extract(&place),
            Self::InlineStage => stages::inline(&place),
            Self::DeclareArgument => declare::declare(&place),
            Self::ToExecForm => forms::to_exec(&place),
            Self::ToShellForm => forms::to_shell(&place),
            Self::ToHeredoc => heredoc::to_heredoc(&place),
            Self::FromHeredoc => heredoc::from_heredoc(&place),
            Self::SplitRun => runs::split(&place),
            Self::JoinRuns => runs::join(&place),
            Self::SortPackages => packages::sort(&place),
            Self::Wrap => lines::wrap(&place),
            Self::Unwrap => lines::unwrap(&place),
        }
    }
}

/// Everything that applies at a cursor or to a selection.
pub fn refactorings<'d>(
    document: &'d Document,
    names: &dyn Fn() -> &'d Names,
    range: ByteRange,
) -> impl Iterator<Item = (Refactoring, Refactor)> {
    Refactoring::ALL.into_iter().filter_map(move |refactoring| Some((refactoring, refactoring.at(document, names, range)?)))
}
