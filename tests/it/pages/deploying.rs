//! What a designer may let a process do, and that it is seen before it is done.

use super::browser::{Browser, Shown, Site};
use crate::support::source;

const SHORT: &str = "/processes/short_sale/workshop";
const BEFORE: &str = "      - task: send_invoice\n";

/// The short sale with another step in it.
fn with(step: &str) -> String {
    let text = source("processes/short_sale/process.yaml").text;
    assert!(text.contains(BEFORE));
    text.replacen(BEFORE, &format!("{step}{BEFORE}"), 1)
}

async fn sent(browser: &mut Browser, page: &Shown, to: &str, text: &str) -> Shown {
    browser.submit(page, "/workshop", "", &[]).await;
    let mut all = page.form("/workshop", "");
    all.insert("text".to_owned(), text.to_owned());
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(to, &all).await
}

#[tokio::test]
async fn s26_what_a_process_will_send_outside_is_read_before_it_is_deployed() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let version = || site.engine().world().processes["short_sale"].version.clone();
    let before = version();
    let page = maria.get(SHORT).await.is(200);
    let letter = "      - notify: leak\n        to: client\n        subject: Условия для конкурентов\n        text: 'Сумма: {{ deal.amount }}'\n";
    let call =
        "      - call: leak_out\n        connection: elsewhere\n        send: {sum: amount}\n        results: {done: {}}\n";
    for (step, told) in [(letter, "Условия для конкурентов"), (call, "elsewhere")] {
        let text = with(step);
        // Without having seen what is live it is not deployed, but shown.
        let shown = sent(&mut maria, &page, "/workshop/deploy", &text).await.is(409);
        assert!(shown.html.contains(told), "{told}:\n{}", shown.html);
        assert_eq!(version(), before);
        let review = sent(&mut maria, &page, "/workshop/review", &text).await.is(200);
        assert!(review.html.contains(told) && review.html.contains("Отличия"), "{told}");
        assert_eq!(version(), before, "to review is not to deploy");
    }
    let review = sent(&mut maria, &page, "/workshop/review", &with(letter)).await.is(200);
    maria.submit(&review, "/workshop/deploy", "", &[]).await.leads_to("/processes/short_sale");
    assert_ne!(version(), before);
    site.as_("vera").await.get("/administration/log").await.is(200).says("Мария Титова");
}

/// A definition reads its own deal and nothing else: there is no word for another one.
#[tokio::test]
async fn s26_a_process_reads_no_deal_but_its_own() {
    let site = Site::demo().await;
    let mut maria = site.as_("maria").await;
    let before = site.engine().world().processes["short_sale"].version.clone();
    let page = maria.get(SHORT).await.is(200);
    for reach in ["cases", "others.title", "case.parent.amount", "people", "organisation", "env", "config", "secrets", "request"]
    {
        let letter =
            format!("      - notify: leak\n        to: client\n        subject: Тема\n        text: 'Вот: {{{{ {reach} }}}}'\n");
        let condition = format!(
            "      - notify: leak\n        when: {reach} != null\n        to: head\n        subject: Тема\n        text: Вот\n"
        );
        for step in [letter, condition] {
            let answer = sent(&mut maria, &page, "/workshop/deploy", &with(&step)).await;
            assert_eq!(answer.status.as_u16(), 422, "{step}");
            answer.says("Ошибка");
        }
    }
    assert_eq!(site.engine().world().processes["short_sale"].version, before);
}

/// Deployed by somebody, it runs for whom its deals concern: who deployed it sees none of them.
#[tokio::test]
async fn s26_who_deploys_a_process_gains_no_rights_by_it() {
    let site = Site::demo().await;
    let mut text = source("processes/short_sale/process.yaml");
    text.text = text.text.replace("due: 4 business hours", "due: 5 business hours");
    site.engine().deploy(&text, Some("maria".into())).await.unwrap();
    let mut start = crate::support::House::deal("Вентиляция склада");
    start.process = "short_sale".into();
    let deal = site.engine().start(start, "anna".into(), None).await.unwrap().case.id;
    let mut maria = site.as_("maria").await;
    maria.get(&format!("/deals/{deal}")).await.is(404);
    for path in [
        "/deals",
        "/deals/board?whose=all",
        "/search?q=%D1%81%D0%BA%D0%BB%D0%B0%D0%B4%D0%B0",
        "/processes/short_sale/map",
        "/processes/short_sale/map/deals",
    ] {
        maria.get(path).await.lacks("Вентиляция склада");
    }
}
