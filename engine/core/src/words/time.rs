//! Moments, days and spans of working time.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use voronka_definition::{Locale, Period, Unit};

use super::{counted, plural};

const MONTHS_RU: [&str; 12] =
    ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS_RU: [&str; 7] = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];
const DAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A moment on the clock of a zone: `вт, 3 марта, 10:00`, `Tue 3 March, 10:00`. The year is left to the reader.
pub fn moment(at: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let local = at.with_timezone(&zone);
    let time = format!("{:02}:{:02}", local.hour(), local.minute());
    format!("{}, {time}", weekday_and_day(local.date_naive(), locale))
}

/// A moment as [`moment`] says it, with the year if it is not the year of the moment it is seen from.
pub fn moment_seen_from(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let local = at.with_timezone(&zone);
    if local.year() == now.with_timezone(&zone).year() {
        return moment(at, zone, locale);
    }
    let date = format!("{} {}", weekday_and_day(local.date_naive(), locale), local.year());
    format!("{date}, {:02}:{:02}", local.hour(), local.minute())
}

/// A day: `3 марта 2026`, `3 March 2026`.
pub fn day(date: NaiveDate, locale: Locale) -> String {
    format!("{} {} {}", date.day(), month(date, locale), date.year())
}

/// How much working time: `2 рабочих часа 15 минут`, `1 рабочий день 3 часа`. `day` is how many minutes of work a day has
/// [in the calendar](voronka_definition::calendar::Calendar::minutes_of_a_day) by which the time was counted; where that is not
/// clear, no days are said. Beside days no minutes are.
pub fn business_span(minutes: u32, day: Option<u32>, locale: Locale) -> String {
    said(minutes, day, locale, "минута")
}

/// By how much something is late: `на 2 рабочих часа`, `by 2 business hours`; `None` while the minute of its due date lasts. A day
/// is that of [`business_span`].
pub fn late_by(minutes: u32, day: Option<u32>, locale: Locale) -> Option<String> {
    let span = || said(minutes, day, locale, "минуту");
    (minutes > 0).then(|| format!("{} {}", locale.pick("на", "by"), span()))
}

/// A period as a rule states it, as it follows «longer than»: `15 рабочих дней`, `15 business days`.
pub fn period(period: Period, locale: Locale) -> String {
    let amount = u64::from(period.amount);
    let (ru, en) = match period.unit {
        Unit::Minutes => (["минуту", "минуты", "минут"], "minute"),
        Unit::Hours => (["час", "часа", "часов"], "hour"),
        Unit::Days => (["день", "дня", "дней"], "day"),
        Unit::BusinessMinutes => (["рабочую минуту", "рабочие минуты", "рабочих минут"], "business minute"),
        Unit::BusinessHours => (["рабочий час", "рабочих часа", "рабочих часов"], "business hour"),
        Unit::BusinessDays => (["рабочий день", "рабочих дня", "рабочих дней"], "business day"),
    };
    match locale {
        Locale::Ru => format!("{amount} {}", plural(amount, ru[0], ru[1], ru[2])),
        Locale::En => counted(amount, en),
    }
}

fn said(minutes: u32, day: Option<u32>, locale: Locale, one_minute: &str) -> String {
    let day = day.filter(|day| *day > 0);
    let days = u64::from(day.map_or(0, |day| minutes / day));
    let of_day = day.map_or(minutes, |day| minutes % day);
    let (hours, rest) = (u64::from(of_day / 60), u64::from(of_day % 60));
    let parts = match locale {
        Locale::Ru => russian(days, hours, rest, one_minute),
        Locale::En => english(days, hours, rest),
    };
    if parts.is_empty() { locale.pick("меньше минуты", "less than a minute").to_owned() } else { parts.join(" ") }
}

fn russian(days: u64, hours: u64, minutes: u64, one_minute: &str) -> Vec<String> {
    let mut parts = Vec::new();
    if days > 0 {
        parts.push(format!("{days} {}", plural(days, "рабочий день", "рабочих дня", "рабочих дней")));
    }
    match (days, hours) {
        (_, 0) => {}
        (0, _) => parts.push(format!("{hours} {}", plural(hours, "рабочий час", "рабочих часа", "рабочих часов"))),
        _ => parts.push(format!("{hours} {}", plural(hours, "час", "часа", "часов"))),
    }
    if days == 0 && minutes > 0 {
        parts.push(format!("{minutes} {}", plural(minutes, one_minute, "минуты", "минут")));
    }
    parts
}

fn english(days: u64, hours: u64, minutes: u64) -> Vec<String> {
    let mut parts = Vec::new();
    if days > 0 {
        parts.push(counted(days, "business day"));
    }
    if hours > 0 {
        parts.push(counted(hours, if days > 0 { "hour" } else { "business hour" }));
    }
    if days == 0 && minutes > 0 {
        parts.push(counted(minutes, "minute"));
    }
    parts
}

/// A day with its weekday: `вт, 3 марта`, `Tue 3 March`.
pub fn weekday_and_day(date: NaiveDate, locale: Locale) -> String {
    let weekday = date.weekday().num_days_from_monday() as usize;
    let separator = locale.pick(", ", " ");
    format!("{}{separator}{} {}", locale.pick(DAYS_RU, DAYS_EN)[weekday], date.day(), month(date, locale))
}

fn month(date: NaiveDate, locale: Locale) -> &'static str {
    locale.pick(MONTHS_RU, MONTHS_EN)[date.month0() as usize]
}
