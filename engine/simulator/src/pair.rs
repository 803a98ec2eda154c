//! Two nodes on one database: whoever takes a step, both do what follows from it, at the same time.
//!
//! They go from moment to moment together, as two do whose clock is the database's: neither is ahead of the other. What one of them has
//! claimed when it ends is free at once; that another waits for that is tried on PostgreSQL.

use chrono::{DateTime, Utc};
use voronka_store::{Store, StoreError};

use crate::life::Life;
use crate::perform::{Unanswered, ask};
use crate::step::{Heard, Step};

/// The most moments on the way of one walk.
const MOMENTS: u32 = 10_000;
/// The most rounds at one moment.
const ROUNDS: u32 = 50;

/// Takes a step at one node, and lets both do what follows from it at that moment.
pub(crate) async fn perform(life: &Life, other: &Life, number: usize, step: &Step) -> Result<Heard, Unanswered> {
    life.store.look_at_clock().await?;
    let heard = match step {
        Step::Walk(to) => walk(life, other, *to).await.map(|()| Heard::Yes)?,
        step => ask(life, number, step).await?,
    };
    settle(life, other).await?;
    Ok(heard)
}

async fn walk(life: &Life, other: &Life, to: DateTime<Utc>) -> Result<(), Unanswered> {
    for _ in 0..MOMENTS {
        settle(life, other).await?;
        let now = life.store.now();
        if now >= to {
            return Ok(());
        }
        let next = life.engine.clock().next_moment().await?.map_or(to, |next| next.min(to));
        life.store.stand_at(next).await?;
    }
    Err(Unanswered("a walk takes too many moments".to_owned()))
}

/// Both do what is due, until neither finds anything: what one leaves because the other has it is done when both have ended.
async fn settle(life: &Life, other: &Life) -> Result<(), Unanswered> {
    for _ in 0..ROUNDS {
        let before = (life.store.clone(), written(&life.store).await?);
        let (ours, theirs) = tokio::join!(life.engine.settle(), other.engine.settle());
        ours?;
        theirs?;
        if written(&before.0).await? == before.1 {
            return Ok(());
        }
    }
    Err(Unanswered("two nodes find something to do at one moment, again and again".to_owned()))
}

/// What changes with everything that is done: the next timer, and the next attempt.
async fn written(store: &Store) -> Result<[Option<DateTime<Utc>>; 2], StoreError> {
    Ok([store.next_timer_at().await?, store.next_attempt_at().await?])
}
