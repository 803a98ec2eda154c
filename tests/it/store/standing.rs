//! Where deals stand, since when, and where they ended: counted for who asks.

use serde_json::json;
use voronka_core::access::Horizon;
use voronka_core::{Actor, Command};
use voronka_definition::name::ProcessId;
use voronka_definition::{Period, Unit};
use voronka_runtime::{PageRequest, Standing, StandingAt};

use crate::support::{House, at, input};

const PROCESS: &str = "corporate_sales";

async fn horizon(house: &House, person: &str) -> Horizon {
    Horizon::of(&house.engine.world(), &person.into(), house.engine.now().await.unwrap())
}

async fn standing(house: &House, person: &str) -> Vec<Standing> {
    let horizon = horizon(house, person).await;
    house.engine.reads().deals_standing(&horizon, &ProcessId::from(PROCESS)).await.unwrap()
}

fn of<'a>(found: &'a [Standing], stage: &str, step: Option<&str>) -> &'a Standing {
    let here = |one: &&Standing| one.stage.as_str() == stage && one.step.as_deref() == step;
    found.iter().find(here).unwrap_or_else(|| panic!("nothing in {stage} {step:?}: {found:?}"))
}

#[tokio::test]
async fn the_middle_and_the_oldest_of_a_place_are_told() {
    let house = House::new().await;
    let mut began = Vec::new();
    for _ in 0..4 {
        house.open("anna").await;
        began.push(house.engine.now().await.unwrap());
        house.engine.clock().advance_by(Period::new(1, Unit::BusinessDays)).await.unwrap();
    }
    let found = standing(&house, "anna").await;
    for place in [of(&found, "interest", None), of(&found, "interest", Some("call"))] {
        assert_eq!((place.deals, place.oldest_since, place.median_since), (4, began[0], began[1]), "{place:?}");
        assert_eq!((place.late, place.waiting), (3, 0), "the last one is due at this very moment");
    }
    assert_eq!(standing(&house, "rustam").await, [], "who sees none counts none");
    assert_eq!(of(&standing(&house, "boris").await, "interest", None).deals, 4, "a head counts those below him");
}

#[tokio::test]
async fn a_deal_that_moves_on_is_counted_where_it_is_now() {
    let house = House::new().await;
    let deal = house.open("anna").await;
    house.engine.clock().advance_by(Period::new(2, Unit::BusinessHours)).await.unwrap();
    let moved = Command::EnterStage {
        stage: "needs".into(),
        data: input(json!({"company": {"name": "Восход"}})),
        comment: "Клиент знаком".to_owned(),
    };
    house.engine.execute(deal, moved, Actor::Person("anna".into()), None).await.unwrap();
    let found = standing(&house, "anna").await;
    assert!(found.iter().all(|one| one.stage.as_str() == "needs"), "{found:?}");
    let here = of(&found, "needs", None);
    assert_eq!((here.deals, here.oldest_since), (1, house.engine.now().await.unwrap()));
}

#[tokio::test]
async fn ends_are_told_with_the_last_step_that_was_done() {
    let house = House::new().await;
    let (lost, closed) = (house.open("anna").await, house.open("anna").await);
    house.complete(lost, "call", "no_interest", json!({"close_reason": "price"})).await.unwrap();
    let data = input(json!({"close_reason": "price"}));
    let finish = Command::Finish { outcome: "lost".into(), data, comment: "Ушли к другим".to_owned() };
    house.engine.execute(closed, finish, Actor::Person("anna".into()), None).await.unwrap();
    let (reads, process, anna) = (house.engine.reads(), ProcessId::from(PROCESS), horizon(&house, "anna").await);
    let since = at("2026-12-01T00:00:00Z");
    let ended = reads.ended(&anna, &process, since).await.unwrap();
    let told: Vec<_> = ended.iter().map(|one| (one.outcome.as_str(), one.step.as_deref(), one.deals)).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&("lost", Some("call"), 1)) && told.contains(&("lost", None, 1)), "{told:?}");
    assert_eq!(reads.ended(&anna, &process, at("2027-12-01T00:00:00Z")).await.unwrap(), []);
    assert_eq!(reads.ended(&horizon(&house, "rustam").await, &process, since).await.unwrap(), []);

    let first = PageRequest { limit: 10, after: None };
    let place = StandingAt::EndAt("lost".into(), "interest".into(), "call".to_owned(), since);
    let listed = reads.deals_at(&anna, &process, &place, &first).await.unwrap().items;
    assert_eq!(listed.iter().map(|deal| deal.id).collect::<Vec<_>>(), [lost]);
    let both = reads.deals_at(&anna, &process, &StandingAt::End("lost".into(), since), &first).await.unwrap().items;
    assert_eq!(both.len(), 2);
}

#[tokio::test]
async fn the_deals_of_a_place_are_paged_from_the_oldest() {
    let house = House::new().await;
    let mut opened = Vec::new();
    for _ in 0..5 {
        opened.push(house.open("anna").await);
        house.engine.clock().advance_by(Period::new(1, Unit::BusinessHours)).await.unwrap();
    }
    house.open("rustam").await;
    let (anna, process) = (horizon(&house, "anna").await, ProcessId::from(PROCESS));
    let place = StandingAt::Step("interest".into(), "call".to_owned());
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = house.engine.reads().deals_at(&anna, &process, &place, &PageRequest { limit: 2, after }).await.unwrap();
        seen.extend(page.items.iter().map(|deal| deal.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, opened);
    let running = house.engine.reads().running().await.unwrap();
    assert_eq!(running.iter().map(|one| (one.process.as_str(), one.open)).collect::<Vec<_>>(), [(PROCESS, 6)]);
}
