//! What calls do: keys, revisions, pages, filters, the clock, a case from its start to its end.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::harness::{Answer, Call, Server, id_of, task_of};

fn interested() -> Value {
    json!({"result": "interested", "data": {"need": "air", "size": "small"}})
}

async fn keyed(server: &Server, path: &str, key: &str, body: Value) -> Answer {
    server.call("anna", Call::new("POST", path).header("idempotency-key", key).body(body)).await
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_and_one_effect() {
    let server = Server::start().await;
    let start = json!({"process": "sample", "deal": {"title": "Office"}});
    let first = keyed(&server, "/cases", "k1", start.clone()).await.is(201);
    assert_eq!(keyed(&server, "/cases", "k1", start).await.is(201), first);
    assert_eq!(server.get("anna", "/cases").await.is(200)["items"].as_array().unwrap().len(), 1);

    let path = format!("/tasks/{}/complete", id_of(task_of(&first)));
    let done = keyed(&server, &path, "k2", interested()).await.is(200);
    assert_eq!(keyed(&server, &path, "k2", interested()).await.is(200), done);
    keyed(&server, &path, "k3", interested()).await.expect_problem(409, "task_not_open");

    let next = format!("/tasks/{}/comment", id_of(&done["created"][0]));
    server.post("anna", &next, json!({"text": "later"})).await.is(200);
    server.post("vera", "/test/clock", json!({"advance": "3 business days"})).await.is(200);
    assert_eq!(keyed(&server, &path, "k2", interested()).await.is(200), done, "time has passed and the answer stays");
}

#[tokio::test]
async fn a_key_belongs_to_one_call_of_one_person() {
    let server = Server::start().await;
    let start = |title: &str| json!({"process": "sample", "deal": {"title": title}});
    let first = keyed(&server, "/cases", "k", start("A")).await.is(201);
    keyed(&server, "/cases", "k", start("B")).await.expect_problem(422, "idempotency_key_reused");
    keyed(&server, "/tasks", "k", json!({"title": "x", "kind": "other", "assignee": "anna", "due_at": "2026-12-08T09:00:00Z"}))
        .await
        .expect_problem(422, "idempotency_key_reused");
    let other = Call::new("POST", "/cases").header("idempotency-key", "k").body(start("A"));
    assert_ne!(server.call("dmitry", other).await.is(201)["id"], first["id"]);
    keyed(&server, "/cases", &"k".repeat(201), start("A")).await.expect_problem(422, "bad_idempotency_key");
}

#[tokio::test]
async fn the_clock_and_deploying_remember_their_keys_too() {
    let server = Server::start().await;
    let walk = |by: &str| Call::new("POST", "/test/clock").header("idempotency-key", "w").body(json!({"advance": by}));
    let first = server.call("vera", walk("1 business day")).await.is(200);
    assert_eq!(server.call("vera", walk("1 business day")).await.is(200), first);
    assert_eq!(server.get("vera", "/test/clock").await.is(200)["now"], first["now"]);
    server.call("vera", walk("2 business days")).await.expect_problem(422, "idempotency_key_reused");

    let deploy = |title: &str| {
        let text = std::fs::read_to_string(crate::tidy::root().join("tests/it/api/sample.yaml")).unwrap();
        let request = Request::post("/api/v1/processes").header("authorization", format!("Bearer {}", server.token("maria")));
        let request = request.header("content-type", "application/yaml").header("idempotency-key", "d");
        request.body(Body::from(text.replace("en: Sample", &format!("en: {title}")))).unwrap()
    };
    let first = server.send(deploy("Specimen")).await.is(201);
    assert_eq!((&first["id"], &first["changed"], &first["errors"]), (&json!("sample"), &json!(true), &json!(0)));
    assert_eq!(server.send(deploy("Specimen")).await.is(201), first);
    server.send(deploy("Other")).await.expect_problem(422, "idempotency_key_reused");
}

#[tokio::test]
async fn data_are_corrected_against_the_revision_that_was_seen() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let path = format!("/cases/{}/data", id_of(&deal));
    let correct = |tag: Option<&str>| {
        let call = Call::new("PATCH", &path).body(json!({"need": "air", "amount": null}));
        match tag {
            Some(tag) => call.header("if-match", tag),
            None => call,
        }
    };
    server.call("anna", correct(None)).await.expect_problem(428, "if_match_missing");
    let current = format!("\"{}\"", deal["revision"]);
    for tag in ["\"0\"", "*", "W/\"1\"", "1", "\"x\""] {
        assert_eq!(server.call("anna", correct(Some(tag))).await.status.as_u16(), 412, "{tag}");
    }
    let answer = server.call("anna", correct(Some(&current))).await;
    let next = answer.header("etag").to_owned();
    assert_eq!(answer.is(200)["deal"], json!({"title": "Office", "need": "air"}));
    assert_ne!(next, current);
    server.call("anna", correct(Some(&current))).await.is(412);
}

#[tokio::test]
async fn lists_are_paged_without_gaps_or_repeats() {
    let server = Server::start().await;
    for _ in 0..5 {
        server.deal().await;
    }
    for list in ["/cases", "/tasks"] {
        let mut seen = Vec::new();
        let mut path = format!("{list}?limit=2");
        loop {
            let page = server.get("anna", &path).await.is(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| id_of(item).to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("{list}?limit=2&after={next}");
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5, "{list}");
    }
}

#[tokio::test]
async fn filters_cut_lists() {
    let server = Server::start().await;
    let deal = server.deal().await;
    server.post("dmitry", "/cases", json!({"process": "short_sale", "deal": {"title": "Small"}})).await.is(201);
    let table = [
        ("/cases", 2),
        ("/cases?process=sample", 1),
        ("/cases?stage=order", 1),
        ("/cases?status=finished", 0),
        ("/cases?owner=dmitry", 1),
        ("/cases?owner=me", 0),
        ("/cases?department=corporate", 2),
        ("/cases?department=sales", 2),
        ("/cases?department=regional", 0),
        ("/cases?overdue=true", 0),
        ("/tasks?assignee=anna", 1),
        ("/tasks?assignee=me", 0),
        ("/tasks?kind=call", 2),
        ("/tasks?kind=meeting", 0),
        ("/tasks?status=done", 0),
        ("/tasks?due_before=2026-12-08T00:00:00Z", 0),
        ("/tasks?due_after=2026-12-08T00:00:00Z", 2),
        ("/tasks?department=sales", 2),
    ];
    for (path, count) in table {
        let list = server.get("boris", path).await.is(200);
        assert_eq!(list["items"].as_array().unwrap().len(), count, "{path}");
    }
    let of_case = server.get("boris", &format!("/tasks?case={}", id_of(&deal))).await.is(200);
    assert_eq!(of_case["items"], json!([task_of(&deal)]));
}

#[tokio::test]
async fn a_late_task_is_escalated_and_acknowledged() {
    let server = Server::start().await;
    let deal = server.deal().await;
    server.post("vera", "/test/clock", json!({"to": "2026-12-08T07:00:00Z"})).await.is(200);
    let list = server.get("boris", "/escalations").await.is(200);
    let escalation = &list["items"][0];
    assert_eq!((&escalation["case"], &escalation["task"]), (&deal["id"], &task_of(&deal)["id"]));
    assert_eq!(
        (&escalation["to"], &escalation["rung"], &escalation["acknowledged_at"]),
        (&json!("boris"), &json!(1), &json!(null))
    );
    let path = format!("/escalations/{}/acknowledge", id_of(escalation));
    server.post("anna", &path, json!({})).await.is(403);
    let done = server.post("boris", &path, json!({"comment": "I know"})).await.is(200);
    assert_eq!((&done["id"], &done["acknowledged_at"]), (&escalation["id"], &json!("2026-12-08T07:00:00Z")));
    assert_eq!(server.get("boris", "/escalations").await.is(200)["items"][0]["acknowledged_at"], "2026-12-08T07:00:00Z");
    assert_eq!(server.get("boris", "/escalations?open=true").await.is(200)["items"], json!([]));
    assert_eq!(server.get("anna", "/tasks?overdue=true").await.is(200)["items"][0]["overdue"], true);
}

#[tokio::test]
async fn the_clock_never_goes_back() {
    let server = Server::start().await;
    let wrong = [
        json!({"to": "2026-12-06T06:00:00Z"}),
        json!({}),
        json!({"advance": "1 day", "to": "2026-12-10T06:00:00Z"}),
        json!({"advance": "-1 days"}),
    ];
    for body in wrong {
        let problem = server.post("vera", "/test/clock", body.clone()).await.expect_problem(422, "invalid_fields");
        assert_eq!(problem["fields"].as_array().unwrap().len(), 1, "{body}");
    }
    assert_eq!(server.get("anna", "/test/clock").await.is(200)["now"], crate::support::MORNING);
}

#[tokio::test]
async fn a_case_goes_from_its_start_to_its_end() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let complete = async |case: &Value, person: &str, body: Value| {
        server.post(person, &format!("/tasks/{}/complete", id_of(task_of(case))), body).await.is(200)
    };
    let done = complete(&deal, "anna", interested()).await;
    assert_eq!((&done["case"]["stage"], &done["created"][0]["step"]), (&json!("second"), &json!("prepare")));
    let contract = json!({"contract": {"name": "c.txt", "text": "v1"}});
    let done = complete(&done["case"], "anna", json!({"result": "done", "data": contract})).await;
    assert_eq!(done["created"][0]["kind"], "visa");
    let done = complete(&done["case"], "pavel", json!({"result": "approved"})).await;
    assert_eq!((&done["created"], &done["case"]["open_tasks"]), (&json!([]), &json!([])));
    let case = format!("/cases/{}", id_of(&deal));
    let why = server.call("anna", Call::new("GET", &format!("{case}/why")).header("accept-language", "en")).await.is(200);
    assert_eq!((&why["waits"][0]["kind"], &why["waits"][0]["step"]), (&json!("signal"), &json!("payment")));
    let text = why["waits"][0]["text"].as_str().unwrap();
    assert!(text.contains("the signal “The payment is in” has not come"), "{text}");
    let paid = server.post("anna", &format!("{case}/signals"), json!({"name": "paid"})).await.is(200);
    assert_eq!((&paid["status"], &paid["outcome"], &paid["stage"]), (&json!("finished"), &json!("won"), &json!(null)));
}

#[tokio::test]
async fn a_transfer_answers_both_cases() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let end = json!({"outcome": "transferred", "data": {"process": "short_sale"}, "comment": "a small order"});
    let ended = server.post("anna", &format!("/cases/{}/finish", id_of(&deal)), end).await.is(200);
    let (case, successor) = (&ended["case"], &ended["successor"]);
    assert_eq!((&case["status"], &case["successor"]), (&json!("finished"), &successor["id"]));
    assert_eq!((&successor["process"], &successor["continues"]), (&json!("short_sale"), &case["id"]));
    assert_eq!(successor["deal"]["title"], "Office");
}

#[tokio::test]
async fn a_case_is_skipped_given_away_and_lost() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let case = format!("/cases/{}", id_of(&deal));
    let skip = json!({"stage": "second", "data": {"need": "air"}, "comment": "known client"});
    assert_eq!(server.post("anna", &format!("{case}/stage"), skip).await.is(200)["stage"], "second");
    let give = json!({"person": "dmitry", "comment": "on leave"});
    let given = server.post("anna", &format!("{case}/owner"), give).await.is(200);
    assert_eq!((&given["owner"], &task_of(&given)["assignee"]), (&json!("dmitry"), &json!("dmitry")));
    let lose = |data: Value| json!({"outcome": "lost", "data": data, "comment": "went away"});
    let problem = server.post("dmitry", &format!("{case}/finish"), lose(json!({}))).await.is(422);
    assert_eq!(problem["fields"][0]["code"], "missing");
    let lost = server.post("dmitry", &format!("{case}/finish"), lose(json!({"reason": "price"}))).await.is(200);
    assert_eq!((&lost["case"]["outcome"], &lost["successor"]), (&json!("lost"), &json!(null)));
}

#[tokio::test]
async fn a_task_is_postponed_given_away_and_commented_on() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let task = format!("/tasks/{}", id_of(task_of(&deal)));
    let postpone = json!({"due_at": "2026-12-09T09:00:00Z", "reason": "the client asked"});
    let postponed = server.post("anna", &format!("{task}/reschedule"), postpone).await.is(200);
    assert_eq!(postponed["due_at"], "2026-12-09T09:00:00Z");
    let commented = server.post("boris", &format!("{task}/comment"), json!({"text": "go on"})).await.is(200);
    assert_eq!(commented["status"], "open");
    let given = server.post("boris", &format!("{task}/reassign"), json!({"to": "dmitry", "comment": "help"})).await.is(200);
    assert_eq!(given["assignee"], "dmitry");
    server.post("dmitry", &format!("{task}/complete"), interested()).await.is(200);
    server.post("anna", &format!("{task}/complete"), interested()).await.is(409);
}
