//! What an outline holds: names with their places, and the places where they are used.

use super::grammar::{Form, Key, NameKind};
use crate::diagnostic::Span;
use crate::text::Text;

/// A name that the file declares.
#[derive(Debug, Clone)]
pub struct Name {
    /// What it names.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The whole of what it names.
    pub whole: Span,
    /// The name it lies in: the stage of a step, the step of a result, the field of an option.
    pub parent: Option<usize>,
    /// The stage or handler it lies in.
    pub root: Option<usize>,
    /// Its title for people.
    pub title: Option<Text>,
    /// What else is short enough to be told: its type, its assignee, its date.
    pub facts: Vec<(String, String)>,
    /// A step that bears the name of the outcome or activity it speaks of.
    pub implied: bool,
}

/// Where the owner of a used name is sought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// In the whole file.
    File,
    /// In the whole file, as the owner of a result: either a step or an activity.
    Owner,
    /// In a stage or handler.
    Root(Option<usize>),
    /// Directly below this name.
    Parent(usize),
    /// Directly below something with this name.
    Named(String),
}

/// A place where a name is used.
#[derive(Debug, Clone)]
pub struct Use {
    /// What is named.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// Where.
    pub span: Span,
    /// Where it is sought.
    pub within: Within,
}

/// A key with its meaning.
#[derive(Debug, Clone, Copy)]
pub struct KeyAt {
    /// Where.
    pub span: Span,
    /// The key.
    pub key: &'static Key,
}

/// A form that stands in the file.
#[derive(Debug, Clone)]
pub struct FormAt {
    /// Where.
    pub span: Span,
    /// The form.
    pub form: &'static Form,
    /// Its keys as they are written.
    pub present: Vec<String>,
}
