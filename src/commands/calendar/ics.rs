//! Calendars of events (iCalendar, RFC 5545): an event of whole days is days off; one that comes every year on its date is a day of
//! every year, and any other repetition is written out day by day, with single times moved or cancelled as the file says. Events with
//! a time of day say nothing of business hours and are left out, with a remark.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone};
use icalendar::parser::{Component, Property, read_calendar, unfold};
use rrule::{RRuleSet, Tz};
use voronka_definition::{Locale, Source};

use super::import::{Found, How, LONGEST};

/// The first year of which anybody asks a calendar: what has come every year since then or longer is a day of every year.
const FIRST_YEAR: i32 = 2020;
/// How many years ahead a repetition without an end is written out.
const YEARS_AHEAD: i32 = 10;
/// The most times that one event comes: each day of the years ahead.
const MOST_TIMES: u16 = 5_000;

/// Reads a file.
pub fn read(source: &Source, locale: Locale) -> Result<Found> {
    let unfolded = unfold(source.text.trim_start_matches('\u{feff}'));
    let calendar = read_calendar(&unfolded).map_err(|error| {
        let (file, why) = (&source.file, error.trim());
        anyhow!(locale.pick(format!("{file} — не iCalendar: {why}"), format!("{file} is no iCalendar: {why}")))
    })?;
    let lines = source.text.lines().zip(1..).filter(|(line, _)| line.trim().eq_ignore_ascii_case("BEGIN:VEVENT"));
    let lines: Vec<usize> = lines.map(|(_, number)| number).collect();
    let events = calendar.components.iter().filter(|component| component.name.as_str() == "VEVENT");
    let place = |number: usize| {
        let line = lines.get(number).copied().unwrap_or_default();
        format!("{}, {} {line}", source.file, locale.pick("строка", "line"))
    };
    let places: Vec<String> = (0..lines.len()).map(place).collect();
    let events = events.zip(&places).map(|(component, place)| Event { component, place, locale });
    let events: Vec<Event<'_>> = events.collect();
    let mut changed: Changed = BTreeMap::new();
    for event in &events {
        if let Some(day) = event.stands_for()? {
            changed.entry(event.value("UID").unwrap_or_default()).or_default().insert(day);
        }
    }
    let mut found = Found::default();
    events.iter().try_for_each(|event| event.read(&changed, &mut found))?;
    Ok(found)
}

/// The times of a repeated event, by its UID, for which the file has an event of their own.
type Changed = BTreeMap<String, BTreeSet<NaiveDate>>;

struct Event<'a> {
    component: &'a Component<'a>,
    place: &'a str,
    locale: Locale,
}

impl Event<'_> {
    /// The time of a repeated event that this one stands for.
    fn stands_for(&self) -> Result<Option<NaiveDate>> {
        let Some(property) = self.component.properties.iter().find(|property| property.name.as_str() == "RECURRENCE-ID") else {
            return Ok(None);
        };
        if property.params.iter().any(|param| param.key.as_str().eq_ignore_ascii_case("RANGE")) {
            return Err(self.not_understood(&"RECURRENCE-ID;RANGE"));
        }
        let day = property.val.as_str().trim().get(..8).and_then(whole_day);
        day.map(Some).ok_or_else(|| self.not_understood(&"RECURRENCE-ID"))
    }

    fn read(&self, changed: &Changed, found: &mut Found) -> Result<()> {
        if self.value("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
            return Ok(());
        }
        let start = self.value("DTSTART").ok_or_else(|| self.wrong("у события нет DTSTART", "the event has no DTSTART"))?;
        let title = self.value("SUMMARY").map(unescaped).filter(|title| !title.trim().is_empty());
        if start.len() == 8 && start.bytes().all(|byte| byte.is_ascii_digit()) && whole_day(&start).is_none() {
            return Err(self.wrong(&format!("DTSTART:{start} — нет такого дня"), &format!("DTSTART:{start} is no day")));
        }
        let Some(first) = whole_day(&start) else {
            let name = title.unwrap_or_default();
            let ru = format!("событие «{name}» идет не целый день и пропущено");
            found.remarks.push(self.wrong(&ru, &format!("the event `{name}` takes no whole day and is left out")).to_string());
            return Ok(());
        };
        // The end is the day after the last one.
        let end = match (self.value("DTEND"), self.value("DURATION")) {
            (None, Some(lasts)) => first + self.days_in(&lasts)?,
            (end, _) => end.and_then(|end| whole_day(&end)).unwrap_or(first),
        };
        let end = end.max(first + Days::new(1));
        if (end - first).num_days() > LONGEST as i64 {
            return Err(self.wrong("событие длиннее года", "the event is longer than a year"));
        }
        let length = (end - first).num_days() as u64;
        let days = |first: NaiveDate| first.iter_days().take(length as usize);
        let none = BTreeSet::new();
        let of_its_own = self.stands_for()?.is_some();
        let changed = self.value("UID").and_then(|id| changed.get(&id)).filter(|_| !of_its_own).unwrap_or(&none);
        if changed.is_empty() && self.comes_every_year_for_ever(first) {
            days(first).for_each(|day| found.put(day, true, How::Off, title.clone()));
            return Ok(());
        }
        for first in self.comes_on(first, &mut found.remarks)?.into_iter().filter(|day| !changed.contains(day)) {
            days(first).for_each(|day| found.put(day, false, How::Off, title.clone()));
        }
        Ok(())
    }

    /// How many days a duration takes: of an event of whole days it is written in weeks or days (RFC 5545, 3.6.1).
    fn days_in(&self, lasts: &str) -> Result<Days> {
        let digits = lasts.trim().trim_start_matches('+').strip_prefix('P').and_then(|rest| {
            let weeks = rest.strip_suffix('W').map(|number| (number, 7));
            weeks.or_else(|| rest.strip_suffix('D').map(|number| (number, 1)))
        });
        let days = digits.and_then(|(number, times)| number.parse::<u64>().ok()?.checked_mul(times));
        days.filter(|days| *days <= LONGEST).map(Days::new).ok_or_else(|| {
            let ru = format!("не понимаю DURATION:{lasts}: событие целого дня длится дни (P3D) или недели (P1W), не больше года");
            self.wrong(
                &ru,
                &format!(
                    "DURATION:{lasts} is not understood: an event of whole days lasts days (P3D) or weeks (P1W), a year at most"
                ),
            )
        })
    }

    /// Whether it is a day of every year: the same date, without an end and without exceptions, for as long as calendars are asked
    /// of. In a year before it begins it would be wrong.
    fn comes_every_year_for_ever(&self, first: NaiveDate) -> bool {
        let rule = self.value("RRULE").unwrap_or_default();
        let is_plain = |(key, value): (&str, &str)| match key {
            "FREQ" => value == "YEARLY",
            "INTERVAL" => value == "1",
            "BYMONTH" => value.parse() == Ok(first.month()),
            "BYMONTHDAY" => value.parse() == Ok(first.day()),
            "WKST" => true,
            _ => false,
        };
        let is_rule = rule.contains("FREQ=") && rule.split(';').all(|part| part.split_once('=').is_some_and(is_plain));
        let has_more = ["RDATE", "EXDATE"].iter().any(|key| self.values(key).next().is_some());
        // A day that some years lack is not a day of every year.
        is_rule && !has_more && first.year() <= FIRST_YEAR && (first.month(), first.day()) != (2, 29)
    }

    /// The days on which it begins: its own, or those of its rules and exceptions. A rule without an end is followed for some years,
    /// which is remarked.
    fn comes_on(&self, first: NaiveDate, remarks: &mut Vec<String>) -> Result<Vec<NaiveDate>> {
        let mut text = format!("DTSTART:{}", midnight(first));
        let mut is_repeated = false;
        for key in ["RRULE", "RDATE", "EXDATE"] {
            for value in self.values(key) {
                is_repeated = true;
                text.push_str(&format!("\n{key}:{}", with_midnights(value)));
            }
        }
        if !is_repeated {
            return Ok(vec![first]);
        }
        if self.value("RRULE").is_none() {
            // With a rule its first time is one of the rule's.
            text.push_str(&format!("\nRDATE:{}", midnight(first)));
        }
        let set: RRuleSet = text.parse().map_err(|error| self.not_understood(&error))?;
        let last_year = first.year().max(super::this_year()) + YEARS_AHEAD;
        let horizon = NaiveDate::from_ymd_opt(last_year + 1, 1, 1).unwrap_or(NaiveDate::MAX);
        let horizon = Tz::UTC.from_utc_datetime(&horizon.and_time(NaiveTime::MIN));
        let is_endless = self.values("RRULE").any(|rule| !rule.contains("COUNT=") && !rule.contains("UNTIL="));
        let found = set.before(horizon).all(MOST_TIMES);
        if found.limited {
            return Err(self.wrong("событие повторяется слишком часто", "the event comes too often"));
        }
        if is_endless {
            let ru = format!("повторение без конца выписано до {last_year} года включительно");
            let en = format!("the repetition without an end is written out to the end of {last_year}");
            remarks.push(self.wrong(&ru, &en).to_string());
        }
        Ok(found.dates.into_iter().map(|moment| moment.date_naive()).collect())
    }

    fn not_understood(&self, error: &dyn std::fmt::Display) -> anyhow::Error {
        let ru = format!("повторение не понято ({error}); выгрузите дни по одному");
        self.wrong(&ru, &format!("the repetition is not understood ({error}); export day by day"))
    }

    fn value(&self, key: &str) -> Option<String> {
        self.values(key).next().map(str::to_owned)
    }

    fn values(&self, key: &str) -> impl Iterator<Item = &str> {
        let of_key = |property: &&Property<'_>| property.name.as_str().eq_ignore_ascii_case(key);
        self.component.properties.iter().filter(of_key).map(|property| property.val.as_str().trim())
    }

    fn wrong(&self, ru: &str, en: &str) -> anyhow::Error {
        anyhow!("{}: {}", self.place, self.locale.pick(ru, en))
    }
}

/// `20260101`.
fn whole_day(text: &str) -> Option<NaiveDate> {
    (text.len() == 8).then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()
}

fn midnight(day: NaiveDate) -> String {
    day.format("%Y%m%dT000000Z").to_string()
}

/// A rule or a list of days whose bare days are moments, all in one zone: so the reader of rules wants them.
fn with_midnights(value: &str) -> String {
    let part = |part: &str| {
        let (head, day) = part.rsplit_once('=').map_or(("", part), |(key, day)| (&part[..=key.len()], day));
        let is_moment = day.split_once('T').is_some_and(|(day, _)| whole_day(day).is_some());
        match whole_day(day.get(..8).unwrap_or_default()).filter(|_| is_moment || day.len() == 8) {
            Some(day) => format!("{head}{}", midnight(day)),
            None => part.to_owned(),
        }
    };
    let end = if value.contains('=') { ';' } else { ',' };
    value.split(end).map(part).collect::<Vec<_>>().join(&end.to_string())
}

/// A text without the escapes of the format.
fn unescaped(text: String) -> String {
    text.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
}
