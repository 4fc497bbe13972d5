//! What is read from a script, put into words.

use std::sync::Arc;

use super::dialect::Dialect;
use super::read;
use super::script::Script;
use crate::syntax::{LogicalLine, Span};

fn script(text: &str) -> Script {
    let mut line = LogicalLine::default();
    line.push(0, text.as_bytes());
    let reading = Arc::new(read::read(line.text()).unwrap());
    Script { text: line, dialect: Dialect::Bash, reading }
}

fn commands(text: &str) -> Vec<String> {
    let script = script(text);
    let words = |command: &super::Command| script.words(command).iter().map(|word| script.text_of(word.span)).collect::<Vec<_>>().join("|");
    let describe = |command: &super::Command| {
        let parent = command.parent.map(|parent| format!(" in {parent}")).unwrap_or_default();
        format!("{:?} {} {:?} {}{parent}", command.kind, command.depth, command.joint, words(command))
    };
    script.commands.iter().map(describe).collect()
}

fn assignments(text: &str) -> Vec<String> {
    let script = script(text);
    let value = |span: Span| format!("={}", script.text_of(span));
    let assignments = script.assignments.iter();
    let describe = assignments.map(|assignment| {
        let value = assignment.value.map(value).unwrap_or_default();
        format!("{:?} {}{value}", assignment.kind, script.text_of(assignment.name))
    });
    describe.collect()
}

fn expansions(text: &str) -> Vec<String> {
    let script = script(text);
    let describe = |expansion: &super::Expansion| {
        format!("{} {:?} {}", script.text_of(expansion.name), expansion.operator, script.text_of(expansion.span))
    };
    script.expansions.iter().map(describe).collect()
}

#[test]
fn lists_and_pipes() {
    assert_eq!(
        commands("apt-get update && apt-get install -y 'a b' $x || exit 1; (cd /x; make) | tee \"log\" &"),
        [
            "Simple 0 Sequence apt-get|update",
            "Simple 0 And apt-get|install|-y|'a b'|$x",
            "Simple 0 Or exit|1",
            "Simple 1 Sequence cd|/x",
            "Simple 1 Sequence make",
            "Simple 0 Pipe tee|\"log\"",
        ]
    );
}

#[test]
fn compound_commands() {
    assert_eq!(
        commands("if [ -z \"$A\" ]; then a; else b; fi\nfor i in 1 2; do echo \"$(date -u)\"; done\nf() { export X Y=1; unset Z; }"),
        [
            "Test 1 Sequence ",
            "Simple 1 Sequence a",
            "Simple 1 Sequence b",
            "Simple 2 Sequence echo|\"$(date -u)\"",
            "Simple 3 Sequence date|-u in 3",
            "Declaration 2 Sequence export|X|Y=1",
            "Unset 2 Sequence unset|Z",
        ]
    );
    assert_eq!(script("f() { a; }").functions.len(), 1);
}

#[test]
fn what_sets_variables() {
    assert_eq!(
        assignments(
            "a=1 b=$x cmd; c+=2; export d e=\"$f\"; readonly g=1; for h in x; do :; done; read -r i j; printf -v k x; \
             : ${l:=1}; unset m; n=(1 2); o[1]=2; ((p = 1)); q=$((q2++)); getopts ab: s; if ((t == 1)); then :; fi"
        ),
        [
            "Prefix a=1",
            "Prefix b=$x",
            "Statement c=2",
            "Export d",
            "Export e=\"$f\"",
            "Declaration g=1",
            "Loop h",
            "Builtin i",
            "Builtin j",
            "Builtin k",
            "Expansion l",
            "Unset m",
            "Statement n=(1 2)",
            "Statement o=2",
            "Expansion p",
            "Statement q=$((q2++))",
            "Expansion q2",
            "Builtin s",
        ]
    );
}

#[test]
fn uses_of_variables() {
    assert_eq!(
        expansions(
            "echo $a \"${b}\" '$no' \\$no ${c:-$d} ${e:+1} ${f:?x} ${g%%.*} ${#h} ${i/x/y} ${j:1:2} ${k^^} ${!l} ${m[0]} ${n@Q} $((o+1)) $1 $?"
        ),
        [
            "a Plain $a",
            "b Plain ${b}",
            "c Default ${c:-$d}",
            "d Plain $d",
            "e Alternative ${e:+1}",
            "f Required ${f:?x}",
            "g Trim ${g%%.*}",
            "h Length ${#h}",
            "i Replace ${i/x/y}",
            "j Slice ${j:1:2}",
            "k Case ${k^^}",
            "l Indirect ${!l}",
            "m Element ${m[0]}",
            "n Transform ${n@Q}",
            "o Arithmetic o",
        ]
    );
}

#[test]
fn heredocs_expand_unless_quoted() {
    assert_eq!(expansions("cat <<A >f\n$x ${y}\nA\ncat <<'B'\n$z\nB\ncat <<-\"C\"\n$z\n\tC\n"), ["x Plain $x", "y Plain ${y}"]);
}

#[test]
fn commands_that_may_set_anything() {
    assert!(script("a").opaque_from.is_none());
    for text in [". ./env && a", "source env", "eval \"$(ssh-agent)\"", "export $(cat .env)"] {
        assert!(script(text).opaque_from.is_some(), "{text}");
    }
    let script = script("echo $x; . ./env; echo $x");
    assert!(!script.may_set("x", script.expansions[0].span.start));
    assert!(script.may_set("x", script.expansions[1].span.start));
}

#[test]
fn a_program_and_nothing_else() {
    for text in ["node server.js", " /bin/x --a='b c' \"d\" ", "exec x"] {
        assert!(script(text).only_command().is_some(), "{text}");
    }
    for text in ["a && b", "a; b", "a | b", "a > b", "A=1 b", "(a)", "{ a; }", "! a", "a &", "if a; then b; fi", "a # b", "a <<E\nE", ""] {
        assert!(script(text).only_command().is_none(), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_said_to_be_unclean() {
    assert!(script("a && b").clean);
    for text in ["a &&", "if a", "echo 'open", "<<<<<<< HEAD"] {
        assert!(!script(text).clean, "{text}");
    }
}

#[test]
fn what_would_take_too_long_is_not_read() {
    let long = |text: String| {
        let mut line = LogicalLine::default();
        line.push(0, text.as_bytes());
        read::read(line.text()).is_none()
    };
    assert!(long("a | ".repeat(10_000)) && long("f() ".repeat(10_000)) && long("a ".repeat(200_000)));
    assert!(!long("a; ".repeat(10_000)));
}

#[test]
fn deep_nesting() {
    for text in ["(".repeat(1_999), "$(".repeat(1_999), "{ ".repeat(20_000), "${a:-".repeat(5_000), "if a; then ".repeat(5_000)] {
        script(&text);
    }
}

/// The grammar takes such words apart.
#[test]
fn a_second_variable_behind_a_hyphen() {
    assert_eq!(expansions("curl https://a/$V/b-$W-c.tgz"), ["V Plain $V", "W Plain $W"]);
    assert_eq!(expansions("x a$V-$W-$X '$Y-$Z-a' \\$a-\\$b-c"), ["V Plain $V", "W Plain $W", "X Plain $X"]);
    let script = script("curl -o $V/b-$W-c x$V-$W-$X d");
    let words: Vec<_> = script.reading.words.iter().map(|word| script.text_of(word.span)).collect();
    assert_eq!(words, ["curl", "-o", "$V/b-$W-c", "x$V-$W-$X", "d"]);
}
