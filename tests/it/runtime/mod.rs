//! The engine at work: the door, the clock with its timers, letters, the end.

mod clock;
mod digests;
mod door;
mod gathering;
mod letters;
mod outside;
mod people;
mod schedules;
mod shutdown;
