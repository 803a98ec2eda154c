//! What a rung does besides telling a head: before the due date, to the task itself, and to several colleagues.

use serde_json::json;
use voronka_core::case::{AlarmKind, Trouble};
use voronka_core::notice::{Hearer, Message};
use voronka_core::{Command, Event, Recorded};
use voronka_definition::model::Priority;

use crate::house::{dismiss, trial, trial_in};
use crate::play::{Play, at, notices, overdue, person};

/// One task with this ladder, due on Tuesday the third at 10:00; it is given on Monday at 10:00.
fn process(ladder: &str) -> String {
    format!(
        "
escalations: {{up: [{ladder}]}}
stages:
  only:
    title: Стадия
    steps: [{{task: work, remind: 2 business hours before, escalate: up, results: {{done: {{finish: won}}}}}}]"
    )
}

fn play(ladder: &str) -> Play {
    trial(&process(ladder), "anna")
}

/// What became of the case so far, with the hour of each: the reminder and the rungs.
fn climbed(events: &[Recorded]) -> Vec<(String, &'static str, u32)> {
    let told = events.iter().filter_map(|recorded| {
        let hour = recorded.at.format("%d %H:%M").to_string();
        match recorded.event {
            Event::Reminded { .. } => Some((hour, "reminder", 0)),
            Event::RungTaken { rung, .. } => Some((hour, "rung", rung)),
            _ => None,
        }
    });
    told.collect()
}

#[test]
fn rungs_before_the_date_and_the_reminder_come_in_the_order_of_time() {
    let ladder = "{when: 4 business hours before due, notify: head_of(late)}, {when: 1 business hour before due, priority: high}, \
        {when: overdue, notify: head_of(late)}, {when: overdue by 1 business hour, offer: head_of(late)}";
    let mut case = play(ladder);
    let events = case.advance(at("2026-03-03 18:00"));
    let hours: Vec<(&str, &str, u32)> = vec![
        ("02 12:00", "rung", 1),
        ("02 14:00", "reminder", 0),
        ("03 06:00", "rung", 2),
        ("03 07:00", "rung", 3),
        ("03 08:00", "rung", 4),
    ];
    let wanted: Vec<_> = hours.into_iter().map(|(hour, what, rung)| (hour.to_owned(), what, rung)).collect();
    assert_eq!(climbed(&events), wanted, "hours of Greenwich");
    let early = notices(&events).into_iter().filter(|(_, one)| matches!(one, Message::DueSoon { .. }));
    assert_eq!(early.map(|(to, _)| to).collect::<Vec<_>>(), ["boris"], "and no copy for the owner, who is not late");
    assert!(case.case.escalations[&1].early && !case.case.escalations[&2].early);
}

#[test]
fn what_lies_behind_is_not_made_up_for() {
    let ladder = "{when: 2 business days before due, notify: head_of(late)}, {when: overdue, notify: head_of(late)}";
    let mut case = play(ladder);
    assert_eq!(case.task("work").alarm.as_ref().unwrap().kind, AlarmKind::Reminder);
    let later = Command::RescheduleTask { task: 1, due_at: at("2026-03-12 12:00"), reason: "Клиент занят".into() };
    case.act(person("anna"), &later).unwrap();
    assert_eq!(case.next_timer().unwrap().due_at, at("2026-03-10 12:00"), "two days before the new date");
    assert_eq!(case.task("work").alarm.as_ref().unwrap().kind, AlarmKind::Rung(0));
}

#[test]
fn a_watcher_sees_the_deal_and_hears_of_the_end() {
    let mut case = play("{when: overdue, watch: position(lawyer)}, {when: overdue by 1 business day, notify: head_of(late)}");
    let events = case.advance(at("2026-03-03 10:00"));
    let watchers: Vec<_> = case.case.watchers[&1].iter().map(|person| person.to_string()).collect();
    assert!(!watchers.is_empty() && watchers.iter().all(|one| case.case.people.contains(one.as_str())));
    assert_eq!(overdue(&events), watchers);
    let as_watcher = |(_, one): &(String, &Message)| matches!(one, Message::Overdue { as_whom: Hearer::Watcher, .. });
    assert_eq!(notices(&events).into_iter().filter(as_watcher).count(), watchers.len());
    assert!(case.case.escalations.is_empty(), "a watcher has nothing to acknowledge");
    let events = case.complete("anna", "work", "done", json!({}));
    let told = notices(&events).into_iter().filter(|(_, one)| matches!(one, Message::Ended { result: Some(_), .. }));
    assert_eq!(told.map(|(to, _)| to).collect::<Vec<_>>(), watchers);
    assert!(case.case.watchers.is_empty());
}

#[test]
fn a_rung_sets_the_priority_once() {
    let mut case = play("{when: overdue, priority: high}, {when: overdue by 1 business hour, priority: high}");
    assert_eq!(case.task("work").priority, Priority::Normal);
    let events = case.advance(at("2026-03-03 18:00"));
    assert_eq!(case.task("work").priority, Priority::High);
    assert_eq!(events.iter().filter(|one| matches!(one.event, Event::PrioritySet { .. })).count(), 1);
    assert!(overdue(&events).is_empty());
}

#[test]
fn a_rung_gives_the_task_to_somebody_and_both_hear_of_it() {
    let mut case = play("{when: overdue, reassign: head_of(late)}, {when: overdue by 1 business day, notify: head_of(late)}");
    let events = case.advance(at("2026-03-03 10:00"));
    assert_eq!(case.holder("work"), ["boris"]);
    let told: Vec<_> = notices(&events).into_iter().filter(|(_, one)| matches!(one, Message::Reassigned { .. })).collect();
    assert_eq!(told.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["boris", "anna"]);
    let events = case.advance(at("2026-03-04 10:00"));
    assert_eq!(overdue(&events), ["olga", "anna"], "the ladder goes on, now above the new assignee");
    case.act(person("olga"), &Command::ChangeOwner { person: "dmitry".into(), comment: "Передача".into() }).unwrap();
    assert_eq!(case.holder("work"), ["boris"], "it follows its rule no longer");
}

#[test]
fn a_task_is_offered_to_colleagues_and_goes_to_the_first() {
    let mut case = play("{when: overdue, offer: [head_of(late), person(dmitry), late]}");
    let events = case.advance(at("2026-03-03 10:00"));
    assert_eq!(overdue(&events), ["boris", "dmitry"], "never the late person himself");
    case.act(person("dmitry"), &Command::ClaimTask { task: 1 }).unwrap();
    assert_eq!(case.holder("work"), ["dmitry"]);
}

#[test]
fn a_rung_that_finds_nobody_is_an_incident_whatever_it_does() {
    for action in ["watch: person(ivan)", "reassign: person(ivan)", "offer: [person(ivan), late]", "notify: late"] {
        let ladder = format!("{{when: 1 business hour before due, {action}}}, {{when: overdue, {action}}}");
        let mut case = trial_in(&process(&ladder), "anna", |house| dismiss(house, "ivan"));
        let events = case.advance(at("2026-03-03 10:00"));
        let nobody = case.case.incidents.values().filter(|one| matches!(one.trouble, Trouble::Nobody { .. })).count();
        assert_eq!(nobody, 1, "{action}");
        assert_eq!(overdue(&events), ["vera"], "{action}");
        assert_eq!(case.holder("work"), ["anna"], "{action}");
    }
}
