//! The failpoint that every statement, beginning and commit of a store passes: for simulations, which let the statement of a number
//! fail, or the process end there. A store that was opened in the usual way has none, and asks one `Option` a statement.
//!
//! A process that has ended runs no further statement: all of them fail. What it had not committed is rolled back by whoever drops
//! the transaction, as the database does when it loses a connection.
//!
//! Absent on purpose: which faults are tried, and what must hold afterwards.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::StoreError;

/// On which side of a statement something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The statement is not run.
    Before,
    /// It is run, and nobody learns of it.
    After,
}

/// What happens at a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blow {
    /// The database gives an error, and works on.
    Fails,
    /// The process ends: nothing more is written.
    Ends,
}

/// A fault that is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// At which statement from when it is planned, from 1.
    pub at: u64,
    /// On which side of it.
    pub side: Side,
    /// What happens there.
    pub blow: Blow,
}

/// What all statements of a store pass.
#[derive(Debug, Default)]
pub struct Failpoint(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    planned: Option<Fault>,
    /// Statements since the plan.
    passed: u64,
    /// The fault that happened, and at which statement.
    struck: Option<(Fault, String)>,
    ended: bool,
}

impl Failpoint {
    /// One at which nothing is planned.
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Plans a fault, counted from now; what was planned before is forgotten.
    pub fn plan(&self, fault: Fault) {
        let mut state = self.state();
        *state = State { planned: Some(fault), ended: state.ended, ..State::default() };
    }

    /// Takes the plan back. A process that has ended stays so.
    pub fn forget(&self) {
        self.state().planned = None;
    }

    /// How many statements have passed since the last plan, or ever where there was none.
    pub fn passed(&self) -> u64 {
        self.state().passed
    }

    /// The fault that happened since this was asked last, and at which statement.
    pub fn take_struck(&self) -> Option<(Fault, String)> {
        self.state().struck.take()
    }

    /// Whether the process has ended.
    pub fn has_ended(&self) -> bool {
        self.state().ended
    }

    /// Asks before a statement whether it is run.
    pub(crate) fn before<'a>(failpoint: Option<&'a Self>, sql: &str) -> Result<Passing<'a>, StoreError> {
        let Some(failpoint) = failpoint else { return Ok(Passing(None)) };
        let mut state = failpoint.state();
        if state.ended {
            return Err(gone());
        }
        state.passed += 1;
        let Some(fault) = state.planned.filter(|fault| fault.at == state.passed) else { return Ok(Passing(None)) };
        state.planned = None;
        state.struck = Some((fault, sql.to_owned()));
        if fault.side == Side::After {
            return Ok(Passing(Some((failpoint, fault.blow))));
        }
        Err(state.take(fault.blow))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, blow: Blow) -> StoreError {
        self.ended |= blow == Blow::Ends;
        if self.ended { gone() } else { StoreError::Database("a planned fault".to_owned()) }
    }
}

/// A statement on its way.
pub(crate) struct Passing<'a>(Option<(&'a Failpoint, Blow)>);

impl Passing<'_> {
    /// Says that it was run; whether its answer is heard.
    pub(crate) fn after(self) -> Result<(), StoreError> {
        self.0.map_or(Ok(()), |(failpoint, blow)| Err(failpoint.state().take(blow)))
    }
}

fn gone() -> StoreError {
    StoreError::Database("the process has ended".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of five statements: whether each was run, and whether its answer was heard.
    fn five(failpoint: &Failpoint) -> [(bool, bool); 5] {
        std::array::from_fn(|_| match Failpoint::before(Some(failpoint), "SELECT 1") {
            Ok(passing) => (true, passing.after().is_ok()),
            Err(_) => (false, false),
        })
    }

    #[test]
    fn a_fault_strikes_at_its_statement_and_an_end_is_the_end() {
        let (good, bad, unheard) = ((true, true), (false, false), (true, false));
        let table = [
            (Side::Before, Blow::Fails, [good, good, bad, good, good]),
            (Side::After, Blow::Fails, [good, good, unheard, good, good]),
            (Side::Before, Blow::Ends, [good, good, bad, bad, bad]),
            (Side::After, Blow::Ends, [good, good, unheard, bad, bad]),
        ];
        for (side, blow, expected) in table {
            let failpoint = Failpoint::new();
            assert_eq!(five(&failpoint), [good; 5], "nothing is planned");
            failpoint.plan(Fault { at: 3, side, blow });
            assert_eq!(five(&failpoint), expected, "{side:?}, {blow:?}");
            assert_eq!(failpoint.take_struck(), Some((Fault { at: 3, side, blow }, "SELECT 1".to_owned())));
            assert_eq!(failpoint.has_ended(), blow == Blow::Ends);
        }
    }
}
