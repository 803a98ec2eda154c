//! The reader of a calendar's file: a week, and the days that differ from it.
//!
//! ```yaml
//! calendar: ru
//! title: {ru: Россия, en: Russia}
//! known_until: 2025-12-31                     # the days that differ are known up to here
//! week:
//!   mon-fri: [09:00-13:00, 14:00-18:00]       # weekdays that are not named are days off
//! holidays:                                   # days off, with what they are
//!   2025-01-01..2025-01-08: New Year
//! short_by: 1 hour
//! short: [2025-03-07]                         # working days that end earlier
//! working:                                    # days worked other than their weekday: full, short, or hours
//!   2025-11-01: short
//! ```

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::hours::{day, days, hours, shortened, weekdays};
use super::{Calendar, Interval};
use crate::diagnostic::{Checked, Diagnostics, Findings, Source, Span, say};
use crate::yaml::{Entry, Kind, MapReader, Node, parse, read};

type Week = [Vec<Interval>; 7];

/// Reads a calendar.
///
/// # Errors
/// Every mistake of the file at once; among them a week without working time.
pub fn read_calendar(source: &Source) -> Result<Checked<Calendar>, Diagnostics> {
    let findings = Findings::new(&source.file);
    let calendar = parse(source, &findings).and_then(|root| file(&root, &findings));
    findings.finish(calendar)
}

fn file(root: &Node, findings: &Findings) -> Option<Calendar> {
    let mut map = MapReader::open(root, Span::start(), findings)?;
    let id = map.require("calendar").and_then(|node| read::name(node, findings));
    let title = map.require("title").and_then(|node| read::text(node, findings));
    let known_until = map.take("known_until").and_then(|node| day(node, findings));
    let week = map.require("week").and_then(|node| week(node, findings));
    let nodes = ["holidays", "short", "working"].map(|key| map.take(key));
    let short_by = map.take("short_by").map_or(Some(TimeDelta::hours(1)), |node| short_by(node, findings));
    map.close();
    let (week, short_by) = (week?, short_by?);
    let mut book = Book { week: &week, short_by, known_until, days: BTreeMap::new(), findings };
    let [holidays, short, working] = nodes;
    holidays.into_iter().for_each(|node| book.holidays(node));
    short.into_iter().for_each(|node| book.short(node));
    working.into_iter().for_each(|node| book.working(node));
    let exceptions = book.days;
    Some(Calendar { id: id?.into(), title: title?, week, exceptions, known_until })
}

fn week(node: &Node, findings: &Findings) -> Option<Week> {
    if !matches!(node.kind, Kind::Map(_)) {
        read::wrong_shape(node, ("набор «день недели: часы»", "a map of weekdays with hours"), findings);
        return None;
    }
    let mut week: [Option<Vec<Interval>>; 7] = Default::default();
    for Entry { key, value } in node.entries() {
        let hours = hours(value, findings);
        for weekday in weekdays(key, findings).into_iter().flatten() {
            if week[weekday].replace(hours.clone()).is_some() {
                let message = say!("часы этого дня недели уже названы выше", "the hours of this weekday are already given above");
                findings.error("day_twice", key.span, message);
            }
        }
    }
    let week = week.map(Option::unwrap_or_default);
    if week.iter().all(Vec::is_empty) {
        findings.error_with(
            "never_open",
            node.head(),
            say!("в неделе нет рабочего времени", "the week has no working time"),
            say!("назовите часы хотя бы одного дня", "give the hours of one weekday at least"),
        );
        return None;
    }
    Some(week)
}

fn short_by(node: &Node, findings: &Findings) -> Option<TimeDelta> {
    let (amount, unit) = node.text().and_then(|text| text.split_once(' ')).unwrap_or_default();
    let amount = amount.parse::<u16>().ok().filter(|amount| *amount > 0);
    let length = match (amount, unit.trim()) {
        (Some(hours), "hour" | "hours") => Some(TimeDelta::hours(hours.into())),
        (Some(minutes), "minute" | "minutes") => Some(TimeDelta::minutes(minutes.into())),
        _ => None,
    };
    if length.is_none() {
        read::wrong_shape(node, ("срок вида «1 hour» или «30 minutes»", "a period such as `1 hour` or `30 minutes`"), findings);
    }
    length
}

/// The days that differ, as far as they are read.
struct Book<'a> {
    week: &'a Week,
    short_by: TimeDelta,
    known_until: Option<NaiveDate>,
    days: BTreeMap<NaiveDate, Vec<Interval>>,
    findings: &'a Findings,
}

impl Book<'_> {
    /// A map of days with names, or a list of days.
    fn holidays(&mut self, node: &Node) {
        for Entry { key, value } in node.entries() {
            let _name = read::text(value, self.findings);
            self.off(key);
        }
        if !matches!(node.kind, Kind::Map(_)) {
            read::list(node, self.findings).iter().for_each(|item| self.off(item));
        }
    }

    fn off(&mut self, node: &Node) {
        for day in days(node, self.findings) {
            self.put(day, Vec::new(), node);
        }
    }

    fn short(&mut self, node: &Node) {
        for item in read::list(node, self.findings) {
            for day in days(item, self.findings) {
                let hours = &self.week[weekday(day)];
                if hours.is_empty() {
                    self.findings.error_with(
                        "short_day_off",
                        item.span,
                        say!("{day} и так выходной", "{day} is a day off anyway"),
                        say!(
                            "рабочую субботу пишут в «working»: {day}: short",
                            "a working Saturday belongs to `working`: {day}: short"
                        ),
                    );
                } else if let Some(hours) = self.shortened(hours, item) {
                    self.put(day, hours, item);
                }
            }
        }
    }

    fn working(&mut self, node: &Node) {
        if !matches!(node.kind, Kind::Map(_)) {
            let expected = ("набор «день: full, short или часы»", "a map of days with `full`, `short` or hours");
            read::wrong_shape(node, expected, self.findings);
        }
        for Entry { key, value } in node.entries() {
            let days = days(key, self.findings);
            for day in days {
                if let Some(hours) = self.worked(day, value) {
                    self.put(day, hours, key);
                }
            }
        }
    }

    fn worked(&self, day: NaiveDate, value: &Node) -> Option<Vec<Interval>> {
        match value.text() {
            Some("full") => Some(self.usual(day).to_vec()),
            Some("short") => self.shortened(self.usual(day), value),
            _ => Some(hours(value, self.findings)).filter(|hours| !hours.is_empty()),
        }
    }

    /// The hours of the weekday; on a day off, those of the week's first working day.
    fn usual(&self, day: NaiveDate) -> &[Interval] {
        let own = &self.week[weekday(day)];
        let first = self.week.iter().find(|hours| !hours.is_empty());
        if own.is_empty() { first.map_or(&[], Vec::as_slice) } else { own }
    }

    fn shortened(&self, hours: &[Interval], node: &Node) -> Option<Vec<Interval>> {
        let shorter = shortened(hours, self.short_by);
        if shorter.is_none() {
            let message = say!("от этого дня ничего не остается", "nothing would be left of this day");
            let help = say!("проверьте «short_by»", "look at `short_by`");
            self.findings.error_with("nothing_left", node.span, message, help);
        }
        shorter
    }

    fn put(&mut self, day: NaiveDate, hours: Vec<Interval>, node: &Node) {
        if self.known_until.is_some_and(|last| day > last) {
            let message = say!("{day} позже, чем «known_until»", "{day} is later than `known_until`");
            self.findings.warning("beyond_known", node.span, message, None);
        }
        if self.days.insert(day, hours).is_some() {
            let message = say!("{day} назван дважды", "{day} is given twice");
            self.findings.error("day_twice", node.span, message);
        }
    }
}

fn weekday(day: NaiveDate) -> usize {
    day.weekday().num_days_from_monday() as usize
}
