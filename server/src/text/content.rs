//! What the bytes of a file are: text as BuildKit reads it, or something else.

/// What a file holds, as its first bytes tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// UTF-8, or bytes near enough to it.
    Text,
    Utf16,
    Utf32,
    /// A program, an archive, an image, …
    Binary,
}

/// So many bytes are looked at. Programs, archives and images have NULs in their headers, which are no longer.
const HEAD: usize = 32;

impl Content {
    pub fn of(bytes: &[u8]) -> Self {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        match head {
            // The mark of UTF-32 begins as that of UTF-16 does.
            [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Self::Utf32,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Self::Utf16,
            // Without a mark: of the letters of a Dockerfile each second byte is NUL.
            [0, a, 0, b, ..] | [a, 0, b, 0, ..]
                if *a != 0 && *b != 0 && head.iter().filter(|byte| **byte == 0).count() * 3 > head.len() =>
            {
                Self::Utf16
            }
            _ if head.contains(&0) => Self::Binary,
            _ => Self::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents() {
        for (bytes, content) in [
            (&b""[..], Content::Text),
            (b"FROM a\n", Content::Text),
            (b"\xef\xbb\xbfFROM a\n", Content::Text),
            (b"FROM \xff\xfe\n", Content::Text),
            (b"\xff\xfeF\0R\0", Content::Utf16),
            (b"\xfe\xff\0F\0R", Content::Utf16),
            (b"\xff\xfe\0\0F\0\0\0", Content::Utf32),
            (b"\0\0\xfe\xff\0\0\0F", Content::Utf32),
            (b"F\0R\0O\0M\0 \0a\0", Content::Utf16),
            (b"\0F\0R\0O\0M\0 \0a", Content::Utf16),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0", Content::Binary),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Content::Binary),
            (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", Content::Binary),
            (b"PK\x03\x04\x14\0\0\0\x08\0", Content::Binary),
            (b"MZ\x90\0\x03\0\0\0\x04\0\0\0", Content::Binary),
            (b"\0", Content::Binary),
        ] {
            assert_eq!(Content::of(bytes), content, "{}", bytes.escape_ascii());
        }
        let late = [&b"FROM alpine:3.20\nRUN make -j4 all # the rest"[..], b"\0"].concat();
        assert_eq!(Content::of(&late), Content::Text, "a NUL far behind makes no program of it");
    }
}
