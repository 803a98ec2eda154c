//! The documents that the editor has open: their text as it stands there, and what was found in it.

use std::collections::BTreeMap;

use lsp_types::{TextDocumentContentChangeEvent, Uri};
use voronka_definition::outline::Outline;
use voronka_definition::{Finding, Source};

use crate::position::Lines;

/// The largest document that is looked into.
const LARGEST: usize = 1 << 20;

/// An open document.
#[derive(Debug)]
pub struct Document {
    /// Its address.
    pub uri: Uri,
    /// Its text.
    pub text: String,
    /// How often it was changed, as the editor counts.
    pub version: i32,
    /// What was found in it last.
    pub findings: Vec<Finding>,
    /// Whether it was changed since.
    pub dirty: bool,
}

impl Document {
    /// A document that was just opened.
    pub fn new(uri: Uri, text: &str, version: i32) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        Self { uri, text, version, findings: Vec::new(), dirty: true }
    }

    /// Takes a change over; one without a range is the whole text.
    pub fn change(&mut self, change: &TextDocumentContentChangeEvent) {
        self.dirty = true;
        let Some(range) = change.range else {
            self.text.clone_from(&change.text);
            return;
        };
        let lines = Lines::of(&self.text);
        let (from, to) = (lines.byte(range.start), lines.byte(range.end));
        self.text.replace_range(from.min(to)..to.max(from), &change.text);
    }

    /// Whether it is a process, by its name or its keys. Scenarios begin like one, and are not.
    pub fn is_process(&self) -> bool {
        let path = path(self.uri.as_str());
        let is_scenario = path.ends_with(".scenario.yaml") || self.has_key("scenarios:");
        !is_scenario && (path.ends_with("/process.yaml") || self.has_key("process:") || self.has_key("stages:"))
    }

    /// Whether it is a definition at all: editors hand over every file of YAML, whatever it is for.
    pub fn is_ours(&self) -> bool {
        let path = path(self.uri.as_str());
        let is_named = path.ends_with("/organisation.yaml") || path.contains("/calendars/");
        self.is_process() || is_named || self.has_key("organisation:") || self.has_key("week:")
    }

    fn has_key(&self, key: &str) -> bool {
        self.text.lines().any(|line| line.starts_with(key))
    }

    /// Its lines.
    pub fn lines(&self) -> Lines<'_> {
        Lines::of(&self.text)
    }

    /// Its names, where it is a process.
    pub fn outline(&self) -> Outline {
        if self.text.len() > LARGEST { Outline::default() } else { Outline::of(&self.text) }
    }

    /// It as something to be checked: the path that its address holds, and the text as it stands in the editor.
    pub fn source(&self) -> Source {
        Source { file: path(self.uri.as_str()), text: self.text.clone() }
    }
}

/// The open documents by their addresses.
pub type Documents = BTreeMap<String, Document>;

/// The path of a `file:` address, or the address itself.
fn path(uri: &str) -> String {
    let Some(rest) = uri.strip_prefix("file://") else { return uri.to_owned() };
    let (mut bytes, mut left) = (Vec::new(), rest.as_bytes());
    while let Some((byte, after)) = left.split_first() {
        let code = after.get(..2).filter(|_| *byte == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(decoded.unwrap_or(*byte));
        left = if decoded.is_some() { &after[2..] } else { after };
    }
    let path = String::from_utf8_lossy(&bytes).into_owned();
    // On Windows the drive follows a slash.
    match path.strip_prefix('/') {
        Some(drive) if drive.as_bytes().get(1) == Some(&b':') => drive.to_owned(),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, path};

    #[test]
    fn only_definitions_are_looked_into() {
        let cases = [
            ("file:///a/process.yaml", "", true, true),
            ("file:///a/sale.yaml", "# Sale\nprocess: sale\n", true, true),
            ("untitled:1", "titel: x\nstages: {}", true, true),
            ("file:///a/sale.scenario.yaml", "process: sale\n", false, false),
            ("file:///a/organisation.yaml", "", false, true),
            ("file:///a/calendars/ru.yaml", "calendar: ru", false, true),
            ("file:///a/compose.yaml", "services:\n  process: x\n", false, false),
        ];
        for (uri, text, is_process, is_ours) in cases {
            let document = Document::new(uri.parse().expect("a good address"), text, 1);
            assert_eq!((document.is_process(), document.is_ours()), (is_process, is_ours), "{uri}");
        }
    }

    #[test]
    fn an_address_holds_a_path() {
        assert_eq!(path("file:///home/%D0%90%D0%BD%D0%BD%D0%B0/a%20b.yaml"), "/home/Анна/a b.yaml");
        assert_eq!(path("file:///c%3A/x.yaml"), "c:/x.yaml");
        assert_eq!(path("untitled:Untitled-1"), "untitled:Untitled-1");
        assert_eq!(path("file:///a%zz%4"), "/a%zz%4");
    }
}
