//! What attackers try: forms from elsewhere, hostile texts, deals of others.

use serde_json::json;
use voronka_core::{Actor, Command};

use super::browser::Site;
use crate::support::{House, input};

const HOSTILE: &str = "<script>alert(1)</script>\"><img src=x onerror=y> {{7*7}}";

#[tokio::test]
async fn s13_a_form_without_the_token_of_the_session_is_refused_and_nothing_happens() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    let mut browser = site.as_("anna").await;
    let revision = site.house.case(deal).await.revision;
    let path = format!("/tasks/{task}/complete");
    browser.post(&path, &[("result", "no_answer"), ("key", "k")]).await.is(403).says("Форма из другого сеанса");
    browser.post(&path, &[("result", "no_answer"), ("key", "k"), ("token", "0".repeat(64).as_str())]).await.is(403);
    let strange = site.as_("boris").await.get("/").await;
    let token = strange.html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    browser.post(&path, &[("result", "no_answer"), ("key", "k"), ("token", &token)]).await.is(403);
    assert_eq!(site.house.case(deal).await.revision, revision);
}

#[tokio::test]
async fn s13_a_form_from_another_site_is_refused_even_with_the_token() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    let mut browser = site.as_("anna").await;
    let page = browser.get(&format!("/tasks/{task}")).await;
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
        browser.headers = vec![(name, value.to_owned())];
        browser.submit(&page, &format!("/tasks/{task}/complete"), "value=\"no_answer\"", &[]).await.is(403);
    }
    let mut stranger = site.stranger();
    stranger.headers = vec![("origin", "https://evil.example".to_owned())];
    stranger.post("/login", &[("person", "anna")]).await.is(403);
    browser.headers = vec![("origin", "http://voronka.test".to_owned())];
    let done = browser.submit(&page, &format!("/tasks/{task}/complete"), "value=\"no_answer\"", &[]).await;
    assert_eq!(done.status.as_u16(), 303);
}

#[tokio::test]
async fn what_is_refused_before_the_pages_is_told_as_a_page_to_a_browser() {
    let site = Site::demo().await;
    let mut browser = site.as_("anna").await;
    browser.get("/?lang=en").await.is(200);
    let page = browser.get("/").await;
    let html = ("accept", "text/html,application/xhtml+xml;q=0.9".to_owned());
    let foreign = ("origin", "https://evil.example".to_owned());
    browser.headers = vec![html.clone(), foreign.clone()];
    let refused =
        browser.submit(&page, "/logout", "", &[]).await.is(403).says("<html lang=\"en\">").says("A form of another site");
    assert!(refused.header("content-security-policy").contains("style-src 'self'"));
    browser.headers = vec![html, ("content-length", (100 * 1024 * 1024).to_string())];
    browser.submit(&page, "/logout", "", &[]).await.is(413).says("<html lang=\"en\">");
    // A program that does not ask for a page gets a problem.
    browser.headers = vec![("accept", "application/json".to_owned()), foreign];
    let problem = browser.submit(&page, "/logout", "", &[]).await.is(403);
    assert_eq!(problem.header("content-type"), "application/problem+json");
    // Nobody was logged out.
    browser.headers.clear();
    browser.get("/").await.is(200);
}

#[tokio::test]
async fn s22_s27_hostile_texts_stay_texts() {
    let site = Site::demo().await;
    let deal = site.engine().start(House::deal(HOSTILE), "anna".into(), None).await.unwrap().case;
    let company = json!({"company": {"name": HOSTILE, "phone": HOSTILE}, "need": HOSTILE, "participants": [{"role": HOSTILE}]});
    let command = Command::CorrectData { data: input(company), revision: deal.revision };
    site.engine().execute(deal.id, command, Actor::Person("anna".into()), None).await.unwrap();
    let command = Command::CommentTask { task: 1, text: HOSTILE.to_owned() };
    site.engine().execute(deal.id, command, Actor::Person("anna".into()), None).await.unwrap();
    let mut browser = site.as_("anna").await;
    let (id, task) = (deal.id, deal.task_id(1));
    for path in [
        "/".to_owned(),
        "/deals".to_owned(),
        format!("/deals/{id}"),
        format!("/deals/{id}/edit"),
        format!("/deals/{id}/finish"),
        format!("/tasks/{task}"),
        format!("/tasks/new?deal={id}"),
    ] {
        let page = browser.get(&path).await.is(200).without_own_scripts().lacks("<script").lacks("<img").says("{{7*7}}");
        assert!(page.html.contains("&lt;script&gt;"), "{path}");
    }
}

#[tokio::test]
async fn s3_deals_of_others_do_not_exist_and_neither_do_their_parts() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    let mut stranger = site.as_("rustam").await;
    let missing = stranger.get("/deals/00000000-0000-0000-0000-000000000000").await.is(404);
    for path in [
        format!("/deals/{deal}"),
        format!("/deals/{deal}/edit"),
        format!("/deals/{deal}/stage"),
        format!("/deals/{deal}/finish"),
        format!("/deals/{deal}/documents/abc"),
        format!("/tasks/{task}"),
        format!("/tasks/new?deal={deal}"),
    ] {
        stranger.get(&path).await.is(404).says("Такой страницы нет или она вам не видна").lacks("склада");
    }
    let hidden = stranger.get(&format!("/deals/{deal}")).await;
    assert_eq!(without_keys(&hidden.html), without_keys(&missing.html), "only the keys of its forms are new");
    stranger.get("/deals").await.is(200).lacks("склада");
    for person in ["boris", "olga", "vera"] {
        site.as_(person).await.get(&format!("/deals/{deal}")).await.is(200).says("склада");
    }
}

#[tokio::test]
async fn s4_who_may_see_but_not_act_is_offered_no_form_and_refused_with_one() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let number = site.task(deal, "Звонок").await.number;
    let hand = Command::ReassignTask { task: number, to: "dmitry".into(), comment: "Занята".to_owned() };
    site.engine().execute(deal, hand, Actor::Person("anna".into()), None).await.unwrap();
    let task = format!("/tasks/{deal}-{number}");
    let mut anna = site.as_("anna").await;
    let page = anna.get(&task).await.is(200).says("выполняет другой сотрудник").lacks(&format!("{task}/complete"));
    let mut fields = vec![("result", "no_answer")];
    let token = page.html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    fields.extend([("token", token), ("key", "k")]);
    anna.post(&format!("{task}/complete"), &fields)
        .await
        .is(403)
        .says("Это вам не разрешено")
        .lacks("Ожидалось")
        .says(&format!("href=\"{task}\""));
}

#[tokio::test]
async fn s27_pages_allow_nothing_inline_and_nothing_from_elsewhere() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut browser = site.as_("anna").await;
    for path in ["/login".to_owned(), "/".to_owned(), format!("/deals/{deal}"), "/nothing".to_owned()] {
        let page =
            browser.get(&path).await.without_own_scripts().lacks("<script").lacks(" style=").lacks(" onclick").lacks("<style");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("cache-control"), "no-store");
    }
    let page = browser.get("/").await;
    let style = page.html.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let file = site.stranger().get(&style).await.is(200);
    assert!(file.header("cache-control").contains("immutable"));
    assert_eq!(file.header("content-type"), "text/css; charset=utf-8");
}

/// A page without the keys of its forms, which are new each time.
pub fn without_keys(html: &str) -> String {
    let mut pieces = html.split("name=\"key\" value=\"");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |page, piece| page + piece.split_once('"').map_or("", |(_, rest)| rest))
}
