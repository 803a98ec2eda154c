//! The dispatcher: gives notices to their courier and requests to their connector, and writes down what became of them.
//!
//! At least once, with a stable identity: a letter whose attempt was not written down is tried again under the same identity.
//! Notices to one recipient go one after another; up to eight recipients are served at once.
//!
//! Absent on purpose: words, addresses, SMTP.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;
use tracing::{Instrument, debug, error, info, info_span, warn};
use voronka_core::notice::{Addressee, Notice};
use voronka_core::{Actor, Command, NoticeId, World};
use voronka_definition::name::PersonId;
use voronka_store::{Attempt, Claimed, Claiming, Lease, Sending, StoreError, Turn};

use crate::answer::Refused;
use crate::courier::{Delivered, DeliveryError};
use crate::door::{Call, Wanted, carry_out, panicked};
use crate::inner::Inner;
use crate::passing::{self, Reader};
use crate::wave::{self, Sendable};
use crate::{bundle, digests, links, outgoing, secret};

/// How many letters are delivered at once.
const AT_ONCE: usize = 8;
/// How many of these places are free before letters are claimed for them: so that a claim is a transaction of several.
const FREE: usize = 4;
/// How long a lease holds, by the store's clock. Longer than [`PATIENCE`].
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How long one delivery may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait after the first attempt in vain; twice as long after each further one.
pub(crate) const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(30);
/// The longest pause: a mail server that comes back gets everything within this time.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(15);
/// How many attempts a letter has at least before it is buried.
const LEAST_ATTEMPTS: u32 = 48;
/// On how many working days of its reader a letter is tried at least before it is buried: a mail server that is down over a weekend
/// loses nothing, nor one that is down on the first day after a long holiday, over which the letter waited.
const LEAST_DAYS: usize = 5;
/// How long after one look the next one comes at the earliest. A lone letter goes at once; where letters come one after another
/// they gather for this long, so that looking for them takes no time from the commands that give them.
const REST: Duration = Duration::from_millis(100);
/// How long after one claim the next one comes at the earliest while people work: letters can wait for a moment, they cannot.
const PACE: Duration = Duration::from_millis(50);
/// How many events of a history go with a notice.
const HISTORY: u32 = 500;

/// Delivers notices until the shutdown.
pub(crate) async fn run(inner: Arc<Inner>) {
    loop {
        let tried = {
            let _delivering = inner.delivering.lock().await;
            drain(&inner).await
        };
        if let Err(error) = tried {
            warn!(error = %error, "could not work on the outbox");
        }
        let rested = tokio::time::sleep(REST);
        if inner.is_closing() || !inner.pause(&inner.notices_given).await || !inner.wait(rested).await {
            return;
        }
    }
}

/// Tries every notice whose turn has come; how many attempts were made. Whoever calls it holds [`Inner::delivering`].
pub(crate) async fn drain(inner: &Arc<Inner>) -> Result<u64, StoreError> {
    let mut working: JoinSet<Result<(), StoreError>> = JoinSet::new();
    let mut tried = digests::round(inner, &secret::unique()?).await?;
    let mut next = Instant::now();
    let mut failed = None;
    loop {
        // Where the database fails nothing more is begun, and what is under way is brought to its end.
        let free = if failed.is_some() { 0 } else { AT_ONCE - working.len() };
        if free >= FREE && inner.is_busy() {
            tokio::time::sleep_until(next).await;
        }
        next = Instant::now() + PACE;
        let claimed = if free < FREE { Ok(Vec::new()) } else { claim(inner, free).await };
        let claimed = claimed.unwrap_or_else(|error| {
            failed = Some(error);
            Vec::new()
        });
        for (turn, lease) in claimed {
            tried += 1;
            working.spawn(take(Arc::clone(inner), turn, lease));
        }
        match working.join_next().await {
            None => return failed.map_or(Ok(tried), Err),
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(error))) => failed = failed.or(Some(error)),
            Some(Err(error)) => {
                failed = failed.or_else(|| Some(StoreError::Database(format!("a letter could not be worked on: {error}"))));
            }
        }
    }
}

/// Each claim has a token of its own: where it failed, but was written, what it took is known by it and given back, and nothing else.
async fn claim(inner: &Inner, free: usize) -> Result<Vec<(Turn, Lease)>, StoreError> {
    let now = inner.store.now();
    if inner.is_closing() || free == 0 {
        return Ok(Vec::new());
    }
    let Sendable { notices, apart } = wave::look(inner).await?;
    if !inner.store.has_turns(now, notices).await? {
        return Ok(Vec::new());
    }
    let lease = lease(&secret::unique()?, now);
    let away = inner.away.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let claiming = Claiming { now, limit: u32::try_from(free).unwrap_or(1), apart, notices, away };
    match inner.store.claim_turns(&lease, &claiming).await {
        Ok(turns) => Ok(turns.into_iter().map(|turn| (turn, lease.clone())).collect()),
        Err(error) => {
            inner.store.return_claims(&lease).await.ok();
            Err(error)
        }
    }
}

/// The right to work until an attempt must be over.
pub(crate) fn lease(token: &str, now: DateTime<Utc>) -> Lease {
    Lease { token: token.to_owned(), until: now + LEASE }
}

async fn take(inner: Arc<Inner>, turn: Turn, lease: Lease) -> Result<(), StoreError> {
    match turn.gathering {
        Some(gathering) => {
            let span = info_span!("sending", row.kind = "bundle", notices = turn.rows.len());
            bundle::send(&inner, &gathering, turn.rows, &lease).instrument(span).await
        }
        None => {
            for claimed in turn.rows {
                work(Arc::clone(&inner), claimed, lease.clone()).await?;
            }
            Ok(())
        }
    }
}

pub(crate) async fn work(inner: Arc<Inner>, claimed: Claimed, lease: Lease) -> Result<(), StoreError> {
    let span = info_span!("sending", case.id = %claimed.case, row.kind = claimed.kind, attempt = claimed.attempt);
    sending(&inner, &claimed, &lease).instrument(span).await
}

async fn sending(inner: &Arc<Inner>, claimed: &Claimed, lease: &Lease) -> Result<(), StoreError> {
    match &claimed.body {
        Ok(Sending::Notice(notice)) => send(inner, claimed, lease, notice.clone()).await,
        Ok(Sending::Call(calling)) => outgoing::call(inner, claimed, lease, calling).await,
        Ok(Sending::Ended { parent, token, kind }) => outgoing::ended(inner, claimed, lease, (*parent, *token), *kind).await,
        Err(error) => set_aside(inner, claimed, lease, &error.to_string()).await,
    }
}

async fn send(inner: &Arc<Inner>, claimed: &Claimed, lease: &Lease, notice: Notice) -> Result<(), StoreError> {
    match passing::look(inner, claimed, &notice).await {
        Ok(Reader::Reads) => {}
        Ok(Reader::Gone) => return settle(inner, claimed, lease, &Attempt::Dropped).await,
        Err(error) if error.is_passing() => return give_back(inner, claimed, lease, error).await,
        Err(error) => return set_aside(inner, claimed, lease, &error.to_string()).await,
    }
    match passing::rests(inner, claimed, &notice).await {
        Ok(None) => {}
        Ok(Some(until)) => return settle(inner, claimed, lease, &Attempt::Waits { until }).await,
        Err(error) if error.is_passing() => return give_back(inner, claimed, lease, error).await,
        Err(error) => return set_aside(inner, claimed, lease, &error.to_string()).await,
    }
    let delivery = tokio::spawn(deliver(Arc::clone(inner), claimed.clone(), notice.clone())).await;
    let attempt = match delivery {
        Ok(Ok(outcome)) => {
            let now = inner.store.now();
            judged(outcome, Tried::of(&inner.definitions.world(), claimed, &notice.to, now), now)
        }
        Ok(Err(error)) if error.is_passing() => return Err(error),
        Ok(Err(error)) => return set_aside(inner, claimed, lease, &error.to_string()).await,
        Err(error) => return set_aside(inner, claimed, lease, &crashed(claimed, error).to_string()).await,
    };
    report(claimed, &attempt);
    match attempt {
        Attempt::Buried { reason, letter } => bury(inner, claimed, lease, &notice, reason, letter).await,
        attempt => settle(inner, claimed, lease, &attempt).await,
    }
}

/// Nothing was sent when the database failed: the letter is tried again as soon as that is back, not when its lease is over. Where this
/// cannot be written either, the lease ends by itself.
async fn give_back(inner: &Inner, claimed: &Claimed, lease: &Lease, error: StoreError) -> Result<(), StoreError> {
    let until = inner.store.now();
    settle(inner, claimed, lease, &Attempt::Waits { until }).await.ok();
    Err(error)
}

pub(crate) fn crashed(claimed: &Claimed, error: JoinError) -> StoreError {
    match error.try_into_panic() {
        Ok(panic) => panicked(Some(claimed.case), panic.as_ref()),
        Err(_) => StoreError::Closed,
    }
}

/// Hands a notice to the courier.
async fn deliver(inner: Arc<Inner>, claimed: Claimed, notice: Notice) -> Result<Result<Delivered, DeliveryError>, StoreError> {
    let case = bundle::case_of(&inner, &claimed).await?;
    let mut parcel = bundle::parcel(&inner, &claimed, notice, case, HISTORY).await?;
    parcel.act_link = links::of_notice(&inner, &parcel.notice_body, &parcel.case).await?;
    let mut outcome = patiently(inner.courier.deliver(&parcel)).await;
    links::hide(&inner, parcel.act_link.as_deref(), &mut outcome);
    Ok(outcome)
}

/// Waits for a courier, but not for ever.
pub(crate) async fn patiently(
    delivery: impl Future<Output = Result<Delivered, DeliveryError>>,
) -> Result<Delivered, DeliveryError> {
    match tokio::time::timeout(PATIENCE, delivery).await {
        Ok(outcome) => outcome,
        Err(_) => Err(DeliveryError::Unknown { reason: format!("no answer within {} s", PATIENCE.as_secs()), letter: None }),
    }
}

/// What an outcome means for the notice.
pub(crate) fn judged(outcome: Result<Delivered, DeliveryError>, tried: Tried, now: DateTime<Utc>) -> Attempt {
    let (reason, letter, exposed) = match outcome {
        Ok(Delivered { letter, kept: true }) => return Attempt::Kept(letter),
        Ok(Delivered { letter, kept: false }) => return Attempt::Sent(letter),
        Err(DeliveryError::Stale) => return Attempt::Dropped,
        Err(DeliveryError::Bury { reason, letter }) => return Attempt::Buried { reason, letter },
        Err(DeliveryError::Retry { reason, letter }) => (reason, letter, false),
        Err(DeliveryError::Unknown { reason, letter }) => (reason, letter, true),
    };
    if tried.attempt >= LEAST_ATTEMPTS && tried.days >= LEAST_DAYS {
        return Attempt::Buried { reason, letter };
    }
    Attempt::Postponed { until: now + pause(tried.attempt), reason, letter, exposed }
}

/// How long something has been tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tried {
    /// The how-manieth attempt it is, from 1.
    pub(crate) attempt: u32,
    /// On how many days it could have been read since it was given.
    pub(crate) days: usize,
}

impl Tried {
    pub(crate) fn of(world: &World, claimed: &Claimed, to: &Addressee, now: DateTime<Utc>) -> Self {
        let days = match to {
            Addressee::Person(person) => days_at_work(world, person, claimed.at, now),
            Addressee::Client { .. } => usize::try_from((now - claimed.at).num_days()).unwrap_or(0),
        };
        Self { attempt: claimed.attempt, days }
    }
}

/// How many days a person has been at work since then, that day itself left out; more than enough to bury something are not counted.
pub(crate) fn days_at_work(world: &World, person: &PersonId, since: DateTime<Utc>, now: DateTime<Utc>) -> usize {
    let time = world.business_time(person, None);
    let days = std::iter::successors(Some(since + TimeDelta::days(1)), |at| Some(*at + TimeDelta::days(1)));
    let days = days.take_while(|at| *at <= now);
    days.filter(|at| time.is_working_day(time.date(*at)) && world.is_absent(person, *at).is_none()).take(LEAST_DAYS).count()
}

/// How long to wait after the attempt with this number.
fn pause(attempt: u32) -> TimeDelta {
    let doubled = FIRST_PAUSE.checked_mul(1 << attempt.saturating_sub(1).min(10));
    doubled.map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE))
}

fn report(claimed: &Claimed, attempt: &Attempt) {
    let (notice, number) = (NoticeId { case: claimed.case, number: claimed.number }, claimed.attempt);
    match attempt {
        Attempt::Sent(letter) => info!(notice.id = %notice, letter.message_id = letter.message_id, "sent"),
        Attempt::Kept(_) | Attempt::SentWith { .. } | Attempt::Waits { .. } | Attempt::Done | Attempt::Dropped => {}
        Attempt::Postponed { until, reason, .. } => {
            warn!(notice.id = %notice, letter.attempt = number, letter.next_attempt_at = %until, error = reason, "a letter must wait");
        }
        Attempt::Buried { reason, .. } => {
            error!(notice.id = %notice, letter.attempt = number, error = reason, "a letter was buried")
        }
    }
}

/// First the case hears of it, so that a person is asked to repair it; then the row is closed. Where the process ended between the two the
/// first step is repeated: a case notes nothing of a letter whose incident is open. It has no key, as a letter that was sent again may
/// be buried again.
pub(crate) async fn bury(
    inner: &Arc<Inner>,
    claimed: &Claimed,
    lease: &Lease,
    notice: &Notice,
    reason: String,
    letter: Option<voronka_store::Letter>,
) -> Result<(), StoreError> {
    let to = match &notice.to {
        Addressee::Person(person) => person.to_string(),
        Addressee::Client { email, .. } => email.clone(),
    };
    let asks = passing::asks(&notice.message);
    let command = Command::ReportDelivery { notice: notice.number, to, reason: reason.clone(), asks };
    let call = Call { wanted: Wanted::Of(claimed.case, command), by: Actor::Engine, key: None };
    match carry_out(inner, call).await {
        Ok(_) => settle(inner, claimed, lease, &Attempt::Buried { reason, letter }).await,
        Err(Refused::Busy { .. }) => postpone(inner, claimed, lease, reason, letter).await,
        Err(Refused::Fault(error)) if error.is_passing() => postpone(inner, claimed, lease, reason, letter).await,
        Err(refused) => set_aside(inner, claimed, lease, &format!("{reason}; and the case could not be told: {refused}")).await,
    }
}

async fn postpone(
    inner: &Inner,
    claimed: &Claimed,
    lease: &Lease,
    reason: String,
    letter: Option<voronka_store::Letter>,
) -> Result<(), StoreError> {
    let until = inner.store.now() + FIRST_PAUSE;
    settle(inner, claimed, lease, &Attempt::Postponed { until, reason, letter, exposed: true }).await
}

pub(crate) async fn settle(inner: &Inner, claimed: &Claimed, lease: &Lease, attempt: &Attempt) -> Result<(), StoreError> {
    match attempt {
        Attempt::Waits { until } => {
            debug!(case.id = %claimed.case, row.number = claimed.number, row.until = %until, "a row of the outbox rests")
        }
        Attempt::Dropped => {
            debug!(case.id = %claimed.case, row.number = claimed.number, "a row of the outbox was dropped: it is no longer true")
        }
        _ => {}
    }
    let settled = (claimed.place, lease, attempt);
    if !inner.settling.write(&inner.store, settled, inner.store.now()).await? {
        warn!(case.id = %claimed.case, row.kind = claimed.kind, row.number = claimed.number, "the lease was lost; somebody else writes down what became of this row");
    }
    Ok(())
}

pub(crate) async fn set_aside(inner: &Inner, claimed: &Claimed, lease: &Lease, reason: &str) -> Result<(), StoreError> {
    error!(case.id = %claimed.case, row.kind = claimed.kind, row.number = claimed.number, error = reason, "a row of the outbox was set aside");
    inner.store.set_notice_aside(claimed, lease, reason, inner.store.now()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let seconds: Vec<i64> = (1..=8).map(|attempt| pause(attempt).num_seconds()).collect();
        assert_eq!(seconds, [30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
    }

    #[test]
    fn a_mail_server_down_over_a_weekend_loses_nothing() {
        let fate = |attempt, days| {
            let refused = Err(DeliveryError::Retry { reason: "refused".to_owned(), letter: None });
            let tried = Tried { attempt, days };
            matches!(judged(refused, tried, DateTime::UNIX_EPOCH), Attempt::Buried { .. })
        };
        for (attempt, days, buried) in [(400, 4, false), (10, 9, false), (400, 5, true)] {
            assert_eq!(fate(attempt, days), buried, "attempt {attempt} after {days} days");
        }
    }
}
