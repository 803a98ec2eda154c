//! Rules of time change while tasks pend: another version of the time zones, another calendar.

use chrono::{DateTime, Utc};
use voronka_core::event::Cause;
use voronka_core::{Actor, CaseId, Command, Event, Recorded};
use voronka_definition::Source;

use crate::support::{Folder, House, at, source};

const RENEWAL: &str = "tests/it/runtime/processes/renewal.yaml";

async fn due(house: &House, case: CaseId) -> DateTime<Utc> {
    house.case(case).await.tasks[&1].due_at
}

/// The moves of dates in a history, by whatever cause.
fn moves(history: &[Recorded]) -> Vec<&Recorded> {
    history.iter().filter(|one| matches!(one.event, Event::TaskRescheduled { from, to, .. } if from != to)).collect()
}

async fn change(folder: &Folder, statement: &'static str, value: &str) {
    assert!(folder.change(statement, &[value]).await > 0, "{statement}");
}

/// As if the program that wrote the database had known other rules of the company's zone, and of the schedule's: the names are the
/// same, and their moments are two hours off.
async fn written_by_other_rules(folder: &Folder, next_at: &str) {
    change(folder, "UPDATE world SET zones = $1", "1970a").await;
    let other = "UPDATE organisation SET source = replace(source, 'time_zone: Europe/Moscow', $1)";
    change(folder, other, "time_zone: Asia/Yekaterinburg").await;
    change(folder, "UPDATE schedules SET next_at = $1 WHERE schedule = 'monday'", next_at).await;
}

#[tokio::test]
async fn row_24_other_rules_of_time_zones_move_what_the_wall_clock_says_and_nothing_else() {
    let folder = Folder::new();
    let (counted, by_hand, before) = {
        let house = House::on(&folder.url(), false).await;
        house.engine.deploy(&source(RENEWAL), None).await.unwrap();
        house.until("2026-12-07T14:30:00Z").await;
        let (counted, by_hand) = (house.open("anna").await, house.open("dmitry").await);
        let reason = "клиент просит".to_owned();
        let set = Command::RescheduleTask { task: 1, due_at: at("2026-12-09T11:00:00Z"), reason };
        house.engine.execute(by_hand, set, Actor::Person("boris".into()), None).await.unwrap();
        house.engine.settle().await.unwrap();
        let before = due(&house, counted).await;
        house.engine.shutdown().await;
        (counted, by_hand, before)
    };
    written_by_other_rules(&folder, "2026-12-14T10:00:00.000000Z").await;

    let house = House::again(&folder.url(), false).await;
    house.engine.settle().await.unwrap();
    let after = due(&house, counted).await;
    assert_ne!(before, after, "a business day ends at another moment");
    let world = house.engine.world();
    let time = world.business_time(&"anna".into(), None);
    assert!(time.is_open(after) || time.prev_closing(after) == after, "{after} is working time by the rules of now");
    assert_eq!(due(&house, by_hand).await, at("2026-12-09T11:00:00Z"), "a moment that a person named stays");
    let history = house.history(counted).await;
    let moved = moves(&history);
    assert_eq!(moved.len(), 1, "{moved:?}");
    // The name of the zone is another here, which stands for other rules of the same.
    assert!(matches!(&moved[0].event, Event::TaskRescheduled { cause: Cause::TimeZone { .. }, .. }), "{moved:?}");
    let planned = house.store.schedules().await.unwrap();
    let monday = planned.iter().find(|planned| planned.schedule.as_str() == "monday").unwrap();
    assert_eq!(monday.next_at, at("2026-12-14T08:00:00Z"), "nine in Berlin");
    house.is_sound().await;
    house.engine.shutdown().await;

    // By the same rules nothing is looked at again.
    let house = House::again(&folder.url(), false).await;
    assert!(house.store.due_reviews(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn row_24_what_was_missed_before_the_rules_changed_is_made_up_for() {
    let folder = Folder::new();
    {
        let house = House::on(&folder.url(), false).await;
        house.engine.deploy(&source(RENEWAL), None).await.unwrap();
        house.engine.settle().await.unwrap();
        house.until("2026-12-13T12:00:00Z").await;
        house.engine.shutdown().await;
        house.store.stand_at(at("2026-12-14T12:00:00Z")).await.unwrap();
    }
    written_by_other_rules(&folder, "2026-12-14T10:00:00.000000Z").await;
    let house = House::again(&folder.url(), false).await;
    house.engine.settle().await.unwrap();
    house.engine.settle().await.unwrap();
    let planned = house.store.schedules().await.unwrap();
    let next: Vec<_> = planned.iter().map(|planned| planned.next_at).collect();
    assert!(next.contains(&at("2026-12-21T08:00:00Z")), "{next:?}");
    assert_eq!(super::schedules::opened(&house).await, ["2026-12-07 08:00", "2026-12-14 12:00"]);
}

/// The calendar with these days off as well.
fn decree(days: &[&str]) -> Source {
    let mut calendar = source("processes/calendars/ru.yaml");
    let more: String = days.iter().map(|day| format!("  {day}: {{ru: По указу, en: By decree}}\n")).collect();
    calendar.text = calendar.text.replacen("\nholidays:\n", &format!("\nholidays:\n{more}"), 1);
    calendar
}

/// A decree of 31 December, which is no working day, while tasks pend that are due in January.
#[tokio::test]
async fn row_26_a_decree_recounts_every_date_says_so_and_wakes_nobody() {
    let house = House::new().await;
    house.until("2026-12-30T08:00:00Z").await;
    let mut cases = Vec::new();
    for number in 0..150 {
        cases.push(house.open(["anna", "dmitry", "rustam"][number % 3]).await);
    }
    let promised = cases[0];
    let set = Command::RescheduleTask { task: 1, due_at: at("2027-01-11T11:00:00Z"), reason: "так решили".to_owned() };
    house.engine.execute(promised, set, Actor::Person("boris".into()), None).await.unwrap();
    let before = due(&house, cases[1]).await;
    assert_eq!(before.date_naive().to_string(), "2027-01-11", "a business day later");

    house.until("2026-12-31T20:30:00Z").await;
    let letters = house.courier.tried().len();
    let organisation = source("processes/demo/organisation.yaml");
    house.engine.load_organisation(&organisation, &[decree(&["2027-01-11", "2027-01-12"])]).await.unwrap();
    house.engine.settle().await.unwrap();
    assert_eq!(house.courier.tried().len(), letters, "nobody is woken at half past eleven at night");
    for case in &cases {
        let history = house.history(*case).await;
        let by_calendar = |one: &&Recorded| matches!(&one.event, Event::TaskRescheduled { cause: Cause::Calendar, .. });
        let moved = history.iter().filter(by_calendar).count();
        assert_eq!((moved, due(&house, *case).await.date_naive().to_string().as_str()), (1, "2027-01-13"));
    }

    house.until("2027-01-21T15:00:00Z").await;
    let world = house.engine.world();
    let mut called = 0;
    for case in &cases {
        let history = house.history(*case).await;
        for one in history.iter().filter(|one| matches!(one.event, Event::Escalated { .. })) {
            let time = world.business_time(house.case(*case).await.tasks[&1].holder.assignee().unwrap(), None);
            assert!(time.is_open(one.at) || time.prev_closing(one.at) == one.at, "{} is no working time", one.at);
            assert!(one.at >= at("2027-01-13T00:00:00Z"), "{} is before the date", one.at);
            called += 1;
        }
    }
    assert!(called >= 150, "everything was left undone: {called}");
    house.is_sound().await;
}
