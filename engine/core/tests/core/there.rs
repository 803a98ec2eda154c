//! A rung finds somebody who is there to read it: not whoever is named and away, nor who is away at the hour of the letter.

use voronka_core::case::Trouble;
use voronka_core::notice::{Addressee, Notice};
use voronka_core::{Actor, Command, Event};
use voronka_definition::organisation::Organisation;

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
    let rows: [Row; 4] = [
        ("person(pavel)", |_| (), "pavel"),
        ("person(pavel)", |house| house.absences = vec![away("pavel", Some("natalia"))], "natalia"),
        ("person(pavel)", |house| house.absences = vec![away("pavel", None)], "olga"),
        ("position(lawyer)", |house| house.absences = vec![away("pavel", None)], "olga"),
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
