//! The workshop without scripts, and the answers that its script asks for.

use serde_json::Value as Json;

use super::browser::{Browser, Shown, Site};
use crate::support::source;

const SHORT: &str = "/processes/short_sale/workshop";

fn short_sale() -> String {
    source("processes/short_sale/process.yaml").text
}

/// The text of the area, as a browser shows it.
fn text_of(page: &Shown) -> String {
    let area = page.html.split_once("<textarea id=\"text\"").unwrap().1.split_once('>').unwrap().1;
    let text = area.split("</textarea>").next().unwrap().strip_prefix('\n').unwrap();
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

async fn sent(browser: &mut Browser, page: &Shown, to: &str, fields: &[(&str, &str)]) -> Shown {
    let mut all = page.form("/workshop", "");
    all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(to, &all).await
}

#[tokio::test]
async fn a_change_goes_from_typo_to_deployment_without_scripts() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let page = maria.get(SHORT).await.is(200).says("Замечаний нет").says("Отличий нет");
    assert_eq!(text_of(&page), short_sale(), "the text is shown as it was deployed");

    let typo = short_sale().replace("due: 4 business hours", "due: 4 busines hours");
    let page = sent(&mut maria, &page, "/workshop", &[("text", &typo), ("act", "check")]).await.is(200);
    let page = page.says("Ошибка").says("due: 4 busines hours").says("data-line=");
    let page = sent(&mut maria, &page, "/workshop/review", &[("text", &typo)]).await.is(422);
    assert_eq!(text_of(&page), typo, "nothing is lost");

    let right = short_sale().replace("due: 4 business hours", "due: 6 business hours").replace('\n', "\r\n");
    let summary = sent(&mut maria, &page, "/workshop/review", &[("text", &right)]).await.is(200);
    let summary = summary.says("Что изменится").says("4 рабочих часов").says("6 рабочих часов").says("сейчас ничего не идет");
    maria.submit(&summary, "/workshop/deploy", "", &[]).await.leads_to("/processes/short_sale");
    maria.get("/processes/short_sale").await.says("Развернуто: версия").says("Мария");
    // An impatient second click sends it twice.
    maria.submit(&summary, "/workshop/deploy", "", &[]).await.leads_to("/processes/short_sale");
    let live = site.engine().reads().latest_processes().await.unwrap();
    let live = live.iter().find(|record| record.id.as_str() == "short_sale").unwrap();
    assert_eq!(live.source, right.replace("\r\n", "\n"), "lines end as they did");
    assert_eq!(live.by.as_ref().map(|by| by.as_str()), Some("maria"));
    assert_eq!(live.file, "processes/short_sale/process.yaml", "it keeps the name of its file");
}

#[tokio::test]
async fn nobody_overwrites_what_another_has_deployed_meanwhile() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let page = maria.get(SHORT).await;
    let mine = short_sale().replace("due: 4 business hours", "due: 6 business hours");
    let summary = sent(&mut maria, &page, "/workshop/review", &[("text", &mine)]).await.is(200);
    let mut other = source("processes/short_sale/process.yaml");
    other.text = other.text.replace("due: 4 business hours", "due: 5 business hours");
    site.engine().deploy(&other, Some("vera".into())).await.unwrap();
    let again =
        maria.submit(&summary, "/workshop/deploy", "", &[]).await.is(409).says("Ничего не развернуто").says("5 рабочих часов");
    let live = |site: &Site| site.engine().world().processes["short_sale"].version.clone();
    let before = live(&site);
    let page = sent(&mut maria, &page, "/workshop", &[("text", &mine)]).await.is(200).says("другую версию развернул");
    assert_eq!(live(&site), before);
    maria.submit(&again, "/workshop/deploy", "", &[]).await.leads_to("/processes/short_sale");
    assert_ne!(live(&site), before, "who has seen the difference may go on");
    drop(page);
}

#[tokio::test]
async fn a_new_process_begins_with_something_that_works() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let page = maria.get("/workshop?lang=en").await.is(200).says("Nothing to remark").says("First contact");
    let text = text_of(&page);
    let summary = sent(&mut maria, &page, "/workshop/review", &[("text", &text)]).await.is(200).says("It is a new process");
    maria.submit(&summary, "/workshop/deploy", "", &[]).await.leads_to("/processes/my_sale");
    maria.get("/processes/my_sale").await.says("Deployed: version").says("My sale");
    let known = text.replace("process: my_sale", "process: short_sale");
    sent(&mut maria, &page, "/workshop/review", &[("text", &known)]).await.is(200).says("takes the place of its live version");
}

#[tokio::test]
async fn scenarios_are_played_on_the_text_and_say_what_none_takes() {
    let scenarios = vec![source("processes/short_sale/short_sale.scenario.yaml")];
    let site = Site::demo().await.with_scenarios(scenarios);
    let mut maria = site.as_("maria").await;
    let page = maria.get(SHORT).await.says("short_sale.scenario.yaml");
    let report = sent(&mut maria, &page, "/workshop", &[("text", &short_sale()), ("act", "scenarios")]).await.is(200);
    report.says("все выполняются").says("Ступени эскалации").lacks("class=\"fails\"");
    let later = short_sale().replace("due: 4 business hours", "due: 9 business hours");
    let report = sent(&mut maria, &page, "/workshop", &[("text", &later), ("act", "scenarios")]).await.is(200);
    report.says("не выполняется").says("class=\"fails\"").says("Ожидалось");
    let own = "process: short_sale\norganisation: demo\nscenarios:\n  - title: Моя проба\n    start: {at: 2026-03-02 10:00, by: anna, deal: {title: А}}\n    script:\n      - expect: {task: call, assignee: dmitry}\n";
    let report = sent(&mut maria, &page, "/workshop", &[("text", &short_sale()), ("act", "scenarios"), ("own", own)]).await;
    let report = report.says("Моя проба").says("class=\"fails\"");
    let wrong = own.replace("task: call", "task: cal");
    drop(report);
    let report = sent(&mut maria, &page, "/workshop", &[("text", &short_sale()), ("act", "scenarios"), ("own", &wrong)]).await;
    report.says("Сценарии не читаются").says("own.scenario.yaml");
}

#[tokio::test]
async fn the_script_is_told_all_that_it_shows() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let page = maria.get(SHORT).await;
    let answer = sent(&mut maria, &page, "/workshop/study", &[("text", &short_sale())]).await.is(200);
    let told: Json = serde_json::from_str(&answer.html).unwrap();
    assert_eq!((&told["sound"], &told["findings"]), (&Json::Bool(true), &Json::Array(Vec::new())));
    let line = short_sale().lines().position(|line| line.contains("- task: send_invoice")).unwrap() as u64 + 1;
    assert!(told["places"].as_array().unwrap().contains(&serde_json::json!([line, "step invoice.send_invoice"])));
    assert!(told["picture"].as_str().unwrap().contains("data-at=\"step invoice.send_invoice\""));

    let broken = short_sale().replace("stages:", "stage:");
    let answer = sent(&mut maria, &page, "/workshop/study", &[("text", &broken)]).await.is(200);
    let told: Json = serde_json::from_str(&answer.html).unwrap();
    assert_eq!((&told["sound"], &told["picture"]), (&Json::Bool(false), &Json::Null));
    let first = &told["findings"][0];
    assert!(first["line"].as_u64().unwrap() >= 1 && first["severity"] == "error" && first["message"].is_string(), "{first}");
}

#[tokio::test]
async fn the_editor_is_told_what_may_be_written() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let page = maria.get(SHORT).await;
    let line = short_sale().lines().position(|line| line.contains("kind: document")).unwrap() + 1;
    let place = [("line", line.to_string()), ("column", "18".to_owned()), ("text", short_sale())];
    let fields: Vec<(&str, &str)> = place.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = sent(&mut maria, &page, "/workshop/complete", &fields).await.is(200);
    let told: Json = serde_json::from_str(&answer.html).unwrap();
    let labels: Vec<_> = told["options"].as_array().unwrap().iter().map(|option| option["label"].as_str().unwrap()).collect();
    assert!(labels.contains(&"document") && labels.contains(&"call"), "{labels:?}");
}

#[tokio::test]
async fn s24_a_hostile_text_is_answered_with_its_line() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let page = maria.get(SHORT).await;
    let deep = format!("process: {}1{}\n", "[".repeat(20_000), "]".repeat(20_000));
    let laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n".to_owned();
    for text in [deep, laughs, "process: \u{0}\n".to_owned(), "? [a]\n: b\n".to_owned(), String::new()] {
        let answer = sent(&mut maria, &page, "/workshop/study", &[("text", &text)]).await.is(200);
        let told: Json = serde_json::from_str(&answer.html).unwrap();
        assert_eq!(told["sound"], false);
        assert!(told["findings"][0]["line"].as_u64().unwrap() >= 1, "{told}");
    }
}

#[tokio::test]
async fn s27_what_a_text_says_stays_text() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let page = maria.get(SHORT).await;
    let evil = "</textarea></svg><script>alert(1)</script><img src=x onerror=alert(1)>";
    let text = short_sale().replace("{ru: Короткая продажа, en: Short sale}", &format!("'{evil}'"));
    for to in ["/workshop", "/workshop/review", "/workshop/study"] {
        let answer = sent(&mut maria, &page, to, &[("text", &text), ("own", evil)]).await.is(200);
        answer.lacks("<script>alert").lacks("<img");
    }
    let own = format!(
        "process: short_sale\norganisation: demo\nscenarios:\n  - title: '{evil}'\n    start: {{at: 2026-03-02 10:00, by: anna, deal: {{title: А}}}}\n    script:\n      - expect: {{task: call, assignee: dmitry}}\n"
    );
    let fields = [("text", short_sale()), ("own", own), ("act", "scenarios".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    sent(&mut maria, &page, "/workshop", &fields).await.is(200).lacks("<script>alert").lacks("<img");
}

#[tokio::test]
async fn s26_only_designers_and_administrators_study_play_and_deploy() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let page = maria.get(SHORT).await;
    let before = site.engine().world().processes["short_sale"].version.clone();
    let text = short_sale().replace("due: 4 business hours", "due: 6 business hours");
    let mut anna = site.as_("anna").await;
    let own = anna.get("/").await.form("/logout", "");
    for to in
        ["/workshop", "/workshop/study", "/workshop/scenarios", "/workshop/complete", "/workshop/review", "/workshop/deploy"]
    {
        let fields = [("token", own["token"].as_str()), ("key", "a"), ("text", text.as_str()), ("seen", &before.0)];
        anna.post(to, &fields).await.is(403);
        let foreign = sent(&mut anna, &page, to, &[("text", &text)]).await;
        foreign.is(403);
        site.stranger().post(to, &fields).await.leads_to("/login");
    }
    assert_eq!(site.engine().world().processes["short_sale"].version, before);
}
