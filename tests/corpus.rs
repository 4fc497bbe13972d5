//! Thousands of real Dockerfiles: equal to BuildKit's recorded answers, with a finding where BuildKit stops.
//!
//! The files and records lie in `../shared/corpus` (its README describes the records); without them these tests are skipped aloud.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use dflint::document::Document;
use dflint::lint::{self, Level, Settings};
use dflint::rules;
use dflint::stages::{BuildOptions, BuildPhase};
use dflint::syntax::Tree;
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::shared::shared;

/// The lines of a compressed file of records.
pub fn records(path: &str) -> Option<Vec<Value>> {
    let file = GzDecoder::new(File::open(shared(path)?).unwrap());
    Some(BufReader::new(file).lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect())
}

/// Unpacks a set of files, and says where.
fn unpack(set: &str) -> Option<PathBuf> {
    unpack_into(set, set)
}

pub fn unpack_into(set: &str, name: &str) -> Option<PathBuf> {
    let archive = shared(&format!("corpus/{set}.tar.gz"))?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    tar::Archive::new(GzDecoder::new(File::open(archive).unwrap())).unpack(&folder).unwrap();
    Some(folder)
}

fn dump(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dflint"));
    let output = command.current_dir(folder).args(["dump", "--as", "buildkit"]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// Where an answer differs from the record, field by field. Of errors, whether there is one and where is compared, not the words.
fn differences(record: &Value, answer: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |name: &str, recorded: &Value, answered: &Value| {
        if recorded != answered {
            found.push(format!("{name}: recorded {recorded}, answered {answered}"));
        }
    };
    let place = |error: &Value| if error.is_null() { Value::Null } else { serde_json::json!({"lines": error["lines"]}) };
    for name in ["escape", "directives", "instructions", "stages", "lint"] {
        compare(name, &record[name], &answer[name]);
    }
    for name in ["parse_error", "instruction_error", "build_error"] {
        compare(name, &place(&record[name]), &place(&answer[name]));
    }
    if record["targets"][""]["error"].is_null() {
        for name in ["edges", "resolved_base", "env"] {
            compare(name, &record[name], &answer[name]);
        }
    }
    let targets = record["targets"].as_object().unwrap();
    for (target, recorded) in targets {
        let answered = &answer["targets"][target];
        let name = format!("target {target:?}");
        compare(&name, &recorded["reachable"], &answered["reachable"]);
        compare(&name, &recorded["error"].is_string().into(), &answered["error"].is_string().into());
        compare(&name, &recorded["lines"], &answered["lines"]);
    }
    found
}

/// BuildKit checks the references of base images in parallel: of several invalid ones it names any.
fn names_another_reference(record: &Value, text: &[u8]) -> bool {
    let document = Document::new(text.to_vec(), &BuildOptions::default());
    let problems = document.graph().problems.iter().filter(|problem| problem.phase == BuildPhase::References);
    let lines: Vec<_> = problems.map(|problem| serde_json::json!([[problem.lines[0].first, problem.lines[0].last]])).collect();
    let first = document.graph().first_problem(None).map(|problem| problem.phase);
    first == Some(BuildPhase::References) && lines.len() > 1 && lines.contains(&record["build_error"]["lines"])
}

#[test]
fn real_files_mean_what_buildkit_says() {
    for set in ["sample", "large"] {
        let (Some(folder), Some(records)) = (unpack(set), records(&format!("corpus/{set}.buildkit.jsonl.gz"))) else { return };
        let answers: BTreeMap<String, Value> =
            dump(&folder, &["."]).into_iter().map(|answer| (answer["file"].as_str().unwrap().to_owned(), answer)).collect();
        let mut wrong = Vec::new();
        let mut others = 0;
        for record in &records {
            let file = record["file"].as_str().unwrap();
            let text = fs::read(folder.join(file)).unwrap();
            if Tree::parse(&text).root().is_none_or(|root| root.has_error()) {
                wrong.push(format!("{file}: an ERROR or MISSING node"));
            }
            let Some(answer) = answers.get(file) else {
                wrong.push(format!("{file}: no answer"));
                continue;
            };
            let differences = differences(record, answer);
            if differences.is_empty() {
                continue;
            }
            let only_lines = differences.iter().all(|difference| difference.starts_with("build_error") || difference.starts_with("target"));
            if only_lines && names_another_reference(record, &text) {
                others += 1;
            } else {
                wrong.push(format!("{file}: {}", differences.join("\n    ")));
            }
        }
        println!(
            "{set}: {} files, {} differ; {others} where BuildKit names another of several invalid references",
            records.len(),
            wrong.len()
        );
        assert!(records.len() > 2_000);
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), records.len(), wrong.join("\n"));
    }
}

#[test]
fn made_cases_mean_what_buildkit_says() {
    let Some(cases) = records("corpus/cases.jsonl.gz") else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
    let mut wrong = Vec::new();
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        let folder = folder.join(id.replace('/', "_"));
        fs::create_dir_all(&folder).unwrap();
        let text = base64::engine::general_purpose::STANDARD.decode(case["b64"].as_str().unwrap()).unwrap();
        fs::write(folder.join("Dockerfile"), &text).unwrap();
        let mut arguments = vec!["Dockerfile".to_owned()];
        for target in case["targets"].as_array().into_iter().flatten() {
            arguments.extend(["--target".to_owned(), target.as_str().unwrap().to_owned()]);
        }
        for (name, value) in case["build_args"].as_object().into_iter().flatten() {
            arguments.extend(["--build-arg".to_owned(), format!("{name}={}", value.as_str().unwrap())]);
        }
        for name in ["platform", "build_platform"] {
            if let Some(platform) = case[name].as_str() {
                arguments.extend([format!("--{}", name.replace('_', "-")), platform.to_owned()]);
            }
        }
        if case["images"].is_object() {
            fs::write(folder.join("images.json"), case["images"].to_string()).unwrap();
            arguments.extend(["--images".to_owned(), "images.json".to_owned()]);
        }
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let answers = dump(&folder, &arguments);
        let differences = differences(&case["answer"], &answers[0]);
        if !differences.is_empty() {
            wrong.push(format!("{id}: {}\n    {:?}", differences.join("\n    "), String::from_utf8_lossy(&text)));
        }
    }
    println!("{} cases, {} differ", cases.len(), wrong.len());
    assert_eq!(cases.len(), 408);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The records of a set, each with its file.
fn recorded_files(set: &str) -> Option<Vec<(Value, Vec<u8>)>> {
    let records = records(&format!("corpus/{set}.buildkit.jsonl.gz"))?;
    let mut files = BTreeMap::new();
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(shared(&format!("corpus/{set}.tar.gz"))?).unwrap()));
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().trim_start_matches("./").to_owned();
        let mut text = Vec::new();
        entry.read_to_end(&mut text).unwrap();
        files.insert(path, text);
    }
    let of_record = |record: Value| {
        let text = files.remove(record["file"].as_str().unwrap()).unwrap();
        (record, text)
    };
    Some(records.into_iter().map(of_record).collect())
}

#[test]
fn no_error_is_found_where_buildkit_builds() {
    let mut built = 0;
    for set in ["sample", "large"] {
        let Some(recorded) = recorded_files(set) else { return };
        let stops = |record: &Value| ["parse_error", "instruction_error", "build_error"].iter().any(|field| !record[field].is_null());
        for (record, text) in recorded.into_iter().filter(|(record, _)| !stops(record)) {
            let document = Document::new(text, &BuildOptions::default());
            let settings = Settings { forbid_suppressions: true, ..Settings::default() };
            let errors: Vec<_> =
                lint::run(&document, &settings, rules::ALL).into_iter().filter(|finding| finding.level == Level::Error).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", record["file"]);
            built += 1;
        }
    }
    println!("{built} files that BuildKit builds have no error");
    assert!(built > 15_000);
}

#[test]
fn where_buildkit_stops_there_is_a_finding() {
    let (mut errors, mut infos, mut templates, mut wrong) = (0, 0, 0, Vec::new());
    for set in ["sample", "large"] {
        let Some(recorded) = recorded_files(set) else { return };
        for (record, text) in recorded.into_iter().filter(|(record, _)| record["build_error"].is_object()) {
            let file = record["file"].as_str().unwrap();
            let document = Document::new(text, &BuildOptions::default());
            // A comment may suppress a finding, but not the error.
            let settings = Settings { forbid_suppressions: true, ..Settings::default() };
            let findings = lint::run(&document, &settings, rules::ALL);
            let lines = record["build_error"]["lines"].as_array();
            let recorded = |finding: &lint::Finding| {
                let line = document.index().line(finding.range.start);
                lines.is_none_or(|lines| lines.iter().any(|range| range[0] == line))
            };
            let level = findings.iter().filter(|finding| recorded(finding)).map(|finding| finding.level).max();
            let first = document.graph().first_problem(None);
            let hangs_on_argument = first.is_some_and(|problem| !problem.known);
            match level {
                Some(Level::Error) => errors += 1,
                // One note stands for all that is wrong with a template.
                _ if findings.iter().any(|finding| finding.rule.name == "unrendered-template") => templates += 1,
                Some(Level::Info | Level::Warning) if hangs_on_argument => infos += 1,
                _ => wrong.push(format!("{file}: {} {findings:?}", record["build_error"])),
            }
        }
    }
    println!(
        "{errors} with an error, {infos} with a note because a build argument is missing, {templates} templates, {} with nothing",
        wrong.len()
    );
    assert!(errors > 90 && infos > 50 && templates < 10);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn compat_says_what_the_dump_says() {
    let Some(folder) = unpack_into("sample", "sample-compat") else { return };
    let mut command = Command::new(env!("CARGO_BIN_EXE_dflint"));
    let arguments = ["check", "--no-config", "--compat", "buildkit", "--format", "jsonl", "."];
    let output = command.current_dir(&folder).args(arguments).output().unwrap();
    let mut found: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
    for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let finding: Value = serde_json::from_slice(line).unwrap();
        if finding["level"] == "error" {
            continue;
        }
        let message = finding["message"].as_str().unwrap();
        let name = message.split([' ', ':']).next().unwrap().to_owned();
        let line = finding["range"]["start"]["line"].as_u64().unwrap();
        found.entry(finding["path"].as_str().unwrap().to_owned()).or_default().push((name, line));
    }
    let mut compared = 0;
    for answer in dump(&folder, &["."]) {
        let told = answer["lint"].as_array().unwrap().iter();
        let told: Vec<_> = told.map(|check| (check[0].as_str().unwrap().to_owned(), check[1].as_u64().unwrap())).collect();
        let mut found = found.remove(answer["file"].as_str().unwrap()).unwrap_or_default();
        found.sort();
        compared += told.len();
        assert_eq!(found, told, "{}", answer["file"]);
    }
    println!("{compared} checks are the same");
    assert!(compared > 1_000 && found.is_empty());
}
