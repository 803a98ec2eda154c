//! A house for a story: an organisation in which everybody whom the process names is somebody.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::model::{Assignee, Process, Role, StepKind, Who as Rule};
use crate::process::prove::values::{DIRECTION, HEAD, OWNER};

/// A house in which everybody whom the process names is somebody.
pub fn organisation(process: &Process) -> String {
    let calendar = process.calendar.as_ref().map_or("ru", |calendar| calendar.as_str());
    let mut named = Named::default();
    named.gather(process);
    let mut text = format!(
        "organisation:\n  organisation: Проба\n  locale: ru\n  time_zone: Europe/Moscow\n  calendar: {calendar}\n  last_resort: director\n  \
         departments: {{sales: {{title: Продажи, head: director}}}}\n"
    );
    named.directions.insert(DIRECTION.to_owned());
    let directions: Vec<String> = named.directions.iter().map(|id| format!("{id}: {{title: {id}, head: director}}")).collect();
    let _ = writeln!(text, "  directions: {{{}}}", directions.join(", "));
    text.push_str("  people:\n");
    let positions = named.positions.iter().cloned().collect::<Vec<_>>().join(", ");
    let _ = writeln!(
        text,
        "    manager: {{name: Менеджер, email: manager@trial.example, department: sales}}\n    \
         director: {{name: Директор, email: director@trial.example, department: sales, positions: [{positions}]}}"
    );
    for person in named.people.iter().filter(|person| !matches!(person.as_str(), OWNER | HEAD)) {
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
        process
            .ladders
            .values()
            .flat_map(|ladder| &ladder.rungs)
            .flat_map(|rung| rung.action.who())
            .for_each(|who| self.who(who));
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
