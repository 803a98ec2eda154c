//! The same steps for every item of a list: side by side, in turn, for none; what is said of an item, and what becomes of it.

use serde_json::{Value as Json, json};
use voronka_core::{Command, Event};
use voronka_definition::Locale;
use voronka_definition::Value;
use voronka_definition::name::{OutcomeId, StageId};

use crate::flow::correct;
use crate::house::trial;
use crate::play::{Play, input, person};

fn quotes(each: &str) -> String {
    format!(
        "
fields:
  suppliers:
    type: list
    title: Поставщики
    of: {{name: text, price: integer, buyer: person}}
stages:
  only:
    title: Стадия
    steps:
      - task: choose
        results: {{done: {{may_ask: [suppliers]}}}}
      - each: quotes
        title: Цены
        in: suppliers
        as: supplier
        if_empty: nobody
        {each}
        steps:
          - task: ask_price
            title: {{ru: Запросить цену, en: Ask the price}}
            assignee: supplier.buyer
            results:
              known: {{ask: [supplier.price]}}
              again: {{again: {{at_most: 1, else: give_up}}}}
          - task: haggle
            when: supplier.price != null and supplier.price > 100
          - task: give_up
            reached: by_name
      - task: compare
        results: {{done: {{finish: won}}, anew: {{then: {{step: choose, at_most: 5, else: nobody}}}}}}
      - task: nobody
        reached: by_name
        results: {{done: {{finish: lost}}}}"
    )
}

fn three() -> Json {
    json!({"suppliers": [{"name": "Ромашка", "buyer": "anna"}, {"name": "Лютик", "buyer": "dmitry"}, {"name": "Василек"}]})
}

fn begun(each: &str, suppliers: Json) -> Play {
    let mut case = trial(&quotes(each), "anna");
    case.complete("anna", "choose", "done", suppliers);
    case
}

/// The open tasks by their titles, with who has them.
fn titles(case: &Play) -> Vec<(&str, &str)> {
    let tasks = case.case.tasks.values();
    tasks.map(|task| (task.title.get(Locale::Ru), task.holder.everybody()[0].as_str())).collect()
}

fn act(case: &mut Play, title: &str, result: &str, data: Json) {
    let (number, by) = {
        let mut tasks = case.case.tasks.values();
        let task = tasks.find(|task| task.title.get(Locale::Ru).contains(title)).unwrap();
        (task.number, task.holder.everybody()[0].to_string())
    };
    let command = Command::CompleteTask { task: number, result: result.into(), data: input(data), comment: None };
    case.act(person(&by), &command).unwrap_or_else(|refusal| panic!("{title}: {refusal:#?}"));
}

fn prices(case: &Play) -> Vec<Option<i64>> {
    let Value::List(items) = &case.case.data["suppliers"] else { panic!("a list") };
    let price = |item: &voronka_definition::value::Data| match item.get("price") {
        Some(Value::Integer(price)) => Some(*price),
        _ => None,
    };
    items.iter().map(price).collect()
}

#[test]
fn side_by_side_each_item_has_its_task_its_person_and_its_answers() {
    let mut case = begun("", three());
    let wanted =
        [("Запросить цену — Ромашка", "anna"), ("Запросить цену — Лютик", "dmitry"), ("Запросить цену — Василек", "anna")];
    assert_eq!(titles(&case), wanted, "where the item names nobody, the owner has it");
    act(&mut case, "Лютик", "known", json!({"supplier.price": 120}));
    assert_eq!(prices(&case), [None, Some(120), None]);
    assert_eq!(titles(&case).len(), 3, "the price is high: {:?}", titles(&case));
    act(&mut case, "Ромашка", "known", json!({"supplier.price": 90}));
    act(&mut case, "Василек", "known", json!({"supplier.price": 95}));
    act(&mut case, "Лютик", "done", json!({}));
    assert_eq!((case.open(), prices(&case)), (vec!["compare"], vec![Some(90), Some(120), Some(95)]));
}

#[test]
fn an_answer_about_an_item_is_asked_for_by_its_name() {
    let mut case = begun("", three());
    let refusal = case.try_complete("anna", "ask_price", "known", json!({})).unwrap_err();
    let problems: Vec<_> = refusal.fields.iter().map(|problem| (problem.field.as_str(), problem.code.as_str())).collect();
    assert_eq!(problems, [("supplier.price", "missing")]);
    let refusal = case.try_complete("anna", "ask_price", "known", json!({"supplier.price": "дорого"})).unwrap_err();
    assert_eq!((refusal.fields[0].field.as_str(), refusal.fields[0].code.as_str()), ("supplier.price", "wrong_type"));
}

#[test]
fn in_turn_the_next_item_begins_when_the_one_before_has_ended() {
    let mut case = begun("order: sequence", three());
    for (name, by) in [("Ромашка", "anna"), ("Лютик", "dmitry"), ("Василек", "anna")] {
        assert_eq!(titles(&case), [(format!("Запросить цену — {name}").as_str(), by)]);
        act(&mut case, name, "known", json!({"supplier.price": 1}));
    }
    assert_eq!(case.open(), ["compare"]);
}

#[test]
fn an_empty_list_takes_its_own_way() {
    assert_eq!(begun("", json!({})).open(), ["nobody"]);
}

#[test]
fn enough_items_cancel_the_others() {
    let mut case = begun("until: 1", three());
    act(&mut case, "Лютик", "known", json!({"supplier.price": 5}));
    assert_eq!((case.open(), prices(&case)), (vec!["compare"], vec![None, Some(5), None]));
}

#[test]
fn an_item_has_a_bound_of_its_own() {
    let mut case = begun("", three());
    act(&mut case, "Ромашка", "again", json!({}));
    act(&mut case, "Лютик", "again", json!({}));
    assert_eq!(case.open(), ["ask_price"; 3]);
    act(&mut case, "Лютик", "again", json!({}));
    assert_eq!(case.open(), ["ask_price", "ask_price", "give_up"]);
}

#[test]
fn a_second_round_counts_anew() {
    let mut case = begun("until: 1", three());
    act(&mut case, "Лютик", "again", json!({}));
    act(&mut case, "Ромашка", "known", json!({"supplier.price": 5}));
    case.complete("anna", "compare", "anew", json!({}));
    case.complete("anna", "choose", "done", json!({}));
    act(&mut case, "Лютик", "again", json!({}));
    assert_eq!(case.open(), ["ask_price"; 3]);
}

#[test]
fn the_list_may_change_meanwhile() {
    let mut case = begun("", three());
    correct(&mut case, "anna", json!({"suppliers": [{"name": "Лютик", "buyer": "dmitry"}, {"name": "Пион"}]}));
    assert_eq!(case.open().len(), 3, "the items are those of the beginning");
    act(&mut case, "Лютик", "known", json!({"supplier.price": 7}));
    assert_eq!(prices(&case), [Some(7), None], "an item is found again where it has gone");
    act(&mut case, "Ромашка", "known", json!({"supplier.price": 500}));
    assert_eq!(prices(&case), [Some(7), None], "what was struck out is not written back");
    assert!(case.history.iter().any(|recorded| matches!(recorded.event, Event::ItemSet { .. })));
    assert!(
        titles(&case).iter().any(|(title, _)| title.contains("Ромашка")),
        "but its branch knows the answer: {:?}",
        titles(&case)
    );
}

#[test]
fn a_correction_in_place_is_seen_by_the_branch() {
    let mut case = begun("", json!({"suppliers": [{"name": "Ромашка"}]}));
    correct(&mut case, "anna", json!({"suppliers": [{"name": "Ромашка", "buyer": "dmitry"}]}));
    act(&mut case, "Ромашка", "again", json!({}));
    assert_eq!(titles(&case), [("Запросить цену — Ромашка", "dmitry")]);
}

#[test]
fn the_end_of_the_case_ends_every_item() {
    let mut case = begun("", three());
    let finish = Command::Finish { outcome: OutcomeId::from("lost"), data: input(json!({})), comment: "Хватит".into() };
    case.act(person("anna"), &finish).unwrap();
    assert_eq!((case.open(), case.case.timers().len()), (Vec::<&str>::new(), 0));
    assert_eq!(case.case.visits[&StageId::from("only")], 1);
}

const VISAS: &str = "
fields:
  suppliers: {type: list, title: Поставщики, of: {name: text}}
roles: {head: head_of(deal.owner)}
stages:
  only:
    title: Стадия
    steps:
      - task: choose
        results: {done: {may_ask: [suppliers]}}
      - each: quotes
        in: suppliers
        as: supplier
        if_empty: next
        steps:
          - {approve: visa, title: Виза, approvers: [head], results: {approved: {}, rework: {then: end}, rejected: {then: end}}}
      - task: sign
        results:
          done: {finish: won}
          anew: {title: Заново, then: {step: choose, at_most: 5, else: nobody}}
          refused: {title: Отказ, finish: lost}
      - task: nobody
        reached: by_name
        results: {done: {finish: lost}}";

#[test]
fn a_rejected_item_that_is_gone_stands_in_nobodys_way() {
    for later in [json!([{"name": "Один"}]), json!([])] {
        let mut case = trial(VISAS, "anna");
        case.complete_as_holder("choose", "done", json!({"suppliers": [{"name": "Один"}, {"name": "Два"}]}));
        case.complete_as_holder("visa", "approved", json!({}));
        case.complete_as_holder("visa", "rejected", json!({}));
        assert_eq!(case.try_complete("anna", "sign", "done", json!({})).unwrap_err().code, "approval_missing");
        case.complete_as_holder("sign", "anew", json!({}));
        case.complete_as_holder("choose", "done", json!({"suppliers": later}));
        if later != json!([]) {
            case.complete_as_holder("visa", "approved", json!({}));
        }
        case.complete_as_holder("sign", "done", json!({}));
        assert!(!case.case.is_open(), "only the items of the last round count: {later}");
    }
}

const COUNTED: &str = "
fields:
  suppliers: {type: list, title: Поставщики, of: {name: text, price: integer}}
signals:
  word: {title: Весть}
stages:
  only:
    title: Стадия
    steps:
      - task: choose
        results: {done: {ask: [suppliers]}}
      - each: quotes
        title: Цены
        in: suppliers
        as: supplier
        steps:
          - task: ask_price
            title: Запросить цену
            results: {known: {ask: [supplier.price]}}
          - task: think
            title: Подумать
            results: {done: {may_ask: [supplier.price]}}
          - decide: is_dear
            branches: [{when: supplier.price > 10, then: next}, {else: end}]
          - task: haggle
      - finish: lost
on:
  heard:
    signal: word
    title: Весть
    steps:
      - task: rewrite
        results: {done: {may_ask: [suppliers]}}";

/// Two suppliers, the first of whom has named his price.
fn counted_upon() -> Play {
    let mut case = trial(COUNTED, "anna");
    case.complete("anna", "choose", "done", json!({"suppliers": [{"name": "Ромашка"}, {"name": "Лютик"}]}));
    act(&mut case, "Ромашка", "known", json!({"supplier.price": 12}));
    case
}

#[test]
fn what_is_counted_upon_in_an_item_is_not_corrected_away() {
    for (list, place, code) in [
        (json!([{"name": "Ромашка"}, {"name": "Лютик"}]), "suppliers[0].price", "missing"),
        (json!([{"name": "Пион"}, {"name": "Лютик"}]), "suppliers[0].price", "missing"),
        (json!([{"name": "Лютик"}, {"name": "Ромашка", "price": 12}]), "suppliers[0]", "item_in_work"),
    ] {
        let mut case = counted_upon();
        let refused = |refusal: voronka_core::Rejection| {
            let problems: Vec<_> = refusal.fields.iter().map(|problem| (problem.field.as_str(), problem.code.as_str())).collect();
            assert_eq!(problems, [(place, code)], "{list}");
        };
        let data = input(json!({"suppliers": list}));
        let revision = case.case.revision;
        let corrects = Command::CorrectData { data: data.clone(), revision };
        refused(case.act(person("anna"), &corrects).unwrap_err());
        let signals = Command::Signal { name: "word".into(), data };
        refused(case.act(person("anna"), &signals).unwrap_err());
        let signals = Command::Signal { name: "word".into(), data: input(json!({})) };
        case.act(person("anna"), &signals).unwrap();
        refused(case.try_complete("anna", "rewrite", "done", json!({"suppliers": list})).unwrap_err());
    }
}

#[test]
fn what_is_counted_upon_in_an_item_may_be_another_value() {
    let mut case = counted_upon();
    let refusal = case.try_complete("anna", "think", "done", json!({"supplier.price": null})).unwrap_err();
    assert_eq!((refusal.fields[0].field.as_str(), refusal.fields[0].code.as_str()), ("supplier.price", "missing"));
    correct(&mut case, "anna", json!({"suppliers": [{"name": "Ромашка и Ко", "price": 11}, {"name": "Пион"}]}));
    act(&mut case, "Подумать", "done", json!({}));
    assert!(case.open().contains(&"haggle"), "the corrected price is looked at: {:?}", case.open());
    correct(&mut case, "anna", json!({"suppliers": [{"name": "Пион"}]}));
    act(&mut case, "Запросить цену", "known", json!({"supplier.price": 5}));
    assert_eq!(prices(&case), [Some(5)], "an item that is struck out takes nothing with it");
}
