//! `calendar`: which calendar is shown, and what one is made of.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `calendar`.
#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// Print a year: its months, its sums of working days and hours, and the days that differ
    Show(CalendarShowArgs),
    /// Print a calendar file made of an iCalendar file (.ics) or a table (.csv)
    Import(CalendarImportArgs),
}

/// `calendar show`.
#[derive(Debug, Args)]
pub struct CalendarShowArgs {
    /// The name of a calendar, as ru, or its file
    #[arg(value_name = "ID|FILE")]
    pub calendar: String,
    /// Which year; without this flag, the present one
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..=2199))]
    pub year: Option<i32>,
}

/// `calendar import`.
#[derive(Debug, Args)]
pub struct CalendarImportArgs {
    /// A file *.ics with days as events, or a file *.csv: one line a day, or one line a year as data.gov.ru has it
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The name of the new calendar [default: the name of the file]
    #[arg(long, value_name = "ID")]
    pub into: Option<String>,
    /// Base it on this calendar, whose week it then has
    #[arg(long, value_name = "ID")]
    pub based_on: Option<String>,
}
