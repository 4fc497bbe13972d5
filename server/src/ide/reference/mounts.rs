//! The types of mounts and their options.
//!
//! Source: moby/buildkit frontend/dockerfile/instructions/commands_runmount.go. A test puts each option into a file.

pub struct MountText {
    pub name: &'static str,
    pub summary: &'static str,
    pub anchor: &'static str,
    pub options: &'static [OptionText],
}

pub struct OptionText {
    pub name: &'static str,
    /// The other names it has.
    pub aliases: &'static [&'static str],
    /// None of an option that stands alone, or with `true` or `false`.
    pub value: Option<&'static str>,
    pub summary: &'static str,
}

const fn option(name: &'static str, value: &'static str, summary: &'static str) -> OptionText {
    OptionText { name, aliases: &[], value: Some(value), summary }
}

const fn switch(name: &'static str, summary: &'static str) -> OptionText {
    OptionText { name, aliases: &[], value: None, summary }
}

const FROM: OptionText =
    option("from", "stage|image|context", "The stage, image or named context that is mounted; without it the build context.");
const SOURCE: OptionText =
    OptionText { aliases: &["src"], ..option("source", "path", "The path in what is mounted; its root if nothing is said.") };
const TARGET: OptionText = OptionText { aliases: &["dst", "destination"], ..option("target", "path", "Where it is mounted.") };

pub const MOUNTS: &[MountText] = &[
    MountText {
        name: "bind",
        summary: "Files of the build context, a stage or an image, without copying them. What the command writes there is lost.",
        anchor: "run---mounttypebind",
        options: &[
            TARGET,
            FROM,
            SOURCE,
            OptionText { aliases: &["readwrite"], ..switch("rw", "Lets the command write; what it writes is dropped.") },
            OptionText { aliases: &["ro"], ..switch("readonly", "Lets the command only read, as if nothing is said.") },
        ],
    },
    MountText {
        name: "cache",
        summary: "A folder that stays from build to build, for package managers and compilers.",
        anchor: "run---mounttypecache",
        options: &[
            TARGET,
            option("id", "name", "Caches with the same id are one; it is the target if nothing is said."),
            option("sharing", "shared|private|locked", "What becomes of builds that use the cache at the same time."),
            FROM,
            SOURCE,
            option("mode", "mode", "The permissions of a new cache folder, in octal digits: 0755 if nothing is said."),
            option("uid", "number", "The user a new cache folder belongs to, by number: 0 if nothing is said."),
            option("gid", "number", "The group a new cache folder belongs to, by number: 0 if nothing is said."),
            OptionText { aliases: &["ro"], ..switch("readonly", "Lets the command only read.") },
        ],
    },
    MountText {
        name: "tmpfs",
        summary: "An empty folder in memory.",
        anchor: "run---mounttypetmpfs",
        options: &[TARGET, option("size", "size", "How large it may become, such as `64m`.")],
    },
    MountText {
        name: "secret",
        summary: "A file, or a variable, with a secret of the build. It comes into no layer.",
        anchor: "run---mounttypesecret",
        options: &[
            option("id", "name", "The secret, as the build names it by `--secret id=…`; the name of the target if nothing is said."),
            OptionText {
                aliases: &["dst", "destination"],
                ..option("target", "path", "The file: `/run/secrets/` and the id if nothing is said.")
            },
            option("env", "name", "The variable that has the secret, instead of the file or besides it."),
            switch("required", "Stops the build if the secret is not given."),
            option("mode", "mode", "The permissions of the file, in octal digits: 0400 if nothing is said."),
            option("uid", "number", "The user the file belongs to, by number: 0 if nothing is said."),
            option("gid", "number", "The group the file belongs to, by number: 0 if nothing is said."),
        ],
    },
    MountText {
        name: "ssh",
        summary: "The SSH agent of the build, through its socket.",
        anchor: "run---mounttypessh",
        options: &[
            option("id", "name", "The agent, as the build names it by `--ssh`: `default` if nothing is said."),
            OptionText { aliases: &["dst", "destination"], ..option("target", "path", "The path of the socket.") },
            switch("required", "Stops the build if no agent is given."),
            option("mode", "mode", "The permissions of the socket, in octal digits: 0600 if nothing is said."),
            option("uid", "number", "The user the socket belongs to, by number: 0 if nothing is said."),
            option("gid", "number", "The group the socket belongs to, by number: 0 if nothing is said."),
        ],
    },
];

/// A type of mount by its name, in any letter case.
pub fn mount(name: &str) -> Option<&'static MountText> {
    MOUNTS.iter().find(|mount| mount.name.eq_ignore_ascii_case(name))
}

/// An option of a type of mount.
pub fn mount_option(kind: &str, name: &str) -> Option<&'static OptionText> {
    mount(kind)?.options.iter().find(|option| option.name == name || option.aliases.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::stages::BuildOptions;

    #[test]
    fn buildkit_takes_every_option() {
        for mount in MOUNTS {
            for option in mount.options {
                for name in std::iter::once(&option.name).chain(option.aliases) {
                    let value = match option.value {
                        Some("number" | "mode") => "=0",
                        Some("size") => "=1m",
                        Some("shared|private|locked") => "=locked",
                        Some(_) => "=/x",
                        None => "",
                    };
                    let target = if matches!(option.name, "target" | "id") { "" } else { ",target=/t" };
                    let target = if mount.name != "secret" && option.name == "id" { ",target=/t" } else { target };
                    let text = format!("FROM scratch\nRUN --mount=type={}{target},{name}{value} x\n", mount.name);
                    let document = Document::new(text.clone().into_bytes(), &BuildOptions::default());
                    let faults = document.file().instructions.iter().flat_map(|instruction| &instruction.faults).count();
                    let problems: Vec<_> =
                        document.graph().problems.iter().filter(|problem| !format!("{problem:?}").contains("InvalidReference")).collect();
                    assert!(faults == 0 && problems.is_empty(), "{text}: {problems:?}");
                }
            }
        }
    }
}
