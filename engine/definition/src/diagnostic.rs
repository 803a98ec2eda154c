//! What a reader has to say about a file: findings with code, place, sentence and help.

mod findings;
mod json;
mod meant;
mod render;
mod sarif;
pub mod story;

use serde::Serialize;

use crate::text::{Locale, Text};

pub use findings::{Findings, MOST_FINDINGS};
pub use json::{FindingJson, FindingsJson, json};
pub use render::{Style, render};
pub use sarif::sarif;
pub use story::Story;

/// A text in Russian and in English, each formatted as by `format!`.
macro_rules! say {
    ($ru:literal, $en:literal $(,)?) => {
        $crate::text::Text::both(::std::format!($ru), ::std::format!($en))
    };
}
pub(crate) use say;

/// A file handed in as text.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name that findings show; nothing is opened.
    pub file: String,
    /// The content.
    pub text: String,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The definition cannot be used.
    Error,
    /// It can, but somebody should look.
    Warning,
}

/// A place in a file. Lines and columns start at 1; columns count characters; the end is the place after the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first line.
    pub line: u32,
    /// The column of the first character.
    pub column: u32,
    /// The last line.
    pub end_line: u32,
    /// The column after the last character.
    pub end_column: u32,
}

impl Span {
    /// A stretch of one line; the end is the column after the last character.
    pub fn on_line(line: u32, column: u32, end_column: u32) -> Self {
        Self { line, column, end_line: line, end_column }
    }

    /// The beginning of the file.
    pub fn start() -> Self {
        Self::on_line(1, 1, 1)
    }

    /// From the beginning of this place to the end of the other.
    pub fn to(self, other: Self) -> Self {
        Self { end_line: other.end_line, end_column: other.end_column, ..self }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A stable code, as `unknown_key`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// The place.
    pub span: Span,
    /// What is wrong: what was expected and what was found.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
    /// The shortest story that leads there, where a case can get stuck.
    pub story: Option<Story>,
    /// A scenario file that plays this story.
    pub scenario: Option<String>,
}

/// Every finding of a file that cannot be used; at least one of them is an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.first().map_or("no finding", |finding| finding.message.get(Locale::En)))]
pub struct Diagnostics(pub Vec<Finding>);

/// What a reader made of a file that can be used.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    /// The value.
    pub value: T,
    /// Warnings.
    pub warnings: Vec<Finding>,
}
