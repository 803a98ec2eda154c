//! When digests come, and what day it is where clocks change.

use std::collections::BTreeMap;

use super::*;
use voronka_definition::Source;
use voronka_definition::calendar::read_calendar;
use voronka_definition::organisation::read_organisation;

/// Anna in this zone works from ten to two and from three to six, but not on the third.
fn world(zone: &str) -> World {
    let source = |text: String| Source { file: "test.yaml".to_owned(), text };
    let calendar =
        "calendar: office\ntitle: Office\nweek:\n  mon-fri: [10:00-14:00, 15:00-18:00]\nholidays:\n  2026-03-03: Holiday\n";
    let calendar = read_calendar(&source(calendar.to_owned())).expect("a calendar").value;
    let organisation = format!(
        "organisation: {{ru: Климат, en: Klimat}}\ntime_zone: {zone}\ncalendar: office\nlast_resort: anna\npeople:\n  anna: {{name: Анна Петрова}}\nabsences:\n  - {{person: anna, from: 2026-03-05, to: 2026-03-05}}\n"
    );
    let organisation = read_organisation(&source(organisation)).expect("an organisation").value;
    World {
        organisation,
        calendars: BTreeMap::from([(calendar.id().clone(), calendar)]),
        processes: BTreeMap::new(),
        heirs: BTreeMap::new(),
    }
}

fn moments(zone: &str, cron: Option<&str>, after: &str, number: usize) -> Vec<String> {
    let (world, anna) = (world(zone), PersonId::from("anna"));
    let wishes = Wishes { cron: cron.map(str::to_owned), morning: true, ..Wishes::default() };
    let first: DateTime<Utc> = after.parse().expect("a moment");
    let next = |at: &DateTime<Utc>| next_after(&world, &anna, &wishes, *at);
    let all = std::iter::successors(Some(first), next).skip(1).take(number);
    all.map(|at| at.with_timezone(&world.organisation.time_zone).format("%m-%d %H:%M %Z").to_string()).collect()
}

#[test]
fn a_digest_comes_when_a_working_day_begins_and_not_after_lunch() {
    let moscow = "Europe/Moscow";
    let week = ["03-02 10:00 MSK", "03-04 10:00 MSK", "03-06 10:00 MSK", "03-09 10:00 MSK"];
    assert_eq!(moments(moscow, None, "2026-02-28T12:00:00Z", 4), week);
    for (after, next) in [
        ("2026-03-02T06:59:59Z", "03-02 10:00 MSK"),
        ("2026-03-02T07:00:00Z", "03-04 10:00 MSK"),
        ("2026-03-02T11:30:00Z", "03-04 10:00 MSK"),
    ] {
        assert_eq!(moments(moscow, None, after, 1), [next], "{after}");
    }
}

#[test]
fn a_line_of_cron_counts_on_working_days_only() {
    let found = moments("Europe/Moscow", Some("30 8 * * *"), "2026-02-28T00:00:00Z", 4);
    assert_eq!(found, ["03-02 08:30 MSK", "03-04 08:30 MSK", "03-06 08:30 MSK", "03-09 08:30 MSK"]);
    assert_eq!(moments("Europe/Moscow", Some("0 9 * * sun"), "2026-02-28T00:00:00Z", 1), Vec::<String>::new());
}

#[test]
fn escalations_never_wait_longer_than_for_the_next_working_day() {
    let (world, anna) = (world("Europe/Moscow"), PersonId::from("anna"));
    let gathered = |line: &str, escalations| {
        let wishes = Wishes { cron: Some(line.to_owned()), escalations, morning: true, ..Wishes::default() };
        let first: DateTime<Utc> = "2026-02-28T12:00:00Z".parse().expect("a moment");
        let all = std::iter::successors(Some(first), |at| next_after(&world, &anna, &wishes, *at)).skip(1).take(5);
        all.map(|at| at.with_timezone(&world.organisation.time_zone).format("%m-%d %H:%M").to_string()).collect::<Vec<_>>()
    };
    for (line, expected) in [
        ("0 0 1 * *", ["03-02 10:00", "03-04 10:00", "03-06 10:00", "03-09 10:00", "03-10 10:00"]),
        ("30 8 * * mon,wed", ["03-02 08:30", "03-04 08:30", "03-06 10:00", "03-09 08:30", "03-10 10:00"]),
        ("30 8 * * mon-fri", ["03-02 08:30", "03-04 08:30", "03-06 08:30", "03-09 08:30", "03-10 08:30"]),
        ("0 17 * * *", ["03-02 17:00", "03-04 17:00", "03-06 17:00", "03-09 17:00", "03-10 17:00"]),
    ] {
        assert_eq!(gathered(line, Pace::Digest), expected, "{line}");
    }
    let mondays = gathered("30 8 * * mon", Pace::AtOnce);
    assert_eq!(mondays, ["03-02 08:30", "03-09 08:30", "03-16 08:30", "03-23 08:30", "03-30 08:30"], "it holds no escalations");
}

/// In Cairo the clocks leave out midnight of the last Friday of April. The line comes on that day, so nothing else does.
#[test]
fn a_working_day_without_a_midnight_is_a_day_of_the_line() {
    for (line, expected) in [
        ("0 17 * * *", ["04-23 17:00", "04-24 17:00", "04-27 17:00"]),
        ("0 0 * * *", ["04-23 00:00", "04-24 01:00", "04-27 00:00"]),
        ("0 17 * * thu", ["04-23 17:00", "04-24 10:00", "04-27 10:00"]),
    ] {
        let (world, anna) = (world("Africa/Cairo"), PersonId::from("anna"));
        let wishes = Wishes { cron: Some(line.to_owned()), escalations: Pace::Digest, ..Wishes::default() };
        let first: DateTime<Utc> = "2026-04-22T20:00:00Z".parse().expect("a moment");
        let all = std::iter::successors(Some(first), |at| next_after(&world, &anna, &wishes, *at)).skip(1).take(3);
        let all = all.map(|at| at.with_timezone(&world.organisation.time_zone).format("%m-%d %H:%M").to_string());
        assert_eq!(all.collect::<Vec<_>>(), expected, "{line}");
    }
}

#[test]
fn the_clocks_change_and_a_digest_comes_once_at_its_hour() {
    let spring = moments("Europe/Berlin", Some("30 9 * * *"), "2026-03-27T07:00:00Z", 2);
    assert_eq!(spring, ["03-27 09:30 CET", "03-30 09:30 CEST"]);
    let autumn = moments("Europe/Berlin", None, "2026-10-23T09:00:00Z", 2);
    assert_eq!(autumn, ["10-26 10:00 CET", "10-27 10:00 CET"]);
}

#[test]
fn tomorrow_begins_at_midnight_also_on_days_of_another_length() {
    for (zone, now, expected) in [
        ("Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T22:00:00Z"),
        ("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        ("Europe/Moscow", "2026-03-02T20:59:59Z", "2026-03-02T21:00:00Z"),
        ("Asia/Kathmandu", "2026-03-02T10:00:00Z", "2026-03-02T18:15:00Z"),
        ("America/Santiago", "2026-09-05T20:00:00Z", "2026-09-06T04:00:00Z"),
    ] {
        let world = world(zone);
        let time = world.business_time(&"anna".into(), None);
        let found = start_of_tomorrow(&time, now.parse().expect("a moment"));
        assert_eq!(found, expected.parse::<DateTime<Utc>>().expect("a moment"), "{zone}");
    }
}

#[test]
fn an_identity_says_its_day() {
    let identity = identity_of(&"anna".into(), "2026-03-02");
    assert_eq!(identity, identity_of(&"anna".into(), "2026-03-02"));
    assert_ne!(identity, identity_of(&"boris".into(), "2026-03-02"));
    assert_eq!(day_of(&identity).as_deref(), Some("2026-03-02"));
}
