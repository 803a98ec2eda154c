//! What is known of a deal, by what it is about: the client, the money, the agreements, the documents.

use maud::{Markup, html};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use voronka_core::words::amount_of_money;
use voronka_definition::model::{Field, FieldType, builtin};
use voronka_definition::value::Data;
use voronka_definition::{Money, Process, Value};

use super::frame;
use super::links;
use super::seen::Seen;
use super::sheet::document_link;
use super::visit::Visit;

/// The longest scale that is drawn.
const SCALE_MOST: i64 = 10;

/// What a field is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Client,
    Money,
    Agreements,
    Documents,
}

impl Topic {
    /// Every topic in order.
    pub(super) const ALL: [Self; 4] = [Self::Client, Self::Money, Self::Agreements, Self::Documents];

    /// What a field is about, by what it holds.
    pub(super) fn of(field: &Field) -> Self {
        match &field.kind {
            FieldType::Organisation | FieldType::Contact => Self::Client,
            FieldType::Money => Self::Money,
            FieldType::Document => Self::Documents,
            FieldType::List(fields) if fields.iter().any(|field| matches!(field.kind, FieldType::Contact)) => Self::Client,
            FieldType::List(fields) if fields.iter().any(|field| matches!(field.kind, FieldType::Money)) => Self::Money,
            _ => Self::Agreements,
        }
    }

    /// Its title.
    pub(super) fn title(self, visit: &Visit) -> &'static str {
        match self {
            Self::Client => visit.say("Клиент", "Client"),
            Self::Money => visit.say("Деньги", "Money"),
            Self::Agreements => visit.say("Что известно", "What is known"),
            Self::Documents => visit.say("Документы", "Documents"),
        }
    }
}

/// The fields of a process that belong to a topic; the title and the owner stand in the heading.
pub(super) fn fields_of(process: &Process, topic: Topic) -> impl Iterator<Item = &Field> {
    let in_heading = |field: &&Field| [builtin::TITLE, builtin::OWNER].contains(&field.id.as_str());
    process.fields.iter().filter(move |field| !in_heading(field) && Topic::of(field) == topic)
}

/// The filled fields by topic; documents stand in a section of their own.
pub(super) fn groups(visit: &Visit, seen: &Seen) -> Markup {
    let data = &seen.case.data;
    html! {
        @for topic in Topic::ALL.into_iter().filter(|topic| *topic != Topic::Documents) {
            @let filled: Vec<_> = fields_of(&seen.process, topic).filter_map(|field| Some((field, data.get(&field.id)?))).collect();
            @if !filled.is_empty() {
                section.group {
                    h2 { (topic.title(visit)) }
                    dl.facts {
                        @for (field, value) in filled { dt { (field.title.get(visit.locale)) } dd { (shown(visit, seen, field, value)) } }
                    }
                }
            }
        }
    }
}

fn shown(visit: &Visit, seen: &Seen, field: &Field, value: &Value) -> Markup {
    match (value, &field.kind) {
        (Value::Text(text), _) => links::linked(text),
        (Value::Document(document), _) => document_link(visit.locale, &seen.case, document),
        (Value::List(items), FieldType::List(fields)) => table(visit, field.title.get(visit.locale), (fields, items)),
        (value, kind) => html! { (visit.speaker().value(value, kind)) },
    }
}

/// What a list of things with prices comes to: the sum of its last column of money. A row without it is worth its other money as often as its
/// only number says; where that cannot be said of every row, there is no sum. Each currency has its own.
fn total((fields, used): (&[Field], &[&Field]), items: &[Data]) -> Option<(usize, Vec<Money>)> {
    let worth = fields.iter().rfind(|field| matches!(field.kind, FieldType::Money))?;
    let mut total: Vec<Money> = Vec::new();
    for money in items.iter().filter(|item| !item.is_empty()).map(|item| value_of(fields, worth, item)) {
        let money = money?;
        match total.iter_mut().find(|sum| sum.currency == money.currency) {
            Some(sum) => sum.minor = sum.minor.checked_add(money.minor)?,
            None => total.push(money),
        }
    }
    let shown = |field: &&Field| matches!(field.kind, FieldType::Money);
    let place = used.iter().rposition(shown).filter(|place| *place > 0)?;
    (!total.is_empty()).then_some((place, total))
}

/// What a row is worth: what it says, else its price times its number.
fn value_of(fields: &[Field], worth: &Field, item: &Data) -> Option<Money> {
    if let Some(Value::Money(money)) = item.get(&worth.id) {
        return Some(*money);
    }
    let mut prices = fields.iter().filter(|field| field.id != worth.id && matches!(field.kind, FieldType::Money));
    let is_number = |field: &&Field| matches!(field.kind, FieldType::Number { .. } | FieldType::Integer { .. });
    let (price, mut numbers) = (prices.next().filter(|_| prices.next().is_none())?, fields.iter().filter(is_number));
    let number = numbers.next().filter(|_| numbers.next().is_none())?;
    let Some(Value::Money(price)) = item.get(&price.id) else { return None };
    let times = match item.get(&number.id)? {
        Value::Integer(number) => Decimal::from(*number),
        Value::Number(number) => *number,
        _ => return None,
    };
    let minor = Decimal::from(price.minor).checked_mul(times)?.round().to_i64()?;
    Some(Money { minor, ..*price })
}

/// A value of a list. A mark on a short scale, as that of somebody's influence, is drawn as well as said.
fn cell(visit: &Visit, field: &Field, value: &Value) -> Markup {
    let text = visit.speaker().value(value, &field.kind);
    match (value, &field.kind) {
        (Value::Integer(mark), FieldType::Integer { from: Some(_), to: Some(most) }) if (2..=SCALE_MOST).contains(most) => {
            let filled = usize::try_from((*mark).clamp(0, *most)).unwrap_or_default();
            let rest = usize::try_from(*most).unwrap_or_default() - filled;
            html! { span.scale title={ (text) " / " (most) } { span.dots aria-hidden="true" { ("●".repeat(filled)) ("○".repeat(rest)) } " " (text) } }
        }
        _ => html! { (text) },
    }
}

fn table(visit: &Visit, title: &str, (fields, items): (&[Field], &[Data])) -> Markup {
    let used: Vec<&Field> = fields.iter().filter(|field| items.iter().any(|item| item.contains_key(&field.id))).collect();
    let is_number = |field: &Field| matches!(field.kind, FieldType::Money | FieldType::Integer { .. } | FieldType::Number { .. });
    let table = html! {
        table {
            thead { tr { @for field in &used { th.number[is_number(field)] { (field.title.get(visit.locale)) } } } }
            tbody {
                @for item in items {
                    tr { @for field in &used {
                        td.number[is_number(field)] { @if let Some(value) = item.get(&field.id) { (cell(visit, field, value)) } }
                    } }
                }
            }
            @if let Some((place, total)) = total((fields, &used), items) {
                tfoot { tr {
                    th.number colspan=(place) { (visit.say("Итого", "Total")) }
                    td.number { @for sum in total { strong { (amount_of_money(sum, visit.locale)) } " " } }
                    @if place + 1 < used.len() { td colspan=(used.len() - place - 1) {} }
                } }
            }
        }
    };
    frame::scroll(title, table)
}

#[cfg(test)]
mod tests {
    use voronka_definition::{Currency, Source, compile};

    use super::*;

    const PROCESS: &str = include_str!("../../../../processes/corporate_sales/process.yaml");

    fn rubles(minor: i64) -> Value {
        Value::Money(Money { minor, currency: Currency::RUB })
    }

    fn row(values: &[(&str, Value)]) -> Data {
        values.iter().map(|(field, value)| ((*field).into(), value.clone())).collect()
    }

    #[test]
    fn a_total_is_what_the_rows_are_worth_or_none() {
        let process = compile(&Source { file: "process.yaml".to_owned(), text: PROCESS.to_owned() }).expect("a process").value;
        let products = process.field(&"products".into()).expect("products");
        let FieldType::List(fields) = &products.kind else { panic!("a list") };
        let all: Vec<&Field> = fields.iter().collect();
        let sum =
            |rows: &[Data]| total((fields, &all), rows).map(|(_, sums)| sums.iter().map(|money| money.minor).collect::<Vec<_>>());
        let said = row(&[("quantity", Value::Integer(2)), ("price", rubles(100)), ("cost", rubles(150))]);
        let counted = row(&[("quantity", Value::Integer(3)), ("price", rubles(25_000_050))]);
        let unknown = row(&[("price", rubles(25_000_050))]);
        let dollars =
            row(&[("cost", Value::Money(Money { minor: 5, currency: Currency::from_code("USD").expect("a currency") }))]);
        assert_eq!(sum(std::slice::from_ref(&said)), Some(vec![150]), "what it costs is said");
        assert_eq!(sum(std::slice::from_ref(&counted)), Some(vec![75_000_150]), "price times number");
        assert_eq!(sum(&[said.clone(), counted]), Some(vec![75_000_300]));
        assert_eq!(sum(&[said.clone(), unknown]), None, "nobody knows how many");
        assert_eq!(sum(&[said.clone(), dollars, said]), Some(vec![300, 5]), "two currencies");
    }
}
