//! Regular expressions as moby/patternmatcher writes them, read as Go's regexp/syntax reads them.
//!
//! What can stand in one is little: letters, classes, escapes, `[^/]*`, `.*`, `(.*/)?`, `^`, and the `$` at the end. A class may end
//! sooner than the pattern's writer meant it to: of `[a*]` moby makes `[a[^/]*]`, which is any number of `a`, `[`, `^` and `/` and then a `]`.

use super::class::{Class, Set, named, perl};

/// One step of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    One(Set),
    /// Any number of them.
    Many(Set),
    /// `(.*/)?`: the next item, or nothing of it and of the next.
    Folders,
    /// What is within it: any number of them, then a slash.
    InFolders(Set),
    /// `^` that is not the first.
    Start,
    /// `\b`, or with `false` `\B`.
    WordBoundary(bool),
}

impl Item {
    /// Matches nothing at all.
    pub(super) const NEVER: Self = Self::One(Set::Class(Class::NONE));
}

/// The items of an expression that stands behind a `^`; none if Go would not compile it.
pub(super) fn parse(written: &str) -> Option<Vec<Item>> {
    let mut reader = Reader { rest: written };
    let mut items = Vec::new();
    let mut end = None;
    while !reader.rest.is_empty() {
        if reader.eat("(.*/)?") {
            items.extend([Item::Folders, Item::InFolders(Set::AllButNewline)]);
        } else if reader.eat(".*") {
            items.push(Item::Many(Set::AllButNewline));
        } else if reader.eat("[^/]*") {
            items.push(Item::Many(Set::AllButSlash));
        } else if reader.eat("[^/]") {
            items.push(Item::One(Set::AllButSlash));
        } else if reader.eat("^") || reader.eat("\\A") {
            items.push(Item::Start);
        } else if reader.eat("$") || reader.eat("\\z") {
            end = end.or(Some(items.len()));
        } else if reader.eat("\\b") {
            items.push(Item::WordBoundary(true));
        } else if reader.eat("\\B") {
            items.push(Item::WordBoundary(false));
        } else if reader.eat("\\Q") {
            let (quoted, rest) = reader.rest.split_once("\\E").unwrap_or((reader.rest, ""));
            reader.rest = rest;
            items.extend(quoted.chars().map(|c| Item::One(Set::Char(c))));
        } else if reader.eat("[") {
            let class = Set::Class(reader.class()?);
            items.push(if reader.eat("*") { Item::Many(class) } else { Item::One(class) });
        } else if let Some((ranges, negated)) = reader.perl() {
            let mut class = Class::new(false);
            class.add_all(ranges, negated);
            items.push(Item::One(Set::Class(class)));
        } else {
            items.push(Item::One(Set::Char(reader.letter()?)));
        }
    }
    match end {
        Some(end) => close(&mut items, end),
        // `\Q` has swallowed the `$`: any end will do.
        None => items.push(Item::Many(Set::All)),
    }
    Some(items)
}

/// Nothing may be consumed from `end` on.
fn close(items: &mut Vec<Item>, end: usize) {
    let behind = items.split_off(end);
    items.extend(behind.into_iter().filter_map(|item| match item {
        Item::One(_) => Some(Item::NEVER),
        Item::Many(_) | Item::Folders | Item::InFolders(_) => None,
        Item::Start | Item::WordBoundary(_) => Some(item),
    }));
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    fn next_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| wanted(*c))?;
        self.next();
        Some(c)
    }

    fn perl(&mut self) -> Option<(&'static [(char, char)], bool)> {
        let found = perl(self.rest.strip_prefix('\\')?.chars().next()?)?;
        self.rest = self.rest.get(2..).unwrap_or_default();
        Some(found)
    }

    /// One character, perhaps escaped.
    fn letter(&mut self) -> Option<char> {
        let c = self.next()?;
        if c == '\\' { self.escaped() } else { Some(c) }
    }

    /// What a backslash makes of what stands behind it. In Go a letter or digit without a meaning is an error.
    fn escaped(&mut self) -> Option<char> {
        let c = self.next()?;
        let is_octal = |c: char| ('0'..='7').contains(&c);
        match c {
            // One digit alone would be a reference to a group, which Go does not have.
            '1'..='7' if !self.rest.starts_with(is_octal) => None,
            '0'..='7' => {
                let mut value = c.to_digit(8)?;
                for _ in 0..2 {
                    let Some(digit) = self.next_if(is_octal) else { break };
                    value = value * 8 + digit.to_digit(8)?;
                }
                char::from_u32(value)
            }
            'x' => char::from_u32(self.next()?.to_digit(16)? * 16 + self.next()?.to_digit(16)?),
            'a' => Some('\x07'),
            'f' => Some('\x0C'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'v' => Some('\x0B'),
            c => (c.is_ascii() && !c.is_ascii_alphanumeric()).then_some(c),
        }
    }

    /// What stands behind a `[`, to its `]`.
    fn class(&mut self) -> Option<Class> {
        let mut class = Class::new(self.eat("^"));
        let mut first = true;
        while first || !self.eat("]") {
            first = false;
            if let Some((name, rest)) = self.rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) {
                self.rest = rest;
                let (name, negated) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
                class.add_all(named(name)?, negated);
            } else if let Some((ranges, negated)) = self.perl() {
                class.add_all(ranges, negated);
            } else {
                let low = self.letter()?;
                let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]") && self.rest.len() > 1;
                let high = if is_range && self.eat("-") { self.letter()? } else { low };
                if high < low {
                    return None;
                }
                class.add(low, high);
            }
        }
        Some(class)
    }
}
