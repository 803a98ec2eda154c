//! `backup`, `restore`, `quarantine`: copies of a database, and what a copy may send.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use crate::cli::ServeArgs;

/// `backup` and `restore`.
#[derive(Debug, Args)]
pub struct CopyArgs {
    /// The file of the copy
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Replace what is there: `backup` an older copy, `restore` the database, which is kept aside under another name
    #[arg(long)]
    pub replace: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub serve: ServeArgs,
}

/// `quarantine`.
#[derive(Debug, Subcommand)]
pub enum QuarantineCommand {
    /// Say whether the database is in quarantine, and what waits to be sent
    Status(QuarantineArgs),
    /// Send nothing from now on: before the first server starts on a copy of a database
    Begin(QuarantineArgs),
    /// Send what waits from now on, but for what --drop-before leaves out
    End(QuarantineEndArgs),
}

/// `quarantine status` and `quarantine begin`.
#[derive(Debug, Args)]
pub struct QuarantineArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub serve: ServeArgs,
}

/// `quarantine end`.
#[derive(Debug, Args)]
pub struct QuarantineEndArgs {
    /// Drop what would have been sent before this moment, as 2026-12-07T09:00:00Z: the original may have sent it
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub drop_before: Option<DateTime<Utc>>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub serve: ServeArgs,
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let parsed = DateTime::parse_from_rfc3339(text);
    parsed.map(|at| at.to_utc()).map_err(|_| "expected a moment with its zone, as 2026-12-07T09:00:00Z".to_owned())
}
