//! Periods as a designer writes them: `2 business days`, `30 minutes`.

use chrono::NaiveDate;

use crate::diagnostic::{Findings, say};
use crate::period::{Period, Unit};
use crate::process::phrase::{LONGEST, Phrase};
use crate::text::Text;
use crate::yaml::Node;
use crate::yaml::read;
use crate::yaml::similar::{nearest, shown};

/// No period is longer than this many of its unit.
const MOST: u32 = 100_000;

const UNITS: [(&str, &str, Unit); 6] = [
    ("minute", "minutes", Unit::Minutes),
    ("hour", "hours", Unit::Hours),
    ("day", "days", Unit::Days),
    ("business minute", "business minutes", Unit::BusinessMinutes),
    ("business hour", "business hours", Unit::BusinessHours),
    ("business day", "business days", Unit::BusinessDays),
];

/// The phrase of a node; a node that is none is noted.
pub fn phrase<'a>(node: &'a Node, expected: (&str, &str), findings: &Findings) -> Option<Phrase<'a>> {
    read::scalar(node, expected, findings)?;
    let phrase = Phrase::of(node);
    if phrase.is_none() {
        let help = say!(
            "сроки и правила коротки: 2 business days; head_of(deal.owner)",
            "periods and rules are short: 2 business days; head_of(deal.owner)"
        );
        read::too_long(node, LONGEST, help, findings);
    }
    phrase
}

/// The period that a node is.
pub fn of_node(node: &Node, findings: &Findings) -> Option<Period> {
    read(phrase(node, ("срок", "a period"), findings)?, findings)
}

/// Whether a text is a period.
pub fn is_period(text: &str) -> bool {
    let digits = text.len() - text.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let unit = text[digits..].trim();
    digits > 0 && UNITS.iter().any(|(one, many, _)| unit == *one || unit == *many)
}

/// The period that a phrase is.
pub fn read(phrase: Phrase<'_>, findings: &Findings) -> Option<Period> {
    let (number, unit) = phrase.take_while(|character| character.is_ascii_digit());
    let amount = number.text().parse().ok().filter(|amount| (1..=MOST).contains(amount));
    let words: Vec<&str> = unit.text().split_whitespace().collect();
    let words = words.join(" ");
    let known = UNITS.iter().find(|(one, many, _)| words == *one || words == *many);
    match (amount, known) {
        (Some(amount), Some((_, _, unit))) => Some(Period::new(amount, *unit)),
        (amount, _) => {
            note(phrase, amount.is_some(), &words, findings);
            None
        }
    }
}

/// Whether a phrase is a period whose number is written in words: `ten days`.
pub fn is_in_words(phrase: Phrase<'_>) -> bool {
    let mut words = phrase.text().split_whitespace();
    let number = words.next().is_some_and(|word| word.chars().all(|letter| letter.is_alphabetic() || letter == '-'));
    let rest: Vec<&str> = words.collect();
    let rest = rest.join(" ");
    number && UNITS.iter().any(|(one, many, _)| rest == *one || rest == *many)
}

/// The number of `1.5 days`, with a point or a comma.
fn is_fraction(text: &str) -> bool {
    let rest = text.trim_start_matches(|digit: char| digit.is_ascii_digit());
    rest.len() < text.len() && rest.starts_with(['.', ',']) && rest[1..].starts_with(|digit: char| digit.is_ascii_digit())
}

fn number_help(phrase: Phrase<'_>) -> Option<Text> {
    if is_fraction(phrase.text()) {
        return Some(say!(
            "число может быть только целым; возьмите единицу поменьше: 90 minutes, 12 business hours",
            "whole numbers only; take a smaller unit: 90 minutes, 12 business hours"
        ));
    }
    let text = phrase.text();
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y")) {
        return Some(say!(
            "определенный день пишут так: date(\"{day}\")",
            "a certain day is written date(\"{day}\"), where a moment may stand"
        ));
    }
    is_in_words(phrase).then(|| say!("число пишут цифрами: 10 days", "the number is written in digits: 10 days"))
}

/// What people write for a unit, the unit, and how many of it that is.
const MEANT: [(&[&str], &str, u32); 10] = [
    (
        &["рабочий день", "рабочих дня", "рабочих дней", "раб. день", "раб. дня", "раб. дней", "рд", "bd", "bday", "bdays"],
        "business day",
        1,
    ),
    (&["рабочий час", "рабочих часа", "рабочих часов", "раб. час", "раб. часа", "раб. часов", "bh"], "business hour", 1),
    (&["рабочая неделя", "рабочие недели", "рабочих недель", "business week", "business weeks"], "business day", 5),
    (&["рабочая минута", "рабочие минуты", "рабочих минут"], "business minute", 1),
    (&["день", "дня", "дней", "сутки", "суток", "дн", "дн.", "д", "д.", "d"], "day", 1),
    (&["час", "часа", "часов", "ч", "ч.", "h", "hr", "hrs"], "hour", 1),
    (&["минута", "минуты", "минуту", "минут", "мин", "мин.", "m", "min", "mins"], "minute", 1),
    (&["неделя", "недели", "неделю", "недель", "нед", "нед.", "w", "week", "weeks"], "day", 7),
    (&["месяц", "месяца", "месяцев", "month", "months"], "day", 30),
    (&["год", "года", "лет", "year", "years"], "day", 365),
];

/// The period as it is written here, where another way of writing it was used: `1 рабочий день`, `24h`, `within 2 weeks`.
pub fn meant(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let bare = ["within ", "in ", "через ", "в течение "].iter().find_map(|begin| text.strip_prefix(begin));
    let rest = bare.unwrap_or(&text).trim_start();
    let digits = rest.len() - rest.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let (number, unit) = (rest[..digits].parse::<u32>().ok().filter(|number| *number > 0)?, rest[digits..].trim());
    let known = UNITS.iter().find(|(one, many, _)| bare.is_some() && (unit == *one || unit == *many));
    let (unit, times) = match known {
        Some((one, ..)) => (*one, 1),
        None => MEANT.iter().find(|(words, ..)| words.contains(&unit)).map(|(_, unit, times)| (*unit, *times))?,
    };
    let number = number.checked_mul(times).filter(|number| *number <= MOST)?;
    let many = if number == 1 { "" } else { "s" };
    Some(format!("{number} {unit}{many}"))
}

/// Whether a phrase begins as a period does not: `within 1 day`.
pub fn begins_with_a_word(phrase: Phrase<'_>) -> bool {
    !phrase.text().starts_with(|digit: char| digit.is_ascii_digit()) && meant(phrase.text()).is_some()
}

fn note(phrase: Phrase<'_>, numbered: bool, unit: &str, findings: &Findings) {
    let found = shown(phrase.text());
    let message = say!(
        "ожидается срок: целое число и единица, а здесь «{found}»",
        "expected a period, a whole number with a unit, found `{found}`"
    );
    let units = UNITS.iter().flat_map(|(one, many, _)| [*many, *one]);
    if let Some(help) = number_help(phrase) {
        return findings.error_with("bad_duration", phrase.span(), message, help);
    }
    if let Some(meant) = meant(phrase.text()) {
        let help = say!("возможно, имелось в виду «{meant}»", "did you mean `{meant}`?");
        return findings.error_with("bad_duration", phrase.span(), message, help);
    }
    let working = unit.strip_prefix("working ").or_else(|| unit.strip_prefix("work ")).map(|unit| format!("business {unit}"));
    let known = |unit: &str| UNITS.iter().any(|(one, many, _)| unit == *one || unit == *many);
    if let Some(meant) = working.filter(|unit| known(unit)) {
        let help = say!("рабочее время — это «{meant}»", "working time is `{meant}`");
        return findings.error_with("bad_duration", phrase.span(), message, help);
    }
    let help = match nearest(unit, units).filter(|_| numbered) {
        Some(nearest) if nearest != unit => say!("возможно, имелось в виду «{nearest}»", "did you mean `{nearest}`?"),
        _ => say!(
            "единицы: minutes, hours, days, business minutes, business hours, business days; число — от 1 до {MOST}",
            "units: minutes, hours, days, business minutes, business hours, business days; the number is from 1 to {MOST}"
        ),
    };
    findings.error_with("bad_duration", phrase.span(), message, help);
}
