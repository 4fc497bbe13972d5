//! What a rule is about, from its page.

use crate::lint::Rule;
use crate::lint::find_rules;

/// The first paragraphs of the page of a rule, by any of its names: up to the examples.
pub fn describe(rules: &[&'static Rule], name: &str) -> Option<String> {
    // `all` and the names of groups mean many.
    let found = find_rules(name, rules).ok()?;
    let rule = found.first().filter(|_| found.len() < 4)?;
    let mut text = format!("**{}** ({}, {})\n\n{}\n", rule.name, rule.group.as_str(), rule.level.as_str(), rule.summary);
    let why = rule.page.split("\n## ").find_map(|part| part.strip_prefix("Why\n"));
    if let Some(why) = why {
        text.push('\n');
        text.push_str(why.split("\n```").next().unwrap_or_default().trim_end());
        text.push('\n');
    }
    text.push_str(&format!("\n[The page of the rule]({})", rule.url()));
    Some(text)
}
