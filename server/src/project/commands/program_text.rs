//! Jenkinsfiles and Tiltfiles: commands in their texts, and calls that build: `docker.build('x', '--target y .')`, `docker_build('x', '.')`.
//!
//! Sources: jenkins.io, "Using Docker with Pipeline"; docs.tilt.dev/api.html, `docker_build` and `local`.

use super::describe::Start;
use super::formula::{Formula, Part};
use super::literals::{self, Literal};
use super::program;
use super::scan;
use super::scope::{Definition, Scope};
use super::shell::Reader;
use super::text::ShellText;
use super::words::{self, Context};
use crate::project::build::{Build, Folder};
use crate::project::sources::{FileId, FileKind, SourceFile};
use crate::project::value::Place;
use crate::syntax::Span;
use crate::text::ByteRange;

pub(super) fn read(folder: &str, id: FileId, file: &SourceFile) -> Vec<Build> {
    if !program::may_build(&file.text) {
        return Vec::new();
    }
    let jenkins = file.kind == FileKind::Jenkinsfile;
    let (found, code) = literals::read(&file.text, if jenkins { &["//"] } else { &["#"] });
    let own = if jenkins { "" } else { folder };
    let source = Source { id, text: &file.text, code: &code, literals: &found, jenkins };
    let mut scope = Scope::default();
    source.variables(&mut scope);
    scope.settle();
    let mut reader = Reader::new(file.kind, id, own);
    let start = |at: u32| Start { folder: source.folder_at(own, at), inside: Vec::new() };
    let mut done: Vec<Span> = Vec::new();
    let calls: &[&str] = if jenkins { &["docker.build("] } else { &["docker_build(", "docker_build_with_restart("] };
    for call in calls {
        for (at, _) in code.match_indices(call) {
            let arguments = literals::arguments(&code, at + call.len() - 1);
            let place = Place { file: id, range: ByteRange::new(at as u32, (at + call.len() - 1) as u32) };
            let words = if jenkins { source.docker_build(place, &arguments) } else { source.tilt_build(place, &arguments) };
            done.extend(arguments);
            reader.call(&words, None, &start(at as u32), &scope);
            reader.builds.iter_mut().filter(|build| build.place.range.start == at as u32).for_each(|build| build.place = place);
        }
    }
    for literal in &found {
        let read = done.iter().any(|span| span.start <= literal.whole.start && literal.whole.end <= span.end);
        if !read && program::may_build(literal.inner.of(&file.text)) {
            reader.read(&source.shell(*literal), None, &start(literal.whole.start), &scope);
        }
    }
    reader.builds
}

struct Source<'s> {
    id: FileId,
    text: &'s str,
    code: &'s str,
    literals: &'s [Literal],
    jenkins: bool,
}

impl Source<'_> {
    fn place(&self, span: Span) -> Place {
        Place { file: self.id, range: ByteRange::new(span.start, span.end) }
    }

    fn literal_at(&self, start: u32) -> Option<Literal> {
        let index = self.literals.binary_search_by_key(&start, |literal| literal.whole.start).ok()?;
        self.literals.get(index).copied()
    }

    /// `X = 'y'`, `def x = "y"`, `choice(name: 'X', choices: ['a', 'b'])`.
    fn variables(&self, scope: &mut Scope<'_>) {
        for literal in self.literals {
            let before = self.code.get(..literal.whole.start as usize).unwrap_or_default();
            let line = before.rsplit('\n').next().unwrap_or_default();
            let Some(name) = line.trim_end().strip_suffix('=').map(str::trim_end) else { continue };
            let name = name.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            if !name.is_empty() && !line.contains('(') {
                scope.add(name, Definition::of(self.formula(literal.whole)));
            }
        }
        for (at, _) in self.code.match_indices("choice(").take(100) {
            let arguments = literals::arguments(self.code, at + "choice".len());
            let of = |key: &str| arguments.iter().find(|span| span.of(self.code).starts_with(key)).copied();
            let (Some(name), Some(choices)) = (of("name"), of("choices")) else { continue };
            let inside = |span: Span| {
                let within = move |literal: &&Literal| span.start <= literal.whole.start && literal.whole.end <= span.end;
                self.literals.iter().filter(within).copied()
            };
            let Some(name) = inside(name).next() else { continue };
            for choice in inside(choices) {
                scope.add(name.inner.of(self.text), Definition::of(self.formula(choice.whole)));
            }
        }
    }

    /// An expression: a literal, a variable; anything else is not known.
    fn formula(&self, span: Span) -> Formula {
        let place = self.place(span);
        let text = span.of(self.text);
        if let Some(literal) = self.literal_at(span.start).filter(|literal| literal.whole == span) {
            let shell = self.shell(literal);
            let line = shell.line.text();
            let mut parts = Vec::new();
            // The text as it is: blanks in it are its own.
            let placeholders = super::text::parts(self.id, &shell.line, &super::text::Placeholders { templates: &shell.templates });
            parts.extend(placeholders.into_iter().map(Part::in_quotes));
            if line.is_empty() {
                parts.push(Part::text("", None, true));
            }
            return Formula::new(place, parts);
        }
        let name = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let part = if name { Part::name(text.rsplit('.').next().unwrap_or(text)) } else { Part::unknown(text) };
        Formula::new(place, vec![part.in_quotes()])
    }

    /// The text of a literal, for a shell. In double quotes, Groovy knows `$x` and `${x}`; `\$` is for the shell.
    fn shell(&self, literal: Literal) -> ShellText {
        let mut shell = ShellText::default();
        let text = literal.inner.of(self.text);
        let base = literal.inner.start as usize;
        let behind = self.text.get(literal.whole.end as usize..).unwrap_or_default();
        let is_formatted = !self.jenkins && behind.starts_with(".format(");
        let mut at = 0;
        while at < text.len() {
            let rest = text.get(at..).unwrap_or_default();
            let stop = rest.find(|c| matches!(c, '\\' | '$' | '%') || (c == '{' && is_formatted)).unwrap_or(rest.len());
            if stop > 0 {
                shell.push(base + at, rest.get(..stop).unwrap_or_default());
                at += stop;
            } else if rest.starts_with('\\') {
                let next = rest.chars().nth(1).map_or(0, char::len_utf8);
                // `\n` is no line break for the shell, but what ends a word; a line that goes on stays as it is.
                match rest.as_bytes().get(1) {
                    Some(b'n' | b't') => shell.push(base + at, " "),
                    Some(b'\n') => shell.push(base + at, "\\\n"),
                    _ => shell.push(base + at + 1, rest.get(1..1 + next).unwrap_or_default()),
                }
                at += 1 + next;
            } else if rest.starts_with('{') {
                // `'--target {}'.format(target)`
                let end = rest.find('}').map_or(1, |end| end + 1);
                shell.push_template(base + at, base + at + end, vec![Part::unknown("{}")]);
                at += end;
            } else if rest.starts_with('%') {
                // `'--target %s' % target`, `String.format(…)`; what follows in `date +%s` is no matter.
                let sign = rest.get(1..).and_then(|behind| behind.chars().next());
                match sign {
                    Some('s' | 'd' | 'r') => shell.push_template(base + at, base + at + 2, vec![Part::unknown("%")]),
                    _ => shell.push(base + at, "%"),
                }
                at += if matches!(sign, Some('s' | 'd' | 'r' | '%')) { 2 } else { 1 };
            } else if self.jenkins && literal.double {
                let braces = rest.starts_with("${");
                let end = if braces {
                    rest.find('}').map_or(rest.len(), |end| end + 1)
                } else {
                    1 + name_length(rest.get(1..).unwrap_or_default())
                };
                if end <= 1 {
                    shell.push(base + at, "$");
                    at += 1;
                    continue;
                }
                let inner = rest.get(1..end).unwrap_or_default().trim_matches(['{', '}']).trim();
                let plain = inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
                let part = if plain { Part::name(inner.rsplit('.').next().unwrap_or(inner)) } else { Part::unknown(inner) };
                shell.push_template(base + at, base + at + end, vec![part]);
                at += end;
            } else {
                shell.push(base + at, "$");
                at += 1;
            }
        }
        shell
    }

    /// `docker.build(image, arguments)`
    fn docker_build(&self, place: Place, arguments: &[Span]) -> Vec<Formula> {
        let mut words = call(place);
        let Some(arguments) = arguments.get(1) else {
            words.push(Formula::computed(place, "."));
            return words;
        };
        match self.literal_at(arguments.start).filter(|literal| literal.whole == *arguments) {
            Some(literal) => {
                let shell = self.shell(literal);
                let context = Context { file: self.id, folder: "", line: &shell.line, templates: &shell.templates, function: None };
                words.extend(words::list(context, Span::new(0, shell.line.text().len()), false));
            }
            None => words.push(Formula::new(self.place(*arguments), vec![Part::unknown(arguments.of(self.text))])),
        }
        words
    }

    /// `docker_build(image, context, dockerfile='Dockerfile', target='x', build_args={'a': 'b'})`
    fn tilt_build(&self, place: Place, arguments: &[Span]) -> Vec<Formula> {
        let mut words = call(place);
        let mut positional = Vec::new();
        let mut context = None;
        for argument in arguments {
            let text = argument.of(self.code);
            let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let behind = text.get(name.len()..).unwrap_or_default().trim_start();
            let Some(value) = behind.strip_prefix('=').filter(|_| !behind.starts_with("==") && !name.is_empty()) else {
                positional.push(*argument);
                continue;
            };
            let value = value.trim_start();
            let span = Span::new(argument.end as usize - value.len(), argument.end as usize);
            match name.as_str() {
                "target" => words.extend([Formula::computed(place, "--target"), self.formula(span)]),
                "dockerfile" => words.extend([Formula::computed(place, "-f"), self.formula(span)]),
                "platform" => words.extend([Formula::computed(place, "--platform"), self.formula(span)]),
                "dockerfile_contents" => words.extend([Formula::computed(place, "-f"), Formula::computed(place, "-")]),
                "context" => context = Some(span),
                "build_args" if value.starts_with('{') => {
                    for pair in literals::arguments(self.code, span.start as usize) {
                        let Some((key, value)) = pair.of(self.code).split_once(':') else { continue };
                        let key = self.formula(Span { start: pair.start, end: pair.start + key.trim_end().len() as u32 });
                        let value = self.formula(Span { start: pair.end - value.trim_start().len() as u32, end: pair.end });
                        let mut parts = key.parts;
                        parts.push(Part::text("=", None, true));
                        parts.extend(value.parts);
                        words.extend([Formula::computed(place, "--build-arg"), Formula::new(key.place, parts)]);
                    }
                }
                "build_args" => words.push(Formula::new(self.place(span), vec![Part::unknown("args")])),
                _ => {}
            }
        }
        let context = context.or(positional.get(1).copied());
        words.push(context.map_or_else(|| Formula::computed(place, "."), |context| self.formula(context)));
        words
    }

    /// The folder of `dir('x') { … }` around a place of a Jenkinsfile.
    fn folder_at(&self, own: &str, at: u32) -> Folder {
        let mut folder = own.to_owned();
        for (start, _) in self.code.match_indices("dir(").take(200).filter(|_| self.jenkins) {
            let Some(open) = self.code.get(start..).and_then(|rest| rest.find('{')).map(|offset| start + offset) else { continue };
            let end = scan::behind_brackets(self.code.as_bytes(), open, self.code.len());
            if (open as u32) < at && (at as usize) < end {
                let literal = self.literals.iter().find(|literal| literal.whole.start as usize > start);
                let path = literal.filter(|literal| (literal.whole.end as usize) < open).map(|literal| literal.inner.of(self.text));
                folder = path.and_then(|path| crate::project::sources::join(&folder, path)).unwrap_or(folder);
            }
        }
        Folder::Known(folder)
    }
}

fn name_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b'.').count()
}

fn call(place: Place) -> Vec<Formula> {
    vec![Formula::computed(place, "docker"), Formula::computed(place, "build")]
}
