//! Tests of the core as its callers see it: the shipped processes, the demo organisation, values in and values out.

#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "the tests read the shipped processes")]

mod absences;
mod acknowledged;
mod again;
mod alarms;
mod answers;
mod approvals;
mod branches;
mod clock;
mod dates;
mod everything;
mod flow;
mod handlers;
mod hands;
mod heads;
mod house;
mod inputs;
mod items;
mod kept;
mod ladder;
mod laws;
mod meetings;
mod moves;
mod numbers;
mod outside;
mod play;
mod promises;
mod random;
mod refusals;
mod rings;
mod rules;
mod rungs;
mod sale;
mod taken;
mod there;
mod uncovered;
mod unheard;
mod vacant;
mod visas;
mod why;
mod words;
mod year;
