//! The engine at work: the door, the clock with its timers, letters, the end.

mod archive;
mod clock;
mod connections;
mod digests;
mod door;
mod downtime;
mod forms;
mod gathering;
mod hostile;
mod jumps;
mod leaving;
mod letters;
mod nodes;
mod outage;
mod outside;
mod people;
mod quarantine;
mod races;
mod readers;
mod replaced;
mod schedules;
mod shutdown;
mod upgrade;
mod zones;
