//! Between LSP's types and the library's: positions, URIs.

use std::path::{Path, PathBuf};

use dflint::text::{Encoding, Position};
use tower_lsp::ls_types::{self as lsp, Uri};

pub(super) const fn position_from(position: lsp::Position) -> Position {
    Position { line: position.line, column: position.character }
}

pub(super) const fn position_to(position: Position) -> lsp::Position {
    lsp::Position { line: position.line, character: position.column }
}

pub(super) const fn encoding_to(encoding: Encoding) -> lsp::PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
        Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
        Encoding::Utf32 => lsp::PositionEncodingKind::UTF32,
    }
}

/// The encoding to speak in: UTF-8, which costs nothing, if the client has it; UTF-16 if it says nothing (LSP 3.17).
pub(super) fn encoding_from(offered: Option<&[lsp::PositionEncodingKind]>) -> Encoding {
    let offered = offered.unwrap_or_default();
    let wanted = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];
    wanted.into_iter().find(|encoding| offered.contains(&encoding_to(*encoding))).unwrap_or_default()
}

/// The file of a URI; none if it is no file (an editor's unsaved text).
pub(super) fn path_from(uri: &Uri) -> Option<PathBuf> {
    uri.scheme().as_str().eq_ignore_ascii_case("file").then(|| uri.to_file_path())?.map(|path| path.into_owned())
}

/// The URI of an absolute path.
pub(super) fn path_to(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_the_best_of_what_is_offered() {
        use lsp::PositionEncodingKind as Kind;
        for (offered, expected) in [
            (vec![], Encoding::Utf16),
            (vec![Kind::new("utf-7")], Encoding::Utf16),
            (vec![Kind::UTF16], Encoding::Utf16),
            (vec![Kind::UTF32], Encoding::Utf32),
            (vec![Kind::UTF16, Kind::UTF32, Kind::UTF8], Encoding::Utf8),
        ] {
            assert_eq!(encoding_from(Some(&offered)), expected, "{offered:?}");
        }
        assert_eq!(encoding_from(None), Encoding::Utf16);
    }

    #[cfg(unix)]
    #[test]
    fn uris_are_paths_and_back() {
        for path in ["/a/Dockerfile", "/a b/ü%?#🚀/Dockerfile"] {
            let uri = path_to(Path::new(path)).unwrap();
            assert_eq!(path_from(&uri).as_deref(), Some(Path::new(path)), "{uri:?}");
        }
        assert_eq!(path_from(&"untitled:Untitled-1".parse().unwrap()), None);
        assert_eq!(path_from(&"file:///a%20b".parse().unwrap()), Some(PathBuf::from("/a b")));
    }
}
