//! Forms that were made before somebody else moved, ended, dated or gave away what they are about: nobody undoes what he has not seen.

use serde_json::json;
use voronka_core::{CaseId, Command};

use crate::support::{at, input};

use super::browser::Site;

async fn act(site: &Site, deal: CaseId, by: &str, command: Command) {
    let by = voronka_core::Actor::Person(by.into());
    site.house.engine.execute(deal, command, by, None).await.unwrap();
}

fn moved() -> Command {
    let data = input(json!({"company": {"name": "ООО «Вектор»"}}));
    Command::EnterStage { stage: "needs".into(), data, comment: "Клиент готов".to_owned() }
}

#[tokio::test]
async fn who_moves_or_ends_a_deal_that_was_moved_meanwhile_is_told_before() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut anna = site.as_("anna").await;
    let (stage, finish) = (format!("/deals/{deal}/stage"), format!("/deals/{deal}/finish"));
    let made = [anna.get(&stage).await, anna.get(&finish).await];
    act(&site, deal, "boris", moved()).await;
    let table = [(&stage, "value=\"presentation\"", &made[0]), (&finish, "value=\"lost\"", &made[1])];
    let typed =
        [("comment", "Решили так"), ("f.company.name", "ООО «Вектор»"), ("f.need", "Воздух"), ("f.close_reason", "price")];
    for (action, marker, page) in table {
        let told = anna.submit(page, action, marker, &typed).await.is(412);
        told.says("пока форма была открыта").says("Борис Соколов").says("Решили так");
    }
    assert_eq!(site.house.case(deal).await.stage().unwrap().as_str(), "needs");
    // Who knows it does as he wants.
    let page = anna.get(&stage).await;
    let told = anna.submit(&page, &stage, "value=\"presentation\"", &typed).await;
    told.leads_to(&format!("/deals/{deal}"));
    // The same form once more had its effect, which is nobody else's.
    anna.submit(&page, &stage, "value=\"presentation\"", &typed).await.leads_to(&format!("/deals/{deal}"));
    assert_eq!(site.house.case(deal).await.stage().unwrap().as_str(), "presentation");
}

#[tokio::test]
async fn who_dates_or_hands_over_a_task_or_a_deal_after_somebody_else_is_told_before() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    let mut anna = site.as_("anna").await;
    let (here, owner) = (format!("/tasks/{task}"), format!("/deals/{deal}/owner"));
    let (postpone, hand_over) = (format!("{here}/postpone"), format!("{here}/hand-over"));
    let page = anna.get(&here).await;
    let due_at = at("2026-12-16T09:00:00Z");
    act(&site, deal, "boris", Command::RescheduleTask { task: 1, due_at, reason: "Клиент в отпуске".to_owned() }).await;
    let dated = [("due_at", "2026-12-09T12:00"), ("reason", "Раньше не успею")];
    let told = anna.submit(&page, &postpone, "due_at", &dated).await.is(412);
    let told = told.says("Борис Соколов").says("Клиент в отпуске").says("Раньше не успею");
    assert_eq!(site.house.case(deal).await.tasks[&1].due_at, due_at);
    anna.submit(&told, &postpone, "due_at", &dated).await.leads_to(&here);
    let given = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Возьми".to_owned() };
    act(&site, deal, "boris", given).await;
    let handed = [("to", "boris"), ("comment", "Нужна помощь")];
    // It is hers no more: what she wrote is given back.
    anna.submit(&page, &hand_over, "name=\"to\"", &handed).await.is(403).says("текст можно скопировать").says("Нужна помощь");
    let mut boris = site.as_("boris").await;
    let page = boris.get(&here).await;
    let given = Command::ReassignTask { task: 1, to: "anna".into(), comment: "Верни".to_owned() };
    act(&site, deal, "olga", given).await;
    let handed = [("to", "boris"), ("comment", "Сам позвоню")];
    boris.submit(&page, &hand_over, "name=\"to\"", &handed).await.is(412).says("Верни").says("Сам позвоню");
    act(&site, deal, "boris", Command::ChangeOwner { person: "dmitry".into(), comment: "Его клиент".to_owned() }).await;
    let gave = [("person", "anna"), ("comment", "Пусть ведет")];
    let late = boris.get(&owner).await;
    act(&site, deal, "olga", Command::ChangeOwner { person: "boris".into(), comment: "Важный клиент".to_owned() }).await;
    boris.submit(&late, &owner, "name=\"person\"", &gave).await.is(412).says("Важный клиент").says("Пусть ведет");
    assert_eq!(site.house.case(deal).await.owner.as_str(), "boris");
}

#[tokio::test]
async fn a_deal_that_was_given_away_since_the_preview_is_not_handed_over() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut boris = site.as_("boris").await;
    let here = "/department/handover";
    let page = boris.get("/department/handover?from=anna").await;
    let (case, looked_at) = (format!("case.{deal}"), format!("dmitry {deal}"));
    let hand = [
        ("from", "anna"),
        ("act", "hand"),
        (case.as_str(), "on"),
        ("looked_at", looked_at.as_str()),
        ("to", "dmitry"),
        ("comment", "Анна на выставке"),
    ];
    act(&site, deal, "olga", Command::ChangeOwner { person: "boris".into(), comment: "Важный клиент".to_owned() }).await;
    boris.submit_only(&page, here, &hand).await.leads_to("/department/handover?from=anna");
    boris.get("/department/handover?from=anna").await.says("ответственный тем временем сменился: 1").says("Передано: 0 сделок");
    assert_eq!(site.house.case(deal).await.owner.as_str(), "boris");
}

#[tokio::test]
async fn who_logs_out_is_accused_of_nothing() {
    let site = Site::demo().await;
    let mut anna = site.as_("anna").await;
    let page = anna.get("/").await;
    anna.headers.push(("accept", "text/html".to_owned()));
    let out = anna.submit(&page, "/logout", "", &[]).await;
    out.leads_to("/login");
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
}
