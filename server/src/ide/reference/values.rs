//! Words worth offering: signals, ports, names of variables, labels and images. None of these lists is complete, and none has to be.

/// A word and what it is; nothing if the word says it all.
#[derive(Clone, Copy)]
pub struct Value {
    pub text: &'static str,
    pub about: &'static str,
}

const fn value(text: &'static str, about: &'static str) -> Value {
    Value { text, about }
}

/// What STOPSIGNAL is mostly given.
pub const SIGNALS: &[Value] = &[
    value("SIGTERM", "Asks to end. It is the default."),
    value("SIGINT", "As Ctrl+C does. PostgreSQL takes it as a fast shutdown."),
    value("SIGQUIT", "nginx and PHP-FPM take it as a request to end when all requests are answered."),
    value("SIGHUP", "Mostly asks to read the configuration again."),
    value("SIGUSR1", ""),
    value("SIGUSR2", ""),
    value("SIGWINCH", "Apache takes it as a request to end when all requests are answered."),
    value("SIGKILL", "Ends at once. It cannot be caught, so nothing is put in order."),
    value("SIGRTMIN+3", "systemd takes it as a request to halt."),
];

pub const DURATIONS: &[Value] =
    &[value("5s", ""), value("10s", ""), value("30s", ""), value("1m", ""), value("1m30s", ""), value("5m", "")];

pub const PROTOCOLS: &[Value] = &[value("tcp", "The default."), value("udp", ""), value("sctp", "")];

pub const PORTS: &[Value] = &[
    value("80", "HTTP"),
    value("443", "HTTPS"),
    value("8080", "HTTP of programs that are not root"),
    value("8443", "HTTPS of programs that are not root"),
    value("3000", "Node.js, Rails, Grafana"),
    value("5000", "Flask"),
    value("8000", "Django, Uvicorn, Gunicorn"),
    value("22", "SSH"),
    value("53", "DNS"),
    value("1883", "MQTT"),
    value("3306", "MySQL, MariaDB"),
    value("5432", "PostgreSQL"),
    value("5672", "AMQP"),
    value("6379", "Redis, Valkey"),
    value("9090", "Prometheus"),
    value("9200", "Elasticsearch, OpenSearch"),
    value("11211", "Memcached"),
    value("27017", "MongoDB"),
];

pub const ENV_KEYS: &[Value] = &[
    value("PATH=", "Where programs are looked for."),
    value("LANG=C.UTF-8", "The language and encoding of programs."),
    value("TZ=", "The time zone."),
    value("NODE_ENV=production", "Node.js: how programs and npm behave."),
    value("PYTHONUNBUFFERED=1", "Python: output is shown at once."),
    value("PYTHONDONTWRITEBYTECODE=1", "Python: no `__pycache__`."),
    value("PIP_NO_CACHE_DIR=1", "pip: keeps no downloads."),
    value("UV_LINK_MODE=copy", "uv: copies from a cache mount, which cannot be linked to."),
    value("CGO_ENABLED=0", "Go: programs without C."),
    value("GOFLAGS=", "Go: flags of every `go` command."),
    value("RUST_BACKTRACE=1", "Rust: a backtrace at a panic."),
    value("JAVA_TOOL_OPTIONS=", "Java: options of every JVM."),
    value("ASPNETCORE_HTTP_PORTS=8080", "ASP.NET Core: where it listens."),
    value("RAILS_ENV=production", "Rails: the environment."),
    value("BUNDLE_WITHOUT=development", "Bundler: the groups that are left out."),
];

/// Source: the annotations of the OCI image specification.
pub const LABEL_KEYS: &[Value] = &[
    value("org.opencontainers.image.title", "The name of the image, for people."),
    value("org.opencontainers.image.description", "What is in it."),
    value("org.opencontainers.image.source", "The address of the source code."),
    value("org.opencontainers.image.url", "The address of more about it."),
    value("org.opencontainers.image.documentation", "The address of its documentation."),
    value("org.opencontainers.image.version", "The version of what is packed."),
    value("org.opencontainers.image.revision", "The revision of the source code."),
    value("org.opencontainers.image.created", "When it was built, as RFC 3339 writes it."),
    value("org.opencontainers.image.authors", "Whom to ask."),
    value("org.opencontainers.image.vendor", "Who gives it out."),
    value("org.opencontainers.image.licenses", "The licences, as an SPDX expression."),
    value("org.opencontainers.image.base.name", "The image it builds on."),
    value("org.opencontainers.image.base.digest", "The digest of the image it builds on."),
];

/// What BuildKit sets for FROM, and for stages that declare it.
pub const PLATFORM_ARGUMENTS: &[Value] = &[
    value("TARGETPLATFORM", "The platform that is built for, such as `linux/arm64`."),
    value("TARGETOS", "The operating system that is built for, such as `linux`."),
    value("TARGETARCH", "The architecture that is built for, such as `arm64`."),
    value("TARGETVARIANT", "The variant of the architecture that is built for, such as `v7`."),
    value("TARGETOSVERSION", "The version of the operating system that is built for; of Windows mostly."),
    value("TARGETSTAGE", "The stage that is built, `default` if no target is given."),
    value("BUILDPLATFORM", "The platform of the builder."),
    value("BUILDOS", "The operating system of the builder."),
    value("BUILDARCH", "The architecture of the builder."),
    value("BUILDVARIANT", "The variant of the builder's architecture."),
    value("BUILDOSVERSION", "The version of the builder's operating system; of Windows mostly."),
];

pub fn platform_argument(name: &str) -> Option<&'static Value> {
    PLATFORM_ARGUMENTS.iter().find(|value| value.text == name)
}

/// Build arguments that work without being declared.
pub const PREDEFINED_ARGUMENTS: &[Value] = &[
    value("HTTP_PROXY", "The proxy for HTTP. A RUN has it without ARG, and the image's history does not show it."),
    value("HTTPS_PROXY", "The proxy for HTTPS. A RUN has it without ARG, and the image's history does not show it."),
    value("FTP_PROXY", "The proxy for FTP. A RUN has it without ARG, and the image's history does not show it."),
    value("NO_PROXY", "What is reached without a proxy. A RUN has it without ARG, and the image's history does not show it."),
    value("ALL_PROXY", "The proxy for everything else. A RUN has it without ARG, and the image's history does not show it."),
    value("SOURCE_DATE_EPOCH", "The time stamp of the image and its layers, in seconds, for reproducible builds."),
];

/// The proxies are known in lower case too.
pub fn predefined_argument(name: &str) -> Option<&'static Value> {
    let proxy = |value: &&Value| value.text == name || value.text.ends_with("_PROXY") && value.text.to_ascii_lowercase() == name;
    PREDEFINED_ARGUMENTS.iter().find(proxy)
}

/// Folders that are mostly mounted as a cache.
pub const CACHE_FOLDERS: &[Value] = &[
    value("/root/.cache/pip", "pip"),
    value("/root/.cache/uv", "uv"),
    value("/root/.cache/go-build", "Go, what is compiled"),
    value("/go/pkg/mod", "Go, modules"),
    value("/usr/local/cargo/registry", "Cargo, crates"),
    value("/root/.npm", "npm"),
    value("/root/.m2", "Maven"),
    value("/root/.gradle", "Gradle"),
    value("/root/.nuget/packages", "NuGet"),
    value("/root/.composer/cache", "Composer"),
    value("/root/.cache/ccache", "ccache"),
    value("/var/cache/apt", "apt, packages; with sharing=locked"),
    value("/var/lib/apt", "apt, lists; with sharing=locked"),
    value("/var/cache/apk", "apk"),
    value("/var/cache/dnf", "dnf"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::lint::{Settings, run};
    use crate::rules;
    use crate::stages::BuildOptions;

    /// What is offered is right: dflint itself has nothing to say against it.
    #[test]
    fn values_are_valid() {
        let lines =
            |keyword: &str, values: &[Value]| -> String { values.iter().map(|value| format!("{keyword} {}\n", value.text)).collect() };
        let ports = |protocol: &Value| format!("EXPOSE 80/{}\n", protocol.text);
        let text = [
            "FROM scratch\n".to_owned(),
            lines("STOPSIGNAL", SIGNALS),
            lines("EXPOSE", PORTS),
            lines("ENV", ENV_KEYS),
            PROTOCOLS.iter().map(ports).collect(),
            DURATIONS.iter().map(|value| format!("HEALTHCHECK --interval={} CMD true\n", value.text)).collect(),
        ];
        let document = Document::new(text.concat().into_bytes(), &BuildOptions::default());
        let found = run(&document, &Settings::default(), rules::ALL);
        let wrong: Vec<_> =
            found.iter().filter(|finding| finding.rule.name.starts_with("invalid")).map(|finding| &finding.message).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn arguments_are_known_by_name() {
        let globals = Document::new(b"FROM a".to_vec(), &BuildOptions::default()).graph().globals.clone();
        assert!(globals.variables().all(|(name, _)| platform_argument(name).is_some()));
        assert!(PLATFORM_ARGUMENTS.iter().all(|value| crate::lint::is_platform_argument(value.text)));
        assert!(platform_argument("TARGETARCH").is_some() && platform_argument("targetarch").is_none());
        assert!(predefined_argument("no_proxy").is_some() && predefined_argument("source_date_epoch").is_none());
    }
}
