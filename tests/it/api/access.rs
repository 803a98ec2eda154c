//! Who may ask: nobody without a token, and what may not be seen does not exist.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use super::document::{calls, document};
use super::harness::{Call, Server, id_of, task_of};

/// What anybody may ask for, exactly.
const OPEN: [&str; 3] = ["/health/live", "/health/ready", "/metrics"];

fn bare(method: &str, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn s1_every_route_of_the_document_needs_a_token() {
    let server = Server::start().await;
    let all = calls(&document(&server).await);
    assert!(all.len() > 20);
    for (method, path) in all {
        let answer = server.send(bare(&method, &path)).await;
        if OPEN.contains(&path.as_str()) {
            answer.is(200);
        } else {
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{method} {path}");
            answer.expect_problem(401, "unauthenticated");
        }
    }
}

#[tokio::test]
async fn s1_misspelt_paths_need_a_token_too() {
    let server = Server::start().await;
    let paths = [
        "/api/v1/cases/",
        "/api/v1//cases",
        "/api/v1/%63ases",
        "/api/v1/cases%2e",
        "/api/v1/nothing",
        "/api",
        "/health/live/",
        "/health//live",
        "/metrics/",
        "/api/v1/openapi.json/x",
        "/health/%6cive",
        "/api/v1/test/clock",
    ];
    for path in paths {
        for method in ["GET", "HEAD", "OPTIONS", "POST", "DELETE", "TRACE"] {
            let answer = server.send(bare(method, path)).await;
            assert_eq!(answer.status.as_u16(), 401, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn only_a_true_token_is_taken() {
    let server = Server::start().await;
    let token = server.token("anna").to_owned();
    let table = [
        (format!("Bearer {token}"), 200),
        (format!("bearer {token}"), 200),
        (format!("Basic {token}"), 401),
        (token.clone(), 401),
        (format!("Bearer {token}x"), 401),
        ("Bearer ".to_owned(), 401),
    ];
    for (header, status) in table {
        let request = Request::get("/api/v1/cases").header("authorization", &header).body(Body::empty()).unwrap();
        assert_eq!(server.send(request).await.status.as_u16(), status, "{header}");
    }
}

#[tokio::test]
async fn a_session_cookie_opens_no_call_of_the_interface() {
    let server = Server::start().await;
    let session = server.engine.open_session(&"anna".into()).await.unwrap();
    let request = Request::get("/api/v1/cases").header("cookie", format!("voronka={session}")).body(Body::empty()).unwrap();
    server.send(request).await.expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn s3_what_one_may_not_see_is_answered_like_what_does_not_exist() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let (case, task) = (id_of(&deal).to_owned(), id_of(task_of(&deal)).to_owned());
    let missing = "0198c0de-0000-7000-8000-000000000000";
    let calls = |case: &str, task: &str| {
        vec![
            Call::new("GET", &format!("/cases/{case}")),
            Call::new("GET", &format!("/cases/{case}/history")),
            Call::new("GET", &format!("/cases/{case}/why")),
            Call::new("GET", &format!("/tasks/{task}")),
            Call::new("GET", &format!("/tasks/{task}/why")),
            Call::new("POST", &format!("/tasks/{task}/claim")).body(json!({})),
            Call::new("POST", &format!("/tasks/{task}/complete")).body(json!({"result": "interested"})),
            Call::new("POST", &format!("/cases/{case}/finish")).body(json!({"outcome": "lost", "comment": "x"})),
            Call::new("PATCH", &format!("/cases/{case}/data")).header("if-match", "\"1\"").body(json!({"need": "x"})),
        ]
    };
    let hidden = calls(&case, &task);
    let absent = calls(missing, &format!("{missing}-1"));
    for (hidden, absent) in hidden.into_iter().zip(absent) {
        let (hidden, absent) = (server.call("rustam", hidden).await, server.call("rustam", absent).await);
        assert_eq!(hidden.text, absent.text);
        hidden.expect_problem(404, "not_found");
    }
    assert_eq!(server.get("rustam", "/cases").await.is(200)["items"], json!([]));
    assert_eq!(server.get("rustam", "/tasks").await.is(200)["items"], json!([]));
    assert_eq!(server.get("anna", &format!("/cases/{case}")).await.is(200), deal);
}

#[tokio::test]
async fn heads_and_administrators_see_what_is_below_them() {
    let server = Server::start().await;
    let deal = server.deal().await;
    for (person, status) in [("anna", 200), ("boris", 200), ("olga", 200), ("vera", 200), ("dmitry", 404), ("svetlana", 404)] {
        let answer = server.get(person, &format!("/cases/{}", id_of(&deal))).await;
        assert_eq!(answer.status.as_u16(), status, "{person}");
    }
}

#[tokio::test]
async fn a_deputy_finds_in_lists_what_he_may_see() {
    let server = Server::start().await;
    let start = json!({"process": "sample", "deal": {"title": "Office"}, "owner": "yulia"});
    let deal = server.post("yulia", "/cases", start).await.is(201);
    let found = async || {
        let one = server.get("rustam", &format!("/cases/{}", id_of(&deal))).await.status.as_u16();
        let listed = server.get("rustam", "/cases").await.is(200)["items"].as_array().unwrap().len();
        let tasks = server.get("rustam", "/tasks").await.is(200)["items"].as_array().unwrap().len();
        (one, listed, tasks)
    };
    assert_eq!(found().await, (404, 0, 0));
    // Yulia is away from the fourteenth, and Rustam stands in for her.
    server.post("vera", "/test/clock", json!({"to": "2026-12-14T06:00:00Z"})).await.is(200);
    assert_eq!(found().await, (200, 1, 1));
}

#[tokio::test]
async fn only_administrators_move_the_clock_and_only_designers_deploy() {
    let server = Server::start().await;
    for (person, clock, deploy) in [("anna", 403, 403), ("maria", 403, 422), ("vera", 422, 422)] {
        let answer = server.post(person, "/test/clock", json!({"advance": "soon"})).await;
        assert_eq!(answer.status.as_u16(), clock, "{person} moves the clock: {}", answer.text);
        let request = Request::post("/api/v1/processes")
            .header("authorization", format!("Bearer {}", server.token(person)))
            .header("content-type", "application/yaml")
            .body(Body::from("process: x"))
            .unwrap();
        let answer = server.send(request).await;
        assert_eq!(answer.status.as_u16(), deploy, "{person} deploys: {}", answer.text);
    }
}

#[tokio::test]
async fn answers_keep_browsers_careful() {
    let server = Server::start().await;
    let answer = server.get("anna", "/cases").await;
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-request-id").len(), 16);
}
