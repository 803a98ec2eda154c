//! New dates: who has a task hears of a date that somebody else gave it, and of none that he gave it himself.

use serde_json::json;
use voronka_core::notice::{Matter, Message};
use voronka_core::{Actor, Command, Recorded};

use crate::house::trial;
use crate::play::{Play, at, input, notices, person};

const PROCESS: &str = "
fields: {at: {type: datetime, title: Когда}}
roles: {manager: deal.owner, other: person(dmitry), several: position(manager)}
defaults: {assignee: other, due: at else 5 business days}
activities:
  meet: {title: Встреча, kind: meeting, due: 5 business days, results: {done: {title: Была}}}
stages:
  only:
    title: Стадия
    steps:
      - plan: meet
      - {task: call, title: Звонок, results: {done: {title: Готово, finish: won}}}
";

/// Who hears of a new date of which task, and what else they are told of it.
fn told(events: &[Recorded]) -> Vec<String> {
    let line = |(to, message): (String, &Message)| match message {
        Message::Concern { task, matter: Matter::NewDate { by, from, reason } } => {
            let way = if task.due_at < *from { "sooner" } else { "later" };
            format!("{to} {way} by {by} {}", reason.as_deref().unwrap_or("-"))
        }
        other => format!("{to} {}", other.name()),
    };
    notices(events).into_iter().map(line).collect()
}

fn reschedule(case: &mut Play, by: &str, step: &str, due_at: &str) -> Vec<String> {
    let task = case.task(step).number;
    let command = Command::RescheduleTask { task, due_at: at(due_at), reason: "клиент".to_owned() };
    told(&case.act(person(by), &command).unwrap())
}

/// The tasks are with Dmitry, and Boris is his head. Nothing is late.
#[test]
fn a_date_that_somebody_else_gives_is_told_to_who_has_the_task() {
    let table = [
        ("boris", "2026-03-04 12:00", vec!["dmitry sooner by boris клиент"]),
        ("boris", "2026-03-20 12:00", vec!["dmitry later by boris клиент"]),
        ("dmitry", "2026-03-04 12:00", vec![]),
    ];
    for (by, due_at, wanted) in table {
        assert_eq!(reschedule(&mut trial(PROCESS, "anna"), by, "call", due_at), wanted, "{by} {due_at}");
    }
}

#[test]
fn a_field_that_brings_a_task_forward_is_told_and_one_that_puts_it_off_is_not() {
    let mut case = trial(PROCESS, "anna");
    for (value, wanted) in [
        ("2026-03-04T12:00:00+03:00", vec!["dmitry sooner by anna -"]),
        ("2026-03-05T12:00:00+03:00", vec![]),
        ("2026-03-03T12:00:00+03:00", vec!["dmitry sooner by anna -"]),
    ] {
        let command = Command::CorrectData { data: input(json!({ "at": value })), revision: case.case.revision };
        assert_eq!(told(&case.act(person("anna"), &command).unwrap()), wanted, "{value}");
    }
}

#[test]
fn a_meeting_has_an_invitation_for_its_new_hour() {
    let mut case = trial(PROCESS, "anna");
    assert_eq!(reschedule(&mut case, "boris", "meet", "2026-03-04 12:00"), ["dmitry meeting"]);
}

#[test]
fn what_is_offered_to_several_is_told_to_each_of_them() {
    let process = PROCESS.replace("title: Звонок, results", "title: Звонок, candidates: [several], results");
    let mut case = trial(&process, "anna");
    let all = reschedule(&mut case, "boris", "call", "2026-03-04 12:00");
    assert!(all.len() > 1 && all.iter().all(|line| line.ends_with("sooner by boris клиент")), "{all:?}");
}

#[test]
fn a_review_tells_nobody_of_dates() {
    let mut case = trial(PROCESS, "anna");
    assert_eq!(told(&case.act(Actor::Engine, &Command::Review).unwrap()), Vec::<String>::new());
}
