//! `simulate-faults`: the processes in the binary, run under faults and held against the same runs without.

use anyhow::{Context, Result};
use voronka_simulator::{Company, Failure, Length, Planted, Sum, every_statement, seeds};

use crate::cli::SimulateFaultsArgs;
use crate::commands::Exit;
use crate::files::Definitions;
use crate::terminal::Terminal;

/// For how many days time goes on at the end of a run: every ladder is climbed by then.
const DAYS_AFTER: u32 = 10;
/// After how many runs a line says how far it is.
const TOLD: u64 = 100;

/// Runs seeds, or every statement of one, and prints what did not hold.
pub fn faults(args: &SimulateFaultsArgs, terminal: &Terminal) -> Result<Exit> {
    let company = company()?;
    let length = Length { acts: args.acts, days_after: DAYS_AFTER, two_nodes: args.two_nodes };
    let ended =
        if args.every_statement { statements(&company, args, length, terminal) } else { runs(&company, args, length, terminal) };
    match ended {
        Ok(said) => {
            terminal.print(&said);
            Ok(Exit::Clean)
        }
        Err(failure) => {
            terminal.print(&told(&failure, args, terminal));
            Ok(Exit::Found)
        }
    }
}

/// The demo's company with every process in the binary.
fn company() -> Result<Company> {
    let Definitions { processes, calendars, organisation, .. } = Definitions::embedded();
    Ok(Company { organisation: organisation.context("the binary holds no organisation")?, calendars, processes })
}

fn runs(company: &Company, args: &SimulateFaultsArgs, length: Length, terminal: &Terminal) -> Result<String, Failure> {
    let progress = |sum: &Sum| {
        if sum.runs.is_multiple_of(TOLD) {
            terminal.remark(&summary(sum, terminal));
        }
    };
    let sum = seeds(company, args.seed..args.seed.saturating_add(args.seeds), length, Planted::Nothing, &progress)?;
    let verdict =
        terminal.pick("каждый пришел к тому же, к чему он приходит без сбоев", "each came to what it comes to without faults");
    Ok(format!("{}; {verdict}.", summary(&sum, terminal)))
}

fn summary(sum: &Sum, terminal: &Terminal) -> String {
    let Sum { runs, steps, cases, events, letters, faults, ends } = sum;
    terminal.pick(
        format!(
            "прогонов: {runs}; шагов: {steps}, сделок: {cases}, событий: {events}, писем: {letters}, сбоев: {faults}, \
             из них концов процесса: {ends}"
        ),
        format!(
            "{runs} runs; {steps} steps, {cases} cases, {events} events, {letters} letters, {faults} faults, \
             in which the process ended {ends} times"
        ),
    )
}

fn statements(company: &Company, args: &SimulateFaultsArgs, length: Length, terminal: &Terminal) -> Result<String, Failure> {
    let done = every_statement(company, args.seed, length)?;
    let (statements, runs) = (done.statements, done.runs);
    Ok(terminal.pick(
        format!("операторов SQL: {statements}, прогонов: {runs}; конец процесса на любом из них ничего не меняет."),
        format!("{statements} statements, {runs} runs; an end of the process at any of them changes nothing."),
    ))
}

/// What did not hold, and how to see it again.
fn told(failure: &Failure, args: &SimulateFaultsArgs, terminal: &Terminal) -> String {
    let faults: Vec<String> = failure.faults.iter().map(|fault| format!("  {fault}")).collect();
    let again = if args.every_statement { "--every-statement" } else { "--seeds 1" };
    let nodes = if args.two_nodes { " --two-nodes" } else { "" };
    let again = format!("voronka simulate-faults {again} --seed {} --acts {}{nodes}", failure.seed, args.acts);
    let (head, faulty, repeat) =
        terminal.pick(("не выдержал прогон", "сбои", "повторить"), ("this run did not hold, seed", "faults", "to repeat it"));
    format!("{head} {}: {}\n{faulty}:\n{}\n{repeat}: {again}", failure.seed, failure.wrong, faults.join("\n"))
}
