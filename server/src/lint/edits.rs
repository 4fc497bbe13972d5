//! What the fixes of several rules are made of: words, lines, declarations, each where it can be edited without harm to what stands
//! around it. None means that there is no such place.

use super::facts::Facts;
use super::fix::{Edit, Fix};
use crate::syntax::{DirectiveName, Expander, Heredoc, Instruction, Keyword, closest};
use crate::text::ByteRange;

impl Facts<'_> {
    /// Whether the file has exactly this text there, without quotes, escapes or a continuation in it.
    pub fn is_verbatim(&self, range: ByteRange, text: &str) -> bool {
        range.slice(self.document.text()).eq_ignore_ascii_case(text.as_bytes())
    }

    /// Writes another word in the place of one, which is a guess.
    pub fn respell(&self, range: ByteRange, written: &str, meant: &str) -> Option<Fix> {
        let fix = || Fix::guess(format!("Write `{meant}`"), range, meant);
        (self.is_verbatim(range, written) && !written.is_empty()).then(fix)
    }

    /// Writes the name of another variable in a `$name` or `${name…}`.
    pub fn respell_variable(&self, range: ByteRange, written: &str, meant: &str) -> Option<Fix> {
        let before = if range.slice(self.document.text()).starts_with(b"${") { 2 } else { 1 };
        let start = range.start + before;
        self.respell(ByteRange::new(start, start + written.len() as u32), written, meant)
    }

    /// In a word of FROM that is empty after expansion, writes the variable that was likely meant.
    pub fn respell_blank(&self, range: ByteRange, written: &str) -> Option<Fix> {
        let globals = &self.graph().globals;
        let uses = Expander::new(self.file().escape, globals).expand(written).uses;
        let undeclared = uses.iter().find(|name| globals.variable(&name.name).is_none()).filter(|_| self.is_verbatim(range, written))?;
        let start = range.start + undeclared.span.start;
        self.respell_variable(ByteRange::new(start, range.end), &undeclared.name, closest(&undeclared.name, globals.names())?)
    }

    /// A range with the blanks behind it.
    pub fn with_blanks(&self, range: ByteRange) -> ByteRange {
        let behind = self.document.text().get(range.end as usize..).unwrap_or_default();
        let blanks = behind.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        ByteRange::new(range.start, range.end + blanks as u32)
    }

    /// A keyword in the letter case in which the file writes its instructions.
    pub fn keyword_as_written(&self, keyword: Keyword) -> String {
        if *self.lower_case.get_or_init(|| self.document.writes_lower_case()) {
            keyword.as_str().to_lowercase()
        } else {
            keyword.as_str().to_owned()
        }
    }

    /// The instruction that an offset lies in, with its index.
    pub fn instruction_at(&self, offset: u32) -> Option<(usize, &Instruction)> {
        let instructions = &self.file().instructions;
        let at = instructions.partition_point(|instruction| instruction.range.start <= offset).checked_sub(1)?;
        Some((at, instructions.get(at)?))
    }

    /// The lines of an instruction with their line breaks, to be deleted. None if comments between its lines would go with them.
    pub fn lines_of(&self, instruction: usize) -> Option<ByteRange> {
        let (first, last) = self.own_lines(self.instruction(instruction)?)?;
        let text = self.document.text();
        let has_comment =
            (first + 1..=last).any(|line| self.document.index().line_range(line).slice(text).trim_ascii_start().starts_with(b"#"));
        (!has_comment).then(|| self.line_range(first).cover(self.line_range(last)))
    }

    /// The first and last line of an instruction that stands alone on its lines, and whose last line does not end in a continuation.
    fn own_lines(&self, instruction: &Instruction) -> Option<(u32, u32)> {
        let (index, range) = (self.document.index(), instruction.range);
        let (first, last) = (index.line(range.start), index.line(range.end.saturating_sub(1).max(range.start)));
        let is_whole = instruction.lines.first == first && instruction.lines.last == last;
        let before = ByteRange::new(self.line_range(first).start, range.start).slice(self.document.text());
        (is_whole && before.iter().all(|byte| matches!(byte, b' ' | b'\t'))).then_some((first, last))
    }

    /// A line with its line break, without a byte order mark before it, which stays the first of all.
    pub fn line_range(&self, line: u32) -> ByteRange {
        let range = self.document.index().line_range(line);
        let has_mark = range.start == 0 && range.slice(self.document.text()).starts_with(b"\xef\xbb\xbf");
        ByteRange::new(range.start + if has_mark { 3 } else { 0 }, range.end)
    }

    /// A new line above a line, with its indentation.
    pub fn line_above(&self, below: u32, line: &str) -> Edit {
        let start = self.line_range(below).start;
        let text = self.document.text();
        let behind = text.get(start as usize..).unwrap_or_default();
        let indentation: String = behind.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).map(|byte| char::from(*byte)).collect();
        let line_break = self.document.line_break();
        Edit::insert(start, format!("{indentation}{line}{line_break}"))
    }

    /// The place below an instruction: nothing, or a line break where the file ends without one.
    pub fn line_below(&self, instruction: usize) -> Option<Edit> {
        let (_, last) = self.last_lines(instruction)?;
        let text = self.document.text();
        let at = self.document.index().line_start(last + 1);
        let is_open = at as usize == text.len() && !text.ends_with(b"\n");
        Some(Edit::insert(at, if is_open { self.document.line_break() } else { "" }))
    }

    /// `ARG name` in a stage, above the first instruction that uses it without, and else below the ARGs at the stage's beginning.
    pub fn declare(&self, stage: usize, name: &str) -> Option<Fix> {
        let first_uses = self.first_uses.get_or_init(|| {
            let uses = self.graph().unset.iter().filter(|unset| !unset.fired).rev();
            uses.map(|unset| ((unset.stage, unset.name.clone()), unset.instruction)).collect()
        });
        let user = *first_uses.get(&(stage, name.to_owned()))?;
        let from = self.graph().stages.get(stage)?.from;
        let is_arg = |at: &usize| self.instruction(*at).is_some_and(|instruction| instruction.keyword == Some(Keyword::Arg));
        let above = (from + 1..user).take_while(is_arg).last().unwrap_or(from);
        let (_, last) = self.last_lines(above)?;
        // Something stands below, for the name is used there.
        let declaration = format!("{} {name}", self.keyword_as_written(Keyword::Arg));
        let edit = self.line_above(last + 1, &declaration);
        Some(Fix::of(format!("Write `{declaration}` in this stage"), vec![edit]).unsure())
    }

    /// `ARG name` before the first FROM, below the ARGs that stand there; with the default that it has in a stage, if it has one.
    pub fn declare_globally(&self, name: &str) -> Option<Fix> {
        let from = self.graph().stages.first()?.from;
        let line = match from.checked_sub(1) {
            Some(above) => self.last_lines(above)?.1 + 1,
            None => self.own_lines(self.instruction(from)?).map(|(first, _)| first)?,
        };
        let default = self.default_in_a_stage(name).map(|value| format!("={value}")).unwrap_or_default();
        let declaration = format!("{} {name}{default}", self.keyword_as_written(Keyword::Arg));
        let edit = self.line_above(line, &declaration);
        Some(Fix::of(format!("Write `{declaration}` before the first FROM"), vec![edit]).unsure())
    }

    /// The same for a variable of FROM that a stage declares.
    pub fn declare_for_from(&self, written: &str) -> Option<Fix> {
        let name = self.undeclared_in_from(written)?;
        self.default_in_a_stage(&name)?;
        self.declare_globally(&name)
    }

    /// The default of the first ARG of that name that has one, as written, if it means the same everywhere.
    fn default_in_a_stage(&self, name: &str) -> Option<&str> {
        let args = self.file().instructions.iter().filter(|instruction| instruction.keyword == Some(Keyword::Arg));
        let mut pairs = args.flat_map(|instruction| instruction.pairs().iter().map(move |pair| (instruction, pair)));
        let (instruction, value) = pairs.find_map(|(instruction, pair)| {
            let value = pair.value.as_ref().filter(|_| pair.key.text(&instruction.line) == name)?;
            Some((instruction, value))
        })?;
        Some(value.text(&instruction.line)).filter(|value| !value.contains('$'))
    }

    /// As [`Self::own_lines`], whatever stands before the instruction on its first line.
    fn last_lines(&self, instruction: usize) -> Option<(u32, u32)> {
        let instruction = self.instruction(instruction)?;
        let last = self.document.index().line(instruction.range.end.saturating_sub(1).max(instruction.range.start));
        (instruction.lines.last == last).then_some((instruction.lines.first, last))
    }

    /// Splits an ENV, ARG or LABEL in two, before the pair with a place in it. None if more than blanks and a continuation stand between the pairs.
    pub fn split_pairs(&self, instruction: usize, place: ByteRange) -> Option<Fix> {
        let index = instruction;
        let instruction = self.instruction(index)?;
        let ranges: Vec<_> = instruction
            .pairs()
            .iter()
            .map(|pair| {
                let key = instruction.range_of(pair.key.span);
                pair.value.as_ref().map_or(key, |value| key.cover(instruction.range_of(value.span)))
            })
            .collect();
        let at = ranges.iter().position(|range| range.contains(place))?;
        let gap = ByteRange::new(ranges.get(at.checked_sub(1)?)?.end, ranges.get(at)?.start);
        let (first, _) = self.last_lines(index)?;
        let only_blanks = gap.slice(self.document.text()).iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'\\' | b'`'));
        if !only_blanks {
            return None;
        }
        let start = self.line_range(first).start;
        let behind = self.document.text().get(start as usize..).unwrap_or_default();
        let indentation: String = behind.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).map(|byte| char::from(*byte)).collect();
        let keyword = instruction.keyword_text();
        let text = format!("{}{indentation}{keyword} ", self.document.line_break());
        self.harmless(Some(Fix::guess(format!("Begin a second {keyword}"), gap, text)))
    }

    /// Writes a backslash before each use of certain variables in the body of a heredoc, so that BuildKit leaves them as they are.
    pub fn escape_variables(&self, body: ByteRange, names: &[&str]) -> Option<Fix> {
        let text = body.slice(self.document.text());
        let is_one = |dollar: usize| {
            let behind = text.get(dollar + 1..).unwrap_or_default();
            let name = behind.strip_prefix(b"{").unwrap_or(behind);
            let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            // One digit or mark is a whole name.
            let length = if name.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_') { length } else { 1 };
            let is_escaped = dollar.checked_sub(1).and_then(|before| text.get(before)) == Some(&b'\\');
            !is_escaped && name.get(..length).is_some_and(|name| names.iter().any(|known| known.as_bytes() == name))
        };
        let dollars = memchr::memchr_iter(b'$', text).filter(|dollar| is_one(*dollar));
        let edits: Vec<_> = dollars.map(|dollar| Edit::insert(body.start + dollar as u32, "\\")).collect();
        self.harmless((!edits.is_empty()).then(|| Fix::of("Write a backslash before each", edits).unsure()))
    }

    /// Puts the delimiter of a heredoc in quotes where it is announced, so that nothing in its body is expanded.
    pub fn quote_delimiter(&self, instruction: usize, heredoc: &Heredoc) -> Option<Fix> {
        let instruction = self.instruction(instruction)?;
        let header = ByteRange::new(instruction.range.start, instruction.header_end()).slice(self.document.text());
        let header = std::str::from_utf8(header).ok()?;
        let is_plain = heredoc.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let announced = format!("<<{}{}", if heredoc.chomp { "-" } else { "" }, heredoc.name);
        let mut found = header.match_indices(&announced).filter(|(at, text)| {
            let next = header.get(at + text.len()..).and_then(|rest| rest.chars().next());
            next.is_none_or(char::is_whitespace)
        });
        let (at, text) = found.next().filter(|_| is_plain)?;
        if found.next().is_some() {
            return None;
        }
        let end = instruction.range.start + (at + text.len()) as u32;
        let name = ByteRange::new(end - heredoc.name.len() as u32, end);
        let fix = Fix::guess(format!("Write `<<'{}'`", heredoc.name), name, format!("'{}'", heredoc.name));
        self.harmless(Some(fix))
    }

    /// Puts a comment that stands behind the words of an instruction on a line of its own, above. `at` is its `#`.
    pub fn comment_of_its_own(&self, at: u32) -> Option<Fix> {
        let (_, instruction) = self.instruction_at(at)?;
        let (first, last) = self.own_lines(instruction)?;
        let text = self.document.text();
        let comment = std::str::from_utf8(ByteRange::new(at, instruction.range.end).slice(text)).ok()?.trim_end();
        let name = comment.trim_start_matches(['#', ' ', '\t']).to_lowercase();
        // Above, it could become a directive.
        let is_directive =
            [DirectiveName::Syntax, DirectiveName::Escape, DirectiveName::Check].iter().any(|known| name.starts_with(known.as_str()));
        let before = ByteRange::new(instruction.range.start, at).slice(text);
        if first != last || !comment.starts_with('#') || is_directive || !before.ends_with(b" ") && !before.ends_with(b"\t") {
            return None;
        }
        let end = instruction.range.start + before.trim_ascii_end().len() as u32;
        let above = self.line_above(first, comment);
        let edits = vec![above, Edit::delete(ByteRange::new(end, instruction.range.end))];
        Some(Fix::of("Put the comment on a line of its own", edits).unsure())
    }

    /// Deletes the line that a comment stands on. Not if the line below is a directive in the waiting: it would come to the head of the
    /// file, and count.
    pub fn without_comment(&self, comment: ByteRange) -> Option<Edit> {
        let line = self.document.index().line(comment.start);
        let counts_then = |below: u32| self.file().directives.iter().any(|directive| directive.line == below && !directive.in_head);
        (!counts_then(line + 1)).then(|| Edit::delete(self.line_range(line)))
    }
}
