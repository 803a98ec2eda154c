//! Calendars that are based on others: given files, then the hours of days, or the findings.

use super::{Calendar, DayKind, read_calendar_among, tests::hours};
use crate::diagnostic::Source;

const COUNTRY: &str = "\
calendar: country
title: Country
known_until: 2026-12-31
sources: {2026: A decree}
week: {mon-fri: [09:00-13:00, 14:00-18:00]}
holidays: {2026-03-09: A holiday, 2026-05-01..2026-05-03: Spring, 12-25: Christmas}
short: [2026-04-30, 2026-06-11]
half: {12-24: Christmas Eve}
working: {2026-03-14: short, 2026-03-21: {hours: full, title: For the holiday}}
";

fn source(text: &str) -> Source {
    let name = text.lines().next().unwrap_or_default().replace("calendar: ", "");
    Source { file: format!("{name}.yaml"), text: text.to_owned() }
}

fn read(text: &str, others: &[&str]) -> Result<Calendar, Vec<String>> {
    let others: Vec<Source> = others.iter().map(|text| source(text)).collect();
    let told = |found: Vec<crate::Finding>| found.iter().map(|one| format!("{} {}", one.code, one.span.line)).collect();
    match read_calendar_among(&source(text), &others) {
        Ok(checked) if checked.warnings.is_empty() => Ok(checked.value),
        Ok(checked) => Err(told(checked.warnings)),
        Err(found) => Err(told(found.0)),
    }
}

fn check(calendar: &Calendar, cases: &[(&str, &str)]) {
    for (day, expected) in cases {
        assert_eq!(calendar.hours(day.parse().expect("a day")), hours(expected), "{day} in {}", calendar.id());
    }
}

#[test]
fn days_of_every_year_and_halves() {
    let country = read(COUNTRY, &[]).expect("sound");
    let cases = [
        ("2026-12-24", "09:00-13:00"), // a Thursday
        ("2027-12-24", "09:00-13:00"),
        ("2028-12-24", ""), // a Sunday
        ("2026-12-25", ""),
        ("2031-12-25", ""),
        ("2026-03-14", "09:00-13:00 14:00-17:00"),
        ("2026-03-21", "09:00-13:00 14:00-18:00"),
    ];
    check(&country, &cases);
    let day = |text: &str| country.day(text.parse().expect("a day"));
    assert_eq!(day("2026-03-21").and_then(|day| day.title.clone()), Some("For the holiday".into()));
    assert_eq!(day("2027-12-24").map(|day| day.kind), Some(DayKind::Half));
    assert_eq!(day("2028-12-24"), None);
    assert_eq!(country.source(2026), Some(&"A decree".into()));
}

#[test]
fn what_is_not_said_is_as_in_the_base() {
    let shop = "calendar: shop\ntitle: Shop\nbased_on: country\nshort_by: 2 hours\n\
                week: {mon-fri: 10:00-19:00, sat: 10:00-15:00}\n\
                holidays: {2026-03-10: Stocktaking}\nworking: {2026-05-01: half, 12-25: 12:00-16:00}\n";
    let shop = read(shop, &[COUNTRY]).expect("sound");
    let cases = [
        ("2026-03-09", ""),
        ("2026-03-10", ""),
        ("2026-04-30", "10:00-17:00"), // as short as a day is here
        ("2026-05-01", "10:00-14:30"), // its own word counts
        ("2026-05-02", ""),
        ("2026-03-14", "10:00-13:00"), // a Saturday, short
        ("2026-03-28", "10:00-15:00"),
        ("2026-12-24", "10:00-14:30"),
        ("2026-12-25", "12:00-16:00"),
    ];
    check(&shop, &cases);
    assert_eq!(shop.known_until(), Some("2026-12-31".parse().expect("a day")));
    assert_eq!(shop.based_on().map(|id| id.as_str()), Some("country"));
}

#[test]
fn bases_have_bases_and_a_day_of_every_year_outweighs_theirs_of_one() {
    let branch = "calendar: branch\ntitle: Branch\nbased_on: country\nweek: {fri: 09:00-13:00}\n";
    let person = "calendar: person\ntitle: Person\nbased_on: branch\nweek: {mon: []}\nworking: {05-01: full}\n";
    let person = read(person, &[COUNTRY, branch]).expect("sound");
    let cases = [
        ("2026-03-02", ""),            // his Monday
        ("2026-03-06", "09:00-13:00"), // Friday of the branch
        ("2026-03-03", "09:00-13:00 14:00-18:00"),
        ("2026-05-01", "09:00-13:00"),
        ("2026-03-21", "09:00-13:00 14:00-18:00"), // Saturday, as his first working day
    ];
    check(&person, &cases);
}

#[test]
fn a_base_that_is_not_there_is_told() {
    let on = |base: &str| format!("calendar: x\ntitle: X\nbased_on: {base}\n");
    let broken = "calendar: broken\ntitle: Broken\nweek: {mon: nine}\n";
    let ring = "calendar: ring\ntitle: Ring\nbased_on: x\n";
    let cases = [
        (on("country"), &[][..]),
        (on("countri"), &["unknown_base 3"]),
        (on("x"), &["base_circle 3"]),
        (on("ring"), &["base_circle 3"]),
        (on("broken"), &["base_broken 3"]),
        (on("country") + "week: {mon-fri: []}\n", &["never_open 4"]),
        (on("country") + "holidays: {2027-01-01: Later}\n", &["beyond_known 4"]),
        (on("country") + "short: [2026-03-07]\n", &["short_day_off 4"]),
        (on("country") + "half: [2026-03-07]\n", &["short_day_off 4"]),
        (on("country") + "half: [03-07]\n", &[]),
        (on("country") + "sources: {next: A law}\n", &["wrong_type 4"]),
        (on("country") + "holidays: {12-25: A, 12-20..12-26: B}\n", &["day_twice 4"]),
    ];
    for (text, expected) in cases {
        let told = read(&text, &[COUNTRY, broken, ring]).err().unwrap_or_default();
        assert_eq!(told, expected, "{text}");
    }
}
