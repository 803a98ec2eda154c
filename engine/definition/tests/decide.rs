//! What tables and scores give for a deal: given some facts, these rows and these values.

#![allow(clippy::disallowed_methods, reason = "the test reads its file")]

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use voronka_definition::expr::Facts;
use voronka_definition::name::{DecisionId, DirectionId, FieldId, PersonId, ScoreId};
use voronka_definition::{Currency, Money, Process, Source, Value, compile};

/// The fields of a deal and nothing else.
struct Deal(BTreeMap<FieldId, Value>);

impl Facts for Deal {
    fn field(&self, id: &FieldId) -> Option<Value> {
        self.0.get(id).cloned()
    }

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn head_of_direction(&self, _: &DirectionId) -> Option<PersonId> {
        None
    }

    fn head_of_person(&self, _: &PersonId) -> Option<PersonId> {
        None
    }
}

fn process() -> Process {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/good/tables.yaml");
    let text = std::fs::read_to_string(path).expect("the file of the test");
    compile(&Source { file: "tables.yaml".to_owned(), text }).expect("a good process").value
}

fn deal(fields: &[(&str, Value)]) -> Deal {
    Deal(fields.iter().map(|(id, value)| (FieldId::from(*id), value.clone())).collect())
}

fn number(number: i64) -> Value {
    Value::Number(Decimal::from(number))
}

fn roubles(amount: i64) -> Value {
    Value::Money(Money { minor: amount * 100, currency: Currency::RUB })
}

fn dollars(amount: i64) -> Value {
    Value::Money(Money { minor: amount * 100, currency: Currency::from_code("USD").expect("a currency") })
}

fn choice(id: &str) -> Option<Value> {
    Some(Value::Choice(id.to_owned()))
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

/// What a table gives: the rows, whether `else` holds, the values.
type Given = (Vec<usize>, bool, Vec<Option<Value>>);

fn decided(table: &str, fields: &[(&str, Value)]) -> Given {
    let process = process();
    let table = process.decision(&DecisionId::from(table)).expect("a table of the process");
    let decision = table.decide(&deal(fields));
    (decision.rows, decision.otherwise, decision.outputs.into_iter().map(|(_, value)| value).collect())
}

#[test]
fn the_row_that_matches_gives_the_outputs() {
    let large = || text("Крупная сделка");
    let table: [(&[(&str, Value)], Given); 7] = [
        (&[], (vec![0], false, vec![choice("manager"), None])),
        (&[("discount", number(4))], (vec![1], false, vec![choice("manager"), None])),
        (
            &[("discount", number(5)), ("amount", roubles(999_999))],
            (vec![2], false, vec![choice("head"), text("Скидка больше обычной")]),
        ),
        (&[("discount", number(5)), ("amount", roubles(1_000_000))], (vec![3], false, vec![choice("director"), large()])),
        // Neither an unknown amount nor one of another currency is below a million roubles.
        (&[("discount", number(5))], (vec![3], false, vec![choice("director"), large()])),
        (&[("discount", number(5)), ("amount", dollars(1))], (vec![3], false, vec![choice("director"), large()])),
        (&[("discount", number(10))], (vec![], true, vec![choice("director"), text("Большая скидка")])),
    ];
    for (fields, given) in table {
        assert_eq!(decided("approval_level", fields), given, "{fields:?}");
    }
}

#[test]
fn the_first_row_that_matches_counts_alone() {
    let site = || ("source", Value::Choice("site".to_owned()));
    let table: [(&[(&str, Value)], Given); 4] = [
        (&[site(), ("regular", Value::Boolean(true))], (vec![0], false, vec![text("Позвонить в тот же день")])),
        (&[site(), ("regular", Value::Boolean(false))], (vec![1], false, vec![text("Позвонить завтра")])),
        (&[site()], (vec![1], false, vec![text("Позвонить завтра")])),
        (&[], (vec![2], false, vec![None])),
    ];
    for (fields, given) in table {
        assert_eq!(decided("first_answer", fields), given, "{fields:?}");
    }
}

#[test]
fn the_rows_that_match_are_gathered() {
    let day = |day| ("sign_by", Value::Date(NaiveDate::from_ymd_opt(2026, 3, day).expect("a day in March")));
    let cold = || ("interest_band", Value::Choice("cold".to_owned()));
    let hot = || ("interest_band", Value::Choice("hot".to_owned()));
    let sum = |risk, reasons| vec![Some(Value::Integer(risk)), Some(Value::Integer(reasons))];
    let table: [(&[(&str, Value)], Given); 4] = [
        (&[cold()], (vec![], false, sum(0, 0))),
        (&[hot()], (vec![2], false, sum(5, 1))),
        (&[cold(), ("discount", number(20)), day(31)], (vec![0, 1], false, sum(30, 2))),
        (&[hot(), ("discount", number(60))], (vec![0, 2], false, sum(45, 2))),
    ];
    for (fields, given) in table {
        assert_eq!(decided("risk_points", fields), given, "{fields:?}");
    }
}

#[test]
fn what_a_table_surely_fills_is_known() {
    let process = process();
    let fills = |table: &str| process.decision(&DecisionId::from(table)).expect("a table of the process").fills();
    assert_eq!(fills("approval_level"), [FieldId::from("level")]);
    assert_eq!(fills("first_answer"), []);
    assert_eq!(fills("risk_points"), [FieldId::from("risk"), FieldId::from("reasons")]);
}

#[test]
fn a_score_tells_what_counts_and_in_which_band_a_total_lies() {
    let process = process();
    let score = process.score(&ScoreId::from("interest")).expect("a score of the process");
    assert_eq!(score.holding(&deal(&[("amount", roubles(2_000_000))])), [0]);
    assert_eq!(score.holding(&deal(&[])), Vec::<usize>::new());
    // A visit counts each time: rule 1 twice.
    assert_eq!(score.total(&[0, 1, 1, 4]), 25);
    let band = |total| score.band(total).map(|band| band.id.as_str());
    let bands = [-10, 0, 19, 20, 49, 50, i32::MAX].map(band);
    assert_eq!(bands, ["cold", "cold", "cold", "warm", "warm", "hot", "hot"].map(Some));
    for field in [score.total_field(), score.band_field()] {
        assert!(process.field(&field).is_some_and(|field| field.computed), "{field}");
    }
}
