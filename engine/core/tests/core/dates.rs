//! Dates: what a formula gives stays what it gives when fields and calendars change, and no change calls anybody late for what he
//! could not have done.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::json;
use voronka_core::case::{Case, Task};
use voronka_core::event::Cause;
use voronka_core::offer::due_formula;
use voronka_core::{Actor, Command, Event, Recorded, World};
use voronka_definition::Value;
use voronka_definition::calendar::{BusinessTime, read_calendar};
use voronka_definition::diagnostic::Source;
use voronka_definition::expr::Facts;
use voronka_definition::model::Moment;
use voronka_definition::name::{DirectionId, FieldId, PersonId};

use crate::flow::correct;
use crate::house::trial;
use crate::laws::Dice;
use crate::play::{Play, at, overdue, person};

/// What a formula sees of a case at the moment from which it counts.
struct Seen<'a>(&'a Case, DateTime<Utc>);

impl Facts for Seen<'_> {
    fn field(&self, id: &FieldId) -> Option<Value> {
        self.0.data.get(id).cloned()
    }

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn now(&self) -> DateTime<Utc> {
        self.1
    }

    fn head_of_direction(&self, _: &DirectionId) -> Option<PersonId> {
        None
    }

    fn head_of_person(&self, _: &PersonId) -> Option<PersonId> {
        None
    }
}

/// What a formula gives, computed a second time, apart from the engine.
fn given(formula: &Moment, seen: &Seen<'_>, time: &BusinessTime<'_>) -> Option<DateTime<Utc>> {
    match formula {
        Moment::Now => Some(seen.1),
        Moment::In(period) => Some(time.add(seen.1, *period)),
        Moment::EndOfBusinessDay => Some(time.end_of_business_day(seen.1)),
        Moment::At(expr) => match expr.eval(seen)? {
            Value::Datetime(at) => Some(at),
            // A day of the company's zone begins before its work does.
            Value::Date(day) => Some(time.end_of_business_day(day.and_hms_opt(0, 0, 0)?.and_utc() - TimeDelta::hours(3))),
            other => panic!("no moment: {other:?}"),
        },
        Moment::Before(period, of) => Some(time.subtract(given(of, seen, time)?, *period)),
        Moment::After(period, of) => Some(time.add(given(of, seen, time)?, *period)),
        Moment::Else(first, second) => given(first, seen, time).or_else(|| given(second, seen, time)),
    }
}

/// When a task was dated last, or its date kept in other hands.
fn last_dated(history: &[Recorded], number: u32) -> &Recorded {
    let is_dated = |recorded: &&Recorded| match &recorded.event {
        Event::TaskCreated { task } => task.number == number,
        Event::TaskRescheduled { task, dated, .. } => *task == number && dated.is_some(),
        _ => false,
    };
    history.iter().rfind(is_dated).unwrap()
}

/// The moment from which the date of a task counts: it was made, or planned anew.
fn counts_from(history: &[Recorded], task: &Task) -> DateTime<Utc> {
    let again = history.iter().rfind(|recorded| {
        matches!(&recorded.event, Event::TaskRescheduled { task: number, cause: Cause::PlannedAgain, .. } if *number == task.number)
    });
    again.map_or(task.created_at, |recorded| recorded.at)
}

/// Every open task is due when its formula says, or at the end of the working day if it said so too late.
pub fn check_dates(case: &Play) {
    for task in case.case.tasks.values().filter(|task| !task.date_by_hand) {
        let formula = due_formula(&case.process, &case.case, task).unwrap_or_else(|| panic!("nothing dates it: {task:?}"));
        let dated = task.dated.as_ref().unwrap();
        assert_eq!(dated.from, counts_from(&case.history, task), "{task:?}");
        let last = last_dated(&case.history, task.number);
        assert_eq!(task.responsible().everybody()[0], dated.of, "by whose time: {task:?}");
        let time = time_of(&case.world, case, &dated.of);
        if let Some(kept) = &dated.kept {
            assert!(task.due_at == dated.given && dated.given >= kept.at, "{task:?}");
            continue;
        }
        if task.due_at <= case.now {
            continue;
        }
        let wanted = given(&formula, &Seen(&case.case, dated.from), &time);
        let wanted = wanted.unwrap_or_else(|| time.end_of_business_day(dated.from));
        assert_eq!(dated.given, wanted, "{formula:?} {task:?}");
        if wanted >= last.at {
            assert_eq!(task.due_at, wanted, "{task:?}");
        } else {
            let was_late = matches!(last.event, Event::TaskRescheduled { from, to, .. } if from == to && from <= last.at);
            // Whoever is away may have been here when it was put there.
            let plain = case.world.business_time(&dated.of, case.process.calendar.as_ref());
            let is_evening = plain.end_of_business_day(task.due_at - TimeDelta::microseconds(1)) == task.due_at;
            assert!(was_late || is_evening && task.due_at > last.at, "{task:?}");
        }
    }
}

fn time_of<'a>(world: &'a World, case: &Play, person: &PersonId) -> BusinessTime<'a> {
    world.own_time_in(person, case.process.calendar.as_ref(), None, |_| true)
}

const DATED: &str = "
fields:
  meeting_at: {type: datetime, title: Встреча}
  contract_on: {type: date, title: Договор}
escalations: {alarm: [{when: overdue, notify: head_of(late)}]}
activities:
  plain: {title: Просто, due: 2 business days, escalate: alarm, results: {done: {}}}
  before: {title: До, due: 1 business day before meeting_at else 1 business day, escalate: alarm, results: {done: {}}}
  on_day: {title: День, due: contract_on else meeting_at else now, escalate: alarm, results: {done: {}}}
  later: {title: После, due: 3 business hours after contract_on else end of business day, escalate: alarm, results: {done: {}}}
stages:
  only:
    title: Стадия
    steps:
      - plan: plain
      - plan: before
      - plan: on_day
      - plan: later
      - task: talk
        assignee: person(olga)
        due: meeting_at else 1 business day
        escalate: alarm
        results:
          again: {title: Снова, plan: [plain, before], again: {at_most: 9, else: done}}
          won: {title: Да, finish: won}
      - task: done
        reached: by_name
        results: {done: {finish: won}}";

fn told(events: &[Recorded]) -> Vec<&Recorded> {
    events.iter().filter(|recorded| matches!(recorded.event, Event::TaskRescheduled { .. })).collect()
}

#[test]
fn a_change_that_comes_too_late_to_be_met_calls_nobody_late() {
    // It is Monday the 2nd, 10:00, and work ends at 18:00.
    let cases = [
        ("a moment to come", "2026-03-05T09:00:00Z", "2026-03-02 10:00", "2026-03-05 12:00"),
        ("earlier today", "2026-03-02T06:00:00Z", "2026-03-02 15:00", "2026-03-02 18:00"),
        ("in the evening: the next working day", "2026-03-02T06:00:00Z", "2026-03-02 20:00", "2026-03-03 18:00"),
        ("on Saturday: Monday", "2026-03-02T06:00:00Z", "2026-03-07 12:00", "2026-03-10 18:00"),
    ];
    for (what, meeting, now, due) in cases {
        let mut case = trial(DATED, "anna");
        correct(&mut case, "anna", json!({"meeting_at": "2026-03-25T09:00:00Z"}));
        case.now = at(now);
        correct(&mut case, "anna", json!({"meeting_at": meeting}));
        assert_eq!(case.task("talk").due_at, at(due), "{what}");
        let early = case.advance(at(due) - TimeDelta::minutes(1));
        let talk = case.task("talk").number;
        let climbs = |events: &[Recorded]| {
            events.iter().any(|one| matches!(&one.event, Event::Escalated { escalation } if escalation.task == talk))
        };
        assert!(!climbs(&early), "{what}");
        assert!(climbs(&case.advance(at(due) + TimeDelta::hours(1))), "{what}");
        check_dates(&case);
    }
}

#[test]
fn a_change_shortly_before_the_date_it_gives_leaves_an_hour_of_work_before_the_ladder() {
    let cases = [
        ("a minute before closing", "2026-03-02T06:00:00Z", "2026-03-02 17:59", "2026-03-02 18:00", "2026-03-03 09:59"),
        ("half an hour is left", "2026-03-02T09:30:00Z", "2026-03-02 12:00", "2026-03-02 12:30", "2026-03-02 13:00"),
        ("two hours are left", "2026-03-02T11:00:00Z", "2026-03-02 12:00", "2026-03-02 14:00", "2026-03-02 14:00"),
    ];
    for (what, meeting, now, due, climbs) in cases {
        let mut case = trial(DATED, "anna");
        correct(&mut case, "anna", json!({"meeting_at": "2026-03-25T09:00:00Z"}));
        case.now = at(now);
        correct(&mut case, "boris", json!({"meeting_at": meeting}));
        assert_eq!(case.task("talk").due_at, at(due), "{what}");
        let talk = case.task("talk").number;
        let climbed = |events: &[Recorded]| {
            events.iter().any(|one| matches!(&one.event, Event::Escalated { escalation } if escalation.task == talk))
        };
        assert!(!climbed(&case.advance(at(climbs) - TimeDelta::minutes(1))), "{what}");
        assert!(climbed(&case.advance(at(climbs))), "{what}");
    }
}

#[test]
fn what_was_late_stays_late_and_is_not_told_again() {
    let mut case = trial(DATED, "anna");
    correct(&mut case, "anna", json!({"meeting_at": "2026-03-03T09:00:00Z"}));
    case.advance(at("2026-03-04 10:00"));
    correct(&mut case, "anna", json!({"meeting_at": "2026-03-02T09:00:00Z"}));
    assert_eq!(case.task("talk").due_at, at("2026-03-03 12:00"), "a change to what has passed as well does not excuse");
    assert_eq!(case.task("talk").alarm, None, "nor is its ladder begun anew");
    correct(&mut case, "anna", json!({"meeting_at": "2026-03-11T09:00:00Z"}));
    assert_eq!(case.task("talk").due_at, at("2026-03-11 12:00"));
    assert!(case.task("talk").alarm.is_some(), "another date, another ladder");
    check_dates(&case);
}

#[test]
fn a_date_counts_from_when_the_task_was_made() {
    let mut case = trial(DATED, "anna");
    case.advance(at("2026-03-02 12:00"));
    correct(&mut case, "anna", json!({"meeting_at": "2026-03-25T09:00:00Z"}));
    let back = case.now;
    correct(&mut case, "anna", json!({"meeting_at": null}));
    assert_eq!((back, case.task("talk").due_at), (case.now, at("2026-03-03 10:00")), "as on the day it was made");
}

#[test]
fn a_date_that_a_person_set_follows_nothing() {
    let mut case = trial(DATED, "anna");
    let (task, due_at) = (case.task("talk").number, at("2026-03-04 15:00"));
    case.act(person("olga"), &Command::RescheduleTask { task, due_at, reason: "Так надо".into() }).unwrap();
    correct(&mut case, "anna", json!({"meeting_at": "2026-03-05T09:00:00Z"}));
    assert_eq!(case.task("talk").due_at, due_at);
}

const LIMITED: &str = "
defaults: {reschedule: {at_most: 2, by: 3 business days}}
stages:
  only:
    title: Стадия
    steps:
      - task: usual
        results: {done: {}}
      - task: often
        reschedule: {at_most: 5}
        results: {done: {}}
      - form: never
        reschedule: {at_most: 0}
        results: {done: {}}
      - approve: visa
        approvers: [person(olga)]
        reschedule: {by: 1 day}
        results: {approved: {finish: won}, rework: {then: usual}, rejected: {finish: lost}}";

fn put_off(case: &mut Play, by: &str, task: &str, to: &str) -> String {
    let command =
        Command::RescheduleTask { task: case.task(task).number, due_at: at(to), reason: "Клиент занят".into() };
    case.act(person(by), &command).map_or_else(|refusal| refusal.code, |_| case.task(task).due_at.to_rfc3339())
}

#[test]
fn the_process_says_how_often_and_how_far_a_task_is_put_off() {
    // Tasks are made on Monday the 2nd at 10:00, and are due a business day later. The 9th is a holiday.
    let acts = [
        ("usual", "anna", "2026-03-06 10:01", "postponed_too_far"),
        ("usual", "anna", "2026-03-04 10:00", ""),
        ("usual", "anna", "2026-03-06 10:00", ""),
        ("usual", "anna", "2026-03-06 09:30", ""),
        ("usual", "anna", "2026-03-06 10:00", "postponed_too_often"),
        ("usual", "boris", "2026-04-20 10:00", ""),
        ("often", "anna", "2026-03-04 10:00", ""),
        ("often", "anna", "2026-03-05 10:00", ""),
        ("often", "anna", "2026-03-06 09:00", ""),
        ("often", "anna", "2026-03-06 10:00", ""),
        ("often", "anna", "2026-03-10 10:00", "postponed_too_far"),
        ("never", "anna", "2026-03-03 10:30", "postponed_too_often"),
        ("never", "boris", "2026-03-03 10:30", ""),
        ("visa", "olga", "2026-03-04 10:01", "postponed_too_far"),
        ("visa", "olga", "2026-03-04 10:00", ""),
    ];
    let mut case = trial(LIMITED, "anna");
    for (task, by, to, refused) in acts {
        if !case.open().contains(&task) {
            let done = case.open()[0].to_owned();
            case.complete_as_holder(&done, "done", json!({}));
        }
        let wanted = if refused.is_empty() { at(to).to_rfc3339() } else { refused.to_owned() };
        assert_eq!(put_off(&mut case, by, task, to), wanted, "{task} by {by} to {to}");
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

/// Another calendar from now on; what follows from that.
fn edit_calendar(case: &mut Play, world: World) -> Vec<Recorded> {
    case.world = Arc::new(world);
    case.act(Actor::Engine, &Command::Review).unwrap()
}

/// Row 26 of reliability.md: a decree on 31 December, while tasks pend.
#[test]
fn row_26_an_edited_calendar_moves_what_was_counted_by_it_and_wakes_nobody() {
    let mut case = trial(DATED, "anna");
    case.now = at("2026-12-30 12:00");
    let as_written = free(&case, &["2027-01-01"]);
    edit_calendar(&mut case, as_written);
    correct(&mut case, "anna", json!({"meeting_at": "2027-01-04T09:00:00Z"}));
    let holder = case.task("talk").holder.everybody()[0].to_string();
    case.complete(&holder, "talk", "again", json!({}));
    let (task, by_hand) = (case.task("later").number, at("2026-12-31 17:00"));
    let reason = "Так надо".to_owned();
    case.act(person("boris"), &Command::RescheduleTask { task, due_at: by_hand, reason }).unwrap();
    assert_eq!((case.task("plain").due_at, case.task("before").due_at), (at("2027-01-04 12:00"), at("2026-12-31 12:00")));

    case.now = at("2026-12-31 11:00");
    let decree = free(&case, &["2026-12-31", "2027-01-01", "2027-01-04", "2027-01-05", "2027-01-06", "2027-01-07", "2027-01-08"]);
    let events = edit_calendar(&mut case, decree.clone());
    assert_eq!(case.task("plain").due_at, at("2027-01-12 12:00"), "two business days from the 30th");
    assert_eq!(case.task("talk").due_at, at("2027-01-04 12:00"), "a meeting stays when it is");
    assert_eq!(
        case.task("later").due_at,
        at("2027-01-11 09:00"),
        "what a person set for working time is due at the next opening"
    );
    let moved: Vec<_> = told(&events).iter().map(|one| one.event.clone()).collect();
    assert!(moved.iter().all(|event| matches!(event, Event::TaskRescheduled { cause: Cause::Calendar, .. })), "{moved:#?}");
    let words = voronka_core::tell::tell(&case.process, &case.world, &case.history, voronka_definition::Locale::Ru);
    let last = |title: &str| words.iter().rfind(|line| line.text.contains(title)).unwrap().text.clone();
    assert_eq!(
        last("«Просто»"),
        "Изменился календарь, новый срок задачи «Просто» — вт, 12 января 2027, 12:00 (прежде — пн, 4 января 2027, 12:00)"
    );
    check_dates(&case);
    assert!(edit_calendar(&mut case, decree).is_empty(), "a second time nothing is left to be done");

    let happened = case.advance(at("2027-01-20 12:00"));
    let called: Vec<_> = happened.iter().filter(|one| matches!(one.event, Event::Escalated { .. })).collect();
    let time = time_of(&case.world, &case, &PersonId::from("boris"));
    assert!(called.len() >= 4, "everything was left undone: {called:#?}");
    assert!(called.iter().all(|one| time.is_open(one.at) || time.prev_closing(one.at) == one.at), "{called:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is corrected, reassigned, planned anew and left undone, every date is what its formula gives, and a change calls
    /// nobody late at once.
    #[test]
    fn every_date_is_what_its_formula_gives(numbers in prop::collection::vec(any::<u16>(), 20..120)) {
        let mut dice = Dice(numbers.iter());
        let mut case = trial(DATED, "anna");
        while !dice.0.as_slice().is_empty() {
            let now = case.now + TimeDelta::minutes(dice.throw(1_500) as i64);
            case.advance(now);
            let days = dice.throw(30) as i64 - 10;
            let (moment, day) = (case.now + TimeDelta::days(days), (case.now + TimeDelta::days(days)).date_naive());
            let before = case.history.len();
            match dice.throw(7) {
                0 => correct(&mut case, "anna", json!({"meeting_at": moment.to_rfc3339()})),
                1 => correct(&mut case, "anna", json!({"contract_on": day.to_string()})),
                2 => correct(&mut case, "anna", json!({["meeting_at", "contract_on"][dice.throw(2)]: null})),
                3 => {
                    let task = dice.throw(6) as u32;
                    let to = PersonId::from(["olga", "dmitry", "pavel"][dice.throw(3)]);
                    let _ = case.act(person("boris"), &Command::ReassignTask { task, to, comment: "Так надо".into() });
                }
                4 => {
                    let task = dice.throw(6) as u32;
                    let due_at = case.now + TimeDelta::hours(30);
                    let _ = case.act(person("boris"), &Command::RescheduleTask { task, due_at, reason: "Так надо".into() });
                }
                5 if case.open().contains(&"talk") => {
                    let holder = case.task("talk").holder.everybody()[0].to_string();
                    let _ = case.try_complete(&holder, "talk", "again", json!({}));
                }
                _ => {}
            }
            prop_assert!(overdue(&case.history[before..]).is_empty());
            let alarms = case.case.tasks.values().filter_map(|task| task.alarm.as_ref());
            prop_assert!(told(&case.history[before..]).is_empty() || alarms.clone().all(|alarm| alarm.at > case.now));
            check_dates(&case);
        }
    }
}
