//! What the arithmetic tells of its way: given a moment and a period, then the steps. Times are those of Moscow.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::{BusinessTime, Calendar, Counted, PassedDay, Step, read_calendar};
use crate::diagnostic::Source;
use crate::period::{Period, Unit};
use crate::text::Locale;

const ZONE: Tz = Tz::Europe__Moscow;

fn calendar() -> Calendar {
    let text = "calendar: x\ntitle: X\nknown_until: 2026-12-31\nweek: {mon-fri: 10:00-18:00}\n\
                holidays: {2026-03-08: Women's Day, 2026-03-09: For 8 March}\nshort: {2026-04-30: The eve of 1 May}\n\
                working: {2026-03-14: 11:00-15:00}\n";
    read_calendar(&Source { file: "x".to_owned(), text: text.to_owned() }).expect("sound").value
}

fn at(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment");
    local.and_local_timezone(ZONE).single().expect("a time that exists").to_utc()
}

fn show(at: DateTime<Utc>) -> String {
    at.with_timezone(&ZONE).format("%m-%d %H:%M").to_string()
}

fn told(counted: &Counted) -> Vec<String> {
    let off = |days: &[PassedDay]| {
        let day = |off: &PassedDay| {
            let title = off.title.as_ref().map(|title| format!(" {}", title.get(Locale::En))).unwrap_or_default();
            format!("{}{title}", off.day.format("%m-%d"))
        };
        days.iter().map(day).collect::<Vec<_>>().join(", ")
    };
    let title =
        |title: &Option<crate::Text>| title.as_ref().map(|title| format!(", {}", title.get(Locale::En))).unwrap_or_default();
    let step = |step: &Step| match step {
        Step::Passed { from, to } => format!("passed {} to {}", show(*from), show(*to)),
        Step::Closed { from, to, days } => format!("closed {} to {}: {}", show(*from), show(*to), off(days)),
        Step::Worked { from, to, days, minutes, title: name, .. } => {
            format!("worked {} to {}: {minutes} min of {days}{}", show(*from), show(*to), title(name))
        }
        Step::Days { from, to, days } => format!("days {} to {}: {days}", from.format("%m-%d"), to.format("%m-%d")),
        Step::Fitted { wanted, at, title: name, .. } => format!("wanted {wanted}, taken {}{}", show(*at), title(name)),
        Step::Unknown { known_until } => format!("known until {known_until}"),
    };
    counted.steps.iter().map(step).collect()
}

/// From when, how much, and the steps.
type Told = (&'static str, u32, Unit, &'static [&'static str]);

const CASES: &[Told] = &[
    (
        "2026-03-06 17:00",
        2,
        Unit::BusinessHours,
        &[
            "worked 03-06 17:00 to 03-06 18:00: 60 min of 1",
            "closed 03-06 18:00 to 03-10 10:00: 03-07, 03-08 Women's Day, 03-09 For 8 March",
            "worked 03-10 10:00 to 03-10 11:00: 60 min of 1",
        ],
    ),
    (
        "2026-02-28 19:00",
        2,
        Unit::BusinessHours,
        &["closed 02-28 19:00 to 03-02 10:00: 02-28, 03-01", "worked 03-02 10:00 to 03-02 12:00: 120 min of 1"],
    ),
    (
        "2026-03-02 10:00",
        34,
        Unit::BusinessHours,
        &[
            "worked 03-02 10:00 to 03-05 18:00: 1920 min of 4",
            "closed 03-05 18:00 to 03-06 10:00: ",
            "worked 03-06 10:00 to 03-06 12:00: 120 min of 1",
        ],
    ),
    (
        "2026-04-29 17:00",
        8,
        Unit::BusinessHours,
        &[
            "worked 04-29 17:00 to 04-29 18:00: 60 min of 1",
            "closed 04-29 18:00 to 04-30 10:00: ",
            "worked 04-30 10:00 to 04-30 17:00: 420 min of 1, The eve of 1 May",
        ],
    ),
    ("2026-03-13 17:00", 1, Unit::BusinessDays, &["days 03-14 to 03-14: 1", "wanted 1020, taken 03-14 15:00"]),
    (
        "2026-03-07 19:00",
        2,
        Unit::BusinessDays,
        &["closed 03-07 19:00 to 03-10 10:00: 03-07, 03-08 Women's Day, 03-09 For 8 March", "days 03-11 to 03-12: 2"],
    ),
    (
        "2026-03-06 12:00",
        2,
        Unit::BusinessDays,
        &["closed 03-07 00:00 to 03-10 00:00: 03-07, 03-08 Women's Day, 03-09 For 8 March", "days 03-10 to 03-11: 2"],
    ),
    ("2026-03-06 12:00", 30, Unit::Minutes, &["passed 03-06 12:00 to 03-06 12:30"]),
    (
        "2026-12-31 17:00",
        2,
        Unit::BusinessHours,
        &[
            "worked 12-31 17:00 to 12-31 18:00: 60 min of 1",
            "closed 12-31 18:00 to 01-01 10:00: ",
            "worked 01-01 10:00 to 01-01 11:00: 60 min of 1",
            "known until 2026-12-31",
        ],
    ),
    ("2026-03-06 12:00", 0, Unit::BusinessHours, &[]),
];

#[test]
fn each_step_is_told() {
    let calendar = calendar();
    let time = BusinessTime { calendar: &calendar, zone: ZONE };
    for (from, amount, unit, expected) in CASES {
        assert_eq!(told(&time.explain_add(at(from), Period::new(*amount, *unit))), *expected, "{amount} {unit:?} from {from}");
    }
}

#[test]
fn going_back_is_told_in_the_order_of_counting() {
    let calendar = calendar();
    let time = BusinessTime { calendar: &calendar, zone: ZONE };
    let back = time.explain_subtract(at("2026-03-10 11:00"), Period::new(2, Unit::BusinessHours));
    let hours = [
        "worked 03-10 10:00 to 03-10 11:00: 60 min of 1",
        "closed 03-06 18:00 to 03-10 10:00: 03-07, 03-08 Women's Day, 03-09 For 8 March",
        "worked 03-06 17:00 to 03-06 18:00: 60 min of 1",
    ];
    assert_eq!(told(&back), hours);
    let back = time.explain_subtract(at("2026-03-16 10:00"), Period::new(2, Unit::BusinessDays));
    assert_eq!(told(&back), ["closed 03-15 00:00 to 03-16 00:00: 03-15", "days 03-13 to 03-14: 2"]);
}

#[test]
fn the_steps_are_data() {
    let calendar = calendar();
    let time = BusinessTime { calendar: &calendar, zone: ZONE };
    let counted = time.explain_add(at("2026-03-06 18:00"), Period::new(1, Unit::BusinessHours));
    let json = serde_json::to_value(&counted).expect("JSON");
    assert_eq!(json["period"], serde_json::json!({"amount": 1, "unit": "business_hours"}));
    assert_eq!(json["steps"][0]["step"], "closed");
    assert_eq!(json["steps"][0]["days"][1], serde_json::json!({"day": "2026-03-08", "title": {"any": "Women's Day"}}));
    assert_eq!(json["steps"][1]["minutes"], 60);
}
