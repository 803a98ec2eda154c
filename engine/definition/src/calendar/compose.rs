//! A calendar out of its file and the calendars that file is based on: the nearest word counts.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::hours::{halved, shortened};
use super::sheet::{How, Sheet, When, Written};
use super::variants::Variants;
use super::{Calendar, Day, DayKind, Interval, MonthDay, Week, index, weekday};
use crate::diagnostic::{Findings, say};

/// What a short day lacks where nothing is said.
const SHORT_BY: TimeDelta = TimeDelta::hours(1);

/// The calendar. The bases come the most distant first; their own mistakes were looked for before, and what of them does not fit
/// this week is left out: an eve on a day that is off here, say.
pub(super) fn compose(own: Sheet, bases: &[Sheet], findings: &Findings) -> Option<Calendar> {
    let layers = || bases.iter().chain([&own]);
    let mut week = Week::default();
    for (hours, place) in layers().flat_map(|sheet| sheet.week.iter().zip(0..)) {
        week[place] = hours.clone().unwrap_or_else(|| std::mem::take(&mut week[place]));
    }
    if week.iter().all(Vec::is_empty) {
        findings.error_with(
            "never_open",
            own.week_at,
            say!("в неделе нет рабочего времени", "the week has no working time"),
            say!("назовите часы хотя бы одного дня", "give the hours of one weekday at least"),
        );
        return None;
    }
    let short_by = layers().filter_map(|sheet| sheet.short_by).next_back().unwrap_or(SHORT_BY);
    let known_until = layers().filter_map(|sheet| sheet.known_until).next_back();
    let sources = layers().flat_map(|sheet| sheet.sources.clone()).collect();
    let mut book = Book { week: &week, short_by, days: BTreeMap::new(), yearly: BTreeMap::new() };
    bases.iter().for_each(|sheet| book.lay(sheet, &Findings::new("")));
    own.days.iter().for_each(|written| tell_if_unknown(written, known_until, findings));
    book.lay(&own, findings);
    let Book { days, yearly, .. } = book;
    let (based_on, index) = (own.based_on.map(|(id, _)| id), index::Cache::default());
    Some(Calendar {
        id: own.id,
        title: own.title,
        based_on,
        week,
        days,
        yearly,
        sources,
        known_until,
        index,
        variants: Variants::default(),
    })
}

fn tell_if_unknown(written: &Written, known_until: Option<NaiveDate>, findings: &Findings) {
    if let When::Day(day) = written.on
        && known_until.is_some_and(|last| day > last)
    {
        let message = say!("{day} позже, чем «known_until»", "{day} is later than `known_until`");
        findings.warning("beyond_known", written.at, message, None);
    }
}

fn tell_day_off(written: &Written, day: NaiveDate, findings: &Findings) {
    let word = if matches!(written.how, How::Half) { "half" } else { "short" };
    findings.error_with(
        "short_day_off",
        written.at,
        say!("{day} и так выходной", "{day} is a day off anyway"),
        say!("рабочую субботу пишут в «working»: {day}: {word}", "a working Saturday belongs to `working`: {day}: {word}"),
    );
}

/// The days that differ, as far as they are laid over one another.
struct Book<'a> {
    week: &'a Week,
    short_by: TimeDelta,
    days: BTreeMap<NaiveDate, Day>,
    yearly: BTreeMap<MonthDay, [Option<Day>; 7]>,
}

impl Book<'_> {
    /// Lays a calendar over what is there. Its days of every year outweigh what the calendars below say of single years.
    fn lay(&mut self, sheet: &Sheet, findings: &Findings) {
        for written in &sheet.days {
            if let When::Yearly(on) = written.on {
                self.days.retain(|day, _| (day.month(), day.day()) != on);
                // In other years it falls on other weekdays; where one is off anyway, nothing is different.
                let made = |place| if self.is_lost(written, place) { None } else { self.day(written, place, findings) };
                let made = std::array::from_fn(made);
                self.yearly.insert(on, made);
            }
        }
        for written in &sheet.days {
            let When::Day(day) = written.on else { continue };
            if self.is_lost(written, weekday(day)) {
                tell_day_off(written, day, findings);
            } else if let Some(made) = self.day(written, weekday(day), findings) {
                self.days.insert(day, made);
            }
        }
    }

    /// Whether a day should end earlier on which nobody works.
    fn is_lost(&self, written: &Written, place: usize) -> bool {
        !written.is_worked && matches!(written.how, How::Short | How::Half) && self.week[place].is_empty()
    }

    fn day(&self, written: &Written, place: usize, findings: &Findings) -> Option<Day> {
        let usual = self.usual(place);
        let (kind, hours) = match &written.how {
            How::Off => (DayKind::Off, Some(Vec::new())),
            How::Short => (DayKind::Short, shortened(usual, self.short_by)),
            How::Half => (DayKind::Half, halved(usual)),
            How::Full => (DayKind::Full, Some(usual.to_vec())),
            How::Hours(hours) => (DayKind::Hours, Some(hours.clone())),
        };
        if hours.is_none() {
            let message = say!("от этого дня ничего не остается", "nothing would be left of this day");
            let help = say!("проверьте «short_by»", "look at `short_by`");
            findings.error_with("nothing_left", written.at, message, help);
        }
        Some(Day { kind, hours: hours?, title: written.title.clone() })
    }

    /// The hours of the weekday; on a day off, those of the week's first working day.
    fn usual(&self, place: usize) -> &[Interval] {
        let first = self.week.iter().find(|hours| !hours.is_empty());
        if self.week[place].is_empty() { first.map_or(&[], Vec::as_slice) } else { &self.week[place] }
    }
}
