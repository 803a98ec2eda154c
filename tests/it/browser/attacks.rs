//! What must not happen in a browser that runs scripts: a link of a letter that acts by being opened, a script that somebody typed.

use serde_json::json;
use tokio::sync::oneshot;
use voronka_core::{Actor, CaseId, Command, Start};
use voronka_web::App;

use super::driver::{Browser, Kind};
use crate::support::{House, input};

/// Pages of a house, on a port of their own.
struct Served {
    house: House,
    url: String,
    stop: Option<oneshot::Sender<()>>,
}

impl Served {
    async fn new(demo: bool) -> Self {
        let house = House::new().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut app = App::new(house.engine.clone(), &url);
        (app.demo, app.test_clock) = (demo, demo);
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(voronka_web::serve(listener, app, async {
            let _dropped = stopped.await;
        }));
        Self { house, url, stop: Some(stop) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}

/// Does something with a browser while the pages are served.
async fn browse<T: Send + 'static>(served: &Served, work: impl FnOnce(&Browser) -> T + Send + 'static) -> T {
    let url = served.url.clone();
    tokio::task::spawn_blocking(move || work(&Browser::new(Kind::Desk, &url))).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn s16_a_scanner_that_runs_scripts_and_follows_links_changes_nothing() {
    if !super::is_installed() {
        return;
    }
    let served = Served::new(false).await;
    let start = Start { owner: Some("anna".into()), ..House::deal("Вентиляция склада") };
    let deal = served.house.engine.start(start, "boris".into(), None).await.unwrap().case.id;
    served.house.engine.settle().await.unwrap();
    let link = format!("/act/{}", served.house.courier.link_to("anna").unwrap());
    let before = served.house.case(deal).await.revision;
    let opened = link.clone();
    let told = browse(&served, move |browser| {
        assert!(browser.runs_scripts());
        browser.open(&opened);
        let title = browser.text("//h1");
        // As a scanner does that thinks itself clever: everything that a page leads to is fetched, also beforehand, also as a frame.
        let follow = "const links = [...document.querySelectorAll('[href],[src],[action],[formaction]')].map(e => e.href || e.src || e.action || e.formAction);
            for (const way of ['prerender', 'prefetch']) for (const link of links) {
                const hint = document.createElement('link'); hint.rel = way; hint.href = link; document.head.append(hint);
            }
            for (const link of links) { const all = new XMLHttpRequest(); all.open('GET', link, false); try { all.send(); } catch {} }
            return links.length";
        assert!(browser.run(follow).as_u64() > Some(0));
        browser.open(&opened);
        browser.open(&opened);
        // No session has begun, either.
        assert_eq!(browser.run("return document.cookie"), "");
        browser.open("/");
        browser.find("section.login");
        title
    });
    assert_eq!(told.await, "Call");
    assert_eq!(served.house.case(deal).await.revision, before, "nothing was done");
    // The button does it: that is the same link, in the same browser.
    browse(&served, move |browser| {
        browser.open(&link);
        browser.press("No answer");
        browser.says("//main", "The link worked once");
    })
    .await;
    assert!(served.house.case(deal).await.revision > before);
}

const RUN: &str = "window.top.name=`ran`";

/// Whatever has made a browser run a script.
fn hostile() -> String {
    format!(
        "<script>{RUN}</script><img src=x onerror={RUN}><svg onload={RUN}><iframe srcdoc=\"<script>{RUN}</script>\"></iframe>\
         \"' autofocus onfocus={RUN} x='</textarea></title></style></select><details open ontoggle={RUN}>\
         <a href=\"javascript:{RUN}\" id=evil>x</a><style>@import 'x'</style><math><mtext></mtext><script>{RUN}</script></math>"
    )
}

async fn deal(house: &House) -> CaseId {
    let typed = hostile();
    let deal = house.engine.start(House::deal(&typed[..typed.len().min(290)]), "anna".into(), None).await.unwrap().case;
    let party = || json!({"name": typed, "phone": format!("{typed} 100"), "email": "titov@vektor.example", "site": format!("javascript:{RUN}")});
    let facts = json!({
        "need": typed, "tactics": typed, "company": party(), "contact": party(), "products": [{"name": typed}],
        "participants": [{"contact": party(), "role": typed, "motives": typed}],
        "competitors": [{"name": typed, "strengths": typed, "weaknesses": typed}],
        "contract": {"name": "evil.svg", "text": format!("<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>")},
        "proposal": {"name": "<img src=x onerror=1>.html", "text": format!("<script>{RUN}</script>")},
    });
    let act = async |command| house.engine.execute(deal.id, command, Actor::Person("anna".into()), None).await.unwrap();
    act(Command::CorrectData { data: input(facts), revision: deal.revision }).await;
    act(Command::CommentTask { task: 1, text: typed.clone() }).await;
    house.engine.settle().await.unwrap();
    deal.id
}

#[tokio::test(flavor = "multi_thread")]
async fn s27_no_script_that_somebody_typed_runs() {
    if !super::is_installed() {
        return;
    }
    let served = Served::new(true).await;
    let deal = deal(&served.house).await;
    browse(&served, move |browser| {
        // The trap is a good one: where a page may run it, it does.
        browser.open(&format!("data:text/html,<script>{RUN}</script>"));
        assert_eq!(browser.run("return window.name"), "ran");
        let pages = [
            "/".to_owned(),
            "/deals".to_owned(),
            "/deals/board?whose=all".to_owned(),
            "/search?q=script".to_owned(),
            "/search?q=%3Cimg+src%3Dx+onerror%3Dwindow.top.name%3D%60ran%60%3E".to_owned(),
            "/calendar".to_owned(),
            "/department".to_owned(),
            "/funnel".to_owned(),
            "/letters".to_owned(),
            "/processes/corporate_sales/map".to_owned(),
            format!("/deals/{deal}"),
            format!("/deals/{deal}/edit"),
            format!("/deals/{deal}/finish"),
            format!("/deals/{deal}/stage"),
            format!("/deals/{deal}/why"),
            format!("/tasks/{deal}-1"),
            format!("/tasks/{deal}-1/panel"),
        ];
        for person in ["anna", "boris"] {
            browser.open("/login?lang=ru");
            browser.enter(person);
            for page in &pages {
                browser.open(page);
                browser.run("window.name = ''");
                // Once more, with nothing in the name; what loads late and what is touched counts too.
                browser.open(page);
                let touch = "document.querySelectorAll('a,input,textarea,summary').forEach(e => { if (!e.closest('form[action=\"/logout\"]')) { e.focus(); } });
                    document.querySelectorAll('details').forEach(e => e.open = true);
                    return document.querySelectorAll('script:not([src^=\"/static/\"]),iframe,#evil,img[src=x],[onerror],[onload],[onfocus],[ontoggle]').length";
                assert_eq!(browser.run(touch), 0, "{person} {page}");
                assert_eq!(browser.run("return window.name"), "", "{person} {page}");
            }
            would_be_stopped(browser, deal);
            browser.open("/");
            browser.leave();
        }
    })
    .await;
}

/// If something came through after all, the policy of the page would stop it; and a document is kept, or shown as the text it is.
fn would_be_stopped(browser: &Browser, deal: CaseId) {
    let inject = format!(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"{RUN}\">');
         const script = document.createElement('script'); script.textContent = '{RUN}'; document.body.append(script);
         const style = document.createElement('style'); style.textContent = 'body {{ opacity: 0.5 }}'; document.head.append(style);
         return getComputedStyle(document.body).opacity"
    );
    assert_eq!(browser.run(&inject), "1", "no style inline");
    assert_eq!(browser.run("return window.name"), "", "no script inline");
    browser.open(&format!("/deals/{deal}"));
    let documents = "return [...document.querySelectorAll('a[href*=\"/documents/\"]')].map(a => a.href)";
    let documents = browser.run(documents);
    let documents = documents.as_array().unwrap();
    assert!(documents.len() >= 2, "{documents:?}");
    for document in documents {
        let fetched = format!("const all = new XMLHttpRequest(); all.open('GET', {document}, false); all.send();
            return all.getResponseHeader('content-disposition') + ' ' + all.getResponseHeader('content-type') + ' ' + all.getResponseHeader('x-content-type-options')
                + ' ' + all.getResponseHeader('content-security-policy')");
        let told = browser.run(&fetched);
        let told = told.as_str().unwrap();
        let how = if document.as_str().unwrap().ends_with("?show=1") { "inline;" } else { "attachment;" };
        let kind = "text/plain; charset=utf-8 nosniff default-src 'none'; sandbox; frame-ancestors 'none'";
        assert!(told.starts_with(how) && told.ends_with(kind), "{told}");
    }
}
