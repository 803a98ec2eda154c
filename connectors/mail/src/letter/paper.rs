//! Paper: lays a page out by the templates of this crate.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};

use super::page::Page;
use voronka_core::words::lines;

/// Which templates lay the letter out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    /// For the people of the organisation: facts, history, links.
    Internal,
    /// For a client: nothing but the text.
    Client,
}

/// Every template of the crate, by name. Templates ending in `.html` escape what they are given.
const TEMPLATES: [(&str, &str); 4] = [
    ("letter.txt", include_str!("../../templates/letter.txt")),
    ("letter.html", include_str!("../../templates/letter.html")),
    ("client.txt", include_str!("../../templates/client.txt")),
    ("client.html", include_str!("../../templates/client.html")),
];

static PRESS: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut press = Environment::new();
    press.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    press.set_syntax(syntax.expect("the usual marks of blocks do not contradict each other"));
    for (name, template) in TEMPLATES {
        press.add_template(name, template).expect("a template of this crate parses");
    }
    press
});

impl Paper {
    /// The page as plain text and as HTML.
    pub(super) fn print(self, page: &Page) -> Result<(String, String), minijinja::Error> {
        let (text, html) = match self {
            Self::Internal => ("letter.txt", "letter.html"),
            Self::Client => ("client.txt", "client.html"),
        };
        let page = Value::from(Serde(page));
        let print = |name| -> Result<String, minijinja::Error> {
            let printed = PRESS.get_template(name)?.render(page.clone())?;
            Ok(format!("{}\n", lines(&printed).trim()))
        };
        Ok((print(text)?, print(html)?))
    }
}
