//! Replaced: somebody else has the place for which a person was told of lateness. The new one hears of it; other hands and absences
//! replace nobody.

use voronka_core::Command;
use voronka_definition::organisation::{Covered, Organisation};

use crate::absences::absence;
use crate::house::trial;
use crate::play::{Play, at, person};

const SALE: &str = "escalations: {up: [{when: overdue, notify: head_of(late)}]}
stages: {only: {title: Стадия, steps: [{task: work, due: 1 business day, escalate: up, results: {done: {finish: won}}}]}}";

fn told(case: &Play) -> Vec<&str> {
    case.case.escalations.values().map(|one| one.to.as_str()).collect()
}

/// A task of Anna's is late, and her head has been told.
fn late() -> Play {
    let mut case = trial(SALE, "anna");
    case.advance(at("2026-03-04 12:00"));
    assert_eq!(told(&case), ["boris"]);
    case
}

fn reorganise(case: &mut Play, change: impl FnOnce(&mut Organisation)) {
    case.change_house(change);
    case.review();
}

fn head(house: &mut Organisation, person: &str) {
    house.departments.get_mut("corporate").unwrap().head = Some(person.into());
}

#[test]
fn a_new_head_hears_of_what_the_former_one_has_not_answered() {
    let mut case = late();
    reorganise(&mut case, |house| head(house, "ivan"));
    assert_eq!(told(&case), ["ivan"]);
    case.review();
    assert_eq!(told(&case), ["ivan"], "once");
    reorganise(&mut case, |house| head(house, "boris"));
    assert_eq!(told(&case), ["boris"], "and back");
    let give = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Вам".into() };
    assert!(case.act(person("ivan"), &give).is_err(), "it is no longer his");
    case.must_replay();
}

#[test]
fn whose_employee_moves_to_another_department_is_replaced_too() {
    let mut case = late();
    reorganise(&mut case, |house| house.people.get_mut("anna").unwrap().department = Some("regional".into()));
    assert_eq!(told(&case), ["svetlana"]);
}

#[test]
fn what_was_answered_stays_with_whom_it_was() {
    let mut case = late();
    let number = *case.case.escalations.keys().next().unwrap();
    case.act(person("boris"), &Command::AcknowledgeEscalation { escalation: number, comment: None, until: None }).unwrap();
    reorganise(&mut case, |house| head(house, "ivan"));
    assert_eq!(told(&case), Vec::<&str>::new());
}

#[test]
fn absences_and_other_hands_replace_nobody() {
    let mut case = late();
    case.away(&[absence("boris", Some("dmitry"), (4, 11), Covered::All)]);
    assert_eq!(told(&case), ["boris"], "he was told");
    case.away(&[]);
    let give = Command::ReassignTask { task: 1, to: "rustam".into(), comment: "Вам".into() };
    let mut given = late();
    given.act(person("olga"), &give).unwrap();
    let before = told(&given).join(" ");
    given.review();
    assert_eq!(told(&given).join(" "), before);
}

#[test]
fn whom_a_deputy_stood_in_for_may_be_replaced_while_he_is_away() {
    let mut case = trial(SALE, "anna");
    case.away(&[absence("boris", Some("dmitry"), (2, 11), Covered::All)]);
    case.advance(at("2026-03-04 12:00"));
    assert_eq!(told(&case), ["dmitry"]);
    case.away(&[]);
    assert_eq!(told(&case), ["dmitry"], "he goes on with what he was told");
    reorganise(&mut case, |house| head(house, "ivan"));
    assert_eq!(told(&case), ["ivan"]);
}
