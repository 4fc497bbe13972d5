//! A repository as it is between two changes of its files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use dflint::project::{FileKind, Loaded};
use dflint::text::LiveText;

use super::{Root, read, read_all, read_named};

/// To make one costs nothing: it is read when somebody asks for the first time, and of the version before it as much is taken over as has
/// not changed since. So a burst of edits that nobody asks about reads nothing.
pub(super) struct Version {
    root: Arc<Root>,
    /// The newest older version that was read; none: everything is read.
    older: Option<Arc<Loaded>>,
    /// The files that may be others since then.
    changed: BTreeSet<String>,
    /// Files that are open in an editor.
    live: BTreeMap<String, LiveText>,
    /// Files that the user has named.
    named: BTreeSet<String>,
    loaded: OnceLock<Arc<Loaded>>,
}

impl Version {
    pub(super) fn new(root: Arc<Root>, live: BTreeMap<String, LiveText>, named: BTreeSet<String>) -> Self {
        Self { root, older: None, changed: BTreeSet::new(), live, named, loaded: OnceLock::new() }
    }

    /// The version after this one, in which one file may be another.
    pub(super) fn next(&self, path: String, live: BTreeMap<String, LiveText>) -> Self {
        let (older, mut changed) = match self.loaded.get() {
            Some(loaded) => (Some(loaded.clone()), BTreeSet::new()),
            None => (self.older.clone(), self.changed.clone()),
        };
        changed.insert(path);
        Self { root: self.root.clone(), older, changed, live, named: self.named.clone(), loaded: OnceLock::new() }
    }

    /// What a file was read as. None if it was not, or nothing was read yet.
    pub(super) fn kind(&self, path: &str) -> Option<FileKind> {
        let sources = self.loaded.get().or(self.older.as_ref())?.repository.sources();
        sources.get(sources.find(path)?).map(|file| file.kind)
    }

    pub(super) fn loaded(&self) -> Arc<Loaded> {
        let again = || self.read_again().unwrap_or_else(|| Arc::new(read_all(&self.root, &self.live, &self.named)));
        self.loaded.get_or_init(again).clone()
    }

    /// Whether the repository was read, and has no such file.
    pub(super) fn lacks(&self, path: &str) -> bool {
        let lacks = |loaded: &Arc<Loaded>| {
            let sources = loaded.repository.sources();
            sources.find(path).is_none() && !sources.is_dockerfile(path)
        };
        self.loaded.get().or(self.older.as_ref()).is_some_and(lacks)
    }

    /// Only what has changed. None if files came or went.
    fn read_again(&self) -> Option<Arc<Loaded>> {
        let mut loaded = self.older.clone()?;
        for path in &self.changed {
            let file = self.root.folder.join(path);
            let text = self.live.get(path).map(LiveText::bytes).or_else(|| read(&file));
            let sources = loaded.repository.sources();
            match (sources.find(path), text) {
                (Some(known), Some(text)) if sources.text(known).as_bytes() == text => {}
                (Some(_), Some(text)) => {
                    let mut repository = loaded.repository.with_text(path, String::from_utf8_lossy(&text).into_owned())?;
                    repository.find_files(|path| read_named(&self.root, &self.live, path));
                    repository.find_dockerfiles(|path| self.root.is_there(path));
                    loaded = Arc::new(Loaded { repository, complete: loaded.complete });
                }
                // One that was left out when all was read, because it is ignored or too large.
                (None, _) if file.exists() => {}
                _ => return None,
            }
        }
        Some(loaded)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use dflint::text::LiveText;

    use super::super::Repositories;

    fn text(repositories: &Repositories, folder: &Path, path: &str) -> Option<String> {
        let opened = repositories.open(folder).unwrap();
        let sources = opened.loaded.repository.sources();
        sources.find(path).map(|file| sources.text(file).to_owned())
    }

    #[test]
    fn open_files_count_before_those_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let compose = folder.path().join("compose.yaml");
        fs::write(&compose, "disk").unwrap();
        let repositories = Repositories::new(&[folder.path().to_owned()]);
        let now = |path: &str| text(&repositories, folder.path(), path);
        assert_eq!(now("compose.yaml").as_deref(), Some("disk"));
        repositories.set_live(&compose, Some(LiveText::new("one")));
        repositories.set_live(&compose, Some(LiveText::new("live")));
        assert_eq!(now("compose.yaml").as_deref(), Some("live"));
        // Whatever is forgotten, what is open is open.
        repositories.forget();
        assert_eq!(now("compose.yaml").as_deref(), Some("live"));
        fs::write(&compose, "saved").unwrap();
        repositories.changed(&compose);
        assert_eq!(now("compose.yaml").as_deref(), Some("live"));
        repositories.set_live(&compose, None);
        assert_eq!(now("compose.yaml").as_deref(), Some("saved"));
    }

    #[test]
    fn files_come_and_go() {
        let folder = tempfile::tempdir().unwrap();
        let (bake, ignored) = (folder.path().join("docker-bake.hcl"), folder.path().join("Makefile"));
        fs::write(folder.path().join(".gitignore"), "Makefile\n").unwrap();
        fs::write(&ignored, "all:\n").unwrap();
        let repositories = Repositories::new(&[folder.path().to_owned()]);
        let now = |path: &str| text(&repositories, folder.path(), path);
        assert_eq!(now("docker-bake.hcl"), None);
        // Open, and not saved yet.
        repositories.set_live(&bake, Some(LiveText::new("new")));
        assert_eq!(now("docker-bake.hcl").as_deref(), Some("new"));
        repositories.set_live(&bake, None);
        assert_eq!(now("docker-bake.hcl"), None);
        // What is ignored stays so while it is open.
        repositories.set_live(&ignored, Some(LiveText::new("open")));
        repositories.is_opened(&ignored);
        assert_eq!(now("Makefile"), None);
        fs::write(&bake, "there").unwrap();
        // Nobody has told.
        assert_eq!(now("docker-bake.hcl"), None);
        repositories.is_opened(&bake);
        assert_eq!(now("docker-bake.hcl").as_deref(), Some("there"));
        repositories.forget_of(&bake);
        assert_eq!(now("docker-bake.hcl").as_deref(), Some("there"));
        fs::remove_file(&bake).unwrap();
        repositories.changed(&bake);
        assert_eq!(now("docker-bake.hcl"), None);
    }

    #[test]
    fn files_that_others_name() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let service = |name: &str| format!("services:\n  {name}: {{build: .}}\n");
        write(".git/x.yml", &service("git"));
        write("node_modules/x.yml", &service("modules"));
        write(".gitignore", "secret.yml\nout/\n");
        write("secret.yml", &service("secret"));
        write("out/x.yml", &service("out"));
        write("docker/web.yml", &service("web"));
        write("docker/other.yml", &service("other"));
        fs::write(outside.path().join("x.yml"), service("outside")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(outside.path().join("x.yml"), folder.path().join("link.yml")).unwrap();
        let all = "[docker/web.yml, secret.yml, out/x.yml, .git/x.yml, node_modules/x.yml, link.yml, ../x.yml, none.yml, docker]";
        write("compose.yaml", &format!("include: {all}\n"));
        let repositories = Repositories::new(&[folder.path().to_owned()]);
        let built = || {
            let opened = repositories.open(folder.path()).unwrap();
            opened.loaded.repository.builds().filter_map(|build| build.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(built(), ["web"]);
        assert!(repositories.kind(&folder.path().join("docker/web.yml")).is_some());
        assert!(repositories.kind(&folder.path().join("docker/other.yml")).is_none());
        // It changes, and so does what is named.
        repositories.set_live(&folder.path().join("docker/web.yml"), Some(LiveText::new(&service("live"))));
        assert_eq!(built(), ["live"]);
        repositories.set_live(&folder.path().join("compose.yaml"), Some(LiveText::new("include: [docker/other.yml]\n")));
        assert_eq!(built(), ["other"]);
    }
}
