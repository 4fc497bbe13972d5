//! Names for stages that have none, such as a person would choose.

use std::collections::HashSet;

use super::graph::StageGraph;
use crate::syntax::{ImageParts, is_stage_name};

/// Images whose stages compile something that another stage copies.
///
/// Source: the images' descriptions at Docker Hub and at Microsoft's registry.
const TOOLCHAINS: [&str; 15] = [
    "buildpack-deps",
    "clang",
    "eclipse-temurin",
    "gcc",
    "golang",
    "gradle",
    "haskell",
    "jdk",
    "maven",
    "openjdk",
    "rust",
    "sbt",
    "sdk",
    "swift",
    "zig",
];

impl StageGraph {
    /// A name for each of these stages, which have none and so can only be copied from: `build` for a toolchain, else the short name of the image. Each is valid,
    /// not reserved, and neither the name of another stage nor one that an instruction gives to an image or context.
    pub fn suggest_names(&self, stages: &[usize], is_taken: impl Fn(&str) -> bool) -> Vec<String> {
        let edges = self.stages.iter().flat_map(|stage| &stage.edges).map(|edge| edge.name.to_lowercase());
        let mut taken: HashSet<String> = self.stages.iter().filter_map(|stage| stage.name.clone()).chain(edges).collect();
        let mut names = Vec::with_capacity(stages.len());
        for stage in stages {
            let image = self.short_name(*stage);
            let is_tool = image.as_deref().is_none_or(|image| TOOLCHAINS.contains(&image));
            let image = image.unwrap_or_else(|| "base".to_owned());
            let first: &[&str] = if is_tool { &["build", "builder"] } else { &[] };
            let plain = first.iter().map(|name| (*name).to_owned()).chain([image.clone(), format!("{image}-build")]);
            let mut candidates = plain.chain((2..).map(|number| format!("{image}-{number}")));
            let is_free = |name: &String| !taken.contains(name) && !is_taken(name) && is_stage_name(name) && !is_reserved(name);
            // There are more numbers than stages.
            let name = candidates.find(is_free).unwrap_or_else(|| format!("stage-{stage}"));
            taken.insert(name.clone());
            names.push(name);
        }
        names
    }

    /// The last part of the image's path, as far as it can be the name of a stage.
    fn short_name(&self, stage: usize) -> Option<String> {
        let reference = self.stages.get(stage)?.base.resolved.to_lowercase();
        let path = ImageParts::split(&reference).name;
        let name = path.of(&reference).rsplit('/').next().unwrap_or_default().trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let tag_is_jdk = reference.split([':', '-']).skip(1).any(|part| part == "jdk");
        match name {
            _ if tag_is_jdk => Some("jdk".to_owned()),
            name if is_stage_name(name) && !is_reserved(name) => Some(name.to_owned()),
            _ => None,
        }
    }
}

/// Names that mean something else to BuildKit.
fn is_reserved(name: &str) -> bool {
    matches!(name, "scratch" | "context")
}
