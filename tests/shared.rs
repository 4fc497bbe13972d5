//! Where things are.

use std::path::{Path, PathBuf};

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A file of `../shared`, which lies beside the project where it is developed, or none. Its absence is said aloud.
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = project().join("../shared").join(path);
    if file.exists() {
        return Some(file);
    }
    // Straight to the terminal: the test harness hides what a test that passes prints.
    use std::io::Write;
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "SKIPPED {name}: ../shared/{path} is not there");
    None
}

/// Whether the long versions of the tests are wanted (`DFLINT_FULL=1`).
pub fn full() -> bool {
    std::env::var_os("DFLINT_FULL").is_some()
}
