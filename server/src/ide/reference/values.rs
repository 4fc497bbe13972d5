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
    value("BUILDPLATFORM", "The platform of the builder."),
    value("BUILDOS", "The operating system of the builder."),
    value("BUILDARCH", "The architecture of the builder."),
    value("BUILDVARIANT", "The variant of the builder's architecture."),
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

/// Official images by name, and those tags of them that have been there for years and will stay.
pub const OFFICIAL_IMAGES: &[(&str, &[&str])] = &[
    ("adminer", &[]),
    ("aerospike", &[]),
    ("almalinux", &["8", "9", "9-minimal"]),
    ("alpine", &["3", "3.18", "3.19", "3.20", "3.21", "3.22"]),
    ("amazoncorretto", &["8", "11", "17", "21", "21-alpine"]),
    ("amazonlinux", &["2", "2023"]),
    ("arangodb", &[]),
    ("archlinux", &["base", "base-devel"]),
    ("backdrop", &[]),
    ("bash", &["5"]),
    ("bonita", &[]),
    ("buildpack-deps", &["bookworm", "bookworm-curl", "bookworm-scm", "bullseye", "jammy", "noble"]),
    ("busybox", &["1", "glibc", "musl", "stable", "uclibc"]),
    ("caddy", &["2", "2-alpine", "2-builder"]),
    ("cassandra", &["4", "5"]),
    ("chronograf", &[]),
    ("cirros", &[]),
    ("clearlinux", &[]),
    ("clefos", &[]),
    ("clickhouse", &[]),
    ("clojure", &["temurin-17-lein", "temurin-21-lein", "tools-deps"]),
    ("composer", &["2"]),
    ("convertigo", &[]),
    ("couchbase", &[]),
    ("couchdb", &["3"]),
    ("crate", &[]),
    ("dart", &["3", "stable"]),
    ("debian", &["11", "11-slim", "12", "12-slim", "13", "13-slim", "bookworm", "bookworm-slim", "bullseye", "bullseye-slim", "stable-slim", "trixie", "trixie-slim"]),
    ("docker", &["27", "27-cli", "27-dind", "28", "28-cli", "28-dind", "cli", "dind"]),
    ("drupal", &["10", "11"]),
    ("eclipse-mosquitto", &["2"]),
    ("eclipse-temurin", &["8-jdk", "8-jre", "11-jdk", "11-jre", "17-jdk", "17-jdk-alpine", "17-jre", "17-jre-alpine", "21-jdk", "21-jdk-alpine", "21-jre", "21-jre-alpine"]),
    ("eggdrop", &[]),
    ("elasticsearch", &[]),
    ("elixir", &["1.16", "1.17", "1.18", "1.18-alpine", "1.18-slim"]),
    ("emqx", &[]),
    ("erlang", &["25", "26", "27", "27-alpine", "27-slim"]),
    ("express-gateway", &[]),
    ("fedora", &["40", "41", "42"]),
    ("flink", &[]),
    ("fluentd", &[]),
    ("friendica", &[]),
    ("gazebo", &[]),
    ("gcc", &["12", "13", "14", "15"]),
    ("geonetwork", &[]),
    ("ghost", &["5", "5-alpine"]),
    ("golang", &["1", "1-alpine", "1-bookworm", "1.22", "1.22-alpine", "1.23", "1.23-alpine", "1.23-bookworm", "1.24", "1.24-alpine", "1.24-bookworm", "1.25", "1.25-alpine"]),
    ("gradle", &["8", "8-jdk17", "8-jdk21"]),
    ("groovy", &[]),
    ("haproxy", &["2.8", "3.0", "lts", "lts-alpine"]),
    ("haskell", &["9", "9-slim"]),
    ("haxe", &[]),
    ("hello-world", &["linux"]),
    ("hitch", &[]),
    ("httpd", &["2.4", "2.4-alpine"]),
    ("hylang", &[]),
    ("ibm-semeru-runtimes", &[]),
    ("ibmjava", &[]),
    ("influxdb", &["1.8", "2", "2-alpine"]),
    ("irssi", &[]),
    ("jetty", &[]),
    ("joomla", &[]),
    ("jruby", &[]),
    ("julia", &["1", "1.10", "1.11"]),
    ("kapacitor", &[]),
    ("kibana", &[]),
    ("kong", &[]),
    ("krakend", &[]),
    ("lightstreamer", &[]),
    ("liquibase", &[]),
    ("logstash", &[]),
    ("mageia", &[]),
    ("mariadb", &["10.11", "11.4", "lts"]),
    ("matomo", &["5", "5-fpm-alpine"]),
    ("maven", &["3", "3-eclipse-temurin-17", "3-eclipse-temurin-21", "3.9", "3.9-eclipse-temurin-17", "3.9-eclipse-temurin-21"]),
    ("mediawiki", &[]),
    ("memcached", &["1", "1-alpine", "1.6", "1.6-alpine"]),
    ("mongo", &["6", "7", "8"]),
    ("mongo-express", &["1"]),
    ("monica", &[]),
    ("mono", &["6"]),
    ("mysql", &["8", "8.0", "8.4", "lts"]),
    ("nats", &["2", "2-alpine"]),
    ("neo4j", &["5"]),
    ("neurodebian", &[]),
    ("nextcloud", &["fpm", "fpm-alpine", "stable"]),
    ("nginx", &["1", "1-alpine", "1.26", "1.27", "1.27-alpine", "1.28", "1.28-alpine", "alpine", "alpine-slim", "mainline", "stable", "stable-alpine"]),
    ("node", &["18", "20", "20-alpine", "20-bookworm-slim", "20-slim", "22", "22-alpine", "22-bookworm-slim", "22-slim", "24", "24-alpine", "24-slim", "lts", "lts-alpine", "lts-slim"]),
    ("notary", &[]),
    ("odoo", &["17", "18"]),
    ("open-liberty", &[]),
    ("openjdk", &[]),
    ("oraclelinux", &["8", "8-slim", "9", "9-slim"]),
    ("orientdb", &[]),
    ("percona", &[]),
    ("perl", &["5", "5-slim", "5.38", "5.40"]),
    ("photon", &["4.0", "5.0"]),
    ("php", &["8.2", "8.2-apache", "8.2-cli", "8.2-fpm", "8.2-fpm-alpine", "8.3", "8.3-apache", "8.3-cli", "8.3-cli-alpine", "8.3-fpm", "8.3-fpm-alpine", "8.4", "8.4-apache", "8.4-cli", "8.4-fpm", "8.4-fpm-alpine"]),
    ("phpmyadmin", &["5", "fpm"]),
    ("plone", &[]),
    ("postfixadmin", &[]),
    ("postgres", &["13", "14", "15", "15-alpine", "16", "16-alpine", "17", "17-alpine", "17-bookworm"]),
    ("pypy", &["3", "3.10"]),
    ("python", &["3", "3-alpine", "3-slim", "3.10", "3.10-slim", "3.11", "3.11-alpine", "3.11-slim", "3.11-slim-bookworm", "3.12", "3.12-alpine", "3.12-slim", "3.12-slim-bookworm", "3.13", "3.13-alpine", "3.13-slim", "3.13-slim-bookworm"]),
    ("r-base", &["4.4.0"]),
    ("rabbitmq", &["3", "3-management", "3-management-alpine", "4", "4-management", "4-management-alpine"]),
    ("rakudo-star", &[]),
    ("redis", &["6", "7", "7-alpine", "7.2", "7.4", "7.4-alpine", "8", "8-alpine"]),
    ("redmine", &["5", "6"]),
    ("registry", &["2", "3"]),
    ("rethinkdb", &[]),
    ("rocket.chat", &[]),
    ("rockylinux", &["8", "8-minimal", "9", "9-minimal"]),
    ("ros", &["humble", "jazzy"]),
    ("ruby", &["3.2", "3.2-slim", "3.3", "3.3-alpine", "3.3-slim", "3.4", "3.4-alpine", "3.4-slim"]),
    ("rust", &["1", "1-alpine", "1-bookworm", "1-slim", "1-slim-bookworm", "1.80", "1.85", "1.85-alpine", "1.85-slim", "1.90"]),
    ("sapmachine", &["17", "21"]),
    ("satosa", &[]),
    ("scratch", &[]),
    ("silverpeas", &[]),
    ("sl", &[]),
    ("solr", &["8", "9", "9-slim"]),
    ("sonarqube", &["community", "lts-community"]),
    ("spark", &["3.5.0"]),
    ("spiped", &[]),
    ("storm", &[]),
    ("swift", &["5.10", "5.10-slim", "6.0", "6.0-slim", "slim"]),
    ("swipl", &[]),
    ("teamspeak", &[]),
    ("telegraf", &["1.30", "1.30-alpine"]),
    ("tomcat", &["9", "9-jdk17", "10", "10-jdk17", "10.1", "11"]),
    ("tomee", &[]),
    ("traefik", &["v2.11", "v3", "v3.0"]),
    ("ubuntu", &["20.04", "22.04", "24.04", "focal", "jammy", "noble"]),
    ("unit", &[]),
    ("varnish", &["6.0", "stable"]),
    ("websphere-liberty", &[]),
    ("wordpress", &["6", "6-apache", "6-fpm", "6-fpm-alpine", "cli"]),
    ("xwiki", &[]),
    ("yourls", &[]),
    ("znc", &[]),
    ("zookeeper", &["3.8", "3.9"]),
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
        let lines = |keyword: &str, values: &[Value]| -> String { values.iter().map(|value| format!("{keyword} {}\n", value.text)).collect() };
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
        let found = run(&document, &Settings::default(), &rules::ALL);
        let wrong: Vec<_> = found.iter().filter(|finding| finding.rule.name.starts_with("invalid")).map(|finding| &finding.message).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn images_are_sorted_and_valid() {
        assert!(OFFICIAL_IMAGES.is_sorted_by_key(|(name, _)| *name));
        for (name, tags) in OFFICIAL_IMAGES {
            assert!(tags.iter().all(|tag| crate::syntax::validate_reference(&format!("{name}:{tag}")).is_ok()), "{name}");
        }
    }

    #[test]
    fn arguments_are_known_by_name() {
        assert!(platform_argument("TARGETARCH").is_some() && platform_argument("targetarch").is_none());
        assert!(predefined_argument("no_proxy").is_some() && predefined_argument("source_date_epoch").is_none());
    }
}
