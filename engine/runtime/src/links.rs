//! Links in letters that let their reader act without logging in: signed, bound to him, to one task and to one letter, for a while.
//!
//! A link is the right to do one thing, once. Nothing of it is stored before it is used; what it is signed with never leaves the database.
//!
//! Absent on purpose: what may be done. That is the core's question, as for everybody.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;
use voronka_core::notice::{Addressee, Message, Notice};
use voronka_core::{Case, CaseId, TaskId};
use voronka_definition::Text;
use voronka_definition::name::PersonId;
use voronka_store::StoreError;

use crate::courier::{Delivered, DeliveryError};
use crate::engine::Engine;
use crate::inner::Inner;
use crate::secret;

/// How long a link holds.
pub const ACT_LINK: TimeDelta = TimeDelta::days(14);
/// How long it is known what was done by one.
const REMEMBERED: TimeDelta = TimeDelta::days(60);
/// The name of what they are signed with.
const SIGNED_WITH: &str = "act links";
/// The form of the content of a link.
const FORM: u8 = 1;
/// The bytes of a link before its person: form, case, task, notice, expiry.
const HEAD: usize = 1 + 16 + 4 + 4 + 8;
/// The bytes of a signature.
const SIGNATURE: usize = 16;
/// What stands in a stored letter where its link was.
const HIDDEN: &str = "hidden";

/// Whether letters carry such links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ActLinks {
    /// They do not.
    #[default]
    Off,
    /// They do; what is stored of a letter does not show them.
    Sent,
    /// They do, and letters that are kept instead of sent show them: for the demo, where anybody is anybody.
    Shown,
}

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActLink {
    /// Who may act.
    pub person: PersonId,
    /// On which task.
    pub task: TaskId,
    /// The notice whose letter carries it.
    pub notice: u32,
    /// Until when, by the store's clock.
    pub expires_at: DateTime<Utc>,
    /// The hash under which its use is noted.
    pub hash: String,
}

impl Engine {
    /// What a link says; `None` where it is none of ours, or of somebody who left. It may have expired or been used.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn act_link(&self, text: &str) -> Result<Option<ActLink>, StoreError> {
        let key = key(&self.inner).await?;
        Ok(read(text, &key).filter(|link| self.world().is_active(&link.person)))
    }

    /// When a link was used, and what was done.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn used_link(&self, link: &ActLink) -> Result<Option<(DateTime<Utc>, Text)>, StoreError> {
        self.reads().used_link(&link.hash).await
    }

    /// Takes the right of a link, to do this by it; false where it was used before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn use_link(&self, link: &ActLink, done: Text) -> Result<bool, StoreError> {
        let link = link.clone();
        self.detached(|inner| async move {
            let now = inner.store.now();
            inner.store.use_link(&link.hash, &link.person, &done, (now, now - REMEMBERED)).await
        })
        .await?
    }

    /// Gives the right of a link back, as what was tried was refused.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unuse_link(&self, link: &ActLink) -> Result<(), StoreError> {
        let hash = link.hash.clone();
        self.detached(|inner| async move { inner.store.unuse_link(&hash).await }).await?
    }
}

/// The link of a letter: where its reader has something to do about an open task.
pub(crate) async fn of_notice(inner: &Inner, notice: &Notice, case: &Case) -> Result<Option<String>, StoreError> {
    let (Addressee::Person(person), Some(task)) = (&notice.to, task_of(&notice.message)) else { return Ok(None) };
    if inner.act_links == ActLinks::Off || !concerns(case, task, person) {
        return Ok(None);
    }
    let expires_at = inner.store.now() + ACT_LINK;
    Ok(Some(written(case.id, task, notice.number, expires_at, person, &key(inner).await?)))
}

/// Whether somebody has the task, may take it, or is to answer for its lateness.
fn concerns(case: &Case, task: u32, person: &PersonId) -> bool {
    let Some(known) = case.tasks.get(&task) else { return false };
    let has = known.holder.everybody().contains(person) || known.instead_of.as_ref() == Some(person);
    has || case.escalations.values().any(|escalation| escalation.task == task && escalation.to == *person)
}

fn task_of(message: &Message) -> Option<u32> {
    match message {
        Message::Assigned { task }
        | Message::Reassigned { task, .. }
        | Message::Reminder { task }
        | Message::DueSoon { task, .. }
        | Message::Overdue { task, .. }
        | Message::Concern { task, .. } => Some(task.number),
        Message::Ended { .. }
        | Message::Meeting { .. }
        | Message::Written { .. }
        | Message::Commented { .. }
        | Message::Incident { .. } => None,
    }
}

/// Takes the link that a letter carried out of what is stored of it.
pub(crate) fn hide(inner: &Inner, link: Option<&str>, outcome: &mut Result<Delivered, DeliveryError>) {
    let is_shown = matches!(outcome, Ok(delivered) if delivered.kept && inner.act_links == ActLinks::Shown);
    let letter = match outcome {
        Ok(delivered) => Some(&mut delivered.letter),
        Err(DeliveryError::Retry { letter, .. } | DeliveryError::Bury { letter, .. } | DeliveryError::Unknown { letter, .. }) => {
            letter.as_mut()
        }
        Err(DeliveryError::Stale) => None,
    };
    if let (Some(link), Some(letter)) = (link, letter.filter(|_| !is_shown)) {
        letter.text = letter.text.replace(link, HIDDEN);
        letter.html = letter.html.replace(link, HIDDEN);
    }
}

async fn key(inner: &Inner) -> Result<Arc<Vec<u8>>, StoreError> {
    let key = inner.act_key.get_or_try_init(|| async {
        let fresh = URL_SAFE_NO_PAD.encode(secret::random::<32>()?);
        let stored = inner.store.signing_secret(SIGNED_WITH, &fresh).await?;
        Ok::<_, StoreError>(Arc::new(stored.into_bytes()))
    });
    key.await.cloned()
}

fn written(case: CaseId, task: u32, notice: u32, expires_at: DateTime<Utc>, person: &PersonId, key: &[u8]) -> String {
    let mut bytes = vec![FORM];
    bytes.extend(case.0.as_bytes());
    bytes.extend(task.to_be_bytes());
    bytes.extend(notice.to_be_bytes());
    bytes.extend(expires_at.timestamp().to_be_bytes());
    bytes.extend(person.as_str().as_bytes());
    let signature = signer(key, &bytes).map(|signer| signer.finalize().into_bytes().to_vec()).unwrap_or_default();
    bytes.extend(signature.iter().take(SIGNATURE));
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read(text: &str, key: &[u8]) -> Option<ActLink> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (content, signature) = bytes.split_at_checked(bytes.len().checked_sub(SIGNATURE)?)?;
    signer(key, content)?.verify_truncated_left(signature).ok()?;
    let (head, person) = content.split_at_checked(HEAD)?;
    let number = |from: usize| Some(u32::from_be_bytes(head.get(from..from + 4)?.try_into().ok()?));
    if head.first() != Some(&FORM) {
        return None;
    }
    let case = CaseId(Uuid::from_slice(head.get(1..17)?).ok()?);
    let expires_at = i64::from_be_bytes(head.get(25..33)?.try_into().ok()?);
    Some(ActLink {
        person: PersonId::from(std::str::from_utf8(person).ok()?),
        task: TaskId { case, number: number(17)? },
        notice: number(21)?,
        expires_at: DateTime::from_timestamp(expires_at, 0)?,
        hash: secret::hash(text),
    })
}

fn signer(key: &[u8], content: &[u8]) -> Option<Hmac<Sha256>> {
    let mut signer = Hmac::<Sha256>::new_from_slice(key).ok()?;
    signer.update(SIGNED_WITH.as_bytes());
    signer.update(content);
    Some(signer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> String {
        let case = CaseId(Uuid::from_u128(7));
        written(case, 3, 9, DateTime::from_timestamp(1_800_000_000, 0).expect("a moment"), &PersonId::from("anna"), b"key")
    }

    #[test]
    fn a_link_says_what_it_was_made_for() {
        let read = read(&link(), b"key").expect("ours");
        assert_eq!((read.person.as_str(), read.task.number, read.notice), ("anna", 3, 9));
        assert_eq!((read.task.case.0, read.expires_at.timestamp()), (Uuid::from_u128(7), 1_800_000_000));
    }

    #[test]
    fn s17_no_byte_of_a_link_may_be_another() {
        let text = link();
        assert_eq!(read(&text, b"another key"), None);
        let bytes = URL_SAFE_NO_PAD.decode(&text).expect("base64");
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(read(&URL_SAFE_NO_PAD.encode(&changed), b"key"), None, "byte {place}");
        }
        for length in 0..bytes.len() {
            assert_eq!(read(&URL_SAFE_NO_PAD.encode(&bytes[..length]), b"key"), None, "{length} bytes");
        }
        let longer = [bytes.as_slice(), b"a"].concat();
        assert_eq!(read(&URL_SAFE_NO_PAD.encode(longer), b"key"), None);
        assert_eq!(read("", b"key").or(read("/\u{0}", b"key")), None);
    }
}
