//! On a telephone 360 pixels wide no page scrolls sideways.

use super::demo::Demo;
use super::driver::{Browser, Kind};

const WIDTH: u64 = 360;
/// What reaches beyond the right edge, for who has to mend it.
const WIDE: &str = "return [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map(e => e.outerHTML.slice(0, 160)).join('\\n')";

#[test]
fn no_page_scrolls_sideways_on_a_telephone() {
    if !super::is_installed() {
        return;
    }
    let demo = Demo::start();
    let browser = Browser::new(Kind::Phone, &demo.url);
    browser.open("data:text/html,<meta name=viewport content='width=device-width, initial-scale=1'><p style='width:50rem'>wide");
    assert!(width(&browser) > WIDTH, "a page that is too wide is noticed");
    for language in ["ru", "en"] {
        browser.open(&format!("/login?lang={language}"));
        assert_eq!(browser.attribute("html", "lang"), language);
        fits(&browser, "login");
        browser.enter("anna");
        fits(&browser, "tasks");
        for (page, address) in pages_of_anna(&browser) {
            browser.open(&address);
            open_everything(&browser);
            fits(&browser, page);
        }
        browser.leave();
        browser.enter("boris");
        browser.open("/escalations");
        browser.find("article.escalation");
        open_everything(&browser);
        fits(&browser, "escalations");
        for page in ["/department", "/department/handover?from=anna", "/funnel"] {
            browser.open(page);
            open_everything(&browser);
            fits(&browser, page);
        }
        browser.leave();
        browser.enter("vera");
        for end in ["", "/people", "/people/anna", "/structure", "/calendars", "/tokens", "/troubles", "/log"] {
            browser.open(&format!("/administration{end}"));
            open_everything(&browser);
            fits(&browser, end);
        }
        browser.leave();
    }
}

fn pages_of_anna(browser: &Browser) -> Vec<(&'static str, String)> {
    let task = browser.attribute("section.today a.title", "href");
    let deal = browser.attribute("section.today .about a", "href");
    let unfolded = format!("/?open={}", task.trim_start_matches("/tasks/"));
    let mut pages = vec![
        ("task in its row", unfolded),
        ("task", task),
        ("deal", deal.clone()),
        ("correcting a deal", format!("{deal}/edit")),
    ];
    let others = [
        "/nothing",
        "/deals",
        "/deals/board",
        "/deals/new",
        "/tasks/new",
        "/letters",
        "/calendar",
        "/calendar?view=month",
        "/search?q=a",
        "/keys",
    ];
    pages.extend(others.map(|address| (address, address.to_owned())));
    pages
}

/// What is folded may be too wide as well. Folded things of one name close each other, so the names go.
fn open_everything(browser: &Browser) {
    browser.run("document.querySelectorAll('details').forEach(e => { e.removeAttribute('name'); e.open = true; })");
}

#[track_caller]
fn fits(browser: &Browser, page: &str) {
    let wide = width(browser);
    assert!(wide <= WIDTH, "{page}: {wide} pixels wide\n{}", browser.run(WIDE).as_str().unwrap_or_default());
}

fn width(browser: &Browser) -> u64 {
    browser.run("return document.documentElement.scrollWidth").as_u64().unwrap()
}
