//! Forms: cases that an earlier build kept, which knew less of them than their history does.

use serde_json::Value;
use voronka_core::{Actor, CaseId, Command, Start};
use voronka_definition::Source;

use crate::support::{Folder, House};

/// A task for whoever takes it first.
pub(super) const POOL: &str = "
process: pool
title: Общая задача
escalations: {alarm: [{when: overdue, notify: head_of(late)}]}
stages:
  only:
    title: Стадия
    steps:
      - task: take
        candidates: [person(anna), person(dmitry)]
        due: 1 business hour
        escalate: alarm
        results: {done: {finish: won}}
outcomes:
  won: {title: Победа, kind: won}
";

/// A case with an open task of several, late and known to the head; as of then.
async fn kept(folder: &Folder) -> voronka_core::Case {
    let house = House::on(&folder.url(), false).await;
    house.engine.deploy(&Source { file: "pool.yaml".into(), text: POOL.into() }, None).await.unwrap();
    let wanted = Start { process: "pool".into(), ..House::deal("Поставка") };
    let case = house.engine.start(wanted, "anna".into(), None).await.unwrap().case.id;
    house.until("2026-12-07T12:00:00Z").await;
    let escalation = *house.case(case).await.escalations.keys().next().unwrap();
    let known = Command::AcknowledgeEscalation { escalation, comment: None, until: None };
    house.engine.execute(case, known, Actor::Person("boris".into()), None).await.unwrap();
    let case = house.case(case).await.as_ref().clone();
    house.engine.shutdown().await;
    case
}

/// As the build kept it that knew neither who was a candidate before nor what was answered.
fn as_before(case: &voronka_core::Case) -> String {
    let mut state = serde_json::to_value(case).unwrap();
    let fields = state.as_object_mut().unwrap();
    assert!(fields.remove("form").is_some() && fields.remove("answered").is_some());
    for task in fields["tasks"].as_object_mut().unwrap().values_mut() {
        assert!(task.as_object_mut().unwrap().remove("trail").is_some_and(|trail: Value| trail["candidates"].is_array()));
    }
    state.to_string()
}

#[tokio::test]
async fn what_an_earlier_build_kept_is_sound_and_read_with_all_that_its_history_knows() {
    let folder = Folder::new();
    let case = kept(&folder).await;
    let id: CaseId = case.id;
    assert_eq!(folder.change("UPDATE cases SET state = $1", &[&as_before(&case)]).await, 1);

    let house = House::again(&folder.url(), false).await;
    house.is_sound().await;
    assert_eq!(*house.case(id).await, case);
    house.until("2026-12-07T13:00:00Z").await;
    house.engine.execute(id, Command::ClaimTask { task: 1 }, Actor::Person("dmitry".into()), None).await.unwrap();
    assert!(house.case(id).await.tasks[&1].trail.candidates.contains("anna"), "who was a candidate before is known");
    house.is_sound().await;
    house.engine.shutdown().await;
}

#[tokio::test]
async fn what_is_wrong_in_such_a_case_is_found_all_the_same() {
    let folder = Folder::new();
    let case = kept(&folder).await;
    let wrong = as_before(&case).replace("\"anna\"", "\"vera\"");
    folder.change("UPDATE cases SET state = $1", &[&wrong]).await;
    let house = House::again(&folder.url(), false).await;
    let findings = voronka_runtime::fsck(&house.store).await.unwrap();
    assert!(findings.iter().any(|finding| finding.code == "replay_differs"), "{findings:#?}");
}
