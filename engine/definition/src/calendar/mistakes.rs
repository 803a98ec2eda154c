//! What the reader of calendars says about mistakes: given a file, then code and line of each finding.

use super::{read_calendar, tests::hours};
use crate::diagnostic::Source;

fn findings(text: &str) -> Vec<String> {
    let source = Source { file: "calendar.yaml".to_owned(), text: text.to_owned() };
    let list = match read_calendar(&source) {
        Ok(checked) => checked.warnings,
        Err(diagnostics) => diagnostics.0,
    };
    list.iter().map(|finding| format!("{} {}", finding.code, finding.span.line)).collect()
}

const HEAD: &str =
    "calendar: x\ntitle: X\nknown_until: 2026-12-31\nweek: {mon-fri: [10:00-14:00, 15:00-19:00], sat: 11:00-15:00}\n";

#[test]
fn each_mistake_is_named_where_it_is() {
    let cases = [
        ("", &[][..]),
        ("holidays: {2026-01-01..2026-01-08: New Year}", &[]),
        ("holidays: [2026-01-01, 2026-02-23]", &[]),
        ("holidays: {2026-13-01: Never}", &["wrong_type 5"]),
        ("holidays: {2026-1-1: Never}", &["wrong_type 5"]),
        ("holidays: {2026-01-08..2026-01-01: New Year}", &["range_reversed 5"]),
        ("holidays: {2026-01-01..2028-01-01: A rest}", &["range_too_long 5"]),
        ("holidays:\n  2026-01-01: A\n  2026-01-01..2026-01-02: B", &["day_twice 7"]),
        ("holidays: [2026-05-01]\nshort: [2026-05-01]", &["day_twice 6"]),
        ("holidays: {2027-01-01: Later}", &["beyond_known 5"]),
        ("short: [2026-03-01]", &["short_day_off 5"]),
        ("short: [2026-03-02]\nshort_by: 8 hours", &["nothing_left 5"]),
        ("short_by: an hour", &["wrong_type 5"]),
        ("working: {2026-03-01: quarter}", &["wrong_type 5"]),
        ("working: {2026-03-01: [10:00-14:00, 13:00-15:00]}", &["overlapping_hours 5"]),
        ("working: {2026-03-01: 14:00-10:00}", &["hours_reversed 5"]),
        ("working: {2026-03-01: 22:00-24:00}", &[]),
        ("working: {2026-03-01: 9:00-18:00}", &["wrong_type 5"]),
        ("working: [2026-03-01]", &["wrong_type 5"]),
        ("working: {2026-03-01: half}", &[]),
        ("working: {2026-03-01: {hours: half, title: A day}}", &[]),
        ("working: {2026-03-01: {title: A day}}", &["missing_key 5"]),
        ("holidays: {12-25: Christmas}\nhalf: [12-24]", &[]),
        ("holidays: {12-31..12-01: Never}", &["range_reversed 5"]),
        ("holidays: {02-30: Never}", &["wrong_type 5"]),
        ("holidays: {12-25..2026-12-26: Both}", &["wrong_type 5"]),
        ("half: {2026-03-01: A Sunday}", &["short_day_off 5"]),
        ("short: [12-24]\nshort_by: 9 hours", &["nothing_left 5"]),
        ("sources: {2026: A decree}", &[]),
        ("sources: A decree", &["wrong_type 5"]),
        ("based_on: other", &["unknown_base 5"]),
        ("workings: {2026-03-01: full}", &["unknown_key 5"]),
        ("calendar: y", &["duplicate_key 5"]),
    ];
    for (text, expected) in cases {
        assert_eq!(findings(&format!("{HEAD}{text}\n")), expected, "{text}");
    }
}

#[test]
fn a_week_without_work_is_refused() {
    let cases = [
        ("week: {}", &["never_open 1"][..]),
        ("week: {sat: []}", &["never_open 1"]),
        ("week: {mon-fri: 10:00-18:00, fri: 10:00-16:00}", &["day_twice 1"]),
        ("week: {monday: 10:00-18:00, tue: 10:00-18:00}", &["bad_weekday 1"]),
        ("week: {fri-mon: 10:00-18:00, tue: 10:00-18:00}", &["bad_weekday 1"]),
        ("week: mon-fri", &["wrong_type 1"]),
        ("week: {пн-пт: 10:00-18:00}", &[]),
    ];
    for (week, expected) in cases {
        assert_eq!(findings(&format!("{week}\ncalendar: x\ntitle: X\n")), expected, "{week}");
    }
    assert_eq!(findings("calendar: x\n"), ["missing_key 1", "missing_key 1"]);
}

#[test]
fn a_day_worked_on_a_day_off_has_the_hours_of_the_first_working_weekday() {
    let text = "calendar: x\ntitle: X\nweek: {tue-fri: [10:00-14:00, 15:00-16:30], sat: 11:00-15:00}\nshort_by: 2 hours\n\
                working: {2026-03-01: full, 2026-03-02: short, 2026-03-07: short, 2026-03-04: [12:00-13:00, 10:00-11:00]}\n";
    let source = Source { file: "x".to_owned(), text: text.to_owned() };
    let calendar = read_calendar(&source).expect("sound").value;
    let cases = [
        ("2026-03-01", "10:00-14:00 15:00-16:30"),
        ("2026-03-02", "10:00-13:30"), // the last span is shorter than what is cut off
        ("2026-03-07", "11:00-13:00"),
        ("2026-03-04", "10:00-11:00 12:00-13:00"),
    ];
    for (day, expected) in cases {
        assert_eq!(calendar.hours(day.parse().expect("a day")), hours(expected), "{day}");
    }
}
