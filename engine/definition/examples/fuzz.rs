//! Fuzzes `compile` for so many minutes: `cargo run --release -p voronka-definition --example fuzz -- SEED MINUTES`. Prints each
//! text that goes wrong with its round, keeps it in `tests/found`, and ends with 1 if there was one.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a tool for the console that reads and writes files and counts minutes"
)]

#[path = "../tests/fuzz/mod.rs"]
mod fuzz;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1).map(|word| word.parse::<u64>().unwrap_or(1));
    let (seed, minutes) = (words.next().unwrap_or(1), words.next().unwrap_or(30));
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut good = Vec::new();
    for folder in ["../../processes", "tests/good", "tests/broken"] {
        gather(&root.join(folder), &mut good);
    }
    std::panic::set_hook(Box::new(|_| {}));
    let end = Instant::now() + Duration::from_secs(minutes * 60);
    let (mut round, mut failures, mut slowest) = (0, 0, Duration::ZERO);
    while Instant::now() < end {
        let mut chance = fuzz::Chance::new(seed, round);
        let text = fuzz::text(&good, &mut chance);
        let began = Instant::now();
        let complaint = fuzz::complaint(&text);
        slowest = slowest.max(began.elapsed());
        if let Some(complaint) =
            complaint.or_else(|| (began.elapsed() > Duration::from_secs(4)).then(|| "it takes long".to_owned()))
        {
            failures += 1;
            println!("seed {seed} round {round}: {complaint}");
            keep(&root, seed, round, &text);
        }
        round += 1;
    }
    println!("seed {seed}: {round} rounds, {failures} failures, the slowest took {} ms", slowest.as_millis());
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn keep(root: &Path, seed: u64, round: u64, text: &str) {
    let folder = root.join("tests/found");
    let written =
        std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(folder.join(format!("{seed}_{round}.yaml")), text));
    if let Err(error) = written {
        println!("could not be kept: {error}");
    }
}

fn gather(folder: &Path, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            found.extend(std::fs::read_to_string(&path));
        }
    }
}
