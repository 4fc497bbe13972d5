//! Whether a path that a Dockerfile takes from its build context is there.
//!
//! Much of what is copied is made before the build. So a path that git ignores is not called missing, nor is one in an empty folder (a
//! submodule that is not checked out), behind a symbolic link, or in a checkout that is sparse. Without git nothing tells what is made:
//! then only a path that nearly has the name of another counts as missing.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use dflint::project::Presence;
use dflint::syntax::{closest, is_slip};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// So many names of a folder are compared with a missing one.
const NAMES: usize = 2_000;

/// The rules of git in folders, each read once.
#[derive(Default)]
pub(crate) struct GitRules {
    known: Mutex<HashMap<PathBuf, Arc<Gitignore>>>,
}

/// The paths that were looked for. Where they are and where they are not, answers depend on.
#[derive(Default)]
pub(crate) struct Asked {
    paths: Mutex<HashSet<PathBuf>>,
}

impl Asked {
    fn note(&self, path: PathBuf) {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
    }

    /// Whether something may be found, or not be found, because a file or folder has come or gone; its name may be near a missing one.
    pub(super) fn is_about(&self, changed: &Path) -> bool {
        let paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = changed.parent();
        paths.iter().any(|path| path.starts_with(changed) || folder.is_some_and(|folder| path.starts_with(folder)))
    }
}

/// A folder that is a build context. Paths are absolute.
pub(super) struct Folder {
    pub root: PathBuf,
    /// The folder of the Dockerfile.
    pub beside: PathBuf,
    pub git: Arc<GitRules>,
    pub asked: Arc<Asked>,
}

impl Folder {
    /// Looks for a path below the context, with `/` between its parts.
    pub(super) fn look(&self, path: &str) -> Presence {
        self.asked.note(self.root.join(path));
        let mut at = self.root.clone();
        let mut end = 0;
        for part in path.split('/') {
            let next = at.join(part);
            end += part.len() + usize::from(end > 0);
            match fs::symlink_metadata(&next) {
                Ok(found) if found.is_symlink() => return Presence::Unknown,
                Ok(_) => at = next,
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    let behind = path.get(end..).unwrap_or_default();
                    return self.missing(path.get(..end).unwrap_or(path), &at, behind);
                }
                Err(_) => return Presence::Unknown,
            }
        }
        Presence::There
    }

    /// `up_to` is missing in `parent`, and with it what stands `behind` it in the path.
    fn missing(&self, up_to: &str, parent: &Path, behind: &str) -> Presence {
        let name = up_to.rsplit('/').next().unwrap_or(up_to);
        let Ok(entries) = fs::read_dir(parent) else { return Presence::Unknown };
        let names: Vec<_> = entries.flatten().take(NAMES).filter_map(|entry| entry.file_name().into_string().ok()).collect();
        let path = format!("{up_to}{behind}");
        let in_git = self.git.root_of(&self.root);
        let is_made = in_git.as_ref().is_some_and(|git| self.git.may_make(git, &self.root.join(&path)));
        if names.is_empty() || is_made {
            return Presence::Unknown;
        }
        let before = up_to.strip_suffix(name).unwrap_or_default();
        let is_there = |near: &str| self.root.join(format!("{before}{near}{behind}")).exists();
        let candidates = names.iter().map(String::as_str).filter(|near| is_meant(name, near, !behind.is_empty()) && is_there(near));
        let near = closest(name, candidates).map(|near| format!("{before}{near}{behind}"));
        let below = self.beside.strip_prefix(&self.root).ok().filter(|folder| !folder.as_os_str().is_empty());
        let beside = below.map(|folder| folder.join(&path)).filter(|path| self.root.join(path).exists());
        let beside_dockerfile = beside.map(|path| path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"));
        if in_git.is_none() && near.is_none() && beside_dockerfile.is_none() {
            return Presence::Unknown;
        }
        Presence::Missing { up_to: up_to.to_owned(), near, beside_dockerfile }
    }
}

/// Whether a name may be a slip for another. `app` and `api`, `index.js` and `index.ts` are names of different things; where the rest of
/// the path is there too, they are not.
fn is_meant(name: &str, near: &str, has_rest: bool) -> bool {
    if name.eq_ignore_ascii_case(near) || has_rest {
        return true;
    }
    let parts =
        |name: &str| name.rsplit_once('.').map_or((name.to_owned(), String::new()), |(stem, end)| (stem.to_owned(), end.to_owned()));
    let ((stem, end), (near_stem, near_end)) = (parts(name), parts(near));
    let same_end = end == near_end || matches!((end.as_str(), near_end.as_str()), ("yml", "yaml") | ("yaml", "yml"));
    same_end && (stem == near_stem || (stem.len() > 4 && is_slip(&stem, &near_stem)))
}

impl GitRules {
    /// The folder of the repository in which another lies.
    fn root_of(&self, folder: &Path) -> Option<PathBuf> {
        folder.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
    }

    /// Whether a path below the root of a repository may be there at other times: git ignores it, or leaves it out of this checkout.
    fn may_make(&self, root: &Path, path: &Path) -> bool {
        if root.join(".git/info/sparse-checkout").exists() {
            return true;
        }
        // Below a folder that is ignored, nothing can be taken back. Whether the path would be a folder is not known.
        let folders: Vec<_> = path.ancestors().skip(1).take_while(|folder| folder.starts_with(root) && *folder != root).collect();
        let ignores_folder = folders.iter().any(|folder| self.ignores(root, folder, true));
        ignores_folder || [false, true].into_iter().any(|is_folder| self.ignores(root, path, is_folder))
    }

    /// The nearest rules count before those above.
    fn ignores(&self, root: &Path, path: &Path, is_folder: bool) -> bool {
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
        let all = folders.map(|folder| self.rules(folder, ".gitignore")).chain([self.rules(root, ".git/info/exclude")]);
        all.map(|rules| rules.matched(path, is_folder).map(|_| ())).find(|found| !found.is_none()).is_some_and(|found| found.is_ignore())
    }

    /// Of a file of such a name in a folder; empty if there is none.
    fn rules(&self, folder: &Path, name: &str) -> Arc<Gitignore> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let mut builder = GitignoreBuilder::new(folder);
            // A line that cannot be read is left out.
            let _ = builder.add(folder.join(name));
            Arc::new(builder.build().unwrap_or_else(|_| Gitignore::empty()))
        };
        known.entry(folder.join(name)).or_insert_with(read).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of paths in a folder with these files; those that end with a slash are folders.
    fn look(files: &[&str], context: &str, beside: &str, paths: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for file in files {
            let (path, text) = file.split_once(": ").unwrap_or((file, ""));
            let path = root.join(path);
            fs::create_dir_all(if file.ends_with('/') { &path } else { path.parent().unwrap() }).unwrap();
            if !file.ends_with('/') {
                fs::write(path, text.replace(',', "\n")).unwrap();
            }
        }
        let folder = Folder { root: root.join(context), beside: root.join(beside), git: Arc::default(), asked: Arc::default() };
        let said = |path: &&str| match folder.look(path) {
            Presence::There => "there".to_owned(),
            Presence::Unknown => "unknown".to_owned(),
            Presence::Missing { up_to, near, beside_dockerfile } => {
                [Some(up_to), near.map(|near| format!("near {near}")), beside_dockerfile.map(|at| format!("beside {at}"))]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(", ")
            }
        };
        paths.iter().map(said).collect()
    }

    #[test]
    fn what_is_missing_is_said_as_far_as_it_can_be_known() {
        let files = [".git/HEAD", ".gitignore: dist/,*.jar,/gen,!gen/kept", "src/main.go", "api/app.toml", "empty/", "conf/nginx.conf"];
        let said = look(
            &files,
            "",
            "api",
            &["src/main.go", "src", "scr/main.go", "src/Main.go", "scr/other", "lib", "app.toml", "conf/nginx/site", "empty/x"],
        );
        assert_eq!(
            said,
            [
                "there",
                "there",
                "scr, near src/main.go",
                "src/Main.go, near src/main.go",
                "scr",
                "lib",
                "app.toml, beside api/app.toml",
                "conf/nginx",
                "unknown",
            ]
        );
        // What git ignores may be made, be it a file or a folder.
        assert_eq!(look(&files, "", "", &["dist", "dist/app.js", "target/app.jar", "gen/x", "gen/kept"]), ["unknown"; 5]);
        assert_eq!(look(&files, "api", "api", &["dist/x", "lib/x"]), ["unknown", "lib"]);
    }

    #[test]
    fn names_are_near_if_a_slip_explains_them() {
        let files = [".git/HEAD", "api/x", "index.ts", "compose.yaml", "package.json", "server.conf", "main.scss"];
        let near = |path: &str| look(&files, "", "", &[path]).remove(0).contains(", near ");
        for path in ["compose.yml", "packge.json", "sevrer.conf", "Main.scss", "apo/x"] {
            assert!(near(path), "{path}");
        }
        for path in ["app", "index.js", "index", "main.css", "server", "apo", "package.lock"] {
            assert!(!near(path), "{path}");
        }
    }

    #[test]
    fn nothing_is_known_of_what_is_no_plain_checkout() {
        assert_eq!(look(&["a.go"], "", "", &["b/c", "A.go"]), ["unknown", "A.go, near a.go"]);
        assert_eq!(look(&[".git/info/sparse-checkout", "a.go"], "", "", &["b", "A.go"]), ["unknown"; 2]);
        assert_eq!(look(&[".git/HEAD", ".git/info/exclude: /b", "a.go"], "", "", &["b", "c"]), ["unknown", "c"]);
        assert_eq!(look(&[".git/HEAD", "sub/.gitignore: !b", ".gitignore: b", "a.go"], "", "", &["sub/b", "b"]), ["sub/b", "unknown"]);
    }

    #[test]
    fn answers_depend_on_what_comes_and_goes_near_by() {
        let asked = Asked::default();
        asked.note(PathBuf::from("/r/src/main.go"));
        for changed in ["/r/src/main.go", "/r/src", "/r/src/other.go", "/r", "/r/scr"] {
            assert!(asked.is_about(Path::new(changed)), "{changed}");
        }
        for changed in ["/r/doc/x", "/r/src/main/x", "/r/srcs/x"] {
            assert!(!asked.is_about(Path::new(changed)), "{changed}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_may_lead_anywhere() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/nowhere", folder.path().join("link")).unwrap();
        let context =
            Folder { root: folder.path().to_owned(), beside: folder.path().to_owned(), git: Arc::default(), asked: Arc::default() };
        assert_eq!((context.look("link"), context.look("link/x")), (Presence::Unknown, Presence::Unknown));
    }
}
