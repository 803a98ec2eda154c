//! A manager's day with the keyboard alone, and two people who look at one deal.

use super::demo::Demo;
use super::driver::{Browser, ENTER, ESCAPE, Kind, TAB};

/// After how many tabulators something is too far away.
const TABS_MOST: usize = 40;

#[test]
fn a_manager_does_a_task_with_the_keyboard_alone() {
    if !super::is_installed() {
        return;
    }
    let demo = Demo::start();
    let browser = Browser::new(Kind::Desk, &demo.url);
    browser.open("/login?lang=en");
    browser.enter("anna");
    browser.keys("?");
    browser.says("//dialog[@open]//dd", "the next row");
    browser.keys(&ESCAPE.to_string());
    find_the_deal(&browser);
    browser.keys("gt");
    browser.says("//h1", "My tasks");
    // Down to the call at the restaurant, and into it.
    while !browser.run("return document.activeElement.closest('.entry')?.textContent ?? ''").as_str().unwrap().contains("Pier") {
        browser.keys("j");
    }
    assert!(browser.focused().contains("Call"), "{}", browser.focused());
    browser.keys("c");
    browser.find(".entry .panel .results summary");
    browser.says("//*[@class='entry'][.//*[@class='panel']]", "The restaurant Pier");
    to(&browser, "No answer");
    browser.keys(&ENTER.to_string());
    to(&browser, "No answer");
    browser.keys(&ENTER.to_string());
    browser.says("//div[@class='said']", "Done.");
    browser.says("//h1", "My tasks");
    assert_eq!(browser.attribute("a[data-panel][aria-expanded='true']", "data-task"), browser.attribute(".panel", "data-task"));
    browser.keys("gb");
    browser.says("//h1", "Board of deals");
    browser.says("//*[@class='cards']", "The restaurant Pier");
}

/// By the search in the bar, which a key leads to.
fn find_the_deal(browser: &Browser) {
    browser.keys("/");
    browser.keys(&format!("pier{ENTER}"));
    browser.says("//h1", "Search");
    browser.keys("j");
    assert_eq!(browser.focused(), "The restaurant Pier");
}

/// Goes on with the tabulator until this has the focus.
#[track_caller]
fn to(browser: &Browser, text: &str) {
    for _ in 0..TABS_MOST {
        browser.keys(&TAB.to_string());
        if browser.focused() == text {
            return;
        }
    }
    panic!("nothing called {text} can be reached");
}

#[test]
fn what_one_changes_the_other_sees_without_loading_anew() {
    if !super::is_installed() {
        return;
    }
    let demo = Demo::start();
    let (boris, anna) = (Browser::new(Kind::Desk, &demo.url), Browser::new(Kind::Desk, &demo.url));
    for (browser, person) in [(&boris, "boris"), (&anna, "anna")] {
        browser.open("/login?lang=en");
        browser.enter(person);
    }
    let deal = anna.attribute("section.today .about a", "href");
    boris.open(&deal);
    boris.run("window.stays = 'the same page'");
    anna.open(&format!("{deal}/edit"));
    anna.fill("textarea[name='f.need']", "Quiet fans");
    anna.press("Save");
    anna.says("//div[@class='said']", "The data are saved.");
    boris.says("//main//dd", "Quiet fans");
    assert_eq!(boris.run("return window.stays"), "the same page");
    // What he has begun to type is not taken from him; he is told.
    boris.open(&format!("{deal}/edit"));
    boris.fill("textarea[name='f.tactics']", "Wait");
    anna.open(&format!("{deal}/edit"));
    anna.fill("textarea[name='f.need']", "Very quiet fans");
    anna.press("Save");
    boris.says("//div[@class='changed']", "The deal has changed");
    assert_eq!(boris.value("textarea[name='f.tactics']"), "Wait");
    boris.press("Save");
    boris.says("//div[@role='alert']", "is now Very quiet fans");
    assert_eq!(boris.value("textarea[name='f.tactics']"), "Wait");
    boris.press("Save");
    boris.says("//div[@class='said']", "The data are saved.");
}
