//! What a rung does besides telling a head: before the due date, to the task itself, and to several colleagues.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;
use voronka_core::case::{AlarmKind, Trouble};
use voronka_core::notice::{Addressee, Hearer, Message};
use voronka_core::{Command, Event, Recorded};
use voronka_definition::model::Priority;
use voronka_definition::organisation::{Absence, Organisation};

use crate::house::{away, dismiss, trial, trial_in};
use crate::play::{Play, at, notices, overdue, person};

/// One task with this ladder, due on Tuesday the third at 10:00; it is given on Monday at 10:00.
fn process(ladder: &str) -> String {
    format!(
        "
escalations: {{up: [{ladder}]}}
stages:
  only:
    title: Стадия
    steps: [{{task: work, remind: 2 business hours before, escalate: up, results: {{done: {{finish: won}}}}}}]"
    )
}

fn play(ladder: &str) -> Play {
    trial(&process(ladder), "anna")
}

/// What became of the case so far, with the hour of each: the reminder and the rungs.
fn climbed(events: &[Recorded]) -> Vec<(String, &'static str, u32)> {
    let told = events.iter().filter_map(|recorded| {
        let hour = recorded.at.format("%d %H:%M").to_string();
        match recorded.event {
            Event::Reminded { .. } => Some((hour, "reminder", 0)),
            Event::RungTaken { rung, .. } => Some((hour, "rung", rung)),
            _ => None,
        }
    });
    told.collect()
}

#[test]
fn rungs_before_the_date_and_the_reminder_come_in_the_order_of_time() {
    let ladder = "{when: 4 business hours before due, notify: head_of(late)}, {when: 1 business hour before due, priority: high}, \
        {when: overdue, notify: head_of(late)}, {when: overdue by 1 business hour, offer: head_of(late)}";
    let mut case = play(ladder);
    let events = case.advance(at("2026-03-03 18:00"));
    let hours: Vec<(&str, &str, u32)> = vec![
        ("02 12:00", "rung", 1),
        ("02 14:00", "reminder", 0),
        ("03 06:00", "rung", 2),
        ("03 07:00", "rung", 3),
        ("03 08:00", "rung", 4),
    ];
    let wanted: Vec<_> = hours.into_iter().map(|(hour, what, rung)| (hour.to_owned(), what, rung)).collect();
    assert_eq!(climbed(&events), wanted, "hours of Greenwich");
    let early = notices(&events).into_iter().filter(|(_, one)| matches!(one, Message::DueSoon { .. }));
    assert_eq!(early.map(|(to, _)| to).collect::<Vec<_>>(), ["boris"], "and no copy for the owner, who is not late");
    assert!(case.case.escalations[&1].early && !case.case.escalations[&2].early);
}

#[test]
fn what_lies_behind_is_not_made_up_for() {
    let ladder = "{when: 2 business days before due, notify: head_of(late)}, {when: overdue, notify: head_of(late)}";
    let mut case = play(ladder);
    assert_eq!(case.task("work").alarm.as_ref().unwrap().kind, AlarmKind::Reminder);
    let later = Command::RescheduleTask { task: 1, due_at: at("2026-03-12 12:00"), reason: "Клиент занят".into() };
    case.act(person("anna"), &later).unwrap();
    assert_eq!(case.next_timer().unwrap().due_at, at("2026-03-10 12:00"), "two days before the new date");
    assert_eq!(case.task("work").alarm.as_ref().unwrap().kind, AlarmKind::Rung(0));
}

#[test]
fn who_watches_since_it_was_nearly_due_hears_that_it_is_late() {
    let mut case = play("{when: 1 business hour before due, watch: head_of(late)}, {when: overdue, watch: head_of(late)}");
    let events = case.advance(at("2026-03-10 12:00"));
    let boris = notices(&events).into_iter().filter(|(to, _)| to == "boris").map(|(_, message)| message);
    let heard: Vec<_> = boris.map(|message| matches!(message, Message::Overdue { .. })).collect();
    assert_eq!(heard, [false, true]);
}

#[test]
fn a_watcher_sees_the_deal_and_hears_of_the_end() {
    let mut case = play("{when: overdue, watch: position(lawyer)}, {when: overdue by 1 business day, notify: head_of(late)}");
    let events = case.advance(at("2026-03-03 10:00"));
    let watchers: Vec<_> = case.case.watchers[&1].iter().map(|person| person.to_string()).collect();
    assert!(!watchers.is_empty() && watchers.iter().all(|one| case.case.people.contains(one.as_str())));
    assert_eq!(overdue(&events), watchers);
    let as_watcher = |(_, one): &(String, &Message)| matches!(one, Message::Overdue { as_whom: Hearer::Watcher, .. });
    assert_eq!(notices(&events).into_iter().filter(as_watcher).count(), watchers.len());
    assert!(case.case.escalations.is_empty(), "a watcher has nothing to acknowledge");
    let events = case.complete("anna", "work", "done", json!({}));
    let told = notices(&events).into_iter().filter(|(_, one)| matches!(one, Message::Ended { result: Some(_), .. }));
    assert_eq!(told.map(|(to, _)| to).collect::<Vec<_>>(), watchers);
    assert!(case.case.watchers.is_empty());
}

#[test]
fn a_rung_sets_the_priority_once() {
    let later = "{when: overdue by 5 business days, notify: head_of(late)}";
    let mut case =
        play(&format!("{{when: overdue, priority: high}}, {{when: overdue by 1 business hour, priority: high}}, {later}"));
    assert_eq!(case.task("work").priority, Priority::Normal);
    let events = case.advance(at("2026-03-03 18:00"));
    assert_eq!(case.task("work").priority, Priority::High);
    assert_eq!(events.iter().filter(|one| matches!(one.event, Event::PrioritySet { .. })).count(), 1);
    assert!(overdue(&events).is_empty());
}

#[test]
fn a_rung_gives_the_task_to_somebody_and_both_hear_of_it() {
    let mut case = play("{when: overdue, reassign: head_of(late)}, {when: overdue by 1 business day, notify: head_of(late)}");
    let events = case.advance(at("2026-03-03 10:00"));
    assert_eq!(case.holder("work"), ["boris"]);
    let told: Vec<_> = notices(&events).into_iter().filter(|(_, one)| matches!(one, Message::Reassigned { .. })).collect();
    assert_eq!(told.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["boris", "anna"]);
    let events = case.advance(at("2026-03-04 10:00"));
    assert_eq!(overdue(&events), ["olga", "anna"], "the ladder goes on, now above the new assignee");
    case.act(person("olga"), &Command::ChangeOwner { person: "dmitry".into(), comment: "Передача".into() }).unwrap();
    assert_eq!(case.holder("work"), ["boris"], "it follows its rule no longer");
}

#[test]
fn a_task_is_offered_to_colleagues_and_goes_to_the_first() {
    let mut case = play("{when: overdue, offer: [head_of(late), person(dmitry), late]}");
    let events = case.advance(at("2026-03-03 10:00"));
    assert_eq!(overdue(&events), ["boris", "dmitry"], "never the late person himself");
    case.act(person("dmitry"), &Command::ClaimTask { task: 1 }).unwrap();
    assert_eq!(case.holder("work"), ["dmitry"]);
}

#[test]
fn a_rung_that_finds_nobody_is_an_incident_whatever_it_does() {
    for action in ["watch: person(ivan)", "reassign: person(ivan)", "offer: [person(ivan), late]", "notify: late"] {
        let ladder = format!("{{when: 1 business hour before due, {action}}}, {{when: overdue, {action}}}");
        let mut case = trial_in(&process(&ladder), "anna", |house| dismiss(house, "ivan"));
        let events = case.advance(at("2026-03-03 10:00"));
        let nobody = case.case.incidents.values().filter(|one| matches!(one.trouble, Trouble::Nobody { .. })).count();
        assert_eq!(nobody, 1, "{action}");
        assert_eq!(overdue(&events), ["vera"], "{action}");
        assert_eq!(case.holder("work"), ["anna"], "{action}");
    }
}

/// The letters about lateness among these events: to whom, and when they leave.
fn sent(events: &[Recorded]) -> Vec<(String, String)> {
    let told = events.iter().filter_map(|recorded| match &recorded.event {
        Event::NoticeGiven { notice } if !matches!(notice.message, Message::Reminder { .. } | Message::Assigned { .. }) => {
            let Addressee::Person(person) = &notice.to else { return None };
            let at = notice.not_before.unwrap_or(recorded.at) + TimeDelta::hours(3);
            Some((person.to_string(), at.format("%a %d %H:%M").to_string()))
        }
        _ => None,
    });
    told.collect()
}

fn hour(person: &str, at: &str) -> (String, String) {
    (person.to_owned(), at.to_owned())
}

/// The task is late on Thursday at 17:00 in Moscow, which is 19:00 in Chelyabinsk.
const LATE_IN_MOSCOW: &str = "{when: overdue, notify: person(rustam)}";

#[test]
fn a_letter_of_a_rung_waits_until_its_reader_works() {
    let table = [
        (LATE_IN_MOSCOW, "2026-03-05 17:00", hour("rustam", "Fri 06 07:00")),
        (LATE_IN_MOSCOW, "2026-03-05 12:00", hour("rustam", "Thu 05 12:00")),
        // The hour at which he closes is still his.
        ("{when: overdue, notify: head_of(late)}", "2026-03-05 18:00", hour("boris", "Thu 05 18:00")),
        ("{when: overdue, notify: person(rustam), even_off_hours: true}", "2026-03-05 17:00", hour("rustam", "Thu 05 17:00")),
    ];
    for (ladder, due, wanted) in table {
        let mut case = play(ladder);
        let later = Command::RescheduleTask { task: 1, due_at: at(due), reason: "Клиент просил".into() };
        case.act(person("boris"), &later).unwrap();
        let events = case.advance(at(due));
        assert_eq!(sent(&events), [wanted], "{ladder} {due}");
        let at_once = events.iter().filter(|one| matches!(one.event, Event::Escalated { .. })).all(|one| one.at == at(due));
        assert!(at_once, "his list shows it at once");
    }
}

#[test]
fn who_is_away_from_the_morning_on_does_not_hear_of_it_in_the_evening() {
    let away = |house: &mut Organisation| house.absences = vec![absent("boris", (6, 13), None)];
    for (ladder, wanted) in [
        ("{when: overdue, notify: head_of(late)}", hour("olga", "Fri 06 09:00")),
        ("{when: overdue, notify: head_of(late), even_off_hours: true}", hour("boris", "Thu 05 19:30")),
    ] {
        let mut case = trial_in(&process(ladder), "anna", away);
        let later =
            Command::RescheduleTask { task: 1, due_at: at("2026-03-05 19:30"), reason: "Клиент просил".into() };
        case.act(person("olga"), &later).unwrap();
        assert_eq!(sent(&case.advance(at("2026-03-05 19:30"))), [wanted], "{ladder}");
    }
}

/// Away on these days of March.
fn absent(person: &str, (from, to): (u32, u32), deputy: Option<&str>) -> Absence {
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    Absence { from: day(from), to: day(to), ..away(person, deputy) }
}

const CLIMBS_ON: &str = "{when: overdue, notify: head_of(late)}, {when: unanswered for 2 business hours, notify: head_of(head_of(late))}, \
    {when: unanswered for 1 business hour, notify: person(vera)}, {when: overdue by 2 business days, offer: head_of(late)}";

fn answer(case: &mut Play, by: &str, until: Option<&str>) -> Vec<Recorded> {
    let number = case.case.escalations.values().find(|one| one.to.as_str() == by).expect("something to answer").number;
    let command = Command::AcknowledgeEscalation { escalation: number, comment: Some("Вижу".into()), until: until.map(at) };
    case.act(person(by), &command).unwrap()
}

fn late_hours(events: &[Recorded]) -> Vec<(String, u32)> {
    climbed(events).into_iter().filter(|(_, what, _)| *what == "rung").map(|(hour, _, rung)| (hour, rung)).collect()
}

#[test]
fn a_rung_that_nobody_answers_climbs_on() {
    let mut case = play(CLIMBS_ON);
    let events = case.advance(at("2026-03-05 18:00"));
    let wanted = [("03 07:00", 1), ("03 09:00", 2), ("03 10:00", 3), ("05 07:00", 4)];
    assert_eq!(late_hours(&events), wanted.map(|(hour, rung)| (hour.to_owned(), rung)), "hours of Greenwich");
    assert_eq!(overdue(&events), ["boris", "olga", "vera", "boris"]);
}

#[test]
fn an_answer_lets_the_ladder_pass_over_what_waits_for_one() {
    let claim = Command::ClaimTask { task: 1 };
    let give = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Возьми".into() };
    for (act, next) in [(None, Some(3)), (Some(claim), Some(3)), (Some(give), Some(3))] {
        let mut case = play(CLIMBS_ON);
        case.advance(at("2026-03-03 11:00"));
        match &act {
            None => drop(answer(&mut case, "boris", None)),
            Some(command) => drop(case.act(person("boris"), command).unwrap()),
        }
        let alarm = case.task("work").alarm.clone();
        assert_eq!(alarm.as_ref().map(|alarm| alarm.kind), next.map(AlarmKind::Rung), "{act:?}");
        let events = case.advance(at("2026-03-05 10:00"));
        assert_eq!(late_hours(&events).iter().map(|(_, rung)| *rung).collect::<Vec<_>>(), [4], "{act:?}");
    }
    let mut case = play(CLIMBS_ON);
    case.advance(at("2026-03-03 12:30"));
    answer(&mut case, "olga", None);
    let events = case.advance(at("2026-03-03 18:00"));
    assert!(late_hours(&events).is_empty(), "the rung above was answered: the next one waits for its own answer only");
}

#[test]
fn who_is_told_at_night_has_his_time_to_answer() {
    let ladder = "{when: overdue, notify: person(rustam)}, {when: unanswered for 1 business hour, notify: head_of(late)}";
    let mut case = play(ladder);
    let later = Command::RescheduleTask { task: 1, due_at: at("2026-03-05 17:00"), reason: "Клиент просил".into() };
    case.act(person("boris"), &later).unwrap();
    case.advance(at("2026-03-05 17:00"));
    assert_eq!(case.next_timer().unwrap().due_at, at("2026-03-06 08:00"), "he reads it at nine in Chelyabinsk");
}

#[test]
fn whoever_goes_away_once_he_was_told_holds_the_ladder_up_no_longer_than_anybody() {
    let ladder = "{when: overdue, notify: head_of(late)}, {when: unanswered for 10 business hours, notify: head_of(head_of(late))}, \
        {when: overdue by 2 business days, notify: person(vera)}";
    let climbed_with = |absences: Vec<Absence>| {
        let mut case = trial_in(&process(ladder), "anna", |house: &mut Organisation| house.absences = absences);
        late_hours(&case.advance(at("2026-03-20 18:00")))
    };
    let here = climbed_with(Vec::new());
    assert_eq!(here.iter().map(|(_, rung)| *rung).collect::<Vec<_>>(), [1, 2, 3]);
    for deputy in [None, Some("olga")] {
        assert_eq!(climbed_with(vec![absent("boris", (4, 16), deputy)]), here, "{deputy:?}");
    }
}

#[test]
fn the_deputy_of_an_absent_administrator_hears_what_nobody_else_can() {
    let ladder = "{when: overdue, notify: person(ivan)}";
    for (deputy, told) in [(Some("dmitry"), "dmitry"), (None, "vera"), (Some("anna"), "vera")] {
        let mut case = trial_in(&process(ladder), "anna", |house| {
            dismiss(house, "ivan");
            house.absences = vec![absent("vera", (2, 16), deputy)];
        });
        assert_eq!(overdue(&case.advance(at("2026-03-03 10:00"))), [told], "{deputy:?}");
    }
}

#[test]
fn a_head_takes_over_a_task_he_was_told_of() {
    let mut case = play("{when: overdue, notify: head_of(late)}");
    case.advance(at("2026-03-03 10:00"));
    assert_eq!(case.act(person("olga"), &Command::ClaimTask { task: 1 }).unwrap_err().code, "task_already_claimed");
    case.act(person("boris"), &Command::ClaimTask { task: 1 }).unwrap();
    assert_eq!(case.holder("work"), ["boris"]);
    assert!(case.case.escalations.is_empty(), "he has answered");
}

const STEEP: &str = "{when: overdue, notify: head_of(late)}, {when: overdue by 1 business hour, priority: high}, \
    {when: overdue by 1 business day, notify: head_of(head_of(late))}, {when: overdue by 2 business days, offer: head_of(late)}";

/// Late until its head's head knows; then it has another date.
fn late_and_moved(reset: &str, by: &str) -> Play {
    let ladder = STEEP.to_owned();
    let text = process(&ladder).replace(&format!("[{ladder}]"), &format!("{{rungs: [{ladder}], reset: [{reset}]}}"));
    let text = if reset.is_empty() { process(&ladder) } else { text };
    let mut case = trial(&text, "anna");
    case.advance(at("2026-03-04 11:00"));
    assert_eq!(case.task("work").climbed, 3);
    match by {
        "boris" => drop(answer(&mut case, by, Some("2026-03-12 12:00"))),
        _ => {
            let later = Command::RescheduleTask { task: 1, due_at: at("2026-03-12 12:00"), reason: "Болела".into() };
            drop(case.act(person(by), &later).unwrap());
        }
    }
    case
}

#[test]
fn another_date_takes_a_task_down_the_ladder_only_where_the_process_says_so() {
    let stays = [("12 09:00", 3), ("16 09:00", 4)];
    let begins = [("12 09:00", 1), ("12 10:00", 2), ("13 09:00", 3), ("16 09:00", 4)];
    type Climb<'a> = (&'a str, &'a str, &'a [(&'a str, u32)]);
    let table: [Climb<'_>; 6] = [
        ("", "anna", &stays),
        ("", "boris", &stays),
        ("more_time", "anna", &stays),
        ("more_time", "boris", &begins),
        ("new_date", "anna", &begins),
        ("new_assignee", "boris", &stays),
    ];
    for (reset, by, wanted) in table {
        let mut case = late_and_moved(reset, by);
        let events = case.advance(at("2026-03-16 18:00"));
        let wanted: Vec<_> = wanted.iter().map(|(hour, rung)| (hour.to_string(), *rung)).collect();
        assert_eq!(late_hours(&events), wanted, "`{reset}` by {by}");
        let reminders = climbed(&events).into_iter().filter(|(_, what, _)| *what == "reminder").count();
        assert_eq!(reminders, 1, "the new date is reminded of");
    }
}

#[test]
fn a_task_that_was_never_late_begins_its_ladder_with_every_date() {
    let mut case = play(STEEP);
    for day in [5, 6] {
        let later = Command::RescheduleTask { task: 1, due_at: at(&format!("2026-03-{day:02} 12:00")), reason: "Так".into() };
        case.act(person("anna"), &later).unwrap();
    }
    let events = case.advance(at("2026-03-06 12:00"));
    assert_eq!(late_hours(&events).iter().map(|(_, rung)| *rung).collect::<Vec<_>>(), [1]);
}

#[test]
fn new_hands_begin_the_ladder_anew_where_the_process_says_so() {
    for (reset, wanted) in [("", AlarmKind::Rung(3)), ("new_assignee", AlarmKind::Rung(0))] {
        let ladder = if reset.is_empty() { format!("[{STEEP}]") } else { format!("{{rungs: [{STEEP}], reset: {reset}}}") };
        let mut case = trial(&process(STEEP).replace(&format!("[{STEEP}]"), &ladder), "anna");
        case.advance(at("2026-03-04 11:00"));
        case.act(person("boris"), &Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Возьми".into() }).unwrap();
        let alarm = case.task("work").alarm.clone().expect("a late task");
        assert_eq!(alarm.kind, wanted, "`{reset}`");
        assert!(reset.is_empty() || alarm.at == at("2026-03-04 18:00"), "he has the rest of the day");
    }
}
