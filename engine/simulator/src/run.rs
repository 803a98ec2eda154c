//! Runs: rehearsed, disturbed, held against each other.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use voronka_store::{Blow, Failpoint, Fault, Side};

use crate::choose;
use crate::dice::Dice;
use crate::fault::Trouble;
use crate::life::{Life, ground};
use crate::outcome::Outcome;
use crate::parallel::for_each;
use crate::perform::perform;
use crate::post::Post;
use crate::stage::Stage;
use crate::step::Step;
use crate::{Company, Failure, Length, Planted, Wrong};

/// What sets the chance of faults apart from that of people.
const OF_FAULTS: u64 = 0x005E_ED0F_FA17;

/// Runs that were as they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// How many there were.
    pub runs: u64,
    /// How many steps they had.
    pub steps: usize,
    /// How many cases there were.
    pub cases: usize,
    /// How many events those have.
    pub events: usize,
    /// How many letters came, those that came again included.
    pub letters: usize,
    /// How many faults there were.
    pub faults: usize,
    /// How often the process ended.
    pub ends: usize,
}

impl Sum {
    fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.steps += other.steps;
        self.cases += other.cases;
        self.events += other.events;
        self.letters += other.letters;
        self.faults += other.faults;
        self.ends += other.ends;
    }
}

/// A plan that survived an end of the process at each of its statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted {
    /// How many statements it has.
    pub statements: u64,
    /// How many runs there were: one that ends before each, and one after each that may change something. An end after a statement that
    /// only reads leaves what an end before it leaves.
    pub runs: u64,
}

/// What people did, and what came of it.
struct Rehearsal {
    seed: u64,
    two_nodes: bool,
    plan: Vec<Step>,
    outcome: Outcome,
}

/// A run that was played to its end.
struct Played {
    sum: Sum,
    /// How many statements its last process ran.
    statements: u64,
    /// The statement at which a fault happened last.
    struck: Option<String>,
}

/// Simulates these seeds on every processor of this machine, and tells after each how far it is.
///
/// # Errors
/// The first run in which something does not hold.
pub fn seeds(
    company: &Company,
    seeds: Range<u64>,
    length: Length,
    planted: Planted,
    progress: &(dyn Fn(&Sum) + Sync),
) -> Result<Sum, Failure> {
    let sum = Mutex::new(Sum::default());
    for_each(seeds, |number| {
        let one = seed(company, number, length, planted)?;
        let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
        sum.add(&one);
        progress(&sum);
        Ok(())
    })?;
    Ok(sum.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Simulates one seed.
fn seed(company: &Company, seed: u64, length: Length, planted: Planted) -> Result<Sum, Failure> {
    block_on(async {
        let rehearsal = rehearse(company, seed, length).await.map_err(|wrong| failure(seed, Vec::new(), wrong))?;
        let mut dice = Dice::new(seed ^ OF_FAULTS);
        play(company, &rehearsal, planted, None, || Trouble::throw(&mut dice)).await.map(|played| played.sum)
    })
}

/// Lets the process end before and after every single statement of a plan, one run for each; on every processor of this machine.
///
/// # Errors
/// The first run that was not as it should be.
pub fn every_statement(company: &Company, seed: u64, length: Length) -> Result<Exhausted, Failure> {
    let (rehearsal, statements) = block_on(async {
        let rehearsal = rehearse(company, seed, length).await.map_err(|wrong| failure(seed, Vec::new(), wrong))?;
        let played = play(company, &rehearsal, Planted::Nothing, None, || Trouble::Nothing).await?;
        Ok::<_, Failure>((rehearsal, played.statements))
    })?;
    let runs = AtomicU64::new(0);
    for_each(1..statements + 1, |at| {
        runs.fetch_add(both_sides(company, &rehearsal, at)?, Ordering::SeqCst);
        Ok(())
    })?;
    Ok(Exhausted { statements, runs: runs.into_inner() })
}

/// Lets the process end before a statement, and after it where it may change something; how many runs that were.
fn both_sides(company: &Company, rehearsal: &Rehearsal, at: u64) -> Result<u64, Failure> {
    let end = |side| {
        let fault = Fault { at, side, blow: Blow::Ends };
        block_on(play(company, rehearsal, Planted::Nothing, Some(fault), || Trouble::Nothing))
    };
    let before = end(Side::Before)?;
    let unstruck = || failure(rehearsal.seed, Vec::new(), Wrong::Differs(vec![format!("there is no statement {at}")]));
    let sql = before.struck.ok_or_else(unstruck)?;
    let only_reads = ["SELECT", "PRAGMA", "BEGIN", "ROLLBACK"].iter().any(|word| sql.starts_with(word));
    if only_reads { Ok(1) } else { end(Side::After).map(|_| 2) }
}

/// Each run has one thread, so that what happens at the same moment happens in the same order.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => panic!("no runtime can be made: {error}"),
    }
}

fn failure(seed: u64, faults: Vec<String>, wrong: Wrong) -> Failure {
    Failure { seed, faults, wrong: Box::new(wrong) }
}

/// Lets people do what they choose, undisturbed, and writes it down.
async fn rehearse(company: &Company, seed: u64, length: Length) -> Result<Rehearsal, Wrong> {
    let (ground, post, mut dice) = (ground(company).await?, Post::new(false), Dice::new(seed));
    let life = Life::begin(&ground, &post, Failpoint::new()).await?;
    let (mut plan, mut heard) = (Vec::new(), Vec::new());
    for act in 0..=length.acts {
        let pause = if act == length.acts {
            vec![Step::Walk(life.store.now() + TimeDelta::days(i64::from(length.days_after)))]
        } else {
            vec![choose::act(&mut dice, &life.engine).await?, choose::pause(&mut dice, life.store.now())]
        };
        for step in pause {
            // Of what fell due while nobody was there two nodes do the later of a case before the earlier, if one has claimed it: the
            // history differs, and nothing is wrong. So one of them is always there.
            let step = match step {
                Step::Sleep(to) if length.two_nodes => Step::Walk(to),
                step => step,
            };
            let stuck = |reason| Wrong::Stuck { step: plan.len(), reason };
            heard.push(perform(&life, plan.len(), &step).await.map_err(|unanswered| stuck(unanswered.0))?);
            plan.push(step);
        }
    }
    let outcome = Outcome::of(&ground, &post, heard).await?;
    Ok(Rehearsal { seed, two_nodes: length.two_nodes, plan, outcome })
}

/// Takes the steps of a rehearsal again, with faults: one that is counted from the beginning, and those of each step.
async fn play(
    company: &Company,
    rehearsal: &Rehearsal,
    planted: Planted,
    first: Option<Fault>,
    trouble: impl FnMut() -> Trouble,
) -> Result<Played, Failure> {
    let stage = Stage::new(company, planted, first, rehearsal.two_nodes).await;
    let mut stage = stage.map_err(|wrong| failure(rehearsal.seed, Vec::new(), wrong))?;
    match through(&mut stage, rehearsal, trouble).await {
        Ok(outcome) => {
            let (cases, events) = outcome.size();
            let sum = Sum {
                runs: 1,
                steps: rehearsal.plan.len(),
                cases,
                events,
                letters: stage.post.letters(),
                faults: stage.faults.len(),
                ends: stage.ends,
            };
            Ok(Played { sum, statements: stage.statements(), struck: stage.struck })
        }
        Err(wrong) => Err(failure(rehearsal.seed, stage.faults, wrong)),
    }
}

async fn through(stage: &mut Stage, rehearsal: &Rehearsal, mut trouble: impl FnMut() -> Trouble) -> Result<Outcome, Wrong> {
    let mut heard = Vec::new();
    for (number, step) in rehearsal.plan.iter().enumerate() {
        heard.push(stage.take(number, step, trouble()).await?);
    }
    let store = stage.ground.again(Failpoint::new()).await?;
    let findings = voronka_runtime::fsck(&store).await?;
    stage.sound(rehearsal.plan.len(), &findings)?;
    let doubles = stage.post.doubles();
    if !doubles.is_empty() {
        return Err(Wrong::Differs(doubles));
    }
    let outcome = Outcome::of(&stage.ground, &stage.post, heard).await?;
    let differences = rehearsal.outcome.differences(&outcome);
    if differences.is_empty() { Ok(outcome) } else { Err(Wrong::Differs(differences)) }
}
