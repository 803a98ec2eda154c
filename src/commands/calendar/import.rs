//! `calendar import`: days out of another program's file become the text of a calendar.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Result, bail};
use chrono::{Datelike, Days, NaiveDate};
use voronka_definition::calendar::read_calendar_among;
use voronka_definition::diagnostic::render;
use voronka_definition::{Locale, Source};

use super::{csv, ics};
use crate::cli::CalendarImportArgs;
use crate::commands::Exit;
use crate::files::{self, Definitions};
use crate::terminal::Terminal;

/// The most days that one event or line stands for.
pub const LONGEST: u64 = 366;

/// How an imported day differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is off.
    Off,
    /// It ends earlier.
    Short,
    /// Half of it is worked.
    Half,
    /// It is worked, whatever its weekday.
    Full,
    /// The same, and it ends earlier.
    FullShort,
}

/// What was found in a file.
#[derive(Debug, Default)]
pub struct Found {
    /// Days of single years.
    days: BTreeMap<NaiveDate, (How, Option<String>)>,
    /// Days of every year, as days of 2000.
    yearly: BTreeMap<NaiveDate, (How, Option<String>)>,
    /// What the reader of the result should know.
    pub remarks: Vec<String>,
}

impl Found {
    /// How a day differs by what was noted before.
    pub fn known(&self, day: NaiveDate, is_yearly: bool) -> Option<How> {
        let book = if is_yearly { &self.yearly } else { &self.days };
        book.get(&day).map(|(how, _)| *how)
    }

    /// Leaves out what comes after the last day of which the base knows anything: there the result would promise what nobody knows.
    fn end_with(&mut self, last: NaiveDate, terminal: &Terminal) {
        let Some(after) = last.succ_opt() else { return };
        let beyond = self.days.split_off(&after).len();
        if beyond > 0 {
            self.remarks.push(terminal.pick(
                format!("дней позже {last} пропущено: {beyond}; основа известна только до этого дня"),
                format!("days after {last} left out: {beyond}; the base is known up to that day only"),
            ));
        }
    }

    /// Notes a day of one year, or of every year. Of two words on one day the first counts; their titles are put together.
    pub fn put(&mut self, day: NaiveDate, is_yearly: bool, how: How, title: Option<String>) {
        let book = if is_yearly { &mut self.yearly } else { &mut self.days };
        let day = if is_yearly { day.with_year(2000).unwrap_or(day) } else { day };
        let (_, known) = book.entry(day).or_insert((how, None));
        match (known, title) {
            (Some(known), Some(title)) if !known.split("; ").any(|part| part == title) => {
                let _ = write!(known, "; {title}");
            }
            (known @ None, title) => *known = title,
            _ => {}
        }
    }
}

/// Prints the calendar.
pub fn run(args: &CalendarImportArgs, terminal: &Terminal) -> Result<Exit> {
    let source = files::source(&args.file, terminal)?;
    let ending = args.file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let mut found = match ending.as_deref() {
        Some("ics") => ics::read(&source, terminal.locale)?,
        Some("csv") => csv::read(&source, terminal.locale)?,
        _ => bail!(terminal.pick("ожидается файл .ics или .csv", "expected a file .ics or .csv")),
    };
    if found.days.is_empty() && found.yearly.is_empty() {
        bail!(
            terminal.pick(
                format!("в {} нет ни одного особого дня", source.file),
                format!("{} holds no day that differs", source.file),
            )
        );
    }
    let mut bases = Definitions::embedded().calendars;
    bases.extend(files::calendars_beside(std::path::Path::new("processes/process.yaml")));
    let known = args.based_on.as_ref().and_then(|base| known_until(base, &bases));
    if let Some(last) = known {
        found.end_with(last, terminal);
    }
    found.remarks.iter().for_each(|remark| terminal.remark(remark));
    let text = text(&found, &id(args), (args, known.is_none()), terminal.locale);
    let made = Source { file: args.file.with_extension("yaml").display().to_string(), text };
    if let Err(findings) = read_calendar_among(&made, &bases) {
        terminal.remark(render(&findings.0, &made, terminal.style_of_errors()).trim_end());
        return Ok(Exit::Found);
    }
    terminal.print(made.text.trim_end());
    Ok(Exit::Clean)
}

/// Until when the days of a calendar are known that another is based on.
fn known_until(base: &str, bases: &[Source]) -> Option<NaiveDate> {
    let text = format!("calendar: x\ntitle: x\nbased_on: {base}\n");
    let made = Source { file: "x.yaml".to_owned(), text };
    read_calendar_among(&made, bases).ok()?.value.known_until()
}

/// The name that was asked for, or that of the file with what a name may not hold left out.
fn id(args: &CalendarImportArgs) -> String {
    let stem = args.file.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let cleaned: String = stem.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    let named = cleaned.trim_matches('_').to_owned();
    let is_name = named.starts_with(|letter: char| letter.is_ascii_lowercase());
    args.into.clone().unwrap_or(if is_name { named } else { "imported".to_owned() })
}

fn text(found: &Found, id: &str, (args, is_known_by_itself): (&CalendarImportArgs, bool), locale: Locale) -> String {
    let file = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut text = locale.pick(format!("# Из файла {file}.\n\n"), format!("# Made of {file}.\n\n"));
    let _ = writeln!(text, "calendar: {id}\ntitle: {}", quoted(&file));
    if let Some(base) = &args.based_on {
        let _ = writeln!(text, "based_on: {base}");
    }
    // Where its base says until when, that counts.
    if let Some((last, _)) = found.days.last_key_value().filter(|_| is_known_by_itself) {
        let _ = writeln!(text, "known_until: {}-12-31", last.year());
    }
    if args.based_on.is_none() {
        text += "\nweek:\n  mon-fri: [09:00-13:00, 14:00-18:00]\n";
    }
    let titled = |title: &Option<String>, plain: &str| quoted(title.as_deref().unwrap_or(plain));
    let plain = locale.pick(["Выходной", "Короткий день", "Половина дня"], ["Day off", "Short day", "Half a day"]);
    text += &section(found, "holidays", |how, title| (how == How::Off).then(|| titled(title, plain[0])));
    text += &section(found, "short", |how, title| (how == How::Short).then(|| titled(title, plain[1])));
    text += &section(found, "half", |how, title| (how == How::Half).then(|| titled(title, plain[2])));
    text + &section(found, "working", |how, title| {
        let hours = match how {
            How::Full => "full",
            How::FullShort => "short",
            _ => return None,
        };
        let with = |title: &String| format!("{{hours: {hours}, title: {}}}", quoted(title));
        Some(title.as_ref().map_or(hours.to_owned(), with))
    })
}

/// A section with the days for which something is said; days in a row with the same words become a range.
fn section(found: &Found, name: &str, say: impl Fn(How, &Option<String>) -> Option<String>) -> String {
    let mut lines = String::new();
    for (book, format) in [(&found.yearly, "%m-%d"), (&found.days, "%Y-%m-%d")] {
        let said = book.iter().filter_map(|(day, (how, title))| Some((*day, say(*how, title)?)));
        let said: Vec<(NaiveDate, String)> = said.collect();
        for run in said.chunk_by(|one, next| one.0 + Days::new(1) == next.0 && one.1 == next.1) {
            let (first, last) = (run[0].0.format(format), run[run.len() - 1].0.format(format));
            let days = if run.len() == 1 { first.to_string() } else { format!("{first}..{last}") };
            let _ = writeln!(lines, "  {days}: {}", run[0].1);
        }
    }
    if lines.is_empty() { lines } else { format!("\n{name}:\n{lines}") }
}

/// A text in quotes, as YAML takes it whatever it holds.
fn quoted(text: &str) -> String {
    let clean: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}
