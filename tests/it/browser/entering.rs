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

#[test]
fn a_newcomer_enters_by_his_letter_forgets_his_password_and_logs_out_everywhere() {
    if !is_possible() {
        return;
    }
    let company = Company::new();
    let at_home = Browser::new(Kind::WithoutScripts, &company.url);
    let browser = Browser::new(Kind::Desk, &company.url);
    let words = [
        (
            "ru",
            "anna",
            "Придумайте пароль",
            "Не короче 10 знаков",
            "Забыли пароль?",
            "Проверьте почту",
            "Новый пароль",
            "других устройствах",
            "Закончено: 1 сеанс.",
            "больше не действует",
        ),
        (
            "en",
            "boris",
            "Choose a password",
            "At least 10 characters",
            "Forgotten your password?",
            "Look at your mail",
            "A new password",
            "everywhere else",
            "1 session ended.",
            "works no more",
        ),
    ];
    for (language, person, choose_one, short, forgotten, mail, new, others, ended, over) in words {
        browser.open(&format!("/login?lang={language}"));
        company.server.says(&[
            "account",
            "invite",
            "--person",
            person,
            "--letter",
            "--smtp",
            &company.smtp,
            "--base-url",
            &company.url,
        ]);
        let invitation = company.postbox.link(person, "/password/");
        browser.open(&invitation);
        browser.says("//h1", choose_one);
        choose(&browser, "short", "short");
        browser.says("//p[@class='error']", short);
        choose(&browser, FIRST, FIRST);
        browser.find("header .who");
        log_in(&at_home, person, FIRST);
        at_home.find("header .who");
        browser.leave();

        browser.press(forgotten);
        browser.fill("#login", &format!("{person}@klimat.example"));
        browser.click(SAVE);
        browser.says("//h1", mail);
        browser.open(&company.postbox.link(person, "/password/"));
        browser.says("//h1", new);
        choose(&browser, SECOND, SECOND);
        browser.find("header .who");
        assert!(!is_in(&at_home), "with another password all earlier sessions end");
        log_in(&at_home, person, FIRST);
        at_home.find("[role=alert]");

        log_in(&at_home, person, SECOND);
        assert!(is_in(&at_home));
        browser.open("/settings/entering");
        browser.click(&format!("//button[contains(., '{others}')]"));
        browser.says("//div[@class='said']", ended);
        assert!(is_in(&browser) && !is_in(&at_home));
        browser.open(&invitation);
        browser.says("//h1", over);
        browser.open("/");
        browser.leave();
    }
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
