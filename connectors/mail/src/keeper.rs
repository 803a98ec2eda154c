//! Keeping letters instead of sending them: they are shown in the demo.

use async_trait::async_trait;
use voronka_runtime::{Bundle, Courier, Delivered, DeliveryError, Letter, Parcel};

use crate::site::Site;
use crate::{written, written_bundle};

/// Writes letters and keeps them.
#[derive(Debug, Clone)]
pub struct Keeper {
    site: Site,
}

impl Keeper {
    /// A keeper whose letters link to this site.
    pub fn new(site: Site) -> Self {
        Self { site }
    }
}

#[async_trait]
impl Courier for Keeper {
    async fn deliver(&self, parcel: &Parcel) -> Result<Delivered, DeliveryError> {
        let letter = written(parcel, &self.site)?;
        unaddressed(&letter).map_or(Ok(Delivered { letter, kept: true }), Err)
    }

    async fn deliver_bundle(&self, bundle: &Bundle) -> Result<Delivered, DeliveryError> {
        let letter = written_bundle(bundle, &self.site)?;
        unaddressed(&letter).map_or(Ok(Delivered { letter, kept: true }), Err)
    }
}

/// Why a letter without an address is not kept: it would not be sent either.
fn unaddressed(letter: &Letter) -> Option<DeliveryError> {
    let is_missing = letter.address.trim().is_empty();
    is_missing.then(|| DeliveryError::Bury { reason: "there is no address".to_owned(), letter: Some(letter.clone()) })
}
