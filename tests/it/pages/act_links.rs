//! Links of letters by which a reader acts without logging in.

use voronka_core::{Actor, CaseId, Command, Start};
use voronka_runtime::{LetterFilter, PageRequest};

use super::browser::Site;
use crate::support::House;

/// A deal that Boris has given to Anna, and the link of her letter about its first task.
async fn told(site: &Site) -> (CaseId, String) {
    let start = Start { owner: Some("anna".into()), ..House::deal("Вентиляция склада") };
    let deal = site.engine().start(start, "boris".into(), None).await.unwrap().case.id;
    site.engine().settle().await.unwrap();
    (deal, link_to(site, "anna"))
}

fn link_to(site: &Site, person: &str) -> String {
    format!("/act/{}", site.house.courier.link_to(person).unwrap())
}

async fn revision(site: &Site, deal: CaseId) -> u64 {
    site.house.case(deal).await.revision
}

#[tokio::test]
async fn s16_whoever_opens_a_link_changes_nothing() {
    let site = Site::serving().await;
    let (deal, link) = told(&site).await;
    let before = revision(&site, deal).await;
    let mut scanner = site.stranger();
    for method in ["GET", "HEAD", "OPTIONS", "GET"] {
        scanner.ask(method, &link).await;
    }
    let page = scanner.get(&link).await.is(200).says("Звонок").says("Вы действуете как Анна Петрова").says("Не дозвонились");
    assert!(!page.html.contains("<script") && !page.html.contains("http-equiv"), "nothing acts by itself");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("set-cookie"), "", "nobody has logged in");
    page.lacks("interested");
    assert_eq!(revision(&site, deal).await, before);
}

#[tokio::test]
async fn s16_its_button_acts_once_and_says_so_afterwards() {
    let site = Site::serving().await;
    let (deal, link) = told(&site).await;
    let mut browser = site.stranger();
    let page = browser.get(&link).await;
    let sent = [("result", "no_answer"), ("comment", "Секретарь просит завтра")];
    browser.submit(&page, &link, "value=\"complete\"", &sent).await.leads_to(&link);
    browser.get(&link).await.is(200).says("Готово: «Не дозвонились»").says("Ссылка действовала один раз");
    let after = revision(&site, deal).await;
    browser.submit(&page, &link, "value=\"complete\"", &sent).await.is(409).says("Готово: «Не дозвонились»");
    assert_eq!(revision(&site, deal).await, after);
    let done =
        site.house.history(deal).await.into_iter().filter(|recorded| recorded.by.as_ref().is_some_and(|by| *by == "anna".into()));
    assert!(done.count() > 0, "it was Anna who did it");
    browser.get("/").await.leads_to("/login");
}

#[tokio::test]
async fn s16_many_clicks_at_once_are_one() {
    let site = Site::serving().await;
    let (deal, link) = told(&site).await;
    let before = site.house.happened(deal).await;
    let clicks = (0..8).map(|_| {
        let (mut browser, link) = (site.stranger(), link.clone());
        async move { browser.post(&link, &[("do", "complete"), ("result", "no_answer")]).await.status.as_u16() }
    });
    let answers = futures_of(clicks).await;
    assert!(answers.iter().all(|status| [303, 409].contains(status)), "{answers:?}");
    let completed =
        site.house.happened(deal).await.into_iter().skip(before.len()).filter(|name| name == "task_completed").count();
    assert_eq!(completed, 1);
}

async fn futures_of<T: Send + 'static>(all: impl Iterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let mut tasks: tokio::task::JoinSet<T> = all.collect();
    let mut answers = Vec::new();
    while let Some(answer) = tasks.join_next().await {
        answers.push(answer.unwrap());
    }
    answers
}

#[tokio::test]
async fn a_refused_act_is_told_and_leaves_the_link_as_it_was() {
    let site = Site::serving().await;
    let (deal, link) = told(&site).await;
    let before = revision(&site, deal).await;
    let mut browser = site.stranger();
    let table: [&[(&str, &str)]; 5] = [
        &[("do", "postpone"), ("comment", "Клиент просит")],
        &[("do", "postpone"), ("until", "2026-12-01T10:00"), ("comment", "Клиент просит")],
        &[("do", "complete"), ("result", "interested")],
        &[("do", "answer")],
        &[("do", "burn")],
    ];
    for sent in table {
        browser.post(&link, sent).await.is(422).says("role=\"alert\"");
    }
    assert_eq!(revision(&site, deal).await, before);
    let sent = [("do", "postpone"), ("until", "2026-12-08T12:00"), ("comment", "Клиент просит")];
    browser.post(&link, &sent).await.leads_to(&link);
    browser.get(&link).await.is(200).says("Срок перенесен");
}

#[tokio::test]
async fn a_head_answers_what_is_late_by_his_letter() {
    let site = Site::serving().await;
    let (deal, _) = told(&site).await;
    site.house.until("2026-12-08T08:00:00Z").await;
    let link = link_to(&site, "boris");
    let mut browser = site.stranger();
    let page = browser.get(&link).await.is(200).says("Ваш ответ").says("Дать время до").lacks("Не дозвонились");
    let sent = [("comment", "Переговоры затянулись"), ("until", "2026-12-08T18:00")];
    browser.submit(&page, &link, "value=\"answer\"", &sent).await.leads_to(&link);
    browser.get(&link).await.is(200).says("Вы дали время");
    let case = site.house.case(deal).await;
    assert!(case.escalations.values().all(|one| one.to.as_str() != "boris"));
    assert_eq!(case.tasks.values().next().unwrap().due_at, crate::support::at("2026-12-08T15:00:00Z"));
}

#[tokio::test]
async fn s17_a_link_is_bound_to_its_person_and_its_task() {
    let site = Site::serving().await;
    let (deal, link) = told(&site).await;
    // Whoever is logged in, the link acts as its own reader.
    let token = site.engine().create_token(&"rustam".into(), "test", None).await.unwrap();
    let mut other = site.stranger();
    other.post("/login", &[("access", &token)]).await.leads_to("/");
    other.get(&link).await.is(200).says("Вы действуете как Анна Петрова").lacks("Рустам");
    for wrong in ["/act/", "/act/x", "/act/%00", &format!("{link}A"), &link[..link.len() - 1], &link.replace("/act/", "/act/A")] {
        let page = site.stranger().get(wrong).await;
        assert!([404, 303].contains(&page.status.as_u16()), "{wrong}: {}", page.html);
        let page = site.stranger().post(wrong, &[("do", "complete"), ("result", "no_answer")]).await;
        assert!([404, 303].contains(&page.status.as_u16()), "{wrong}: {}", page.html);
    }
    // Given to somebody else, it is not Anna's to complete any more.
    let hand = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Занята".to_owned() };
    site.engine().execute(deal, hand, Actor::Person("boris".into()), None).await.unwrap();
    let before = revision(&site, deal).await;
    site.stranger().get(&link).await.is(200).lacks("Не дозвонились");
    site.stranger().post(&link, &[("do", "complete"), ("result", "no_answer")]).await.is(422).says("исполнитель");
    // Nor can its new date be named, or the task be taken, by a letter that only told of it; be its reader a head who might elsewhere.
    let sent = [("do", "postpone"), ("until", "2026-12-08T12:00"), ("comment", "Клиент просит")];
    site.stranger().post(&link, &sent).await.is(422).says("исполнитель");
    site.stranger().post(&link, &[("do", "claim")]).await.is(422).says("исполнитель");
    assert_eq!(revision(&site, deal).await, before);
    site.house.until("2026-12-08T08:00:00Z").await;
    let before = revision(&site, deal).await;
    site.stranger().post(&link_to(&site, "boris"), &sent).await.is(422).says("исполнитель");
    assert_eq!(revision(&site, deal).await, before);
}

#[tokio::test]
async fn s17_after_the_task_is_closed_and_after_its_time_a_link_explains_itself() {
    let site = Site::serving().await;
    let (deal, link) = told(&site).await;
    site.house.complete(deal, "call", "no_answer", serde_json::json!({})).await.unwrap();
    site.stranger().get(&link).await.is(200).says("Задача уже закрыта").says("Открыть задачу");
    site.stranger().post(&link, &[("do", "complete"), ("result", "no_answer")]).await.is(409).says("Задача уже закрыта");
    let (_, link) = told(&site).await;
    site.house.until("2026-12-22T06:00:00Z").await;
    site.stranger().get(&link).await.is(410).says("Срок ссылки истек");
    site.stranger().post(&link, &[("do", "complete"), ("result", "no_answer")]).await.is(410);
}

#[tokio::test]
async fn s17_what_is_stored_of_a_letter_does_not_show_its_link() {
    let site = Site::serving().await;
    let (_, link) = told(&site).await;
    let secret = link.trim_start_matches("/act/");
    let letters = site.engine().reads().letters(&LetterFilter::default(), &PageRequest::default()).await.unwrap();
    let anna = letters.items.iter().find(|letter| letter.to_name == "anna").unwrap();
    assert!(anna.text.ends_with("hidden") && !anna.text.contains(secret), "{}", anna.text);
}
