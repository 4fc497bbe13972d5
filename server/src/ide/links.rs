//! Document links: images, what ADD fetches, files of the build context, pages of rules.

use crate::document::Document;
use crate::lint::{Rule, Suppressions};
use crate::stages::Source;
use crate::syntax::{DirectiveName, Expander, ImageParts, Instruction, Keyword, heredoc_of, validate_reference};
use crate::text::ByteRange;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub range: ByteRange,
    pub target: LinkTarget,
    /// What opens.
    pub tooltip: &'static str,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkTarget {
    /// A page of the web.
    Page(String),
    /// A path below the build context, if there is such a file.
    File(String),
}

/// The links of a document, by place. `rules` are those whose names suppressions may have.
pub fn links(document: &Document, rules: &[&'static Rule]) -> Vec<Link> {
    let mut links = Vec::new();
    images(document, &mut links);
    syntax(document, &mut links);
    for (at, instruction) in document.file().instructions.iter().enumerate() {
        let mut innermost = instruction;
        while let Some(trigger) = innermost.trigger() {
            innermost = trigger;
        }
        sources(document, at, innermost, &mut links);
    }
    for suppression in Suppressions::of(document).all {
        let is_all = rules.iter().filter(|rule| suppression.means(rule)).count() > 1;
        if let Some(rule) = rules.iter().find(|rule| suppression.means(rule)).filter(|_| !is_all) {
            links.push(Link { range: suppression.range, target: LinkTarget::Page(rule.url()), tooltip: "Open the page of the rule" });
        }
    }
    links.sort_by_key(|link| link.range);
    links.dedup_by_key(|link| link.range);
    links
}

fn images(document: &Document, links: &mut Vec<Link>) {
    let graph = document.graph();
    for (index, stage) in graph.stages.iter().enumerate() {
        for edge in stage.edges.iter().filter(|edge| !edge.trigger && edge.source == Source::Outside && graph.knows_edge(index, edge)) {
            links.extend(image(edge.range, &edge.name));
        }
    }
}

/// The frontend of `# syntax=`, which may have words behind it.
fn syntax(document: &Document, links: &mut Vec<Link>) {
    let mut directives = document.file().directives.iter();
    let Some(directive) = directives.find(|directive| directive.name == DirectiveName::Syntax && directive.is_read()) else { return };
    let name = directive.value.split_whitespace().next().unwrap_or_default();
    let range = ByteRange::new(directive.value_range.start, directive.value_range.start + name.len() as u32);
    links.extend(image(range, name));
}

fn image(range: ByteRange, reference: &str) -> Option<Link> {
    let page = page_of_image(reference)?;
    Some(Link { range, target: LinkTarget::Page(page), tooltip: "Open the page of the image" })
}

/// The page that people can read about an image; none if its registry is not known to have any.
///
/// Registries have their pages on their own host, each in its way. Which way is told by the first part of the host's name, so that it
/// holds for those that companies run themselves.
pub fn page_of_image(reference: &str) -> Option<String> {
    if reference == "scratch" || validate_reference(reference).is_err() {
        return None;
    }
    let parts = ImageParts::split(reference);
    let name = parts.name.of(reference);
    let registry = parts.registry.map(|registry| registry.of(reference)).filter(|registry| !registry.ends_with("docker.io"));
    let Some(registry) = registry else {
        return Some(match name.strip_prefix("library/").unwrap_or(name) {
            official if !official.contains('/') => format!("https://hub.docker.com/_/{official}"),
            other => format!("https://hub.docker.com/r/{other}"),
        });
    };
    match registry.split('.').next() {
        Some("quay") => Some(format!("https://{registry}/repository/{name}")),
        Some("mcr") => Some(format!("https://{registry}/artifact/mar/{name}")),
        // These lead on to the page from the name.
        Some("ghcr" | "gcr") => Some(format!("https://{registry}/{name}")),
        _ => None,
    }
}

/// What COPY and ADD take from elsewhere than a stage.
fn sources(document: &Document, at: usize, instruction: &Instruction, links: &mut Vec<Link>) {
    let is_add = instruction.keyword == Some(Keyword::Add);
    if !is_add && instruction.keyword != Some(Keyword::Copy) || instruction.flag("from").is_some() {
        return;
    }
    let Some((_, sources)) = instruction.words().split_last() else { return };
    for word in sources {
        let written = word.text(&instruction.line);
        let Some(source) = expand(document, at, written).filter(|_| heredoc_of(written).is_none()) else { continue };
        let range = instruction.range_of(word.span);
        if let Some(page) = page_of_source(&source) {
            if is_add {
                links.push(Link { range, target: LinkTarget::Page(page), tooltip: "Open what ADD fetches" });
            }
        } else if let Some(path) = path_of(&source) {
            links.push(Link { range, target: LinkTarget::File(path), tooltip: "Open the file" });
        }
    }
}

/// None if its value hangs on something that is not known.
fn expand(document: &Document, at: usize, written: &str) -> Option<String> {
    let scope = document.graph().scope_at(at);
    let expansion = Expander::new(document.file().escape, scope).expand(written);
    let known = expansion.uses.iter().all(|used| scope.variable(&used.name).is_some_and(|variable| variable.known));
    (known && expansion.error.is_none()).then(|| expansion.result.into_owned())
}

/// What a browser opens. Behind `#` stand the branch and the folder of a Git repository.
fn page_of_source(source: &str) -> Option<String> {
    if source.starts_with("https://") || source.starts_with("http://") {
        return Some(source.split('#').next().unwrap_or(source).to_owned());
    }
    source.strip_prefix("github.com/").map(|path| format!("https://github.com/{}", path.split('#').next().unwrap_or(path)))
}

/// The path from the build context on, as BuildKit cleans it: nothing leads out of the context. None of patterns and of other URLs.
fn path_of(source: &str) -> Option<String> {
    // `user@host:path` is a Git repository.
    let is_remote = source.contains("://") || source.split_once(':').is_some_and(|(host, _)| host.contains('@'));
    if is_remote || source.contains(['*', '?', '[', '\\', '\0']) {
        return None;
    }
    let mut parts = Vec::new();
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}
