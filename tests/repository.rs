//! What whole repositories build, on the extracts of real ones in ../shared/corpus/projects.tar.gz.
//!
//! `unneeded-stages.tsv` has a class for each stage that the last stage of its Dockerfile does not need. A statistics script made the
//! classes, which looked at names in files of the repository; so an answer of dflint that differs is listed in [`ARGUED`], with why.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dflint::document::Document;
use dflint::project::{Builds, Loaded, Repository, Sources};
use dflint::stages::BuildOptions;

use crate::shared;

/// What dflint says of a stage that the last one does not need.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Answer {
    /// The last stage needs it with other values of variables.
    Variable,
    /// Some build has it as its target.
    Built,
    /// A stage that is so built needs it.
    Needed,
    /// A target is computed.
    Unknown,
    NotBuilt,
}

/// A row of the table.
struct Recorded {
    repository: String,
    dockerfile: String,
    line: u32,
    class: String,
    kinds: String,
}

fn recorded() -> Option<Vec<Recorded>> {
    let path = shared::shared("corpus/unneeded-stages.tsv.gz")?;
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()), &mut text).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        Recorded {
            repository: fields[0].to_owned(),
            dockerfile: fields[1].to_owned(),
            line: fields[2].parse().unwrap(),
            class: fields[4].to_owned(),
            kinds: fields[9].to_owned(),
        }
    };
    Some(text.lines().skip(1).map(row).collect())
}

/// Paths and texts.
type Files = Vec<(String, Vec<u8>)>;

/// The files of each repository.
fn repositories() -> Option<HashMap<String, Files>> {
    let mut repositories: HashMap<String, Files> = HashMap::new();
    for (path, text) in shared::archive("projects")? {
        let Some((repository, file)) = path.split_once('/') else { continue };
        repositories.entry(repository.replace('+', "/")).or_default().push((file.to_owned(), text));
    }
    Some(repositories)
}

fn load(files: &[(String, Vec<u8>)]) -> Arc<Loaded> {
    let is_dockerfile = |path: &&String| {
        let name = path.rsplit('/').next().unwrap().to_lowercase();
        name.contains("dockerfile") || name.contains("containerfile")
    };
    let dockerfiles: Vec<_> = files.iter().map(|(path, _)| path).filter(is_dockerfile).cloned().collect();
    let mut repository = Repository::read(Sources::new(files.to_vec(), dockerfiles));
    repository.find_files(|path| files.iter().find(|(file, _)| file == path).map(|(_, text)| text.clone()));
    repository.find_dockerfiles(|path| Some(files.iter().any(|(file, _)| file == path)));
    Arc::new(Loaded { repository, complete: true })
}

fn answer(document: &Document, loaded: &Arc<Loaded>, dockerfile: &str, stage: usize) -> Answer {
    let graph = document.graph();
    let loaded = loaded.clone();
    let builds = Builds::new(dockerfile.to_owned(), move || loaded.clone());
    let stages = builds.stages(graph);
    let roots = || stages.of.iter().enumerate().filter(|(_, builds)| !builds.is_empty()).map(|(stage, _)| stage);
    if graph.possible_reach(graph.last_stage()).needs(stage) {
        return Answer::Variable;
    }
    if !stages.of[stage].is_empty() {
        return Answer::Built;
    }
    if graph.possible_reach(roots()).needs(stage) {
        return Answer::Needed;
    }
    // A stage without a name is no target, and none may need it.
    let named = graph.stages.iter().enumerate().filter(|(_, stage)| stage.name.is_some()).map(|(index, _)| index);
    if stages.open.is_empty() || !graph.possible_reach(named).needs(stage) { Answer::NotBuilt } else { Answer::Unknown }
}

/// What each class should be answered with. Of what is needed all the same, it is no matter by which of several ways.
fn expected(class: &str) -> &'static [Answer] {
    match class {
        "variable-FROM/COPY-in-Dockerfile" | "bare-variable-FROM-no-default" | "named-build" | "via-named-build" => {
            &[Answer::Variable, Answer::Built, Answer::Needed]
        }
        "repo-uses-variable-target" => &[Answer::Unknown, Answer::Built, Answer::Needed, Answer::Variable],
        "none" | "unnamed-none" => &[Answer::NotBuilt],
        other => panic!("there is a new class {other}"),
    }
}

/// Where dflint's answer is another than the class, and why it is right.
const ARGUED: [(&str, &str, &[u32], &str); 7] = [
    ("crazy-max/diun", "Dockerfile", &[52, 55, 58, 59], "`binary`, which Bake builds, has FROM binary-$TARGETOS"),
    ("docker/cli", "Dockerfile", &[118], "`e2e`, which Bake builds, has FROM e2e-base-${BASE_VARIANT}"),
    ("docker/cli", "Dockerfile", &[141, 143, 145], "`bin-image`, which Bake builds, has FROM bin-image-${TARGETOS}"),
    (
        "pytorch/serve",
        "docker/Dockerfile.rocm",
        &[109, 172],
        "the last stage has FROM ${BASE_IMAGE}: an image by default, and whatever a caller gives, which may be a stage",
    ),
    ("temporalio/docker-builds", "admin-tools.Dockerfile", &[4], "the last stage has FROM ${BASE_ADMIN_TOOLS_IMAGE}: the same"),
    (
        "oracle/docker-images",
        "OracleDatabase/RAC/OracleRealApplicationClusters/dockerfiles/19.3.0/Dockerfile",
        &[191],
        "buildContainerImage.sh sets the target, to `final` or `final-slim`, behind all options of its user: neither needs the stage",
    ),
    ("oracle/docker-images", "OracleDatabase/RAC/OracleRealApplicationClusters/dockerfiles/21.3.0/Dockerfile", &[192], "the same"),
];

#[test]
fn stages_that_the_last_one_does_not_need() {
    let (Some(recorded), Some(repositories)) = (recorded(), repositories()) else { return };
    let mut loaded: HashMap<&str, Arc<Loaded>> = HashMap::new();
    let mut table: BTreeMap<(String, Answer), usize> = BTreeMap::new();
    let mut by_kind: BTreeMap<(String, Answer), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut missing = 0;
    let mut idle: Vec<_> = ARGUED.iter().flat_map(|(_, dockerfile, lines, _)| lines.iter().map(move |line| (*dockerfile, *line))).collect();
    for row in &recorded {
        let files = repositories.get(&row.repository);
        let Some((files, (_, text))) = files.and_then(|files| Some((files, files.iter().find(|(path, _)| *path == row.dockerfile)?)))
        else {
            missing += 1;
            continue;
        };
        let document = Document::new(text.clone(), &BuildOptions::default());
        let Some(stage) = document.graph().stages.iter().position(|stage| stage.lines.first == row.line) else {
            wrong.push(format!("{} {}:{}: no stage begins there", row.repository, row.dockerfile, row.line));
            continue;
        };
        let loaded = loaded.entry(&row.repository).or_insert_with(|| load(files));
        let answer = answer(&document, loaded, &row.dockerfile, stage);
        *table.entry((row.class.clone(), answer)).or_default() += 1;
        *by_kind.entry((row.kinds.clone(), answer)).or_default() += 1;
        let argued = ARGUED.iter().any(|(repository, dockerfile, lines, _)| {
            (*repository, *dockerfile) == (row.repository.as_str(), row.dockerfile.as_str()) && lines.contains(&row.line)
        });
        if expected(&row.class).contains(&answer) {
            continue;
        }
        if argued {
            println!("{} {}:{} is {}, answered {answer:?}", row.repository, row.dockerfile, row.line, row.class);
            idle.retain(|place| *place != (row.dockerfile.as_str(), row.line));
        } else {
            wrong.push(format!("{} {}:{} is {}, answered {answer:?}", row.repository, row.dockerfile, row.line, row.class));
        }
    }
    for (title, table) in [("class", &table), ("file kinds that name it", &by_kind)] {
        println!("{title}, answer, stages");
        for ((key, answer), count) in table {
            println!("  {key}, {answer:?}, {count}");
        }
    }
    println!("{missing} stages are of repositories that are not in the extracts");
    assert!(idle.is_empty(), "nothing is to be argued about {idle:?}");
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), recorded.len(), wrong.join("\n"));
}
