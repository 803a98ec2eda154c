//! Local accounts: passwords, links that set them, sessions; and what attackers try with them.

use std::time::Duration;

use voronka_core::world::Heirs;
use voronka_runtime::{EntranceFilter, Origin, PageRequest, Purpose};

use super::browser::{Browser, Site};
use crate::support::{Folder, House};

const PASSWORD: &str = "верблюд скоба батарея";

impl Site {
    /// A link that sets somebody's password.
    async fn invite(&self, person: &str) -> String {
        let made = self.engine().make_link(&person.into(), Purpose::Invitation, None).await;
        format!("/password/{}", made.unwrap().0)
    }

    /// Somebody who has set his password, in the browser in which he did.
    async fn with_password(&self, person: &str, password: &str) -> Browser {
        let link = self.invite(person).await;
        let mut browser = self.stranger();
        browser.post(&link, &[("password", password), ("again", password)]).await.leads_to("/");
        browser
    }

    /// What the audit says of somebody, oldest first.
    async fn audit(&self, person: &str) -> Vec<String> {
        let filter = EntranceFilter { person: Some(person.into()), event: None };
        let mut found = self.engine().reads().entrances(&filter, &PageRequest::default()).await.unwrap().items;
        found.reverse();
        found.into_iter().map(|record| format!("{} {}", record.what.event, record.what.detail.unwrap_or_default())).collect()
    }
}

async fn log_in(browser: &mut Browser, login: &str, password: &str) -> u16 {
    browser.post("/login", &[("login", login), ("password", password)]).await.status.as_u16()
}

#[tokio::test]
async fn an_invitation_sets_a_password_once_and_enters() {
    let site = Site::serving().await;
    let link = site.invite("anna").await;
    let mut browser = site.stranger();
    let page = browser.get(&link).await.is(200).says("Придумайте пароль").says("Анна Петрова").says("<strong>anna</strong>");
    browser.submit(&page, &link, "", &[("password", PASSWORD), ("again", PASSWORD)]).await.leads_to("/");
    browser.get("/").await.is(200).says("Анна Петрова");
    for _ in 0..2 {
        site.stranger().get(&link).await.is(410).says("Ссылка больше не действует");
    }
    let again = [("password", "другой надежный пароль"), ("again", "другой надежный пароль")];
    site.stranger().post(&link, &again).await.is(410);
    for login in ["anna", "anna@klimat.example", " ANNA@klimat.example "] {
        assert_eq!(log_in(&mut site.stranger(), login, PASSWORD).await, 303, "{login}");
    }
    let seen = site.audit("anna").await;
    assert_eq!(seen[..3], ["link_made invitation", "password_set invitation", "login password"]);
}

#[tokio::test]
async fn a_weak_password_is_told_beside_its_field_and_keeps_the_link() {
    let site = Site::serving().await;
    let link = site.invite("anna").await;
    let mut browser = site.stranger();
    let table = [
        ("короткий", "короткий", "Не короче 10 знаков"),
        ("password12345678", "password12345678", "легко угадать"),
        ("Петрова2026", "Петрова2026", "почти только ваше имя"),
        (PASSWORD, "верблюд", "Пароли не совпадают"),
    ];
    for (password, again, told) in table {
        let page = browser.post(&link, &[("password", password), ("again", again)]).await.is(422).says(told);
        assert!(!page.html.contains(password), "what was typed is not sent back");
    }
    browser.post(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.leads_to("/");
}

#[tokio::test]
async fn s11_nobody_learns_who_has_an_account() {
    let site = Site::serving().await;
    site.with_password("anna", PASSWORD).await;
    let mut pages = Vec::new();
    // One with a password, one without, one who is not here.
    for login in ["anna", "boris", "nobody"] {
        let sent = [("login", login), ("password", "wrong password")];
        let page = site.stranger().post("/login", &sent).await.is(403).says("Логин или пароль не подходят");
        pages.push(page.html.replace(login, "LOGIN"));
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    let mut pages = Vec::new();
    for login in ["anna", "boris", "nobody"] {
        pages.push(site.stranger().post("/login/forgotten", &[("login", login)]).await.is(200).html);
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
}

#[tokio::test]
async fn s11_passwords_are_tried_a_few_times_only() {
    let site = Site::serving().await;
    site.with_password("anna", PASSWORD).await;
    let from = |last: u8| {
        let mut browser = site.stranger();
        browser.from = Some([198, 51, 100, last]);
        browser
    };
    let mut thief = from(1);
    let mut answers = Vec::new();
    for guess in 0..10 {
        answers.push(log_in(&mut thief, "anna", &format!("guess {guess}")).await);
    }
    assert_eq!(answers, [403, 403, 403, 403, 403, 403, 403, 403, 429, 429]);
    // The right one is not looked at any more from there, and a header makes no other place.
    thief.headers = vec![("x-forwarded-for", "203.0.113.9".to_owned())];
    let told = thief.post("/login", &[("login", "anna"), ("password", PASSWORD)]).await.is(429);
    told.says("Слишком много попыток. Попробуйте снова через 15 минут.");
    assert_eq!(log_in(&mut from(2), "anna", PASSWORD).await, 303);
    let refusals = site.audit("anna").await.into_iter().filter(|line| line.starts_with("login_refused password")).count();
    assert_eq!(refusals, 8);
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_letter() {
    let site = Site::serving().await;
    let mut elsewhere = site.with_password("anna", PASSWORD).await;
    let page = site.stranger().get("/login").await.is(200).says("Забыли пароль?");
    assert!(page.html.contains("href=\"/login/forgotten\""));
    site.stranger().post("/login/forgotten", &[("login", "anna@klimat.example")]).await.is(200).says("Проверьте почту");
    let letter = async {
        while site.house.courier.link_to("anna").is_none() {
            tokio::task::yield_now().await;
            site.engine().post_links().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(20), letter).await.unwrap();
    let link = format!("/password/{}", site.house.courier.link_to("anna").unwrap());
    site.stranger().get(&link).await.is(200).says("Новый пароль");
    elsewhere.get("/").await.is(200);
    let new = [("password", "другой надежный пароль"), ("again", "другой надежный пароль")];
    site.stranger().post(&link, &new).await.leads_to("/");
    elsewhere.get("/").await.leads_to("/login");
    assert_eq!(log_in(&mut site.stranger(), "anna", PASSWORD).await, 403);
    assert_eq!(log_in(&mut site.stranger(), "anna", new[0].1).await, 303);
}

#[tokio::test]
async fn changing_the_password_ends_every_other_session() {
    let site = Site::serving().await;
    let mut here = site.with_password("anna", PASSWORD).await;
    let mut there = site.stranger();
    assert_eq!(log_in(&mut there, "anna", PASSWORD).await, 303);
    let page = here.get("/settings/entering").await.is(200).says("Где вы вошли").says("Выйти на всех других");
    let new = [("password", "другой надежный пароль"), ("again", "другой надежный пароль")];
    let wrong = [&[("present", "wrong")], &new[..]].concat();
    here.submit(&page, "/settings/password", "", &wrong).await.is(422).says("Это не нынешний пароль");
    there.get("/").await.is(200);
    let right = [&[("present", PASSWORD)], &new[..]].concat();
    here.submit(&page, "/settings/password", "", &right).await.leads_to("/settings/entering");
    there.get("/").await.leads_to("/login");
    here.get("/settings/entering").await.is(200).says("Пароль сменен");
}

#[tokio::test]
async fn one_logs_out_everywhere_else() {
    let site = Site::serving().await;
    let mut here = site.with_password("anna", PASSWORD).await;
    here.headers = vec![("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".to_owned())];
    let mut others = [site.stranger(), site.stranger()];
    for other in &mut others {
        other.headers = vec![("user-agent", "Mozilla/5.0 (iPhone) Safari/605".to_owned())];
        assert_eq!(log_in(other, "anna", PASSWORD).await, 303);
    }
    let page = here.get("/settings/entering").await.says("Safari, iPhone");
    here.submit(&page, "/settings/sessions/end", "", &[]).await.leads_to("/settings/entering");
    here.get("/settings/entering").await.says("Закончено: 2 сеанса").lacks("iPhone");
    for other in &mut others {
        other.get("/").await.leads_to("/login");
    }
}

#[tokio::test]
async fn s12_a_login_begins_a_session_of_its_own_in_a_guarded_cookie() {
    let house = House::new().await;
    let site = Site::with(house, "https://voronka.test", |_| ());
    site.with_password("anna", PASSWORD).await;
    let mut browser = site.stranger();
    // Somebody else's session, and one that an attacker made up, are not taken over.
    let planted = site.engine().open_session(&"dmitry".into()).await.unwrap();
    browser.cookies.insert("__Host-voronka".to_owned(), planted.clone());
    let page = browser.post("/login", &[("login", "anna"), ("password", PASSWORD)]).await;
    let cookie = page.header("set-cookie").to_owned();
    for flag in ["__Host-voronka=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(flag), "{flag}: {cookie}");
    }
    assert!(!cookie.contains("Domain") && !cookie.contains(&planted));
    browser.get("/").await.is(200).says("Анна Петрова");
    assert_eq!(site.engine().person_of_session(&planted).await.unwrap(), None, "the planted session has ended");
    let mut plain = site.stranger();
    plain.cookies.insert("voronka".to_owned(), browser.cookies["__Host-voronka"].clone());
    plain.get("/").await.leads_to("/login");
}

#[tokio::test]
async fn s12_a_session_ends_unused_and_in_the_end_anyhow() {
    let folder = Folder::new();
    let site = Site::with(House::on(&folder.url(), false).await, "http://voronka.test", |_| ());
    let mut browser = site.with_password("anna", PASSWORD).await;
    browser.get("/").await.is(200);
    let back = |statement, text: String| {
        let folder = &folder;
        async move { folder.change(statement, &[&text]).await }
    };
    let ago = |hours| {
        let at = site.engine().wall_now() - chrono::TimeDelta::hours(hours);
        at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
    };
    assert_eq!(back("UPDATE sessions SET seen_at = $1", ago(23)).await, 1);
    browser.get("/").await.is(200);
    assert_eq!(back("UPDATE sessions SET seen_at = $1", ago(25)).await, 1);
    browser.get("/").await.leads_to("/login");
    assert_eq!(log_in(&mut browser, "anna", PASSWORD).await, 303);
    browser.get("/").await.is(200);
    back("UPDATE sessions SET expires_at = $1", ago(0)).await;
    browser.get("/").await.leads_to("/login");
    let link = site.invite("dmitry").await;
    back("UPDATE account_links SET expires_at = $1", ago(0)).await;
    browser.get(&link).await.is(410);
}

#[tokio::test]
async fn s9_whoever_left_enters_by_nothing_that_he_still_holds() {
    let site = Site::serving().await;
    let deal = voronka_core::Start { owner: Some("anna".into()), ..House::deal("Вентиляция склада") };
    site.engine().start(deal, "boris".into(), None).await.unwrap();
    site.engine().settle().await.unwrap();
    let act = format!("/act/{}", site.house.courier.link_to("anna").unwrap());
    let mut browser = site.with_password("anna", PASSWORD).await;
    let token = site.engine().create_token(&"anna".into(), "phone", None).await.unwrap();
    let feed = format!("/calendar/{}.ics", site.engine().open_feed(&"anna".into()).await.unwrap());
    let link = site.invite("anna").await;
    let mut api = site.stranger();
    api.headers = vec![("authorization", format!("Bearer {token}"))];
    let origin = Origin::default();
    for path in ["/", &act, &feed, &link] {
        browser.get(path).await.is(200);
    }
    api.get("/api/v1/tasks").await.is(200);
    let to = Heirs { to: Some("dmitry".into()), ..Heirs::default() };
    site.engine().leave(&"anna".into(), to, &"vera".into()).await.unwrap();
    browser.get("/").await.leads_to("/login");
    browser.get(&act).await.is(404);
    browser.post(&act, &[("do", "complete"), ("result", "no_answer")]).await.is(404);
    browser.get(&feed).await.is(404);
    browser.get(&link).await.is(410);
    api.get("/api/v1/tasks").await.is(401);
    assert_eq!(log_in(&mut site.stranger(), "anna", PASSWORD).await, 403);
    site.engine().send_link(&"anna".into(), Purpose::Reset, None, &origin).await.unwrap();
    let before = site.house.courier.link_to("anna");
    site.engine().post_links().await.unwrap();
    assert_eq!(site.house.courier.link_to("anna"), before, "no letter goes to who left");
}

#[tokio::test]
async fn s13_forms_of_other_sites_are_refused_where_nobody_has_logged_in_yet() {
    let site = Site::serving().await;
    let link = site.invite("anna").await;
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")] {
        let mut evil = site.stranger();
        evil.headers = vec![(name, value.to_owned())];
        for path in ["/login", "/login/forgotten", &link, "/act/x"] {
            evil.post(path, &[("login", "anna"), ("password", PASSWORD), ("again", PASSWORD)]).await.is(403);
        }
    }
    site.stranger().get(&link).await.is(200);
}

#[tokio::test]
async fn without_passwords_or_letters_nothing_leads_there() {
    let house = House::new().await;
    let site = Site::with(house, "http://voronka.test", |app| app.entering.passwords = false);
    site.stranger().get("/login").await.is(200).lacks("name=\"password\"").says("name=\"access\"");
    site.stranger().get("/login/forgotten").await.is(404);
    site.stranger().get(&site.invite("anna").await).await.is(404);
    let site = Site::with(House::new().await, "http://voronka.test", |app| app.entering.letters = false);
    site.stranger().get("/login").await.is(200).lacks("Забыли пароль?");
    site.stranger().post("/login/forgotten", &[("login", "anna")]).await.is(404);
}
