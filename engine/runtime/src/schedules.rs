//! Schedules: cases that begin by the calendar. Each occurrence is made up for at most once, and each finished case once.
//!
//! An occurrence is remembered before the next one is planned: a start carries a key, so that a process that ended between the two
//! starts nothing twice. Of occurrences that were missed, the latest is made up for, and the log says how many were not.
//!
//! Absent on purpose: what a started case holds; that is the core's.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use cron::parser::{CronParser, Seconds, Year};
use tracing::{error, info, warn};
use voronka_core::{Actor, CaseId, Instead, Scheduled, Setting, Start, World, scheduled, scheduled_at};
use voronka_definition::model::{Finished, Schedule};
use voronka_definition::name::PersonId;
use voronka_definition::{Locale, Process};
use voronka_store::{Key, Looked, Planned, StoreError};

use crate::answer::Refused;
use crate::door::{Call, Wanted, carry_out};
use crate::inner::Inner;

/// How many finished cases are looked at, or gone on from, in one round.
const BATCH: u32 = 64;
/// How many missed occurrences are counted; further ones are only passed over.
const MISSED_MOST: u32 = 10_000;

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Round {
    /// Cases that began, finished ones that were looked at, schedules that moved on.
    pub(crate) done: u64,
    /// Whether something must wait, because the engine is busy or the database fails.
    pub(crate) left: bool,
}

/// Does what schedules want now, up to a batch. Whoever calls it holds [`Inner::firing`].
pub(crate) async fn round(inner: &Arc<Inner>) -> Result<Round, StoreError> {
    let world = inner.definitions.world();
    plan(inner, &world).await?;
    let mut round = Round::default();
    for planned in inner.store.due_schedules(inner.store.now()).await? {
        let Some((process, schedule)) = found(&world, &planned) else { continue };
        let worked = match &schedule.of {
            None => occur(inner, &world, &planned, process, schedule).await?,
            Some(of) => go_on(inner, &world, &planned, (process, schedule, of)).await?,
        };
        match worked {
            Worked::Some(done) => round.done += done,
            Worked::Left => round.left = true,
            Worked::Over => {
                move_on(inner, &planned, schedule).await?;
                round.done += 1;
            }
        }
    }
    Ok(round)
}

/// How far an occurrence has come.
enum Worked {
    /// Some of it was done, and there may be more.
    Some(u64),
    /// It must wait.
    Left,
    /// It is over.
    Over,
}

fn found<'w>(world: &'w World, planned: &Planned) -> Option<(&'w Arc<Process>, &'w Schedule)> {
    let process = world.processes.get(&planned.process)?;
    Some((process, process.schedules.iter().find(|schedule| schedule.id == planned.schedule)?))
}

/// Plans what is new or was changed, and forgets what is gone.
async fn plan(inner: &Inner, world: &World) -> Result<(), StoreError> {
    let versions: Vec<String> = world.processes.values().map(|process| process.version.to_string()).collect();
    if *inner.planned_for.lock().await == versions {
        return Ok(());
    }
    let known = inner.store.schedules().await?;
    for planned in known.iter().filter(|planned| found(world, planned).is_none()) {
        inner.store.forget_schedule(planned).await?;
    }
    for process in world.processes.values() {
        for schedule in &process.schedules {
            let before = known.iter().find(|known| known.process == process.id && known.schedule == schedule.id);
            plan_one(inner, process, schedule, before).await?;
        }
    }
    inner.other_zones.store(false, Ordering::SeqCst);
    *inner.planned_for.lock().await = versions;
    Ok(())
}

async fn plan_one(inner: &Inner, process: &Process, schedule: &Schedule, before: Option<&Planned>) -> Result<(), StoreError> {
    let now = inner.store.now();
    let plan = plan_of(schedule);
    let Some(next_at) = next_after(schedule, now) else { return Ok(()) };
    let planned = Planned { process: process.id.clone(), schedule: schedule.id.clone(), plan, next_at };
    let same = before.filter(|before| before.plan == planned.plan);
    let Some(before) = same else {
        info!(process.id = %process.id, schedule.id = %schedule.id, schedule.next_at = %next_at, "a schedule was planned");
        return inner.store.plan_schedule(&planned, before.is_some()).await;
    };
    let other_zones = inner.other_zones.load(Ordering::SeqCst);
    // What was missed is made up for first. What is to come comes at another moment where the clock went back, or zones have other
    // rules now; an occurrence that has begun does not begin again.
    let planned = Planned { next_at: if before.next_at <= now { before.next_at } else { next_at }, ..planned };
    if planned.next_at != before.next_at {
        warn!(process.id = %process.id, schedule.id = %schedule.id, schedule.before = %before.next_at, schedule.next_at = %next_at,
            zones.others = other_zones, "a schedule was moved");
    }
    match other_zones || planned != *before {
        true => inner.store.plan_schedule(&planned, other_zones).await,
        false => Ok(()),
    }
}

/// What tells one wording of a schedule from another: when it comes, and which cases it goes on from.
fn plan_of(schedule: &Schedule) -> String {
    format!("{} {} {:?}", schedule.cron, schedule.zone, schedule.of)
}

/// The first occurrence after a moment, in the schedule's zone: across a change of the clocks as the Unix utility does it.
pub(crate) fn next_after(schedule: &Schedule, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    next_of_line(&schedule.cron, schedule.zone, after)
}

/// The first moment of a line of cron after a moment, in this zone; `None` where it is no line, or never comes.
pub(crate) fn next_of_line(line: &str, zone: Tz, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    let cron = parser.parse(line).ok()?;
    let local: DateTime<Tz> = after.with_timezone(&zone);
    let next = cron.find_next_occurrence(&local, false).ok()?.to_utc();
    // Time goes forwards, whatever the clocks on the wall do.
    (next > after).then_some(next)
}

/// The latest occurrence that has come, and how many before it were missed.
fn latest(schedule: &Schedule, planned: &Planned, now: DateTime<Utc>) -> (DateTime<Utc>, u32) {
    let (mut latest, mut missed) = (planned.next_at, 0);
    while missed < MISSED_MOST {
        match next_after(schedule, latest).filter(|next| *next <= now) {
            Some(next) => (latest, missed) = (next, missed + 1),
            None => break,
        }
    }
    (latest, missed)
}

async fn move_on(inner: &Inner, planned: &Planned, schedule: &Schedule) -> Result<(), StoreError> {
    let now = inner.store.now();
    let next = next_after(schedule, now).unwrap_or(now + TimeDelta::days(36_500));
    inner.store.plan_schedule(&Planned { next_at: next, ..planned.clone() }, false).await
}

/// Starts one case for the latest occurrence.
async fn occur(
    inner: &Arc<Inner>,
    world: &World,
    planned: &Planned,
    process: &Process,
    schedule: &Schedule,
) -> Result<Worked, StoreError> {
    let now = inner.store.now();
    let (occurrence, missed) = latest(schedule, planned, now);
    if missed > 0 {
        warn!(process.id = %process.id, schedule.id = %schedule.id, schedule.missed = missed, schedule.at = %occurrence,
            "occurrences were missed; the latest is made up for");
    }
    let setting = Setting { world, now, by: Actor::Engine, fresh: inner.ids.fresh(now, None)? };
    let Scheduled { start, instead } = match scheduled(process, schedule, None, &setting) {
        Ok(scheduled) => scheduled,
        Err(rejection) => {
            error!(process.id = %process.id, schedule.id = %schedule.id, error = %rejection, "a schedule could not start a case");
            return Ok(Worked::Over);
        }
    };
    let key = format!("schedule {}/{} {occurrence}", process.id, schedule.id);
    Ok(match begin(inner, start, key).await? {
        Begun::Yes(case) => {
            info!(process.id = %process.id, schedule.id = %schedule.id, case.id = %case, "a schedule started a case");
            owned_instead(inner, planned, case, instead).await?;
            Worked::Over
        }
        Begun::Left => Worked::Left,
        Begun::No(reason) => {
            error!(process.id = %process.id, schedule.id = %schedule.id, error = reason, "a schedule could not start a case");
            Worked::Over
        }
    })
}

/// Says why a started case is owned by somebody whom its schedule does not name; where nobody decided so, to the administrators.
async fn owned_instead(inner: &Inner, planned: &Planned, case: CaseId, instead: Option<Instead>) -> Result<(), StoreError> {
    let Some(Instead { why, is_makeshift }) = instead else { return Ok(()) };
    warn!(process.id = %planned.process, schedule.id = %planned.schedule, case.id = %case, error = why.get(Locale::En),
        "a schedule names somebody who does not work here");
    if is_makeshift {
        let locale = inner.definitions.world().organisation.locale;
        inner.store.note_makeshift(planned, case, why.get(locale), inner.store.now()).await?;
    }
    Ok(())
}

/// Whether a case began.
enum Begun {
    Yes(CaseId),
    Left,
    No(String),
}

async fn begin(inner: &Arc<Inner>, start: Start, key: String) -> Result<Begun, StoreError> {
    let key = Key { person: PersonId::from("engine"), key, body_hash: "schedule".to_owned() };
    let call = Call { wanted: Wanted::Start(start), by: Actor::Engine, key: Some(key) };
    match carry_out(inner, call).await {
        Ok(executed) => Ok(Begun::Yes(executed.case.id)),
        Err(Refused::Busy { .. }) => Ok(Begun::Left),
        Err(Refused::Fault(fault)) if fault.is_passing() => {
            warn!(error = %fault, "a schedule must wait");
            Ok(Begun::Left)
        }
        Err(refused) => Ok(Begun::No(refused.to_string())),
    }
}

/// Goes on from finished cases: first from those whose moment has come, then looks at those it has not seen.
async fn go_on(
    inner: &Arc<Inner>,
    world: &World,
    planned: &Planned,
    (process, schedule, of): (&Process, &Schedule, &Finished),
) -> Result<Worked, StoreError> {
    let now = inner.store.now();
    let store = &inner.store;
    let unseen = store.unseen_by_schedule(planned, &of.process, of.outcome.as_ref(), BATCH).await?;
    for case in &unseen {
        let looked = Looked::Waits(due_at(inner, world, (process, schedule), *case).await?);
        store.note_looked(planned, *case, looked, None, now).await?;
    }
    if !unseen.is_empty() {
        return Ok(Worked::Some(unseen.len() as u64));
    }
    let ripe = store.ripe_for_schedule(&Planned { next_at: now, ..planned.clone() }, BATCH).await?;
    for case in &ripe {
        match go_on_from(inner, world, planned, (process, schedule), *case).await? {
            Begun::Yes(_) => store.note_looked(planned, *case, Looked::Started, None, now).await?,
            Begun::No(reason) => {
                error!(case.id = %case, schedule.id = %schedule.id, error = reason, "a schedule could not go on from a case");
                store.note_looked(planned, *case, Looked::Failed, Some(&reason), now).await?;
            }
            Begun::Left => return Ok(Worked::Left),
        }
    }
    Ok(if ripe.is_empty() { Worked::Over } else { Worked::Some(ripe.len() as u64) })
}

/// When the schedule wants to go on from a case; never from one that goes on already.
async fn due_at(
    inner: &Arc<Inner>,
    world: &World,
    (process, schedule): (&Process, &Schedule),
    case: CaseId,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let Some(case) = inner.case(case).await?.filter(|case| case.successor.is_none()) else { return Ok(None) };
    let of = inner.definitions.process(&inner.store, &case.process, &case.version).await?;
    // Moments are counted from when the case ended, not from when somebody looks.
    let now = case.finished_at().unwrap_or(case.opened_at);
    let setting = Setting { world, now, by: Actor::Engine, fresh: case.id };
    Ok(scheduled_at(process, schedule, (&of, &case), &setting))
}

async fn go_on_from(
    inner: &Arc<Inner>,
    world: &World,
    planned: &Planned,
    (process, schedule): (&Process, &Schedule),
    id: CaseId,
) -> Result<Begun, StoreError> {
    let Some(case) = inner.case(id).await? else { return Ok(Begun::No("there is no such case".to_owned())) };
    if let Some(successor) = case.successor {
        return Ok(Begun::Yes(successor));
    }
    let of = inner.definitions.process(&inner.store, &case.process, &case.version).await?;
    let now = inner.store.now();
    let setting = Setting { world, now, by: Actor::Engine, fresh: inner.ids.fresh(now, None)? };
    match scheduled(process, schedule, Some((&of, &case)), &setting) {
        Ok(Scheduled { start, instead }) => {
            let begun = begin(inner, start, format!("schedule {}/{} {id}", process.id, schedule.id)).await?;
            if let Begun::Yes(case) = &begun {
                owned_instead(inner, planned, *case, instead).await?;
            }
            Ok(begun)
        }
        Err(rejection) => Ok(Begun::No(rejection.to_string())),
    }
}

#[cfg(test)]
mod tests;
