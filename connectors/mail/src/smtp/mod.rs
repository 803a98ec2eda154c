//! Sending letters to a mail server.

mod conversation;
mod message;
mod server;

use async_trait::async_trait;
use lettre::message::Mailbox;
use voronka_core::notice::Addressee;
use voronka_runtime::{Bundle, Courier, Delivered, DeliveryError, Letter, LinkLetter, Parcel};

use crate::site::Site;
use crate::{Untried, render_link, written, written_bundle};
use conversation::Failure;
use message::Slip;

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
        let sender: Mailbox = sender.parse().map_err(|_| BadSender { found: sender.to_owned() })?;
        let site = site.sent_by(sender.email.as_ref());
        Ok(Self { server, site, sender })
    }

    /// Whether the server greets, becomes private, and lets us in; nothing is sent.
    ///
    /// # Errors
    /// What it said instead.
    pub async fn greet(&self) -> Result<(), String> {
        conversation::greet(&self.server, self.site.host()).await
    }

    async fn send(&self, letter: Letter, slip: &Slip) -> Result<Delivered, DeliveryError> {
        let mail = match message::pack(&letter, &self.sender, slip) {
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
        let is_internal = matches!(parcel.notice_body.to, Addressee::Person(_));
        let slip = Slip {
            thread: Some(self.site.thread_id(parcel.case.id)),
            list: is_internal.then(|| self.site.list_id()),
            at: parcel.now,
        };
        self.send(letter, &slip).await
    }

    async fn deliver_bundle(&self, bundle: &Bundle) -> Result<Delivered, DeliveryError> {
        let letter = written_bundle(bundle, &self.site)?;
        self.send(letter, &Slip { thread: None, list: Some(self.site.list_id()), at: bundle.now }).await
    }

    async fn deliver_link(&self, letter: &LinkLetter) -> Result<Delivered, DeliveryError> {
        let written = render_link(letter, &self.site).map_err(Untried::Unwritable)?;
        self.send(written, &Slip { thread: None, list: None, at: letter.now }).await
    }
}
