//! The end of a quarantine: what shall not be sent is dropped, and whoever waits for it is told.
//!
//! Absent on purpose: the gate itself; that is the store's.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_core::command::Answer;
use voronka_core::{Actor, Command};
use voronka_definition::Text;
use voronka_store::{Claimed, Dropping, Sending, StoreError};

use crate::answer::Refused;
use crate::door::{Call, Wanted, carry_out};
use crate::engine::Engine;
use crate::inner::Inner;

/// What was dropped at the end of a quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dropped {
    /// How many letters.
    pub letters: u64,
    /// How many requests to other systems; each is an incident of its case.
    pub calls: u64,
}

impl Engine {
    /// Ends the quarantine: what waits is sent from now on, under its identity. With a moment, whatever would have had its turn before
    /// it is dropped: letters are buried, and of each request its case hears that nobody knows what became of it.
    ///
    /// Where this stops in the middle, the quarantine goes on, and it can be ended again.
    ///
    /// # Errors
    /// When the store fails, or a case cannot be told.
    pub async fn end_quarantine(&self, drop_before: Option<DateTime<Utc>>) -> Result<Dropped, StoreError> {
        self.detached(move |inner| async move { end(&inner, drop_before).await }).await?
    }
}

async fn end(inner: &Arc<Inner>, drop_before: Option<DateTime<Utc>>) -> Result<Dropped, StoreError> {
    let Some(before) = drop_before else {
        inner.store.end_quarantine(None).await?;
        return Ok(Dropped::default());
    };
    let why = Text::both(
        "копия базы: это могла уже отправить прежняя",
        "a copy of a database: the original may have sent this already",
    );
    let mut dropped = Dropped::default();
    for claimed in inner.store.calls_before(before).await? {
        tell(inner, &claimed, &why).await?;
        inner.store.bury_waiting(claimed.place, why.get(inner.definitions.world().organisation.locale)).await?;
        dropped.calls += 1;
    }
    let reason = why.get(inner.definitions.world().organisation.locale).to_owned();
    dropped.letters = inner.store.end_quarantine(Some(&Dropping { before, reason })).await?;
    Ok(dropped)
}

/// Tells a case that nobody knows what became of its request. Whoever does not wait for it any more need not hear of it.
async fn tell(inner: &Arc<Inner>, claimed: &Claimed, why: &Text) -> Result<(), StoreError> {
    let Ok(Sending::Call(calling)) = &claimed.body else { return Ok(()) };
    let answer = Answer::Unknown(why.clone());
    let command = Command::AnswerCall { token: calling.token, attempt: calling.attempt, answer };
    match carry_out(inner, Call { wanted: Wanted::Of(claimed.case, command), by: Actor::Engine, key: None }).await {
        Ok(_) | Err(Refused::Rejected(_) | Refused::NotFound | Refused::KeyReused) => Ok(()),
        Err(Refused::Fault(error)) => Err(error),
        Err(Refused::Busy { .. }) => Err(StoreError::Database("the engine is busy".to_owned())),
    }
}
