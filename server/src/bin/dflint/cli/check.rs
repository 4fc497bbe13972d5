//! `dflint check`: the findings of many files.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use dflint::document::Document;
use dflint::lint::{self, Finding, FixedAll, Level, Levels, Settings};
use dflint::rules;
use dflint::stages::BuildOptions;
use dflint::text::LineIndex;
use rayon::prelude::*;

use super::arguments::{CheckArguments, Compat, FailOn, FixArguments, RuleArguments};
use super::as_built::{self, AsBuilt};
use super::builds;
use super::checked::{Checked, Source};
use super::files::{self, File};
use super::fix;
use super::output::Output;
use super::targets;
use super::text;
use super::write;
use super::{CLEAN, FAILED, FINDINGS};
use crate::config::{Config, Configs, Mistake};
use crate::context::Contexts;
use crate::exclude::{Configuration, Exclusions};
use crate::repository::Repositories;

/// How many findings there are of each level.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    pub files: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// How many files have findings.
    pub files_with_findings: usize,
    /// The level and the rule of the first of the worst findings.
    pub worst: Option<(Level, &'static str)>,
}

impl Counts {
    fn add(&mut self, findings: &[Finding]) {
        self.files += 1;
        self.files_with_findings += usize::from(!findings.is_empty());
        for finding in findings {
            if self.worst.is_none_or(|(level, _)| finding.level > level) {
                self.worst = Some((finding.level, finding.rule.name));
            }
            match finding.level {
                Level::Error => self.errors += 1,
                Level::Warning => self.warnings += 1,
                Level::Info => self.infos += 1,
                Level::Allow => {}
            }
        }
    }

    pub(super) const fn findings(self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// How many files are checked before their findings are printed, so that memory does not grow with their number.
const BATCH: usize = 512;

pub(super) fn run(arguments: &CheckArguments) -> Result<u8> {
    let mut plan = Plan::new(arguments)?;
    let (found, (build_files, unreadable)) = plan.find(arguments)?;
    arguments.fixes.check()?;
    if arguments.fixes.is_wanted() && !arguments.fixes.diff && found.iter().flatten().any(|file| matches!(file, File::Stdin(_))) {
        bail!("standard input cannot be fixed; --diff shows the fixes");
    }
    if found.is_empty() && build_files.is_empty() && unreadable.is_empty() {
        files::warn_of_none(&plan.exclusions);
    }
    if arguments.verbose {
        plan.exclusions.left_out().into_iter().for_each(|path| super::warn(&format!("excluded: {}", File::Path(path).shown())));
    }
    let mut out = Output::new(arguments)?;
    let mut seen = Seen::default();
    // What is wrong with the call is said before what is found.
    if let Err(error) = targets::check(&plan.targets, &found, &plan.options) {
        super::complain(&error);
        out.error(&error, None)?;
        seen.failed = true;
    }
    for config in plan.read_configs(&found) {
        if let Some(error) = &config.unreadable {
            super::complain(error);
            out.error(error, Some(&config.shown()))?;
            seen.failed = true;
        }
        if let Some(checked) = plan.check_config(&config)? {
            seen.add(&checked);
            out.file(&checked)?;
        }
    }
    for batch in found.chunks(BATCH) {
        let checked: Vec<_> = batch.par_iter().map(|file| plan.check(file)).collect();
        for (file, outcome) in batch.iter().zip(checked) {
            match outcome {
                Ok(checked) => {
                    seen.add(&checked);
                    out.file(&checked)?;
                }
                Err(error) => {
                    super::complain(&error);
                    out.error(&error, file.as_ref().map(File::shown).ok().as_deref())?;
                    seen.failed = true;
                }
            }
        }
    }
    for (path, error) in unreadable {
        super::complain(&error);
        out.error(&error, Some(&path))?;
        seen.failed = true;
    }
    for found in build_files {
        let config = plan.config(&File::Path(found.path.clone()));
        let checked = found.checked(&plan.settings(config.as_deref())?);
        seen.add(&checked);
        out.file(&checked)?;
    }
    seen.failed |= plan.show_mistakes(&mut out)?;
    out.end(seen.counts, !seen.failed)?;
    seen.say_what_was_fixed(arguments.fixes.diff);
    let fails = match arguments.fail_on {
        // What the fixes are may hang on what a mistake was meant to be.
        _ if arguments.fixes.diff => seen.fixed + seen.mistakes,
        FailOn::Error => seen.counts.errors,
        FailOn::Warning => seen.counts.errors + seen.counts.warnings,
        FailOn::Info => seen.counts.findings(),
        FailOn::Never => 0,
    };
    Ok(match (seen.failed, fails) {
        (true, _) => FAILED,
        (false, 0) => CLEAN,
        _ => FINDINGS,
    })
}

/// What is found in build files, and which of those that are named cannot be checked, by their paths.
type InBuildFiles = (Vec<builds::Found>, Vec<(String, anyhow::Error)>);

/// How files are checked: what the command line says, and the configuration of each file.
struct Plan<'a> {
    rules: &'a RuleArguments,
    fixes: &'a FixArguments,
    /// `--target`, without empty ones: scripts write `--target "$TARGET"`.
    targets: Vec<String>,
    options: BuildOptions,
    /// Whether the command line names a platform.
    has_platform: bool,
    configs: Arc<Configs>,
    exclusions: Exclusions,
    /// The file of `--config`.
    config: Option<Arc<Config>>,
    /// `--context`.
    context: Option<&'a Path>,
    contexts: Arc<Contexts>,
    repositories: Repositories,
    /// The builds of `--bake` or `--compose`.
    as_built: Vec<AsBuilt>,
}

impl<'a> Plan<'a> {
    fn new(arguments: &'a CheckArguments) -> Result<Self> {
        let options = arguments.build.options()?;
        let rules = &arguments.rules;
        let fixes = &arguments.fixes;
        for name in &fixes.fix_only {
            lint::find_rules(name, rules::ALL).map_err(|error| unknown_rule("--fix-only", &error))?;
        }
        if fixes.is_wanted() && rules.compat.is_some() {
            bail!("--compat says what another tool says, which has no fixes");
        }
        // A slip in the command line is said before anything is read.
        let mut levels = Levels::default();
        apply(rules, &mut levels)?;
        let config = match &rules.config {
            Some(path) if !path.is_file() => bail!("cannot read the configuration {}", path.display()),
            Some(path) => Some(Arc::new(Config::read(path))),
            None => None,
        };
        if let Some(folder) = arguments.context.as_ref().filter(|folder| !folder.is_dir()) {
            bail!("--context: there is no folder {}", folder.display());
        }
        let configs: Arc<Configs> = Arc::default();
        let given = arguments.exclusions.given();
        let reads_files = !rules.no_config;
        let configuration = Configuration { configs: configs.clone(), instead: config.clone(), reads_files, otherwise: None };
        let exclusions = Exclusions::new(given, configuration).map_err(|error| anyhow!("--exclude: {error} is not a valid pattern"))?;
        let targets = arguments.targets.iter().filter(|target| !target.is_empty()).cloned().collect();
        let has_platform = arguments.build.has_platform();
        let folders: Vec<_> = arguments.paths.iter().filter(|path| path.is_dir()).cloned().collect();
        Ok(Self {
            rules,
            fixes,
            targets,
            options,
            has_platform,
            configs,
            exclusions,
            config,
            context: arguments.context.as_deref(),
            contexts: Arc::default(),
            repositories: Repositories::new(&folders),
            as_built: Vec::new(),
        })
    }

    /// The configuration for a file.
    fn config(&self, file: &File) -> Option<Arc<Config>> {
        if self.config.is_some() || self.rules.no_config {
            return self.config.clone();
        }
        self.configs.nearest(file.folder())
    }

    fn settings(&self, config: Option<&Config>) -> Result<Settings> {
        let mut settings = Config::settings(config);
        apply(self.rules, &mut settings.levels)?;
        let in_config = std::mem::replace(&mut settings.build, self.options.clone());
        // What stands last counts, and that is the command line.
        settings.build.build_args.splice(0..0, in_config.build_args);
        settings.build.contexts.splice(0..0, in_config.contexts);
        settings.build.images = in_config.images;
        if !self.has_platform && config.is_some_and(|config| config.platform.is_some()) {
            settings.build.platform = in_config.platform;
        }
        if !self.targets.is_empty() {
            settings.targets.clone_from(&self.targets);
            settings.all_targets = false;
        }
        settings.forbid_suppressions |= self.rules.no_suppressions;
        Ok(settings)
    }

    /// The settings for what stands in a build file.
    fn settings_in(&self, build_file: &Path) -> Settings {
        let config = self.config(&File::Path(as_built::shown(build_file.to_owned())));
        // What could be wrong with them was said before anything was read.
        self.settings(config.as_deref()).unwrap_or_default()
    }

    /// The settings for a file, as a build of it has them.
    fn settings_as(&self, file: &File, config: Option<&Config>, build: Option<&AsBuilt>) -> Result<Settings> {
        let mut settings = self.settings(config)?;
        if let Some(build) = build {
            build.apply(&mut settings);
        }
        let of_build = build.and_then(|build| build.context.as_deref());
        let root = self.context.or(of_build).or(config.and_then(|config| config.context.as_deref()));
        settings.builds = self.repositories.of(file.path()).filter(|_| build.is_none());
        settings.contexts = Some(self.contexts.of(file.path(), root, settings.builds.clone()));
        Ok(settings)
    }

    fn check(&self, file: &Result<File>) -> Result<Checked> {
        let file = file.as_ref().map_err(|error| anyhow!("{error:#}"))?;
        let text = file.read()?;
        let path = file.shown();
        let config = self.config(file);
        let absolute = std::path::absolute(file.path()).unwrap_or_default();
        let mut builds = self.as_built.iter().filter(|build| build.dockerfile == absolute);
        let settings = self.settings_as(file, config.as_deref(), builds.next())?;
        let as_buildkit = self.rules.compat == Some(Compat::Buildkit);
        let run = if as_buildkit { lint::run_as_buildkit } else { lint::run };
        // A fault of dflint in one file shall not hide the findings of the others.
        let before = self.fixes.is_wanted().then(|| text.clone());
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            if before.is_some() {
                return fix::fix(text, &settings, self.fixes);
            }
            let document = Document::new(text, &settings.build);
            let findings = run(&document, &settings, rules::ALL);
            FixedAll { document, findings, fixed: Vec::new() }
        }));
        let Ok(FixedAll { document, mut findings, fixed }) = outcome else {
            bail!("dflint failed on {path}; this is a fault of dflint, please report it");
        };
        // What other builds see of it besides.
        for build in builds {
            let settings = self.settings_as(file, config.as_deref(), Some(build))?;
            let document = Document::new(document.text().to_vec(), &settings.build);
            let is_new = |finding: &Finding| {
                let is_same = |known: &Finding| (known.rule.name, known.range) == (finding.rule.name, finding.range);
                !findings.iter().any(is_same)
            };
            let new: Vec<_> = run(&document, &settings, rules::ALL).into_iter().filter(is_new).collect();
            findings.extend(new);
        }
        findings.sort_by_key(|finding| finding.range);
        let mut diff = Vec::new();
        if let Some(before) = before.filter(|before| before != document.text()) {
            match file {
                _ if self.fixes.diff => diff = fix::diff(&path, &before, document.text()),
                File::Path(on_disk) => write::replace(on_disk, &before, document.text())?,
                // Refused before anything was checked.
                File::Stdin(_) => {}
            }
        }
        Ok(Checked { path, source: Source::Dockerfile(Box::new(document)), findings, fixed: fixed.len(), diff })
    }

    /// What is to be checked: Dockerfiles, and what was found in build files.
    fn find(&mut self, arguments: &CheckArguments) -> Result<(Vec<Result<File>>, InBuildFiles)> {
        if let Some(as_built) = as_built::wanted(&arguments.bake, &arguments.compose, &self.repositories)? {
            let as_built::Wanted { as_built, inline } = as_built;
            let inline = inline.map(|inline| builds::inline(&inline.opened, &inline.builds(), &|path| self.settings_in(path)));
            let mut files: Vec<_> = as_built.iter().map(|of| of.dockerfile.clone()).collect();
            files.sort();
            files.dedup();
            self.as_built = as_built;
            return Ok((
                files.into_iter().map(|path| Ok(File::Path(as_built::shown(path)))).collect(),
                (inline.unwrap_or_default(), Vec::new()),
            ));
        }
        let mut found = files::find(&arguments.paths, &self.exclusions);
        if let Some(name) = &arguments.stdin_filename
            && !files::name_stdin(&mut found, name)
        {
            bail!("--stdin-filename names standard input, and no path is -");
        }
        let build_files = self.take_build_files(&arguments.paths, &mut found);
        Ok((found, build_files))
    }

    /// Finds what is wrong in files that describe builds, adds the Dockerfiles that only those tell of, and takes out of `files` those that
    /// are no Dockerfiles. Of BuildKit's checks, and of a call about certain targets, none is about them.
    fn take_build_files(&self, paths: &[PathBuf], files: &mut Vec<Result<File>>) -> InBuildFiles {
        let is_build_file = |file: &Result<File>| matches!(file, Ok(File::Path(path)) if builds::is_build_file(path, &self.repositories));
        let (named, dockerfiles): (Vec<_>, Vec<_>) = std::mem::take(files).into_iter().partition(is_build_file);
        *files = dockerfiles;
        let folders: Vec<_> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
        for folder in &folders {
            let known: HashSet<_> = files.iter().flatten().map(|file| file.path().to_owned()).collect();
            let new = builds::named_below(folder, &self.repositories).into_iter();
            let new = new.filter(|path| !known.contains(path) && !self.exclusions.leaves_out_below(folder, path));
            files.extend(new.map(|path| Ok(File::Path(path))));
        }
        if self.rules.compat.is_some() {
            return InBuildFiles::default();
        }
        let named: Vec<_> = named.into_iter().flatten().map(|file| file.path().to_owned()).collect();
        builds::find(&folders, &named, &self.repositories, &self.exclusions, &|path| self.settings_in(path))
    }

    /// Prints what is wrong with the ignore files that were read, and says whether anything is.
    fn show_mistakes(&self, out: &mut Output) -> Result<bool> {
        let mut failed = false;
        for file in self.contexts.all() {
            if let Some(why) = &file.unusable {
                super::warn(&format!("warning: {} is not used: {}", file.shown, super::shown(why)));
            }
            for mistake in &file.mistakes {
                let said = Mistake { range: mistake.range.clone(), message: mistake.message.to_owned(), help: None };
                super::warn(&text::mistake(&file.shown, &file.text, text::Grade::Error, &said));
                let line = file.text.get(..mistake.range.start).unwrap_or_default().matches('\n').count() + 1;
                out.error(&anyhow!("{}:{line}: {}", file.shown, mistake.message), Some(&file.shown))?;
                failed = true;
            }
        }
        Ok(failed)
    }

    /// The configurations of all these files, each once.
    fn read_configs(&self, files: &[Result<File>]) -> Vec<Arc<Config>> {
        for file in files.iter().flatten() {
            self.config(file);
        }
        self.configs.all().into_iter().chain(self.config.clone()).collect()
    }

    /// The mistakes in a configuration, if there are any.
    fn check_config(&self, config: &Config) -> Result<Option<Checked>> {
        let rule = &rules::INVALID_CONFIGURATION;
        let level = self.settings(Some(config))?.levels.asked_for(rule).unwrap_or(rule.level);
        if config.mistakes.is_empty() || level == Level::Allow {
            return Ok(None);
        }
        let mut findings: Vec<_> = config.mistakes.iter().map(|mistake| mistake.finding(level)).collect();
        findings.sort_by_key(|finding| finding.range);
        let source = Source::Configuration { text: config.text.clone(), index: LineIndex::new(&config.text) };
        Ok(Some(Checked { path: config.shown(), source, findings, fixed: 0, diff: Vec::new() }))
    }
}

fn unknown_rule(option: &str, unknown: &lint::UnknownRule) -> anyhow::Error {
    let name = super::shown(&unknown.name);
    match &unknown.suggestion {
        Some(known) => anyhow!("{option}: there is no rule or group `{name}`; did you mean `{known}`?"),
        None => anyhow!("{option}: there is no rule or group `{name}`; `dflint rules` lists them all"),
    }
}

/// What the command line says of rules.
fn apply(arguments: &RuleArguments, levels: &mut Levels) -> Result<()> {
    for name in &arguments.select {
        levels.select(name, rules::ALL).map_err(|error| unknown_rule("--select", &error))?;
    }
    for (option, names, level) in [
        ("--ignore", &arguments.ignore, Level::Allow),
        ("--warn", &arguments.warn, Level::Warning),
        ("--deny", &arguments.deny, Level::Error),
    ] {
        for name in names {
            levels.set(name, level, rules::ALL).map_err(|error| unknown_rule(option, &error))?;
        }
    }
    Ok(())
}

/// What was seen in all files.
#[derive(Default)]
struct Seen {
    counts: Counts,
    failed: bool,
    /// How many findings were fixed, and in how many files.
    fixed: usize,
    fixed_files: usize,
    /// How many findings are mistakes in a configuration.
    mistakes: usize,
}

impl Seen {
    fn add(&mut self, checked: &Checked) {
        self.counts.add(&checked.findings);
        self.fixed += checked.fixed;
        self.fixed_files += usize::from(checked.fixed > 0);
        if matches!(checked.source, Source::Configuration { .. }) {
            self.mistakes += checked.findings.len();
        }
    }

    fn say_what_was_fixed(&self, only_shown: bool) {
        if self.fixed > 0 {
            let verb = if only_shown { "Would fix" } else { "Fixed" };
            super::warn(&format!("{verb} {} in {}.", text::number(self.fixed, "finding"), text::number(self.fixed_files, "file")));
        }
    }
}
