//! Passing on: a letter whose reader went away, or left, after it was written. What needs an answer is told to who stands there now,
//! and to nobody who has left is anything sent.
//!
//! Absent on purpose: who that is; the core decides it, and the history says it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::info;
use voronka_core::notice::{Addressee, Hearer, Message, Notice};
use voronka_core::world::next_in_hours;
use voronka_core::{Actor, Command};
use voronka_definition::name::PersonId;
use voronka_store::{Claimed, Key, StoreError};

use crate::answer::Refused;
use crate::door::{Call, Wanted, carry_out};
use crate::inner::Inner;

/// What is to be done with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// It goes its way, where it is still true.
    Reads,
    /// Others are told in his place, or he has left: nothing is sent.
    Gone,
}

/// Looks whether the reader is there and still the one to read it, and has others told where he is not. Of two letters that waited and
/// say that he was given the same task, the younger one goes.
pub(crate) async fn look(inner: &Arc<Inner>, claimed: &Claimed, notice: &Notice) -> Result<Reader, StoreError> {
    let Addressee::Person(person) = &notice.to else { return Ok(Reader::Reads) };
    let (world, now) = (inner.definitions.world(), inner.store.now());
    let is_active = world.is_active(person);
    let mut is_passed_on = false;
    if let Message::Assigned { task } | Message::Reassigned { task, .. } = &notice.message
        && now - claimed.at > PROMPTLY
        && is_told_again(inner, claimed, task.number).await?
    {
        return Ok(Reader::Gone);
    }
    let asks = matches!(notice.message, Message::Overdue { .. } | Message::DueSoon { .. } | Message::Concern { .. });
    if asks && (!(is_active && world.is_here(person, now)) || is_of_others(inner, claimed, notice).await?) {
        pass(inner, claimed, notice).await?;
        is_passed_on = inner.case(claimed.case).await?.is_some_and(|case| case.passed_on.contains(&notice.number));
    }
    // Who had the place before reads nothing of what went to its new holder.
    is_passed_on |= asks && inner.case(claimed.case).await?.is_some_and(|case| notice.is_stale(&case, now));
    Ok(if is_active && !is_passed_on { Reader::Reads } else { Reader::Gone })
}

/// Whether it is the copy of an owner who has given the deal away, or tells of a task that others have by now.
async fn is_of_others(inner: &Inner, claimed: &Claimed, notice: &Notice) -> Result<bool, StoreError> {
    let case = inner.case(claimed.case).await?;
    Ok(case.is_some_and(|case| notice.is_copy_of_another(&case) || notice.is_of_other_hands(&case)))
}

/// Whether a younger letter that is still to leave says that its reader was given this task, and that is so.
async fn is_told_again(inner: &Inner, claimed: &Claimed, number: u32) -> Result<bool, StoreError> {
    let younger = inner.store.notices_after(claimed).await?;
    let Some(case) = inner.case(claimed.case).await? else { return Ok(false) };
    let is_of_it = |notice: &Notice| match &notice.message {
        Message::Assigned { task } | Message::Reassigned { task, .. } => task.number == number,
        _ => false,
    };
    Ok(younger.iter().any(|notice| is_of_it(notice) && !notice.is_stale(&case, inner.store.now())))
}

/// How much later than it was given a letter still leaves as if at once, however often it was tried: a process that ended at it, or a
/// mail server that was away for a moment, delays nothing until the morning.
const PROMPTLY: TimeDelta = TimeDelta::minutes(15);

/// Until when a letter must wait for its reader's hours; `None` where it may leave. What waited for them is looked at once more, as the
/// calendar, his department or his zone may have changed since its hour was chosen. What was to leave at once and could not, as the mail
/// server or this one was not there, helps nobody at night: it waits as well.
pub(crate) async fn rests(inner: &Arc<Inner>, claimed: &Claimed, notice: &Notice) -> Result<Option<DateTime<Utc>>, StoreError> {
    let Addressee::Person(person) = &notice.to else { return Ok(None) };
    let (world, now) = (inner.definitions.world(), inner.store.now());
    let is_prompt = notice.not_before.is_none() && now - claimed.at <= PROMPTLY;
    if is_prompt || notice.is_urgent(claimed.at) {
        return Ok(None);
    }
    let Some(case) = inner.case(claimed.case).await? else { return Ok(None) };
    let process = inner.definitions.process(&inner.store, &case.process, &case.version).await?;
    let hours = world.business_time_in(person, process.calendar.as_ref(), case.direction());
    // What asks for something has been passed on, or nobody else is there; the rest is read when he is back.
    let at = if asks(&notice.message) { next_in_hours(hours, now) } else { world.next_at_work(person, hours, now) };
    Ok(Some(at).filter(|at| *at > now))
}

/// Whether somebody is to act on it; owners and watchers only hear of it.
pub(crate) fn asks(message: &Message) -> bool {
    match message {
        Message::Overdue { as_whom, .. } | Message::DueSoon { as_whom, .. } => {
            !matches!(as_whom, Hearer::Owner | Hearer::Watcher)
        }
        Message::Concern { matter, .. } => matter.person().is_some(),
        _ => false,
    }
}

/// The case decides who hears of it. The key lets this be repeated where the process ends before the letter is settled.
async fn pass(inner: &Arc<Inner>, claimed: &Claimed, notice: &Notice) -> Result<(), StoreError> {
    let case = inner.case(claimed.case).await?;
    if case.is_none_or(|case| case.passed_on.contains(&notice.number)) {
        return Ok(());
    }
    let key = Key {
        person: PersonId::from("engine"),
        key: format!("pass {}-{}-{}", claimed.case, notice.number, claimed.attempt),
        body_hash: "pass".to_owned(),
    };
    let command = Command::PassOn { notice: Box::new(notice.clone()) };
    let call = Call { wanted: Wanted::Of(claimed.case, command), by: Actor::Engine, key: Some(key) };
    match carry_out(inner, call).await {
        Ok(_) => Ok(()),
        Err(Refused::Fault(error)) => Err(error),
        // It is looked at again with the next attempt; until then the letter goes its way.
        Err(refused) => {
            info!(case.id = %claimed.case, notice.number = notice.number, error = %refused, "a letter was not passed on");
            Ok(())
        }
    }
}
