//! Who hears of a change in his calendar, and that he hears it once.

use serde_json::json;
use voronka_core::notice::{MeetingChange, Message};
use voronka_core::{Command, HandTask, Recorded, Setting, make_errand};
use voronka_definition::Process;
use voronka_definition::model::TaskKind;

use crate::play::{Play, at, input, notices, person, start, world};

/// What the notices of these events bring into whose calendar.
fn told(events: &[Recorded]) -> Vec<String> {
    let of = |(to, message): (String, &Message)| match message {
        Message::Meeting { change: MeetingChange::Planned, .. } => Some(format!("{to} planned")),
        Message::Meeting { change: MeetingChange::Moved, .. } => Some(format!("{to} moved")),
        Message::Meeting { change: MeetingChange::Cancelled, .. } => Some(format!("{to} cancelled")),
        Message::Meeting { change: MeetingChange::GivenAway, .. } => Some(format!("{to} given away")),
        Message::Assigned { task } if task.kind == TaskKind::Meeting => Some(format!("{to} assigned")),
        Message::Reassigned { task, .. } if task.kind == TaskKind::Meeting => Some(format!("{to} reassigned")),
        _ => None,
    };
    notices(events).into_iter().filter_map(of).collect()
}

fn meeting(by: &str, assignee: &str, due_at: &str) -> (Play, u32, Vec<Recorded>) {
    let mut play = start("corporate_sales", "anna", json!({"title": "Склад"}), None).unwrap();
    let task = HandTask {
        title: "Встреча".to_owned(),
        kind: TaskKind::Meeting,
        assignee: assignee.into(),
        due_at: at(due_at),
        comment: None,
    };
    let events = play.act(person(by), &Command::MakeTask(task)).unwrap();
    let number = play.case.counters.tasks;
    (play, number, events)
}

fn hand_over(task: u32, to: &str) -> Command {
    Command::ReassignTask { task, to: to.into(), comment: "в отпуске".to_owned() }
}

fn move_to(task: u32, due_at: &str) -> Command {
    Command::RescheduleTask { task, due_at: at(due_at), reason: "клиент просит".to_owned() }
}

#[test]
fn whoever_makes_a_meeting_for_himself_has_it_in_his_calendar() {
    let (_, _, own) = meeting("anna", "anna", "2026-03-05 12:00");
    assert_eq!(told(&own), ["anna planned"]);
    let (_, _, of_another) = meeting("boris", "anna", "2026-03-05 12:00");
    assert_eq!(told(&of_another), ["anna assigned"], "one letter brings both");
}

#[test]
fn a_meeting_without_a_deal_is_a_meeting_too() {
    let now = at("2026-03-02 10:00");
    let setting = Setting { world: &world(), now, by: person("anna"), fresh: "1".repeat(32).parse().unwrap() };
    let due_at = at("2026-03-05 12:00");
    let (title, kind) = ("Встреча".to_owned(), TaskKind::Meeting);
    let task = HandTask { title, kind, assignee: "anna".into(), due_at, comment: None };
    let decision = make_errand(&Process::errand(), setting.fresh, &task, &setting).unwrap();
    assert_eq!(told(&decision.events), ["anna planned"]);
}

#[test]
fn a_meeting_moves_with_its_date_and_its_holder() {
    let (mut play, number, _) = meeting("boris", "anna", "2026-03-05 12:00");
    let moved = play.act(person("anna"), &move_to(number, "2026-03-06 12:00")).unwrap();
    assert_eq!(told(&moved), ["anna moved"]);
    let given = play.act(person("anna"), &hand_over(number, "dmitry")).unwrap();
    assert_eq!(told(&given), ["dmitry reassigned", "anna given away"]);
    let given = play.act(person("boris"), &hand_over(number, "anna")).unwrap();
    assert_eq!(told(&given), ["anna reassigned", "dmitry reassigned"]);
}

#[test]
fn a_meeting_that_will_not_be_held_leaves_the_calendar_and_one_that_was_held_stays() {
    let close = |now: &str| {
        let (mut play, task, _) = meeting("boris", "anna", "2026-03-05 12:00");
        play.advance(at(now));
        let data = input(json!({}));
        told(&play.act(person("anna"), &Command::CompleteTask { task, result: "done".into(), data, comment: None }).unwrap())
    };
    assert_eq!(close("2026-03-05 11:59"), ["anna cancelled"]);
    assert_eq!(close("2026-03-05 12:00"), Vec::<String>::new());
    assert_eq!(close("2026-03-05 13:10"), Vec::<String>::new());
}

#[test]
fn what_is_past_or_no_meeting_concerns_no_calendar() {
    let mut play = start("corporate_sales", "anna", json!({"title": "Склад"}), None).unwrap();
    let task = |kind, due_at| HandTask { title: "Дело".to_owned(), kind, assignee: "anna".into(), due_at, comment: None };
    let call = task(TaskKind::Call, at("2026-03-05 12:00"));
    assert_eq!(told(&play.act(person("anna"), &Command::MakeTask(call)).unwrap()), Vec::<String>::new());
}
