//! A position that nobody holds any more: its tasks go elsewhere, and the administrators, the history and the answer to «why?» say so.

use std::sync::Arc;

use voronka_core::case::Trouble;
use voronka_core::notice::{Addressee, Message};
use voronka_core::world::Heirs;
use voronka_core::{Event, World, tell};
use voronka_definition::Locale;

use crate::house::{dismiss, trial, trial_in};
use crate::play::Play;

/// Two tasks of the lawyer, one after another, and one of the manager between them.
const LAWYERS: &str = "
roles: {lawyer: position(lawyer)}
stages:
  only:
    title: Стадия
    steps:
      - {task: draft, title: Проект, assignee: lawyer, results: {done: {}}}
      - {task: talk, title: Разговор, results: {done: {}}}
      - {task: read, title: Проверка, assignee: lawyer, results: {done: {finish: won}}}";

fn vacant(case: &Play) -> Vec<u32> {
    let of = |trouble: &Trouble| match trouble {
        Trouble::Vacant { task, position } => {
            assert_eq!(position.as_str(), "lawyer");
            *task
        }
        other => panic!("{other:?}"),
    };
    case.case.incidents.values().map(|incident| of(&incident.trouble)).collect()
}

#[test]
fn the_only_lawyer_leaves_and_the_administrators_hear_of_it_once() {
    let mut case = trial(LAWYERS, "anna");
    assert_eq!((case.hands("draft").as_str(), vacant(&case)), ("pavel", vec![]));
    case.change_house(|house| dismiss(house, "pavel"));
    let events = case.review();
    assert_eq!((case.hands("draft").as_str(), vacant(&case)), ("anna", vec![1]));
    let told = events.iter().filter_map(|recorded| match &recorded.event {
        Event::NoticeGiven { notice } => Some(notice),
        _ => None,
    });
    let told: Vec<_> =
        told.filter(|notice| matches!(notice.message, Message::Incident { .. })).map(|notice| &notice.to).collect();
    assert_eq!(told, [&Addressee::Person("vera".into())]);
    let history = tell::tell(&case.process, &case.world, &case.history, Locale::Ru);
    let sentence = "Должность lawyer никто не занимает, задача «Проект» — Анна Петрова. Разберется администратор";
    assert!(history.iter().any(|line| line.text == sentence), "{history:#?}");

    case.complete_as_holder("draft", "done", serde_json::json!({}));
    case.complete_as_holder("talk", "done", serde_json::json!({}));
    assert_eq!((case.hands("read").as_str(), vacant(&case)), ("anna", vec![1]), "of this position they know");
    let why = case.told(&[case.task("read").number], Locale::Ru);
    assert!(why.contains("должность lawyer не занимает никто"), "{why}");

    case.change_house(|house| house.people.get_mut("ivan").unwrap().positions.push("lawyer".into()));
    case.review();
    assert_eq!((case.hands("read").as_str(), vacant(&case)), ("ivan", vec![]), "it is held again");
    case.must_replay();
}

#[test]
fn a_deal_that_begins_without_a_lawyer_says_so_at_once() {
    let case = trial_in(LAWYERS, "anna", |house| dismiss(house, "pavel"));
    assert_eq!((case.hands("draft").as_str(), vacant(&case)), ("anna", vec![1]));
}

/// Who took over from the last lawyer does his work: nothing is vacant.
#[test]
fn an_heir_holds_the_position_of_the_last_who_held_it() {
    let mut case = trial(LAWYERS, "anna");
    let mut world = World::clone(&case.world);
    dismiss(&mut world.organisation, "pavel");
    world.heirs.insert("pavel".into(), Heirs { to: Some("ivan".into()), ..Heirs::default() });
    case.world = Arc::new(world);
    case.review();
    assert_eq!((case.hands("draft").as_str(), vacant(&case)), ("ivan", vec![]));
    case.complete_as_holder("draft", "done", serde_json::json!({}));
    case.complete_as_holder("talk", "done", serde_json::json!({}));
    assert_eq!((case.hands("read").as_str(), vacant(&case)), ("ivan", vec![]));
    let why = case.told(&[case.task("read").number], Locale::Ru);
    assert!(why.contains("вместо ушедшего действует Иван Лебедев"), "{why}");
}
