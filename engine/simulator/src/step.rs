//! A step of a run: something that somebody does, or time that passes.

use chrono::{DateTime, Utc};
use voronka_core::{Actor, CaseId, Command, HandTask, Start};
use voronka_definition::name::PersonId;
use voronka_definition::organisation::Absence;
use voronka_runtime::{Key, Wishes};

/// A step.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A case begins.
    Start(Start, PersonId),
    /// A task without a deal is made.
    Errand(HandTask, PersonId),
    /// A command is given.
    Tell(CaseId, Command, Actor),
    /// An absence is entered.
    Away(Absence, PersonId),
    /// Somebody wishes his letters in another way.
    Wish(PersonId, Wishes),
    /// Time passes, and everything happens at its moment.
    Walk(DateTime<Utc>),
    /// Time passes while the server is down: everything happens late.
    Sleep(DateTime<Utc>),
}

/// What a step was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    /// What happened, as the history has it.
    Done(Vec<String>),
    /// A refusal, by its code.
    Refused(String),
    /// Nothing more than that it is done.
    Yes,
}

impl Step {
    /// The key under which it is asked for, however often.
    pub(crate) fn key(&self, number: usize) -> Option<Key> {
        let person = match self {
            Self::Start(_, by) | Self::Errand(_, by) | Self::Tell(_, _, Actor::Person(by)) => by.clone(),
            Self::Tell(_, _, Actor::Engine) => "engine".into(),
            _ => return None,
        };
        Some(Key { person, key: format!("step {number}"), body_hash: format!("{number}") })
    }
}
