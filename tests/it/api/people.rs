//! Absences and leaving by the interface: who may, what is wrong with what, what happens to whose tasks.

use serde_json::{Value, json};

use super::harness::{Call, Server, fields_of, id_of, task_of};

fn absence(person: &str, deputy: Option<&str>, from: &str, to: &str) -> Value {
    json!({"person": person, "from": from, "to": to, "deputy": deputy})
}

#[tokio::test]
async fn an_absence_is_entered_seen_and_ended() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let task = format!("/tasks/{}", id_of(task_of(&deal)));
    let body = absence("me", Some("dmitry"), "2026-12-08", "2026-12-11");
    let call = || Call::new("POST", "/absences").header("idempotency-key", "holiday").body(body.clone());
    let answer = server.call("anna", call()).await;
    let location = answer.header("location").to_owned();
    let entered = answer.is(201);
    assert_eq!((entered["person"].as_str(), entered["tasks"].as_str()), (Some("anna"), Some("all")));
    assert_eq!(entered["report"][0]["to"], "dmitry");
    assert_eq!(location, format!("/api/v1/absences/{}", id_of(&entered)));
    let again = server.call("anna", call()).await.is(201);
    assert_eq!(again["id"], entered["id"], "the same key, the same answer, one effect");
    let other = Call::new("POST", "/absences").header("idempotency-key", "holiday").body(json!({"person": "me"}));
    server.call("anna", other).await.is(422);

    let listed = server.get("rustam", "/absences?person=anna").await.is(200);
    assert_eq!(listed["items"][0]["entered_by"], "anna");
    let all = server.get("rustam", "/absences?limit=1").await.is(200);
    assert_eq!((all["items"].as_array().map(Vec::len), all["next"].as_str()), (Some(1), Some("1")));
    let rest = server.get("rustam", "/absences?after=1").await.is(200);
    assert!(rest["items"].as_array().unwrap().iter().all(|one| one["id"].is_null()), "those of the file: {rest}");

    server.post("vera", "/test/clock", json!({"to": "2026-12-08T06:00:00Z"})).await.is(200);
    let handed = server.get("dmitry", &task).await.is(200);
    assert_eq!((handed["assignee"].as_str(), handed["instead_of"].as_str()), (Some("dmitry"), Some("anna")));
    let one = format!("/absences/{}", id_of(&entered));
    server.get("yulia", &one).await.is(403);
    server.call("dmitry", Call::new("DELETE", &one)).await.is(403);
    server.call("boris", Call::new("DELETE", &one)).await.is(204);
    server.engine.settle().await.unwrap();
    assert_eq!(server.get("anna", &task).await.is(200)["assignee"], "anna");
    server.call("boris", Call::new("DELETE", &one)).await.is(404);
}

#[tokio::test]
async fn every_wrong_field_of_an_absence_is_named() {
    let server = Server::start().await;
    server.post("vera", "/absences", absence("dmitry", Some("anna"), "2026-12-08", "2026-12-11")).await.is(201);
    server.post("vera", "/absences", absence("svetlana", None, "2026-12-08", "2026-12-11")).await.is(201);
    let table: &[(Value, &[(&str, &str)])] = &[
        (
            absence("anna", Some("dmitry"), "2026-12-01", "2026-11-30"),
            &[("from", "in_the_past"), ("to", "in_the_past"), ("to", "range_reversed")],
        ),
        (absence("dmitry", None, "2026-12-11", "2026-12-12"), &[("from", "absences_overlap")]),
        (absence("anna", Some("dmitry"), "2026-12-11", "2026-12-20"), &[("deputy", "deputy_chain_returns")]),
        (absence("boris", Some("svetlana"), "2026-12-01", "2026-12-08"), &[("from", "in_the_past"), ("deputy", "deputy_away")]),
        (absence("anna", Some("anna"), "2026-12-08", "2026-12-09"), &[("deputy", "own_deputy")]),
        (absence("anna", Some("nobody"), "2026-12-08", "2026-12-09"), &[("deputy", "unknown_person")]),
        (absence("anna", None, "2026-12-08", "2036-12-09"), &[("to", "too_long")]),
        (
            json!({"person": "anna", "from": "2026-12-08", "to": "2026-12-09", "deputy": "boris", "tasks": "none"}),
            &[("deputy", "idle_deputy")],
        ),
        (
            json!({"person": "anna", "from": "8.12.2026", "tasks": "some"}),
            &[("from", "wrong_type"), ("to", "missing"), ("tasks", "wrong_type")],
        ),
    ];
    for (body, expected) in table {
        let problem = server.post("vera", "/absences", body.clone()).await.is(422);
        let found = fields_of(&problem);
        let found: Vec<_> = found.iter().map(|(field, code)| (field.as_str(), code.as_str())).collect();
        assert_eq!(found, *expected, "{body}");
    }
    let mine = absence("anna", None, "2026-12-08", "2026-12-09");
    for (who, status) in [("dmitry", 403), ("svetlana", 403), ("boris", 201)] {
        server.post(who, "/absences", mine.clone()).await.is(status);
    }
    server.post("vera", "/absences", absence("ghost", None, "2026-12-08", "2026-12-09")).await.is(404);
}

#[tokio::test]
async fn a_preview_of_an_absence_enters_nothing() {
    let server = Server::start().await;
    server.deal().await;
    let mut body = absence("anna", None, "2026-12-07", "2026-12-20");
    body["preview"] = json!(true);
    let report = server.post("anna", "/absences", body).await.is(200);
    assert!(report["id"].is_null());
    assert_eq!((report["report"][0]["falls_due"].as_bool(), report["report"][0]["to"].as_str()), (Some(true), None));
    assert_eq!(server.get("anna", "/absences?person=me").await.is(200)["items"], json!([]));
}

#[tokio::test]
async fn the_last_head_who_is_there_is_warned_before_he_goes_or_leaves() {
    let server = Server::start().await;
    let boris = absence("boris", None, "2026-12-07", "2026-12-20");
    let first = server.post("vera", "/absences", boris).await.is(201);
    assert_eq!(first["warnings"], json!([]), "Olga is there");
    let mut olga = absence("olga", None, "2026-12-10", "2026-12-11");
    olga["preview"] = json!(true);
    let warned = server.post("olga", "/absences", olga).await.is(200);
    let warning = warned["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("С 10 декабря 2026 на месте не будет ни одного руководителя"), "{warning}");
    let leaves = server.post("vera", "/people/olga/leave", json!({"preview": true})).await.is(200);
    let warning = leaves["warnings"][0].as_str().unwrap();
    assert!(warning.contains("О ней узнают только администраторы"), "{warning}");
    let heir = server.post("vera", "/people/olga/leave", json!({"preview": true, "to": "ivan"})).await.is(200);
    assert_eq!(heir["warnings"], json!([]), "Ivan is the last resort then");
}

#[tokio::test]
async fn who_leaves_hands_everything_over_and_is_nobody_afterwards() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let (case, task) = (format!("/cases/{}", id_of(&deal)), format!("/tasks/{}", id_of(task_of(&deal))));
    server.post("vera", "/absences", absence("dmitry", Some("anna"), "2026-12-20", "2026-12-25")).await.is(201);
    let leave = |preview: bool| json!({"to": "dmitry", "preview": preview});
    for (who, status) in [("anna", 403), ("dmitry", 403), ("svetlana", 403)] {
        server.post(who, "/people/anna/leave", leave(true)).await.is(status);
    }
    let preview = server.post("boris", "/people/anna/leave", leave(true)).await.is(200);
    assert_eq!(preview["closed"], false);
    let kinds: Vec<_> =
        preview["handed"].as_array().unwrap().iter().map(|one| (one["kind"].clone(), one["to"].clone())).collect();
    let expected = [(json!("deputy"), json!([])), (json!("deal"), json!(["dmitry"])), (json!("task"), json!(["dmitry"]))];
    assert_eq!(kinds, expected, "nobody is his own deputy");
    assert_eq!(server.get("anna", &task).await.is(200)["assignee"], "anna", "a preview does nothing");

    let done = server.post("boris", "/people/anna/leave", leave(false)).await.is(200);
    assert_eq!((done["closed"].as_bool(), &done["handed"]), (Some(true), &preview["handed"]));
    server.get("anna", "/tasks").await.is(401);
    server.engine.settle().await.unwrap();
    assert_eq!(server.get("dmitry", &task).await.is(200)["assignee"], "dmitry");
    assert_eq!(server.get("dmitry", &case).await.is(200)["owner"], "dmitry");
    server.post("boris", "/people/anna/leave", leave(false)).await.expect_problem(409, "account_closed");

    // Nothing is assigned to who left.
    let hand = json!({"title": "Call", "kind": "call", "assignee": "anna", "due_at": "2026-12-20T09:00:00Z"});
    server.post("dmitry", "/tasks", hand).await.is(422);
    server.post("dmitry", &format!("{task}/reassign"), json!({"to": "anna", "comment": "Take it"})).await.is(422);
    server.post("dmitry", &format!("{case}/owner"), json!({"person": "anna", "comment": "Take it"})).await.is(422);
    server.post("dmitry", "/absences", absence("me", Some("anna"), "2026-12-28", "2026-12-29")).await.is(422);
}

#[tokio::test]
async fn a_head_who_leaves_names_who_heads_afterwards() {
    let server = Server::start().await;
    let heirs = json!({"to": "dmitry", "departments": {"corporate": "anna"}, "processes": {"nothing": "ghost"}, "directions": {"ventilation": "anna"}});
    let problem = server.post("olga", "/people/boris/leave", heirs).await.is(422);
    let expected = [
        ("processes.nothing", "unknown_process"),
        ("processes.nothing", "unknown_person"),
        ("directions.ventilation", "not_headed"),
    ];
    let expected: Vec<_> = expected.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect();
    assert_eq!(fields_of(&problem), expected);
    let heirs = json!({"to": "dmitry", "departments": {"corporate": "anna"}});
    let done = server.post("olga", "/people/boris/leave", heirs).await.is(200);
    assert_eq!(done["handed"][0]["kind"], "department");
    let world = server.engine.world();
    assert_eq!(world.organisation.departments["corporate"].head, Some("anna".into()));
    server.post("maria", "/people/vera/leave", json!({})).await.is(403);
    server.post("vera", "/people/vera/leave", json!({})).await.is(403);
}
