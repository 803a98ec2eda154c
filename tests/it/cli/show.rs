//! `diagram`, `explain` and `export`: a process and a log shown to others.

use crate::cli::{Room, shipped};

#[test]
fn a_process_is_drawn_in_every_format() {
    let room = Room::new();
    let process = shipped("processes/short_sale");
    let svg = room.voronka(&["diagram", &process]).ends_with(0).out.clone();
    assert!(svg.starts_with("<svg") && svg.contains("Short sale") && svg.trim_end().ends_with("</svg>"));
    let stage = room.voronka(&["diagram", &process, "--stage", "payment", "--theme", "dark", "--lang", "ru"]);
    let stage = &stage.ends_with(0).out;
    assert!(stage.contains("Ждем оплату") && !stage.contains("Выставить счет<"), "{stage}");
    let bpmn = room.voronka(&["diagram", &process, "--format", "bpmn"]).ends_with(0).out.clone();
    assert!(bpmn.starts_with("<?xml") && bpmn.contains("<bpmn:userTask "));
    let mining = room.voronka(&["diagram", &process, "--format", "bpmn", "--mining"]).ends_with(0).out.clone();
    assert!(mining.contains("name=\"Order: Call\"") && !mining.contains("userTask"));
    assert!(room.voronka(&["diagram", &process, "--format", "mermaid"]).ends_with(0).out.starts_with("flowchart TD"));
}

#[test]
fn a_process_is_explained_in_two_languages() {
    let room = Room::new();
    let process = shipped("processes/short_sale");
    let english = room.voronka(&["explain", &process]).ends_with(0).out.clone();
    assert!(english.starts_with("# Regulations “Short sale”"), "{english}");
    let page = room.voronka(&["explain", &process, "--format", "html", "--lang", "ru"]).ends_with(0).out.clone();
    assert!(page.starts_with("<!doctype html>") && page.contains("Регламент «Короткая продажа»"));
}

#[test]
fn what_cannot_be_shown_is_told() {
    let room = Room::new();
    let process = shipped("processes/short_sale");
    assert!(room.voronka(&["diagram", &process, "--stage", "nowhere"]).ends_with(2).err.contains("order, invoice, payment"));
    assert!(room.voronka(&["diagram", &process, "--mining"]).ends_with(2).err.contains("--format bpmn"));
    let several = room.voronka(&["explain", &shipped("processes")]);
    assert!(several.ends_with(2).err.contains("name one"), "{}", several.err);
    let wrong = room.write("wrong.yaml", "process: wrong\n");
    assert!(room.voronka(&["diagram", &wrong.display().to_string()]).ends_with(1).err.contains("error"));
    let missing = room.voronka(&["export", "xes", "--database", "sqlite://missing.db"]);
    assert!(missing.ends_with(2).err.contains("missing.db"), "{}", missing.err);
    room.voronka(&["export", "xlsx", "--database", "sqlite://missing.db"]).ends_with(2);
}
