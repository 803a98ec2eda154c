//! Approvals that ask for several visas, and in this organisation find fewer people to give them: one person would be a quorum.

use std::collections::BTreeSet;

use voronka_definition::diagnostic::{Finding, Findings, Source};
use voronka_definition::model::{Approve, Quorum, Step, StepKind, Who};
use voronka_definition::name::PersonId;
use voronka_definition::{Process, Text};

use crate::lookup::places;
use crate::lookup::roles::House;
use crate::world::Found;

/// The findings, for the deals of these owners.
pub(super) fn check(source: &Source, house: &House, owners: &[PersonId], process: &Process) -> Vec<Finding> {
    let findings = Findings::new(&source.file);
    for step in process.bodies().flat_map(|body| body.every_step()) {
        let StepKind::Approve(approve) = &step.kind else { continue };
        let Quorum::Number(needed @ 2..) = approve.needs else { continue };
        let too_few = |owner: &&PersonId| people(house, owner, approve).len() < needed as usize;
        let names: Vec<&str> = owners.iter().filter(too_few).map(|owner| house.world.name_of(owner)).collect();
        if !names.is_empty() {
            note(source, step, needed, &names.join(", "), &findings);
        }
    }
    findings.into_sorted()
}

fn note(source: &Source, step: &Step, needed: u32, names: &str, findings: &Findings) {
    let id = &step.id;
    let message = Text::both(
        format!("согласованию «{id}» нужно виз: {needed}, а тех, кто их дает, в этой организации меньше; в сделках: {names}"),
        format!(
            "the approval `{id}` needs {needed} visas, and in this organisation fewer people can give them; in deals of: {names}"
        ),
    );
    let help = Text::both(
        "назовите людей, которые не окажутся одним и тем же, например head_of(head_of(deal.owner))",
        "name people who do not turn out to be one and the same, head_of(head_of(deal.owner)) for example",
    );
    findings.warning("one_person_is_a_quorum", places::of_key(source, step.line, "needs"), message, help);
}

/// Who would be asked: people, or a position that several hold.
fn people(house: &House, owner: &PersonId, approve: &Approve) -> BTreeSet<String> {
    let now = house.moments[0];
    let asked = |(place, who): (usize, &Who)| {
        let person = match who {
            Who::Position(position) => match &house.world.holders(position, now)[..] {
                [holder] => Found::Person(holder.clone()),
                _ => return format!("position {position}"),
            },
            who => match house.resolve(who, owner, now) {
                Some(found) => found,
                None => return format!("approver {place}"),
            },
        };
        // Nobody approves his own deal: his head does.
        let person = match person {
            Found::Person(person) if person == *owner => house.world.head_above(owner, 1, now),
            found => found,
        };
        match person {
            Found::Person(person) => format!("person {person}"),
            Found::Administrators(_) => "administrators".to_owned(),
        }
    };
    approve.approvers.iter().map(|approver| &approver.role.who).enumerate().map(asked).collect()
}
