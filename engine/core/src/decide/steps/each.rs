//! `each`: the same steps for every item of a list, side by side or in turn. The items are those of the list when it begins.

use voronka_definition::model::{Each, Order, Route, Stage, Step};
use voronka_definition::name::ResultId;
use voronka_definition::{Text, Value};

use crate::case::{Approval, ApprovalState, Item};
use crate::decide::Draft;
use crate::decide::branches::Division;
use crate::decide::route::{Arrival, Next, Taken};
use crate::decide::steps::PASSED;
use crate::event::Event;
use crate::refuse;
use crate::rejection::Rejection;

/// The most items that may have their steps at once. A list that a person hands in holds fewer; this is the fence behind it.
pub(crate) const ITEMS_AT_MOST: usize = 1_000;

impl<'a> Draft<'a> {
    pub(super) fn begin_each(&mut self, step: &'a Step, each: &Each, arrival: Arrival) -> Result<Next, Rejection> {
        self.forget_items(each, arrival.token);
        let items = self.items_of(each);
        if items.len() > ITEMS_AT_MOST {
            return Err(refuse::too_many_items(ITEMS_AT_MOST, items.len()));
        }
        if items.is_empty() {
            self.record(Event::BranchesBegan { token: arrival.token, step: step.id.clone(), all: 0, later: Vec::new() });
            let taken =
                Taken { token: arrival.token, step: step.id.clone(), result: ResultId::from(PASSED), comment: arrival.note };
            return Ok(self.follow(taken, each.if_empty.as_ref().unwrap_or(&Route::Next)));
        }
        let all = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let mut items = items.into_iter();
        let (now, later) = match each.order {
            Order::Parallel => (items.map(Some).collect(), Vec::new()),
            Order::Sequence => (items.next().into_iter().map(Some).collect(), items.collect()),
        };
        Ok(self.divide(step, Division { all, now, later }, arrival))
    }

    /// The items begin anew, perhaps fewer of them: what was said of those before stands in nobody's way any more.
    fn forget_items(&mut self, each: &Each, token: u32) {
        let Some(stage) = self.body_of(token).cloned() else { return };
        let inside = Stage::new("", Text::from(""), each.steps.clone());
        let is_old = |known: &&Approval| {
            let is_over = !matches!(known.state, ApprovalState::Pending | ApprovalState::Abandoned);
            is_over
                && known.stage == stage
                && known.item.is_some()
                && inside.every_step().iter().any(|step| step.id == known.step)
        };
        let old: Vec<_> = self.case.approvals.iter().filter(is_old).cloned().collect();
        for Approval { stage, step, item, .. } in old {
            self.record(Event::ApprovalEnded { stage, step, item, state: ApprovalState::Abandoned });
        }
    }

    fn items_of(&self, each: &Each) -> Vec<Item> {
        let Some(Value::List(items)) = self.case.data.get(&each.list) else { return Vec::new() };
        let item = |(value, place): (&voronka_definition::value::Data, u32)| Item {
            list: each.list.clone(),
            place: Some(place),
            value: value.clone(),
        };
        items.iter().zip(0..).map(item).collect()
    }
}
