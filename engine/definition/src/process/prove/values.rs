//! Values with which a story is played: a usual one for each field, others to try, and how a scenario writes them.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;

use crate::model::{Field, FieldType, Process, Step, StepKind};
use crate::text::Locale;
use crate::value::{Currency, Data, Document, Money, Party, Value};

/// Who owns the deal of a story.
pub const OWNER: &str = "manager";
/// His head.
pub const HEAD: &str = "director";
/// The direction of a story.
pub const DIRECTION: &str = "direction";
/// The most values that conditions write and that are looked at.
pub const MOST: usize = 200;

/// The longest text that is tried, in letters.
const LONGEST_TEXT: usize = 500;

/// The longest list that is tried, in items.
const LONGEST_LIST: usize = 30;

/// How far the house of a story is from UTC, in seconds.
const ZONE: i32 = 3 * 3600;

/// When a story begins: ten in the morning there.
pub fn begin() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 7, 0, 0).single().unwrap_or_default()
}

/// What somebody answers to whom it does not matter.
pub fn usual(process: &Process, field: &Field) -> Option<Value> {
    let day = NaiveDate::from_ymd_opt(2026, 3, 10)?;
    Some(match &field.kind {
        FieldType::Text => Value::Text("Проба".to_owned()),
        FieldType::Number { from, to } => Value::Number(from.or(*to).unwrap_or(Decimal::ONE)),
        FieldType::Integer { from, to } => Value::Integer(from.or(*to).unwrap_or(1)),
        FieldType::Money => money(Decimal::from(100_000), Currency::from_code("RUB")?)?,
        FieldType::Boolean => Value::Boolean(true),
        FieldType::Date => Value::Date(day),
        FieldType::Datetime => Value::Datetime(day.and_hms_opt(12, 0, 0)?.and_utc()),
        FieldType::Choice(options) => Value::Choice(options.first()?.id.clone()),
        FieldType::Person => Value::Person(OWNER.into()),
        FieldType::Direction => Value::Direction(DIRECTION.into()),
        FieldType::Process => Value::Process(process.id.clone()),
        FieldType::Organisation => Value::Organisation(described()),
        FieldType::Contact => Value::Contact(described()),
        FieldType::Document => {
            // Two documents of one deal are not the same.
            let name = field.title.get(Locale::Ru).to_owned();
            Value::Document(Document { name, hash: String::new(), size: 0, text: true })
        }
        FieldType::List(fields) => {
            let item: Data = fields.iter().filter_map(|field| Some((field.id.clone(), usual(process, field)?))).collect();
            Value::List(vec![item])
        }
    })
}

fn described() -> Party {
    Party::Described([("name".to_owned(), "Ромашка".to_owned())].into())
}

fn money(amount: Decimal, currency: Currency) -> Option<Value> {
    Money::from_amount(amount, currency).map(Value::Money)
}

/// What may be answered instead: the values that conditions write, where they are of the field's type, and their neighbours.
pub fn to_try(process: &Process, field: &Field, constants: &[Value]) -> Vec<Value> {
    let mut all: Vec<Value> = usual(process, field).into_iter().collect();
    match &field.kind {
        FieldType::Boolean => all.push(Value::Boolean(false)),
        FieldType::Choice(options) => all.extend(options.iter().map(|option| Value::Choice(option.id.clone()))),
        FieldType::Person => all.push(Value::Person(HEAD.into())),
        _ => {}
    }
    let known = all.clone();
    let written = constants.iter().chain(&known).flat_map(|constant| near(&field.kind, constant));
    all.extend(written.chain(between(&field.kind, constants)).filter(|value| fits(&field.kind, value)));
    match &field.kind {
        FieldType::Text => all
            .extend(counts(constants, LONGEST_TEXT).map(|letters| Value::Text("Проба".chars().cycle().take(letters).collect()))),
        FieldType::List(fields) => all.extend(lists(process, (field, fields), constants)),
        _ => {}
    }
    let mut seen = Vec::new();
    all.retain(|value| {
        !seen.contains(value) && {
            seen.push(value.clone());
            true
        }
    });
    all
}

/// The middles of the numbers that conditions write, and of the sums of one currency.
fn between(kind: &FieldType, constants: &[Value]) -> Vec<Value> {
    let middles = |mut numbers: Vec<Decimal>| {
        numbers.sort_unstable();
        numbers.dedup();
        let middle = |pair: &[Decimal]| Some(pair[0].checked_add(pair[1])?.checked_div(Decimal::TWO)?.normalize());
        numbers.windows(2).filter_map(middle).collect::<Vec<_>>()
    };
    match kind {
        FieldType::Number { .. } => {
            middles(constants.iter().filter_map(number).collect()).into_iter().map(Value::Number).collect()
        }
        FieldType::Money => {
            let sums: Vec<Money> =
                constants.iter().filter_map(|value| if let Value::Money(sum) = value { Some(*sum) } else { None }).collect();
            let of = |currency| middles(sums.iter().filter(|sum| sum.currency == currency).map(|sum| sum.amount()).collect());
            sums.iter().flat_map(|sum| of(sum.currency).into_iter().filter_map(|amount| money(amount, sum.currency))).collect()
        }
        _ => Vec::new(),
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Integer(number) => Some(Decimal::from(*number)),
        _ => None,
    }
}

/// The counts that conditions write, each with its neighbours.
fn counts(constants: &[Value], most: usize) -> impl Iterator<Item = usize> {
    let whole =
        constants.iter().filter_map(number).filter_map(|number| usize::try_from(i64::try_from(number.floor()).ok()?).ok());
    whole.flat_map(|count| [count, count + 1, count.saturating_sub(1)]).filter(move |count| (1..=most).contains(count))
}

/// Lists of one item of which one field is another than usual; and longer ones, where nobody goes through the list item by item.
fn lists(process: &Process, (list, fields): (&Field, &[Field]), constants: &[Value]) -> Vec<Value> {
    let Some(Value::List(usual)) = usual(process, list) else { return Vec::new() };
    let with = |field: &Field, value: Value| {
        let mut items = usual.clone();
        items.iter_mut().for_each(|item| drop(item.insert(field.id.clone(), value.clone())));
        Value::List(items)
    };
    let other = |field: &Field| to_try(process, field, constants).into_iter().map(|value| with(field, value)).collect::<Vec<_>>();
    let mut all: Vec<Value> = fields.iter().flat_map(other).collect();
    let goes_through = |step: &&Step| matches!(&step.kind, StepKind::Each(each) if each.list == list.id);
    if !process.bodies().flat_map(crate::model::Stage::every_step).any(|step| goes_through(&step)) {
        let longer = |count: usize| Value::List(usual.iter().cycle().take(count).cloned().collect());
        all.extend(counts(constants, LONGEST_LIST).map(longer));
    }
    all
}

/// A constant and its neighbours, as values of this type.
fn near(kind: &FieldType, constant: &Value) -> Vec<Value> {
    let steps = [Decimal::ZERO, Decimal::ONE, Decimal::NEGATIVE_ONE];
    let numbers = |number: Decimal| steps.into_iter().filter_map(move |step| number.checked_add(step)).collect::<Vec<_>>();
    match (kind, constant, number(constant)) {
        (FieldType::Number { .. }, _, Some(number)) => numbers(number).into_iter().map(Value::Number).collect(),
        (FieldType::Integer { .. }, _, Some(number)) => {
            numbers(number).into_iter().filter_map(|number| i64::try_from(number.floor()).ok()).map(Value::Integer).collect()
        }
        (FieldType::Money, Value::Money(known), _) => {
            numbers(known.amount()).into_iter().filter_map(|amount| money(amount, known.currency)).collect()
        }
        (FieldType::Date, Value::Date(date), _) => {
            let day = Days::new(1);
            [Some(*date), date.checked_add_days(day), date.checked_sub_days(day)].into_iter().flatten().map(Value::Date).collect()
        }
        (FieldType::Datetime, Value::Datetime(moment), _) => {
            let day = Days::new(1);
            let all = [Some(*moment), moment.checked_add_days(day), moment.checked_sub_days(day)];
            all.into_iter().flatten().map(Value::Datetime).collect()
        }
        (FieldType::Text, Value::Text(_), _) => vec![constant.clone()],
        _ => Vec::new(),
    }
}

fn fits(kind: &FieldType, value: &Value) -> bool {
    match (kind, value) {
        (FieldType::Number { from, to }, Value::Number(number)) => {
            from.is_none_or(|from| from <= *number) && to.is_none_or(|to| *number <= to)
        }
        (FieldType::Integer { from, to }, Value::Integer(number)) => {
            from.is_none_or(|from| from <= *number) && to.is_none_or(|to| *number <= to)
        }
        (_, Value::Money(money)) => money.minor >= 0,
        (_, Value::Text(text)) => !text.trim().is_empty(),
        _ => true,
    }
}

/// A value as a scenario writes it.
pub fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Number(number) => number.normalize().to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Money(money) => format!("{} {}", money.amount().normalize(), money.currency),
        Value::Boolean(value) => value.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Datetime(moment) => in_zone(*moment),
        Value::Choice(id) => id.clone(),
        Value::Person(id) => id.to_string(),
        Value::Direction(id) => id.to_string(),
        Value::Process(id) => id.to_string(),
        Value::Organisation(party) | Value::Contact(party) => quoted(party.name()),
        Value::Document(document) => quoted(&document.name),
        Value::List(items) => {
            let field = |(id, value): (&_, &Value)| format!("{id}: {}", written(value));
            let item = |item: &Data| format!("{{{}}}", item.iter().map(field).collect::<Vec<_>>().join(", "));
            format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
    }
}

fn in_zone(moment: DateTime<Utc>) -> String {
    FixedOffset::east_opt(ZONE).map(|zone| moment.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

/// A text that YAML cannot take for anything else.
fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(char::is_alphabetic) && !matches!(text, "true" | "false" | "null");
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}
