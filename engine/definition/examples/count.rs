//! Answers questions of business time line by line, for the oracle of `tests/calendar`.
//!
//! `count FILE…` reads calendars; then each line of standard input is `CALENDAR ZONE QUESTION MOMENT REST`, moments being
//! seconds since 1970. What it says of a moment, of minutes or of days is one number a line.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a program that reads files and prints answers")]

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use chrono::{DateTime, Utc};
use voronka_definition::calendar::{BusinessTime, Calendar, read_calendar_among};
use voronka_definition::{Period, Source, Unit};

fn main() {
    let sources: Vec<Source> = std::env::args().skip(1).map(source).collect();
    let mut calendars: BTreeMap<String, Calendar> = BTreeMap::new();
    for source in &sources {
        let read = read_calendar_among(source, &sources).unwrap_or_else(|found| panic!("{}: {found}", source.file));
        calendars.insert(read.value.id().to_string(), read.value);
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let answer = answer(&calendars, &line).unwrap_or_else(|| panic!("no question: {line}"));
        writeln!(out, "{answer}").expect("standard output");
    }
}

fn source(file: String) -> Source {
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    Source { file, text }
}

fn answer(calendars: &BTreeMap<String, Calendar>, line: &str) -> Option<i64> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [calendar, zone, question, at, rest @ ..] = &words[..] else { return None };
    let time = BusinessTime { calendar: calendars.get(*calendar)?, zone: zone.parse().ok()? };
    let (at, period) = (moment(at)?, |unit| Some(Period::new(rest.first()?.parse().ok()?, unit)));
    let reached = match *question {
        "add_minutes" => time.add(at, period(Unit::BusinessMinutes)?),
        "add_hours" => time.add(at, period(Unit::BusinessHours)?),
        "add_days" => time.add(at, period(Unit::BusinessDays)?),
        "subtract_minutes" => time.subtract(at, period(Unit::BusinessMinutes)?),
        "subtract_days" => time.subtract(at, period(Unit::BusinessDays)?),
        "opening" => time.next_opening(at),
        "closing" => time.prev_closing(at),
        "end_of_day" => time.end_of_business_day(at),
        "minutes_between" => return Some(time.between(at, moment(rest.first()?)?).num_minutes()),
        "days_between" => return Some(time.business_days_between(at, moment(rest.first()?)?)),
        _ => return None,
    };
    Some(reached.timestamp())
}

fn moment(seconds: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds.parse().ok()?, 0)
}
