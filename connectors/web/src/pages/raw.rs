//! What the fields of a page hold, as the browser sends it: texts and files by name. Known values are put into the same form, so
//! that a field is filled in one way, whether with what is known or with what was just typed.
//!
//! Names are paths: `f.budget.amount`, `f.participants.0.contact.name`.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono_tz::Tz;
use voronka_definition::model::{Field, FieldType};
use voronka_definition::value::{Data, Party};
use voronka_definition::{Locale, Value};

use super::when;

/// The parts of a client or a contact that a page has fields for.
pub(super) const PARTY_PARTS: [&str; 3] = ["name", "phone", "email"];
/// What ends the names of the fields that carry a file back: its content, its name, and whether it is no longer wanted.
pub(super) const KEPT: &str = ".kept";
pub(super) const KEPT_NAME: &str = ".kept_name";
pub(super) const DROPPED: &str = ".dropped";
/// The most rows of one list that a page may send.
const ROWS_MOST: usize = 500;

/// A file that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Upload {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The fields of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Raw {
    texts: BTreeMap<String, String>,
    files: BTreeMap<String, Upload>,
}

impl Raw {
    /// The text of a field; nothing is an empty text.
    pub fn get(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// The text of a field without blanks around it, where there is some.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|text| !text.is_empty())
    }

    /// Sets the text of a field.
    pub fn set(&mut self, name: &str, text: impl Into<String>) {
        self.texts.insert(name.to_owned(), text.into());
    }

    /// The file of a field; an empty choice is none.
    pub fn file(&self, name: &str) -> Option<&Upload> {
        self.files.get(name).filter(|file| !file.name.is_empty())
    }

    /// Sets the file of a field.
    pub fn attach(&mut self, name: &str, file: Upload) {
        self.files.insert(name.to_owned(), file);
    }

    /// The files that were chosen, by the names of their fields.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Upload)> {
        self.files.iter().filter(|(_, file)| !file.name.is_empty()).map(|(name, file)| (name.as_str(), file))
    }

    /// Takes the files that came back with a form that was refused: nobody has to choose twice. A file that was chosen anew counts, and one
    /// that is no longer wanted does not.
    pub fn take_kept(&mut self) {
        let kept: Vec<String> = self.texts.keys().filter_map(|name| name.strip_suffix(KEPT)).map(str::to_owned).collect();
        for name in kept {
            let content = self.texts.remove(&format!("{name}{KEPT}")).unwrap_or_default();
            let file = self.texts.remove(&format!("{name}{KEPT_NAME}")).unwrap_or_default();
            let is_dropped = self.texts.remove(&format!("{name}{DROPPED}")).is_some();
            if let (None, false, Ok(bytes)) = (self.file(&name), is_dropped, STANDARD.decode(content)) {
                self.attach(&name, Upload { name: file, bytes });
            }
        }
    }

    /// Every text and every file, in the order of names.
    pub fn everything(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let texts = self.texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
        texts.chain(self.files.iter().map(|(name, file)| (name.as_str(), file.bytes.as_slice())))
    }

    /// Every text, in the order of names.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// What stands under a path, the path itself included.
    pub fn under<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let is_under = move |name: &str| name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.texts.iter().filter(move |(name, _)| is_under(name)).map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Whether something was written or chosen under a path. What a list of options holds from the start does not count.
    pub fn is_filled(&self, path: &str) -> bool {
        let typed = self.under(path).any(|(name, text)| !name.ends_with(".currency") && !text.trim().is_empty());
        typed || self.files.iter().any(|(name, file)| name.starts_with(path) && !file.name.is_empty())
    }

    /// The numbers of the rows of a list in which something is written.
    pub fn rows(&self, path: &str) -> Vec<usize> {
        let prefix = format!("{path}.");
        let rest = |name: &str| name.strip_prefix(&prefix)?.split('.').next()?.parse().ok();
        let numbers: BTreeSet<usize> = self.texts.keys().chain(self.files.keys()).filter_map(|name| rest(name)).collect();
        numbers.into_iter().filter(|row| self.is_filled(&format!("{path}.{row}"))).take(ROWS_MOST).collect()
    }

    /// Gives the filled rows of a list the numbers from nought, as they are sent on: so that what is said of a row is shown there.
    pub fn close_gaps(&mut self, path: &str) {
        let rows = self.rows(path);
        let old = std::mem::take(&mut self.texts);
        let prefix = format!("{path}.");
        for (name, text) in old {
            let place = name.strip_prefix(&prefix).and_then(|rest| rest.split_once('.'));
            let row = place.and_then(|(row, _)| row.parse::<usize>().ok());
            match (place, row.and_then(|row| rows.iter().position(|filled| *filled == row)), row) {
                (Some((_, part)), Some(new), _) => _ = self.texts.insert(format!("{prefix}{new}.{part}"), text),
                (_, None, Some(_)) => {}
                _ => _ = self.texts.insert(name, text),
            }
        }
    }

    /// Puts what is known of a field into its place.
    pub fn put(&mut self, name: &str, field: &Field, value: &Value, zone: Tz, locale: Locale) {
        match value {
            Value::Text(text) | Value::Choice(text) => self.set(name, text.as_str()),
            Value::Number(number) => self.set(name, written(&number.normalize().to_string(), locale)),
            Value::Integer(number) => self.set(name, number.to_string()),
            Value::Money(money) => {
                self.set(&format!("{name}.amount"), written(&money.amount().to_string(), locale));
                self.set(&format!("{name}.currency"), money.currency.code());
            }
            Value::Boolean(flag) => self.set(name, flag.to_string()),
            Value::Date(day) => self.set(name, day.format("%Y-%m-%d").to_string()),
            Value::Datetime(at) => self.set(name, when::for_field(*at, zone)),
            Value::Person(id) => self.set(name, id.as_str()),
            Value::Direction(id) => self.set(name, id.as_str()),
            Value::Process(id) => self.set(name, id.as_str()),
            Value::Organisation(party) | Value::Contact(party) => self.put_party(name, party),
            // A browser gives no file back; what is known is shown beside the field.
            Value::Document(_) => {}
            Value::List(items) => self.put_items(name, field, items, zone, locale),
        }
    }

    fn put_party(&mut self, name: &str, party: &Party) {
        match party {
            Party::Known(id) => self.set(&format!("{name}.id"), id.as_str()),
            Party::Described(facts) => {
                for (part, text) in facts {
                    self.set(&format!("{name}.{part}"), text.as_str());
                }
            }
        }
    }

    fn put_items(&mut self, name: &str, field: &Field, items: &[Data], zone: Tz, locale: Locale) {
        let FieldType::List(fields) = &field.kind else { return };
        for (row, item) in items.iter().enumerate() {
            for field in fields {
                if let Some(value) = item.get(&field.id) {
                    self.put(&format!("{name}.{row}.{}", field.id), field, value, zone, locale);
                }
            }
        }
    }
}

/// A number as people of this language write it in a field.
fn written(number: &str, locale: Locale) -> String {
    let number = number.strip_suffix(".00").unwrap_or(number);
    locale.pick(number.replace('.', ","), number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(pairs: &[(&str, &str)]) -> Raw {
        let mut raw = Raw::default();
        pairs.iter().for_each(|(name, text)| raw.set(name, *text));
        raw
    }

    #[test]
    fn empty_rows_are_left_out_and_the_others_move_up() {
        let mut sent = raw(&[
            ("f.a.0.x", " "),
            ("f.a.1.x", "1"),
            ("f.a.1.p.currency", "RUB"),
            ("f.a.3.x", "3"),
            ("f.a.4.p.currency", "RUB"),
            ("f.b", "b"),
        ]);
        assert_eq!(sent.rows("f.a"), [1, 3]);
        sent.close_gaps("f.a");
        assert_eq!(sent, raw(&[("f.a.0.x", "1"), ("f.a.0.p.currency", "RUB"), ("f.a.1.x", "3"), ("f.b", "b")]));
    }

    #[test]
    fn a_field_is_filled_by_what_a_person_wrote_only() {
        let sent = raw(&[("f.sum.amount", ""), ("f.sum.currency", "RUB"), ("f.summary", "text")]);
        assert!(!sent.is_filled("f.sum"));
        assert!(sent.is_filled("f.summary"));
    }
}
