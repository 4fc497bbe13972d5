//! What each instruction does, and the forms in which it is written.

use crate::syntax::Keyword;

pub struct InstructionText {
    pub summary: &'static str,
    pub anchor: &'static str,
    pub forms: &'static [Form],
    /// What completion offers besides the keyword: a title, and a snippet as LSP has it, both without the keyword.
    pub snippets: &'static [(&'static str, &'static str)],
}

/// One form of an instruction, without its keyword.
pub struct Form {
    pub label: &'static str,
    /// Parts of the label, in its order.
    pub parameters: &'static [Parameter],
}

pub struct Parameter {
    /// As in the label.
    pub name: &'static str,
    pub about: &'static str,
}

const fn parameter(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, about }
}

const FLAGS: Parameter = parameter("[flags]", "Flags stand before everything else.");
const COMMAND: Parameter = parameter("command", "Text for a shell: that of SHELL, or `/bin/sh -c`.");
const PROGRAM: Parameter = parameter("\"program\"", "The program itself, without a shell: nothing is expanded.");
const STRING: Parameter = parameter("\"argument\"…", "Its arguments, each a JSON string.");

const EXEC: Form = Form { label: "[\"program\", \"argument\"…]", parameters: &[PROGRAM, STRING] };

/// What an instruction does.
pub const fn instruction(keyword: Keyword) -> InstructionText {
    match keyword {
        Keyword::Add => InstructionText {
            summary: "Adds files of the build context, remote files or Git repositories to the image. Local archives are unpacked. For \
                      plain files of the context, COPY does less by surprise.",
            anchor: "add",
            forms: const { &[ADD, ADD_JSON] },
            snippets: &[
                ("source destination", "${1:source} ${2:destination}"),
                ("--checksum=… URL destination", "--checksum=${1:sha256:} ${2:url} ${3:destination}"),
            ],
        },
        Keyword::Arg => InstructionText {
            summary: "Declares a variable that `--build-arg` can set, from here to the end of the stage; before the first FROM it is one \
                      that FROMs can use, and stages after they have declared it again. It is not in the image's environment.",
            anchor: "arg",
            forms: const {
                &[Form {
                    label: "name[=default] …",
                    parameters: &[
                        parameter("name", "The variable. Its value can be seen in the image's history: no secrets."),
                        parameter("default", "Its value if the build gives none."),
                    ],
                }]
            },
            snippets: &[("name=default", "${1:NAME}=${2:default}")],
        },
        Keyword::Cmd => InstructionText {
            summary: "What a container runs if nothing else is said, or the default arguments of ENTRYPOINT. Only the last one of a \
                      stage counts.",
            anchor: "cmd",
            forms: const { &[EXEC, Form { label: "command", parameters: &[COMMAND] }] },
            snippets: &[("[\"program\"]", "[\"${1:program}\"]")],
        },
        Keyword::Copy => InstructionText {
            summary: "Copies files of the build context, a stage or an image into the image.",
            anchor: "copy",
            forms: const { &[COPY, COPY_JSON] },
            snippets: &[
                ("source destination", "${1:source} ${2:destination}"),
                ("--from=… source destination", "--from=${1:stage} ${2:source} ${3:destination}"),
                ("<<EOF destination", "<<EOF ${1:destination}\n$0\nEOF"),
            ],
        },
        Keyword::Entrypoint => InstructionText {
            summary: "The program that a container is. Arguments of `docker run`, or else CMD, are handed to it in exec form.",
            anchor: "entrypoint",
            forms: const { &[EXEC, Form { label: "command", parameters: &[COMMAND] }] },
            snippets: &[("[\"program\"]", "[\"${1:program}\"]")],
        },
        Keyword::Env => InstructionText {
            summary: "Sets environment variables, for what follows in the build and for containers.",
            anchor: "env",
            forms: const {
                &[Form {
                    label: "name=value …",
                    parameters: &[
                        parameter("name", "The variable."),
                        parameter("value", "Its value. It can use variables that were set by earlier instructions."),
                    ],
                }]
            },
            snippets: &[("name=value", "${1:NAME}=${2:value}")],
        },
        Keyword::Expose => InstructionText {
            summary: "Says at which ports the container listens. It publishes none: `docker run -p` does.",
            anchor: "expose",
            forms: const {
                &[Form {
                    label: "port[/protocol] …",
                    parameters: &[
                        parameter("port", "A port in the container, or a range such as `8000-8010`."),
                        parameter("protocol", "`tcp`, which is the default, `udp` or `sctp`."),
                    ],
                }]
            },
            snippets: &[],
        },
        Keyword::From => InstructionText {
            summary: "Begins a stage on an image, or on a stage above. `scratch` is the empty image.",
            anchor: "from",
            forms: const {
                &[Form {
                    label: "[flags] image [AS name]",
                    parameters: &[
                        FLAGS,
                        parameter("image", "An image, with a tag or a digest, or the name of a stage above."),
                        parameter("AS name", "The name by which `--from`, `FROM` and `--target` mean this stage."),
                    ],
                }]
            },
            snippets: &[
                ("image AS name", "${1:image} AS ${2:name}"),
                ("--platform=… image AS name", "--platform=\\$BUILDPLATFORM ${1:image} AS ${2:name}"),
            ],
        },
        Keyword::Healthcheck => InstructionText {
            summary: "How to find out whether a container works: a command that ends with 0 if it does and with 1 if not. NONE switches \
                      off what the base image has. Only the last one of a stage counts.",
            anchor: "healthcheck",
            forms: const {
                &[
                    Form {
                        label: "[flags] CMD command",
                        parameters: &[FLAGS, parameter("CMD", "A command follows, in shell or exec form."), COMMAND],
                    },
                    Form { label: "NONE", parameters: &[parameter("NONE", "No check, though the base image has one.")] },
                ]
            },
            snippets: &[
                ("CMD command", "CMD ${1:command}"),
                ("--interval=… CMD command", "--interval=${1:30s} --timeout=${2:3s} CMD ${3:command}"),
            ],
        },
        Keyword::Label => InstructionText {
            summary: "Adds metadata to the image.",
            anchor: "label",
            forms: const {
                &[Form {
                    label: "key=value …",
                    parameters: &[
                        parameter("key", "The name, such as `org.opencontainers.image.source`."),
                        parameter("value", "In quotes if there are blanks in it."),
                    ],
                }]
            },
            snippets: &[("key=value", "${1:key}=\"${2:value}\"")],
        },
        Keyword::Maintainer => InstructionText {
            summary: "Deprecated: names the author. The label `org.opencontainers.image.authors` stands in its place.",
            anchor: "maintainer-deprecated",
            forms: const { &[Form { label: "name", parameters: &[parameter("name", "The author.")] }] },
            snippets: &[],
        },
        Keyword::Onbuild => InstructionText {
            summary: "Puts an instruction off: it is done in a build whose FROM is this image or stage, right behind that FROM.",
            anchor: "onbuild",
            forms: const { &[Form { label: "instruction", parameters: &[parameter("instruction", "Any but ONBUILD, FROM and MAINTAINER.")] }] },
            snippets: &[],
        },
        Keyword::Run => InstructionText {
            summary: "Runs a command, and makes what it changes a layer of the image.",
            anchor: "run",
            forms: const {
                &[
                    Form { label: "[flags] command", parameters: &[FLAGS, COMMAND] },
                    Form { label: "[flags] [\"program\", \"argument\"…]", parameters: &[FLAGS, PROGRAM, STRING] },
                    Form {
                        label: "[flags] <<EOF",
                        parameters: &[
                            FLAGS,
                            parameter("<<EOF", "The lines up to `EOF` are a script: for the shell, or for the program its `#!` names."),
                        ],
                    },
                ]
            },
            snippets: &[
                ("<<EOF", "<<EOF\n$0\nEOF"),
                ("--mount=type=cache command", "--mount=type=cache,target=${1:path} \\\\\n    ${2:command}"),
                ("--mount=type=secret command", "--mount=type=secret,id=${1:id} \\\\\n    ${2:command}"),
            ],
        },
        Keyword::Shell => InstructionText {
            summary: "The shell that runs the shell form of RUN, CMD and ENTRYPOINT from here on.",
            anchor: "shell",
            forms: const { &[EXEC] },
            snippets: &[("[\"/bin/bash\", …]", "[\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]")],
        },
        Keyword::StopSignal => InstructionText {
            summary: "The signal that asks a container to end: SIGTERM if nothing is said.",
            anchor: "stopsignal",
            forms: const { &[Form { label: "signal", parameters: &[parameter("signal", "A name such as `SIGQUIT`, or a number.")] }] },
            snippets: &[],
        },
        Keyword::User => InstructionText {
            summary: "The user, and the group, of the commands that follow and of containers.",
            anchor: "user",
            forms: const {
                &[Form {
                    label: "user[:group]",
                    parameters: &[
                        parameter("user", "By name or number."),
                        parameter("group", "By name or number; else the user's own, or root."),
                    ],
                }]
            },
            snippets: &[],
        },
        Keyword::Volume => InstructionText {
            summary: "Paths that every container gets a volume for. What later instructions of the build write there may be lost.",
            anchor: "volume",
            forms: const {
                &[
                    Form { label: "path…", parameters: &[parameter("path…", "Folders in the container.")] },
                    Form { label: "[\"path\"…]", parameters: &[parameter("\"path\"…", "Folders in the container, as JSON strings.")] },
                ]
            },
            snippets: &[("[\"path\"]", "[\"${1:path}\"]")],
        },
        Keyword::Workdir => InstructionText {
            summary: "The folder in which the commands that follow run, and that relative destinations begin at. It is made if it is not there.",
            anchor: "workdir",
            forms: const {
                &[Form { label: "path", parameters: &[parameter("path", "Absolute; a relative one begins at the WORKDIR before.")] }]
            },
            snippets: &[],
        },
    }
}

const DESTINATION: Parameter =
    parameter("destination", "Absolute, or below WORKDIR. With several sources, or with a `/` at its end, it is a folder.");
const ADD: Form = Form {
    label: "[flags] source… destination",
    parameters: &[FLAGS, parameter("source…", "Paths in the build context, URLs, Git repositories, or heredocs."), DESTINATION],
};
const ADD_JSON: Form = Form {
    label: "[flags] [\"source\"…, \"destination\"]",
    parameters: &[
        FLAGS,
        parameter("\"source\"…", "The same as JSON strings, for paths with blanks."),
        parameter("\"destination\"", "The last string."),
    ],
};
const COPY: Form = Form {
    label: "[flags] source… destination",
    parameters: &[
        FLAGS,
        parameter("source…", "Paths in the build context, or with `--from` in a stage or image; patterns such as `*.txt`; heredocs."),
        DESTINATION,
    ],
};
const COPY_JSON: Form = Form {
    label: "[flags] [\"source\"…, \"destination\"]",
    parameters: &[
        FLAGS,
        parameter("\"source\"…", "The same as JSON strings, for paths with blanks."),
        parameter("\"destination\"", "The last string."),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_parts_of_their_labels() {
        for keyword in Keyword::ALL {
            let text = instruction(keyword);
            assert!(text.summary.ends_with('.') && !text.forms.is_empty(), "{keyword:?}");
            for form in text.forms {
                let mut rest = form.label;
                for parameter in form.parameters {
                    let at = rest.find(parameter.name).unwrap_or_else(|| panic!("{keyword:?}: {}", parameter.name));
                    rest = &rest[at + parameter.name.len()..];
                }
            }
        }
    }
}
