//! Words: how numbers, moments, spans of working time, money and values of fields are said, in Russian and in English.
//!
//! Everything here is a pure function of its arguments. Absent on purpose: the clock, and the sentences about what happened,
//! which are [`crate::tell`]'s.

mod clean;
mod number;
mod template;
mod time;
mod value;

#[cfg(test)]
mod tests;

pub use clean::{lines, one_line};
pub use number::{amount_of_money, number};
pub use template::Template;
pub use time::{business_span, day, late_by, moment, moment_seen_from, period, weekday_and_day};
pub use value::{Speaker, as_read, shortened};

use voronka_definition::Locale;

/// The form of a Russian noun that goes with a number: `plural(2, "задача", "задачи", "задач")` is `задачи`.
pub fn plural<'a>(number: u64, one: &'a str, two: &'a str, five: &'a str) -> &'a str {
    match (number % 10, number % 100) {
        (_, 11..=14) => five,
        (1, _) => one,
        (2..=4, _) => two,
        _ => five,
    }
}

/// A number with its English noun: `2 tasks`.
pub(crate) fn counted(number: u64, one: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {one}{s}")
}

/// A name in the quotation marks of the language.
pub fn quoted(name: &str, locale: Locale) -> String {
    locale.pick(format!("«{name}»"), format!("“{name}”"))
}

/// The text as it stands within a sentence: its first letter small, unless it begins an abbreviation or is the English «I».
pub fn within_sentence(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let rest = letters.as_str();
    let keeps = match rest.chars().next() {
        Some(second) if second.is_lowercase() => false,
        Some(second) if second.is_whitespace() => first == 'I',
        Some(_) => true,
        None => first.is_ascii(),
    };
    if keeps { text.to_owned() } else { first.to_lowercase().chain(rest.chars()).collect() }
}
