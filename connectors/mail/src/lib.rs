//! Letters: what the engine has to tell people, by SMTP.
//!
//! [`render`] puts a notice into words; a [`Postman`] sends it to a mail server, a [`Keeper`] keeps it to be shown.
//!
//! Absent on purpose: queues, retries and their delays (the runtime's), and what happens to a letter that cannot be delivered (the
//! core's). Nothing here changes anything: the links in a letter open pages.

mod clean;
mod keeper;
mod letter;
mod site;
mod smtp;
mod stale;

use voronka_runtime::{DeliveryError, Letter, Parcel};

pub use keeper::Keeper;
pub use letter::{Unwritable, render};
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

/// The letter of a parcel, if what it says is still true.
fn written(parcel: &Parcel, site: &Site) -> Result<Letter, Untried> {
    if stale::is_stale(parcel) {
        return Err(Untried::Stale);
    }
    render(parcel, site).map_err(Untried::Unwritable)
}
