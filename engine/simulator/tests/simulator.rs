//! The engine under faults: every statement of a short plan, some dozens of seeds, and defects that must not go unseen.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use voronka_definition::Source;
use voronka_simulator::{Company, Failure, Length, Planted, Survived, Wrong, every_statement, seed};

fn source(file: &str) -> Source {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Source { file: file.to_owned(), text: std::fs::read_to_string(root.join(file)).expect("it is there") }
}

/// The demo's company with these processes.
fn company(processes: &[&str]) -> Company {
    Company {
        organisation: source("processes/demo/organisation.yaml"),
        calendars: vec![source("processes/calendars/ru.yaml")],
        processes: processes.iter().map(|process| source(&format!("processes/{process}/process.yaml"))).collect(),
    }
}

const ALL: [&str; 5] = ["corporate_sales", "short_sale", "contract_renewal", "deal_desk", "tender"];

/// Several seeds on every processor.
fn seeds(number: u64, length: Length, planted: Planted) -> Vec<Result<Survived, Failure>> {
    let (company, next) = (company(&ALL), AtomicU64::new(1));
    let work = || {
        let mut done = Vec::new();
        loop {
            let one = next.fetch_add(1, Ordering::SeqCst);
            if one > number {
                return done;
            }
            done.push(seed(&company, one, length, planted));
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("it ends")).collect()
    })
}

#[test]
fn runs_with_faults_come_to_what_they_come_to_without() {
    let begun = std::time::Instant::now();
    let number = std::env::var("VORONKA_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(24);
    let mut ends = 0;
    for survived in seeds(number, Length { acts: 20, days_after: 6 }, Planted::Nothing) {
        match survived {
            Ok(survived) => {
                eprintln!("{survived:?}");
                ends += survived.ends;
            }
            Err(failure) => panic!("{failure}"),
        }
    }
    eprintln!("{ends} ends, {:?}", begun.elapsed());
    assert!(ends > 0);
}

#[test]
fn row_9_an_end_at_any_statement_changes_nothing() {
    let begun = std::time::Instant::now();
    let exhausted = every_statement(&company(&["short_sale"]), 2, Length { acts: 3, days_after: 2 });
    let exhausted = exhausted.unwrap_or_else(|failure| panic!("{failure}"));
    eprintln!("{exhausted:?} {:?}", begun.elapsed());
    assert!(exhausted.statements >= 60 && exhausted.runs > exhausted.statements, "{exhausted:?}");
}

#[test]
fn a_planted_defect_is_noticed() {
    for planted in [Planted::ForgottenTimer, Planted::ForgottenCommand, Planted::OtherIdentity] {
        let failures = seeds(4, Length { acts: 10, days_after: 4 }, planted).into_iter().filter_map(Result::err);
        let noticed: Vec<Wrong> = failures.map(|failure| failure.wrong).collect();
        let as_expected = |wrong: &Wrong| match planted {
            Planted::ForgottenTimer => matches!(wrong, Wrong::Unsound { .. } | Wrong::Differs(_)),
            _ => matches!(wrong, Wrong::Differs(_)),
        };
        assert!(noticed.iter().any(as_expected), "{planted:?}: {noticed:#?}");
    }
}
