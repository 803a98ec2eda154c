//! Words that YAML 1.1 took for something else. A person who writes `no:` means a word; another program reads «false».

use crate::diagnostic::{Findings, say};
use crate::yaml::{Node, shown};

const SURPRISES: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "true", "false"];

/// Whether an unquoted word would be a truth value somewhere.
pub fn is_surprise(text: &str) -> bool {
    text.len() <= 5 && SURPRISES.contains(&text.to_ascii_lowercase().as_str())
}

/// Notes an unquoted word of this sort where a name is written; such a name is to be changed, not quoted.
pub fn forbid_as_name(node: &Node, findings: &Findings) -> bool {
    let Some(word) = node.text().filter(|text| node.is_plain() && is_surprise(text)) else { return false };
    findings.error_with(
        "yaml_surprise",
        node.span,
        say!(
            "«{word}» без кавычек в YAML может означать «да» или «нет», а здесь нужно имя",
            "unquoted `{word}` can mean a truth value in YAML; a name is expected here"
        ),
        say!("возьмите другое имя, например «{word}_answer»", "take another name, `{word}_answer` for example"),
    );
    true
}

/// Notes an unquoted word of this sort where a text is written.
pub fn forbid_as_text(node: &Node, findings: &Findings) -> bool {
    let Some(word) = node.text().filter(|text| node.is_plain() && is_surprise(text)) else { return false };
    let word = shown(word);
    findings.error_with(
        "yaml_surprise",
        node.span,
        say!(
            "«{word}» без кавычек в YAML может означать «да» или «нет», а здесь нужен текст",
            "unquoted `{word}` can mean a truth value in YAML; a text is expected here"
        ),
        say!("возьмите слово в кавычки: \"{word}\"", "put the word in quotes: \"{word}\""),
    );
    true
}
