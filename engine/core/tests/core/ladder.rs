//! The ladder in small processes: whom it finds, how often he hears, and who answers it.

use serde_json::json;
use voronka_core::case::{AlarmKind, Trouble};
use voronka_core::notice::{Hearer, Message};
use voronka_core::{Actor, Command, Event, HandTask, Recorded};
use voronka_definition::model::TaskKind;
use voronka_definition::organisation::Organisation;

use crate::house::{away, dismiss, trial, trial_in};
use crate::play::{Play, at, input, notices, overdue, person};

fn process(assignee: &str, ladder: &str) -> String {
    format!(
        "
roles: {{lawyer: position(lawyer)}}
escalations: {{up: [{ladder}]}}
stages:
  only:
    title: Стадия
    steps: [{{task: work, {assignee}, escalate: up, results: {{done: {{finish: won}}}}}}]"
    )
}

const OVERDUE: &str = "{when: overdue, notify: head_of(late)}";

/// Who hears that the task is overdue, in the order of the letters.
fn hear(assignee: &str, ladder: &str, owner: &str, change: impl FnOnce(&mut Organisation)) -> (Vec<String>, Play, Vec<Recorded>) {
    let mut case = trial_in(&process(assignee, ladder), owner, |_| ());
    case.change_house(change);
    let events = case.advance(case.task("work").due_at);
    (overdue(&events), case, events)
}

#[test]
fn each_rung_finds_somebody_who_is_there_and_is_not_late_himself() {
    type Change = fn(&mut Organisation);
    let table: [(&str, &str, &str, Change, &[&str]); 10] = [
        ("assignee: deal.owner", OVERDUE, "anna", |_| (), &["boris"]),
        ("assignee: person(boris)", OVERDUE, "anna", |_| (), &["olga", "anna"]),
        ("assignee: person(olga)", OVERDUE, "anna", |_| (), &["vera", "anna"]),
        ("assignee: deal.owner", "{when: overdue, notify: person(anna)}", "anna", |_| (), &["vera"]),
        ("assignee: deal.owner", "{when: overdue, notify: person(ivan)}", "anna", |house| dismiss(house, "ivan"), &["vera"]),
        ("assignee: deal.owner", OVERDUE, "anna", |house| dismiss(house, "boris"), &["olga"]),
        ("assignee: deal.owner", OVERDUE, "anna", |house| house.absences = vec![away("boris", None)], &["olga"]),
        ("assignee: person(boris)", OVERDUE, "anna", |house| dismiss(house, "anna"), &["olga"]),
        // Candidates: each one's head hears once; one whose ladder ends does not take the others' heads away.
        ("candidates: [person(anna), person(dmitry)]", OVERDUE, "boris", |_| (), &["boris"]),
        ("candidates: [person(olga), person(anna)]", OVERDUE, "anna", |_| (), &["boris"]),
    ];
    for (assignee, ladder, owner, change, wanted) in table {
        let (heard, case, _) = hear(assignee, ladder, owner, change);
        assert_eq!(heard, wanted, "{assignee} {ladder}");
        let nobody = case.case.incidents.values().any(|one| matches!(one.trouble, Trouble::Nobody { .. }));
        assert_eq!(nobody, heard.contains(&"vera".to_owned()), "the administrators, and an incident");
    }
}

#[test]
fn one_person_gets_one_notice_per_rung() {
    for assignee in ["assignee: person(olga)", "assignee: person(boris)", "candidates: [person(anna), person(dmitry)]"] {
        let (_, _, events) = hear(assignee, OVERDUE, "anna", |_| ());
        let mut told: Vec<_> = notices(&events).into_iter().filter(|(_, m)| !matches!(m, Message::Reminder { .. })).collect();
        told.sort_by(|a, b| a.0.cmp(&b.0));
        assert!(told.windows(2).all(|two| two[0].0 != two[1].0), "{assignee}: {told:#?}");
    }
}

#[test]
fn one_incident_tells_that_nobody_was_found() {
    let ladder = "{when: overdue, notify: person(anna)}, {when: overdue by 1 business day, notify: person(anna)}";
    let (_, mut case, _) = hear("assignee: deal.owner", ladder, "anna", |_| ());
    let events = case.advance(at("2026-03-10 12:00"));
    assert_eq!((overdue(&events), case.case.incidents.len()), (vec!["vera".to_owned()], 1));
}

#[test]
fn nobody_who_left_gets_letters_or_tasks() {
    let mut case = trial_in(&process("assignee: person(ivan)", OVERDUE), "anna", |house| dismiss(house, "ivan"));
    assert_eq!(case.holder("work"), ["anna"], "a named person who left is nobody");
    case.change_house(|house| dismiss(house, "anna"));
    let events = case.advance(at("2026-03-03 18:00"));
    let told: Vec<_> = notices(&events).into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, ["boris"], "neither a reminder nor a copy");
}

#[test]
fn the_tasks_of_an_owner_who_left_go_to_his_successor() {
    let steps = "{task: first}, {task: second, assignee: head_of(deal.owner), results: {done: {finish: won}}}";
    let mut case = trial(&format!("stages: {{only: {{title: Стадия, steps: [{steps}]}}}}"), "anna");
    case.change_house(|house| dismiss(house, "anna"));
    case.act(person("boris"), &change_owner("dmitry")).unwrap();
    assert_eq!(case.holder("first"), ["dmitry"]);
    case.change_house(|house| dismiss(house, "dmitry"));
    case.complete("boris", "first", "done", json!({}));
    assert_eq!(case.holder("second"), ["boris"]);
    case.change_house(|house| house.absences = vec![away("boris", None)]);
    case.act(person("olga"), &change_owner("rustam")).unwrap();
    assert_eq!(case.holder("second"), ["svetlana"], "the role goes with the owner, though its old head is away by now");
}

fn change_owner(to: &str) -> Command {
    Command::ChangeOwner { person: to.into(), comment: "Передача".into() }
}

#[test]
fn new_work_for_an_owner_who_left_goes_to_his_head() {
    let steps = "{task: first, assignee: person(boris)}, {task: second, results: {done: {finish: won}}}";
    let mut case = trial(&format!("stages: {{only: {{title: Стадия, steps: [{steps}]}}}}"), "anna");
    case.change_house(|house| dismiss(house, "anna"));
    case.complete("boris", "first", "done", json!({}));
    assert_eq!(case.holder("second"), ["boris"]);
    case.act(person("boris"), &change_owner("dmitry")).unwrap();
    assert_eq!(case.holder("second"), ["dmitry"]);
}

const THREE: &str = "{when: overdue, notify: head_of(late)}, {when: overdue by 1 business day, notify: head_of(head_of(late))}, \
    {when: overdue by 2 business days, offer: head_of(late)}";

fn offered() -> Play {
    let mut case = trial(&process("assignee: deal.owner", THREE), "anna");
    case.advance(at("2026-03-05 10:00"));
    assert!(case.next_timer().is_none(), "the last rung was taken");
    case
}

fn open_to(case: &Play, person: &str) -> usize {
    case.case.escalations.values().filter(|one| one.to.as_str() == person).count()
}

#[test]
fn who_takes_or_gives_an_offered_task_has_answered() {
    let give = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Возьмите".into() };
    let later = Command::RescheduleTask { task: 1, due_at: at("2026-03-10 12:00"), reason: "Болел".into() };
    let done = Command::CompleteTask { task: 1, result: "done".into(), data: input(json!({})), comment: None };
    for command in [Command::ClaimTask { task: 1 }, give, later, done] {
        let mut case = offered();
        assert_eq!((open_to(&case, "boris"), open_to(&case, "olga")), (2, 1));
        case.act(person("boris"), &command).unwrap();
        assert_eq!((open_to(&case, "boris"), open_to(&case, "olga")), (0, 1), "{command:?}");
    }
}

#[test]
fn an_acknowledged_offer_still_stands() {
    let mut case = trial_in(&process("assignee: person(pavel)", THREE), "anna", |_| ());
    case.advance(at("2026-03-05 10:00"));
    let number = case.case.escalations.values().find(|one| one.offered).unwrap().number;
    let seen = Command::AcknowledgeEscalation { escalation: number, comment: Some("Вижу".into()), until: None };
    case.act(person("olga"), &seen).unwrap();
    case.act(person("olga"), &Command::ClaimTask { task: 1 }).unwrap();
    assert_eq!(case.holder("work"), ["olga"]);
    assert_eq!(case.act(person("olga"), &Command::ClaimTask { task: 1 }).unwrap_err().code, "task_already_claimed");
}

#[test]
fn a_late_task_in_new_hands_has_its_ladder_again() {
    let mut case = offered();
    case.act(person("boris"), &Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Возьмите".into() }).unwrap();
    let timer = case.next_timer().expect("a late task that nobody would hear of any more");
    assert_eq!(timer.due_at, at("2026-03-05 18:00"), "he has the rest of the day");
    assert_eq!(case.task("work").due_at, at("2026-03-03 10:00"), "the date stays");
    assert_eq!(overdue(&case.advance(timer.due_at)), ["boris", "anna"]);
}

#[test]
fn a_rung_that_is_still_to_come_is_counted_in_the_new_hands_time() {
    let mut case = trial(&process("assignee: deal.owner", THREE), "anna");
    case.advance(at("2026-03-03 10:00"));
    case.act(person("boris"), &Command::ReassignTask { task: 1, to: "rustam".into(), comment: "Возьмите".into() }).unwrap();
    let alarm = case.task("work").alarm.clone().unwrap();
    assert_eq!(alarm.kind, AlarmKind::Rung(1), "handing a task on does not start its ladder anew");
    assert_eq!(alarm.at, at("2026-03-04 10:00"), "noon in Chelyabinsk");
    case.act(person("vera"), &Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Лучше вы".into() }).unwrap();
    assert_eq!(overdue(&case.advance(at("2026-03-04 10:00"))), ["olga", "anna"]);
}

#[test]
fn more_time_is_more_time() {
    let mut case = offered();
    case.act(person("boris"), &Command::RescheduleTask { task: 1, due_at: at("2026-03-20 12:00"), reason: "Болел".into() })
        .unwrap();
    let of_olga = case.case.escalations.values().find(|one| one.to.as_str() == "olga").unwrap().number;
    let until = |moment| Command::AcknowledgeEscalation { escalation: of_olga, comment: None, until: Some(at(moment)) };
    let refusal = case.act(person("olga"), &until("2026-03-10 12:00")).unwrap_err();
    assert_eq!(refusal.fields[0].field, "until", "it would take time away");
    case.act(person("olga"), &until("2026-03-27 12:00")).unwrap();
    assert_eq!(case.task("work").due_at, at("2026-03-27 12:00"));
}

#[test]
fn nobody_who_has_a_task_postpones_it_without_end() {
    let later =
        |day: u32| Command::RescheduleTask { task: 1, due_at: at(&format!("2026-04-{day:02} 12:00")), reason: "Так".into() };
    let table: [(&str, &str, &[&str]); 4] = [
        ("assignee: deal.owner", "anna", &["anna"]),
        ("candidates: [person(anna), person(dmitry)]", "anna", &["anna", "dmitry"]),
        ("candidates: [person(anna), person(boris)]", "anna", &["boris"]),
        ("assignee: deal.owner", "yulia", &["rustam"]),
    ];
    for (assignee, owner, people) in table {
        let change = |house: &mut Organisation| house.absences = vec![away("yulia", Some("rustam"))];
        let mut case = trial_in(&process(assignee, THREE), owner, change);
        for (day, by) in (1..=3).zip(people.iter().cycle()) {
            case.act(person(by), &later(day)).unwrap();
        }
        let refusal = case.act(person(people[0]), &later(4)).unwrap_err();
        assert_eq!(refusal.code, "postponed_too_often", "{assignee} {people:?}");
    }
}

#[test]
fn a_task_made_by_hand_keeps_its_ladder_after_the_end() {
    let mut case = trial(&process("assignee: deal.owner", THREE), "anna");
    case.complete("anna", "work", "done", json!({}));
    let task = HandTask {
        title: "Отзыв".into(),
        kind: TaskKind::Call,
        assignee: "dmitry".into(),
        due_at: at("2026-03-10 12:00"),
        comment: None,
    };
    case.act(person("anna"), &Command::MakeTask(task)).unwrap();
    let events = case.advance(at("2026-03-10 12:00"));
    assert_eq!(overdue(&events), ["boris", "anna"], "the late one's head, and a copy for the owner");
    assert!(notices(&events).iter().any(|(_, m)| matches!(m, Message::Overdue { as_whom: Hearer::Owner, .. })));
    let done = Command::CompleteTask { task: 2, result: "done".into(), data: input(json!({})), comment: None };
    case.act(person("dmitry"), &done).unwrap();
    assert_eq!((case.outcome(), case.open().len()), (Some("won"), 0));
}

#[test]
fn whom_a_change_concerns_twice_hears_of_it_once() {
    let mut case = trial(&process("candidates: [deal.owner, person(boris)]", THREE), "anna");
    let events = case.act(person("olga"), &change_owner("boris")).unwrap();
    let told: Vec<_> = notices(&events).into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, ["boris", "anna"]);
}

#[test]
fn a_timer_fires_once() {
    let mut case = trial(&process("assignee: deal.owner", THREE), "anna");
    let timer = case.next_timer().unwrap();
    case.advance(timer.due_at);
    let command = Command::FireTimer { key: timer.key, occurrence: timer.occurrence };
    assert_eq!(case.act(Actor::Engine, &command).unwrap_err().code, "timer_gone");
    assert!(case.history.iter().any(|recorded| matches!(recorded.event, Event::Reminded { .. } | Event::RungTaken { .. })));
}
