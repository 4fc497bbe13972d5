//! Source text: byte ranges, lines, the columns that editors and terminals count in, and text that is being edited.

mod content;
mod index;
mod live;
mod range;

pub use content::Content;
pub use index::{Encoding, LineIndex, Position};
pub use live::{LiveText, Replaced};
pub use range::{ByteRange, Lines};
