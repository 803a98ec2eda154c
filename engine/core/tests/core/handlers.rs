//! Handlers: a signal, a changed field, silence. They run beside the stage and outlive it.

use chrono::TimeDelta;
use serde_json::{Value as Json, json};
use voronka_core::event::Reason;
use voronka_core::{Actor, Command, Event, Recorded};
use voronka_definition::Value;
use voronka_definition::name::{FieldId, OutcomeId, SignalName, StageId};

use crate::flow::correct;
use crate::house::{trial, try_trial};
use crate::play::{Play, at, input, person};

const HOUSE: &str = "
fields: {claim: {type: text, title: Жалоба}, size: {type: integer, title: Размер}}
on:
  complaint:
    signal: complaint
    title: Жалоба
    steps:
      - task: settle
        results: {settled: {}, lose: {finish: lost}, back: {return: {stage: first, at_most: 3, else: settle_again}}, go: {stage: second}}
      - task: thank
        title: Поблагодарить
      - task: settle_again
        reached: by_name
  big:
    changed: [size]
    when: size != null and size > 10
    title: Крупная
    steps:
      - task: tell_head
        results: {done: {may_ask: [size]}}
  silent:
    silence: 10 business days
    title: Тишина
    steps:
      - task: wake_up
stages:
  first: {title: Первая, steps: [{task: a, results: {done: {may_ask: [size]}}}]}
  second: {title: Вторая, steps: [{task: b, results: {done: {finish: won}}}]}";

fn signal(case: &mut Play, data: Json) -> Vec<Recorded> {
    case.act(Actor::Engine, &Command::Signal { name: SignalName::from("complaint"), data: input(data) }).unwrap()
}

#[test]
fn a_signal_sets_its_data_and_begins_the_handler_each_time_anew() {
    let mut case = trial(HOUSE, "anna");
    signal(&mut case, json!({"claim": "Шумит"}));
    assert_eq!(case.open(), ["a", "settle"]);
    signal(&mut case, json!({}));
    assert_eq!(
        (case.open(), case.case.signals.len()),
        (vec!["a", "settle", "settle"], 0),
        "nothing waits for it: it is not kept"
    );
}

#[test]
fn a_handler_outlives_the_stage_and_ends_with_the_case() {
    let mut case = trial(HOUSE, "anna");
    signal(&mut case, json!({}));
    case.complete("anna", "a", "done", json!({}));
    assert_eq!((case.stage(), case.open()), ("second", vec!["settle", "b"]));
    case.complete("anna", "settle", "settled", json!({}));
    assert_eq!(case.open(), ["b", "thank"]);
    let events = case.complete("anna", "b", "done", json!({}));
    assert_eq!((case.outcome(), case.open()), (Some("won"), vec![]));
    let ended = |recorded: &&Recorded| matches!(&recorded.event, Event::TaskCancelled { reason: Reason::CaseFinished(_), .. });
    assert_eq!(events.iter().filter(ended).count(), 1);
}

#[test]
fn a_handler_that_runs_out_leaves_the_stage_alone() {
    let mut case = trial(HOUSE, "anna");
    signal(&mut case, json!({}));
    case.complete("anna", "settle", "settled", json!({}));
    case.complete("anna", "thank", "done", json!({}));
    assert_eq!((case.stage(), case.open()), ("first", vec!["a"]));
    assert_eq!(case.case.flow().unwrap().tokens.len(), 1);
}

#[test]
fn a_handler_moves_the_case() {
    let moved = |result: &str| {
        let mut case = trial(HOUSE, "anna");
        case.complete("anna", "a", "done", json!({}));
        signal(&mut case, json!({}));
        case.complete("anna", "settle", result, json!({}));
        (case.stage().to_owned(), case.open().iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(moved("back"), ("first".into(), vec!["a".into()]));
    assert_eq!(moved("go"), ("second".into(), vec!["b".into()]), "it is there already");
    assert_eq!(moved("lose"), (String::new(), vec![]));
}

#[test]
fn a_changed_field_begins_its_handler_once() {
    let mut case = trial(HOUSE, "anna");
    correct(&mut case, "anna", json!({"size": 5}));
    assert_eq!(case.open(), ["a"], "its condition does not hold");
    correct(&mut case, "anna", json!({"size": 11}));
    assert_eq!(case.open(), ["a", "tell_head"]);
    correct(&mut case, "anna", json!({"size": 12}));
    assert_eq!(case.open(), ["a", "tell_head"], "it runs already");
    case.complete("anna", "tell_head", "done", json!({"size": 13}));
    assert_eq!(case.open(), ["a"], "that was its own change");
    case.complete("anna", "a", "done", json!({"size": 14}));
    assert_eq!(case.open(), ["b", "tell_head"], "whatever changed it");
}

#[test]
fn silence_is_heard_once() {
    let mut case = trial(HOUSE, "anna");
    let silent = |case: &Play| case.open().contains(&"wake_up");
    case.advance(at("2026-03-06 12:00"));
    case.act(person("anna"), &Command::CommentTask { task: 1, text: "Думаем".into() }).unwrap();
    // Ten working days from the start; the Monday after the eighth of March is no working day here.
    case.advance(at("2026-03-17 12:00"));
    assert!(!silent(&case), "somebody spoke meanwhile");
    case.advance(at("2026-03-23 12:01"));
    assert!(silent(&case));
    let first = case.task("wake_up").number;
    case.advance(at("2026-05-20 12:00"));
    assert_eq!(case.case.tasks.values().filter(|task| task.origin.name() == Some("wake_up")).count(), 1, "once per silence");
    case.complete("anna", "wake_up", "done", json!({}));
    case.advance(at("2026-05-20 12:00") + TimeDelta::days(20));
    assert_ne!(case.task("wake_up").number, first, "and again after the next");
}

#[test]
fn an_unknown_signal_names_those_of_handlers() {
    let mut case = try_trial(HOUSE, "anna").unwrap();
    let signal = Command::Signal { name: SignalName::from("compliment"), data: input(json!({})) };
    let refusal = case.act(Actor::Engine, &signal).unwrap_err();
    assert!(refusal.fields[0].expected.get(voronka_definition::Locale::En).contains("complaint"), "{refusal:?}");
}

#[test]
fn a_move_by_hand_and_an_end_by_hand_treat_a_handler_like_any_other_move() {
    let mut case = trial(HOUSE, "anna");
    signal(&mut case, json!({}));
    let skip = Command::EnterStage { stage: StageId::from("second"), data: input(json!({})), comment: "Так".into() };
    case.act(person("anna"), &skip).unwrap();
    assert_eq!(case.open(), ["settle", "b"]);
    let finish = Command::Finish { outcome: OutcomeId::from("lost"), data: input(json!({})), comment: "Хватит".into() };
    case.act(person("anna"), &finish).unwrap();
    assert_eq!(case.open(), Vec::<&str>::new());
}

const COUNTED: &str = "
fields: {size: {type: integer, title: Размер}, twice: {type: integer, title: Вдвое}, more: {type: integer, title: Больше}, rate: {type: integer, title: Ставка}}
on:
  complaint:
    signal: complaint
    title: Жалоба
    when: rate != null
    steps:
      - task: settle
      - set: double
        values: {twice: rate * 2}
stages:
  first:
    title: Первая
    steps:
      - task: ask
        results: {done: {may_ask: [size, rate]}}
      - task: add
        when: size != null
        results: {done: {set: {more: size + 1}, finish: lost}}
      - finish: lost";

#[test]
fn what_a_condition_found_filled_stays_filled_as_long_as_its_step_or_handler_runs() {
    let mut case = trial(COUNTED, "anna");
    case.complete("anna", "ask", "done", json!({"size": 4, "rate": 5}));
    signal(&mut case, json!({}));
    assert_eq!(case.open(), ["add", "settle"]);
    for field in ["size", "rate"] {
        let revision = case.case.revision;
        let refusal =
            case.act(person("anna"), &Command::CorrectData { data: input(json!({field: null})), revision }).unwrap_err();
        assert_eq!((refusal.fields[0].field.as_str(), refusal.fields[0].code.as_str()), (field, "missing"));
    }
    correct(&mut case, "anna", json!({"rate": 6}));
    case.complete("anna", "settle", "done", json!({}));
    assert_eq!(case.case.data.get(&FieldId::from("twice")), Some(&Value::Integer(12)));
}
