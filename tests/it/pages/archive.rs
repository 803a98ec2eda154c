//! The archive: a deal that ended long ago is found and read.

use serde_json::json;
use voronka_core::{Actor, Command};
use voronka_definition::Source;

use super::browser::Site;
use crate::support::{at, input, source};

#[tokio::test]
async fn a_deal_in_the_archive_is_found_and_read_and_offers_nothing() {
    let site = Site::demo().await;
    let Source { file, text } = source("processes/corporate_sales/process.yaml");
    let archived = Source { file, text: format!("{text}\narchive: {{after: 1 day}}\n") };
    site.house.engine.deploy(&archived, None).await.unwrap();
    let deal = site.house.open("anna").await;
    let data = input(json!({"close_reason": "price"}));
    let finish = Command::Finish { outcome: "lost".into(), data, comment: "Дорого".to_owned() };
    site.house.engine.execute(deal, finish, Actor::Person("anna".into()), None).await.unwrap();
    let mut anna = site.as_("anna").await;
    let path = format!("/deals/{deal}");
    anna.get(&path).await.is(200).says("Поставить задачу").lacks("в архиве");
    site.house.engine.clock().advance_to(at("2026-12-09T06:00:00Z")).await.unwrap();
    anna.get("/deals?show=finished").await.says("Таких сделок нет.");
    // The same deal counts in the funnel, its way and its reason read from the archive.
    let page = anna.get("/funnel").await.is(200).says("1 · 100\u{a0}%").says("больше всего").says("12.26");
    page.lacks("ни одна сделка не проиграна");
    site.as_("rustam").await.get("/funnel?process=corporate_sales").await.says("ни одна сделка не началась");
    anna.get("/deals?show=archived").await.says("Вентиляция склада").says(&path);
    let page = anna.get(&path).await.is(200).says("Сделка в архиве с 8 декабря").says("История");
    page.lacks("Поставить задачу");
    anna.get(&format!("/tasks/{deal}-1")).await.is(200).says("Звонок");
}
