//! What a word of a command, or the value of a variable, is made of before its variables are known.

use crate::project::value::Place;
use crate::syntax::Span;

/// A piece of a word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Text {
        text: String,
        /// Where exactly it stands.
        place: Option<Place>,
        /// In quotes, or escaped: a shell does not take it apart.
        quoted: bool,
    },
    /// What a variable holds. Variables of all kinds have one space of names: `TARGET`, `matrix.target`, `f:1`.
    Name { name: String, quoted: bool },
    /// One of several, as an operator of the file's language has it: `${x:-dev}`, `a || b`, `$(if …)`.
    Either {
        /// What is written alike chooses alike.
        id: String,
        of: Vec<Vec<Part>>,
        quoted: bool,
    },
    /// What cannot be known.
    Unknown {
        /// How it is written, in lower case: what it may hold can be guessed from that.
        hint: String,
        quoted: bool,
    },
}

/// A word, or a text that may become several words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Formula {
    /// All of it, as it is written.
    pub place: Place,
    pub parts: Vec<Part>,
}

/// Stands at the beginning of a path for the root of the repository, where a file says it that way: `$(git rev-parse --show-toplevel)`.
pub(super) const ROOT: char = '\u{1}';

impl Part {
    pub(super) fn text(text: impl Into<String>, place: Option<Place>, quoted: bool) -> Self {
        Self::Text { text: text.into(), place, quoted }
    }

    pub(super) fn name(name: impl Into<String>) -> Self {
        Self::Name { name: name.into(), quoted: false }
    }

    pub(super) fn unknown(hint: &str) -> Self {
        // What is longer is no name that tells anything.
        let end = hint.char_indices().nth(200).map_or(hint.len(), |(at, _)| at);
        Self::Unknown { hint: Span::new(0, end).of(hint).to_ascii_lowercase(), quoted: false }
    }

    /// A folder of the repository, by its path below the root.
    pub(super) fn folder(path: &str) -> Self {
        Self::text(rooted(path), None, true)
    }

    pub(super) fn either(id: impl Into<String>, of: Vec<Vec<Self>>) -> Self {
        Self::Either { id: id.into(), of, quoted: false }
    }

    /// The same inside quotes.
    pub(super) fn in_quotes(mut self) -> Self {
        match &mut self {
            Self::Text { quoted, .. } | Self::Name { quoted, .. } | Self::Either { quoted, .. } | Self::Unknown { quoted, .. } => {
                *quoted = true;
            }
        }
        self
    }
}

impl Formula {
    pub(super) fn new(place: Place, parts: Vec<Part>) -> Self {
        Self { place, parts }
    }

    /// A word that nobody wrote: what a step of a workflow would be on a command line.
    pub(super) fn computed(place: Place, text: &str) -> Self {
        Self::new(place, vec![Part::text(text, None, true)])
    }

    /// What it says where nothing in it is computed.
    pub(super) fn plain(&self) -> Option<String> {
        self.parts.iter().map(|part| if let Part::Text { text, .. } = part { Some(text.as_str()) } else { None }).collect()
    }

    /// Whether a text occurs in it as it is written, in any letter case.
    pub(super) fn mentions(&self, what: &str) -> bool {
        mentions(&self.parts, what)
    }
}

fn mentions(parts: &[Part], what: &str) -> bool {
    parts.iter().any(|part| match part {
        Part::Text { text, .. } | Part::Name { name: text, .. } => text.to_ascii_lowercase().contains(what),
        Part::Unknown { hint, .. } => hint.contains(what),
        Part::Either { of, .. } => of.iter().any(|parts| mentions(parts, what)),
    })
}

/// A path below the root, so that it is known to begin there.
pub(super) fn rooted(path: &str) -> String {
    if path.is_empty() { ROOT.to_string() } else { format!("{ROOT}/{path}") }
}
