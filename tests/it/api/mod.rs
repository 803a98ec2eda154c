//! The HTTP interface, driven in process: a router over an engine on a database in memory, with a clock that stands still.

mod access;
mod archive;
mod attacks;
mod calls;
mod diagram;
mod document;
mod errors;
mod harness;
mod incidents;
mod people;
mod rights;
mod serving;
mod shapes;
