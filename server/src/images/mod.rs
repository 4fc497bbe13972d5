//! What is known of well-known images: the names of the official ones, and those of their tags that have been there for years and
//! will stay.

/// In each line a name and tags, sorted by name. The list has no need to be complete.
const LIST: &str = include_str!("official.txt");

/// The images, each with its tags.
pub fn official_images() -> impl Iterator<Item = (&'static str, std::str::Split<'static, char>)> {
    LIST.lines().map(|line| {
        let (name, tags) = line.split_once(' ').unwrap_or((line, ""));
        (name, tags.split(' '))
    })
}

/// Whether there is an official image of that name in the list.
pub fn is_official(name: &str) -> bool {
    official_images().any(|(known, _)| known == name)
}

/// Whether a reference means an official image, whatever its tag. Of a name in which a variable stands it cannot be known.
pub fn means_official(reference: &str) -> bool {
    let reference = reference.strip_prefix("docker.io/").unwrap_or(reference);
    let reference = reference.strip_prefix("library/").unwrap_or(reference);
    is_official(reference.split([':', '@']).next().unwrap_or_default())
}

/// The tags of an official image.
pub fn tags(name: &str) -> impl Iterator<Item = &'static str> {
    let of_name = official_images().filter(move |(known, _)| *known == name);
    of_name.flat_map(|(_, tags)| tags).filter(|tag| !tag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::validate_reference;

    #[test]
    fn the_list_is_sorted_and_valid() {
        let names: Vec<_> = official_images().map(|(name, _)| name).collect();
        assert!(names.is_sorted() && names.len() > 100, "{names:?}");
        for name in names {
            assert!(tags(name).all(|tag| validate_reference(&format!("{name}:{tag}")).is_ok()), "{name}");
        }
        assert!(is_official("alpine") && !is_official("alpin") && tags("node").any(|tag| tag == "22-slim"));
        assert_eq!(tags("adminer").count(), 0);
        assert!(["node", "node:${V}", "library/node:22", "docker.io/library/node@sha256:0"].into_iter().all(means_official));
        assert!(!["example/node", "registry.example/node", "${NODE}", "node-${V}", ""].into_iter().any(means_official));
    }
}
