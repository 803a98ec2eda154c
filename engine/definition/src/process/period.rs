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
