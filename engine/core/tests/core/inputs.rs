//! Values as they are handed in: exact numbers, what was emptied, what is no text.

use serde_json::{Value as Json, json};
use voronka_core::{Command, HandTask};
use voronka_definition::Value;
use voronka_definition::model::TaskKind;
use voronka_definition::value::Party;

use crate::house::trial;
use crate::play::{Play, at, input, person};

const PROCESS: &str = "
fields:
  price: {type: money, title: Цена}
  count: {type: integer, from: 1, to: 9, title: Число}
  ratio: {type: number, title: Доля}
  day: {type: date, title: День}
  moment: {type: datetime, title: Время}
  text: {type: text, title: Текст}
  text_more: {type: text, title: Ещё текст}
  rows: {type: list, title: Строки, of: {name: text, price: money}}
stages:
  only:
    title: Стадия
    steps:
      - form: page
        ask: [text]
        may_ask: [price, count, ratio, day, moment, contact, text_more, rows, title, owner]
        results: {saved: {then: page_again}}
      - form: page_again
        may_ask: [rows, {field: count, when: rows = null}]
        results: {saved: {ask: [{field: ratio, when: rows = null}], finish: won}}";

fn fill(case: &mut Play, data: Json) -> Result<(), Vec<(String, String)>> {
    let refusal = case.try_complete("anna", "page", "saved", data).map(drop);
    refusal.map_err(|refusal| refusal.fields.into_iter().map(|problem| (problem.field, problem.code)).collect())
}

/// What is kept of a value, or the code of its problem.
fn read(field: &str, value: Json) -> String {
    let mut case = trial(PROCESS, "anna");
    match fill(&mut case, json!({"text": "x", field: value})) {
        Ok(()) => case.case.data.get(field).map_or_else(|| "nothing".to_owned(), shown),
        Err(problems) => problems[0].1.clone(),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Money(money) => money.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(items) => format!("{} items", items.len()),
        Value::Date(day) => day.to_string(),
        Value::Datetime(at) => at.to_rfc3339(),
        Value::Contact(Party::Described(facts)) => facts["name"].clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_value_is_exact_or_refused() {
    let money = |amount: Json| json!({"amount": amount, "currency": "RUB"});
    let table = [
        ("price", money(json!("500000.00")), "500000.00 RUB"),
        ("price", money(json!(0.1)), "wrong_type"),
        ("price", money(json!(1000)), "1000.00 RUB"),
        ("price", money(json!("-5.00")), "out_of_range"),
        ("title", json!("в две\nстроки"), "wrong_type"),
        ("title", json!("я".repeat(301)), "wrong_type"),
        ("title", json!("я".repeat(300)), &"я".repeat(300)),
        ("price", money(json!("0.001")), "wrong_type"),
        ("price", money(json!("0.0000000000000000000000000000001")), "wrong_type"),
        ("price", money(json!("1_000")), "wrong_type"),
        ("price", money(json!("1 000")), "wrong_type"),
        ("price", money(json!("１０")), "wrong_type"),
        ("price", money(json!("92233720368547758.07")), "92233720368547758.07 RUB"),
        ("price", money(json!("92233720368547758.08")), "wrong_type"),
        ("price", money(json!(1e300)), "wrong_type"),
        ("price", money(json!(1e-300)), "wrong_type"),
        ("price", money(json!(u64::MAX)), "wrong_type"),
        ("price", json!({"amount": "1", "currency": "rub"}), "wrong_type"),
        ("price", json!({"amount": "1", "currency": "RUB", "more": 1}), "wrong_type"),
        ("price", json!("100"), "wrong_type"),
        ("ratio", json!(0.1), "0.1"),
        ("ratio", json!("-0.25"), "-0.25"),
        ("ratio", json!("٣"), "wrong_type"),
        ("ratio", json!(1e300), "wrong_type"),
        ("ratio", json!("1e5"), "wrong_type"),
        ("count", json!(3), "3"),
        ("count", json!("3"), "3"),
        ("count", json!(3.5), "wrong_type"),
        ("count", json!(0), "out_of_range"),
        ("count", json!(u64::MAX), "wrong_type"),
        ("count", json!("99999999999999999999"), "wrong_type"),
        ("day", json!("2026-02-29"), "wrong_type"),
        ("day", json!("2026-03-05"), "2026-03-05"),
        ("day", json!("9999-12-31"), "wrong_type"),
        ("day", json!("2199-12-31"), "2199-12-31"),
        ("day", json!("1900-01-01"), "1900-01-01"),
        ("day", json!("0001-01-01"), "wrong_type"),
        ("moment", json!("2200-01-01T00:00:00Z"), "wrong_type"),
        ("contact", json!({"name": "Вера", "email": "не почта"}), "bad_email"),
        ("contact", json!({"name": "Вера", "email": "vera@"}), "bad_email"),
        ("contact", json!({"name": "Вера", "email": "вера@фирма.рф"}), "Вера"),
        ("contact", json!({"name": "Вера", "phone": "abc"}), "bad_phone"),
        ("contact", json!({"name": "Вера", "phone": "02, доб. 5"}), "Вера"),
        ("moment", json!("2026-03-05T12:00:00+03:00"), "2026-03-05T09:00:00+00:00"),
        ("moment", json!("2026-03-05T12:00"), "wrong_type"),
        ("text_more", json!("a\u{0}b"), "wrong_type"),
        ("text_more", json!("a\r\nb"), "a\nb"),
        ("text_more", json!("   "), "nothing"),
        ("text_more", json!(["a"]), "wrong_type"),
        ("rows", json!([]), "nothing"),
        ("rows", json!([{}]), "nothing"),
        ("rows", json!([{"name": " "}, {"name": "a"}, {"price": null}]), "1 items"),
        ("rows", json!([{"name": "a"}, 5]), "wrong_type"),
        ("rows", json!({"name": "a"}), "wrong_type"),
    ];
    for (field, value, wanted) in table {
        assert_eq!(read(field, value.clone()), wanted, "{field}: {value}");
    }
}

#[test]
fn what_a_person_empties_is_empty() {
    let mut case = trial(PROCESS, "anna");
    let problems = fill(&mut case, json!({"text": "x", "title": null, "owner": null})).unwrap_err();
    let problems: Vec<_> = problems.iter().map(|(field, code)| (field.as_str(), code.as_str())).collect();
    assert_eq!(problems, [("owner", "missing"), ("title", "missing")], "these two every deal has");
    let problems = fill(&mut case, json!({"text_more": "\u{7}"})).unwrap_err();
    assert_eq!(problems.len(), 2, "a field is not taken for one whose name it begins: {problems:?}");
    fill(&mut case, json!({"text": "x", "rows": [{"name": "a"}], "count": 5})).unwrap();
    let refusal = case.try_complete("anna", "page_again", "saved", json!({"rows": null})).unwrap_err();
    assert_eq!(refusal.fields[0].field, "ratio", "conditions see what was emptied");
    case.complete("anna", "page_again", "saved", json!({"rows": null, "count": "", "ratio": 1}));
    assert_eq!(case.case.data.keys().map(|field| field.as_str()).collect::<Vec<_>>(), ["ratio", "text", "title"]);
}

#[test]
fn a_comment_is_a_text_of_a_bearable_length() {
    for (comment, wanted) in [("a\u{0}b".to_owned(), "wrong_type"), ("x".repeat(20_001), "too_long")] {
        let complete = Command::CompleteTask {
            task: 1,
            result: "saved".into(),
            data: input(json!({"text": "x"})),
            comment: Some(comment.clone()),
        };
        let make = Command::MakeTask(HandTask {
            title: "Позвонить".into(),
            kind: TaskKind::Call,
            assignee: "anna".into(),
            due_at: at("2026-03-10 12:00"),
            comment: Some(comment.clone()),
        });
        let write = Command::CommentTask { task: 1, text: comment.clone() };
        let later = Command::RescheduleTask { task: 1, due_at: at("2026-03-10 12:00"), reason: comment };
        for command in [complete, make, write, later] {
            let refusal = trial(PROCESS, "anna").act(person("anna"), &command).expect_err(wanted);
            assert_eq!(refusal.fields[0].code, wanted);
        }
    }
}
