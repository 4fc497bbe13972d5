//! What all documents share: the client's abilities, folders, settings, and the configuration files of Dockerfiles.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use dflint::lint::Settings;
use dflint::project::BuiltContexts;
use tower_lsp::ls_types::{Uri, WorkspaceFolder};

use super::capabilities::Supports;
use super::convert;
use super::images;
use super::settings::EditorSettings;
use super::tokens::Sent;
use crate::config::{Config, Configs, Mistake};
use crate::context::{self, Contexts};
use crate::dockerfiles;
use crate::exclude::{Configuration, Exclusions, Given};
use crate::repository::Repositories;

#[derive(Default)]
pub(super) struct Workspace {
    pub supports: Supports,
    pub tokens: Sent,
    folders: RwLock<Vec<PathBuf>>,
    settings: RwLock<Arc<EditorSettings>>,
    /// The targets that the user has chosen for single documents.
    targets: RwLock<HashMap<PathBuf, String>>,
    configs: RwLock<Arc<Configs>>,
    /// The ignore files of Dockerfiles.
    contexts: RwLock<Arc<Contexts>>,
    /// The files around Dockerfiles that say what is built.
    pub repositories: Repositories,
    /// What [`Self::images`] has found; none if nobody has asked since files have changed.
    images: RwLock<Option<Arc<Vec<String>>>>,
    /// The mistakes in configuration files that the user knows of.
    told: Mutex<HashSet<String>>,
}

impl Workspace {
    pub(super) fn new(supports: Supports, folders: Vec<PathBuf>, settings: EditorSettings) -> Self {
        let repositories = Repositories::new(&folders);
        Self { supports, folders: RwLock::new(folders), settings: RwLock::new(Arc::new(settings)), repositories, ..Self::default() }
    }

    pub(super) fn settings(&self) -> Arc<EditorSettings> {
        read(&self.settings)
    }

    pub(super) fn set_settings(&self, settings: EditorSettings) {
        write(&self.settings, Arc::new(settings));
        self.forget_configs();
    }

    /// The next Dockerfile has its configuration and its ignore file read again.
    pub(super) fn forget_configs(&self) {
        write(&self.configs, Arc::default());
        write(&self.contexts, Arc::default());
    }

    pub(super) fn folders(&self) -> Vec<PathBuf> {
        read(&self.folders)
    }

    pub(super) fn change_folders(&self, added: &[WorkspaceFolder], removed: &[WorkspaceFolder]) {
        let mut folders = self.folders();
        let removed: Vec<_> = removed.iter().filter_map(|folder| convert::path_from(&folder.uri)).collect();
        folders.retain(|folder| !removed.contains(folder));
        folders.extend(added.iter().filter_map(|folder| convert::path_from(&folder.uri)));
        folders.dedup();
        self.repositories.set_roots(&folders);
        write(&self.folders, folders);
        self.forget_images();
        self.forget_configs();
    }

    /// Every Dockerfile of the folders, each once. It takes a walk through the folders: not for the protocol's thread.
    pub(super) fn dockerfiles(&self) -> Vec<PathBuf> {
        let exclusions = self.exclusions();
        let mut all: Vec<_> = self.folders().iter().flat_map(|folder| dockerfiles::below(folder, &exclusions).0).collect();
        all.sort();
        all.dedup();
        all
    }

    /// What a search of the folders leaves out.
    pub(super) fn exclusions(&self) -> Exclusions {
        let (editor, configs) = (self.settings(), read(&self.configs));
        let first = self.folders().first().cloned().unwrap_or_default();
        let instead = editor.config.as_ref().map(|path| configs.of_file(&first.join(path)));
        let otherwise = Some((first, editor.otherwise.clone()));
        let configuration = Configuration { configs, instead, reads_files: true, otherwise };
        // Only patterns of a command line can be refused, and here is none.
        Exclusions::new(Given::default(), configuration).unwrap_or_default()
    }

    /// The images that Dockerfiles of the folders name, as they are on disk; those of many files first. They are looked for when somebody
    /// asks for the first time since a Dockerfile was saved: not for the protocol's thread.
    pub(super) fn images(&self) -> Arc<Vec<String>> {
        if let Some(known) = read(&self.images) {
            return known;
        }
        let found = Arc::new(images::of(&self.dockerfiles()));
        write(&self.images, Some(found.clone()));
        found
    }

    pub(super) fn forget_images(&self) {
        write(&self.images, None);
    }

    /// The target that the user has chosen for a document, whatever the configuration says.
    pub(super) fn target_of(&self, uri: &Uri) -> Option<String> {
        self.targets.read().unwrap_or_else(PoisonError::into_inner).get(&document_key(uri)).cloned()
    }

    /// Chooses it; none is the choice of the configuration.
    pub(super) fn set_target(&self, uri: &Uri, target: Option<String>) {
        let mut targets = self.targets.write().unwrap_or_else(PoisonError::into_inner);
        match target {
            Some(target) => drop(targets.insert(document_key(uri), target)),
            None => drop(targets.remove(&document_key(uri))),
        }
    }

    /// What findings in a document depend on. A text without a file counts as one in the first folder.
    pub(super) fn settings_of(&self, uri: &Uri, path: Option<&Path>) -> Settings {
        let config = self.config_of(path);
        let mut settings = Config::settings(Some(&config));
        // As `dflint check --target` has it: others may be built too.
        if let Some(target) = self.target_of(uri) {
            settings.targets = vec![target];
            settings.all_targets = false;
        }
        settings.builds = path.and_then(|path| self.repositories.of(path));
        settings.contexts = path.map(|path| read(&self.contexts).of(path, config.context.as_deref(), settings.builds.clone()));
        settings
    }

    /// The root of the build context, if the configuration says it, or all builds in the repository do.
    pub(super) fn context_of(&self, path: Option<&Path>) -> Option<PathBuf> {
        let said = self.config_of(path).context.clone();
        said.or_else(|| {
            let builds = self.repositories.of(path?)?;
            let BuiltContexts::Known(contexts) = builds.contexts() else { return None };
            let [(folder, _)] = contexts.as_slice() else { return None };
            Some(context::root_of(path?, &builds)?.join(folder))
        })
    }

    /// Whether what was said of a Dockerfile depends on a file or folder that has come or gone.
    pub(super) fn hangs_on(&self, path: &Path) -> bool {
        read(&self.contexts).hang_on(path)
    }

    fn config_of(&self, path: Option<&Path>) -> Arc<Config> {
        let editor = self.settings();
        let first = self.folders().first().cloned();
        let configs = read(&self.configs);
        let config = match &editor.config {
            Some(path) => Some(configs.of_file(&first.unwrap_or_default().join(path))),
            None => path.and_then(Path::parent).map(Path::to_owned).or(first).and_then(|folder| configs.nearest(&folder)),
        };
        config.unwrap_or_else(|| editor.otherwise.clone())
    }

    /// What is wrong with the configuration files that were read, in sentences; each is said once until it is gone.
    pub(super) fn new_mistakes(&self) -> Vec<String> {
        let configs = read(&self.configs).all();
        let mistakes = configs.iter().flat_map(|config| config.mistakes.iter().map(|mistake| sentence(config, mistake)));
        let unreadable = configs.iter().filter_map(|config| config.unreadable.as_ref()).map(|error| format!("dflint: {error:#}."));
        let all: HashSet<_> = mistakes.chain(unreadable).collect();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let new = all.difference(&told).cloned().collect();
        *told = all;
        new
    }
}

/// The same for a file however its URI is written.
fn document_key(uri: &Uri) -> PathBuf {
    convert::path_from(uri).unwrap_or_else(|| uri.as_str().into())
}

fn sentence(config: &Config, mistake: &Mistake) -> String {
    let before = config.text.get(..mistake.range.start).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let help = mistake.help.as_ref().map_or_else(String::new, |help| format!(" {help}"));
    format!("{}:{line}: {}{help}", config.path.display(), mistake.message)
}

fn read<T: Clone>(lock: &RwLock<T>) -> T {
    lock.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn write<T>(lock: &RwLock<T>, value: T) {
    *lock.write().unwrap_or_else(PoisonError::into_inner) = value;
}
