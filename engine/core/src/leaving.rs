//! Leaving the company: who may close an account, and what must hold for the hand-over.
//!
//! Absent on purpose: the hand-over itself; each case is reviewed, and finds its heirs in the world.

mod rules;

use voronka_definition::Text;
use voronka_definition::name::PersonId;

use crate::refuse;
use crate::rejection::{FieldProblem, Rejection, RejectionKind};
use crate::world::{Heirs, World};

pub(crate) use rules::above;
pub use rules::{Naming, NamingRule, Vacated, asks_for, rules_naming, vacated};

/// Whether somebody may close the account of a person: a head above him, an administrator; nobody his own.
///
/// # Errors
/// Forbidden; or not found, where there is no such person.
pub fn may_close(world: &World, by: &PersonId, person: &PersonId) -> Result<(), Rejection> {
    if !world.is_active(by) {
        return Err(refuse::not_a_colleague());
    }
    if world.person(person).is_none() {
        return Err(refuse::not_found());
    }
    if by != person && (world.is_head_above(by, person) || world.is_administrator(by)) {
        return Ok(());
    }
    Err(refuse::forbidden("руководитель над ним или администратор", "a head above him or an administrator"))
}

/// Whether an account may be closed, with these heirs.
///
/// # Errors
/// It is closed already, or nobody would administer the system any more; or every heir who is wrong, at once.
pub fn check(world: &World, person: &PersonId, heirs: &Heirs) -> Result<(), Rejection> {
    if !world.is_active(person) {
        let expected = ("сотрудник, который еще работает", "somebody who still works here");
        return Err(conflict("account_closed", expected, ("он уже не работает", "he has left already")));
    }
    if world.is_administrator(person) && world.administrators().len() == 1 {
        let expected = ("еще один администратор", "another administrator");
        return Err(conflict("last_administrator", expected, ("это последний", "this is the last one")));
    }
    let mut problems = Vec::new();
    check_one(world, person, "to", heirs.to.as_ref(), &mut problems);
    for (process, heir) in &heirs.processes {
        let field = format!("processes.{process}");
        if !world.processes.contains_key(process) {
            let expected = ("имя процесса", "the name of a process");
            problems.push(refuse::problem(&field, "unknown_process", expected, (process.as_str(), process.as_str())));
        }
        check_one(world, person, &field, Some(heir), &mut problems);
    }
    for (department, heir) in &heirs.departments {
        let heads = world.organisation.departments.get(department).is_some_and(|found| found.head.as_ref() == Some(person));
        let field = format!("departments.{department}");
        must_head(heads, &field, department.as_str(), &mut problems);
        check_one(world, person, &field, Some(heir), &mut problems);
    }
    for (direction, heir) in &heirs.directions {
        let heads = world.organisation.directions.get(direction).is_some_and(|found| found.head.as_ref() == Some(person));
        let field = format!("directions.{direction}");
        must_head(heads, &field, direction.as_str(), &mut problems);
        check_one(world, person, &field, Some(heir), &mut problems);
    }
    if problems.is_empty() { Ok(()) } else { Err(refuse::invalid(problems)) }
}

fn check_one(world: &World, left: &PersonId, field: &str, heir: Option<&PersonId>, problems: &mut Vec<FieldProblem>) {
    let Some(heir) = heir else { return };
    let name = heir.as_str();
    if !world.is_active(heir) {
        problems.push(refuse::unknown_person(field, name));
    } else if heir == left {
        problems.push(refuse::problem(field, "own_heir", ("другой сотрудник", "somebody else"), (name, name)));
    }
}

fn must_head(heads: bool, field: &str, name: &str, problems: &mut Vec<FieldProblem>) {
    if !heads {
        let expected = ("то, чем он руководит", "something that he heads");
        problems.push(refuse::problem(field, "not_headed", expected, (name, name)));
    }
}

fn conflict(code: &str, expected: (&str, &str), found: (&str, &str)) -> Rejection {
    Rejection::new(RejectionKind::Conflict, code, Text::both(expected.0, expected.1), Text::both(found.0, found.1))
}
