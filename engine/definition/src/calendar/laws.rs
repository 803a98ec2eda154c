//! Laws of working time, tried on random calendars, zones and moments, with changes of clocks among them.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::{BusinessTime, Calendar, Day, DayKind, Interval, Step};
use crate::period::{Period, Unit};
use crate::text::Text;

const ZONES: [Tz; 8] = [
    Tz::UTC,
    Tz::Europe__Moscow,
    Tz::Asia__Yekaterinburg,
    Tz::Europe__Berlin,
    Tz::America__New_York,
    Tz::America__Santiago,
    Tz::Australia__Lord_Howe,
    Tz::America__Havana,
];

/// Quarters of an hour at which work begins and ends in turn; an odd one runs on to midnight.
fn hours() -> impl Strategy<Value = Vec<Interval>> {
    vec(0_u32..96, 0..5).prop_map(|mut marks| {
        marks.sort_unstable();
        marks.dedup();
        let time = |mark: u32| NaiveTime::from_num_seconds_from_midnight_opt(mark % 96 * 900, 0).expect("a time of day");
        let interval = |pair: &[u32]| Interval { from: time(pair[0]), to: time(pair.get(1).copied().unwrap_or(96)) };
        marks.chunks(2).map(interval).collect()
    })
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day")
}

/// Calendars that are open at least at some moment of each week without exceptions.
fn calendar() -> impl Strategy<Value = Calendar> {
    let week = proptest::array::uniform7(hours()).prop_filter("no work at all", |week| week.iter().any(|day| !day.is_empty()));
    let exceptions = btree_map((0_i64..365).prop_map(|day| first_day() + TimeDelta::days(day)), hours(), 0..20);
    (week, exceptions).prop_map(|(week, exceptions)| {
        let own = |(day, hours)| (day, Day { kind: DayKind::Hours, hours, title: None });
        Calendar::new("random", Text::from("random"), week).with_days(exceptions.into_iter().map(own).collect())
    })
}

fn zone() -> impl Strategy<Value = Tz> {
    proptest::sample::select(&ZONES[..])
}

/// Minutes of 2026; half of them in the nights in which some zone changes its clocks.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    let year = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single().expect("a moment");
    const NIGHTS: [(u32, u32); 7] = [(3, 8), (3, 29), (4, 4), (9, 6), (10, 3), (10, 25), (11, 1)];
    let night = (proptest::sample::select(&NIGHTS[..]), 0_i64..24 * 60).prop_map(|((month, day), minute)| {
        Utc.with_ymd_and_hms(2026, month, day, 0, 0, 0).single().expect("a moment") + TimeDelta::minutes(minute)
    });
    prop_oneof![(0_i64..365 * 24 * 60).prop_map(move |minute| year + TimeDelta::minutes(minute)), night.boxed()]
}

fn minutes(amount: u32) -> Period {
    Period::new(amount, Unit::BusinessMinutes)
}

fn unit() -> impl Strategy<Value = Unit> {
    proptest::sample::select(
        &[Unit::Minutes, Unit::Hours, Unit::Days, Unit::BusinessMinutes, Unit::BusinessHours, Unit::BusinessDays][..],
    )
}

proptest! {
    #[test]
    fn hours_are_additive(calendar in calendar(), zone in zone(), at in moment(), a in 0_u32..5000, b in 0_u32..5000) {
        let time = BusinessTime { calendar: &calendar, zone };
        prop_assert_eq!(time.add(time.add(at, minutes(a)), minutes(b)), time.add(at, minutes(a + b)));
        prop_assert_eq!(time.subtract(time.subtract(at, minutes(a)), minutes(b)), time.subtract(at, minutes(a + b)));
    }

    #[test]
    fn hours_are_invertible_on_working_time(calendar in calendar(), zone in zone(), at in moment(), amount in 0_u32..5000) {
        let time = BusinessTime { calendar: &calendar, zone };
        let open = time.next_opening(at);
        prop_assert_eq!(time.subtract(time.add(open, minutes(amount)), minutes(amount)), open);
    }

    #[test]
    fn what_is_added_is_what_lies_between(calendar in calendar(), zone in zone(), at in moment(), amount in 0_u32..5000) {
        let time = BusinessTime { calendar: &calendar, zone };
        let length = TimeDelta::minutes(amount.into());
        prop_assert_eq!(time.between(at, time.add(at, minutes(amount))), length);
        prop_assert_eq!(time.between(time.subtract(at, minutes(amount)), at), length);
    }

    #[test]
    fn later_moments_and_longer_periods_end_later(
        calendar in calendar(), zone in zone(), unit in unit(),
        first in moment(), second in moment(), close in 0_i64..200, a in 0_u32..40, b in 0_u32..40,
    ) {
        let time = BusinessTime { calendar: &calendar, zone };
        let (short, long) = (Period::new(a.min(b), unit), Period::new(a.max(b), unit));
        for other in [second, first + TimeDelta::minutes(close)] {
            let (early, late) = (first.min(other), first.max(other));
            prop_assert!(time.add(early, short) <= time.add(late, short), "{} from {} and {}", short, early, late);
            prop_assert!(time.subtract(early, short) <= time.subtract(late, short));
        }
        prop_assert!(time.add(first, short) <= time.add(first, long));
        prop_assert!(time.subtract(first, short) >= time.subtract(first, long));
        prop_assert!(time.subtract(first, short) <= first && first <= time.add(first, short));
    }

    #[test]
    fn business_days_between_is_the_greatest_number_that_fits(
        calendar in calendar(), zone in zone(), first in moment(), second in moment(),
    ) {
        let time = BusinessTime { calendar: &calendar, zone };
        let (from, to) = (first.min(second), first.max(second));
        let passed = u32::try_from(time.business_days_between(from, to)).expect("not negative");
        prop_assert!(passed == 0 || time.add(from, Period::new(passed, Unit::BusinessDays)) <= to);
        prop_assert!(time.add(from, Period::new(passed + 1, Unit::BusinessDays)) > to);
    }

    #[test]
    fn openings_and_closings_enclose_the_closed_time(calendar in calendar(), zone in zone(), at in moment()) {
        let time = BusinessTime { calendar: &calendar, zone };
        let (closing, opening) = (time.prev_closing(at), time.next_opening(at));
        prop_assert!(closing <= at && at <= opening);
        prop_assert!(time.is_open(opening));
        prop_assert_eq!(time.is_open(at), opening == at);
        prop_assert_eq!(time.between(closing, opening), TimeDelta::zero());
        prop_assert!(time.end_of_business_day(at) > at);
        prop_assert!(time.between(at, time.end_of_business_day(at)) > TimeDelta::zero());
    }

    #[test]
    fn counting_at_once_is_counting_span_by_span(
        calendar in calendar(), zone in zone(), at in moment(), other in moment(), amount in 0_u32..50_000, days in 0_u32..200,
    ) {
        let time = BusinessTime { calendar: &calendar, zone };
        let length = TimeDelta::minutes(amount.into());
        prop_assert_eq!(time.add(at, minutes(amount)), time.walk_later(at, length));
        prop_assert_eq!(time.subtract(at, minutes(amount)), time.walk_earlier(at, length));
        prop_assert_eq!(time.between(at.min(other), at.max(other)), time.walk_between(at.min(other), at.max(other)));
        prop_assert_eq!(time.add(at, Period::new(days, Unit::BusinessDays)), time.walk_days(at, days as usize));
    }

    #[test]
    fn the_steps_lead_from_the_beginning_to_the_end(
        calendar in calendar(), zone in zone(), at in moment(), amount in 0_u32..5_000,
    ) {
        let time = BusinessTime { calendar: &calendar, zone };
        let (later, earlier) = (time.explain_add(at, minutes(amount)), time.explain_subtract(at, minutes(amount)));
        prop_assert_eq!((later.at, earlier.at), (time.add(at, minutes(amount)), time.subtract(at, minutes(amount))));
        for (counted, low, high) in [(&later, at, later.at), (&earlier, earlier.at, at)] {
            let mut spans: Vec<(DateTime<Utc>, DateTime<Utc>, i64)> = counted.steps.iter().map(|step| match step {
                Step::Worked { from, to, minutes, .. } => (*from, *to, *minutes),
                Step::Closed { from, to, .. } => (*from, *to, 0),
                other => panic!("no such step: {other:?}"),
            }).collect();
            spans.sort();
            prop_assert_eq!(spans.iter().map(|(_, _, minutes)| minutes).sum::<i64>(), i64::from(amount));
            prop_assert!(spans.windows(2).all(|pair| pair[0].1 == pair[1].0), "{:?}", spans);
            if let (Some(first), Some(last)) = (spans.first(), spans.last()) {
                prop_assert_eq!((first.0, last.1), (low, high));
            }
        }
    }

    #[test]
    fn the_steps_of_days_have_as_many_working_days(
        calendar in calendar(), zone in zone(), at in moment(), amount in 0_u32..60,
    ) {
        let time = BusinessTime { calendar: &calendar, zone };
        let period = Period::new(amount, Unit::BusinessDays);
        for counted in [time.explain_add(at, period), time.explain_subtract(at, period)] {
            let days = counted.steps.iter().map(|step| if let Step::Days { days, .. } = step { *days } else { 0 });
            prop_assert_eq!(days.sum::<u32>(), amount);
        }
    }
}
