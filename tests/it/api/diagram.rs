//! The picture of a process over HTTP.

use super::harness::{Call, Server};

#[tokio::test]
async fn a_process_is_drawn_in_the_language_that_is_asked_for() {
    let server = Server::start().await;
    let path = "/processes/sample/diagram.svg";
    let english = server.call("anna", Call::new("GET", path).header("accept-language", "en")).await;
    assert_eq!(english.status, 200);
    assert_eq!(english.header("content-type"), "image/svg+xml; charset=utf-8");
    assert!(english.text.starts_with("<svg") && english.text.contains(">Sample</title>"), "{}", english.text);
    let russian = server.call("anna", Call::new("GET", path).header("accept-language", "ru")).await;
    assert!(russian.text.contains("lang=\"ru\"") && russian.text != english.text);
    let again = server.call("anna", Call::new("GET", path).header("accept-language", "en")).await;
    assert_eq!(again.text, english.text);
    let dark = server.get("anna", &format!("{path}?theme=dark")).await;
    assert!(dark.status == 200 && !dark.text.contains("prefers-color-scheme"));
}

#[tokio::test]
async fn what_does_not_exist_has_no_picture() {
    let server = Server::start().await;
    server.get("anna", "/processes/nothing/diagram.svg").await.is(404);
    server.get("anna", "/processes/errand/diagram.svg").await.is(404);
}
