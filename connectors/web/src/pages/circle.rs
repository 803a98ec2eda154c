//! Whose work a head looks at: everybody below him, one of his departments, a direction, one person. Chosen by a word of the
//! address.

use std::collections::BTreeSet;

use maud::{Markup, html};
use voronka_definition::name::{DepartmentId, PersonId};
use voronka_runtime::Circle;

use super::visit::Visit;

/// The word of everybody below.
pub(super) const ALL: &str = "all";

/// One choice.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// The word of the address.
    pub word: String,
    /// What it is called.
    pub title: String,
    /// Whose work it is.
    pub circle: Circle,
    /// The people in it who still work here; nobody where it is a direction.
    pub people: Vec<PersonId>,
}

/// Whether this visitor has use for pages about the work of others.
pub(super) fn is_head(visit: &Visit) -> bool {
    let horizon = &visit.horizon;
    horizon.everything || !horizon.below.is_empty() || !horizon.directions.is_empty()
}

/// What this visitor may choose, the widest first; nothing where he heads nobody.
pub(super) fn choices(visit: &Visit) -> Vec<Choice> {
    let (horizon, organisation) = (&visit.horizon, &visit.world.organisation);
    let mut all = Vec::new();
    if !is_head(visit) {
        return all;
    }
    if horizon.everything {
        let title = visit.say("Вся компания", "The whole company").to_owned();
        all.push(of_people(visit, ALL, title, organisation.people.keys().cloned().collect()));
    } else if !horizon.below.is_empty() {
        let people = horizon.below.iter().chain([&visit.me]).cloned().collect();
        all.push(of_people(visit, ALL, visit.say("Все мои сотрудники", "All my people").to_owned(), people));
    }
    let headed = visit.world.departments_below(&visit.me);
    for (id, department) in &organisation.departments {
        if horizon.everything || headed.contains(id) {
            let title = department.title.get(visit.locale).to_owned();
            all.push(of_people(visit, &format!("department:{id}"), title, members(visit, id)));
        }
    }
    for (id, direction) in &organisation.directions {
        if horizon.everything || horizon.directions.contains(id) {
            let title = direction.title.get(visit.locale);
            let title = visit.say(format!("Направление «{title}»"), format!("Direction “{title}”"));
            all.push(Choice {
                word: format!("direction:{id}"),
                title,
                circle: Circle::Direction(id.clone()),
                people: Vec::new(),
            });
        }
    }
    all
}

/// Single people, for pages on which one of them may be looked at: those of the widest choice, and the visitor himself.
pub(super) fn persons(visit: &Visit) -> Vec<Choice> {
    let world = &visit.world;
    let known = world.organisation.people.keys();
    let may = |person: &&PersonId| visit.horizon.everything || visit.horizon.below.contains(*person) || **person == visit.me;
    let people = known.filter(|person| world.is_active(person)).filter(may);
    let mut all: Vec<Choice> = people
        .map(|id| of_people(visit, &format!("person:{id}"), visit.name(id).to_owned(), BTreeSet::from([id.clone()])))
        .collect();
    all.sort_by(|one, other| one.title.cmp(&other.title));
    all
}

/// The field of a form in which one is chosen.
pub(super) fn field(visit: &Visit, choices: &[Choice], persons: &[Choice], chosen: &str) -> Markup {
    let option = |choice: &Choice| html! { option value=(choice.word) selected[choice.word == chosen] { (choice.title) } };
    html! {
        label { span { (visit.say("Чья работа", "Whose work")) }
            select name="of" {
                @for choice in choices { (option(choice)) }
                @if !persons.is_empty() {
                    optgroup label=(visit.say("Сотрудник", "A person")) { @for choice in persons { (option(choice)) } }
                }
            }
        }
    }
}

fn of_people(visit: &Visit, word: &str, title: String, all: BTreeSet<PersonId>) -> Choice {
    let mut people: Vec<PersonId> = all.iter().filter(|person| visit.world.is_active(person)).cloned().collect();
    people.sort_by(|one, other| visit.name(one).cmp(visit.name(other)));
    Choice { word: word.to_owned(), title, circle: Circle::People(all.into_iter().collect()), people }
}

/// Everybody in a department and in those below it, also those who left: they may still have something open.
fn members(visit: &Visit, department: &DepartmentId) -> BTreeSet<PersonId> {
    let departments = &visit.world.organisation.departments;
    let above = |id: &DepartmentId| departments.get(id).and_then(|department| department.part_of.clone());
    let is_in = |id: &DepartmentId| {
        std::iter::successors(Some(id.clone()), above).take(departments.len() + 1).any(|one| one == *department)
    };
    let people = visit.world.organisation.people.iter();
    people.filter(|(_, person)| person.department.as_ref().is_some_and(is_in)).map(|(id, _)| id.clone()).collect()
}
