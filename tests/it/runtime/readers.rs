//! Readers who are not there: what is late is told to who stands there when its letter leaves, at an hour at which he works.

use voronka_core::case::Trouble;
use voronka_core::world::Heirs;
use voronka_definition::organisation::Absence;
use voronka_runtime::{Handed, Pace, Wishes};

use super::people::away;
use crate::support::{House, at};

/// An absent boss: his deputy, else the next head, else the last resort; never nobody, never the culprit himself.
#[tokio::test]
async fn row_27_an_escalation_finds_the_deputy_of_an_absent_head_or_the_next_above() {
    let week = ("2026-12-07", "2026-12-20");
    let table: &[(&[Absence], &str)] = &[
        (&[], "boris"),
        (&[away("boris", Some("dmitry"), week)], "dmitry"),
        (&[away("boris", Some("anna"), week)], "olga"),
        (&[away("boris", None, week)], "olga"),
        (&[away("boris", None, week), away("olga", Some("ivan"), week)], "ivan"),
        (&[away("boris", None, week), away("olga", None, week)], "vera"),
    ];
    for (absences, expected) in table {
        let house = House::new().await;
        for absence in *absences {
            house.engine.enter_absence(absence.clone(), &"vera".into()).await.unwrap();
        }
        let case = house.open("anna").await;
        let due = house.case(case).await.tasks[&1].due_at;
        house.engine.clock().advance_to(due).await.unwrap();
        let state = house.case(case).await;
        let told: Vec<_> = state.escalations.values().map(|escalation| escalation.to.as_str()).collect();
        assert_eq!(told, [*expected], "{absences:?}");
        let nobody = state.incidents.values().any(|incident| matches!(incident.trouble, Trouble::Nobody { .. }));
        assert_eq!(nobody, *expected == "vera", "{absences:?}");
    }
}

/// The task is late in Chelyabinsk while it is night in Moscow: the head's list shows it at once, his letter leaves in the morning.
#[tokio::test]
async fn row_27_a_letter_of_a_ladder_waits_for_its_readers_morning() {
    let house = House::new().await;
    house.engine.clock().advance_to(at("2026-12-08T04:30:00Z")).await.unwrap();
    let case = house.open("rustam").await;
    house.until("2026-12-09T05:59:00Z").await;
    assert_eq!(house.case(case).await.escalations.len(), 1);
    assert_eq!(house.courier.tried_to("svetlana"), []);
    house.until("2026-12-09T06:00:00Z").await;
    let sent: Vec<_> = house.courier.tried_to("svetlana").into_iter().map(|tried| tried.now).collect();
    assert_eq!(sent, [at("2026-12-09T06:00:00Z")]);
    house.is_sound().await;
}

/// Its hour was chosen in the evening; by the morning she works elsewhere, where it is still night.
#[tokio::test]
async fn row_27_a_letter_waits_on_where_its_readers_hours_have_changed() {
    let house = House::new().await;
    house.engine.clock().advance_to(at("2026-12-08T04:30:00Z")).await.unwrap();
    house.open("rustam").await;
    house.until("2026-12-09T05:00:00Z").await;
    let there = "email: svetlana@klimat.example, department: regional";
    house.reorganise(there, &format!("{there}, time_zone: Europe/Berlin")).await;
    house.until("2026-12-09T07:59:00Z").await;
    assert_eq!(house.courier.tried_to("svetlana"), []);
    house.until("2026-12-09T08:05:00Z").await;
    let sent: Vec<_> = house.courier.tried_to("svetlana").into_iter().map(|tried| tried.now).collect();
    assert_eq!(sent, [at("2026-12-09T08:00:00Z")]);
    house.is_sound().await;
}

/// The task is late while its owner is away: he reads it when he is back, and he is back before he meant to be.
#[tokio::test]
async fn what_waits_for_somebodys_return_leaves_when_he_is_back_sooner() {
    for taken_back in [false, true] {
        let house = House::new().await;
        house.open("anna").await;
        let days = if taken_back { ("2026-12-09", "2026-12-20") } else { ("2026-12-08", "2026-12-20") };
        let entered = house.engine.enter_absence(away("anna", Some("dmitry"), days), &"anna".into()).await.unwrap();
        house.until("2026-12-08T20:00:00Z").await;
        let before = house.courier.tried_to("anna").len();
        house.until("2026-12-10T15:30:00Z").await;
        assert_eq!(house.courier.tried_to("anna").len(), before);
        let planned = house.store.next_attempt_at().await.unwrap();
        assert_eq!(planned, Some(at("2026-12-21T06:00:00Z")), "it waits for her");
        house.engine.end_absence(&entered.id, None, &"anna".into()).await.unwrap();
        house.until("2026-12-11T05:59:00Z").await;
        assert_eq!(house.courier.tried_to("anna").len(), before, "she does not work in the evening");
        house.until("2026-12-11T06:05:00Z").await;
        let sent = house.courier.tried_to("anna")[before..].iter().map(|tried| tried.now).collect::<Vec<_>>();
        assert!(!sent.is_empty() && sent.iter().all(|sent| *sent == at("2026-12-11T06:00:00Z")), "{sent:?}");
        house.is_sound().await;
    }
}

/// Her escalations wait for a digest. In the night before a holiday that nobody knew of, no letter leaves; in the morning whoever is
/// there hears of what she would have read.
#[tokio::test]
async fn row_27_what_waits_for_a_digest_leaves_in_working_hours_though_its_reader_goes() {
    let house = House::new().await;
    let wishes = Wishes { escalations: Pace::Digest, ..Wishes::default() };
    house.engine.set_letter_wishes(&"svetlana".into(), wishes).await.unwrap();
    house.engine.clock().advance_to(at("2026-12-08T08:00:00Z")).await.unwrap();
    let case = house.open("rustam").await;
    house.until("2026-12-09T20:00:00Z").await;
    assert_eq!(house.case(case).await.escalations.len(), 1);
    let absence = away("svetlana", None, ("2026-12-10", "2026-12-20"));
    house.engine.enter_absence(absence, &"vera".into()).await.unwrap();
    house.until("2026-12-10T05:59:00Z").await;
    assert_eq!((house.courier.tried_to("svetlana"), house.courier.tried_to("olga")), (vec![], vec![]));
    house.until("2026-12-10T06:05:00Z").await;
    assert_eq!(house.courier.tried_to("svetlana"), []);
    let sent: Vec<_> = house.courier.tried_to("olga").into_iter().map(|tried| tried.now).collect();
    assert_eq!(sent, [at("2026-12-10T06:00:00Z")]);
    house.is_sound().await;
}

/// The head was told and leaves before he answers: who comes after him hears of it, and the preview says so.
#[tokio::test]
async fn what_a_leaver_was_told_and_did_not_answer_goes_to_who_is_there() {
    let house = House::new().await;
    house.engine.clock().advance_to(at("2026-12-08T08:00:00Z")).await.unwrap();
    let case = house.open("rustam").await;
    house.until("2026-12-09T10:00:00Z").await;
    let heirs = Heirs { to: Some("dmitry".into()), ..Heirs::default() };
    let preview = house.engine.preview_leaving(&"svetlana".into(), &heirs, &"vera".into()).await.unwrap();
    let told = preview.iter().filter(|handing| matches!(&handing.what, Handed::Escalation { case: of, .. } if *of == case));
    assert_eq!(told.map(|handing| handing.to.clone()).collect::<Vec<_>>(), [vec!["dmitry".into()]]);
    house.engine.leave(&"svetlana".into(), heirs, &"vera".into()).await.unwrap();
    house.engine.settle().await.unwrap();
    let state = house.case(case).await;
    assert_eq!(state.escalations.values().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["dmitry"]);
    house.until("2026-12-10T06:05:00Z").await;
    assert_eq!(house.courier.tried_to("dmitry").len(), 1);
    house.is_sound().await;
}

/// The letter of a rung waits for its reader's morning, and he falls ill, or leaves, before it: who stands there in the morning hears
/// of it, and he does not.
#[tokio::test]
async fn row_27_a_letter_is_passed_on_when_its_reader_went_away_before_it_left() {
    let days = ("2026-12-09", "2026-12-20");
    let table: &[(Option<Absence>, bool, &str)] = &[
        (Some(away("svetlana", Some("ivan"), days)), false, "ivan"),
        (Some(away("svetlana", None, days)), false, "olga"),
        (Some(away("svetlana", None, days)), true, "olga"),
        (None, false, "olga"),
    ];
    for (absence, in_digest, heir) in table {
        let house = House::new().await;
        if *in_digest {
            let wishes = Wishes { escalations: Pace::Digest, ..Wishes::default() };
            // Boris gets a digest at the very moment at which her letter is due.
            for person in ["svetlana", "boris"] {
                house.engine.set_letter_wishes(&person.into(), wishes.clone()).await.unwrap();
            }
        }
        house.engine.clock().advance_to(at("2026-12-08T04:30:00Z")).await.unwrap();
        let case = house.open("rustam").await;
        house.until("2026-12-09T05:00:00Z").await;
        match absence {
            Some(absence) => drop(house.engine.enter_absence(absence.clone(), &"vera".into()).await.unwrap()),
            None => {
                let heirs = Heirs { to: Some("olga".into()), ..Heirs::default() };
                house.engine.leave(&"svetlana".into(), heirs, &"olga".into()).await.unwrap();
            }
        }
        house.until("2026-12-09T06:00:00Z").await;
        // Who has left had it inherited at once.
        assert_eq!(house.case(case).await.passed_on.len(), usize::from(absence.is_some()), "{absence:?} {in_digest}");
        house.until("2026-12-09T10:00:00Z").await;
        assert_eq!(house.courier.tried_to("svetlana"), [], "{absence:?} {in_digest}");
        let sent: Vec<_> =
            house.courier.tried_to(heir).into_iter().map(|tried| tried.identity.starts_with(&case.to_string())).collect();
        assert_eq!(sent, [true], "{absence:?} {in_digest}");
        let state = house.case(case).await;
        let told: Vec<_> = state.escalations.values().map(|one| (one.rung, one.to.as_str())).collect();
        // Who has left answers nothing any more.
        let asked = if absence.is_some() { vec![(1, "svetlana"), (1, heir)] } else { vec![(1, *heir)] };
        assert_eq!(told, asked, "{absence:?}");
        house.is_sound().await;
    }
}
