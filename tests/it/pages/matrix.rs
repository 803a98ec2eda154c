//! Every page of the router, by everybody who could look, at a deal of his own, of a colleague, of another department: what somebody
//! may not see stands nowhere, and changes nothing that he is shown.

use serde_json::json;
use voronka_core::{Actor, CaseId, Command};

use super::browser::{Browser, Shown, Site};
use super::routes::routes;
use crate::support::{House, input};

/// Deals of Anna, of Dmitry, who works beside her, and of Rustam, who works elsewhere. The word stands in everything that is known of it.
const DEALS: [(&str, &str); 3] = [("anna", "Алмаз"), ("dmitry", "Берилл"), ("rustam", "Гранат")];
/// Which of them somebody sees, by `docs/rights.md`.
const SEES: [(&str, [bool; 3]); 9] = [
    ("anna", [true, false, false]),
    ("dmitry", [false, true, false]),
    ("rustam", [false, false, true]),
    ("boris", [true, true, false]),
    ("svetlana", [false, false, true]),
    ("olga", [true, true, true]),
    ("vera", [true, true, true]),
    ("maria", [false, false, false]),
    ("ivan", [false, false, false]),
];
/// Addresses that are opened by their secret, and one that does not end; each has its own tests.
const APART: [&str; 4] = ["/act/{}", "/password/{}", "/calendar/{}", "/live"];
/// What is asked for to see more than one may.
const QUERIES: [&str; 7] = [
    "",
    "?q=%D0%B0%D0%BB%D0%BC%D0%B0%D0%B7",
    "?owner=anna&person=anna&from=anna&assignee=anna&whose=all&scope=all",
    "?of=department:corporate&department=corporate",
    "?of=person:anna",
    "?process=corporate_sales&stage=interest&status=all",
    "?kind=call&show=all&group=person",
];

/// A deal with its word in everything, something of it done.
async fn opened(site: &Site, owner: &str, word: &str) -> CaseId {
    let deal = site.engine().start(House::deal(&format!("{word} ")), owner.into(), None).await.unwrap().case;
    let by = || Actor::Person(owner.into());
    let facts = json!({
        "amount": {"amount": "7654321.00", "currency": "RUB"}, "need": word, "company": {"name": word}, "contact": {"name": word},
        "products": [{"name": word}], "contract": {"name": format!("{word}.txt"), "text": word},
    });
    let command = Command::CorrectData { data: input(facts), revision: deal.revision };
    site.engine().execute(deal.id, command, by(), None).await.unwrap();
    let command = Command::CommentTask { task: 1, text: word.to_owned() };
    site.engine().execute(deal.id, command, by(), None).await.unwrap();
    site.house.complete(deal.id, "call", "interested", json!({"presentation_at": "2026-12-10T09:00:00Z"})).await.unwrap();
    deal.id
}

/// The path of a route about this deal.
fn path_of(route: &str, deal: CaseId) -> String {
    let id = match route.split('/').nth(1) {
        Some("processes") => "corporate_sales".to_owned(),
        Some("administration") => "anna".to_owned(),
        Some("tasks" | "escalations" | "incidents" | "letters") => format!("{deal}-1"),
        _ => deal.to_string(),
    };
    route.replacen("{}", &id, 1).replace("{}", "x")
}

/// A page, also where another address leads to it.
async fn looked_at(browser: &mut Browser, path: &str) -> Shown {
    let shown = browser.get(path).await;
    match shown.status.as_u16() {
        303 => {
            let to = shown.header("location").to_owned();
            browser.get(&to).await
        }
        _ => shown,
    }
}

#[tokio::test]
async fn s2_no_page_tells_of_a_deal_to_whom_it_does_not_concern() {
    let site = Site::demo().await;
    let mut deals = Vec::new();
    for (owner, word) in DEALS {
        deals.push(opened(&site, owner, word).await);
    }
    let routes: Vec<String> = routes().into_iter().filter(|route| !APART.contains(&route.as_str())).collect();
    for (person, sees) in SEES {
        let mut browser = site.as_(person).await;
        for route in &routes {
            for (deal, seen) in deals.iter().zip(sees) {
                let path = path_of(route, *deal);
                let shown = looked_at(&mut browser, &path).await;
                assert!(!shown.status.is_server_error(), "{person} {path}: {}", shown.status);
                for ((_, word), may) in DEALS.iter().zip(sees) {
                    assert!(may || !shown.html.contains(word), "{person} reads of «{word}» on {path}");
                }
                // An escalation that is nobody's of his leads to the list of his own.
                if !seen && path.contains(&deal.to_string()) && !route.starts_with("/escalations/") {
                    assert!([404, 405].contains(&shown.status.as_u16()), "{person} {path}: {}", shown.status);
                }
                if !route.contains("{}") {
                    break;
                }
            }
        }
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn s2_lists_and_boards_and_searches_hold_what_one_sees() {
    let site = Site::demo().await;
    for (owner, word) in DEALS {
        opened(&site, owner, word).await;
    }
    for (person, sees) in SEES {
        let mut browser = site.as_(person).await;
        let list = browser.get("/deals").await.is(200);
        for ((_, word), seen) in DEALS.iter().zip(sees) {
            assert_eq!(list.html.contains(word), seen, "{person}: {word} in the list");
            let found = browser.get(&format!("/search?q={}", percent(word))).await.is(200);
            assert_eq!(found.html.contains("href=\"/deals/0"), seen, "{person}: {word} found");
        }
    }
}

/// All that somebody is shown, without the keys of forms, which are new each time.
async fn all_shown(browser: &mut Browser, paths: &[String]) -> Vec<(String, u16, String)> {
    let mut all = Vec::new();
    for path in paths {
        let shown = looked_at(browser, path).await;
        all.push((path.clone(), shown.status.as_u16(), super::safety::without_keys(&shown.html)));
    }
    all
}

/// Counts, sums, charts, filters with people in them: what nobody may see does not even change a number.
#[tokio::test]
async fn s2_a_deal_changes_no_page_of_whom_it_does_not_concern() {
    let site = Site::demo().await;
    for (owner, word) in DEALS {
        opened(&site, owner, word).await;
    }
    let routes = routes();
    let whole = routes.iter().filter(|route| !route.contains("{}") && !APART.contains(&route.as_str()));
    let mut paths: Vec<String> = whole.flat_map(|route| QUERIES.iter().map(move |query| format!("{route}{query}"))).collect();
    paths.extend(
        routes.iter().filter(|route| route.starts_with("/processes/")).map(|route| path_of(route, CaseId(uuid::Uuid::nil()))),
    );
    assert!(paths.len() > 150, "{}", paths.len());
    let mut seen = Vec::new();
    for person in ["dmitry", "rustam", "svetlana", "ivan", "boris"] {
        let mut browser = site.as_(person).await;
        let before = all_shown(&mut browser, &paths).await;
        seen.push((person, browser, before));
    }
    opened(&site, "anna", "Алмаз").await;
    let lost = opened(&site, "anna", "Алмаз").await;
    let finish =
        Command::Finish {
            outcome: "lost".into(), data: input(json!({"close_reason": "price"})), comment: "Алмаз".to_owned()
        };
    site.engine().execute(lost, finish, Actor::Person("anna".into()), None).await.unwrap();
    for (person, mut browser, before) in seen {
        let after = all_shown(&mut browser, &paths).await;
        let changed = before.iter().zip(&after).filter(|(before, after)| before != after).map(|((path, ..), _)| path.as_str());
        let changed: Vec<&str> = changed.collect();
        // Whom it concerns sees it in most of them: the comparison is one that notices.
        assert!(if person == "boris" { changed.len() > 20 } else { changed.is_empty() }, "{person}: {changed:?}");
    }
}

#[tokio::test]
async fn s2_deals_of_others_are_not_handed_over_in_bulk() {
    let site = Site::demo().await;
    let (anna, rustam) = (opened(&site, "anna", "Алмаз").await, opened(&site, "rustam", "Гранат").await);
    let mut svetlana = site.as_("svetlana").await;
    let page = svetlana.get("/department/handover?from=rustam").await.is(200).says("Гранат").lacks("Алмаз");
    let (strange, own) = (format!("case.{anna}"), format!("case.{rustam}"));
    for from in ["rustam", "anna"] {
        let sent = [("from", from), (strange.as_str(), "on"), ("to", "yulia"), ("comment", "x"), ("act", "preview")];
        svetlana.submit_only(&page, "/department/handover", &sent).await.is(404).lacks("Алмаз");
        // As though he had looked at it before.
        let looked_at = format!("yulia {anna}");
        let sent = [("from", from), (strange.as_str(), "on"), ("to", "yulia"), ("comment", "x"), ("act", "hand")];
        let sent: Vec<_> = sent.into_iter().chain([("looked_at", looked_at.as_str())]).collect();
        svetlana.submit_only(&page, "/department/handover", &sent).await.leads_to(&format!("/department/handover?from={from}"));
        let told = svetlana.get("/department/handover?from=rustam").await.lacks("Алмаз");
        told.says("Осталось как было: 1");
        assert_eq!(site.house.case(anna).await.owner.as_str(), "anna");
    }
    let looked_at = format!("yulia {} {}", anna.min(rustam), anna.max(rustam));
    let sent = [
        ("from", "rustam"),
        (own.as_str(), "on"),
        (strange.as_str(), "on"),
        ("to", "yulia"),
        ("comment", "x"),
        ("act", "hand"),
        ("looked_at", looked_at.as_str()),
    ];
    svetlana.submit_only(&page, "/department/handover", &sent).await.leads_to("/department/handover?from=rustam");
    assert_eq!(site.house.case(anna).await.owner.as_str(), "anna");
    assert_eq!(site.house.case(rustam).await.owner.as_str(), "yulia");
    let mut dmitry = site.as_("dmitry").await;
    dmitry.get("/department/handover?from=anna").await.is(404);
}
