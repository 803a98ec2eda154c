//! A story as a scenario file that plays it with the real engine, with people of its own.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::model::{Assignee, Field, FieldType, Process, Role, StepKind, Who as Rule};
use crate::name::FieldId;
use crate::process::prove::graph::{Choice, Graph, Place, Who};
use crate::process::prove::story::Turn;
use crate::text::{Locale, Text};

/// How long is waited for whatever the clock does.
const LONG: &str = "400 days";

/// The file of a story. It ends where the story does, with what must be true once the process is mended: the case has ended.
pub fn file(process: &Process, graph: &Graph<'_>, turns: &[Turn<'_>], story: &Text, stage: Option<usize>) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "# {}", story.get(Locale::Ru));
    let _ = writeln!(text, "# {}", story.get(Locale::En));
    let _ = writeln!(text, "process: {}", process.id);
    text.push_str(&organisation(process));
    text.push_str("scenarios:\n  - title: Сделка не застревает\n    start:\n      at: 2026-03-02 10:00\n      by: manager\n");
    if let Some(stage) = stage.and_then(|place| process.stages.get(place)) {
        let _ = writeln!(text, "      stage: {}", stage.id);
        let asked: Vec<String> = stage.entry.iter().filter_map(|field| answer(process, field)).collect();
        let _ = writeln!(text, "      deal: {{{}}}", with_title(asked));
    } else {
        let _ = writeln!(text, "      deal: {{{}}}", with_title(Vec::new()));
    }
    text.push_str("    script:\n");
    for turn in turns {
        if let Some(line) = line(process, graph, turn) {
            let _ = writeln!(text, "      {line}");
        }
    }
    text.push_str("      - expect: {finished: true}\n");
    text
}

fn with_title(mut fields: Vec<String>) -> String {
    fields.insert(0, "title: Проба".to_owned());
    fields.join(", ")
}

fn line(process: &Process, graph: &Graph<'_>, turn: &Turn<'_>) -> Option<String> {
    let what = turn.edge.what.as_ref()?;
    match &turn.edge.who {
        Who::Person(_) => person(process, graph, turn, what),
        Who::Timer => Some(format!("- advance: {LONG}")),
        Who::Outside => match &what.signal {
            Some(name) => Some(format!("- signal: {{name: {name}}}")),
            None => Some(format!("# {}", what.title.get(Locale::Ru))),
        },
        Who::Engine | Who::Soon => what.when.as_ref().map(|when| format!("# {when}")),
    }
}

fn person(process: &Process, graph: &Graph<'_>, turn: &Turn<'_>, what: &Choice) -> Option<String> {
    let (task, result) = what.act.as_ref()?;
    let answers: Vec<String> = what.ask.iter().filter_map(|field| answer(process, field)).collect();
    let with = if answers.is_empty() { String::new() } else { format!(", with: {{{}}}", answers.join(", ")) };
    let claims = match (&graph.places[turn.from], graph.steps[turn.from].map(|step| &step.kind)) {
        (Place::At(..), Some(StepKind::Task(work) | StepKind::Form(work))) => needs_claim(&work.assignee),
        _ => false,
    };
    let claim = if claims { format!("- claim: {{task: {task}}}\n      ") } else { String::new() };
    Some(format!("{claim}- complete: {{task: {task}, result: {result}{with}, comment: Проба}}"))
}

fn needs_claim(assignee: &Assignee) -> bool {
    matches!(assignee, Assignee::Candidates(roles) if roles.len() > 1)
}

fn answer(process: &Process, field: &FieldId) -> Option<String> {
    Some(format!("{field}: {}", value(process, process.fields.get(field)?)?))
}

fn value(process: &Process, field: &Field) -> Option<String> {
    Some(match &field.kind {
        FieldType::Text => "Проба".to_owned(),
        FieldType::Number { from, to } => from.or(*to).map_or_else(|| "1".to_owned(), |number| number.to_string()),
        FieldType::Integer { from, to } => from.or(*to).unwrap_or(1).to_string(),
        FieldType::Money => "100000 RUB".to_owned(),
        FieldType::Boolean => "true".to_owned(),
        FieldType::Date => "2026-03-10".to_owned(),
        FieldType::Datetime => "2026-03-10 15:00".to_owned(),
        FieldType::Choice(options) => options.first()?.id.clone(),
        FieldType::Person => "manager".to_owned(),
        FieldType::Direction => "direction".to_owned(),
        FieldType::Process => process.id.to_string(),
        FieldType::Organisation | FieldType::Contact => "Ромашка".to_owned(),
        FieldType::Document => "Документ".to_owned(),
        FieldType::List(fields) => {
            let item: Vec<String> =
                fields.iter().filter_map(|field| Some(format!("{}: {}", field.id, value(process, field)?))).collect();
            format!("[{{{}}}]", item.join(", "))
        }
    })
}

/// A house in which everybody whom the process names is somebody.
fn organisation(process: &Process) -> String {
    let calendar = process.calendar.as_ref().map_or("ru", |calendar| calendar.as_str());
    let mut named = Named::default();
    named.gather(process);
    let mut text = format!(
        "organisation:\n  organisation: Проба\n  locale: ru\n  time_zone: Europe/Moscow\n  calendar: {calendar}\n  last_resort: director\n  \
         departments: {{sales: {{title: Продажи, head: director}}}}\n"
    );
    named.directions.insert("direction".to_owned());
    let directions: Vec<String> = named.directions.iter().map(|id| format!("{id}: {{title: {id}, head: director}}")).collect();
    let _ = writeln!(text, "  directions: {{{}}}", directions.join(", "));
    text.push_str("  people:\n");
    let positions = named.positions.iter().cloned().collect::<Vec<_>>().join(", ");
    let _ = writeln!(
        text,
        "    manager: {{name: Менеджер, email: manager@trial.example, department: sales}}\n    \
         director: {{name: Директор, email: director@trial.example, department: sales, positions: [{positions}]}}"
    );
    for person in named.people.iter().filter(|person| !matches!(person.as_str(), "manager" | "director")) {
        let _ = writeln!(text, "    {person}: {{name: {person}, email: {person}@trial.example, department: sales}}");
    }
    text
}

#[derive(Default)]
struct Named {
    positions: BTreeSet<String>,
    people: BTreeSet<String>,
    directions: BTreeSet<String>,
}

impl Named {
    fn gather(&mut self, process: &Process) {
        process.roles.values().for_each(|role| self.role(role));
        process.ladders.values().flat_map(|ladder| &ladder.rungs).for_each(|rung| self.who(rung.action.who()));
        let activities = process.activities.iter().map(|activity| &activity.work.assignee);
        activities.chain([&process.defaults.assignee]).for_each(|assignee| self.assignee(assignee));
        for step in process.bodies().flat_map(crate::model::Stage::every_step) {
            match &step.kind {
                StepKind::Task(work) | StepKind::Form(work) => self.assignee(&work.assignee),
                StepKind::Approve(approve) => approve.approvers.iter().for_each(|approver| self.role(&approver.role)),
                _ => {}
            }
        }
    }

    fn assignee(&mut self, assignee: &Assignee) {
        match assignee {
            Assignee::Role(role) => self.role(role),
            Assignee::Candidates(roles) => roles.iter().for_each(|role| self.role(role)),
            Assignee::WhoActed => {}
        }
    }

    fn role(&mut self, role: &Role) {
        self.who(&role.who);
    }

    fn who(&mut self, who: &Rule) {
        match who {
            Rule::HeadOf(inner) => self.who(inner),
            Rule::HeadOfDirection(direction) => drop(self.directions.insert(direction.to_string())),
            Rule::Position(position) => drop(self.positions.insert(position.to_string())),
            Rule::Person(person) => drop(self.people.insert(person.to_string())),
            Rule::Owner | Rule::Actor | Rule::Late | Rule::HeadOfDealDirection | Rule::Item(_) => {}
        }
    }
}
