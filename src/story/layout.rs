//! How the story looks: days, times, signs, letters in a frame; wrapped to the width of the terminal.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use voronka_definition::Locale;

use crate::terminal::Terminal;

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 92;

/// How something is emphasised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Not at all.
    Plain,
    /// Less than the rest.
    Faint,
    /// A heading.
    Bold,
    /// Good news.
    Green,
    /// A warning.
    Red,
    /// New work.
    Cyan,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Faint => "2",
            Self::Bold => "1",
            Self::Green => "1;32",
            Self::Red => "1;31",
            Self::Cyan => "36",
        }
    }

    /// The text in this ink, where the terminal shows colours.
    pub fn on(self, text: &str, terminal: &Terminal) -> String {
        if !terminal.colour || self == Self::Plain || text.is_empty() {
            return text.to_owned();
        }
        format!("\u{1b}[{}m{text}\u{1b}[0m", self.code())
    }
}

/// The columns that are used.
pub fn columns(terminal: &Terminal) -> usize {
    terminal.width.min(WIDEST)
}

/// What stands above the story.
pub fn opening(terminal: &Terminal, which: &str) -> String {
    let title = terminal
        .pick("Одна продажа от первого звонка до подписанного договора", "One sale from the first call to the signed contract");
    let note = terminal.pick(
        format!("Каждая строка взята из истории сделки и сохраненных писем; время виртуальное. Описания процессов: {which}."),
        format!(
            "Each line comes from the deal's history and the letters kept; time is virtual. The processes are those {which}."
        ),
    );
    let mut lines = vec![String::new()];
    lines.extend(wrap(title, columns(terminal)).iter().map(|line| Ink::Bold.on(line, terminal)));
    lines.extend(wrap(&note, columns(terminal)).iter().map(|line| Ink::Faint.on(line, terminal)));
    lines.join("\n")
}

/// The line above a day.
pub fn day(at: DateTime<Utc>, zone: Tz, terminal: &Terminal) -> String {
    let name = day_name(at.with_timezone(&zone).date_naive(), terminal.locale);
    format!("\n{}", Ink::Faint.on(&rule("──", &name, '─', columns(terminal)), terminal))
}

/// A text on a rule: `── text ───────`.
pub fn rule(head: &str, text: &str, fill: char, columns: usize) -> String {
    let mut line = format!("{head} {text} ");
    let used = line.chars().count();
    line.extend(std::iter::repeat_n(fill, columns.saturating_sub(used)));
    line
}

/// An entry: a time, a sign, a text; further lines are indented below the text.
pub fn entry(time: &str, sign: &str, text: &str, ink: Ink, terminal: &Terminal) -> String {
    let mut lines = Vec::new();
    for (number, line) in wrap(text, columns(terminal).saturating_sub(INDENT)).into_iter().enumerate() {
        let (time, sign) = if number == 0 { (time, sign) } else { ("", "") };
        let head = format!("{} {}", Ink::Faint.on(&format!("{time:>5}"), terminal), ink.on(&format!("{sign:<2}"), terminal));
        lines.push(format!("{head}{}", ink_of_text(ink).on(&line, terminal)));
    }
    lines.join("\n")
}

/// The columns before a text: a time, a space, a sign and a space.
pub const INDENT: usize = 8;

fn ink_of_text(ink: Ink) -> Ink {
    if ink == Ink::Cyan { Ink::Plain } else { ink }
}

/// Something said below an entry: a comment.
pub fn said(text: &str, terminal: &Terminal) -> String {
    let quoted = terminal.pick(format!("«{text}»"), format!("“{text}”"));
    let lines = wrap(&quoted, columns(terminal).saturating_sub(INDENT));
    indented(&lines, Ink::Faint, terminal)
}

/// A letter beside a line: what it is about, and what it says.
pub fn letter(subject: &str, text: &str, terminal: &Terminal) -> String {
    let width = columns(terminal).saturating_sub(INDENT + 2);
    let mut lines: Vec<String> = Vec::new();
    lines.extend(wrap(subject, width).into_iter().map(|line| format!("│ {line}")));
    lines.push("│".to_owned());
    for paragraph in text.trim_end().lines() {
        lines.extend(hanging(paragraph, width).into_iter().map(|line| format!("│ {line}").trim_end().to_owned()));
    }
    indented(&lines, Ink::Plain, terminal)
}

/// A paragraph whose further lines stand below its first word, after the bullet where it has one.
fn hanging(text: &str, columns: usize) -> Vec<String> {
    let lead = text.chars().take_while(|character| matches!(character, ' ' | '•' | '>')).count();
    let head: String = text.chars().take(lead).collect();
    let body: String = text.chars().skip(lead).collect();
    let lines = wrap(&body, columns.saturating_sub(lead)).into_iter().enumerate();
    lines.map(|(number, line)| if number == 0 { format!("{head}{line}") } else { format!("{:lead$}{line}", "") }).collect()
}

fn indented(lines: &[String], ink: Ink, terminal: &Terminal) -> String {
    let one = |line: &String| format!("{:INDENT$}{}", "", ink.on(line, terminal));
    lines.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// A text in lines of at most so many columns, broken between words; a longer word has a line of its own and is cut there.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in text.split_whitespace().flat_map(|word| pieces(word, columns)) {
        if !line.is_empty() && line.chars().count() + 1 + piece.chars().count() > columns {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&piece);
    }
    lines.push(line);
    lines
}

fn pieces(word: &str, columns: usize) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters.chunks(columns).map(|piece| piece.iter().collect()).collect()
}

/// The day in words: `понедельник, 2 марта 2026`.
pub fn day_name(day: NaiveDate, locale: Locale) -> String {
    const DAYS: [(&str, &str); 7] = [
        ("понедельник", "Monday"),
        ("вторник", "Tuesday"),
        ("среда", "Wednesday"),
        ("четверг", "Thursday"),
        ("пятница", "Friday"),
        ("суббота", "Saturday"),
        ("воскресенье", "Sunday"),
    ];
    const MONTHS: [(&str, &str); 12] = [
        ("января", "January"),
        ("февраля", "February"),
        ("марта", "March"),
        ("апреля", "April"),
        ("мая", "May"),
        ("июня", "June"),
        ("июля", "July"),
        ("августа", "August"),
        ("сентября", "September"),
        ("октября", "October"),
        ("ноября", "November"),
        ("декабря", "December"),
    ];
    let (ru, en) = DAYS[day.weekday().num_days_from_monday() as usize];
    let (month_ru, month_en) = MONTHS[day.month0() as usize];
    locale
        .pick(format!("{ru}, {} {month_ru} {}", day.day(), day.year()), format!("{en}, {} {month_en} {}", day.day(), day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_between_words_and_loses_none() {
        let text = "Анна Петрова завершила задачу «Звонок» с результатом «Перезвонить позднее»";
        for columns in 10..60 {
            let lines = wrap(text, columns);
            assert!(lines.iter().all(|line| line.chars().count() <= columns), "{columns}: {lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""), "{columns}");
        }
    }

    #[test]
    fn hangs_the_lines_of_an_item_below_its_first_word() {
        assert_eq!(hanging("  • one two three", 12), ["  • one two", "    three"]);
        assert_eq!(hanging("", 12), [""]);
    }

    #[test]
    fn cuts_a_word_that_fits_nowhere() {
        assert_eq!(wrap("https://klimat.example/deals", 10), ["https://kl", "imat.examp", "le/deals"]);
    }
}
