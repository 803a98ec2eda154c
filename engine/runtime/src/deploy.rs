//! Deploying processes and loading the organisation.

use std::sync::Arc;

use voronka_definition::{Diagnostics, Finding, Process};
use voronka_store::StoreError;

/// A process that new cases run from now on.
#[derive(Debug, Clone)]
pub struct Deployed {
    /// The process.
    pub process: Arc<Process>,
    /// Warnings.
    pub warnings: Vec<Finding>,
    /// Whether this version is new to the database, or was not the latest.
    pub changed: bool,
}

/// Why nothing was deployed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DeployError {
    /// The file has mistakes.
    #[error(transparent)]
    Findings(#[from] Diagnostics),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
