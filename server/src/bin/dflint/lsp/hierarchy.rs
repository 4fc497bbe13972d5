//! `callHierarchy/…`: which stages take files from a stage, and from which it takes some. `typeHierarchy/…`: what builds on what.

use dflint::ide::hierarchy::{self, Relative};
use serde_json::{Value, json};
use tower_lsp::ls_types::*;

use super::snapshot::Snapshot;

pub(super) fn prepare_calls(snapshot: &Snapshot, position: Position) -> Option<Vec<CallHierarchyItem>> {
    let stage = hierarchy::stage_at(snapshot.document(), snapshot.names(), snapshot.offset(position))?;
    Some(vec![call_item(snapshot, stage)?])
}

pub(super) fn incoming(snapshot: &Snapshot, item: &CallHierarchyItem) -> Option<Vec<CallHierarchyIncomingCall>> {
    let takers = hierarchy::takers(snapshot.document(), stage_of(item.data.as_ref())?);
    let call = |taker: Relative| {
        Some(CallHierarchyIncomingCall { from: call_item(snapshot, taker.stage)?, from_ranges: ranges(snapshot, &taker) })
    };
    Some(takers.into_iter().filter_map(call).collect())
}

pub(super) fn outgoing(snapshot: &Snapshot, item: &CallHierarchyItem) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let givers = hierarchy::givers(snapshot.document(), stage_of(item.data.as_ref())?);
    let call =
        |giver: Relative| Some(CallHierarchyOutgoingCall { to: call_item(snapshot, giver.stage)?, from_ranges: ranges(snapshot, &giver) });
    Some(givers.into_iter().filter_map(call).collect())
}

pub(super) fn prepare_types(snapshot: &Snapshot, position: Position) -> Option<Vec<TypeHierarchyItem>> {
    let stage = hierarchy::stage_at(snapshot.document(), snapshot.names(), snapshot.offset(position))?;
    Some(vec![type_item(snapshot, stage)?])
}

/// What a stage builds on.
pub(super) fn supertypes(snapshot: &Snapshot, item: &TypeHierarchyItem) -> Option<Vec<TypeHierarchyItem>> {
    let base = hierarchy::base(snapshot.document(), stage_of(item.data.as_ref())?);
    Some(base.and_then(|base| type_item(snapshot, base)).into_iter().collect())
}

pub(super) fn subtypes(snapshot: &Snapshot, item: &TypeHierarchyItem) -> Option<Vec<TypeHierarchyItem>> {
    let stages = hierarchy::built_on(snapshot.document(), stage_of(item.data.as_ref())?);
    Some(stages.into_iter().filter_map(|stage| type_item(snapshot, stage)).collect())
}

fn stage_of(data: Option<&Value>) -> Option<usize> {
    usize::try_from(data?.get("stage")?.as_u64()?).ok()
}

fn ranges(snapshot: &Snapshot, relative: &Relative) -> Vec<Range> {
    relative.places.iter().map(|place| snapshot.range(*place)).collect()
}

fn call_item(snapshot: &Snapshot, stage: usize) -> Option<CallHierarchyItem> {
    let (name, detail, target) = hierarchy::describe(snapshot.document(), stage)?;
    Some(CallHierarchyItem {
        name,
        kind: SymbolKind::MODULE,
        tags: None,
        detail: Some(detail),
        uri: snapshot.uri.clone(),
        range: snapshot.range(target.range),
        selection_range: snapshot.range(target.selection),
        data: Some(json!({"stage": stage})),
    })
}

/// The same fields in a type of its own.
fn type_item(snapshot: &Snapshot, stage: usize) -> Option<TypeHierarchyItem> {
    let CallHierarchyItem { name, kind, detail, uri, range, selection_range, data, .. } = call_item(snapshot, stage)?;
    Some(TypeHierarchyItem { name, kind, tags: None, detail, uri, range, selection_range, data })
}
