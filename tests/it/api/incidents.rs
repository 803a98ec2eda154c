//! Incidents by the interface: who sees them, and how they are repaired.

use serde_json::json;

use super::harness::Server;
use crate::support::source;

/// A deal of anna's that stands at a call nobody configured.
async fn stuck() -> (Server, String) {
    let server = Server::start().await;
    server.engine.deploy(&source("tests/it/runtime/processes/turnkey.yaml"), None).await.unwrap();
    let start = json!({"process": "turnkey", "deal": {"title": "Office"}});
    let deal = server.post("anna", "/cases", start).await.is(201);
    (server, deal["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn an_administrator_sees_and_repairs_what_failed() {
    let (server, deal) = stuck().await;
    server.get("anna", "/incidents").await.is(403);
    let found = server.get("vera", "/incidents").await.is(200);
    let incident = &found["items"][0];
    assert_eq!((incident["case"].as_str(), incident["trouble"]["kind"].as_str()), (Some(deal.as_str()), Some("not_started")));
    assert_eq!(incident["trouble"]["process"], "works");
    let path = format!("/incidents/{}/close", incident["id"].as_str().unwrap());

    let why = server.get("anna", &format!("/cases/{deal}/why")).await.is(200);
    assert_eq!(why["waits"][0]["kind"], "call");
    server.post("anna", &path, json!({"comment": "Mine", "repair": "try_again"})).await.is(403);
    server.post("vera", &path, json!({"comment": "Done"})).await.is(409);
    server.post("vera", &path, json!({"comment": "Done", "repair": "mend"})).await.is(422);
    server.post("vera", &path, json!({"repair": "try_again"})).await.is(422);

    server.engine.deploy(&source("tests/it/runtime/processes/works.yaml"), None).await.unwrap();
    server.post("vera", &path, json!({"comment": "Deployed", "repair": "try_again"})).await.is(200);
    assert_eq!(server.get("vera", "/incidents").await.is(200)["items"], json!([]));
    let works = server.get("vera", "/cases?process=works").await.is(200);
    assert_eq!(works["items"][0]["parent"], deal.as_str());
    server.post("vera", &path, json!({"comment": "Again", "repair": "try_again"})).await.is(409);
}

#[tokio::test]
async fn what_failed_can_be_skipped() {
    let (server, deal) = stuck().await;
    let incident = server.get("vera", "/incidents").await.is(200)["items"][0]["id"].clone();
    let path = format!("/incidents/{}/close", incident.as_str().unwrap());
    server.post("vera", &path, json!({"comment": "By hand", "repair": "skip"})).await.is(200);
    let case = server.get("anna", &format!("/cases/{deal}")).await.is(200);
    assert_eq!(case["open_tasks"][0]["step"], "hand_over");
}
