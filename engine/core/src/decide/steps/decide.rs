//! `decide`: the first branch whose condition holds.

use voronka_definition::model::{Decide, Step};
use voronka_definition::name::ResultId;

use crate::decide::Draft;
use crate::decide::route::{Arrival, Next, Taken};
use crate::event::Event;

impl Draft<'_> {
    pub(super) fn take_branch(&mut self, step: &Step, decide: &Decide, arrival: Arrival) -> Next {
        let sight = self.sight(Some(arrival.token));
        let holds = |branch: &voronka_definition::model::Branch| branch.when.as_ref().is_none_or(|when| when.holds(&sight));
        let found = decide.branches.iter().zip(1_u32..).find(|(branch, _)| holds(branch));
        let Some((branch, number)) = found else { return self.pass(arrival, step) };
        let when = branch.when.as_ref().map(|when| when.source().to_owned());
        self.record(Event::BranchTaken { token: arrival.token, step: step.id.clone(), branch: number, when });
        let result = ResultId::from(number.to_string());
        let taken = Taken { token: arrival.token, step: step.id.clone(), result, comment: arrival.note };
        self.follow(taken, &branch.route)
    }
}
