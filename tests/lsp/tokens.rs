use serde_json::{Value, json};

use super::{Client, range};

const URI: &str = "file:///w/Dockerfile";
const TEXT: &str = "FROM a AS b\nENV é=\"🚀 $X\" Y=1\n";

fn document() -> Value {
    json!({"uri": URI})
}

fn full(client: &mut Client) -> Value {
    client.ask("textDocument/semanticTokens/full", json!({"textDocument": document()}))
}

/// Each token as line, column, length and type.
fn told(data: &Value, legend: &Value) -> Vec<(u64, u64, u64, String)> {
    let numbers: Vec<u64> = data.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect();
    assert!(numbers.len().is_multiple_of(5));
    let (mut line, mut column) = (0, 0);
    let mut tokens = Vec::new();
    for token in numbers.chunks(5) {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        tokens.push((line, column, token[2], legend[token[3] as usize].as_str().unwrap().to_owned()));
    }
    tokens
}

fn started(capabilities: Value) -> (Client, Value) {
    let mut client = Client::start(&["--stdio"]);
    let offered = client.ask("initialize", json!({"capabilities": capabilities}));
    client.notify("initialized", json!({}));
    (client, offered["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"].clone())
}

#[test]
fn tokens_are_counted_in_the_units_of_the_client() {
    for (encoding, string, dollar) in [("utf-16", 4, 10), ("utf-8", 6, 13), ("utf-32", 3, 9)] {
        let (mut client, legend) = started(json!({"general": {"positionEncodings": [encoding]}}));
        client.open(URI, TEXT);
        let result = full(&mut client);
        let tokens = told(&result["data"], &legend);
        assert_eq!(tokens[0], (0, 0, 4, "keyword".to_owned()));
        assert!(tokens.contains(&(0, 10, 1, "class".to_owned())), "{tokens:?}");
        let at = tokens.iter().position(|token| token.3 == "string").unwrap();
        assert_eq!((tokens[at].2, &tokens[at + 1]), (string, &(1, dollar, 1, "operator".to_owned())), "{encoding}: {tokens:?}");
    }
}

#[test]
fn a_range_has_its_tokens() {
    let (mut client, legend) = started(json!({}));
    client.open(URI, TEXT);
    let parameters = json!({"textDocument": document(), "range": range((0, 7), (0, 9))});
    let result = client.ask("textDocument/semanticTokens/range", parameters);
    assert_eq!(told(&result["data"], &legend), [(0, 7, 2, "keyword".to_owned())]);
}

#[test]
fn a_delta_makes_of_the_old_tokens_the_new_ones() {
    let mut client = Client::new(json!({}));
    client.open(URI, TEXT);
    let mut old = full(&mut client);
    let delta = |client: &mut Client, previous: &Value| {
        let parameters = json!({"textDocument": document(), "previousResultId": previous});
        client.ask("textDocument/semanticTokens/full/delta", parameters)
    };
    assert_eq!(delta(&mut client, &old["resultId"])["edits"], json!([]));
    let edits = [
        json!([{"range": range((1, 0), (1, 0)), "text": "RUN x && y\n"}]),
        json!([{"range": range((0, 0), (1, 0)), "text": ""}]),
        json!([{"range": range((0, 4), (0, 6)), "text": "-a -b "}, {"range": range((1, 0), (1, 0)), "text": "USER 1\n"}]),
        json!([{"text": ""}]),
        json!([{"text": TEXT}]),
    ];
    for (version, changes) in edits.into_iter().enumerate() {
        client.change(URI, version as i64 + 2, changes);
        let change = delta(&mut client, &old["resultId"]);
        let mut data = old["data"].as_array().unwrap().clone();
        for edit in change["edits"].as_array().unwrap() {
            let start = edit["start"].as_u64().unwrap() as usize;
            let end = start + edit["deleteCount"].as_u64().unwrap() as usize;
            data.splice(start..end, edit["data"].as_array().unwrap().iter().cloned());
        }
        let fresh = full(&mut client);
        assert_eq!((&json!(data), &change["resultId"]), (&fresh["data"], &fresh["resultId"]));
        old = fresh;
    }
    // What the server does not know is no base for a difference.
    assert_eq!(delta(&mut client, &json!("x"))["data"], old["data"]);
    client.close(URI);
    client.open(URI, TEXT);
    assert_eq!(delta(&mut client, &old["resultId"])["data"], old["data"]);
}

#[test]
fn a_client_gets_the_types_it_knows() {
    let (mut client, legend) = started(json!({"textDocument": {"semanticTokens": {
        "requests": {"full": true}, "tokenTypes": ["keyword", "type"], "tokenModifiers": [], "formats": ["relative"],
    }}}));
    client.open(URI, TEXT);
    let result = full(&mut client);
    let tokens = told(&result["data"], &legend);
    let line: Vec<_> = tokens.iter().map(|token| token.3.as_str()).collect();
    // A stage is a type where there are no classes.
    assert_eq!(line, ["keyword", "type", "keyword", "type", "keyword"]);
}
