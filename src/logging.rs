//! Log records: to standard error, as text for the eyes or as JSON for collectors. `RUST_LOG` chooses which are shown.

use std::io;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt, registry};

use crate::cli::{Command, LogFormat};
use crate::terminal::Terminal;
use crate::traces::Traces;

/// Starts logging, and tracing where a collector is named. Called once, at the beginning. A server tells what it does; other commands
/// only what goes wrong.
pub fn start(format: LogFormat, command: &Command, terminal: &Terminal, traces: Option<&Traces>) {
    let usual = match command {
        Command::Serve(_) => "info",
        // Thousands of faults are made on purpose; what must not be is printed.
        Command::SimulateFaults(_) => "off",
        _ => "warn",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    // Whoever read the records may be gone; that must not end the request that wrote one.
    let records = fmt::layer().with_writer(io::stderr).log_internal_errors(false);
    let records = match format {
        LogFormat::Json => records.json().flatten_event(true).with_filter(filter).boxed(),
        LogFormat::Text => records.with_ansi(terminal.colour_of_errors).with_target(false).with_filter(filter).boxed(),
    };
    registry().with(records).with(traces.map(Traces::layer)).init();
}
