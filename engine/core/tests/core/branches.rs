//! Branches side by side: begun in order, joined in one decision, cancelled with the reason, left all at once.

use serde_json::json;
use voronka_core::case::TokenState;
use voronka_core::event::Reason;
use voronka_core::{Actor, Command, Event, Recorded};
use voronka_definition::name::{ResultId, SignalName, StageId};

use crate::house::trial;
use crate::play::{Play, input, person};

/// The titles of what was cancelled because the branches joined.
fn joined(case: &Play, events: &[Recorded]) -> usize {
    let is_joined = |recorded: &&Recorded| matches!(&recorded.event, Event::TaskCancelled { reason: Reason::BranchesJoined(_), task } if !case.case.tasks.contains_key(task));
    events.iter().filter(is_joined).count()
}

fn preparation(until: &str) -> String {
    format!(
        "
stages:
  only:
    title: Стадия
    steps:
      - parallel: preparation
        title: Подготовка
        until: {until}
        branches:
          technical: {{title: Техника, steps: [{{task: survey}}, {{task: drawing}}]}}
          commercial: {{title: Цена, steps: [{{task: price}}]}}
          legal: {{title: Право, steps: [{{approve: visa, title: Виза, approvers: [person(pavel)], results: {{approved: {{}}, rework: {{finish: lost}}, rejected: {{finish: lost}}}}}}]}}
      - task: offer
        results: {{sent: {{finish: won}}}}"
    )
}

#[test]
fn branches_begin_in_order_and_the_last_end_joins_them() {
    let mut case = trial(&preparation("all"), "anna");
    assert_eq!(case.open(), ["survey", "price", "visa"]);
    case.complete("anna", "price", "done", json!({}));
    case.complete("anna", "survey", "done", json!({}));
    assert_eq!(case.open(), ["visa", "drawing"], "each branch walks by itself");
    case.complete("pavel", "visa", "approved", json!({}));
    let events = case.complete("anna", "drawing", "done", json!({}));
    assert_eq!((case.open(), joined(&case, &events)), (vec!["offer"], 0));
    case.complete("anna", "offer", "sent", json!({}));
    assert_eq!(case.outcome(), Some("won"));
}

#[test]
fn enough_branches_cancel_the_rest_in_the_same_decision() {
    for (until, ends, cancelled) in [("any", vec!["price"], 2), ("2", vec!["price", "survey"], 2), ("1", vec!["price"], 2)] {
        let mut case = trial(&preparation(until), "anna");
        let (visa, mut events) = (case.task("visa").number, Vec::new());
        for task in &ends {
            events = case.complete("anna", task, "done", json!({}));
        }
        if until == "2" {
            assert_eq!(case.open(), ["visa", "drawing"]);
            events = case.complete("anna", "drawing", "done", json!({}));
        }
        let cancelled = if until == "2" { 1 } else { cancelled };
        assert_eq!((case.open(), joined(&case, &events)), (vec!["offer"], cancelled), "until {until}");
        let late =
            Command::CompleteTask { task: visa, result: ResultId::from("approved"), data: input(json!({})), comment: None };
        assert_eq!(case.act(person("pavel"), &late).unwrap_err().code, "task_not_open");
        case.complete("anna", "offer", "sent", json!({}));
        assert_eq!(case.outcome(), Some("won"), "an abandoned approval blocks nothing");
    }
}

#[test]
fn a_branch_that_ends_at_once_may_join_before_the_others_begin() {
    let process = "
fields: {ready: {type: boolean, title: Готово}}
stages:
  only:
    title: Стадия
    steps:
      - parallel: both
        until: any
        branches:
          quick: {steps: [{set: note, values: {ready: true}}]}
          slow: {steps: [{task: work}]}
      - task: go_on
        results: {done: {finish: won}}";
    let case = trial(process, "anna");
    assert_eq!(case.open(), ["go_on"]);
    assert!(
        !case
            .history
            .iter()
            .any(|recorded| matches!(&recorded.event, Event::StepReached { step, .. } if step.as_str() == "work"))
    );
}

const NESTED: &str = "
stages:
  first:
    title: Первая
    steps:
      - parallel: outer
        branches:
          left:
            steps:
              - parallel: inner
                until: any
                branches:
                  one: {steps: [{task: a, results: {done: {}, stop: {stage: second}}}]}
                  two: {steps: [{task: b}, {wait: paid, signal: paid, timeout: {after: 1 business day, result: late}, results: {paid: {}, late: {title: Нет}}}]}
              - task: c
          right: {steps: [{task: d, results: {done: {then: end}}}, {task: e}]}
  second:
    title: Вторая
    steps:
      - task: last
        results: {done: {finish: won}}";

#[test]
fn branches_within_branches_join_from_the_inside() {
    let mut case = trial(NESTED, "anna");
    assert_eq!(case.open(), ["a", "b", "d"]);
    case.complete("anna", "b", "done", json!({}));
    case.complete("anna", "a", "done", json!({}));
    assert_eq!(case.open(), ["d", "c"], "the wait is gone with its branch");
    assert!(case.case.timers().iter().all(|timer| timer.key.to_string().starts_with("task")));
    case.complete("anna", "d", "done", json!({}));
    assert_eq!(case.open(), ["c"], "`end` ends the branch, not the stage");
    case.complete("anna", "c", "done", json!({}));
    assert_eq!((case.stage(), case.open()), ("second", vec!["last"]));
}

#[test]
fn a_branch_that_leaves_takes_the_others_along() {
    let mut case = trial(NESTED, "anna");
    let events = case.complete("anna", "a", "stop", json!({}));
    assert_eq!((case.stage(), case.open()), ("second", vec!["last"]));
    let left = |recorded: &&Recorded| matches!(&recorded.event, Event::TaskCancelled { reason: Reason::StageLeft(_), .. });
    assert_eq!(events.iter().filter(left).count(), 2);
    assert_eq!(case.case.flow().unwrap().tokens.len(), 1);
}

#[test]
fn a_skip_cancels_every_branch() {
    let mut case = trial(NESTED, "anna");
    let skip = Command::EnterStage { stage: StageId::from("second"), data: input(json!({})), comment: "Так".into() };
    case.act(person("anna"), &skip).unwrap();
    assert_eq!((case.open(), case.case.flow().unwrap().tokens.len()), (vec!["last"], 1));
}

#[test]
fn loops_count_for_each_branch_and_again_for_each_time_the_step_is_entered() {
    let process = "
stages:
  only:
    title: Стадия
    steps:
      - parallel: both
        branches:
          left: {steps: [{task: a, results: {again: {again: {at_most: 1, else: a_fails}}, done: {}}}, {task: a_fails, reached: by_name}]}
          right: {steps: [{task: b, results: {again: {again: {at_most: 2, else: b_fails}}, done: {}}}, {task: b_fails, reached: by_name}]}
      - task: check
        results: {done: {finish: won}}";
    let mut case = trial(process, "anna");
    case.complete("anna", "a", "again", json!({}));
    case.complete("anna", "b", "again", json!({}));
    case.complete("anna", "a", "again", json!({}));
    assert_eq!(case.open(), ["b", "a_fails"]);
    case.complete("anna", "b", "again", json!({}));
    case.complete("anna", "b", "again", json!({}));
    assert_eq!(case.open(), ["a_fails", "b_fails"]);
}

#[test]
fn two_waits_for_one_signal_each_need_one() {
    let wait = |name: &str| {
        format!(
            "{{wait: {name}, signal: paid, timeout: {{after: 9 business days, result: late}}, results: {{paid: {{}}, late: {{}}}}}}"
        )
    };
    let process = format!(
        "
stages:
  only:
    title: Стадия
    steps:
      - parallel: both
        branches:
          left: {{steps: [{}]}}
          right: {{steps: [{}]}}
      - task: go_on
        results: {{done: {{finish: won}}}}",
        wait("one"),
        wait("two")
    );
    let mut case = trial(&process, "anna");
    let signal = Command::Signal { name: SignalName::from("paid"), data: input(json!({})) };
    case.act(Actor::Engine, &signal).unwrap();
    let waiting = case.case.flow().unwrap().tokens.values().filter(|token| matches!(token.state, TokenState::Waiting { .. }));
    assert_eq!(waiting.map(|token| token.step.as_str()).collect::<Vec<_>>(), ["two"], "the first takes it");
    case.act(Actor::Engine, &signal).unwrap();
    assert_eq!(case.open(), ["go_on"]);
}
