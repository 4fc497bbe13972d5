//! Completion, hover and signature help at many places of real files, and of files that end there: as they are while they are typed.

use std::cell::OnceCell;

use dflint::document::Document;
use dflint::ide::completion::{About, Completion, Surroundings, complete, wanted};
use dflint::ide::hover::hover;
use dflint::ide::names::Names;
use dflint::ide::signature::signatures;
use dflint::lint::Settings;
use dflint::rules;
use dflint::stages::BuildOptions;
use dflint::text::ByteRange;

use crate::shared::{Random, full, sample};

fn is_inside(text: &[u8], range: ByteRange) -> bool {
    range.start <= range.end && range.end as usize <= text.len()
}

/// Editors complete within one line, and the cursor is in what is replaced.
fn check(text: &[u8], offset: u32, found: &Completion) {
    for range in [found.insert, found.replace] {
        assert!(is_inside(text, range) && !range.slice(text).contains(&b'\n'), "{offset}: {found:?}");
    }
    assert!(found.insert.end == offset && found.replace.start == found.insert.start && found.replace.end >= offset, "{offset}: {found:?}");
    for item in &found.items {
        assert!(!item.label.is_empty() && !item.text.is_empty(), "{item:?}");
    }
}

/// Asks everything at one place; how many answers there were.
fn ask(document: &Document, settings: &Settings, offset: u32) -> [usize; 3] {
    let text = document.text();
    let _ = wanted(document, offset);
    let found = complete(document, rules::ALL, offset, Surroundings::default());
    check(text, offset, &found);
    if let Some(about) = found.items.first().and_then(|item| item.about.as_ref()) {
        assert_eq!(About::read(&about.write()).as_ref(), Some(about));
        about.describe(document, settings, rules::ALL);
    }
    let names = OnceCell::new();
    let hover = hover(document, &|| names.get_or_init(|| Names::of(document, &settings.build)), settings, rules::ALL, offset);
    if let Some(found) = &hover {
        assert!(
            is_inside(text, found.range) && found.range.start <= offset + 2 && offset <= found.range.end && !found.text.is_empty(),
            "{offset}: {found:?}"
        );
    }
    let signatures = signatures(document, offset);
    if let Some(found) = &signatures {
        let form = &found.forms[found.active];
        assert!(form.active.is_none_or(|active| active < form.parameters.len()), "{found:?}");
        for parameter in &form.parameters {
            assert!(form.label.get(parameter.start..parameter.end).is_some_and(|text| !text.is_empty()), "{form:?}");
        }
    }
    [found.items.len().min(1), usize::from(hover.is_some()), usize::from(signatures.is_some())]
}

#[test]
fn in_real_files_and_their_beginnings() {
    let Some(files) = sample() else { return };
    let settings = Settings::default();
    let mut random = Random(0x5dee_ce66_d5de_ece5);
    let mut answers = [0; 3];
    let mut places = 0;
    let each = if full() { 40 } else { 4 };
    for (_, file) in files.iter().filter(|(_, file)| !file.is_empty()) {
        let document = Document::new(file.clone(), &BuildOptions::default());
        for _ in 0..each {
            let offset = random.below(file.len() + 1);
            let cut = Document::new(file[..offset].to_vec(), &BuildOptions::default());
            for document in [&document, &cut] {
                for (all, here) in answers.iter_mut().zip(ask(document, &settings, offset as u32)) {
                    *all += here;
                }
                places += 1;
            }
        }
    }
    println!("{places} places: {} with completion, {} with hover, {} with signature help", answers[0], answers[1], answers[2]);
    assert!(answers.iter().all(|count| *count > places / 100), "{answers:?} of {places}");
}
