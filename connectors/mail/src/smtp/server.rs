//! The mail server, as an address: `smtp://host:port`, `smtps://user:password@host`, `smtp://user:password@host?tls=required`.

use std::fmt;

use lettre::transport::smtp::authentication::Credentials;
use url::Url;

/// How the connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Privacy {
    /// Not at all: for a server on the same machine or in the same network.
    Plain,
    /// By the command STARTTLS, without which nothing is sent.
    StartTls,
    /// From the first byte.
    Tls,
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) privacy: Privacy,
    pub(super) credentials: Option<Credentials>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({self})")
    }
}

impl fmt::Display for Server {
    /// Without the credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// An address that cannot be one of a mail server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadServer {
    /// It is no such address at all. What was given is not repeated: it may hold a password.
    #[error("expected a mail server like smtp://localhost:25 or smtps://user:password@mail.example")]
    NotAServer,
    /// A password would travel in the clear.
    #[error("a password needs smtps:// or ?tls=required")]
    PasswordInTheClear,
}

impl Server {
    /// Reads the address of a mail server. The usual ports are 25, 587 with STARTTLS, and 465 with TLS.
    ///
    /// # Errors
    /// It is none, or it would send a password in the clear.
    pub fn parse(address: &str) -> Result<Self, BadServer> {
        let url = Url::parse(address).map_err(|_| BadServer::NotAServer)?;
        let privacy = match (url.scheme(), url.query()) {
            ("smtp", None) => Privacy::Plain,
            ("smtp", Some("tls=required")) => Privacy::StartTls,
            ("smtps", None) => Privacy::Tls,
            _ => return Err(BadServer::NotAServer),
        };
        let is_bare = matches!(url.path(), "" | "/") && url.fragment().is_none();
        let host = url.host_str().filter(|host| is_bare && !host.is_empty()).ok_or(BadServer::NotAServer)?;
        let credentials = credentials(&url)?;
        if credentials.is_some() && privacy == Privacy::Plain {
            return Err(BadServer::PasswordInTheClear);
        }
        let port = url.port().unwrap_or(match privacy {
            Privacy::Plain => 25,
            Privacy::StartTls => 587,
            Privacy::Tls => 465,
        });
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port, privacy, credentials })
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, BadServer> {
    if url.username().is_empty() {
        return if url.password().is_none() { Ok(None) } else { Err(BadServer::NotAServer) };
    }
    let user = decoded(url.username()).ok_or(BadServer::NotAServer)?;
    let password = decoded(url.password().unwrap_or_default()).ok_or(BadServer::NotAServer)?;
    Ok(Some(Credentials::new(user, password)))
}

/// A text with its `%40` and the like put back.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter().copied();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        bytes.push(digit(rest.next()?)? * 16 + digit(rest.next()?)?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_mail_servers() {
        let secret = || Some(Credentials::new("anna@klimat.example".to_owned(), "a:b/c%".to_owned()));
        let cases = [
            ("smtp://localhost:2525", "localhost", 2525, Privacy::Plain, None),
            ("smtp://mail.example", "mail.example", 25, Privacy::Plain, None),
            ("smtp://[::1]:1025", "::1", 1025, Privacy::Plain, None),
            ("smtp://mail.example?tls=required", "mail.example", 587, Privacy::StartTls, None),
            ("smtps://anna%40klimat.example:a%3Ab%2Fc%25@mail.example", "mail.example", 465, Privacy::Tls, secret()),
        ];
        for (address, host, port, privacy, credentials) in cases {
            let expected = Server { host: host.to_owned(), port, privacy, credentials };
            assert_eq!(Server::parse(address), Ok(expected), "{address}");
        }
    }

    #[test]
    fn what_is_no_mail_server_is_refused() {
        for wrong in ["", "localhost:25", "http://mail.example", "smtp://", "smtp://a.example/x", "smtp://a.example?tls=no"] {
            assert_eq!(Server::parse(wrong), Err(BadServer::NotAServer), "{wrong}");
        }
        assert_eq!(Server::parse("smtp://u:p@mail.example"), Err(BadServer::PasswordInTheClear));
        assert_eq!(Server::parse("smtps://u:%zz@mail.example"), Err(BadServer::NotAServer));
    }

    #[test]
    fn a_password_is_never_shown() {
        let server = Server::parse("smtps://anna:canary@mail.example").expect("a server");
        assert!(!format!("{server} {server:?}").contains("canary"));
    }
}
