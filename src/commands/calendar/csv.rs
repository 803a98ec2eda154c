//! Calendars as tables. Two are understood: a line for each day, and a line for each year with a cell for each month, as Russia's
//! production calendar stands on data.gov.ru: the days off of the month, `*` behind those that are worked and shorter.

use anyhow::{Result, anyhow, bail};
use chrono::{Datelike, NaiveDate, Weekday};
use voronka_definition::{Locale, Source};

use super::import::{Found, How, LONGEST};

/// How each column may be called; what the name begins with is enough.
const DATE: [&str; 3] = ["date", "дата", "день"];
const KIND: [&str; 3] = ["kind", "вид", "тип"];
const TITLE: [&str; 4] = ["title", "название", "name", "праздник"];
const JANUARY: [&str; 2] = ["январь", "january"];
const YEAR: [&str; 2] = ["год", "year"];
const WORKING_DAYS: [&str; 2] = ["всего рабочих дней", "working days"];

/// The words of the column `kind`.
const KINDS: [(&str, How); 15] = [
    ("holiday", How::Off),
    ("off", How::Off),
    ("праздник", How::Off),
    ("выходной", How::Off),
    ("short", How::Short),
    ("короткий", How::Short),
    ("сокращенный", How::Short),
    ("предпраздничный", How::Short),
    ("half", How::Half),
    ("половина", How::Half),
    ("working", How::Full),
    ("full", How::Full),
    ("рабочий", How::Full),
    ("working short", How::FullShort),
    ("рабочий короткий", How::FullShort),
];

/// Reads a table.
pub fn read(source: &Source, locale: Locale) -> Result<Found> {
    let text = source.text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.matches(';').count() > first.matches(',').count() { b';' } else { b',' };
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers()?.iter().map(|name| name.trim().to_lowercase()).collect();
    let table = Table { names, file: &source.file, locale };
    let mut found = Found::default();
    let january = table.column(&JANUARY);
    if january.is_none() && table.column(&DATE).is_none() {
        bail!(locale.pick(
            format!("{}, строка 1: ожидается столбец «date» или столбцы «Год/Месяц», «Январь», …", source.file),
            format!("{}, line 1: expected a column `date`, or the columns `year`, `January`, …", source.file),
        ));
    }
    for record in reader.records() {
        let record = record.map_err(|error| anyhow!("{}: {error}", source.file))?;
        let line = Line { table: &table, at: record.position().map_or(0, |position| position.line()), record: &record };
        match january {
            Some(january) => line.year(january, &mut found)?,
            None => line.day(&mut found)?,
        }
    }
    Ok(found)
}

struct Table<'a> {
    names: Vec<String>,
    file: &'a str,
    locale: Locale,
}

impl Table<'_> {
    fn column(&self, names: &[&str]) -> Option<usize> {
        self.names.iter().position(|name| names.iter().any(|known| name.starts_with(known)))
    }
}

struct Line<'a> {
    table: &'a Table<'a>,
    at: u64,
    record: &'a ::csv::StringRecord,
}

impl Line<'_> {
    fn cell(&self, names: &[&str]) -> Option<&str> {
        self.table.column(names).and_then(|column| self.record.get(column)).map(str::trim).filter(|cell| !cell.is_empty())
    }

    /// What is wrong with this line.
    fn wrong(&self, ru: &str, en: &str) -> anyhow::Error {
        let (file, at) = (self.table.file, self.at);
        anyhow!(self.table.locale.pick(format!("{file}, строка {at}: {ru}"), format!("{file}, line {at}: {en}")))
    }

    /// `2026-01-01,holiday,New Year`.
    fn day(&self, found: &mut Found) -> Result<()> {
        let written = self.cell(&DATE).ok_or_else(|| self.wrong("нет даты", "there is no date"))?;
        let expected = || {
            let ru = format!("ожидается день вида 2026-01-01, 01.01.2026 или 12-25, а здесь «{written}»");
            self.wrong(&ru, &format!("expected a day such as 2026-01-01, 01.01.2026 or 12-25, found `{written}`"))
        };
        let (from, to) = written.split_once("..").unwrap_or((written, written));
        let ((from, is_yearly), (to, _)) = date(from.trim()).zip(date(to.trim())).ok_or_else(expected)?;
        let length = (to - from).num_days();
        if !(0..LONGEST as i64).contains(&length) {
            return Err(expected());
        }
        let how = match self.cell(&KIND) {
            None => How::Off,
            Some(word) => self.how(word)?,
        };
        let title = self.cell(&TITLE).map(str::to_owned);
        let days = || from.iter_days().take_while(|day| *day <= to);
        let other = days().find_map(|day| found.known(day, is_yearly).filter(|known| *known != how).map(|known| (day, known)));
        if let Some((day, known)) = other {
            return Err(self.both(day, (known, how)));
        }
        days().for_each(|day| found.put(day, is_yearly, how, title.clone()));
        Ok(())
    }

    /// A day that is named twice, each time as something else.
    fn both(&self, day: NaiveDate, (known, how): (How, How)) -> anyhow::Error {
        let word = |how: How, in_russian: bool| {
            let mut words = KINDS.iter().filter(|(word, known)| *known == how && word.is_ascii() != in_russian);
            words.next().map_or("", |(word, _)| *word)
        };
        let (ru, en) = ((word(known, true), word(how, true)), (word(known, false), word(how, false)));
        self.wrong(
            &format!("{day} уже назван выше: «{}», а здесь «{}»; оставьте одну из двух строк", ru.0, ru.1),
            &format!("{day} stands above already as `{}`, and here as `{}`; keep one of the two lines", en.0, en.1),
        )
    }

    fn how(&self, word: &str) -> Result<How> {
        let lower = word.to_lowercase().replace('ё', "е");
        let known = KINDS.iter().find(|(known, _)| *known == lower);
        known.map(|(_, how)| *how).ok_or_else(|| {
            let ru = format!("вид дня «{word}» не известен; есть: праздник, короткий, половина, рабочий, рабочий короткий");
            self.wrong(&ru, &format!("the kind `{word}` is not known; there are: holiday, short, half, working, working short"))
        })
    }

    /// `2026,"1,2,3,8*,…",…`.
    fn year(&self, january: usize, found: &mut Found) -> Result<()> {
        let written = self.cell(&YEAR).or_else(|| self.record.get(0)).unwrap_or_default();
        let year = written.trim().parse::<i32>().ok().filter(|year| (1900..=2199).contains(year));
        let en = format!("expected a year, found `{written}`");
        let year = year.ok_or_else(|| self.wrong(&format!("ожидается год, а здесь «{written}»"), &en))?;
        let mut working = 0;
        for month in 1..=12_u32 {
            working += self.month(year, month, self.record.get(january + month as usize - 1).unwrap_or_default(), found)?;
        }
        let told = self.cell(&WORKING_DAYS).and_then(|cell| cell.parse::<u32>().ok()).filter(|told| *told != working);
        found.remarks.extend(told.map(|told| {
            let ru = format!("рабочих дней названо {told}, а по дням месяцев их {working}");
            self.wrong(&ru, &format!("{told} working days are told, and the days of the months give {working}")).to_string()
        }));
        Ok(())
    }

    /// Notes what differs from Monday to Friday; says how many days are worked.
    fn month(&self, year: i32, month: u32, cell: &str, found: &mut Found) -> Result<u32> {
        let mut named = Vec::new();
        for part in cell.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let number = part.trim_end_matches(['*', '+']).parse().ok();
            let day = number.and_then(|day| NaiveDate::from_ymd_opt(year, month, day));
            let en = format!("there is no day `{part}` in month {month} of {year}");
            let day = day.ok_or_else(|| self.wrong(&format!("в месяце {month} года {year} нет дня «{part}»"), &en))?;
            named.push((day, part.ends_with('*')));
        }
        if named.is_empty() {
            let en = format!("month {month} of {year} is empty");
            return Err(self.wrong(&format!("месяц {month} года {year} пуст"), &en));
        }
        let first = NaiveDate::from_ymd_opt(year, month, 1).into_iter();
        let days = first.flat_map(|first| first.iter_days()).take_while(|day| day.month() == month);
        Ok(days.map(|day| u32::from(put(day, named.iter().find(|(other, _)| *other == day).map(|named| named.1), found))).sum())
    }
}

/// Notes a day: not named in the table it is worked, named it is off, named with a star it is worked and shorter.
fn put(day: NaiveDate, named: Option<bool>, found: &mut Found) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let how = match (named, is_weekend) {
        (Some(false), false) => Some(How::Off),
        (Some(true), false) => Some(How::Short),
        (Some(true), true) => Some(How::FullShort),
        (None, true) => Some(How::Full),
        (Some(false), true) | (None, false) => None,
    };
    how.into_iter().for_each(|how| found.put(day, false, how, None));
    named != Some(false)
}

/// A day, and whether it is of every year.
fn date(text: &str) -> Option<(NaiveDate, bool)> {
    let of = |format| NaiveDate::parse_from_str(text, format).ok();
    let yearly = || NaiveDate::parse_from_str(&format!("2000-{text}"), "%Y-%m-%d").ok();
    of("%Y-%m-%d").or_else(|| of("%d.%m.%Y")).map(|day| (day, false)).or_else(|| yearly().map(|day| (day, true)))
}
