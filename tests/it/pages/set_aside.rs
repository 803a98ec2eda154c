//! What the engine set aside because working on it failed: once its cause is gone, an administrator has it tried again, or closes it.

use chrono::TimeDelta;
use voronka_core::CaseId;
use voronka_definition::{Period, Unit};
use voronka_runtime::{IncidentRecord, LetterFilter, LetterState, PageRequest};
use voronka_store::{Claiming, Lease};

use super::browser::Site;
use crate::support::Answer;

const TROUBLES: &str = "/administration/troubles";

/// A deal of Anna's whose first timer was set aside at its moment.
async fn without_its_timer(site: &Site) -> CaseId {
    let deal = site.house.open("anna").await;
    let due = site.house.case(deal).await.tasks[&1].due_at;
    let timers = site.house.store.due_timers(due, 9).await.unwrap();
    for timer in timers.iter().filter(|timer| timer.case == deal) {
        site.house.store.set_timer_aside(timer, "диск не отвечал", due).await.unwrap();
    }
    site.engine().clock().advance_to(due + TimeDelta::hours(1)).await.unwrap();
    assert!(!site.house.happened(deal).await.contains(&"rung_taken".to_owned()), "nobody is told");
    deal
}

async fn subjects(site: &Site) -> Vec<String> {
    let all = site.engine().reads().incidents(&PageRequest::default()).await.unwrap().items;
    let aside = all.into_iter().filter_map(|one| match one {
        IncidentRecord::SetAside { subject, .. } => Some(subject),
        IncidentRecord::Case { .. } => None,
    });
    aside.collect()
}

#[tokio::test]
async fn a_timer_fires_once_its_cause_is_gone() {
    let site = Site::demo().await;
    let deal = without_its_timer(&site).await;
    let action = format!("/administration/set-aside/{deal}");
    let mut vera = site.as_("vera").await;
    let page = vera.get(TROUBLES).await.is(200).says("Не сработал таймер (timer task-1 1)").says("диск не отвечал");
    let mut boris = site.as_("boris").await;
    let settings = boris.get("/settings").await;
    let token = settings.html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sent = [("token", token.as_str()), ("key", "k"), ("subject", "timer task-1 1"), ("repair", "try_again")];
    boris.post(&action, &sent).await.is(404);
    assert_eq!(subjects(&site).await, ["timer task-1 1"], "nobody else repairs it");

    vera.submit(&page, &action, "", &[("repair", "try_again")]).await.leads_to(TROUBLES);

    vera.get(TROUBLES).await.says("Пробуем еще раз.").lacks("timer task-1 1");
    site.engine().settle().await.unwrap();
    let told = site.house.happened(deal).await.iter().filter(|name| *name == "rung_taken").count();
    assert_eq!(told, 1, "the head hears, late but once");
    vera.submit(&page, &action, "", &[("repair", "try_again")]).await.leads_to(TROUBLES);
    vera.get(TROUBLES).await.says("Эта неполадка уже закрыта.");
    vera.get("/administration/log").await.says("Повторено отложенное: ").says("timer task-1 1");
    site.house.is_sound().await;
}

#[tokio::test]
async fn what_is_not_needed_any_more_is_closed() {
    let site = Site::demo().await;
    let deal = without_its_timer(&site).await;
    let mut vera = site.as_("vera").await;
    let page = vera.get(TROUBLES).await;

    vera.submit(&page, &format!("/administration/set-aside/{deal}"), "", &[("repair", "close")]).await.leads_to(TROUBLES);

    assert!(subjects(&site).await.is_empty());
    site.engine().settle().await.unwrap();
    assert!(!site.house.happened(deal).await.contains(&"rung_taken".to_owned()));
    vera.get("/administration/log").await.says("Закрыто отложенное: ");
}

#[tokio::test]
async fn a_letter_and_a_review_are_taken_up_again_too() {
    let site = Site::demo().await;
    site.house.courier.tell("boris", [Answer::Refuse]);
    let deal = site.house.open("anna").await;
    site.engine().clock().advance_to(site.house.case(deal).await.tasks[&1].due_at).await.unwrap();
    let now = site.house.store.now();
    let lease = Lease { token: "a".into(), until: now + TimeDelta::minutes(5) };
    let claiming = Claiming { now: now + TimeDelta::hours(1), limit: 8, apart: 3, notices: true, away: Vec::new() };
    let claimed = site.house.store.claim_turns(&lease, &claiming).await.unwrap();
    let notice = claimed.iter().flat_map(|turn| &turn.rows).find(|row| row.case == deal && row.kind == "notice").unwrap();
    site.house.store.set_notice_aside(notice, &lease, "не читается", now).await.unwrap();
    let review = voronka_store::DueReview { case: deal, revision: 0 };
    site.house.store.note_reviewed(&review, Some("не читается"), now).await.unwrap();
    let subject = format!("notice {}", notice.number);
    let mut vera = site.as_("vera").await;
    let page = vera.get(TROUBLES).await.says("Не составлено письмо").says("Сделка не пересмотрена после перемен в людях");
    assert_eq!(subjects(&site).await.len(), 2);

    for subject in [subject.as_str(), "review"] {
        let fields = [("subject", subject), ("repair", "try_again")];
        vera.submit(&page, &format!("/administration/set-aside/{deal}"), "", &fields).await.leads_to(TROUBLES);
    }

    assert!(site.house.store.review_of(deal).await.unwrap().is_some());
    site.engine().clock().advance_by(Period::new(2, Unit::Hours)).await.unwrap();
    assert!(site.house.store.review_of(deal).await.unwrap().is_none(), "it was reviewed");
    let letters = site.engine().reads().letters(&LetterFilter::default(), &PageRequest::default()).await.unwrap().items;
    assert!(letters.iter().all(|letter| letter.state != LetterState::Buried), "{letters:?}");
    assert!(subjects(&site).await.is_empty());
    site.house.is_sound().await;
}
