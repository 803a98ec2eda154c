//! `decide`: a decision table sets its outputs, the first branch whose condition holds is taken.

use voronka_definition::model::{Decide, Step, Table};
use voronka_definition::name::ResultId;
use voronka_definition::value::Data;

use crate::decide::Draft;
use crate::decide::route::{Arrival, Next, Taken};
use crate::event::{Cause, Event};

impl Draft<'_> {
    pub(super) fn take_branch(&mut self, step: &Step, decide: &Decide, arrival: Arrival) -> Next {
        if let Some(table) = decide.table.as_ref().and_then(|table| self.process.decision(table)) {
            self.ask_table(step, table, arrival.token);
        }
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

    /// A table sets its outputs before the branches are looked at; they may read them.
    fn ask_table(&mut self, step: &Step, table: &Table, token: u32) {
        let decision = table.decide(&self.sight(Some(token)));
        let rows = decision.rows.iter().filter_map(|row| u32::try_from(row + 1).ok()).collect();
        self.record(Event::TableAsked { token, step: step.id.clone(), table: table.id.clone(), rows });
        let (mut values, mut cleared) = (Data::new(), Vec::new());
        for (field, value) in decision.outputs {
            match value {
                Some(value) => _ = values.insert(field, value),
                None => cleared.push(field),
            }
        }
        self.set_fields(values, cleared, Cause::Table(table.id.clone()), Some(token));
    }
}
