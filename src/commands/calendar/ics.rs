//! Calendars of events (iCalendar, RFC 5545): an event of whole days is days off; one that comes every year on its date is a day of
//! every year. Events with a time of day say nothing of business hours and are left out, with a remark.

use anyhow::{Result, anyhow};
use chrono::{Datelike, Days, NaiveDate};
use icalendar::parser::{Component, read_calendar, unfold};
use voronka_definition::{Locale, Source};

use super::import::{Found, How, LONGEST};

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
    let mut found = Found::default();
    for (event, number) in events.zip(0..) {
        let line = lines.get(number).copied().unwrap_or_default();
        Event { component: event, place: &format!("{}, {} {line}", source.file, locale.pick("строка", "line")), locale }
            .read(&mut found)?;
    }
    Ok(found)
}

struct Event<'a> {
    component: &'a Component<'a>,
    place: &'a str,
    locale: Locale,
}

/// How often an event comes.
enum Rule {
    Once,
    EveryYear,
    Years(i32),
    Until(NaiveDate),
}

impl Event<'_> {
    fn read(&self, found: &mut Found) -> Result<()> {
        if self.value("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
            return Ok(());
        }
        let start = self.value("DTSTART").ok_or_else(|| self.wrong("у события нет DTSTART", "the event has no DTSTART"))?;
        let title = self.value("SUMMARY").map(unescaped);
        let Some(first) = whole_day(&start) else {
            let name = title.unwrap_or_default();
            let ru = format!("событие «{name}» идет не целый день и пропущено");
            found.remarks.push(self.wrong(&ru, &format!("the event `{name}` takes no whole day and is left out")).to_string());
            return Ok(());
        };
        // The end is the day after the last one.
        let end = self.value("DTEND").and_then(|end| whole_day(&end)).unwrap_or(first + Days::new(1)).max(first + Days::new(1));
        if (end - first).num_days() > LONGEST as i64 {
            return Err(self.wrong("событие длиннее года", "the event is longer than a year"));
        }
        let days = || first.iter_days().take_while(|day| *day < end);
        match self.rule()? {
            Rule::Once => days().for_each(|day| found.put(day, false, How::Off, title.clone())),
            Rule::EveryYear => days().for_each(|day| found.put(day, true, How::Off, title.clone())),
            Rule::Years(count) => self.repeated(days(), first.year() + count - 1, None, &title, found),
            Rule::Until(last) => self.repeated(days(), last.year(), Some(last), &title, found),
        }
        Ok(())
    }

    fn repeated(
        &self,
        days: impl Iterator<Item = NaiveDate>,
        last_year: i32,
        last: Option<NaiveDate>,
        title: &Option<String>,
        found: &mut Found,
    ) {
        for day in days {
            let years = (day.year()..=last_year).filter_map(|year| day.with_year(year));
            let kept = years.filter(|day| last.is_none_or(|last| *day <= last));
            kept.for_each(|day| found.put(day, false, How::Off, title.clone()));
        }
    }

    /// The rule of repetition: every year on the same date, for ever or so long; any other is refused.
    fn rule(&self) -> Result<Rule> {
        let Some(written) = self.value("RRULE") else { return Ok(Rule::Once) };
        let refused = || {
            let ru = format!("повторение «{written}» не понято: бывает только ежегодное в тот же день. Выгрузите дни по одному");
            let en =
                format!("the repetition `{written}` is not understood: only the same date of every year is. Export day by day");
            self.wrong(&ru, &en)
        };
        if self.value("EXDATE").is_some() {
            return Err(self.wrong("исключения EXDATE не поняты", "exceptions (EXDATE) are not understood"));
        }
        let (mut is_yearly, mut rule) = (false, Rule::EveryYear);
        for part in written.split(';') {
            match part.split_once('=').ok_or_else(refused)? {
                ("FREQ", "YEARLY") => is_yearly = true,
                ("INTERVAL", "1") | ("WKST" | "BYMONTH" | "BYMONTHDAY", _) => {}
                ("COUNT", count) => rule = Rule::Years(count.parse().ok().filter(|count| *count < 200).ok_or_else(refused)?),
                ("UNTIL", day) => rule = Rule::Until(day.get(..8).and_then(whole_day).ok_or_else(refused)?),
                _ => return Err(refused()),
            }
        }
        if is_yearly && self.is_on_its_date(&written) { Ok(rule) } else { Err(refused()) }
    }

    /// Whether month and day, where the rule names them, are those of the event.
    fn is_on_its_date(&self, rule: &str) -> bool {
        let Some(first) = self.value("DTSTART").and_then(|start| whole_day(&start)) else { return false };
        let is = |key: &str, own: u32| {
            let told = rule.split(';').find_map(|part| part.strip_prefix(key));
            told.is_none_or(|told| told.parse() == Ok(own))
        };
        is("BYMONTH=", first.month()) && is("BYMONTHDAY=", first.day())
    }

    fn value(&self, key: &str) -> Option<String> {
        let property = self.component.properties.iter().find(|property| property.name.as_str().eq_ignore_ascii_case(key))?;
        Some(property.val.as_str().trim().to_owned())
    }

    fn wrong(&self, ru: &str, en: &str) -> anyhow::Error {
        anyhow!("{}: {}", self.place, self.locale.pick(ru, en))
    }
}

/// `20260101`.
fn whole_day(text: &str) -> Option<NaiveDate> {
    (text.len() == 8).then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()
}

/// A text without the escapes of the format.
fn unescaped(text: String) -> String {
    text.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
}
