use serde_json::{Value, json};

use super::{Client, range};

const URI: &str = "file:///w/Dockerfile";
const TEXT: &str = "FROM a AS b\nENV V=🚀\nRUN 🚀 --x=\"$V\"\n";

fn ask(client: &mut Client, line: u32, character: u32) -> Value {
    client.open(URI, TEXT);
    client.ask("textDocument/hover", json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": character}}))
}

#[test]
fn markdown_for_those_who_show_it() {
    let mut client = Client::new(json!({"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}}));
    let found = ask(&mut client, 2, 13);
    assert_eq!(found["range"], range((2, 13), (2, 14)));
    assert_eq!(found["contents"]["kind"], "markdown");
    assert_eq!(found["contents"]["value"], "`V` = `🚀`\n\nSet by ENV in line 2. Containers have it too.");
}

#[test]
fn plain_text_for_the_others() {
    let mut client = Client::new(json!({}));
    let found = ask(&mut client, 2, 1);
    assert_eq!(found["contents"]["kind"], "plaintext");
    let text = found["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("RUN [flags] command\n") && !text.contains('`'), "{text}");
    assert_eq!(ask(&mut client, 2, 8), Value::Null);
}
