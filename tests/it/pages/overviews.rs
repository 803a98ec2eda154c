//! What is seen of many deals at once: the board, the search, the calendar; each only of what its reader may see.

use serde_json::json;
use voronka_core::{Actor, CaseId, Command};

use super::browser::Site;
use crate::support::{House, input};

async fn known(site: &Site, title: &str, owner: &str, data: serde_json::Value) -> CaseId {
    let case = site.engine().start(House::deal(title), owner.into(), None).await.unwrap().case;
    let command = Command::CorrectData { data: input(data), revision: case.revision };
    site.engine().execute(case.id, command, Actor::Person(owner.into()), None).await.unwrap();
    case.id
}

fn money(amount: &str) -> serde_json::Value {
    json!({"amount": {"amount": amount, "currency": "RUB"}, "company": {"name": "ООО Тёплый дом", "phone": "+7 (495) 123-45-67"}})
}

#[tokio::test]
async fn a_board_counts_its_columns_and_marks_what_is_late() {
    let site = Site::demo().await;
    known(&site, "Склад", "anna", money("100000.00")).await;
    known(&site, "Цех", "anna", money("250000.50")).await;
    known(&site, "Музей", "dmitry", money("7.00")).await;
    let mut anna = site.as_("anna").await;
    let board = anna.get("/deals/board").await.is(200).says("Склад").says("Цех").says("ООО Тёплый дом").lacks("Музей");
    let board = board
        .says("350\u{a0}000,50\u{a0}₽")
        .says("class=\"count\">2<")
        .says("Звонок")
        .says("в стадии с сегодняшнего дня")
        .lacks("просрочен");
    assert_eq!(board.html.matches("class=\"deal-card").count(), 2);
    // A head sees the deals of his people, and that they are late now.
    site.house.until("2026-12-25T09:00:00Z").await;
    let board =
        site.as_("boris").await.get("/deals/board").await.is(200).says("Музей").says("3 просрочены").says("в стадии 18 дней");
    board.says("350\u{a0}007,50\u{a0}₽");
    site.as_("boris").await.get("/deals/board?whose=mine&lang=en").await.says("Nothing on this board");
    anna.get("/deals/board?process=short_sale").await.says("пусто");
    anna.get("/deals/board?process=nonsense&whose=nonsense").await.is(200).says("Склад");
    // An administrator sees all, a manager of another department nothing of it, whatever he asks for.
    site.as_("vera").await.get("/deals/board").await.says("Музей").says("Склад");
    for whose in ["mine", "department", "all"] {
        site.as_("rustam").await.get(&format!("/deals/board?whose={whose}")).await.is(200).lacks("Склад").lacks("Музей");
    }
    site.stranger().get("/deals/board").await.leads_to("/login?next=/deals/board");
}

#[tokio::test]
async fn deals_clients_and_tasks_are_found_by_their_words() {
    let site = Site::demo().await;
    let deal = known(&site, "Вентиляция склада №7", "anna", money("100000.00")).await;
    let command = voronka_core::HandTask {
        title: "Поздравить Тёплый дом".to_owned(),
        kind: voronka_definition::model::TaskKind::Other,
        assignee: "anna".into(),
        due_at: crate::support::at("2026-12-09T09:00:00Z"),
        comment: None,
    };
    let errand = site.engine().make_errand(command, "anna".into(), None).await.unwrap().case.id;
    let mut anna = site.as_("anna").await;
    let address = format!("href=\"/deals/{deal}\"");
    for asked in ["вент", "СКЛАДА", "склада вент", "теплый", "ТЁПЛЫЙ+дом", "495+123-45-67", "%2B7(495)1234567", "№7"]
    {
        anna.get(&format!("/search?q={}", asked.replace(' ', "+"))).await.is(200).says(&address);
    }
    anna.get("/search?q=теплый".replace("теплый", "%D1%82%D0%B5%D0%BF%D0%BB%D1%8B%D0%B9").as_str())
        .await
        .says("Клиенты")
        .says("Поздравить Тёплый дом")
        .says(&format!("/tasks/{errand}-1"));
    for asked in ["%25", "_", "%5C", "%27", "склада+цеха", "{{7*7}}", "'%20OR%201=1--"] {
        anna.get(&format!("/search?q={asked}")).await.is(200).lacks(&address);
    }
    anna.get("/search").await.is(200).says("Напишите слово").lacks(&address);
    anna.get(&format!("/search?q={}", "a+".repeat(500))).await.is(200).says("Ничего не нашлось");
    // The head finds it, too; somebody else does not, nor does nobody.
    site.as_("boris").await.get("/search?q=495123").await.says(&address);
    site.as_("rustam").await.get("/search?q=495123").await.lacks(&address).lacks("Тёплый").says("Ничего не нашлось");
    site.stranger().get("/search?q=495123").await.leads_to("/login?next=/search%3Fq%3D495123");
    // A new name is found at once, the old one no more.
    let revision = site.house.case(deal).await.revision;
    let command = Command::CorrectData { data: input(json!({"title": "Отопление"})), revision };
    site.engine().execute(deal, command, Actor::Person("anna".into()), None).await.unwrap();
    anna.get("/search?q=отопл".replace("отопл", "%D0%BE%D1%82%D0%BE%D0%BF%D0%BB").as_str()).await.says(&address);
    anna.get("/search?q=%E2%84%967").await.lacks(&address);
    site.house.is_sound().await;
}

#[tokio::test]
async fn a_calendar_shows_my_tasks_on_their_days() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let number = site.task(deal, "Звонок").await.number;
    let due_at = crate::support::at("2026-12-10T12:00:00Z");
    let command = Command::RescheduleTask { task: number, due_at, reason: "Так договорились".to_owned() };
    site.engine().execute(deal, command, Actor::Person("anna".into()), None).await.unwrap();
    let mut anna = site.as_("anna").await;
    let week =
        anna.get("/calendar").await.is(200).says("7 – 13 декабря 2026").says("чт, 10 декабря").says("15:00").says("Звонок");
    assert_eq!(week.html.matches("<li class=\"day").count(), 7);
    let month = anna.get("/calendar?view=month&at=2026-12-01").await.is(200).says("декабрь 2026").says("Звонок");
    assert_eq!(month.html.matches("<li class=\"day").count(), 35);
    anna.get("/calendar?at=2026-12-14").await.lacks("Звонок").says("href=\"/calendar?view=week&amp;at=2026-12-07\"");
    for at in ["nonsense", "999999-01-01", "-262143-01-01", "2026-13-45"] {
        anna.get(&format!("/calendar?at={at}")).await.is(200).says("декабря 2026");
    }
    site.as_("boris").await.get("/calendar").await.is(200).lacks("Звонок");
    site.stranger().get("/calendar").await.leads_to("/login?next=/calendar");
}

#[tokio::test]
async fn a_deal_says_what_it_needs_and_shows_its_papers_and_its_history_by_sides() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut anna = site.as_("anna").await;
    let change = async |data: serde_json::Value| {
        let revision = site.house.case(deal).await.revision;
        let command = Command::CorrectData { data: input(data), revision };
        site.engine().execute(deal, command, Actor::Person("anna".into()), None).await.unwrap();
    };
    let page = format!("/deals/{deal}");
    anna.get(&page).await.says("Чтобы пройти стадию").says("Компания клиента").says("не заполнено").says("Заполнить");
    change(json!({
        "company": {"name": "АО Вектор"}, "need": "Приток",
        "participants": [{"contact": {"name": "Олег Титов"}, "influence": 4, "loyalty": 2}],
        "proposal": {"name": "offer.txt", "text": "Первое предложение"},
    }))
    .await;
    let first = anna.get(&page).await.says("●●●●○").says("●●○○○").says("Первое предложение").lacks("Прежние версии");
    let old = first.html.split("/documents/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    change(json!({"proposal": {"name": "offer-2.txt", "text": "<script>второе</script>"}})).await;
    anna.get(&page)
        .await
        .says("Прежние версии")
        .says(&old)
        .says("&lt;script&gt;второе")
        .lacks("<script>второе")
        .lacks("не заполнено");
    anna.get(&format!("{page}/documents/{old}")).await.is(200).says("Первое предложение");
    site.as_("rustam").await.get(&format!("{page}/documents/{old}")).await.is(404);
    site.house.comment(deal, "Просили не звонить", None).await.unwrap();
    anna.get(&format!("{page}?side=comments")).await.says("Просили не звонить").lacks("Новая задача:");
    anna.get(&format!("{page}?side=data")).await.says("offer-2.txt").lacks("Просили не звонить");
    anna.get(&format!("{page}?side=stages")).await.says("Подтверждение интереса").lacks("Просили не звонить");
    anna.get(&format!("{page}?side=nonsense")).await.is(200).says("Просили не звонить");
}

#[tokio::test]
async fn the_keys_are_told_on_a_page_and_offered_on_every_one() {
    let site = Site::demo().await;
    let mut anna = site.as_("anna").await;
    anna.get("/keys").await.is(200).says("id=\"keys-help\"").says("следующая строка");
    for path in ["/", "/deals", "/calendar", "/search", "/nothing"] {
        anna.get(path).await.says("href=\"/keys\"").says("action=\"/search\"");
    }
}
