//! `voronka.yaml`: the keys of the configuration, each with its place, so that a misspelt one is named and not passed over.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use voronka_definition::diagnostic::Findings;
use voronka_definition::name::ConnectionId;
use voronka_definition::yaml::{MapReader, Node, parse as parse_yaml, read};
use voronka_definition::{Diagnostics, Source, Text};
use voronka_webhook::Wanted;

use super::{connections, sign_on};

/// What the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileSettings {
    /// Where the data lies.
    pub database: Option<String>,
    /// The folder of processes, seen from the working directory.
    pub processes: Option<PathBuf>,
    /// The organisation's file, seen from the working directory.
    pub organisation: Option<PathBuf>,
    /// The address to listen at.
    pub listen: Option<String>,
    /// The address people reach the pages at.
    pub base_url: Option<String>,
    /// The mail server.
    pub smtp: Option<String>,
    /// The collector of traces.
    pub traces: Option<String>,
    /// Whether time stands still until it is moved.
    pub test_clock: Option<bool>,
    /// The other systems that processes may ask.
    pub connections: BTreeMap<ConnectionId, Wanted>,
    /// Whether people have passwords.
    pub passwords: Option<bool>,
    /// Whether letters carry links to act by without logging in.
    pub act_links: Option<bool>,
    /// Proxies of ours, whose word about the address of whoever asks is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// The identity provider, without its secret.
    pub sign_on: Option<voronka_sso::Wanted>,
}

/// Reads the file. Paths in it are seen from the folder it lies in.
///
/// # Errors
/// Every mistake of the file.
pub fn parse(source: &Source, folder: &Path) -> Result<FileSettings, Diagnostics> {
    let findings = Findings::new(&source.file);
    let said = source.text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let settings = match said {
        true => parse_yaml(source, &findings).and_then(|node| keys(&node, folder, &findings)),
        false => Some(FileSettings::default()),
    };
    findings.finish(settings).map(|checked| checked.value)
}

fn keys(node: &Node, folder: &Path, findings: &Findings) -> Option<FileSettings> {
    let mut map = MapReader::open(node, node.head(), findings)?;
    let text = |node: Option<&Node>| read::plain_text(node?, findings).map(str::to_owned);
    let path = |node: Option<&Node>| read::plain_text(node?, findings).map(|path| folder.join(path));
    let settings = FileSettings {
        database: text(map.take("database")),
        processes: path(map.take("processes")),
        organisation: path(map.take("organisation")),
        listen: text(map.take("listen")),
        base_url: text(map.take("base_url")),
        smtp: text(map.take("smtp")),
        traces: text(map.take("traces")),
        test_clock: map.take("test_clock").and_then(|node| read::boolean(node, findings)),
        connections: connections::section(map.take("connections"), findings),
        passwords: map.take("passwords").and_then(|node| read::boolean(node, findings)),
        act_links: map.take("act_links").and_then(|node| read::boolean(node, findings)),
        trusted_proxies: map.take("trusted_proxies").map(|node| networks(node, findings)).unwrap_or_default(),
        sign_on: map.take("sign_on").and_then(|node| sign_on::section(node, findings)),
    };
    map.close();
    Some(settings)
}

/// Networks, as `10.0.0.0/8`; an address is a network of one.
fn networks(node: &Node, findings: &Findings) -> Vec<IpNet> {
    let network = |node: &Node| {
        let text = read::plain_text(node, findings)?;
        let found = text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        if found.is_none() {
            let message = Text::both(
                format!("ожидается адрес или сеть, как 10.0.0.0/8; найдено «{text}»"),
                format!("expected an address or a network, as 10.0.0.0/8; found `{text}`"),
            );
            findings.error("bad_network", node.span, message);
        }
        found
    };
    read::list(node, findings).iter().filter_map(network).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voronka_definition::Locale;

    fn findings(text: &str) -> Vec<(u32, String, String)> {
        let source = Source { file: "voronka.yaml".to_owned(), text: text.to_owned() };
        let list = parse(&source, Path::new("")).expect_err("has mistakes").0;
        let help = |help: &Option<Text>| help.as_ref().map_or(String::new(), |text| text.get(Locale::En).to_owned());
        list.iter().map(|one| (one.span.line, one.code.to_owned(), help(&one.help))).collect()
    }

    #[test]
    fn every_mistake_is_named_at_its_line() {
        let found = findings("listn: 127.0.0.1:1\ntest_clock: yes\nsmtp:\n");
        let codes: Vec<_> = found.iter().map(|(line, code, _)| (*line, code.as_str())).collect();
        assert_eq!(codes, [(1, "unknown_key"), (2, "wrong_type"), (3, "empty_value")]);
        assert!(found[0].2.contains("listen"), "{found:?}");
    }

    #[test]
    fn a_connection_that_cannot_be_used_is_told_without_its_secret() {
        let text =
            "connections:\n  billing: {url: 'https://billing.example', secret: whsec_no}\n  crm: {url: 'ftp://crm'}\n  x: {}\n";
        let found = findings(text);
        let codes: Vec<_> = found.iter().map(|(line, code, _)| (*line, code.as_str())).collect();
        assert_eq!(codes, [(2, "bad_connection"), (3, "bad_connection"), (4, "missing_key")]);
        assert!(!format!("{found:?}").contains("whsec_no"));
    }

    #[test]
    fn a_connection_is_read_with_all_it_may_say() {
        let text = "connections:\n  billing:\n    url: https://billing.example/orders\n    secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n    timeout: 5\n    headers: {X-Api-Key: abc}\n    allow: [10.0.0.7]\n";
        let source = Source { file: "voronka.yaml".to_owned(), text: text.to_owned() };
        let settings = parse(&source, Path::new("")).expect("right");
        let billing = &settings.connections["billing"];
        assert_eq!((billing.timeout, billing.allow.as_slice()), (Some(5), &["10.0.0.7".to_owned()][..]));
        assert_eq!(billing.headers["X-Api-Key"], "abc");
    }

    #[test]
    fn proxies_are_named_by_address_or_network() {
        let source = |text: &str| Source { file: "voronka.yaml".to_owned(), text: text.to_owned() };
        let read = parse(&source("trusted_proxies: [10.0.0.7, 'fd00::/8']\nact_links: false\n"), Path::new("")).expect("right");
        let networks: Vec<String> = read.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!((networks, read.act_links), (vec!["10.0.0.7/32".to_owned(), "fd00::/8".to_owned()], Some(false)));
        let found = findings("trusted_proxies: [10.0.0.7, proxy.example]\n");
        assert_eq!(found.iter().map(|(line, code, _)| (*line, code.as_str())).collect::<Vec<_>>(), [(1, "bad_network")]);
    }

    #[test]
    fn an_identity_provider_is_read_and_one_that_cannot_be_used_is_told() {
        let text = "sign_on:\n  issuer: https://id.example\n  client: voronka\n  title: {ru: Вход, en: Enter}\n  claim: sub\n";
        let source = Source { file: "voronka.yaml".to_owned(), text: text.to_owned() };
        let wanted = parse(&source, Path::new("")).expect("right").sign_on.expect("a provider");
        assert_eq!((wanted.issuer.as_str(), wanted.claim.as_deref()), ("https://id.example", Some("sub")));
        let codes = |text: &str| findings(text).into_iter().map(|(_, code, _)| code).collect::<Vec<_>>();
        assert_eq!(codes("sign_on: {issuer: 'http://id.example', client: voronka}\n"), ["bad_sign_on"]);
        assert_eq!(codes("sign_on: {issuer: 'https://id.example', client: voronka, secret: s}\n"), ["unknown_key"]);
    }

    #[test]
    fn an_empty_file_says_nothing() {
        let source = Source { file: "voronka.yaml".to_owned(), text: "# later\n".to_owned() };
        assert_eq!(parse(&source, Path::new("")).ok(), Some(FileSettings::default()));
    }
}
