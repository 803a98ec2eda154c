//! What a cohort of deals came to: how many reached each stage, where they were lost, how often they went back, how long they stayed.
//!
//! The definition is in `docs/funnel.md`. Pure.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use voronka_definition::model::OutcomeKind;
use voronka_definition::name::StageId;
use voronka_definition::{Currency, Money, Process};
use voronka_runtime::Journey;

/// What the deals of a cohort came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Funnel {
    /// How many deals there are.
    pub all: u64,
    /// How many were won.
    pub won: u64,
    /// How many were lost.
    pub lost: u64,
    /// How many go on in another process.
    pub transferred: u64,
    /// What the won ones are worth.
    pub won_worth: Worth,
    /// The stages, in the order of the process.
    pub steps: Vec<Step>,
}

/// Amounts by currency, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Worth(BTreeMap<Currency, i64>);

impl Worth {
    fn add(&mut self, amount: Option<Money>) {
        if let Some(Money { minor, currency }) = amount {
            let sum = self.0.entry(currency).or_default();
            *sum = sum.saturating_add(minor);
        }
    }

    /// The amounts, by currency.
    pub fn amounts(&self) -> impl Iterator<Item = Money> {
        self.0.iter().map(|(currency, minor)| Money { minor: *minor, currency: *currency })
    }
}

/// What became of the deals in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Step {
    /// How many came at least as far: they entered it or a later one, or were won.
    pub reached: u64,
    /// What these are worth.
    pub worth: Worth,
    /// How many entered it themselves; the others were moved past it.
    pub entered: u64,
    /// How often one that had been here came here again.
    pub returns: u64,
    /// How many were lost from here.
    pub lost: u64,
    /// How many were won from here.
    pub won: u64,
    /// How many went on in another process from here.
    pub transferred: u64,
    /// How many stand here now.
    pub here: u64,
    /// How long a visit took that is over, all of them together, and how many these are.
    pub stayed: (TimeDelta, u64),
}

impl Step {
    /// How long a visit took that is over, on average.
    pub fn average(&self) -> Option<TimeDelta> {
        let (all, visits) = self.stayed;
        i32::try_from(visits).ok().filter(|visits| *visits > 0).map(|visits| all / visits)
    }
}

impl Funnel {
    /// Counts the ways of a cohort through the stages of a process.
    pub fn of(process: &Process, journeys: &[Journey]) -> Self {
        let mut funnel = Self { steps: vec![Step::default(); process.stages.len()], ..Self::default() };
        for journey in journeys {
            funnel.take(process, journey);
        }
        funnel
    }

    fn take(&mut self, process: &Process, journey: &Journey) {
        self.all += 1;
        let kind = journey.outcome.as_ref().map(|outcome| process.outcome(outcome).map(|outcome| outcome.kind));
        let place = |stage: &StageId| process.stages.iter().position(|known| known.id == *stage);
        let way: Vec<_> = journey.entered.iter().filter_map(|(stage, at)| Some((place(stage)?, *at))).collect();
        let is_won = kind == Some(Some(OutcomeKind::Won));
        let furthest =
            if is_won { self.steps.len().checked_sub(1) } else { way.iter().map(|(place, _)| *place).max().or(Some(0)) };
        for step in self.steps.iter_mut().take(furthest.map_or(0, |furthest| furthest + 1)) {
            step.reached += 1;
            step.worth.add(journey.amount);
        }
        let last = way.last().map_or(0, |(place, _)| *place);
        self.end(kind, last, journey);
        self.visits(&way, journey);
    }

    /// How the deal ended, and from where.
    fn end(&mut self, kind: Option<Option<OutcomeKind>>, last: usize, journey: &Journey) {
        let mut nowhere = Step::default();
        let step = self.steps.get_mut(last).unwrap_or(&mut nowhere);
        match kind {
            None => step.here += 1,
            Some(Some(OutcomeKind::Won)) => {
                (self.won, step.won) = (self.won + 1, step.won + 1);
                self.won_worth.add(journey.amount);
            }
            Some(Some(OutcomeKind::Transferred)) => {
                (self.transferred, step.transferred) = (self.transferred + 1, step.transferred + 1);
            }
            // An outcome that the process has no more is no victory.
            Some(Some(OutcomeKind::Lost) | None) => (self.lost, step.lost) = (self.lost + 1, step.lost + 1),
        }
    }

    fn visits(&mut self, way: &[(usize, chrono::DateTime<chrono::Utc>)], journey: &Journey) {
        for (number, (place, at)) in way.iter().enumerate() {
            let step = &mut self.steps[*place];
            if way[..number].iter().any(|(before, _)| before == place) {
                step.returns += 1;
            } else {
                step.entered += 1;
            }
            let left = way.get(number + 1).map(|(_, at)| *at).or(journey.finished_at);
            if let Some(left) = left {
                step.stayed = (step.stayed.0 + (left - *at), step.stayed.1 + 1);
            }
        }
    }

    /// How many are still open.
    pub fn open(&self) -> u64 {
        self.all - self.won - self.lost - self.transferred
    }

    /// The stage from which most were lost; of several the first.
    pub fn leak(&self) -> Option<usize> {
        let most = self.steps.iter().map(|step| step.lost).max().filter(|most| *most > 0)?;
        self.steps.iter().position(|step| step.lost == most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use voronka_definition::{Source, compile};

    use super::*;

    const PROCESS: &str = include_str!("../../../../../processes/corporate_sales/process.yaml");

    fn process() -> Process {
        compile(&Source { file: "process.yaml".to_owned(), text: PROCESS.to_owned() }).expect("a process").value
    }

    /// A deal that entered these stages, a day in each, and ended so.
    fn journey(process: &Process, places: &[usize], outcome: Option<&str>) -> Journey {
        let at = |day: usize| chrono::DateTime::UNIX_EPOCH + TimeDelta::days(i64::try_from(day).expect("a day"));
        Journey {
            owner: "anna".into(),
            amount: Some(Money { minor: 100, currency: Currency::RUB }),
            outcome: outcome.map(Into::into),
            finished_at: outcome.map(|_| at(places.len())),
            entered: places.iter().enumerate().map(|(day, place)| (process.stages[*place].id.clone(), at(day))).collect(),
        }
    }

    fn reached(funnel: &Funnel) -> Vec<u64> {
        funnel.steps.iter().map(|step| step.reached).collect()
    }

    #[test]
    fn who_was_moved_past_a_stage_has_reached_it_and_who_won_has_reached_all() {
        let process = process();
        let stages = process.stages.len();
        let funnel = Funnel::of(&process, &[journey(&process, &[0, 2], None), journey(&process, &[0, 1], Some("won"))]);
        assert_eq!(reached(&funnel)[..3], [2, 2, 2]);
        assert_eq!(reached(&funnel)[stages - 1], 1);
        assert_eq!(funnel.steps.iter().map(|step| step.entered).collect::<Vec<_>>()[..3], [2, 1, 1]);
        assert_eq!((funnel.won, funnel.open(), funnel.steps[2].here, funnel.steps[1].won), (1, 1, 1, 1));
        assert_eq!(funnel.steps[0].worth.amounts().map(|money| money.minor).collect::<Vec<_>>(), [200]);
    }

    #[test]
    fn loops_are_counted_and_make_nobody_reach_a_stage_twice() {
        let process = process();
        let funnel = Funnel::of(&process, &[journey(&process, &[0, 1, 0, 1, 1], Some("lost"))]);
        assert_eq!(reached(&funnel)[..3], [1, 1, 0]);
        assert_eq!((funnel.steps[0].returns, funnel.steps[1].returns), (1, 2));
        assert_eq!((funnel.lost, funnel.steps[1].lost, funnel.leak()), (1, 1, Some(1)));
        assert_eq!(funnel.steps[1].average(), Some(TimeDelta::days(1)));
        assert_eq!(funnel.steps[2].average(), None);
    }

    #[test]
    fn an_outcome_or_a_stage_that_the_process_has_no_more_is_no_victory_and_no_place() {
        let process = process();
        let mut strange = journey(&process, &[0], Some("gone"));
        strange.entered.push(("once_upon".into(), chrono::DateTime::UNIX_EPOCH));
        let funnel = Funnel::of(&process, &[strange, journey(&process, &[], None)]);
        assert_eq!((funnel.lost, funnel.won, funnel.steps[0].lost, funnel.steps[0].here), (1, 0, 1, 1));
        assert_eq!(reached(&funnel)[..2], [2, 0]);
    }

    proptest! {
        /// Fewer and fewer come further, and everybody is somewhere: won, lost, gone elsewhere, or still there.
        #[test]
        fn a_funnel_narrows_and_nobody_is_lost_from_the_count(
            deals in proptest::collection::vec((proptest::collection::vec(0usize..4, 0..6), 0u8..4), 0..20),
        ) {
            let process = process();
            let outcome = |kind: u8| [None, Some("won"), Some("lost"), Some("transferred")][usize::from(kind)];
            let journeys: Vec<_> = deals.iter().map(|(places, kind)| journey(&process, places, outcome(*kind))).collect();
            let funnel = Funnel::of(&process, &journeys);
            prop_assert!(reached(&funnel).windows(2).all(|pair| pair[0] >= pair[1]));
            prop_assert_eq!(reached(&funnel)[0], funnel.all);
            let ended: u64 = funnel.steps.iter().map(|step| step.lost + step.won + step.transferred + step.here).sum();
            prop_assert_eq!(ended, funnel.all);
        }
    }
}
