//! What is wrong with the builds that files of the repository describe: rules that look at Compose files, Bake files, workflows and their
//! like, beside the Dockerfiles that those build.

use std::cell::OnceCell;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::finding::Finding;
use super::level::Level;
use super::levels::Levels;
use super::rule::Rule;
use super::suppress::{Owner, Reach, parse};
use crate::document::Document;
use crate::project::{Build, Certainty, Dockerfile, FileId, FileKind, Loaded, Place, Sources};
use crate::stages::BuildOptions;

/// A rule on builds. The check of its [`Rule`] finds nothing in a Dockerfile.
pub struct BuildRule {
    pub rule: &'static Rule,
    pub check: fn(&BuildFacts<'_>, &Build, &mut BuildReport),
}

/// What a rule can ask of a repository.
pub struct BuildFacts<'r> {
    pub loaded: &'r Loaded,
    /// A Dockerfile by its path below the root, if it can be read.
    document: &'r dyn Fn(&str) -> Option<Arc<Document>>,
    /// The builds that are given an argument or a named context, by the place it comes from and its name.
    given: OnceCell<HashMap<(Place, String), Vec<&'r Build>>>,
}

/// Where a rule on builds puts what it finds.
pub struct BuildReport {
    rule: &'static Rule,
    findings: Vec<(FileId, Finding)>,
    spare: Finding,
}

/// A Dockerfile that a build certainly builds.
pub struct Built {
    /// Of one that stands in the build file, the key under which it does.
    pub path: String,
    pub document: Arc<Document>,
    /// Where it stands in a build file.
    inline: Option<Place>,
}

impl<'r> BuildFacts<'r> {
    pub fn new(loaded: &'r Loaded, document: &'r dyn Fn(&str) -> Option<Arc<Document>>) -> Self {
        Self { loaded, document, given: OnceCell::new() }
    }

    pub fn sources(&self) -> &'r Sources {
        self.loaded.repository.sources()
    }

    /// The Dockerfiles of all builds that are given an argument or a named context by what stands at one place (see [`Value::origin`]),
    /// by path: several targets of Bake inherit it, a line in a workflow has a matrix. None if one is not certain, or `is_without` does
    /// not hold for it.
    ///
    /// [`Value::origin`]: crate::project::Value::origin
    pub fn dockerfiles_given(&self, place: Place, name: &str, is_without: impl Fn(&Built) -> bool) -> Option<Vec<Built>> {
        let mut found: BTreeMap<(String, Option<Place>), Built> = BTreeMap::new();
        for build in self.given().get(&(place, name.to_owned()))? {
            let built = self.dockerfile_of(build)?;
            let key = (built.path.clone(), built.inline);
            if let Entry::Vacant(place) = found.entry(key) {
                place.insert(Some(built).filter(&is_without)?);
            }
        }
        Some(found.into_values().collect())
    }

    fn given(&self) -> &HashMap<(Place, String), Vec<&'r Build>> {
        self.given.get_or_init(|| {
            let mut given: HashMap<_, Vec<&'r Build>> = HashMap::new();
            for build in self.written() {
                let names = build.args.iter().map(|argument| &argument.name).chain(build.contexts.iter().map(|context| &context.name));
                for name in names.filter_map(|name| Some((name.origin(), name.text()?))) {
                    given.entry(name).or_default().push(build);
                }
            }
            given
        })
    }

    /// The builds that somebody wrote so.
    pub(super) fn written(&self) -> impl Iterator<Item = &'r Build> {
        self.loaded.repository.builds().filter(|build| build.standing.is_written())
    }

    /// The Dockerfile of a build, if it is certain which one it is, and it can be read and has stages.
    pub fn dockerfile_of(&self, build: &Build) -> Option<Built> {
        if let Dockerfile::Inline(text) = &build.dockerfile {
            let document = Arc::new(Document::new(text.text()?.into_bytes(), &BuildOptions::default()));
            let key = if build.kind == FileKind::Bake { "dockerfile-inline" } else { "dockerfile_inline" };
            let built = Built { path: key.to_owned(), document, inline: Some(text.place) };
            return Some(built).filter(|built| !built.document.graph().stages.is_empty());
        }
        let mut paths = build.written_paths()?.into_iter();
        let path = paths.find(|path| self.sources().is_dockerfile(path))?;
        if build.builds(&path, self.sources()) != Certainty::Yes {
            return None;
        }
        let document = (self.document)(&path).filter(|document| !document.graph().stages.is_empty())?;
        Some(Built { path, document, inline: None })
    }
}

impl BuildReport {
    /// Adds a finding of the rule's own level.
    pub fn add(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        self.findings.push((place.file, Finding::new(self.rule, place.range, message)));
        self.findings.last_mut().map_or(&mut self.spare, |(_, finding)| finding)
    }
}

/// What rules find in the builds of a repository, by file; within a file by place. With `only`, in the builds of that file, or in such
/// as take something from it.
pub fn run_on_builds(facts: &BuildFacts<'_>, only: Option<FileId>, rules: &[&'static BuildRule]) -> BTreeMap<FileId, Vec<Finding>> {
    let mut by_file: BTreeMap<FileId, Vec<Finding>> = BTreeMap::new();
    for rule in rules {
        let mut report =
            BuildReport { rule: rule.rule, findings: Vec::new(), spare: Finding::new(rule.rule, crate::text::ByteRange::default(), "") };
        for build in facts.written().filter(|build| only.is_none_or(|file| build.names(file))) {
            (rule.check)(facts, build, &mut report);
        }
        for (file, finding) in report.findings {
            by_file.entry(file).or_default().push(finding);
        }
    }
    by_file.retain(|file, _| only.is_none_or(|only| *file == only));
    for findings in by_file.values_mut() {
        findings.sort_by(|a, b| (a.range, a.rule.name, &a.message).cmp(&(b.range, b.rule.name, &b.message)));
        // A matrix has the same target many times.
        findings.dedup_by(|a, b| (a.range, a.rule.name, &a.message) == (b.range, b.rule.name, &b.message));
    }
    by_file
}

/// Gives findings in a build file the levels that are asked for, and drops those that are off, or that a comment in the file suppresses:
/// `# dflint: ignore=RULE` at the end of the line or above it, `# dflint: ignore-file=RULE` anywhere. In HCL and JSON with comments it
/// may begin with `//`.
pub fn keep_in_build_file(text: &str, levels: &Levels, forbid_suppressions: bool, findings: &mut Vec<Finding>) {
    let suppressed = if forbid_suppressions { Vec::new() } else { suppressions(text) };
    findings.retain_mut(|finding| {
        finding.level = levels.of_finding(finding.rule, finding.level);
        let at = finding.range.start as usize;
        let line = text.get(..at).unwrap_or(text).matches('\n').count();
        let means = |name: &str| matches!(name, "all" | "*") || finding.rule.name.eq_ignore_ascii_case(name);
        let is_suppressed = suppressed.iter().any(|(of, name)| of.is_none_or(|of| of == line) && means(name));
        finding.level > Level::Allow && !is_suppressed
    });
}

/// The names of rules, each with the 0-based line it holds for; none is the whole file.
fn suppressions(text: &str) -> Vec<(Option<usize>, &str)> {
    let mut found = Vec::new();
    if !text.contains("dflint:") {
        return found;
    }
    for (number, line) in text.lines().enumerate() {
        let Some(at) = line.find("dflint:") else { continue };
        let before = line.get(..at).unwrap_or_default().trim_end();
        let Some(before) = before.strip_suffix('#').or_else(|| before.strip_suffix("//")) else { continue };
        let Some(parsed) = parse(line.get(at..).unwrap_or_default(), false).filter(|parsed| parsed.owner == Owner::Dflint) else {
            continue;
        };
        let line = match parsed.reach {
            Reach::File => None,
            // A comment of its own holds for the next line.
            _ if before.trim().is_empty() => Some(number + 1),
            _ => Some(number),
        };
        found.extend(parsed.names.into_iter().map(|(_, name)| (line, name)));
    }
    found
}
