//! A house for trials: the demo organisation, changed where a test needs it, and a small process written in the test.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::json;
use voronka_core::{Rejection, World};
use voronka_definition::Locale;
use voronka_definition::diagnostic::{Diagnostics, Severity, Source};
use voronka_definition::organisation::{Absence, Covered, Organisation};

use crate::play::{Play, start_in, world};

/// A process called `trial`: what is written, with a title and two outcomes.
pub fn house(process: &str, change: impl FnOnce(&mut Organisation)) -> Arc<World> {
    let text = format!("process: trial\ntitle: Проба\n{process}\n{OUTCOMES}");
    let source = Source { file: "trial.yaml".into(), text };
    let process = voronka_definition::compile(&source).unwrap_or_else(|findings| panic!("{}", errors(&findings))).value;
    let mut world = World::clone(&world());
    world.processes.insert(process.id.clone(), Arc::new(process));
    change(&mut world.organisation);
    Arc::new(world)
}

fn errors(findings: &Diagnostics) -> String {
    let errors = findings.0.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| format!("{}:{} {}\n", finding.code, finding.span.line, finding.message.get(Locale::En))).collect()
}

const OUTCOMES: &str = "outcomes:\n  won: {title: Победа, kind: won}\n  lost: {title: Проигрыш, kind: lost}\n";

/// A trial that this person starts.
pub fn trial(process: &str, by: &str) -> Play {
    try_trial(process, by).unwrap()
}

pub fn try_trial(process: &str, by: &str) -> Result<Play, Rejection> {
    start_in(house(process, |_| ()), "trial", by, json!({"title": "Проба"}), None)
}

/// A trial in a house that was changed.
pub fn trial_in(process: &str, by: &str, change: impl FnOnce(&mut Organisation)) -> Play {
    start_in(house(process, change), "trial", by, json!({"title": "Проба"}), None).unwrap()
}

impl Play {
    /// From here on the organisation is another.
    pub fn change_house(&mut self, change: impl FnOnce(&mut Organisation)) {
        let mut world = World::clone(&self.world);
        change(&mut world.organisation);
        self.world = Arc::new(world);
    }

    /// Who has the open task of this step.
    pub fn holder(&self, task: &str) -> Vec<&str> {
        self.task(task).holder.everybody().iter().map(|person| person.as_str()).collect()
    }
}

/// The whole of 2026 away.
pub fn away(person: &str, deputy: Option<&str>) -> Absence {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let deputy = deputy.map(Into::into);
    Absence { person: person.into(), from: day(1, 1), to: day(12, 31), deputy, tasks: Covered::All }
}

pub fn dismiss(organisation: &mut Organisation, person: &str) {
    organisation.people.get_mut(person).unwrap().active = false;
}
