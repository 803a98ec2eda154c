//! A year of a calendar in 80 columns: its months, its sums, its days that differ.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use voronka_definition::Locale;
use voronka_definition::calendar::{Calendar, Day, DayKind, Interval};

use super::sums::{Sums, days_of, is_short};
use crate::terminal::Terminal;

/// The widest line.
const WIDTH: usize = 80;
/// The months beside one another.
const BESIDE: usize = 3;
/// What lies between them.
const GAP: &str = "      ";
/// Where the words of a day that differs begin.
const INDENT: usize = 27;

const MONTHS_RU: [&str; 12] =
    ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const OF_MONTHS_RU: [&str; 12] =
    ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
const DAYS_RU: [&str; 7] = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];
const DAYS_EN: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// The year as text.
pub fn year(calendar: &Calendar, year: i32, terminal: &Terminal) -> String {
    let page = Page { calendar, year, locale: terminal.locale, colour: terminal.colour };
    [page.head(), page.months(), page.table(), page.special_days(), page.foot()].concat()
}

struct Page<'a> {
    calendar: &'a Calendar,
    year: i32,
    locale: Locale,
    colour: bool,
}

impl Page<'_> {
    fn head(&self) -> String {
        let title = format!("{} ({}), {}", self.calendar.title().get(self.locale), self.calendar.id(), self.year);
        let mut text = title + "\n";
        for run in self.week_runs() {
            let (first, last) = (run[0], run[run.len() - 1]);
            let names = self.locale.pick(DAYS_RU, DAYS_EN);
            let days = if run.len() == 1 { names[first].to_owned() } else { format!("{}–{}", names[first], names[last]) };
            let hours = &self.calendar.week()[first];
            let said = if hours.is_empty() { self.locale.pick("выходной", "off").to_owned() } else { said_hours(hours) };
            let _ = writeln!(text, "  {days:<6} {said}");
        }
        text + "\n"
    }

    /// Weekdays in a row with the same hours.
    fn week_runs(&self) -> Vec<Vec<usize>> {
        let week = self.calendar.week();
        let places: Vec<usize> = (0..week.len()).collect();
        places.chunk_by(|one, next| week[*one] == week[*next]).map(<[usize]>::to_vec).collect()
    }

    fn months(&self) -> String {
        let mut text = String::new();
        for row in (1..=12).collect::<Vec<u32>>().chunks(BESIDE) {
            let months: Vec<Vec<String>> = row.iter().map(|month| self.month(*month)).collect();
            for line in 0..months.iter().map(Vec::len).max().unwrap_or_default() {
                let blank = " ".repeat(21);
                let parts: Vec<&str> =
                    months.iter().map(|month| month.get(line).map_or(blank.as_str(), String::as_str)).collect();
                let _ = writeln!(text, "{}", parts.join(GAP).trim_end());
            }
            text.push('\n');
        }
        let legend = self.locale.pick(
            "* выходной   - короче обычного   + рабочий вместо выходного   ~ свои часы",
            "* day off   - shorter than usual   + worked instead of off   ~ hours of its own",
        );
        text + legend + "\n\n"
    }

    /// Its name, the names of weekdays, and the weeks: 21 columns each.
    fn month(&self, month: u32) -> Vec<String> {
        let name = self.locale.pick(MONTHS_RU, MONTHS_EN)[month as usize - 1];
        let weekdays: String = self.locale.pick(DAYS_RU, DAYS_EN).iter().map(|name| format!("{name} ")).collect();
        let mut lines = vec![format!("{name:<21}"), weekdays];
        let days: Vec<NaiveDate> = days_of(self.year).filter(|day| day.month() == month).collect();
        for week in days.chunk_by(|one, _| one.weekday() != chrono::Weekday::Sun) {
            let before = week[0].weekday().num_days_from_monday() as usize;
            let cells: String = week.iter().map(|day| self.cell(*day)).collect();
            lines.push(format!("{}{cells}{}", "   ".repeat(before), "   ".repeat(7 - before - week.len())));
        }
        lines
    }

    fn cell(&self, day: NaiveDate) -> String {
        let mark = self.calendar.day(day).map_or(' ', |special| self.mark(day, special));
        let cell = format!("{:>2}{mark}", day.day());
        match self.colour {
            true if self.calendar.hours(day).is_empty() => format!("\u{1b}[31m{cell}\u{1b}[0m"),
            true if mark != ' ' => format!("\u{1b}[1m{cell}\u{1b}[0m"),
            _ => cell,
        }
    }

    fn mark(&self, day: NaiveDate, special: &Day) -> char {
        let is_off = self.calendar.week()[day.weekday().num_days_from_monday() as usize].is_empty();
        match special.kind {
            DayKind::Off => '*',
            _ if is_off => '+',
            DayKind::Short | DayKind::Half => '-',
            DayKind::Hours => '~',
            DayKind::Full => ' ',
        }
    }

    fn table(&self) -> String {
        let columns =
            self.locale.pick(["Дней", "Рабочих", "Выходных", "Коротких", "Часов"], ["Days", "Working", "Off", "Short", "Hours"]);
        let mut text = row("", &columns.map(str::to_owned));
        for quarter in 0..4 {
            for month in quarter * 3 + 1..=quarter * 3 + 3 {
                let name = self.locale.pick(MONTHS_RU, MONTHS_EN)[month as usize - 1];
                text += &self.sums(&format!("  {name}"), month..=month);
            }
            let number = ["I", "II", "III", "IV"][quarter as usize];
            let name = self.locale.pick(format!("{number} квартал"), format!("Quarter {number}"));
            text += &self.sums(&name, quarter * 3 + 1..=quarter * 3 + 3);
        }
        text + &self.sums(&self.locale.pick(format!("{} год", self.year), format!("Year {}", self.year)), 1..=12) + "\n"
    }

    fn sums(&self, name: &str, months: std::ops::RangeInclusive<u32>) -> String {
        let Sums { days, working, short, time } = Sums::of(self.calendar, self.year, months);
        let numbers = [days, working, days - working, short].map(|number| number.to_string());
        let [all, working, off, short] = numbers;
        row(name, &[all, working, off, short, said_length(time)])
    }

    /// The days that differ, those in a row with the same words together.
    fn special_days(&self) -> String {
        let days: Vec<(NaiveDate, &Day)> = days_of(self.year).filter_map(|day| Some((day, self.calendar.day(day)?))).collect();
        let is_one = |one: &(NaiveDate, &Day), next: &(NaiveDate, &Day)| one.0.succ_opt() == Some(next.0) && one.1 == next.1;
        let mut text = String::new();
        for run in days.chunk_by(is_one) {
            let ((first, special), last) = (run[0], run[run.len() - 1].0);
            let words = self.words(special);
            let lead = format!("{} {}", self.mark(first, special), self.dates(first, last));
            text += &wrapped(&format!("{lead:<INDENT$}"), &words);
        }
        text
    }

    fn dates(&self, first: NaiveDate, last: NaiveDate) -> String {
        let month = |day: NaiveDate| self.locale.pick(OF_MONTHS_RU, MONTHS_EN)[day.month0() as usize];
        let weekday = self.locale.pick(DAYS_RU, DAYS_EN)[first.weekday().num_days_from_monday() as usize];
        match (first == last, first.month() == last.month()) {
            (true, _) => format!("{} {}, {weekday}", first.day(), month(first)),
            (false, true) => format!("{}–{} {}", first.day(), last.day(), month(first)),
            (false, false) => format!("{} {} – {} {}", first.day(), month(first), last.day(), month(last)),
        }
    }

    fn words(&self, special: &Day) -> String {
        let title = special.title.as_ref().map(|title| title.get(self.locale).to_owned());
        let plain = match special.kind {
            DayKind::Off => self.locale.pick("выходной", "day off"),
            DayKind::Half => self.locale.pick("половина дня", "half a day"),
            _ if is_short(special) => self.locale.pick("короткий день", "short day"),
            _ => self.locale.pick("рабочий день", "working day"),
        };
        match (title, special.kind) {
            (Some(title), DayKind::Off) => title,
            (None, DayKind::Off) => plain.to_owned(),
            (title, _) => format!("{}, {}", said_hours(&special.hours), title.as_deref().unwrap_or(plain)),
        }
    }

    fn foot(&self) -> String {
        let mut text = String::new();
        if let Some(source) = self.calendar.source(self.year) {
            text += "\n";
            text += &wrapped(self.locale.pick("Источник: ", "Source: "), source.get(self.locale));
        }
        if let Some(last) = self.calendar.known_until().filter(|last| last.year() < self.year) {
            let warning = self.locale.pick(
                format!("Особые дни известны по {last}: на {} год показана только обычная неделя и ежегодные дни.", self.year),
                format!(
                    "Days that differ are known until {last}: of {} only the week and the days of every year are shown.",
                    self.year
                ),
            );
            text += "\n";
            text += &wrapped("", &warning);
        }
        text
    }
}

fn row(name: &str, cells: &[String; 5]) -> String {
    let cells: String = cells.iter().map(|cell| format!("{cell:>11}")).collect();
    format!("{name:<16}{cells}\n")
}

/// Words behind a lead, in lines of at most 80 columns.
fn wrapped(lead: &str, words: &str) -> String {
    let indent = lead.chars().count();
    let (mut text, mut line) = (String::new(), lead.to_owned());
    let mut is_fresh = true;
    for word in words.split(' ') {
        if !is_fresh && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            (line, is_fresh) = (" ".repeat(indent), true);
        }
        if !is_fresh {
            line.push(' ');
        }
        line.push_str(word);
        is_fresh = false;
    }
    text + &line + "\n"
}

fn said_hours(hours: &[Interval]) -> String {
    let end = |time: NaiveTime| if time == NaiveTime::MIN { "24:00".to_owned() } else { time.format("%H:%M").to_string() };
    hours.iter().map(|span| format!("{}–{}", span.from.format("%H:%M"), end(span.to))).collect::<Vec<_>>().join(", ")
}

/// Hours, with minutes where there are any: `1972`, `1972:30`.
fn said_length(time: TimeDelta) -> String {
    match time.num_minutes() % 60 {
        0 => time.num_hours().to_string(),
        minutes => format!("{}:{minutes:02}", time.num_hours()),
    }
}
