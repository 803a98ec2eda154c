//! Dates as people say them, seen from now: «сегодня до 18:00», «просрочено на 2 часа».

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use maud::{Markup, html};
use voronka_core::words::{late_by, moment_seen_from};
use voronka_definition::Locale;
use voronka_definition::calendar::BusinessTime;

/// How a due date stands to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It is past.
    Overdue,
    /// It is still today.
    Today,
    /// It is on another day.
    Later,
}

/// How this due date stands, by the days of this zone.
pub(super) fn standing(due: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> Standing {
    if due < now {
        Standing::Overdue
    } else if day_of(due, zone) == day_of(now, zone) {
        Standing::Today
    } else {
        Standing::Later
    }
}

/// Whether a moment is in the week of now, which begins on Monday.
pub(super) fn is_this_week(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> bool {
    day_of(at, zone).iso_week() == day_of(now, zone).iso_week()
}

/// The day of a moment in a zone.
pub(super) fn day_of(at: DateTime<Utc>, zone: Tz) -> chrono::NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// A due date in words. Lateness is counted in the working time of who has the task.
pub(super) fn due_words(due: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, time: &BusinessTime<'_>, locale: Locale) -> String {
    match standing(due, now, zone) {
        Standing::Overdue => match late_by(minutes_late(time, due, now), time.calendar.minutes_of_a_day(), locale) {
            Some(span) => locale.pick(format!("просрочено {span}"), format!("overdue {span}")),
            None => locale.pick("срок только что прошел", "just overdue").to_owned(),
        },
        _ => until(due, now, zone, locale),
    }
}

/// A moment to come: today and tomorrow by name, other days by date.
pub(super) fn until(due: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let clock = clock(due, zone);
    let days = (day_of(due, zone) - day_of(now, zone)).num_days();
    match days {
        0 => locale.pick(format!("сегодня до {clock}"), format!("today by {clock}")),
        1 => locale.pick(format!("завтра до {clock}"), format!("tomorrow by {clock}")),
        _ => moment_seen_from(due, now, zone, locale),
    }
}

/// A moment that was: today and yesterday by name, other days by date.
pub(super) fn since(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let clock = clock(at, zone);
    match (day_of(now, zone) - day_of(at, zone)).num_days() {
        0 => locale.pick(format!("сегодня в {clock}"), format!("today at {clock}")),
        1 => locale.pick(format!("вчера в {clock}"), format!("yesterday at {clock}")),
        _ => moment_seen_from(at, now, zone, locale),
    }
}

/// A due date with its exact moment behind it.
pub(super) fn due(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, time: &BusinessTime<'_>, locale: Locale) -> Markup {
    let class = match standing(at, now, zone) {
        Standing::Overdue => "due late",
        Standing::Today => "due today",
        Standing::Later => "due",
    };
    html! {
        time class=(class) datetime=(at.to_rfc3339()) title=(moment_seen_from(at, now, zone, locale)) {
            (due_words(at, now, zone, time, locale))
        }
    }
}

fn minutes_late(time: &BusinessTime<'_>, due: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    let late: TimeDelta = time.between(due, now);
    u32::try_from(late.num_minutes().max(0)).unwrap_or(u32::MAX)
}

fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// A moment as the field of a form takes it, in this zone.
pub(super) fn for_field(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// The year and month of the clock, for the time machine.
pub(super) fn full(at: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let local = at.with_timezone(&zone);
    let day = voronka_core::words::day(local.date_naive(), locale);
    let weekday = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];
    let weekday_en = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let place = local.weekday().num_days_from_monday() as usize;
    format!("{}, {day}, {}", locale.pick(weekday, weekday_en)[place], clock(at, zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    #[test]
    fn the_day_of_a_due_date_is_the_day_of_the_reader() {
        let (now, due) = (at("2026-03-02T19:00:00Z"), at("2026-03-02T20:30:00Z"));
        assert_eq!(standing(due, now, Tz::UTC), Standing::Today);
        assert_eq!(standing(due, now, Tz::Asia__Yekaterinburg), Standing::Today);
        assert_eq!(standing(due, at("2026-03-02T18:59:00Z"), Tz::Asia__Yekaterinburg), Standing::Later);
        assert_eq!(standing(due, at("2026-03-02T20:31:00Z"), Tz::UTC), Standing::Overdue);
    }

    #[test]
    fn near_days_are_named() {
        let now = at("2026-03-02T09:00:00Z");
        let table = [
            ("2026-03-02T15:00:00Z", "сегодня до 18:00", "today by 18:00"),
            ("2026-03-03T09:00:00Z", "завтра до 12:00", "tomorrow by 12:00"),
            ("2026-03-05T09:00:00Z", "чт, 5 марта, 12:00", "Thu 5 March, 12:00"),
        ];
        for (due, ru, en) in table {
            assert_eq!(until(at(due), now, Tz::Europe__Moscow, Locale::Ru), ru);
            assert_eq!(until(at(due), now, Tz::Europe__Moscow, Locale::En), en);
        }
        assert_eq!(since(at("2026-03-01T09:00:00Z"), now, Tz::Europe__Moscow, Locale::Ru), "вчера в 12:00");
    }
}
