//! `connections` in `voronka.yaml`: the other systems that steps of processes may ask, by name.

use std::collections::BTreeMap;

use voronka_definition::Text;
use voronka_definition::diagnostic::Findings;
use voronka_definition::name::ConnectionId;
use voronka_definition::yaml::{Entry, MapReader, Node, read};
use voronka_webhook::{Connection, Wanted};

/// The connections by name. What cannot be used is told at its line, without its secret.
pub fn section(node: Option<&Node>, findings: &Findings) -> BTreeMap<ConnectionId, Wanted> {
    let written = node.map(|node| read::named(node, findings)).unwrap_or_default();
    let found = written.into_iter().filter_map(|(name, entry)| Some((ConnectionId::from(name), connection(entry, findings)?)));
    found.collect()
}

fn connection(entry: &Entry, findings: &Findings) -> Option<Wanted> {
    let mut map = MapReader::open(&entry.value, entry.key.span, findings)?;
    let text = |node: Option<&Node>| read::plain_text(node?, findings).map(str::to_owned);
    let wanted = Wanted {
        url: text(map.require("url")).unwrap_or_default(),
        secret: text(map.take("secret")),
        timeout: map.take("timeout").and_then(|node| read::integer(node, 1..=50, findings)),
        headers: map.take("headers").map(|node| headers(node, findings)).unwrap_or_default(),
        allow: map.take("allow").map(|node| texts(node, findings)).unwrap_or_default(),
    };
    map.close();
    if wanted.url.is_empty() {
        return None;
    }
    match Connection::of(&wanted) {
        Ok(_) => Some(wanted),
        Err(error) => {
            let message =
                Text::both(format!("подключение не годится: {error}"), format!("the connection cannot be used: {error}"));
            findings.error("bad_connection", entry.key.span, message);
            None
        }
    }
}

/// Headers are named as HTTP names them, not as the language does.
fn headers(node: &Node, findings: &Findings) -> BTreeMap<String, String> {
    let value = |entry: &Entry| {
        let name = read::plain_text(&entry.key, findings)?.to_owned();
        Some((name, read::plain_text(&entry.value, findings)?.to_owned()))
    };
    node.entries().iter().filter_map(value).collect()
}

fn texts(node: &Node, findings: &Findings) -> Vec<String> {
    let items = read::list(node, findings).iter();
    items.filter_map(|item| read::plain_text(item, findings).map(str::to_owned)).collect()
}
