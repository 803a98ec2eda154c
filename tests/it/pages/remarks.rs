//! Comments: above the history of a deal, and to whom they are told.

use voronka_core::notice::{Addressee, Message};
use voronka_core::{CaseId, Event};

use super::browser::Site;

/// To whom comments were told, in order.
async fn told(site: &Site, deal: CaseId) -> Vec<String> {
    let history = site.house.history(deal).await;
    let comment = history.iter().filter_map(|recorded| match &recorded.event {
        Event::NoticeGiven { notice } if matches!(notice.message, Message::Commented { .. }) => Some(&notice.to),
        _ => None,
    });
    let people = comment.filter_map(|to| if let Addressee::Person(person) = to { Some(person.to_string()) } else { None });
    people.collect()
}

#[tokio::test]
async fn a_comment_reaches_the_owner_and_the_answer_whoever_asked() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let (here, action) = (format!("/deals/{deal}"), format!("/deals/{deal}/comment"));
    let mut boris = site.as_("boris").await;
    let page = boris.get(&here).await.is(200).says("Написать комментарий");
    boris.submit(&page, &action, "", &[("text", " ")]).await.is(422);
    boris.submit(&page, &action, "", &[("text", "Звонил их директор")]).await.leads_to(&format!("{here}#history"));
    boris.get(&format!("{here}?side=comments")).await.says("Комментарий записан.").says("Звонил их директор");
    assert_eq!(told(&site, deal).await, ["anna"]);

    let mut anna = site.as_("anna").await;
    let page = anna.get(&here).await.says("комментарий к сделке");
    anna.submit(&page, &action, "", &[("text", "Спасибо, позвоню")]).await.leads_to(&format!("{here}#history"));

    assert_eq!(told(&site, deal).await, ["anna", "boris"], "who wrote before hears the answer");
    site.as_("rustam").await.get(&action).await.is(404);
    site.house.is_sound().await;
}

#[tokio::test]
async fn a_comment_on_a_task_reaches_who_has_it() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut boris = site.as_("boris").await;
    let page = boris.get(&format!("/tasks/{deal}-1")).await.is(200);
    let action = format!("/tasks/{deal}-1/comment");
    boris.submit(&page, &action, "", &[("text", "Возьми смету")]).await.leads_to(&format!("/tasks/{deal}-1"));
    assert_eq!(told(&site, deal).await, ["anna"]);
}
