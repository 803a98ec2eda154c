//! A ladder that has run out, and other hands: whoever has the task begins fairly, and nothing stays late in silence.

use chrono::TimeDelta;
use proptest::prelude::*;
use voronka_core::event::Cause;
use voronka_core::{Command, Event, Recorded};
use voronka_definition::model::{RungAction, RungTime};

use crate::house::{dismiss, trial};
use crate::laws::Dice;
use crate::play::{Play, at, overdue, person};

/// One task with this ladder, due on Tuesday the third at 10:00.
fn play(ladder: &str) -> Play {
    let steps = "{task: work, escalate: up, results: {done: {finish: won}}}";
    trial(&format!("escalations: {{up: [{ladder}]}}\nstages: {{only: {{title: Стадия, steps: [{steps}]}}}}"), "anna")
}

const TAKES: &str = "{when: overdue, notify: head_of(head_of(late))}, {when: overdue by 1 business day, offer: [person(ivan), head_of(late)]}, \
    {when: overdue by 2 business days, reassign: head_of(late)}";

fn give(case: &mut Play, by: &str, to: &str) -> Result<Vec<Recorded>, voronka_core::Rejection> {
    case.act(person(by), &Command::ReassignTask { task: 1, to: to.into(), comment: "Возьмите".into() })
}

/// The rungs among these events, with the hour of Greenwich.
fn rungs(events: &[Recorded]) -> Vec<(String, u32)> {
    let taken = events.iter().filter_map(|recorded| match recorded.event {
        Event::RungTaken { rung, .. } => Some((recorded.at.format("%d %H:%M").to_string(), rung)),
        _ => None,
    });
    taken.collect()
}

#[test]
fn what_the_ladder_took_and_somebody_gives_away_is_taken_again() {
    let mut case = play(TAKES);
    case.advance(at("2026-03-05 12:00"));
    assert_eq!(case.holder("work"), ["boris"], "the ladder has run out");
    give(&mut case, "boris", "dmitry").unwrap();
    let events = case.advance(at("2026-03-31 18:00"));
    assert_eq!(rungs(&events), [("06 09:00".to_owned(), 3)], "he has the day that lies between the offer and the last rung");
    assert_eq!(overdue(&events), Vec::<String>::new(), "and whoever heard of the offer hears of it no more");
    assert_eq!(case.holder("work"), ["boris"]);
    give(&mut case, "boris", "anna").unwrap();
    assert_eq!(rungs(&case.advance(at("2026-04-30 18:00"))), [("02 06:00".to_owned(), 3)], "and again, however often");
    assert_eq!(case.holder("work"), ["boris"]);
}

#[test]
fn what_the_ladder_gave_to_a_leaver_climbs_on_with_the_heir() {
    let mut case = play(TAKES);
    case.advance(at("2026-03-05 12:00"));
    case.change_house(|house| dismiss(house, "boris"));
    case.review();
    assert_eq!(case.holder("work"), ["anna"]);
    assert_eq!(rungs(&case.advance(at("2026-03-31 18:00"))), [("06 09:00".to_owned(), 3)]);
    assert_eq!(case.holder("work"), ["olga"], "her head has left, and there is one above");
}

#[test]
fn where_a_rung_waits_for_an_answer_the_one_below_tells_once_more() {
    let ladder = "{when: overdue, notify: head_of(late)}, {when: unanswered for 4 business hours, reassign: head_of(head_of(late))}, \
        {when: overdue by 5 business days, priority: high}";
    let mut case = play(ladder);
    case.advance(at("2026-03-03 15:00"));
    assert_eq!(case.holder("work"), ["olga"]);
    give(&mut case, "olga", "dmitry").unwrap();
    let events = case.advance(at("2026-03-31 18:00"));
    assert_eq!(rungs(&events)[..2], [("03 15:00".to_owned(), 1), ("04 10:00".to_owned(), 2)]);
    assert_eq!(case.holder("work"), ["olga"]);
}

#[test]
fn a_rung_that_calls_nobody_is_no_word_to_wait_for() {
    let ladder = "{when: overdue, notify: head_of(late)}, {when: overdue by 10 business days, priority: high}";
    let mut case = play(ladder);
    case.advance(at("2026-03-03 12:00"));
    give(&mut case, "boris", "dmitry").unwrap();
    let events = case.advance(at("2026-03-31 18:00"));
    assert_eq!(rungs(&events).iter().map(|(_, rung)| *rung).collect::<Vec<_>>(), [1, 2], "the head hears of his late hands too");
}

const LADDERS: [&str; 5] = [
    TAKES,
    "{when: overdue, reassign: head_of(late)}",
    "{when: overdue, notify: head_of(late)}, {when: overdue by 1 business day, reassign: head_of(late)}, \
     {when: overdue by 2 business days, offer: head_of(head_of(late))}, {when: overdue by 3 business days, priority: high}",
    "{when: overdue, notify: head_of(late)}, {when: unanswered for 4 business hours, notify: head_of(head_of(late))}, \
     {when: overdue by 1 business day, reassign: head_of(late)}, {when: overdue by 2 business days, reassign: head_of(head_of(late))}",
    "{when: 4 business hours before due, priority: high}, {when: overdue, watch: head_of(late)}, \
     {when: overdue by 1 business hour, notify: head_of(late)}",
];

/// What has happened to the task since it came into the hands of who has it otherwise than by its ladder.
fn since_given(case: &Play) -> &[Recorded] {
    let is_given = |recorded: &Recorded| match &recorded.event {
        Event::TaskCreated { .. } => true,
        Event::TaskReassigned { cause, .. } => !matches!(cause, Cause::Rung(_)),
        _ => false,
    };
    let place = case.history.iter().rposition(is_given).unwrap();
    &case.history[place..]
}

/// The last rung that tells somebody of the late task, or gives it to him, from 1.
fn last_word(case: &Play) -> u32 {
    let rungs = &case.process.ladders["up"].rungs;
    let calls = |action: &RungAction| action.wants_answer() || matches!(action, RungAction::Reassign(_));
    let last = rungs.iter().rposition(|rung| matches!(rung.when, RungTime::After(_)) && calls(&rung.action)).unwrap();
    last as u32 + 1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// However often a task is handed on, put off or left behind by who leaves: whoever has it last, the ladder says its last word
    /// over him, and no rung is taken twice of one person for one date.
    #[test]
    fn a_late_task_never_falls_silent(numbers in prop::collection::vec(any::<u16>(), 4..40)) {
        let mut dice = Dice(numbers.iter());
        let mut case = play(LADDERS[dice.throw(LADDERS.len())]);
        while !dice.0.as_slice().is_empty() {
            let to = case.now + TimeDelta::hours(dice.throw(100) as i64);
            case.advance(to);
            let person_to = ["anna", "dmitry", "rustam", "yulia"][dice.throw(4)];
            match dice.throw(8) {
                0 => {
                    let due_at = case.now + TimeDelta::hours(50);
                    drop(case.act(person("olga"), &Command::RescheduleTask { task: 1, due_at, reason: "Так".into() }));
                }
                1 if case.holder("work") == ["boris"] => {
                    case.change_house(|house| dismiss(house, "boris"));
                    case.review();
                }
                2..=4 => drop(give(&mut case, "vera", person_to)),
                5 => drop(give(&mut case, "olga", person_to)),
                _ => {}
            }
        }
        case.advance(case.now + TimeDelta::days(60));
        let taken: Vec<u32> = rungs(since_given(&case)).into_iter().map(|(_, rung)| rung).collect();
        let is_moved = since_given(&case).iter().any(|one| matches!(&one.event, Event::TaskRescheduled { from, to, .. } if from != to));
        prop_assert!(taken.contains(&last_word(&case)), "{taken:?}");
        prop_assert!(is_moved || taken.windows(2).all(|pair| pair[0] < pair[1]), "{taken:?}");
    }
}
