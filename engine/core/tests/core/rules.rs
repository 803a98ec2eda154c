//! Rules of a stage: the way on, the limit, the gap without a next step, the probability, and who may skip and return.

use serde_json::{Value as Json, json};
use voronka_core::case::TimerKey;
use voronka_core::{Command, Event, Rejection};
use voronka_definition::Locale;
use voronka_definition::Value;
use voronka_definition::name::StageId;

use crate::flow::correct;
use crate::house::{house, trial};
use crate::play::{Play, at, input, overdue, person, start_in};

#[test]
fn the_end_of_a_stage_leads_where_its_rules_say() {
    let process = "
fields: {size: {type: integer, title: Размер}}
stages:
  first:
    title: Первая
    next: [{when: size != null and size > 10, stage: third}, {else: second}]
    steps: [{task: a, results: {done: {may_ask: [size]}}}]
  second: {title: Вторая, next: third, steps: [{task: b}]}
  third: {title: Третья, steps: [{task: c, results: {done: {finish: won}}}]}";
    for (size, stage) in [(json!({}), "second"), (json!({"size": 5}), "second"), (json!({"size": 11}), "third")] {
        let mut case = trial(process, "anna");
        case.complete("anna", "a", "done", size.clone());
        assert_eq!(case.stage(), stage, "{size}");
    }
    let mut case = trial(process, "anna");
    case.complete("anna", "a", "done", json!({}));
    case.complete("anna", "b", "done", json!({}));
    assert_eq!(case.stage(), "third");
}

const LIMITED: &str = "
escalations:
  up: [{when: overdue, notify: head_of(late)}, {when: overdue by 1 business day, notify: head_of(head_of(late))}]
stages:
  first:
    title: {ru: Первая, en: First}
    limit: {within: 5 business days, escalate: up}
    steps: [{task: a, due: 60 business days}]
  second: {title: Вторая, steps: [{task: b, results: {done: {finish: won}}}]}";

#[test]
fn a_stage_that_lasts_too_long_gives_its_owner_a_task_that_is_late_at_once() {
    let mut case = trial(LIMITED, "anna");
    // Five working days from Monday the 2nd; Monday the 9th is a day off here.
    assert_eq!(case.case.flow().unwrap().limit_at, Some(at("2026-03-10 10:00")));
    let events = case.advance(at("2026-03-10 10:00"));
    let task = case.task("limit");
    assert_eq!(task.title.get(Locale::Ru), "Стадия «Первая» длится дольше, чем 5 рабочих дней");
    assert_eq!(task.title.get(Locale::En), "The stage “First” lasts longer than 5 business days");
    assert_eq!((task.due_at, case.holder("limit")), (at("2026-03-10 10:00"), vec!["anna"]));
    assert_eq!(overdue(&events), ["boris"], "the ladder begins at once");
    let later = case.advance(at("2026-03-11 10:00"));
    assert_eq!(overdue(&later), ["olga"]);
    assert!(case.case.timers().iter().all(|timer| matches!(timer.key, TimerKey::Task(_))), "it is told once");
    case.complete("anna", "a", "done", json!({}));
    assert_eq!(case.open(), ["b"], "it goes with its stage");
}

#[test]
fn a_stage_that_is_left_in_time_has_no_limit_any_more() {
    let mut case = trial(LIMITED, "anna");
    case.complete("anna", "a", "done", json!({}));
    case.advance(at("2026-04-20 10:00"));
    assert_eq!(case.open(), ["b"]);
}

const GAP: &str = "
fields: {date: {type: datetime, title: Дата}}
stages:
  first:
    title: Первая
    next_step_within: 7 business days
    steps:
      - task: a
      - wait: paid
        signal: paid
        timeout: {after: 60 business days, result: late}
        results: {paid: {finish: lost}, late: {finish: lost}}";

#[test]
fn a_gap_without_a_next_step_asks_the_owner_to_plan_one() {
    let mut case = trial(GAP, "anna");
    assert_eq!(case.case.flow().unwrap().gap_at, None, "a task is due in time");
    case.complete("anna", "a", "done", json!({}));
    assert_eq!(case.case.flow().unwrap().gap_at, Some(at("2026-03-12 10:00")));
    case.now = at("2026-03-05 10:00");
    case.act(person("anna"), &Command::CommentTask { task: 1, text: "Ждем".into() }).unwrap();
    assert_eq!(case.case.flow().unwrap().gap_at, Some(at("2026-03-12 10:00")), "a word is no step: the gap goes on");
    case.advance(at("2026-03-12 10:00"));
    assert_eq!(case.open(), ["next_step"]);
    assert_eq!(case.task("next_step").title.get(Locale::Ru), "Запланировать следующий шаг");
    let number = case.task("next_step").number;
    let far = Command::RescheduleTask { task: number, due_at: at("2026-04-20 10:00"), reason: "Отпуск".into() };
    case.act(person("anna"), &far).unwrap();
    assert_eq!(case.case.flow().unwrap().gap_at, Some(at("2026-03-23 10:00")), "a date too far away leaves a gap");
    case.complete("anna", "next_step", "done", json!({}));
    assert_eq!(case.case.flow().unwrap().gap_at, Some(at("2026-03-23 10:00")));
    let timers: Vec<_> = case.case.timers().iter().map(|timer| (timer.key.to_string(), timer.occurrence)).collect();
    assert!(timers.contains(&("gap-1".to_owned(), 2)), "{timers:?}");
}

const CLAIMED: &str = "
fields: {probability: {type: integer, from: 0, to: 100, title: Вероятность}}
stages:
  first: {title: Первая, probability: 60, steps: [{task: a, results: {done: {may_ask: [probability]}}}]}
  second: {title: Вторая, probability: 40, steps: [{task: b, results: {done: {finish: won}}}]}";

#[test]
fn a_deal_claims_no_more_than_its_stage_allows() {
    let mut case = trial(CLAIMED, "anna");
    let refusal = case.try_complete("anna", "a", "done", json!({"probability": 61})).unwrap_err();
    assert_eq!((refusal.fields[0].field.as_str(), refusal.fields[0].code.as_str()), ("probability", "beyond_stage"));
    assert_eq!(refusal.fields[0].expected.get(Locale::Ru), "не больше 60 на стадии «Первая»");
    case.complete("anna", "a", "done", json!({"probability": 55}));
    assert_eq!((case.stage(), &case.case.data["probability"]), ("second", &Value::Integer(40)), "lowered at the entry");
    let revision = case.case.revision;
    let command = Command::CorrectData { data: input(json!({"probability": 41})), revision };
    assert_eq!(case.act(person("anna"), &command).unwrap_err().fields[0].code, "beyond_stage");
    correct(&mut case, "anna", json!({"probability": 40}));
}

fn moved(case: &mut Play, by: &str, stage: &str) -> Result<(), Rejection> {
    let command = Command::EnterStage { stage: StageId::from(stage), data: input(json!({})), comment: "Так надо".into() };
    case.act(person(by), &command).map(|_| ())
}

const RULED: &str = "
roles: {lawyer: position(lawyer)}
stages:
  first: {title: Первая, steps: [{task: a}]}
  second: {title: Вторая, returnable: nobody, skippable: SKIP, steps: [{task: b}]}
  third: {title: Третья, returnable: lawyer, steps: [{task: c, assignee: lawyer}]}
  fourth: {title: Четвертая, steps: [{task: d, assignee: person(pavel), results: {done: {finish: won}}}]}";

fn ruled(skip: &str, stage: &str) -> Play {
    let world = house(&RULED.replace("SKIP", skip), |_| ());
    start_in(world, "trial", "anna", json!({"title": "Проба"}), Some(stage)).unwrap()
}

#[test]
fn who_may_skip_a_stage_is_asked_of_every_stage_between() {
    let table: [(&str, &str, &str, &str, bool); 7] = [
        ("nobody", "anna", "first", "third", false),
        ("nobody", "boris", "first", "third", false),
        ("nobody", "anna", "first", "second", true),
        ("nobody", "anna", "second", "third", false),
        ("deal.owner", "anna", "first", "fourth", true),
        ("lawyer", "anna", "first", "third", false),
        ("lawyer", "boris", "first", "third", true),
    ];
    for (skip, by, from, to, may) in table {
        let result = moved(&mut ruled(skip, from), by, to);
        assert_eq!(result.is_ok(), may, "{by} from {from} to {to} with {skip}: {result:?}");
        if let Err(refusal) = result {
            assert_eq!(refusal.code, "forbidden");
        }
    }
}

#[test]
fn a_case_begins_beyond_a_stage_only_by_who_may_pass_it() {
    for (skip, stage, may) in
        [("nobody", "third", false), ("nobody", "second", true), ("lawyer", "fourth", false), ("deal.owner", "fourth", true)]
    {
        let world = house(&RULED.replace("SKIP", skip), |_| ());
        let begun = start_in(world, "trial", "anna", json!({"title": "Проба"}), Some(stage));
        assert_eq!(begun.as_ref().err().map(|refusal| refusal.code.as_str()), (!may).then_some("forbidden"), "{skip}: {stage}");
    }
}

#[test]
fn who_may_return_is_asked_of_the_stage_returned_to() {
    let table: [(&str, &str, bool); 5] = [
        ("anna", "first", true),
        ("anna", "second", false),
        ("boris", "second", false),
        ("anna", "third", false),
        ("boris", "third", true),
    ];
    for (by, to, may) in table {
        assert_eq!(moved(&mut ruled("deal.owner", "fourth"), by, to).is_ok(), may, "{by} to {to}");
    }
}

#[test]
fn what_nobody_may_see_nobody_moves() {
    let mut case = trial(CLAIMED, "anna");
    assert_eq!(moved(&mut case, "dmitry", "second").unwrap_err().code, "not_found");
    let none: Json = json!({});
    assert!(!case.history.iter().any(|recorded| matches!(recorded.event, Event::StageLeft { .. })), "{none}");
}
