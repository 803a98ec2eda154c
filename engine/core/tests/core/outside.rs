//! Cases that start cases: their ids, their end, and processes that would start one another without end.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;
use voronka_core::case::{Case, Parent, TokenState, Trouble};
use voronka_core::{CaseId, Decision, Event, Setting, Start, World};

use crate::house::house;
use crate::play::{at, input, person};

fn begun(world: &Arc<World>) -> Decision {
    let process = world.processes["trial"].clone();
    let fresh: CaseId = "01900000-0000-7000-8000-000000000001".parse().unwrap();
    let setting = Setting { world, now: at("2026-03-02 10:00"), by: person("anna"), fresh };
    let deal = input(json!({"title": "Проба"}));
    let start = Start { process: process.id.clone(), deal, stage: None, owner: None, continues: None };
    voronka_core::start(&process, fresh, &start, &setting).unwrap()
}

fn all(decision: &Decision) -> Vec<&Decision> {
    let others = decision.started.iter().chain(decision.successor.as_deref());
    std::iter::once(decision).chain(others.flat_map(all)).collect()
}

#[test]
fn processes_that_start_one_another_without_end_are_stopped() {
    let world = house(
        "stages:\n  one:\n    title: Раз\n    steps:\n      - start: again\n        process: trial\n      - start: once_more\n        process: trial\n      - task: look\n        results: {done: {finish: won}}\n",
        |_| (),
    );
    let decision = begun(&world);
    let cases = all(&decision);
    assert!(cases.len() <= 1_001, "{}", cases.len());
    let ids: BTreeSet<_> = cases.iter().map(|decision| decision.case.id).collect();
    assert_eq!(ids.len(), cases.len(), "no two have the same id");
    assert!(ids.iter().all(|id| id.0.get_version_num() == 7));
    let deepest = cases.iter().find(|decision| decision.started.is_empty()).unwrap();
    assert!(deepest.case.incidents.values().all(|incident| matches!(incident.trouble, Trouble::NotStarted { .. })));
    for decision in cases {
        assert_eq!(Case::replay(&decision.events).as_ref(), Some(&decision.case));
    }
}

#[test]
fn a_case_that_ends_at_once_tells_its_parent() {
    let mut world = World::clone(&house(
        "stages:\n  one:\n    title: Раз\n    steps:\n      - start: child\n        process: quick\n        wait: true\n      - task: look\n        results: {done: {finish: won}}\n",
        |_| (),
    ));
    let quick = "process: quick\ntitle: Быстрый\nstages:\n  one:\n    title: Раз\n    steps:\n      - finish: lost\noutcomes:\n  lost: {title: Проигрыш, kind: lost}\n";
    let source = voronka_definition::Source { file: "quick.yaml".into(), text: quick.into() };
    let quick = voronka_definition::compile(&source).unwrap_or_else(|findings| panic!("{findings:#?}")).value;
    world.processes.insert(quick.id.clone(), Arc::new(quick));
    let decision = begun(&Arc::new(world));
    let child = &decision.started[0];
    assert_eq!(child.case.parent, Some(Parent { case: decision.case.id, token: Some(1) }));
    let told = child
        .events
        .iter()
        .any(|recorded| matches!(&recorded.event, Event::ParentTold { parent, token: 1, .. } if *parent == decision.case.id));
    assert!(told && !child.case.is_open());
    assert!(matches!(decision.case.flow().unwrap().tokens[&1].state, TokenState::Child { case } if case == child.case.id));
}
