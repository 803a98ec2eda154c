//! Tables of moments: what is given, what is done, what comes out. Times are those of Moscow unless a zone is named.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{BusinessTime, Calendar, Day, DayKind, Interval};
use crate::period::{Period, Unit};
use crate::text::Text;

/// `"10:00-14:00 15:00-18:00"`.
pub(super) fn hours(text: &str) -> Vec<Interval> {
    let time = |text: &str| {
        if text == "24:00" { NaiveTime::MIN } else { text.parse().expect("a time") }
    };
    let interval = |(from, to)| Interval { from: time(from), to: time(to) };
    text.split_whitespace().map(|span| interval(span.split_once('-').expect("a span"))).collect()
}

fn calendar(weekday: &str, exceptions: &[(&str, &str)]) -> Calendar {
    let day = |text: &str| -> NaiveDate { text.parse().expect("a day") };
    let week = std::array::from_fn(|day| if day < 5 { hours(weekday) } else { Vec::new() });
    let own = |times| Day { kind: DayKind::Hours, hours: hours(times), title: None };
    Calendar::new("test", Text::from("test"), week)
        .with_days(exceptions.iter().map(|(date, times)| (day(date), own(times))).collect())
}

/// Mon–Fri 10–18; 9 March 2026 (a Monday) is a holiday, Saturday 14 March is worked from 11, 20 March ends at 16.
fn plain() -> Calendar {
    let exceptions = [("2026-03-09", ""), ("2026-03-14", "11:00-15:00"), ("2026-03-20", "10:00-16:00")];
    calendar("10:00-18:00", &exceptions)
}

/// Mon–Fri 9–13 and 14–18.
fn with_break() -> Calendar {
    calendar("09:00-13:00 14:00-18:00", &[])
}

fn period(text: &str) -> Period {
    let (amount, unit) = text.split_once(' ').expect("a period");
    let unit = match unit {
        "minutes" => Unit::Minutes,
        "hours" => Unit::Hours,
        "days" => Unit::Days,
        "business minutes" => Unit::BusinessMinutes,
        "business hours" => Unit::BusinessHours,
        "business days" => Unit::BusinessDays,
        other => panic!("no unit {other}"),
    };
    Period::new(amount.parse().expect("a number"), unit)
}

fn moment(zone: Tz, text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment");
    local.and_local_timezone(zone).earliest().expect("a time that exists").to_utc()
}

fn show(zone: Tz, at: DateTime<Utc>) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

const MOSCOW: Tz = Tz::Europe__Moscow;

fn check(
    calendar: &Calendar,
    zone: Tz,
    cases: &[(&str, &str, &str)],
    count: impl Fn(&BusinessTime<'_>, DateTime<Utc>, &str) -> DateTime<Utc>,
) {
    let time = BusinessTime { calendar, zone };
    for (given, what, then) in cases {
        assert_eq!(show(zone, count(&time, moment(zone, given), what)), *then, "{given}, {what}");
    }
}

#[test]
fn business_hours_are_added_from_working_time() {
    let cases = [
        ("2026-03-07 19:00", "2 business hours", "2026-03-10 12:00"), // a Saturday; Monday is a holiday
        ("2026-02-28 19:00", "2 business hours", "2026-03-02 12:00"), // Saturday evening to Monday noon
        ("2026-03-02 10:00", "2 business hours", "2026-03-02 12:00"),
        ("2026-03-02 17:00", "1 business hours", "2026-03-02 18:00"), // the closing, not the next opening
        ("2026-03-02 17:00", "2 business hours", "2026-03-03 11:00"),
        ("2026-03-02 18:00", "1 business hours", "2026-03-03 11:00"),
        ("2026-03-02 07:00", "30 business minutes", "2026-03-02 10:30"),
        ("2026-03-06 17:30", "60 business minutes", "2026-03-10 10:30"),
        ("2026-03-13 17:00", "3 business hours", "2026-03-14 13:00"), // a working Saturday
        ("2026-03-20 15:00", "2 business hours", "2026-03-23 11:00"), // a short day
        ("2026-03-02 10:00", "40 business hours", "2026-03-06 18:00"),
        ("2026-02-28 19:00", "0 business hours", "2026-02-28 19:00"),
    ];
    check(&plain(), MOSCOW, &cases, |time, at, what| time.add(at, period(what)));
    let cases = [
        ("2026-03-02 12:00", "2 business hours", "2026-03-02 15:00"),
        ("2026-03-02 13:30", "1 business hours", "2026-03-02 15:00"),
        ("2026-03-02 09:00", "4 business hours", "2026-03-02 13:00"),
        ("2026-03-02 09:00", "8 business hours", "2026-03-02 18:00"),
    ];
    check(&with_break(), MOSCOW, &cases, |time, at, what| time.add(at, period(what)));
}

#[test]
fn business_days_keep_the_time_of_day() {
    let cases = [
        ("2026-03-02 10:00", "1 business days", "2026-03-03 10:00"),
        ("2026-03-02 17:59", "1 business days", "2026-03-03 17:59"),
        ("2026-03-02 18:00", "1 business days", "2026-03-04 10:00"), // already closed: from the next opening
        ("2026-03-02 08:00", "1 business days", "2026-03-03 10:00"),
        ("2026-03-06 12:00", "1 business days", "2026-03-10 12:00"), // over the weekend and the holiday
        ("2026-03-07 19:00", "1 business days", "2026-03-11 10:00"),
        ("2026-03-07 19:00", "0 business days", "2026-03-10 10:00"),
        ("2026-03-13 12:00", "1 business days", "2026-03-14 12:00"),
        ("2026-03-13 17:00", "1 business days", "2026-03-14 15:00"), // cut back to the closing
        ("2026-03-13 10:30", "1 business days", "2026-03-14 11:00"), // that day opens later
        ("2026-03-14 14:00", "1 business days", "2026-03-16 14:00"),
        ("2026-03-19 17:00", "1 business days", "2026-03-20 16:00"),
        ("2026-03-19 17:00", "2 business days", "2026-03-23 17:00"),
    ];
    check(&plain(), MOSCOW, &cases, |time, at, what| time.add(at, period(what)));
    let breaks = calendar("09:00-13:00 14:00-18:00", &[("2026-03-03", "09:00-12:00 13:00-18:00")]);
    let cases = [
        ("2026-03-02 13:30", "1 business days", "2026-03-03 14:00"),
        ("2026-03-02 12:30", "1 business days", "2026-03-03 12:00"), // his break is earlier there
        ("2026-03-02 12:30", "2 business days", "2026-03-04 12:30"),
    ];
    check(&breaks, MOSCOW, &cases, |time, at, what| time.add(at, period(what)));
}

#[test]
fn periods_are_subtracted() {
    let cases = [
        ("2026-03-02 12:00", "2 business hours", "2026-03-02 10:00"), // the opening, not the closing before
        ("2026-03-02 11:00", "2 business hours", "2026-02-27 17:00"),
        ("2026-03-02 18:00", "2 business hours", "2026-03-02 16:00"),
        ("2026-03-08 12:00", "1 business hours", "2026-03-06 17:00"),
        ("2026-03-10 12:00", "1 business days", "2026-03-06 12:00"),
        ("2026-03-08 12:00", "1 business days", "2026-03-05 18:00"),
        ("2026-03-08 12:00", "0 business days", "2026-03-06 18:00"),
        ("2026-03-23 17:00", "1 business days", "2026-03-20 16:00"),
        ("2026-03-16 10:00", "1 business days", "2026-03-14 11:00"),
        ("2026-03-02 12:00", "30 minutes", "2026-03-02 11:30"),
        ("2026-03-02 12:00", "2 days", "2026-02-28 12:00"),
    ];
    check(&plain(), MOSCOW, &cases, |time, at, what| time.subtract(at, period(what)));
}

#[test]
fn the_wall_clock_knows_no_holidays() {
    let berlin = Tz::Europe__Berlin;
    let cases = [
        ("2026-03-07 19:00", "90 minutes", "2026-03-07 20:30"),
        ("2026-03-28 12:00", "1 days", "2026-03-29 12:00"), // the clocks are put forward in between
        ("2026-03-28 12:00", "24 hours", "2026-03-29 13:00"),
        ("2026-03-28 02:30", "1 days", "2026-03-29 03:00"), // 02:30 does not exist
        ("2026-10-24 12:00", "1 days", "2026-10-25 12:00"),
        ("2026-10-24 12:00", "24 hours", "2026-10-25 11:00"),
        ("2026-10-24 12:00", "0 days", "2026-10-24 12:00"),
    ];
    check(&plain(), berlin, &cases, |time, at, what| time.add(at, period(what)));
}

#[test]
fn a_change_of_clocks_changes_the_length_of_a_shift() {
    let berlin = Tz::Europe__Berlin;
    let night = Calendar::new("night", Text::from("night"), std::array::from_fn(|_| hours("00:00-06:00")));
    let time = BusinessTime { calendar: &night, zone: berlin };
    for (day, next, worked) in [("2026-03-28", "2026-03-29", 6), ("2026-03-29", "2026-03-30", 5), ("2026-10-25", "2026-10-26", 7)]
    {
        let (from, to) = (moment(berlin, &format!("{day} 00:00")), moment(berlin, &format!("{next} 00:00")));
        assert_eq!(time.between(from, to), TimeDelta::hours(worked), "{day}");
        assert_eq!(show(berlin, time.add(from, Period::new(worked as u32, Unit::BusinessHours))), format!("{day} 06:00"));
    }
}

#[test]
fn an_hour_that_runs_again_belongs_to_the_day_that_had_begun() {
    // In St John's the clocks went back at 00:01 on 7 November 2010, to 23:01 of the day before.
    let calendar = calendar("", &[("2010-11-05", "10:00-18:00"), ("2010-11-07", "00:00-24:00")]);
    let time = BusinessTime { calendar: &calendar, zone: Tz::America__St_Johns };
    let again: DateTime<Utc> = "2010-11-07T03:00:00Z".parse().expect("a moment");
    assert_eq!(show(time.zone, again), "2010-11-06 23:30");
    assert!(time.is_open(again));
    assert_eq!((time.prev_closing(again), time.next_opening(again)), (again, again));
    let hour = Period::new(1, Unit::BusinessHours);
    assert_eq!(time.subtract(time.add(again, hour), hour), again);
    assert!(!time.is_open("2010-11-07T02:29:59Z".parse().expect("a moment")));
    assert!(time.is_open("2010-11-07T02:30:00Z".parse().expect("a moment")));
}

#[test]
fn the_end_of_the_business_day() {
    let cases = [
        ("2026-03-02 10:00", "", "2026-03-02 18:00"),
        ("2026-03-02 07:00", "", "2026-03-02 18:00"),
        ("2026-03-02 17:59", "", "2026-03-02 18:00"),
        ("2026-03-02 18:00", "", "2026-03-03 18:00"), // none of it is left
        ("2026-03-06 19:00", "", "2026-03-10 18:00"),
        ("2026-03-14 12:00", "", "2026-03-14 15:00"),
        ("2026-03-19 23:00", "", "2026-03-20 16:00"),
    ];
    check(&plain(), MOSCOW, &cases, |time, at, _| time.end_of_business_day(at));
    let cases = [("2026-03-02 13:30", "", "2026-03-02 18:00")];
    check(&with_break(), MOSCOW, &cases, |time, at, _| time.end_of_business_day(at));
}

#[test]
fn openings_and_closings() {
    let cases = [
        ("2026-03-02 13:00", "", "2026-03-02 14:00"),
        ("2026-03-02 18:00", "", "2026-03-03 09:00"),
        ("2026-03-02 12:59", "", "2026-03-02 12:59"),
        ("2026-03-06 18:00", "", "2026-03-09 09:00"),
    ];
    check(&with_break(), MOSCOW, &cases, |time, at, _| time.next_opening(at));
    let cases = [
        ("2026-03-02 13:30", "", "2026-03-02 13:00"),
        ("2026-03-02 18:00", "", "2026-03-02 18:00"),
        ("2026-03-02 09:00", "", "2026-03-02 09:00"),
        ("2026-03-02 08:59", "", "2026-02-27 18:00"),
    ];
    check(&with_break(), MOSCOW, &cases, |time, at, _| time.prev_closing(at));
    let calendar = with_break();
    let time = BusinessTime { calendar: &calendar, zone: MOSCOW };
    for (at, open) in
        [("2026-03-02 09:00", true), ("2026-03-02 13:00", false), ("2026-03-02 18:00", false), ("2026-03-07 10:00", false)]
    {
        assert_eq!(time.is_open(moment(MOSCOW, at)), open, "{at}");
    }
}

#[test]
fn time_between_is_working_time() {
    let calendar = plain();
    let time = BusinessTime { calendar: &calendar, zone: MOSCOW };
    let cases = [
        ("2026-03-02 10:00", "2026-03-02 12:30", 150, 0),
        ("2026-03-02 17:00", "2026-03-03 11:00", 120, 0),
        ("2026-03-02 17:00", "2026-03-03 17:00", 480, 1),
        ("2026-03-06 12:00", "2026-03-10 11:59", 479, 0),
        ("2026-03-06 12:00", "2026-03-10 12:00", 480, 1),
        ("2026-03-07 12:00", "2026-03-08 12:00", 0, 0),
        ("2026-03-02 10:00", "2026-03-30 10:00", (8 * 20 - 8 + 4 - 2) * 60, 20),
        ("2026-03-03 17:00", "2026-03-02 17:00", -480, -1),
    ];
    for (from, to, minutes, days) in cases {
        let (start, end) = (moment(MOSCOW, from), moment(MOSCOW, to));
        assert_eq!(time.between(start, end), TimeDelta::minutes(minutes), "{from} to {to}");
        assert_eq!(time.business_days_between(start, end), days, "{from} to {to}");
    }
}

#[test]
fn a_zone_moves_the_hours() {
    let calendar = plain();
    let yekaterinburg = BusinessTime { calendar: &calendar, zone: Tz::Asia__Yekaterinburg };
    let at = moment(MOSCOW, "2026-03-02 16:30");
    let due = yekaterinburg.add(at, Period::new(1, Unit::BusinessHours));
    assert_eq!(show(MOSCOW, due), "2026-03-03 09:00");
}

#[test]
fn what_cannot_be_counted_is_bounded() {
    let never = calendar("", &[]);
    let rare = calendar("", &[("2026-03-14", "11:00-15:00")]);
    let at = moment(MOSCOW, "2026-03-02 10:00");
    for calendar in [&never, &rare, &plain()] {
        let time = BusinessTime { calendar, zone: MOSCOW };
        for unit in [Unit::Minutes, Unit::Hours, Unit::Days, Unit::BusinessMinutes, Unit::BusinessHours, Unit::BusinessDays] {
            for at in [at, DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
                let (later, earlier) =
                    (time.add(at, Period::new(u32::MAX, unit)), time.subtract(at, Period::new(u32::MAX, unit)));
                assert!(earlier <= later, "{unit:?} from {at}");
            }
        }
    }
    let time = BusinessTime { calendar: &never, zone: MOSCOW };
    assert_eq!(time.next_opening(at), at);
    assert_eq!(time.end_of_business_day(at), at);
    let time = BusinessTime { calendar: &rare, zone: MOSCOW };
    assert_eq!(show(MOSCOW, time.add(at, Period::new(5, Unit::BusinessHours))), "2026-03-14 15:00");
}

#[test]
fn moments_are_cut_to_microseconds() {
    let calendar = plain();
    let time = BusinessTime { calendar: &calendar, zone: MOSCOW };
    let at: DateTime<Utc> = "2026-03-02T10:00:00.123456789Z".parse().expect("a moment");
    let cut: DateTime<Utc> = "2026-03-02T10:00:00.123456Z".parse().expect("a moment");
    assert_eq!(time.add(at, Period::ZERO), cut);
    assert_eq!(time.next_opening(at), cut);
    assert!(time.is_open(at));
}
