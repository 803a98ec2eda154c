//! `simulate-faults`: how many runs, and how long they are.

use clap::Args;

/// `simulate-faults`.
#[derive(Debug, Clone, Args)]
pub struct SimulateFaultsArgs {
    /// How many runs; each follows from a seed of its own
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// How many things people do in a run
    #[arg(long, default_value_t = 20, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub acts: u32,
    /// Let two nodes work on the same database, of which one ends
    #[arg(long)]
    pub two_nodes: bool,
    /// Instead of random faults, let the process end at every single statement of the run of the first seed, one run for each
    #[arg(long, conflicts_with = "seeds")]
    pub every_statement: bool,
}
