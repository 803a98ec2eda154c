//! By which rules a task stands as it does.

use serde::Serialize;
use utoipa::ToSchema;
use voronka_core::World;
use voronka_core::case::{AlarmKind, Origin, Task};
use voronka_core::offer::due_formula;
use voronka_definition::model::{Approve, Process, StepKind, Work};
use voronka_definition::name::LadderId;
use voronka_runtime::{TaskRecord, TaskStatus};

use super::words::{assignee, formula, ladder, name, names, role};
use crate::forms::{View, moment};

/// By which rules a task stands as it does.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct WhyTask {
    /// The task.
    task: String,
    /// How it stands, in a sentence.
    text: String,
    /// The rules of the process it follows; null for a closed task, whose rules no longer matter.
    rules: Option<Rules>,
    /// What happens next if it stays open.
    next: Option<Next>,
}

/// The rules of a task, each as the process writes it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Rules {
    /// Where the task comes from, in words.
    origin: String,
    /// The line of the definition, where the task is a step's.
    line: Option<u32>,
    /// The formula of its due date; null where a person set it.
    due: Option<String>,
    /// Who gets it.
    assignee: Option<String>,
    /// How long before the due date its assignee is reminded.
    remind: Option<String>,
    /// The rungs of its ladder.
    ladder: Vec<String>,
}

/// What happens next to a task that stays open.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Next {
    /// When.
    at: String,
    /// `reminder` or `rung`.
    kind: &'static str,
    /// Which rung of the ladder, from 1.
    rung: Option<u32>,
}

impl WhyTask {
    /// By which rules this task stands as it does.
    pub fn told(view: &View, record: &TaskRecord, world: &World) -> Self {
        let open = view.case.tasks.get(&record.id.number);
        Self {
            task: record.id.to_string(),
            text: open.map_or_else(|| closed(view, record, world), |task| standing(view, world, task)),
            rules: open.map(|task| rules(view, world, task)),
            next: open.and_then(next),
        }
    }
}

fn standing(view: &View, world: &World, task: &Task) -> String {
    let (title, due) = (task.title.get(view.locale), moment(task.due_at));
    let people = names(world, task.holder.everybody(), view.locale);
    let late = task.due_at < view.now;
    view.locale.pick(
        format!("«{title}»: исполнитель — {people}, срок {due}{}.", if late { ", просрочена" } else { "" }),
        format!("«{title}»: {people} has it; it is due at {due}{}.", if late { " and late" } else { "" }),
    )
}

fn closed(view: &View, record: &TaskRecord, world: &World) -> String {
    let title = record.title.get(view.locale);
    let who = record.assignee.as_ref().map(|person| name(world, person)).unwrap_or_default();
    match (&record.result, record.status) {
        (Some(result), _) => view.locale.pick(
            format!("«{title}» закончена с результатом {result}; исполнитель — {who}."),
            format!("«{title}» is done with the result {result}; {who} had it."),
        ),
        (None, TaskStatus::Cancelled) => view
            .locale
            .pick(format!("«{title}» отменена; исполнитель — {who}."), format!("«{title}» was cancelled; {who} had it.")),
        (None, _) => view.locale.pick(format!("«{title}» закончена."), format!("«{title}» is done.")),
    }
}

fn next(task: &Task) -> Option<Next> {
    let alarm = task.alarm.as_ref()?;
    let at = moment(alarm.at);
    Some(match alarm.kind {
        AlarmKind::Reminder => Next { at, kind: "reminder", rung: None },
        AlarmKind::Rung(place) => Next { at, kind: "rung", rung: Some(place + 1) },
    })
}

fn rules(view: &View, world: &World, task: &Task) -> Rules {
    let process = &view.process;
    let origin = origin(view, world, &task.origin);
    let line = task.origin.stage().zip(step_name(&task.origin)).and_then(|(stage, step)| process.step(stage, step));
    let line = line.map(|step| step.line);
    let rules = match rule_of(process, &task.origin) {
        Rule::Work(work) => of_work(process, work),
        Rule::Visa(approve, approver) => of_visa(process, approve, approver),
        Rule::Defaults(work) => Rules { due: None, assignee: None, ..of_work(process, work) },
    };
    let followed = || due_formula(process, &view.case, task).map(formula).or(rules.due);
    let due = if task.date_by_hand { None } else { followed() };
    Rules { origin, line, due, ..rules }
}

/// Where the rules of a task stand.
enum Rule<'a> {
    Work(&'a Work),
    Visa(&'a Approve, u32),
    Defaults(&'a Work),
}

fn rule_of<'a>(process: &'a Process, origin: &Origin) -> Rule<'a> {
    let defaults = Rule::Defaults(&process.defaults);
    match origin {
        Origin::Step { stage, step, .. } => match process.step(stage, step).map(|step| &step.kind) {
            Some(StepKind::Task(work) | StepKind::Form(work)) => Rule::Work(work),
            _ => defaults,
        },
        Origin::Visa { stage, step, approver, .. } => match process.step(stage, step).map(|step| &step.kind) {
            Some(StepKind::Approve(approve)) => Rule::Visa(approve, *approver),
            _ => defaults,
        },
        Origin::Activity(activity) => process.activity(activity).map_or(defaults, |found| Rule::Work(&found.work)),
        Origin::Requirements { .. } | Origin::OutcomeForm { .. } => Rule::Work(&process.defaults),
        Origin::Limit { .. } | Origin::NextStep { .. } => defaults,
        Origin::FollowUp(_) | Origin::Hand(_) => defaults,
    }
}

fn of_work(process: &Process, work: &Work) -> Rules {
    Rules {
        origin: String::new(),
        line: None,
        due: Some(formula(&work.due)),
        assignee: Some(assignee(&work.assignee)),
        remind: work.remind.map(|period| format!("{period} before")),
        ladder: rungs(process, work.escalate.as_ref()),
    }
}

fn of_visa(process: &Process, approve: &Approve, approver: u32) -> Rules {
    let asked = usize::try_from(approver).ok().and_then(|place| approve.approvers.get(place));
    Rules {
        origin: String::new(),
        line: None,
        due: Some(formula(&approve.due)),
        assignee: asked.map(|asked| role(&asked.role)),
        remind: approve.remind.map(|period| format!("{period} before")),
        ladder: rungs(process, approve.escalate.as_ref()),
    }
}

/// The rungs of the named ladder. Without one there is the one that every process has.
fn rungs(process: &Process, escalate: Option<&LadderId>) -> Vec<String> {
    let named = escalate.and_then(|id| process.ladders.get(id));
    named.map_or_else(|| vec!["overdue: notify: head_of(late)".to_owned()], ladder)
}

fn step_name(origin: &Origin) -> Option<&voronka_definition::name::StepId> {
    match origin {
        Origin::Step { step, .. } | Origin::Visa { step, .. } => Some(step),
        _ => None,
    }
}

fn origin(view: &View, world: &World, origin: &Origin) -> String {
    let locale = view.locale;
    let stage = origin.stage().and_then(|stage| view.process.stage(stage));
    let stage = stage.map_or("", |stage| stage.title.get(locale));
    let step = origin.name().unwrap_or_default();
    match origin {
        Origin::Step { .. } => {
            locale.pick(format!("шаг {step} стадии «{stage}»"), format!("the step {step} of the stage «{stage}»"))
        }
        Origin::Visa { .. } => {
            locale.pick(format!("виза шага {step} стадии «{stage}»"), format!("a visa of the step {step} of the stage «{stage}»"))
        }
        Origin::Requirements { .. } => locale.pick(
            format!("поля, без которых стадию «{stage}» не закончить"),
            format!("the fields without which the stage «{stage}» cannot end"),
        ),
        Origin::OutcomeForm { .. } => {
            locale.pick("вопросы перед завершением сделки".to_owned(), "the questions at the end of the case".to_owned())
        }
        Origin::Activity(_) => locale.pick(format!("активность сделки {step}"), format!("the activity {step} of the deal")),
        Origin::FollowUp(_) => {
            locale.pick("задача после завершения сделки".to_owned(), "the task after the end of the case".to_owned())
        }
        Origin::Limit { .. } => locale.pick(
            format!("стадия «{stage}» длится дольше отведенного"),
            format!("the stage «{stage}» has lasted longer than it may"),
        ),
        Origin::NextStep { .. } => locale.pick(
            format!("на стадии «{stage}» не запланирован следующий шаг"),
            format!("no next step is planned in the stage «{stage}»"),
        ),
        Origin::Hand(person) => {
            let who = name(world, person);
            locale.pick(format!("создана вручную, автор — {who}"), format!("made by hand by {who}"))
        }
    }
}
