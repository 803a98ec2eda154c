//! What travels compressed, and what must not: the length of a page tells what is on it.

use super::browser::{Browser, Shown, Site};

const PAGE: &str = "/deals/new";

async fn asked(browser: &mut Browser, path: &str, headers: &[(&'static str, &str)]) -> Shown {
    let gzip = ("accept-encoding", "gzip, deflate, br".to_owned());
    browser.headers = [gzip].into_iter().chain(headers.iter().map(|(name, value)| (*name, (*value).to_owned()))).collect();
    browser.get(path).await.is(200)
}

#[tokio::test]
async fn texts_travel_compressed_to_whoever_takes_them_so() {
    let site = Site::demo().await;
    let mut anna = site.as_("anna").await;
    let plain = anna.get(PAGE).await.is(200);
    assert_eq!(plain.header("content-encoding"), "");
    let style = plain.html.split("href=\"").find(|rest| rest.contains(".css\"")).and_then(|rest| rest.split('"').next()).unwrap();
    for path in [PAGE, style, "/login"] {
        for site in ["none", "same-origin"] {
            let packed = asked(&mut anna, path, &[("sec-fetch-site", site)]).await;
            assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("gzip", "accept-encoding"), "{path}");
        }
    }
    // Without encryption there is nothing to guess from a length.
    assert_eq!(asked(&mut anna, PAGE, &[]).await.header("content-encoding"), "gzip");
}

#[tokio::test]
async fn what_another_site_makes_a_browser_ask_for_does_not_tell_its_secrets_by_its_length() {
    let site = Site::demo().await;
    let mut anna = site.as_("anna").await;
    for other in ["cross-site", "same-site"] {
        assert_eq!(asked(&mut anna, PAGE, &[("sec-fetch-site", other)]).await.header("content-encoding"), "", "{other}");
    }
    let site = Site::with(site.house, "https://voronka.test", |app| app.demo = true);
    let mut anna = site.as_("anna").await;
    assert_eq!(asked(&mut anna, PAGE, &[]).await.header("content-encoding"), "", "a browser that does not say who made it ask");
    assert_eq!(asked(&mut site.stranger(), "/login", &[]).await.header("content-encoding"), "gzip", "there is no secret yet");
}
