//! Running a scenario: its script is played, and every expectation that does not hold is noted.
//!
//! An expectation that fails is noted and the script goes on; an act that should have been possible and is refused ends it,
//! because what follows would mean nothing.

mod act;
mod expect;
mod found;
mod letters;
mod task;
mod value;

use std::sync::Arc;

use voronka_core::{Recorded, World};
use voronka_definition::{Process, Text};

use crate::play::Play;
use crate::script::{Advance, Line, Scenario, What};
use found::Words;

/// What became of a scenario.
#[derive(Debug, Clone)]
pub struct Ran {
    /// What did not hold; empty where all did.
    pub failures: Vec<Failure>,
    /// What happened.
    pub history: Vec<Recorded>,
    /// The world at its end.
    pub world: Arc<World>,
}

impl Ran {
    /// Whether everything held.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Something that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The line that wrote it.
    pub line: u32,
    /// What was expected.
    pub expected: Text,
    /// What was there.
    pub found: Text,
    /// How many events had happened by then.
    pub seen: usize,
}

/// Plays a scenario with this process.
pub fn run(scenario: &Scenario, process: &Process, world: &Arc<World>) -> Ran {
    play(scenario, process, world, false)
}

/// Plays a scenario as far as its first failure, if there is one.
pub fn run_until_failure(scenario: &Scenario, process: &Process, world: &Arc<World>) -> bool {
    play(scenario, process, world, true).passed()
}

fn play(scenario: &Scenario, process: &Process, world: &Arc<World>, is_brief: bool) -> Ran {
    let mut world = Arc::clone(world);
    if !scenario.absences.is_empty() {
        Arc::make_mut(&mut world).organisation.absences.extend(scenario.absences.iter().cloned());
    }
    let begin = &scenario.start;
    match Play::start(process, Arc::clone(&world), begin) {
        Ok(play) => {
            let mut runner = Runner { play, failures: Vec::new(), line: begin.line };
            for line in &scenario.script {
                let goes_on = runner.line(line);
                if !goes_on || is_brief && !runner.failures.is_empty() {
                    break;
                }
            }
            Ran { failures: runner.failures, history: runner.play.history, world: runner.play.world }
        }
        Err(refusal) => {
            let expected = say!("сделка начинается", "the deal begins");
            let failure = Failure { line: begin.line, expected, found: found::refusal(&refusal), seen: 0 };
            Ran { failures: vec![failure], history: Vec::new(), world }
        }
    }
}

/// A scenario being played.
struct Runner<'a> {
    play: Play<'a>,
    failures: Vec<Failure>,
    line: u32,
}

impl<'a> Runner<'a> {
    /// Plays a line; `false` where the script cannot go on.
    fn line(&mut self, line: &Line) -> bool {
        self.line = line.line;
        match &line.what {
            What::Act(act) => self.act(act),
            What::Refuse(refusal) => {
                self.refuse(refusal);
                true
            }
            What::Advance(advance) => self.advance(*advance),
            What::Absent(absence) => {
                self.play.absent(absence.clone());
                true
            }
            What::Expect(expect) => {
                self.expect(expect);
                true
            }
        }
    }

    fn advance(&mut self, advance: Advance) -> bool {
        let to = match advance {
            Advance::By(period) => self.play.world.company_time().add(self.play.now, period),
            Advance::To(at) => at,
        };
        if to < self.play.now {
            let words = self.words();
            let (to, now) = (words.time(to), words.time(self.play.now));
            self.fail(say!("время идет вперед, до {to}", "time goes on to {to}"), say!("уже {now}", "it is {now} already"));
            return false;
        }
        let rests = self.play.advance(to);
        if !rests {
            self.fail(
                say!("время проходит", "time passes"),
                say!("процесс не останавливается", "the process never comes to rest"),
            );
        }
        rests
    }

    fn words(&self) -> Words<'_> {
        Words { play: &self.play }
    }

    fn fail(&mut self, expected: Text, found: Text) {
        let failure = Failure { line: self.line, expected, found, seen: self.play.history.len() };
        self.failures.push(failure);
    }

    /// Notes what does not hold.
    fn must(&mut self, holds: bool, expected: Text, found: Text) {
        if !holds {
            self.fail(expected, found);
        }
    }
}
