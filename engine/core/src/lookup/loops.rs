//! Loops that read as if two people took part, and in this organisation one person goes round alone: `head_of(deal.owner)` and
//! `person(boris)` where he is the head.

use std::collections::BTreeMap;

use voronka_definition::Text;
use voronka_definition::diagnostic::{Finding, Findings, Source};
use voronka_definition::model::Who;
use voronka_definition::name::{DepartmentId, PersonId};
use voronka_definition::process::Unbounded;

use crate::lookup::roles::House;
use crate::world::Found;

/// How many owners of each department are tried: one may himself be whom a rule names.
const OF_EACH: usize = 2;

/// Who can own deals, as the loops are tried for them: of each department some who lead nobody.
pub(super) fn owners(house: &House) -> Vec<PersonId> {
    let mut of: BTreeMap<Option<&DepartmentId>, Vec<&PersonId>> = BTreeMap::new();
    let leads = |person: &PersonId| !house.world.departments_below(person).is_empty();
    for person in house.people.iter().filter(|person| !leads(person)) {
        let department = house.world.person(person).and_then(|person| person.department.as_ref());
        of.entry(department).or_default().push(person);
    }
    of.remove(&None);
    of.into_values().flat_map(|people| people.into_iter().take(OF_EACH)).cloned().collect()
}

/// Whether two rules find one person, and him alone, for the deals of this owner.
pub(super) fn same(house: &House, owner: &PersonId, one: &Who, other: &Who) -> bool {
    let only = |who: &Who| -> Option<PersonId> {
        let now = house.moments[0];
        let person = match who {
            Who::Position(position) => match &house.world.holders(position, now)[..] {
                [holder] => holder.clone(),
                _ => return None,
            },
            _ => match house.resolve(who, owner, now)? {
                Found::Person(person) => person,
                Found::Administrators(_) => return None,
            },
        };
        // That he himself is named besides is his affair alone.
        (person != *owner || *who == Who::Owner).then_some(person)
    };
    one == other || only(one).zip(only(other)).is_some_and(|(one, other)| one == other)
}

/// The findings: each loop once, with the owners for whose deals it is so.
pub(super) fn check(source: &Source, house: &House, owners: &[PersonId], loops: &[Vec<Unbounded>]) -> Vec<Finding> {
    let findings = Findings::new(&source.file);
    let mut told: Vec<(&Unbounded, Vec<&str>)> = Vec::new();
    for (owner, found) in owners.iter().zip(loops) {
        for one in found {
            let name = house.world.name_of(owner);
            match told.iter_mut().find(|(known, _)| *known == one) {
                Some((_, names)) => names.push(name),
                None => told.push((one, vec![name])),
            }
        }
    }
    for (Unbounded { target, span, form }, names) in told {
        let names = names.join(", ");
        let message = Text::both(
            format!("возврат к «{target}» ничем не ограничен: в сделках этих людей весь круг проходит один человек: {names}"),
            format!("the way back to `{target}` has no bound: in deals of these people one person goes round alone: {names}"),
        );
        let help =
            Text::both(format!("напишите, сколько раз и что потом: {form}"), format!("write how often, and what then: {form}"));
        findings.error_with("unbounded_loop", *span, message, help);
    }
    findings.into_sorted()
}
