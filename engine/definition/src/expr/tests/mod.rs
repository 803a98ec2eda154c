//! Tests of expressions: what they give, what is wrong with them, and the laws they keep.

mod feelin;
mod laws;
mod mistakes;
mod print;
mod unary;
mod values;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;

use crate::expr::{Expr, ExprError, Facts, Place};
use crate::model::{ChoiceOption, Field, FieldType, Fields};
use crate::name::{DirectionId, FieldId, PersonId};
use crate::text::Text;
use crate::value::{Currency, Data, Money, Value};

fn field(name: &str, kind: FieldType) -> Field {
    Field { id: FieldId::from(name), title: Text::from(name), hint: None, kind, computed: false }
}

fn number() -> FieldType {
    FieldType::Number { from: None, to: None }
}

fn grade() -> FieldType {
    FieldType::Integer { from: Some(1), to: Some(5) }
}

fn reasons() -> FieldType {
    let option = |id: &str, ru: &str| ChoiceOption { id: id.to_owned(), title: Text::both(ru, id) };
    FieldType::Choice(vec![option("price", "Цена"), option("competitor", "Победил конкурент")])
}

/// The fields of the tests beside the built-in ones.
fn fields() -> Fields {
    let item = vec![field("role", FieldType::Text), field("influence", grade()), field("share", FieldType::Money)];
    Fields::with_builtin(vec![
        field("budget", FieldType::Money),
        field("need", FieldType::Text),
        field("decide_by", FieldType::Date),
        field("call_back_at", FieldType::Datetime),
        field("tender", FieldType::Boolean),
        field("close_reason", reasons()),
        field("influence", grade()),
        field("rate", number()),
        field("visits", FieldType::Integer { from: None, to: None }),
        field("lawyer", FieldType::Person),
        field("target", FieldType::Process),
        field("contract", FieldType::Document),
        field("этажей", number()),
        field("participants", FieldType::List(item.clone())),
        field("rivals", FieldType::List(item)),
    ])
}

/// The facts of the tests.
#[derive(Debug, Clone, Default)]
struct Deal(Data);

impl Facts for Deal {
    fn field(&self, id: &FieldId) -> Option<Value> {
        self.0.get(id).cloned()
    }

    fn actor(&self) -> Option<PersonId> {
        Some(PersonId::from("anna"))
    }

    fn now(&self) -> DateTime<Utc> {
        moment("2026-03-02T10:00:00Z")
    }

    fn head_of_direction(&self, direction: &DirectionId) -> Option<PersonId> {
        (direction.as_str() == "ventilation").then(|| PersonId::from("ivan"))
    }

    fn head_of_person(&self, person: &PersonId) -> Option<PersonId> {
        (person.as_str() == "anna").then(|| PersonId::from("boris"))
    }
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment of RFC 3339")
}

fn roubles(kopecks: i64) -> Value {
    Value::Money(Money { minor: kopecks, currency: Currency::RUB })
}

fn data<const N: usize>(values: [(&str, Value); N]) -> Data {
    values.into_iter().map(|(name, value)| (FieldId::from(name), value)).collect()
}

/// A deal in which everything but `rivals`, `lawyer` and `visits` is filled.
fn deal() -> Deal {
    let owner = data([("role", Value::Text("owner".to_owned())), ("influence", Value::Integer(5)), ("share", roubles(70_000))]);
    let user = data([("role", Value::Text("user".to_owned())), ("influence", Value::Integer(2))]);
    let nameless = data([("share", roubles(30_000))]);
    Deal(data([
        ("title", Value::Text("Вентиляция".to_owned())),
        ("amount", roubles(150_000_000)),
        ("owner", Value::Person(PersonId::from("anna"))),
        ("direction", Value::Direction(DirectionId::from("ventilation"))),
        ("budget", roubles(100_000_000)),
        ("need", Value::Text("Вытяжка в цехе".to_owned())),
        ("decide_by", Value::Date(NaiveDate::from_ymd_opt(2026, 3, 10).expect("a day"))),
        ("call_back_at", Value::Datetime(Utc.with_ymd_and_hms(2026, 3, 5, 12, 0, 0).single().expect("a moment"))),
        ("tender", Value::Boolean(true)),
        ("close_reason", Value::Choice("price".to_owned())),
        ("influence", Value::Integer(4)),
        ("rate", Value::Number(Decimal::new(25, 1))),
        ("этажей", Value::Number(Decimal::from(9))),
        ("participants", Value::List(vec![owner, user, nameless])),
    ]))
}

fn compile(source: &str, place: Place<'_>) -> Result<Expr, Vec<ExprError>> {
    Expr::compile(source, &fields(), place)
}

/// The compiled expression; a mistake fails the test with its English text.
fn compiled(source: &str, place: Place<'_>) -> Expr {
    compile(source, place).unwrap_or_else(|errors| panic!("`{source}`: {}", told(&errors)))
}

fn told(errors: &[ExprError]) -> String {
    let tell = |error: &ExprError| format!("{} {}", error.code, error.message.get(crate::text::Locale::En));
    errors.iter().map(tell).collect::<Vec<_>>().join("; ")
}

/// A value as the tables write it.
fn shown(value: Option<Value>) -> String {
    match value {
        None => "null".to_owned(),
        Some(Value::Text(text) | Value::Choice(text)) => text,
        Some(Value::Number(number)) => number.normalize().to_string(),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Money(money)) => money.to_string(),
        Some(Value::Boolean(value)) => value.to_string(),
        Some(Value::Date(date)) => date.to_string(),
        Some(Value::Datetime(moment)) => moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        Some(Value::Person(id)) => id.to_string(),
        Some(Value::Direction(id)) => id.to_string(),
        Some(Value::Process(id)) => id.to_string(),
        Some(Value::List(items)) => format!("{} items", items.len()),
        Some(other) => format!("{other:?}"),
    }
}

/// The type of a field of the tests.
fn type_of(name: &str) -> FieldType {
    let kinds: BTreeMap<_, _> = fields().iter().map(|field| (field.id.clone(), field.kind.clone())).collect();
    kinds.get(name).cloned().unwrap_or_else(|| panic!("no field `{name}` in the tests"))
}
