//! What a process says, one line for each thing: short enough to be read and compared.

use std::fmt::Write;

use voronka_definition::expr::Expr;
use voronka_definition::model::{
    Approver, Ask, Awaited, Moment, Occasion, Onward, ResultRule, Route, Score, Step, StepKind, Table, Work,
};
use voronka_definition::{Locale, Process, Text};

/// The outline of a process.
pub fn of(process: &Process) -> String {
    let mut out = String::new();
    line(
        &mut out,
        0,
        &format!("process {} · {} · {:?} · calendar {:?}", process.id, ru(&process.title), process.about, process.calendar),
    );
    for field in process.fields.iter() {
        line(&mut out, 1, &format!("field {} · {} · {:?}", field.id, ru(&field.title), field.kind));
    }
    for role in process.roles.values() {
        line(&mut out, 1, &format!("role {} · {:?}", role.id, role.who));
    }
    ladders(&mut out, process);
    work(&mut out, 1, "defaults", &process.defaults);
    for activity in &process.activities {
        work(&mut out, 1, &format!("activity {}", activity.id), &activity.work);
    }
    for signal in &process.signals {
        line(&mut out, 1, &format!("signal {} · {}", signal.id, ru(&signal.title)));
    }
    process.decisions.iter().for_each(|one| table(&mut out, one));
    process.scores.iter().for_each(|one| score(&mut out, one));
    for stage in &process.stages {
        line(
            &mut out,
            1,
            &format!("stage {} · {} · requires {:?} · entry {:?}", stage.id, ru(&stage.title), stage.requires, stage.entry),
        );
        let onward = |rule: &Onward| format!("{} → {}", rule.when.as_ref().map_or("else", |when| when.source()), rule.stage);
        let next: Vec<String> = stage.next.iter().map(onward).collect();
        let gap = stage.next_step_within.as_ref().map(|gap| gap.within);
        let terms = (&stage.limit, gap, stage.probability, &stage.skippable, &stage.returnable);
        if terms != (&None, None, None, &None, &None) || !next.is_empty() {
            line(&mut out, 2, &format!("limit, gap, probability, skip, return {terms:?} · next {next:?}"));
        }
        stage.steps.iter().for_each(|one| step(&mut out, 2, one));
    }
    for handler in &process.handlers {
        let when = handler.when.as_ref().map(|when| when.source());
        let head = format!("on {} · {} · {:?} · when {when:?}", handler.body.id, ru(&handler.body.title), handler.trigger);
        line(&mut out, 1, &head);
        handler.body.steps.iter().for_each(|one| step(&mut out, 2, one));
    }
    for schedule in &process.schedules {
        let of = schedule.of.as_ref().map(|of| format!("{} {:?} at {}", of.process, of.outcome, moment(&of.at)));
        let told =
            format!("title {:?} · owner {:?} · with {:?} · of {of:?}", schedule.title, schedule.owner, settings(&schedule.with));
        line(&mut out, 1, &format!("schedule {} · {} · {} · {told}", schedule.id, schedule.cron, schedule.zone));
    }
    if let Some(archive) = process.archive {
        line(&mut out, 1, &format!("archive after {} days · keep {:?}", archive.after_days, archive.keep_days));
    }
    for outcome in &process.outcomes {
        let follow_up = outcome.follow_up.as_ref().map(|task| format!("{} due {}", ru(&task.title), moment(&task.due)));
        let asks = asks(&outcome.ask);
        line(
            &mut out,
            1,
            &format!("outcome {} · {} · {:?} · ask {asks} · then {follow_up:?}", outcome.id, ru(&outcome.title), outcome.kind),
        );
    }
    out
}

fn ladders(out: &mut String, process: &Process) {
    for (id, ladder) in &process.ladders {
        line(out, 1, &format!("ladder {id}"));
        for rung in &ladder.rungs {
            line(out, 2, &format!("{} · {:?}", rung.when, rung.action));
        }
    }
}

fn table(out: &mut String, table: &Table) {
    line(
        out,
        1,
        &format!("table {} · {} · {:?} · {:?} · {:?}", table.id, ru(&table.title), table.hit, table.inputs, table.outputs),
    );
    let cells =
        |cells: &[Option<Expr>]| cells.iter().map(|cell| cell.as_ref().map_or("-", Expr::source)).collect::<Vec<_>>().join(" | ");
    for row in &table.rows {
        line(out, 2, &format!("{}: {} → {}", row.line, cells(&row.tests), cells(&row.values)));
    }
    if let Some(values) = &table.otherwise {
        line(out, 2, &format!("else → {}", cells(values)));
    }
}

fn score(out: &mut String, score: &Score) {
    line(out, 1, &format!("score {} · {}", score.id, ru(&score.title)));
    for rule in &score.rules {
        let occasion = match &rule.occasion {
            Occasion::While(when) => format!("while {}", when.source()),
            other => format!("{other:?}"),
        };
        line(out, 2, &format!("{} · {} · {} · {occasion}", rule.id, ru(&rule.title), rule.points));
    }
    for band in &score.bands {
        line(out, 2, &format!("from {} {} · {}", band.from, band.id, ru(&band.title)));
    }
}

fn line(out: &mut String, depth: usize, text: &str) {
    writeln!(out, "{}{text}", "  ".repeat(depth)).expect("a text takes any text");
}

fn ru(text: &Text) -> &str {
    text.get(Locale::Ru)
}

fn step(out: &mut String, depth: usize, step: &Step) {
    let by_name = if step.by_name { " · by name" } else { "" };
    let when = step.when.as_ref().map(|when| format!(" · when {}", when.source())).unwrap_or_default();
    let head = format!("{} · line {}{by_name}{when}", step.id, step.line);
    match &step.kind {
        StepKind::Task(task) => work(out, depth, &format!("task {head}"), task),
        StepKind::Form(form) => work(out, depth, &format!("form {head}"), form),
        StepKind::Approve(approve) => {
            let who = |one: &Approver| {
                format!("{}{}", one.role.id, one.when.as_ref().map(|when| format!(" when {}", when.source())).unwrap_or_default())
            };
            let who: Vec<String> = approve.approvers.iter().map(who).collect();
            line(
                out,
                depth,
                &format!("approve {head} · {:?} · {who:?} · {:?} {:?}", approve.document, approve.order, approve.needs),
            );
            results(out, depth + 1, &approve.results);
        }
        StepKind::Wait(wait) => {
            let timeout = wait.timeout.as_ref().map(|timeout| format!("{} → {}", moment(&timeout.after), timeout.result));
            line(out, depth, &format!("wait {head} · {} · timeout {timeout:?}", awaited(&wait.awaited)));
            results(out, depth + 1, &wait.results);
        }
        StepKind::Decide(decide) => {
            line(out, depth, &format!("decide {head}"));
            for branch in &decide.branches {
                let when = branch.when.as_ref().map_or("else", |when| when.source());
                line(out, depth + 1, &format!("{when} → {}", route(&branch.route)));
            }
        }
        StepKind::Set(set) => line(out, depth, &format!("set {head} · {:?}", settings(&set.values))),
        StepKind::Notify(notify) => {
            line(out, depth, &format!("notify {head} · {:?} · {} · {}", notify.to, ru(&notify.subject), ru(&notify.text)))
        }
        StepKind::Plan(activity) => line(out, depth, &format!("plan {head} · {activity}")),
        StepKind::Parallel(parallel) => {
            line(out, depth, &format!("parallel {head} · {} · {:?}", ru(&parallel.title), parallel.until));
            for branch in &parallel.branches {
                line(out, depth + 1, &format!("branch {} · {}", branch.id, ru(&branch.title)));
                branch.steps.iter().for_each(|one| self::step(out, depth + 2, one));
            }
        }
        StepKind::Each(each) => {
            let if_empty = each.if_empty.as_ref().map(route);
            let told = format!("{} as {} · {:?} {:?} · if empty {if_empty:?}", each.list, each.item, each.order, each.until);
            line(out, depth, &format!("each {head} · {} · {told}", ru(&each.title)));
            each.steps.iter().for_each(|one| self::step(out, depth + 1, one));
        }
        StepKind::Call(call) => {
            let send: Vec<String> = call.send.iter().map(|(key, value)| format!("{key} = {}", value.source())).collect();
            let told = format!("{} · send {send:?} · take {:?} · {:?}", call.connection, call.take, call.retry);
            line(out, depth, &format!("call {head} · {} · {told}", ru(&call.title)));
            results(out, depth + 1, &call.results);
        }
        StepKind::Start(start) => {
            let told = format!("same {} · with {:?} · owner {:?}", start.same_subject, settings(&start.with), start.owner);
            let head = format!("start {head} · {} · {} · {told} · awaits {}", ru(&start.title), start.process, start.awaits);
            line(out, depth, &head);
            results(out, depth + 1, &start.results);
        }
        StepKind::Finish(outcome) => line(out, depth, &format!("finish {head} · {outcome}")),
    }
}

fn awaited(awaited: &Awaited) -> String {
    match awaited {
        Awaited::Activity(id) => format!("activity {id}"),
        Awaited::Signal(name) => format!("signal {name}"),
        Awaited::Moment(at) => format!("moment {}", moment(at)),
        Awaited::Condition(condition) => format!("condition {}", condition.source()),
    }
}

fn work(out: &mut String, depth: usize, head: &str, work: &Work) {
    let (remind, escalate) = (work.remind.map(|period| period.to_string()), &work.escalate);
    let dates = format!("due {} · remind {remind:?} · escalate {escalate:?}", moment(&work.due));
    line(out, depth, &format!("{head} · {} · {} · {:?} · {dates}", ru(&work.title), work.kind.name(), work.assignee));
    results(out, depth + 1, &work.results);
}

fn results(out: &mut String, depth: usize, results: &[ResultRule]) {
    for rule in results {
        let (ask, may, set) = (asks(&rule.ask), asks(&rule.may_ask), settings(&rule.set));
        let comment = if rule.comment_required { " · comment" } else { "" };
        let told = format!("ask {ask} · may {may} · set {set:?} · plan {:?}{comment}", rule.plan);
        line(out, depth, &format!("{} · {} · {told} → {}", rule.id, ru(&rule.title), route(&rule.route)));
    }
}

fn settings(values: &[(voronka_definition::name::FieldId, Expr)]) -> Vec<String> {
    values.iter().map(|(field, value)| format!("{field} = {}", value.source())).collect()
}

fn asks(asks: &[Ask]) -> String {
    let one = |ask: &Ask| {
        let page = if ask.known_counts { "" } else { "!" };
        format!("{}{page}{}", ask.field, ask.when.as_ref().map(|when| format!(" when {}", when.source())).unwrap_or_default())
    };
    format!("[{}]", asks.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn route(route: &Route) -> String {
    match route {
        Route::Again { due, bound } => format!("again due {:?} bound {bound:?}", due.as_ref().map(moment)),
        other => format!("{other:?}"),
    }
}

fn moment(moment: &Moment) -> String {
    match moment {
        Moment::Now => "now".to_owned(),
        Moment::In(period) => period.to_string(),
        Moment::At(expr) => format!("({})", expr.source()),
        Moment::Before(period, from) => format!("{period} before {}", self::moment(from)),
        Moment::After(period, from) => format!("{period} after {}", self::moment(from)),
        Moment::EndOfBusinessDay => "end of business day".to_owned(),
        Moment::Else(first, second) => format!("{} else {}", self::moment(first), self::moment(second)),
    }
}
