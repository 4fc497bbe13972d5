//! Where things are.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
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
    skip(&format!("../shared/{path} is not there"));
    None
}

/// Says aloud that a test is skipped, and why.
pub fn skip(why: &str) {
    // Straight to the terminal: the test harness hides what a test that passes prints.
    use std::io::Write;
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "SKIPPED {name}: {why}");
}

/// Whether the long versions of the tests are wanted (`DFLINT_FULL=1`).
pub fn full() -> bool {
    std::env::var_os("DFLINT_FULL").is_some()
}

/// The files of the sample of real Dockerfiles, each with its path there.
pub fn sample() -> Option<Vec<(String, Vec<u8>)>> {
    archive("sample")
}

/// The files of the sample, and with `DFLINT_FULL=1` those of the large set that are not in it.
pub fn corpus() -> Option<Vec<(String, Vec<u8>)>> {
    let mut files = archive("sample")?;
    if full() {
        let known: HashSet<_> = files.iter().map(|(path, _)| path.clone()).collect();
        files.extend(archive("large")?.into_iter().filter(|(path, _)| !known.contains(path)));
    }
    Some(files)
}

/// The files of a set of real Dockerfiles, each with its path there.
pub fn archive(set: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(File::open(shared(&format!("corpus/{set}.tar.gz"))?).unwrap()));
    let read = |entry: std::io::Result<tar::Entry<'_, _>>| {
        let mut entry = entry.unwrap();
        let mut text = Vec::new();
        entry.read_to_end(&mut text).unwrap();
        (entry.path().unwrap().to_string_lossy().into_owned(), text)
    };
    Some(archive.entries().unwrap().map(read).collect())
}

/// A small generator (xorshift): tests must not change from run to run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}
