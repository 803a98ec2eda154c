//! Reading requests: bodies, queries and paths. Every mistake of a request is named at once.
//!
//! axum's own extractors would answer in plain text and stop at the first mistake; handlers use these instead.

// First, for the modules below use its macro.
#[macro_use]
mod form;

mod command;
mod fields;
mod mending;
mod names;
mod piece;
mod query;
mod yaml;

pub(crate) use command::Command;
pub(crate) use fields::{Fields, Form, Record};
pub(crate) use form::{Part, body_of, params_of};
pub(crate) use mending::Mending;
pub(crate) use names::Names;
pub(crate) use piece::Piece;
pub(crate) use query::{Asked, Id};
pub(crate) use yaml::Definition;
