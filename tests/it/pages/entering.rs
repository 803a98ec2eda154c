//! Coming in, going out, and the language of pages.

use super::browser::Site;

#[tokio::test]
async fn in_the_demo_anybody_is_entered_by_one_click() {
    let site = Site::demo().await;
    let mut browser = site.stranger();
    browser.get("/").await.leads_to("/login");
    let page = browser.get("/login").await.is(200).says("Анна Петрова").says("менеджер").says("Корпоративный отдел");
    assert!(page.html.contains("name=\"person\" value=\"anna\""));
    browser.post("/login", &[("person", "anna")]).await.leads_to("/");
    browser.get("/").await.is(200).says("Мои задачи").says("Анна Петрова");
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let site = Site::demo().await;
    let answer = site.stranger().post("/login", &[("person", "anna")]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
}

#[tokio::test]
async fn a_company_is_entered_with_a_token_only() {
    let site = Site::serving().await;
    let mut browser = site.stranger();
    browser.get("/login").await.is(200).lacks("value=\"anna\"").says("name=\"access\"");
    browser.post("/login", &[("person", "anna")]).await.is(403).says("Такого ключа нет");
    browser.post("/login", &[("access", "wrong")]).await.is(403).says("Такого ключа нет");
    browser.get("/").await.leads_to("/login");
    let token = site.engine().create_token(&"anna".into(), "test", None).await.unwrap();
    browser.post("/login", &[("access", &token)]).await.leads_to("/");
    browser.get("/").await.is(200).says("Анна Петрова").lacks("Часы демо");
}

#[tokio::test]
async fn logging_in_leads_to_what_was_wanted() {
    let site = Site::demo().await;
    let deal = format!("/deals/{}", site.house.open("anna").await);
    let mut browser = site.stranger();
    let login = format!("/login?next={deal}");
    browser.get(&deal).await.leads_to(&login);
    let page = browser.get(&login).await.is(200).says(&format!("href=\"{login}&amp;lang=en\""));
    browser.submit(&page, "/login", "", &[("person", "anna")]).await.leads_to(&deal);
    browser.get(&deal).await.is(200);
    site.stranger().get("/deals?show=late&stage=x").await.leads_to("/login?next=/deals%3Fshow%3Dlate%26stage%3Dx");
}

#[tokio::test]
async fn a_mistyped_token_does_not_lose_what_was_wanted() {
    let site = Site::serving().await;
    let token = site.engine().create_token(&"anna".into(), "test", None).await.unwrap();
    let mut browser = site.stranger();
    let page = browser.get("/login?next=/deals").await;
    let page = browser.submit(&page, "/login", "", &[("access", "wrong")]).await.is(403);
    browser.submit(&page, "/login", "", &[("access", &token)]).await.leads_to("/deals");
}

#[tokio::test]
async fn s38_logging_in_leads_nowhere_else() {
    let site = Site::demo().await;
    for evil in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/login", "/\tx", "/é"] {
        let sent = [("person", "anna"), ("next", evil)];
        site.stranger().post("/login", &sent).await.leads_to("/");
    }
    site.stranger().get("/login?next=//evil.example").await.is(200).lacks("evil.example");
}

#[tokio::test]
async fn going_out_ends_the_session() {
    let site = Site::demo().await;
    let mut browser = site.as_("anna").await;
    let page = browser.get("/").await;
    browser.submit(&page, "/logout", "", &[]).await.leads_to("/login");
    browser.get("/").await.leads_to("/login");
}

#[tokio::test]
async fn a_chosen_language_is_remembered() {
    let site = Site::demo().await;
    let mut browser = site.as_("anna").await;
    browser.get("/").await.is(200).says("<html lang=\"ru\">").says("Мои задачи");
    browser.get("/?lang=en").await.is(200).says("<html lang=\"en\">").says("My tasks");
    browser.get("/deals").await.is(200).says("Deals").lacks("Сделки");
    browser.get("/deals?lang=ru").await.is(200).says("Сделки");
}

#[tokio::test]
async fn the_language_of_the_browser_serves_where_none_was_chosen() {
    let site = Site::demo().await;
    let mut browser = site.stranger();
    browser.headers.push(("accept-language", "en-GB,en;q=0.9".to_owned()));
    browser.get("/login").await.is(200).says("This is a demo");
}

#[tokio::test]
async fn what_does_not_exist_is_told_on_a_page_that_leads_back() {
    let site = Site::demo().await;
    let mut browser = site.as_("anna").await;
    let page = browser.get("/nothing").await.is(404).says("Такой страницы нет").says("href=\"/\"").says("href=\"/deals\"");
    assert!(page.header("content-type").starts_with("text/html"));
    let page = browser.get("/tasks/new?deal=what").await.is(400).says("Адрес или форма неверны").says("href=\"/deals\"");
    assert!(page.header("content-type").starts_with("text/html"));
    let problem = browser.get("/api/v1/nothing").await;
    assert_eq!(problem.header("content-type"), "application/problem+json");
}
