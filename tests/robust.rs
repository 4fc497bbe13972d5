//! Whatever a file holds, there is an answer: no panic, and time in proportion to the text.
//!
//! Times are printed, never asserted: `cargo test --release --test all robust -- --nocapture` shows them.

use std::time::Instant;

use dflint::document::Document;
use dflint::lint::{self, Settings};
use dflint::rules;
use dflint::stages::BuildOptions;

use crate::shared::{Random, full, sample};

/// Everything dflint does with a text, all of its shell text parsed. Ranges must lie in it.
fn analyse(text: &[u8]) -> Document {
    let document = Document::new(text.to_vec(), &BuildOptions::default());
    for finding in lint::run(&document, &Settings::default(), rules::ALL) {
        for range in std::iter::once(finding.range).chain(finding.related.iter().map(|related| related.range)) {
            assert!(range.start <= range.end && range.end as usize <= text.len(), "{finding:?}");
        }
    }
    for script in (0..document.file().instructions.len()).filter_map(|instruction| document.script(instruction)) {
        for span in script.expansions.iter().map(|expansion| expansion.span).chain(script.commands.iter().map(|command| command.span)) {
            let range = script.file_range(span);
            assert!(range.start <= range.end && range.end as usize <= text.len(), "{span:?}");
        }
    }
    document
}

#[test]
fn files_cut_anywhere() {
    let Some(files) = sample() else { return };
    let step = if full() { 97 } else { 997 };
    let mut cuts = 0;
    for (_, file) in &files {
        for end in (0..=file.len()).step_by(step) {
            analyse(&file[..end]);
            cuts += 1;
        }
    }
    println!("{cuts} cut files");
    assert!(cuts > 1_000);
}

#[test]
fn random_bytes() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let words: &[&[u8]] = &[
        b"FROM ",
        b"RUN ",
        b"COPY ",
        b"--from=",
        b"ARG ",
        b"ENV ",
        b"ONBUILD ",
        b"<<EOF",
        b"\nEOF\n",
        b"${",
        b"}",
        b"$",
        b"\\\n",
        b"\n",
        b"\r\n",
        b"\"",
        b"'",
        b"[\"",
        b"\"]",
        b"--mount=type=",
        b",",
        b"=",
        b" ",
        b"\t",
        b"#",
        b"# escape=`\n",
        b"`",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b" AS ",
        b"scratch",
        b"a",
        b"1",
        b":",
        b"@",
        b"/",
        b"HEALTHCHECK ",
        b"CMD ",
        b"EXPOSE ",
        b"LABEL ",
        b"\xc2\xa0",
        "🚀".as_bytes(),
    ];
    for round in 0..if full() { 200_000 } else { 20_000 } {
        let mut text = Vec::new();
        for _ in 0..random.below(30) {
            if round % 4 == 0 {
                text.push(random.below(256) as u8);
            } else {
                text.extend_from_slice(words[random.below(words.len())]);
            }
        }
        analyse(&text);
    }
}

/// Times of n, 2n and 4n; for people to read.
fn grows(name: &str, make: impl Fn(usize) -> Vec<u8>, n: usize) {
    let mut times = Vec::new();
    for factor in [1, 2, 4] {
        let text = make(n * factor);
        let start = Instant::now();
        analyse(&text);
        times.push(format!("{:.0} ms", start.elapsed().as_secs_f64() * 1e3));
    }
    println!("{name}: n = {n}: {}", times.join(", "));
}

#[test]
fn large_inputs() {
    let n = if full() { 4 } else { 1 };
    let repeat = |unit: &'static str| move |count: usize| unit.repeat(count).into_bytes();
    let numbered = |make: fn(usize) -> String| move |count: usize| (0..count).map(make).collect::<String>().into_bytes();
    grows("a line of n bytes", |count| format!("FROM a\nRUN {}", "x".repeat(count)).into_bytes(), n << 18);
    grows("a line of n bytes in words", |count| format!("FROM a\nENV {}", "a=b ".repeat(count / 4)).into_bytes(), n << 18);
    grows("n stages", numbered(|at| format!("FROM a:1 AS s{at}\n")), n * 25_000);
    grows("n stages, each on the last", numbered(|at| format!("FROM s{} AS s{at}\n", at.saturating_sub(1))), n * 25_000);
    grows("n stages, each copies", numbered(|at| format!("FROM a:1 AS s{at}\nCOPY --from=s{} /a /b\n", at.saturating_sub(1))), n * 25_000);
    grows("n stages, all in one circle", numbered(|at| format!("FROM a:1 AS s{at}\nCOPY --from=s{} /a /b\n", at + 1)), n * 25_000);
    grows("n stages of one name", repeat("FROM a:1 AS b\n"), n * 25_000);
    grows("n heredocs", numbered(|at| format!("RUN <<E{at}\nx\nE{at}\n")), n * 2_500);
    grows(
        "n heredocs in one line",
        |count| format!("FROM a\nRUN {}\n{}", "<<E ".repeat(count), "x\nE\n".repeat(count)).into_bytes(),
        n * 2_500,
    );
    grows("n continuation lines", |count| format!("FROM a\nRUN x {}", "\\\n  y ".repeat(count)).into_bytes(), n * 25_000);
    grows("n comments in a continuation", |count| format!("FROM a\nRUN x \\\n{}y", "# c\n\n".repeat(count)).into_bytes(), n * 25_000);
    grows("n lines with a lone escape", repeat("\\\n"), n * 25_000);
    grows("n variables, each of the last", numbered(|at| format!("ARG V{at}=$V{}\n", at.saturating_sub(1))), n * 5_000);
    grows(
        "n variables in a stage",
        |count| {
            let env: String = (0..count).map(|at| format!("ENV V{at}=$V{}\n", at / 2)).collect();
            format!("FROM a\n{env}").into_bytes()
        },
        n * 5_000,
    );
    grows(
        "n nested expansions",
        |count| format!("FROM a\nENV A={}x{}\n", "${A:-".repeat(count), "}".repeat(count)).into_bytes(),
        n * 2_500,
    );
    grows("n nested arrays", |count| format!("FROM a\nCMD {}\n", "[".repeat(count)).into_bytes(), n * 2_500);
    grows("n unknown instructions", repeat("FOO bar\n"), n * 10_000);
    grows("n nested ONBUILD", |count| format!("FROM a\n{}RUN x\n", "ONBUILD ".repeat(count)).into_bytes(), n * 500);
    grows("n mounts", |count| format!("FROM a\nRUN {} x\n", "--mount=type=cache,target=/x ".repeat(count)).into_bytes(), n * 2_500);
}
