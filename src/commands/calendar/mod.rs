//! `calendar`: a business calendar as a year on the terminal, and calendars out of other programs' files.

mod csv;
mod ics;
mod import;
mod show;
mod sums;

use std::path::Path;

use anyhow::{Result, bail};
use chrono::{DateTime, Datelike, Utc};
use voronka_definition::Source;
use voronka_definition::calendar::{Calendar, read_calendar_among};
use voronka_definition::diagnostic::render;

use crate::cli::{CalendarCommand, CalendarShowArgs};
use crate::commands::Exit;
use crate::files::{self, Definitions};
use crate::lookup::calendars::name_of;
use crate::terminal::Terminal;

/// Runs one of its commands.
pub fn run(command: &CalendarCommand, terminal: &Terminal) -> Result<Exit> {
    match command {
        CalendarCommand::Show(args) => show(args, terminal),
        CalendarCommand::Import(args) => import::run(args, terminal),
    }
}

fn show(args: &CalendarShowArgs, terminal: &Terminal) -> Result<Exit> {
    let Some(calendar) = find(&args.calendar, terminal)? else { return Ok(Exit::Found) };
    let year = args.year.unwrap_or_else(this_year);
    terminal.print(show::year(&calendar, year, terminal).trim_end());
    Ok(Exit::Clean)
}

/// The calendar of a file, or the one with this name: of the folder `processes` here, else of the binary. `None` where it has
/// errors, which are then shown.
fn find(asked: &str, terminal: &Terminal) -> Result<Option<Calendar>> {
    let mut known = Definitions::embedded().calendars;
    // As if it were the file of a process in that folder.
    known.extend(files::calendars_beside(Path::new("processes/process.yaml")));
    let is_file = Path::new(asked).is_file() || asked.ends_with(".yaml") || asked.contains('/');
    let source = if is_file {
        known.extend(files::calendars_beside(Path::new(asked)));
        files::source(Path::new(asked), terminal)?
    } else {
        named(asked, &known, terminal)?
    };
    match read_calendar_among(&source, &known) {
        Ok(checked) => Ok(Some(checked.value)),
        Err(findings) => {
            terminal.remark(render(&findings.0, &source, terminal.style_of_errors()).trim_end());
            Ok(None)
        }
    }
}

fn named(asked: &str, known: &[Source], terminal: &Terminal) -> Result<Source> {
    if let Some(source) = known.iter().rev().find(|source| name_of(source).as_deref() == Some(asked)) {
        return Ok(source.clone());
    }
    let mut names: Vec<String> = known.iter().filter_map(name_of).collect();
    names.sort();
    names.dedup();
    let names = names.join(", ");
    bail!(terminal.pick(
        format!("нет календаря «{asked}»; есть: {names}; файл называют с путем или с «.yaml»"),
        format!("there is no calendar `{asked}`; there are: {names}; a file is named with its path or with `.yaml`"),
    ))
}

#[allow(clippy::disallowed_methods, reason = "a person asks for this year; nothing is decided by it")]
fn this_year() -> i32 {
    DateTime::<Utc>::from(std::time::SystemTime::now()).year()
}
