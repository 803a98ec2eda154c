//! Log records: to standard error, as text for the eyes or as JSON for collectors. `RUST_LOG` chooses which are shown.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::cli::{Command, LogFormat};
use crate::terminal::Terminal;

/// Starts logging. Called once, at the beginning. A server tells what it does; other commands only what goes wrong.
pub fn start(format: LogFormat, command: &Command, terminal: &Terminal) {
    let usual = match command {
        Command::Serve(_) => "info",
        // Thousands of faults are made on purpose; what must not be is printed.
        Command::SimulateFaults(_) => "off",
        _ => "warn",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    // Whoever read the records may be gone; that must not end the request that wrote one.
    let records = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).log_internal_errors(false);
    match format {
        LogFormat::Json => records.json().flatten_event(true).init(),
        LogFormat::Text => records.with_ansi(terminal.colour_of_errors).with_target(false).init(),
    }
}
