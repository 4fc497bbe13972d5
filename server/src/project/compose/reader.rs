//! The services of Compose files, with what they take from others by `extends`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::{interpolate, service};
use crate::project::data::{Node, Parsed, parse_yaml};
use crate::project::recipe::{Assume, Recipe};
use crate::project::sources::{FileId, Sources};
use crate::project::value::{Place, Value};

/// A service extends one that extends another: no deeper.
const MAX_EXTENDS: usize = 20;

pub(super) struct Reader<'s> {
    pub sources: &'s Sources,
    assume: Assume,
    files: RefCell<HashMap<FileId, Rc<File>>>,
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
        Self { sources, assume, files: RefCell::default() }
    }

    pub fn file(&self, file: FileId) -> Rc<File> {
        let known = self.files.borrow().get(&file).cloned();
        known.unwrap_or_else(|| {
            let read = Rc::new(File::new(file, parse_yaml(self.sources.text(file))));
            self.files.borrow_mut().insert(file, read.clone());
            read
        })
    }

    /// The build of a service with all that it extends. None if nothing is built.
    pub fn resolve(&self, file: FileId, name: &str) -> Option<Recipe> {
        self.extended(file, name, 0)
    }

    fn extended(&self, file: FileId, name: &str, depth: usize) -> Option<Recipe> {
        let services = self.file(file);
        let service = services.by_name.get(name)?;
        let own = service.get("build").and_then(|build| service::recipe(file, build, self.assume));
        let Some(extends) = service.get("extends").filter(|extends| !extends.is_null()) else { return own };
        let base = self.base(file, extends, depth);
        match (base, own) {
            (Some(mut base), Some(own)) => {
                base.merge(own);
                Some(base)
            }
            (base, own) => base.or(own),
        }
    }

    /// The build of the service that another extends, with the paths as they are written in that one's file.
    fn base(&self, file: FileId, extends: &Node, depth: usize) -> Option<Recipe> {
        let place = Place { file, range: extends.range };
        let text = |node: &Node| interpolate::value(file, node, Assume::Default)?.text();
        let service = extends.get("service").unwrap_or(extends);
        let other = extends.get("file").filter(|other| !other.is_null());
        let other = match other.map(text) {
            None => Some(file),
            // From a registry or a repository: nothing of it is built here.
            Some(Some(path)) if path.contains("://") => return None,
            Some(path) => path.and_then(|path| self.sources.find_from(self.sources.folder(file), &path)),
        };
        let (Some(other), Some(service), true) = (other, text(service), depth < MAX_EXTENDS) else {
            return Some(Recipe::unknown(place));
        };
        let mut recipe = self.extended(other, &service, depth + 1)?;
        recipe.rebase(self.sources.folder(other), self.sources.folder(file));
        Some(recipe)
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
