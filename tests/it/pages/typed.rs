//! What people type stays what they typed: never a template, never a tag, on no page, in no picture, in no calendar.

use serde_json::json;
use voronka_core::{Actor, CaseId, Command, HandTask};
use voronka_definition::Source;

use super::browser::{Shown, Site};
use super::routes::routes;
use crate::support::{House, at, input, source};

/// A template, a tag, a handler, an address: evaluated, it would read `k949k9` or `zqzq`.
const TYPED: &str = "k9{{7*7}}k9{% for i in [1, 2] %}zq{% endfor %}{{ data.title }}{{ deal.owner }}</textarea></title></svg>\
    <script>ran()</script><img src=x onerror=ran()><svg onload=ran()>\"' onmouseover=ran() x=\"javascript:ran()";

/// The pages that do not end, or are opened by a secret.
const APART: [&str; 4] = ["/act/{}", "/password/{}", "/calendar/{}", "/live"];

/// A deal of Anna's with it in every field that takes a text.
async fn deal(site: &Site) -> CaseId {
    let deal = site.engine().start(House::deal(TYPED), "anna".into(), None).await.unwrap().case;
    let party = || json!({"name": TYPED, "phone": format!("{TYPED} 100"), "email": "titov@vektor.example", "site": "javascript:ran()", "address": TYPED});
    let facts = json!({
        "need": TYPED, "tactics": TYPED, "company": party(), "contact": party(),
        "participants": [{"contact": party(), "role": TYPED, "motives": TYPED}],
        "competitors": [{"name": TYPED, "strengths": TYPED, "weaknesses": TYPED}],
        "products": [{"name": TYPED}],
        "contract": {"name": "<img src=x onerror=ran()>.svg", "text": "<svg xmlns='http://www.w3.org/2000/svg' onload='ran()'/>"},
        "proposal": {"name": "evil.html", "text": "<script>ran()</script>"},
    });
    let act = async |command| site.engine().execute(deal.id, command, Actor::Person("anna".into()), None).await.unwrap();
    act(Command::CorrectData { data: input(facts), revision: deal.revision }).await;
    act(Command::CommentTask { task: 1, text: TYPED.to_owned() }).await;
    let by_hand = HandTask {
        title: TYPED.to_owned(),
        kind: voronka_definition::model::TaskKind::Call,
        assignee: "anna".into(),
        due_at: at("2026-12-09T09:00:00Z"),
        comment: Some(TYPED.to_owned()),
    };
    act(Command::MakeTask(by_hand)).await;
    site.engine().settle().await.unwrap();
    deal.id
}

/// No tag of the page acts: each is ours, by its name and its attributes.
#[track_caller]
fn is_inert(shown: &Shown, path: &str) {
    assert!(!shown.html.contains("k949k9") && !shown.html.contains("zqzq"), "{path}: a template was run");
    for tag in shown.html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
        assert!(name != "img" || !tag.contains("src=x"), "{path}: <{tag}>");
        assert!(name != "script" || tag.starts_with("script src=\"/static/"), "{path}: <{tag}>");
        // What stands in an attribute's value is no attribute.
        let outside: String = tag.split('"').step_by(2).collect();
        assert!(!outside.split(' ').any(|part| part.to_lowercase().starts_with("on")), "{path}: <{tag}>");
        for address in ["href=\"", "src=\"", "action=\"", "data=\"", "cite=\""] {
            let leads = tag.split(address).skip(1).map(|value| value.trim_start().to_lowercase());
            assert!(!leads.into_iter().any(|value| value.starts_with("javascript:")), "{path}: <{tag}>");
        }
    }
    let policy = shown.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
    // A document that is whole in itself, to be printed or sent, has its styles in it, and no script at all.
    let is_whole = policy.contains("style-src 'unsafe-inline'") && !policy.contains("script-src");
    assert!(is_whole || !policy.contains("unsafe"), "{path}: {policy}");
    assert_eq!(shown.header("x-content-type-options"), "nosniff", "{path}");
}

fn path_of(route: &str, deal: CaseId) -> String {
    let id = match route.split('/').nth(1) {
        Some("processes") => "corporate_sales".to_owned(),
        Some("administration") => "anna".to_owned(),
        Some("tasks" | "letters" | "escalations") => format!("{deal}-1"),
        _ => deal.to_string(),
    };
    route.replacen("{}", &id, 1).replace("{}", "x")
}

#[tokio::test]
async fn s22_s27_what_people_type_is_shown_as_typed_on_every_page() {
    let site = Site::demo().await;
    let id = deal(&site).await;
    site.house.until("2026-12-10T08:00:00Z").await;
    for person in ["anna", "boris", "vera", "maria"] {
        let mut browser = site.as_(person).await;
        let mut told = 0;
        for route in routes().iter().filter(|route| !APART.contains(&route.as_str())) {
            let path = path_of(route, id);
            let mut shown = browser.get(&path).await;
            if shown.status.as_u16() == 303 {
                let to = shown.header("location").to_owned();
                shown = browser.get(&to).await;
            }
            assert!(!shown.status.is_server_error(), "{person} {path}");
            is_inert(&shown, &path);
            told += usize::from(shown.html.contains("k9{{7*7}}k9"));
        }
        for path in
            ["/search?q=k9%7B%7B7*7%7D%7Dk9%3Cscript%3Eran()%3C/script%3E", "/deals?q=%22%3E%3Cscript%3Eran()%3C/script%3E"]
        {
            is_inert(&browser.get(path).await, path);
        }
        assert!(told >= if person == "maria" { 0 } else { 12 }, "{person} was shown it on {told} pages only");
    }
}

#[tokio::test]
async fn s22_s27_a_calendar_holds_it_as_one_entry_for_each_task() {
    let site = Site::demo().await;
    deal(&site).await;
    let secret = site.engine().open_feed(&"anna".into()).await.unwrap();
    let feed = site.stranger().get(&format!("/calendar/{secret}.ics")).await.is(200);
    let unfolded = feed.html.replace("\r\n ", "");
    let tasks = site.house.case(site_case(&site).await).await.tasks.len();
    assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), tasks);
    assert!(unfolded.contains("k9{{7*7}}k9{% for i in [1\\, 2] %}zq"), "{unfolded}");
    assert!(!unfolded.contains("k949k9") && !unfolded.contains("zqzq"));
    assert_eq!(feed.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(feed.header("x-content-type-options"), "nosniff");
}

/// The only case there is.
async fn site_case(site: &Site) -> CaseId {
    let world = site.engine().world();
    let horizon = voronka_core::access::Horizon::of(&world, &"vera".into(), at(crate::support::MORNING));
    let all = voronka_runtime::CaseFilter::default();
    let found = site.engine().reads().cases(&horizon, &all, &voronka_runtime::PageRequest::default()).await.unwrap();
    found.items[0].id
}

#[tokio::test]
async fn s27_a_document_is_handed_out_to_be_kept_whatever_it_is() {
    let site = Site::demo().await;
    let id = deal(&site).await;
    let mut anna = site.as_("anna").await;
    let page = anna.get(&format!("/deals/{id}")).await.is(200);
    let start = format!("/deals/{id}/documents/");
    let hashes: Vec<&str> = page.html.split(&start).skip(1).map(|rest| rest.split(['"', '?']).next().unwrap()).collect();
    assert!(hashes.len() >= 2, "{hashes:?}");
    for hash in hashes {
        let file = anna.get(&format!("{start}{hash}")).await.is(200);
        assert!(file.header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
        assert!(!file.header("content-disposition").contains('<'));
        assert_eq!(file.header("content-type"), "text/plain; charset=utf-8", "never what its name says");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert!(file.header("content-security-policy").contains("sandbox"));
        site.as_("rustam").await.get(&format!("{start}{hash}")).await.is(404);
    }
}

/// What a designer writes reaches everybody's pages: in pictures, regulations, lists.
#[tokio::test]
async fn s27_labels_of_a_process_are_labels() {
    let site = Site::demo().await;
    let written = source("processes/short_sale/process.yaml").text;
    let evil = "'</text></svg><script>ran()</script><img src=x onerror=ran()>&\"]]>'";
    let text = written
        .replace("{ru: Короткая продажа, en: Short sale}", evil)
        .replace("title: {ru: Потребность, en: Need}", &format!("title: {evil}"))
        .replace("hint: {ru: Что и для чего нужно клиенту, en: What the client needs and what for}", &format!("hint: {evil}"));
    let text = text.lines().map(|line| labelled(line, evil)).collect::<Vec<_>>().join("\n");
    assert!(text.matches("ran()").count() > 20, "{text}");
    site.engine().deploy(&Source { file: "process.yaml".to_owned(), text }, None).await.unwrap();
    let mut start = House::deal("Склад");
    start.process = "short_sale".into();
    let deal = site.engine().start(start, "anna".into(), None).await.unwrap().case.id;
    for person in ["anna", "boris", "maria", "vera"] {
        let mut browser = site.as_(person).await;
        let mut told = 0;
        for route in routes().iter().filter(|route| !APART.contains(&route.as_str())) {
            let path = path_of(route, deal).replace("corporate_sales", "short_sale");
            let shown = browser.get(&path).await;
            assert!(!shown.status.is_server_error(), "{person} {path}");
            is_inert(&shown, &path);
            told += usize::from(shown.html.contains("&lt;script&gt;ran()"));
        }
        assert!(told > 5, "{person} was shown it on {told} pages only");
    }
}

/// A line whose title says this instead.
fn labelled(line: &str, evil: &str) -> String {
    match line.split_once("title: {ru: ") {
        Some((before, rest)) => {
            let rest = rest.split_once('}').map_or("", |(_, rest)| rest);
            format!("{before}title: {evil}{rest}")
        }
        None => line.to_owned(),
    }
}

/// What is typed into an address is a value: it finds what it says or nothing, and no database speaks.
#[tokio::test]
async fn s35_what_is_typed_into_a_search_or_a_filter_is_a_value() {
    let site = Site::demo().await;
    site.house.open("anna").await;
    let hostile = [
        "%27",
        "%27%20OR%201%3D1--",
        "%22%3B%20DROP%20TABLE%20cases%3B--",
        "%25",
        "_",
        "x%27)%20UNION%20SELECT%201--",
        "%5C",
        "$.x",
    ];
    let mut dmitry = site.as_("dmitry").await;
    for route in routes().iter().filter(|route| !route.contains("{}") && !APART.contains(&route.as_str())) {
        for value in hostile {
            for name in ["q", "owner", "stage", "process", "of", "from", "after", "person", "kind", "month"] {
                let path = format!("{route}?{name}={value}");
                let shown = dmitry.get(&path).await;
                assert!(!shown.status.is_server_error(), "{path}: {}", shown.status);
                let said = shown.html.to_lowercase();
                assert!(!said.contains("sqlite") && !said.contains("syntax error") && !said.contains("склада"), "{path}");
            }
        }
    }
    site.as_("anna").await.get("/deals").await.says("Вентиляция склада");
}
