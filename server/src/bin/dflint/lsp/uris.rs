//! URIs as clients write them.
//!
//! LSP's are those of RFC 3986. Some clients leave characters as they are that must be escaped in a path: blanks, letters outside of
//! ASCII, brackets (the `url` crate, and so Helix and Zed: `file:///app/[id]/Dockerfile`). The message with such a URI would be lost
//! as a whole, and with one folder of a workspace all of them.

use serde_json::Value;
use tower_lsp::ls_types::Uri;

/// Escapes what is not escaped in the URIs of a message. What is no URI even so: a root is none, an entry of a list goes from it, and
/// else it stays, and is answered with an error where an answer is due.
pub(super) fn mend(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match (name.as_str(), &member) {
                    ("uri" | "rootUri", Value::String(uri)) if !is_uri(uri) => {
                        let escaped = escape(uri);
                        if is_uri(&escaped) {
                            *member = escaped.into();
                        } else if name == "rootUri" {
                            *member = Value::Null;
                        }
                    }
                    _ => mend(member),
                }
            }
        }
        Value::Array(members) => {
            members.iter_mut().for_each(mend);
            members.retain(|member| member.get("uri").and_then(Value::as_str).is_none_or(is_uri));
        }
        _ => {}
    }
}

/// Also of a URI that stands alone, such as an argument of a command.
pub(super) fn read(uri: &str) -> Option<Uri> {
    uri.parse().or_else(|_| escape(uri).parse()).ok()
}

fn is_uri(text: &str) -> bool {
    text.parse::<Uri>().is_ok()
}

fn escape(uri: &str) -> String {
    let mut escaped = String::with_capacity(uri.len() + 16);
    for (at, byte) in uri.bytes().enumerate() {
        let is_escape = || uri.as_bytes().get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let stays = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte) || byte == b'%' && is_escape();
        if stays {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_must_be_escaped_is() {
        for (written, read) in [
            ("file:///a%20b/c", "file:///a%20b/c"),
            ("file:///a b/[id]/ü|^", "file:///a%20b/%5Bid%5D/%C3%BC%7C%5E"),
            ("file:///100%/a", "file:///100%25/a"),
            ("untitled:Untitled-1", "untitled:Untitled-1"),
            ("vscode-remote://ssh-remote%2Bhost/a?b#c", "vscode-remote://ssh-remote%2Bhost/a?b#c"),
            ("http://[::1]/a", "http://[::1]/a"),
        ] {
            let mut value = json!({"textDocument": {"uri": written}});
            mend(&mut value);
            assert_eq!(value["textDocument"]["uri"], read);
            assert_eq!(super::read(written).unwrap().as_str(), read);
        }
    }

    #[test]
    fn what_is_no_uri_takes_nothing_else_along() {
        let mut value = json!({"rootUri": "/a", "workspaceFolders": [{"uri": "", "name": "x"}, {"uri": "file:///a b", "name": "y"}], "other": [1, {"uri": 2}]});
        mend(&mut value);
        assert_eq!(value, json!({"rootUri": null, "workspaceFolders": [{"uri": "file:///a%20b", "name": "y"}], "other": [1, {"uri": 2}]}));
        let mut value = json!({"textDocument": {"uri": "Dockerfile", "text": "FROM a"}});
        mend(&mut value);
        assert_eq!(value["textDocument"]["uri"], "Dockerfile");
    }
}
