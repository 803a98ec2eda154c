//! What stands in the file of one calendar, before the calendar it is based on is asked.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::hours::{dates, day, hours, weekdays};
use super::{Interval, MonthDay};
use crate::diagnostic::{Findings, Span, say};
use crate::name::CalendarId;
use crate::text::Text;
use crate::yaml::{Entry, Kind, MapReader, Node, read};

/// The file.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) id: CalendarId,
    pub(super) title: Text,
    pub(super) based_on: Option<(CalendarId, Span)>,
    pub(super) week: [Option<Vec<Interval>>; 7],
    pub(super) week_at: Span,
    pub(super) short_by: Option<TimeDelta>,
    pub(super) known_until: Option<NaiveDate>,
    pub(super) sources: BTreeMap<i32, Text>,
    pub(super) days: Vec<Written>,
}

/// A day that differs.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) on: When,
    pub(super) how: How,
    /// Whether it stands among the working days: then it is worked even where its weekday is off.
    pub(super) is_worked: bool,
    pub(super) title: Option<Text>,
    pub(super) at: Span,
}

/// Which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    /// Of one year.
    Day(NaiveDate),
    /// Of every year.
    Yearly(MonthDay),
}

/// How it differs.
#[derive(Debug, Clone)]
pub(super) enum How {
    Off,
    Short,
    Half,
    Full,
    Hours(Vec<Interval>),
}

/// Reads it.
pub(super) fn sheet(root: &Node, findings: &Findings) -> Option<Sheet> {
    let mut map = MapReader::open(root, Span::start(), findings)?;
    let id = map.require("calendar").and_then(|node| read::name(node, findings));
    let title = map.require("title").and_then(|node| read::text(node, findings));
    let base = map.take("based_on");
    let based_on = base.and_then(|node| Some((read::name(node, findings)?.into(), node.span)));
    let known_until = map.take("known_until").and_then(|node| day(node, findings));
    let sources = map.take("sources").map(|node| sources(node, findings)).unwrap_or_default();
    let week_node = if base.is_some() { map.take("week") } else { map.require("week") };
    let week = week_node.map_or(Some(Default::default()), |node| week(node, findings));
    let short_by = map.take("short_by").map(|node| short_by(node, findings));
    let mut days = Days { written: Vec::new(), findings };
    map.take("holidays").into_iter().for_each(|node| days.listed(node, &How::Off));
    map.take("short").into_iter().for_each(|node| days.listed(node, &How::Short));
    map.take("half").into_iter().for_each(|node| days.listed(node, &How::Half));
    map.take("working").into_iter().for_each(|node| days.worked(node));
    map.close();
    let (days, week_at) = (days.written, week_node.unwrap_or(root).head());
    let (id, title) = (CalendarId::from(id?), title?);
    (base.is_some() || week_node.is_some()).then_some(())?;
    let short_by = short_by.flatten();
    Some(Sheet { id, title, based_on, week: week?, week_at, short_by, known_until, sources, days })
}

fn week(node: &Node, findings: &Findings) -> Option<[Option<Vec<Interval>>; 7]> {
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
    Some(week)
}

/// Who says what days a year has, by year.
fn sources(node: &Node, findings: &Findings) -> BTreeMap<i32, Text> {
    if !matches!(node.kind, Kind::Map(_)) {
        read::wrong_shape(node, ("набор «год: источник»", "a map of years with sources"), findings);
    }
    let mut sources = BTreeMap::new();
    for Entry { key, value } in node.entries() {
        let year = read::integer(key, 1900..=2199, findings);
        sources.extend(year.zip(read::text(value, findings)));
    }
    sources
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
struct Days<'a> {
    written: Vec<Written>,
    findings: &'a Findings,
}

impl Days<'_> {
    /// A map of days with titles, or a list of days.
    fn listed(&mut self, node: &Node, how: &How) {
        for Entry { key, value } in node.entries() {
            let title = read::text(value, self.findings);
            self.put(key, how, false, title);
        }
        if !matches!(node.kind, Kind::Map(_)) {
            read::list(node, self.findings).iter().for_each(|item| self.put(item, how, false, None));
        }
    }

    fn worked(&mut self, node: &Node) {
        if !matches!(node.kind, Kind::Map(_)) {
            let expected = ("набор «день: full, short, half или часы»", "a map of days with `full`, `short`, `half` or hours");
            read::wrong_shape(node, expected, self.findings);
        }
        for Entry { key, value } in node.entries() {
            let (how, title) = self.worked_as(value);
            match how {
                Some(how) => self.put(key, &how, true, title),
                None => drop(dates(key, self.findings)),
            }
        }
    }

    /// Hours, or hours with a title.
    fn worked_as(&self, value: &Node) -> (Option<How>, Option<Text>) {
        if !matches!(value.kind, Kind::Map(_)) {
            return (self.how(value), None);
        }
        let Some(mut map) = MapReader::open(value, value.head(), self.findings) else { return (None, None) };
        let how = map.require_like("hours", "week").and_then(|node| self.how(node));
        let title = map.take("title").and_then(|node| read::text(node, self.findings));
        map.close();
        (how, title)
    }

    fn how(&self, value: &Node) -> Option<How> {
        match value.text() {
            Some("full") => Some(How::Full),
            Some("short") => Some(How::Short),
            Some("half") => Some(How::Half),
            _ => Some(hours(value, self.findings)).filter(|hours| !hours.is_empty()).map(How::Hours),
        }
    }

    fn put(&mut self, key: &Node, how: &How, is_worked: bool, title: Option<Text>) {
        for on in dates(key, self.findings) {
            if self.written.iter().any(|other| other.on == on) {
                let named = match on {
                    When::Day(day) => day.to_string(),
                    When::Yearly((month, day)) => format!("{month:02}-{day:02}"),
                };
                self.findings.error("day_twice", key.span, say!("{named} назван дважды", "{named} is given twice"));
            }
            self.written.push(Written { on, how: how.clone(), is_worked, title: title.clone(), at: key.span });
        }
    }
}
