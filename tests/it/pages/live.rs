//! The stream of hints: who hears of what, how many listen, and when a stream ends.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};

use super::browser::Site;

/// Longer than a stream may outlive its session.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a stream says next; nothing once it has ended.
async fn next(body: &mut Body) -> Option<String> {
    let frame = tokio::time::timeout(PATIENCE, poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)));
    let frame = frame.await.expect("in time")?;
    Some(String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap())
}

#[tokio::test]
async fn s2_a_change_is_heard_by_those_who_may_see_it() {
    let site = Site::demo().await;
    let (mut anna, mut rustam) = (site.as_("anna").await.listen("/live").await, site.as_("rustam").await.listen("/live").await);
    let strange = site.house.open("anna").await;
    let own = site.house.open("rustam").await;
    let heard = [next(&mut anna).await.unwrap(), next(&mut anna).await.unwrap()];
    let revision = site.house.case(strange).await.revision;
    assert_eq!(heard[0], format!("event: deal\ndata: {{\"id\":\"{strange}\",\"revision\":{revision}}}\n\n"));
    assert_eq!(heard[1], "event: tasks\ndata: {}\n\n");
    // What he may not see is no hint to him; his own deal is the first he hears of.
    assert!(next(&mut rustam).await.unwrap().contains(&own.to_string()));
}

#[tokio::test]
async fn s2_a_page_of_a_deal_hears_at_once_which_revision_there_is() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let revision = site.house.case(deal).await.revision;
    let mut anna = site.as_("anna").await.listen(&format!("/live?deal={deal}")).await;
    assert!(next(&mut anna).await.unwrap().contains(&format!("\"revision\":{revision}")));
    // Of a deal that he may not see he hears nothing: the first hint is of another.
    let mut rustam = site.as_("rustam").await.listen(&format!("/live?deal={deal}")).await;
    let own = site.house.open("rustam").await;
    assert!(next(&mut rustam).await.unwrap().contains(&own.to_string()));
}

#[tokio::test]
async fn s36_nobody_has_more_streams_than_he_can_look_at() {
    let site = Site::demo().await;
    let mut browser = site.as_("anna").await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(browser.listen("/live").await);
    }
    let refused = browser.get("/live").await.is(429);
    assert_eq!(refused.header("retry-after"), "30");
    streams.push(site.as_("boris").await.listen("/live").await);
    assert_eq!(streams.len(), 9, "others have their own");
}

#[tokio::test]
async fn s9_a_stream_ends_when_its_session_does() {
    let site = Site::demo().await;
    let mut browser = site.as_("anna").await;
    let mut stream = browser.listen("/live").await;
    let page = browser.get("/").await;
    browser.submit(&page, "/logout", "", &[]).await.leads_to("/login");
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test]
async fn who_has_not_logged_in_hears_nothing() {
    let site = Site::demo().await;
    site.stranger().get("/live").await.leads_to("/login?next=/live");
}
