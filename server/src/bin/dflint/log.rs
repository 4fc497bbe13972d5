//! The log of the language server: lines on standard error, or in a file. Standard output is the protocol's.

use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

#[derive(Clone, Debug)]
pub(crate) struct LogOptions {
    /// What is worse than this, and this.
    pub level: Level,
    /// Standard error if there is none.
    pub file: Option<PathBuf>,
}

/// Takes what this program and its libraries log, from now on.
pub(crate) fn start(options: &LogOptions) -> Result<()> {
    let out: Box<dyn Write + Send> = match &options.file {
        Some(path) => {
            let open = File::options().create(true).append(true).open(path);
            Box::new(open.with_context(|| format!("cannot write the log {}", path.display()))?)
        }
        None => Box::new(io::stderr()),
    };
    tracing::subscriber::set_global_default(Log { level: options.level, out: Mutex::new(out) })?;
    Ok(())
}

struct Log {
    level: Level,
    out: Mutex<Box<dyn Write + Send>>,
}

/// Spans have no meaning here: an event is a line.
impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= self.level
    }

    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        Some(self.level.into())
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (level, target) = (event.metadata().level(), event.metadata().target());
        let mut out = self.out.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Nobody is left to be told that the log cannot be written.
        let _ = writeln!(out, "{}.{:03} {level} {target}:{}", since.as_secs(), since.subsec_millis(), line.0);
        let _ = out.flush();
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The fields of an event, the message without its name.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}
