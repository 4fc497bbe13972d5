//! `textDocument/signatureHelp`.

use dflint::ide::signature::{self, Signature};
use tower_lsp::ls_types::*;

use super::snapshot::Snapshot;

pub(super) fn offer() -> SignatureHelpOptions {
    let characters = |all: &[&str]| Some(all.iter().map(|character| (*character).to_owned()).collect());
    SignatureHelpOptions {
        trigger_characters: characters(&[" ", "=", ",", "["]),
        retrigger_characters: characters(&[":", "/"]),
        ..SignatureHelpOptions::default()
    }
}

pub(super) fn signature(snapshot: &Snapshot, position: Position) -> Option<SignatureHelp> {
    let found = signature::signatures(snapshot.document(), snapshot.offset(position))?;
    let active = found.forms.get(found.active).and_then(|form| form.active);
    Some(SignatureHelp {
        signatures: found.forms.into_iter().map(|form| information(snapshot, form)).collect(),
        active_signature: Some(found.active as u32),
        active_parameter: active.map(|active| active as u32),
    })
}

fn information(snapshot: &Snapshot, form: Signature) -> SignatureInformation {
    let supports = &snapshot.workspace.supports;
    let documentation = |text: String| Some(supports.signature_markup.documentation(text));
    let parameters = form.parameters.into_iter().map(|parameter| {
        let text = form.label.get(parameter.start..parameter.end).unwrap_or_default();
        // A label counts in UTF-16, whatever positions do.
        let units = |end: usize| form.label.get(..end).unwrap_or_default().encode_utf16().count() as u32;
        let label = match supports.label_offsets {
            true => ParameterLabel::LabelOffsets([units(parameter.start), units(parameter.end)]),
            false => ParameterLabel::Simple(text.to_owned()),
        };
        let documentation = if parameter.about.is_empty() { None } else { documentation(parameter.about) };
        ParameterInformation { label, documentation }
    });
    SignatureInformation {
        parameters: Some(parameters.collect()),
        documentation: documentation(form.about),
        active_parameter: form.active.map(|active| active as u32),
        label: form.label,
    }
}
