//! Letters: their words against golden files, and their way to a mail server that answers whatever it is told to.

mod bundles;
mod golden;
mod hostile;
mod house;
mod meetings;
mod sending;
mod server;
mod stale;
mod templates;
