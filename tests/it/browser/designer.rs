//! A designer's change, from typo to deployment, in the workshop's editor.

use serde_json::{Value as Json, json};

use super::demo::Demo;
use super::driver::{Browser, Kind};

/// What the editor is called on, whichever way it is drawn.
const CONTENT: &str = "document.querySelector('#editor').shadowRoot.querySelector('.cm-content')";
// Keys, as the standard numbers them.
const CONTROL: char = '\u{E009}';
const ENTER: char = '\u{E007}';
const BACKSPACE: char = '\u{E003}';
const ESCAPE: char = '\u{E00C}';
const SHIFT: char = '\u{E008}';
const END: char = '\u{E010}';
const HOME: char = '\u{E011}';

/// What the page says in each language.
struct Words {
    locale: &'static str,
    sound: &'static str,
    mistake: &'static str,
    before: &'static str,
    after: &'static str,
    deploy: &'static str,
    deployed: &'static str,
    holds: &'static str,
    fails: &'static str,
}

const RUSSIAN: Words = Words {
    locale: "ru",
    sound: "Замечаний нет",
    mistake: "1 ошибка",
    before: "4 рабочих часов",
    after: "6 рабочих часов",
    deploy: "Развернуть",
    deployed: "Развернуто: версия",
    holds: "все выполняются",
    fails: "не выполняется 1",
};
const ENGLISH: Words = Words {
    locale: "en",
    sound: "Nothing to remark",
    mistake: "1 error",
    before: "4 business hours",
    after: "6 business hours",
    deploy: "Deploy",
    deployed: "Deployed: version",
    holds: "all hold",
    fails: "1 fail",
};

#[test]
fn a_change_goes_from_typo_to_deployment_in_russian() {
    change_a_date(&RUSSIAN);
}

#[test]
fn a_change_goes_from_typo_to_deployment_in_english() {
    change_a_date(&ENGLISH);
}

fn change_a_date(words: &Words) {
    if !super::is_installed() {
        return;
    }
    let demo = Demo::start();
    let browser = Browser::new(Kind::Desk, &demo.url);
    browser.open(&format!("/login?lang={}", words.locale));
    browser.enter("maria");
    browser.click("nav a[href='/processes']");
    browser.click("a[href='/processes/short_sale/workshop']");
    browser.says("//*[@id='summary']", words.sound);
    assert!(is_styled(&browser), "the policy of the page lets the editor's styles through");

    browser.click("#play");
    browser.says("//*[@id='report']", words.holds);
    // The cursor goes to the line, and the picture follows.
    go_to(&browser, "due: 4 business hours");
    browser.find("//*[local-name()='rect'][@data-at='step invoice.send_invoice'][contains(@class, 'here')]");
    browser.keys(&format!("{BACKSPACE}{BACKSPACE}"));
    browser.says("//*[@id='summary']", words.mistake);
    browser.says("//*[@id='findings']//li", "due: 4 business hou");
    browser.find_in("#editor", ".cm-lintRange-error");
    // A click on the finding leads back to the line.
    go_to(&browser, "process: short_sale");
    browser.click("#findings a[data-line]");
    let line = "due: 4 business hou";
    assert!(active_line(&browser).contains(line), "{}", active_line(&browser));

    retype(&browser, "due: 6 business hours");
    browser.says("//*[@id='summary']", words.sound);
    browser.says("//*[@id='changes']", words.before);
    browser.says("//*[@id='changes']", words.after);
    // A scenario holds the old date.
    browser.click("#play");
    browser.says("//*[@id='report']", words.fails);

    // The picture leads to the text.
    browser.run(
        "document.querySelector('rect[data-at=\"step order.call\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))",
    );
    assert!(active_line(&browser).contains("- task: call"), "{}", active_line(&browser));

    browser.keys(&format!("{CONTROL}{ENTER}"));
    browser.says("//main", words.after);
    browser.press(words.deploy);
    browser.says("//div[@class='said']", words.deployed);
    browser.open("/processes/short_sale/workshop");
    browser.says("//*[@id='summary']", words.sound);
    assert!(text(&browser).contains("due: 6 business hours"));
    browser.open("/processes/corporate_sales/map");
    browser.says("//table[contains(@class, 'standing')]//tr[contains(@class, 'stage-row')]", "1");
}

/// Whether the sheets of the editor were taken.
fn is_styled(browser: &Browser) -> bool {
    let script = format!("return getComputedStyle({CONTENT}.closest('.cm-scroller')).display === 'flex'");
    browser.run(&script) == json!(true)
}

fn text(browser: &Browser) -> String {
    browser.value("#text")
}

/// Puts the cursor at the end of the first line with this text, by the search of the editor.
fn go_to(browser: &Browser, line: &str) {
    browser.run(&format!("{CONTENT}.focus()"));
    browser.keys(&format!("{CONTROL}f"));
    browser.find_in("#editor", "input[name=search]");
    browser.keys(&format!("{CONTROL}a"));
    browser.keys(&format!("{line}{ENTER}"));
    // Escape leaves the search; the end of the line drops what it has found.
    browser.keys(&ESCAPE.to_string());
    browser.keys(&END.to_string());
}

/// Writes the line of the cursor anew, its indentation kept.
fn retype(browser: &Browser, line: &str) {
    browser.keys(&END.to_string());
    browser.keys(&format!("{SHIFT}{HOME}"));
    browser.keys(line);
}

fn active_line(browser: &Browser) -> String {
    let found = browser.run("return document.querySelector('#editor').shadowRoot.querySelector('.cm-activeLine').textContent");
    found.as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_was_not_deployed_waits_in_the_browser() {
    if !super::is_installed() {
        return;
    }
    let demo = Demo::start();
    let browser = Browser::new(Kind::Desk, &demo.url);
    browser.open("/login?lang=en");
    browser.enter("maria");
    browser.open("/processes/short_sale/workshop");
    browser.says("//*[@id='summary']", "Nothing to remark");
    go_to(&browser, "due: 4 business hours");
    retype(&browser, "due: 7 business hours");
    browser.says("//*[@id='changes']", "7 business hours");
    browser.run("window.addEventListener('beforeunload', event => event.stopImmediatePropagation(), true)");
    browser.open("/processes/short_sale");
    browser.open("/processes/short_sale/workshop");
    browser.says("//p[@class='draft']", "a draft that was not deployed");
    assert!(text(&browser).contains("due: 4 business hours"));
    browser.press("Restore the draft");
    browser.says("//*[@id='changes']", "7 business hours");
    let nothing_but_ours: Json = browser.run("return document.querySelectorAll('style, [style]').length");
    assert_eq!(nothing_but_ours, json!(0), "the policy lets no inline style through, and none is wanted");
}
