//! The engine at work: the door, the clock with its timers, letters, the end.

mod archive;
mod clock;
mod digests;
mod door;
mod downtime;
mod forms;
mod gathering;
mod jumps;
mod leaving;
mod letters;
mod nodes;
mod outage;
mod outside;
mod people;
mod quarantine;
mod readers;
mod schedules;
mod shutdown;
mod zones;
