//! How long counting in business time takes: Russia's calendar, random moments of six years.
//!
//! `cargo bench -p voronka-definition --bench calendar`. docs/performance.md keeps what was measured.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a bench measures time and prints it")]

use std::hint::black_box;
use std::time::Instant;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use voronka_definition::calendar::{BusinessTime, read_calendar};
use voronka_definition::{Period, Source, Unit};

const COUNT: u32 = 1_000_000;

fn main() {
    let text = include_str!("../../../processes/calendars/ru.yaml").to_owned();
    let source = Source { file: "ru.yaml".to_owned(), text };
    let read = Instant::now();
    let calendar = read_calendar(&source).expect("a sound calendar").value;
    println!("read: {:.2} ms", read.elapsed().as_secs_f64() * 1_000.0);
    let time = BusinessTime { calendar: &calendar, zone: Tz::Europe__Moscow };
    let add = |unit, most| move |time: BusinessTime<'_>, at, by: u32| time.add(at, Period::new(by % most, unit));
    report("add up to 40 business hours", time, add(Unit::BusinessHours, 41));
    report("add up to 2,000 business hours", time, add(Unit::BusinessHours, 2_001));
    report("add up to 20 business days", time, add(Unit::BusinessDays, 21));
    report("add up to 250 business days", time, add(Unit::BusinessDays, 251));
    report("next opening", time, |time, at, _| time.next_opening(at));
    report("working time between two moments", time, |time, at, by| {
        let other = at + chrono::TimeDelta::minutes(i64::from(by % 1_000_000));
        at + time.between(at, other)
    });
}

fn report(name: &str, time: BusinessTime<'_>, count: impl Fn(BusinessTime<'_>, DateTime<Utc>, u32) -> DateTime<Utc>) {
    let start = Instant::now();
    let mut state = 1_u32;
    for _ in 0..COUNT {
        // Numbers that jump about are enough here; nothing depends on their quality.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let at = DateTime::from_timestamp(1_577_836_800 + i64::from(state % (6 * 365 * 86_400)), 0).unwrap_or_default();
        black_box(count(time, at, state >> 8));
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{name}: {COUNT} in {seconds:.2} s, {:.0} ns each", seconds / f64::from(COUNT) * 1e9);
}
