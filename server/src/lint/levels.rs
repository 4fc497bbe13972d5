//! Which rules run, and at which level: by the name of a rule, by a name that another tool has for it, by group, or by pattern.

use std::collections::HashMap;

use super::level::Level;
use super::rule::{Group, Rule};
use crate::syntax::closest;

/// Levels that differ from the rules' own. What is said later counts.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    levels: HashMap<&'static str, Level>,
    /// Rules that nobody selected are off.
    selected_only: bool,
}

/// A name that means no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    pub name: String,
    pub suggestion: Option<String>,
}

impl Levels {
    /// Gives all rules that `name` means a level.
    pub fn set(&mut self, name: &str, level: Level, rules: &[&'static Rule]) -> Result<(), UnknownRule> {
        for rule in find(name, rules)? {
            self.levels.insert(rule.name, level);
        }
        Ok(())
    }

    /// Switches the rules on that `name` means, at their own levels, and off all rules that no call selects.
    pub fn select(&mut self, name: &str, rules: &[&'static Rule]) -> Result<(), UnknownRule> {
        self.selected_only = true;
        for rule in find(name, rules)? {
            // A rule that is off by default is meant to be on.
            self.levels.insert(rule.name, rule.level.max(Level::Info));
        }
        Ok(())
    }

    pub fn of(&self, rule: &Rule) -> Level {
        let otherwise = if self.selected_only { Level::Allow } else { rule.level };
        self.levels.get(rule.name).copied().unwrap_or(otherwise)
    }

    /// The level that was asked for by the rule's name, its group or a pattern, if any was. That a call selects other rules is not
    /// asking for this one to be off.
    pub fn asked_for(&self, rule: &Rule) -> Option<Level> {
        self.levels.get(rule.name).copied()
    }

    /// The level of a finding. One that is less than its rule stays less: the rule is not sure of it.
    pub(super) fn of_finding(&self, rule: &Rule, own: Level) -> Level {
        let level = self.of(rule);
        if own < rule.level { own.min(level) } else { level }
    }
}

/// The rules a name means. Namespaces of other tools may stand before it: `hadolint/DL3006`.
pub fn find(name: &str, rules: &[&'static Rule]) -> Result<Vec<&'static Rule>, UnknownRule> {
    let wanted = name.trim();
    let bare = wanted.rsplit_once('/').map_or(wanted, |(_, bare)| bare);
    let is = |candidate: &str| candidate.eq_ignore_ascii_case(wanted) || candidate.eq_ignore_ascii_case(bare) || is_like(candidate, wanted);
    let means = |rule: &&&'static Rule| {
        is(rule.name) || rule.aliases.iter().any(|alias| is(alias)) || rule.group.as_str().eq_ignore_ascii_case(wanted) || wanted == "all"
    };
    let found: Vec<_> = rules.iter().filter(means).copied().collect();
    // A group may have no rules yet.
    if !found.is_empty() || Group::ALL.iter().any(|group| group.as_str().eq_ignore_ascii_case(wanted)) {
        return Ok(found);
    }
    let groups = Group::ALL.iter().map(|group| group.as_str());
    let names = rules.iter().flat_map(|rule| std::iter::once(rule.name).chain(rule.aliases.iter().copied())).chain(groups);
    Err(UnknownRule { name: wanted.to_owned(), suggestion: closest(wanted, names).map(str::to_owned) })
}

/// Whether a name is like a pattern with stars. Without a star it is not.
fn is_like(name: &str, pattern: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return false };
    let name = name.to_lowercase();
    let Some(mut left) = name.strip_prefix(&first.to_lowercase()) else { return false };
    let mut pieces: Vec<_> = rest.split('*').map(str::to_lowercase).collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some(at) = left.find(&piece) else { return false };
        left = left.get(at + piece.len()..).unwrap_or_default();
    }
    left.ends_with(&last)
}
