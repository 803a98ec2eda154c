//! A stretch of a scalar that knows its place: roles, periods and moments are little phrases inside one.

use crate::diagnostic::Span;
use crate::yaml::Node;

/// Phrases longer than this are refused before they are taken apart.
pub const LONGEST: usize = 1_000;

/// A stretch of a scalar's text.
#[derive(Debug, Clone, Copy)]
pub struct Phrase<'a> {
    node: &'a Node,
    text: &'a str,
    from: usize,
}

impl<'a> Phrase<'a> {
    /// The whole text of a scalar, without blanks around it.
    pub fn of(node: &'a Node) -> Option<Self> {
        let text = node.text().filter(|text| text.chars().count() <= LONGEST)?;
        Some(Self { node, text, from: 0 }.trim())
    }

    /// Its text.
    pub fn text(self) -> &'a str {
        self.text
    }

    /// Its place in the file.
    pub fn span(self) -> Span {
        self.node.place_of(self.from, self.from + self.text.chars().count())
    }

    /// The place of some of its characters.
    pub fn span_of(self, from: usize, to: usize) -> Span {
        self.node.place_of(self.from + from, self.from + to)
    }

    /// Its part from one byte to another.
    fn cut(self, from: usize, to: usize) -> Self {
        Self { text: &self.text[from..to], from: self.from + self.text[..from].chars().count(), ..self }
    }

    /// Without blanks around it.
    pub fn trim(self) -> Self {
        let from = self.text.len() - self.text.trim_start().len();
        let to = self.text.trim_end().len();
        self.cut(from.min(to), to)
    }

    /// What stands before and after the first such word.
    pub fn split(self, word: &str) -> Option<(Self, Self)> {
        let between = format!(" {word} ");
        let at = self.text.find(&between)?;
        let after = at + between.len();
        Some((self.cut(0, at).trim(), self.cut(after, self.text.len()).trim()))
    }

    /// What stands before a word that ends it.
    pub fn before(self, word: &str) -> Option<Self> {
        let rest = self.text.strip_suffix(word)?;
        Some(self.cut(0, rest.len()).trim())
    }

    /// What stands after a word that begins it.
    pub fn after(self, word: &str) -> Option<Self> {
        let rest = self.text.strip_prefix(word)?;
        Some(self.cut(self.text.len() - rest.len(), self.text.len()).trim())
    }

    /// The longest beginning whose characters are all like this, and the rest.
    pub fn take_while(self, like: fn(char) -> bool) -> (Self, Self) {
        let at = self.text.find(|character| !like(character)).unwrap_or(self.text.len());
        (self.cut(0, at), self.cut(at, self.text.len()).trim())
    }

    /// The name and the argument of `name(argument)`.
    pub fn call(self) -> Option<(Self, Self)> {
        let open = self.text.find('(')?;
        let inside = self.text.strip_suffix(')')?.len();
        Some((self.cut(0, open).trim(), self.cut(open + 1, inside.max(open + 1)).trim()))
    }
}
