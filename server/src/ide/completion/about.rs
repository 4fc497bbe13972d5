//! Longer descriptions of what is offered. They are asked for one by one, when the user looks at an item.

use super::super::{reference, rule, stage, variable};
use crate::document::Document;
use crate::lint::{Rule, Settings};
use crate::syntax::{DirectiveName, Keyword};

/// What a description is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    Instruction(Keyword),
    Flag(Keyword, String),
    Mount(String),
    /// The type of a mount, and an option of it.
    MountOption(String, String),
    Stage(usize),
    /// A variable before an instruction, by the number of that.
    Variable(String, usize),
    Directive(DirectiveName),
    Rule(String),
}

impl About {
    /// In a form that an editor can keep and hand back.
    pub fn write(&self) -> String {
        match self {
            Self::Instruction(keyword) => format!("instruction {}", keyword.as_str()),
            Self::Flag(keyword, name) => format!("flag {} {name}", keyword.as_str()),
            Self::Mount(kind) => format!("mount {kind}"),
            Self::MountOption(kind, name) => format!("option {kind} {name}"),
            Self::Stage(index) => format!("stage {index}"),
            Self::Variable(name, instruction) => format!("variable {instruction} {name}"),
            Self::Directive(name) => format!("directive {}", name.as_str()),
            Self::Rule(name) => format!("rule {name}"),
        }
    }

    /// The same back; none if it is not what [`Self::write`] gave.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (kind, first, second) = (words.next()?, words.next()?, words.next());
        Some(match kind {
            "instruction" => Self::Instruction(Keyword::parse(first)?),
            "flag" => Self::Flag(Keyword::parse(first)?, second?.to_owned()),
            "mount" => Self::Mount(first.to_owned()),
            "option" => Self::MountOption(first.to_owned(), second?.to_owned()),
            "stage" => Self::Stage(first.parse().ok()?),
            "variable" => Self::Variable(second?.to_owned(), first.parse().ok()?),
            "directive" => {
                let all = [DirectiveName::Syntax, DirectiveName::Escape, DirectiveName::Check];
                Self::Directive(all.into_iter().find(|name| name.as_str() == first)?)
            }
            "rule" => Self::Rule(first.to_owned()),
            _ => return None,
        })
    }

    /// The description, in Markdown. The document may have changed since the item was offered: then it is about what is there now.
    pub fn describe(&self, document: &Document, settings: &Settings, rules: &[&'static Rule]) -> Option<String> {
        Some(match self {
            Self::Instruction(keyword) => reference::describe_instruction(*keyword),
            Self::Flag(keyword, name) => reference::describe_flag(*keyword, name)?,
            Self::Mount(kind) => reference::describe_mount(kind)?,
            Self::MountOption(kind, name) => reference::describe_mount_option(kind, name)?,
            Self::Stage(index) => Some(stage::describe(document, settings, *index)).filter(|text| !text.is_empty())?,
            Self::Variable(name, instruction) => variable::describe(document, settings, name, *instruction)?,
            Self::Directive(name) => reference::describe_directive(*name),
            Self::Rule(name) => rule::describe(rules, name)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let all = [
            About::Instruction(Keyword::StopSignal),
            About::Flag(Keyword::Copy, "from".to_owned()),
            About::Mount("cache".to_owned()),
            About::MountOption("cache".to_owned(), "id".to_owned()),
            About::Stage(3),
            About::Variable("A".to_owned(), 7),
            About::Directive(DirectiveName::Check),
            About::Rule("latest-tag".to_owned()),
        ];
        for about in all {
            assert_eq!(About::read(&about.write()), Some(about));
        }
        for odd in ["", "stage", "stage x", "flag COPY", "flag X y", "what is"] {
            assert_eq!(About::read(odd), None, "{odd}");
        }
    }
}
