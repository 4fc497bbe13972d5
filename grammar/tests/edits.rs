//! Random edits: after each, the tree that is made with the old one must be the tree that a fresh parse gives, without errors.
//!
//! The corpus tests' sources are edited always. The real files of ../shared/corpus are edited where they are there: 2,000 edits,
//! or 20,000 with the environment variable DFLINT_FULL.

mod cases;
mod trees;

use std::io::{Read, Write};

use flate2::read::GzDecoder;
use tar::Archive;
use trees::Edited;

const SHARED_SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/sample.tar.gz");
const FILES: usize = 200;

/// What is put in: what changes the meaning of the rest of a line or of the file, more often than what does not.
const PIECES: &[&str] = &[
    "\\\n",
    "\\\r\n",
    "\\ \n",
    "\\\n# c\n",
    "\\\n\n\n",
    "`\n",
    "\n",
    "\r\n",
    "\r",
    "\\",
    "`",
    "\\\\",
    "\\ ",
    "\\\"",
    "\\$",
    " ",
    "\t",
    "\u{a0}",
    "\u{85}",
    "é",
    "\0",
    "\u{feff}",
    "a",
    "1",
    "\"",
    "'",
    "$",
    "${",
    "}",
    "{",
    "${X:-",
    ":-",
    "/",
    "//",
    ":",
    "@",
    "=",
    ",",
    "%",
    "#",
    "--",
    "-",
    "--from=",
    "--mount=type=",
    "from=",
    "FROM ",
    "RUN ",
    "COPY ",
    "ADD ",
    "ENV ",
    "LABEL ",
    "ARG ",
    "ONBUILD ",
    "HEALTHCHECK ",
    "CMD ",
    "NONE",
    "USER ",
    "VOLUME ",
    "SHELL ",
    "EXPOSE ",
    "WORKDIR ",
    " AS ",
    " as x",
    "localhost:5000/",
    "<<EOF",
    "<<-E",
    "<< 'X'",
    "EOF\n",
    "\nRUN x <<EOF\n",
    "[",
    "]",
    "[\"a\"]",
    "# escape=`\n",
    "# syntax=x\n",
];

#[test]
fn corpus_tests() {
    let mut random = Random(1);
    for case in cases::all() {
        edit(&case.name, case.source.as_bytes(), 20, &mut random);
    }
}

/// What a file looks like that is being written: it ends anywhere, in the middle of a continued line too.
#[test]
fn cut_off() {
    for case in cases::all() {
        for end in 0..=case.source.len() {
            for more in ["", " ", "\n", " \\\n", "\\", " \\\n# c"] {
                let source = [&case.source.as_bytes()[..end], more.as_bytes()].concat();
                if let Err(fault) = Edited::new(&source) {
                    panic!("{}: {fault}\nin {:?}", case.name, String::from_utf8_lossy(&source));
                }
            }
        }
    }
}

#[test]
fn real_files() {
    let Ok(archive) = std::fs::File::open(SHARED_SAMPLE) else {
        // Not `eprintln!`: what that writes is not shown when a test passes.
        writeln!(std::io::stderr(), "skipped: ../shared/corpus is not there").expect("stderr");
        return;
    };
    let mut files = Vec::new();
    for entry in Archive::new(GzDecoder::new(archive)).entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        if entry.header().entry_type().is_file() {
            let name = entry.path().expect("a path").display().to_string();
            let mut source = Vec::new();
            entry.read_to_end(&mut source).expect("a file");
            files.push((name, source));
        }
    }
    files.sort();
    let edits = if std::env::var_os("DFLINT_FULL").is_some() { 20_000 } else { 2_000 };
    let mut random = Random(2);
    for (name, source) in files.iter().step_by(files.len() / FILES).take(FILES) {
        edit(name, source, edits / FILES, &mut random);
    }
}

fn edit(name: &str, source: &[u8], edits: usize, random: &mut Random) {
    let mut edited = Edited::new(source).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    for _ in 0..edits {
        let before = edited.source.clone();
        let at = character_end(&before, random.below(before.len() + 1));
        let end = character_end(&before, before.len().min(at + if random.below(2) == 0 { 0 } else { random.below(12) }));
        let removed = end - at;
        let inserted = random.piece();
        if let Err(fault) = edited.replace(at, removed, &inserted) {
            panic!(
                "{name}: {fault}\nafter {removed} bytes at {at} became {:?} in\n{:?}",
                String::from_utf8_lossy(&inserted),
                String::from_utf8_lossy(&before)
            );
        }
    }
}

/// Moves out of a character. tree-sitter notes only the first byte of the character that ended a token (`ts_lexer_finish` in its
/// lexer.c), so it may not see an edit of the others. No editor makes such edits.
fn character_end(source: &[u8], mut at: usize) -> usize {
    while source.get(at).is_some_and(|byte| (0x80..0xc0).contains(byte)) {
        at += 1;
    }
    at
}

/// The same numbers in every run (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// Nothing, one of the pieces, or, seldom, one byte of any value.
    fn piece(&mut self) -> Vec<u8> {
        match self.below(50) {
            0 => vec![self.below(256) as u8],
            1..=16 => Vec::new(),
            _ => PIECES[self.below(PIECES.len())].as_bytes().to_vec(),
        }
    }
}
