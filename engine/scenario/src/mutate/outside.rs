//! Mutants of the steps that hold steps, and of those that reach outside.

use voronka_definition::model::{Call, Each, Order, Parallel, Quorum, Retry, Route, StartCase, StepKind};

use super::routes::{self, At};
use super::steps::Spot;
use super::{Kind, Making};

impl Making<'_> {
    pub(super) fn parallel(&mut self, spot: &Spot<'_>, parallel: &Parallel) {
        let name = spot.name();
        let line = self.line(spot, &["until"]);
        let until = other_quorum(parallel.until);
        let what = say!("{name}: другое until", "{name}: another `until`");
        let change = spot.with(StepKind::Parallel(Parallel { until, ..parallel.clone() }));
        self.add(Kind::Approval, line, spot.mark(), what, change);
    }

    pub(super) fn each(&mut self, spot: &Spot<'_>, each: &Each) {
        let name = spot.name();
        let with = |each: Each| spot.with(StepKind::Each(each));
        let order = if each.order == Order::Parallel { Order::Sequence } else { Order::Parallel };
        let line = self.line(spot, &["order"]);
        let what = say!("{name}: другой порядок", "{name}: the other order");
        self.add(Kind::Approval, line, spot.mark(), what, with(Each { order, until: Quorum::All, ..each.clone() }));
        if each.order == Order::Parallel {
            let line = self.line(spot, &["until"]);
            let until = other_quorum(each.until);
            let what = say!("{name}: другое until", "{name}: another `until`");
            self.add(Kind::Approval, line, spot.mark(), what, with(Each { until, ..each.clone() }));
        }
        let Some(route) = &each.if_empty else { return };
        let line = self.line(spot, &["if_empty"]);
        for other in (At { process: self.process, stage: spot.stage, step: &spot.step.id }).others(route) {
            let (old, new) = (routes::written(route), routes::written(&other.route));
            let is_possible = matches!(other.route, Route::Next | Route::End | Route::Jump(_));
            if is_possible {
                let what = say!("{name}, if_empty: {old} → {new}", "{name}, if_empty: {old} → {new}");
                self.add(other.kind, line, spot.mark(), what, with(Each { if_empty: Some(other.route), ..each.clone() }));
            }
        }
    }

    pub(super) fn call(&mut self, spot: &Spot<'_>, call: &Call) {
        let name = spot.name();
        let with = |call: Call| spot.with(StepKind::Call(call));
        for place in 0..call.take.len() {
            let mut other = call.clone();
            let (field, _) = other.take.remove(place);
            let line = self.line(spot, &["take", field.as_str()]);
            let what = say!("{name}: {field} не берется из ответа", "{name}: {field} is not taken from the answer");
            self.add(Kind::Set, line, spot.mark(), what, with(other));
        }
        let line = self.line(spot, &["retry"]);
        let counts = [call.retry.at_most.saturating_sub(1), call.retry.at_most.saturating_add(1)];
        for at_most in counts.into_iter().filter(|count| *count != call.retry.at_most) {
            let old = call.retry.at_most;
            let what = say!("{name}: повторов {at_most} вместо {old}", "{name}: {at_most} retries instead of {old}");
            let retry = Retry { at_most, ..call.retry };
            self.add(Kind::Bound, line, spot.mark(), what, with(Call { retry, ..call.clone() }));
        }
        self.results(spot, &call.results, |results| StepKind::Call(Call { results, ..call.clone() }));
    }

    pub(super) fn start_case(&mut self, spot: &Spot<'_>, start: &StartCase) {
        let name = spot.name();
        let with = |start: StartCase| spot.with(StepKind::Start(start));
        let line = self.line(spot, &["wait"]);
        let what = if start.awaits {
            say!("{name}: не ждет другого процесса", "{name}: does not wait for the other process")
        } else {
            say!("{name}: ждет другого процесса", "{name}: waits for the other process")
        };
        self.add(Kind::Route, line, spot.mark(), what, with(StartCase { awaits: !start.awaits, ..start.clone() }));
        self.results(spot, &start.results, |results| StepKind::Start(StartCase { results, ..start.clone() }));
    }
}

fn other_quorum(quorum: Quorum) -> Quorum {
    match quorum {
        Quorum::All => Quorum::Number(1),
        Quorum::Number(_) => Quorum::All,
    }
}
