//! The integration tests of voronka: one binary, one module for each room.

#![allow(missing_docs, clippy::unwrap_used)]

mod api;
mod browser;
mod cli;
mod on_postgres;
mod outside;
mod pages;
mod runtime;
mod store;
mod support;
mod tidy;
