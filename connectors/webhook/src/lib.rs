//! Requests to other systems: a signed POST of JSON, as Standard Webhooks describes it, to a connection of the configuration.
//!
//! Everything that comes back is bounded in time and length. Nobody is dialled but public addresses and those that the connection
//! allows one by one; the address that was looked at is the one that is dialled.
//!
//! Absent on purpose: queues, retries and their delays (the core's), redirects, proxies, compression, cookies.

mod address;
mod connection;
mod reply;
mod signature;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use async_trait::async_trait;
use reqwest::header::{CONTENT_TYPE, HeaderValue, USER_AGENT};
use reqwest::redirect::Policy;
use voronka_definition::Text;
use voronka_definition::name::ConnectionId;
use voronka_runtime::{Called, Caller, Request};

pub use connection::{BadConnection, Connection, Wanted};
pub use signature::{BadSecret, Secret};

/// The connections of an installation, by name.
#[derive(Debug, Default)]
pub struct Webhooks {
    connections: BTreeMap<ConnectionId, Connection>,
}

impl Webhooks {
    /// The webhooks of these connections.
    pub fn new(connections: BTreeMap<ConnectionId, Connection>) -> Self {
        name_ciphers();
        Self { connections }
    }
}

/// Says where the ciphers of TLS come from, which has to be said once a process before anybody makes an HTTP client.
pub fn name_ciphers() {
    // Whoever was faster said the same.
    drop(rustls::crypto::ring::default_provider().install_default());
}

#[async_trait]
impl Caller for Webhooks {
    fn knows(&self, connection: &ConnectionId) -> bool {
        self.connections.contains_key(connection)
    }

    async fn call(&self, request: &Request) -> Called {
        let Some(connection) = self.connections.get(&request.connection) else {
            return Called::Unknown(voronka_runtime::caller::unknown(&request.connection));
        };
        match tokio::time::timeout(connection.timeout, ask(connection, request)).await {
            Ok(called) => called,
            Err(_) => failed(voronka_runtime::caller::no_answer(connection.timeout)),
        }
    }
}

async fn ask(connection: &Connection, request: &Request) -> Called {
    let addresses = match address::of(connection).await {
        Ok(addresses) => addresses,
        Err(address::NoAddress::Unresolved(reason)) => return failed(reason),
        Err(address::NoAddress::Refused(reason)) => return Called::Unknown(reason),
    };
    match send(connection, request, &addresses).await {
        Ok(response) => reply::read(response, request.now).await,
        Err(error) => failed(Text::from(in_words(error).as_str())),
    }
}

async fn send(connection: &Connection, request: &Request, addresses: &[SocketAddr]) -> Result<reqwest::Response, reqwest::Error> {
    let timestamp = request.now.timestamp();
    let mut headers = connection.headers.clone();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, HeaderValue::from_static(concat!("voronka/", env!("CARGO_PKG_VERSION"))));
    let mut signed = vec![("webhook-id", request.identity.clone()), ("webhook-timestamp", timestamp.to_string())];
    if let Some(secret) = &connection.secret {
        signed.push(("webhook-signature", secret.sign(&request.identity, timestamp, &request.body)));
    }
    let mut post = client(connection, addresses)?.post(connection.url.clone()).headers(headers);
    for (name, value) in signed {
        post = post.header(name, value);
    }
    post.body(request.body.clone()).send().await
}

/// A client for one request: it dials only these addresses, whatever the name means by then.
fn client(connection: &Connection, addresses: &[SocketAddr]) -> Result<reqwest::Client, reqwest::Error> {
    let host = connection.url.host_str().unwrap_or_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .http1_only()
        .pool_max_idle_per_host(0)
        .timeout(connection.timeout)
        .resolve_to_addrs(host, addresses)
        .build()
}

fn failed(reason: Text) -> Called {
    Called::Failed { reason, pause: None }
}

/// An error without the address, which may hold a key, and with what lies beneath it.
fn in_words(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut words = error.to_string();
    let mut beneath = std::error::Error::source(&error);
    while let Some(cause) = beneath {
        words = format!("{words}: {cause}");
        beneath = cause.source();
    }
    words
}
