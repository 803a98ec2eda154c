//! The clock of a stage: it stands still while it is the client's turn, and it follows the calendar.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::json;
use voronka_core::case::{Flow, TimerKey};
use voronka_core::event::Cause;
use voronka_core::tell::tell;
use voronka_core::{Actor, Command, Event, Recorded, World};
use voronka_definition::Locale;
use voronka_definition::calendar::{BusinessTime, read_calendar};
use voronka_definition::diagnostic::Source;
use voronka_definition::name::{SignalName, StageId};
use voronka_definition::organisation::Covered;

use crate::absences::absence;
use crate::house::trial;
use crate::play::{Play, at, input, overdue, person};

/// Letters go to and fro: we write, the client answers, we read, and perhaps once more.
fn letters(limit: &str) -> String {
    format!(
        "
escalations: {{up: [{{when: overdue, notify: head_of(late)}}]}}
stages:
  talk:
    title: {{ru: Переписка, en: Letters}}
    limit: {{within: {limit}, escalate: up}}
    next_step_within: 3 business days
    steps:
      - task: write
        due: 90 business days
        results: {{done: {{}}}}
      - wait: answer
        title: {{ru: Ответ, en: The answer}}
        signal: paid
        clock: pause
        timeout: {{after: 60 business days, result: silent}}
        results: {{paid: {{}}, silent: {{finish: lost}}}}
      - task: read
        due: 90 business days
        results:
          once_more: {{then: {{step: write, at_most: 40, else: end_it}}}}
          enough: {{}}
      - task: end_it
        due: 90 business days
        results: {{done: {{finish: won}}, lose: {{finish: lost}}}}"
    )
}

fn flow(case: &Play) -> &Flow {
    case.case.flow().unwrap()
}

fn answer(case: &mut Play) -> Vec<Recorded> {
    let command = Command::Signal { name: SignalName::from("paid"), data: input(json!({})) };
    case.act(Actor::Engine, &command).unwrap()
}

fn told(case: &Play, locale: Locale) -> Vec<String> {
    tell(&case.process, &case.world, &case.history, locale).into_iter().map(|line| line.text).collect()
}

fn time(case: &Play) -> BusinessTime<'_> {
    case.world.business_time(&"anna".into(), None)
}

#[test]
fn the_clock_stands_still_while_it_is_the_clients_turn() {
    let mut case = trial(&letters("5 business days"), "anna");
    let limit = at("2026-03-10 10:00");
    assert_eq!((flow(&case).limit_at, flow(&case).clock.paused_at), (Some(limit), None));
    case.now = at("2026-03-03 12:00");
    case.complete("anna", "write", "done", json!({}));
    assert_eq!((flow(&case).limit_at, flow(&case).gap_at), (None, None), "nothing runs while the client has the ball");
    assert_eq!(flow(&case).clock.paused_at, Some(at("2026-03-03 12:00")));
    case.advance(at("2026-03-20 12:00"));
    assert!(case.open().is_empty(), "nobody is called late for the client: {:?}", case.open());

    answer(&mut case);
    // Twelve working days and five hours, of which the 9th is no working day; and a short day is not among them.
    let paused = time(&case).between(at("2026-03-03 12:00"), at("2026-03-20 12:00"));
    assert_eq!(flow(&case).limit_at, Some(time(&case).add_time(limit, paused)));
    assert_eq!(flow(&case).clock.paused_at, None);
    let minutes = u32::try_from(paused.num_minutes()).unwrap();
    assert_eq!(case.case.with_client[&StageId::from("talk")], minutes);
    let (ru, en) = (told(&case, Locale::Ru), told(&case, Locale::En));
    assert!(ru.contains(&"Ход за клиентом: часы стадии «Переписка» стоят".to_owned()), "{ru:#?}");
    assert!(ru.iter().any(|line| line.starts_with("Часы стадии «Переписка» снова идут, ход был за клиентом: ")), "{ru:#?}");
    assert!(en.contains(&"It is the client's turn: the clock of the stage “Letters” stands still".to_owned()), "{en:#?}");

    let due = flow(&case).limit_at.unwrap();
    case.advance(due - TimeDelta::minutes(1));
    assert!(!case.open().contains(&"limit"));
    assert!(overdue(&case.advance(due)).contains(&"boris".to_owned()), "our own time is up");
    assert!(case.open().contains(&"limit"));
}

/// Days on which the new owner is away anyhow are no working days of his that have passed while the clock stood still.
#[test]
fn what_is_left_in_a_pause_stays_left_in_other_hands() {
    let limits = [&[][..], &[absence("dmitry", None, (4, 6), Covered::None)]].map(|absences| {
        let mut case = trial(&letters("5 business days"), "anna");
        case.away(absences);
        case.complete("anna", "write", "done", json!({}));
        case.act(person("boris"), &Command::ChangeOwner { person: "dmitry".into(), comment: "Вам".into() }).unwrap();
        case.now = at("2026-03-11 10:00");
        answer(&mut case);
        flow(&case).limit_at
    });
    assert_eq!(limits, [Some(at("2026-03-18 10:00")); 2], "five days are left, whoever was away before");
}

#[test]
fn a_stage_that_is_left_in_the_middle_of_a_turn_counts_it() {
    let mut case = trial(&letters("5 business days"), "anna");
    case.complete("anna", "write", "done", json!({}));
    case.now = at("2026-03-02 12:30");
    let command = Command::Finish { outcome: "lost".into(), data: input(json!({})), comment: "Молчит".into() };
    case.act(person("anna"), &command).unwrap();
    assert_eq!(case.case.with_client[&StageId::from("talk")], 150);
    let resumed = case.history.iter().filter(|one| matches!(one.event, Event::ClockResumed { .. })).count();
    assert_eq!(resumed, 1);
}

#[test]
fn what_was_late_before_the_clients_turn_stays_late() {
    let mut case = trial(&letters("1 business hour"), "anna");
    case.now = at("2026-03-02 11:30");
    case.complete("anna", "write", "done", json!({}));
    assert_eq!(flow(&case).limit_at, Some(at("2026-03-02 11:00")), "it had come before the turn was the client's");
    let late = case.advance(at("2026-03-02 11:31"));
    assert_eq!(overdue(&late), ["boris"]);
    case.now = at("2026-03-03 12:00");
    answer(&mut case);
    assert_eq!(flow(&case).limit_at, None, "it is told once");
}

#[test]
fn a_gap_goes_on_where_it_stood() {
    let process = letters("90 business days").replace("due: 90 business days", "due: 60 business days");
    let mut case = trial(&process, "anna");
    let gap = flow(&case).gap_at;
    assert_eq!(gap, Some(at("2026-03-05 10:00")), "no step is planned within three days");
    case.now = at("2026-03-03 10:00");
    case.complete("anna", "write", "done", json!({}));
    assert_eq!(flow(&case).gap_at, None);
    case.advance(at("2026-03-11 10:00"));
    answer(&mut case);
    assert_eq!(flow(&case).gap_at, Some(at("2026-03-13 10:00")), "two of the three days are left");
    case.advance(at("2026-03-13 10:00"));
    assert!(case.open().contains(&"next_step"), "{:?}", case.open());
}

#[test]
fn the_task_of_a_gap_climbs_the_ladder_that_is_named_there() {
    for (ladder, wanted) in [("", "boris"), (", escalate: top", "olga")] {
        let gap = format!("next_step_within: {{within: 3 business days{ladder}}}");
        let top = "escalations: {top: [{when: overdue, notify: person(olga)}], ";
        let process =
            letters("90 business days").replace("next_step_within: 3 business days", &gap).replace("escalations: {", top);
        let mut case = trial(&process.replace("due: 90 business days", "due: 60 business days"), "anna");
        case.advance(at("2026-03-05 10:00"));
        let late = case.advance(at("2026-03-20 10:00"));
        assert_eq!(overdue(&late), [wanted]);
    }
}

/// Spans of a history in which the wait stood, found in the events of the wait alone.
fn turns(history: &[Recorded]) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut turns = Vec::new();
    let mut since = None;
    for recorded in history {
        match &recorded.event {
            Event::WaitBegan { .. } => since = since.or(Some(recorded.at)),
            Event::WaitEnded { .. } | Event::WaitTimedOut { .. } => turns.extend(since.take().map(|from| (from, recorded.at))),
            _ => {}
        }
    }
    turns
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// However often and however long it is the client's turn: the limit comes at its beginning, and its length in working time
    /// later, and all the turns later.
    #[test]
    fn a_limit_is_its_length_and_the_turns_of_the_client(
        spans in prop::collection::vec((0_i64..3_000, 0_i64..20_000), 1..8),
        in_days in any::<bool>(),
    ) {
        let mut case = trial(&letters(if in_days { "80 business days" } else { "700 business hours" }), "anna");
        let began = case.now;
        for (ours, theirs) in spans {
            case.now += TimeDelta::minutes(ours);
            case.complete("anna", "write", "done", json!({}));
            prop_assert_eq!(flow(&case).limit_at, None);
            // A gap that was open too long before is late, whosever turn it is.
            let is_stage = |key: TimerKey| matches!(key, TimerKey::Limit(_) | TimerKey::Gap(_));
            prop_assert!(!case.case.timers().iter().any(|timer| is_stage(timer.key) && timer.due_at > case.now));
            case.now += TimeDelta::minutes(theirs);
            answer(&mut case);
            let time = time(&case);
            let turns = turns(&case.history);
            let paused: TimeDelta = turns.iter().map(|(from, to)| time.between(*from, *to)).sum();
            let limit_at = flow(&case).limit_at.unwrap();
            if in_days {
                let end = time.add(began, voronka_definition::Period::new(80, voronka_definition::Unit::BusinessDays));
                prop_assert_eq!(time.between(end, limit_at), paused);
            } else {
                prop_assert_eq!(time.between(began, limit_at) - paused, TimeDelta::hours(700));
            }
            let counted: u32 = case.case.with_client.values().sum();
            prop_assert_eq!(i64::from(counted), turns.iter().map(|(from, to)| time.between(*from, *to).num_minutes()).sum::<i64>());
            prop_assert!(case.case.is_open());
            case.complete("anna", "read", "once_more", json!({}));
        }
    }
}

/// The working week of the trial, with these days free.
fn free(case: &Play, days: &[&str]) -> World {
    let free: String = days.iter().map(|day| format!("  {day}: Праздник\n")).collect();
    let text = format!("calendar: ru\ntitle: Праздники\nweek:\n  mon-fri: [09:00-18:00]\nholidays:\n{free}");
    let calendar = read_calendar(&Source { file: "ru.yaml".into(), text }).unwrap().value;
    let mut world = World::clone(&case.world);
    world.calendars.insert("ru".into(), calendar);
    world
}

fn edit_calendar(case: &mut Play, days: &[&str]) -> Vec<Recorded> {
    case.world = Arc::new(free(case, days));
    case.act(Actor::Engine, &Command::Review).unwrap()
}

const TIMED: &str = "
escalations: {up: [{when: overdue, notify: head_of(late)}]}
stages:
  first:
    title: {ru: Первая, en: First}
    limit: {within: 5 business days, escalate: up}
    next_step_within: 4 business days
    steps:
      - wait: paid
        title: {ru: Оплата, en: Payment}
        signal: paid
        timeout: {after: 6 business days, result: late}
        results: {paid: {finish: won}, late: {finish: lost}}";

#[test]
fn an_edited_calendar_moves_limits_gaps_and_waits_with_the_reason() {
    let mut case = trial(TIMED, "anna");
    let until = |case: &Play| case.case.timers().iter().find(|timer| matches!(timer.key, TimerKey::Wait(_))).unwrap().due_at;
    edit_calendar(&mut case, &["2027-01-01"]);
    assert_eq!((flow(&case).limit_at, flow(&case).gap_at), (Some(at("2026-03-09 10:00")), Some(at("2026-03-06 10:00"))));
    assert_eq!(until(&case), at("2026-03-10 10:00"));
    let events = edit_calendar(&mut case, &["2026-03-05"]);
    assert_eq!((flow(&case).limit_at, flow(&case).gap_at), (Some(at("2026-03-10 10:00")), Some(at("2026-03-09 10:00"))));
    assert_eq!(until(&case), at("2026-03-11 10:00"));
    let by_calendar = |one: &&Recorded| {
        matches!(
            &one.event,
            Event::StageTimed { cause: Some(Cause::Calendar), .. } | Event::WaitBegan { cause: Some(Cause::Calendar), .. }
        )
    };
    assert_eq!(events.iter().filter(by_calendar).count(), 2, "{events:#?}");
    assert!(edit_calendar(&mut case, &["2026-03-05"]).is_empty(), "a second time nothing is left to be done");
    let told = told(&case, Locale::Ru);
    for wanted in ["стадия может длиться до вт, 10 марта, 10:00", "Ожидание «Оплата» теперь не позднее ср, 11 марта, 10:00"]
    {
        assert!(told.iter().any(|line| line.contains(wanted)), "{wanted}: {told:#?}");
    }
}

#[test]
fn a_holiday_taken_back_too_late_makes_nothing_late_at_once() {
    let mut case = trial(TIMED, "anna");
    edit_calendar(&mut case, &["2026-03-03", "2026-03-04", "2026-03-05"]);
    assert_eq!(flow(&case).limit_at, Some(at("2026-03-12 10:00")));
    case.advance(at("2026-03-11 09:30"));
    // By the calendar without these holidays all of it would have passed by now.
    let events = edit_calendar(&mut case, &["2027-01-01"]);
    assert!(overdue(&events).is_empty());
    let evening = at("2026-03-11 18:00");
    assert_eq!(flow(&case).limit_at, Some(evening), "the end of the working day");
    assert!(case.case.timers().iter().filter(|timer| matches!(timer.key, TimerKey::Wait(_))).all(|one| one.due_at == evening));
    assert!(edit_calendar(&mut case, &["2027-01-01"]).is_empty(), "a second review records nothing");
    assert!(case.case.is_open());
}

#[test]
fn a_calendar_edited_in_the_clients_turn_is_counted_at_its_end() {
    let mut case = trial(&letters("5 business days"), "anna");
    edit_calendar(&mut case, &["2027-01-01"]);
    case.complete("anna", "write", "done", json!({}));
    edit_calendar(&mut case, &["2026-03-05"]);
    assert_eq!(flow(&case).limit_at, None, "it goes on standing still");
    case.advance(at("2026-03-04 10:00"));
    answer(&mut case);
    // Five days from Monday with the 5th free are the 10th, and two days of the client's turn later is the 12th.
    assert_eq!(flow(&case).limit_at, Some(at("2026-03-12 10:00")));
}
