//! The bytes of a letter: MIME with a text and an HTML part, every byte of them plain ASCII.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use voronka_runtime::{Invitation, Letter};

use voronka_core::words::{lines, one_line};

/// A letter as a mail server takes it.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    /// From whom and to whom.
    pub(super) envelope: Envelope,
    /// The headers and the body.
    pub(super) bytes: Vec<u8>,
}

impl Mail {
    /// Whether an address of the envelope needs a server that speaks SMTPUTF8.
    pub(super) fn has_letters_beyond_latin(&self) -> bool {
        let mut addresses = self.envelope.from().into_iter().chain(self.envelope.to());
        addresses.any(|address| !AsRef::<str>::as_ref(address).is_ascii())
    }
}

/// What stands on a letter besides its own words.
#[derive(Debug, Clone)]
pub(super) struct Slip {
    /// The identity that holds it together with other letters.
    pub(super) thread: Option<String>,
    /// The list it belongs to; a letter to a client belongs to none.
    pub(super) list: Option<String>,
    /// When it is sent.
    pub(super) at: DateTime<Utc>,
}

/// A letter that cannot be put into an envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoMail {
    /// There is no address.
    #[error("there is no address")]
    NoAddress,
    /// The address cannot be one.
    #[error("`{0}` is not a mail address")]
    BadAddress(String),
    /// The message cannot be built.
    #[error("the message cannot be built: {0}")]
    Unbuildable(String),
}

/// Puts a letter into an envelope.
///
/// The same letter at the same moment gives the same bytes: even the boundary of its parts is its identity.
pub(super) fn pack(letter: &Letter, sender: &Mailbox, slip: &Slip) -> Result<Mail, NoMail> {
    let recipient = recipient(letter)?;
    let unbuildable = |error: lettre::error::Error| NoMail::Unbuildable(error.to_string());
    let envelope = Envelope::new(Some(sender.email.clone()), vec![recipient.email.clone()]).map_err(unbuildable)?;
    let header = |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
    let mut builder = Message::builder()
        .envelope(envelope.clone())
        .from(sender.clone())
        .to(recipient)
        .subject(one_line(&letter.subject))
        .date(SystemTime::from(slip.at))
        .message_id(Some(letter.message_id.clone()))
        .raw_header(header("Auto-Submitted", "auto-generated"));
    if let Some(thread) = &slip.thread {
        builder = builder.in_reply_to(thread.clone()).references(thread.clone());
    }
    if let Some(list) = &slip.list {
        builder = builder.raw_header(header("List-Id", list)).raw_header(header("Precedence", "bulk"));
    }
    let message = builder.multipart(parts(letter)).map_err(unbuildable)?;
    Ok(Mail { envelope, bytes: message.formatted() })
}

fn recipient(letter: &Letter) -> Result<Mailbox, NoMail> {
    // Not cleaned but refused: an address that needs cleaning is not the one somebody meant.
    let address = letter.address.trim_matches(' ');
    if address.is_empty() {
        return Err(NoMail::NoAddress);
    }
    let parsed = address.parse().ok().filter(|_| !address.chars().any(|letter| letter.is_control() || letter.is_whitespace()));
    let parsed = parsed.ok_or_else(|| NoMail::BadAddress(one_line(address)))?;
    let name = one_line(&letter.to_name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), parsed))
}

fn parts(letter: &Letter) -> MultiPart {
    let identity: String = letter.message_id.chars().filter(char::is_ascii_alphanumeric).take(50).collect();
    let both = MultiPart::alternative()
        .boundary(format!("=_{identity}"))
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    match letter.invitation.as_ref().and_then(invitation) {
        Some(invitation) => both.singlepart(invitation),
        None => both,
    }
}

/// The part that a calendar program reads: its lines end as that standard says, so that it is always encoded whole.
fn invitation(invitation: &Invitation) -> Option<SinglePart> {
    let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={}", invitation.method)).ok()?;
    let body = Body::new_with_encoding(invitation.text.clone().into_bytes(), ContentTransferEncoding::Base64).ok()?;
    Some(SinglePart::builder().header(kind).body(body))
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    let text = lines(text);
    // Never 7bit or 8bit: an encoded body cannot end early or hold a bare CR, whatever is written in it.
    let latin = text.bytes().filter(u8::is_ascii).count() * 8 > text.len() * 7;
    let encoding = if latin { ContentTransferEncoding::QuotedPrintable } else { ContentTransferEncoding::Base64 };
    let body = Body::new_with_encoding(text, encoding).unwrap_or_else(Body::new);
    SinglePart::builder().header(kind).body(body)
}
