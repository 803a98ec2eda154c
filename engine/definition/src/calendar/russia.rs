//! The calendar of Russia that comes with the project, against the norms of working time that are published for each year.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::tests::hours;
use super::{BusinessTime, Calendar, read_calendar};
use crate::diagnostic::Source;

fn russia() -> Calendar {
    let text = include_str!("../../../../processes/calendars/ru.yaml").to_owned();
    let checked = read_calendar(&Source { file: "ru.yaml".to_owned(), text }).expect("a sound calendar");
    assert_eq!(checked.warnings, []);
    checked.value
}

/// Working days and hours of each month, as the published production calendars for a week of 40 hours have them. The days were
/// compared with the Python package `holidays` 0.109, all years; the hours of 2027 follow from article 95.
const NORMS: [(i32, [u32; 12], [i64; 12]); 4] = [
    (2024, [17, 20, 20, 21, 20, 19, 23, 22, 21, 23, 21, 21], [136, 159, 159, 168, 159, 151, 184, 176, 168, 184, 167, 168]),
    (2025, [17, 20, 21, 22, 18, 19, 23, 21, 22, 23, 19, 22], [136, 160, 167, 175, 144, 151, 184, 168, 176, 184, 151, 176]),
    (2026, [15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22], [120, 152, 168, 175, 151, 167, 184, 168, 176, 176, 159, 176]),
    (2027, [15, 19, 22, 22, 19, 21, 22, 22, 22, 21, 20, 22], [120, 151, 176, 175, 152, 167, 176, 176, 176, 168, 159, 176]),
];

#[test]
fn has_the_published_norms() {
    let calendar = russia();
    let time = BusinessTime { calendar: &calendar, zone: Tz::Europe__Moscow };
    for (year, days, norm) in NORMS {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a day");
        let (mut worked, mut length) = ([0; 12], [TimeDelta::zero(); 12]);
        for day in first.iter_days().take_while(|day| day.year() == year) {
            worked[day.month0() as usize] += u32::from(time.is_working_day(day));
            length[day.month0() as usize] += calendar.hours(day).iter().map(|span| span.to - span.from).sum::<TimeDelta>();
        }
        assert_eq!(worked, days, "working days of {year}");
        assert_eq!(length.map(|length| length.num_hours()), norm, "hours of {year}");
    }
}

#[test]
fn has_the_published_norms_of_whole_years() {
    let calendar = russia();
    let norms = [
        (2020, 248, 1979),
        (2021, 247, 1972),
        (2022, 247, 1973),
        (2023, 247, 1973),
        (2024, 248, 1979),
        (2025, 247, 1972),
        (2026, 247, 1972),
        (2027, 247, 1972),
    ];
    for (year, days, hours) in norms {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a day");
        let of_year = || first.iter_days().take_while(|day| day.year() == year).map(|day| calendar.hours(day));
        assert_eq!(of_year().filter(|hours| !hours.is_empty()).count(), days, "working days of {year}");
        let length: TimeDelta = of_year().flatten().map(|span| span.length()).sum();
        assert_eq!(length, TimeDelta::hours(hours), "hours of {year}");
        assert!(calendar.source(year).is_some(), "the source of {year}");
    }
}

/// What the decrees of the government move, and what article 112 moves by itself: from a day off to another day.
#[test]
fn days_off_are_moved_as_decreed() {
    let calendar = russia();
    let moved = [
        ("2024-01-06", "2024-05-10"),
        ("2024-01-07", "2024-12-31"),
        ("2024-04-27", "2024-04-29"),
        ("2024-11-02", "2024-04-30"),
        ("2024-12-28", "2024-12-30"),
        ("2025-01-04", "2025-05-02"),
        ("2025-01-05", "2025-12-31"),
        ("2025-02-23", "2025-05-08"),
        ("2025-03-08", "2025-06-13"),
        ("2025-11-01", "2025-11-03"),
        ("2026-01-03", "2026-01-09"),
        ("2026-01-04", "2026-12-31"),
        ("2026-03-08", "2026-03-09"),
        ("2026-05-09", "2026-05-11"),
    ];
    let worked = ["2024-04-27", "2024-11-02", "2024-12-28", "2025-11-01"];
    for (from, to) in moved {
        let (first, second): (NaiveDate, NaiveDate) = (from.parse().expect("a day"), to.parse().expect("a day"));
        assert!(calendar.hours(second).is_empty(), "{to} is off");
        assert_eq!(!calendar.hours(first).is_empty(), worked.contains(&from), "{from}");
        let title = calendar.day(second).and_then(|day| day.title.clone()).expect("a title");
        let month = first.format("%B").to_string();
        assert_eq!(title.get(crate::Locale::En), format!("Day off for {} {month}", first.day()), "{to}");
    }
}

#[test]
fn has_short_and_moved_days() {
    let calendar = russia();
    let cases = [
        ("2025-10-31", "09:00-13:00 14:00-18:00"),
        ("2025-11-01", "09:00-13:00 14:00-17:00"), // a working Saturday
        ("2025-11-03", ""),
        ("2025-12-31", ""),
        ("2026-01-09", ""),
        ("2026-01-12", "09:00-13:00 14:00-18:00"),
        ("2026-03-09", ""),
        ("2026-05-08", "09:00-13:00 14:00-17:00"),
        ("2027-02-20", "09:00-13:00 14:00-17:00"), // a working Saturday
        ("2027-02-22", ""),
        ("2027-11-05", ""),
    ];
    for (day, expected) in cases {
        assert_eq!(calendar.hours(day.parse().expect("a day")), hours(expected), "{day}");
    }
}

#[test]
fn knows_how_far_it_goes() {
    let calendar = russia();
    let last = calendar.known_until().expect("a last day");
    assert_eq!(last, NaiveDate::from_ymd_opt(2027, 12, 31).expect("a day"));
    assert!(calendar.days().keys().all(|day| *day <= last));
    let noon = NaiveTime::from_hms_opt(12, 0, 0).expect("a time");
    let time = BusinessTime { calendar: &calendar, zone: Tz::Europe__Moscow };
    let after = last.and_time(noon).and_utc();
    assert_eq!(time.date(time.next_opening(after)), NaiveDate::from_ymd_opt(2028, 1, 3).expect("a day"));
}
