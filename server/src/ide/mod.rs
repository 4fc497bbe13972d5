//! What an editor can ask of a document: one file a feature. Questions and answers are plain data in the words of editors: byte
//! ranges, texts and small enums.

pub mod folding;
pub mod names;
pub mod selection;
pub mod symbols;

pub mod actions;
