//! What a search of folders leaves out: vendored trees, and what the configuration and the command line exclude.
//!
//! `exclude` replaces what is left out by default, `extend-exclude` adds to it. Patterns are those of `.gitignore`, relative to the folder
//! of the configuration file, or to the current folder on the command line.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::config::{Config, Configs};
use crate::repository::absolute;
use crate::vendored::is_vendored;

/// What one call excludes. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Exclusions {
    inner: Arc<Inner>,
}

/// What the command line says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    /// Instead of what the configuration says, and of the default.
    pub exclude: Option<Vec<String>>,
    pub extend: Vec<String>,
    /// Nothing is excluded.
    pub nothing: bool,
    /// Named paths are excluded too.
    pub force: bool,
}

/// Which configurations count.
#[derive(Clone, Default)]
pub(crate) struct Configuration {
    pub configs: Arc<Configs>,
    /// Instead of all files that lie there.
    pub instead: Option<Arc<Config>>,
    /// Whether files that lie there count.
    pub reads_files: bool,
    /// Where no file counts: this, relative to a folder.
    pub otherwise: Option<(PathBuf, Arc<Config>)>,
}

#[derive(Default)]
struct Inner {
    nothing: bool,
    force: bool,
    /// Of the command line: those instead of others, and those besides.
    instead: Option<Gitignore>,
    besides: Option<Gitignore>,
    configuration: Configuration,
    /// By folder.
    known: Mutex<HashMap<PathBuf, Arc<Patterns>>>,
    left_out: Mutex<BTreeSet<PathBuf>>,
}

/// What one configuration excludes.
#[derive(Default)]
struct Patterns {
    /// Those instead of the default.
    instead: Option<Gitignore>,
    besides: Option<Gitignore>,
    force: bool,
}

impl Exclusions {
    /// Fails if a pattern of the command line is not valid.
    pub(crate) fn new(given: Given, configuration: Configuration) -> Result<Self, ignore::Error> {
        let here = std::env::current_dir().unwrap_or_default();
        let inner = Inner {
            nothing: given.nothing,
            force: given.force,
            instead: given.exclude.map(|globs| patterns(&here, &globs)).transpose()?,
            besides: Some(patterns(&here, &given.extend)?).filter(|globs| !globs.is_empty()),
            configuration,
            ..Inner::default()
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whether a search leaves out a file or folder that it meets. It is noted.
    pub(crate) fn leaves_out(&self, path: &Path, is_folder: bool) -> bool {
        let excluded = self.excludes(path, is_folder);
        if excluded {
            self.inner.left_out.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        }
        excluded
    }

    /// Whether a file below a folder that is searched is left out, or a folder in which it lies.
    pub(crate) fn leaves_out_below(&self, folder: &Path, file: &Path) -> bool {
        let between = file.ancestors().skip(1).take_while(|above| *above != folder && !above.as_os_str().is_empty());
        self.excludes(file, false) || between.into_iter().any(|above| self.excludes(above, true))
    }

    /// Whether a path that is named on the command line is left out: only if that is forced.
    pub(crate) fn leaves_out_named(&self, path: &Path) -> bool {
        let path = absolute(path);
        let forced = self.inner.force || path.parent().is_some_and(|folder| self.of(folder).force);
        let here = absolute(Path::new("."));
        forced && (self.excludes(&path, path.is_dir()) || self.leaves_out_below(&here, &path))
    }

    /// What was left out so far, sorted.
    pub(crate) fn left_out(&self) -> Vec<PathBuf> {
        self.inner.left_out.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        if self.inner.nothing {
            return false;
        }
        let path = absolute(path);
        let names = |globs: &Gitignore| globs.matched(&path, is_folder).is_ignore();
        let of_folder = path.parent().map(|folder| self.of(folder)).unwrap_or_default();
        let by_default = match self.inner.instead.as_ref().or(of_folder.instead.as_ref()) {
            Some(instead) => names(instead),
            None => is_folder && is_vendored(&path),
        };
        by_default || [&self.inner.besides, &of_folder.besides].into_iter().flatten().any(names)
    }

    /// What the configuration of a folder says: the nearest above counts.
    fn of(&self, folder: &Path) -> Arc<Patterns> {
        let Configuration { configs, instead, reads_files, otherwise } = &self.inner.configuration;
        let mut known = self.inner.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut new = Vec::new();
        let mut found = None;
        for above in folder.ancestors() {
            if let Some(patterns) = known.get(above) {
                found = Some(patterns.clone());
                break;
            }
            new.push(above.to_owned());
            if instead.is_none() && *reads_files && Config::is_in(above) {
                found = configs.nearest(above).map(|config| Arc::new(Patterns::of_file(&config)));
                break;
            }
        }
        let of_all = || match (instead, otherwise) {
            (Some(config), _) => Patterns::of_file(config),
            (None, Some((root, config))) => Patterns::of(config, root),
            (None, None) => Patterns::default(),
        };
        let patterns = found.unwrap_or_else(|| Arc::new(of_all()));
        known.extend(new.into_iter().map(|folder| (folder, patterns.clone())));
        patterns
    }
}

impl Patterns {
    fn of_file(config: &Config) -> Self {
        Self::of(config, &absolute(config.path.parent().unwrap_or(Path::new(""))))
    }

    /// Patterns that are not valid are mistakes in the configuration already.
    fn of(config: &Config, root: &Path) -> Self {
        let valid = |globs: &[String]| {
            let mut builder = GitignoreBuilder::new(root);
            for glob in globs {
                let _ = builder.add_line(None, glob);
            }
            builder.build().ok()
        };
        Self {
            instead: config.exclude.as_deref().and_then(valid),
            besides: valid(&config.extend_exclude).filter(|globs| !globs.is_empty()),
            force: config.force_exclude,
        }
    }
}

/// The patterns relative to a folder.
fn patterns(root: &Path, globs: &[String]) -> Result<Gitignore, ignore::Error> {
    let mut builder = GitignoreBuilder::new(root);
    for glob in globs {
        builder.add_line(None, glob)?;
    }
    builder.build()
}

/// Why a pattern is not valid, if it is not.
pub(crate) fn mistake(glob: &str) -> Option<String> {
    patterns(Path::new(""), &[glob.to_owned()]).err().map(|error| error.to_string())
}
