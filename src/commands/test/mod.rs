//! `test`: scenarios of processes are run, what they take is counted, and changes of the process are tried on them.

mod gather;
mod junit;
mod logs;
mod lookup;
mod mutate;

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use voronka_scenario::coverage::{counts, parts, taken};
use voronka_scenario::places::Places;
use voronka_scenario::report::{self, Protected, Tried};
use voronka_scenario::run::run as play;

use crate::cli::{TestArgs, TestFormat};
use crate::commands::Exit;
use crate::terminal::Terminal;
use gather::{Given, Suite};

/// Runs the scenarios and prints what they showed.
pub fn run(args: &TestArgs, terminal: &Terminal) -> Result<Exit> {
    let Some(given) = Given::of(&args.paths, terminal)? else { return Ok(Exit::CouldNotRun) };
    if given.suites.is_empty() {
        bail!(terminal.pick("файлов *.scenario.yaml здесь нет", "there are no files *.scenario.yaml here"));
    }
    let tried: Vec<Tried<'_>> = given.suites.iter().flat_map(try_out).collect();
    let all_hold = tried.iter().all(|one| one.ran.passed());
    let is_accepted = given.processes().iter().all(|tested| tested.is_accepted);
    if args.mutate && !(all_hold && is_accepted) {
        let why = "изменения процесса не проверялись: сначала должны выполниться все сценарии и пройти все проверки";
        terminal.remark(
            terminal.pick(why, "changes were not tried: first every scenario must hold and `check` must accept the process"),
        );
    }
    let protected = protected(&given, &tried, args.mutate && all_hold && is_accepted);
    match args.format {
        TestFormat::Text => terminal.print(report::text(&tried, &protected, terminal.locale).trim_end()),
        TestFormat::Json => {
            let answer = report::json(&tried, &protected, terminal.locale);
            terminal.print(&serde_json::to_string_pretty(&answer).context("the report as JSON")?);
        }
    }
    if let Some(folder) = &args.logs {
        logs::write(folder, &tried, terminal)?;
    }
    if let Some(file) = &args.junit {
        junit::write(file, &tried, terminal)?;
    }
    if !is_accepted {
        let what = "сценарии сыграны, хотя voronka check находит в процессе ошибки (они выше); развернуть его нельзя";
        terminal.remark(terminal.pick(
            what,
            "the scenarios were played, though `voronka check` finds errors in the process (above); it cannot be deployed",
        ));
    }
    let survived = protected.iter().any(|one| one.mutants.as_ref().is_some_and(|mutants| !mutants.judged.survivors.is_empty()));
    Ok(if all_hold && is_accepted && !survived { Exit::Clean } else { Exit::Found })
}

fn try_out(suite: &Suite) -> impl Iterator<Item = Tried<'_>> {
    suite.read.scenarios.iter().map(|scenario| {
        let process = &suite.process.process;
        let ran = play(scenario, process, &suite.world);
        let taken = taken(process, &ran.history);
        Tried { file: &suite.read.file, scenario, process, ran, taken }
    })
}

/// The coverage of each process, and the mutants of it where they are wanted.
fn protected<'a>(given: &'a Given, tried: &[Tried<'a>], with_mutants: bool) -> Vec<Protected<'a>> {
    let of = |process: &'a gather::Tested| {
        let places = Places::of(&process.source);
        let all: BTreeSet<_> =
            tried.iter().filter(|one| one.process.id == process.process.id).flat_map(|one| one.taken.clone()).collect();
        Protected {
            process: &process.process,
            file: &process.source.file,
            counts: counts(&parts(&process.process, &places), &all),
            mutants: with_mutants.then(|| mutate::try_all(process, given, tried, &places)),
        }
    };
    given.processes().into_iter().map(of).collect()
}
