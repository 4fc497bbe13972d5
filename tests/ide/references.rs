use dflint::ide::names::Names;
use dflint::ide::references::{Access, highlights, references};

use super::check;

#[track_caller]
fn refers(fixture: &str) {
    check(fixture, |question| {
        let names = Names::of(&question.document, &question.settings.build);
        let access = |access| if access == Access::Write { "write" } else { "read" };
        let marks: Vec<_> =
            highlights(&names, question.cursor).into_iter().map(|(site, how)| (site.range, access(how).to_owned())).collect();
        let reads = references(&names, question.cursor, false).len();
        assert_eq!(reads, marks.iter().filter(|(_, how)| how == "read").count());
        marks
    });
}

#[test]
fn a_stage() {
    refers(
        "
FROM a AS bu‸ild
          ^^^^^ write
FROM build AS test
     ^^^^^ read
FROM c
COPY --from=build /x /x
            ^^^^^ read
COPY --from=0 /y /y
            ^ read
RUN --mount=from=build,target=/z true
                 ^^^^^ read
",
    );
}

#[test]
fn a_global_argument_and_what_takes_it_over() {
    refers(
        "
ARG VERSION=1
    ^^^^^^^ write
FROM a:$VERSION AS one
        ^^^^^^^ read
ARG VERSION
    ^^^^^^^ write
RUN curl x-${VERS‸ION%.*} && VERSION=2 && echo $VERSION
             ^^^^^^^ read
LABEL v=${VERSION:-0}
          ^^^^^^^ read
FROM one
COPY <<EOF /version
$VERSION
 ^^^^^^^ read
EOF
FROM a
RUN echo $VERSION
",
    );
}

/// Every instruction that BuildKit expands.
#[test]
fn ports_and_signals() {
    refers(
        "
FROM a
ARG P‸=80
    ^ write
EXPOSE ${P} 8${P}/tcp \"$P\"
         ^ read
               ^ read
                        ^ read
STOPSIGNAL $P
            ^ read
",
    );
}

#[test]
fn stages_with_variables_of_their_own() {
    refers(
        "
FROM a AS one
ARG X=1
    ^ write
RUN echo $‸X
          ^ read
FROM a AS two
ARG X=2
RUN echo $X
",
    );
}

/// What an ONBUILD names counts where it is fired, and is looked up by the same names.
#[test]
fn a_stage_that_onbuild_names() {
    refers(
        "
FROM a AS to‸ols
          ^^^^^ write
FROM b AS maker
ONBUILD COPY --from=tools /x /x
                    ^^^^^ read
ONBUILD RUN --mount=type=bind,from=tools,target=/t true
                                   ^^^^^ read
FROM maker
",
    );
    refers(
        "
FROM a AS tools
          ^^^^^ write
FROM b
ONBUILD COPY --from=to‸ols /x /x
                    ^^^^^ read
ONBUILD COPY --from=0 /y /y
                    ^ read
ONBUILD COPY --from=alpine:3 /z /z
",
    );
}

/// A file that is only begun, or a part of one, has the variables of one stage.
#[test]
fn variables_without_a_from() {
    refers(
        "
ARG BASE=alpine
ENV port=8080
    ^^^^ write
EXPOSE ${po‸rt}
         ^^^^ read
RUN echo \"$port\"
           ^^^^ read
",
    );
    refers(
        "
ARG BA‸SE=alpine
    ^^^^ write
ENV a=${BASE} \\
        ^^^^ read
  b=$BASE
     ^^^^ read
COPY <<EOF /a
$BASE
 ^^^^ read
EOF
ARG BASE=debian
    ^^^^ write
CMD echo $BASE
          ^^^^ read
",
    );
}
