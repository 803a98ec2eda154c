//! From the graph to shapes and flows.

use std::collections::BTreeMap;

use voronka_definition::model::Trigger;

use super::Variant;
use super::plan::{Flow, Item, LanePlan, Plan, Sign};
use crate::graph::{Graph, Lane, Node, Target};
use crate::log::names;
use crate::wording::Words;

/// A flow whose end is not known yet.
pub(super) struct Pending {
    pub(super) from: usize,
    pub(super) to: Target,
    pub(super) name: String,
    pub(super) lane: usize,
    pub(super) row: usize,
    /// The shape that «the same again» means.
    pub(super) own: usize,
    /// Where the end of the list inside leads.
    pub(super) join: Option<usize>,
}

/// Makes the plan.
pub(super) struct Maker<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) graph: &'a Graph,
    pub(super) variant: Variant,
    pub(super) plan: Plan,
    pub(super) entries: BTreeMap<String, usize>,
    pub(super) pending: Vec<Pending>,
    /// The gateways that choose the way on from a stage, by lane.
    onwards: BTreeMap<usize, usize>,
}

pub(super) fn expand(words: &Words<'_>, graph: &Graph, variant: Variant) -> Plan {
    let plan = Plan::default();
    let mut maker =
        Maker { words, graph, variant, plan, entries: BTreeMap::new(), pending: Vec::new(), onwards: BTreeMap::new() };
    for (place, lane) in graph.lanes.iter().enumerate() {
        if lane.number.is_some() || variant == Variant::Readable {
            maker.lane(place, lane);
        }
    }
    let pending = std::mem::take(&mut maker.pending);
    for flow in pending {
        maker.resolve(flow);
    }
    if variant == Variant::Readable {
        maker.by_hand();
    }
    maker.plan
}

impl Maker<'_> {
    pub(super) fn pick<T>(&self, ru: T, en: T) -> T {
        self.words.pick(ru, en)
    }

    pub(super) fn mining(&self) -> bool {
        self.variant == Variant::Mining
    }

    fn lane(&mut self, place: usize, lane: &Lane) {
        self.plan.rows.push(Vec::new());
        let row = self.plan.rows.len() - 1;
        let name = lane.number.map_or_else(|| lane.title.clone(), |number| format!("{number}. {}", lane.title));
        self.plan.lanes.push(LanePlan { name, row });
        let start = match lane.number {
            Some(1) => Some((Sign::Start, self.pick("Начало", "Start").to_owned())),
            Some(_) => None,
            None => Some(self.trigger(lane)),
        };
        let start = start.map(|(sign, name)| self.plan.put(row, sign, &name, place));
        self.nodes(place, row, &lane.nodes, None);
        if let (Some(start), Some(first)) = (start, lane.nodes.first()) {
            let to = self.entries[&first.id];
            self.plan.flow(start, to, "");
        }
    }

    /// Where people alone bring a deal to a stage, there it begins.
    fn by_hand(&mut self) {
        for place in (0..self.graph.lanes.len()).filter(|place| self.graph.lanes[*place].number.is_some_and(|number| number > 1))
        {
            let Some(to) = self.graph.lanes[place].nodes.first().and_then(|node| self.entries.get(&node.id)).copied() else {
                continue;
            };
            let enters = |flow: &Flow| flow.to == to && self.plan.shapes[flow.from].lane != place;
            if self.plan.flows.iter().any(enters) {
                continue;
            }
            // A second start without a reason of its own is one too many for BPMN.
            let name = self.pick("Сделку переводят сюда вручную", "The deal is moved here by hand");
            let start = self.plan.shape(Sign::StartCondition, name, place);
            let row = self.plan.lanes[place].row;
            self.plan.rows[row].insert(0, Item::Shape(start, Vec::new()));
            self.plan.flow(start, to, "");
        }
    }

    /// How a reaction begins.
    fn trigger(&self, lane: &Lane) -> (Sign, String) {
        let handler = self.words.process.handlers.iter().find(|handler| handler.body.id.as_str() == lane.id);
        let sign = match handler.map(|handler| &handler.trigger) {
            Some(Trigger::Silence(_)) => Sign::StartTimer,
            Some(Trigger::Changed(_)) => Sign::StartCondition,
            _ => Sign::StartSignal,
        };
        (sign, lane.goal.clone().unwrap_or_else(|| lane.title.clone()))
    }

    /// The shapes of a list.
    pub(super) fn nodes(&mut self, lane: usize, row: usize, nodes: &[Node], join: Option<usize>) {
        for node in nodes {
            self.node(lane, row, node, join);
        }
    }

    /// Lays a flow to what its target turned out to be.
    fn resolve(&mut self, flow: Pending) {
        let from = if self.mining() { self.gate(&flow) } else { (flow.from, flow.name.clone()) };
        let (from, name) = from;
        let to = match &flow.to {
            Target::Below(id) | Target::Node(id) => self.entries[id],
            Target::Again => flow.own,
            Target::PartEnd => flow.join.unwrap_or(flow.own),
            Target::Stage(place) | Target::Return(place) => self.entry_of_lane(*place),
            Target::Outcome(place) => {
                let title = self.graph.ends[*place].title.clone();
                self.plan.hang(from, Sign::End, &title)
            }
            Target::Over => {
                let title = self.pick("Реакция завершена", "The reaction is over");
                self.plan.hang(from, Sign::End, title)
            }
            Target::StageEnd => self.stage_end(&flow, from),
        };
        self.plan.flow(from, to, &name);
    }

    fn entry_of_lane(&self, place: usize) -> usize {
        let first = self.graph.lanes[place].nodes.first();
        first.and_then(|node| self.entries.get(&node.id)).copied().unwrap_or_default()
    }

    fn stage_end(&mut self, flow: &Pending, from: usize) -> usize {
        let lane = &self.graph.lanes[flow.lane];
        match lane.onward.as_slice() {
            [] => {
                let title = self.pick("Стадия завершена", "The stage is done");
                self.plan.hang(from, Sign::End, title)
            }
            [(_, Target::Stage(place))] => self.entry_of_lane(*place),
            rules => {
                if let Some(gateway) = self.onwards.get(&flow.lane) {
                    return *gateway;
                }
                let row = self.plan.lanes[flow.lane].row;
                let gateway = self.plan.put(row, Sign::Exclusive, self.pick("Куда дальше?", "Where next?"), flow.lane);
                self.onwards.insert(flow.lane, gateway);
                for (condition, target) in rules {
                    let Target::Stage(place) = target else { continue };
                    let name = condition.clone().unwrap_or_else(|| self.pick("иначе", "otherwise").to_owned());
                    let to = self.entry_of_lane(*place);
                    self.plan.flow(gateway, to, &name);
                }
                gateway
            }
        }
    }

    /// In the mining variant: the form for what a stage requires or an outcome asks, which may or may not be needed.
    fn gate(&mut self, flow: &Pending) -> (usize, String) {
        let Some(stage) = self.words.process.stages.get(flow.lane) else { return (flow.from, flow.name.clone()) };
        let title = self.graph.lanes[flow.lane].title.clone();
        let name = match &flow.to {
            Target::StageEnd if !stage.requires.is_empty() => names::requirements(self.words, &title),
            Target::Stage(place) if *place > flow.lane && !stage.requires.is_empty() => names::requirements(self.words, &title),
            Target::Outcome(place) if !self.words.process.outcomes[*place].ask.is_empty() => {
                names::outcome_form(self.words, &title)
            }
            _ => return (flow.from, flow.name.clone()),
        };
        let lane = flow.lane;
        let split = self.plan.put(flow.row, Sign::Exclusive, self.pick("Все заполнено?", "All filled in?"), lane);
        let form = self.plan.put(flow.row, Sign::Task, &name, lane);
        let join = self.plan.put(flow.row, Sign::Exclusive, "", lane);
        self.plan.flow(flow.from, split, &flow.name);
        self.plan.flow(split, form, self.pick("нет", "no"));
        self.plan.flow(split, join, self.pick("да", "yes"));
        self.plan.flow(form, join, "");
        (join, String::new())
    }
}
