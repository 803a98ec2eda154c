//! Steps of the calendar in words.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use voronka_definition::Text;
use voronka_definition::calendar::{Counted, DayKind, PassedDay, Step};

use super::{Question, Reason, ReasonKind};
use crate::words;

impl Question<'_> {
    /// The steps of a count, in the zone in which it was done.
    pub(super) fn counted(&self, counted: &Counted, zone: Tz) -> Vec<Reason> {
        self.steps(&counted.steps, zone)
    }

    /// Steps of a count, in the zone in which it was done.
    pub(super) fn steps(&self, steps: &[Step], zone: Tz) -> Vec<Reason> {
        steps.iter().map(|step| self.step(step, zone)).collect()
    }

    fn step(&self, step: &Step, zone: Tz) -> Reason {
        match step {
            Step::Passed { from, to } => {
                let span = self.span(*from, *to, zone);
                let text = self.pick(
                    format!("{span}: подряд, без оглядки на календарь"),
                    format!("{span}: by the clock, whatever the calendar says"),
                );
                Reason::new(ReasonKind::Counted, text).span(*from, *to)
            }
            Step::Closed { from, to, days } => {
                let (span, off) = (self.span(*from, *to, zone), self.days_off(days));
                let text = self.pick(format!("{span}: нерабочее время{off}"), format!("{span}: no working time{off}"));
                Reason::new(ReasonKind::Closed, text).span(*from, *to)
            }
            Step::Worked { from, to, minutes, kind, title, .. } => {
                let (span, work) = (self.span(*from, *to, zone), self.work(*minutes));
                let special = self.special(*kind, title.as_ref());
                Reason::new(ReasonKind::Counted, format!("{span}: {work}{special}")).span(*from, *to)
            }
            Step::Days { from, to, days } => self.days(*from, *to, *days),
            Step::Fitted { wanted, at, kind, title } => {
                let (wanted, special) = (time_of_day(*wanted), self.special(*kind, title.as_ref()));
                let taken = self.moment_in(*at, zone);
                let text = self.pick(
                    format!("в этот день в {wanted} не работают{special}, поэтому {taken}"),
                    format!("nobody works at {wanted} that day{special}, so it is {taken}"),
                );
                Reason { to: Some(*at), ..Reason::note(text) }
            }
            Step::Unknown { known_until } => {
                let day = words::day(*known_until, self.speaker.locale);
                Reason::note(self.pick(
                    format!("после {day} календарь знает только дни недели: праздники еще не объявлены"),
                    format!("after {day} the calendar knows weekdays only: holidays are still to be announced"),
                ))
            }
        }
    }

    fn days(&self, from: NaiveDate, to: NaiveDate, days: u32) -> Reason {
        let (first, last, number) = (self.day(from), self.day(to), u64::from(days));
        let span = if from == to { first } else { format!("{first} – {last}") };
        let work = self.pick(
            format!("{days} {}", words::plural(number, "рабочий день", "рабочих дня", "рабочих дней")),
            words::counted(number, "business day"),
        );
        Reason::new(ReasonKind::Counted, format!("{span}: {work}"))
    }

    /// Two moments; of the same day the second one by its time alone.
    fn span(&self, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> String {
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let until =
            if day(from) == day(to) { to.with_timezone(&zone).format("%H:%M").to_string() } else { self.moment_in(to, zone) };
        format!("{} → {until}", self.moment_in(from, zone))
    }

    /// The days off in a row with one title are one: `: сб 28 февраля, вс 1 марта`.
    fn days_off(&self, days: &[PassedDay]) -> String {
        let follows = |one: &PassedDay, next: &PassedDay| one.title == next.title && one.day + TimeDelta::days(1) == next.day;
        let runs = days.chunk_by(follows).map(|run| {
            let (first, last) = (self.day(run[0].day), self.day(run[run.len() - 1].day));
            let title = run[0].title.as_ref().map(|title| format!(" ({})", title.get(self.speaker.locale)));
            let span = if run.len() == 1 { first } else { format!("{first} – {last}") };
            format!("{span}{}", title.unwrap_or_default())
        });
        let all = runs.collect::<Vec<_>>().join(", ");
        if all.is_empty() { all } else { format!("; {} {all}", self.pick("выходные:", "days off:")) }
    }

    fn special(&self, kind: Option<DayKind>, title: Option<&Text>) -> String {
        let kind = match kind {
            None => return String::new(),
            Some(DayKind::Short) => self.pick("короткий день", "a short day"),
            Some(DayKind::Half) => self.pick("половина дня", "half a day"),
            Some(DayKind::Off) => self.pick("выходной", "a day off"),
            Some(DayKind::Full) => self.pick("рабочий выходной", "a working day off"),
            Some(DayKind::Hours) => self.pick("особые часы", "special hours"),
        };
        match title.map(|title| title.get(self.speaker.locale)) {
            Some(title) => format!(" ({kind}: {title})"),
            None => format!(" ({kind})"),
        }
    }

    /// How much working time, in hours and minutes.
    fn work(&self, minutes: i64) -> String {
        let minutes = u64::try_from(minutes).unwrap_or_default();
        let (hours, rest) = (minutes / 60, minutes % 60);
        let hours_said = self.pick(
            format!("{hours} {}", words::plural(hours, "рабочий час", "рабочих часа", "рабочих часов")),
            words::counted(hours, "business hour"),
        );
        let rest_said =
            self.pick(format!("{rest} {}", words::plural(rest, "минута", "минуты", "минут")), words::counted(rest, "minute"));
        match (hours, rest) {
            (0, _) => rest_said,
            (_, 0) => hours_said,
            _ => format!("{hours_said} {rest_said}"),
        }
    }

    /// A day with its weekday; the year is said where it is another than now.
    pub(super) fn day(&self, day: NaiveDate) -> String {
        let said = words::weekday_and_day(day, self.speaker.locale);
        let this_year = self.now.with_timezone(&self.speaker.zone).year();
        if day.year() == this_year { said } else { format!("{said} {}", day.year()) }
    }
}

fn time_of_day(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
