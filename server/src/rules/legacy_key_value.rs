//! ENV or LABEL without an equals sign.

use crate::lint::{CheckName, Edit, Facts, Fix, Group, Level, Report, Rule, Tag};

use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "legacy-key-value",
    summary: "ENV or LABEL gives its value without an equals sign.",
    level: Level::Info,
    group: Group::Style,
    fixable: true,
    aliases: &["LegacyKeyValueFormat"],
    page: include_str!("legacy_key_value.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::LegacyKeyValueFormat) {
        let Some(instruction) = facts.instruction(check.instruction) else { continue };
        let keyword = instruction.keyword_text().to_uppercase();
        let message = format!(
            "The form `{keyword} name value` is deprecated: everything behind the name is the value, also what looks like another pair."
        );
        let finding = report.add(check.range, message);
        finding.help(format!("Write `{keyword} {}=…`, with quotes around a value with blanks.", check.subject)).tag(Tag::Deprecated);
        let pair = instruction.pairs().first().and_then(|pair| Some((pair, pair.value.as_ref()?)));
        if let Some((pair, value)) = pair
            && let Some(quoted) = quoted(value.text(&instruction.line))
            && !pair.key.text(&instruction.line).contains(['"', '\''])
        {
            let (key, end) = (instruction.range_of(pair.key.span), instruction.range_of(value.span).end);
            // A value over several lines keeps its lines if only the blanks before it are replaced.
            let blanks = ByteRange::new(key.end, instruction.range_of(value.span).start);
            let one_line = ByteRange::new(blanks.start, end).slice(facts.document.text()).iter().all(|byte| *byte != b'\n');
            if one_line {
                // The value itself is left as it is, whatever its bytes are.
                let edits = match quoted == value.text(&instruction.line) {
                    true => vec![Edit::replace(blanks, "=")],
                    false => vec![Edit::replace(blanks, "=\""), Edit::insert(end, "\"")],
                };
                finding.fix(Fix::of("Write it with an equals sign", edits));
            }
        }
    }
}

/// The value as it must stand behind an equals sign to mean the same; none if quotes or escapes are in it, but for quotes around it.
fn quoted(value: &str) -> Option<String> {
    for quote in ['"', '\''] {
        let inside = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if inside.is_some_and(|inside| !inside.contains([quote, '\\', '`'])) {
            return Some(value.to_owned());
        }
    }
    if value.contains(['"', '\'', '\\', '`']) {
        return None;
    }
    Some(if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() })
}
