//! The texts as Markdown, each with a link to Docker's reference.

use super::{directive, flag, instruction, link, mount, mount_option};
use crate::syntax::{DirectiveName, Keyword};

pub fn describe_instruction(keyword: Keyword) -> String {
    let text = instruction(keyword);
    let forms: String = text.forms.iter().map(|form| format!("{} {}\n", keyword.as_str(), form.label)).collect();
    format!("```dockerfile\n{forms}```\n\n{}\n\n{}", text.summary, link(text.anchor))
}

pub fn describe_flag(keyword: Keyword, name: &str) -> Option<String> {
    let text = flag(keyword, name)?;
    let mut values: Vec<String> = Vec::new();
    for value in text.values.iter().filter(|value| !value.about.is_empty()) {
        values.push(format!("\n- `{}`: {}", value.text, value.about));
    }
    let values = if values.is_empty() { String::new() } else { format!("{}\n", values.concat()) };
    Some(format!("`{} --{name}={}`\n\n{}\n{values}\n{}", keyword.as_str(), text.form, text.summary, link(text.anchor)))
}

pub fn describe_mount(kind: &str) -> Option<String> {
    let text = mount(kind)?;
    let options: String = text.options.iter().map(|option| format!("\n- `{}`: {}", option.name, option.summary)).collect();
    Some(format!("`RUN --mount=type={}`\n\n{}\n{options}\n\n{}", text.name, text.summary, link(text.anchor)))
}

pub fn describe_mount_option(kind: &str, name: &str) -> Option<String> {
    let text = mount_option(kind, name)?;
    let value = text.value.map_or_else(String::new, |value| format!("={value}"));
    let aliases: Vec<_> = text.aliases.iter().map(|alias| format!("`{alias}`")).collect();
    let also = if aliases.is_empty() { String::new() } else { format!(" It is also called {}.", aliases.join(" and ")) };
    Some(format!("`{}{value}` of `--mount=type={kind}`\n\n{}{also}\n\n{}", text.name, text.summary, link(mount(kind)?.anchor)))
}

pub fn describe_directive(name: DirectiveName) -> String {
    let text = directive(name);
    format!("`# {}=…`, a parser directive\n\n{}\n\n{}", name.as_str(), text.summary, link(text.anchor))
}
