//! Messages in a stream of bytes (LSP 3.17, "Base Protocol"): headers, a blank line, and as much JSON as `Content-Length` says.
//!
//! What cannot be read is said and left behind: a broken message takes none of the next with it, as long as the lengths are right;
//! and where they are not, the next line with a `Content-Length` begins a message.

use std::io::{self, BufRead, Read, Write};

use tower_lsp::jsonrpc::ErrorCode;

/// A longer message is left out. An editor that sends one would wait long for an answer, and there may be no memory for it.
const LONGEST: u64 = 256 << 20;

/// A header line longer than that is none.
const LONGEST_HEADER: u64 = 4096;

pub(super) enum Frame {
    /// Bytes that should be JSON.
    Body(Vec<u8>),
    /// No message, and why not.
    Broken(ErrorCode, String),
}

/// The next message; none at the end of the stream, also where that is in the middle of a message.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut seen = false;
    loop {
        let mut line = Vec::new();
        if (&mut *input).take(LONGEST_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            // Blank lines between messages are no harm.
            if seen {
                break;
            }
            continue;
        }
        seen = true;
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (name, value) = line.split_at(colon);
        if name.trim_ascii().eq_ignore_ascii_case(b"Content-Length") {
            let value = std::str::from_utf8(value).unwrap_or_default();
            length = value.trim_start_matches(':').trim().parse::<u64>().ok();
        }
    }
    let Some(length) = length else {
        return Ok(Some(Frame::Broken(ErrorCode::ParseError, "a message has no Content-Length that is a number".to_owned())));
    };
    if length > LONGEST {
        io::copy(&mut input.take(length), &mut io::sink())?;
        return Ok(Some(Frame::Broken(ErrorCode::InvalidRequest, format!("a message of {length} bytes is too long"))));
    }
    // The buffer grows with what really comes: a wrong length must not cost memory.
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    Ok((body.len() as u64 == length).then_some(Frame::Body(body)))
}

/// In one piece: whoever waits for it is woken once.
pub(super) fn write(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    let head = format!("Content-Length: {}\r\n\r\n", body.len());
    output.write_all(&[head.as_bytes(), body].concat())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(mut bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        while let Some(frame) = read(&mut bytes).unwrap() {
            found.push(match frame {
                Frame::Body(body) => String::from_utf8(body).unwrap(),
                Frame::Broken(code, _) => format!("{}", code.code()),
            });
        }
        found
    }

    #[test]
    fn headers_are_read_as_clients_write_them() {
        assert_eq!(
            frames(b"Content-Length: 2\r\n\r\n{}content-length:2\r\nContent-Type: x; charset=utf-8\r\nMore: 1\r\n\r\n[]"),
            ["{}", "[]"]
        );
        assert_eq!(frames(b"Content-Length: 2\n\n{}\r\n\r\nContent-Length: 0\r\n\r\n"), ["{}", ""]);
    }

    #[test]
    fn broken_messages_take_no_other_with_them() {
        let good = "Content-Length: 2\r\n\r\n{}";
        for (broken, code) in [
            ("Content-Length: two\r\n\r\n", "-32700"),
            ("Content-Length: -1\r\n\r\n", "-32700"),
            ("Content-Length: 99999999999999999999999\r\n\r\n", "-32700"),
            ("Hello\r\n\r\n", "-32700"),
        ] {
            assert_eq!(frames(format!("{good}{broken}{good}").as_bytes()), ["{}", code, "{}"], "{broken}");
        }
        // A length that is too small: the rest counts as headers, up to the next real one.
        assert_eq!(frames(format!("Content-Length: 1\r\n\r\n{{}}\r\n{good}").as_bytes()), ["{", "{}"]);
    }

    #[test]
    fn a_message_that_ends_early_is_the_end() {
        for cut in [&b"Content-Len"[..], b"Content-Length: 5\r\n\r\n{}", b"Content-Length: 5\r\n", b""] {
            assert!(frames(cut).is_empty());
        }
        // Nobody sends so much; it is not kept in memory.
        assert!(matches!(read(&mut &b"Content-Length: 999999999999\r\n\r\n{}"[..]).unwrap(), Some(Frame::Broken(..))));
    }
}
