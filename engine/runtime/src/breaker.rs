//! Circuit breakers: a connection whose requests fail one after another is left alone for a while, and what waits for it waits.
//!
//! A request that was not made costs its case no attempt. The first one after a rest tries for all: where it fails, the rest is longer. One
//! that is answered ends it. What is known here is this server's and is forgotten with it; that requests wait is written down, and
//! counts for every server.
//!
//! Absent on purpose: how often a case has its request made (the process says that).

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{error, info, warn};
use voronka_definition::name::ConnectionId;
use voronka_definition::{Locale, Text};

use crate::caller::Called;

/// After how many failures in a row a connection is left alone.
const FAILURES: u32 = 5;
/// For how long then; twice as long after each further failure.
const FIRST_REST: TimeDelta = TimeDelta::seconds(30);
/// The longest rest: another system that is back gets its requests within this time.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(15);
/// The longest rest that another system may ask for.
pub(crate) const LONGEST_WISH: TimeDelta = TimeDelta::hours(1);

/// How every connection stands.
#[derive(Debug, Default)]
pub(crate) struct Breakers(Mutex<BTreeMap<ConnectionId, Standing>>);

#[derive(Debug, Default)]
struct Standing {
    failures: u32,
    rests_until: Option<DateTime<Utc>>,
    gone: Option<Text>,
}

/// Whether a request may be made now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Way {
    /// It may.
    Free,
    /// The connection is left alone until then.
    Rests(DateTime<Utc>),
    /// Nobody is there any more; what was said.
    Gone(Text),
}

impl Breakers {
    /// Whether a request may be made now.
    pub(crate) fn way(&self, connection: &ConnectionId, now: DateTime<Utc>) -> Way {
        let all = self.all();
        let Some(standing) = all.get(connection) else { return Way::Free };
        match (&standing.gone, standing.rests_until.filter(|until| *until > now)) {
            (Some(said), _) => Way::Gone(said.clone()),
            // A clock that was put back by more than the longest rest keeps nobody waiting.
            (None, Some(until)) if until - now <= LONGEST_WISH => Way::Rests(until),
            (None, _) => Way::Free,
        }
    }

    /// Takes note of what became of a request; until when the connection is left alone because of it.
    pub(crate) fn note(&self, connection: &ConnectionId, called: &Called, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut all = self.all();
        let standing = all.entry(connection.clone()).or_default();
        let rest = match called {
            Called::Failed { reason, pause } => {
                standing.failures = standing.failures.saturating_add(1);
                let wished = pause.map(|pause| TimeDelta::from_std(pause).unwrap_or(LONGEST_WISH).min(LONGEST_WISH));
                let rest = wished.max(rest_after(standing.failures))?;
                warn!(%connection, connection.failures = standing.failures, connection.rest_s = rest.num_seconds(),
                    error = reason.get(Locale::En), "a connection is left alone for a while");
                rest
            }
            Called::Done(_) | Called::Refused(_) => {
                if standing.failures >= FAILURES {
                    info!(%connection, "a connection answers again");
                }
                *standing = Standing::default();
                return None;
            }
            Called::Gone(reason) => {
                error!(%connection, error = reason.get(Locale::En), "nobody is there any more: the connection is not asked until the next start");
                *standing = Standing { gone: Some(reason.clone()), ..Standing::default() };
                return None;
            }
            Called::Unknown(_) => return None,
        };
        standing.rests_until = Some(now + rest);
        standing.rests_until
    }

    /// The connections that are not asked now, because they fail or nobody is there.
    pub(crate) fn resting(&self, now: DateTime<Utc>) -> Vec<ConnectionId> {
        let known: Vec<ConnectionId> = self.all().keys().cloned().collect();
        known.into_iter().filter(|connection| self.way(connection, now) != Way::Free).collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<ConnectionId, Standing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For how long a connection is left alone after so many failures in a row.
fn rest_after(failures: u32) -> Option<TimeDelta> {
    let further = failures.checked_sub(FAILURES)?;
    let doubled = FIRST_REST.checked_mul(1 << further.min(10));
    Some(doubled.map_or(LONGEST_REST, |rest| rest.min(LONGEST_REST)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn failed(pause: Option<u64>) -> Called {
        Called::Failed { reason: "500".into(), pause: pause.map(Duration::from_secs) }
    }

    #[test]
    fn rests_begin_with_the_fifth_failure_in_a_row_and_double() {
        let rests: Vec<_> = (1..=11).map(|failures| rest_after(failures).map(|rest| rest.num_seconds())).collect();
        let some = [30, 60, 120, 240, 480, 900, 900].map(Some);
        assert_eq!(rests, [[None; 4].as_slice(), &some].concat());
        assert_eq!(rest_after(u32::MAX), Some(LONGEST_REST));
    }

    #[test]
    fn an_answer_ends_a_rest_and_a_refusal_is_an_answer() {
        for answer in [Called::Done(serde_json::Value::Null), Called::Refused("400".into())] {
            let (breakers, now, billing) = (Breakers::default(), DateTime::UNIX_EPOCH, ConnectionId::from("billing"));
            for _ in 0..FAILURES {
                breakers.note(&billing, &failed(None), now);
            }
            assert_eq!(breakers.way(&billing, now), Way::Rests(now + FIRST_REST));
            assert_eq!((breakers.way(&"crm".into(), now), breakers.resting(now)), (Way::Free, vec![billing.clone()]));
            assert_eq!(breakers.way(&billing, now + FIRST_REST), Way::Free, "one may try then");
            assert_eq!(breakers.way(&billing, now - TimeDelta::hours(2)), Way::Free, "the clock went back");
            assert_eq!(breakers.note(&billing, &answer, now), None);
            assert_eq!(breakers.note(&billing, &failed(None), now), None, "it is counted from the beginning");
        }
    }

    #[test]
    fn a_wish_counts_at_once_up_to_an_hour() {
        for (wish, minutes) in [(120, 2), (86_400, 60)] {
            let (breakers, now) = (Breakers::default(), DateTime::UNIX_EPOCH);
            let until = breakers.note(&"billing".into(), &failed(Some(wish)), now);
            assert_eq!(until, Some(now + TimeDelta::minutes(minutes)));
        }
    }

    #[test]
    fn who_is_gone_is_gone_until_the_next_start() {
        let (breakers, now) = (Breakers::default(), DateTime::UNIX_EPOCH);
        breakers.note(&"billing".into(), &Called::Gone("410".into()), now);
        assert_eq!(breakers.way(&"billing".into(), now + TimeDelta::days(9)), Way::Gone("410".into()));
    }
}
