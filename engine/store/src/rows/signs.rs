//! By what a case is found: its title, its client, the people and companies it knows. Pure.
//!
//! Absent on purpose: what is told of the client besides. A search looks for who it is and not for what was said.

use voronka_core::Case;
use voronka_definition::model::builtin;
use voronka_definition::value::{Data, Party, Value};

/// From how many digits on a number is one that somebody may look for.
const DIGITS_LEAST: usize = 5;

/// By what a case is found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    /// The client's name, as it is written; empty where it is not known.
    pub(crate) client: String,
    /// Everything that is looked for, folded, one to a line.
    pub(crate) words: String,
}

impl Signs {
    /// Those of a case.
    pub(crate) fn of(case: &Case) -> Self {
        let mut found = vec![folded(case.title())];
        parties(&case.data, &mut found);
        found.dedup();
        let client = match case.data.get(builtin::COMPANY) {
            Some(Value::Organisation(party) | Value::Contact(party)) => party.name().to_owned(),
            _ => String::new(),
        };
        Self { client, words: found.join("\n") }
    }
}

fn parties(data: &Data, found: &mut Vec<String>) {
    for value in data.values() {
        match value {
            Value::Organisation(party) | Value::Contact(party) => of_party(party, found),
            Value::List(items) => items.iter().for_each(|item| parties(item, found)),
            _ => {}
        }
    }
}

/// What a party is called, and where it is reached; of a telephone only the digits, however it was written.
fn of_party(party: &Party, found: &mut Vec<String>) {
    match party {
        Party::Known(id) => found.push(folded(id)),
        Party::Described(facts) => {
            for text in ["name", "phone", "email"].iter().filter_map(|part| facts.get(*part)) {
                found.push(folded(text));
                found.extend(digits(text));
            }
        }
    }
}

/// A text as it is compared: small letters, `ё` as `е`, one blank between words.
pub(crate) fn folded(text: &str) -> String {
    let small = text.to_lowercase().replace('ё', "е");
    small.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The digits of what looks like a number.
fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= DIGITS_LEAST && digits != text).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_in_small_letters_and_numbers_by_their_digits() {
        assert_eq!(folded("  ООО «Тёплый\tДом» "), "ооо «теплый дом»");
        assert_eq!(digits("+7 (495) 123-45-67").as_deref(), Some("74951234567"));
        assert_eq!((digits("12 34"), digits("74951234567"), digits("a@b.ru")), (None, None, None));
    }
}
