//! A part of somebody's portfolio for somebody else: what would happen to a deal and its tasks, were it handed over now. The handing
//! over itself is a command like any other, one for each deal.

use std::sync::Arc;

use voronka_core::{Actor, CaseId, Command, Setting, decide};
use voronka_definition::Text;
use voronka_definition::name::PersonId;

use crate::answer::Refused;
use crate::engine::Engine;

/// A task that would come into other hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passing {
    /// Its number in the case.
    pub number: u32,
    /// Its title.
    pub title: Text,
    /// Who would have it, or may take it.
    pub to: Vec<PersonId>,
}

impl Engine {
    /// The tasks of a deal that would come into other hands if this person became its owner: the command is decided and not
    /// committed.
    ///
    /// # Errors
    /// When it would be refused, or the store fails.
    pub async fn preview_owner(
        &self,
        case: CaseId,
        to: &PersonId,
        comment: &str,
        by: &PersonId,
    ) -> Result<Vec<Passing>, Refused> {
        let inner = &self.inner;
        let found = inner.case(case).await?.ok_or(Refused::NotFound)?;
        let process = inner.definitions.process(&inner.store, &found.process, &found.version).await?;
        let (world, now) = (inner.definitions.world(), inner.store.now());
        let fresh = inner.ids.fresh(now, None)?;
        let setting = Setting { world: &world, now, by: Actor::Person(by.clone()), fresh };
        let command = Command::ChangeOwner { person: to.clone(), comment: comment.to_owned() };
        let after = decide(&process, Arc::clone(&found), &command, &setting)?.case;
        let other = |number: &u32| {
            after.tasks.get(number).filter(|task| Some(&task.holder) != found.tasks.get(number).map(|task| &task.holder))
        };
        let passing = |number: &u32| {
            other(number).map(|task| Passing { number: *number, title: task.title.clone(), to: task.holder.everybody().to_vec() })
        };
        Ok(after.tasks.keys().filter_map(passing).collect())
    }
}
