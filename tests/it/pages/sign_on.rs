//! Entering by an identity provider, as far as it is ours: who began it ends it, once, and is somebody who works here. What a provider's
//! answer must hold is tried with a real one (`tests/sign_on/run`).

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use voronka_definition::Text;
use voronka_runtime::{Begun, SignOn, SignOnError, Vouched};

use super::browser::{Browser, Site};
use crate::support::House;

/// A provider that vouches as it is told, for each code once.
struct Told {
    title: Text,
    vouched: Mutex<Result<Vouched, SignOnError>>,
    codes: Mutex<Vec<String>>,
    begun: Mutex<u32>,
}

#[async_trait]
impl SignOn for Told {
    fn title(&self) -> &Text {
        &self.title
    }

    async fn begin(&self) -> Result<(String, Begun), SignOnError> {
        let mut begun = self.begun.lock().unwrap();
        *begun += 1;
        let state = format!("state-{begun}");
        let url = format!("https://id.example/auth?state={state}");
        Ok((url, Begun { state, nonce: "n".to_owned(), verifier: "v".to_owned() }))
    }

    async fn finish(&self, code: &str, issuer: Option<&str>, _begun: &Begun) -> Result<Vouched, SignOnError> {
        let mut codes = self.codes.lock().unwrap();
        if codes.contains(&code.to_owned()) || issuer.is_some_and(|issuer| issuer != "https://id.example") {
            return Err(SignOnError::Refused("invalid_grant".to_owned()));
        }
        codes.push(code.to_owned());
        self.vouched.lock().unwrap().clone()
    }
}

async fn site(vouched: Result<Vouched, SignOnError>) -> Site {
    let told = Told {
        title: Text::both("Войти через Климат ID", "Log in with Klimat ID"),
        vouched: Mutex::new(vouched),
        codes: Mutex::default(),
        begun: Mutex::default(),
    };
    Site::with(House::new().await, "https://voronka.test", |app| app.entering.sign_on = Some(Arc::new(told)))
}

fn email(address: &str) -> Result<Vouched, SignOnError> {
    Ok(Vouched::Email(address.to_owned()))
}

/// Goes to the provider; the state with which it leads back.
async fn begun(browser: &mut Browser, next: &str) -> String {
    let answer = browser.get(&format!("/login/sso?next={next}")).await;
    assert_eq!(answer.status.as_u16(), 303);
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-voronka-sso=") && cookie.contains("Secure") && cookie.contains("HttpOnly"), "{cookie}");
    answer.header("location").split("state=").nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn whoever_the_provider_vouches_for_enters_and_goes_where_he_wanted() {
    let site = site(email("Anna@klimat.example")).await;
    let mut browser = site.stranger();
    browser.get("/login?next=/deals").await.says("Войти через Климат ID").says("href=\"/login/sso?next=/deals\"");
    let state = begun(&mut browser, "/deals").await;
    browser.get(&format!("/login/sso/back?code=c1&state={state}&iss=https://id.example")).await.leads_to("/deals");
    browser.get("/").await.is(200).says("Анна Петрова");
}

#[tokio::test]
async fn s14_nobody_comes_into_being_by_logging_in() {
    for vouched in [
        email("stranger@klimat.example"),
        email("anna"),
        Ok(Vouched::Person("nobody".to_owned())),
        Err(SignOnError::Refused("the address is not verified".to_owned())),
    ] {
        let site = site(vouched).await;
        let mut browser = site.stranger();
        let state = begun(&mut browser, "/").await;
        let page = browser.get(&format!("/login/sso/back?code=c1&state={state}")).await.is(403).says("не подтвердил");
        assert!(!page.header("set-cookie").contains("__Host-voronka="));
        browser.get("/").await.leads_to("/login");
    }
}

#[tokio::test]
async fn s14_an_answer_is_taken_in_the_browser_that_asked_and_once() {
    let site = site(email("anna@klimat.example")).await;
    let mut browser = site.stranger();
    let state = begun(&mut browser, "/").await;
    let kept = browser.cookies.clone();
    let back = format!("/login/sso/back?code=c1&state={state}");
    // The victim of somebody else's login; a state that was not asked for; no code; an error; another issuer.
    site.stranger().get(&back).await.is(403).says("Вход не завершен");
    for wrong in ["code=c1&state=state-9", "code=c1", "code=c1&state=", "state=state-1", "error=access_denied&state=state-1"] {
        browser.cookies = kept.clone();
        browser.get(&format!("/login/sso/back?{wrong}")).await.is(403);
    }
    browser.cookies = kept.clone();
    browser.get(&format!("{back}&iss=https://evil.example")).await.is(403);
    browser.cookies = kept.clone();
    browser.get(&back).await.leads_to("/");
    // The same answer again, even with what the browser had kept.
    let mut thief = site.stranger();
    thief.cookies = kept;
    thief.get(&back).await.is(403);
    thief.get("/").await.leads_to("/login");
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_way() {
    let site = Site::serving().await;
    site.stranger().get("/login").await.lacks("/login/sso");
    site.stranger().get("/login/sso").await.is(404);
    site.stranger().get("/login/sso/back?code=c&state=s").await.is(404);
}
