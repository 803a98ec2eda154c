//! Local time and UTC, where the clocks are changed.
//!
//! Both ways are defined for every moment and never go backwards. A local time that a spring change leaves out is the moment
//! of the change. A local time that an autumn change repeats is its first run; the second run counts as its own last moment,
//! so that later moments never have an earlier local time.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// No offset and no change of offset is longer than this.
const WIDEST: TimeDelta = TimeDelta::days(2);

/// The first moment at which the clocks of the zone show this local time or a later one.
pub(super) fn to_utc(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.to_utc(),
        MappedLocalTime::None => first_second(local.and_utc() - WIDEST, local.and_utc() + WIDEST, |at| shown(zone, at) >= local),
    }
}

/// The local time of a moment; in the second run of a repeated hour, the end of that hour.
pub(super) fn to_local(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    let local = shown(zone, at);
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Ambiguous(first, second) if at >= second.to_utc() => {
            let (before, after) = (first.to_utc(), second.to_utc());
            let change = first_second(before, after, |at| offset(zone, at) == offset(zone, after));
            change.naive_utc() + offset(zone, before)
        }
        _ => local,
    }
}

fn shown(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

fn offset(zone: Tz, at: DateTime<Utc>) -> TimeDelta {
    TimeDelta::seconds(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc().into())
}

/// The first whole second after `from` and not after `to` for which the test holds; it holds for `to`, and from there on.
fn first_second(from: DateTime<Utc>, to: DateTime<Utc>, holds: impl Fn(DateTime<Utc>) -> bool) -> DateTime<Utc> {
    let at = |second| DateTime::from_timestamp(second, 0).unwrap_or(to);
    let (mut low, mut high) = (from.timestamp(), to.timestamp());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(at(middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    at(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("a local time")
    }

    #[test]
    fn local_time_becomes_a_moment() {
        let cases = [
            (Tz::Europe__Moscow, "2026-03-02T10:00:00", "2026-03-02T07:00:00Z"),
            (Tz::Asia__Yekaterinburg, "2026-03-02T10:00:00", "2026-03-02T05:00:00Z"),
            // Spring in Berlin: 02:00 to 03:00 does not exist.
            (Tz::Europe__Berlin, "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
            (Tz::Europe__Berlin, "2026-03-29T02:00:00", "2026-03-29T01:00:00Z"),
            (Tz::Europe__Berlin, "2026-03-29T02:45:10", "2026-03-29T01:00:00Z"),
            (Tz::Europe__Berlin, "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
            // Autumn in Berlin: 02:00 to 03:00 runs twice.
            (Tz::Europe__Berlin, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
            (Tz::Europe__Berlin, "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
            // Samoa left out a whole day.
            (Tz::Pacific__Apia, "2011-12-30T12:00:00", "2011-12-30T10:00:00Z"),
        ];
        for (zone, given, then) in cases {
            assert_eq!(to_utc(zone, local(given)), utc(then), "{given} in {zone}");
        }
    }

    #[test]
    fn a_moment_becomes_local_time() {
        let cases = [
            (Tz::Europe__Moscow, "2026-03-02T07:00:00Z", "2026-03-02T10:00:00"),
            (Tz::Europe__Berlin, "2026-10-25T00:30:00Z", "2026-10-25T02:30:00"),
            (Tz::Europe__Berlin, "2026-10-25T00:59:59Z", "2026-10-25T02:59:59"),
            (Tz::Europe__Berlin, "2026-10-25T01:00:00Z", "2026-10-25T03:00:00"),
            (Tz::Europe__Berlin, "2026-10-25T01:30:00Z", "2026-10-25T03:00:00"),
            (Tz::Europe__Berlin, "2026-10-25T02:00:00Z", "2026-10-25T03:00:00"),
            (Tz::Europe__Berlin, "2026-10-25T02:00:01Z", "2026-10-25T03:00:01"),
            (Tz::Australia__Lord_Howe, "2026-04-04T15:15:00Z", "2026-04-05T02:00:00"),
        ];
        for (zone, given, then) in cases {
            assert_eq!(to_local(zone, utc(given)), local(then), "{given} in {zone}");
        }
    }
}
