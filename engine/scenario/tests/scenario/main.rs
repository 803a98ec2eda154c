//! Scenarios of a small process: what is read, what holds, what is told, and what no scenario notices.

#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read their golden files")]

mod handlers;
mod house;
mod mistakes;
mod mutants;
mod outside;
mod reports;
mod rules;
mod running;
mod stories;
mod values;
