//! Steps that hold steps, and steps that reach outside: branches side by side, the items of a list, connectors, other processes.

use std::sync::Arc;

use crate::expr::Expr;
use crate::model::people::Role;
use crate::model::route::Route;
use crate::model::step::{Order, Quorum, Step};
use crate::model::work::ResultRule;
use crate::name::{BranchId, ConnectionId, FieldId, ProcessId};
use crate::period::Period;
use crate::text::Text;

/// Named branches side by side. The flow goes on when enough of them have ended; the rest is cancelled.
#[derive(Debug, Clone, PartialEq)]
pub struct Parallel {
    /// Its title for people.
    pub title: Text,
    /// How many must end: all, or a number between 1 and the number of branches.
    pub until: Quorum,
    /// The branches; at least two.
    pub branches: Vec<ParallelBranch>,
}

/// One branch of a parallel step.
#[derive(Debug, Clone, PartialEq)]
pub struct ParallelBranch {
    /// Its name.
    pub id: BranchId,
    /// Its title for people.
    pub title: Text,
    /// Its steps from top to bottom; never empty.
    pub steps: Vec<Step>,
}

/// The same steps for every item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Each {
    /// Its title for people.
    pub title: Text,
    /// The list; its items when the step begins count.
    pub list: FieldId,
    /// What the steps call the item in their expressions.
    pub item: Arc<str>,
    /// Side by side, or in turn.
    pub order: Order,
    /// How many must end; always all in turn.
    pub until: Quorum,
    /// Where the flow goes when the list is empty: next, end, or a jump; `None` where it cannot be empty.
    pub if_empty: Option<Route>,
    /// The steps from top to bottom; never empty.
    pub steps: Vec<Step>,
}

/// A connector does something outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its title for people.
    pub title: Text,
    /// The connection, by its name in the configuration of the installation.
    pub connection: ConnectionId,
    /// What is sent: each key of a JSON object with its expression.
    pub send: Vec<(String, Expr)>,
    /// What the answer sets: each field with the path to its value in the JSON answer.
    pub take: Vec<(FieldId, Vec<String>)>,
    /// How often a failure is tried again.
    pub retry: Retry,
    /// `done` and `failed`, or one of them, or none; without `failed` the last failure is an incident.
    pub results: Vec<ResultRule>,
}

/// How often a failed call is tried again, and after what pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How often at most, the first attempt not counted.
    pub at_most: u32,
    /// The first pause; each further one is twice the one before, up to an hour.
    pub after: Period,
}

/// Another process is started.
#[derive(Debug, Clone, PartialEq)]
pub struct StartCase {
    /// Its title for people.
    pub title: Text,
    /// The process.
    pub process: ProcessId,
    /// Whether what both processes know as the same field is carried over.
    pub same_subject: bool,
    /// Fields of the other process with expressions of this one, in order.
    pub with: Vec<(FieldId, Expr)>,
    /// Who owns the other case; `None` is the owner of this one.
    pub owner: Option<Role>,
    /// Whether the flow waits for the other case to end.
    pub awaits: bool,
    /// Results by the kind of the other's outcome: `won`, `lost`, `transferred`; empty goes on to the next step.
    pub results: Vec<ResultRule>,
}
