//! Digests: when each person's next one comes, and what is in it.
//!
//! A digest comes on the working days of its reader only: at a moment of his line of cron, else when he begins to work. Where it holds
//! escalations it comes on every working day, also on those that the line leaves out: nobody hears of lateness a month later. Of moments
//! that were missed the latest is made up for, in his working time. There is one a day at most. What the clocks leave out or repeat
//! is as in [`crate::schedules`].
//!
//! Absent on purpose: words.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use tracing::{error, info, warn};
use voronka_core::World;
use voronka_core::access::Horizon;
use voronka_core::world::{first_moment, next_in_hours};
use voronka_definition::calendar::BusinessTime;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::Absence;
use voronka_store::{
    Attempt, Digest, DigestEnd, Lease, Letter, PAGE_MOST, Pace, PageRequest, StoreError, TaskFilter, TaskRecord, TaskStatus,
    Wishes,
};

use crate::bundle::{self, Sorted};
use crate::courier::Overview;
use crate::dispatcher::{Tried, days_at_work, judged, lease};
use crate::inner::Inner;
use crate::schedules::next_of_line;

/// How many moments are looked through for one on a working day.
const LOOKED_THROUGH: u32 = 2_000;
/// How late a digest may come outside of its reader's working time.
const LATE: TimeDelta = TimeDelta::minutes(15);
/// How many pages of tasks an overview is read from at most.
const PAGES: u32 = 10;

/// The first moment after this one at which a digest comes.
pub(crate) fn next_after(world: &World, person: &PersonId, wishes: &Wishes, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let wished = next_wished(world, person, wishes, after)?;
    let line = wishes.cron.as_deref().filter(|_| wishes.escalations == Pace::Digest);
    let left_out = line.and_then(|line| next_left_out(world, person, line, (after, wished)));
    Some(left_out.unwrap_or(wished))
}

/// The first beginning of work between two moments on a day on which a line of cron never comes.
fn next_left_out(
    world: &World,
    person: &PersonId,
    line: &str,
    (after, until): (DateTime<Utc>, DateTime<Utc>),
) -> Option<DateTime<Utc>> {
    let time = world.business_time(person, None);
    let comes_on = |day: NaiveDate| {
        let before = first_moment(day, time.zone) - TimeDelta::seconds(1);
        next_of_line(line, time.zone, before).is_some_and(|at| time.date(at) == day)
    };
    let next = |at: &DateTime<Utc>| Some(next_morning(&time, *at)).filter(|next| next > at);
    let mut mornings = std::iter::successors(next(&after), next).take(LOOKED_THROUGH as usize).take_while(|at| *at < until);
    mornings.find(|at| world.is_absent(person, *at).is_none() && !comes_on(time.date(*at)))
}

fn next_wished(world: &World, person: &PersonId, wishes: &Wishes, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let time = world.business_time(person, None);
    let mut at = after;
    for _ in 0..LOOKED_THROUGH {
        at = match &wishes.cron {
            Some(line) => next_of_line(line, time.zone, at)?,
            None => next_morning(&time, at),
        };
        if at <= after {
            return None;
        }
        if time.is_working_day(time.date(at)) && world.is_absent(person, at).is_none() {
            return Some(at);
        }
    }
    None
}

/// When work next begins: not when it goes on after a break.
fn next_morning(time: &BusinessTime<'_>, after: DateTime<Utc>) -> DateTime<Utc> {
    let opening = time.next_opening(after);
    let is_morning = opening > after && time.date(time.prev_closing(after)) < time.date(opening);
    if is_morning { opening } else { time.next_opening(time.end_of_business_day(after)) }
}

/// Sends the digests whose moment has come; how many attempts were made. Whoever calls it holds [`Inner::delivering`].
pub(crate) async fn round(inner: &Arc<Inner>, token: &str) -> Result<u64, StoreError> {
    let now = inner.store.now();
    let world = inner.definitions.world();
    plan(inner, &world).await?;
    let_go(inner, &world, now).await?;
    let due = inner.store.due_digests(now).await?;
    if due.is_empty() || !crate::wave::look(inner).await?.notices {
        return Ok(0);
    }
    let mut tried = 0;
    for digest in due {
        if inner.is_closing() {
            break;
        }
        tried += u64::from(work(inner, &world, &digest, &lease(token, inner.store.now())).await?);
    }
    Ok(tried)
}

/// In another world digests come at other moments: those that are still to come are planned anew.
async fn plan(inner: &Inner, world: &Arc<World>) -> Result<(), StoreError> {
    let mut planned_for = inner.digests_for.lock().await;
    if planned_for.as_ref().is_some_and(|known| Arc::ptr_eq(known, world)) {
        return Ok(());
    }
    let now = inner.store.now();
    for digest in inner.store.digests().await? {
        if digest.next_at <= now || digest.under_way.is_some() {
            continue;
        }
        let wishes = inner.store.reads().wishes(&digest.person).await?;
        if let Some(next_at) = next_after(world, &digest.person, &wishes, now).filter(|next_at| *next_at != digest.next_at) {
            inner.store.plan_digest(&digest.person, next_at, now).await?;
        }
    }
    *planned_for = Some(Arc::clone(world));
    Ok(())
}

/// Escalations do not wait for the digest of who is away before it comes. They leave in his hours, today where he still works; then, if he
/// is away by that hour, they are passed on to who stands there.
async fn let_go(inner: &Inner, world: &World, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut away = Vec::new();
    let mut hours: BTreeMap<DateTime<Utc>, Vec<PersonId>> = BTreeMap::new();
    for digest in inner.store.digests().await? {
        let time = world.business_time(&digest.person, None);
        let (first, last) = (time.date(now), time.date(digest.next_at));
        let is_between = |absence: &&Absence| absence.from <= last && first <= absence.to;
        if world.organisation.absences.iter().filter(|absence| absence.person == digest.person).any(|one| is_between(&one)) {
            hours.entry(next_in_hours(time, now)).or_default().push(digest.person.clone());
            away.push(digest.person);
        }
    }
    inner.away.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&away);
    for (hour, people) in hours {
        if inner.store.release_escalations(&people, hour).await? > 0 {
            info!(people = people.len(), at = %hour, "escalations do not wait for digests that come after an absence");
        }
    }
    Ok(())
}

/// Whether an attempt was made.
async fn work(inner: &Arc<Inner>, world: &World, digest: &Digest, lease: &Lease) -> Result<bool, StoreError> {
    let now = inner.store.now();
    let person = &digest.person;
    let wishes = inner.store.reads().wishes(person).await?;
    let time = world.business_time(person, None);
    let next_at = next_after(world, person, &wishes, now).unwrap_or(now + TimeDelta::days(36_500));
    let today = time.date(now).to_string();
    if digest.under_way.is_none() {
        let is_work = time.is_working_day(time.date(now)) && world.is_absent(person, now).is_none();
        if !is_work || digest.day.as_ref() == Some(&today) || !world.is_active(person) {
            inner.store.plan_digest(person, next_at, now).await?;
            return Ok(false);
        }
        if now - digest.next_at > LATE && !time.is_open(now) {
            inner.store.plan_digest(person, time.next_opening(now).max(now + TimeDelta::seconds(1)), now).await?;
            return Ok(false);
        }
    }
    if digest.under_way.is_some() && !time.is_open(now) && world.is_active(person) {
        // The mail server was not there in the morning: nobody is woken by the next attempt.
        inner.store.plan_digest(person, time.next_opening(now).max(now + TimeDelta::seconds(1)), now).await?;
        return Ok(false);
    }
    let (identity, day) = match &digest.under_way {
        Some(identity) => (identity.clone(), day_of(identity).unwrap_or(today)),
        None => (identity_of(person, &today), today),
    };
    let away = inner.away.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(rows) = inner.store.begin_digest(digest, &identity, lease, (now, &away)).await? else { return Ok(false) };
    let sorted = bundle::sort(inner, rows, lease).await?;
    let overview = if wishes.morning { overview(inner, world, person, now).await? } else { Overview::default() };
    let over = |letter: Option<Letter>, error| {
        let letter = letter.map(Box::new);
        DigestEnd::Over { day: day.clone(), next_at, letter, error }
    };
    if sorted.told.is_empty() && overview.is_empty() {
        end(inner, digest, (&sorted, &Attempt::Dropped), lease, &over(None, None)).await?;
        return Ok(false);
    }
    let outcome = bundle::deliver(inner, &identity, &sorted, Some((person.clone(), overview))).await?;
    if bundle::is_unwritable(&outcome) {
        warn!(letter.identity = identity, "a digest could not be written; each of its notices goes alone");
        inner.store.dissolve(&identity, now).await?;
        let nothing = Sorted { parcels: Vec::new(), more: 0, told: Vec::new(), dropped: Vec::new() };
        let reason = outcome.err().map(|error| error.to_string());
        end(inner, digest, (&nothing, &Attempt::Dropped), lease, &over(None, reason)).await?;
        return Ok(true);
    }
    let tried = Tried { attempt: digest.attempts + 1, days: days_since(world, person, &day, now) };
    let attempt = judged(outcome, tried, inner.store.now());
    finish(inner, digest, &sorted, lease, attempt, over).await?;
    Ok(true)
}

/// On how many days of work a digest has been tried: since its own, whenever its next attempt was planned.
fn days_since(world: &World, person: &PersonId, day: &str, now: DateTime<Utc>) -> usize {
    let day = day.parse::<NaiveDate>().ok();
    day.map_or(0, |day| days_at_work(world, person, day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(12), now))
}

async fn finish(
    inner: &Arc<Inner>,
    digest: &Digest,
    sorted: &Sorted,
    lease: &Lease,
    attempt: Attempt,
    over: impl FnOnce(Option<Letter>, Option<String>) -> DigestEnd,
) -> Result<(), StoreError> {
    match attempt {
        Attempt::Sent(letter) | Attempt::Kept(letter) if sorted.told.is_empty() => {
            info!(letter.message_id = letter.message_id, "sent a digest");
            end(inner, digest, (sorted, &Attempt::Dropped), lease, &over(Some(letter), None)).await
        }
        Attempt::Postponed { until, ref reason, .. } => {
            warn!(digest.person = %digest.person, digest.next_attempt_at = %until, error = reason, "a digest must wait");
            end(inner, digest, (sorted, &attempt), lease, &DigestEnd::Again { at: until, error: reason.clone() }).await
        }
        Attempt::Buried { reason, letter } => {
            error!(digest.person = %digest.person, error = reason, "a digest was given up");
            bundle::bury_all(inner, sorted, lease, &reason, letter).await?;
            let nothing = Sorted { parcels: Vec::new(), more: 0, told: Vec::new(), dropped: Vec::new() };
            end(inner, digest, (&nothing, &Attempt::Dropped), lease, &over(None, Some(reason))).await
        }
        attempt => {
            info!(digest.person = %digest.person, letter.notices = sorted.told.len(), "sent a digest");
            end(inner, digest, (sorted, &attempt), lease, &over(None, None)).await
        }
    }
}

async fn end(
    inner: &Inner,
    digest: &Digest,
    (sorted, attempt): (&Sorted, &Attempt),
    lease: &Lease,
    end: &DigestEnd,
) -> Result<(), StoreError> {
    let rows: Vec<_> = bundle::settled(sorted, attempt).collect();
    if !inner.store.end_digest(&digest.person, &rows, lease, end, inner.store.now()).await? {
        warn!(digest.person = %digest.person, "the lease was lost; somebody else writes down what became of this digest");
    }
    Ok(())
}

/// The identity of a person's digest of a day: it says the day, and nothing else of the person.
fn identity_of(person: &PersonId, day: &str) -> String {
    let hash = Sha256::digest(person.as_str());
    let name: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("digest.{day}.{name}")
}

fn day_of(identity: &str) -> Option<String> {
    identity.split('.').nth(1).map(str::to_owned)
}

/// What a person has to look at today.
async fn overview(inner: &Inner, world: &World, me: &PersonId, now: DateTime<Utc>) -> Result<Overview, StoreError> {
    let horizon = Horizon::of(world, me, now);
    let time = world.business_time(me, None);
    let below: Vec<PersonId> = world.people_below(me).into_iter().filter(|person| person != me).collect();
    let open = || TaskFilter { status: Some(TaskStatus::Open), ..TaskFilter::default() };
    let mine = || TaskFilter { concerns: Some(me.clone()), ..open() };
    let overdue = tasks(inner, &horizon, &TaskFilter { overdue: Some(true), ..mine() }).await?;
    let tomorrow = start_of_tomorrow(&time, now);
    let today = TaskFilter { due_after: Some(now), due_before: Some(tomorrow), ..mine() };
    let today = tasks(inner, &horizon, &today).await?;
    let department = match below.is_empty() {
        true => Vec::new(),
        false => tasks(inner, &horizon, &TaskFilter { overdue: Some(true), assignees: Some(below), ..open() }).await?,
    };
    Ok(Overview { today, overdue, department })
}

/// The first moment of the next day in the zone; where the clocks leave midnight out, the first that is there.
fn start_of_tomorrow(time: &BusinessTime<'_>, now: DateTime<Utc>) -> DateTime<Utc> {
    let today = time.date(now);
    // A day has 23 to 25 hours: the first quarter of an hour that belongs to another one is its beginning, in every zone of today.
    let quarters = (0..=4 * 26).map(|quarter| now + TimeDelta::minutes(15 * quarter));
    let later = quarters.map(|at| at - TimeDelta::seconds(at.timestamp().rem_euclid(900))).find(|at| time.date(*at) > today);
    later.unwrap_or(now + TimeDelta::days(1))
}

async fn tasks(inner: &Inner, horizon: &Horizon, filter: &TaskFilter) -> Result<Vec<TaskRecord>, StoreError> {
    let mut found = Vec::new();
    let mut page = PageRequest { limit: PAGE_MOST, after: None };
    for _ in 0..PAGES {
        let part = inner.store.reads().tasks(horizon, filter, &page).await?;
        found.extend(part.items);
        match part.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
