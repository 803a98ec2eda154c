//! Kept: a date stays what it is when a task comes into other hands, and follows the working time of who has it from there on. Who has
//! nothing to do with it any more moves nothing; what several may take waits for nobody alone.

use chrono::{DateTime, Utc};
use serde_json::json;
use voronka_core::{Command, Event, Recorded, World};
use voronka_definition::calendar::read_calendar;
use voronka_definition::diagnostic::Source;
use voronka_definition::organisation::Covered;

use crate::absences::absence;
use crate::house::{house, trial, trial_in};
use crate::play::{Play, at, input, person, start_at, start_in};
use crate::promises::publish;

const OWN: &str = "escalations: {up: [{when: overdue, notify: head_of(late)}]}
stages: {only: {title: Стадия, limit: {within: 6 business days, escalate: up}, steps: [
  {task: work, due: 5 business days, escalate: up, results: {done: {finish: won}}}]}}";

const POOL: &str = "stages: {only: {title: Стадия, steps: [
  {task: work, candidates: [person(anna), person(dmitry), person(yulia)], due: 5 business days, results: {done: {finish: won}}}]}}";

/// Gives the task to Dmitry, in one of the ways.
fn hand_over(case: &mut Play, way: &str) {
    let to = "dmitry".into();
    let (by, command) = match way {
        "by hand" => ("boris", Command::ReassignTask { task: 1, to, comment: "Вам".into() }),
        "with the deal" => ("boris", Command::ChangeOwner { person: to, comment: "Вам".into() }),
        _ => ("dmitry", Command::ClaimTask { task: 1 }),
    };
    case.act(person(by), &command).unwrap();
}

fn due(case: &Play) -> DateTime<Utc> {
    case.task("work").due_at
}

#[test]
fn a_date_follows_who_has_the_task_now() {
    for (way, process) in [("by hand", OWN), ("with the deal", OWN), ("claimed", POOL)] {
        let mut case = trial(process, "anna");
        let (before, late) = (due(&case), at("2026-03-17 10:00"));
        assert_eq!(before, at("2026-03-10 10:00"));
        hand_over(&mut case, way);
        assert_eq!(due(&case), before, "{way}: it stays");
        case.away(&[absence("anna", None, (4, 6), Covered::None)]);
        assert_eq!(due(&case), before, "{way}: she has nothing to do with it");
        case.away(&[absence("dmitry", None, (4, 11), Covered::None)]);
        assert_eq!(due(&case), late, "{way}: he is away");
        if way == "with the deal" {
            let limit = case.case.flow().unwrap().limit_at;
            assert_eq!(limit, Some(at("2026-03-18 10:00")), "and so does the clock of the stage");
        }
        case.away(&[]);
        assert_eq!(due(&case), before, "{way}: and back");
    }
}

#[test]
fn a_promise_follows_who_has_the_task_now() {
    let mut case = trial(OWN, "anna");
    let (due_at, reason) = (at("2026-03-12 12:00"), "Клиент просит".to_owned());
    case.act(person("boris"), &Command::RescheduleTask { task: 1, due_at, reason }).unwrap();
    hand_over(&mut case, "by hand");
    assert_eq!(case.task("work").promise.as_ref().map(|promise| promise.of.as_str()), Some("dmitry"));
    publish(&mut case, "2026-03-03 12:00", &["2026-03-12"]);
    assert_eq!(due(&case), at("2026-03-13 09:00"));
}

#[test]
fn one_of_several_who_is_away_puts_nothing_off() {
    let away = |people: &[&str]| people.iter().map(|one| absence(one, None, (4, 6), Covered::All)).collect::<Vec<_>>();
    let rows: [(&[&str], &str); 3] = [
        (&["anna"], "2026-03-10 10:00"),
        (&["anna", "dmitry"], "2026-03-10 10:00"),
        (&["anna", "dmitry", "yulia"], "2026-03-13 10:00"),
    ];
    for (people, wanted) in rows {
        let case = trial_in(POOL, "anna", |house| house.absences = away(people));
        assert_eq!(due(&case), at(wanted), "{people:?}");
        let mut case = trial(POOL, "anna");
        case.away(&away(people));
        assert_eq!(due(&case), at(wanted), "{people:?}, entered later");
    }
}

#[test]
fn another_department_keeps_what_is_due() {
    let mut case = trial(OWN, "anna");
    let (before, limit) = (due(&case), case.case.flow().unwrap().limit_at);
    let text = "calendar: other\ntitle: Другой\nweek: {mon-fri: [09:00-18:00]}\nholidays: {2026-03-05: Праздник}\n".to_owned();
    let calendar = read_calendar(&Source { file: "other.yaml".into(), text }).unwrap().value;
    let mut world = World::clone(&case.world);
    world.calendars.insert("other".into(), calendar);
    world.organisation.people.get_mut("anna").unwrap().calendar = Some("other".into());
    case.world = std::sync::Arc::new(world);
    case.review();
    assert_eq!((due(&case), case.case.flow().unwrap().limit_at), (before, limit));
}

/// The next step is asked for once, and due within as much time once more; a holiday of the owner moves it like any other task.
#[test]
fn the_next_step_is_asked_for_once() {
    let process = "defaults: {due: 5 business days}
stages: {only: {title: Стадия, next_step_within: 1 business day, steps: [{task: work, due: 10 business days, results: {done: {finish: won}}}]}}";
    let mut case = trial(process, "anna");
    case.advance(at("2026-03-09 10:00"));
    assert_eq!(case.open(), ["work", "next_step"]);
    assert_eq!(case.task("next_step").due_at, at("2026-03-04 10:00"));

    let mut case = trial(process, "anna");
    case.advance(at("2026-03-03 11:00"));
    case.away(&[absence("anna", None, (4, 6), Covered::None)]);
    assert_eq!(case.task("next_step").due_at, at("2026-03-10 10:00"));
}

fn told(case: &mut Play, until: &str) -> Vec<DateTime<Utc>> {
    let escalated = |one: &Recorded| matches!(one.event, Event::Escalated { .. }).then_some(one.at);
    case.advance(at(until)).iter().filter_map(escalated).collect()
}

/// A day in the deputy's hands between two rungs: a decree moves the second all the same.
#[test]
fn a_rung_follows_the_calendar_though_the_task_was_in_other_hands() {
    let ladder = "[{when: overdue, notify: head_of(late)}, {when: overdue by 3 business days, notify: head_of(head_of(late))}]";
    let process = format!("escalations: {{up: {ladder}}}
stages: {{only: {{title: Стадия, steps: [{{task: work, due: 1 business day, escalate: up, results: {{done: {{finish: won}}}}}}]}}}}");
    for covered in [None, Some("dmitry")] {
        let mut case = trial(&process, "anna");
        assert_eq!(told(&mut case, "2026-03-03 12:00"), [at("2026-03-03 10:00")]);
        if covered.is_some() {
            case.away(&[absence("anna", covered, (3, 3), Covered::All)]);
            case.away(&[]);
        }
        publish(&mut case, "2026-03-03 16:00", &["2026-03-05"]);
        assert_eq!(told(&mut case, "2026-03-31 18:00"), [at("2026-03-09 10:00")], "{covered:?}");
    }
}

/// Due at once, so that the ladder begins in the evening: an answer brings the next rung no sooner than silence would.
#[test]
fn an_answer_brings_no_rung_before_its_time() {
    let process = "escalations: {up: [{when: overdue, notify: head_of(late)}, {when: unanswered for 2 business hours, notify: head_of(head_of(late))},
  {when: overdue by 4 business hours, offer: head_of(head_of(late))}]}
stages: {only: {title: Стадия, steps: [{task: work, due: now, escalate: up, results: {done: {finish: won}}}]}}";
    let mut case = trial(process, "anna");
    case.advance(at("2026-03-03 09:10"));
    let escalation = *case.case.escalations.keys().next().unwrap();
    case.act(person("boris"), &Command::AcknowledgeEscalation { escalation, comment: Some("Вижу".into()), until: None }).unwrap();
    assert_eq!(told(&mut case, "2026-03-03 18:00"), [at("2026-03-03 13:00")]);
}

/// Late since the morning, and told to a head: neither an absence from today on, nor a decree for today, nor a deputy who is no more
/// makes it any less late. The ladder goes on.
#[test]
fn what_is_late_stays_late_whatever_the_calendar_says() {
    let ladder = "[{when: overdue, notify: head_of(late)}, {when: overdue by 2 business days, notify: head_of(head_of(late))}]";
    let step = "{task: work, due: 1 business day, escalate: up, results: {done: {finish: won}}}";
    let process = format!("escalations: {{up: {ladder}}}\nstages: {{only: {{title: Стадия, steps: [{step}]}}}}");
    let date = at("2026-03-03 10:00");
    let late = |case: &mut Play| {
        assert_eq!(told(case, "2026-03-03 12:00"), [date]);
    };
    let mut away = trial(&process, "anna");
    late(&mut away);
    away.away(&[absence("anna", None, (3, 20), Covered::None)]);
    assert_eq!(due(&away), date, "an absence from today on");

    let mut decreed = trial(&process, "anna");
    late(&mut decreed);
    publish(&mut decreed, "2026-03-03 12:00", &["2026-03-03", "2026-03-04"]);
    assert_eq!(due(&decreed), date, "a decree for today");
    assert_eq!(told(&mut decreed, "2026-03-31 18:00").len(), 1);

    let mut left = trial(&process, "anna");
    left.away(&[absence("anna", Some("dmitry"), (3, 20), Covered::All)]);
    late(&mut left);
    left.away(&[absence("anna", None, (3, 20), Covered::All)]);
    assert_eq!(due(&left), date, "nobody stands in any more");
    assert_eq!(told(&mut left, "2026-03-31 18:00"), [at("2026-03-05 10:00")], "and the ladder goes on");
}

/// What a person promised stays late too where the promised moment becomes free after it has passed.
#[test]
fn a_promise_that_has_passed_stays_late() {
    let mut case = trial(OWN, "anna");
    let (due_at, reason) = (at("2026-03-12 12:00"), "Клиент просит".to_owned());
    case.act(person("boris"), &Command::RescheduleTask { task: 1, due_at, reason }).unwrap();
    case.advance(at("2026-03-12 13:00"));
    publish(&mut case, "2026-03-12 15:00", &["2026-03-12"]);
    assert_eq!(due(&case), due_at);
}

/// The date of a task that came into other hands is never earlier for what becomes free, nor later for what becomes free after it.
#[test]
fn a_kept_date_moves_by_what_becomes_free_before_it_and_by_nothing_else() {
    type Row = (&'static str, (u32, u32), &'static str);
    // Hers by the formula is the 10th; it came from Dmitry, who was away until the 6th, and is due on the 13th.
    let rows: [Row; 4] = [
        ("before it was hers", (3, 3), "2026-03-13 10:00"),
        ("between", (11, 11), "2026-03-16 10:00"),
        ("over the date", (13, 17), "2026-03-18 10:00"),
        ("after the date", (16, 20), "2026-03-13 10:00"),
    ];
    for (what, days, wanted) in rows {
        let mut case = trial_in(OWN, "dmitry", |house| house.absences = vec![absence("dmitry", None, (4, 6), Covered::None)]);
        let (before, limit) = (due(&case), case.case.flow().unwrap().limit_at);
        assert_eq!(before, at("2026-03-13 10:00"));
        case.advance(at("2026-03-04 12:00"));
        case.act(person("boris"), &Command::ChangeOwner { person: "anna".into(), comment: "Вам".into() }).unwrap();
        case.away(&[absence("dmitry", None, (4, 6), Covered::None), absence("anna", None, days, Covered::None)]);
        assert_eq!(due(&case), at(wanted), "{what}");
        let moved = case.case.flow().unwrap().limit_at;
        assert!(moved >= limit, "{what}: the stage");
        case.away(&[]);
        assert_eq!((due(&case), case.case.flow().unwrap().limit_at), (before, limit), "{what}, and taken back");
    }
}

/// An hour in which it is the client's turn puts the end of the stage off by an hour, whoever owns the deal now.
#[test]
fn a_pause_puts_a_kept_clock_off_by_itself() {
    let process = "stages: {only: {title: Стадия, limit: 3 business days, steps: [{task: work, results: {done: {}}},
  {wait: client, signal: back, clock: pause, timeout: {after: 20 business days, result: late}, results: {back: {}, late: {}}}, {task: after, results: {done: {finish: won}}}]}}";
    let mut case = trial_in(process, "dmitry", |house| house.absences = vec![absence("dmitry", None, (3, 6), Covered::None)]);
    let limit = case.case.flow().unwrap().limit_at.unwrap();
    case.act(person("boris"), &Command::ChangeOwner { person: "anna".into(), comment: "Вам".into() }).unwrap();
    case.complete("anna", "work", "done", serde_json::json!({}));
    case.advance(at("2026-03-02 11:00"));
    let signal = Command::Signal { name: "back".into(), data: voronka_core::Input::default() };
    case.act(voronka_core::Actor::Engine, &signal).unwrap();
    assert_eq!(case.case.flow().unwrap().limit_at, Some(limit + chrono::TimeDelta::hours(1)));
}

/// What an absence put off comes back with it; where that has passed by then, nobody is late at once for it.
#[test]
fn a_kept_date_that_comes_back_too_late_is_the_end_of_the_working_day() {
    let mut case = trial(OWN, "anna");
    hand_over(&mut case, "by hand");
    case.away(&[absence("dmitry", None, (4, 11), Covered::None)]);
    assert_eq!(due(&case), at("2026-03-17 10:00"));
    case.advance(at("2026-03-12 12:00"));
    case.away(&[]);
    assert_eq!(due(&case), at("2026-03-12 18:00"));
}

const BY_FIELD: &str = "fields: {at: {title: Когда, type: datetime}, note: {title: Заметка, type: text}}
stages: {only: {title: Стадия, steps: [
  {task: work, kind: meeting, due: at else 5 business days, results: {done: {finish: won}}}]}}";

/// What the client was told by a field stays when it is, whoever has it; a field that says nothing about it moves nothing.
#[test]
fn what_a_field_says_is_moved_by_nobody_else() {
    for way in ["by hand", "with the deal"] {
        let deal = json!({"title": "Проба", "at": "2026-03-12T12:00:00+03:00"});
        let mut case = start_in(house(BY_FIELD, |_| ()), "trial", "anna", deal, None).unwrap();
        hand_over(&mut case, way);
        publish(&mut case, "2026-03-03 12:00", &["2026-03-05"]);
        case.away(&[absence("dmitry", None, (10, 13), Covered::None)]);
        assert_eq!(due(&case), at("2026-03-12 12:00"), "{way}");
    }
    let mut case = trial(BY_FIELD, "anna");
    hand_over(&mut case, "with the deal");
    publish(&mut case, "2026-03-03 12:00", &["2026-03-05"]);
    let moved = due(&case);
    let correct = |case: &mut Play, fields| {
        let correction = Command::CorrectData { data: input(fields), revision: case.case.revision };
        case.act(person("dmitry"), &correction).unwrap();
    };
    correct(&mut case, json!({"note": "Звонил"}));
    assert_eq!(due(&case), moved, "what stands in for the field is kept");
    correct(&mut case, json!({"at": "2026-03-06T12:00:00+03:00"}));
    assert_eq!(due(&case), at("2026-03-06 12:00"), "and the field moves it");
}

/// Whoever is away leaves the list, and the date counts for all whom the rule names.
#[test]
fn a_shorter_list_changes_no_date() {
    let away = |days: [(&str, u32, u32); 3]| days.map(|(one, from, to)| absence(one, None, (from, to), Covered::None));
    let mut case = trial(POOL, "anna");
    case.away(&away([("anna", 4, 6), ("dmitry", 20, 20), ("yulia", 20, 20)]));
    case.advance(at("2026-03-04 10:00"));
    case.review();
    assert_eq!(case.holder("work"), ["dmitry", "yulia"]);
    case.away(&away([("anna", 4, 6), ("dmitry", 5, 11), ("yulia", 5, 11)]));
    assert_eq!(due(&case), at("2026-03-12 10:00"), "two days on which nobody is there");
    case.away(&[]);
    assert_eq!((due(&case), case.holder("work").len()), (at("2026-03-10 10:00"), 3));
}

#[test]
fn a_promise_that_was_moved_stays_moved_in_other_hands() {
    let mut case = trial(OWN, "anna");
    let (due_at, reason) = (at("2026-03-12 12:00"), "Клиент просит".to_owned());
    case.act(person("boris"), &Command::RescheduleTask { task: 1, due_at, reason }).unwrap();
    let before = case.world.clone();
    publish(&mut case, "2026-03-03 12:00", &["2026-03-12"]);
    hand_over(&mut case, "by hand");
    case.world = before;
    case.review();
    assert_eq!(due(&case), at("2026-03-13 09:00"));
}

/// 17:30 in Moscow is 19:30 where Rustam works: it is meant as it is, and Anna's move to the Far East is nothing to him.
#[test]
fn a_promise_in_hands_that_do_not_work_then_is_meant_as_it_is() {
    let mut case = trial(OWN, "anna");
    let (due_at, reason) = (at("2026-03-12 17:30"), "Клиент просит".to_owned());
    case.act(person("boris"), &Command::RescheduleTask { task: 1, due_at, reason }).unwrap();
    case.act(person("olga"), &Command::ReassignTask { task: 1, to: "rustam".into(), comment: "Вам".into() }).unwrap();
    case.change_house(|house| house.people.get_mut("anna").unwrap().time_zone = Some(chrono_tz::Asia::Kamchatka));
    case.review();
    assert_eq!(due(&case), due_at);
}

/// He was to be away when he got it; that is taken back, and entered for other days.
#[test]
fn an_absence_that_was_taken_back_counts_no_more() {
    let mut case = trial(OWN, "anna");
    case.away(&[absence("dmitry", None, (4, 6), Covered::None)]);
    hand_over(&mut case, "with the deal");
    assert_eq!(due(&case), at("2026-03-10 10:00"));
    case.away(&[]);
    assert_eq!(due(&case), at("2026-03-10 10:00"));
    case.away(&[absence("dmitry", None, (10, 11), Covered::None)]);
    assert_eq!(due(&case), at("2026-03-12 10:00"));
    assert_eq!(case.case.flow().unwrap().limit_at, Some(at("2026-03-13 10:00")));
}

/// A lead of the evening is due when a day begins; a decree on that day moves it though it was handed over.
#[test]
fn a_date_at_an_opening_follows_a_decree() {
    for way in ["by hand", "with the deal"] {
        let mut case = start_at(house(OWN, |_| ()), "trial", "anna", json!({"title": "Проба"}), at("2026-03-03 22:00"));
        let before = due(&case);
        assert_eq!(before, at("2026-03-12 09:00"));
        hand_over(&mut case, way);
        publish(&mut case, "2026-03-03 22:30", &["2026-03-12"]);
        assert_eq!(due(&case), at("2026-03-13 09:00"), "{way}");
    }
}
