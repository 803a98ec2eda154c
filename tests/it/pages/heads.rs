//! What heads see: escalations, the time machine, letters.

use serde_json::json;
use voronka_core::{Actor, Command};
use voronka_definition::{Period, Text, Unit};
use voronka_runtime::{LetterFilter, PageRequest};

use super::browser::Site;
use crate::support::{House, input};

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
    let action = format!("/escalations/{deal}-1/time");
    boris.submit(&page, &action, "", &[]).await.is(422).says("Заполните это поле.");
    boris.submit(&page, &action, "", &[("until", "2026-12-01T10:00")]).await.is(422).says("Нужен момент в будущем.");
    let sent = [("comment", "Переговоры затянулись"), ("until", "2026-12-08T18:00")];
    boris.submit(&page, &action, "", &sent).await.leads_to("/escalations");
    boris.get("/escalations").await.says("Ничего не просрочено");
    boris.get("/escalations?show=all").await.says("Вы ответили");
    anna.get("/").await.says("сегодня до 18:00");
    boris.get("/letters").await.is(200).says("Борис Соколов");
}

#[tokio::test]
async fn everybody_sees_that_nothing_is_sent_and_an_administrator_how_that_ends() {
    let site = Site::demo().await;
    let mut anna = site.as_("anna").await;
    anna.get("/").await.lacks("Карантин");
    let reason = Text::both("восстановлена из копии", "restored from a copy");
    site.house.store.begin_quarantine(&reason).await.unwrap();
    let page = anna.get("/").await.says("Карантин: ничего не отправляется.").says(": восстановлена из копии. ");
    page.lacks("voronka quarantine end");
    anna.get("/?lang=en").await.says("Quarantine: nothing is sent.").says(": restored from a copy. ");
    site.as_("vera").await.get("/").await.says("voronka quarantine end");
    site.engine().end_quarantine(None).await.unwrap();
    anna.get("/").await.lacks("Quarantine");
}

#[tokio::test]
async fn a_head_who_knows_may_still_give_more_time() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    site.engine().clock().advance_by(Period::new(2, Unit::BusinessDays)).await.unwrap();
    let mut boris = site.as_("boris").await;
    let page = boris.get("/escalations").await.says("Принять к сведению");
    let action = format!("/escalations/{deal}-1/answer");
    boris.submit(&page, &action, "", &[]).await.leads_to("/escalations");
    let page = boris.get("/escalations").await.says("Вы знаете, задача еще открыта").says("Дать время").says("Взять себе");
    let page = page.says("Передать другому").lacks("Ничего не просрочено");
    let action = format!("/escalations/{deal}-1/time");
    boris.submit(&page, &action, "", &[("until", "2026-12-14T18:00")]).await.leads_to("/escalations");
    boris.get("/escalations").await.says("Ничего не просрочено");
    site.as_("anna").await.get("/").await.says("14 декабря");
}

#[tokio::test]
async fn a_page_answers_why() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut anna = site.as_("anna").await;
    anna.get(&format!("/tasks/{deal}-1")).await.says("Почему так?").says(&format!("/tasks/{deal}-1/why"));
    anna.get(&format!("/deals/{deal}")).await.says("Чего ждет сделка и почему?");
    site.engine().clock().advance_by(Period::new(2, Unit::BusinessDays)).await.unwrap();
    let page = anna.get(&format!("/tasks/{deal}-1/why")).await.is(200);
    let page = page.says("Правило:").says("due: 1 business day").says("строка").says("вт, 8 декабря").says("1 рабочий день");
    page.says("Исполнитель — Анна Петрова").says("ответственный за сделку").says("ступень 1, адресат — Борис Соколов");
    anna.get(&format!("/deals/{deal}/why")).await.is(200).says("Кто может продвинуть: Анна Петрова");
    site.as_("rustam").await.get(&format!("/tasks/{deal}-1/why")).await.is(404);
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
    let page = boris.get("/escalations?show=all").await.says("Вы ответили").says("Дать время");
    page.lacks("Предложение уже не в силе");
}

#[tokio::test]
async fn who_has_a_late_task_himself_is_not_asked_to_give_time() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    site.engine().clock().advance_by(Period::new(2, Unit::BusinessDays)).await.unwrap();
    let mut boris = site.as_("boris").await;
    boris.get("/escalations?show=all").await.says("Дать время").says("Взять себе");
    let taken = Command::ClaimTask { task: 1 };
    site.engine().execute(deal, taken, Actor::Person("boris".into()), None).await.unwrap();
    boris.get("/escalations?show=all").await.lacks("Дать время").lacks("Взять себе").says("Передать другому");
}

#[tokio::test]
async fn what_is_most_late_comes_first_and_what_is_closed_is_not_counted() {
    let site = Site::demo().await;
    let first = site.house.open("anna").await;
    site.engine().clock().advance_by(Period::new(1, Unit::BusinessDays)).await.unwrap();
    let mut start = House::deal("Вентиляция офиса");
    start.deal.extend(input(json!({"company": {"name": "Восход"}})));
    let second = site.engine().start(start, "anna".into(), None).await.unwrap().case.id;
    site.engine().clock().advance_by(Period::new(4, Unit::BusinessDays)).await.unwrap();
    let mut boris = site.as_("boris").await;
    boris.get("/").await.says("2 эскалации без ответа");
    let page = boris.get("/escalations").await.says("Восход");
    let place = |deal: &str| page.html.find(&format!("href=\"/deals/{deal}\"")).unwrap();
    assert!(place(&first.to_string()) < place(&second.to_string()), "the older task is later");

    let task = site.task(first, "Звонок").await.number;
    let done = Command::CompleteTask { task, result: "no_answer".into(), data: Default::default(), comment: None };
    site.engine().execute(first, done, Actor::Person("anna".into()), None).await.unwrap();
    boris.get("/").await.says("1 эскалация без ответа");
}

#[tokio::test]
async fn the_clock_goes_to_what_happens_next_and_says_so_when_nothing_does() {
    let site = Site::demo().await;
    let mut anna = site.as_("anna").await;
    let page = anna.get("/").await;
    anna.submit(&page, "/clock", "", &[("by", "next")]).await.leads_to("/");
    anna.get("/").await.says("Впереди ничего не назначено.");
    let deal = site.house.open("anna").await;
    let next = site.house.case(deal).await.timers().iter().map(|timer| timer.due_at).min().unwrap();
    let page = anna.get("/").await;
    anna.submit(&page, "/clock", "", &[("by", "next")]).await.leads_to("/");
    assert_eq!(site.engine().now().await.unwrap(), next);
    anna.get("/").await.says("Часы переведены").lacks("Сработало: 0");
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
async fn everybody_reads_his_own_letters_and_administrators_all() {
    let site = Site::serving().await;
    site.house.open("anna").await;
    site.engine().clock().advance_by(Period::new(3, Unit::BusinessDays)).await.unwrap();
    let all = site.engine().reads().letters(&LetterFilter::default(), &PageRequest::default()).await.unwrap().items;
    let of = |name: &str| all.iter().find(|letter| letter.to_name == name).unwrap_or_else(|| panic!("no letter to {name}"));
    let (annas, boriss) = (of("anna").notice, of("boris").notice);
    for (person, first, second) in [("vera", 200, 200), ("anna", 200, 404), ("boris", 404, 200)] {
        let token = site.engine().create_token(&person.into(), "test", None).await.unwrap();
        let mut browser = site.stranger();
        browser.post("/login", &[("access", &token)]).await.leads_to("/");
        let list = browser.get("/letters").await.is(200);
        for (letter, status) in [(annas, first), (boriss, second)] {
            browser.get(&format!("/letters/{letter}")).await.is(status);
            browser.get(&format!("/letters/{letter}/html")).await.is(status);
            assert_eq!(list.html.contains(&format!("href=\"/letters/{letter}\"")), status == 200, "{person}: {letter}");
        }
    }
}
