//! `bench`: what is measured, and how.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `bench`.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// How many tasks a second are completed durably, beside the rate of bare group commits on the same disk
    Complete(BenchCompleteArgs),
    /// How fast timers are fired that fell due at once while the server was down for eight hours, and how long people wait meanwhile
    Timers(BenchTimersArgs),
    /// How many deals a second are opened durably
    Start(BenchStartArgs),
    /// How long people wait for their lists with many tasks open
    Inbox(BenchInboxArgs),
    /// How long people wait for their pages over HTTP in a company with many deals, and what the pages weigh
    Pages(BenchPagesArgs),
    /// How many commands the pure core decides a second, on one thread
    Decide(BenchDecideArgs),
    /// How long the server takes to be ready, and its memory then
    StartUp(BenchStartUpArgs),
}

/// `bench start`.
#[derive(Debug, Clone, Args)]
pub struct BenchStartArgs {
    /// How many people open deals at once
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub clients: u32,
    /// How many deals they open
    #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub starts: u32,
    /// How many cases are open before
    #[arg(long, default_value_t = 0, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub cases: u32,
    /// Folder for the database [default: the folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Measure PostgreSQL: the server on which a database is made for this run and dropped after it
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<String>,
}

/// `bench inbox`.
#[derive(Debug, Clone, Args)]
pub struct BenchInboxArgs {
    /// How many tasks are open
    #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub tasks: u32,
    /// Folder for the database [default: the folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Measure PostgreSQL: the server on which a database is made for this run and dropped after it
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<String>,
}

/// `bench pages`.
#[derive(Debug, Clone, Args)]
pub struct BenchPagesArgs {
    /// How many deals are open
    #[arg(long, default_value_t = 20_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub deals: u32,
    /// How many tasks each of them has besides those of its process
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub tasks: u32,
    /// How many managers have them
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub people: u32,
    /// How often each page is asked for
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub reads: u32,
    /// Folder for the database [default: the folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Measure PostgreSQL: the server on which a database is made for this run and dropped after it
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<String>,
}

/// `bench decide`.
#[derive(Debug, Clone, Args)]
pub struct BenchDecideArgs {
    /// How long to measure
    #[arg(long, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub seconds: u32,
}

/// `bench start-up`.
#[derive(Debug, Clone, Args)]
pub struct BenchStartUpArgs {
    /// How many cases are open
    #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub cases: u32,
    /// Folder for the database; its disk is what is measured [default: the folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// `bench complete`.
#[derive(Debug, Clone, Args)]
pub struct BenchCompleteArgs {
    /// How many people complete tasks at once
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub clients: u32,
    /// How long to measure
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub seconds: u32,
    /// How many cases are open
    #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub cases: u32,
    /// Measure over HTTP too
    #[arg(long)]
    pub http: bool,
    /// Folder for the database; its disk is what is measured [default: the folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Measure PostgreSQL: the server on which a database is made for this run and dropped after it, as postgres://user@host/postgres
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<String>,
}

/// `bench timers`.
#[derive(Debug, Clone, Args)]
pub struct BenchTimersArgs {
    /// How many timers are due
    #[arg(long, default_value_t = 100_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub timers: u32,
    /// How many managers have the tasks
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub people: u32,
    /// How many people complete tasks meanwhile, over HTTP
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub clients: u32,
    /// How many tasks they complete a second, all together; 0 for as many as the answers allow
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub rate: u32,
    /// Folder for the database; its disk is what is measured [default: the folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Measure PostgreSQL: the server on which a database is made for this run and dropped after it
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<String>,
    /// How many nodes fire them, on PostgreSQL; all in this process
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=16), requires = "database")]
    pub nodes: u32,
}
