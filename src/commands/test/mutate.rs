//! Mutants are tried on the scenarios that took what they change, on every processor there is.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use voronka_scenario::mutate::{Mutant, judge, mutants};
use voronka_scenario::places::Places;
use voronka_scenario::report::{Mutants, Tried};
use voronka_scenario::run::run_until_failure;

use super::gather::{Given, Tested};

/// A scenario that may notice, with the place of its world.
struct Guard<'a> {
    tried: &'a Tried<'a>,
    world: &'a std::sync::Arc<voronka_core::World>,
}

/// Tries every mutant of a process.
pub fn try_all(process: &Tested, given: &Given, tried: &[Tried<'_>], places: &Places) -> Mutants {
    let all = mutants(&process.process, places);
    let mut guards: Vec<Guard<'_>> = tried
        .iter()
        .filter(|one| one.process.id == process.process.id)
        .filter_map(|one| Some(Guard { tried: one, world: &given.suites.iter().find(|s| s.read.file == one.file)?.world }))
        .collect();
    // A short scenario that notices spares the long ones.
    guards.sort_by_key(|guard| guard.tried.ran.history.len());
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut survivors: Vec<usize> = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = all.get(place) else { return survivors };
            if !is_noticed(mutant, process, &guards) {
                survivors.push(place);
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut survivors: Vec<usize> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker that panics is a mistake of ours")).collect()
    });
    survivors.sort_unstable();
    let survivors = survivors.into_iter().map(|place| all[place].clone()).collect();
    let suites = given.suites.iter().filter(|suite| suite.process.process.id == process.process.id);
    let said: Vec<_> = suites.flat_map(|suite| suite.read.equivalent.clone()).collect();
    Mutants { tried: all.len(), judged: judge(survivors, &said) }
}

fn is_noticed(mutant: &Mutant, process: &Tested, guards: &[Guard<'_>]) -> bool {
    let changed = mutant.apply(&process.process);
    let mut concerned = guards.iter().filter(|guard| mutant.concerns(&guard.tried.taken));
    concerned.any(|guard| !run_until_failure(guard.tried.scenario, &changed, guard.world))
}
