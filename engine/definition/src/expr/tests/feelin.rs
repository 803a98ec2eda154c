//! The subset that we share with the standard gives the standard's answers. Checked against feelin 4.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Deal, data, field, number, shown};
use crate::expr::{Expr, Place};
use crate::model::{FieldType, Fields};
use crate::name::FieldId;
use crate::value::Value;

/// Lines of: kind of result, expression, answer.
const TABLE: &str = include_str!("feelin4.tsv");

#[test]
fn shared_subset_gives_the_answers_of_the_standard() {
    let item = vec![field("role", FieldType::Text), field("influence", number())];
    let fields = Fields::with_builtin(vec![
        field("n", number()),
        field("m", number()),
        field("z", number()),
        field("nothing", number()),
        field("t", FieldType::Text),
        field("u", FieldType::Text),
        field("yes", FieldType::Boolean),
        field("no", FieldType::Boolean),
        field("d", FieldType::Date),
        field("p", FieldType::List(item)),
    ]);
    let person = |influence: i64, role: &str| {
        data([("role", Value::Text(role.to_owned())), ("influence", Value::Number(Decimal::from(influence)))])
    };
    let deal = Deal(data([
        ("n", Value::Number(Decimal::from(7))),
        ("m", Value::Number(Decimal::new(25, 1))),
        ("z", Value::Number(Decimal::from(-3))),
        ("t", Value::Text("contract".to_owned())),
        ("u", Value::Text("Договор".to_owned())),
        ("yes", Value::Boolean(true)),
        ("no", Value::Boolean(false)),
        ("d", Value::Date(NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day"))),
        ("p", Value::List(vec![person(5, "owner"), person(2, "user"), person(4, "влияет")])),
    ]));
    let filled = ["n", "m", "z", "t", "u", "yes", "no", "d"].map(FieldId::from);
    for line in TABLE.lines() {
        let [kind, source, answer] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line}") };
        let place = match kind {
            "number" => Place::SetOf(&FieldType::Number { from: None, to: None }),
            "text" => Place::SetOf(&FieldType::Text),
            _ => Place::Condition,
        };
        // What asks about null supposes that there may be one.
        let filled = if source.contains("= null") { &[] } else { &filled[..] };
        let source = asked(source);
        let found = Expr::compile_knowing(&source, &fields, place, filled)
            .map_or_else(|errors| super::told(&errors), |expr| shown(expr.eval(&deal)));
        assert_eq!(found, answer, "{source}");
    }
}

/// The expression with the questions about empty fields of items that ours demands and the standard does not.
fn asked(source: &str) -> String {
    let variables = ["a", "b", "c"];
    let reads = |variable: &str| source.contains(&format!("{variable}.influence"));
    let questions: Vec<_> = variables
        .into_iter()
        .filter(|variable| reads(variable))
        .map(|variable| format!("{variable}.influence != null"))
        .collect();
    match (questions.is_empty(), source.rsplit_once("satisfies ")) {
        (false, Some((head, body))) => format!("{head}satisfies {} and ({body})", questions.join(" and ")),
        _ => source.to_owned(),
    }
}
