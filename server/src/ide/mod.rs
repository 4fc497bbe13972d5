//! What an editor can ask of a document: one file a feature. Questions and answers are plain data in the words of editors: byte
//! ranges, texts and small enums.

pub mod actions;
pub mod builds;
pub mod completion;
pub mod definition;
pub mod folding;
pub mod hierarchy;
pub mod hints;
pub mod hover;
pub mod indent;
pub mod lenses;
pub mod links;
pub mod names;
pub mod refactor;
pub mod references;
pub mod rename;
pub mod selection;
pub mod signature;
pub mod symbols;
pub mod tokens;

mod place;
mod reference;
mod rule;
mod stage;
mod variable;
