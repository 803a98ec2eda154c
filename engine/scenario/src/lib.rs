//! Scenario tests: how a designer protects his process. A scenario is a story about one deal: who does what and when, and what
//! must then be there.
//!
//! [`read`] turns a `*.scenario.yaml` into a [`script::Suite`] or every mistake in it; [`run`](run::run) plays a scenario with the
//! real core in virtual time; [`coverage`] says what the scenarios took of the process; [`mutate`] changes the process in small
//! ways, so that one sees which changes no scenario notices; [`report`] puts all that into words and JSON.
//!
//! Absent on purpose: files, clocks, threads, stores. Rules too: what a command does is the core's answer.

/// A text in Russian and in English, each formatted as by `format!`.
macro_rules! say {
    ($ru:literal, $en:literal $(,)?) => {
        ::voronka_definition::Text::both(::std::format!($ru), ::std::format!($en))
    };
}

pub mod coverage;
pub mod mutate;
pub mod places;
mod play;
pub mod read;
pub mod report;
pub mod run;
pub mod script;
