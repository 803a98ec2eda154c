//! Alarms follow the calendar as dates do: a decree moves reminders and rungs though the date stays, and moves them back; what has
//! nothing to do with a change is not touched by it.

use chrono::DateTime;
use voronka_core::{Command, Event, Recorded};
use voronka_definition::organisation::Covered;

use crate::absences::absence;
use crate::house::trial;
use crate::play::{Play, at, person};
use crate::promises::{publish, review_all};

/// A task of Anna's with this ladder and a reminder, dated by hand.
fn dated(ladder: &str, due: &str) -> Play {
    let step =
        "{task: work, due: 1 business hour, remind: 2 business hours before, escalate: up, results: {done: {finish: won}}}";
    let mut case = trial(&format!("escalations: {{up: {ladder}}}\nstages: {{only: {{title: Стадия, steps: [{step}]}}}}"), "anna");
    review_all(&mut case);
    let reason = "Клиент просит".to_owned();
    case.act(person("boris"), &Command::RescheduleTask { task: 1, due_at: at(due), reason }).unwrap();
    case
}

/// When a head is told until the end of the month.
fn told(case: &mut Play) -> Vec<DateTime<chrono::Utc>> {
    let escalated = |one: &Recorded| matches!(one.event, Event::Escalated { .. }).then_some(one.at);
    case.advance(at("2026-03-31 18:00")).iter().filter_map(escalated).collect()
}

const LATER: &str = "[{when: overdue by 2 business days, notify: head_of(late)}]";
/// Wednesday and Thursday of the third week.
const DAYS: [&str; 2] = ["2026-03-18", "2026-03-19"];

#[test]
fn a_rung_is_counted_by_the_calendar_of_the_moment_at_which_it_is_taken() {
    // Due on Tuesday the 17th at 10:00, and late when the decree comes.
    let mut freed = dated(LATER, "2026-03-17 10:00");
    publish(&mut freed, "2026-03-17 17:00", &DAYS);
    assert_eq!(told(&mut freed), [at("2026-03-23 10:00")]);

    let mut withdrawn = dated(LATER, "2026-03-17 10:00");
    publish(&mut withdrawn, "2026-03-12 12:00", &DAYS);
    publish(&mut withdrawn, "2026-03-17 16:00", &[]);
    assert_eq!(told(&mut withdrawn), [at("2026-03-19 10:00")]);
}

#[test]
fn what_should_have_happened_by_now_happens_when_work_begins_again() {
    let mut case = dated(LATER, "2026-03-17 10:00");
    publish(&mut case, "2026-03-12 12:00", &DAYS);
    publish(&mut case, "2026-03-19 21:00", &[]);
    assert_eq!(told(&mut case), [at("2026-03-20 09:00")]);
}

#[test]
fn a_reminder_comes_while_there_is_time_and_moves_back() {
    let reminded = |case: &mut Play| {
        let events = case.advance(at("2026-03-23 09:00"));
        let one = |one: &Recorded| matches!(one.event, Event::Reminded { .. }).then_some(one.at);
        events.iter().filter_map(one).collect::<Vec<_>>()
    };
    let ladder = "[{when: overdue, notify: head_of(late)}]";
    let mut freed = dated(ladder, "2026-03-23 09:00");
    publish(&mut freed, "2026-03-18 12:00", &["2026-03-20"]);
    assert_eq!(reminded(&mut freed), [at("2026-03-19 16:00")]);

    let mut withdrawn = dated(ladder, "2026-03-23 09:00");
    publish(&mut withdrawn, "2026-03-18 12:00", &["2026-03-20"]);
    publish(&mut withdrawn, "2026-03-18 13:00", &[]);
    assert_eq!(reminded(&mut withdrawn), [at("2026-03-20 16:00")]);
}

#[test]
fn somebody_elses_holiday_moves_no_rung() {
    let ladder = "[{when: overdue, notify: head_of(late), even_off_hours: true}, \
        {when: unanswered for 2 hours, notify: head_of(head_of(late)), even_off_hours: true}]";
    for (due, heard) in [("2026-03-20 17:30", "2026-03-20 19:30"), ("2026-03-21 15:00", "2026-03-21 17:00")] {
        let mut case = dated(ladder, due);
        case.advance(at(due));
        case.away(&[absence("pavel", None, (20, 25), Covered::All)]);
        assert_eq!(told(&mut case), [at(heard)], "{due}");
    }
    // Late once more, at the moment that a head gave.
    let mut case = dated("[{when: overdue, notify: head_of(late), even_off_hours: true}]", "2026-03-18 12:00");
    case.advance(at("2026-03-18 12:00"));
    let escalation = *case.case.escalations.keys().next().unwrap();
    let give = Command::AcknowledgeEscalation { escalation, comment: None, until: Some(at("2026-03-21 15:00")) };
    case.act(person("boris"), &give).unwrap();
    case.away(&[absence("pavel", None, (20, 25), Covered::All)]);
    assert_eq!(told(&mut case)[0], at("2026-03-21 15:00"));
}

/// Two business days of silence from Monday the 2nd at 10:00; the days off in between are working days after all.
#[test]
fn a_silence_is_shorter_where_days_off_are_taken_back() {
    let process = "on: {quiet: {title: Тишина, silence: 2 business days, steps: [{task: greet}]}}
stages: {only: {title: Стадия, steps: [{task: work, due: 5 business days, results: {done: {finish: won}}}]}}";
    let mut case = trial(process, "anna");
    publish(&mut case, "2026-03-02 10:00", &["2026-03-04", "2026-03-05"]);
    publish(&mut case, "2026-03-03 12:00", &[]);
    case.advance(at("2026-03-04 09:59"));
    assert_eq!(case.open(), ["work"]);
    case.advance(at("2026-03-04 10:00"));
    assert_eq!(case.open(), ["work", "greet"]);
}
