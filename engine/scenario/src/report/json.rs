//! The report as JSON, in the form that `docs/testing.md` gives.

use serde::Serialize;
use voronka_definition::Locale;

use super::{Protected, Tried};
use crate::coverage::{Count, Group};

/// The whole report.
#[derive(Debug, Clone, Serialize)]
pub struct ReportJson {
    /// Every scenario in the order of the files.
    pub scenarios: Vec<ScenarioJson>,
    /// How many hold.
    pub passed: usize,
    /// How many do not.
    pub failed: usize,
    /// The five numbers over every process together.
    pub coverage: CoverageJson,
    /// The same for each process, and its mutants.
    pub processes: Vec<ProcessJson>,
}

/// A scenario.
#[derive(Debug, Clone, Serialize)]
pub struct ScenarioJson {
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// The line it begins on.
    pub line: u32,
    /// Whether everything held.
    pub passed: bool,
    /// What did not hold.
    pub failures: Vec<FailureJson>,
}

/// Something that did not hold.
#[derive(Debug, Clone, Serialize)]
pub struct FailureJson {
    /// The line that wrote it.
    pub line: u32,
    /// What was expected.
    pub expected: String,
    /// What was there.
    pub found: String,
    /// What had happened by then.
    pub history: Vec<String>,
}

/// The five numbers.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct CoverageJson {
    pub stages: CountJson,
    pub steps: CountJson,
    pub results: CountJson,
    pub escalations: CountJson,
    pub loops: CountJson,
}

/// One of the five numbers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CountJson {
    /// How many were taken.
    pub taken: usize,
    /// How many there are.
    pub all: usize,
    /// Those never taken, as `process/name`.
    pub never: Vec<String>,
}

/// A process.
#[derive(Debug, Clone, Serialize)]
pub struct ProcessJson {
    /// Its name.
    pub process: String,
    /// Its file.
    pub file: String,
    /// Its five numbers.
    pub coverage: CoverageJson,
    /// The changes that were tried; null where none were asked for.
    pub mutants: Option<MutantsJson>,
}

/// Changes that were tried.
#[derive(Debug, Clone, Serialize)]
pub struct MutantsJson {
    /// How many.
    pub tried: usize,
    /// How many some scenario noticed.
    pub noticed: usize,
    /// How many change nothing, as a file of scenarios says with the reason.
    pub equivalent: usize,
    /// Those that none noticed.
    pub survivors: Vec<SurvivorJson>,
}

/// A change that no scenario noticed.
#[derive(Debug, Clone, Serialize)]
pub struct SurvivorJson {
    /// The line of the process.
    pub line: u32,
    /// What kind of change it is: `route`, `bound`, `due` …
    pub kind: &'static str,
    /// What was changed.
    pub what: String,
}

/// The report in this language.
pub fn json(tried: &[Tried<'_>], protected: &[Protected<'_>], locale: Locale) -> ReportJson {
    let scenarios: Vec<ScenarioJson> = tried.iter().map(|tried| scenario(tried, locale)).collect();
    let passed = scenarios.iter().filter(|scenario| scenario.passed).count();
    ReportJson {
        failed: scenarios.len() - passed,
        passed,
        scenarios,
        coverage: coverage(protected),
        processes: protected.iter().map(|protected| process(protected, locale)).collect(),
    }
}

fn scenario(tried: &Tried<'_>, locale: Locale) -> ScenarioJson {
    let failure = |failure: &crate::run::Failure| FailureJson {
        line: failure.line,
        expected: failure.expected.get(locale).to_owned(),
        found: failure.found.get(locale).to_owned(),
        history: super::history(tried, failure.seen, locale),
    };
    ScenarioJson {
        file: tried.file.to_owned(),
        title: tried.scenario.title.clone(),
        line: tried.scenario.line,
        passed: tried.ran.passed(),
        failures: tried.ran.failures.iter().map(failure).collect(),
    }
}

fn process(protected: &Protected<'_>, locale: Locale) -> ProcessJson {
    let mutants = protected.mutants.as_ref().map(|mutants| MutantsJson {
        tried: mutants.tried,
        noticed: mutants.tried - mutants.judged.survivors.len() - mutants.judged.equivalent.len(),
        equivalent: mutants.judged.equivalent.len(),
        survivors: mutants
            .judged
            .survivors
            .iter()
            .map(|mutant| SurvivorJson { line: mutant.line, kind: mutant.kind.word(), what: mutant.what.get(locale).to_owned() })
            .collect(),
    });
    ProcessJson {
        process: protected.process.id.to_string(),
        file: protected.file.to_owned(),
        coverage: coverage(std::slice::from_ref(protected)),
        mutants,
    }
}

fn coverage(protected: &[Protected<'_>]) -> CoverageJson {
    let of = |group: Group| {
        let mut sum = CountJson::default();
        for one in protected {
            let counts = one.counts.iter().filter(|count| count.group == group);
            counts.for_each(|count| add(&mut sum, count, one.process.id.as_str()));
        }
        sum
    };
    CoverageJson {
        stages: of(Group::Stages),
        steps: of(Group::Steps),
        results: of(Group::Results),
        escalations: of(Group::Escalations),
        loops: of(Group::Loops),
    }
}

fn add(sum: &mut CountJson, count: &Count, process: &str) {
    sum.taken += count.taken;
    sum.all += count.all;
    sum.never.extend(count.never.iter().map(|part| format!("{process}/{}", part.mark.name())));
}
