//! YAML as a tree with places: what every reader of this crate starts from.
//!
//! [`parse`] turns a text into a [`Node`]; [`MapReader`] and the functions of [`read`] take it apart and note what is wrong.
//! The tree is deliberately poorer than YAML: anchors, aliases, tags, merge keys and several documents are mistakes here, for
//! a person who reads a process from top to bottom should find in it what is written there, and nothing else.

mod brackets;
mod hints;
mod layout;
mod map;
mod name;
mod parse;
pub mod read;
pub mod similar;
mod surprise;
mod syntax;

pub use map::MapReader;
pub(crate) use name::as_name;
pub use name::{LONGEST_NAME, is_name};
pub use parse::{DEEPEST, LARGEST, MOST_NODES, parse};
pub use similar::{shown, similar};

use crate::diagnostic::Span;
use crate::text::Text;

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// As a block after `|` or `>`.
    Block,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A single value.
    Scalar {
        /// Its content, quotes and folds resolved.
        text: String,
        /// How it was written.
        style: Style,
    },
    /// A list.
    Seq(Vec<Node>),
    /// Keys with values, in order; a key may stand twice, which was noted then.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key; a scalar, or a mistake that was noted.
    pub key: Node,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether nothing is written here.
    pub fn is_empty(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, style: Style::Plain } if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// Whether it is a scalar without quotes.
    pub fn is_plain(&self) -> bool {
        matches!(self.kind, Kind::Scalar { style: Style::Plain, .. })
    }

    /// The entries of a map, or none.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key.text() == Some(key)).map(|entry| &entry.value)
    }

    /// What it is, in words: «expected a list, found a map».
    pub fn described(&self) -> Text {
        match &self.kind {
            _ if self.is_empty() => Text::both("пусто", "nothing"),
            Kind::Scalar { text, .. } => {
                let text = shown(text);
                Text::both(format!("«{text}»"), format!("`{text}`"))
            }
            Kind::Seq(_) => Text::both("список", "a list"),
            Kind::Map(_) => Text::both("набор «ключ: значение»", "a map of keys and values"),
        }
    }

    /// The place of a stretch of a scalar's text, counted in characters from 0: exact where the file shows the text as it is, else
    /// the whole scalar.
    pub fn place_of(&self, from: usize, to: usize) -> Span {
        let Kind::Scalar { text, style } = &self.kind else { return self.span };
        let length = text.chars().count();
        let width = self.span.end_column.saturating_sub(self.span.column) as usize;
        let one_line = self.span.line == self.span.end_line;
        let shift = match style {
            Style::Plain if one_line && width == length => 0,
            Style::Quoted if one_line && width == length + 2 => 1,
            // A block of one line: its place begins with the text, and ends where the line below begins.
            Style::Block if self.span.end_line == self.span.line + 1 => 0,
            _ => return self.span,
        };
        let column = |at: usize| self.span.column + (shift + at.min(length)) as u32;
        Span::on_line(self.span.line, column(from), column(to.max(from)))
    }

    /// The place that stands for it as a whole: a list or a map of several lines is shown by its first line.
    pub fn head(&self) -> Span {
        match &self.kind {
            Kind::Map(entries) if self.span.line != self.span.end_line => {
                entries.first().map_or(self.span, |first| first.key.span)
            }
            Kind::Seq(items) if self.span.line != self.span.end_line => items.first().map_or(self.span, Self::head),
            _ => self.span,
        }
    }
}
