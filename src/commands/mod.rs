//! The commands: each reads its arguments, asks other crates, prints results and says how it ended.

mod account;
mod calendar;
mod check;
mod copies;
mod diagram;
mod doctor;
mod explain;
mod export;
mod fsck;
mod lsp;
mod quarantine;
mod schema;
mod serve;
mod simulate;
mod test;
mod token;
mod why;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{AccountCommand, BenchCommand, Command, TokenCommand};
use crate::demo;
use crate::terminal::Terminal;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Clean,
    /// It ran, and found what should not be.
    Found,
    /// It could not run.
    CouldNotRun,
    /// It ended itself because the disk of its database failed; another one may be started on it.
    DiskFailed,
}

impl Exit {
    /// The status for the shell.
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Clean => 0,
            Self::Found => 1,
            Self::CouldNotRun => 2,
            Self::DiskFailed => 3,
        })
    }
}

/// Runs a command.
pub fn run(command: Command, terminal: &Terminal) -> Result<Exit> {
    match command {
        Command::Demo(args) => demo::run(&args, terminal),
        Command::Serve(args) => serve::run(&args, terminal),
        Command::Check(args) => check::run(&args, terminal),
        Command::Test(args) => test::run(&args, terminal),
        Command::Diagram(args) => diagram::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Calendar(command) => calendar::run(&command, terminal),
        Command::Export(command) => export::run(&command, terminal),
        Command::Schema => schema::run(terminal),
        Command::Lsp => lsp::run(terminal),
        Command::Token(TokenCommand::Create(args)) => token::create(&args, terminal),
        Command::Account(AccountCommand::Invite(args)) => account::invite(&args, terminal),
        Command::Why(args) => why::run(&args, terminal),
        Command::Fsck(args) => fsck::run(&args, terminal),
        Command::Backup(args) => copies::backup(&args, terminal),
        Command::Restore(args) => copies::restore(&args, terminal),
        Command::Quarantine(command) => quarantine::run(&command, terminal),
        Command::Doctor(args) => doctor::run(&args, terminal),
        Command::Bench(command) => bench(command, terminal),
        Command::SimulateFaults(args) => simulate::faults(&args, terminal),
        Command::Version => version(terminal),
    }
}

fn version(terminal: &Terminal) -> Result<Exit> {
    terminal.print(&format!("voronka {}", env!("CARGO_PKG_VERSION")));
    Ok(Exit::Clean)
}

fn bench(command: BenchCommand, terminal: &Terminal) -> Result<Exit> {
    match command {
        BenchCommand::Complete(args) => crate::bench::complete(&args, terminal),
        BenchCommand::Timers(args) => crate::bench::timers(&args, terminal),
        BenchCommand::Start(args) => crate::bench::opening::run(&args, terminal),
        BenchCommand::Inbox(args) => crate::bench::lists::run(&args, terminal),
        BenchCommand::Pages(args) => crate::bench::pages::run(&args, terminal),
        BenchCommand::Decide(args) => crate::bench::decide::run(&args, terminal),
        BenchCommand::StartUp(args) => crate::bench::start_up::run(&args, terminal),
    }
}
