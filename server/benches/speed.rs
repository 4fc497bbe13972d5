//! How fast dflint is: parse, re-parse after one keystroke, whole check, answers to an editor.
//!
//! `cargo bench -p dflint`. The texts are real Dockerfiles of `../shared/corpus` where that is there, else the project's own fixtures
//! many times over. Nothing is asserted: the machines are noisy, so compare medians of the same run.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::cell::OnceCell;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use dflint::document::Document;
use dflint::ide::names::Names;
use dflint::ide::{completion, hover, tokens};
use dflint::lint::{self, Settings};
use dflint::rules;
use dflint::stages::BuildOptions;
use dflint::syntax::{Dockerfile, EditPoints, Tree};
use dflint::text::{ByteRange, LineIndex};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    eprintln!("{} files, {} bytes", FILES.len(), bytes());
    divan::main();
}

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let Ok(archive) = File::open(project.join("../shared/corpus/large.tar.gz")) else {
        eprintln!("../shared is not there: the fixtures are measured instead");
        let read = |name: &str| fs::read(project.join("tests/fixtures/showcase").join(name)).unwrap();
        return [read("api/Dockerfile"), read("web/Dockerfile")].into_iter().cycle().take(2_000).collect();
    };
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archive));
    let mut files = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut text = Vec::new();
        entry.unwrap().read_to_end(&mut text).unwrap();
        if !text.is_empty() {
            files.push(text);
        }
    }
    files
});

fn bytes() -> usize {
    FILES.iter().map(Vec::len).sum()
}

#[divan::bench(sample_count = 10)]
fn parse(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(bytes())).counter(ItemsCount::new(FILES.len())).bench(|| {
        for text in FILES.iter() {
            black_box(Tree::parse(text));
        }
    });
}

#[divan::bench(sample_count = 10)]
fn parse_and_lower(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(bytes())).counter(ItemsCount::new(FILES.len())).bench(|| {
        for text in FILES.iter() {
            let index = LineIndex::new(text);
            black_box(Dockerfile::lower(text, &index, &Tree::parse(text)));
        }
    });
}

#[divan::bench(sample_count = 10)]
fn document(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(bytes())).counter(ItemsCount::new(FILES.len())).bench(|| {
        for text in FILES.iter() {
            black_box(Document::new(text.clone(), &BuildOptions::default()));
        }
    });
}

#[divan::bench(sample_count = 10)]
fn check(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(bytes())).counter(ItemsCount::new(FILES.len())).bench(|| {
        for text in FILES.iter() {
            let document = Document::new(text.clone(), &BuildOptions::default());
            black_box(lint::run(&document, &Settings::default(), rules::ALL));
        }
    });
}

/// The same, and every shell text of the file parsed, whether a rule asks for it or not.
#[divan::bench(sample_count = 10)]
fn check_with_all_shell_text(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(bytes())).counter(ItemsCount::new(FILES.len())).bench(|| {
        for text in FILES.iter() {
            let document = Document::new(text.clone(), &BuildOptions::default());
            black_box(lint::run(&document, &Settings::default(), rules::ALL));
            for instruction in 0..document.file().instructions.len() {
                black_box(document.script(instruction));
            }
        }
    });
}

/// A file of so many lines, put together from real ones.
fn file_of_lines(lines: usize) -> Vec<u8> {
    let mut text = Vec::new();
    let mut count = 0;
    for file in FILES.iter().filter(|file| std::str::from_utf8(file).is_ok() && file.ends_with(b"\n") && !file.ends_with(b"\\\n")) {
        text.extend_from_slice(file);
        count += file.iter().filter(|byte| **byte == b'\n').count();
        if count >= lines {
            break;
        }
    }
    text
}

/// A letter typed at the end of a line in the middle of the file.
struct Keystroke {
    old: Tree,
    text: Vec<u8>,
    at: u32,
    points: EditPoints,
}

impl Keystroke {
    fn new(lines: usize) -> Self {
        let before = file_of_lines(lines);
        let row = before.iter().filter(|byte| **byte == b'\n').count() / 2;
        let start = before.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(row - 1).unwrap().0 + 1;
        let column = before[start..].iter().position(|byte| *byte == b'\n').unwrap();
        let at = start + column;
        let mut text = before.clone();
        text.insert(at, b'x');
        let point = |column: usize| (row as u32, column as u32);
        let points = EditPoints { start: point(column), old_end: point(column), new_end: point(column + 1) };
        Self { old: Tree::parse(&before), text, at: at as u32, points }
    }

    fn parse(&self) -> Tree {
        let mut tree = self.old.clone();
        tree.edit(ByteRange::empty(self.at), 1, self.points);
        tree.parse_again(&self.text)
    }
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn keystroke_parse(bencher: Bencher<'_, '_>, lines: usize) {
    let keystroke = Keystroke::new(lines);
    bencher.bench(|| black_box(keystroke.parse()));
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn keystroke_fresh_parse(bencher: Bencher<'_, '_>, lines: usize) {
    let keystroke = Keystroke::new(lines);
    bencher.bench(|| black_box(Tree::parse(&keystroke.text)));
}

/// What an editor waits for: the new snapshot and its findings.
#[divan::bench(args = [100, 1_000, 10_000])]
fn keystroke_check(bencher: Bencher<'_, '_>, lines: usize) {
    let keystroke = Keystroke::new(lines);
    bencher.bench(|| {
        let document = Document::of_tree(keystroke.text.clone(), keystroke.parse(), &BuildOptions::default());
        black_box(lint::run(&document, &Settings::default(), rules::ALL))
    });
}

/// What an editor asks about, behind a keystroke: the snapshot is there, and its findings were computed.
fn checked(lines: usize) -> Document {
    let document = Document::new(file_of_lines(lines), &BuildOptions::default());
    black_box(lint::run(&document, &Settings::default(), rules::ALL));
    document
}

/// Places all over a file: in the middle of words, at their ends, between lines.
fn places(document: &Document) -> Vec<u32> {
    const PLACES: u32 = 32;
    let length = document.range().end;
    (0..PLACES).map(|place| length / PLACES * place + place % 7).collect()
}

#[divan::bench(args = [50, 1_000, 10_000])]
fn names_in(bencher: Bencher<'_, '_>, lines: usize) {
    bencher.with_inputs(|| checked(lines)).bench_refs(|document| black_box(Names::of(document, &BuildOptions::default())));
}

#[divan::bench(args = [50, 1_000, 10_000])]
fn semantic_tokens(bencher: Bencher<'_, '_>, lines: usize) {
    bencher.with_inputs(|| checked(lines)).bench_refs(|document| {
        let names = Names::of(document, &BuildOptions::default());
        black_box(tokens::tokens(document, &names, document.range(), &mut tokens::Colours::default()))
    });
}

/// The same behind a keystroke: all but one instruction was read before.
#[divan::bench(args = [50, 1_000, 10_000])]
fn keystroke_semantic_tokens(bencher: Bencher<'_, '_>, lines: usize) {
    let keystroke = Keystroke::new(lines);
    let before = Document::of_tree(file_of_lines(lines), keystroke.old.clone(), &BuildOptions::default());
    let names = Names::of(&before, &BuildOptions::default());
    let mut colours = tokens::Colours::default();
    black_box(tokens::tokens(&before, &names, before.range(), &mut colours));
    bencher.bench_local(|| {
        let document = Document::of_tree(keystroke.text.clone(), keystroke.parse(), &BuildOptions::default());
        let document = document.with_readings(before.readings());
        let names = Names::of(&document, &BuildOptions::default());
        black_box(tokens::tokens(&document, &names, document.range(), &mut colours))
    });
}

/// Each sample is one answer, at one place after the other.
#[divan::bench(args = [50, 1_000, 10_000], sample_size = 1, sample_count = 96)]
fn hover_anywhere(bencher: Bencher<'_, '_>, lines: usize) {
    let mut next = 0..;
    let document = checked(lines);
    let places = places(&document);
    let mut place = move || places[next.next().unwrap() % places.len()];
    bencher.with_inputs(|| (document.clone(), place())).bench_local_refs(|(document, offset)| {
        let names = OnceCell::new();
        let names = || names.get_or_init(|| Names::of(document, &BuildOptions::default()));
        black_box(hover::hover(document, &names, &Settings::default(), rules::ALL, *offset))
    });
}

/// The same for completion.
#[divan::bench(args = [50, 1_000, 10_000], sample_size = 1, sample_count = 96)]
fn completion_anywhere(bencher: Bencher<'_, '_>, lines: usize) {
    let mut next = 0..;
    let document = checked(lines);
    let places = places(&document);
    let mut place = move || places[next.next().unwrap() % places.len()];
    bencher.with_inputs(|| (document.clone(), place())).bench_local_refs(|(document, offset)| {
        black_box(completion::wanted(document, *offset));
        black_box(completion::complete(document, rules::ALL, *offset, completion::Surroundings::default()))
    });
}
