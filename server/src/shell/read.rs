//! From the tree of the bash grammar to a [`Reading`].

use tree_sitter::{Node, TreeCursor};

use super::literal::literal;
use super::parse::{self, Kind};
use super::script::{Assignment, AssignmentKind, Command, CommandKind, Expansion, Joint, Operator, Reading, Redirect, ShellWord};
use crate::syntax::Span;

pub(super) fn read(text: &str) -> Option<Reading> {
    let tree = parse::parse(text)?;
    let root = tree.root_node();
    let reading = Reading { clean: !root.has_error(), ..Reading::default() };
    let mut reader = Reader { text, reading, open: Vec::new(), joint: Joint::Sequence, depth: 0 };
    reader.walk(root.walk());
    Some(reader.reading)
}

struct Reader<'t> {
    text: &'t str,
    reading: Reading,
    /// The nodes that the cursor is in, from the root down.
    open: Vec<Open>,
    /// What the next command is joined by.
    joint: Joint,
    depth: u32,
}

struct Open {
    kind: Kind,
    /// Of a command, and of a statement with redirections once its command is known.
    command: Option<u32>,
    /// The words of a command, until it is closed: those of commands inside it come between.
    words: Vec<ShellWord>,
}

impl Reader<'_> {
    /// Enters and leaves every node once. It does not recurse: scripts may be nested as deep as they like.
    fn walk(&mut self, mut cursor: TreeCursor<'_>) {
        loop {
            let node = cursor.node();
            self.enter(node, cursor.field_name());
            if cursor.goto_first_child() {
                continue;
            }
            loop {
                self.leave();
                if cursor.goto_next_sibling() {
                    break;
                }
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }

    fn enter(&mut self, node: Node<'_>, field: Option<&str>) {
        let kind = parse::kind(node.kind_id());
        let span = span_of(node);
        self.take_word(node, kind, field, span);
        let parent = self.open.last().map_or(Kind::Other, |open| open.kind);
        let mut command = None;
        match kind {
            Kind::Command | Kind::Declaration | Kind::Unset | Kind::Test => command = Some(self.command(kind, span)),
            Kind::Assignment => self.assignment(node, parent),
            Kind::SimpleExpansion => self.expansion(node, span, Operator::Plain),
            Kind::Expansion => {
                let operator = operator_of(node, self.text);
                self.expansion(node, span, operator);
            }
            Kind::VariableName => self.variable_name(node, parent, span),
            Kind::For | Kind::Nest | Kind::Function | Kind::Substitution => {
                self.depth += 1;
                self.reading.compound |= kind != Kind::Substitution;
                self.joint = Joint::Sequence;
                if kind == Kind::Function
                    && let Some(name) = node.child_by_field_name("name")
                {
                    self.reading.functions.push(span_of(name));
                    self.reading.bodies.push(span);
                }
                if kind == Kind::Substitution || (kind == Kind::Nest && node.kind() == "subshell") {
                    self.reading.subshells.push(span);
                }
            }
            Kind::Negated => self.reading.compound = true,
            Kind::Redirect | Kind::Heredoc => {
                let of = self.open.iter().rev().find(|open| matches!(open.kind, Kind::Redirected | Kind::Command));
                let redirect = Redirect { span, command: of.and_then(|open| open.command) };
                self.reading.redirects.push(redirect);
            }
            Kind::And => self.joint = Joint::And,
            Kind::Or => self.joint = Joint::Or,
            Kind::Pipe => self.joint = Joint::Pipe,
            Kind::Background => {
                self.joint = Joint::Background;
                self.reading.compound = true;
            }
            Kind::Separator => self.joint = Joint::Sequence,
            Kind::Comment => self.reading.comments.push(span),
            Kind::Dollar if parent != Kind::SimpleExpansion => self.lost_expansion(span),
            Kind::Dollar | Kind::Subscript | Kind::Redirected | Kind::Arithmetic | Kind::Other => {}
        }
        self.open.push(Open { kind, command, words: Vec::new() });
    }

    fn leave(&mut self) {
        let Some(open) = self.open.pop() else { return };
        match open.kind {
            Kind::For | Kind::Nest | Kind::Function | Kind::Substitution => self.depth = self.depth.saturating_sub(1),
            Kind::Command | Kind::Declaration | Kind::Unset | Kind::Test => {
                let Some(index) = open.command else { return };
                let start = self.reading.words.len() as u32;
                self.reading.words.extend(open.words);
                let end = self.reading.words.len() as u32;
                if let Some(command) = self.reading.commands.get_mut(index as usize) {
                    command.words = start..end;
                }
                self.effects(index);
                if let Some(statement) = self.open.last_mut().filter(|parent| parent.kind == Kind::Redirected) {
                    statement.command = Some(index);
                }
            }
            _ => {}
        }
    }

    /// Notes a node that is a word of the command it stands in.
    fn take_word(&mut self, node: Node<'_>, kind: Kind, field: Option<&str>, span: Span) {
        let Some(open) = self.open.last_mut() else { return };
        let is_word = match open.kind {
            Kind::Command => matches!(field, Some("name" | "argument")) && !matches!(kind, Kind::Redirect | Kind::Heredoc),
            Kind::Declaration | Kind::Unset => node.is_named() || open.words.is_empty(),
            _ => false,
        };
        if is_word {
            match open.words.last_mut() {
                // See `lost_expansion`: one word, of which the grammar makes two.
                Some(last)
                    if last.span.end == span.start && self.text.get(..span.start as usize).is_some_and(|text| text.ends_with('$')) =>
                {
                    last.span.end = span.end;
                }
                _ => open.words.push(ShellWord { span }),
            }
        }
    }

    fn command(&mut self, kind: Kind, span: Span) -> u32 {
        let index = self.reading.commands.len() as u32;
        let kind = match kind {
            Kind::Declaration => CommandKind::Declaration,
            Kind::Unset => CommandKind::Unset,
            Kind::Test => CommandKind::Test,
            _ => CommandKind::Simple,
        };
        let is_command = |open: &&Open| matches!(open.kind, Kind::Command | Kind::Declaration | Kind::Unset | Kind::Test);
        let parent = self.open.iter().rev().find(is_command).and_then(|open| open.command);
        let joint = std::mem::replace(&mut self.joint, Joint::Sequence);
        self.reading.commands.push(Command { kind, span, words: 0..0, joint, parent, depth: self.depth });
        index
    }

    fn assignment(&mut self, node: Node<'_>, parent: Kind) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let name = name.child_by_field_name("name").unwrap_or(name);
        let kind = match parent {
            Kind::Command => AssignmentKind::Prefix,
            Kind::Declaration => self.declaration(),
            _ => AssignmentKind::Statement,
        };
        let value = node.child_by_field_name("value").map(span_of);
        self.reading.assignments.push(Assignment { kind, name: span_of(name), value });
    }

    /// Whether the declaration the cursor is in is an `export`.
    fn declaration(&self) -> AssignmentKind {
        let keyword = self.open.last().and_then(|open| open.words.first());
        match keyword.map(|word| word.span.of(self.text)) {
            Some("export") => AssignmentKind::Export,
            _ => AssignmentKind::Declaration,
        }
    }

    fn expansion(&mut self, node: Node<'_>, span: Span, operator: Operator) {
        let mut cursor = node.walk();
        let mut named = node.named_children(&mut cursor);
        let name = named.find(|child| matches!(parse::kind(child.kind_id()), Kind::VariableName | Kind::Subscript));
        let Some(name) = name else { return };
        let name = span_of(name.child_by_field_name("name").unwrap_or(name));
        // `$1` is a parameter of a function or of `set`.
        if name.of(self.text).starts_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        self.reading.expansions.push(Expansion { span, name, operator });
        if operator == Operator::Assign {
            self.reading.assignments.push(Assignment { kind: AssignmentKind::Expansion, name, value: None });
        }
    }

    /// tree-sitter-bash 0.25 takes the second variable of `$a/b-$c-d` apart: the `$` ends a word, and `c-d` is the next one.
    fn lost_expansion(&mut self, dollar: Span) {
        let Some(behind) = self.text.get(dollar.end as usize..) else { return };
        let length = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len());
        if length > 0 && !behind.starts_with(|c: char| c.is_ascii_digit()) {
            let name = Span { start: dollar.end, end: dollar.end + length as u32 };
            let span = Span { start: dollar.start, end: name.end };
            self.reading.expansions.push(Expansion { span, name, operator: Operator::Plain });
        }
    }

    /// A name that stands by itself: in arithmetic, behind `export`, `unset` or `for`.
    fn variable_name(&mut self, node: Node<'_>, parent: Kind, span: Span) {
        let kind = match parent {
            Kind::Declaration => self.declaration(),
            Kind::Unset => AssignmentKind::Unset,
            Kind::For => AssignmentKind::Loop,
            Kind::Arithmetic | Kind::Nest => {
                self.reading.expansions.push(Expansion { span, name: span, operator: Operator::Arithmetic });
                let text = self.text;
                let around = node.parent().map(span_of).unwrap_or(span);
                let behind = Span { start: span.end, end: around.end }.of(text).trim_start();
                let before = Span { start: around.start, end: span.start }.of(text).trim_end();
                let counts = |text: &str| text.starts_with("++") || text.starts_with("--");
                let assigns = behind.find('=').is_some_and(|at| at < 3 && !behind.starts_with(['=', '!', '<', '>']))
                    || (behind.starts_with('=') && !behind.starts_with("=="));
                if !assigns && !counts(behind) && !counts(before) {
                    return;
                }
                AssignmentKind::Expansion
            }
            _ => return,
        };
        self.reading.assignments.push(Assignment { kind, name: span, value: None });
    }

    /// What a finished command does to variables.
    fn effects(&mut self, index: u32) {
        let Some(command) = self.reading.commands.get(index as usize) else { return };
        let words = self.reading.words(command);
        let end = command.span.end;
        let Some(name) = words.first().and_then(|word| literal(word.span.of(self.text))) else { return };
        let set: Vec<Span> = match &*name {
            "." | "source" | "eval" => return self.opaque(end),
            "export" | "declare" | "typeset" | "readonly" if command.kind == CommandKind::Declaration => {
                // `export $(cat file)`
                let text = |word: &ShellWord| word.span.of(self.text);
                let plain = |word: &ShellWord| text(word).contains('=') || literal(word.span.of(self.text)).is_some();
                if words.iter().skip(1).all(plain) {
                    return;
                }
                return self.opaque(end);
            }
            // Behind the options it knows.
            "getopts" => words.iter().skip(2).map(|word| word.span).collect(),
            "read" | "mapfile" | "readarray" | "let" => words.iter().skip(1).map(|word| word.span).collect(),
            "printf" => {
                let text = |word: &ShellWord| word.span.of(self.text);
                let pairs = words.iter().zip(words.iter().skip(1));
                pairs.filter(|(option, _)| text(option) == "-v").map(|(_, name)| name.span).collect()
            }
            _ => return,
        };
        for span in set {
            let text = span.of(self.text);
            let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count() as u32;
            if length > 0 {
                let name = Span { start: span.start, end: span.start + length };
                self.reading.assignments.push(Assignment { kind: AssignmentKind::Builtin, name, value: None });
            }
        }
    }

    fn opaque(&mut self, end: u32) {
        self.reading.opaque_from = Some(self.reading.opaque_from.map_or(end, |from| from.min(end)));
    }
}

fn span_of(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// What `${…}` does with the value.
fn operator_of(node: Node<'_>, text: &str) -> Operator {
    let mut cursor = node.walk();
    let mut seen_name = false;
    for child in node.children(&mut cursor) {
        match parse::kind(child.kind_id()) {
            Kind::VariableName => seen_name = true,
            Kind::Subscript => return Operator::Element,
            _ => {}
        }
        let operator = span_of(child).of(text);
        match (seen_name, operator) {
            (false, "#") => return Operator::Length,
            (false, "!") => return Operator::Indirect,
            (false, _) => {}
            (true, "-" | ":-") => return Operator::Default,
            (true, "+" | ":+") => return Operator::Alternative,
            (true, "=" | ":=") => return Operator::Assign,
            (true, "?" | ":?") => return Operator::Required,
            (true, "#" | "##" | "%" | "%%") => return Operator::Trim,
            (true, ":") => return Operator::Slice,
            (true, "@") => return Operator::Transform,
            (true, operator) if operator.starts_with('/') => return Operator::Replace,
            (true, operator) if operator.starts_with(['^', ',', '~']) => return Operator::Case,
            _ => {}
        }
    }
    Operator::Plain
}
