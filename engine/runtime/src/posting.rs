//! Posting of letters with links to set a password: an outbox of their own. The secret of a link is made when its letter leaves, and a
//! further attempt has another; each holds until one of them is used.

use std::sync::Arc;

use tracing::{Instrument, error, info_span, warn};
use voronka_store::{Lease, LinkSent, LinkWanted, StoreError};

use crate::accounts::{audited, lasts};
use crate::courier::{DeliveryError, LinkLetter};
use crate::dispatcher::{FIRST_PAUSE, lease, patiently};
use crate::inner::Inner;
use crate::secret;

/// How many letters are taken at once.
const AT_ONCE: u32 = 8;
/// How often one is tried. Whoever waits for it asks again by then.
const ATTEMPTS: u32 = 10;

/// Posts until the shutdown.
pub(crate) async fn run(inner: Arc<Inner>) {
    loop {
        if let Err(error) = drain(&inner).await {
            warn!(error = %error, "could not post the links of accounts");
        }
        if inner.is_closing() || !inner.pause(&inner.links_wanted).await {
            return;
        }
    }
}

/// Tries every letter whose turn has come.
pub(crate) async fn drain(inner: &Arc<Inner>) -> Result<(), StoreError> {
    let token = secret::unique()?;
    loop {
        let now = inner.store.wall_now();
        let lease = lease(&token, now);
        let taken = inner.store.claim_links(&lease, now, AT_ONCE).await?;
        if taken.is_empty() || inner.is_closing() {
            return Ok(());
        }
        for wanted in taken {
            let span = info_span!("sending", row.kind = "link", attempt = wanted.attempt);
            post(inner, &wanted, &lease).instrument(span).await?;
        }
    }
}

async fn post(inner: &Arc<Inner>, wanted: &LinkWanted, lease: &Lease) -> Result<(), StoreError> {
    let world = inner.definitions.world();
    let now = inner.store.wall_now();
    if !world.is_active(&wanted.person) || now - wanted.asked_at > lasts(wanted.purpose) {
        return settle(inner, wanted, lease, &LinkSent::Buried("nobody waits for it".to_owned())).await;
    }
    let (link, expires_at) = (secret::token()?, now + lasts(wanted.purpose));
    inner.store.add_link(&secret::hash(&link), &wanted.person, wanted.purpose, (now, expires_at)).await?;
    let letter = LinkLetter {
        identity: format!("account.{}", wanted.id),
        to: wanted.person.clone(),
        purpose: wanted.purpose,
        secret: link,
        expires_at,
        now,
        world,
    };
    let sent = match patiently(inner.courier.deliver_link(&letter)).await {
        Ok(_) => LinkSent::Sent,
        Err(DeliveryError::Retry { reason, .. } | DeliveryError::Unknown { reason, .. }) if wanted.attempt < ATTEMPTS => {
            LinkSent::Postponed(now + FIRST_PAUSE, reason)
        }
        Err(error) => LinkSent::Buried(error.to_string()),
    };
    settle(inner, wanted, lease, &sent).await
}

async fn settle(inner: &Inner, wanted: &LinkWanted, lease: &Lease, sent: &LinkSent) -> Result<(), StoreError> {
    match sent {
        LinkSent::Sent => {}
        LinkSent::Postponed(until, reason) => warn!(letter.next_attempt_at = %until, error = reason, "a letter must wait"),
        LinkSent::Buried(reason) => {
            error!(error = reason, "a letter with a link to set a password was not sent");
            let noted = audited("link_not_sent", &wanted.person, None, Some(reason));
            inner.store.note_entrance(&noted).await?;
        }
    }
    inner.store.settle_link(&wanted.id, lease, sent).await.map(drop)
}
