//! What each flag is for, and the values it takes.

use super::values::Value;
use crate::syntax::Keyword;

pub struct FlagText {
    /// What stands behind the `=`, as signature help shows it.
    pub form: &'static str,
    pub summary: &'static str,
    /// The values worth offering. Flags that take `true` and `false` have none here.
    pub values: &'static [Value],
    pub anchor: &'static str,
}

const fn text(form: &'static str, summary: &'static str, anchor: &'static str) -> FlagText {
    FlagText { form, summary, values: &[], anchor }
}

/// What a flag of an instruction is for.
pub fn flag(keyword: Keyword, name: &str) -> Option<FlagText> {
    let of_add = keyword == Keyword::Add;
    let either = |add, copy| if of_add { add } else { copy };
    Some(match (keyword, name) {
        (Keyword::From, "platform") => FlagText {
            values: PLATFORMS,
            ..text("os/architecture[/variant]", "The platform of the base image, where it is not that of the build's target.", "from")
        },
        (Keyword::Copy, "from") => {
            text("stage|image|context", "Takes the files from a stage above, an image or a named build context.", "copy---from")
        }
        (Keyword::Copy | Keyword::Add, "chown") => text(
            "user[:group]",
            "The owner of the files, by name or number. Without it they belong to root.",
            either("add---chown---chmod", "copy---chown---chmod"),
        ),
        (Keyword::Copy | Keyword::Add, "chmod") => FlagText {
            values: MODES,
            ..text(
                "mode",
                "The permissions of the files, in octal digits or as `u+x`.",
                either("add---chown---chmod", "copy---chown---chmod"),
            )
        },
        (Keyword::Copy | Keyword::Add, "link") => text(
            "true|false",
            "Puts the files into a layer of their own, which can be reused when the layers below change. Symbolic links below the \
             destination are not followed.",
            either("add---link", "copy---link"),
        ),
        (Keyword::Copy | Keyword::Add, "exclude") => text(
            "pattern",
            "Leaves out the files that match the pattern. It can be given several times.",
            either("add---exclude", "copy---exclude"),
        ),
        (Keyword::Copy, "parents") => text(
            "true|false",
            "Keeps the folders of the sources below the destination; a `/./` in a source says where they begin.",
            "copy---parents",
        ),
        (Keyword::Add, "keep-git-dir") => {
            text("true|false", "Keeps the folder `.git` of a Git repository that is added.", "add---keep-git-dir")
        }
        (Keyword::Add, "checksum") => FlagText {
            values: &[Value { text: "sha256:", about: "The digest of the file." }],
            ..text("algorithm:digest", "The digest that a remote file, or the commit that a Git repository must have.", "add---checksum")
        },
        (Keyword::Add, "unpack") => {
            text("true|false", "Whether archives are unpacked; without it local ones are, and remote ones are not.", "add---unpack")
        }
        (Keyword::Run, "mount") => {
            text("type=type[,option[=value]…]", "Mounts something while the command runs. It is not in the image.", "run---mount")
        }
        (Keyword::Run, "network") => {
            FlagText { values: NETWORKS, ..text("default|none|host", "The network that the command has.", "run---network") }
        }
        (Keyword::Run, "security") => FlagText {
            values: SECURITY,
            ..text("sandbox|insecure", "Whether the command runs without the builder's restrictions.", "run---security")
        },
        (Keyword::Run, "device") => text("name[,required]", "Gives the command a device of the builder, by its CDI name.", "run---device"),
        (Keyword::Healthcheck, "interval") => text("duration", "The time between two checks, 30 s if nothing is said.", "healthcheck"),
        (Keyword::Healthcheck, "timeout") => {
            text("duration", "How long a check may take before it counts as failed, 30 s if nothing is said.", "healthcheck")
        }
        (Keyword::Healthcheck, "start-period") => {
            text("duration", "The time the container has to start, in which failures do not count.", "healthcheck")
        }
        (Keyword::Healthcheck, "start-interval") => {
            text("duration", "The time between two checks while the container starts, 5 s if nothing is said.", "healthcheck")
        }
        (Keyword::Healthcheck, "retries") => FlagText {
            values: &[Value { text: "3", about: "As if nothing is said." }, Value { text: "5", about: "" }],
            ..text("number", "How many checks must fail one after the other until the container is unhealthy.", "healthcheck")
        },
        _ => return None,
    })
}

const PLATFORMS: &[Value] = &[
    Value { text: "$BUILDPLATFORM", about: "The platform of the builder: for stages that cross-compile." },
    Value { text: "$TARGETPLATFORM", about: "The platform that is built for, which is the default." },
    Value { text: "linux/amd64", about: "" },
    Value { text: "linux/arm64", about: "" },
    Value { text: "linux/arm/v7", about: "" },
    Value { text: "linux/arm/v6", about: "" },
    Value { text: "linux/386", about: "" },
    Value { text: "linux/ppc64le", about: "" },
    Value { text: "linux/riscv64", about: "" },
    Value { text: "linux/s390x", about: "" },
    Value { text: "windows/amd64", about: "" },
];

const MODES: &[Value] = &[
    Value { text: "755", about: "All may read and run, the owner may write." },
    Value { text: "644", about: "All may read, the owner may write." },
    Value { text: "555", about: "All may read and run." },
    Value { text: "444", about: "All may read." },
    Value { text: "700", about: "The owner only." },
    Value { text: "600", about: "The owner only, and not to be run." },
];

const NETWORKS: &[Value] = &[
    Value { text: "default", about: "The network of the build." },
    Value { text: "none", about: "No network but the loopback device." },
    Value { text: "host", about: "The network of the builder's host; the build must allow `network.host`." },
];

const SECURITY: &[Value] = &[
    Value { text: "sandbox", about: "With the builder's restrictions, as if nothing is said." },
    Value { text: "insecure", about: "Without them; the build must allow `security.insecure`." },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::flags_of;

    #[test]
    fn every_flag_has_a_text() {
        for keyword in Keyword::ALL {
            for spec in flags_of(keyword) {
                let text = flag(keyword, spec.name).unwrap_or_else(|| panic!("{keyword:?} --{}", spec.name));
                assert!(text.summary.ends_with('.'), "{}", text.summary);
            }
        }
        assert!(flag(Keyword::Add, "from").is_none() && flag(Keyword::Copy, "checksum").is_none());
    }
}
