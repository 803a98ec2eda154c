//! After a head has said that he knows: he may still give more time, give the task to somebody or take it himself, and to say it twice
//! is no mistake.

use voronka_core::case::Holder;
use voronka_core::{Command, Event};
use voronka_definition::name::PersonId;

use crate::house::{away, trial, trial_in};
use crate::play::{Play, at, person};

const PLAIN: &str = "
escalations: {alarm: [{when: overdue, notify: head_of(late)}, {when: unanswered for 2 business hours, notify: head_of(head_of(late))}]}
stages:
  only:
    title: Стадия
    steps:
      - task: plain
        due: 1 business hour
        escalate: alarm
        results: {done: {finish: won}}";

/// A late task of Anna's, of which her head knows.
fn known(mut case: Play, head: &str) -> (Play, u32, u32) {
    case.advance(at("2026-03-02 12:00"));
    let escalation = case.case.escalations.values().find(|one| one.to.as_str() == head).unwrap().clone();
    acknowledge(&mut case, head, escalation.number, None).unwrap();
    (case, escalation.number, escalation.task)
}

fn acknowledge(case: &mut Play, by: &str, escalation: u32, until: Option<&str>) -> Result<usize, String> {
    let command = Command::AcknowledgeEscalation { escalation, comment: None, until: until.map(at) };
    case.act(person(by), &command).map(|events| events.len()).map_err(|refusal| refusal.code)
}

#[test]
fn who_knows_may_still_give_more_time() {
    let (mut case, escalation, _) = known(trial(PLAIN, "anna"), "boris");
    assert_eq!(
        acknowledge(&mut case, "boris", escalation, Some("2026-03-02 10:30")),
        Err("invalid_fields".into()),
        "in the past"
    );
    acknowledge(&mut case, "boris", escalation, Some("2026-03-04 12:00")).unwrap();
    assert_eq!(case.task("plain").due_at, at("2026-03-04 12:00"));
    acknowledge(&mut case, "boris", escalation, Some("2026-03-05 12:00")).unwrap();
    assert_eq!(case.task("plain").due_at, at("2026-03-05 12:00"), "and more once again");
    let climbed = case.advance(at("2026-03-05 11:59"));
    assert!(!climbed.iter().any(|one| matches!(one.event, Event::Escalated { .. })), "{climbed:#?}");
}

#[test]
fn to_say_it_twice_changes_nothing() {
    let (mut case, escalation, _) = known(trial(PLAIN, "anna"), "boris");
    assert_eq!(acknowledge(&mut case, "boris", escalation, None), Ok(0));
    assert_eq!(acknowledge(&mut case, "olga", escalation, None), Err("forbidden".into()), "it was not sent to her");
    assert_eq!(acknowledge(&mut case, "boris", 99, None), Err("not_found".into()));
    case.complete("anna", "plain", "done", serde_json::json!({}));
    assert_eq!(acknowledge(&mut case, "boris", escalation, None), Ok(0), "also once the task is done");
    assert_eq!(acknowledge(&mut case, "boris", escalation, Some("2026-03-20 12:00")), Err("task_not_open".into()));
}

#[test]
fn who_knows_may_still_take_the_task_or_give_it_away() {
    for head in ["boris", "svetlana"] {
        let house = || {
            trial_in(PLAIN, "anna", |house| {
                if head != "boris" {
                    house.absences.push(away("boris", Some(head)));
                }
            })
        };
        let (mut case, _, task) = known(house(), head);
        case.act(person(head), &Command::ClaimTask { task }).unwrap();
        assert_eq!(case.task("plain").holder, Holder::Assigned(PersonId::from(head)));
        let (mut case, _, task) = known(house(), head);
        let command = Command::ReassignTask { task, to: "dmitry".into(), comment: "Успеет".into() };
        case.act(person(head), &command).unwrap_or_else(|refusal| panic!("{head}: {refusal:#?}"));
        assert_eq!(case.task("plain").holder, Holder::Assigned("dmitry".into()));
    }
}
