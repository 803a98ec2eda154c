//! The store's clock jumps forth and back: what is due is due by it, once. Nobody else's clock is asked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use voronka_core::case::TimerKey;
use voronka_core::{CaseId, Event, Recorded};
use voronka_definition::organisation::{Absence, Covered};

use crate::support::{Folder, House, MORNING, at, databases};

type Timers = BTreeMap<(CaseId, TimerKey, u32), DateTime<Utc>>;

/// Minutes by which the clock jumps: far forth and back, and on the whole forwards.
fn jumps() -> impl Iterator<Item = i64> {
    let mut seed: u64 = 22;
    std::iter::repeat_with(move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(seed >> 33).unwrap() % 260 - 95
    })
}

async fn timers(house: &House, cases: &[CaseId]) -> Timers {
    let mut all = Timers::new();
    for id in cases {
        let timers = house.case(*id).await.timers();
        all.extend(timers.into_iter().map(|timer| ((*id, timer.key, timer.occurrence), timer.due_at)));
    }
    all
}

/// What fired of a case: the reminder is rung 0.
fn fired(history: &[Recorded]) -> Vec<(u32, u32, DateTime<Utc>)> {
    let fired = |recorded: &Recorded| match recorded.event {
        Event::Reminded { task, .. } => Some((task, 0, recorded.at)),
        Event::RungTaken { task, rung, .. } => Some((task, rung, recorded.at)),
        _ => None,
    };
    history.iter().filter_map(fired).collect()
}

async fn jump_about(url: &str) {
    let house = House::on(url, false).await;
    let (mut cases, mut clock, mut backwards) = (Vec::new(), at(MORNING), 0);
    for (number, minutes) in jumps().take(150).enumerate() {
        if number < 20 {
            cases.push(house.open(["anna", "dmitry"][number % 2]).await);
        }
        let before = timers(&house, &cases).await;
        clock += TimeDelta::minutes(minutes);
        backwards += u32::from(minutes < 0);
        house.store.stand_at(clock).await.unwrap();
        house.engine.settle().await.unwrap();

        let after = timers(&house, &cases).await;
        assert!(after.values().all(|due| *due > clock), "at {clock} everything that was due has fired");
        let gone: Vec<_> = before.iter().filter(|(timer, _)| !after.contains_key(*timer)).collect();
        assert!(gone.iter().all(|(_, due)| **due <= clock), "at {clock} nothing was early: {gone:?}");
    }
    assert!(backwards > 40 && clock > at(MORNING) + TimeDelta::days(2), "{backwards} jumps back, and it is {clock}");
    house.until("2026-12-28T06:00:00Z").await;
    for id in cases {
        let all = fired(&house.history(id).await);
        let once: BTreeSet<_> = all.iter().map(|(task, rung, _)| (*task, *rung)).collect();
        assert_eq!(once.len(), all.len(), "nothing twice: {all:?}");
        assert_eq!(once, BTreeSet::from([(1, 0), (1, 1), (1, 2), (1, 3)]), "and nothing lost");
    }
    house.is_sound().await;
}

#[tokio::test]
async fn row_21_and_22_a_clock_that_jumps_fires_nothing_twice_nothing_early_and_loses_nothing() {
    let folder = Folder::new();
    for url in databases(&folder) {
        jump_about(&url).await;
    }
}

#[tokio::test]
async fn row_22_whoever_was_seen_going_by_a_clock_that_went_back_has_not_gone() {
    let house = House::new().await;
    let case = house.open("anna").await;
    let (from, to) = ("2026-12-08".parse().unwrap(), "2026-12-09".parse().unwrap());
    let absence = Absence { person: "anna".into(), from, to, deputy: Some("dmitry".into()), tasks: Covered::All };
    house.engine.enter_absence(absence, &"anna".into()).await.unwrap();
    for (moment, expected) in [
        ("2026-12-08T12:00:00Z", "dmitry"),
        ("2026-12-07T12:00:00Z", "anna"),
        ("2026-12-07T20:59:59Z", "anna"),
        ("2026-12-07T21:00:00Z", "dmitry"),
        ("2026-12-09T21:00:00Z", "anna"),
        ("2026-12-09T20:00:00Z", "dmitry"),
        ("2026-12-09T21:00:00Z", "anna"),
    ] {
        house.store.stand_at(at(moment)).await.unwrap();
        house.engine.settle().await.unwrap();
        let state = house.case(case).await;
        assert_eq!(state.tasks[&1].holder.assignee().unwrap().as_str(), expected, "{moment}");
    }
    house.is_sound().await;
}
