//! The blocks of a document, before it is Markdown or HTML.

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// As it is.
    Plain(String),
    /// Stressed.
    Strong(String),
}

/// A paragraph.
pub type Line = Vec<Span>;

/// A block of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of a level from 1.
    Heading(u8, String),
    /// A paragraph.
    Para(Line),
    /// How to do something: set apart.
    Guide(String),
    /// Items, each a paragraph.
    List(Vec<Line>),
    /// A table with its head.
    Table(Vec<String>, Vec<Vec<Line>>),
    /// The picture stands here, in formats that can show it.
    Picture,
}

/// A paragraph of one plain piece.
pub(super) fn plain(text: impl Into<String>) -> Line {
    vec![Span::Plain(text.into())]
}

/// A stressed word with what belongs to it: `Кто: ответственный`.
pub(super) fn named(name: &str, text: impl Into<String>) -> Line {
    vec![Span::Strong(format!("{name}:")), Span::Plain(format!(" {}", text.into()))]
}

/// The text as a sentence: a capital letter, a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = crate::wording::capital(text.trim());
    match text.chars().last() {
        Some('.' | '!' | '?' | '…' | ':') | None => text,
        Some(_) => format!("{text}."),
    }
}
