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
        keep(written(parcel, &self.site)?)
    }

    async fn deliver_bundle(&self, bundle: &Bundle) -> Result<Delivered, DeliveryError> {
        keep(written_bundle(bundle, &self.site)?)
    }
}

fn keep(letter: Letter) -> Result<Delivered, DeliveryError> {
    if letter.address.trim().is_empty() {
        return Err(DeliveryError::Bury { reason: "there is no address".to_owned(), letter: Some(letter) });
    }
    Ok(Delivered { letter, kept: true })
}
