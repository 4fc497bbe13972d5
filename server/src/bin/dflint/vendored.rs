//! Folders that hold the work of others: packages that a package manager puts there, and copies that are kept up to date by hand.

use std::path::Path;

/// Folders that are vendored by their names.
const NAMES: [&str; 12] = [
    "node_modules",
    "bower_components",
    "jspm_packages",
    "site-packages",
    "__pypackages__",
    "third_party",
    "third-party",
    "Godeps",
    ".venv",
    ".tox",
    ".nox",
    ".terraform",
];

/// What a package manager leaves in `vendor`: Go's modules and its older managers, Composer of PHP. Other folders of that name are
/// folders like others.
const IN_VENDOR: [&str; 5] = ["modules.txt", "autoload.php", "vendor.json", "manifest", "github.com"];

/// Whether a folder is the top of a vendored tree.
pub(crate) fn is_vendored(folder: &Path) -> bool {
    let Some(name) = folder.file_name().and_then(|name| name.to_str()) else { return false };
    let has = |name: &str| folder.join(name).exists();
    let in_vendor = || folder.parent().and_then(Path::file_name).is_some_and(|above| above == "vendor");
    match name {
        "vendor" => IN_VENDOR.iter().any(|name| has(name)),
        // Bundler's, as `bundle install --path vendor/bundle` has it.
        "bundle" => in_vendor() && has("ruby"),
        "venv" | "env" | ".env" | ".virtualenv" => has("pyvenv.cfg"),
        name => NAMES.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn package_managers_are_known_by_what_they_leave() {
        let folder = tempfile::tempdir().unwrap();
        let vendored = |path: &str, inside: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(&path).unwrap();
            if !inside.is_empty() {
                fs::write(path.join(inside), "").unwrap();
            }
            is_vendored(&path)
        };
        for (path, inside) in [("a/vendor", "modules.txt"), ("b/vendor", "autoload.php"), ("venv", "pyvenv.cfg"), ("x/node_modules", "")] {
            assert!(vendored(path, inside), "{path} with {inside}");
        }
        for (path, inside) in [("c/vendor", "Dockerfile"), ("env", "prod.yaml"), ("bundle", "ruby"), ("src", "modules.txt")] {
            assert!(!vendored(path, inside), "{path} with {inside}");
        }
        assert!(!vendored("c/vendor/bundle", "Gemfile") && vendored("c/vendor/bundle", "ruby"));
    }
}
