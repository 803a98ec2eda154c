//! Bundles: what was gathered for one person, each part checked again, sent as one letter.
//!
//! A letter that cannot be written is taken apart, so that the notice at fault is found and the others arrive.
//!
//! Absent on purpose: which notices belong together; that is written down in the store before.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tracing::{info, warn};
use voronka_core::notice::{Addressee, Message, Notice};
use voronka_core::{Case, NoticeId, World};
use voronka_definition::name::PersonId;
use voronka_store::{Attempt, Claimed, Lease, Sending, StoreError};

use crate::courier::{Bundle, Delivered, DeliveryError, Overview, Parcel};
use crate::dispatcher::{Tried, bury, crashed, judged, patiently, set_aside};
use crate::inner::Inner;
use crate::passing::{self, Reader};

/// How many notices a letter tells one by one; it says how many more there are.
const TOLD: usize = 200;
/// How many events go with a notice whose own words may name who acted.
const HISTORY: u32 = 500;

/// Gathered rows, held against their cases: what is told and what is dropped.
pub(crate) struct Sorted {
    pub(crate) parcels: Vec<Parcel>,
    pub(crate) more: usize,
    pub(crate) told: Vec<(Claimed, Notice)>,
    pub(crate) dropped: Vec<i64>,
}

/// How long a letter has been tried: as long as the youngest of its notices, which is not given up for the oldest.
fn tried(world: &World, sorted: &Sorted, now: DateTime<Utc>) -> Tried {
    let each = sorted.told.iter().map(|(claimed, notice)| Tried::of(world, claimed, &notice.to, now));
    let of_both = |one: Tried, other: Tried| Tried { attempt: one.attempt, days: one.days.min(other.days) };
    each.reduce(of_both).unwrap_or(Tried { attempt: 1, days: 0 })
}

/// Sends gathered rows as one letter.
pub(crate) async fn send(inner: &Arc<Inner>, gathering: &str, rows: Vec<Claimed>, lease: &Lease) -> Result<(), StoreError> {
    let sorted = sort(inner, rows, lease).await?;
    let dropped = |place: &i64| (*place, Attempt::Dropped);
    if sorted.told.is_empty() {
        let rows: Vec<_> = sorted.dropped.iter().map(dropped).collect();
        return settle(inner, &rows, lease).await;
    }
    if let Some(until) = resting_all(inner, &sorted).await? {
        let rows: Vec<_> = settled(&sorted, &Attempt::Waits { until }).collect();
        return settle(inner, &rows, lease).await;
    }
    let outcome = deliver(inner, gathering, &sorted, None).await?;
    if is_unwritable(&outcome) {
        warn!(letter.identity = gathering, "a letter of several notices could not be written; each goes alone");
        return inner.store.dissolve(gathering, inner.store.now()).await;
    }
    let now = inner.store.now();
    match judged(outcome, tried(&inner.definitions.world(), &sorted, now), now) {
        Attempt::Buried { reason, letter } => bury_all(inner, &sorted, lease, &reason, letter).await,
        attempt => {
            report(gathering, &sorted, &attempt);
            let rows: Vec<_> = settled(&sorted, &attempt).collect();
            settle(inner, &rows, lease).await
        }
    }
}

/// Until when a letter must wait on of which every notice waited for its reader's hours.
async fn resting_all(inner: &Arc<Inner>, sorted: &Sorted) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut first = None;
    for (claimed, notice) in &sorted.told {
        match passing::rests(inner, claimed, notice).await? {
            Some(until) => first = Some(first.map_or(until, |known: DateTime<Utc>| known.min(until))),
            None => return Ok(None),
        }
    }
    Ok(first)
}

/// What became of each row: one keeps the letter for all of them.
pub(crate) fn settled<'a>(sorted: &'a Sorted, attempt: &'a Attempt) -> impl Iterator<Item = (i64, Attempt)> + 'a {
    let told =
        sorted.told.iter().enumerate().map(move |(place, (claimed, _))| {
            (claimed.place, if place == 0 { attempt.clone() } else { without_letter(attempt) })
        });
    told.chain(sorted.dropped.iter().map(|place| (*place, Attempt::Dropped)))
}

fn without_letter(attempt: &Attempt) -> Attempt {
    match attempt {
        Attempt::Sent(_) => Attempt::SentWith { kept: false },
        Attempt::Kept(_) => Attempt::SentWith { kept: true },
        Attempt::Postponed { until, reason, exposed, .. } => {
            Attempt::Postponed { until: *until, reason: reason.clone(), letter: None, exposed: *exposed }
        }
        other => other.clone(),
    }
}

fn report(identity: &str, sorted: &Sorted, attempt: &Attempt) {
    let count = sorted.told.len();
    match attempt {
        Attempt::Sent(letter) => info!(letter.message_id = letter.message_id, letter.notices = count, "sent"),
        Attempt::Postponed { until, reason, .. } => {
            warn!(letter.identity = identity, letter.next_attempt_at = %until, error = reason, "a letter must wait");
        }
        _ => {}
    }
}

async fn settle(inner: &Inner, rows: &[(i64, Attempt)], lease: &Lease) -> Result<(), StoreError> {
    if !inner.store.settle_together(rows, lease, inner.store.now()).await? {
        warn!("the lease was lost; somebody else writes down what became of this letter");
    }
    Ok(())
}

/// Every case hears that its notice was not delivered.
pub(crate) async fn bury_all(
    inner: &Arc<Inner>,
    sorted: &Sorted,
    lease: &Lease,
    reason: &str,
    mut letter: Option<voronka_store::Letter>,
) -> Result<(), StoreError> {
    let dropped: Vec<_> = sorted.dropped.iter().map(|place| (*place, Attempt::Dropped)).collect();
    settle(inner, &dropped, lease).await?;
    for (claimed, notice) in &sorted.told {
        bury(inner, claimed, lease, notice, reason.to_owned(), letter.take()).await?;
    }
    Ok(())
}

/// Whether the letter itself is at fault, not the way to its reader.
pub(crate) fn is_unwritable(outcome: &Result<Delivered, DeliveryError>) -> bool {
    matches!(outcome, Err(DeliveryError::Bury { letter: None, .. }))
}

/// Hands a bundle to the courier, who may fall over.
pub(crate) async fn deliver(
    inner: &Arc<Inner>,
    identity: &str,
    sorted: &Sorted,
    overview: Option<(PersonId, Overview)>,
) -> Result<Result<Delivered, DeliveryError>, StoreError> {
    let reader = sorted.told.iter().find_map(|(_, notice)| match &notice.to {
        Addressee::Person(person) => Some(person.clone()),
        Addressee::Client { .. } => None,
    });
    let (reader, overview) = match overview {
        Some((person, overview)) => (Some(person), Some(overview)),
        None => (reader, None),
    };
    let Some(to) = reader else { return Ok(Err(DeliveryError::Stale)) };
    let bundle = Bundle {
        identity: identity.to_owned(),
        to,
        now: inner.store.now(),
        parcels: sorted.parcels.clone(),
        more: sorted.more,
        overview,
        world: inner.definitions.world(),
    };
    let courier = Arc::clone(&inner.courier);
    let delivery = tokio::spawn(async move { patiently(courier.deliver_bundle(&bundle)).await });
    Ok(match delivery.await {
        Ok(outcome) => outcome,
        Err(error) => {
            let reason = match sorted.told.first() {
                Some((claimed, _)) => crashed(claimed, error).to_string(),
                None => error.to_string(),
            };
            Err(DeliveryError::Bury { reason, letter: None })
        }
    })
}

/// Holds each row against its case. One that cannot be read is set aside and stops no other.
pub(crate) async fn sort(inner: &Arc<Inner>, rows: Vec<Claimed>, lease: &Lease) -> Result<Sorted, StoreError> {
    let mut sorted = Sorted { parcels: Vec::new(), more: 0, told: Vec::new(), dropped: Vec::new() };
    for claimed in rows {
        let notice = match &claimed.body {
            Ok(Sending::Notice(notice)) => notice.clone(),
            Ok(_) => continue,
            Err(error) => {
                set_aside(inner, &claimed, lease, &error.to_string()).await?;
                continue;
            }
        };
        match checked(inner, &claimed, &notice, sorted.parcels.len() < TOLD).await {
            Ok(Checked::Stale) => sorted.dropped.push(claimed.place),
            Ok(Checked::Parcel(parcel)) => {
                sorted.parcels.push(*parcel);
                sorted.told.push((claimed, notice));
            }
            Ok(Checked::True) => {
                sorted.more += 1;
                sorted.told.push((claimed, notice));
            }
            Err(error) if error.is_passing() => return Err(error),
            Err(error) => set_aside(inner, &claimed, lease, &error.to_string()).await?,
        }
    }
    Ok(sorted)
}

enum Checked {
    Stale,
    True,
    Parcel(Box<Parcel>),
}

async fn checked(inner: &Arc<Inner>, claimed: &Claimed, notice: &Notice, is_told: bool) -> Result<Checked, StoreError> {
    if passing::look(inner, claimed, notice).await? == Reader::Gone {
        return Ok(Checked::Stale);
    }
    let case = case_of(inner, claimed).await?;
    if notice.is_stale(&case, inner.store.now()) {
        return Ok(Checked::Stale);
    }
    if !is_told {
        return Ok(Checked::True);
    }
    let history = if matches!(notice.message, Message::Written { .. }) { HISTORY } else { 0 };
    Ok(Checked::Parcel(Box::new(parcel(inner, claimed, notice.clone(), case, history).await?)))
}

/// The case of a row, as it is now.
pub(crate) async fn case_of(inner: &Inner, claimed: &Claimed) -> Result<Arc<Case>, StoreError> {
    let damaged = || StoreError::Damaged { case: claimed.case, reason: "a notice without its case".to_owned() };
    inner.case(claimed.case).await?.ok_or_else(damaged)
}

/// A notice with all that a letter about it may say, and so many of the latest events.
pub(crate) async fn parcel(
    inner: &Inner,
    claimed: &Claimed,
    notice: Notice,
    case: Arc<Case>,
    history: u32,
) -> Result<Parcel, StoreError> {
    let id = NoticeId { case: claimed.case, number: notice.number };
    let process = inner.definitions.process(&inner.store, &case.process, &case.version).await?;
    let after = case.revision.saturating_sub(u64::from(history));
    let history = if history == 0 { Vec::new() } else { inner.store.reads().history(id.case, after, history).await? };
    Ok(Parcel {
        notice: id,
        identity: id.to_string(),
        at: claimed.at,
        now: inner.store.now(),
        notice_body: notice,
        case,
        process,
        history,
        world: inner.definitions.world(),
        act_link: None,
    })
}
