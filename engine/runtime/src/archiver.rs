//! The archiver: finished cases leave the working tables when their process says so, and go for good when it says that.
//!
//! A round takes a bounded number of cases, each in a transaction of its own, so that the writer serves others in between. Each of
//! them is in the archive afterwards, or waits for a day: one that cannot leave is in nobody's way, and every round gets further. The
//! newest version of a process decides about all its cases.
//!
//! Absent on purpose: what the archive holds; that is the store's.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{debug, error, info, warn};
use voronka_core::access::Horizon;
use voronka_core::{Actor, CaseId, Rejection, RejectionKind, World};
use voronka_definition::model::{Archive, Finished};
use voronka_definition::name::{OutcomeId, ProcessId, ScheduleId};
use voronka_definition::{Locale, Process, Text};
use voronka_store::{Leaving, Moved, Needed, StoreError};

use crate::answer::Refused;
use crate::door::panicked;
use crate::inner::Inner;

/// How many cases leave, and how many go for good, in one round.
const BATCH: u32 = 64;
/// After how long a case that could not leave is looked at again.
const LOOK_AGAIN: TimeDelta = TimeDelta::days(1);
/// The same after a fault of the database, which may be over by then.
const TRY_AGAIN: TimeDelta = TimeDelta::minutes(10);
/// How long a running clock rests after a round that found nothing: what is days old can wait a minute.
const REST: TimeDelta = TimeDelta::minutes(1);

/// The code of the refusal of a command on an archived case.
pub(crate) const ARCHIVED: &str = "archived";

/// When nothing was found last.
#[derive(Debug, Default)]
pub(crate) struct Rest(Mutex<Option<DateTime<Utc>>>);

impl Rest {
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Before it only where the clock went back.
        last.is_none_or(|last| now < last || now >= last + REST)
    }

    fn begins(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }
}

/// A process whose finished cases are not kept for ever where they are.
struct Rule<'w> {
    process: &'w Process,
    archive: Archive,
}

fn rules(world: &World) -> impl Iterator<Item = Rule<'_>> {
    world.processes.values().filter_map(|process| Some(Rule { process, archive: process.archive? }))
}

/// A round of a running clock, unless it rests; how many cases were worked on. Whoever calls it holds [`Inner::firing`].
pub(crate) async fn now_and_then(inner: &Inner) -> Result<u64, StoreError> {
    let now = inner.store.now();
    if inner.store.reads().standing().is_none() && !inner.archive_rests.is_over(now) {
        return Ok(0);
    }
    let done = round(inner).await?;
    if done == 0 {
        inner.archive_rests.begins(now);
    }
    Ok(done)
}

/// Lets cases leave, and removes archived ones, up to a batch of each process; how many were worked on. Whoever calls it holds
/// [`Inner::firing`].
pub(crate) async fn round(inner: &Inner) -> Result<u64, StoreError> {
    let (world, now) = (inner.definitions.world(), inner.store.now());
    let mut done = 0;
    for Rule { process, archive } in rules(&world) {
        done += leave(inner, &world, process, archive).await?;
        if let Some(ended_by) = archive.goes_if_ended_by(now) {
            let removed = inner.store.remove_archived(&process.id, ended_by, BATCH).await?;
            if removed > 0 {
                info!(process.id = %process.id, cases = removed, "archived cases were removed for good");
            }
            done += removed;
        }
    }
    Ok(done)
}

async fn leave(inner: &Inner, world: &World, process: &Process, archive: Archive) -> Result<u64, StoreError> {
    let now = inner.store.now();
    let leaving = inner.store.leaving(&process.id, archive.leaves_if_ended_by(now), now, BATCH).await?;
    let (mut moved, mut done) = (0, 0);
    for one in &leaving {
        match one_leaves(inner, one, &schedules_of(world, &process.id, &one.outcome)).await? {
            Moved::Yes => (moved, done) = (moved + 1, done + 1),
            Moved::Waits(_) => done += 1,
            Moved::Missed => {}
        }
    }
    if moved > 0 {
        info!(process.id = %process.id, cases = moved, "finished cases went to the archive");
    }
    Ok(done)
}

/// The schedules that go on from cases of a process that ended so: each has to look at one before it leaves.
fn schedules_of(world: &World, id: &ProcessId, outcome: &OutcomeId) -> Vec<(ProcessId, ScheduleId)> {
    let all = world.processes.values().flat_map(|process| process.schedules.iter().map(move |schedule| (process, schedule)));
    let theirs = all.filter(|(_, schedule)| {
        let is_meant = |of: &Finished| of.process == *id && of.outcome.as_ref().is_none_or(|wanted| wanted == outcome);
        schedule.of.as_ref().is_some_and(is_meant)
    });
    theirs.map(|(process, schedule)| (process.id.clone(), schedule.id.clone())).collect()
}

/// One case. What is wrong with it is its own affair: it waits, and the others leave.
async fn one_leaves(inner: &Inner, leaving: &Leaving, schedules: &[(ProcessId, ScheduleId)]) -> Result<Moved, StoreError> {
    let (case, now) = (leaving.case, inner.store.now());
    // No command of this node is decided meanwhile on what the case was.
    let Some(_turn) = inner.turns.turn(case).await else { return Ok(Moved::Missed) };
    let until = now + LOOK_AGAIN;
    match moved(inner, leaving, schedules, (now, until)).await {
        Ok(Moved::Yes) => {
            inner.cases.forget(case);
            debug!(case.id = %case, "went to the archive");
            Ok(Moved::Yes)
        }
        Ok(Moved::Waits(needed)) => {
            debug!(case.id = %case, archive.needed = ?needed, "is still needed, and does not go to the archive yet");
            Ok(Moved::Waits(needed))
        }
        Ok(Moved::Missed) => Ok(Moved::Missed),
        Err(fault @ (StoreError::DiskFull | StoreError::DiskFailed | StoreError::Closed)) => Err(fault),
        Err(fault) if fault.is_passing() => {
            warn!(case.id = %case, error = %fault, "could not go to the archive, and is looked at again later");
            inner.store.let_wait(case, now + TRY_AGAIN).await?;
            Ok(Moved::Waits(Needed::Incident))
        }
        Err(fault) => {
            error!(case.id = %case, error = %fault, "cannot go to the archive");
            inner.store.note_unarchived(case, &fault.to_string(), now, until).await?;
            Ok(Moved::Waits(Needed::Incident))
        }
    }
}

/// Moves a case in a task of its own: what cannot even be replayed ends that, and not the scheduler.
async fn moved(
    inner: &Inner,
    leaving: &Leaving,
    schedules: &[(ProcessId, ScheduleId)],
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Moved, StoreError> {
    let (store, one, schedules) = (inner.store.clone(), leaving.clone(), schedules.to_vec());
    let task = tokio::spawn(async move { store.archive(&one, &schedules, now, until).await });
    match task.await {
        Ok(moved) => moved,
        Err(error) if error.is_panic() => Err(panicked(Some(leaving.case), error.into_panic().as_ref())),
        Err(_) => Err(StoreError::Closed),
    }
}

/// When something of the archive is to be done next, be it past.
pub(crate) async fn next_moments(inner: &Inner) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let (world, now) = (inner.definitions.world(), inner.store.now());
    let mut moments = Vec::new();
    for Rule { process, archive } in rules(&world) {
        let days = |days: u32| TimeDelta::days(i64::from(days));
        moments.extend(inner.store.first_end(&process.id).await?.map(|ended| ended + days(archive.after_days)));
        moments.extend(inner.store.first_wait(&process.id, now).await?);
        if let Some(keep) = archive.keep_days {
            moments.extend(inner.store.first_archived_end(&process.id).await?.map(|ended| ended + days(keep)));
        }
    }
    Ok(moments)
}

/// How a command on a case that is not among the working ones is refused: whoever may see it in the archive is told that it is there.
pub(crate) async fn refused(inner: &Inner, id: CaseId, by: &Actor) -> Result<Refused, StoreError> {
    let Some(since) = inner.store.reads().archived_since(id).await? else { return Ok(Refused::NotFound) };
    let world = inner.definitions.world();
    if let Actor::Person(person) = by {
        let horizon = Horizon::of(&world, person, inner.store.now());
        let case = inner.store.reads().case(id).await?;
        if !case.is_some_and(|case| horizon.sees(&case)) {
            return Ok(Refused::NotFound);
        }
    }
    let day = since.with_timezone(&world.organisation.time_zone).date_naive();
    let [ru, en] = [Locale::Ru, Locale::En].map(|locale| voronka_core::words::day(day, locale));
    Ok(Refused::Rejected(Rejection::new(
        RejectionKind::Conflict,
        ARCHIVED,
        Text::both("сделка, которая не в архиве", "a deal that is not in the archive"),
        Text::both(
            format!("сделка в архиве с {ru}: прочитать ее можно, изменить — нет"),
            format!("a deal that has been in the archive since {en}: it can be read, not changed"),
        ),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_clock_rests_for_a_minute_and_not_where_it_went_back() {
        let rest = Rest::default();
        let now = DateTime::UNIX_EPOCH;
        assert!(rest.is_over(now), "nothing was looked for yet");
        rest.begins(now);
        for (seconds, expected) in [(0, false), (59, false), (60, true), (-1, true)] {
            assert_eq!(rest.is_over(now + TimeDelta::seconds(seconds)), expected, "{seconds}");
        }
    }
}
