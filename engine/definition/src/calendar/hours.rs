//! Reading the hours of a day, days and weekdays as a calendar writes them: `09:00-13:00`, `2025-01-01..2025-01-08`, `mon-fri`.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};

use super::Interval;
use super::sheet::When;
use crate::diagnostic::{Findings, say};
use crate::yaml::read::{one_or_many, wrong_shape};
use crate::yaml::{Node, shown};

/// The longest range of days.
const LONGEST_RANGE: TimeDelta = TimeDelta::days(366);

/// The weekdays, Monday first, in both languages.
const WEEKDAYS: [[&str; 2]; 7] =
    [["mon", "пн"], ["tue", "вт"], ["wed", "ср"], ["thu", "чт"], ["fri", "пт"], ["sat", "сб"], ["sun", "вс"]];

/// A day, `2025-11-01`.
pub(crate) fn day(node: &Node, findings: &Findings) -> Option<NaiveDate> {
    let day = node.text().and_then(as_day);
    if day.is_none() {
        wrong_shape(node, ("день вида 2025-11-01", "a day such as 2025-11-01"), findings);
    }
    day
}

/// A day, or the days of a range: `2025-01-01..2025-01-08`; without a year, of every year: `01-01..01-08`.
pub(super) fn dates(node: &Node, findings: &Findings) -> Vec<When> {
    let written = node.text().unwrap_or_default();
    let (from, to) = written.split_once("..").unwrap_or((written, written));
    let (from, to) = (from.trim(), to.trim());
    // 2000 was a leap year, so that 29 February is a day.
    let yearly = |text: &str| (text.len() == 5).then(|| as_day(&format!("2000-{text}"))).flatten();
    if let (Some(from), Some(to)) = (as_day(from), as_day(to)) {
        return between(from, to, node, findings).into_iter().map(When::Day).collect();
    }
    if let (Some(from), Some(to)) = (yearly(from), yearly(to)) {
        let days = between(from, to, node, findings).into_iter();
        return days.map(|day| When::Yearly((day.month(), day.day()))).collect();
    }
    let ru = "день вида 2025-02-23 (каждый год: 02-23) или дни вида 2025-01-01..2025-01-08";
    let en = "a day such as 2025-02-23 (every year: 02-23), or days such as 2025-01-01..2025-01-08";
    wrong_shape(node, (ru, en), findings);
    Vec::new()
}

fn between(from: NaiveDate, to: NaiveDate, node: &Node, findings: &Findings) -> Vec<NaiveDate> {
    if to < from {
        let (earlier, later) = node.text().and_then(|text| text.split_once("..")).unwrap_or_default();
        let message = say!("{earlier} позже, чем {later}", "{earlier} is later than {later}");
        findings.error("range_reversed", node.span, message);
    } else if to - from > LONGEST_RANGE {
        let most = LONGEST_RANGE.num_days();
        let message = say!("диапазон длиннее {most} дней", "the range is longer than {most} days");
        findings.error("range_too_long", node.span, message);
    } else {
        return from.iter_days().take_while(|day| *day <= to).collect();
    }
    Vec::new()
}

/// One weekday or several in a row, as numbers from Monday: `sat`, `mon-fri`.
pub(super) fn weekdays(node: &Node, findings: &Findings) -> Option<RangeInclusive<usize>> {
    let written = node.text().unwrap_or_default();
    let (from, to) = written.split_once('-').unwrap_or((written, written));
    let number = |word: &str| WEEKDAYS.iter().position(|words| words.contains(&word.trim()));
    let range = number(from).zip(number(to)).filter(|(from, to)| from <= to).map(|(from, to)| from..=to);
    if range.is_none() {
        let found = shown(written);
        findings.error_with(
            "bad_weekday",
            node.span,
            say!("ожидается день недели, а «{found}» не известен", "expected a weekday, and `{found}` is not known"),
            say!("например: mon, mon-fri, пн-пт", "for example mon, mon-fri"),
        );
    }
    range
}

/// The hours of a day, in order: one span or a list of them.
pub(super) fn hours(node: &Node, findings: &Findings) -> Vec<Interval> {
    let read = |item| Some((item, interval(item, findings)?));
    let mut spans: Vec<(&Node, Interval)> = one_or_many(node).iter().filter_map(read).collect();
    spans.sort_by_key(|(_, span)| span.from);
    for pair in spans.windows(2) {
        let ends = pair[0].1.to;
        if ends == NaiveTime::MIN || pair[1].1.from < ends {
            let message = say!("часы пересекаются с другими часами этого дня", "these hours overlap others of the same day");
            findings.error("overlapping_hours", pair[1].0.span, message);
        }
    }
    spans.into_iter().map(|(_, span)| span).collect()
}

/// Hours without their last stretch; `None` if nothing would be left.
pub(super) fn shortened(hours: &[Interval], by: TimeDelta) -> Option<Vec<Interval>> {
    let (mut left, mut kept) = (by, hours.to_vec());
    while let Some(last) = kept.pop() {
        let length = last.length();
        if left < length {
            kept.push(Interval { from: last.from, to: last.from + (length - left) });
            return Some(kept);
        }
        left -= length;
    }
    None
}

/// The first half of the hours; `None` if nothing would be left.
pub(super) fn halved(hours: &[Interval]) -> Option<Vec<Interval>> {
    shortened(hours, hours.iter().map(|span| span.length()).sum::<TimeDelta>() / 2)
}

fn interval(node: &Node, findings: &Findings) -> Option<Interval> {
    let parts = node.text().and_then(|text| text.split_once(['-', '–']));
    let read = parts.and_then(|(from, to)| Some((time(from.trim())?, time(to.trim())?)));
    match read {
        Some((from, to)) if from < to && from < 24 * 60 => Some(Interval { from: clock(from)?, to: clock(to)? }),
        Some(_) => {
            let message = say!("часы кончаются не позже, чем начинаются", "the hours do not end after they begin");
            let help =
                say!("конец дня пишется 24:00; ночь делится на две части", "midnight is 24:00; a night is written in two parts");
            findings.error_with("hours_reversed", node.span, message, help);
            None
        }
        None => {
            wrong_shape(node, ("часы вида 09:00-13:00", "hours such as 09:00-13:00"), findings);
            None
        }
    }
}

/// Minutes since midnight; 24:00 is the end of the day.
fn time(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let number =
        |text: &str| text.parse::<u32>().ok().filter(|_| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()));
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 24 * 60).then_some(total)
}

fn clock(minutes: u32) -> Option<NaiveTime> {
    NaiveTime::from_num_seconds_from_midnight_opt(minutes % (24 * 60) * 60, 0)
}

fn as_day(text: &str) -> Option<NaiveDate> {
    let shape = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    (text.len() == 10 && text.bytes().enumerate().all(shape)).then(|| text.parse().ok()).flatten()
}
