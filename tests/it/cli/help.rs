//! Help, version and schema: what one asks first.

use serde_json::Value as Json;

use crate::cli::Room;

#[test]
fn help_names_every_command_and_the_exit_statuses() {
    let room = Room::new();
    let help = room.voronka(&["--help"]).ends_with(0).out.clone();
    for expected in [
        "demo",
        "serve",
        "check",
        "test",
        "diagram",
        "explain",
        "calendar",
        "export",
        "schema",
        "lsp",
        "token",
        "backup",
        "restore",
        "quarantine",
        "why",
        "fsck",
        "bench",
        "simulate-faults",
        "version",
        "Exit status: 0",
        "--lang",
    ] {
        assert!(help.contains(expected), "{expected} is missing in:\n{help}");
    }
    for command in [
        &["demo"][..],
        &["serve"],
        &["check"],
        &["test"],
        &["diagram"],
        &["explain"],
        &["calendar", "show"],
        &["calendar", "import"],
        &["export", "xes"],
        &["token", "create"],
        &["why"],
        &["fsck"],
        &["backup"],
        &["restore"],
        &["quarantine", "status"],
        &["quarantine", "begin"],
        &["quarantine", "end"],
        &["bench", "complete"],
        &["bench", "timers"],
        &["simulate-faults"],
    ] {
        let help = room.voronka(&[command, &["--help"]].concat()).ends_with(0).out.clone();
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "wider than the terminal: {line}");
        }
    }
}

#[test]
fn an_unknown_command_is_told_with_the_one_that_was_meant() {
    let ran = Room::new().voronka(&["chek"]);
    assert!(ran.ends_with(2).err.contains("check"), "{}", ran.err);
}

#[test]
fn the_version_is_that_of_the_package() {
    let ran = Room::new().voronka(&["version"]);
    assert_eq!(ran.ends_with(0).out.trim(), concat!("voronka ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_schema_is_draft_07_and_every_reference_in_it_leads_somewhere() {
    let ran = Room::new().voronka(&["schema"]);
    let schema: Json = serde_json::from_str(&ran.ends_with(0).out).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    let mut references = Vec::new();
    collect(&schema, &mut references);
    assert!(references.len() > 100);
    for reference in references {
        let place = reference.strip_prefix('#').unwrap();
        assert!(schema.pointer(place).is_some(), "{reference} leads nowhere");
    }
    for step in
        ["task", "form", "approve", "plan", "wait", "decide", "parallel", "each", "notify", "call", "set", "start", "finish"]
    {
        assert!(schema.pointer(&format!("/definitions/step_{step}/properties/{step}/description")).is_some(), "{step}");
    }
}

fn collect(node: &Json, references: &mut Vec<String>) {
    match node {
        Json::Object(map) => {
            references.extend(map.get("$ref").and_then(Json::as_str).map(str::to_owned));
            map.values().for_each(|value| collect(value, references));
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}
