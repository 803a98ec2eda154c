//! Replaced: a letter on its way to somebody whose place, or whose deal, is another's by the time it leaves.

use voronka_core::Command;
use voronka_core::command::Actor;
use voronka_runtime::{Pace, Wishes};

use super::people::away;
use crate::support::{House, at};

fn sent_to(house: &House, person: &str) -> Vec<String> {
    house.courier.tried_to(person).into_iter().map(|tried| tried.now.format("%d %H:%M").to_string()).collect()
}

/// The letter waits for the former head's morning or digest; by then his department has another head.
#[tokio::test]
async fn a_letter_to_a_head_who_was_replaced_goes_to_the_new_one() {
    for in_digest in [false, true] {
        let house = House::new().await;
        if in_digest {
            let wishes = Wishes { escalations: Pace::Digest, ..Wishes::default() };
            house.engine.set_letter_wishes(&"svetlana".into(), wishes).await.unwrap();
        }
        house.engine.clock().advance_to(at("2026-12-08T04:30:00Z")).await.unwrap();
        let case = house.open("rustam").await;
        house.until("2026-12-09T05:00:00Z").await;
        assert_eq!(house.case(case).await.escalations.len(), 1);
        house.reorganise("en: Regions}, part_of: sales, head: svetlana", "en: Regions}, part_of: sales, head: ivan").await;
        house.engine.settle().await.unwrap();
        house.until("2026-12-10T12:00:00Z").await;
        assert_eq!(sent_to(&house, "svetlana"), Vec::<String>::new(), "{in_digest}");
        assert_eq!(sent_to(&house, "ivan"), ["09 06:00"], "{in_digest}");
        let told: Vec<_> = house.case(case).await.escalations.values().map(|one| one.to.to_string()).collect();
        assert_eq!(told, ["ivan", "olga"], "and by now the head above him");
        house.is_sound().await;
    }
}

/// Dmitry is late in a deal of Anna's. Her copy waits until she works again, and the deal becomes Rustam's before.
#[tokio::test]
async fn the_owners_copy_goes_to_who_owns_the_deal_when_it_leaves() {
    let house = House::new().await;
    let case = house.open("anna").await;
    let give = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Вам".to_owned() };
    house.engine.execute(case, give, Actor::Person("boris".into()), None).await.unwrap();
    house.engine.enter_absence(away("anna", None, ("2026-12-08", "2026-12-10")), &"anna".into()).await.unwrap();
    house.until("2026-12-09T10:00:00Z").await;
    let before = house.courier.tried_to("anna").len();
    let change = Command::ChangeOwner { person: "rustam".into(), comment: "Вам".to_owned() };
    house.engine.execute(case, change, Actor::Person("boris".into()), None).await.unwrap();
    let rustam = house.courier.tried_to("rustam").len();
    house.until("2026-12-11T10:00:00Z").await;
    let after: Vec<_> = house.courier.tried_to("anna")[before..].iter().map(|tried| tried.identity.clone()).collect();
    assert!(house.case(case).await.passed_on.len() == 1 || after.is_empty(), "{after:?}");
    assert!(house.courier.tried_to("rustam").len() > rustam, "he owns it now");
    house.is_sound().await;
}

/// Two absences one after another: twice her tasks come back, both letters wait for the same morning, and one of them leaves.
#[tokio::test]
async fn who_gets_a_task_back_twice_before_he_reads_hears_of_it_once() {
    let house = House::new().await;
    house.open("anna").await;
    house.engine.enter_absence(away("anna", Some("dmitry"), ("2026-12-08", "2026-12-11")), &"anna".into()).await.unwrap();
    house.until("2026-12-12T10:00:00Z").await;
    house.engine.enter_absence(away("anna", Some("dmitry"), ("2026-12-14", "2026-12-14")), &"anna".into()).await.unwrap();
    let before = house.courier.tried_to("anna").len();
    house.until("2026-12-15T10:00:00Z").await;
    let letters = house.courier.tried_to("anna").split_off(before);
    let back = letters.iter().filter(|tried| tried.now == at("2026-12-15T06:00:00Z")).count();
    assert_eq!(back, 1, "{letters:?}");
    house.is_sound().await;
}
