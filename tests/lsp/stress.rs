//! Edits and requests of all kinds as fast as the pipe takes them, over many documents, with cancellations between.
//!
//! An answer must be the one that a server gives that has never seen another version: each is compared with that of a second server,
//! to which the text of the time of asking is opened anew. So an answer from a newer or an older version shows, and so does a document
//! that has gone wrong on its way.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::rc::Rc;

use serde_json::{Value, json};

use super::edits::Editor;
use super::{Client, range};
use crate::shared::{Random, full};

const DOCUMENTS: usize = 50;
/// So many edits, then everything is waited for and the texts are compared.
const ROUND: usize = 1_000;

const PIECES: [&str; 28] = [
    "x",
    " ",
    "\n",
    "\r\n",
    "\r",
    "🚀",
    "é",
    "\\\n",
    "\u{2028}",
    "$",
    "\"",
    "# ",
    "RUN a \\\n",
    "FROM b AS c\n",
    "FROM c\n",
    "COPY --from=c /x /y\n",
    "RUN --mount=type=cache,target=/x ",
    "<<EOF\n",
    "EOF\n",
    "ARG V=1\n",
    "ENV V=${V}🚀 W=$V\r\n",
    "ONBUILD RUN cd x && make\n",
    "HEALTHCHECK CMD [\"a\"]\n",
    "apt-get install -y curl && ",
    "# dflint: ignore[",
    "",
    "",
    "",
];

const TEXTS: [&str; 4] = [
    "# 🚀 syntax\nARG TAG=3\nFROM alpine:${TAG} AS build\nARG V=1 W\nENV P=$V/bin\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/c \\\n    make P=$P \\\n # between\n    && cd x\nFROM build AS test\nRUN make test\nFROM scratch\nCOPY --from=build /src/a /a\nCOPY --from=0 /b /b\nUSER root\nCMD a\n",
    "FROM a AS one\r\nRUN <<EOF\r\necho 🚀 $X\r\nEOF\r\nFROM one AS two\r\nCOPY --chown=a:b --from=one <<A <<B /x/\r\na\r\nA\r\nb\r\nB\r\nLABEL a=\"b c\" d=e\r\nEXPOSE 80/tcp\r\n",
    "# escape=`\rFROM golang:latest AS b\rRUN apt-get update && apt-get install -y git curl `\r  a\rFROM debian\rCOPY --from=b é ü /o/\rENTRYPOINT exec b\rADD http://x/y.tgz /z\r",
    "from node as deps\nrun npm ci\nfrom deps as dev\nenv N=🚀🚀 M=$N\nfrom dev\nrun echo ${N:-x} $M ${M%y}\ncopy --from=deps --link /n /m\nrun --mount=from=dev,source=/a,target=/b cat /b\nstopsignal SIGTERM\nshell [\"sh\", \"-c\"]\nvolume /v\n# region x\n# endregion\n",
];

/// What is asked with a place, with ranges, or of a whole document, and what with an item of an earlier answer.
const AT_A_PLACE: [&str; 15] = [
    "textDocument/definition",
    "textDocument/declaration",
    "textDocument/typeDefinition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/linkedEditingRange",
    "textDocument/prepareCallHierarchy",
    "textDocument/prepareTypeHierarchy",
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/signatureHelp",
    "textDocument/onTypeFormatting",
    "textDocument/selectionRange",
];
const OF_A_RANGE: [&str; 4] =
    ["textDocument/codeAction", "textDocument/rangeFormatting", "textDocument/semanticTokens/range", "textDocument/inlayHint"];
const OF_A_DOCUMENT: [&str; 11] = [
    "textDocument/foldingRange",
    "textDocument/documentSymbol",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta",
    "textDocument/codeLens",
    "textDocument/documentLink",
    "textDocument/formatting",
    "textDocument/diagnostic",
    "dflint/text",
    "workspace/executeCommand",
    "workspace/symbol",
];
/// The method, where its items come from, and the name of the parameter; none if the item is the parameter.
const OF_AN_ITEM: [(&str, &str, Option<&str>); 7] = [
    ("completionItem/resolve", "textDocument/completion", None),
    ("codeLens/resolve", "textDocument/codeLens", None),
    ("codeAction/resolve", "textDocument/codeAction", None),
    ("callHierarchy/incomingCalls", "textDocument/prepareCallHierarchy", Some("item")),
    ("callHierarchy/outgoingCalls", "textDocument/prepareCallHierarchy", Some("item")),
    ("typeHierarchy/supertypes", "textDocument/prepareTypeHierarchy", Some("item")),
    ("typeHierarchy/subtypes", "textDocument/prepareTypeHierarchy", Some("item")),
];
const KINDS: usize = AT_A_PLACE.len() + OF_A_RANGE.len() + OF_A_DOCUMENT.len() + OF_AN_ITEM.len();

const CONTENT_MODIFIED: i64 = -32801;
const REQUEST_CANCELLED: i64 = -32800;

/// What stands before the name of a stage, a variable or a heredoc, or where a line goes on.
const BEFORE_NAMES: [&str; 10] = ["\\\n", "from=", "AS ", "as ", "FROM ", "from ", "${", "$", "ARG ", "<<"];

fn uri(number: usize) -> String {
    format!("file:///w/{number}/Dockerfile")
}

/// A client that can all that is asked here.
fn client(encoding: &str) -> Client {
    Client::new(json!({
        "general": {"positionEncodings": [encoding]},
        "workspace": {"workspaceEdit": {"documentChanges": true}},
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true, "dataSupport": true, "codeDescriptionSupport": true, "tagSupport": {"valueSet": [1, 2]}},
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}},
                "dataSupport": true, "isPreferredSupport": true, "resolveSupport": {"properties": ["edit"]},
            },
            "definition": {"linkSupport": true},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "completion": {"completionItem": {"snippetSupport": true, "documentationFormat": ["markdown"]}},
            "hover": {"contentFormat": ["markdown"]},
        },
    }))
}

struct Document {
    editor: Editor,
    version: i64,
    /// The tokens that were received last, and their name.
    tokens: Option<(String, Vec<u64>)>,
}

/// What was asked, and of what.
struct Asked {
    method: &'static str,
    params: Value,
    document: usize,
    version: i64,
    text: Rc<str>,
    tokens: Option<(String, Vec<u64>)>,
}

struct Run {
    client: Client,
    /// The one that gets each text anew.
    fresh: Client,
    random: Random,
    encoding: &'static str,
    documents: Vec<Document>,
    waiting: HashMap<i64, Asked>,
    /// Items of earlier answers, by method, each with its document.
    items: HashMap<&'static str, (usize, Value)>,
    /// How often a method was answered with something, and how often in all.
    answered: BTreeMap<&'static str, (usize, usize)>,
    cancelled: usize,
    /// The number of the question that was asked last.
    last: i64,
    /// The newest version of each document whose diagnostics have come, and these.
    published: HashMap<String, (i64, Value)>,
}

impl Run {
    fn new(seed: u64, encoding: &'static str) -> Self {
        let [mut client, fresh] = [client(encoding), client(encoding)];
        let editor = |number: usize| Editor { text: TEXTS[number % TEXTS.len()].to_owned(), encoding };
        let documents: Vec<_> = (0..DOCUMENTS).map(|number| Document { editor: editor(number), version: 1, tokens: None }).collect();
        for (number, document) in documents.iter().enumerate() {
            client.open(&uri(number), &document.editor.text);
        }
        Self {
            client,
            fresh,
            random: Random(seed),
            encoding,
            documents,
            waiting: HashMap::new(),
            items: HashMap::new(),
            answered: BTreeMap::new(),
            cancelled: 0,
            last: 0,
            published: HashMap::new(),
        }
    }

    /// One `didChange` of up to three changes; sometimes the whole text, or a document that is closed and opened again.
    fn edit(&mut self) {
        let number = self.random.below(DOCUMENTS);
        let uri = uri(number);
        let document = &mut self.documents[number];
        document.version += 1;
        // Random edits make soup of a text, so it begins anew now and then; a long one sooner.
        if self.random.below(30) == 0 || document.editor.text.len() > 4_000 {
            document.editor.text = TEXTS[self.random.below(TEXTS.len())].to_owned();
            if self.random.below(4) == 0 {
                self.client.close(&uri);
                document.version = 1;
                document.tokens = None;
                self.published.remove(&uri);
                self.client.open(&uri, &document.editor.text);
            } else {
                self.client.change(&uri, document.version, json!([{"text": document.editor.text}]));
            }
            return;
        }
        let mut changes = Vec::new();
        for _ in 0..=self.random.below(5) / 2 {
            let lines = document.editor.text.split(['\n', '\r']).count();
            let start = (self.random.below(lines + 2) as u32, self.random.below(60) as u32);
            let end = match self.random.below(8) {
                0 => (start.0 + self.random.below(2) as u32, self.random.below(60) as u32),
                1 => (start.0, start.1 + self.random.below(4) as u32),
                _ => start,
            };
            let change = json!({"range": range(start, end), "text": PIECES[self.random.below(PIECES.len())]});
            document.editor.apply(&change);
            changes.push(change);
        }
        self.client.change(&uri, document.version, json!(changes));
    }

    /// Asks one question.
    fn ask(&mut self, choice: usize, number: usize) {
        let editor = &self.documents[number].editor;
        // Mostly where a name may be, sometimes anywhere.
        let ends = |word: &'static str| editor.text.match_indices(word).map(move |(at, _)| at + word.len());
        let names: Vec<_> = BEFORE_NAMES.into_iter().flat_map(ends).collect();
        let lines = editor.text.split(['\n', '\r']).count();
        let mut place = || {
            let (line, character) = match self.random.below(names.len() + names.len() / 3 + 1) {
                chosen if chosen < names.len() => editor.position(names[chosen]),
                _ => (self.random.below(lines + 1) as u32, self.random.below(50) as u32),
            };
            json!({"line": line, "character": character})
        };
        let (one, other) = (place(), place());
        let document = json!({"uri": uri(number)});
        let options = json!({"tabSize": 4, "insertSpaces": true});
        let mut params = json!({"textDocument": document, "position": one, "range": {"start": one, "end": other}});
        if self.random.below(2) == 0 {
            params["range"] = json!(range((0, 0), (lines as u32, 0)));
        }
        let mut number = number;
        let method = if let Some(method) = AT_A_PLACE.get(choice) {
            match *method {
                "textDocument/references" => params["context"] = json!({"includeDeclaration": true}),
                "textDocument/rename" => params["newName"] = json!("renamed"),
                "textDocument/onTypeFormatting" => (params["ch"], params["options"]) = (json!("\n"), options),
                "textDocument/selectionRange" => params["positions"] = json!([one, other]),
                _ => {}
            }
            method
        } else if let Some(method) = OF_A_RANGE.get(choice - AT_A_PLACE.len()) {
            params["options"] = options;
            params["context"] = json!({"diagnostics": []});
            method
        } else if let Some(method) = OF_A_DOCUMENT.get(choice - AT_A_PLACE.len() - OF_A_RANGE.len()) {
            match *method {
                "textDocument/formatting" => params["options"] = options,
                "dflint/text" => params = document,
                "workspace/symbol" => params = json!({"query": ""}),
                "workspace/executeCommand" => params = json!({"command": "dflint.showGraph", "arguments": [document["uri"]]}),
                "textDocument/semanticTokens/full/delta" => {
                    params["previousResultId"] = json!(self.documents[number].tokens.as_ref().map_or("none", |(id, _)| id));
                }
                _ => {}
            }
            method
        } else {
            let (method, source, name) = OF_AN_ITEM[choice - AT_A_PLACE.len() - OF_A_RANGE.len() - OF_A_DOCUMENT.len()];
            let Some((of, item)) = self.items.get(source) else { return };
            number = *of;
            params = match name {
                Some(name) => json!({name: item}),
                None => item.clone(),
            };
            method
        };
        let id = self.client.request(method, params.clone());
        let document = &self.documents[number];
        let (text, tokens) = (document.editor.text.as_str().into(), document.tokens.clone());
        self.waiting.insert(id, Asked { method, params, document: number, version: document.version, text, tokens });
        self.last = id;
    }

    /// Asks something of some document; cancels one question of five, that or the one before it.
    fn ask_anything(&mut self) {
        let (choice, number) = (self.random.below(KINDS), self.random.below(DOCUMENTS));
        self.ask(choice, number);
        match self.random.below(10) {
            0 => self.client.notify("$/cancelRequest", json!({"id": self.last})),
            1 => self.client.notify("$/cancelRequest", json!({"id": self.last - 1})),
            _ => {}
        }
    }

    /// Asks for items of documents, and then of them while they are those of the text, before the next edits.
    fn ask_of_items(&mut self) {
        for _ in 0..4 {
            let number = self.random.below(DOCUMENTS);
            self.items.clear();
            for (choice, method) in AT_A_PLACE.iter().chain(&OF_A_RANGE).chain(&OF_A_DOCUMENT).enumerate() {
                if OF_AN_ITEM.iter().any(|(_, source, _)| source == method) {
                    self.ask(choice, number);
                }
            }
            self.drain();
            (KINDS - OF_AN_ITEM.len()..KINDS).for_each(|choice| self.ask(choice, number));
        }
    }

    /// Waits for all answers, compares them, and the texts.
    fn settle(&mut self) {
        self.drain();
        for number in 0..DOCUMENTS {
            let id = self.client.request("dflint/text", json!({"uri": uri(number)}));
            loop {
                let message = self.client.next();
                if message["id"] == id {
                    let Document { editor, version, .. } = &self.documents[number];
                    assert_eq!(message["result"], json!({"version": version, "text": editor.text}), "{}", self.encoding);
                    break;
                }
                self.take_diagnostics(&message["params"]);
            }
        }
    }

    fn drain(&mut self) {
        while !self.waiting.is_empty() {
            let message = self.client.next();
            if message["method"] == "textDocument/publishDiagnostics" {
                self.take_diagnostics(&message["params"]);
                continue;
            }
            assert!(message.get("method").is_none(), "{message}");
            let asked = self.waiting.remove(&message["id"].as_i64().unwrap()).expect("one answer to a request");
            self.compare(asked, &message);
        }
    }

    fn take_diagnostics(&mut self, params: &Value) {
        // When a document is closed, it has none and no version.
        let (uri, Some(version)) = (params["uri"].as_str().unwrap(), params["version"].as_i64()) else { return };
        self.published.insert(uri.to_owned(), (version, params["diagnostics"].clone()));
    }

    fn compare(&mut self, asked: Asked, message: &Value) {
        let Asked { method, params, document, version, text, tokens } = asked;
        let code = message["error"]["code"].as_i64();
        if code == Some(REQUEST_CANCELLED) {
            self.cancelled += 1;
            return;
        }
        let result = &message["result"];
        let counts = self.answered.entry(method).or_default();
        counts.1 += 1;
        if !result.is_null() && result != &json!([]) {
            counts.0 += 1;
        }
        if method == "workspace/symbol" {
            // Of all documents: each of them is asked for elsewhere.
            assert!(result.is_array(), "{message}");
            return;
        }
        // `ContentModified` is right where the fresh server says it too: to resolve an action of an older version.
        let place = format!("{} {method} of version {version}: {params}\n{text:?}", self.encoding);
        let uri = uri(document);
        let item = json!({"uri": uri, "languageId": "dockerfile", "version": version, "text": &*text});
        self.fresh.notify("textDocument/didOpen", json!({"textDocument": item}));
        let (question, params) = match method {
            "textDocument/semanticTokens/full/delta" => ("textDocument/semanticTokens/full", json!({"textDocument": {"uri": uri}})),
            _ => (method, params),
        };
        let id = self.fresh.request(question, params);
        let expected = loop {
            let message = self.fresh.next();
            if message["id"] == id {
                break message;
            }
        };
        if method.starts_with("textDocument/semanticTokens/full") {
            let data = applied(result, tokens);
            assert_eq!(json!(data), expected["result"]["data"], "{place}");
            self.documents[document].tokens = Some((result["resultId"].as_str().unwrap().to_owned(), data));
            return;
        }
        assert_eq!(message.get("error"), expected.get("error"), "{place}");
        assert_eq!(result, &expected["result"], "{place}");
        let refusals = ["textDocument/rename", "textDocument/prepareRename"];
        assert!(code.is_none() || code == Some(CONTENT_MODIFIED) || refusals.contains(&method), "{place}\n{message}");
        let items = result.get("items").unwrap_or(result).as_array();
        if let Some(item) = items.filter(|items| !items.is_empty()).map(|items| &items[self.random.below(items.len())]) {
            self.items.insert(method, (document, item.clone()));
        }
    }

    /// The diagnostics that were sent last are those of the last text.
    fn compare_diagnostics(&mut self) {
        for number in 0..DOCUMENTS {
            let uri = uri(number);
            let version = self.documents[number].version;
            while self.published.get(&uri).is_none_or(|(found, _)| *found != version) {
                let message = self.client.next();
                self.take_diagnostics(&message["params"]);
            }
            let fresh = "file:///w/fresh/Dockerfile";
            let document =
                json!({"uri": fresh, "languageId": "dockerfile", "version": version, "text": self.documents[number].editor.text});
            self.fresh.notify("textDocument/didOpen", json!({"textDocument": document}));
            // Those of what was opened before may still be to come.
            let expected = self.fresh.diagnostics(fresh)["diagnostics"].to_string().replace(fresh, &uri);
            self.fresh.close(fresh);
            assert_eq!(self.fresh.diagnostics(fresh)["diagnostics"], json!([]));
            assert_eq!(self.published[&uri].1.to_string(), expected, "{} {:?}", self.encoding, self.documents[number].editor.text);
        }
    }
}

/// The tokens after an answer, which may be edits of the earlier ones.
fn applied(result: &Value, tokens: Option<(String, Vec<u64>)>) -> Vec<u64> {
    let numbers = |value: &Value| value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect::<Vec<_>>();
    if result["data"].is_array() {
        return numbers(&result["data"]);
    }
    let (_, mut data) = tokens.expect("edits of tokens that were asked for");
    for edit in result["edits"].as_array().unwrap().iter().rev() {
        let start = edit["start"].as_u64().unwrap() as usize;
        let inserted = edit.get("data").map(numbers).unwrap_or_default();
        data.splice(start..start + edit["deleteCount"].as_u64().unwrap() as usize, inserted);
    }
    data
}

/// 100,000 edits with `DFLINT_FULL=1`.
#[test]
fn edits_and_requests_of_all_kinds() {
    let rounds: [(u64, &str, usize); 3] = if full() {
        [(1, "utf-16", 60), (2, "utf-8", 20), (3, "utf-32", 20)]
    } else {
        [(4, "utf-16", 4), (5, "utf-8", 1), (6, "utf-32", 1)]
    };
    for (seed, encoding, rounds) in rounds {
        let mut run = Run::new(seed, encoding);
        let mut memory = Vec::new();
        for round in 1..=rounds {
            for edit in 0..ROUND {
                run.edit();
                if edit % 3 == 0 {
                    run.ask_anything();
                }
                if edit % 100 == 0 {
                    run.ask_of_items();
                }
                // A client that asks without end would wait for ever.
                if run.waiting.len() > 200 {
                    run.drain();
                }
            }
            run.settle();
            if (round * 4) % rounds < 4 {
                memory.extend(run.client.memory());
            }
        }
        run.compare_diagnostics();
        let kinds = AT_A_PLACE.iter().chain(&OF_A_RANGE).chain(&OF_A_DOCUMENT).copied().chain(OF_AN_ITEM.map(|(method, ..)| method));
        let kinds: Vec<_> = kinds.map(|method| (method, run.answered.get(method).copied().unwrap_or_default())).collect();
        let empty = kinds.iter().filter(|(_, (answers, _))| *answers == 0).count();
        // Which answers are cancelled, and which of a few have nothing in them, hangs on the time.
        assert!(rounds == 1 || empty <= if full() { 0 } else { 4 }, "{kinds:?}");
        assert!(kinds.iter().all(|(_, (_, asked))| *asked > 0), "{kinds:?}");
        if let (Some(early), Some(late)) = (memory.first(), memory.last()) {
            assert!(*late < early * 3 / 2 + 16 * 1024, "KiB at the quarters: {memory:?}");
        }
        if full() {
            let (answers, asked) = run.answered.values().fold((0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1));
            let line = format!(
                "{encoding}: {} edits, {asked} answers compared ({answers} with something in them), {} cancelled; resident at the quarters in KiB: {memory:?}",
                rounds * ROUND,
                run.cancelled
            );
            // Straight to the terminal: the test harness hides what a test that passes prints.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        assert!(run.cancelled > 0);
        assert_eq!(run.client.stop(), Some(0));
    }
}
