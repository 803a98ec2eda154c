//! Addresses: where a connection may lead. What is not public is refused, unless the connection allows that exact address.

use std::net::{IpAddr, SocketAddr};

use url::Host;
use voronka_definition::Text;
use voronka_runtime::is_public;

use crate::connection::Connection;

/// Why there is no address to dial.
#[derive(Debug)]
pub(crate) enum NoAddress {
    /// The name means nothing now; that may pass.
    Unresolved(Text),
    /// It leads where it must not.
    Refused(Text),
}

/// The addresses of a connection: every one was looked at, and one that is refused refuses them all.
pub(crate) async fn of(connection: &Connection) -> Result<Vec<SocketAddr>, NoAddress> {
    let port = connection.url.port_or_known_default().unwrap_or(443);
    let found: Vec<IpAddr> = match connection.url.host() {
        Some(Host::Ipv4(ip)) => vec![ip.into()],
        Some(Host::Ipv6(ip)) => vec![ip.into()],
        Some(Host::Domain(name)) => looked_up(name, port).await?,
        None => Vec::new(),
    };
    if let Some(refused) = found.iter().find(|ip| !is_public(**ip) && !connection.allow.contains(ip)) {
        return Err(NoAddress::Refused(Text::both(
            format!("соединение ведет на {refused}, а это не публичный адрес; если так и нужно, перечислите его в allow"),
            format!("the connection leads to {refused}, which is not a public address; if that is meant, list it under `allow`"),
        )));
    }
    match found.is_empty() {
        true => Err(NoAddress::Unresolved(Text::both("у имени сервера нет адреса", "the name of the server has no address"))),
        false => Ok(found.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()),
    }
}

async fn looked_up(name: &str, port: u16) -> Result<Vec<IpAddr>, NoAddress> {
    let found = tokio::net::lookup_host((name, port)).await;
    let found = found.map_err(|error| {
        let (ru, en) = ("имя сервера не найдено", "the name of the server is not found");
        NoAddress::Unresolved(Text::both(format!("{ru}: {error}"), format!("{en}: {error}")))
    })?;
    Ok(found.map(|address| address.ip()).collect())
}
