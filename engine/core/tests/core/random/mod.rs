//! The checker against the engine: random processes that `compile` accepts, driven at random, come to an end; and changes that
//! take their ways out are refused.
//!
//! Hundreds in the ordinary run; thousands with `VORONKA_LONG=1`. A failure names its seed.

mod drive;
mod make;

use std::collections::BTreeMap;
use std::sync::Arc;

use voronka_definition::diagnostic::{Severity, Source};
use voronka_definition::{Diagnostics, Locale, Process, compile};

use crate::play::world;
use drive::{Ended, drive};
use make::Dice;

fn source(text: String) -> Source {
    Source { file: "random.yaml".into(), text }
}

fn compiled(text: &str) -> Result<Arc<Process>, Diagnostics> {
    compile(&source(text.to_owned())).map(|checked| Arc::new(checked.value))
}

/// How many processes are made.
fn rounds(ordinary: u64) -> u64 {
    if std::env::var_os("VORONKA_LONG").is_some() { ordinary * 20 } else { ordinary }
}

#[test]
fn what_the_checker_accepts_never_gets_stuck() {
    let world = world();
    let mut refused: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut accepted, all) = (0, rounds(1_000));
    for seed in 1..=all {
        let mut dice = Dice::new(seed);
        let text = make::process(&mut dice);
        let process = match compiled(&text) {
            Ok(process) => process,
            Err(Diagnostics(findings)) => {
                let errors = findings.into_iter().filter(|finding| finding.severity == Severity::Error);
                errors.for_each(|finding| *refused.entry(finding.code).or_insert(0) += 1);
                continue;
            }
        };
        accepted += 1;
        for _ in 0..2 {
            let ended = drive(&process, &world, &mut dice);
            assert_eq!(ended, Ended::Finished, "seed {seed}:\n{text}");
        }
    }
    assert!(accepted * 8 > all, "only {accepted} of {all} were accepted, the others have {refused:?}: the test tries too little");
}

/// A change that takes a way out, and the codes one of which must be found then.
type Change = (&'static str, fn(&str, &mut Dice) -> Option<String>, &'static [&'static str]);

const CHANGES: &[Change] = &[
    ("the end of the last stage is gone", without_end, &["last_stage_falls_off", "no_way_out"]),
    ("nobody can give up, and nothing is below", only_round, &["no_way_out", "unbounded_loop", "endless_circle"]),
    ("a wait has lost its time-out", without_timeout, &["wait_without_timeout", "missing_key", "unknown_result"]),
    ("a bound is gone", without_bound, &["unbounded_loop"]),
];

fn without_end(text: &str, _: &mut Dice) -> Option<String> {
    let line = text.lines().find(|line| line.contains("- {finish: won, name:"))?;
    Some(text.replace(&format!("{line}\n"), ""))
}

/// Every way to an outcome becomes a way back to the head.
fn only_round(text: &str, _: &mut Dice) -> Option<String> {
    if text.contains("stage1") || text.contains("parallel:") || text.contains("each:") || text.contains("on:\n") {
        return None;
    }
    let head = text.lines().rfind(|line| line.contains("reached: by_name"))?;
    let name = head.split("task: ").nth(1)?.split(',').next()?.to_owned();
    let round = text.replace("finish: lost", &format!("then: {name}"));
    let end = round.lines().find(|line| line.contains("- {finish: won, name:"))?.to_owned();
    let last = end.split("name: ").nth(1)?.trim_end_matches('}').to_owned();
    let task = format!("      - {{task: {last}, title: Конец, results: {{done: {{then: {name}}}}}}}");
    Some(round.replace(&end, &task))
}

fn without_timeout(text: &str, _: &mut Dice) -> Option<String> {
    let is_endless = |line: &&str| line.contains("timeout:") && !line.contains("moment:");
    let line = text.lines().find(is_endless)?;
    let (before, rest) = line.split_once(", timeout: {")?;
    let after = rest.split_once('}')?.1;
    Some(text.replace(line, &format!("{before}{after}")))
}

fn without_bound(text: &str, _: &mut Dice) -> Option<String> {
    let line = text.lines().find(|line| line.contains("then: {step:") && line.contains("- {wait:"))?;
    let (before, rest) = line.split_once("then: {step: ")?;
    let (step, rest) = rest.split_once(", at_most")?;
    let own = line.split("wait: ").nth(1)?.split(',').next()?;
    let after = rest.split_once('}')?.1;
    (step == own).then(|| text.replace(line, &format!("{before}then: {step}{after}")))
}

#[test]
fn what_takes_a_way_out_is_refused() {
    let all = rounds(300);
    let mut tried = vec![0_u32; CHANGES.len()];
    for seed in 1..=all {
        let mut dice = Dice::new(seed);
        let text = make::process(&mut dice);
        let Ok(checked) = compile(&source(text.clone())) else { continue };
        if checked.warnings.iter().any(|finding| finding.code == "unreachable_step") {
            // What is changed might be what nobody comes to.
            continue;
        }
        for (place, (what, change, codes)) in CHANGES.iter().enumerate() {
            let Some(changed) = change(&text, &mut dice) else { continue };
            tried[place] += 1;
            let findings = match compile(&source(changed.clone())) {
                Err(Diagnostics(findings)) => findings,
                Ok(_) => panic!("seed {seed}: {what}, and nothing was found:\n{changed}"),
            };
            let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
            let found: Vec<_> = errors.map(|finding| (finding.code, finding.message.get(Locale::En).to_owned())).collect();
            assert!(found.iter().any(|(code, _)| codes.contains(code)), "seed {seed}: {what}: {found:?}\n{changed}");
        }
    }
    for ((what, ..), count) in CHANGES.iter().zip(&tried) {
        assert!(*count > 0, "never tried: {what}");
    }
}
