//! The bytes of a letter: MIME with a text and an HTML part, every byte of them plain ASCII.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use voronka_runtime::Letter;

use crate::clean::{lines, one_line};

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
pub(super) fn pack(letter: &Letter, sender: &Mailbox, thread: &str, at: DateTime<Utc>) -> Result<Mail, NoMail> {
    let recipient = recipient(letter)?;
    let unbuildable = |error: lettre::error::Error| NoMail::Unbuildable(error.to_string());
    let envelope = Envelope::new(Some(sender.email.clone()), vec![recipient.email.clone()]).map_err(unbuildable)?;
    let auto = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    let message = Message::builder()
        .envelope(envelope.clone())
        .from(sender.clone())
        .to(recipient)
        .subject(one_line(&letter.subject))
        .date(SystemTime::from(at))
        .message_id(Some(letter.message_id.clone()))
        .in_reply_to(thread.to_owned())
        .references(thread.to_owned())
        .raw_header(auto)
        .multipart(parts(letter))
        .map_err(unbuildable)?;
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
    MultiPart::alternative()
        .boundary(format!("=_{identity}"))
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html))
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    let text = lines(text);
    // Never 7bit or 8bit: an encoded body cannot end early or hold a bare CR, whatever is written in it.
    let latin = text.bytes().filter(u8::is_ascii).count() * 8 > text.len() * 7;
    let encoding = if latin { ContentTransferEncoding::QuotedPrintable } else { ContentTransferEncoding::Base64 };
    let body = Body::new_with_encoding(text, encoding).unwrap_or_else(Body::new);
    SinglePart::builder().header(kind).body(body)
}
