//! Values of fields, names of people and the like, as they are shown to somebody.

use chrono_tz::Tz;
use voronka_definition::Locale;
use voronka_definition::model::{Field, FieldType};
use voronka_definition::name::{DirectionId, PersonId, ProcessId};
use voronka_definition::value::{Data, Party, Value};

use super::{amount_of_money, day, moment, number};
use crate::world::World;

/// What names and values are shown by: the world they come from, the reader's language and his zone.
#[derive(Debug, Clone, Copy)]
pub struct Speaker<'a> {
    /// Who people are, and how directions and processes are called.
    pub world: &'a World,
    /// The language.
    pub locale: Locale,
    /// The zone in which moments are said.
    pub zone: Tz,
}

impl Speaker<'_> {
    /// The name of a person; the id of one who is no longer known.
    pub fn person<'a>(&'a self, id: &'a PersonId) -> &'a str {
        self.world.organisation.people.get(id).map_or(id.as_str(), |person| person.name.as_str())
    }

    /// Several people: `Анна Петрова, Дмитрий Соколов`.
    pub fn people(&self, ids: &[PersonId]) -> String {
        ids.iter().map(|id| self.person(id)).collect::<Vec<_>>().join(", ")
    }

    /// The title of a direction.
    pub fn direction<'a>(&'a self, id: &'a DirectionId) -> &'a str {
        self.world.organisation.directions.get(id).map_or(id.as_str(), |direction| direction.title.get(self.locale))
    }

    /// The title of a process.
    pub fn process<'a>(&'a self, id: &'a ProcessId) -> &'a str {
        self.world.processes.get(id).map_or(id.as_str(), |process| process.title.get(self.locale))
    }

    /// The value of a field of this type.
    pub fn value(&self, value: &Value, kind: &FieldType) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Number(value) => number(*value, self.locale),
            Value::Integer(value) => number((*value).into(), self.locale),
            Value::Money(money) => amount_of_money(*money, self.locale),
            Value::Boolean(true) => self.locale.pick("да", "yes").to_owned(),
            Value::Boolean(false) => self.locale.pick("нет", "no").to_owned(),
            Value::Date(date) => day(*date, self.locale),
            Value::Datetime(at) => moment(*at, self.zone, self.locale),
            Value::Choice(option) => self.option(option, kind),
            Value::Person(person) => self.person(person).to_owned(),
            Value::Direction(direction) => self.direction(direction).to_owned(),
            Value::Process(process) => self.process(process).to_owned(),
            Value::Organisation(party) | Value::Contact(party) => described(party),
            Value::Document(document) => document.name.clone(),
            Value::List(items) => items.iter().map(|item| self.item(item, kind)).collect::<Vec<_>>().join("; "),
        }
    }

    /// The title of an option of a choice.
    fn option(&self, id: &str, kind: &FieldType) -> String {
        let FieldType::Choice(options) = kind else { return id.to_owned() };
        options.iter().find(|option| option.id == id).map_or(id, |option| option.title.get(self.locale)).to_owned()
    }

    /// One item of a list: what names it alone, the rest with the titles of its fields.
    fn item(&self, item: &Data, kind: &FieldType) -> String {
        let FieldType::List(fields) = kind else { return String::new() };
        let known = fields.iter().filter_map(|field| Some((field, item.get(&field.id)?)));
        known.enumerate().map(|(place, (field, value))| self.part(place, field, value)).collect::<Vec<_>>().join(", ")
    }

    fn part(&self, place: usize, field: &Field, value: &Value) -> String {
        let shown = self.value(value, &field.kind);
        if place == 0 { shown } else { format!("{}: {shown}", super::within_sentence(field.title.get(self.locale))) }
    }
}

/// A client or a contact: the name, and how to reach them.
fn described(party: &Party) -> String {
    let ways = match party {
        Party::Known(_) => Vec::new(),
        Party::Described(facts) => ["role", "phone", "email"].iter().filter_map(|key| facts.get(*key)).collect(),
    };
    let ways = ways.into_iter().map(String::as_str).filter(|way| !way.trim().is_empty());
    std::iter::once(party.name()).chain(ways).collect::<Vec<_>>().join(", ")
}

/// A text cut to so many characters at the end of a word, with an ellipsis where something is missing; on one line.
pub fn shortened(text: &str, longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    let end = cut.rfind(' ').filter(|end| *end > cut.len() / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', '.', ';', ':', ' ', '\u{a0}', '—']))
}

/// A title as people sort it: words, and numbers by their size.
pub fn as_read(title: &str) -> Vec<(&str, u64)> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let mut parts = Vec::new();
    let mut rest = title;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.find(is_digit).unwrap_or(rest.len()));
        let (number, after) = after.split_at(after.find(|letter| !is_digit(letter)).unwrap_or(after.len()));
        parts.push((word, number.parse().unwrap_or(u64::MAX)));
        rest = after;
    }
    parts
}
