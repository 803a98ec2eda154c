//! Periods as a designer writes them: `2 business days`, `30 minutes`.

use crate::diagnostic::{Findings, say};
use crate::period::{Period, Unit};
use crate::process::phrase::{LONGEST, Phrase};
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
        let message = say!("текст длиннее {LONGEST} знаков", "the text is longer than {LONGEST} characters");
        findings.error("text_too_long", node.head(), message);
    }
    phrase
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

fn note(phrase: Phrase<'_>, numbered: bool, unit: &str, findings: &Findings) {
    let found = shown(phrase.text());
    let message = say!(
        "ожидается срок: целое число и единица, а здесь «{found}»",
        "expected a period, a whole number with a unit, found `{found}`"
    );
    let units = UNITS.iter().flat_map(|(one, many, _)| [*many, *one]);
    let help = match nearest(unit, units).filter(|_| numbered) {
        Some(nearest) if nearest != unit => say!("возможно, имелось в виду «{nearest}»", "did you mean `{nearest}`?"),
        _ => say!(
            "единицы: minutes, hours, days, business minutes, business hours, business days; число — от 1 до {MOST}",
            "units: minutes, hours, days, business minutes, business hours, business days; the number is from 1 to {MOST}"
        ),
    };
    findings.error_with("bad_duration", phrase.span(), message, help);
}
