//! Letters that waited until they were no longer true are dropped; those that still are, are not.

use std::sync::Arc;

use voronka_core::case::{Alarm, AlarmKind, Case, Counted, Escalation, Holder, Trouble};
use voronka_core::notice::{Addressee, Hearer, Matter, Message, TaskFacts};
use voronka_definition::Locale;
use voronka_mail::{Keeper, render, render_bundle};
use voronka_runtime::{Bundle, Courier, DeliveryError, Parcel};

use super::golden::{site, written};
use super::house::{House, at};

/// A name, a parcel, what happened to the case meanwhile, and whether the letter is dropped.
type Row<'a> = (&'a str, &'a Parcel, fn(&mut Case), bool);

async fn is_stale(parcel: &Parcel) -> bool {
    match Keeper::new(site()).deliver(parcel).await {
        Ok(_) => false,
        Err(DeliveryError::Stale) => true,
        Err(error) => panic!("{error}"),
    }
}

fn changed(parcel: &Parcel, change: impl FnOnce(&mut Case)) -> Parcel {
    let mut parcel = parcel.clone();
    change(Arc::make_mut(&mut parcel.case));
    parcel
}

fn done(case: &mut Case) {
    case.tasks.remove(&2);
}

fn with_dmitry(case: &mut Case) {
    case.tasks.get_mut(&2).expect("the task is open").holder = Holder::Assigned("dmitry".into());
}

fn with_boris(case: &mut Case) {
    case.tasks.get_mut(&2).expect("the task is open").holder = Holder::Assigned("boris".into());
}

fn with_anna(case: &mut Case) {
    case.tasks.get_mut(&2).expect("the task is open").holder = Holder::Assigned("anna".into());
}

fn offered_to_boris(case: &mut Case) {
    case.offered.insert(2, ["boris".into()].into());
}

fn more_time(case: &mut Case) {
    case.tasks.get_mut(&2).expect("the task is open").due_at = at(6, 12, 0);
}

fn sooner(case: &mut Case) {
    case.tasks.get_mut(&2).expect("the task is open").due_at = at(4, 9, 0);
}

fn to_come(case: &mut Case, kind: AlarmKind) {
    sooner(case);
    let alarm = Alarm { occurrence: 1, at: at(4, 8, 0), kind, counted: Counted::Not };
    case.tasks.get_mut(&2).expect("the task is open").alarm = Some(alarm);
}

fn reminded_anew(case: &mut Case) {
    to_come(case, AlarmKind::Reminder);
}

fn rung_anew(case: &mut Case) {
    to_come(case, AlarmKind::Rung(0));
}

fn told(case: &mut Case, early: bool) {
    let (to, at) = ("boris".into(), at(4, 12, 0));
    let one = Escalation {
        number: 1,
        task: 2,
        rung: 1,
        to,
        offered: false,
        at,
        early,
        late_by_minutes: 0,
        named: None,
        inherited: false,
    };
    case.escalations.insert(1, one);
}

fn told_of_lateness(case: &mut Case) {
    told(case, false);
}

fn told_before(case: &mut Case) {
    told(case, true);
}

fn other_date_but_late(case: &mut Case) {
    case.tasks.get_mut(&2).expect("the task is open").due_at = at(4, 13, 0);
}

#[tokio::test]
async fn what_is_no_longer_true_is_dropped() {
    let house = House::new(Locale::Ru);
    let assigned = house.to("anna", Message::Assigned { task: house.facts() });
    let reminder = house.to("anna", Message::Reminder { task: house.facts() });
    let late = Message::Overdue { task: house.facts(), rung: 1, late_by_minutes: 0, as_whom: Hearer::Head };
    let overdue = house.to("boris", late);
    let soon = house.to("boris", Message::DueSoon { task: house.facts(), rung: 1, as_whom: Hearer::Head });
    let late = Message::Overdue { task: house.facts(), rung: 1, late_by_minutes: 0, as_whom: Hearer::Offered };
    let offered = house.to("boris", late);
    let unchanged = |_: &mut Case| {};
    let until = chrono::NaiveDate::from_ymd_opt(2026, 3, 13).expect("a day");
    let concern = |matter| house.to("boris", Message::Concern { task: house.facts(), matter });
    let uncovered = concern(Matter::Uncovered { person: "anna".into(), until });
    let postponed = concern(Matter::Postponed { by: "anna".into(), from: house.facts().due_at, reason: "-".into() });
    let cases: [Row<'_>; 29] = [
        ("assigned", &assigned, unchanged, false),
        ("assigned, done", &assigned, done, true),
        ("assigned, given away", &assigned, with_dmitry, true),
        ("assigned, more time", &assigned, more_time, false),
        ("reminder", &reminder, unchanged, false),
        ("reminder, done", &reminder, done, true),
        ("reminder, given away", &reminder, with_dmitry, true),
        ("reminder, another date", &reminder, more_time, true),
        ("reminder, an earlier date", &reminder, sooner, false),
        ("reminder, an earlier date of which he will be reminded", &reminder, reminded_anew, true),
        ("overdue", &overdue, unchanged, false),
        ("overdue, done", &overdue, done, true),
        ("overdue, given away and still late", &overdue, with_dmitry, false),
        ("overdue, more time", &overdue, more_time, true),
        ("overdue, another date that has passed too", &overdue, other_date_but_late, false),
        ("overdue, with its reader by now", &overdue, with_boris, true),
        ("due soon, with its reader by now", &soon, with_boris, true),
        ("due soon, given away", &soon, with_dmitry, false),
        ("due soon, more time", &soon, more_time, true),
        ("due soon, an earlier date", &soon, sooner, false),
        ("due soon, an earlier date that the rung waits for", &soon, rung_anew, true),
        ("due soon, told by now that it is late", &soon, told_of_lateness, true),
        ("due soon, told before that it is nearly due", &soon, told_before, false),
        ("offered", &offered, offered_to_boris, false),
        ("offered, taken", &offered, with_dmitry, true),
        ("nobody covers it", &uncovered, unchanged, false),
        ("nobody covers it, given away", &uncovered, with_dmitry, true),
        ("put off", &postponed, unchanged, false),
        ("put off, another date", &postponed, more_time, true),
    ];
    for (name, parcel, change, expected) in cases {
        assert_eq!(is_stale(&changed(parcel, change)).await, expected, "{name}");
    }
}

#[test]
fn who_has_it_by_now_is_named_and_who_had_it() {
    let house = House::new(Locale::Ru);
    let late = Message::Overdue { task: house.facts(), rung: 1, late_by_minutes: 60, as_whom: Hearer::Head };
    let letter = render(&changed(&house.to("boris", late), with_dmitry), &site()).expect("a letter").text;
    let wanted = ["Исполнитель: Дмитрий", "прежний исполнитель — Анна Петрова"];
    assert!(wanted.iter().all(|part| letter.contains(part)) && !letter.contains("Исполнитель: Анна"), "{letter}");
}

/// The letter waited for its reader's hours, and a head brought the date forward meanwhile, or gave the task to somebody else.
#[test]
fn a_letter_that_waited_tells_the_date_and_the_hands_of_now() {
    let house = House::new(Locale::Ru);
    let reassigned = Message::Reassigned { task: house.facts(), from: Some("dmitry".into()), by: None, comment: None };
    let taken = Message::Reassigned { task: house.facts(), from: Some("boris".into()), by: None, comment: None };
    let until = chrono::NaiveDate::from_ymd_opt(2026, 3, 13).expect("a day");
    let uncovered = Message::Concern { task: house.facts(), matter: Matter::Uncovered { person: "anna".into(), until } };
    let rows = [
        ("anna", Message::Assigned { task: house.facts() }),
        ("anna", reassigned),
        ("boris", taken),
        ("anna", Message::Reminder { task: house.facts() }),
        ("boris", Message::DueSoon { task: house.facts(), rung: 1, as_whom: Hearer::Head }),
        ("boris", uncovered),
    ];
    for (reader, message) in rows {
        let parcel = changed(&house.to(reader, message), sooner);
        let said =
            [render(&parcel, &site()).expect("a letter").text, render_bundle(&alone(parcel), &site()).expect("a letter").text];
        for text in said {
            let text = text.split("Что было до этого").next().unwrap_or_default();
            assert!(text.contains("09:00") && !text.contains("12:00"), "{text}");
        }
    }
    let offered = TaskFacts { assignee: None, ..house.facts() };
    let parcel = changed(&house.to("anna", Message::Assigned { task: offered }), with_anna);
    let letter = render(&parcel, &site()).expect("a letter");
    assert!(letter.subject.starts_with("Новая задача"), "he took it meanwhile: {}", letter.subject);
}

/// A bundle of one.
fn alone(parcel: Parcel) -> Bundle {
    Bundle {
        identity: "gathered.1".to_owned(),
        to: match &parcel.notice_body.to {
            Addressee::Person(person) => person.clone(),
            Addressee::Client { .. } => panic!("nobody gathers what is for a client"),
        },
        now: parcel.now,
        world: Arc::clone(&parcel.world),
        parcels: vec![parcel],
        more: 0,
        overview: None,
    }
}

#[tokio::test]
async fn a_task_that_came_back_was_not_taken_away() {
    let mut house = House::new(Locale::Ru);
    house.give_to("dmitry");
    let message = Message::Reassigned { task: house.facts(), from: Some("anna".into()), by: None, comment: None };
    house.holder = Holder::Assigned("anna".into());
    let (to_new, to_old) = (house.to("dmitry", message.clone()), house.to("anna", message));
    assert!(!is_stale(&to_new).await && !is_stale(&to_old).await);
    let back = |case: &mut Case| {
        case.tasks.get_mut(&2).expect("the task is open").holder = Holder::Assigned("anna".into());
    };
    assert!(is_stale(&changed(&to_new, back)).await && is_stale(&changed(&to_old, back)).await);
    assert!(is_stale(&changed(&to_new, done)).await);
    assert!(!is_stale(&changed(&to_old, done)).await, "it was taken away all the same");
}

#[tokio::test]
async fn incidents_are_told_while_they_are_open_and_written_letters_always() {
    let mut house = House::new(Locale::Ru);
    house.break_down(Trouble::Nobody { task: 2 });
    let incident = house.to("vera", Message::Incident { incident: 1 });
    assert!(!is_stale(&incident).await);
    assert!(is_stale(&changed(&incident, |case| case.incidents.clear())).await);
    assert!(!is_stale(&changed(&house.to("boris", written()), done)).await);
}
