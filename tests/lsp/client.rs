//! A client that speaks to the real server: it writes and reads messages, and answers what the server asks.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A server that says nothing for so long hangs. No test is about time: this is only so that it ends.
const HANGS: Duration = Duration::from_secs(600);

pub struct Client {
    child: Child,
    input: Option<Box<dyn Write + Send>>,
    messages: Receiver<Value>,
    /// Notifications that nobody has asked for yet.
    waiting: VecDeque<Value>,
    last_id: i64,
    /// Answers to requests, those that were not waited for too.
    pub answers: Vec<Value>,
    /// What the server has asked, in its order.
    pub asked: Vec<Value>,
    /// The section `dflint` of the settings, if the server asks for it.
    pub settings: Value,
    /// Whether everything the server asks is answered by an error.
    pub refuses: bool,
}

impl Client {
    /// Starts the server and says nothing yet.
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dflint"));
        Self::of(command.arg("lsp").args(arguments))
    }

    /// Of a command that starts the server.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (output, input) = (child.stdout.take().unwrap(), child.stdin.take().unwrap());
        Self::over(child, output, input)
    }

    /// A server that is spoken to by other ways than its standard input and output.
    pub fn process(arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dflint"));
        command.arg("lsp").args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Of a server that has been started, and what it is heard and spoken to by.
    pub fn over(child: Child, output: impl Read + Send + 'static, input: impl Write + Send + 'static) -> Self {
        let mut output = BufReader::new(output);
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            input: Some(Box::new(input)),
            messages,
            waiting: VecDeque::new(),
            last_id: 0,
            answers: Vec::new(),
            asked: Vec::new(),
            settings: Value::Null,
            refuses: false,
        }
    }

    /// Starts the server and initializes it.
    pub fn new(capabilities: Value) -> Self {
        Self::with(json!({"capabilities": capabilities}))
    }

    /// The same, with these parameters of `initialize`.
    pub fn with(parameters: Value) -> Self {
        let mut client = Self::start(&["--stdio"]);
        client.ask("initialize", parameters);
        client.notify("initialized", json!({}));
        client
    }

    /// In a folder, which is the workspace.
    pub fn within(folder: &Path, capabilities: Value) -> Self {
        let folders = json!([{"uri": uri(folder), "name": "w"}]);
        Self::with(json!({"capabilities": capabilities, "workspaceFolders": folders}))
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        // A server that has ended reads nothing.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    pub fn send(&mut self, message: &Value) {
        self.raw(&frame(message));
    }

    pub fn notify(&mut self, method: &str, parameters: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": parameters}));
    }

    /// Sends a request; its number.
    pub fn request(&mut self, method: &str, parameters: Value) -> i64 {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": parameters}));
        self.last_id
    }

    /// The result of a request.
    #[track_caller]
    pub fn ask(&mut self, method: &str, parameters: Value) -> Value {
        let id = self.request(method, parameters);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The code of the error that a request is answered with.
    #[track_caller]
    pub fn error(&mut self, method: &str, parameters: Value) -> i64 {
        let id = self.request(method, parameters);
        let answer = self.answer(id);
        answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("{method}: {answer}"))
    }

    /// The answer to a request.
    #[track_caller]
    pub fn answer(&mut self, id: i64) -> Value {
        loop {
            if let Some(answer) = self.answers.iter().find(|answer| answer["id"] == id) {
                return answer.clone();
            }
            let message = self.next();
            self.keep(message);
        }
    }

    fn keep(&mut self, message: Value) {
        match message.get("method") {
            Some(_) => self.waiting.push_back(message),
            None => self.answers.push(message),
        }
    }

    /// The next notification of a method, those that have come already first.
    #[track_caller]
    pub fn notification(&mut self, method: &str) -> Value {
        if let Some(at) = self.waiting.iter().position(|message| message["method"] == method) {
            return self.waiting.remove(at).unwrap()["params"].clone();
        }
        loop {
            let message = self.next();
            if message["method"] == method {
                return message["params"].clone();
            }
            self.keep(message);
        }
    }

    /// The notifications that came and were not asked for.
    pub fn left(&self, method: &str) -> usize {
        self.waiting.iter().filter(|message| message["method"] == method).count()
    }

    /// The next message that is no request of the server: those are answered.
    #[track_caller]
    pub fn next(&mut self) -> Value {
        self.try_next().expect("the server has closed its output")
    }

    /// None if the server has closed its output.
    #[track_caller]
    pub fn try_next(&mut self) -> Option<Value> {
        loop {
            let message = match self.messages.recv_timeout(HANGS) {
                Ok(message) => message,
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => panic!("the server says nothing any more"),
            };
            if message.get("method").is_none() || message.get("id").is_none() {
                return Some(message);
            }
            let result = match message["method"].as_str().unwrap() {
                "workspace/configuration" => json!([self.settings]),
                _ => Value::Null,
            };
            let answer = if self.refuses {
                json!({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "not here"}})
            } else {
                json!({"jsonrpc": "2.0", "id": message["id"], "result": result})
            };
            self.asked.push(message);
            self.send(&answer);
        }
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        self.open_as(uri, "dockerfile", text);
    }

    pub fn open_as(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        self.notify("textDocument/didChange", json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}));
    }

    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// The next diagnostics that are sent for a document.
    #[track_caller]
    pub fn diagnostics(&mut self, uri: &str) -> Value {
        loop {
            let diagnostics = self.notification("textDocument/publishDiagnostics");
            if diagnostics["uri"] == uri {
                return diagnostics;
            }
        }
    }

    /// A document as the server has it.
    #[track_caller]
    pub fn text(&mut self, uri: &str) -> String {
        self.ask("dflint/text", json!({"uri": uri}))["text"].as_str().unwrap().to_owned()
    }

    /// The resident memory of the server in KiB, where the system tells it.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix("kB")?.trim().parse().ok()
    }

    /// The exit code after `shutdown` and `exit`.
    #[track_caller]
    pub fn stop(mut self) -> Option<i32> {
        self.ask("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.exit_code()
    }

    /// Closes the server's input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    #[track_caller]
    pub fn exit_code(&mut self) -> Option<i32> {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(begin.elapsed() < HANGS, "the server does not end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // After a test that failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn frame(message: &Value) -> Vec<u8> {
    let body = serde_json::to_vec(message).unwrap();
    [format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes(), body].concat()
}

pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// A range as LSP writes it.
pub fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    json!({"start": {"line": start.0, "character": start.1}, "end": {"line": end.0, "character": end.1}})
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}
