//! The stories of `check`: every scenario that a finding offers is read, and played it comes to the place where the case is stuck.
//!
//! The process with the fault is read without its proofs, since nobody else would play it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use voronka_core::World;
use voronka_core::case::{Case, Phase};
use voronka_definition::calendar::read_calendar;
use voronka_definition::process::compile_unproved;
use voronka_definition::{Finding, Locale, Process, Source, compile};
use voronka_scenario::read::{Given, House, head, suite};
use voronka_scenario::run::{Failure, run};

use crate::house::source;

/// Every broken file of the definition's tests.
fn corpus() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../definition/tests/broken");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|kind| kind == "yaml")).collect();
    paths.sort();
    let file = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| source(&file(path), &std::fs::read_to_string(path).unwrap())).collect()
}

/// The process that one of them starts.
fn started() -> Arc<Process> {
    let text = include_str!("../../../../processes/short_sale/process.yaml");
    Arc::new(compile(&source("short_sale", text)).unwrap().value)
}

/// What does not hold of the scenario that a finding offers.
fn wrong(broken: &Source, finding: &Finding, scenario: &str) -> Vec<String> {
    let process = compile_unproved(broken).unwrap_or_else(|found| panic!("{}: {found:#?}", broken.file)).value;
    let file = source("offered.scenario.yaml", scenario);
    let read = head(&file).unwrap_or_else(|found| panic!("{}: {found:#?}\n{scenario}", broken.file));
    let House::Inline(organisation) = read.house else { panic!("{}: no house of its own", broken.file) };
    let processes = BTreeSet::from([process.id.clone()]);
    let given = Given { process: &process, organisation: &organisation, processes: &processes };
    let suite = match suite(&file, given) {
        Ok(checked) => checked.value,
        Err(found) => return found.0.iter().map(|one| one.message.get(Locale::En).to_owned()).collect(),
    };
    let calendar = read_calendar(&source("ru.yaml", include_str!("../../../../processes/calendars/ru.yaml"))).unwrap().value;
    let process = Arc::new(process);
    let world = Arc::new(World {
        organisation: *organisation,
        calendars: [(calendar.id().clone(), calendar)].into(),
        processes: [process.clone(), started()].map(|process| (process.id.clone(), process)).into(),
        heirs: std::collections::BTreeMap::new(),
    });
    if scenario.contains("# fill in") {
        // What another system answers nobody can write here.
        return Vec::new();
    }
    let scenario = &suite.scenarios[0];
    let ran = run(scenario, &process, &world);
    let case = Case::replay(&ran.history).unwrap_or_else(|| panic!("{}: {:#?}", broken.file, ran.failures));
    let Phase::Running(flow) = &case.phase else { return vec!["the case ended".to_owned()] };
    let told = finding.message.get(Locale::En);
    let mut wrong = Vec::new();
    let names = |name: &str| told.contains(&format!("`{name}`"));
    // A refusal of the act says enough: it may be another step's than the one named.
    let says_here = ["victory_out_of_reach", "last_stage_falls_off"].contains(&finding.code);
    if !says_here
        && !flow.tokens.values().any(|token| names(token.step.as_str()) || told.contains("requires") && names(token.of.as_str()))
    {
        wrong.push(format!("it stands at {:?}: {told}", flow.tokens.values().map(|token| &token.step).collect::<Vec<_>>()));
    }
    if finding.code == "join_never_completes" {
        // Everything told can be done, and nothing of what would come behind the join.
        let told = finding.story.as_ref().map_or(0, |story| story.parts.len());
        let is_behind =
            |failure: &Failure| scenario.script[told.min(scenario.script.len())..].iter().any(|act| act.line == failure.line);
        if ran.failures.len() != 1 || !is_behind(&ran.failures[0]) {
            wrong.extend(ran.failures.iter().map(|failure| format!("{failure:?}")));
        }
        return wrong;
    }
    // The act that would end it is refused, where one is told; else everything can be done but ending the case.
    let [.., act, end] = scenario.script.as_slice() else { panic!("{}: a script of one line", broken.file) };
    let is_refused = |failure: &Failure| {
        let found = failure.found.get(Locale::En);
        failure.line == act.line && (found.contains("no_way_on") || found.contains("approval_missing"))
    };
    let is_meant = |failure: &Failure| match finding.code {
        "last_stage_falls_off" | "victory_out_of_reach" => is_refused(failure),
        "blocked_victory" => is_refused(failure) || failure.line == end.line,
        _ => failure.line == end.line,
    };
    if ran.failures.len() != 1 || !is_meant(&ran.failures[0]) {
        wrong.extend(ran.failures.iter().map(|failure| format!("{failure:?}")));
    }
    wrong
}

#[test]
fn every_offered_scenario_comes_to_where_the_case_is_stuck() {
    let (mut offered, mut left_open) = (0, Vec::new());
    let mut all = String::new();
    for broken in corpus() {
        let Err(found) = compile(&broken) else { continue };
        for finding in &found.0 {
            let Some(scenario) = &finding.scenario else { continue };
            offered += 1;
            left_open.extend(scenario.contains("# fill in").then(|| broken.file.clone()));
            let wrong = wrong(&broken, finding, scenario);
            if !wrong.is_empty() {
                all.push_str(&format!("{} {}: {wrong:#?}\n{scenario}\n", broken.file, finding.code));
            }
        }
    }
    assert!(all.is_empty(), "{all}");
    assert!(offered > 15, "{offered} scenarios are offered");
    assert!(left_open.is_empty(), "every condition is met by the answers of the scenario, but in {left_open:?}");
}
