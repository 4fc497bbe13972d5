//! docs/cli.md and docs/json.md say what is so.

use std::fs;

use serde_json::Value;

use super::{dflint, fixture};
use crate::shared::project;

fn page(name: &str) -> String {
    fs::read_to_string(project().join("docs").join(name)).unwrap()
}

/// The JSON blocks of docs/json.md, each with the command that stands in the line above it.
#[test]
fn the_json_examples_are_real() {
    let page = page("json.md");
    let mut examples = 0;
    for part in page.split("\n`dflint ").skip(1) {
        let Some((arguments, rest)) = part.split_once("`:\n\n```json\n") else { continue };
        let expected: Value =
            serde_json::from_str(rest.split_once("\n```").unwrap().0).unwrap_or_else(|error| panic!("{arguments}: {error}"));
        let arguments: Vec<_> = arguments.split(' ').collect();
        let shown = dflint(fixture("json"), &arguments);
        let mut real = shown.json();
        if arguments[0] == "rules" {
            // The page has one of them.
            let rule = real.as_array().unwrap().iter().find(|rule| rule["name"] == expected[0]["name"]);
            real = Value::from(vec![rule.unwrap().clone()]);
        }
        assert_eq!(real, expected, "{arguments:?}");
        examples += 1;
    }
    assert_eq!(examples, 4);
}

#[test]
fn every_command_and_option_is_described() {
    let page = page("cli.md");
    let mut options = 0;
    for command in ["check", "graph", "rules", "explain", "config import", "schema", "dump", "lsp"] {
        assert!(page.contains(&format!("dflint {command}")), "{command}");
        let arguments: Vec<_> = command.split(' ').chain(["--help"]).collect();
        for line in dflint(".", &arguments).stdout.lines().map(str::trim_start).filter(|line| line.starts_with('-')) {
            let Some(option) = line.split([' ', ',']).find(|word| word.starts_with("--")) else { continue };
            assert!(option == "--help" || page.contains(&format!("`{option}")), "{option} of {command}");
            options += 1;
        }
    }
    assert!(options > 15, "{options}");
}

#[test]
fn every_group_of_rules_is_named() {
    let page = page("json.md");
    let row = page.lines().find(|line| line.starts_with("| `group` |")).unwrap();
    for rule in dflint(".", &["rules", "--format", "json"]).json().as_array().unwrap() {
        let group = rule["group"].as_str().unwrap();
        assert!(row.contains(&format!("`{group}`")), "{group}");
    }
}
