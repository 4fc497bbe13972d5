use dflint::ide::signature::signatures;
use dflint::text::ByteRange;

use super::check;

/// The active form, its active parameter in `»«`.
#[track_caller]
fn shows(fixture: &str) {
    check(fixture, |question| {
        let Some(found) = signatures(&question.document, question.cursor) else { return Vec::new() };
        let form = &found.forms[found.active];
        let mut label = form.label.clone();
        if let Some(parameter) = form.active.map(|active| &form.parameters[active]) {
            label.insert(parameter.end, '«');
            label.insert(parameter.start, '»');
        }
        vec![(ByteRange::empty(question.cursor), format!("{label} {}/{}", found.active + 1, found.forms.len()))]
    });
}

#[test]
fn words_of_instructions() {
    shows("FROM ‸\n     ^ |FROM [flags] »image« [AS name] 1/1\n");
    shows("FROM a ‸\n       ^ |FROM [flags] image [»AS name«] 1/1\n");
    shows("FROM a AS b c‸\n             ^ |FROM [flags] image [AS name] 1/1\n");
    shows("FROM a\nCOPY ‸\n     ^ |COPY [flags] »source…« destination 1/2\n");
    shows("FROM a\nCOPY x ‸\n       ^ |COPY [flags] source… »destination« 1/2\n");
    shows("FROM a\nCOPY x y‸ z\n        ^ |COPY [flags] »source…« destination 1/2\n");
    shows("FROM a\nCOPY [\"x\", \"‸\n            ^ |COPY [flags] [\"source\"…, »\"destination\"«] 2/2\n");
    shows("FROM a\nENV A‸\n     ^ |ENV »name«=value … 1/1\n");
    shows("FROM a\nENV A=b‸\n       ^ |ENV name=»value« … 1/1\n");
    shows("FROM a\nEXPOSE 80/‸\n          ^ |EXPOSE port[/»protocol«] … 1/1\n");
    shows("FROM a\nUSER a:‸\n       ^ |USER user[:»group«] 1/1\n");
    shows("FROM a\nHEALTHCHECK N‸\n             ^ |HEALTHCHECK »NONE« 2/2\n");
    shows("FROM a\nHEALTHCHECK --interval=1s CMD ‸\n                              ^ |HEALTHCHECK [flags] CMD »command« 1/2\n");
    shows("FROM a\nONBUILD ‸\n        ^ |ONBUILD »instruction« 1/1\n");
    shows("FROM a\nRU‸N x\n");
}

#[test]
fn forms_of_commands() {
    shows("FROM a\nRUN ‸\n    ^ |RUN [flags] »command« 1/3\n");
    shows("FROM a\nRUN [\"a\", ‸\n          ^ |RUN [flags] [\"program\", »\"argument\"…«] 2/3\n");
    shows("FROM a\nRUN <<‸\n      ^ |RUN [flags] »<<EOF« 3/3\n");
    shows("FROM a\nCMD ‸\n    ^ |CMD [»\"program\"«, \"argument\"…] 1/2\n");
    shows("FROM a\nCMD x‸\n     ^ |CMD »command« 2/2\n");
    shows("FROM a\nRUN apt-get install ‸\n");
}

#[test]
fn flags_and_mounts() {
    shows("FROM a\nCOPY --‸\n       ^ |COPY »[flags]« source… destination 1/2\n");
    shows("FROM a\nCOPY --chown=a‸\n              ^ |--chown=»user«[:group] 1/1\n");
    shows("FROM a\nCOPY --chown=a:‸\n               ^ |--chown=user[:»group«] 1/1\n");
    shows("FROM a\nRUN --mount=‸\n            ^ |--mount=»type=bind«,target=path,from=stage|image|context,source=path,rw,readonly 1/5\n");
    shows(
        "FROM a\nRUN --mount=target=‸\n                   ^ |--mount=type=bind,»target=path«,from=stage|image|context,source=path,rw,readonly 1/5\n",
    );
    shows("FROM a\nRUN --mount=type=tmpfs,size=‸\n                            ^ |--mount=type=tmpfs,target=path,»size=size« 1/1\n");
}
