//! Named build contexts: `--build-context NAME=VALUE`. They take the place of stages and of images of that name.
//!
//! Source: moby/buildkit frontend/dockerui/namedcontext.go; convert.go, where it calls `namedContext`.

/// Whether a name means the context that is given under another: names of images have short forms, and those of stages know no letter
/// case.
pub fn is_same_context(given: &str, name: &str) -> bool {
    familiar(given) == familiar(name)
}

fn familiar(name: &str) -> String {
    let lower = name.to_lowercase();
    let path = lower.strip_prefix("docker.io/").unwrap_or(&lower);
    let path = path.strip_prefix("library/").unwrap_or(path);
    path.strip_suffix(":latest").unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::is_same_context;

    #[test]
    fn short_forms_are_the_same_name() {
        for (given, name) in [("alpine", "docker.io/library/alpine:latest"), ("base", "Base"), ("me/app", "docker.io/me/app")] {
            assert!(is_same_context(given, name) && is_same_context(name, given), "{given} {name}");
        }
        for (given, name) in [("alpine", "alpine:3.20"), ("alpine", "me/alpine"), ("base", "base2")] {
            assert!(!is_same_context(given, name), "{given} {name}");
        }
    }
}
