//! Who may do what: every call of the interface, by everybody who could try. What is expected here is the policy of `docs/rights.md`.
//!
//! In a row: `+` the rules let him through, `x` he sees it and may not (403), `-` it does not exist for him (404).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::document::document;
use super::harness::{Call, Server, id_of, task_of};

/// The owner; a colleague of his department; his head; the head above; a manager and the head of another department; an
/// administrator; a designer.
const PEOPLE: [&str; 8] = ["anna", "dmitry", "boris", "olga", "rustam", "svetlana", "vera", "maria"];
/// Calls on a deal of Anna's, or on its task: who may.
const ON_A_DEAL: [(&str, &str, &str); 17] = [
    ("GET", "/cases/{id}", "+-++--+-"),
    ("GET", "/cases/{id}/history", "+-++--+-"),
    ("GET", "/cases/{id}/why", "+-++--+-"),
    ("POST", "/cases/{id}/comment", "+-++--+-"),
    ("PATCH", "/cases/{id}/data", "+-++--+-"),
    ("POST", "/cases/{id}/finish", "+-++--+-"),
    ("POST", "/cases/{id}/owner", "+-++--+-"),
    ("POST", "/cases/{id}/signals", "+-++--+-"),
    ("POST", "/cases/{id}/stage", "+-++--+-"),
    ("GET", "/tasks/{id}", "+-++--+-"),
    ("GET", "/tasks/{id}/why", "+-++--+-"),
    ("POST", "/tasks/{id}/claim", "+-++--+-"),
    ("POST", "/tasks/{id}/comment", "+-++--+-"),
    ("POST", "/tasks/{id}/complete", "+-++--x-"),
    ("POST", "/tasks/{id}/reassign", "+-++--+-"),
    ("POST", "/tasks/{id}/reschedule", "+-++--x-"),
    // The ladder has told the head alone.
    ("POST", "/escalations/{id}/acknowledge", "x-+x--x-"),
];
/// Other calls, each with a body that is right: who may. Rustam's absence and Rustam's leaving.
const BESIDES: [(&str, &str, &str); 4] = [
    ("POST", "/absences", "xxx++++x"),
    ("POST", "/people/{id}/leave", "xxx+x++x"),
    ("POST", "/processes", "xxxxxx++"),
    ("POST", "/test/clock", "xxxxxx+x"),
];
/// Calls that are everybody's, and tell each only what he may see.
const OF_EVERYBODY: [&str; 16] = [
    "GET /absences",
    "GET /cases",
    "POST /cases",
    "GET /escalations",
    "GET /incidents",
    "DELETE /me/calendar",
    "PUT /me/calendar",
    "GET /me/letters",
    "PUT /me/letters",
    "GET /processes",
    "GET /processes/{id}/diagram.svg",
    "GET /tasks",
    "POST /tasks",
    "GET /test/clock",
    "GET /health/live",
    "GET /health/ready",
];
/// Calls on an absence or an incident, which have tests of their own.
const ELSEWHERE: [&str; 5] =
    ["GET /absences/{id}", "DELETE /absences/{id}", "POST /absences/{id}/end", "POST /incidents/{id}/close", "GET /metrics"];

fn body(method: &str, path: &str) -> Option<Value> {
    Some(match (method, path) {
        ("PATCH", _) => json!({"need": "x"}),
        (_, "/cases/{id}/finish") => json!({"outcome": "lost", "data": {"reason": "x"}, "comment": "x"}),
        (_, "/cases/{id}/comment") => json!({"text": "x"}),
        (_, "/cases/{id}/owner") => json!({"person": "dmitry", "comment": "x"}),
        (_, "/cases/{id}/signals") => json!({"name": "paid"}),
        (_, "/cases/{id}/stage") => json!({"stage": "second", "data": {"need": "x"}, "comment": "x"}),
        (_, "/tasks/{id}/claim") => json!({}),
        (_, "/tasks/{id}/comment") => json!({"text": "x"}),
        (_, "/tasks/{id}/complete") => json!({"result": "interested", "data": {"need": "x"}}),
        (_, "/tasks/{id}/reassign") => json!({"to": "dmitry", "comment": "x"}),
        (_, "/tasks/{id}/reschedule") => json!({"due_at": "2026-12-09T09:00:00Z", "reason": "x"}),
        (_, "/escalations/{id}/acknowledge") => json!({"comment": "x"}),
        ("POST", "/absences") => json!({"person": "rustam", "from": "2027-02-08", "to": "2027-02-09", "preview": true}),
        ("POST", "/people/{id}/leave") => json!({"preview": true}),
        ("POST", "/test/clock") => json!({"advance": "soon"}),
        _ => return None,
    })
}

/// What the rules say to this person: `+`, `x` or `-`.
async fn asked(server: &Server, person: &str, method: &'static str, path: &str, id: &str) -> char {
    let mut call = Call::new(method, &path.replace("{id}", id));
    if method == "PATCH" {
        call = call.header("if-match", "\"1\"");
    }
    if let Some(body) = body(method, path) {
        call = call.body(body);
    }
    match server.call(person, call).await.status.as_u16() {
        403 => 'x',
        404 => '-',
        _ => '+',
    }
}

#[tokio::test]
async fn s2_every_call_of_the_document_has_its_row() {
    let server = Server::start().await;
    let document = document(&server).await;
    let mut found = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.trim_start_matches("/api/v1");
        found.extend(item.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let rows = ON_A_DEAL.iter().chain(&BESIDES).map(|(method, path, _)| format!("{method} {path}"));
    let rows: BTreeSet<String> = rows.chain(OF_EVERYBODY.iter().chain(&ELSEWHERE).map(ToString::to_string)).collect();
    assert_eq!(found, rows);
}

#[tokio::test]
async fn s2_s4_who_may_do_what_with_a_deal_and_a_refusal_writes_nothing() {
    let server = Server::start().await;
    for (method, path, expected) in ON_A_DEAL.into_iter().filter(|(_, path, _)| !path.starts_with("/escalations")) {
        let mut found = String::new();
        for person in PEOPLE {
            let deal = server.deal().await;
            let id = if path.starts_with("/cases") { id_of(&deal) } else { id_of(task_of(&deal)) };
            let before = server.traces(id_of(&deal)).await;
            let answer = asked(&server, person, method, path, id).await;
            found.push(answer);
            if answer != '+' {
                assert_eq!(server.traces(id_of(&deal)).await, before, "{person} {method} {path}");
            }
        }
        assert_eq!(found, expected, "{method} {path} for {PEOPLE:?}");
    }
}

#[tokio::test]
async fn s2_who_was_told_answers_an_escalation_and_nobody_else() {
    let server = Server::start().await;
    let deal = server.deal().await;
    server.post("vera", "/test/clock", json!({"to": "2026-12-08T08:00:00Z"})).await.is(200);
    let told = server.get("boris", "/escalations").await.is(200)["items"][0].clone();
    let (method, path, expected) = ON_A_DEAL[15];
    let mut found = String::new();
    // The head answers last: his answer is the one that counts.
    for person in PEOPLE {
        found.push(if person == "boris" { '+' } else { asked(&server, person, method, path, id_of(&told)).await });
    }
    assert_eq!(asked(&server, "boris", method, path, id_of(&told)).await, '+', "{deal}");
    assert_eq!(found, expected);
}

#[tokio::test]
async fn s2_who_may_do_what_besides() {
    let server = Server::start().await;
    for (method, path, expected) in BESIDES {
        let mut found = String::new();
        for person in PEOPLE {
            if path == "/processes" {
                let request = axum::http::Request::post("/api/v1/processes")
                    .header("authorization", format!("Bearer {}", server.token(person)))
                    .header("content-type", "application/yaml")
                    .body(axum::body::Body::from("process: x"));
                let status = server.send(request.unwrap()).await.status.as_u16();
                found.push(if status == 403 { 'x' } else { '+' });
                continue;
            }
            found.push(asked(&server, person, method, path, "rustam").await);
        }
        assert_eq!(found, expected, "{method} {path} for {PEOPLE:?}");
    }
}

#[tokio::test]
async fn s2_lists_hold_what_one_may_see_and_no_filter_widens_them() {
    let server = Server::start().await;
    server.deal().await;
    for (person, count) in [("anna", 1), ("boris", 1), ("olga", 1), ("vera", 1), ("dmitry", 0), ("rustam", 0), ("maria", 0)] {
        for path in [
            "/cases",
            "/cases?owner=anna",
            "/cases?department=corporate",
            "/tasks",
            "/tasks?assignee=anna",
            "/tasks?department=corporate",
        ] {
            let found = server.get(person, path).await.is(200);
            assert_eq!(found["items"].as_array().unwrap().len(), count, "{person} {path}");
        }
    }
}

#[tokio::test]
async fn s5_no_field_is_taken_that_is_not_asked_for() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let (case, task) = (id_of(&deal), id_of(task_of(&deal)));
    let before = server.traces(case).await;
    let complete = format!("/tasks/{task}/complete");
    let table = [
        (complete.clone(), json!({"result": "interested", "data": {"need": "x"}, "assignee": "dmitry"})),
        (complete.clone(), json!({"result": "interested", "data": {"need": "x", "due_at": "2027-01-01T00:00:00Z"}})),
        (complete.clone(), json!({"result": "interested", "data": {"need": "x", "version": "1", "role": "administrator"}})),
        (format!("/tasks/{task}/reassign"), json!({"to": "dmitry", "comment": "x", "by": "boris"})),
        (format!("/cases/{case}/owner"), json!({"person": "dmitry", "comment": "x", "launcher": "dmitry"})),
        (
            "/tasks".to_owned(),
            json!({"title": "x", "kind": "other", "assignee": "anna", "due_at": "2026-12-08T09:00:00Z", "by_hand": false}),
        ),
    ];
    for (path, body) in table {
        let answer = server.post("anna", &path, body).await;
        assert_eq!(answer.status.as_u16(), 422, "{path}: {}", answer.text);
    }
    let patch = Call::new("PATCH", &format!("/cases/{case}/data")).header("if-match", "\"1\"");
    let answer = server.call("anna", patch.body(json!({"need": "x", "owner": "dmitry"}))).await;
    assert!([412, 422].contains(&answer.status.as_u16()), "{}", answer.text);
    assert_eq!(server.traces(case).await, before);
}

#[tokio::test]
async fn s10_who_is_moved_to_another_department_takes_what_is_seen_of_him_along() {
    let server = Server::start().await;
    let path = format!("/cases/{}", id_of(&server.deal().await));
    let status = async |person: &str| server.get(person, &path).await.status.as_u16();
    assert_eq!((status("boris").await, status("svetlana").await), (200, 404));
    let text = crate::support::source("processes/demo/organisation.yaml");
    let anna = "email: anna@klimat.example, department: corporate";
    assert!(text.text.contains(anna));
    let moved =
        voronka_definition::Source { text: text.text.replace(anna, "email: anna@klimat.example, department: regional"), ..text };
    server.engine.load_organisation(&moved, &[crate::support::source("processes/calendars/ru.yaml")]).await.unwrap();
    assert_eq!((status("boris").await, status("svetlana").await, status("anna").await), (404, 200, 200));
}

#[tokio::test]
async fn s35_what_is_typed_into_a_filter_is_a_value_and_nothing_else() {
    let server = Server::start().await;
    server.deal().await;
    let hostile =
        ["'", "%27%20OR%201%3D1--", "%22%3B%20DROP%20TABLE%20cases%3B--", "%25", "x%27)%20UNION%20SELECT%201--", "$.x", "%00"];
    for value in hostile {
        for path in [
            "/cases?owner=",
            "/cases?stage=",
            "/cases?process=",
            "/cases?department=",
            "/cases?after=",
            "/tasks?assignee=",
            "/tasks?kind=",
            "/tasks?case=",
            "/tasks?after=",
        ] {
            let answer = server.get("anna", &format!("{path}{value}")).await;
            let status = answer.status.as_u16();
            assert!(status == 422 || status == 200 && answer.body["items"] == json!([]), "{path}{value}: {}", answer.text);
            assert!(!answer.text.to_lowercase().contains("sql"), "{}", answer.text);
        }
    }
    assert_eq!(server.get("anna", "/cases").await.is(200)["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn s36_what_is_too_much_is_refused() {
    let server = Server::start().await;
    let long = "x".repeat(15 * 1024 * 1024);
    server.post("anna", "/cases", json!({"process": "sample", "deal": {"title": long}})).await.is(413);
    let task = server.deal().await;
    let path = format!("/tasks/{}/comment", id_of(task_of(&task)));
    server.post("anna", &path, json!({"text": "x".repeat(3 * 1024 * 1024)})).await.is(413);
    for limit in ["1000000000", "99999999999999999999", "0", "-1"] {
        let answer = server.get("anna", &format!("/cases?limit={limit}")).await;
        let count = answer.body["items"].as_array().map_or(0, Vec::len);
        assert!(answer.status.as_u16() == 422 || count <= 200, "{limit}: {}", answer.text);
    }
    let many = "stage=a&".repeat(5_000);
    let answer = server.get("anna", &format!("/cases?{many}")).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
}

#[tokio::test]
async fn s37_of_many_who_complete_a_task_at_once_one_does() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let path = format!("/tasks/{}/complete", id_of(task_of(&deal)));
    let calls: Vec<_> = ["anna", "boris", "olga", "anna", "boris", "olga"]
        .into_iter()
        .map(|person| server.post(person, &path, json!({"result": "interested", "data": {"need": "x"}})))
        .collect();
    let mut answers: Vec<u16> = all_at_once(calls).await.into_iter().map(|answer| answer.status.as_u16()).collect();
    answers.sort_unstable();
    assert_eq!(answers, [200, 409, 409, 409, 409, 409]);
}

/// Polls all of them in turn until each is done.
pub async fn all_at_once<T>(calls: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = calls.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|call| match call.as_mut().poll(context) {
            std::task::Poll::Ready(value) => {
                done.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

#[tokio::test]
async fn s38_no_link_is_made_of_what_a_request_calls_us() {
    let server = Server::start().await;
    let request = axum::http::Request::put("/api/v1/me/calendar")
        .header("authorization", format!("Bearer {}", server.token("anna")))
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .body(axum::body::Body::empty());
    let answer = server.send(request.unwrap()).await.is(200);
    assert!(answer["url"].as_str().unwrap().starts_with("http://voronka.test/calendar/"), "{answer}");
}
