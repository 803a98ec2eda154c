//! No deal is won because nobody did anything.
//!
//! A time-out, a moment or a silence that leads to a good outcome is a mistake more often than a wish: time went by, no person
//! decided, and the report says that the company has sold. Whoever means it writes `even_unattended: true`. What follows by itself is
//! followed here, further time-outs and moments included, until a person is needed; and what answers to a field that is set on the way:
//! a handler, a wait for a condition.
//!
//! Time goes by as well where points of a score end (`decay`), and where a schedule begins a case. A signal and the answer of a
//! connector are somebody's doing outside, and are not looked at; that a connector gave up is nobody's.

use crate::diagnostic::{Span, say};
use crate::expr::Expr;
use crate::model::{Awaited, Handler, Occasion, ResultRule, Schedule, Score, StepKind, Trigger, Wait};
use crate::name::FieldId;
use crate::process::checks::decay::Decaying;
use crate::process::checks::flow::{Flow, Walk, Way};
use crate::process::context::Context;
use crate::process::outline::StepAt;
use crate::text::Text;
use crate::yaml::Node;

/// Notes everything that wins the case by itself, once enough time went by.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    let alone = Alone { flow, walk: Walk::new(flow, true) };
    let leads = |way: Option<Way>, rule: Option<&ResultRule>| {
        let mut ways: Vec<Way> = way.into_iter().collect();
        ways.extend(rule.into_iter().flat_map(|rule| alone.answers(&rule.set)));
        alone.wins(ways)
    };
    let decaying = Decaying::of(flow.process);
    for (at, step) in flow.steps() {
        if let StepKind::Call(call) = &step.kind {
            let of = |id: &str| call.results.iter().find(|rule| rule.id.as_str() == id);
            let answered = of("done").map_or(Some(flow.below(at)), |rule| flow.target(at, &rule.route));
            let failed = of("failed").filter(|rule| leads(flow.target(at, &rule.route), Some(rule)));
            // Where the answer wins as well, it is not the failure that does.
            if failed.is_some() && !leads(answered, of("done")) {
                by_failure(context, at);
            }
        }
        let StepKind::Wait(wait) = &step.kind else { continue };
        if let Awaited::Condition(when) = &wait.awaited
            && let Some(score) = decaying.turns(Some(when))
            && leads(flow.when_it_comes(at, wait), usual(wait))
        {
            let head = &context.outline.steps[at];
            by_decay(context, head.node.get("condition").map_or(head.span, Node::head), score);
        }
        let late = wait.timeout.as_ref().filter(|timeout| !timeout.even_unattended);
        let rule = late.and_then(|late| wait.results.iter().find(|rule| rule.id == late.result));
        if let Some(rule) = rule.filter(|rule| leads(flow.target(at, &rule.route), Some(rule))) {
            by_timeout(context, at, rule.id.as_str());
        }
        if is_unmeant_moment(context, at, wait) && leads(flow.when_it_comes(at, wait), usual(wait)) {
            by_moment(context, at);
        }
    }
    for (body, head) in context.outline.handlers().iter().enumerate() {
        if let Some(Handler { trigger: Trigger::Changed(fields), when, .. }) = flow.handlers.get(body)
            && let Some(score) = decaying.changes(fields, when.as_ref())
            && leads(Some(flow.first(head.list)), None)
        {
            by_decay(context, head.node.get("changed").map_or(head.span, Node::head), score);
        }
        let silence = flow.handlers.get(body).is_some_and(|handler| matches!(handler.trigger, Trigger::Silence(_)));
        if silence && !is_meant(head.node) && leads(Some(flow.first(head.list)), None) {
            by_silence(context, head.node, head.span);
        }
    }
}

/// Notes every schedule whose cases are won by themselves.
pub fn schedules(context: &Context<'_>, flow: &Flow<'_>, section: Option<&Node>) {
    let alone = Alone { flow, walk: Walk::new(flow, true) };
    if flow.process.schedules.is_empty() || flow.stages.is_empty() {
        return;
    }
    for entry in section.map(Node::entries).unwrap_or_default() {
        let schedule = flow.process.schedules.iter().find(|schedule| entry.key.text() == Some(schedule.id.as_str()));
        let wins = |schedule: &Schedule| alone.wins_knowing(vec![Way::Enter(0)], &told_by(flow, schedule));
        if !is_meant(&entry.value) && schedule.is_some_and(wins) {
            by_schedule(context, entry.value.get("cron").map_or(entry.key.span, Node::head));
        }
    }
}

/// What a schedule says of the cases that it begins, and the scores that follow from that.
fn told_by(flow: &Flow<'_>, schedule: &Schedule) -> Vec<FieldId> {
    let mut known: Vec<FieldId> = schedule.with.iter().map(|(field, _)| field.clone()).collect();
    let follows = |score: &&Score| {
        score.rules.iter().any(|rule| match &rule.occasion {
            Occasion::While(expr) => expr.fields().iter().any(|field| known.contains(field)),
            _ => false,
        })
    };
    let scores = flow.process.scores.iter().filter(follows).flat_map(|score| [score.total_field(), score.band_field()]);
    let scores: Vec<FieldId> = scores.collect();
    known.extend(scores);
    known
}

fn is_unmeant_moment(context: &Context<'_>, at: StepAt, wait: &Wait) -> bool {
    matches!(wait.awaited, Awaited::Moment(_)) && !is_meant(context.outline.steps[at].node)
}

/// Whether it says that it may win though nobody did anything.
fn is_meant(node: &Node) -> bool {
    node.get("even_unattended").and_then(Node::text) == Some("true")
}

/// The result of a wait once what it waits for has come.
fn usual(wait: &Wait) -> Option<&ResultRule> {
    let late = wait.timeout.as_ref().map(|timeout| &timeout.result);
    wait.results.iter().find(|rule| late != Some(&rule.id))
}

/// What goes on while nobody does anything.
struct Alone<'f, 'p> {
    flow: &'f Flow<'p>,
    walk: Walk<'f, 'p>,
}

impl Alone<'_, '_> {
    /// Whether the case is won by itself from here.
    fn wins(&self, ways: Vec<Way>) -> bool {
        self.wins_knowing(ways, &[])
    }

    /// The same, where these fields are known though nobody has filled them.
    fn wins_knowing(&self, ways: Vec<Way>, known: &[FieldId]) -> bool {
        let (mut ahead, mut won) = self.walk.resolved(ways);
        let mut seen = vec![false; self.flow.outline.steps.len()];
        while let Some(at) = ahead.pop().filter(|_| !won) {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            let held = self.held_by(at, known);
            for (next, finishes) in [self.walk.from(at), self.walk.resolved(self.reactions(at)), self.walk.resolved(held)] {
                ahead.extend(next);
                won |= finishes;
            }
        }
        won
    }

    /// What comes behind a wait whose condition reads one of these fields.
    fn held_by(&self, at: StepAt, known: &[FieldId]) -> Vec<Way> {
        match self.flow.step(at).map(|step| &step.kind) {
            Some(StepKind::Wait(wait)) => match &wait.awaited {
                Awaited::Condition(expr) if expr.fields().iter().any(|field| known.contains(field)) => {
                    self.flow.when_it_comes(at, wait).into_iter().collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// What answers to the fields that a step sets.
    fn reactions(&self, at: StepAt) -> Vec<Way> {
        match self.flow.step(at).map(|step| &step.kind) {
            Some(StepKind::Set(set)) => self.answers(&set.values),
            Some(StepKind::Decide(decide)) => {
                let table = decide.table.as_ref().and_then(|id| self.flow.process.decision(id));
                let outputs = table.into_iter().flat_map(|table| &table.outputs);
                outputs.flat_map(|output| self.answering(&output.field)).collect()
            }
            Some(StepKind::Wait(wait)) => {
                let late = wait.timeout.as_ref().map(|timeout| &timeout.result);
                let by_time = |rule: &&ResultRule| late == Some(&rule.id) || matches!(wait.awaited, Awaited::Moment(_));
                wait.results.iter().filter(by_time).flat_map(|rule| self.answers(&rule.set)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn answers(&self, set: &[(FieldId, Expr)]) -> Vec<Way> {
        set.iter().flat_map(|(field, _)| self.answering(field)).collect()
    }

    /// The handlers that answer to a field, and what comes behind the waits whose condition reads it.
    fn answering(&self, field: &FieldId) -> Vec<Way> {
        let outline = self.flow.outline;
        let handlers = outline.handlers().iter().zip(self.flow.handlers);
        let changed =
            handlers.filter(|(_, handler)| matches!(&handler.trigger, Trigger::Changed(fields) if fields.contains(field)));
        let begun = changed.map(|(head, _)| self.flow.first(head.list));
        let held = self.flow.steps().filter_map(|(at, step)| match &step.kind {
            StepKind::Wait(wait) => match &wait.awaited {
                Awaited::Condition(expr) if expr.fields().contains(field) => self.flow.when_it_comes(at, wait),
                _ => None,
            },
            _ => None,
        });
        begun.chain(held).collect()
    }
}

fn by_timeout(context: &Context<'_>, at: StepAt, result: &str) {
    let head = &context.outline.steps[at];
    let place = head.node.get("timeout").map_or(head.span, Node::head);
    let message = say!(
        "по тайм-ауту (результат «{result}») сделка выигрывается, хотя никто ничего не сделал",
        "by this time-out (the result `{result}`) the deal is won though nobody did anything"
    );
    note(context, place, message);
}

fn by_moment(context: &Context<'_>, at: StepAt) {
    let head = &context.outline.steps[at];
    let place = head.node.get("moment").map_or(head.span, Node::head);
    let message = say!(
        "с наступлением этого момента сделка выигрывается, хотя никто ничего не сделал",
        "when this moment comes the deal is won though nobody did anything"
    );
    note(context, place, message);
}

fn by_silence(context: &Context<'_>, node: &Node, span: Span) {
    let place = node.get("silence").map_or(span, Node::head);
    let message = say!(
        "после этой тишины сделка выигрывается, хотя никто ничего не сделал",
        "after this silence the deal is won though nobody did anything"
    );
    note(context, place, message);
}

fn by_schedule(context: &Context<'_>, place: Span) {
    let message = say!(
        "сделка, которую начинает это расписание, выигрывается, хотя никто ничего не сделал",
        "the deal that this schedule begins is won though nobody did anything"
    );
    note(context, place, message);
}

fn by_failure(context: &Context<'_>, at: StepAt) {
    let head = &context.outline.steps[at];
    let failed =
        head.node.get("results").and_then(|results| results.entries().iter().find(|entry| entry.key.text() == Some("failed")));
    let message = say!(
        "когда вызов не удался, сделка выигрывается, хотя никто ничего не сделал",
        "when the call has failed the deal is won though nobody did anything"
    );
    let help =
        say!("ведите результат failed к задаче или к проигрышу", "let the result `failed` lead to a task, or lose the deal");
    context.findings.error_with("unattended_victory", failed.map_or(head.span, |entry| entry.key.span), message, help);
}

fn by_decay(context: &Context<'_>, place: Span, score: &Score) {
    let id = &score.id;
    let message = say!(
        "баллы «{id}» со временем сгорают, и тогда сделка выигрывается, хотя никто ничего не сделал",
        "points of `{id}` end with time, and then the deal is won though nobody did anything"
    );
    let help = say!("поставьте на этом пути задачу", "put a task on this way");
    context.findings.error_with("unattended_victory", place, message, help);
}

fn note(context: &Context<'_>, place: Span, message: Text) {
    let help = say!(
        "поставьте на этом пути задачу или, если так и задумано, допишите even_unattended: true",
        "put a task on this way, or, if it is meant so, add even_unattended: true"
    );
    context.findings.error_with("unattended_victory", place, message, help);
}
