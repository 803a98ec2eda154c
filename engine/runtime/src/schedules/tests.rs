//! When schedules come, also where the clocks on the wall are changed.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::*;

fn schedule(cron: &str, zone: &str) -> Schedule {
    let zone = zone.parse().expect("a zone");
    Schedule { id: "s".into(), cron: cron.to_owned(), zone, title: None, owner: None, with: Vec::new(), of: None, line: 1 }
}

fn occurrences(cron: &str, zone: &str, after: &str, number: usize) -> Vec<String> {
    let schedule = schedule(cron, zone);
    let first: DateTime<Utc> = after.parse().expect("a moment");
    let all = std::iter::successors(Some(first), |at| next_after(&schedule, *at)).skip(1);
    all.take(number).map(|at| at.with_timezone(&schedule.zone).format("%m-%d %H:%M %Z").to_string()).collect()
}

#[test]
fn weekdays_are_counted_as_the_unix_utility_does() {
    let found = occurrences("0 9 * * mon-fri", "Europe/Moscow", "2026-11-20T07:00:00Z", 2);
    assert_eq!(found, ["11-23 09:00 MSK", "11-24 09:00 MSK"]);
    assert_eq!(occurrences("0 9 * * 0", "Europe/Moscow", "2026-11-20T07:00:00Z", 1), ["11-22 09:00 MSK"]);
}

#[test]
fn a_moment_that_the_clocks_leave_out_comes_right_after_and_one_they_repeat_comes_once() {
    let spring = occurrences("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z", 2);
    assert_eq!(spring, ["03-28 03:00 CEST", "03-29 02:30 CEST"]);
    let autumn = occurrences("30 2 * * *", "Europe/Berlin", "2027-10-30T12:00:00Z", 2);
    assert_eq!(autumn, ["10-31 02:30 CEST", "11-01 02:30 CET"]);
}

#[test]
fn of_missed_occurrences_the_latest_counts() {
    let schedule = schedule("0 9 * * *", "Europe/Moscow");
    let next_at = "2026-11-20T06:00:00Z".parse().expect("a moment");
    let planned = Planned { process: "p".into(), schedule: "s".into(), plan: String::new(), next_at };
    let found = |now: &str| {
        let (at, missed) = latest(&schedule, &planned, now.parse().expect("a moment"));
        (at.to_rfc3339(), missed)
    };
    assert_eq!(found("2026-11-20T06:00:00Z"), ("2026-11-20T06:00:00+00:00".to_owned(), 0));
    assert_eq!(found("2026-11-23T05:59:00Z"), ("2026-11-22T06:00:00+00:00".to_owned(), 2));
}

/// The zones in which clocks are changed at different hours: at two in Berlin and New York, at midnight in Santiago.
const CHANGES: [(&str, &str); 12] = [
    ("Europe/Berlin", "2026-03-29T01:00:00Z"),
    ("Europe/Berlin", "2026-10-25T01:00:00Z"),
    ("Europe/Berlin", "2027-03-28T01:00:00Z"),
    ("Europe/Berlin", "2027-10-31T01:00:00Z"),
    ("America/New_York", "2026-03-08T07:00:00Z"),
    ("America/New_York", "2026-11-01T06:00:00Z"),
    ("America/New_York", "2027-03-14T07:00:00Z"),
    ("America/New_York", "2027-11-07T06:00:00Z"),
    ("America/Santiago", "2026-04-05T03:00:00Z"),
    ("America/Santiago", "2026-09-06T04:00:00Z"),
    ("America/Santiago", "2027-04-04T03:00:00Z"),
    ("America/Santiago", "2027-09-05T04:00:00Z"),
];

/// What the wall shows at each minute of the five days around a change.
fn wall(zone: Tz, change: DateTime<Utc>) -> Vec<(DateTime<Utc>, NaiveDateTime)> {
    let minutes = (-3_600..3_600).map(|minute| change + TimeDelta::minutes(minute));
    minutes.map(|at| (at, at.with_timezone(&zone).naive_local())).collect()
}

/// The moments of a daily line, found by looking at the wall minute by minute: the first at which it shows the time, and where it
/// never does on a day, the first after it.
fn daily(wall: &[(DateTime<Utc>, NaiveDateTime)], time: NaiveTime, days: &[NaiveDate]) -> Vec<DateTime<Utc>> {
    let moment = |day: &NaiveDate| {
        let wanted = day.and_time(time);
        let shown = wall.iter().find(|(_, shown)| *shown == wanted);
        shown.or_else(|| wall.iter().find(|(_, shown)| *shown > wanted)).map(|(at, _)| *at)
    };
    days.iter().filter_map(moment).collect()
}

#[test]
fn row_23_a_daily_line_comes_once_a_day_whatever_the_clocks_leave_out_or_repeat() {
    let mut tried = 0;
    for (zone, change) in CHANGES {
        let (zone, change): (Tz, DateTime<Utc>) = (zone.parse().expect("a zone"), change.parse().expect("a moment"));
        let wall = wall(zone, change);
        let day = change.with_timezone(&zone).date_naive();
        let days: Vec<_> = (-1..=1).map(|offset| day + TimeDelta::days(offset)).collect();
        let begin = daily(&wall, NaiveTime::MIN, &days[..1])[0] - TimeDelta::minutes(1);
        let around = wall.iter().filter(|(at, _)| (*at - change).abs() <= TimeDelta::hours(2));
        for time in around.map(|(_, shown)| shown.time()) {
            let line = schedule(&time.format("%-M %-H * * *").to_string(), zone.name());
            let found = std::iter::successors(next_after(&line, begin), |at| next_after(&line, *at)).take(3).collect::<Vec<_>>();
            assert_eq!(found, daily(&wall, time, &days), "{zone} {} {}", day, line.cron);
            tried += 1;
        }
    }
    assert_eq!(tried, 12 * 241);
}

#[test]
fn row_23_an_hourly_line_comes_every_hour_that_passes() {
    for (zone, change) in CHANGES {
        let (zone, change): (Tz, DateTime<Utc>) = (zone.parse().expect("a zone"), change.parse().expect("a moment"));
        for (cron, minutes) in [("0 * * * *", 60), ("*/15 * * * *", 15)] {
            let line = schedule(cron, zone.name());
            let begin = change - TimeDelta::hours(3) - TimeDelta::minutes(1);
            let found = std::iter::successors(next_after(&line, begin), |at| next_after(&line, *at)).take(360 / minutes);
            let expected = (0..).map(|number| change + TimeDelta::minutes(minutes as i64 * number - 180)).take(360 / minutes);
            assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{zone} {cron}");
        }
    }
}
