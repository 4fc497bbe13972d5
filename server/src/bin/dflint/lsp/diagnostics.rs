//! Findings as diagnostics: sent when a document changes, or given when the client asks.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use dflint::lint::{Applicability, Finding, Level, Tag};
use dflint::text::ByteRange;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};
use tower_lsp::ls_types::*;

use super::around::{Asked, File};
use super::build_diagnostics;
use super::documents::Changed;
use super::session::Session;
use super::snapshot::Snapshot;
use super::workspace::Workspace;

/// How long after diagnostics of a document the next ones are sent. The first ones are not held up.
const PAUSE: Duration = Duration::from_millis(20);

/// How long after a change of another document, on which they depend.
const BY_ANOTHER: Duration = Duration::from_millis(150);

/// Sends diagnostics of documents that have changed: of the newest version only, and none once a document is closed.
///
/// One task does it for all documents, so that what is sent of a document comes in order; the one that is due first comes first.
pub(super) async fn publish(session: Session, mut changed: mpsc::UnboundedReceiver<Changed>) {
    let mut due: HashMap<Uri, Instant> = HashMap::new();
    let mut sent: HashMap<Uri, Instant> = HashMap::new();
    loop {
        let next = due.iter().min_by_key(|(_, at)| **at).map(|(uri, at)| (uri.clone(), *at));
        let message = match &next {
            None => Ok(changed.recv().await),
            Some((_, at)) if *at <= Instant::now() => changed.try_recv().map(Some).map_err(|_| ()),
            Some((_, at)) => timeout_at(*at, changed.recv()).await.map_err(|_| ()),
        };
        match (message, next) {
            (Ok(Some(Changed { uri, by_another })), _) => {
                let earliest = match by_another {
                    true => Instant::now() + BY_ANOTHER,
                    false => sent.get(&uri).map_or_else(Instant::now, |sent| *sent + PAUSE),
                };
                due.entry(uri).and_modify(|at| *at = earliest.min(*at)).or_insert(earliest);
            }
            (Ok(None), _) => return,
            (Err(()), Some((uri, _))) => {
                due.remove(&uri);
                if send(&session, &uri).await {
                    sent.insert(uri, Instant::now());
                } else {
                    sent.remove(&uri);
                }
            }
            (Err(()), None) => {}
        }
    }
}

/// Whether the document is still open.
async fn send(session: &Session, uri: &Uri) -> bool {
    let Some(asked) = session.documents.ask(uri.clone()).await else {
        session.client.publish_diagnostics(uri.clone(), Vec::new(), None).await;
        return false;
    };
    let (state, version) = (asked.file.state(), asked.file.version());
    // Of a fault the user was told, and an edit may make it go away.
    let Ok(diagnostics) = session.compute(move || of_either(&asked)).await else { return true };
    let newest = session.documents.ask(uri.clone()).await;
    // If there is a newer one, its turn comes.
    if newest.is_some_and(|newest| newest.file.state() == state) {
        session.client.publish_diagnostics(uri.clone(), diagnostics, version).await;
    }
    session.tell_mistakes().await;
    true
}

fn of_either(asked: &Asked) -> Vec<Diagnostic> {
    match &asked.file {
        File::Dockerfile(snapshot) => diagnostics(snapshot),
        File::Build(file) => build_diagnostics::diagnostics(file, &asked.around),
    }
}

/// What the client asks for of a Dockerfile.
pub(super) fn report(snapshot: &Snapshot, previous: Option<&str>) -> DocumentDiagnosticReportKind {
    report_of(diagnostics(snapshot), previous)
}

/// All diagnostics, or that they are those that the client has.
pub(super) fn report_of(items: Vec<Diagnostic>, previous: Option<&str>) -> DocumentDiagnosticReportKind {
    let result_id = id(&items);
    if previous == Some(result_id.as_str()) {
        return UnchangedDocumentDiagnosticReport { result_id }.into();
    }
    FullDocumentDiagnosticReport { result_id: Some(result_id), items }.into()
}

pub(super) fn document_report(asked: &Asked, previous: Option<&str>) -> DocumentDiagnosticReportResult {
    let report = match report_of(of_either(asked), previous) {
        DocumentDiagnosticReportKind::Full(report) => {
            RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report: report }.into()
        }
        DocumentDiagnosticReportKind::Unchanged(report) => {
            RelatedUnchangedDocumentDiagnosticReport { related_documents: None, unchanged_document_diagnostic_report: report }.into()
        }
    };
    DocumentDiagnosticReportResult::Report(report)
}

/// What is asked for of a document that there is not.
pub(super) fn no_report() -> DocumentDiagnosticReportResult {
    DocumentDiagnosticReportResult::Report(RelatedFullDocumentDiagnosticReport::default().into())
}

/// The same for the same diagnostics, whatever else has changed.
fn id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    // What cannot be written has no fields that could be: it never happens.
    serde_json::to_vec(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

pub(super) fn diagnostics(snapshot: &Snapshot) -> Vec<Diagnostic> {
    if !snapshot.workspace.settings().diagnostics {
        return Vec::new();
    }
    let findings = snapshot.findings();
    let mut all: Vec<_> = findings.iter().map(|finding| diagnostic(snapshot, finding)).collect();
    all.extend(findings.iter().filter_map(|finding| faded(snapshot, finding)));
    all
}

/// What fades the whole of something of which the finding marks a part: a line under all of it would be too much.
fn faded(snapshot: &Snapshot, finding: &Finding) -> Option<Diagnostic> {
    let range = finding.faded.filter(|_| snapshot.workspace.supports.tags)?;
    Some(Diagnostic {
        range: snapshot.range(range),
        severity: Some(DiagnosticSeverity::HINT),
        code: Some(NumberOrString::String(finding.rule.name.to_owned())),
        source: Some("dflint".to_owned()),
        message: "This is not built.".to_owned(),
        tags: Some(vec![DiagnosticTag::UNNECESSARY]),
        ..Diagnostic::default()
    })
}

pub(super) fn diagnostic(snapshot: &Snapshot, finding: &Finding) -> Diagnostic {
    diagnostic_in(&snapshot.uri, &snapshot.workspace, |range| snapshot.range(range), finding)
}

/// The same in a file whose ranges `to_range` knows.
pub(super) fn diagnostic_in(uri: &Uri, workspace: &Workspace, to_range: impl Fn(ByteRange) -> Range, finding: &Finding) -> Diagnostic {
    let supports = &workspace.supports;
    let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location::new(uri.clone(), to_range(related.range)),
        message: related.message.clone(),
    });
    let tags = finding.tags.iter().map(|tag| match tag {
        Tag::Unnecessary => DiagnosticTag::UNNECESSARY,
        Tag::Deprecated => DiagnosticTag::DEPRECATED,
    });
    let (related, tags): (Vec<_>, Vec<_>) = (related.collect(), tags.collect());
    Diagnostic {
        range: to_range(finding.range),
        severity: Some(severity(finding)),
        code: Some(NumberOrString::String(finding.rule.name.to_owned())),
        code_description: page(finding).filter(|_| supports.code_description).map(|href| CodeDescription { href }),
        source: Some("dflint".to_owned()),
        message: match &finding.help {
            Some(help) => format!("{}\n{help}", finding.message),
            None => finding.message.clone(),
        },
        related_information: Some(related).filter(|related| supports.related_information && !related.is_empty()),
        tags: Some(tags).filter(|tags| supports.tags && !tags.is_empty()),
        data: supports.diagnostic_data.then(|| serde_json::json!({"fixable": finding.may_be_fixed(Applicability::Unsafe)})),
    }
}

/// What is only faded needs no line under it.
fn severity(finding: &Finding) -> DiagnosticSeverity {
    match finding.level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        _ if finding.tags.contains(&Tag::Unnecessary) => DiagnosticSeverity::HINT,
        _ => DiagnosticSeverity::INFORMATION,
    }
}

/// The page of the rule.
fn page(finding: &Finding) -> Option<Uri> {
    let file = finding.rule.name.replace('-', "_");
    format!("{}/blob/main/server/src/rules/{file}.md", env!("CARGO_PKG_REPOSITORY")).parse().ok()
}
