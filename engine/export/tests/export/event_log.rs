//! Event logs of random walks, and the diagrams they must replay on. A script replays them: `tests/conformance/replay.py`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use voronka_core::Recorded;
use voronka_definition::{Locale, Process};
use voronka_export::Words;
use voronka_export::bpmn::{Variant, bpmn};
use voronka_export::log::{Extent, Trace, Transition, csv, entries, xes};

use crate::house::processes;
use crate::walk::{walk, world};

/// How many cases a log holds.
const CASES: usize = 40;

fn histories(process: &Process) -> Vec<Vec<Recorded>> {
    let world = world();
    let found: Vec<_> = (1..400).filter_map(|seed| walk(&world, process, seed)).take(CASES).collect();
    assert!(found.len() >= CASES / 2, "{}: {} walks came to an end", process.id, found.len());
    found
}

fn traces<'a>(words: Words<'a>, histories: &'a [Vec<Recorded>]) -> Vec<Trace<'a>> {
    let trace = |(place, history): (usize, &'a Vec<Recorded>)| Trace { case: format!("case-{place}"), words, history };
    histories.iter().enumerate().map(trace).collect()
}

#[test]
fn every_activity_of_a_mining_log_is_a_task_of_the_diagram() {
    for process in processes() {
        let words = Words { process: &process, organisation: None, others: &[], locale: Locale::Ru };
        let diagram = bpmn(&words, Variant::Mining);
        let tasks: BTreeSet<String> = diagram
            .lines()
            .filter(|line| line.trim_start().starts_with("<bpmn:task "))
            .filter_map(|line| Some(line.split_once("name=\"")?.1.split_once('"')?.0.to_owned()))
            .collect();
        let histories = histories(&process);
        let mut seen = BTreeSet::new();
        for trace in traces(words, &histories) {
            for entry in entries(&trace, Extent::Mining) {
                let name = voronka_export::svg::escape(&entry.activity);
                assert!(tasks.contains(&name), "{}: «{}» is not among {tasks:?}", process.id, entry.activity);
                assert_eq!(entry.transition, Transition::Complete);
                seen.insert(name);
            }
        }
        assert!(seen.len() * 5 > tasks.len() * 2, "{}: the walks took {} of {} tasks", process.id, seen.len(), tasks.len());
    }
}

#[test]
fn a_whole_log_tells_who_did_what_and_when() {
    let process = crate::house::process("corporate_sales");
    let words = Words { process: &process, organisation: None, others: &[], locale: Locale::Ru };
    let histories = histories(&process);
    let traces = traces(words, &histories);
    let whole: Vec<_> = traces.iter().flat_map(|trace| entries(trace, Extent::Whole)).collect();
    for transition in [Transition::Assign, Transition::Complete, Transition::Withdraw, Transition::Start] {
        assert!(whole.iter().any(|entry| entry.transition == transition), "{transition:?}");
    }
    let call = whole.iter().find(|entry| entry.transition == Transition::Complete).unwrap();
    assert_eq!(call.activity, "Подтверждение интереса: Звонок");
    assert!(call.resource.is_some() && call.result.is_some());
    let text = xes(&traces, Extent::Whole);
    assert_eq!(text.matches("<trace>").count(), histories.len());
    assert!(
        text.contains("<string key=\"org:resource\" value=\"anna\"/>") && text.contains("key=\"time:timestamp\" value=\"2026-")
    );
    let table = csv(&traces, Extent::Whole);
    assert_eq!(table.lines().count(), whole.len() + 1);
    assert!(
        table.lines().next().unwrap().ends_with("case,process,seq,at,activity,transition,resource,stage,step,result,comment")
    );
}

/// Writes what the conformance script reads, where `VORONKA_LOGS` names a folder.
#[test]
fn logs_for_the_conformance_checker() {
    let Some(folder) = std::env::var_os("VORONKA_LOGS") else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).unwrap();
    for process in processes() {
        let words = Words { process: &process, organisation: None, others: &[], locale: Locale::Ru };
        let histories = histories(&process);
        fs::write(folder.join(format!("{}.xes", process.id)), xes(&traces(words, &histories), Extent::Mining)).unwrap();
        fs::write(folder.join(format!("{}.bpmn", process.id)), bpmn(&words, Variant::Mining)).unwrap();
    }
}

/// The records of a table: RFC 4180, as a spreadsheet reads it that parts cells at this sign.
fn cells(table: &str, apart: char) -> Vec<String> {
    let (mut cells, mut cell, mut quoted, mut begins) = (Vec::new(), String::new(), false, true);
    let mut letters = table.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' if quoted || begins => quoted = !quoted,
            '\n' if !quoted => cells.push(std::mem::take(&mut cell).trim_end_matches('\r').to_owned()),
            _ if letter == apart && !quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(letter),
        }
        begins = !quoted && (letter == apart || letter == '\n');
    }
    cells.push(cell);
    cells
}

#[test]
fn s28_no_cell_is_a_formula_to_any_spreadsheet() {
    let process = crate::house::process("corporate_sales");
    let words = Words { process: &process, organisation: None, others: &[], locale: Locale::Ru };
    let hostile = [
        "=cmd|'/c calc'!A1",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "\u{a0}=1+1",
        "\u{200b}=1+1",
        "\u{feff}=1+1",
        "\u{202e}=1+1",
        "  \u{2003}\u{200d}+1",
        "x;=1+1",
        "x,=1+1",
        "x\t=1+1",
        "x\r\n=1+1",
        "x\";=1+1",
        "\"=1+1",
        "＝1+1",
        "'=1+1",
        "=HYPERLINK(\"http://evil.example\")",
        "=1+1;@x,\"",
        "%0A=1",
        "|calc",
    ];
    let mut history = histories(&process).remove(0);
    let mut comments = 0;
    for recorded in &mut history {
        if let voronka_core::Event::TaskCompleted { comment, .. } = &mut recorded.event {
            *comment = Some(hostile[comments % hostile.len()].to_owned());
            comments += 1;
        }
    }
    assert!(comments > 0);
    for text in hostile {
        for recorded in &mut history {
            if let voronka_core::Event::TaskCompleted { comment, .. } = &mut recorded.event {
                *comment = Some(text.to_owned());
            }
        }
        let histories = [history.clone()];
        let table = csv(&traces(words, &histories), Extent::Whole);
        for apart in [',', ';', '\t'] {
            for cell in cells(&table, apart) {
                let shown = cell.trim_start_matches(|letter: char| {
                    letter.is_whitespace()
                        || letter.is_control()
                        || ('\u{200b}'..='\u{206f}').contains(&letter)
                        || letter == '\u{feff}'
                        || letter == '"'
                });
                assert!(!shown.starts_with(['=', '+', '-', '@', '＝']), "{text:?} apart by {apart:?}: {cell:?}");
            }
        }
        // Nothing that was written is lost but for what says that it is text.
        let told = cells(&table, ',').into_iter().any(|cell| cell.replace('\'', "") == text.replace('\'', ""));
        assert!(told, "{text:?} in {table}");
    }
}
