//! Sending letters to a mail server.

mod conversation;
mod message;
mod server;

use async_trait::async_trait;
use lettre::message::Mailbox;
use voronka_runtime::{Courier, Delivered, DeliveryError, Letter, Parcel};

use crate::site::Site;
use crate::written;
use conversation::Failure;

pub use server::{BadServer, Server};

/// Sends letters.
#[derive(Debug, Clone)]
pub struct Postman {
    server: Server,
    site: Site,
    sender: Mailbox,
}

/// A sender that is no mailbox.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a sender like `Voronka <voronka@mail.example>`, found `{found}`")]
pub struct BadSender {
    /// What was given.
    pub found: String,
}

impl Postman {
    /// A postman who sends by this server. `sender` is `Name <address>` or an address; without it letters come from
    /// `voronka@` and the site's host.
    ///
    /// # Errors
    /// The sender is no mailbox.
    pub fn new(server: Server, site: Site, sender: Option<&str>) -> Result<Self, BadSender> {
        let default = format!("Voronka <{}>", site.default_sender());
        let sender = sender.unwrap_or(&default);
        let sender = sender.parse().map_err(|_| BadSender { found: sender.to_owned() })?;
        Ok(Self { server, site, sender })
    }

    async fn send(&self, parcel: &Parcel, letter: Letter) -> Result<Delivered, DeliveryError> {
        let thread = self.site.thread_id(parcel.case.id);
        let mail = match message::pack(&letter, &self.sender, &thread, parcel.now) {
            Ok(mail) => mail,
            Err(reason) => return Err(DeliveryError::Bury { reason: reason.to_string(), letter: Some(letter) }),
        };
        match conversation::send(&self.server, self.site.host(), &mail).await {
            Ok(()) => Ok(Delivered { letter, kept: false }),
            Err(Failure::Transient(reason)) => Err(DeliveryError::Retry { reason, letter: Some(letter) }),
            Err(Failure::Permanent(reason)) => Err(DeliveryError::Bury { reason, letter: Some(letter) }),
            Err(Failure::Unknown(reason)) => Err(DeliveryError::Unknown { reason, letter: Some(letter) }),
        }
    }
}

#[async_trait]
impl Courier for Postman {
    async fn deliver(&self, parcel: &Parcel) -> Result<Delivered, DeliveryError> {
        let letter = written(parcel, &self.site)?;
        self.send(parcel, letter).await
    }
}
