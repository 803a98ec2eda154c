//! Cases that start cases: their ids, their end, and processes that would start one another without end.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;
use voronka_core::case::{Case, Parent, TokenState, Trouble};
use voronka_core::{CaseId, Decision, Event, Rejection, Setting, Start, World};
use voronka_definition::Locale;

use crate::house::house;
use crate::play::{at, input, person};

fn begun(world: &Arc<World>) -> Decision {
    begin(world).unwrap()
}

fn begin(world: &Arc<World>) -> Result<Decision, Rejection> {
    let process = world.processes["trial"].clone();
    let fresh: CaseId = "01900000-0000-7000-8000-000000000001".parse().unwrap();
    let setting = Setting { world, now: at("2026-03-02 10:00"), by: person("anna"), fresh };
    let deal = input(json!({"title": "Проба"}));
    let start = Start { process: process.id.clone(), deal, stage: None, owner: None, continues: None };
    voronka_core::start(&process, fresh, &start, &setting)
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

/// A process that hands a deal on at once.
fn hands_on(id: &str, to: &str) -> String {
    format!(
        "process: {id}\ntitle: Передача\nfields:\n  where_to: {{type: process, title: Куда}}\nstages:\n  one:\n    title: Раз\n    steps:\n      - set: step\n        values: {{where_to: '\"{to}\"'}}\n      - finish: moved\noutcomes:\n  moved: {{title: Передана, kind: transferred, ask: [where_to]}}\n"
    )
}

fn with_processes(texts: &[String]) -> Arc<World> {
    let plain = "stages: {one: {title: Раз, steps: [{task: look, results: {done: {finish: won}}}]}}";
    let mut world = World::clone(&house(plain, |_| ()));
    for text in texts {
        let source = voronka_definition::Source { file: "one.yaml".into(), text: text.clone() };
        let process = voronka_definition::compile(&source).unwrap_or_else(|findings| panic!("{findings:#?}")).value;
        world.processes.insert(process.id.clone(), Arc::new(process));
    }
    Arc::new(world)
}

#[test]
fn processes_that_hand_a_deal_to_one_another_without_end_are_refused() {
    let world = with_processes(&[hands_on("trial", "second"), hands_on("second", "trial")]);
    let refused = begin(&world).unwrap_err();
    assert_eq!(refused.code, "transfers_without_end");
    assert_eq!(refused.found.get(Locale::Ru), "процессы передают сделку друг другу без конца");
}

/// A deal that is handed on twice in one decision is three cases, each with an id of its own.
#[test]
fn cases_that_go_on_from_one_another_at_once_have_ids_of_their_own() {
    let last = "process: last\ntitle: Последний\nstages: {one: {title: Раз, steps: [{task: look, results: {done: {finish: won}}}]}}\noutcomes: {won: {title: Победа, kind: won}}\n";
    let decision = begun(&with_processes(&[hands_on("trial", "second"), hands_on("second", "last"), last.to_owned()]));
    let cases = all(&decision);
    let ids: BTreeSet<_> = cases.iter().map(|decision| decision.case.id).collect();
    assert_eq!((cases.len(), ids.len()), (3, 3));
    for pair in cases.windows(2) {
        assert_eq!(pair[0].case.successor, Some(pair[1].case.id));
        assert_eq!(pair[1].case.continues, Some(pair[0].case.id));
    }
}
