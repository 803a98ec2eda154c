//! Scenarios of a small process: what is read, what holds, what is told, and what no scenario notices.

mod house;
mod mistakes;
mod mutants;
mod outside;
mod reports;
mod running;
