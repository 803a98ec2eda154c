//! The engine at work: the door, the clock with its timers, letters, the end.

mod clock;
mod door;
mod letters;
mod outside;
mod people;
mod schedules;
mod shutdown;
