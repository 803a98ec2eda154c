//! How people enter: by the letter that invites them, by their password, by the letter that helps who forgot it; and how a letter is answered
//! without entering.

use std::net::TcpListener;

use serde_json::json;

use super::driver::{Browser, Kind};
use crate::outside::Room;
use crate::outside::postbox::{Postbox, has_aiosmtpd};
use crate::outside::sale::deal;
use crate::outside::server::Server;

const FIRST: &str = "верблюд скоба батарея";
const SECOND: &str = "гамак облако семафор";
const SAVE: &str = "main button.primary";

/// A company that sends letters, and where they come to.
struct Company {
    server: Server,
    smtp: String,
    postbox: Postbox,
    url: String,
    _room: Room,
}

impl Company {
    fn new() -> Self {
        let room = Room::new();
        let letters = room.path().join("letters");
        std::fs::create_dir(&letters).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let postbox = Postbox::open(port, &letters);
        let smtp = format!("smtp://127.0.0.1:{port}");
        let server = Server::start(room.path(), &["--test-clock", "--smtp", &smtp]);
        let url = format!("http://{}", server.address);
        Self { server, smtp, postbox, url, _room: room }
    }
}

fn is_possible() -> bool {
    super::is_installed() && has_aiosmtpd()
}

fn choose(browser: &Browser, password: &str, again: &str) {
    browser.fill("#password", password);
    browser.fill("#again", again);
    browser.click(SAVE);
}

fn log_in(browser: &Browser, person: &str, password: &str) {
    browser.open("/login");
    browser.fill("#login", person);
    browser.fill("#password", password);
    browser.click(SAVE);
}

/// Whether somebody is logged in here.
fn is_in(browser: &Browser) -> bool {
    browser.open("/");
    browser.run("return document.querySelector('header .who') !== null").as_bool().unwrap()
}

/// What the pages say in one language, and who reads it.
struct Words {
    language: &'static str,
    person: &'static str,
    invited: &'static str,
    short: &'static str,
    forgotten: &'static str,
    mail: &'static str,
    new: &'static str,
    others: &'static str,
    ended: &'static str,
    over: &'static str,
}

const RUSSIAN: Words = Words {
    language: "ru",
    person: "anna",
    invited: "Придумайте пароль",
    short: "Не короче 10 знаков",
    forgotten: "Забыли пароль?",
    mail: "Проверьте почту",
    new: "Новый пароль",
    others: "других устройствах",
    ended: "Закончено: 1 сеанс.",
    over: "больше не действует",
};
const ENGLISH: Words = Words {
    language: "en",
    person: "boris",
    invited: "Choose a password",
    short: "At least 10 characters",
    forgotten: "Forgotten your password?",
    mail: "Look at your mail",
    new: "A new password",
    others: "everywhere else",
    ended: "1 session ended.",
    over: "works no more",
};

#[test]
fn a_newcomer_enters_by_his_letter_forgets_his_password_and_logs_out_everywhere() {
    if !is_possible() {
        return;
    }
    let company = Company::new();
    let at_home = Browser::new(Kind::WithoutScripts, &company.url);
    let browser = Browser::new(Kind::Desk, &company.url);
    for words in [RUSSIAN, ENGLISH] {
        browser.open(&format!("/login?lang={}", words.language));
        let invitation = is_invited(&company, &browser, &words);
        log_in(&at_home, words.person, FIRST);
        at_home.find("header .who");
        browser.leave();
        forgets(&company, &browser, &words);
        assert!(!is_in(&at_home), "with another password all earlier sessions end");
        log_in(&at_home, words.person, FIRST);
        at_home.find("[role=alert]");
        log_in(&at_home, words.person, SECOND);
        assert!(is_in(&at_home));
        browser.open("/settings/entering");
        browser.click(&format!("//button[contains(., '{}')]", words.others));
        browser.says("//div[@class='said']", words.ended);
        assert!(is_in(&browser) && !is_in(&at_home));
        browser.open(&invitation);
        browser.says("//h1", words.over);
        browser.open("/");
        browser.leave();
    }
}

/// The letter comes, and its link sets a password; the link.
fn is_invited(company: &Company, browser: &Browser, words: &Words) -> String {
    let invite = ["account", "invite", "--person", words.person, "--letter", "--smtp", &company.smtp];
    company.server.says(&[&invite[..], &["--base-url", &company.url]].concat());
    let invitation = company.postbox.link(words.person, "/password/");
    browser.open(&invitation);
    browser.says("//h1", words.invited);
    choose(browser, "short", "short");
    browser.says("//p[@class='error']", words.short);
    choose(browser, FIRST, FIRST);
    browser.find("header .who");
    invitation
}

fn forgets(company: &Company, browser: &Browser, words: &Words) {
    browser.press(words.forgotten);
    browser.fill("#login", &format!("{}@klimat.example", words.person));
    browser.click(SAVE);
    browser.says("//h1", words.mail);
    browser.open(&company.postbox.link(words.person, "/password/"));
    browser.says("//h1", words.new);
    choose(browser, SECOND, SECOND);
    browser.find("header .who");
}

#[test]
fn a_letter_is_answered_by_its_link_without_entering() {
    if !is_possible() {
        return;
    }
    let company = Company::new();
    company.server.client("vera").post("/test/clock", json!({"to": "2027-03-01T07:00:00Z"})).expect(200);
    let browser = Browser::new(Kind::WithoutScripts, &company.url);
    browser.open("/login?lang=ru");
    let start = json!({"process": "corporate_sales", "deal": deal(), "owner": "anna"});
    company.server.client("boris").post("/cases", start).expect(201);
    let link = company.postbox.link("anna", "/act/");
    browser.open(&link);
    browser.says("//h1", "Звонок");
    browser.says("//main", "Вы действуете как Анна Петрова");
    // A date that has passed: it is said at its field, and what was typed is still there.
    browser.run("document.querySelectorAll('form').forEach(form => { form.noValidate = true; })");
    browser.run("document.querySelector('#postpone-until').value = '2020-01-01T10:00'");
    browser.fill("#postpone-comment", "Секретарь просит завтра");
    browser.click("//form[.//*[@id='postpone-until']]//button");
    browser.find("#postpone-until[aria-invalid=true][aria-describedby=postpone-until-wrong]");
    browser.says("//*[@id='postpone-until-wrong']", "Нужен момент в будущем");
    assert_eq!(browser.value("#postpone-comment"), "Секретарь просит завтра");
    browser.fill("#complete-comment", "Секретарь просит завтра");
    browser.click("button[value=no_answer]");
    browser.says("//h1", "Готово: «Не дозвонились»");
    browser.open(&link);
    browser.says("//main", "Ссылка действовала один раз");
    browser.press("Открыть задачу");
    browser.find("section.login");
}
