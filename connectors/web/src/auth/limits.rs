//! How often somebody may try to enter: by account and network, by network, by account. In bounded memory, each node for itself.
//!
//! An attempt is counted before it is made, so that many at once are not more than one after another; one that succeeds is forgiven.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::Place;

/// How long attempts are counted together.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// How many attempts at one account from one network.
pub const OF_BOTH_MOST: u32 = 8;
/// How many attempts from one network: an office is one.
pub const OF_NETWORK_MOST: u32 = 60;
/// How many attempts at one account, wherever from.
pub const OF_ACCOUNT_MOST: u32 = 40;
/// How many things are counted at most.
const COUNTED_MOST: usize = 20_000;
/// How many bytes of a hash tell one from another.
const KEY: usize = 16;

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trying {
    /// To enter.
    Enter,
    /// To get a link to set a password.
    Link,
}

/// What was counted of late.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<HashMap<[u8; KEY], Counted>>);

#[derive(Debug, Clone, Copy)]
struct Counted {
    since: DateTime<Utc>,
    count: u32,
}

impl Limits {
    /// Counts an attempt.
    ///
    /// # Errors
    /// When there were too many: after how many seconds there may be another.
    pub(crate) fn attempt(&self, trying: Trying, login: &str, place: &Place, now: DateTime<Utc>) -> Result<(), u32> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wait = None;
        for (key, most) in keys(trying, login, place) {
            make_room(&mut counted, now);
            let known = counted.entry(key).or_insert(Counted { since: now, count: 0 });
            if now - known.since >= WINDOW {
                *known = Counted { since: now, count: 0 };
            }
            known.count = known.count.saturating_add(1);
            if known.count > most {
                let left = u32::try_from((known.since + WINDOW - now).num_seconds()).unwrap_or(1).max(1);
                wait = Some(wait.map_or(left, |other: u32| other.max(left)));
            }
        }
        wait.map_or(Ok(()), Err)
    }

    /// An attempt succeeded: it does not count, nor do those at this account from this network.
    pub(crate) fn forgive(&self, trying: Trying, login: &str, place: &Place) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [(both, _), (network, _), (account, _)] = keys(trying, login, place);
        counted.remove(&both);
        for key in [network, account] {
            if let Some(known) = counted.get_mut(&key) {
                known.count = known.count.saturating_sub(1);
            }
        }
    }
}

fn keys(trying: Trying, login: &str, place: &Place) -> [([u8; KEY], u32); 3] {
    let (login, network) = (login.trim().to_lowercase(), place.network());
    let key = |parts: &[&str]| {
        let mut hash = Sha256::new();
        hash.update([trying as u8]);
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let mut key = [0; KEY];
        key.copy_from_slice(&hash.finalize()[..KEY]);
        key
    };
    // Whoever names no account, as with a token or by an identity provider, is counted by his network alone.
    let (of_both, of_account) = if login.is_empty() { (u32::MAX, u32::MAX) } else { (OF_BOTH_MOST, OF_ACCOUNT_MOST) };
    [(key(&[&login, &network, "both"]), of_both), (key(&[&network]), OF_NETWORK_MOST), (key(&[&login, "account"]), of_account)]
}

/// Where all places are taken, what is over is forgotten, then what was tried once, whose many names would push out who tries them, and
/// at last the older half.
fn make_room(counted: &mut HashMap<[u8; KEY], Counted>, now: DateTime<Utc>) {
    if counted.len() < COUNTED_MOST {
        return;
    }
    counted.retain(|_, known| now - known.since < WINDOW);
    if counted.len() >= COUNTED_MOST {
        counted.retain(|_, known| known.count > 1);
    }
    if counted.len() >= COUNTED_MOST {
        let mut moments: Vec<_> = counted.values().map(|known| known.since).collect();
        moments.sort_unstable();
        let middle = moments[moments.len() / 2];
        counted.retain(|_, known| known.since > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(last: u8) -> Place {
        Place { address: Some([198, 51, 100, last].into()), agent: None }
    }

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn tries(limits: &Limits, login: &str, last: u8, minutes: i64) -> Result<(), u32> {
        limits.attempt(Trying::Enter, login, &place(last), at(minutes))
    }

    #[test]
    fn s11_an_account_is_tried_a_few_times_from_one_network() {
        let limits = Limits::default();
        for _ in 0..OF_BOTH_MOST {
            assert_eq!(tries(&limits, "anna", 1, 0), Ok(()));
        }
        assert_eq!(tries(&limits, "ANNA ", 1, 5), Err(600));
        assert_eq!(tries(&limits, "boris", 1, 5), Ok(()));
        assert_eq!(tries(&limits, "anna", 2, 5), Ok(()));
        assert_eq!(tries(&limits, "anna", 1, 15), Ok(()));
    }

    #[test]
    fn s11_neither_many_accounts_from_one_network_nor_one_from_many() {
        let limits = Limits::default();
        let refused = (0..100).filter(|one| tries(&limits, &format!("p{one}"), 1, 0).is_err()).count();
        assert_eq!(refused, 100 - OF_NETWORK_MOST as usize);
        let refused = (0..100).filter(|one| tries(&limits, "anna", 100 + one, 0).is_err()).count();
        assert_eq!(refused, 100 - OF_ACCOUNT_MOST as usize);
    }

    #[test]
    fn whoever_names_no_account_is_counted_by_his_network() {
        let limits = Limits::default();
        let refused = (0..100).filter(|_| tries(&limits, "", 1, 0).is_err()).count();
        assert_eq!(refused, 100 - OF_NETWORK_MOST as usize);
        assert_eq!(tries(&limits, "", 2, 0), Ok(()));
    }

    #[test]
    fn who_enters_is_forgiven() {
        let limits = Limits::default();
        for _ in 0..1_000 {
            assert_eq!(tries(&limits, "anna", 1, 0), Ok(()));
            limits.forgive(Trying::Enter, "anna", &place(1));
        }
    }

    #[test]
    fn memory_is_bounded() {
        let limits = Limits::default();
        for one in 0..30_000_i64 {
            let _ = tries(&limits, &one.to_string(), 1, one / 10_000);
        }
        assert!(limits.0.lock().expect("whole").len() <= COUNTED_MOST);
        assert!(tries(&limits, "x", 1, 2).is_err(), "the network that fills it is still known");
    }
}
