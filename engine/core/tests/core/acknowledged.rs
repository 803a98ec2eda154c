//! After a head has said that he knows: he may still give more time, give the task to somebody or take it himself, and to say it twice
//! is no mistake.

use voronka_core::case::Holder;
use voronka_core::notice::{Matter, Message};
use voronka_core::{Command, Event};
use voronka_definition::name::PersonId;

use crate::house::{away, trial, trial_in};
use crate::play::{Play, at, notices, person};

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

/// A late task of Anna's that two colleagues and her head are offered, and of which Olga was told.
fn offered() -> Play {
    let ladder = "{when: overdue, notify: head_of(head_of(late))}, \
        {when: overdue by 1 business hour, offer: [person(dmitry), person(ivan), head_of(late)]}";
    let mut case = trial(&PLAIN.replace(PLAIN.split_once('[').unwrap().1.split_once(']').unwrap().0, ladder), "anna");
    case.advance(at("2026-03-02 15:00"));
    case
}

fn told_to(case: &Play, who: &str) -> u32 {
    case.case.all_escalations().filter(|one| one.to.as_str() == who).map(|one| one.number).max().unwrap()
}

#[test]
fn an_offer_lets_take_the_task_and_gives_nobody_time() {
    let mut case = offered();
    let (later, mine) = (Some("2028-03-01 12:00"), told_to(&case, "dmitry"));
    assert_eq!(acknowledge(&mut case, "dmitry", mine, later), Err("forbidden".into()), "a colleague gives her no time");
    assert_eq!(acknowledge(&mut case, "dmitry", mine, None), Ok(1), "he may say that he knows");
    case.act(person("dmitry"), &Command::ClaimTask { task: case.task("plain").number }).unwrap();
    assert_eq!(acknowledge(&mut case, "dmitry", mine, later), Err("own_lateness".into()), "nor himself");
    assert_eq!(acknowledge(&mut case, "dmitry", mine, None), Ok(0), "to say it twice is no mistake");
    for other in ["ivan", "boris"] {
        let number = told_to(&case, other);
        assert!(case.case.answered.contains_key(&number), "{other} is asked no more");
        for until in [None, later] {
            assert_eq!(acknowledge(&mut case, other, number, until), Err("offer_over".into()), "{other}");
        }
    }
    let mut case = offered();
    let head = told_to(&case, "boris");
    assert!(acknowledge(&mut case, "boris", head, Some("2026-03-05 12:00")).is_ok(), "a head gives time, be it offered to him");
}

/// How a task comes to a head.
type Act = fn(&mut Play, &str, u32) -> Result<(), voronka_core::Rejection>;

#[test]
fn nobody_gives_himself_more_time() {
    let takes = |case: &mut Play, head: &str, task| case.act(person(head), &Command::ClaimTask { task }).map(drop);
    let is_given = |case: &mut Play, head: &str, task| {
        case.act(person("olga"), &Command::ReassignTask { task, to: head.into(), comment: "Сделай сам".into() }).map(drop)
    };
    let acts: [Act; 2] = [takes, is_given];
    for act in acts {
        let (mut case, escalation, task) = known(trial(PLAIN, "anna"), "boris");
        act(&mut case, "boris", task).unwrap();
        assert_eq!(acknowledge(&mut case, "boris", escalation, Some("2027-03-04 12:00")), Err("own_lateness".into()));
        assert_eq!(acknowledge(&mut case, "boris", escalation, None), Ok(0));
    }
}

#[test]
fn who_was_told_before_gives_no_time_to_who_took_the_task_or_heads_him() {
    let mut case = trial(PLAIN, "anna");
    case.advance(at("2026-03-02 15:00"));
    let (boris, task) = (told_to(&case, "boris"), case.task("plain").number);
    case.act(person("olga"), &Command::ReassignTask { task, to: "olga".into(), comment: "Сама".into() }).unwrap();
    assert_eq!(acknowledge(&mut case, "boris", boris, Some("2026-03-05 12:00")), Err("forbidden".into()));
}

#[test]
fn a_new_date_is_told_to_who_has_the_task_and_to_whoever_knew_of_it() {
    let concerned = |events: &[voronka_core::Recorded]| -> Vec<String> {
        let told = notices(events).into_iter();
        told.filter(|(_, message)| matches!(message, Message::Concern { matter: Matter::MoreTime { .. }, .. }))
            .map(|(to, _)| to)
            .collect()
    };
    let mut case = offered();
    let escalation = told_to(&case, "boris");
    for day in ["2026-03-05 12:00", "2026-03-06 12:00"] {
        let command = Command::AcknowledgeEscalation { escalation, comment: None, until: Some(at(day)) };
        let events = case.act(person("boris"), &command).unwrap();
        assert_eq!(concerned(&events), ["anna", "dmitry", "ivan", "olga"], "{day}");
    }
    let command = Command::RescheduleTask { task: 1, due_at: at("2026-03-10 12:00"), reason: "Ждем".into() };
    assert_eq!(concerned(&case.act(person("boris"), &command).unwrap()), ["anna", "dmitry", "ivan", "olga"], "by hand");
    case.act(person("ivan"), &Command::ClaimTask { task: 1 }).unwrap();
    let command =
        Command::AcknowledgeEscalation { escalation: told_to(&case, "olga"), comment: None, until: Some(at("2026-03-12 12:00")) };
    assert_eq!(concerned(&case.act(person("olga"), &command).unwrap()), ["anna", "ivan"], "whose offer is over hears no more");
}
