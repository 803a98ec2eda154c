//! From where a request comes: the address of the machine that asks, behind proxies of ours too.
//!
//! `X-Forwarded-For` can be written by anybody. Only what a proxy that is named in the configuration has added counts: the list is
//! read from its end, past our own proxies, to the first address that is not one of them.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;
use voronka_runtime::Origin;

use crate::app::App;

/// The most characters that are kept of what a browser calls itself.
const AGENT_MOST: usize = 200;
/// How many bits of an address of version 6 one customer has at least.
const NETWORK_BITS: u32 = 64;

/// From where a request comes; nothing is known of it in tests and behind a socket without an address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The address.
    pub address: Option<IpAddr>,
    /// What the browser calls itself.
    pub agent: Option<String>,
}

impl Place {
    /// The place of a request.
    pub fn of(app: &App, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        Self {
            address: peer.map(|peer| client(peer, headers, &app.entering.trusted_proxies)),
            agent: agent.map(|agent| agent.chars().take(AGENT_MOST).collect()),
        }
    }

    /// The same as a session and the audit keep it.
    pub fn origin(&self) -> Origin {
        Origin { address: self.address.map(|address| address.to_string()), agent: self.agent.clone() }
    }

    /// The network that attempts are counted by.
    pub(super) fn network(&self) -> String {
        match self.address {
            Some(IpAddr::V6(address)) => format!("{:x}", u128::from(address) >> (u128::BITS - NETWORK_BITS)),
            Some(address) => address.to_string(),
            None => String::new(),
        }
    }
}

impl FromRequestParts<App> for Place {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(app, &parts.headers, &parts.extensions))
    }
}

fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_ours = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_ours(&peer) {
        return peer;
    }
    let lists: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|list| list.to_str().ok()).collect();
    let mut last = peer;
    for text in lists.iter().flat_map(|list| list.split(',')).rev() {
        let Some(address) = parsed(text.trim()) else { return last };
        if !is_ours(&address) {
            return address;
        }
        last = address;
    }
    last
}

/// An address, as some proxies write it with its port.
fn parsed(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s11_only_what_our_own_proxies_have_added_counts() {
        let trusted: Vec<IpNet> = ["10.0.0.0/8", "::1/128"].iter().map(|net| net.parse().expect("a network")).collect();
        let table: [(&str, &[&str], &str); 9] = [
            ("203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.1:4711, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, nonsense"], "10.0.0.1"),
            ("::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::1", &["2001:db8::7"], "2001:db8::7"),
        ];
        for (peer, lists, expected) in table {
            let mut headers = HeaderMap::new();
            for list in lists {
                headers.append("x-forwarded-for", list.parse().expect("a header"));
            }
            let peer: IpAddr = peer.parse().expect("an address");
            let found = client(peer.to_canonical(), &headers, &trusted);
            assert_eq!(found.to_string(), expected, "{peer} {lists:?}");
        }
    }

    #[test]
    fn one_customers_addresses_are_one_network() {
        let network = |text: &str| Place { address: text.parse().ok(), agent: None }.network();
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_ne!(network("198.51.100.1"), network("198.51.100.2"));
    }
}
