//! Compares an expression with a path, or with all the paths that a wildcard stands for, in time proportional to both.
//!
//! All the places of the expression that the letters read so far can lead to are kept, as in Thompson's construction; nothing is
//! ever tried twice.

use super::class::Set;
use super::expression::Item;

/// One step of a path, or of what a wildcard stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Char(char),
    /// One character of a name: `?`.
    AnyChar,
    /// Any number of characters of a name: `*`.
    AnyChars,
}

pub(super) fn literal(path: &str) -> Vec<Symbol> {
    path.chars().map(Symbol::Char).collect()
}

/// Whether the paths that `symbols` stand for, or for each a folder above it, match: surely all, or possibly some.
pub(super) fn path_or_parent(items: &[Item], symbols: &[Symbol], surely: bool) -> bool {
    let mut run = Run::new(items, surely);
    for symbol in symbols {
        if *symbol == Symbol::Char('/') && run.accepts() {
            return true;
        }
        run.step(*symbol);
        if run.is_over() {
            return false;
        }
    }
    run.accepts()
}

pub(super) struct Run<'a> {
    items: &'a [Item],
    /// Before which items it may stand; one more than items, for the end.
    places: Vec<bool>,
    /// The lowest place that it may stand at.
    lowest: usize,
    /// Whether it stands only where every path leads that the symbols stand for, or wherever one may lead: perhaps too much, never too
    /// little. For letters alone both are the same.
    surely: bool,
    /// The letter read last. `None` at the start, and behind a wildcard.
    last: Option<char>,
    /// Whether nothing has been read yet; unknown behind a wildcard.
    at_start: Option<bool>,
}

impl<'a> Run<'a> {
    fn new(items: &'a [Item], surely: bool) -> Self {
        let mut places = vec![false; items.len() + 1];
        if let Some(first) = places.first_mut() {
            *first = true;
        }
        Self { items, places, lowest: 0, surely, last: None, at_start: Some(true) }
    }

    /// Reads all of `symbols`; none if that leads nowhere.
    pub(super) fn read(items: &'a [Item], symbols: &[Symbol], surely: bool) -> Option<Self> {
        let mut run = Self::new(items, surely);
        for symbol in symbols {
            run.step(*symbol);
            if run.is_over() {
                return None;
            }
        }
        Some(run)
    }

    pub(super) fn is_over(&self) -> bool {
        self.lowest >= self.places.len()
    }

    pub(super) fn step(&mut self, symbol: Symbol) {
        self.pass(match symbol {
            Symbol::Char(c) => Next::Char(c),
            Symbol::AnyChar | Symbol::AnyChars => Next::Unknown,
        });
        let before = std::mem::replace(&mut self.places, vec![false; self.items.len() + 1]);
        for (place, _) in before.iter().enumerate().skip(self.lowest).filter(|(_, here)| **here) {
            let Some(item) = self.items.get(place) else { break };
            let (stays, goes_on) = match (item, symbol) {
                (Item::One(set), Symbol::Char(c)) => (false, set.contains(c)),
                (Item::Many(set), Symbol::Char(c)) => (set.contains(c), false),
                (Item::InFolders(set), Symbol::Char(c)) => (set.contains(c), c == '/'),
                (Item::One(set), Symbol::AnyChar) => (false, self.takes_names(set)),
                (Item::Many(set) | Item::InFolders(set), Symbol::AnyChar) => (self.takes_names(set), false),
                // If it stands for no character at all, it stays where it is.
                (Item::Many(set) | Item::InFolders(set), Symbol::AnyChars) => (!self.surely || self.takes_names(set), false),
                (Item::One(_), Symbol::AnyChars) => (!self.surely, false),
                (Item::Folders | Item::Start | Item::WordBoundary(_), Symbol::AnyChars) => (!self.surely, false),
                (Item::Folders | Item::Start | Item::WordBoundary(_), _) => (false, false),
            };
            if stays {
                self.enter(place);
            }
            if goes_on {
                self.enter(place + 1);
            }
        }
        if symbol == Symbol::AnyChars && !self.surely {
            if before.last() == Some(&true) {
                self.enter(self.items.len());
            }
            self.go_on_by_names();
        }
        self.lowest = self.places.iter().position(|here| *here).unwrap_or(self.places.len());
        (self.last, self.at_start) = match symbol {
            Symbol::Char(c) => (Some(c), Some(false)),
            Symbol::AnyChar => (None, Some(false)),
            Symbol::AnyChars => (None, self.at_start.filter(|at_start| !at_start)),
        };
    }

    fn enter(&mut self, place: usize) {
        if let Some(place) = self.places.get_mut(place) {
            *place = true;
        }
    }

    /// Goes on to every place that any number of characters of a name can lead to. Places only ever lead to higher ones.
    fn go_on_by_names(&mut self) {
        for (place, item) in self.items.iter().enumerate() {
            if self.places.get(place) == Some(&true) {
                match item {
                    Item::One(set) if !self.takes_names(set) => {}
                    Item::One(_) | Item::Many(_) | Item::Start | Item::WordBoundary(_) => self.enter(place + 1),
                    Item::Folders => [place + 1, place + 2].into_iter().for_each(|place| self.enter(place)),
                    Item::InFolders(_) => {}
                }
            }
        }
    }

    /// Whether a wildcard can be read with it: surely with anything, or possibly with something.
    fn takes_names(&self, set: &Set) -> bool {
        if self.surely { set.has_all_of_names() } else { *set != Set::Char('/') }
    }

    /// Goes past the items that need no letter.
    fn pass(&mut self, next: Next) {
        for (place, item) in self.items.iter().enumerate().skip(self.lowest) {
            if self.places.get(place) != Some(&true) {
                continue;
            }
            let past = match item {
                Item::Many(_) | Item::Folders => true,
                Item::Start => self.at_start.unwrap_or(!self.surely),
                Item::WordBoundary(wanted) => self.at_boundary(next).map_or(!self.surely, |found| found == *wanted),
                Item::One(_) | Item::InFolders(_) => false,
            };
            if past {
                self.enter(place + 1);
            }
            if *item == Item::Folders {
                self.enter(place + 2);
            }
        }
    }

    /// Whether a word begins or ends here, in ASCII; unknown beside a wildcard.
    fn at_boundary(&self, next: Next) -> Option<bool> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let before = match (self.last, self.at_start) {
            (Some(last), _) => is_word(last),
            (None, Some(true)) => false,
            (None, _) => return None,
        };
        match next {
            Next::Char(c) => Some(before != is_word(c)),
            Next::End => Some(before),
            Next::Unknown => None,
        }
    }

    /// Whether the path may end here.
    pub(super) fn accepts(&self) -> bool {
        let mut end = Self { places: self.places.clone(), ..*self };
        end.pass(Next::End);
        end.places.last() == Some(&true)
    }

    /// Whether the path may go on in any way from here, slashes and all, and still match. Nothing unsure counts.
    pub(super) fn accepts_anything(&self) -> bool {
        let mut run = Self { places: self.places.clone(), ..*self };
        run.pass(Next::Unknown);
        let optional = run.items.iter().enumerate().rev().take_while(|(_, item)| matches!(item, Item::Many(_)));
        let mut standing = optional.filter(|(place, _)| run.places.get(*place) == Some(&true));
        standing.any(|(_, item)| matches!(item, Item::Many(set) if set.has_all_of_paths()))
    }
}

/// What is read next.
#[derive(Clone, Copy)]
enum Next {
    Char(char),
    End,
    Unknown,
}
