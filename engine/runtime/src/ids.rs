//! Ids of new cases: random ones; or for simulations such as follow from what asks for them, so that a run that was disturbed makes
//! the same cases as one that was not.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use voronka_core::CaseId;
use voronka_store::StoreError;

use crate::secret;

/// Where the ids of new cases come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ids {
    /// From the random source of the machine.
    #[default]
    Random,
    /// From this seed and what asks for them: the key of the call, or the case and its revision. What has no such thing gets a random
    /// one. Whoever knows the seed can tell an id beforehand.
    Following(u64),
}

impl Ids {
    /// A new id, in the order of its moments.
    pub(crate) fn fresh(self, now: DateTime<Utc>, asker: Option<&str>) -> Result<CaseId, StoreError> {
        let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let mut rest = [0; 10];
        match (self, asker) {
            (Self::Following(seed), Some(asker)) => {
                let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(asker).finalize();
                rest.copy_from_slice(&digest[..10]);
            }
            _ => rest = secret::random()?,
        }
        Ok(CaseId(uuid::Builder::from_unix_timestamp_millis(milliseconds, &rest).into_uuid()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_from_who_asks_only_where_it_should() {
        let fresh = |ids: Ids, asker| ids.fresh(DateTime::UNIX_EPOCH, asker).expect("the machine has a random source");
        assert_eq!(fresh(Ids::Following(1), Some("a")), fresh(Ids::Following(1), Some("a")));
        assert_ne!(fresh(Ids::Following(1), Some("a")), fresh(Ids::Following(1), Some("b")));
        assert_ne!(fresh(Ids::Following(1), Some("a")), fresh(Ids::Following(2), Some("a")));
        assert_ne!(fresh(Ids::Following(1), None), fresh(Ids::Following(1), None));
        assert_ne!(fresh(Ids::Random, Some("a")), fresh(Ids::Random, Some("a")));
    }
}
