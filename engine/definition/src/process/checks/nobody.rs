//! Rules that find nobody while a field is empty: `head_of(deal.direction)` where the direction may be, `supplier.buyer` where the
//! item's own field may be. A task for the person of an item is no such rule: without one it is the owner's, as the language has it.
//!
//! Of several who are named together one is enough. Whether a direction has a head at all only an organisation tells.

use crate::diagnostic::{Span, say};
use crate::expr::Expr;
use crate::model::{Activity, Approve, Assignee, Awaited, Recipient, ResultRule, Rung, Step, StepKind, Who, Work, builtin};
use crate::name::{FieldId, LadderId};
use crate::process::checks::approvers;
use crate::process::checks::flow::Flow;
use crate::process::context::Context;
use crate::process::knowing::together;
use crate::process::outline::StepAt;
use crate::process::prove;
use crate::text::Text;
use crate::yaml::{Kind, Node};

/// What happens where the rule finds nobody, in Russian and in English.
type Then = (&'static str, &'static str);

const TASK: Then = ("задачу получит ответственный за сделку", "the owner of the deal gets the task");
const VISA: Then = ("визу даст руководитель ответственного", "the owner's head gives the visa");
const LETTER: Then = ("письмо не получит никто", "nobody gets the letter");
const CASE: Then = ("новое дело получит ответственный за это", "the owner of this case gets the other one");

/// Notes every rule that may find nobody.
pub fn check(context: &Context<'_>, flow: &Flow<'_>, sections: [Option<&Node>; 2]) {
    let rules = Rules { context, flow };
    let process = flow.process;
    for (at, step) in flow.steps() {
        match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => rules.work(at, step, work),
            StepKind::Approve(approve) => rules.approve(at, step, approve),
            StepKind::Notify(notify) => {
                let role = match &notify.to {
                    Recipient::Role(role) => Some(role),
                    Recipient::Client => None,
                };
                rules.one(at, step, role.map(|role| &role.who), ("to", LETTER));
            }
            StepKind::Start(start) => rules.one(at, step, start.owner.as_ref().map(|role| &role.who), ("owner", CASE)),
            _ => {}
        }
    }
    let [activities, escalations] = sections;
    for activity in &process.activities {
        let node = activities.and_then(|node| node.get(activity.id.as_str()));
        node.into_iter().for_each(|node| rules.activity(activity, node));
    }
    for (id, ladder) in &process.ladders {
        let node = escalations.and_then(|node| node.get(id.as_str()));
        let items = match node.map(|node| &node.get("rungs").unwrap_or(node).kind) {
            Some(Kind::Seq(items)) if items.len() == ladder.rungs.len() => &items[..],
            _ => &[],
        };
        ladder.rungs.iter().zip(items).for_each(|(rung, item)| rules.rung(id, rung, item));
    }
}

struct Rules<'c, 'p> {
    context: &'c Context<'c>,
    flow: &'c Flow<'p>,
}

impl Rules<'_, '_> {
    fn work(&self, at: StepAt, step: &Step, work: &Work) {
        let field = direction();
        if may_be_nobody(&work.assignee) && self.is_empty_at(at, step, (&field, &[])) {
            let place = ["assignee", "candidates"].iter().find_map(|key| self.node(at).get(key));
            self.note(at, step, place.map(Node::head), (&field, TASK, several()));
        }
    }

    fn one(&self, at: StepAt, step: &Step, who: Option<&Who>, (key, then): (&str, Then)) {
        let Some(field) = who.and_then(|who| self.needed(at, who)) else { return };
        if self.is_empty_at(at, step, (&field, &[])) {
            self.note(at, step, self.node(at).get(key).map(Node::head), (&field, then, ask_first(&field)));
        }
    }

    fn approve(&self, at: StepAt, step: &Step, approve: &Approve) {
        let items = self.node(at).get("approvers").map(approvers::items).unwrap_or_default();
        for (place, approver) in approve.approvers.iter().enumerate() {
            let Some(field) = self.needed(at, &approver.role.who) else { continue };
            let own: Vec<&Expr> = approver.when.iter().collect();
            if self.is_empty_at(at, step, (&field, &own)) {
                let id = &approver.role.id;
                let help = say!(
                    "добавьте условие: {{who: {id}, when: {field} != null}}",
                    "add a condition: {{who: {id}, when: {field} != null}}"
                );
                let span = items.get(place).map(|item| item.get("who").unwrap_or(item).head());
                self.note(at, step, span, (&field, VISA, help));
            }
        }
    }

    /// The field without which a rule finds nobody.
    fn needed(&self, at: StepAt, who: &Who) -> Option<FieldId> {
        match who {
            Who::HeadOf(inner) => self.needed(at, inner),
            Who::HeadOfDealDirection => Some(direction()),
            Who::Item(own) => Some(FieldId::from(format!("{}.{own}", self.item(at)?))),
            _ => None,
        }
    }

    /// What the steps around this one call their item.
    fn item(&self, at: StepAt) -> Option<&str> {
        let outline = self.flow.outline;
        let around = std::iter::successors(Some(at), |at| outline.lists[outline.steps[*at].list].within);
        around.filter_map(|at| self.flow.step(at)).find_map(|step| match &step.kind {
            StepKind::Each(each) => Some(&*each.item),
            _ => None,
        })
    }

    fn activity(&self, activity: &Activity, node: &Node) {
        if !may_be_nobody(&activity.work.assignee) {
            return;
        }
        let planned = self.flow.steps().find(|(at, step)| self.plans(*at, step, activity));
        if let Some((at, step)) = planned {
            let place = ["assignee", "candidates"].iter().find_map(|key| node.get(key)).unwrap_or(node);
            self.note(at, step, Some(place.head()), (&direction(), TASK, several()));
        }
    }

    /// Whether a step creates this activity where the deal may be without a direction.
    fn plans(&self, at: StepAt, step: &Step, activity: &Activity) -> bool {
        let own = match &step.kind {
            StepKind::Plan(id) => *id == activity.id,
            StepKind::Wait(wait) => matches!(&wait.awaited, Awaited::Activity(id) if *id == activity.id),
            _ => false,
        };
        let asks = |rule: &ResultRule| rule.ask.iter().any(|ask| ask.when.is_none() && ask.field == direction());
        let of_result = |rule: &ResultRule| rule.plan.contains(&activity.id) && !asks(rule);
        (own || prove::rules(&step.kind).iter().any(of_result)) && self.is_empty_at(at, step, (&direction(), &[]))
    }

    fn rung(&self, ladder: &LadderId, rung: &Rung, item: &Node) {
        let who = rung.action.who();
        if who.is_empty() || !who.iter().all(asks_direction) {
            return;
        }
        let climbs = |step: &Step| match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => work.escalate.as_ref() == Some(ladder),
            StepKind::Approve(approve) => approve.escalate.as_ref() == Some(ladder),
            StepKind::Plan(id) => self.flow.process.activity(id).is_some_and(|one| one.work.escalate.as_ref() == Some(ladder)),
            _ => false,
        };
        let is_asked = |at: StepAt, step: &Step| climbs(step) || self.is_limited_by(ladder, at);
        let mut steps = self.flow.steps().filter(|(at, step)| is_asked(*at, step));
        let Some((_, step)) = steps.find(|(at, step)| self.is_empty_at(*at, step, (&direction(), &[]))) else { return };
        let step = &step.id;
        let message = say!(
            "пока у сделки нет направления, эта ступень никого не находит, узнают администраторы: так на шаге «{step}»",
            "while the deal has no direction this rung finds nobody, and the administrators are told: so at the step `{step}`"
        );
        let help = say!(
            "спросите direction раньше или назовите еще кого-то: offer: [head_of(deal.direction), head_of(late)]",
            "ask direction before, or name somebody besides: offer: [head_of(deal.direction), head_of(late)]"
        );
        self.context.findings.warning("nobody_to_tell", item.head(), message, help);
    }

    /// Whether this ladder takes up the limit of the stage that a step stands in, or a gap there.
    fn is_limited_by(&self, ladder: &LadderId, at: StepAt) -> bool {
        let stage = self.flow.stages.get(self.flow.outline.body_of(at));
        let limits = stage.into_iter().flat_map(|stage| [&stage.limit, &stage.next_step_within]).flatten();
        limits.into_iter().any(|limit| limit.escalate.as_ref() == Some(ladder))
    }

    fn node(&self, at: StepAt) -> &Node {
        self.flow.outline.steps[at].node
    }

    /// Whether a field may be empty where a step begins and these conditions hold.
    fn is_empty_at(&self, at: StepAt, step: &Step, (field, conditions): (&FieldId, &[&Expr])) -> bool {
        let mut held = step.when.iter().chain(conditions.iter().copied());
        if held.any(|when| when.filled_when(true).contains(field)) {
            return false;
        }
        let outline = self.flow.outline;
        let body = &outline.bodies[outline.body_of(at)].id;
        let filled = self.context.first.as_ref().map(|first| first.filled.at(body, &step.id)).unwrap_or_default();
        let is_filled = filled.contains(field);
        if is_filled {
            self.context.counted.borrow_mut().insert(field.clone());
        }
        !is_filled
    }

    fn note(&self, at: StepAt, step: &Step, place: Option<Span>, (field, (ru, en), help): (&FieldId, Then, Text)) {
        let outline = self.flow.outline;
        let mut message = say!("поле «{field}» может быть пустым", "the field `{field}` may be empty");
        let mut help = help;
        let body = &outline.bodies[outline.body_of(at)].id;
        let first = self.context.first.as_ref();
        if let Some(empty) = first.and_then(|first| prove::why_empty(&first.process, (body, &step.id), field)) {
            message = together(&message, (": ", ": "), &empty.why);
            help = empty.help.map_or(help.clone(), |fill| together(&fill, (", или ", ", or "), &help));
        }
        let then = say!("Тогда это правило никого не найдет: {ru}", "Then this rule finds nobody: {en}");
        let message = together(&message, (". ", ". "), &then);
        self.context.findings.error_with("maybe_null", place.unwrap_or(outline.steps[at].span), message, help);
    }
}

fn several() -> Text {
    say!(
        "добавьте шагу when: direction != null или назовите нескольких: candidates: [head_of(deal.direction), deal.owner]",
        "add when: direction != null to the step, or name several: candidates: [head_of(deal.direction), deal.owner]"
    )
}

fn ask_first(field: &FieldId) -> Text {
    say!("добавьте шагу when: {field} != null", "add when: {field} != null to the step")
}

fn direction() -> FieldId {
    FieldId::from(builtin::DIRECTION)
}

fn may_be_nobody(assignee: &Assignee) -> bool {
    match assignee {
        Assignee::Role(role) => asks_direction(&role.who),
        Assignee::Candidates(roles) => !roles.is_empty() && roles.iter().all(|role| asks_direction(&role.who)),
        Assignee::WhoActed => false,
    }
}

/// Whether a rule begins with the deal's direction.
fn asks_direction(who: &Who) -> bool {
    match who {
        Who::HeadOf(inner) => asks_direction(inner),
        who => *who == Who::HeadOfDealDirection,
    }
}
