//! Sets of characters: `[a-z]`, `\d`, `[[:alpha:]]`, as Go's regexp has them.

/// What one item of an expression matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Set {
    Char(char),
    All,
    /// `.`
    AllButNewline,
    /// `[^/]`
    AllButSlash,
    Class(Class),
}

impl Set {
    pub(super) fn contains(&self, c: char) -> bool {
        match self {
            Self::Char(own) => *own == c,
            Self::All => true,
            Self::AllButNewline => c != '\n',
            Self::AllButSlash => c != '/',
            Self::Class(class) => class.contains(c),
        }
    }

    /// Whether every character of a file's name is surely in it. Names with line breaks do not count.
    pub(super) fn has_all_of_names(&self) -> bool {
        matches!(self, Self::All | Self::AllButNewline | Self::AllButSlash)
    }

    /// Whether every character of a path is surely in it, slashes too.
    pub(super) fn has_all_of_paths(&self) -> bool {
        matches!(self, Self::All | Self::AllButNewline)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Class {
    negated: bool,
    /// First and last, both included.
    pub(super) ranges: Vec<(u32, u32)>,
}

impl Class {
    pub(super) const NONE: Self = Self::new(false);

    /// Without any character yet; with `negated` those that are added are left out of all.
    pub(super) const fn new(negated: bool) -> Self {
        Self { negated, ranges: Vec::new() }
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let c = c as u32;
        self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != self.negated
    }

    pub(super) fn add(&mut self, low: char, high: char) {
        self.ranges.push((low as u32, high as u32));
    }

    /// Adds the characters of `ranges`, or with `negated` all others.
    pub(super) fn add_all(&mut self, ranges: &[(char, char)], negated: bool) {
        if !negated {
            self.ranges.extend(ranges.iter().map(|(low, high)| (*low as u32, *high as u32)));
            return;
        }
        // The tables are in order.
        let mut next = 0;
        for (low, high) in ranges {
            if next < *low as u32 {
                self.ranges.push((next, *low as u32 - 1));
            }
            next = *high as u32 + 1;
        }
        self.ranges.push((next, char::MAX as u32));
    }
}

/// The letter behind the backslash in `\d`, `\D`, `\s`, `\S`, `\w`, `\W`: its characters, and whether all others are meant.
pub(super) fn perl(letter: char) -> Option<(&'static [(char, char)], bool)> {
    let ranges: &[(char, char)] = match letter.to_ascii_lowercase() {
        'd' => &[('0', '9')],
        // Without the vertical tab, which `[:space:]` has.
        's' => &[('\t', '\n'), ('\x0C', '\r'), (' ', ' ')],
        'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        _ => return None,
    };
    Some((ranges, letter.is_ascii_uppercase()))
}

/// The characters of `[:name:]`.
pub(super) fn named(name: &str) -> Option<&'static [(char, char)]> {
    Some(match name {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "ascii" => &[('\0', '\x7F')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "cntrl" => &[('\0', '\x1F'), ('\x7F', '\x7F')],
        "digit" => &[('0', '9')],
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "upper" => &[('A', 'Z')],
        "word" => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    })
}
