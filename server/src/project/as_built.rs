//! A Dockerfile as a build sees it: with its arguments, named contexts and platform.

use super::build::{Build, NamedContext};
use super::value::Piece;
use crate::document::Document;
use crate::stages::BuildOptions;
use crate::stages::Platform;
use crate::stages::Reach;
use crate::stages::StageGraph;

impl Build {
    /// The arguments of which name and value are known.
    pub fn known_args(&self) -> Vec<(String, String)> {
        self.args.iter().filter_map(|argument| Some((argument.name.text()?, argument.value.as_ref()?.text()?))).collect()
    }

    /// The named contexts of which the name is known. Of what is computed it is known that it takes the place of something.
    pub fn known_contexts(&self) -> Vec<(String, String)> {
        let shown = |piece: &Piece| if let Piece::Text { text, .. } = piece { text.clone() } else { "…".to_owned() };
        let context = |context: &NamedContext| Some((context.name.text()?, context.value.pieces.iter().map(shown).collect()));
        self.contexts.iter().filter_map(context).collect()
    }

    /// The platform, if it is one.
    pub fn known_platform(&self) -> Option<Platform> {
        match self.platforms.as_slice() {
            [only] => only.text().and_then(|platform| Platform::parse(&platform).ok()),
            _ => None,
        }
    }

    /// How the builder is called besides what `options` say. What stands last counts: that of `options`.
    pub fn options(&self, options: &BuildOptions) -> BuildOptions {
        let mut options = options.clone();
        options.build_args.splice(0..0, self.known_args());
        options.contexts.splice(0..0, self.known_contexts());
        if let Some(platform) = self.known_platform() {
            options.platform = platform;
        }
        options
    }

    /// The stages of a document that it needs, its targets among them. Nothing of what hangs on a computed value is certain.
    pub fn needs(&self, document: &Document) -> Reach {
        if self.args.is_empty() && self.contexts.is_empty() && self.platforms.is_empty() {
            let graph = document.graph();
            return graph.reach(self.stages(graph));
        }
        let graph = StageGraph::resolve(document.file(), document.text(), &self.options(document.options()));
        graph.reach(self.stages(&graph))
    }
}
