//! Promises: dates that people set in working time. A decree that makes that time free moves them to the next opening and back; nobody
//! is called late on a day off, nor as he comes to work.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use voronka_core::case::Task;
use voronka_core::event::Cause;
use voronka_core::{Actor, Command, Event, Recorded, World};
use voronka_definition::Locale;
use voronka_definition::calendar::read_calendar;
use voronka_definition::diagnostic::Source;
use voronka_definition::model::TaskKind;
use voronka_definition::organisation::{Absence, Covered, Organisation};

use crate::house::trial;
use crate::play::{Play, at, person};

const PLAIN: &str = "
escalations:
  alarm:
    - {when: overdue, notify: head_of(late)}
    - {when: overdue by 2 business hours, notify: head_of(head_of(late))}
defaults: {remind: 2 business hours before, escalate: alarm}
stages:
  only:
    title: Стадия
    steps:
      - task: plain
        due: 1 business hour
        remind: 2 business hours before
        escalate: alarm
        reschedule: {at_most: 9, by: 90 business days}
        results: {done: {finish: won}}";

/// The working week, with these days free.
fn decree(case: &Play, days: &[&str]) -> World {
    let free: String = days.iter().map(|day| format!("  {day}: По указу\n")).collect();
    let free = if free.is_empty() { "  01-01: Новый год\n".to_owned() } else { free };
    let text = format!("calendar: ru\ntitle: Указы\nweek:\n  mon-fri: [09:00-18:00]\nholidays:\n{free}");
    let calendar = read_calendar(&Source { file: "ru.yaml".into(), text }).unwrap().value;
    let mut world = World::clone(&case.world);
    world.calendars.insert("ru".into(), calendar);
    world
}

/// Another calendar from this moment on; what follows from that.
pub fn publish(case: &mut Play, now: &str, days: &[&str]) -> Vec<Recorded> {
    case.advance(at(now));
    review(case, decree(case, days))
}

fn review(case: &mut Play, world: World) -> Vec<Recorded> {
    case.world = Arc::new(world);
    let events = case.act(Actor::Engine, &Command::Review).unwrap();
    let again = case.act(Actor::Engine, &Command::Review).unwrap();
    assert!(again.is_empty(), "a second time nothing is left to be done: {again:#?}");
    events
}

/// A task that Anna has promised for this moment; the calendar has no days off but weekends.
fn promised(to: &str) -> Play {
    let mut case = trial(PLAIN, "anna");
    review_all(&mut case);
    let (task, due_at, reason) = (case.task("plain").number, at(to), "Обещала клиенту".to_owned());
    case.act(person("anna"), &Command::RescheduleTask { task, due_at, reason }).unwrap();
    case
}

pub fn review_all(case: &mut Play) {
    let world = decree(case, &[]);
    review(case, world);
}

fn plain(case: &Play) -> &Task {
    case.task("plain")
}

/// When the heads hear of the task from now on, until it is told everybody.
fn told(case: &mut Play) -> Vec<DateTime<Utc>> {
    let end = plain(case).due_at + chrono::TimeDelta::days(20);
    let escalated = |one: &Recorded| matches!(one.event, Event::Escalated { .. }).then_some(one.at);
    case.advance(end).iter().filter_map(escalated).collect()
}

#[test]
fn a_promise_for_a_day_that_becomes_free_moves_to_the_next_opening_and_is_told_an_hour_later() {
    // Friday the 20th of March is made free. Who is told first hears an hour after work begins again, then two hours later.
    let cases = [
        ("a week before", "2026-03-12 12:00", &["2026-03-20"][..], "2026-03-23 09:00", ["2026-03-23 10:00", "2026-03-23 12:00"]),
        (
            "on the eve, after the reminder",
            "2026-03-19 17:30",
            &["2026-03-20"],
            "2026-03-23 09:00",
            ["2026-03-23 10:00", "2026-03-23 12:00"],
        ),
        ("on the day itself", "2026-03-20 09:30", &["2026-03-20"], "2026-03-23 09:00", ["2026-03-23 10:00", "2026-03-23 12:00"]),
        (
            "two days",
            "2026-03-12 12:00",
            &["2026-03-20", "2026-03-23"],
            "2026-03-24 09:00",
            ["2026-03-24 10:00", "2026-03-24 12:00"],
        ),
    ];
    for (what, now, days, due, heard) in cases {
        let mut case = promised("2026-03-20 10:00");
        let events = publish(&mut case, now, days);
        assert_eq!(plain(&case).due_at, at(due), "{what}");
        assert!(plain(&case).date_by_hand, "{what}: it is still the word of a person");
        assert_eq!(plain(&case).postponed, 1, "{what}: nobody has put it off once more");
        let moved =
            |one: &Recorded| matches!(one.event, Event::TaskRescheduled { cause: Cause::Calendar, from, to, .. } if from != to);
        assert_eq!(events.iter().filter(|one| moved(one)).count(), 1, "{what}");
        let heard: Vec<_> = heard.iter().map(|one| at(one)).collect();
        assert_eq!(told(&mut case), heard, "{what}");
    }
}

#[test]
fn a_decree_that_is_withdrawn_brings_a_promise_back() {
    let cases = [
        ("in time", "2026-03-18 12:00", "2026-03-20 10:00", "2026-03-20 10:00"),
        ("half an hour before: an hour of work is left", "2026-03-20 09:30", "2026-03-20 10:00", "2026-03-20 10:30"),
        ("when it had passed: it stays where it came to lie", "2026-03-20 10:30", "2026-03-23 09:00", "2026-03-23 10:00"),
    ];
    for (what, now, due, heard) in cases {
        let mut case = promised("2026-03-20 10:00");
        publish(&mut case, "2026-03-12 12:00", &["2026-03-20"]);
        publish(&mut case, now, &[]);
        assert_eq!(plain(&case).due_at, at(due), "{what}");
        assert_eq!(told(&mut case)[0], at(heard), "{what}");
    }
}

#[test]
fn what_was_meant_for_a_day_off_stays_and_what_somebody_says_anew_counts() {
    let mut case = promised("2026-03-21 12:00");
    publish(&mut case, "2026-03-12 12:00", &["2026-03-20"]);
    assert_eq!(plain(&case).due_at, at("2026-03-21 12:00"), "Saturday was free before");
    assert_eq!(plain(&case).alarm.as_ref().unwrap().at, at("2026-03-19 16:00"), "he is reminded while there is time");
    let (task, reason) = (plain(&case).number, "Клиент просит".to_owned());
    case.act(person("boris"), &Command::RescheduleTask { task, due_at: at("2026-03-24 12:00"), reason }).unwrap();
    publish(&mut case, "2026-03-12 13:00", &["2026-03-24"]);
    assert_eq!(plain(&case).due_at, at("2026-03-25 09:00"));
    let (due_at, reason) = (at("2026-03-21 15:00"), "Нет, в субботу".to_owned());
    case.act(person("boris"), &Command::RescheduleTask { task, due_at, reason }).unwrap();
    assert!(publish(&mut case, "2026-03-12 14:00", &[]).is_empty(), "what was said before counts no more");
    assert_eq!(plain(&case).due_at, due_at);
}

#[test]
fn more_time_that_a_head_gave_moves_like_any_other_promise() {
    let mut case = trial(PLAIN, "anna");
    review_all(&mut case);
    case.advance(at("2026-03-03 12:00"));
    let escalation = *case.case.escalations.keys().next().unwrap();
    let until = Some(at("2026-03-20 10:00"));
    let to = case.case.escalations[&escalation].to.to_string();
    case.act(person(&to), &Command::AcknowledgeEscalation { escalation, comment: None, until }).unwrap();
    publish(&mut case, "2026-03-12 12:00", &["2026-03-20"]);
    assert_eq!(plain(&case).due_at, at("2026-03-23 09:00"));
}

#[test]
fn a_meeting_keeps_its_moment_and_only_its_ladder_waits() {
    let mut case = trial(PLAIN, "anna");
    review_all(&mut case);
    let task = voronka_core::HandTask {
        title: "Встреча".into(),
        kind: TaskKind::Meeting,
        assignee: "anna".into(),
        due_at: at("2026-03-20 10:00"),
        comment: None,
    };
    case.act(person("anna"), &Command::MakeTask(task)).unwrap();
    case.complete("anna", "plain", "done", serde_json::json!({}));
    publish(&mut case, "2026-03-12 12:00", &["2026-03-20"]);
    let meeting = case.case.tasks.values().find(|task| task.kind == TaskKind::Meeting).unwrap();
    assert_eq!(meeting.due_at, at("2026-03-20 10:00"), "only people move a meeting with a client");
    let escalated = |one: &Recorded| matches!(one.event, Event::Escalated { .. }).then_some(one.at);
    let heard: Vec<_> = case.advance(at("2026-04-01 10:00")).iter().filter_map(escalated).collect();
    assert_eq!(heard, [at("2026-03-23 10:00"), at("2026-03-23 12:00")]);
}

fn move_anna(organisation: &mut Organisation, zone: &str) {
    organisation.people.get_mut("anna").unwrap().time_zone = Some(zone.parse().unwrap());
}

fn last_line(case: &Play, locale: Locale) -> String {
    let lines = voronka_core::tell::tell(&case.process, &case.world, &case.history, locale);
    lines.last().map(|line| line.text.clone()).unwrap_or_default()
}

#[test]
fn a_time_zone_that_moves_a_rung_alone_is_its_cause() {
    let mut case = trial(PLAIN, "anna");
    review_all(&mut case);
    let (title, kind, assignee, due_at) = ("Встреча".into(), TaskKind::Meeting, "anna".into(), at("2026-03-20 15:00"));
    let task = voronka_core::HandTask { title, kind, assignee, due_at, comment: None };
    case.act(person("anna"), &Command::MakeTask(task)).unwrap();
    case.advance(at("2026-03-20 14:00"));
    case.change_house(|organisation| move_anna(organisation, "Asia/Vladivostok"));
    let world = World::clone(&case.world);
    let events = review(&mut case, world);
    let meeting = case.case.tasks.values().find(|task| task.kind == TaskKind::Meeting).unwrap();
    let cause = |one: &Recorded| match &one.event {
        Event::TaskRescheduled { task, from, to, cause, .. } if *task == meeting.number && from == to => Some(cause.clone()),
        _ => None,
    };
    let (from, to) = ("Europe/Moscow".parse().unwrap(), "Asia/Vladivostok".parse().unwrap());
    assert_eq!(events.iter().filter_map(cause).collect::<Vec<_>>(), [Cause::TimeZone { of: "anna".into(), from, to }]);
}

#[test]
fn another_time_zone_is_told_as_such() {
    let mut case = promised("2026-03-20 15:00");
    case.change_house(|organisation| move_anna(organisation, "Asia/Vladivostok"));
    let world = World::clone(&case.world);
    review(&mut case, world);
    assert_eq!(
        last_line(&case, Locale::Ru),
        "Анна Петрова теперь в часовом поясе Asia/Vladivostok (прежде — Europe/Moscow), новый срок задачи «Plain» — пн, 23 марта, \
         02:00 (прежде — пт, 20 марта, 15:00)"
    );
    let mut case = trial(PLAIN, "anna");
    review_all(&mut case);
    case.change_house(|organisation| move_anna(organisation, "Asia/Kamchatka"));
    let world = World::clone(&case.world);
    review(&mut case, world);
    let told = last_line(&case, Locale::En);
    assert!(told.starts_with("Анна Петрова is in the time zone Asia/Kamchatka now (before: Europe/Moscow), and "), "{told}");
    let world = decree(&case, &["2026-03-03"]);
    review(&mut case, world);
    let told = last_line(&case, Locale::En);
    assert!(told.starts_with("The calendar has changed, and "), "a decree after that is a decree: {told}");
}

#[test]
fn a_rung_on_a_day_off_that_somebody_meant_stays_whatever_else_becomes_free() {
    let off =
        PLAIN.replace("{when: overdue, notify: head_of(late)}", "{when: overdue, notify: head_of(late), even_off_hours: true}");
    type Occasion = (&'static str, fn(&Play) -> World);
    let occasions: [Occasion; 3] = [
        ("another day is made free", |case| decree(case, &["2026-03-23"])),
        ("he is away on that Saturday", |case| {
            let mut world = World::clone(&case.world);
            let day = NaiveDate::from_ymd_opt(2026, 3, 21).unwrap();
            let tasks = Covered::None;
            world.organisation.absences = vec![Absence { person: "anna".into(), from: day, to: day, deputy: None, tasks }];
            world
        }),
        ("somebody else is another", |case| {
            let mut world = World::clone(&case.world);
            move_anna(&mut world.organisation, "Europe/Minsk");
            world
        }),
    ];
    for process in [PLAIN, &off] {
        for (what, change) in occasions {
            let mut case = trial(process, "anna");
            review_all(&mut case);
            let (task, reason) = (plain(&case).number, "Клиент просил в субботу".to_owned());
            case.act(person("anna"), &Command::RescheduleTask { task, due_at: at("2026-03-21 12:00"), reason }).unwrap();
            case.advance(at("2026-03-21 10:00"));
            let world = change(&case);
            let events = review(&mut case, world);
            let moved = |one: &Recorded| matches!(one.event, Event::TaskRescheduled { .. });
            assert!(!events.iter().any(moved), "{what}: {events:#?}");
            assert_eq!(told(&mut case)[0], at("2026-03-21 12:00"), "{what}");
        }
    }
}

#[test]
fn what_waits_for_the_answer_of_another_zone_waits_in_its_hours() {
    let ladder = "{when: overdue, notify: person(rustam)}, {when: unanswered for 2 business hours, notify: head_of(late)}";
    let mut case = trial(
        &format!(
            "escalations: {{alarm: [{ladder}]}}\nstages: {{only: {{title: Стадия, steps: [{{task: plain, escalate: alarm, results: {{done: {{finish: won}}}}}}]}}}}"
        ),
        "anna",
    );
    case.change_house(|house| house.people.get_mut("rustam").unwrap().time_zone = Some("America/New_York".parse().unwrap()));
    review_all(&mut case);
    case.advance(at("2026-03-03 12:00"));
    let alarm = plain(&case).alarm.clone();
    assert_eq!(alarm.as_ref().unwrap().at, at("2026-03-03 19:00"), "eleven in New York");
    assert!(publish(&mut case, "2026-03-03 13:00", &["2026-03-23"]).is_empty(), "no day of this task has changed");
}

#[test]
fn a_meeting_whose_hour_a_field_gives_keeps_its_moment_and_its_ladder_waits() {
    let process = "
fields: {call_at: {type: datetime, title: Когда}}
escalations: {alarm: [{when: overdue, notify: head_of(late)}, {when: overdue by 2 business hours, notify: head_of(head_of(late))}]}
activities:
  meet: {title: Встреча, kind: meeting, due: call_at else now, remind: REMIND, escalate: alarm, results: {held: {title: Да}}}
stages:
  only: {title: Стадия, steps: [{task: plain, due: 30 business days, results: {done: {ask: [call_at], plan: [meet], then: last}}}, {task: last, due: 30 business days, results: {end: {finish: won}}}]}";
    let table = [("2 business hours before", "2026-03-12 12:00"), ("never", "2026-03-12 12:00"), ("never", "2026-03-20 09:30")];
    for (remind, now) in table {
        let mut case = trial(
            &process.replace("remind: REMIND, ", if remind == "never" { "" } else { "remind: 2 business hours before, " }),
            "anna",
        );
        review_all(&mut case);
        case.complete("anna", "plain", "done", serde_json::json!({"call_at": "2026-03-20T10:00:00+03:00"}));
        publish(&mut case, now, &["2026-03-20"]);
        assert_eq!(case.task("meet").due_at, at("2026-03-20 10:00"), "only people move a meeting with a client");
        let escalated = |one: &Recorded| matches!(one.event, Event::Escalated { .. }).then_some(one.at);
        let heard: Vec<_> = case.advance(at("2026-04-01 10:00")).iter().filter_map(escalated).collect();
        assert_eq!(heard, [at("2026-03-23 10:00"), at("2026-03-23 12:00")], "{remind} {now}");
    }
}

#[test]
fn why_says_why_the_ladder_waits_for_an_hour() {
    let mut case = promised("2026-03-20 10:00");
    publish(&mut case, "2026-03-12 12:00", &["2026-03-20"]);
    assert!(!case.told(&[1], Locale::Ru).contains("через час"), "the reminder comes first");
    case.advance(at("2026-03-23 09:30"));
    let told = case.told(&[1], Locale::Ru);
    let wanted = "назначенное время стало нерабочим: эскалация начинается через час после начала работы, пн, 23 марта, 10:00";
    assert!(told.contains("пн, 23 марта, 10:00: ступень 1") && told.contains(wanted), "{told}");
    assert!(case.told(&[1], Locale::En).contains("the ladder begins an hour after work begins, Mon 23 March, 10:00"));
    case.advance(at("2026-03-23 11:00"));
    assert!(case.told(&[1], Locale::Ru).contains(wanted), "so is the rung after it counted");
}
