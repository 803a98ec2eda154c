//! The checker against the engine: random processes that `compile` accepts, driven at random, come to an end; and changes that
//! take their ways out are refused.
//!
//! Hundreds in the ordinary run; thousands with `VORONKA_LONG=1`. A failure names its seed.

mod change;
mod drive;
pub mod make;

use std::collections::BTreeMap;
use std::sync::Arc;

use voronka_definition::diagnostic::{Severity, Source};
use voronka_definition::{Diagnostics, Locale, Process, compile};

use crate::play::world;
use change::{ALWAYS_REFUSED, CHANGES};
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

/// Whether an approval stands beside the flow of the stages: in a branch, or in a handler.
fn approves_beside(text: &str) -> bool {
    let (stages, handler) = text.split_once("\non:\n").unwrap_or((text, ""));
    stages.contains("         - {approve: ") || handler.contains("- {approve: ")
}

#[test]
fn what_the_checker_accepts_never_gets_stuck() {
    let world = world();
    let mut refused: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut accepted, mut approving, mut beside, all) = (0, 0, 0, rounds(1_000));
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
        approving += u64::from(text.contains("- {approve: "));
        beside += u64::from(approves_beside(&text));
        for _ in 0..2 {
            let ended = drive(&process, &world, &mut dice);
            assert_eq!(ended, Ended::Finished, "seed {seed}:\n{text}");
        }
    }
    assert!(accepted * 8 > all, "only {accepted} of {all} were accepted, the others have {refused:?}: the test tries too little");
    assert!(approving * 25 > all && beside * 60 > all, "only {approving} approve, {beside} beside the flow: {refused:?}");
}

/// A process that is accepted, and every step of which somebody comes to: what is changed is not what nobody comes to.
fn good(dice: &mut Dice) -> Option<String> {
    let text = make::process(dice);
    let checked = compile(&source(text.clone())).ok()?;
    checked.warnings.iter().all(|finding| finding.code != "unreachable_step").then_some(text)
}

#[test]
fn what_takes_a_way_out_is_refused() {
    let mut tried = vec![0_u32; ALWAYS_REFUSED.len()];
    for seed in 1..=rounds(1_000) {
        let mut dice = Dice::new(seed);
        let Some(text) = good(&mut dice) else { continue };
        for (place, (what, change, codes)) in ALWAYS_REFUSED.iter().enumerate() {
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
    for ((what, ..), count) in ALWAYS_REFUSED.iter().zip(&tried) {
        assert!(*count > 0, "never tried: {what}");
    }
}

/// What became of the changes of one kind: the codes by which they were refused, and how many ran to an end.
#[derive(Debug, Default)]
struct Became {
    refused: BTreeMap<&'static str, u32>,
    ended: u32,
}

#[test]
fn what_a_change_leaves_is_refused_or_never_gets_stuck() {
    let world = world();
    let mut became: BTreeMap<&str, Became> = BTreeMap::new();
    for seed in 1..=rounds(600) {
        let mut dice = Dice::new(seed);
        let text = make::process(&mut dice);
        if compile(&source(text.clone())).is_err() {
            continue;
        }
        for (what, change, _) in CHANGES {
            let Some(changed) = change(&text, &mut dice).filter(|changed| *changed != text) else { continue };
            let became = became.entry(what).or_default();
            match compiled(&changed) {
                Ok(process) => {
                    became.ended += 1;
                    let ended = drive(&process, &world, &mut dice);
                    assert_eq!(ended, Ended::Finished, "seed {seed}: {what}:\n{changed}");
                }
                Err(Diagnostics(findings)) => {
                    let errors = findings.into_iter().filter(|finding| finding.severity == Severity::Error);
                    errors.for_each(|finding| *became.refused.entry(finding.code).or_insert(0) += 1);
                }
            }
        }
    }
    for (what, _, codes) in CHANGES {
        let became = became.get(what).unwrap_or_else(|| panic!("never tried: {what}"));
        for code in *codes {
            assert!(became.refused.contains_key(code), "{what}: never refused by {code}: {became:?}");
        }
    }
}
