//! The services of Compose files, with what they take from others by `extends`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::env::Variables;
use super::interpolate::{self, Around};
use super::service;
use crate::project::data::{Node, Parsed, parse_yaml};
use crate::project::recipe::{Assume, Part, Recipe};
use crate::project::sources::{FileId, FileKind, Sources};
use crate::project::value::{Place, Value};

/// A service extends one that extends another: no deeper.
const MAX_EXTENDS: usize = 20;

pub(super) struct Reader<'s> {
    pub sources: &'s Sources,
    assume: Assume,
    files: RefCell<HashMap<FileId, Rc<File>>>,
    /// By the folder of the project.
    variables: RefCell<HashMap<String, Rc<Variables>>>,
}

/// A file that was read.
pub(super) struct File {
    pub parsed: Parsed,
    /// In the order of the file.
    pub services: Vec<Service>,
    by_name: HashMap<String, Node>,
}

/// A service of a file.
#[derive(Clone)]
pub(super) struct Service {
    pub name: String,
    /// Of its name.
    pub place: Place,
}

impl<'s> Reader<'s> {
    pub fn new(sources: &'s Sources, assume: Assume) -> Self {
        Self { sources, assume, files: RefCell::default(), variables: RefCell::default() }
    }

    pub fn file(&self, file: FileId) -> Rc<File> {
        let known = self.files.borrow().get(&file).cloned();
        known.unwrap_or_else(|| {
            let read = Rc::new(File::new(file, parse_yaml(self.sources.text(file))));
            self.files.borrow_mut().insert(file, read.clone());
            read
        })
    }

    /// What `.env` says in the folder of a project.
    fn variables(&self, project: &str) -> Rc<Variables> {
        let known = self.variables.borrow().get(project).cloned();
        known.unwrap_or_else(|| {
            let file = self.sources.find_from_as(project, ".env", FileKind::Env);
            let read = Rc::new(file.map(|file| Variables::read(file, self.sources.text(file))).unwrap_or_default());
            self.variables.borrow_mut().insert(project.to_owned(), read.clone());
            read
        })
    }

    /// The text of a value that is no part of a build: a path, a name.
    pub fn text(&self, file: FileId, node: &Node, project: &str) -> Option<String> {
        let variables = self.variables(project);
        interpolate::value(Around { file, assume: Assume::Default, variables: &variables }, node)?.text()
    }

    /// The build of a service with all that it extends, in a project in this folder. None if it says nothing of a build.
    pub fn resolve(&self, file: FileId, name: &str, project: &str) -> Option<Recipe> {
        self.extended(file, name, project, 0)
    }

    fn extended(&self, file: FileId, name: &str, project: &str, depth: usize) -> Option<Recipe> {
        let services = self.file(file);
        let service = services.by_name.get(name)?;
        let variables = self.variables(project);
        let own = service::recipe(Around { file, assume: self.assume, variables: &variables }, service);
        let Some(extends) = service.get("extends").filter(|extends| !extends.is_null()) else { return own };
        let base = self.base(file, extends, project, depth);
        match (base, own) {
            (Some(mut base), Some(own)) => {
                merge(&mut base, own);
                Some(base)
            }
            (base, own) => base.or(own),
        }
    }

    /// The build of the service that another extends, with the paths as they are written in that one's file.
    fn base(&self, file: FileId, extends: &Node, project: &str, depth: usize) -> Option<Recipe> {
        let place = Place { file, range: extends.range };
        let text = |node: &Node| self.text(file, node, project);
        let service = extends.get("service").unwrap_or(extends);
        let other = extends.get("file").filter(|other| !other.is_null());
        let other = match other.map(text) {
            None => Some(file),
            // From a registry or a repository: nothing of it is built here.
            Some(Some(path)) if path.contains("://") => return None,
            // What is not there is not built either: Compose stops.
            Some(Some(path)) => Some(self.sources.find_from_as(self.sources.folder(file), &path, FileKind::Compose)?),
            Some(None) => None,
        };
        let (Some(other), Some(service), true) = (other, text(service), depth < MAX_EXTENDS) else {
            return Some(Recipe::unknown(place));
        };
        let mut recipe = self.extended(other, &service, project, depth + 1)?;
        recipe.rebase(self.sources.folder(other), self.sources.folder(file));
        Some(recipe)
    }
}

/// Puts what another file says, or a service that extends this one, over what is known: unlike elsewhere, lists are put together.
pub(super) fn merge(recipe: &mut Recipe, over: Recipe) {
    let keeps = !over.resets.iter().any(|part| matches!(part, Part::All | Part::Platforms));
    let before = if keeps { recipe.platforms.clone() } else { Vec::new() };
    recipe.merge(over);
    let over = std::mem::replace(&mut recipe.platforms, before);
    for platform in over {
        if !recipe.platforms.iter().any(|known| known.text() == platform.text()) {
            recipe.add_platform(platform);
        }
    }
}

impl File {
    fn new(file: FileId, parsed: Parsed) -> Self {
        let (mut services, mut by_name) = (Vec::new(), HashMap::new());
        for (key, service) in parsed.documents.iter().flat_map(tables).flat_map(Node::entries) {
            let Some(scalar) = key.scalar() else { continue };
            let (name, value) = (scalar.line.text().to_owned(), Value::of_scalar(file, key.range, scalar));
            // Of several documents in a file, the last counts.
            if by_name.insert(name.clone(), service.clone()).is_none() {
                services.push(Service { name, place: value.exact_place().unwrap_or(value.place) });
            }
        }
        Self { parsed, services, by_name }
    }
}

/// The tables of services: the file itself in the first version of the format.
fn tables(document: &Node) -> Option<&Node> {
    let old = document.get("version").is_none() && document.entries().iter().any(|(_, value)| is_service(value));
    document.get("services").or_else(|| old.then_some(document))
}

/// Whether a table at the top of a file is a service.
fn is_service(node: &Node) -> bool {
    !node.written().is_empty() && ["build", "image", "extends"].iter().any(|key| node.get(key).is_some())
}
