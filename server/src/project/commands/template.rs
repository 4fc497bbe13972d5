//! What files of CI systems and task runners put into the texts of shells: `<< parameters.x >>`, `$(x)`, `{{.x}}`, `{{x}}`.

use super::formula::Part;
use super::text::Templates;
use crate::project::sources::FileKind;
use crate::syntax::LogicalLine;

#[derive(Clone, Copy)]
pub(super) struct Language {
    pub kind: FileKind,
}

impl Templates for Language {
    fn next(&self, line: &LogicalLine, from: usize) -> Option<(usize, usize, Vec<Part>)> {
        let text = line.text();
        let signs: &[(&str, &str)] = match self.kind {
            FileKind::CircleCi => &[("<<", ">>")],
            FileKind::AzurePipelines => &[("${{", "}}"), ("$(", ")")],
            FileKind::Taskfile | FileKind::Justfile => &[("{{", "}}")],
            FileKind::GitlabCi => &[("$[[", "]]")],
            _ => &[],
        };
        let mut at = from;
        loop {
            let rest = text.get(at..)?;
            let (offset, (open, close)) =
                signs.iter().filter_map(|sign| Some((rest.find(sign.0)?, sign))).min_by_key(|(offset, _)| *offset)?;
            let start = at + offset;
            let inside = start + open.len();
            let length = text.get(inside..)?.find(close)?;
            let expression = text.get(inside..inside + length)?.trim();
            if let Some(part) = self.part(open, expression) {
                return Some((start, inside + length + close.len(), vec![part]));
            }
            at = inside;
        }
    }
}

impl Language {
    /// None if it is no expression of the language, but something of the shell.
    fn part(&self, open: &str, expression: &str) -> Option<Part> {
        let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
        let name = match self.kind {
            // A heredoc.
            FileKind::CircleCi => return is_name(expression).then(|| Part::name(expression)),
            FileKind::AzurePipelines if open == "$(" => {
                return match expression {
                    "Build.SourcesDirectory" | "System.DefaultWorkingDirectory" | "Build.Repository.LocalPath" => Some(Part::folder("")),
                    "pwd" => None,
                    _ => is_name(expression).then(|| Part::name(expression)),
                };
            }
            FileKind::AzurePipelines => expression.strip_prefix("variables.").unwrap_or(expression),
            FileKind::Taskfile => match expression.trim_matches('-').trim() {
                ".ROOT_DIR" | ".TASKFILE_DIR" | ".USER_WORKING_DIR" => return Some(Part::text(".", None, true)),
                expression => {
                    let (name, filter) = expression.split_once('|').unwrap_or((expression, ""));
                    let name = name.trim().strip_prefix('.').unwrap_or("");
                    let default = filter.trim().strip_prefix("default ").map(|default| default.trim().trim_matches(['"', '\'', '`']));
                    return Some(match default {
                        Some(default) if is_name(name) => {
                            Part::either(expression, vec![vec![Part::name(name)], vec![Part::text(default, None, true)]])
                        }
                        None if is_name(name) && filter.is_empty() => Part::name(name),
                        _ => Part::unknown(expression),
                    });
                }
            },
            _ => expression,
        };
        Some(if is_name(name) { Part::name(name) } else { Part::unknown(expression) })
    }
}
