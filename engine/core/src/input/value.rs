//! One value as it is handed in, by the type of its field.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Datelike, NaiveDate, SubsecRound, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use voronka_definition::Value;
use voronka_definition::model::{Field, FieldType};
use voronka_definition::name::{DirectionId, PersonId, ProcessId};
use voronka_definition::value::{Currency, Money, Party};

use crate::decision::Content;
use crate::input::{Item, document};
use crate::refuse;
use crate::rejection::FieldProblem;
use crate::world::World;

/// The most characters a text may have.
pub(crate) const TEXT_CHARS_MAX: usize = 20_000;
/// The most items a list may have.
const LIST_ITEMS_MAX: usize = 500;
/// The years in which anything happens to a deal: another one is a slip of the finger.
const YEARS: Range<i32> = 1900..2200;
/// How many digits a telephone number has at least.
const DIGITS_LEAST: usize = 3;

/// Reads values; notes problems and contents of documents beside it.
pub(super) struct Reader<'a> {
    pub world: &'a World,
    pub documents: &'a mut Vec<Content>,
    pub problems: &'a mut Vec<FieldProblem>,
}

/// What was read.
pub(super) enum Read {
    /// A value.
    Value(Value),
    /// Nothing: null or blank.
    Empty,
    /// Something wrong; the problem was noted.
    Wrong,
}

type Expected = (String, String);

impl Reader<'_> {
    /// Reads the value of a field; `path` names it in problems.
    pub fn read(&mut self, path: &str, kind: &FieldType, json: &Json) -> Read {
        if is_blank(json) {
            return Read::Empty;
        }
        if let (FieldType::List(fields), Json::Array(items)) = (kind, json) {
            return self.list(path, fields, items);
        }
        match self.scalar(kind, json) {
            Ok(value) => Read::Value(value),
            Err((code, expected)) => {
                let found = describe(json);
                let problem = refuse::problem(path, code, (&expected.0, &expected.1), (&found, &found));
                self.problems.push(problem);
                Read::Wrong
            }
        }
    }

    fn scalar(&mut self, kind: &FieldType, json: &Json) -> Result<Value, (&'static str, Expected)> {
        let wrong = |ru: &str, en: &str| ("wrong_type", (ru.to_owned(), en.to_owned()));
        match kind {
            FieldType::Text => {
                text(json).map(Value::Text).ok_or_else(|| wrong("текст до 20 000 знаков", "a text of at most 20,000 characters"))
            }
            FieldType::Number { from, to } => {
                let number = decimal(json).ok_or_else(|| wrong("число", "a number"))?;
                within(&number, from.as_ref(), to.as_ref()).map(Value::Number)
            }
            FieldType::Integer { from, to } => {
                let number = integer(json).ok_or_else(|| wrong("целое число", "a whole number"))?;
                within(&number, from.as_ref(), to.as_ref()).map(Value::Integer)
            }
            FieldType::Money => amount_of_money(json).map(Value::Money),
            FieldType::Boolean => json.as_bool().map(Value::Boolean).ok_or_else(|| wrong("true или false", "true or false")),
            FieldType::Date => {
                date(json).map(Value::Date).ok_or_else(|| wrong("дата вида 2026-03-05", "a date such as 2026-03-05"))
            }
            FieldType::Datetime => moment(json)
                .map(Value::Datetime)
                .ok_or_else(|| wrong("время вида 2026-03-05T12:00:00Z", "a time such as 2026-03-05T12:00:00Z")),
            FieldType::Choice(options) => {
                let ids = options.iter().map(|option| option.id.as_str());
                one_of(json, ids, "not_an_option").map(Value::Choice)
            }
            FieldType::Person | FieldType::Direction | FieldType::Process => self.reference(kind, json),
            FieldType::Organisation => reachable(party(json)).map(Value::Organisation),
            FieldType::Contact => reachable(party(json)).map(Value::Contact),
            FieldType::Document => self.document(json).ok_or_else(|| {
                wrong(
                    "непустой документ {name, text} или {name, base64} до 8 МиБ",
                    "a document {name, text} or {name, base64} with some content, of at most 8 MiB",
                )
            }),
            FieldType::List(_) => Err(wrong("список", "a list")),
        }
    }

    fn reference(&self, kind: &FieldType, json: &Json) -> Result<Value, (&'static str, Expected)> {
        let organisation = &self.world.organisation;
        match kind {
            FieldType::Person => {
                let people = organisation.people.iter().filter(|(_, person)| person.active);
                let ids = people.map(|(id, _)| id.as_str());
                one_of(json, ids, "unknown_person").map(|id| Value::Person(PersonId::from(id)))
            }
            FieldType::Direction => {
                let ids = organisation.directions.keys().map(DirectionId::as_str);
                one_of(json, ids, "unknown_direction").map(|id| Value::Direction(DirectionId::from(id)))
            }
            _ => {
                let ids = self.world.processes.keys().map(ProcessId::as_str);
                one_of(json, ids, "unknown_process").map(|id| Value::Process(ProcessId::from(id)))
            }
        }
    }

    fn document(&mut self, json: &Json) -> Option<Value> {
        let (document, content) = document::read(json.as_object()?)?;
        self.documents.push(content);
        Some(Value::Document(document))
    }

    fn list(&mut self, path: &str, fields: &[Field], items: &[Json]) -> Read {
        if items.len() > LIST_ITEMS_MAX {
            let found = items.len().to_string();
            let expected = ("не больше 500 строк", "at most 500 items");
            self.problems.push(refuse::problem(path, "out_of_range", expected, (&found, &found)));
            return Read::Wrong;
        }
        let before = self.problems.len();
        let items = items.iter().enumerate().map(|(place, item)| self.item(&format!("{path}[{place}]"), fields, item));
        // A row in which nothing was filled in is no row.
        let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
        match () {
            () if self.problems.len() > before => Read::Wrong,
            () if items.is_empty() => Read::Empty,
            () => Read::Value(Value::List(items)),
        }
    }

    fn item(&mut self, path: &str, fields: &[Field], json: &Json) -> Item {
        let mut item = Item::new();
        let Json::Object(object) = json else {
            let found = describe(json);
            self.problems.push(refuse::problem(path, "wrong_type", ("строка с полями", "an item with fields"), (&found, &found)));
            return item;
        };
        for (name, json) in object {
            let path = format!("{path}.{name}");
            let Some(field) = fields.iter().find(|field| field.id.as_str() == name) else {
                let list = fields.iter().map(|field| field.id.as_str()).collect::<Vec<_>>().join(", ");
                let expected = (format!("одно из полей: {list}"), format!("one of the fields {list}"));
                self.problems.push(refuse::problem(&path, "unknown_field", (&expected.0, &expected.1), (name, name)));
                continue;
            };
            if let Read::Value(value) = self.read(&path, &field.kind, json) {
                item.insert(field.id.clone(), value);
            }
        }
        item
    }
}

fn is_blank(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn text(json: &Json) -> Option<String> {
    fit_text(json.as_str()?.trim())
}

/// A text without control characters but line breaks and tabs, of a bearable length.
pub(crate) fn fit_text(text: &str) -> Option<String> {
    let is_fit = |c: char| !c.is_control() || matches!(c, '\n' | '\t' | '\r');
    (text.chars().count() <= TEXT_CHARS_MAX && text.chars().all(is_fit)).then(|| text.replace('\r', ""))
}

fn decimal(json: &Json) -> Option<Decimal> {
    match json {
        Json::Number(number) => {
            let text = number.to_string();
            plain_decimal(&text).or_else(|| Decimal::from_scientific(&text).ok())
        }
        Json::String(text) => plain_decimal(text.trim()),
        _ => None,
    }
}

/// Digits with at most one point, exactly as written: what does not fit is refused, never rounded.
fn plain_decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_plain { Decimal::from_str_exact(text).ok() } else { None }
}

fn integer(json: &Json) -> Option<i64> {
    json.as_i64().or_else(|| json.as_str()?.trim().parse().ok())
}

fn within<T: PartialOrd + ToString + Clone>(value: &T, from: Option<&T>, to: Option<&T>) -> Result<T, (&'static str, Expected)> {
    if from.is_none_or(|from| value >= from) && to.is_none_or(|to| value <= to) {
        return Ok(value.clone());
    }
    let bound = |ru: &str, bound: Option<&T>| bound.map_or_else(String::new, |bound| format!(" {ru} {}", bound.to_string()));
    let ru = format!("число{}{}", bound("от", from), bound("до", to));
    let en = format!("a number{}{}", bound("from", from), bound("to", to));
    Err(("out_of_range", (ru, en)))
}

/// Money that a deal can be worth: never less than nothing.
fn amount_of_money(json: &Json) -> Result<Money, (&'static str, Expected)> {
    const FORM: &str = "{\"amount\": \"500000.00\", \"currency\": \"RUB\"}";
    let money = money(json).ok_or_else(|| ("wrong_type", (format!("сумма вида {FORM}"), format!("an amount such as {FORM}"))))?;
    if money.minor < 0 {
        return Err(("out_of_range", ("сумма не меньше нуля".to_owned(), "an amount of at least nothing".to_owned())));
    }
    Ok(money)
}

fn money(json: &Json) -> Option<Money> {
    let object = json.as_object()?;
    if object.len() != 2 {
        return None;
    }
    let currency = Currency::from_code(object.get("currency")?.as_str()?)?;
    // A JSON number with a fraction has been through a float by now: what was written is no longer known.
    let amount = object.get("amount").filter(|amount| amount.is_string() || amount.is_i64() || amount.is_u64())?;
    Money::from_amount(decimal(amount)?, currency)
}

fn date(json: &Json) -> Option<NaiveDate> {
    let text = json.as_str()?;
    let day = if text.len() != 10 { None } else { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() };
    day.filter(|day| YEARS.contains(&day.year()))
}

fn moment(json: &Json) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(json.as_str()?).ok().map(|at| at.to_utc().trunc_subsecs(6));
    at.filter(|at| YEARS.contains(&at.year()))
}

fn one_of<'a>(
    json: &Json,
    ids: impl Iterator<Item = &'a str> + Clone,
    code: &'static str,
) -> Result<String, (&'static str, Expected)> {
    if let Some(found) = json.as_str().and_then(|text| ids.clone().find(|id| *id == text)) {
        return Ok(found.to_owned());
    }
    let list = ids.collect::<Vec<_>>().join(", ");
    Err((code, (format!("одно из: {list}"), format!("one of {list}"))))
}

fn party(json: &Json) -> Option<Party> {
    let object = json.as_object()?;
    match object.get("id") {
        Some(id) if object.len() == 1 => Some(Party::Known(text(id).filter(|id| !id.is_empty())?)),
        Some(_) => None,
        None => described(object),
    }
}

fn described(object: &Map<String, Json>) -> Option<Party> {
    let mut facts = BTreeMap::new();
    for (key, json) in object.iter().filter(|(_, json)| !is_blank(json)) {
        facts.insert(key.clone(), text(json)?);
    }
    let is_fit = facts.contains_key("name") && facts.len() <= 20 && facts.keys().all(|key| key.chars().count() <= 64);
    is_fit.then_some(Party::Described(facts))
}

/// A client or a contact to whom a letter or a call can go, where it says how.
fn reachable(party: Option<Party>) -> Result<Party, (&'static str, Expected)> {
    let party = party.ok_or_else(party_wanted)?;
    let Party::Described(facts) = &party else { return Ok(party) };
    let is_wrong = |key: &str, is_fit: fn(&str) -> bool| facts.get(key).is_some_and(|text| !is_fit(text.trim()));
    if is_wrong("email", is_email) {
        return Err((
            "bad_email",
            ("адрес почты вида имя@фирма.рф".to_owned(), "an e-mail address such as name@firm.com".to_owned()),
        ));
    }
    if is_wrong("phone", is_phone) {
        return Err(("bad_phone", ("телефон: цифры".to_owned(), "a telephone number: digits".to_owned())));
    }
    Ok(party)
}

/// Whether a letter could be sent there; whether it arrives is seen when one is.
fn is_email(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || ",;<>@".contains(letter));
    text.split_once('@').is_some_and(|(name, domain)| is_part(name) && is_part(domain))
}

/// However people write one: with an extension, or with a word about it.
fn is_phone(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= DIGITS_LEAST
}

fn party_wanted() -> (&'static str, Expected) {
    ("wrong_type", ("{id} или {name, …}".to_owned(), "{id} or {name, …}".to_owned()))
}

/// A value as it was handed in, short enough for a message.
pub(crate) fn describe(json: &Json) -> String {
    const CHARS_MAX: usize = 60;
    let text = json.to_string();
    if text.chars().count() <= CHARS_MAX { text } else { text.chars().take(CHARS_MAX).chain(['…']).collect() }
}
