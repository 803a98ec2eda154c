//! Rules in words: formulas of moments, roles and ladders as the process language writes them, and names of people.

use voronka_core::World;
use voronka_definition::Locale;
use voronka_definition::model::{Assignee, Ladder, Moment, Role, RungAction, Who};
use voronka_definition::name::PersonId;

/// The formula of a moment, as the language writes it.
pub(super) fn formula(moment: &Moment) -> String {
    match moment {
        Moment::Now => "now".to_owned(),
        Moment::In(period) => period.to_string(),
        Moment::At(expr) => expr.source().to_owned(),
        Moment::Before(period, other) => format!("{period} before {}", formula(other)),
        Moment::After(period, other) => format!("{period} after {}", formula(other)),
        Moment::EndOfBusinessDay => "end of business day".to_owned(),
        Moment::Else(first, second) => format!("{} else {}", formula(first), formula(second)),
    }
}

/// Who gets a task, as the language writes it.
pub(super) fn assignee(assignee: &Assignee) -> String {
    match assignee {
        Assignee::Role(role) => self::role(role),
        Assignee::Candidates(roles) => roles.iter().map(role).collect::<Vec<_>>().join(", "),
        Assignee::WhoActed => "actor".to_owned(),
    }
}

/// A role by its name, with the rule it stands for.
pub(super) fn role(role: &Role) -> String {
    let rule = who(&role.who);
    if role.id.as_str() == rule { rule } else { format!("{}: {rule}", role.id) }
}

fn who(rule: &Who) -> String {
    match rule {
        Who::Owner => "deal.owner".to_owned(),
        Who::Actor => "actor".to_owned(),
        Who::Late => "late".to_owned(),
        Who::HeadOf(of) => format!("head_of({})", who(of)),
        Who::HeadOfDealDirection => "head_of(deal.direction)".to_owned(),
        Who::HeadOfDirection(direction) => format!("head_of(direction({direction}))"),
        Who::Position(position) => format!("position({position})"),
        Who::Person(person) => format!("person({person})"),
        Who::Item(field) => format!("item.{field}"),
    }
}

/// The rungs of a ladder, each as the language writes it.
pub(super) fn ladder(ladder: &Ladder) -> Vec<String> {
    let rungs = ladder.rungs.iter().map(|rung| {
        let action = match &rung.action {
            RungAction::Notify(to) => format!("notify: {}", who(to)),
            RungAction::Offer(to) => format!("offer: {}", to.iter().map(who).collect::<Vec<_>>().join(", ")),
            RungAction::Watch(to) => format!("watch: {}", who(to)),
            RungAction::Priority(priority) => format!("priority: {}", priority.name()),
            RungAction::Reassign(to) => format!("reassign: {}", who(to)),
        };
        format!("{}: {action}", rung.when)
    });
    rungs.collect()
}

/// The names of people, as letters write them.
pub(super) fn names(world: &World, people: &[PersonId], locale: Locale) -> String {
    if people.is_empty() {
        return locale.pick("никто", "nobody").to_owned();
    }
    let people = &mut people.iter().map(|person| name(world, person));
    let and = locale.pick(" или ", " or ");
    people.collect::<Vec<_>>().join(and)
}

/// The name of a person.
pub(super) fn name(world: &World, person: &PersonId) -> String {
    world.organisation.people.get(person).map_or_else(|| person.to_string(), |known| known.name.clone())
}
