//! `test`: the shipped scenarios hold and protect; the report, JUnit and JSON; what stops it; the examples of `docs/testing.md`.

use serde_json::Value as Json;

use crate::cli::{Room, shipped};

const DOCS: &str = include_str!("../../../docs/testing.md");

/// A file of scenarios of the corporate sale with one script.
fn file(script: &str) -> String {
    format!(
        "process: corporate_sales\norganisation: demo\nscenarios:\n  - title: First & only\n    start: {{at: 2026-03-02 10:00, by: anna, \
         deal: {{title: Deal}}}}\n    script: [{script}]\n"
    )
}

/// A room with the corporate sale and these scenarios.
fn room(scenarios: &str) -> Room {
    let room = Room::new();
    let process = std::fs::read_to_string(shipped("processes/corporate_sales/process.yaml")).unwrap();
    room.write("processes/corporate_sales/process.yaml", &process);
    room.write("processes/corporate_sales/call_back.scenario.yaml", scenarios);
    room
}

#[test]
fn the_shipped_scenarios_hold_take_everything_and_notice_every_change() {
    let ran = Room::new().voronka(&["test", &shipped("processes"), "--format", "json"]);
    let answer: Json = serde_json::from_str(&ran.ends_with(0).out).unwrap();
    assert_eq!((answer["passed"].as_u64() > Some(90), &answer["failed"]), (true, &serde_json::json!(0)));
    let (long, short) = (shipped("processes/corporate_sales"), shipped("processes/short_sale"));
    let ran = Room::new().voronka(&["test", &long, &short, "--mutate", "--format", "json"]);
    let answer: Json = serde_json::from_str(&ran.ends_with(0).out).unwrap();
    assert_eq!(answer["failed"], 0);
    let processes = answer["processes"].as_array().unwrap();
    let names: Vec<_> = processes.iter().map(|one| one["process"].as_str().unwrap()).collect();
    assert!(names.contains(&"corporate_sales") && names.contains(&"short_sale"), "{names:?}");
    for one in processes.iter().filter(|one| ["corporate_sales", "short_sale"].contains(&one["process"].as_str().unwrap())) {
        for group in ["stages", "steps", "results", "escalations", "loops"] {
            let count = &one["coverage"][group];
            assert_eq!(count["never"], serde_json::json!([]), "{} {group}", one["process"]);
            assert!(count["taken"] == count["all"] && count["all"] != 0, "{} {group}: {count}", one["process"]);
        }
        let mutants = &one["mutants"];
        assert_eq!(mutants["survivors"], serde_json::json!([]), "{}", one["process"]);
        assert!(mutants["tried"].as_u64().unwrap() > 50, "{mutants}");
    }
}

#[test]
fn a_failure_ends_with_1_and_is_told_in_the_language_wanted() {
    let room = room(&file("expect: {stage: needs}"));
    let en = room.voronka(&["test", "processes"]);
    assert!(en.ends_with(1).out.contains("expected: stage needs"), "{}", en.out);
    let ru = room.voronka(&["--lang", "ru", "test", "processes", "--mutate"]);
    assert!(ru.ends_with(1).out.contains("ожидалось: стадия needs"), "{}", ru.out);
    assert!(ru.err.contains("сначала должны выполниться все сценарии"), "{}", ru.err);
}

#[test]
fn a_change_that_nobody_notices_ends_with_1() {
    let room = room(&file("expect: {stage: interest}"));
    room.voronka(&["test", "processes/corporate_sales"]).ends_with(0);
    let ran = room.voronka(&["test", "processes/corporate_sales", "--mutate"]);
    let what = "defaults: due 1 business day → 2 business days";
    assert!(ran.ends_with(1).out.lines().any(|line| line.ends_with(what)), "{what} is missing in:\n{}", ran.out);
}

#[test]
fn junit_tells_each_scenario_and_its_failure() {
    let room = room(&file("expect: {stage: needs}"));
    room.voronka(&["test", "processes", "--junit", "out.xml"]).ends_with(1);
    let xml = std::fs::read_to_string(room.path.join("out.xml")).unwrap();
    for expected in [
        "<testsuites",
        "tests=\"1\"",
        "failures=\"1\"",
        "name=\"First &amp; only\"",
        "<failure",
        "stage needs",
        "corporate_sales",
    ] {
        assert!(xml.contains(expected), "{expected} is missing in:\n{xml}");
    }
}

#[test]
fn what_cannot_be_run_ends_with_2_and_says_why() {
    let good = file("expect: {stage: interest}");
    let table = [
        (good.replace("expect:", "expct:"), "Did you mean `expect`"),
        (good.replace("process: corporate_sales", "process: retail"), "there is no process `retail` nearby"),
        (good.replace("organisation: demo", "organisation: nobody"), "there is no organisation `nobody` nearby"),
        ("- a list\n".to_owned(), "expected a map"),
    ];
    for (text, expected) in table {
        let ran = room(&text).voronka(&["test", "processes"]);
        let found = ran.ends_with(2).err.to_lowercase();
        assert!(found.contains(&expected.to_lowercase()), "{expected} is missing in:\n{}", ran.err);
    }
    let empty = Room::new();
    assert!(empty.voronka(&["test", "."]).ends_with(2).err.contains("scenario.yaml"));
    empty.voronka(&["test", "missing.scenario.yaml"]).ends_with(2);
}

#[test]
fn the_scenario_that_a_finding_offers_is_played_though_check_refuses_the_process() {
    let room = Room::new();
    let broken = include_str!("../../../engine/definition/tests/broken/trap_after_two_visas.yaml");
    room.write("trial/process.yaml", broken);
    let found: Json =
        serde_json::from_str(&room.voronka(&["check", "trial/process.yaml", "--format", "json"]).ends_with(1).out).unwrap();
    room.write("trial/stuck.scenario.yaml", found["findings"][0]["scenario"].as_str().unwrap());
    let ran = room.voronka(&["--lang", "en", "test", "trial", "--mutate"]);
    let ran = ran.ends_with(1);
    assert!(ran.out.contains("expected: finished") && ran.out.contains("the history so far"), "{}", ran.out);
    for said in ["no_way_out", "cannot be deployed", "changes were not tried"] {
        assert!(ran.err.contains(said), "{said} is missing in:\n{}", ran.err);
    }
    // What does hold makes the process no better.
    room.write(
        "trial/stuck.scenario.yaml",
        &found["findings"][0]["scenario"].as_str().unwrap().replace("finished: true", "finished: false"),
    );
    room.voronka(&["test", "trial"]).ends_with(1);
    // A pattern of the shell names the scenarios too.
    let both = room.voronka(&["--lang", "en", "check", "trial/process.yaml", "trial/stuck.scenario.yaml"]);
    assert!(both.ends_with(1).out.contains("Files checked: 1, errors: 1"), "{}", both.out);
    let only = room.voronka(&["--lang", "en", "check", "trial/stuck.scenario.yaml"]);
    assert!(only.ends_with(2).err.contains("scenarios are tried by voronka test trial/stuck.scenario.yaml"), "{}", only.err);
}

#[test]
fn an_organisation_may_stand_in_the_file() {
    let house = "\n  organisation: Firm\n  time_zone: Europe/Moscow\n  calendar: ru\n  last_resort: olga\n  people: {olga: {name: Olga}, \
                 anna: {name: Anna}}\n";
    let text = file("expect: {task: call, assignee: anna, due: 2026-03-03 10:00}").replace(" demo\n", house);
    room(&text).voronka(&["test", "processes/corporate_sales/process.yaml"]).ends_with(0);
}

/// The fenced blocks of the page in this language, in order.
fn blocks(language: &str) -> Vec<String> {
    let mut parts = DOCS.split("\n```");
    let mut found = Vec::new();
    parts.next();
    while let Some(block) = parts.next() {
        if let Some(rest) = block.strip_prefix(language).and_then(|rest| rest.strip_prefix('\n')) {
            found.push(format!("{rest}\n"));
        }
        parts.next();
    }
    found
}

#[test]
fn the_examples_of_the_page_run_as_it_says() {
    let files = blocks("yaml");
    assert_eq!(files.len(), 3);
    room(&files[0]).voronka(&["test", "processes"]).ends_with(0);
    let failing = room(&files[1]).voronka(&["--lang", "en", "test", "processes"]);
    let mut rest = failing.ends_with(1).out.lines().map(|line| line.replace("processes/corporate_sales/", ""));
    for line in blocks("text")[0].lines() {
        assert!(rest.any(|found| found == line), "{line}\nis missing or out of order in:\n{}", failing.out);
    }
    room(&files[2]).voronka(&["test", "processes"]).ends_with(0);
}

/// A process of one task with this name and title of its result.
fn small(name: &str, result: &str) -> String {
    format!(
        "process: {name}\ntitle: Small\nstages:\n  work:\n    title: Work\n    steps:\n      - task: deed\n        title: Deed\n        \
         results: {{{result}: {{title: Done, finish: lost}}}}\noutcomes:\n  lost: {{title: Lost, kind: lost}}\n"
    )
}

/// A scenario of it that takes a result.
fn takes(process: &str, result: &str) -> String {
    format!(
        "process: {process}\norganisation: demo\nscenarios:\n  - title: One deed\n    start: {{at: 2026-03-02 10:00, by: anna, deal: \
         {{title: Deal}}}}\n    script: [complete: {{task: deed, result: {result}, comment: x}}]\n"
    )
}

#[test]
fn the_file_that_is_named_is_the_one_that_is_tried() {
    let room = Room::new();
    room.write("small/process.yaml", &small("small", "neighbour"));
    room.write("draft/small.yaml", &small("small", "own"));
    room.write("draft/older.yaml", &small("older", "own"));
    room.write("draft/small.scenario.yaml", &takes("small", "own"));
    room.write("draft/older.scenario.yaml", &takes("older", "own"));
    let ran = room.voronka(&["test", "draft/small.yaml"]);
    assert!(ran.ends_with(0).out.contains("1 scenario: 1 passed"), "{}", ran.out);
    let ran = room.voronka(&["test", "draft"]);
    assert!(ran.ends_with(0).out.contains("2 scenarios: 2 passed"), "by their names: {}", ran.out);
    room.write("draft/copy.yaml", &small("small", "neighbour"));
    room.voronka(&["test", "draft/small.yaml"]).ends_with(0);
    let ran = room.voronka(&["test", "draft/copy.yaml"]);
    assert!(ran.ends_with(2).err.contains("Possible here: neighbour"), "{}", ran.err);
    let ran = room.voronka(&["test", "draft/small.scenario.yaml"]);
    assert!(ran.ends_with(2).err.contains("draft/copy.yaml, draft/small.yaml"), "which of two is nobody's guess: {}", ran.err);
}

#[test]
fn where_a_process_was_looked_for_is_told() {
    let room = Room::new();
    room.write("company/draft/a.scenario.yaml", &takes("nowhere", "own"));
    room.write("company/other/process.yaml", &small("other", "own"));
    let ran = room.voronka(&["test", "company/draft"]);
    assert!(ran.ends_with(2).err.contains("company/draft, company/other"), "{}", ran.err);
    assert!(ran.err.contains("voronka test FILE"), "{}", ran.err);
}
