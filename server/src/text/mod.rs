//! Source text: byte ranges, lines, and the columns that editors and terminals count in.

mod index;
mod range;

pub use index::{Encoding, LineIndex, Position};
pub use range::{ByteRange, Lines};
