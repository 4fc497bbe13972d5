//! One version of one document: what requests are answered from.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use dflint::document::Document;
use dflint::ide::names::Names;
use dflint::lint::{self, Finding, Settings};
use dflint::rules;
use dflint::shell::Readings;
use dflint::syntax::Tree;
use dflint::text::{ByteRange, LiveText};
use tower_lsp::ls_types::{Position, Range, Uri};

use super::convert;
use super::workspace::Workspace;

/// To make one costs nothing; what is asked of it is computed by whoever asks first. That may take milliseconds: not for the
/// protocol's thread.
pub(super) struct Snapshot {
    pub uri: Uri,
    pub path: Option<PathBuf>,
    /// None for a file that is not open.
    pub version: Option<i32>,
    /// Which state of the document it is of: another one after each edit, and when settings have changed. 0 for a file that is not open.
    pub state: u64,
    pub workspace: Arc<Workspace>,
    text: Text,
    known: OnceLock<Known>,
    findings: OnceLock<Vec<Finding>>,
    names: OnceLock<Names>,
}

enum Text {
    /// Of an open document, perhaps with what is known of an older version.
    Live(LiveText, Option<Earlier>),
    /// Of a file; any bytes.
    File(Vec<u8>),
}

/// What an older version of a document leaves to the next one.
#[derive(Clone)]
pub(super) struct Earlier {
    /// Told of all edits since.
    pub tree: Tree,
    pub readings: Readings,
}

struct Known {
    document: Arc<Document>,
    settings: Settings,
}

impl Snapshot {
    pub(super) fn open(uri: Uri, version: i32, state: u64, text: LiveText, earlier: Option<Earlier>, workspace: Arc<Workspace>) -> Self {
        Self { state, ..Self::new(uri, Some(version), Text::Live(text, earlier), workspace) }
    }

    pub(super) fn file(uri: Uri, text: Vec<u8>, workspace: Arc<Workspace>) -> Self {
        Self::new(uri, None, Text::File(text), workspace)
    }

    fn new(uri: Uri, version: Option<i32>, text: Text, workspace: Arc<Workspace>) -> Self {
        let path = convert::path_from(&uri);
        Self { uri, path, version, state: 0, workspace, text, known: OnceLock::new(), findings: OnceLock::new(), names: OnceLock::new() }
    }

    pub(super) fn document(&self) -> &Document {
        &self.known().document
    }

    pub(super) fn shared_document(&self) -> Arc<Document> {
        self.known().document.clone()
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.known().settings
    }

    /// What `dflint check` finds. But that nothing has been written yet is no mistake in an editor.
    pub(super) fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| {
            let mut findings = lint::run(self.document(), self.settings(), rules::ALL);
            if self.version.is_some() && self.document().file().instructions.is_empty() {
                findings.retain(|finding| finding.rule.name != "missing-from");
            }
            findings
        })
    }

    pub(super) fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(self.document(), &self.settings().build))
    }

    /// What it leaves to the next version, if somebody has asked for the document.
    pub(super) fn earlier(&self) -> Option<Earlier> {
        self.known.get().map(|Known { document, .. }| Earlier { tree: document.tree().clone(), readings: document.readings() })
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| {
            let settings = self.workspace.settings_of(&self.uri, self.path.as_deref());
            let document = match &self.text {
                Text::File(text) => Document::new(text.clone(), &settings.build),
                Text::Live(text, None) => Document::new(text.bytes(), &settings.build),
                Text::Live(text, Some(Earlier { tree, readings })) => {
                    let text = text.bytes();
                    let tree = tree.parse_again(&text);
                    Document::of_tree(text, tree, &settings.build).with_readings(readings.clone())
                }
            };
            Known { document: Arc::new(document), settings }
        })
    }

    pub(super) fn position(&self, offset: u32) -> Position {
        let document = self.document();
        convert::position_to(document.index().position(document.text(), offset, self.workspace.supports.encoding))
    }

    pub(super) fn range(&self, range: ByteRange) -> Range {
        Range::new(self.position(range.start), self.position(range.end))
    }

    /// A position that lies outside is moved inside.
    pub(super) fn offset(&self, position: Position) -> u32 {
        let document = self.document();
        document.index().offset(document.text(), convert::position_from(position), self.workspace.supports.encoding)
    }

    pub(super) fn byte_range(&self, range: Range) -> ByteRange {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        ByteRange::new(start.min(end), start.max(end))
    }
}
