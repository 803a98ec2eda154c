//! What the ways of a process do to its fields.

use crate::expr::Expr;
use crate::model::{Ask, Output, Process, ResultRule, Route, Stage, Step, StepKind, Table, builtin};
use crate::name::FieldId;
use crate::process::prove::fields::{FieldSet, Numbers};
use crate::process::prove::graph::Effect;

/// What setting fields to these expressions does, in order.
pub fn of_settings(values: &[(FieldId, Expr)], numbers: &Numbers) -> Vec<Effect> {
    values.iter().filter_map(|(field, expr)| of_setting(numbers.get(field)?, expr, numbers)).collect()
}

fn of_setting(field: usize, expr: &Expr, numbers: &Numbers) -> Option<Effect> {
    if numbers.get(&FieldId::from(builtin::OWNER)) == Some(field) {
        // A case is never without its owner: nobody in his place leaves it as it is.
        return Some(Effect::Fill(field));
    }
    if expr.may_give_null() {
        return Some(Effect::Empty(field));
    }
    let read = numbers.all(expr.needed());
    Some(if read.is_empty() { Effect::Fill(field) } else { Effect::FillIf(field, read) })
}

/// What questions that must be answered do.
pub fn of_asks(asks: &[Ask], numbers: &Numbers) -> Vec<Effect> {
    let sure = asks.iter().filter(|ask| ask.when.is_none());
    sure.filter_map(|ask| numbers.get(&ask.field).map(Effect::Fill)).collect()
}

/// What taking a result does; only where a person takes it are its questions answered.
pub fn of_result(rule: &ResultRule, by_person: bool, numbers: &Numbers) -> Vec<Effect> {
    let mut effects = if by_person { of_asks(&rule.ask, numbers) } else { Vec::new() };
    effects.extend(of_settings(&rule.set, numbers));
    effects
}

/// What is known of the fields once a condition held, or did not.
pub fn of_condition(when: &Expr, outcome: bool, numbers: &Numbers) -> Vec<Effect> {
    numbers.all(&when.filled_when(outcome)).into_iter().map(Effect::Fill).collect()
}

/// What a decision table does to its outputs: one that every row fills is filled, and one that is gathered to a number of none.
pub fn of_table(table: &Table, numbers: &Numbers) -> Vec<Effect> {
    let effect = |(place, output): (usize, &Output)| {
        let field = numbers.get(&output.field)?;
        let gives = |values: &Vec<Option<Expr>>| {
            let expr = values.get(place).and_then(Option::as_ref)?;
            match of_setting(field, expr, numbers)? {
                Effect::Fill(_) => Some(Vec::new()),
                Effect::FillIf(_, read) => Some(read),
                Effect::Empty(_) => None,
            }
        };
        let rows = match output.collect {
            Some(_) => table.gathers_nothing_to_zero(place).then(Vec::new),
            None => table.rows.iter().map(|row| gives(&row.values)).collect::<Option<Vec<_>>>(),
        };
        let otherwise = table.otherwise.iter().map(gives).collect::<Option<Vec<_>>>();
        Some(match rows.zip(otherwise) {
            Some((rows, otherwise)) => Effect::FillIf(field, rows.into_iter().chain(otherwise).flatten().collect()),
            None => Effect::Empty(field),
        })
    };
    table.outputs.iter().enumerate().filter_map(effect).collect()
}

/// The fields that a list of steps may empty on its way, those inside branches too; and with `cleared` those that its ways back to
/// another stage empty. An item is known by the fields of its list, whatever the steps call it.
pub fn may_empty(steps: &[Step], cleared: bool, process: &Process, numbers: &Numbers) -> FieldSet {
    let mut set = FieldSet::default();
    emptied_along(steps, cleared, process, numbers, &mut set);
    numbers.with_items_alike(&mut set);
    set
}

fn emptied_along(steps: &[Step], cleared: bool, process: &Process, numbers: &Numbers, set: &mut FieldSet) {
    for step in steps {
        emptied_by(step, process, numbers).into_iter().for_each(|field| set.add(field));
        let back = rules(&step.kind).iter().flat_map(|rule| match &rule.route {
            Route::Return(rule) if cleared => numbers.all(&rule.clear),
            _ => Vec::new(),
        });
        back.for_each(|field| set.add(field));
        step.kind.inner().into_iter().for_each(|inner| emptied_along(inner, cleared, process, numbers, set));
    }
}

fn emptied_by(step: &Step, process: &Process, numbers: &Numbers) -> Vec<usize> {
    emptied_knowing(&numbers.known_at(step), step, process, numbers)
}

/// What each step empties, in order; and what it would if everything were filled.
pub fn emptied_by_steps(process: &Process, numbers: &Numbers) -> [Vec<Vec<usize>>; 2] {
    let everything = FieldSet::of(0..numbers.len());
    let steps: Vec<&Step> = process.bodies().flat_map(Stage::every_step).collect();
    let at_least = |step: &&Step| emptied_knowing(&everything, step, process, numbers);
    [steps.iter().map(|step| emptied_by(step, process, numbers)).collect(), steps.iter().map(at_least).collect()]
}

fn emptied_knowing(known: &FieldSet, step: &Step, process: &Process, numbers: &Numbers) -> Vec<usize> {
    let by_person = matches!(step.kind, StepKind::Task(_) | StepKind::Form(_));
    let by_result = |rule: &ResultRule| emptied_in(of_result(rule, by_person, numbers), known);
    let mut emptied: Vec<usize> = rules(&step.kind).iter().flat_map(by_result).collect();
    let effects = match &step.kind {
        StepKind::Set(set) => of_settings(&set.values, numbers),
        StepKind::Decide(decide) => {
            let table = decide.table.as_ref().and_then(|id| process.decision(id));
            table.map(|table| of_table(table, numbers)).unwrap_or_default()
        }
        StepKind::Call(call) => call.take.iter().filter_map(|(field, _)| numbers.get(field)).map(Effect::Empty).collect(),
        _ => Vec::new(),
    };
    emptied.extend(emptied_in(effects, known));
    emptied
}

/// The fields that one of these results of an activity may empty, whatever was filled before.
pub fn emptied_by_results(rules: &[ResultRule], numbers: &Numbers) -> Vec<usize> {
    rules.iter().flat_map(|rule| emptied_in(of_result(rule, true, numbers), &numbers.always())).collect()
}

/// The fields that may become empty while these are done in order, where as much was filled before. What is made of itself does not:
/// it is empty afterwards only where it was.
fn emptied_in(effects: Vec<Effect>, known: &FieldSet) -> Vec<usize> {
    let (mut filled, mut emptied) = (known.clone(), Vec::new());
    for effect in effects {
        let (field, read) = match effect {
            Effect::Fill(field) => (field, Vec::new()),
            Effect::FillIf(field, read) => (field, read),
            Effect::Empty(field) => {
                filled.remove(field);
                emptied.push(field);
                continue;
            }
        };
        if !read.iter().all(|read| *read == field || filled.has(*read)) {
            emptied.push(field);
        }
        if read.iter().all(|read| filled.has(*read)) {
            filled.add(field);
        } else {
            filled.remove(field);
        }
    }
    emptied
}

/// The results of a step.
pub fn rules(kind: &StepKind) -> &[ResultRule] {
    match kind {
        StepKind::Task(work) | StepKind::Form(work) => &work.results,
        StepKind::Approve(approve) => &approve.results,
        StepKind::Wait(wait) => &wait.results,
        StepKind::Call(call) => &call.results,
        StepKind::Start(start) => &start.results,
        _ => &[],
    }
}

/// The routes of a step.
pub fn routes(kind: &StepKind) -> Vec<&Route> {
    let own: Vec<&Route> = match kind {
        StepKind::Decide(decide) => decide.branches.iter().map(|branch| &branch.route).collect(),
        StepKind::Each(each) => each.if_empty.iter().collect(),
        _ => Vec::new(),
    };
    rules(kind).iter().map(|rule| &rule.route).chain(own).collect()
}
