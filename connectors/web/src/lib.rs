//! The HTTP interface `/api/v1` and the pages.
//!
//! What a person wants is read here and handed to the one door, [`Engine::execute`](voronka_runtime::Engine); what the engine
//! answers is written here in the public forms. Every error of every route is a problem of RFC 9457 ([`problem`]); every route
//! but a short list needs a caller ([`auth`]).
//!
//! Absent on purpose: rules. What a result may be, who may do what, what a field may hold is the core's question. Absent too:
//! the store's database, other connectors.

#[macro_use]
mod extract;
mod api;
pub mod app;
pub mod auth;
mod feed;
pub mod forms;
mod health;
mod language;
mod layers;
mod live;
mod meters;
mod packing;
pub mod pages;
pub mod problem;
mod server;

pub use app::{App, Entering};
pub use server::{router, serve};
