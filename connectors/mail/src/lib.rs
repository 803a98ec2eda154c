//! Letters: what the engine has to tell people, by SMTP.
//!
//! [`render`] puts a notice into words, [`render_bundle`] several; a [`Postman`] sends it to a mail server, a [`Keeper`] keeps it to be shown.
//!
//! Absent on purpose: queues, retries and their delays (the runtime's), and what happens to a letter that cannot be delivered (the
//! core's). Nothing here changes anything: the links in a letter open pages, on which a button acts.

mod keeper;
mod letter;
mod site;
mod smtp;

use voronka_runtime::{Bundle, DeliveryError, Letter, Overview, Parcel};

pub use keeper::Keeper;
pub use letter::{Unwritable, render, render_bundle, render_link};
pub use site::{BadSite, Site};
pub use smtp::{BadSender, BadServer, Postman, Server};

/// Why a letter is not even tried.
enum Untried {
    /// It would no longer be true.
    Stale,
    /// It cannot be written.
    Unwritable(Unwritable),
}

impl From<Untried> for DeliveryError {
    fn from(untried: Untried) -> Self {
        match untried {
            Untried::Stale => Self::Stale,
            Untried::Unwritable(error) => Self::Bury { reason: error.to_string(), letter: None },
        }
    }
}

/// The letter of a bundle, if there is anything in it.
fn written_bundle(bundle: &Bundle, site: &Site) -> Result<Letter, Untried> {
    if bundle.parcels.is_empty() && bundle.more == 0 && bundle.overview.as_ref().is_none_or(Overview::is_empty) {
        return Err(Untried::Stale);
    }
    render_bundle(bundle, site).map_err(Untried::Unwritable)
}

/// The letter of a parcel, if what it says is still true.
fn written(parcel: &Parcel, site: &Site) -> Result<Letter, Untried> {
    if parcel.notice_body.is_stale(&parcel.case, parcel.now) {
        return Err(Untried::Stale);
    }
    render(parcel, site).map_err(Untried::Unwritable)
}
