//! What heads see: escalations, the time machine, letters.

use super::browser::Site;

#[tokio::test]
async fn time_is_moved_what_is_late_reaches_the_head_and_he_answers_in_place() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut anna = site.as_("anna").await;
    let page = anna.get("/").await.says("пн, 7 декабря 2026, 09:00").says("+2 рабочих часа");
    anna.submit(&page, "/clock", "", &[("by", "day")]).await.leads_to("/");
    let page = anna.get("/").await.says("Часы переведены: вт, 8 декабря 2026, 09:00");
    anna.submit(&page, "/clock", "", &[("by", "hours")]).await.leads_to("/");
    anna.get("/").await.says("Просрочено").says("просрочено на 2 рабочих часа");

    let mut boris = site.as_("boris").await;
    boris.get("/").await.says("1 эскалация без ответа");
    let page = boris.get("/escalations").await.is(200).says("Звонок").says("Анна Петрова").says("просрочено на 2 рабочих часа");
    let action = format!("/escalations/{deal}-1/answer");
    boris.submit(&page, &action, "", &[("until", "2026-12-01T10:00")]).await.is(422).says("Нужен момент в будущем.");
    let sent = [("comment", "Переговоры затянулись"), ("until", "2026-12-08T18:00")];
    boris.submit(&page, &action, "", &sent).await.leads_to("/escalations");
    boris.get("/escalations").await.says("Ничего не просрочено");
    boris.get("/escalations?show=all").await.says("Вы ответили");
    anna.get("/").await.says("сегодня до 18:00");
    boris.get("/letters").await.is(200).says("Борис Соколов");
}

#[tokio::test]
async fn a_head_gives_a_late_task_to_somebody_else_and_has_answered_all_of_it() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut boris = site.as_("boris").await;
    for _ in 0..4 {
        let page = boris.get("/").await;
        boris.submit(&page, "/clock", "", &[("by", "day")]).await.leads_to("/");
    }
    let case = site.house.case(deal).await;
    let mine: Vec<_> = case.escalations.values().filter(|one| one.to.as_str() == "boris").collect();
    assert_eq!(mine.len(), 2, "told once and offered once");
    let offered = mine.iter().find(|one| one.offered).unwrap().number;
    let page = boris.get("/escalations").await.says("задачу можно взять или передать");
    let action = format!("/escalations/{deal}-{offered}/give");
    boris.submit(&page, &action, "", &[("to", "dmitry"), ("comment", "Анна на выставке")]).await.leads_to("/escalations");
    let case = site.house.case(deal).await;
    assert!(case.escalations.values().all(|one| one.to.as_str() != "boris"));
    site.as_("dmitry").await.get("/").await.says("Звонок");
}

#[tokio::test]
async fn the_clock_of_a_company_cannot_be_moved_by_a_page() {
    let site = Site::serving().await;
    let token = site.engine().create_token(&"vera".into(), "test", None).await.unwrap();
    let mut browser = site.stranger();
    browser.post("/login", &[("access", &token)]).await.leads_to("/");
    let page = browser.get("/").await.lacks("/clock");
    browser.post("/clock", &[("by", "day")]).await.is(404);
    drop(page);
}

#[tokio::test]
async fn letters_of_a_company_are_for_administrators() {
    let site = Site::serving().await;
    for (person, status) in [("vera", 200), ("anna", 403), ("boris", 403)] {
        let token = site.engine().create_token(&person.into(), "test", None).await.unwrap();
        let mut browser = site.stranger();
        browser.post("/login", &[("access", &token)]).await.leads_to("/");
        browser.get("/letters").await.is(status);
    }
}
