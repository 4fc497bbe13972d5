//! An ARG that has no default, and that no build gives.

use std::collections::BTreeMap;

use crate::lint::{Facts, Group, Level, Report, Rule, is_platform_argument, is_used_by_builder};
use crate::project::Build;
use crate::project::Builds;
use crate::project::Certainty;
use crate::stages::ProblemKind;
use crate::stages::UseAt;
use crate::syntax::Keyword;
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "ungiven-arg",
    summary: "No build in the repository gives an ARG a value, and it has no default.",
    level: Level::Warning,
    group: Group::Variables,
    page: include_str!("ungiven_arg.md"),
    check,
    ..Rule::EMPTY
};

/// Where a variable without a value is used.
struct Use {
    instruction: usize,
    range: ByteRange,
}

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let mut declared: BTreeMap<&str, ByteRange> = BTreeMap::new();
    for argument in facts.arguments().filter(|argument| argument.pair.value.is_none()) {
        if !is_platform_argument(argument.name) && !is_used_by_builder(argument.name) {
            declared.entry(argument.name).or_insert(argument.range);
        }
    }
    // A repository is read only for a file that has something to ask.
    if declared.is_empty() {
        return;
    }
    let Some(builds) = facts.settings.builds.as_deref() else { return };
    let mut uses = uses(facts, &declared);
    uses.retain(|_, uses| !uses.is_empty());
    if uses.is_empty() || !builds.is_complete() {
        return;
    }
    for (name, uses) in uses {
        // `docker compose build --build-arg`, `bake --set` and their like give arguments to builds that other files describe.
        if is_named(builds, name) {
            continue;
        }
        let Some((first, users)) = uses.iter().find_map(|first| Some((first, users(facts, builds, name, first)?))) else { continue };
        let Some(range) = declared.get(name) else { continue };
        let consequence = consequence(facts, name, first);
        let message = format!("No build in this repository gives `{name}` a value ({}): {}.", titles(&users, builds), consequence.text);
        let finding = report.add(*range, message);
        finding.level(consequence.level).related(first.range, "used here");
        finding.help(format!("Write a default, `ARG {name}=…`, or give it in the build."));
    }
}

/// The uses of each name where it is declared, has no value, and nothing says what to take instead.
fn uses<'n>(facts: &Facts<'_>, declared: &BTreeMap<&'n str, ByteRange>) -> BTreeMap<&'n str, Vec<Use>> {
    let graph = facts.graph();
    let is_empty = |name: &str, at: usize| {
        let is_from = facts.instruction(at).is_some_and(|instruction| instruction.keyword == Some(Keyword::From));
        let scope = if is_from { &graph.globals } else { graph.scope_at(at) };
        declared.contains_key(name) && scope.variable(name).is_some_and(|variable| variable.value.is_none())
    };
    let mut uses: BTreeMap<&str, Vec<Use>> = BTreeMap::new();
    let mut add = |name: &str, instruction: usize, range: ByteRange| {
        if let Some((name, _)) = declared.get_key_value(name) {
            uses.entry(name).or_default().push(Use { instruction, range });
        }
    };
    let (file, text) = (facts.file(), facts.document.text());
    for used in graph.variable_uses(file, text, facts.document.options()) {
        if !used.has_default && !is_handed_on(facts, &used) && is_empty(&used.name, used.instruction) {
            add(&used.name, used.instruction, used.range);
        }
    }
    for used in facts.shell_uses(|keyword| keyword == Keyword::Run, is_empty) {
        if !used.has_default && is_part_of_word(text, used.range) {
            add(used.name, used.instruction, used.range);
        }
    }
    for uses in uses.values_mut() {
        uses.sort_by_key(|used| used.range);
    }
    uses
}

/// Whether ENV takes it as it is: `ENV FLAGS=$FLAGS`. That is how what may be given is handed on.
fn is_handed_on(facts: &Facts<'_>, used: &UseAt) -> bool {
    let Some(instruction) = facts.instruction(used.instruction).filter(|instruction| instruction.keyword == Some(Keyword::Env)) else {
        return false;
    };
    let values = instruction.pairs().iter().filter_map(|pair| pair.value.as_ref());
    let whole = |text: &[u8]| text == used.range.slice(facts.document.text());
    values.into_iter().map(|value| instruction.range_of(value.span)).filter(|range| range.contains(used.range)).any(|range| {
        let text = range.slice(facts.document.text());
        whole(text) || text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).is_some_and(whole)
    })
}

/// Whether something stands beside it in the same word: a word of its own may be meant to be left out.
fn is_part_of_word(text: &[u8], range: ByteRange) -> bool {
    let before = (range.start as usize).checked_sub(1).and_then(|at| text.get(at));
    let behind = text.get(range.end as usize);
    let joins = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'-' | b'_' | b'@');
    before.is_some_and(|byte| joins(byte) || *byte == b':') || behind.is_some_and(joins)
}

/// The builds that certainly come to a use, if none that may come to it gives the argument. None if one does, or if there is none.
fn users<'b>(facts: &Facts<'_>, builds: &'b Builds, name: &str, used: &Use) -> Option<Vec<&'b Build>> {
    let graph = facts.graph();
    let stage = graph.stage_at(used.instruction);
    let mut users = Vec::new();
    for (build, certainty) in builds.all() {
        if !build.never_gives(name) {
            return None;
        }
        let reach = graph.reach(build.stages(graph));
        let is_written = build.is_written();
        if certainty == Certainty::Yes && is_written && stage.is_none_or(|stage| reach.needs(stage)) {
            users.push(build);
        }
    }
    Some(users).filter(|users| !users.is_empty())
}

/// Whether a file that describes builds has the name in it, in whatever place.
fn is_named(builds: &Builds, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let has_word = |text: &str| {
        text.match_indices(name).any(|(at, _)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let behind = text.get(at + name.len()..).and_then(|behind| behind.chars().next());
            !before.is_some_and(is_part) && !behind.is_some_and(is_part)
        })
    };
    builds.sources().all().any(|(_, file)| has_word(&file.text))
}

/// What becomes of the build.
struct Consequence {
    text: String,
    level: Level,
}

fn consequence(facts: &Facts<'_>, name: &str, used: &Use) -> Consequence {
    let graph = facts.graph();
    // The problem is noted where the word or a part of it stands.
    let breaks = graph.problems.iter().any(|problem| {
        let is_of_value = matches!(
            problem.kind,
            ProblemKind::BlankBase { .. }
                | ProblemKind::InvalidReference { .. }
                | ProblemKind::BlankPlatform { .. }
                | ProblemKind::Expansion(_)
        );
        is_of_value && (problem.range.contains(used.range) || used.range.contains(problem.range))
    });
    let keyword = facts.instruction(used.instruction).map_or("", |instruction| instruction.keyword_text());
    let line = facts.instruction(used.instruction).map_or(0, |instruction| instruction.lines.first);
    let is_complete = graph.scope_at(used.instruction).complete || keyword.eq_ignore_ascii_case("from");
    match (breaks, is_complete) {
        (true, _) => Consequence { text: format!("it is empty in line {line}, and the build stops there"), level: Level::Warning },
        (false, true) => Consequence { text: format!("it is empty in line {line}"), level: Level::Info },
        (false, false) => {
            Consequence { text: format!("it is empty in line {line}, unless the base image sets `{name}`"), level: Level::Info }
        }
    }
}

/// At most two of them.
fn titles(users: &[&Build], builds: &Builds) -> String {
    let mut titles: Vec<_> = users.iter().map(|build| build.title(builds.sources())).collect();
    titles.dedup();
    match titles.as_slice() {
        [first, second, _, ..] => format!("{first}, {second} and others"),
        all => all.join(", "),
    }
}
