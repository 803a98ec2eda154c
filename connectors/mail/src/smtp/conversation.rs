//! One conversation with a mail server, for one letter, command by command.
//!
//! The commands are given one at a time so that it is known what was reached when something fails: before the letter was handed
//! over it is simply tried again; afterwards nobody knows whether it arrived. There is no pool of connections: a send that was
//! cancelled would leave its answer for the next letter.

use std::net::Ipv6Addr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as From, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;

use super::message::Mail;
use super::server::{Privacy, Server};

/// How long a connection may take to open.
const CONNECTING: Duration = Duration::from_secs(10);
/// How long a letter may take altogether.
const WHOLE: Duration = Duration::from_secs(30);
/// How long the goodbye may take; the letter is accepted by then.
const GOODBYE: Duration = Duration::from_secs(1);

/// A letter that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// It may work later.
    Transient(String),
    /// This letter will never be taken.
    Permanent(String),
    /// It was handed over, and the answer never came.
    Unknown(String),
}

/// Sends one letter.
pub(super) async fn send(server: &Server, hello: &str, mail: &Mail) -> Result<(), Failure> {
    let handed_over = AtomicBool::new(false);
    let accepted = tokio::time::timeout(WHOLE, converse(server, hello, mail, &handed_over)).await;
    let mut connection = accepted.unwrap_or_else(|_| {
        let reason = format!("no answer from {server} within {} s", WHOLE.as_secs());
        Err(if handed_over.load(Ordering::Relaxed) { Failure::Unknown(reason) } else { Failure::Transient(reason) })
    })?;
    let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
    Ok(())
}

/// Greets, logs in, and says goodbye.
pub(super) async fn greet(server: &Server, hello: &str) -> Result<(), String> {
    let opened = tokio::time::timeout(WHOLE, open(server, hello)).await;
    let opened = opened.map_err(|_| format!("no answer from {server} within {} s", WHOLE.as_secs()))?;
    let mut connection = opened.map_err(|error| said(server, &error))?;
    let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
    Ok(())
}

async fn converse(server: &Server, hello: &str, mail: &Mail, handed_over: &AtomicBool) -> Result<AsyncSmtpConnection, Failure> {
    let mut connection = open(server, hello).await.map_err(|error| Failure::Transient(said(server, &error)))?;
    let refused = |error: Error| match error.is_permanent() {
        true => Failure::Permanent(said(server, &error)),
        false => Failure::Transient(said(server, &error)),
    };
    let mut parameters = Vec::new();
    if mail.has_letters_beyond_latin() {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Failure::Permanent(format!("{server} takes only addresses in Latin letters")));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    connection.command(From::new(mail.envelope.from().cloned(), parameters)).await.map_err(refused)?;
    for to in mail.envelope.to() {
        connection.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(refused)?;
    }
    let go_on = connection.command(Data).await.map_err(refused)?;
    if !go_on.has_code(354) {
        return Err(Failure::Transient(format!("{server} answered {} to DATA", go_on.code())));
    }
    handed_over.store(true, Ordering::Relaxed);
    accepted(server, connection.message(&mail.bytes).await)?;
    Ok(connection)
}

/// Greets the server, makes the connection private, logs in. Whatever fails here is not the letter's fault.
async fn open(server: &Server, hello: &str) -> Result<AsyncSmtpConnection, Error> {
    let hello = ClientId::Domain(hello.to_owned());
    let parameters = || TlsParameters::new(server.host.clone());
    let tls = if server.privacy == Privacy::Tls { Some(parameters()?) } else { None };
    let address = match server.host.parse::<Ipv6Addr>() {
        Ok(address) => format!("[{address}]:{}", server.port),
        Err(_) => format!("{}:{}", server.host, server.port),
    };
    let mut connection = AsyncSmtpConnection::connect_tokio1(address, Some(CONNECTING), &hello, tls, None).await?;
    if server.privacy == Privacy::StartTls {
        connection.starttls(parameters()?, &hello).await?;
    }
    if let Some(credentials) = &server.credentials {
        connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await?;
    }
    Ok(connection)
}

/// What the answer to a letter that was handed over means: only 250 is a yes.
fn accepted(server: &Server, answer: Result<Response, Error>) -> Result<(), Failure> {
    match answer {
        Ok(response) if response.has_code(250) => Ok(()),
        Ok(response) => Err(Failure::Unknown(format!("{server} answered {} to the letter", response.code()))),
        Err(error) if error.is_permanent() => Err(Failure::Permanent(said(server, &error))),
        Err(error) if error.is_transient() => Err(Failure::Transient(said(server, &error))),
        Err(error) => Err(Failure::Unknown(said(server, &error))),
    }
}

fn said(server: &Server, error: &Error) -> String {
    voronka_core::words::one_line(&format!("{server}: {error}"))
}
