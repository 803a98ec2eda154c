//! A rung finds somebody who is there to read it: not whoever is named and away, nor who is away at the hour of the letter.

use voronka_core::case::Trouble;
use voronka_core::notice::{Addressee, Notice};
use voronka_core::{Actor, Command, Event};
use voronka_definition::organisation::{Absence, Covered, Organisation};

use crate::house::{away, trial_in};
use crate::play::{Play, at};

/// A task of Anna's, due on Tuesday the third, 10:00, with this ladder.
fn case(ladder: &str, change: fn(&mut Organisation)) -> Play {
    let steps = "{task: work, escalate: up, results: {done: {finish: won}}}";
    let process = format!("escalations: {{up: {ladder}}}\nstages: {{only: {{title: Стадия, steps: [{steps}]}}}}");
    trial_in(&process, "anna", change)
}

/// Who was told, and at which hour of Moscow.
fn told(case: &mut Play, until: &str) -> Vec<(String, String)> {
    let events = case.advance(at(until));
    let one = |recorded: &voronka_core::Recorded| match &recorded.event {
        Event::Escalated { escalation } => {
            let hour = (recorded.at + chrono::TimeDelta::hours(3)).format("%d %H:%M");
            Some((hour.to_string(), escalation.to.to_string()))
        }
        _ => None,
    };
    events.iter().filter_map(one).collect()
}

fn hours(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    wanted.iter().map(|(hour, person)| ((*hour).to_owned(), (*person).to_owned())).collect()
}

#[test]
fn who_is_named_and_away_is_replaced_by_who_is_there() {
    type Row = (&'static str, fn(&mut Organisation), &'static str);
    let rows: [Row; 5] = [
        ("person(pavel)", |_| (), "pavel"),
        ("person(pavel)", |house| house.absences = vec![away("pavel", Some("natalia"))], "natalia"),
        ("person(pavel)", |house| house.absences = vec![away("pavel", None)], "olga"),
        ("position(lawyer)", |house| house.absences = vec![away("pavel", None)], "olga"),
        ("position(lawyer)", |house| house.absences = vec![away("pavel", Some("anna"))], "olga"),
    ];
    for (who, change, wanted) in rows {
        for deed in ["notify", "offer", "reassign"] {
            let mut case = case(&format!("[{{when: overdue, {deed}: {who}}}]"), change);
            let events = case.advance(at("2026-03-03 12:00"));
            let heard = events.iter().find_map(|recorded| match &recorded.event {
                Event::Escalated { escalation } => Some(escalation.to.to_string()),
                _ => None,
            });
            match deed {
                "reassign" => assert_eq!(case.holder("work"), [wanted], "{who}"),
                _ => assert_eq!(heard.as_deref(), Some(wanted), "{deed}: {who}"),
            }
        }
    }
}

#[test]
fn the_ladder_does_not_wait_for_the_return_of_who_is_named() {
    let ladder = "[{when: overdue, notify: person(pavel)}, {when: unanswered for 4 business hours, notify: head_of(late)}]";
    let mut case = case(ladder, |house| house.absences = vec![away("pavel", None)]);
    assert_eq!(told(&mut case, "2026-03-04 12:00"), hours(&[("03 10:00", "olga"), ("03 15:00", "boris")]));
}

#[test]
fn where_nobody_is_there_the_administrators_hear_and_an_incident_says_so() {
    let all_away = |house: &mut Organisation| house.absences = vec![away("pavel", None), away("olga", None)];
    let mut case = case("[{when: overdue, notify: person(pavel)}]", all_away);
    assert_eq!(told(&mut case, "2026-03-04 12:00"), hours(&[("03 10:00", "vera")]));
    let troubles: Vec<_> = case.case.incidents.values().map(|incident| &incident.trouble).collect();
    assert!(matches!(troubles[..], [Trouble::Nobody { .. }]), "{troubles:?}");
}

/// The last letter to somebody.
fn letter_to(case: &Play, person: &str) -> Notice {
    let notices = case.history.iter().rev().filter_map(|one| match &one.event {
        Event::NoticeGiven { notice } if notice.to == Addressee::Person(person.into()) => Some(notice.clone()),
        _ => None,
    });
    notices.into_iter().next().expect("a letter")
}

/// Who hears of a letter in place of its reader, who is away by now.
fn passed_on(case: &mut Play, reader: &str) -> Vec<String> {
    let command = Command::PassOn { notice: Box::new(letter_to(case, reader)) };
    let events = case.act(Actor::Engine, &command).unwrap();
    let heard = events.iter().filter_map(|one| match &one.event {
        Event::Escalated { escalation } => Some(escalation.to.to_string()),
        _ => None,
    });
    heard.collect()
}

/// The head above was told once before, in another's place; the time that he gave has passed too.
#[test]
fn who_was_told_of_an_earlier_lateness_hears_of_this_one() {
    let mut case = case("[{when: overdue, notify: head_of(late)}]", |house| house.absences = vec![away("boris", None)]);
    assert_eq!(told(&mut case, "2026-03-03 12:00"), hours(&[("03 10:00", "olga")]));
    case.change_house(|house| house.absences = Vec::new());
    let escalation = *case.case.escalations.keys().next().unwrap();
    let until = Some(at("2026-03-05 19:00"));
    let give = Command::AcknowledgeEscalation { escalation, comment: None, until };
    case.act(Actor::Person("olga".into()), &give).unwrap();
    case.advance(at("2026-03-05 19:30"));
    assert_eq!(case.case.escalations.values().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["boris"]);
    case.change_house(|house| house.absences = vec![away("boris", None)]);
    case.now = at("2026-03-06 09:00");
    assert_eq!(passed_on(&mut case, "boris"), ["olga"]);
}

/// His letter waits for a morning on which neither he nor anybody above him is there.
#[test]
fn a_letter_that_nobody_can_read_goes_to_the_administrators_with_an_incident() {
    let mut case = case("[{when: overdue, notify: head_of(late)}]", |_| ());
    case.act(
        Actor::Person("boris".into()),
        &Command::RescheduleTask { task: 1, due_at: at("2026-03-04 20:00"), reason: "Позже".into() },
    )
    .unwrap();
    case.advance(at("2026-03-04 20:30"));
    case.change_house(|house| house.absences = vec![away("boris", None), away("olga", None)]);
    case.now = at("2026-03-05 09:00");
    assert_eq!(passed_on(&mut case, "boris"), ["vera"]);
    let troubles: Vec<_> = case.case.incidents.values().map(|incident| &incident.trouble).collect();
    assert!(matches!(troubles[..], [Trouble::Nobody { .. }]), "{troubles:?}");
}

/// A world without somebody.
fn leaves(case: &mut Play, person: &str, heir: &str) -> Vec<String> {
    let mut world = voronka_core::World::clone(&case.world);
    world.organisation.people.get_mut(person).unwrap().active = false;
    for department in world.organisation.departments.values_mut().filter(|one| one.head == Some(person.into())) {
        department.head = Some(heir.into());
    }
    case.world = std::sync::Arc::new(world);
    let events = case.review();
    let heard = events.iter().filter_map(|one| match &one.event {
        Event::Escalated { escalation } => Some(escalation.to.to_string()),
        _ => None,
    });
    heard.collect()
}

#[test]
fn who_comes_after_a_leaver_hears_what_he_did_not_answer_while_it_is_late() {
    let ladder = "[{when: overdue, notify: head_of(late)}]";
    let mut late = case(ladder, |_| ());
    late.advance(at("2026-03-03 12:00"));
    assert_eq!(leaves(&mut late, "boris", "pavel"), ["pavel"]);
    assert_eq!(late.case.escalations.values().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["pavel"]);

    // It has more time by now.
    let mut later = case(ladder, |_| ());
    later.advance(at("2026-03-03 12:00"));
    let due_at = at("2026-03-10 12:00");
    later.act(Actor::Person("olga".into()), &Command::RescheduleTask { task: 1, due_at, reason: "Позже".into() }).unwrap();
    assert_eq!(leaves(&mut later, "boris", "pavel"), Vec::<String>::new());
    assert!(later.case.escalations.is_empty());
    later.advance(due_at);
    assert!(later.case.escalations.values().any(|one| one.to.as_str() == "pavel"));
}

/// Who does one thing while he is away goes away again: what follows is his deputy's, also where its date moves by his own hand. What he
/// takes himself he keeps.
#[test]
fn an_act_of_who_is_away_keeps_no_work_from_the_deputy() {
    let two = "fields: {at: {type: datetime, title: Когда}}
stages: {only: {title: Стадия, steps: [{task: work}, {task: next_one, due: at else 1 business day, results: {done: {finish: won}}}]}}";
    for covered in [Covered::All, Covered::Urgent] {
        let mut case = trial_in(two, "anna", |_| ());
        case.change_house(|house| house.absences = vec![Absence { tasks: covered, ..away("anna", Some("dmitry")) }]);
        case.complete("anna", "work", "done", serde_json::json!({}));
        assert_eq!(case.hands("next_one"), "dmitry for anna", "{covered:?}");
        crate::flow::correct(&mut case, "anna", serde_json::json!({"at": "2026-03-04T12:00:00+03:00"}));
        assert_eq!(case.hands("next_one"), "dmitry for anna", "{covered:?}");
        let task = case.task("next_one").number;
        let give = Command::ReassignTask { task, to: "anna".into(), comment: "Сама".into() };
        case.act(Actor::Person("anna".into()), &give).unwrap();
        assert_eq!(case.hands("next_one"), "anna", "{covered:?}");
    }
}

#[test]
fn whoever_hears_in_anothers_place_has_the_whole_time_to_answer() {
    let ladder = "[{when: overdue, notify: person(pavel)}, {when: unanswered for 4 business hours, notify: person(vera)}]";
    let mut case = case(ladder, |_| ());
    assert_eq!(told(&mut case, "2026-03-03 12:00"), hours(&[("03 10:00", "pavel")]));
    case.change_house(|house| house.absences = vec![away("pavel", Some("natalia"))]);
    case.now = at("2026-03-03 13:00");
    assert_eq!(passed_on(&mut case, "pavel"), ["natalia"]);
    assert_eq!(told(&mut case, "2026-03-05 12:00"), hours(&[("03 18:00", "vera")]));
}

#[test]
fn candidates_who_are_named_are_replaced_while_they_are_away_as_those_of_a_position_are() {
    let process = "stages: {only: {title: Стадия, steps: [{task: work, candidates: [person(anna), person(yulia)], \
        results: {done: {finish: won}}}]}}";
    let rows = [(Some("dmitry"), vec!["anna", "dmitry"]), (None, vec!["anna"])];
    for (deputy, wanted) in rows {
        let mut case = trial_in(process, "boris", |_| ());
        assert_eq!(case.holder("work"), ["anna", "yulia"]);
        case.change_house(|house| house.absences = vec![away("yulia", deputy)]);
        case.review();
        assert_eq!(case.holder("work"), wanted);
        case.change_house(|house| house.absences = Vec::new());
        case.review();
        assert_eq!(case.holder("work"), ["anna", "yulia"]);
    }
}

#[test]
fn a_letter_not_yet_read_goes_to_the_head_of_those_who_have_the_task_by_now() {
    let mut moved = case("[{when: overdue, notify: head_of(late)}]", |_| ());
    assert_eq!(told(&mut moved, "2026-03-03 12:00"), hours(&[("03 10:00", "boris")]));
    let give = |to: &str| Command::ReassignTask { task: 1, to: to.into(), comment: "Вам".into() };
    moved.act(Actor::Person("vera".into()), &give("dmitry")).unwrap();
    assert!(passed_on(&mut moved, "boris").is_empty(), "his own department");
    moved.act(Actor::Person("vera".into()), &give("rustam")).unwrap();
    assert_eq!(passed_on(&mut moved, "boris"), ["svetlana"]);
    let letter = letter_to(&moved, "boris");
    assert!(letter.is_stale(&moved.case, at("2026-03-03 12:01")), "it says nothing to him any more");
    assert!(passed_on(&mut moved, "boris").is_empty(), "once");
}

#[test]
fn what_fires_a_little_after_closing_is_read_at_the_closing_all_the_same() {
    let case = case("[{when: overdue, notify: head_of(late)}]", |_| ());
    let time = case.world.business_time(&"boris".into(), None);
    let read = |moscow: &str, seconds: i64| {
        let at = at(moscow) + chrono::TimeDelta::seconds(seconds);
        (voronka_core::world::next_to_read(time, at) - at).num_minutes()
    };
    assert_eq!((read("2026-03-03 18:00", 0), read("2026-03-03 18:00", 1), read("2026-03-03 18:02", 0)), (0, 0, 0));
    assert!(read("2026-03-03 18:02", 1) > 600, "the next morning");
    assert!(read("2026-03-03 08:59", 0) == 1);
}
