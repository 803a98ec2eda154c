//! What somebody with a token tries: acts of others, steps that are not open, dates put off for ever, a token for less than all, two
//! hands at once. Each test carries the number of its row.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use voronka_core::access::Scope;

use super::harness::{Answer, Call, Server, id_of, task_of};
use super::rights::all_at_once;

async fn hand_to_dmitry(server: &Server, task: &str) {
    server.post("boris", &format!("/tasks/{task}/reassign"), json!({"to": "dmitry", "comment": "x"})).await.is(200);
}

#[tokio::test]
async fn s6_who_only_sees_a_task_does_not_complete_it_and_who_does_does_it_once() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let (case, task) = (id_of(&deal), id_of(task_of(&deal)));
    hand_to_dmitry(&server, task).await;
    let complete = format!("/tasks/{task}/complete");
    let body = || json!({"result": "interested", "data": {"need": "x"}});
    let before = server.traces(case).await;
    server.post("anna", &complete, body()).await.expect_problem(403, "forbidden");
    assert_eq!(server.traces(case).await, before);
    let keyed = |body: Value| server.call("dmitry", Call::new("POST", &complete).header("idempotency-key", "once").body(body));
    let first = keyed(body()).await.is(200);
    let after = server.traces(case).await;
    assert_eq!(keyed(body()).await.is(200), first, "the same key, the same answer");
    assert_eq!(keyed(json!({"result": "interested", "data": {"need": "y"}})).await.status.as_u16(), 422);
    for person in ["dmitry", "boris", "olga"] {
        assert_eq!(server.post(person, &complete, body()).await.status.as_u16(), 409, "{person}");
    }
    assert_eq!(server.traces(case).await, after);
}

#[tokio::test]
async fn s7_no_step_is_skipped_by_a_result_that_is_not_offered_or_a_task_that_is_not_open() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let (case, task) = (id_of(&deal), id_of(task_of(&deal)));
    let before = server.traces(case).await;
    for result in ["approved", "won", "done", "INTERESTED", "", "interested "] {
        let answer =
            server.post("anna", &format!("/tasks/{task}/complete"), json!({"result": result, "data": {"need": "x"}})).await;
        assert!([409, 422].contains(&answer.status.as_u16()), "{result}: {}", answer.text);
    }
    for other in ["2", "99", "0", "4294967296", "-1"] {
        let path = format!("/tasks/{case}-{other}/complete");
        let answer = server.post("anna", &path, json!({"result": "interested", "data": {"need": "x"}})).await;
        assert_eq!(answer.status.as_u16(), 404, "{other}: {}", answer.text);
    }
    // To a stage only as the process allows, and to an end only with what it asks.
    for (path, body) in [
        ("stage", json!({"stage": "nowhere", "comment": "x"})),
        ("finish", json!({"outcome": "lost", "comment": "x"})),
        ("finish", json!({"outcome": "nothing", "comment": "x"})),
        ("signals", json!({"name": "unknown"})),
    ] {
        let answer = server.post("anna", &format!("/cases/{case}/{path}"), body.clone()).await;
        assert!([409, 422].contains(&answer.status.as_u16()), "{path} {body}: {} {}", answer.status, answer.text);
    }
    assert_eq!(server.traces(case).await, before);
}

#[tokio::test]
async fn s8_who_has_a_task_puts_it_off_a_few_times_and_his_head_hears_of_each() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let task = id_of(task_of(&deal));
    let put_off = async |day: u32| {
        let body = json!({"due_at": format!("2026-12-{day:02}T09:00:00Z"), "reason": "Клиент просит"});
        server.post("anna", &format!("/tasks/{task}/reschedule"), body).await
    };
    for day in [10, 11, 14] {
        put_off(day).await.is(200);
    }
    let before = server.traces(id_of(&deal)).await;
    let refused = put_off(15).await;
    assert!(refused.status.is_client_error() && refused.text.contains("postponed_too_often"), "{}", refused.text);
    assert_eq!(server.traces(id_of(&deal)).await, before);
    let told = |history: &Value| history["items"].to_string().matches("task_rescheduled").count();
    assert_eq!(told(&before.1), 3, "each stands in the history: {}", before.1);
    server.engine.settle().await.unwrap();
    assert!(server.traces(id_of(&deal)).await.2 >= 3, "his head was written to");
    // Far beyond is refused too, and his head may.
    let far = json!({"due_at": "2028-12-15T09:00:00Z", "reason": "x"});
    assert!(server.post("anna", &format!("/tasks/{task}/reschedule"), far).await.status.is_client_error());
    let body = json!({"due_at": "2026-12-15T09:00:00Z", "reason": "x"});
    server.post("boris", &format!("/tasks/{task}/reschedule"), body).await.is(200);
}

/// What a call with this token is answered.
async fn with_token(server: &Server, token: &str, method: &str, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(format!("/api/v1{path}"));
    let request = request.header("authorization", format!("Bearer {token}")).header("content-type", "application/json");
    server.send(request.body(Body::from("{}")).unwrap()).await
}

#[tokio::test]
async fn s15_a_token_for_a_department_reads_its_deals_and_no_others() {
    let server = Server::start().await;
    let own = server.deal().await;
    let start = json!({"process": "sample", "deal": {"title": "Pharmacies"}});
    let other = server.post("rustam", "/cases", start).await.is(201);
    let narrow = async |person: &'static str, department: &'static str| {
        let scope = Scope::Department(department.into());
        (person, department, server.engine.create_token_for(&person.into(), "x", None, &scope).await.unwrap())
    };
    // Olga and Vera see both deals; each token only its part; and none widens what its person sees.
    for (token, sees_own, sees_other) in [
        (narrow("olga", "corporate").await, true, false),
        (narrow("olga", "regional").await, false, true),
        (narrow("olga", "sales").await, true, true),
        (narrow("vera", "corporate").await, true, false),
        (narrow("anna", "sales").await, true, false),
        (narrow("anna", "regional").await, false, false),
        (narrow("vera", "legal").await, false, false),
        (narrow("vera", "nowhere").await, false, false),
    ] {
        let (person, department, token) = token;
        let get = async |path: &str| with_token(&server, &token, "GET", path).await;
        for list in [
            "/cases",
            "/cases?owner=anna",
            "/cases?department=corporate",
            "/tasks",
            "/tasks?assignee=anna",
            "/cases?department=regional",
            "/tasks?department=sales",
        ] {
            let found = get(list).await.is(200).to_string();
            assert!(sees_own || !found.contains(id_of(&own)), "{person} {department} {list}");
            assert!(sees_other || !found.contains(id_of(&other)), "{person} {department} {list}");
        }
        assert_eq!(
            get("/cases").await.is(200)["items"].as_array().unwrap().len(),
            usize::from(sees_own) + usize::from(sees_other)
        );
        for (deal, sees) in [(&own, sees_own), (&other, sees_other)] {
            let (case, task) = (id_of(deal), id_of(task_of(deal)));
            let paths = [
                format!("/cases/{case}"),
                format!("/cases/{case}/history"),
                format!("/cases/{case}/why"),
                format!("/tasks/{task}"),
                format!("/tasks/{task}/why"),
            ];
            for path in paths {
                assert_eq!(get(&path).await.status.as_u16(), if sees { 200 } else { 404 }, "{person} {department} {path}");
            }
        }
        for beyond in ["/escalations", "/absences", "/incidents", "/me/letters", "/test/clock"] {
            get(beyond).await.expect_problem(403, "beyond_the_token");
        }
    }
}

#[tokio::test]
async fn s15_a_token_to_read_changes_nothing_and_opens_no_session() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let (case, task) = (id_of(&deal), id_of(task_of(&deal)));
    let before = server.traces(case).await;
    for scope in [Scope::Reading, Scope::Department("corporate".into())] {
        let token = server.engine.create_token_for(&"vera".into(), "x", None, &scope).await.unwrap();
        let document = super::document::document(&server).await;
        for (path, item) in document["paths"].as_object().unwrap() {
            let path = path.trim_start_matches("/api/v1").replace("{id}", if path.contains("tasks") { task } else { case });
            for method in item.as_object().unwrap().keys().filter(|method| *method != "get" && !path.starts_with("/health")) {
                let answer = with_token(&server, &token, &method.to_uppercase(), &path).await;
                answer.expect_problem(403, "beyond_the_token");
            }
        }
        with_token(&server, &token, "GET", &format!("/cases/{case}")).await.is(200);
        assert_eq!(server.engine.person_of_token(&token).await.unwrap(), None, "the pages would act with all rights");
        let login = Request::post("/login").header("content-type", "application/x-www-form-urlencoded");
        let refused = server.send(login.body(Body::from(format!("access={token}"))).unwrap()).await;
        assert!(refused.status.is_client_error() && refused.header("set-cookie").is_empty(), "{}", refused.status);
    }
    assert_eq!(server.traces(case).await, before);
}

/// A deal of Anna's at Pavel's visa; the visa.
async fn at_visa(server: &Server) -> (Value, String) {
    let deal = server.deal().await;
    let case = id_of(&deal);
    server
        .post(
            "anna",
            &format!("/tasks/{}/complete", id_of(task_of(&deal))),
            json!({"result": "interested", "data": {"need": "x"}}),
        )
        .await
        .is(200);
    let now = server.get("anna", &format!("/cases/{case}")).await.is(200);
    let body = json!({"result": "done", "data": {"contract": {"name": "contract.txt", "text": "x"}}});
    server.post("anna", &format!("/tasks/{}/complete", id_of(task_of(&now))), body).await.is(200);
    let now = server.get("anna", &format!("/cases/{case}")).await.is(200);
    let visa = id_of(task_of(&now)).to_owned();
    assert_eq!(task_of(&now)["assignee"], "pavel", "{now}");
    (now, visa)
}

#[tokio::test]
async fn s37_a_visa_is_given_once_whatever_comes_at_once() {
    let server = Server::start().await;
    let (deal, visa) = at_visa(&server).await;
    let path = format!("/tasks/{visa}/complete");
    let verdicts = ["approved", "rejected", "approved", "rework", "approved", "approved"];
    let calls = verdicts.map(|verdict| server.post("pavel", &path, json!({"result": verdict, "comment": "x"})));
    let mut answers: Vec<u16> = all_at_once(calls.into()).await.into_iter().map(|answer| answer.status.as_u16()).collect();
    answers.sort_unstable();
    assert_eq!(answers, [200, 409, 409, 409, 409, 409]);
    let history = server.get("vera", &format!("/cases/{}/history?limit=200", id_of(&deal))).await.is(200);
    let given =
        history["items"].as_array().unwrap().iter().filter(|entry| entry["event"] == "task_completed" && entry["by"] == "pavel");
    assert_eq!(given.count(), 1);
}

#[tokio::test]
async fn s37_whose_deal_it_is_approves_it_by_no_way_round() {
    let server = Server::start().await;
    let (deal, visa) = at_visa(&server).await;
    let approve = async |person: &str| {
        let answer = server.post(person, &format!("/tasks/{visa}/complete"), json!({"result": "approved"})).await;
        answer.status.as_u16()
    };
    let hand = async |by: &str, to: &str| {
        let answer = server.post(by, &format!("/tasks/{visa}/reassign"), json!({"to": to, "comment": "x"})).await;
        answer.status.as_u16()
    };
    // Not the owner, not the heads above him, not an administrator.
    for person in ["anna", "boris", "olga", "vera"] {
        assert_eq!(approve(person).await, 403, "{person}");
    }
    // Not by being given it, and not as the deputy of a deputy.
    assert_eq!(hand("pavel", "anna").await, 422);
    let away = |deputy: &str| json!({"person": "me", "from": "2026-12-07", "to": "2026-12-11", "deputy": deputy, "tasks": "all"});
    server.post("pavel", "/absences", away("dmitry")).await.is(201);
    server.post("dmitry", "/absences", away("anna")).await.is(201);
    server.engine.settle().await.unwrap();
    assert_eq!(approve("anna").await, 403);
    // Whoever approves is not the owner by then, whichever of two acts at once comes first.
    let case = id_of(&deal);
    let (owner, verdict) = (format!("/cases/{case}/owner"), format!("/tasks/{visa}/complete"));
    let calls = vec![
        server.post("boris", &owner, json!({"person": "pavel", "comment": "x"})),
        server.post("pavel", &verdict, json!({"result": "approved"})),
    ];
    all_at_once(calls).await;
    let history = server.get("vera", &format!("/cases/{case}/history?limit=200")).await.is(200);
    let events = history["items"].as_array().unwrap();
    let changed = events.iter().position(|entry| entry["event"] == "owner_changed");
    let approved = events.iter().position(|entry| entry["event"] == "task_completed" && entry["by"] == "pavel");
    assert!(changed.is_some(), "{history}");
    assert!(approved.is_none_or(|approved| Some(approved) < changed), "{history}");
}
