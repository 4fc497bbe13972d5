//! Which words are the call of a program that builds images.

use super::evaluate::Word;

/// A program, by the flags it knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Program {
    /// docker, podman, buildah, nerdctl, img, depot: they share their flags.
    Docker,
    Kaniko,
    Buildctl,
}

/// A call: which of the words is the program, and where its own arguments begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Call {
    pub program: Program,
    pub at: usize,
    pub arguments: usize,
}

/// Programs that only speak of the words behind them.
const SILENT: [&str; 22] = [
    "echo",
    "printf",
    "grep",
    "egrep",
    "cat",
    "test",
    "[",
    "[[",
    "which",
    "type",
    "command -v",
    "log",
    "info",
    "warn",
    "error",
    "die",
    "debug",
    "git",
    "sed",
    "awk",
    "print",
    "touch",
];

/// So many words before the program are looked through: `sudo -E env A=B retry 3 docker build`.
const MAX_BEFORE: usize = 24;

/// What may be in the name of a variable that holds a program that builds: `$(CONTAINER_TOOL) build`.
const HINTS: [&str; 12] =
    ["docker", "podman", "buildah", "nerdctl", "container", "buildx", "oci_", "engine", "builder", "runtime", "image_tool", "cri_"];

/// A quick look, before any variable is resolved: whether a text may have such a call in it at all.
pub(super) fn may_build(text: &str) -> bool {
    let bytes = text.as_bytes();
    ["build", "bud", "executor", "kaniko"].iter().any(|word| memchr::memmem::find(bytes, word.as_bytes()).is_some())
        || text.to_ascii_lowercase().contains("build")
}

pub(super) fn find(words: &[Word]) -> Option<Call> {
    let first = words.first().and_then(Word::text).unwrap_or_default();
    if SILENT.contains(&first.rsplit('/').next().unwrap_or(&first)) {
        return None;
    }
    (0..words.len().min(MAX_BEFORE)).find_map(|at| call(words, at)).or_else(|| kaniko_image(words)).or_else(|| frontend(words))
}

/// Whatever takes the flags of `buildctl build`: a script around it.
fn frontend(words: &[Word]) -> Option<Call> {
    let at = words.iter().position(|word| matches!(word.start().as_str(), "dockerfile.v0" | "--frontend=dockerfile.v0"))?;
    (at > 0).then_some(Call { program: Program::Buildctl, at: 0, arguments: 1 })
}

fn call(words: &[Word], at: usize) -> Option<Call> {
    let word = words.get(at)?;
    let name = match word.text() {
        Some(text) => {
            let name = text.rsplit(['/', '\\']).next().unwrap_or(&text).to_ascii_lowercase();
            if name == "executor" && text.contains("kaniko") {
                return Some(Call { program: Program::Kaniko, at, arguments: at + 1 });
            }
            name.strip_suffix(".exe").unwrap_or(&name).to_owned()
        }
        // A variable of a telling name.
        None if word.value.is_unknown() && HINTS.iter().any(|hint| word.hint.contains(hint)) => "docker".to_owned(),
        None => return None,
    };
    let docker = |arguments| Some(Call { program: Program::Docker, at, arguments });
    match name.as_str() {
        "docker" | "podman" | "nerdctl" | "finch" | "depot" | "img" | "buildah" | "docker-buildx" | "buildx" | "lima" | "nerdctl.lima"
        | "podman-remote" => {
            let first = behind_options(words, at + 1)?;
            let text = words.get(first)?.text()?;
            match (text.as_str(), name.as_str()) {
                ("build", _) | ("bud", "buildah" | "podman") | ("b", "buildx" | "docker-buildx") => docker(first + 1),
                ("buildx", _) => {
                    let second = behind_options(words, first + 1)?;
                    matches!(words.get(second)?.text()?.as_str(), "build" | "b").then_some(())?;
                    docker(second + 1)
                }
                ("image" | "builder", _) => {
                    let second = behind_options(words, first + 1)?;
                    (words.get(second)?.text()? == "build").then_some(())?;
                    docker(second + 1)
                }
                _ => None,
            }
        }
        "kaniko" => Some(Call { program: Program::Kaniko, at, arguments: at + 1 }),
        "buildctl" | "buildctl-daemonless.sh" => {
            let first = behind_options(words, at + 1)?;
            (words.get(first)?.text()? == "build").then_some(())?;
            Some(Call { program: Program::Buildctl, at, arguments: first + 1 })
        }
        _ => None,
    }
}

/// Behind the options of a program itself, before its subcommand.
fn behind_options(words: &[Word], from: usize) -> Option<usize> {
    const WITH_VALUE: [&str; 16] = [
        "--context",
        "-c",
        "-H",
        "--host",
        "--config",
        "-l",
        "--log-level",
        "--namespace",
        "-n",
        "--root",
        "--connection",
        "--builder",
        "--tlscacert",
        "--tlscert",
        "--tlskey",
        "--addr",
    ];
    let mut at = from;
    while let Some(word) = words.get(at) {
        match word.text() {
            Some(text) if WITH_VALUE.contains(&text.as_str()) => at += 2,
            Some(text) if text.starts_with('-') => at += 1,
            Some(_) => return Some(at),
            // `docker $(BUILDX) build`, `docker $OPTIONS build`
            None if word.loose => at += 1,
            None => return None,
        }
    }
    None
}

/// `docker run … gcr.io/kaniko-project/executor:latest --dockerfile …`
fn kaniko_image(words: &[Word]) -> Option<Call> {
    let at = words.iter().position(|word| word.start().contains("kaniko-project/executor") || word.start().contains("kaniko/executor"))?;
    let flags = words.iter().skip(at + 1).any(|word| word.start().starts_with("--"));
    flags.then_some(Call { program: Program::Kaniko, at, arguments: at + 1 })
}
