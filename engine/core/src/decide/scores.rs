//! Scores: points that things give, and the computed fields that hold their sums.

use voronka_definition::name::{ResultId, SignalName};

use crate::decide::Draft;
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    /// The signals that give points.
    pub(crate) fn scored_signals(&self) -> Vec<SignalName> {
        Vec::new()
    }

    pub(crate) fn fire_points(&mut self, number: u32) -> Result<(), Rejection> {
        let _ = number;
        Err(refuse::timer_gone())
    }
}
