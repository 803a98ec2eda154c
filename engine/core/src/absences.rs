//! Entering an absence: who may, and what must hold for it. The file of the organisation has its own checks, with places.
//!
//! Absent on purpose: keeping it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Absence, Covered};

use crate::refuse;
use crate::rejection::{FieldProblem, Rejection};
use crate::world::World;

/// The longest absence, in days: whoever is away for longer should hand his deals over.
const DAYS_AT_MOST: i64 = 1_100;

/// Whether somebody may enter, end and take back the absences of a person: he himself, a head above him, an administrator.
///
/// # Errors
/// Forbidden; or not found, where there is no such person.
pub fn may_arrange(world: &World, by: &PersonId, person: &PersonId) -> Result<(), Rejection> {
    if !world.is_active(by) {
        return Err(refuse::not_a_colleague());
    }
    if world.person(person).is_none() {
        return Err(refuse::not_found());
    }
    if by == person || world.is_head_above(by, person) || world.is_administrator(by) {
        return Ok(());
    }
    Err(refuse::forbidden(
        "сам сотрудник, руководитель над ним или администратор",
        "the person himself, a head above him or an administrator",
    ))
}

/// Whether an absence may be entered.
///
/// # Errors
/// Every field that is wrong, at once.
pub fn check(world: &World, absence: &Absence, now: DateTime<Utc>) -> Result<(), Rejection> {
    let mut problems = Vec::new();
    if !world.is_active(&absence.person) {
        problems.push(refuse::unknown_person("person", absence.person.as_str()));
    }
    dates(world, absence, now, &mut problems);
    if let Some(deputy) = &absence.deputy {
        problems.extend(of_deputy(world, absence, deputy));
    }
    if problems.is_empty() { Ok(()) } else { Err(refuse::invalid(problems)) }
}

/// Whether an absence that has begun may end on this day.
///
/// # Errors
/// The day is after its last, or before today.
pub fn check_end(world: &World, absence: &Absence, to: NaiveDate, now: DateTime<Utc>) -> Result<(), Rejection> {
    let today = now.with_timezone(&world.zone_of(&absence.person)).date_naive();
    let first = absence.from.max(today.pred_opt().unwrap_or(today));
    if (first..=absence.to).contains(&to) {
        return Ok(());
    }
    let expected = (format!("день с {first} по {}", absence.to), format!("a day from {first} to {}", absence.to));
    Err(refuse::invalid(vec![wrong("to", "out_of_range", (&expected.0, &expected.1), to)]))
}

fn dates(world: &World, absence: &Absence, now: DateTime<Utc>, problems: &mut Vec<FieldProblem>) {
    let today = now.with_timezone(&world.zone_of(&absence.person)).date_naive();
    let (from, to) = (absence.from, absence.to);
    for (field, day) in [("from", from), ("to", to)] {
        if day < today {
            let expected = (format!("сегодня ({today}) или позже"), format!("today ({today}) or later"));
            problems.push(wrong(field, "in_the_past", (&expected.0, &expected.1), day));
        }
    }
    if to < from {
        let expected = (format!("не раньше первого дня ({from})"), format!("not before the first day ({from})"));
        problems.push(wrong("to", "range_reversed", (&expected.0, &expected.1), to));
    } else if to - from > TimeDelta::days(DAYS_AT_MOST) {
        let expected = (format!("не дольше {DAYS_AT_MOST} дней"), format!("at most {DAYS_AT_MOST} days"));
        problems.push(wrong("to", "too_long", (&expected.0, &expected.1), to));
    }
    if let Some(other) = of(world, &absence.person).find(|other| overlap(absence, other)) {
        let found = (
            format!("уже есть отсутствие с {} по {}", other.from, other.to),
            format!("there is an absence from {} to {} already", other.from, other.to),
        );
        let expected = ("дни без другого отсутствия", "days without another absence");
        problems.push(refuse::problem("from", "absences_overlap", expected, (&found.0, &found.1)));
    }
}

/// What is wrong with a deputy: the first thing only, as each makes the others senseless.
fn of_deputy(world: &World, absence: &Absence, deputy: &PersonId) -> Option<FieldProblem> {
    let name = deputy.as_str();
    let problem = |code, expected, found: (&str, &str)| Some(refuse::problem("deputy", code, expected, found));
    if !world.is_active(deputy) {
        return Some(refuse::unknown_person("deputy", name));
    }
    if *deputy == absence.person {
        return problem("own_deputy", ("другой сотрудник", "somebody else"), (name, name));
    }
    if absence.tasks == Covered::None {
        let expected = ("без заместителя, раз задачи остаются", "no deputy, as the tasks stay");
        return problem("idle_deputy", expected, (name, name));
    }
    if let Some(chain) = returning(world, absence, deputy) {
        let expected = ("цепочка заместителей без возврата", "a chain of deputies that does not come back");
        return problem("deputy_chain_returns", expected, (&chain, &chain));
    }
    let other = of(world, deputy).find(|other| overlap(absence, other))?;
    let found = (
        format!("{} отсутствует с {} по {}", world.name_of(deputy), other.from, other.to),
        format!("{} is away from {} to {}", world.name_of(deputy), other.from, other.to),
    );
    problem("deputy_away", ("тот, кто в эти дни на месте", "somebody who is there on these days"), (&found.0, &found.1))
}

/// The chain of deputies by which this absence would come back to who goes away, on days that they share.
fn returning(world: &World, absence: &Absence, deputy: &PersonId) -> Option<String> {
    let mut chain = vec![&absence.person, deputy];
    while let Some(last) = chain.last() {
        let next = of(world, last).find(|other| overlap(absence, other) && other.tasks != Covered::None)?.deputy.as_ref()?;
        if *next == absence.person {
            chain.push(next);
            return Some(chain.iter().map(|person| world.name_of(person)).collect::<Vec<_>>().join(" → "));
        }
        if chain.contains(&next) {
            return None;
        }
        chain.push(next);
    }
    None
}

fn of<'a>(world: &'a World, person: &'a PersonId) -> impl Iterator<Item = &'a Absence> {
    world.organisation.absences.iter().filter(move |absence| absence.person == *person)
}

fn overlap(one: &Absence, other: &Absence) -> bool {
    one.from <= other.to && other.from <= one.to
}

fn wrong(field: &str, code: &str, expected: (&str, &str), found: NaiveDate) -> FieldProblem {
    let found = found.to_string();
    refuse::problem(field, code, expected, (&found, &found))
}
