//! What people answer on the way of a story, so that every condition on it turns out as the story needs it.
//!
//! The story is gone through with the real expressions. Where a condition does not turn out, other answers are tried: values that
//! the conditions themselves write, and their neighbours. The trials are bounded; a condition that none of them meets is named, and
//! so is one on what no person answers.

mod asked;

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::Expr;
use crate::model::{Process, StepKind, Trigger, builtin};
use crate::name::FieldId;
use crate::process::prove::build::rules;
use crate::process::prove::deal::Deal;
use crate::process::prove::graph::{Graph, Pick, Place, Who};
use crate::process::prove::scenario::Plan;
use crate::process::prove::story::Turn;
use crate::process::prove::told::{self, Guard, guards};
use crate::process::prove::values;
use crate::value::Value;

/// The most ways to answer that are tried for one story.
const MOST_TRIALS: usize = 2_000;

/// Answers, each with the field it is for.
pub type Given = Vec<(FieldId, Value)>;

/// What is answered at a turn, and what is still wrong there.
#[derive(Debug, Default)]
pub struct Answered<'p> {
    /// What its result asks.
    pub with: Given,
    /// What is corrected in the data by hand, so that a handler begins or a wait ends.
    pub corrected: Given,
    /// What the stage requires when it is left, and nothing has filled.
    pub required: Given,
    /// How often the result is taken, by one person after another.
    pub times: usize,
    /// Conditions that do not turn out as the story needs them, whatever was tried.
    pub unmet: Vec<Guard<'p>>,
}

/// What is answered in a story.
#[derive(Debug, Default)]
pub struct Answers<'p> {
    /// What the deal begins with.
    pub start: Given,
    /// The same for each turn.
    pub turns: Vec<Answered<'p>>,
}

/// A place where a value is chosen: the start is 0, a turn its place from 1.
type Site = (usize, FieldId);

/// A story to be gone through.
struct Way<'s, 'p> {
    process: &'p Process,
    graph: &'s Graph<'p>,
    turns: &'s [Turn<'s>],
    body: usize,
    /// The document that whoever may give it anew does give.
    renews: Option<&'s FieldId>,
    /// The lists that the story goes through: whoever may give one does give it.
    lists: BTreeSet<&'p FieldId>,
}

/// What came of going through a story.
struct Played<'p> {
    answers: Answers<'p>,
    /// Where values were chosen.
    sites: BTreeSet<Site>,
    /// The first condition that does not turn out: its turn, its place there, and what it reads.
    unmet: Option<(usize, usize, Vec<FieldId>)>,
}

impl Played<'_> {
    fn goes_further_than(&self, other: &Self) -> bool {
        let reach = |played: &Self| played.unmet.as_ref().map_or((usize::MAX, 0), |(turn, place, _)| (*turn, *place));
        reach(self) > reach(other)
    }
}

/// The answers of a story that begins in this body.
pub fn of<'p>(process: &'p Process, graph: &Graph<'p>, plan: Plan<'_>, body: usize) -> Answers<'p> {
    let lists = asked::lists(process, graph, plan.turns);
    let way = Way { process, graph, turns: plan.turns, body, renews: plan.renews, lists };
    let constants = way.constants();
    let mut chosen = BTreeMap::new();
    let mut played = way.play(&chosen);
    let mut trials = 0;
    while let Some((_, _, reads)) = &played.unmet {
        let Some((better, further)) = way.better(&chosen, &played, (reads, &constants), &mut trials) else { break };
        (chosen, played) = (better, further);
    }
    played.answers
}

impl<'p> Way<'_, 'p> {
    /// Other values with which the story goes further: one of them changed, else two.
    fn better(
        &self,
        chosen: &BTreeMap<Site, Value>,
        played: &Played<'p>,
        (reads, constants): (&[FieldId], &[Value]),
        trials: &mut usize,
    ) -> Option<(BTreeMap<Site, Value>, Played<'p>)> {
        let made_of = self.made_of(reads);
        let begun = made_of.iter().filter(|field| self.may_begin_with(field)).map(|field| (0, field.clone()));
        let mut sites: Vec<Site> = played.sites.iter().filter(|(_, field)| made_of.contains(field)).cloned().collect();
        sites.extend(begun);
        let options = |(at, field): &Site| -> Vec<(Site, Value)> {
            let values = self.process.fields.get(field).map(|known| values::to_try(self.process, known, constants));
            values.into_iter().flatten().map(|value| ((*at, field.clone()), value)).collect()
        };
        let all: Vec<(Site, Value)> = sites.iter().flat_map(options).collect();
        let singles = all.iter().map(|one| vec![one]);
        let pairs = all.iter().enumerate().flat_map(|(place, one)| all[place + 1..].iter().map(move |other| vec![one, other]));
        for change in singles.chain(pairs) {
            *trials += 1;
            if *trials > MOST_TRIALS {
                return None;
            }
            let mut other = chosen.clone();
            other.extend(change.into_iter().cloned());
            let further = self.play(&other);
            if further.goes_further_than(played) {
                return Some((other, further));
            }
        }
        None
    }

    fn may_begin_with(&self, field: &FieldId) -> bool {
        let known = self.process.fields.iter().find(|known| known.id == *field);
        known.is_some_and(|known| !known.computed && ![builtin::TITLE, builtin::OWNER].contains(&field.as_str()))
    }

    /// What the process sets by itself, with the fields that it is made of.
    fn settings(&self) -> Vec<(&'p FieldId, Vec<FieldId>)> {
        let steps = self.process.bodies().flat_map(crate::model::Stage::every_step);
        let mut settings: Vec<(&FieldId, Vec<FieldId>)> = Vec::new();
        for step in steps {
            let own = if let StepKind::Set(set) = &step.kind { set.values.as_slice() } else { &[] };
            let all = rules(&step.kind).iter().flat_map(|rule| &rule.set).chain(own);
            settings.extend(all.map(|(field, expr)| (field, expr.fields())));
        }
        for table in &self.process.decisions {
            settings.extend(table.outputs.iter().map(|output| (&output.field, table.inputs.clone())));
        }
        settings
    }

    /// The fields that an expression reads, with the list where it reads an item.
    fn reads(&self, expr: &Expr) -> Vec<FieldId> {
        let mut reads = expr.fields();
        reads.extend(expr.item_reads());
        let steps = self.process.bodies().flat_map(crate::model::Stage::every_step);
        let lists = steps.filter_map(|step| match &step.kind {
            StepKind::Each(each) if expr.item_name() == Some(&*each.item) => Some(each.list.clone()),
            _ => None,
        });
        reads.extend(lists);
        reads
    }

    /// These fields and those that they are made of.
    fn made_of(&self, reads: &[FieldId]) -> BTreeSet<FieldId> {
        let settings = self.settings();
        let mut all: BTreeSet<FieldId> = reads.iter().cloned().collect();
        loop {
            let more: Vec<FieldId> =
                settings.iter().filter(|(field, _)| all.contains(*field)).flat_map(|(_, from)| from).cloned().collect();
            let before = all.len();
            all.extend(more);
            if all.len() == before {
                return all;
            }
        }
    }

    /// The values that conditions on the way write out, and the cells of tables.
    fn constants(&self) -> Vec<Value> {
        let of_guards = self.turns.iter().flat_map(|turn| guards(self.process, self.graph, turn)).map(|guard| guard.expr);
        let of_tables = self.process.decisions.iter().flat_map(|table| &table.rows).flat_map(|row| row.tests.iter().flatten());
        let handlers = self.process.handlers.iter().filter_map(|handler| handler.when.as_ref());
        let renewed = self.turns.iter().filter_map(|turn| told::rule(self.graph, turn)).flat_map(|rule| &rule.ask);
        let renewed = renewed.filter(|ask| self.renews == Some(&ask.field)).filter_map(|ask| ask.when.as_ref());
        let mut all: Vec<Value> = Vec::new();
        for value in of_guards.chain(renewed).chain(of_tables).chain(handlers).flat_map(Expr::constants) {
            if all.len() < values::MOST && !all.contains(&value) {
                all.push(value);
            }
        }
        all
    }

    fn play(&self, chosen: &BTreeMap<Site, Value>) -> Played<'p> {
        let mut deal = Deal::default();
        let mut played = Played { answers: Answers::default(), sites: BTreeSet::new(), unmet: None };
        let entry = self.process.stages.get(self.body).filter(|_| self.body > 0).map_or(&[][..], |stage| stage.entry.as_slice());
        let begun: Vec<FieldId> = chosen.keys().filter(|(site, _)| *site == 0).map(|(_, field)| field.clone()).collect();
        let extra: Vec<FieldId> = begun.into_iter().filter(|field| !entry.contains(field)).collect();
        played.answers.start = self.answer(0, entry.iter().chain(&extra), chosen, &mut played.sites);
        deal.take_in(&played.answers.start);
        for (place, turn) in self.turns.iter().enumerate() {
            let answered = self.turn(place, turn, (&mut deal, chosen), &mut played);
            played.answers.turns.push(answered);
        }
        played
    }

    fn turn(
        &self,
        place: usize,
        turn: &Turn<'_>,
        (deal, chosen): (&mut Deal, &BTreeMap<Site, Value>),
        played: &mut Played<'p>,
    ) -> Answered<'p> {
        let mut answered = Answered::default();
        let pick = turn.edge.what.as_ref().and_then(|what| what.pick);
        let is_step = pick != Some(Pick::Skipped) && matches!(self.graph.places[turn.from], Place::At(..));
        let step = self.graph.steps[turn.from].filter(|_| is_step);
        if let Some(StepKind::Decide(decide)) = step.map(|step| &step.kind) {
            let table = decide.table.as_ref().and_then(|id| self.process.decisions.iter().find(|table| table.id == *id));
            table.into_iter().for_each(|table| deal.ask_table(table));
        }
        if let Some(Trigger::Changed(fields)) = told::handler(self.process, self.graph, turn).map(|handler| &handler.trigger) {
            answered.corrected = self.changed(place + 1, fields, (deal, chosen), &mut played.sites);
        } else if pick == Some(Pick::Held) {
            answered.corrected = self.corrected(place + 1, turn, (deal, chosen), &mut played.sites);
        }
        if matches!(pick, Some(Pick::Onward(_))) {
            answered.required = self.required(place + 1, turn, (deal, chosen), &mut played.sites);
        }
        for (number, guard) in guards(self.process, self.graph, turn).into_iter().enumerate() {
            if deal.holds(guard.expr) != Some(guard.holds) {
                played.unmet.get_or_insert_with(|| (place, number, self.reads(guard.expr)));
                answered.unmet.push(guard);
            }
        }
        answered.times = self.visas(turn, deal);
        let rule = told::rule(self.graph, turn);
        if matches!(turn.edge.who, Who::Person(_)) {
            for ask in self.asks(turn, deal) {
                let is_known = ask.known_counts && deal.data.contains_key(&ask.field);
                if let Some(expr) = ask.when.as_ref().filter(|expr| self.is_renewed(ask, deal) && deal.holds(expr) != Some(true))
                {
                    played.unmet.get_or_insert_with(|| (place, usize::MAX, self.reads(expr)));
                    answered.unmet.push(Guard { expr, holds: true });
                }
                if !is_known && ask.when.as_ref().is_none_or(|when| deal.holds(when) == Some(true)) {
                    let mut given = self.answer(place + 1, std::iter::once(&ask.field), chosen, &mut played.sites);
                    deal.renew_documents(&mut given);
                    deal.take_in(&given);
                    answered.with.extend(given);
                }
            }
        }
        match step.map(|step| &step.kind) {
            Some(StepKind::Set(set)) => deal.set_all(&set.values),
            Some(StepKind::Each(each)) => deal.begin_item(each, self.process),
            Some(StepKind::Call(call)) if rule.is_none_or(|rule| rule.id.as_str() == "done") => {
                answered.with = self.answer(place + 1, self.sendable(call), chosen, &mut played.sites);
                deal.take_in(&answered.with);
                let sent = |field: &FieldId| answered.with.iter().any(|(known, _)| known == field);
                call.take.iter().filter(|(field, _)| !sent(field)).for_each(|(field, _)| deal.forget(field));
            }
            _ => {}
        }
        rule.into_iter().for_each(|rule| deal.set_all(&rule.set));
        let returns = self.returned(rule, turn, deal);
        if !returns {
            answered.required.extend(self.required(place + 1, turn, (deal, chosen), &mut played.sites));
        }
        answered
    }

    /// What is answered to the form for what the stage requires.
    fn required(
        &self,
        site: usize,
        turn: &Turn<'_>,
        (deal, chosen): (&mut Deal, &BTreeMap<Site, Value>),
        sites: &mut BTreeSet<Site>,
    ) -> Given {
        let given = self.answer(site, self.missing(turn, deal).iter(), chosen, sites);
        deal.take_in(&given);
        given
    }

    /// A change to one of these fields: to another value than it has.
    fn changed(
        &self,
        site: usize,
        fields: &[FieldId],
        (deal, chosen): (&mut Deal, &BTreeMap<Site, Value>),
        sites: &mut BTreeSet<Site>,
    ) -> Given {
        let mut given = self.answer(site, fields.iter().take(1), chosen, sites);
        for (field, value) in &mut given {
            let known = deal.data.get(field).cloned();
            if known.as_ref() == Some(&*value) {
                let options = self.process.fields.get(field).map(|field| values::to_try(self.process, field, &[]));
                let other = options.into_iter().flatten().find(|option| Some(option) != known.as_ref());
                *value = other.unwrap_or_else(|| value.clone());
            }
        }
        deal.renew_documents(&mut given);
        deal.take_in(&given);
        given
    }

    /// What is corrected so that what is waited for comes true; nothing unless it is chosen.
    fn corrected(
        &self,
        site: usize,
        turn: &Turn<'_>,
        (deal, chosen): (&mut Deal, &BTreeMap<Site, Value>),
        sites: &mut BTreeSet<Site>,
    ) -> Given {
        let reads = guards(self.process, self.graph, turn).into_iter().flat_map(|guard| guard.expr.fields());
        let places: BTreeSet<Site> = reads.filter(|field| self.may_begin_with(field)).map(|field| (site, field)).collect();
        let given: Given = places.iter().filter_map(|place| Some((place.1.clone(), chosen.get(place)?.clone()))).collect();
        sites.extend(places);
        deal.take_in(&given);
        given
    }

    fn answer<'f>(
        &self,
        site: usize,
        fields: impl Iterator<Item = &'f FieldId>,
        chosen: &BTreeMap<Site, Value>,
        sites: &mut BTreeSet<Site>,
    ) -> Given {
        let mut given = Given::new();
        for field in fields {
            let key = (site, field.clone());
            let usual = || values::usual(self.process, self.process.fields.get(field)?);
            if let Some(value) = chosen.get(&key).cloned().or_else(usual) {
                given.push((field.clone(), value));
            }
            sites.insert(key);
        }
        given
    }
}
