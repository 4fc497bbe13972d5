//! The flags of a call of a program that builds.
//!
//! Sources: docker/buildx docs/reference/buildx_build.md; containers/podman and containers/buildah, the manual of `build`;
//! containerd/nerdctl docs/command-reference.md; GoogleContainerTools/kaniko README.md; moby/buildkit docs/reference/buildctl.md.

use super::evaluate::Word;
use super::program::Program;

/// What a call says.
#[derive(Default, Debug)]
pub(super) struct Flags {
    pub targets: Vec<Word>,
    pub files: Vec<Word>,
    pub args: Vec<Word>,
    pub contexts: Vec<Word>,
    pub platforms: Vec<Word>,
    /// Words that belong to no flag: the context is one of them.
    pub positional: Vec<Word>,
    /// Unknown words that may be any flags.
    pub loose: Vec<Word>,
}

/// Flags of `docker build`, `podman build`, `buildah build`, `nerdctl build`, `depot build` and kaniko that take a value and are of no matter.
const WITH_VALUE: &[&str] = &[
    "tag",
    "label",
    "secret",
    "ssh",
    "cache-from",
    "cache-to",
    "output",
    "network",
    "add-host",
    "progress",
    "iidfile",
    "metadata-file",
    "builder",
    "allow",
    "provenance",
    "sbom",
    "annotation",
    "attest",
    "no-cache-filter",
    "shm-size",
    "ulimit",
    "cgroup-parent",
    "memory",
    "memory-swap",
    "cpu-shares",
    "cpu-period",
    "cpu-quota",
    "cpuset-cpus",
    "cpuset-mems",
    "isolation",
    "security-opt",
    "call",
    "policy",
    "format",
    "jobs",
    "volume",
    "authfile",
    "creds",
    "arch",
    "os",
    "variant",
    "from",
    "ignorefile",
    "manifest",
    "runtime",
    "userns",
    "device",
    "env",
    "unsetenv",
    "cap-add",
    "cap-drop",
    "cert-dir",
    "decryption-key",
    "retry",
    "retry-delay",
    "timestamp",
    "sign-by",
    "signature-policy",
    "project",
    "token",
    "destination",
    "registry-mirror",
    "cache-repo",
    "cache-dir",
    "cache-ttl",
    "verbosity",
    "snapshot-mode",
    "digest-file",
    "context-sub-path",
    "git",
    "tar-path",
    "tarPath",
    "insecure-registry",
    "logfile",
    "uts",
    "pid",
    "ipc",
    "dns",
    "dns-search",
    "dns-option",
    "hooks-dir",
    "http-proxy",
    "layer-label",
    "os-feature",
    "os-version",
    "runtime-flag",
    "group-add",
    "source-date-epoch",
    "build-platform",
    "save-tag",
    "export-cache",
    "import-cache",
    "frontend",
    "local-output",
    "namespace",
    "host",
    "sbom-dir",
    "metadata",
    "exporter",
    "exporter-opt",
    "trace",
    "ref-file",
    "registry-auth-tlscontext",
    "sbom-output",
];

/// Short flags with a value.
const SHORT_WITH_VALUE: &str = "tfomcvd";

pub(super) fn read(program: Program, words: &[Word]) -> Flags {
    let mut flags = Flags::default();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let start = word.start();
        if word.loose {
            flags.loose.push(word.clone());
        } else if start == "--" {
            flags.positional.extend(rest.by_ref().cloned());
        } else if let Some(long) = start.strip_prefix("--") {
            // `--flag=value`, `--flag value`
            match long.split_once('=') {
                Some((name, _)) => flags.take(program, name, || Some(word.behind(name.len() + 3))),
                None if word.text().is_some() => flags.take(program, long, || rest.next().cloned()),
                // `--${KIND}=…`
                None => flags.loose.push(Word { loose: true, ..word.clone() }),
            }
        } else if let Some(letters) = start.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            flags.take_short(program, letters, word, &mut rest);
        } else {
            flags.positional.push(word.clone());
        }
    }
    flags
}

impl Flags {
    fn take(&mut self, program: Program, name: &str, value: impl FnOnce() -> Option<Word>) {
        let list = match (program, name) {
            (Program::Buildctl, "opt") => return self.take_option(value()),
            (Program::Buildctl, "local") => return self.take_local(value()),
            (Program::Buildctl, name) => {
                if WITH_VALUE.contains(&name) {
                    value();
                }
                return;
            }
            (_, "target") => &mut self.targets,
            (_, "file" | "dockerfile") => &mut self.files,
            (_, "build-arg") => &mut self.args,
            (_, "build-context") => &mut self.contexts,
            (_, "platform" | "custom-platform" | "customPlatform") => &mut self.platforms,
            (Program::Kaniko, "context") => &mut self.positional,
            (_, name) => {
                if WITH_VALUE.contains(&name) {
                    value();
                }
                return;
            }
        };
        list.extend(value());
    }

    /// `-qt name`, `-fDockerfile`, `-f Dockerfile`, `-f=Dockerfile`.
    fn take_short<'w>(&mut self, program: Program, letters: &str, word: &Word, rest: &mut impl Iterator<Item = &'w Word>) {
        let Some((at, letter)) = letters.char_indices().find(|(_, letter)| SHORT_WITH_VALUE.contains(*letter)) else { return };
        // `-d` and others are without value in some of the programs, but not where they stand last.
        let behind = word.behind(1 + at + letter.len_utf8());
        let attached = match behind.start().strip_prefix('=') {
            Some(_) => Some(behind.behind(1)),
            None if behind.value.pieces.is_empty() => None,
            None => Some(behind),
        };
        let value = attached.or_else(|| rest.next().cloned());
        match (program, letter) {
            (_, 'f') => self.files.extend(value),
            (Program::Kaniko, 'c') => self.positional.extend(value),
            _ => {}
        }
    }

    /// `--opt target=dev`
    fn take_option(&mut self, word: Option<Word>) {
        let Some((name, value)) = word.and_then(|word| word.split_at('=')) else { return };
        match name.text().unwrap_or_default().as_str() {
            "target" => self.targets.push(value),
            "filename" => self.files.push(value),
            "platform" => self.platforms.push(value),
            name => {
                if let Some(argument) = name.strip_prefix("build-arg:") {
                    let equals = crate::project::Value::computed(value.value.place, format!("{argument}="));
                    self.args.push(Word { value: equals.join(value.value.clone()), ..value });
                }
            }
        }
    }

    /// `--local context=.`
    fn take_local(&mut self, word: Option<Word>) {
        let Some((name, value)) = word.and_then(|word| word.split_at('=')) else { return };
        match name.text().as_deref() {
            Some("context") => self.positional.insert(0, value),
            // The folder of the Dockerfile; only its name is given by `--opt filename=`.
            Some("dockerfile") => self.positional.push(value),
            _ => {}
        }
    }
}
