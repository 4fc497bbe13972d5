//! Platforms: `os`, `os/arch`, `os/arch/variant`.
//!
//! Source: github.com/containerd/platforms platforms.go and database.go.

use std::fmt;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Platform {
    pub os: String,
    pub os_version: String,
    pub architecture: String,
    pub variant: String,
}

/// Text that names no platform.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InvalidPlatform {
    /// One word that is neither a known operating system nor a known architecture.
    UnknownWord,
    /// More than three parts, a star, or a character that no part may have.
    Format,
}

impl Default for Platform {
    fn default() -> Self {
        Self::linux("amd64", "")
    }
}

impl Platform {
    fn linux(architecture: &str, variant: &str) -> Self {
        Self { os: "linux".into(), os_version: String::new(), architecture: architecture.into(), variant: variant.into() }
    }

    /// Reads a platform. A lone operating system is completed with amd64 (BuildKit takes the architecture it runs on), a lone
    /// architecture with linux.
    pub fn parse(text: &str) -> Result<Self, InvalidPlatform> {
        if text.contains('*') {
            return Err(InvalidPlatform::Format);
        }
        let parts: Vec<_> = text.split('/').collect();
        let (os, rest) = parts.split_first().ok_or(InvalidPlatform::Format)?;
        let (os, os_version) = split_os(os).ok_or(InvalidPlatform::Format)?;
        if !rest.iter().all(|part| is_part(part)) {
            return Err(InvalidPlatform::Format);
        }
        let normal = |os: &str, architecture: &str, variant: &str| {
            let (architecture, variant) = normal_architecture(architecture, variant);
            Self { os: normal_os(os), os_version: os_version.to_owned(), architecture, variant }
        };
        match rest {
            [] => {
                let known_os = normal_os(os);
                let mut platform = normal("linux", os, "");
                if OPERATING_SYSTEMS.contains(&known_os.as_str()) {
                    return Ok(Self { os: known_os, os_version: os_version.to_owned(), ..Self::default() });
                }
                if !ARCHITECTURES.contains(&platform.architecture.as_str()) {
                    return Err(InvalidPlatform::UnknownWord);
                }
                platform.drop_default_arm();
                Ok(platform)
            }
            [architecture] => {
                let mut platform = normal(os, architecture, "");
                platform.drop_default_arm();
                Ok(platform)
            }
            [architecture, variant] => {
                let mut platform = normal(os, architecture, variant);
                if platform.architecture == "arm64" && platform.variant.is_empty() {
                    platform.variant = "v8".into();
                }
                Ok(platform)
            }
            _ => Err(InvalidPlatform::Format),
        }
    }

    /// Whether operating system and architecture are the same; BuildKit asks no more (`validateBaseImagePlatform`).
    pub fn runs_on(&self, other: &Self) -> bool {
        self.os == other.os && self.architecture == other.architecture
    }

    fn drop_default_arm(&mut self) {
        if self.architecture == "arm" && self.variant == "v7" {
            self.variant.clear();
        }
    }
}

/// `os` or `os(version)`.
fn split_os(part: &str) -> Option<(&str, &str)> {
    let (os, version) = match part.split_once('(') {
        Some((os, rest)) => (os, rest.strip_suffix(')')?),
        None => (part, ""),
    };
    (is_part(os) && (version.is_empty() || version.chars().all(is_part_char))).then_some((os, version))
}

fn is_part(part: &str) -> bool {
    !part.is_empty() && part.chars().all(is_part_char)
}

fn is_part_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

fn normal_os(os: &str) -> String {
    match os.to_lowercase().as_str() {
        "macos" => "darwin".into(),
        os => os.into(),
    }
}

fn normal_architecture(architecture: &str, variant: &str) -> (String, String) {
    let architecture = architecture.to_lowercase();
    let variant = variant.to_lowercase();
    let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64" | "amd64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8") => ("arm64", ""),
        ("aarch64" | "arm64", variant) => ("arm64", variant),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("arm", "" | "7") => ("arm", "v7"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "6") => ("arm", "v6"),
        ("arm", "8") => ("arm", "v8"),
        (architecture, variant) => (architecture, variant),
    };
    (architecture.to_owned(), variant.to_owned())
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.os)?;
        if !self.os_version.is_empty() {
            write!(f, "({})", self.os_version)?;
        }
        for part in [&self.architecture, &self.variant] {
            if !part.is_empty() {
                write!(f, "/{part}")?;
            }
        }
        Ok(())
    }
}

const OPERATING_SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

const ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "ppc64",
    "ppc64le",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        Platform::parse(text).map(|platform| platform.to_string()).unwrap_or_else(|error| format!("{error:?}"))
    }

    #[test]
    fn platforms_are_normalised() {
        for (text, expected) in [
            ("linux", "linux/amd64"),
            ("arm64", "linux/arm64"),
            ("linux/arm/v7", "linux/arm/v7"),
            ("linux/arm", "linux/arm"),
            ("Linux/x86_64", "linux/amd64"),
            ("linux/aarch64/v8", "linux/arm64/v8"),
            ("windows(10.0.17763)/amd64", "windows(10.0.17763)/amd64"),
            ("x86", "UnknownWord"),
            ("a/b/c/d", "Format"),
            ("linux/", "Format"),
            ("", "Format"),
            ("linux/*", "Format"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
