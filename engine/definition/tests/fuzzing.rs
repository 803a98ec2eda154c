//! Hundreds of rounds of the fuzzer in the ordinary run, and everything that a long one has found. The long run is
//! `cargo run --release -p voronka-definition --example fuzz -- SEED MINUTES`.

#![allow(clippy::disallowed_methods, reason = "the test reads its files")]

mod fuzz;

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every good process: those of the product and those of the tests.
fn good() -> Vec<String> {
    let mut found = Vec::new();
    gather(&root().join("../../processes"), &mut found);
    gather(&root().join("tests/good"), &mut found);
    found.sort();
    found.iter().map(|path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).collect()
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder can be read to its end").path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            found.push(path);
        }
    }
}

#[test]
fn nothing_that_is_written_makes_it_panic() {
    let good = good();
    assert!(good.len() > 3, "the fuzzer has something to change");
    for round in 0..400 {
        let mut chance = fuzz::Chance::new(20_261_121, round);
        let text = fuzz::text(&good, &mut chance);
        if let Some(complaint) = fuzz::complaint(&text) {
            panic!("round {round}: {complaint}\n{text}");
        }
    }
}

#[test]
fn what_was_found_stays_mended() {
    let mut found = Vec::new();
    let folder = root().join("tests/found");
    if folder.is_dir() {
        gather(&folder, &mut found);
    }
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(fuzz::complaint(&text), None, "{}", path.display());
    }
}
