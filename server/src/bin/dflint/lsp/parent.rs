//! The process of the client: a server whose editor has died must not stay behind.

use std::time::Duration;

use tokio::sync::mpsc;
use tracing::warn;

const PAUSE: Duration = Duration::from_secs(2);

/// Says `stop` when the process is gone. One that is not there to begin with has been told to us wrongly (an editor outside of our
/// container), and is not watched. That is found out here, before the client has an answer and may end.
pub(super) fn watch(process: u32, stop: mpsc::Sender<()>) {
    if !is_there(process) {
        warn!("the client says it is process {process}, which there is not");
        return;
    }
    tokio::spawn(async move {
        while is_there(process) {
            tokio::time::sleep(PAUSE).await;
        }
        warn!("process {process}, the client, is gone");
        let _ = stop.send(()).await;
    });
}

/// To a process that we may not signal the answer is an error too, but another one.
#[cfg(unix)]
fn is_there(process: u32) -> bool {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    process.is_some_and(|process| rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH))
}

/// Elsewhere the end of standard input has to do.
#[cfg(not(unix))]
fn is_there(_: u32) -> bool {
    true
}
