//! A head who was told of a late task and moves it: when that passes too, whoever is above him hears of it; and who has it himself by
//! now has nothing to answer.

use voronka_core::notice::Addressee;
use voronka_core::{Actor, Command, Event, Recorded};
use voronka_definition::Locale;

use crate::house::{away, trial};
use crate::play::{Play, at, notices, overdue, person};

/// A task of Anna's with this ladder, late since Tuesday the third, 10:00.
fn late(ladder: &str) -> Play {
    let steps = "{task: work, escalate: up, results: {done: {finish: won}}}";
    let process = format!("escalations: {{up: {ladder}}}\nstages: {{only: {{title: Стадия, steps: [{steps}]}}}}");
    let mut case = trial(&process, "anna");
    case.advance(at("2026-03-03 12:00"));
    case
}

const ONE: &str = "[{when: overdue, notify: head_of(late)}]";
const ASKS: &str =
    "[{when: overdue, notify: head_of(late)}, {when: unanswered for 4 business hours, notify: head_of(head_of(late))}]";
const TWO: &str = "[{when: overdue, notify: head_of(late)}, {when: overdue by 1 business day, notify: head_of(head_of(late))}]";

fn escalated(events: &[Recorded]) -> Vec<&str> {
    let told = events.iter().filter_map(|one| match &one.event {
        Event::Escalated { escalation } => Some(escalation.to.as_str()),
        _ => None,
    });
    told.collect()
}

fn of(case: &Play, who: &str) -> u32 {
    case.case.all_escalations().filter(|one| one.to.as_str() == who).map(|one| one.number).max().unwrap()
}

fn until(case: &mut Play, who: &str, moment: &str) {
    let command = Command::AcknowledgeEscalation { escalation: of(case, who), comment: None, until: Some(at(moment)) };
    case.act(person(who), &command).unwrap();
}

fn move_to(case: &mut Play, who: &str, moment: &str) {
    let command = Command::RescheduleTask { task: 1, due_at: at(moment), reason: "Так".into() };
    case.act(person(who), &command).unwrap();
}

fn give(case: &mut Play, by: &str, to: &str) {
    case.act(person(by), &Command::ReassignTask { task: 1, to: to.into(), comment: "Иначе".into() }).unwrap();
}

#[test]
fn whoever_is_above_hears_when_what_the_head_gave_has_passed_too() {
    for ladder in [ONE, ASKS, TWO] {
        for moves in [until, move_to] {
            let mut case = late(ladder);
            moves(&mut case, "boris", "2026-03-05 12:00");
            let events = case.advance(at("2026-03-05 12:00"));
            assert_eq!(escalated(&events), ["boris", "olga"], "{ladder}");
            let owner = overdue(&events);
            assert_eq!(owner, ["boris", "olga"], "{ladder}: a letter to each");
            assert!(
                case.told(&[1], Locale::Ru).contains("поэтому и руководитель выше: Ольга Кравцова"),
                "{}",
                case.told(&[1], Locale::Ru)
            );
            let before = case.history.len();
            moves(&mut case, "boris", "2026-03-12 12:00");
            let heard = notices(&case.history[before..]).into_iter().map(|(to, _)| to).collect::<Vec<_>>();
            assert_eq!(heard, ["anna", "olga"], "{ladder}: she hears of every move from then on");
            let events = case.advance(at("2026-03-12 12:00"));
            assert_eq!(escalated(&events), ["boris"], "{ladder}: of lateness once");
        }
    }
}

#[test]
fn whoever_is_above_and_there_hears_of_it() {
    let mut case = late(ONE);
    until(&mut case, "boris", "2026-03-05 12:00");
    case.change_house(|house| house.absences = vec![away("olga", Some("svetlana"))]);
    assert_eq!(escalated(&case.advance(at("2026-03-05 12:00"))), ["boris", "svetlana"]);
    // Her letter of the evening waits for a morning on which she is away: her deputy of then hears in her place.
    let mut case = late(ONE);
    until(&mut case, "boris", "2026-03-05 19:00");
    let events = case.advance(at("2026-03-05 19:00"));
    assert_eq!(escalated(&events), ["boris", "olga"]);
    let given = events.iter().find_map(|one| match &one.event {
        Event::NoticeGiven { notice } if notice.to == Addressee::Person("olga".into()) => Some(notice.clone()),
        _ => None,
    });
    let notice = given.expect("a letter to Olga");
    case.change_house(|house| house.absences = vec![away("olga", Some("svetlana"))]);
    case.now = at("2026-03-06 09:00");
    let events = case.act(Actor::Engine, &Command::PassOn { notice: Box::new(notice) }).unwrap();
    assert_eq!(escalated(&events), ["svetlana"]);
}

#[test]
fn whoever_is_above_hears_when_other_hands_are_late_too() {
    let mut case = late(ONE);
    give(&mut case, "boris", "dmitry");
    assert_eq!(escalated(&case.advance(at("2026-03-10 12:00"))), ["boris", "olga"]);
}

#[test]
fn a_date_of_somebody_else_and_one_that_the_process_lets_begin_anew_concern_nobody_above() {
    let mut case = late(ONE);
    move_to(&mut case, "anna", "2026-03-04 09:30");
    assert_eq!(escalated(&case.advance(at("2026-03-04 12:00"))), ["boris"], "she moved it herself");
    let mut case = late(&format!("{{reset: [more_time], rungs: {ONE}}}"));
    until(&mut case, "boris", "2026-03-05 12:00");
    assert_eq!(escalated(&case.advance(at("2026-03-05 12:00"))), ["boris"]);
}

#[test]
fn who_has_the_task_himself_by_now_has_nothing_to_answer() {
    type Act = fn(&mut Play);
    let takes: [(&str, &str, Act); 4] = [
        ("takes it", ONE, |case| drop(case.act(person("boris"), &Command::ClaimTask { task: 1 }).unwrap())),
        ("gives it to himself", ONE, |case| give(case, "boris", "boris")),
        ("is given it", ONE, |case| give(case, "olga", "boris")),
        (
            "gets it from the ladder",
            "[{when: overdue, notify: head_of(late)}, {when: overdue by 1 business day, reassign: head_of(late)}]",
            |case| drop(case.advance(at("2026-03-04 12:00"))),
        ),
    ];
    for (what, ladder, takes) in takes {
        let mut case = late(ladder);
        let asked = of(&case, "boris");
        takes(&mut case);
        assert_eq!(case.holder("work"), ["boris"], "{what}");
        assert!(case.case.answered.contains_key(&asked), "{what}: he is asked no more");
    }
}
