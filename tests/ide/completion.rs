use dflint::document::Document;
use dflint::ide::completion::{About, Completion, Entry, ItemKind, Surroundings, Wanted, complete, wanted};
use dflint::lint::Settings;
use dflint::rules;
use dflint::stages::BuildOptions;
use dflint::text::ByteRange;

use super::{CURSOR, check};

fn ask(document: &Document, offset: u32) -> Completion {
    let entry = |name: &str, folder| Entry { name: name.to_owned(), folder };
    let entries = [entry("Makefile", false), entry("src", true), entry("a b", false), entry(".env", false)];
    let images = ["example/tool:2".to_owned(), "node:22".to_owned()];
    let entries: &[Entry] = if wanted(document, offset).folder.as_deref() == Some("") { &entries } else { &[] };
    let images: &[String] = if wanted(document, offset).images { &images } else { &[] };
    complete(document, rules::ALL, offset, Surroundings { entries, images })
}

/// The labels that go on with what is written, as an editor shows them; the range that is replaced if an editor inserts, and that
/// with the rest of the word if it is longer.
#[track_caller]
fn completes(fixture: &str) {
    check(fixture, |question| {
        let found = ask(&question.document, question.cursor);
        let word = String::from_utf8_lossy(found.insert.slice(question.document.text())).to_lowercase();
        let fits = found.items.iter().filter(|item| item.kind != ItemKind::Snippet && item.label.to_lowercase().starts_with(&word));
        let labels: Vec<_> = fits.map(|item| item.label.as_str()).take(9).collect();
        let mut shown = vec![(found.insert, labels.join(" "))];
        if found.replace != found.insert {
            shown.insert(0, (found.replace, "replaced".to_owned()));
        }
        shown
    });
}

/// The first item with a label: its details, and the file after it was taken.
#[track_caller]
fn taken(marked: &str, label: &str) -> (String, String) {
    let offset = marked.find(CURSOR).unwrap();
    let text = marked.replace(CURSOR, "");
    let document = Document::new(text.clone().into_bytes(), &BuildOptions::default());
    let found = ask(&document, offset as u32);
    let labels: Vec<_> = found.items.iter().map(|item| item.label.as_str()).collect();
    let item = found.items.iter().find(|item| item.label == label).unwrap_or_else(|| panic!("no {label} in {labels:?}"));
    let ByteRange { start, end } = found.replace;
    (item.detail.clone(), [&text[..start as usize], &item.text, &text[end as usize..]].concat())
}

#[test]
fn instructions_before_the_first_from() {
    completes("‸\n^ |FROM ARG\n");
    completes("FR‸\n^^ FROM\n");
}

#[test]
fn instructions_in_the_case_of_the_file() {
    completes("FROM a\nE‸\n^ ENV ENTRYPOINT EXPOSE\n");
    completes("from a\nrun b\nE‸\n^ env entrypoint expose\n");
    completes("FROM a\n  cm‸\n  ^^ CMD\n");
    assert_eq!(taken("FROM a\r\nCO‸\r\nRUN x\r\n", "COPY").1, "FROM a\r\nCOPY\r\nRUN x\r\n");
    assert_eq!(taken("FROM a\nCO‸PY x y\n", "COPY").1, "FROM a\nCOPY x y\n");
}

#[test]
fn snippets_where_nothing_follows() {
    let (_, text) = taken("FROM a\nRU‸", "RUN <<EOF");
    assert_eq!(text, "FROM a\nRUN <<EOF\n$0\nEOF");
    let document = Document::new(b"FROM a\nRU x".to_vec(), &BuildOptions::default());
    assert!(ask(&document, 9).items.iter().all(|item| item.kind != ItemKind::Snippet));
}

#[test]
fn onbuild_puts_no_from_off() {
    completes("FROM a\nONBUILD ‸\n        ^ |RUN COPY ENV ARG WORKDIR USER CMD ENTRYPOINT EXPOSE\n");
    completes("FROM a\nONBUILD F‸\n        ^\n");
}

#[test]
fn stages_of_from_are_those_above() {
    completes("FROM node:20 AS Base\nFROM alpine AS base-two\nFROM ba‸\n     ^^ base-two base backdrop bash\nFROM x AS base-late\n");
    assert_eq!(taken("FROM node:20 AS Base\nFROM ‸", "base").0, "FROM node:20, line 1");
}

#[test]
fn stages_of_copy_the_nearest_first_then_numbers() {
    completes(
        "
FROM node:20 AS deps
FROM alpine
FROM scratch AS dev
FROM scratch AS app
COPY --from=d‸ /x /y
            ^ dev deps dart debian docker drupal
FROM scratch AS d-late
",
    );
    completes(
        "FROM a AS one\nFROM b\nFROM c\nCOPY --from=‸1\n            ^ replaced\n            ^ |one 1 0 a b c example/tool:2 node:22 adminer\n",
    );
}

#[test]
fn a_name_that_a_later_stage_takes_is_not_offered() {
    completes(
        "FROM a AS same\nFROM b\nCOPY --from=s‸\n            ^ sapmachine satosa scratch silverpeas sl solr sonarqube spark spiped\nFROM c AS same\n",
    );
}

#[test]
fn mounts_know_stages_by_name_only() {
    completes(
        "FROM a AS build\nFROM b\nRUN --mount=type=bind,from=‸,target=/x make\n                           ^ |build a b example/tool:2 node:22 adminer aerospike almalinux alpine\n",
    );
    completes("FROM a AS build\nFROM b\nRUN --mount=from=b‸\n                 ^ build b backdrop bash bonita buildpack-deps busybox\n");
}

#[test]
fn images_and_tags() {
    completes("FROM nod‸e AS x\n     ^^^^ replaced\n     ^^^ node:22 node\n");
    completes("FROM golang:1.23-‸\n     ^^^^^^^^^^^^ golang:1.23-alpine golang:1.23-bookworm\n");
    completes("FROM a ‸\n       ^ |AS\n");
    completes("from a a‸\n       ^ as\n");
    completes("FROM a AS ‸\n          ^ |\n");
}

#[test]
fn flags_that_are_not_there_yet() {
    completes("FROM a\nCOPY --link --‸\n            ^^ --from= --chown= --chmod= --parents --exclude=\n");
    completes("FROM a\nCOPY --fr‸om=x\n     ^^^^^^ replaced\n     ^^^^ --from=\n");
    assert_eq!(taken("FROM a\nCOPY ‸x /y", "--link").1, "FROM a\nCOPY --linkx /y");
    assert_eq!(taken("FROM a\nCOPY --fr‸om=x", "--from=").1, "FROM a\nCOPY --from=x");
    completes("FROM a\nRUN -‸\n    ^ --mount= --network= --security= --device=\n");
    completes("FROM a\nRUN rm -‸\n        ^ |\n");
    completes("FROM a\nADD --c‸\n    ^^^ --chown= --chmod= --checksum=\n");
    completes("FROM a\nHEALTHCHECK --s‸\n            ^^^ --start-period= --start-interval=\n");
}

#[test]
fn values_of_flags() {
    completes("FROM --platform=$B‸\n                 ^ BUILDARCH BUILDOS BUILDOSVERSION BUILDPLATFORM BUILDVARIANT\n");
    completes(
        "FROM --platform=l‸\n                ^ linux/amd64 linux/arm64 linux/arm/v7 linux/arm/v6 linux/386 linux/ppc64le linux/riscv64 linux/s390x\n",
    );
    completes("FROM a\nRUN --network=‸\n              ^ |default none host\n");
    completes("FROM a\nCOPY --chmod=6‸ x y\n             ^ 644 600\n");
    completes("FROM a\nCOPY --link=‸\n            ^ |true false\n");
    completes("FROM a\nHEALTHCHECK --interval=3‸\n                       ^ 30s\n");
}

#[test]
fn options_of_mounts() {
    completes("FROM a\nRUN --mount=‸\n            ^ |type= target= from= source= rw readonly\n");
    completes("FROM a\nRUN --mount=type=‸\n                 ^ |bind cache tmpfs secret ssh\n");
    completes(
        "FROM a\nRUN --mount=type=cache,target=/x,‸\n                                 ^ |id= sharing= from= source= mode= uid= gid= readonly\n",
    );
    completes("FROM a\nRUN --mount=t‸,type=cache,id=x\n            ^ target=\n");
    completes("FROM a\nRUN --mount=type=cache,sharing=‸ \\\n                               ^ |shared locked private\n  x\n");
    completes(
        "FROM a\nRUN --mount=type=cache,target=/root/.c‸\n                              ^^^^^^^^ /root/.cache/pip /root/.cache/uv /root/.cache/go-build /root/.composer/cache /root/.cache/ccache\n",
    );
    completes("FROM a\nRUN --mount=type=secret,id=npm x\nRUN --mount=type=secret,id=‸\n                           ^ |npm\n");
}

#[test]
fn variables_in_scope() {
    completes(
        "ARG V=1\nFROM a:$‸\n        ^ |V BUILDARCH BUILDOS BUILDOSVERSION BUILDPLATFORM BUILDVARIANT TARGETARCH TARGETOS TARGETOSVERSION\n",
    );
    completes("ARG V=1\nFROM a\nARG W=2\nENV X=3\nWORKDIR /${‸\n           ^ |W X PATH\n");
    assert_eq!(taken("FROM a\nARG W=2\nUSER ${‸\n", "W"), ("2".to_owned(), "FROM a\nARG W=2\nUSER ${W}\n".to_owned()));
    assert_eq!(taken("FROM a\nENV W=2\nUSER ${‸}\n", "W"), ("2".to_owned(), "FROM a\nENV W=2\nUSER ${W}\n".to_owned()));
    assert_eq!(taken("FROM a\nENV W=2\nUSER ${‸X:-y}\n", "W").1, "FROM a\nENV W=2\nUSER ${W:-y}\n");
    completes("FROM a\nENV W=2\nCOPY --from=$‸\n            ^\n");
}

#[test]
fn variables_of_shells() {
    completes("FROM a\nARG W=2\nENV X=3\nRUN y=1 && \\\n  echo \"$‸\"\n         ^ |W X y PATH\n");
    completes("FROM a\nARG W=2\nRUN awk '{print $‸}'\n                 ^ |\n");
    completes("FROM a\nARG W=2\nENV X=3\nCMD echo $‸\n          ^ |X PATH\n");
    completes("FROM a\nARG W=2\nCMD [\"echo\", \"$‸\"]\n               ^ |\n");
    completes("FROM a\nARG W=2\nRUN <<E\necho ${‸\n       ^ |W PATH\nE\n");
    completes("FROM a\nARG W=2\nCOPY <<'E' /x\n$‸\n ^ |\nE\n");
    completes("FROM a\nARG W=2\nCOPY <<E /x\n$‸\n ^ |W PATH\nE\n");
    completes("FROM a\nRUN echo ‸\n         ^ |\n");
}

#[test]
fn names_for_arg_and_env() {
    completes(
        "ARG V=1\nFROM a\nARG ‸\n    ^ |V BUILDARCH BUILDOS BUILDOSVERSION BUILDPLATFORM BUILDVARIANT TARGETARCH TARGETOS TARGETOSVERSION\n",
    );
    completes("ARG V=1\nFROM a\nARG V\nARG V‸\n    ^\n");
    completes("FROM a\nARG V=1\nENV V‸\n    ^ V=$V\n");
    completes("FROM a\nENV PYTHON‸\n    ^^^^^^ PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1\n");
    completes("FROM a\nENV A=1 NODE‸\n        ^^^^ NODE_ENV=production\n");
    completes("FROM a\nENV A=N‸\n       ^ |\n");
    completes("FROM a\nLABEL org.opencontainers.image.so‸\n      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ org.opencontainers.image.source\n");
}

#[test]
fn paths_of_the_context() {
    completes("FROM a\nCOPY ‸\n     ^ |Makefile src/ .env --from= --chown= --chmod= --link --parents --exclude=\n");
    completes("FROM a\nCOPY ./s‸ /x\n       ^ src/\n");
    completes("FROM a\nWORKDIR /app\nCOPY x ‸\n       ^ |./ /app/ Makefile src/ .env\n");
    completes("FROM a\nCOPY [\"‸\n       ^ |Makefile src/ .env\n");
    completes("FROM a\nRUN --mount=type=bind,source=M‸,target=/x y\n                             ^ Makefile\n");
}

#[test]
fn paths_of_the_source_stage() {
    completes(
        "
FROM golang AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN mkdir -p /data && go build -o /out/app .
FROM scratch
COPY --from=build /‸
                  ^ /src/ /src/go.mod /src/go.sum /data/ /out/app
",
    );
}

#[test]
fn what_is_wanted() {
    let document = |text: &str| Document::new(text.as_bytes().to_vec(), &BuildOptions::default());
    let at_end = |text: &str| wanted(&document(text), text.len() as u32);
    assert_eq!(at_end("FROM "), Wanted { folder: None, images: true });
    assert_eq!(at_end("FROM a\nCOPY ../src/x/y"), Wanted { folder: Some("src/x".to_owned()), images: false });
    assert_eq!(at_end("FROM a\nCOPY --from=x src/"), Wanted::default());
    assert_eq!(at_end("FROM a\nRUN src/"), Wanted::default());
}

#[test]
fn users_ports_signals_and_forms() {
    completes("FROM a\nRUN groupadd -r web && useradd -r -g web -u 10 app\nUSER ‸\n     ^ |app root nobody\n");
    completes("FROM a\nRUN addgroup -S web && adduser -S -G web app\nCOPY --chown=app:‸ x y\n                 ^ |web root\n");
    completes("FROM a\nEXPOSE 54‸\n       ^^ 5432\n");
    completes("FROM a\nEXPOSE 54/‸\n          ^ |tcp udp sctp\n");
    completes("FROM a\nSTOPSIGNAL SIGQ‸\n           ^^^^ SIGQUIT\n");
    completes("FROM a\nHEALTHCHECK ‸\n            ^ |CMD NONE --interval= --timeout= --start-period= --start-interval= --retries=\n");
    completes(
        "FROM a\nHEALTHCHECK --interval=5s ‸\n                          ^ |CMD --timeout= --start-period= --start-interval= --retries=\n",
    );
    completes(
        "FROM a\nSHELL [‸\n      ^ [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"] [\"/bin/ash\", \"-o\", \"pipefail\", \"-c\"] [\"/bin/sh\", \"-c\"] [\"powershell\", \"-Command\"] [\"cmd\", \"/S\", \"/C\"]\n",
    );
    completes("FROM a\nWORKDIR /api\nFROM b\nWORKDIR /ap‸\n        ^^^ /api /app\n");
}

#[test]
fn comments_that_something_reads() {
    completes("# ‸\n  ^ |syntax=docker/dockerfile:1 check=skip= check=error=true escape=` dflint: ignore= dflint: ignore-file=\n");
    completes(
        "# syntax=docker/dockerfile:1\n# ‸\n  ^ |check=skip= check=error=true escape=` dflint: ignore= dflint: ignore-stage= dflint: ignore-file=\nFROM a\n",
    );
    completes("# check=skip=StageNameCasing,JSON‸\n                             ^^^^ JSONArgsRecommended\n");
    completes("FROM a\n# dflint: ignore=late‸\n                 ^^^^ later-stage-reference latest-tag\nRUN x\n");
    completes("FROM a\n# hadolint ignore=DL3006,DL302‸\n                         ^^^^^ DL3022 DL3023 DL3024 DL3025 DL3029\nRUN x\n");
    completes("FROM a\n# debian/‸\n         ^ |\nRUN x\n");
    completes("FROM a\n# dflint: ig‸\n  ^^^^^^^^^^ dflint: ignore= dflint: ignore-file=\nRUN x\n");
    completes("FROM a\n# some words ‸\n             ^ |\nRUN x\n");
    completes("FROM a\nRUN a \\\n  # dfl‸\n       ^ |\n  b\n");
}

#[test]
fn descriptions() {
    let text = "ARG V=1\nFROM golang:$V AS build\nWORKDIR /src\nENV A=1\nFROM scratch\nCOPY --from=build /src /x\n";
    let document = Document::new(text.as_bytes().to_vec(), &BuildOptions::default());
    let about = |about: About| about.describe(&document, &Settings::default(), rules::ALL);
    insta::assert_snapshot!(about(About::Stage(0)).unwrap(), @"
    **`build`** (stage 0) ← `golang:$V` = `golang:1`

    The default target takes files from it.

    - Used by stage 1 (COPY in line 6)
    - WORKDIR `/src`
    - ENV `A=1`
    - Files: `/src` (WORKDIR in line 3)
    ");
    insta::assert_snapshot!(about(About::Mount("tmpfs".to_owned())).unwrap(), @"
    `RUN --mount=type=tmpfs`

    An empty folder in memory.

    - `target`: Where it is mounted.
    - `size`: How large it may become, such as `64m`.

    [Dockerfile reference](https://docs.docker.com/reference/dockerfile/#run---mounttypetmpfs)
    ");
    insta::assert_snapshot!(about(About::Variable("A".to_owned(), 3)).unwrap(), @"`A` is not set in this file; the image `golang:$V` may set it.");
    assert!(about(About::Rule("DL3006".to_owned())).unwrap().starts_with("**untagged-image** (images, warning)"));
    assert_eq!(about(About::Stage(9)), None);
    assert_eq!(about(About::Flag(dflint::syntax::Keyword::Add, "from".to_owned())), None);
}

#[test]
fn labels_and_folders_of_the_file_and_usual_ones() {
    assert_eq!(taken("LABEL ‸\n", "org.opencontainers.image.source").1, "LABEL org.opencontainers.image.source=\n");
    let (detail, text) = taken("FROM a\nLABEL com.example.team=x\nFROM b\nLABEL ‸\n", "com.example.team");
    assert_eq!(
        (detail.as_str(), text.as_str()),
        ("LABEL elsewhere in this file", "FROM a\nLABEL com.example.team=x\nFROM b\nLABEL com.example.team=\n")
    );
    completes("WORKDIR /‸\n        ^ /app /src /usr/src/app /workspace /opt\n");
    completes("WORKDIR /usr‸\n        ^^^^ /usr/src/app\n");
    completes(
        "FROM a\nENV HOME_OF=/home/x P=a:/b\nCOPY x /srv/site/\nWORKDIR /app\nFROM b\nWORKDIR /‸\n        ^ /app /srv/site /home/x /src /usr/src/app /workspace /opt\n",
    );
}

#[test]
fn variables_without_a_from() {
    completes("ARG V=1\nENV W=2\nRUN echo ${‸\n           ^ |V W\n");
    completes("ENV W=2\nARG X=$‸\n       ^ |W\n");
}
