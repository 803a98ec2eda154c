//! What designers see: processes, their versions, the live map; and who may not.

use serde_json::json;
use voronka_definition::{Period, Unit};

use super::browser::Site;
use crate::support::source;

const CORPORATE: &str = "/processes/corporate_sales";

/// The pages of a process, and what each is to its readers.
const FOR_DESIGNERS: [&str; 5] = [
    "/processes",
    "/workshop",
    "/processes/corporate_sales/workshop",
    "/processes/corporate_sales/workshop?from=0000000000000000",
    "/processes/corporate_sales/versions/0000000000000000",
];
const FOR_THOSE_WHO_WORK_IN_IT: [&str; 4] = [
    "/processes/corporate_sales",
    "/processes/corporate_sales/regulation",
    "/processes/corporate_sales/map",
    "/processes/corporate_sales/map/deals?stage=interest",
];

#[tokio::test]
async fn the_list_says_what_is_live_since_when_and_how_many_run_it() {
    let site = Site::demo().await;
    site.house.open("anna").await;
    site.house.open("dmitry").await;
    let mut maria = site.as_("maria").await;
    maria.get("/").await.says("href=\"/processes\"");
    let page = maria.get("/processes").await.is(200).says("Корпоративные продажи").says("Короткая продажа").says("2 сделки");
    page.says("из папки сервера").says("href=\"/processes/corporate_sales/workshop\"").says("href=\"/workshop\"");
    maria.get("/processes?lang=en").await.says("2 deals").says("from the server's folder").lacks("Мастерская");
}

#[tokio::test]
async fn a_process_shows_its_picture_its_regulation_and_its_versions() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let page = maria.get(CORPORATE).await.is(200).says("<svg class=\"vk\"").says("Подтверждение интереса").says("Версии");
    let page = page.says("действует").says("/static/");
    assert!(!page.html.contains("<style") && !page.html.contains(" style="), "the policy of pages lets no inline style through");
    let version = &site.engine().world().processes["corporate_sales"].version;
    maria.get(&format!("{CORPORATE}/versions/{version}")).await.is(200).says("process: corporate_sales");
    let regulation = maria.get(&format!("{CORPORATE}/regulation")).await.is(200).says("Регламент");
    assert_eq!(
        regulation.header("content-security-policy"),
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    maria.get("/processes/nothing").await.is(404);
    maria.get(&format!("{CORPORATE}/versions/0000")).await.is(404);
}

#[tokio::test]
async fn who_does_not_design_sees_only_the_picture_of_what_he_works_in() {
    let site = Site::demo().await;
    for person in ["anna", "boris"] {
        let mut browser = site.as_(person).await;
        browser.get("/").await.lacks("href=\"/processes\"");
        for path in FOR_DESIGNERS {
            browser.get(path).await.is(403);
        }
        for path in FOR_THOSE_WHO_WORK_IN_IT {
            browser.get(path).await.is(404);
        }
    }
    site.house.open("anna").await;
    for (person, status) in [("anna", 200), ("boris", 200), ("rustam", 404), ("maria", 200), ("vera", 200)] {
        let mut browser = site.as_(person).await;
        for path in FOR_THOSE_WHO_WORK_IN_IT {
            browser.get(path).await.is(status);
        }
    }
    let mut anna = site.as_("anna").await;
    anna.get(CORPORATE).await.lacks("Мастерская").lacks("Версии").lacks("Замечания");
    let mut stranger = site.stranger();
    for path in FOR_DESIGNERS.iter().chain(&FOR_THOSE_WHO_WORK_IN_IT) {
        let answer = stranger.get(path).await;
        assert!(answer.header("location").starts_with("/login"), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn the_map_counts_what_its_reader_may_see_and_a_designer_sees_how_many_but_not_which() {
    let site = Site::demo().await;
    let anna_s = site.house.open("anna").await;
    site.house.open("rustam").await;
    let lost = site.house.open("anna").await;
    site.house.complete(lost, "call", "no_interest", json!({"close_reason": "price"})).await.unwrap();
    site.engine().clock().advance_by(Period::new(2, Unit::BusinessDays)).await.unwrap();
    let map = format!("{CORPORATE}/map");
    let at_the_call = format!("{map}/deals?stage=interest&step=call");
    for (person, open) in [("anna", "1 сделка"), ("rustam", "1 сделка"), ("maria", "2 сделки"), ("vera", "2 сделки")]
    {
        site.as_(person).await.get(&map).await.is(200).says(&format!("<p>{open} в работе</p>"));
    }
    let page = site.as_("anna").await.get(&map).await.says("Где стоят сделки").says("2 дня").says("Потеряно здесь: 1");
    page.says("heat-4 pin-late").says("outcome=lost&amp;stage=interest&amp;step=call");
    site.as_("anna").await.get(&at_the_call).await.says(&format!("/deals/{anna_s}"));
    site.as_("rustam").await.get(&at_the_call).await.lacks(&format!("/deals/{anna_s}"));
    site.as_("maria").await.get(&at_the_call).await.is(200).says("таких нет").lacks(&format!("/deals/{anna_s}"));
    let ended = format!("{map}/deals?outcome=lost&stage=interest&step=call");
    site.as_("vera").await.get(&ended).await.says(&format!("/deals/{lost}"));
    site.as_("rustam").await.get(&format!("{map}/deals?outcome=lost")).await.is(200).says("таких нет");
    site.as_("vera").await.get(&format!("{map}/deals")).await.is(404);
}

#[tokio::test]
async fn a_place_that_is_none_leads_nowhere() {
    let site = Site::demo().await;
    let mut vera = site.as_("vera").await;
    let page = vera.get("/processes/corporate_sales/map/deals?stage=%27%20OR%201%3D1&step=%3Cscript%3E").await.is(200);
    page.lacks("<script>").says("таких нет");
}

#[tokio::test]
async fn versions_are_held_against_the_live_one() {
    let site = Site::demo().await;
    let first = site.engine().world().processes["short_sale"].version.clone();
    let mut changed = source("processes/short_sale/process.yaml");
    changed.text = changed.text.replace("due: 4 business hours", "due: 6 business hours");
    site.engine().deploy(&changed, Some("maria".into())).await.unwrap();
    let mut maria = site.as_("maria").await;
    maria.get("/processes/short_sale").await.says(&format!("/processes/short_sale/workshop?from={first}")).says("Мария");
    let page = maria.get(&format!("/processes/short_sale/versions/{first}")).await.is(200);
    let page = page.says("Чем отличается действующая версия").says("4 рабочих часов").says("6 рабочих часов");
    page.says("class=\"come\"").says("class=\"gone\"");
    maria.get(&format!("/processes/short_sale/workshop?from={first}")).await.says("due: 4 business hours");
}
