//! Days as a calendar names them.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use voronka_definition::Locale;

/// The months by themselves.
pub(super) const MONTHS: [&str; 12] =
    ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"];
/// The same in English.
pub(super) const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// The short name of a weekday.
pub(super) fn weekday(date: NaiveDate, locale: Locale) -> &'static str {
    let names = locale.pick(["пн", "вт", "ср", "чт", "пт", "сб", "вс"], ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
    names[date.weekday().num_days_from_monday() as usize]
}

/// The time of day of a moment.
pub(super) fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// The first moment of a day in a zone. Where clocks leave midnight out, it is the first one after.
pub(super) fn start_of(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let hours = (0..24).filter_map(|hour| NaiveTime::from_hms_opt(hour, 0, 0));
    let local = hours.filter_map(|time| zone.from_local_datetime(&date.and_time(time)).earliest()).next();
    local.map_or_else(|| (date + Days::new(1)).and_time(NaiveTime::MIN).and_utc(), |local| local.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_with_the_zone_it_is_seen_from() {
        let table = [
            (Tz::Europe__Moscow, "2026-12-07", "2026-12-06T21:00:00Z"),
            (Tz::Asia__Yekaterinburg, "2026-12-07", "2026-12-06T19:00:00Z"),
            // In Beirut the clocks went from midnight to one o'clock.
            (Tz::Asia__Beirut, "2026-03-29", "2026-03-28T22:00:00Z"),
        ];
        for (zone, date, expected) in table {
            let found = start_of(date.parse().expect("a date"), zone);
            assert_eq!(found, expected.parse::<DateTime<Utc>>().expect("a moment"), "{date} {zone}");
        }
    }
}
