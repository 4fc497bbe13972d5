//! `textDocument/documentSymbol` and `workspace/symbol`.

use dflint::ide::symbols::{self, Symbol};
use tower_lsp::ls_types::*;

use super::snapshot::Snapshot;

pub(super) fn document_symbols(snapshot: &Snapshot) -> DocumentSymbolResponse {
    let symbols = symbols::symbols(snapshot.document());
    if snapshot.workspace.supports.nested_symbols {
        return DocumentSymbolResponse::Nested(symbols.into_iter().map(|symbol| nested(snapshot, symbol)).collect());
    }
    let mut found = Vec::new();
    for symbol in symbols {
        flatten(snapshot, symbol, None, &mut found);
    }
    DocumentSymbolResponse::Flat(found)
}

/// The stages of a file that are like what is asked for.
pub(super) fn stages(snapshot: &Snapshot, query: &str) -> Vec<SymbolInformation> {
    let file = snapshot.path.as_ref().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    let mut found = Vec::new();
    for symbol in symbols::stages(snapshot.document()) {
        if symbols::is_like(&symbol.name, query) {
            flatten(snapshot, symbol, file.as_ref(), &mut found);
        }
    }
    found
}

#[expect(deprecated)] // LSP 3.17 has `tags` instead of the field, which has no default.
fn nested(snapshot: &Snapshot, symbol: Symbol) -> DocumentSymbol {
    let children: Vec<_> = symbol.children.into_iter().map(|child| nested(snapshot, child)).collect();
    DocumentSymbol {
        name: symbol.name,
        detail: Some(symbol.detail).filter(|detail| !detail.is_empty()),
        kind: kind(symbol.kind),
        tags: symbol.deprecated.then(|| vec![SymbolTag::DEPRECATED]),
        deprecated: None,
        range: snapshot.range(symbol.range),
        selection_range: snapshot.range(symbol.selection),
        children: Some(children).filter(|children| !children.is_empty()),
    }
}

#[expect(deprecated)]
fn flatten(snapshot: &Snapshot, symbol: Symbol, container: Option<&String>, found: &mut Vec<SymbolInformation>) {
    found.push(SymbolInformation {
        name: symbol.name.clone(),
        kind: kind(symbol.kind),
        tags: symbol.deprecated.then(|| vec![SymbolTag::DEPRECATED]),
        deprecated: None,
        location: Location::new(snapshot.uri.clone(), snapshot.range(symbol.range)),
        container_name: container.cloned(),
    });
    for child in symbol.children {
        flatten(snapshot, child, Some(&symbol.name), found);
    }
}

const fn kind(kind: symbols::SymbolKind) -> SymbolKind {
    match kind {
        symbols::SymbolKind::Stage => SymbolKind::MODULE,
        symbols::SymbolKind::Argument => SymbolKind::CONSTANT,
        symbols::SymbolKind::Variable => SymbolKind::VARIABLE,
        symbols::SymbolKind::Command => SymbolKind::FUNCTION,
        symbols::SymbolKind::Files => SymbolKind::FILE,
        symbols::SymbolKind::Port => SymbolKind::INTERFACE,
        symbols::SymbolKind::Property => SymbolKind::PROPERTY,
        symbols::SymbolKind::Heredoc => SymbolKind::STRING,
    }
}
