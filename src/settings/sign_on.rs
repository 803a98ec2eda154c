//! `sign_on` in `voronka.yaml`: the identity provider by which people enter. Its secret comes from the environment.

use voronka_definition::Text;
use voronka_definition::diagnostic::Findings;
use voronka_definition::yaml::{MapReader, Node, read};
use voronka_sso::{Provider, Wanted};

/// The variable that holds the secret.
pub const SECRET: &str = "VORONKA_SIGN_ON_SECRET";

/// The provider, without its secret.
pub fn section(node: &Node, findings: &Findings) -> Option<Wanted> {
    let mut map = MapReader::open(node, node.head(), findings)?;
    let text = |node: Option<&Node>| read::plain_text(node?, findings).map(str::to_owned);
    let wanted = Wanted {
        issuer: text(map.require("issuer")).unwrap_or_default(),
        client: text(map.require("client")).unwrap_or_default(),
        secret: None,
        title: map.take("title").and_then(|node| read::text(node, findings)),
        claim: text(map.take("claim")),
        allow: map.take("allow").map(|node| texts(node, findings)).unwrap_or_default(),
    };
    map.close();
    if wanted.issuer.is_empty() || wanted.client.is_empty() {
        return None;
    }
    match Provider::new(&wanted, "https://voronka.example/") {
        Ok(_) => Some(wanted),
        Err(error) => {
            let message =
                Text::both(format!("провайдер входа не годится: {error}"), format!("the provider cannot be used: {error}"));
            findings.error("bad_sign_on", node.head(), message);
            None
        }
    }
}

fn texts(node: &Node, findings: &Findings) -> Vec<String> {
    let items = read::list(node, findings).iter();
    items.filter_map(|item| read::plain_text(item, findings).map(str::to_owned)).collect()
}
