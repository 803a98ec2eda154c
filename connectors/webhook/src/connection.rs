//! A connection: where requests of one name go, and what keeps them safe.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use crate::signature::{BadSecret, Secret};

/// How long a request may take as a whole, where nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest that may be said.
const TIMEOUT_MOST: Duration = Duration::from_secs(50);
/// Headers that are not the connection's to set.
const OURS: [&str; 9] = [
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
    "webhook-id",
    "webhook-signature",
    "webhook-timestamp",
];

/// A connection as the configuration writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The address of the other system.
    pub url: String,
    /// The secret that signs requests, as `whsec_…`.
    pub secret: Option<String>,
    /// How many seconds a request may take as a whole.
    pub timeout: Option<u64>,
    /// Further headers, as a key that the other system asks for.
    pub headers: BTreeMap<String, String>,
    /// Addresses that may be dialled although they are not public.
    pub allow: Vec<String>,
}

/// A connection that can be used.
#[derive(Debug, Clone)]
pub struct Connection {
    pub(crate) url: Url,
    pub(crate) secret: Option<Secret>,
    pub(crate) timeout: Duration,
    pub(crate) headers: HeaderMap,
    pub(crate) allow: Vec<IpAddr>,
}

/// Why a connection cannot be used. No secret is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadConnection {
    /// The address is none.
    #[error("url: expected an address such as https://billing.example/orders")]
    Url,
    /// The address carries a user or a password.
    #[error("url: a user and a password do not belong into the address; use a header")]
    UserInUrl,
    /// The secret is none.
    #[error(transparent)]
    Secret(#[from] BadSecret),
    /// The time is none.
    #[error("timeout: expected 1 to {} seconds", TIMEOUT_MOST.as_secs())]
    Timeout,
    /// A header cannot be sent.
    #[error("headers: `{0}` cannot be set")]
    Header(String),
    /// An address is none.
    #[error("allow: `{0}` is not an IP address")]
    Allow(String),
}

impl Connection {
    /// A connection as it was written.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn of(wanted: &Wanted) -> Result<Self, BadConnection> {
        let url = Url::parse(&wanted.url).map_err(|_| BadConnection::Url)?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(BadConnection::Url);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadConnection::UserInUrl);
        }
        let timeout = wanted.timeout.map_or(TIMEOUT, Duration::from_secs);
        if timeout.is_zero() || timeout > TIMEOUT_MOST {
            return Err(BadConnection::Timeout);
        }
        let allow = wanted.allow.iter().map(|text| text.parse().map_err(|_| BadConnection::Allow(text.clone())));
        Ok(Self {
            url,
            secret: wanted.secret.as_deref().map(Secret::parse).transpose()?,
            timeout,
            headers: headers(&wanted.headers)?,
            allow: allow.collect::<Result<_, _>>()?,
        })
    }
}

fn headers(wanted: &BTreeMap<String, String>) -> Result<HeaderMap, BadConnection> {
    let mut headers = HeaderMap::new();
    for (name, value) in wanted {
        let wrong = || BadConnection::Header(name.clone());
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
        let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
        if OURS.contains(&key.as_str()) {
            return Err(wrong());
        }
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        let wanted = |url: &str| Wanted { url: url.to_owned(), ..Wanted::default() };
        let header = |name: &str| Wanted { headers: [(name.to_owned(), "1".to_owned())].into(), ..wanted("https://a.example") };
        let table = [
            (wanted("ftp://a.example"), BadConnection::Url),
            (wanted("file:///etc/passwd"), BadConnection::Url),
            (wanted("billing"), BadConnection::Url),
            (wanted("https://anna:1@a.example"), BadConnection::UserInUrl),
            (header("Webhook-Id"), BadConnection::Header("Webhook-Id".to_owned())),
            (header("bad name"), BadConnection::Header("bad name".to_owned())),
            (Wanted { timeout: Some(0), ..wanted("https://a.example") }, BadConnection::Timeout),
            (Wanted { timeout: Some(60), ..wanted("https://a.example") }, BadConnection::Timeout),
            (Wanted { secret: Some("short".to_owned()), ..wanted("https://a.example") }, BadConnection::Secret(BadSecret)),
            (
                Wanted { allow: vec!["10.0.0.0/8".to_owned()], ..wanted("https://a.example") },
                BadConnection::Allow("10.0.0.0/8".to_owned()),
            ),
        ];
        for (wanted, expected) in table {
            assert_eq!(Connection::of(&wanted).expect_err(&wanted.url), expected);
        }
        assert!(Connection::of(&header("x-api-key")).is_ok());
    }
}
