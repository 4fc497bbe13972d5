//! Which shell reads a text.

/// A family of shells, as far as they read the same text differently.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// `/bin/sh`, whatever that is in the image: dash in Debian, ash in Alpine, bash in Fedora.
    Sh,
    /// dash by name, or `/bin/sh` of an image that has it there.
    Dash,
    /// The ash of BusyBox, as in Alpine.
    Ash,
    Bash,
    PowerShell,
    Cmd,
    /// Another shell or language: its text is left alone.
    Other,
}

impl Dialect {
    /// Whether the bash grammar reads it.
    pub const fn is_posix(self) -> bool {
        matches!(self, Self::Sh | Self::Dash | Self::Ash | Self::Bash)
    }

    /// The dialect of a program, with or without its folder, in any letter case; none if it is not known as a shell.
    pub fn of_program(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
        match name.strip_suffix(".exe").unwrap_or(&name) {
            "sh" => Some(Self::Sh),
            "dash" => Some(Self::Dash),
            "ash" => Some(Self::Ash),
            "bash" | "rbash" => Some(Self::Bash),
            "powershell" | "pwsh" => Some(Self::PowerShell),
            "cmd" => Some(Self::Cmd),
            "zsh" | "ksh" | "ksh93" | "mksh" | "fish" | "csh" | "tcsh" | "nu" | "yash" => Some(Self::Other),
            _ => None,
        }
    }

    /// The dialect that a command runs its text in, such as that of SHELL: `/bin/bash -o pipefail -c`, `conda run -n x /bin/bash -c`.
    pub fn of_words<'w>(words: impl DoubleEndedIterator<Item = &'w str>) -> Self {
        let mut words = words.rev().skip_while(|word| word.starts_with(['-', '/']) && Self::of_program(word).is_none());
        words.find_map(Self::of_program).unwrap_or(Self::Other)
    }

    /// The dialect of a script's first line, if that is a `#!` line.
    pub fn of_shebang(line: &str) -> Option<Self> {
        let words = line.trim_end().strip_prefix("#!")?;
        Some(words.split_ascii_whitespace().take(3).find_map(Self::of_program).unwrap_or(Self::Other))
    }

    /// What `/bin/sh` is in an image, by its name as FROM has it after expansion. An image that is not among the well-known ones has
    /// some [`Dialect::Sh`].
    ///
    /// Source: the official images' documentation at Docker Hub; those that are neither named alpine nor of a distribution of
    /// their own are built on Debian.
    pub fn of_image(reference: &str) -> Self {
        let name = reference.split('@').next().unwrap_or(reference);
        let (path, tag) = match name.rsplit_once(':') {
            Some((path, tag)) if !tag.contains('/') => (path, tag),
            _ => (name, ""),
        };
        let lower = name.to_ascii_lowercase();
        if ["windows", "nanoserver", "servercore"].iter().any(|word| lower.contains(word)) || lower.contains("dotnet/framework") {
            return Self::Cmd;
        }
        let path = path.strip_prefix("docker.io/").unwrap_or(path);
        let path = path.strip_prefix("library/").unwrap_or(path);
        let has = |word: &str| tag.split(['-', '.']).any(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()) == word);
        match path {
            "alpine" | "busybox" | "docker" => Self::Ash,
            "debian" | "ubuntu" | "buildpack-deps" => Self::Dash,
            "fedora" | "centos" | "rockylinux" | "almalinux" | "amazonlinux" | "oraclelinux" | "archlinux" | "bash" => Self::Bash,
            "python" | "node" | "golang" | "rust" | "ruby" | "php" | "perl" | "gcc" | "elixir" | "erlang" | "postgres" | "redis"
            | "nginx" | "httpd" => {
                if has("alpine") {
                    Self::Ash
                } else if ["windowsservercore", "nanoserver"].iter().any(|word| has(word)) {
                    Self::Cmd
                } else {
                    Self::Dash
                }
            }
            _ => Self::Sh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect::{self, Ash, Bash, Cmd, Dash, Other, PowerShell, Sh};

    #[test]
    fn the_words_of_shell() {
        let cases: [(&[&str], Dialect); 9] = [
            (&["/bin/sh", "-c"], Sh),
            (&["/bin/bash", "-o", "pipefail", "-c"], Bash),
            (&["/usr/bin/env", "bash", "-c"], Bash),
            (&["conda", "run", "-n", "x", "/bin/bash", "-c"], Bash),
            (&["powershell", "-Command", "$ErrorActionPreference = 'Stop';"], PowerShell),
            (&["C:\\Program Files\\PowerShell\\pwsh.exe", "-Command"], PowerShell),
            (&["cmd", "/S", "/C"], Cmd),
            (&["/busybox/sh", "-c"], Sh),
            (&["python3", "-c"], Other),
        ];
        for (words, dialect) in cases {
            assert_eq!(Dialect::of_words(words.iter().copied()), dialect, "{words:?}");
        }
    }

    #[test]
    fn shebangs() {
        assert_eq!(Dialect::of_shebang("#!/usr/bin/env -S bash -e"), Some(Bash));
        assert_eq!(Dialect::of_shebang("#!/bin/sh\r"), Some(Sh));
        assert_eq!(Dialect::of_shebang("#!/usr/bin/env python3"), Some(Other));
        assert_eq!(Dialect::of_shebang("# no"), None);
    }

    #[test]
    fn images() {
        let cases = [
            ("alpine:3.20", Ash),
            ("docker.io/library/debian:bookworm-slim@sha256:00", Dash),
            ("python:3.12-alpine3.20", Ash),
            ("node:20-bookworm", Dash),
            ("golang:1.22-nanoserver", Cmd),
            ("fedora", Bash),
            ("registry.example:5000/alpine", Sh),
            ("mcr.microsoft.com/windows/servercore:ltsc2022", Cmd),
            ("company/app", Sh),
        ];
        for (image, dialect) in cases {
            assert_eq!(Dialect::of_image(image), dialect, "{image}");
        }
    }
}
