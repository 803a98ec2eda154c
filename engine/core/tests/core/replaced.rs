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

#[test]
fn a_new_head_hears_of_what_came_into_other_hands_before_he_came() {
    let mut away = late();
    away.away(&[absence("anna", Some("dmitry"), (4, 31), Covered::All)]);
    let given = || {
        let mut case = late();
        let give = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Вам".into() };
        case.act(person("vera"), &give).unwrap();
        case
    };
    for mut case in [away, given()] {
        assert_eq!(case.case.tasks[&1].holder.everybody(), ["dmitry".into()]);
        assert_eq!(told(&case), ["boris"], "other hands replace nobody");
        reorganise(&mut case, |house| head(house, "ivan"));
        assert_eq!(told(&case), ["ivan"]);
        case.review();
        assert_eq!(told(&case), ["ivan"], "once");
        case.must_replay();
    }
}

#[test]
fn a_deputy_who_becomes_the_head_of_whom_he_stands_in_for_does_not_hear_of_himself() {
    let mut case = late();
    case.away(&[absence("anna", Some("dmitry"), (4, 31), Covered::All)]);
    reorganise(&mut case, |house| head(house, "dmitry"));
    assert_eq!(told(&case), ["olga"], "the head above");
}

#[test]
fn what_was_acknowledged_and_is_still_late_is_known_to_the_new_head_once() {
    let mut case = late();
    answer(&mut case, "boris", None);
    reorganise(&mut case, |house| head(house, "ivan"));
    assert_eq!(told(&case), ["ivan"], "he knows nothing of it yet");
    answer(&mut case, "ivan", None);
    case.review();
    assert_eq!(told(&case), Vec::<&str>::new(), "once");
    reorganise(&mut case, |house| head(house, "boris"));
    assert_eq!(told(&case), ["boris"], "it is his again");
    case.must_replay();
}

#[test]
fn what_has_more_time_is_nobodys_to_inherit() {
    let mut case = late();
    answer(&mut case, "boris", Some("2026-03-20 12:00"));
    reorganise(&mut case, |house| head(house, "ivan"));
    assert_eq!(told(&case), Vec::<&str>::new());
    case.advance(at("2026-03-20 12:00"));
    assert!(told(&case).contains(&"ivan"), "he hears when that has passed");
}

fn answer(case: &mut Play, by: &str, until: Option<&str>) {
    let mine = case.case.escalations.values().find(|one| one.to.as_str() == by).unwrap().number;
    let until = until.map(at);
    case.act(person(by), &Command::AcknowledgeEscalation { escalation: mine, comment: None, until }).unwrap();
}

const LADDERS: &str = "escalations:
  early: [{when: 4 business hours before due, notify: head_of(late)}, {when: overdue, notify: head_of(late)}]
  silent: [{when: overdue, notify: head_of(late)}, {when: unanswered for 2 business hours, notify: head_of(head_of(late))},
    {when: unanswered for 4 business hours, notify: person(vera)}]
  watched: [{when: overdue, watch: head_of(late)}]
  offered: [{when: overdue, watch: head_of(late)}, {when: overdue, notify: head_of(late)}, {when: overdue by 1 business day, offer: head_of(late)}]
stages: {only: {title: Стадия, steps: [{task: work, due: 1 business day, escalate: LADDER, results: {done: {finish: won}}}]}}";

fn with(ladder: &str) -> Play {
    trial(&LADDERS.replace("LADDER", ladder), "anna")
}

fn until_told(ladder: &str, person: &str) -> Play {
    let mut case = with(ladder);
    while !told(&case).contains(&person) {
        let next = case.next_timer().unwrap().due_at;
        case.advance(next);
    }
    case
}

#[test]
fn what_was_nearly_due_and_has_a_later_date_is_told_when_it_is_nearly_due_again() {
    let mut case = until_told("early", "boris");
    assert_eq!(told(&case), ["boris"], "soon due");
    let (due_at, reason) = (at("2026-03-20 12:00"), "Клиент просит".to_owned());
    case.act(person("boris"), &Command::RescheduleTask { task: 1, due_at, reason }).unwrap();
    reorganise(&mut case, |house| head(house, "ivan"));
    assert_eq!(told(&case), Vec::<&str>::new(), "it is weeks away");
    case.advance(at("2026-03-20 11:59"));
    assert_eq!(told(&case), ["ivan"]);
}

#[test]
fn another_head_below_does_not_put_off_what_waits_for_the_head_above() {
    let climbs = |replaced: bool| {
        let mut case = until_told("silent", "olga");
        let next = case.next_timer().unwrap().due_at;
        if replaced {
            reorganise(&mut case, |house| head(house, "ivan"));
            assert!(told(&case).contains(&"ivan"));
        }
        assert_eq!(case.next_timer().unwrap().due_at, next);
        next
    };
    assert_eq!(climbs(true), climbs(false));
}

#[test]
fn who_was_told_from_above_hears_it_once_when_he_becomes_the_head_below() {
    let mut case = until_told("silent", "olga");
    reorganise(&mut case, |house| head(house, "olga"));
    assert_eq!(told(&case), ["olga"]);
}

#[test]
fn a_late_task_that_is_only_watched_is_watched_by_the_new_head() {
    let mut case = with("watched");
    case.advance(at("2026-03-04 12:00"));
    assert!(case.case.watchers[&1].contains("boris"));
    reorganise(&mut case, |house| head(house, "ivan"));
    assert!(case.case.watchers[&1].contains("ivan"));
    let before = case.case.revision;
    case.review();
    assert_eq!(case.case.revision, before, "once");
    case.must_replay();
}

#[test]
fn who_inherits_several_words_of_one_task_hears_the_strongest_alone() {
    let mut case = with("offered");
    case.advance(at("2026-03-04 16:00"));
    assert_eq!(told(&case), ["boris", "boris"]);
    let before = case.history.len();
    reorganise(&mut case, |house| head(house, "ivan"));
    let events = &case.history[before..];
    let letters = crate::play::notices(events).into_iter().filter(|(to, _)| to == "ivan").count();
    assert_eq!((told(&case), letters), (vec!["ivan"], 1));
    assert!(case.case.escalations.values().all(|one| one.offered), "he may take it");
}
