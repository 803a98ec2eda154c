//! The integration tests of voronka: one binary, one module for each room.

#![allow(missing_docs, clippy::unwrap_used)]

mod api;
mod cli;
mod runtime;
mod store;
mod support;
mod outside;
mod tidy;
