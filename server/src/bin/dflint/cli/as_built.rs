//! `--bake FILE [TARGET]` and `--compose FILE [SERVICE]`: Dockerfiles as the builds of one file see them.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use dflint::document::Document;
use dflint::lint::Settings;
use dflint::project::{Build, Dockerfile, FileId, FileKind, Sources, Value};
use dflint::stages::{BuildOptions, Platform};
use dflint::syntax::closest;

use crate::repository::{Opened, Repositories};

/// A Dockerfile as a build sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AsBuilt {
    pub dockerfile: PathBuf,
    pub target: Option<String>,
    pub args: Vec<(String, String)>,
    /// Named contexts.
    pub contexts: Vec<(String, String)>,
    /// What the contexts that are other builds build, by the values of these contexts.
    pub links: Vec<(String, String)>,
    pub platform: Option<Platform>,
    /// The root of the build context.
    pub context: Option<PathBuf>,
}

impl AsBuilt {
    pub(super) fn apply(&self, settings: &mut Settings) {
        settings.targets = self.target.iter().cloned().collect();
        settings.all_targets = false;
        self.apply_to_options(&mut settings.build);
    }

    /// What changes the meaning of the file.
    pub(super) fn apply_to_options(&self, options: &mut BuildOptions) {
        // What stands last counts, and that is the command line.
        options.build_args.splice(0..0, self.args.iter().cloned());
        options.contexts.splice(0..0, self.contexts.iter().cloned());
        if let Some(platform) = &self.platform {
            options.platform = platform.clone();
        }
    }
}

/// What a call is about.
pub(super) struct Wanted {
    pub as_built: Vec<AsBuilt>,
    /// Builds of which the Dockerfile stands in their file.
    pub inline: Option<Inline>,
}

pub(super) struct Inline {
    pub opened: Opened,
    builds: Vec<Build>,
}

impl Inline {
    pub(super) fn builds(&self) -> Vec<&Build> {
        self.opened.loaded.repository.builds().filter(|build| self.builds.contains(build)).collect()
    }
}

/// The builds that the call is about. None if it names no build file.
pub(super) fn wanted(bake: &[String], compose: &[String], repositories: &Repositories) -> Result<Option<Wanted>> {
    let (option, kind, given) = match (bake, compose) {
        ([], []) => return Ok(None),
        (given @ [_, ..], _) => ("--bake", FileKind::Bake, given),
        (_, given) => ("--compose", FileKind::Compose, given),
    };
    let [file, name @ ..] = given else { return Ok(None) };
    let path = Path::new(file);
    if !path.is_file() {
        bail!("{option}: there is no file {}", path.display());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(opened) = repositories.open(folder) else { bail!("{option}: cannot read the folder of {}", path.display()) };
    let file_name = path.file_name().unwrap_or_default();
    let sources = opened.loaded.repository.sources();
    let on_disk = opened.folder.join(file_name);
    let found = sources.all().find(|(_, source)| source.kind == kind && opened.path_of(&source.path) == on_disk);
    let Some((file, _)) = found else {
        bail!(
            "{option}: {} is not read as such a file; it has to be called as Docker looks for it, and must not be ignored by git",
            path.display()
        )
    };
    let builds = select(&opened, file, name.first().map(String::as_str), option)?;
    let mut wanted: Vec<AsBuilt> = Vec::new();
    let (inline, builds): (Vec<_>, Vec<_>) = builds.into_iter().partition(|build| matches!(build.dockerfile, Dockerfile::Inline(_)));
    let inline: Vec<_> = inline.into_iter().cloned().collect();
    inline.iter().try_for_each(|build| check_target(build, sources))?;
    for build in builds {
        let as_built = as_built(build, &opened)?;
        if !wanted.contains(&as_built) {
            wanted.push(as_built);
        }
    }
    let inline = (!inline.is_empty()).then_some(Inline { opened, builds: inline });
    Ok(Some(Wanted { as_built: wanted, inline }))
}

/// A Dockerfile as it would have been found.
pub(super) fn shown(dockerfile: PathBuf) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    dockerfile.strip_prefix(&here).map_or(dockerfile.clone(), Path::to_owned)
}

/// The builds of a file, or those of a name.
fn select<'o>(opened: &'o Opened, file: FileId, name: Option<&str>, option: &str) -> Result<Vec<&'o Build>> {
    let repository = &opened.loaded.repository;
    let all: Vec<_> = repository.builds().filter(|build| build.place.file == file && build.standing.is_written()).collect();
    // As Bake does: `default`, if there is such a group or target.
    let default = (option == "--bake" && !repository.group(file, "default").is_empty()).then_some("default");
    let Some(name) = name.or(default) else {
        if all.is_empty() {
            bail!("{option}: {} builds nothing", repository.sources().path(file));
        }
        return Ok(all);
    };
    let members = repository.group(file, name);
    let is_wanted = |build: &&Build| build.name.as_deref().is_some_and(|of| of == name || members.iter().any(|member| member == of));
    let named: Vec<_> = all.iter().copied().filter(is_wanted).collect();
    if named.is_empty() {
        let path = repository.sources().path(file);
        let shown = super::shown(name);
        match closest(name, all.iter().filter_map(|build| build.name.as_deref())) {
            Some(known) => bail!("{option}: {path} has no build `{shown}`; did you mean `{known}`?"),
            None => bail!("{option}: {path} has no build `{shown}`"),
        }
    }
    Ok(named)
}

/// What another build of the same kind builds, for a context such as `target:base` or `service:base`.
fn link(build: &Build, context: &str, opened: &Opened) -> Option<String> {
    let name = context.strip_prefix("target:").or_else(|| context.strip_prefix("service:"))?;
    let mut builds = opened.loaded.repository.builds();
    let other = builds.find(|other| other.kind == build.kind && other.name.as_deref() == Some(name) && other.is_written())?;
    let dockerfile = other.written_paths()?.into_iter().next()?;
    match &other.target {
        Some(target) => Some(format!("stage {} of {dockerfile}", target.text()?)),
        None => Some(dockerfile),
    }
}

/// A build of a stage that its inline Dockerfile does not have is none.
fn check_target(build: &Build, sources: &Sources) -> Result<()> {
    let Dockerfile::Inline(text) = &build.dockerfile else { return Ok(()) };
    let (Some(text), Some(target)) = (text.text(), build.target.as_ref().and_then(Value::text)) else { return Ok(()) };
    let document = Document::new(text.into_bytes(), &BuildOptions::default());
    if !target.is_empty() && document.graph().stage_named(&target).is_none() {
        bail!("{} builds the stage `{}`, which its Dockerfile does not have", build.title(sources), super::shown(&target));
    }
    Ok(())
}

fn as_built(build: &Build, opened: &Opened) -> Result<AsBuilt> {
    let sources = opened.loaded.repository.sources();
    let title = build.title(sources);
    if build.dockerfile == Dockerfile::Unseen {
        bail!("{title} has no Dockerfile of its own that could be checked");
    }
    let paths = build.written_paths().unwrap_or_default();
    let Some(dockerfile) = paths.iter().find(|path| opened.path_of(path).is_file()) else {
        match paths.first() {
            Some(path) => bail!("{title}: there is no file {path}"),
            None => bail!("{title}: which Dockerfile it builds cannot be known, because the path is computed or leads elsewhere"),
        }
    };
    let target = match &build.target {
        Some(target) => match target.text() {
            Some(target) => Some(target).filter(|target| !target.is_empty()),
            None => bail!("{title}: the target is computed; give it with --target instead"),
        },
        None => None,
    };
    if let Some(target) = &target {
        let text = std::fs::read(opened.path_of(dockerfile))?;
        if Document::new(text, &BuildOptions::default()).graph().stage_named(target).is_none() {
            bail!("{title} builds the stage `{}`, which {dockerfile} does not have", super::shown(target));
        }
    }
    Ok(AsBuilt {
        dockerfile: opened.path_of(dockerfile),
        target,
        args: build.known_args(),
        contexts: build.known_contexts(),
        links: build.known_contexts().into_iter().filter_map(|(_, value)| Some((value.clone(), link(build, &value, opened)?))).collect(),
        platform: build.known_platform(),
        context: build.context_folder().map(|folder| opened.path_of(&folder)),
    })
}
