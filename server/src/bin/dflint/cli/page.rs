//! The page of a rule, which is Markdown, for a terminal.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::wrap::{Style, Words};

/// No line is longer, however wide the terminal is: long lines are hard to read.
const WIDEST: usize = 100;
/// Where the width is not known.
const USUAL: usize = 80;
/// Narrower than this, lines are rather broken by the terminal.
const NARROWEST: usize = 30;

/// The width for texts: that of the terminal, if standard output is one.
pub(super) fn width() -> usize {
    let known = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
    known.unwrap_or(USUAL).clamp(NARROWEST, WIDEST)
}

/// The page as lines of at most `width` columns; only lines of code and words that are longer are longer. `link` says what is shown for
/// the target of a link.
pub(super) fn render(page: &str, width: usize, colour: bool, link: impl Fn(&str) -> String) -> String {
    let mut printer = Printer { width, colour, ..Printer::default() };
    let mut targets = Vec::new();
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => targets.push(link(&dest_url)),
            Event::End(TagEnd::Link) => {
                let target = targets.pop().unwrap_or_default();
                printer.words.push(&format!(" ({target})"), Style::Plain);
            }
            Event::Start(tag) => printer.start(tag),
            Event::End(tag) => printer.end(tag),
            Event::Text(text) => match &mut printer.code {
                Some((_, code)) => code.push_str(&text),
                None if printer.is_subheading && !colour => printer.words.push(&text.to_uppercase(), Style::Plain),
                None => printer.words.push(&text, printer.style()),
            },
            // Without colours the backquotes stay.
            Event::Code(text) if colour => printer.words.push(&text, Style::Code),
            Event::Code(text) => printer.words.push(&format!("`{text}`"), Style::Plain),
            Event::SoftBreak | Event::HardBreak => printer.words.push(" ", Style::Plain),
            Event::Html(text) | Event::InlineHtml(text) => printer.words.push(&text, Style::Plain),
            _ => {}
        }
    }
    printer.out
}

#[derive(Default)]
struct Printer {
    out: String,
    width: usize,
    colour: bool,
    /// The paragraph, heading, item or cell so far.
    words: Words,
    /// A heading below the title: in capitals where nothing is bold.
    is_subheading: bool,
    /// How often something bold has begun.
    bold: usize,
    /// A block of code: its language and its text.
    code: Option<(String, String)>,
    indent: usize,
    /// What stands before the next line, instead of the last blanks of its indent.
    mark: Option<String>,
    /// The lists that are open, each with the number of its next item.
    lists: Vec<Option<u64>>,
    /// The rows of a table, the head first.
    rows: Vec<Vec<Words>>,
}

impl Printer {
    const fn style(&self) -> Style {
        if self.bold > 0 { Style::Bold } else { Style::Plain }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.bold += 1;
                self.is_subheading = level > HeadingLevel::H1;
            }
            Tag::Strong => self.bold += 1,
            Tag::CodeBlock(kind) => {
                let language = if let CodeBlockKind::Fenced(info) = &kind { info.split(' ').next().unwrap_or_default() } else { "" };
                self.code = Some((language.to_owned(), String::new()));
            }
            Tag::List(first) => {
                // The text of the item that the list stands in.
                self.paragraph();
                if self.lists.is_empty() {
                    self.blank();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.indent += mark.len();
                self.mark = Some(mark);
            }
            Tag::BlockQuote(_) => self.indent += QUOTE,
            Tag::TableHead => {
                self.bold += 1;
                self.rows.push(Vec::new());
            }
            Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.bold = self.bold.saturating_sub(1);
                self.is_subheading = false;
                self.blank();
                self.paragraph();
            }
            TagEnd::Strong | TagEnd::TableHead => self.bold = self.bold.saturating_sub(1),
            TagEnd::Paragraph => {
                self.blank();
                self.paragraph();
            }
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => {
                self.paragraph();
                let mark = match self.lists.last() {
                    Some(Some(next)) => format!("{}. ", next.saturating_sub(1)).len(),
                    _ => "- ".len(),
                };
                self.indent = self.indent.saturating_sub(mark);
            }
            TagEnd::BlockQuote(_) => self.indent = self.indent.saturating_sub(QUOTE),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.words);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => self.table(),
            _ => {}
        }
    }

    /// An empty line between blocks; none before what an item begins with.
    fn blank(&mut self) {
        if !self.out.is_empty() && self.mark.is_none() {
            self.out.push('\n');
        }
    }

    fn line(&mut self, text: &str) {
        let mark = self.mark.take().unwrap_or_default();
        let blanks = self.indent.saturating_sub(mark.len());
        self.out.push_str(&" ".repeat(blanks));
        self.out.push_str(&mark);
        self.out.push_str(text);
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    fn paragraph(&mut self) {
        let words = std::mem::take(&mut self.words);
        for (_, line) in words.lines(self.width.saturating_sub(self.indent), self.colour) {
            self.line(&line);
        }
    }

    fn code_block(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        self.blank();
        self.indent += CODE;
        for line in code.lines() {
            let is_marks = line.contains('^') && line.bytes().all(|byte| matches!(byte, b' ' | b'^'));
            let style = match line.as_bytes().first() {
                // A line of carets marks what the rule finds in the line above.
                _ if is_marks => Style::Bold,
                Some(b'-') if language == "diff" => Style::Removed,
                Some(b'+') if language == "diff" => Style::Added,
                _ => Style::Code,
            };
            let text = line.trim_start();
            let painted = if text.is_empty() { String::new() } else { style.paint(text, self.colour) };
            self.line(&format!("{}{painted}", " ".repeat(line.len() - text.len())));
        }
        self.indent -= CODE;
    }

    /// Columns side by side; where they do not fit, the widest is broken.
    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let mut widths: Vec<usize> =
            (0..columns).map(|at| rows.iter().filter_map(|row| row.get(at)).map(Words::width).max().unwrap_or_default()).collect();
        let room = self.width.saturating_sub(self.indent + GAP * columns.saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > 1) else { break };
            *widest -= 1;
        }
        self.blank();
        for row in &rows {
            let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| cell.lines(*width, self.colour)).collect();
            for at in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
                let mut line = String::new();
                for (cell, width) in cells.iter().zip(&widths) {
                    let (used, text) = cell.get(at).map_or((0, ""), |(used, text)| (*used, text.as_str()));
                    line.push_str(text);
                    line.push_str(&" ".repeat(width.saturating_sub(used) + GAP));
                }
                self.line(&line);
            }
        }
    }
}

/// How far code and quotes are indented, and how far columns are apart.
const CODE: usize = 4;
const QUOTE: usize = 2;
const GAP: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(page: &str, width: usize) -> String {
        render(page, width, false, |target| format!("see {target}"))
    }

    #[test]
    fn blocks() {
        let page =
            "# a `b`\n\n## c\n\nOne **two** three\nfour.\n\n- x y zz\n  w\n- second\n  1. a\n  2. b\n\nEnd [here](x.md).\n\n> quoted\n";
        let expected =
            "a `b`\n\nC\n\nOne two\nthree\nfour.\n\n- x y zz\n  w\n- second\n  1. a\n  2. b\n\nEnd here\n(see\nx.md).\n\n  quoted\n";
        assert_eq!(plain(page, 9), expected);
    }

    #[test]
    fn code_is_left_as_it_is() {
        let page = "Text:\n\n```dockerfile finds=1\nFROM a-name-that-is-too-long\n     ^^\n\n  RUN b\n```\nMore.\n";
        assert_eq!(plain(page, 9), "Text:\n\n    FROM a-name-that-is-too-long\n         ^^\n\n      RUN b\n\nMore.\n");
    }

    #[test]
    fn tables_fit() {
        let page = "| key | what it means |\n|---|---|\n| a | one two three |\n| long | x |\n";
        assert_eq!(plain(page, 80), "key   what it means\na     one two three\nlong  x\n");
        assert_eq!(plain(page, 14), "key   what it\n      means\na     one two\n      three\nlong  x\n");
    }

    #[test]
    fn colours_have_no_width() {
        let painted = render("# T\n\nUse `x y` now.\n\n```diff\n-a\n+b\n c\n```\n", 80, true, str::to_owned);
        let expected = "\x1b[1mT\x1b[0m\n\nUse \x1b[36mx\x1b[0m \x1b[36my\x1b[0m now.\n\n    \x1b[31m-a\x1b[0m\n    \x1b[32m+b\x1b[0m\n     \x1b[36mc\x1b[0m\n";
        assert_eq!(painted, expected);
    }
}
