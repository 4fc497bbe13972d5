//! Between the streams and the handlers.
//!
//! tower-lsp's own loop stops at the first message that is no JSON, and calls handlers in an order that is its own
//! (tower-lsp-community/tower-lsp-server#36). This one reads on, and polls every handler once, in the order of the messages, before
//! it takes the next one: a handler that waits goes on as a task of its own.

use std::future::Future;
use std::io::BufReader;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::future::{BoxFuture, Either, FutureExt, poll_fn, poll_immediate, select};
use futures::{SinkExt, Stream, StreamExt};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tower::Service;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::{ClientSocket, LspService};
use tracing::{debug, error, trace, warn};

use super::capabilities;
use super::frame::{self, Frame};
use super::server::Server;
use super::uris;
use crate::channel::{Sink, Source};

/// How many messages wait to be handled. An editor that sends more waits itself.
const WAITING: usize = 256;

/// How long a client may take to read the last messages.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What comes in.
enum Incoming {
    Request(Request),
    Response(Response),
    /// No message of JSON-RPC; the answer says so.
    Broken(Response),
}

/// The way out. It must not make the reading wait: a client that writes all its messages before it reads an answer would wait for us,
/// and we for it.
type Output = mpsc::UnboundedSender<Outgoing>;

enum Outgoing {
    Answer(Response),
    /// Nothing comes behind it.
    End,
}

/// Serves until the client says `exit`, closes a stream, or is gone. Whether it has said `shutdown` before.
pub(super) async fn serve(
    mut service: LspService<Server>,
    socket: ClientSocket,
    (source, sink): (Source, Sink),
    mut stopped: mpsc::Receiver<()>,
) -> bool {
    let mut incoming = read_messages(source);
    let (requests, mut responses) = socket.split();
    let (writer, written) = write_messages(sink);
    let mut closed = written.clone();
    let (output, outgoing) = mpsc::unbounded_channel();
    tokio::spawn(forward(requests, outgoing, writer));
    let (panicked, mut panics) = mpsc::unbounded_channel();
    let mut shut_down = false;
    loop {
        let gone = select(&mut closed, Box::pin(stopped.recv()));
        let message = match select(Box::pin(incoming.recv()), gone).await {
            Either::Left((Some(message), _)) => message,
            // The input or the output is closed, or the client's process is gone.
            Either::Left((None, _)) | Either::Right(_) => break,
        };
        let request = match message {
            Incoming::Request(request) => request,
            Incoming::Response(response) => {
                debug!("the client answers request {}", response.id());
                let _ = responses.send(response).await;
                continue;
            }
            Incoming::Broken(answer) => {
                send(&output, Some(answer));
                continue;
            }
        };
        if request.method() == "exit" {
            break;
        }
        let is_shutdown = request.method() == "shutdown";
        if poll_fn(|context| service.poll_ready(context)).await.is_err() {
            break;
        }
        while let Ok(id) = panics.try_recv() {
            forget(&mut service, id);
        }
        let mut answer = answer(&mut service, request, &panicked);
        match poll_immediate(&mut answer).await {
            Some(answer) => {
                shut_down |= is_shutdown && answer.as_ref().is_some_and(Response::is_ok);
                send(&output, answer);
            }
            None => {
                let output = output.clone();
                tokio::spawn(async move { send(&output, answer.await) });
            }
        }
    }
    let _ = output.send(Outgoing::End);
    let _ = tokio::time::timeout(LAST_WORDS, written).await;
    shut_down
}

/// Brings answers, and what the server itself says, into one order: what a handler has said stands before what it answers.
async fn forward(mut requests: impl Stream<Item = Request> + Unpin, mut answers: mpsc::UnboundedReceiver<Outgoing>, writer: Writer) {
    loop {
        match select(requests.next(), Box::pin(answers.recv())).await {
            Either::Left((Some(request), _)) => write(&writer, &request),
            Either::Left((None, _)) => return,
            Either::Right((outgoing, _)) => {
                while let Some(Some(request)) = poll_immediate(requests.next()).await {
                    write(&writer, &request);
                }
                match outgoing {
                    Some(Outgoing::Answer(answer)) => write(&writer, &answer),
                    // Without the writer's end of the channel its thread stops.
                    Some(Outgoing::End) | None => return,
                }
            }
        }
    }
}

/// What a handler answers; an error if it panics, and then its id is one to [`forget`].
fn answer(
    service: &mut LspService<Server>,
    request: Request,
    panicked: &mpsc::UnboundedSender<Id>,
) -> BoxFuture<'static, Option<Response>> {
    let (method, id) = (request.method().to_owned(), request.id().cloned());
    let panicked = panicked.clone();
    let client = service.inner().client.clone();
    let call = std::panic::catch_unwind(AssertUnwindSafe(|| service.call(request)));
    let guarded = async move {
        let outcome = match call {
            Ok(call) => AssertUnwindSafe(call).catch_unwind().await,
            Err(panic) => Err(panic),
        };
        match outcome {
            Ok(answer) => answer.unwrap_or_default(),
            Err(_) => {
                error!("the handler of {method} panicked");
                let message = super::session::fault(&method);
                tokio::spawn(async move { super::session::log_error(&client, message).await });
                id.map(|id| {
                    // Nobody listens when the server ends.
                    let _ = panicked.send(id.clone());
                    Response::from_error(id, Error::internal_error())
                })
            }
        }
    };
    guarded.boxed()
}

/// tower-lsp holds the id of a request until its handler has ended, and a panic is no end to it: it would keep the id for ever, and
/// refuse a later request that has it. Cancelled, it lets it go.
fn forget(service: &mut LspService<Server>, id: Id) {
    let cancel = Request::build("$/cancelRequest").params(serde_json::json!({"id": id})).finish();
    // There is no answer, and it is done at once.
    let _ = service.call(cancel).now_or_never();
}

fn send(output: &Output, answer: Option<Response>) {
    if let Some(answer) = answer {
        // If nobody writes any more, the server is about to stop.
        let _ = output.send(Outgoing::Answer(answer));
    }
}

fn write(writer: &Writer, message: &impl serde::Serialize) {
    match serde_json::to_vec(message) {
        Ok(body) => {
            trace!("-> {}", String::from_utf8_lossy(&body));
            let _ = writer.send(body);
        }
        Err(error) => error!("a message cannot be written: {error}"),
    }
}

/// Reads the client's messages on a thread of its own until they end.
fn read_messages(input: Source) -> mpsc::Receiver<Incoming> {
    let (sender, receiver) = mpsc::channel(WAITING);
    std::thread::spawn(move || {
        let mut input = BufReader::with_capacity(1 << 16, input);
        loop {
            match frame::read(&mut input) {
                Ok(Some(frame)) => {
                    if sender.blocking_send(message(frame)).is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    warn!("the client's messages cannot be read: {error}");
                    return;
                }
            }
        }
    });
    receiver
}

fn message(frame: Frame) -> Incoming {
    let body = match frame {
        Frame::Body(body) => body,
        Frame::Broken(code, why) => return broken(code, &why, Id::Null),
    };
    trace!("<- {}", String::from_utf8_lossy(&body));
    let mut value: Value = match serde_json::from_slice(&body) {
        Ok(value) => value,
        Err(error) => return broken(ErrorCode::ParseError, &format!("a message is no JSON: {error}"), Id::Null),
    };
    let id = value.get("id").cloned().and_then(|id| serde_json::from_value(id).ok()).unwrap_or(Id::Null);
    if value.get("method").is_some_and(|method| method == "initialize")
        && let Some(parameters) = value.get_mut("params")
    {
        capabilities::drop_unknown(parameters);
    }
    if let Some(parameters) = value.get_mut("params") {
        uris::mend(parameters);
    }
    let parsed = if value.get("method").is_some() {
        serde_json::from_value(value).map(Incoming::Request)
    } else {
        serde_json::from_value(value).map(Incoming::Response)
    };
    parsed.unwrap_or_else(|error| broken(ErrorCode::InvalidRequest, &format!("a message is neither a request nor an answer: {error}"), id))
}

fn broken(code: ErrorCode, why: &str, id: Id) -> Incoming {
    warn!("{why}");
    Incoming::Broken(Response::from_error(id, Error { code, message: why.to_owned().into(), data: None }))
}

/// The bodies of messages.
type Writer = mpsc::UnboundedSender<Vec<u8>>;

/// Writes to the client on a thread of its own, until there is nothing more to write, or nobody who reads: then the future ends.
fn write_messages(mut output: Sink) -> (Writer, impl Future<Output = ()> + Clone + Unpin) {
    let (sender, mut receiver) = mpsc::unbounded_channel::<Vec<u8>>();
    let (done, written) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        while let Some(body) = receiver.blocking_recv() {
            if let Err(error) = frame::write(&mut output, &body) {
                warn!("the client cannot be written to: {error}");
                break;
            }
        }
        let _ = done.send(());
    });
    (sender, written.map(|_| ()).shared())
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Server {
        async fn panic(&self) -> tower_lsp::jsonrpc::Result<()> {
            panic!("as a test wants it");
        }

        async fn panic_later(&self) -> tower_lsp::jsonrpc::Result<()> {
            let client = self.client.clone();
            let session = super::super::session::Session::start(client, super::super::workspace::Workspace::default());
            session.compute(|| panic!("as a test wants it")).await
        }
    }

    #[test]
    fn a_panic_is_an_error() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (stop, _stopped) = mpsc::channel(1);
            let service = LspService::build(|client| Server::new(client, stop));
            let service = service.custom_method("panic", Server::panic).custom_method("panicLater", Server::panic_later);
            let (mut service, _socket) = service.finish();
            let (panicked, mut panics) = mpsc::unbounded_channel();
            let initialize = serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}});
            assert!(answer(&mut service, serde_json::from_value(initialize).unwrap(), &panicked).await.unwrap().is_ok());
            // An id that comes again is that of a new request.
            for (id, method) in [(2, "panic"), (3, "panicLater"), (2, "panic"), (3, "panicLater"), (2, "panicLater")] {
                while let Ok(id) = panics.try_recv() {
                    forget(&mut service, id);
                }
                let found = answer(&mut service, Request::build(method).id(id).finish(), &panicked).await.unwrap();
                assert_eq!(found.error().map(|error| error.code), Some(ErrorCode::InternalError), "{method} {id}");
            }
            assert_eq!(answer(&mut service, Request::build("panic").finish(), &panicked).await, None, "a notification has no answer");
        });
    }
}
