//! The roles and the escalations of a process, resolved in an organisation: for every person as the owner, at every moment at
//! which an absence begins or ends.
//!
//! That a name is not there at all is `people`'s to say. Here somebody is named, and still nobody would be found, or always the
//! same.

use std::collections::{BTreeMap, BTreeSet};

use crate::World;
use crate::world::Found;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use voronka_definition::diagnostic::{Finding, Findings, Source, Span};
use voronka_definition::model::Who;
use voronka_definition::name::{DirectionId, PersonId};
use voronka_definition::organisation::Organisation;
use voronka_definition::process::{Anyway, Rule, Together};
use voronka_definition::yaml::{Node, parse};
use voronka_definition::{Locale, Text};

/// Who cannot be found in this organisation, and when.
pub fn check(source: &Source, read: &Anyway, organisation: &Organisation) -> Vec<Finding> {
    let unheard = Findings::new(&source.file);
    let Some(tree) = parse(source, &unheard) else { return Vec::new() };
    let findings = Findings::new(&source.file);
    let house = House { asks_for_head: asks_for_head(&source.text), ..House::of(organisation) };
    let process = &read.process;
    for (role, who) in process.roles.iter().map(|(id, role)| (id.as_str(), &role.who)) {
        let place = tree.get("roles").and_then(|roles| roles.get(role)).map_or_else(Span::start, Node::head);
        house.rule(Some(role), who, place, &findings);
    }
    read.named.iter().for_each(|together| house.together(together, &findings));
    for (id, ladder) in &process.ladders {
        let Some(node) = tree.get("escalations").and_then(|ladders| ladders.get(id.as_str())) else { continue };
        house.ladder(id.as_str(), ladder, node, &findings);
    }
    findings.into_sorted()
}

/// Whether the process itself asks whether the deal's direction has a head.
fn asks_for_head(text: &str) -> bool {
    ["head_of(direction)", "head_of(deal.direction)"].iter().any(|rule| {
        let mut asked = text.split(rule).skip(1).map(str::trim_start);
        asked.any(|rest| rest.starts_with("!= null") || rest.starts_with("= null"))
    })
}

/// An organisation with the moments that matter.
pub(super) struct House {
    pub(super) world: World,
    /// Everybody who works there.
    pub(super) people: Vec<PersonId>,
    /// The first of them is one at which nobody is away.
    pub(super) moments: Vec<DateTime<Utc>>,
    /// Whether the process asks for the head of the deal's direction, and so knows that there may be none.
    asks_for_head: bool,
}

impl House {
    pub(super) fn of(organisation: &Organisation) -> Self {
        let (calendars, processes, heirs) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let world = World { organisation: organisation.clone(), calendars, processes, heirs };
        let people = organisation.people.iter().filter(|(_, person)| person.active).map(|(id, _)| id.clone()).collect();
        let edges =
            organisation.absences.iter().flat_map(|absence| [Some(absence.from), absence.to.checked_add_days(Days::new(1))]);
        let days: BTreeSet<NaiveDate> = edges.flatten().collect();
        let before = days.first().and_then(|day| day.checked_sub_days(Days::new(2)));
        let noon = |day: NaiveDate| day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default()).and_utc();
        let first = before.map_or(DateTime::UNIX_EPOCH, noon);
        let moments = std::iter::once(first).chain(days.into_iter().map(noon)).collect();
        Self { world, people, moments, asks_for_head: false }
    }

    /// Rules that stand in one place. What is wrong with a role is told where the role is written.
    fn together(&self, together: &Together, findings: &Findings) {
        match &together.rules[..] {
            [rule] if rule.is_role => {}
            // A rung that finds nobody is told as such.
            [Rule { who: Who::HeadOf(_), .. }] if together.in_ladder => {}
            [rule] => self.rule(None, &rule.who, rule.place, findings),
            [first, ..] => {
                let nobody = |now: &&DateTime<Utc>| together.rules.iter().all(|rule| self.is_gone(&rule.who, **now));
                if let Some(now) = self.moments.iter().find(nobody) {
                    let day = now.date_naive();
                    let message = Text::both(
                        format!("с {day} никого из названных здесь нет на месте, и никто их не замещает"),
                        format!("from {day} everybody who is named here is away, and nobody stands in"),
                    );
                    let help = Text::both("назначьте заместителя: deputy у отсутствия", "name a deputy of the absence: deputy");
                    findings.warning("all_holders_away", first.place, message, help);
                }
            }
            [] => {}
        }
    }

    /// Whether everybody whom a rule finds is away then, and nobody stands in. Above anybody there is always somebody.
    fn is_gone(&self, who: &Who, now: DateTime<Utc>) -> bool {
        match who {
            Who::Position(position) => !self.world.holders(position, now).iter().any(|person| self.is_covered(person, now)),
            Who::Person(person) => !self.is_covered(person, now),
            Who::HeadOfDirection(direction) => {
                !self.world.head_of_direction(direction, now).is_some_and(|head| self.is_covered(&head, now))
            }
            _ => false,
        }
    }

    fn is_covered(&self, person: &PersonId, now: DateTime<Utc>) -> bool {
        self.world.is_here(person, now) || self.world.deputy_of(person, now).is_some()
    }

    /// A role, or a rule that stands where it is needed: `role` is nothing then.
    fn rule(&self, role: Option<&str>, who: &Who, place: Span, findings: &Findings) {
        match who {
            Who::Position(position) => self.position(position, place, findings),
            Who::Person(person) => self.person(person, place, findings),
            Who::HeadOfDirection(direction) => self.direction(direction, place, findings),
            Who::HeadOfDealDirection => self.every_direction(place, findings),
            Who::HeadOf(_) => self.head(role, who, place, findings),
            _ => {}
        }
    }

    fn direction(&self, id: &DirectionId, place: Span, findings: &Findings) {
        if !self.world.organisation.directions.contains_key(id) {
            return;
        }
        if self.world.head_of_direction(id, self.moments[0]).is_some() {
            return self.head_away(id, place, findings);
        }
        let message = Text::both(format!("у направления «{id}» нет руководителя"), format!("the direction `{id}` has no head"));
        findings.error_with("direction_without_head", place, message, name_a_head());
    }

    /// Whichever direction a deal may have.
    fn every_direction(&self, place: Span, findings: &Findings) {
        let directions = &self.world.organisation.directions;
        directions.keys().for_each(|id| self.head_away(id, place, findings));
        let headless = || directions.iter().filter(|(id, _)| self.world.head_of_direction(id, self.moments[0]).is_none());
        if self.asks_for_head || headless().next().is_none() {
            return;
        }
        let titles = |locale| headless().map(|(_, direction)| direction.title.get(locale)).collect::<Vec<_>>().join(", ");
        let message = Text::both(
            format!("это правило никого не найдет для сделок таких направлений, руководителя у них нет: {}", titles(Locale::Ru)),
            format!("this rule finds nobody for deals of these directions, which have no head: {}", titles(Locale::En)),
        );
        findings.warning("direction_without_head", place, message, name_a_head());
    }

    /// A head of a direction who is away: what is his waits for him.
    fn head_away(&self, direction: &DirectionId, place: Span, findings: &Findings) {
        let Some(head) = self.world.head_of_direction(direction, self.moments[0]) else { return };
        let Some(now) = self.moments.iter().find(|now| !self.is_covered(&head, **now)) else { return };
        let (day, name) = (now.date_naive(), self.world.name_of(&head));
        let message = Text::both(
            format!("{name} ведет направление «{direction}», отсутствует с {day}, и никто его не замещает"),
            format!("{name} heads the direction `{direction}` and is away from {day}, and nobody stands in"),
        );
        let help = Text::both("назначьте заместителя: deputy у отсутствия", "name a deputy of the absence: deputy");
        findings.warning("person_away", place, message, help);
    }

    /// A position whose holders are all away at once: their tasks wait for them.
    fn position(&self, position: &voronka_definition::name::PositionId, place: Span, findings: &Findings) {
        let alone = |now: &&DateTime<Utc>| {
            let holders = self.world.holders(position, **now);
            !holders.is_empty() && !holders.iter().any(|person| self.is_covered(person, **now))
        };
        let Some(now) = self.moments.iter().find(alone) else { return };
        let day = now.date_naive();
        let message = Text::both(
            format!("с {day} никого из занимающих должность «{position}» нет на месте, и никто их не замещает"),
            format!("from {day} everybody who holds the position `{position}` is away, and nobody stands in"),
        );
        let help = Text::both("назначьте заместителя: deputy у отсутствия", "name a deputy of the absence: deputy");
        findings.warning("all_holders_away", place, message, help);
    }

    fn person(&self, person: &PersonId, place: Span, findings: &Findings) {
        let away = |now: &&DateTime<Utc>| self.world.is_active(person) && !self.is_covered(person, **now);
        let Some(now) = self.moments.iter().find(away) else { return };
        let (day, name) = (now.date_naive(), self.world.name_of(person));
        let message = Text::both(
            format!("{name} отсутствует с {day}, и никто его не замещает"),
            format!("{name} is away from {day}, and nobody stands in"),
        );
        let help =
            Text::both("назначьте заместителя или назовите должность", "name a deputy, or a position in place of the person");
        findings.warning("person_away", place, message, help);
    }

    /// A head who is nobody for some owner, so that the administrators get his work.
    fn head(&self, role: Option<&str>, who: &Who, place: Span, findings: &Findings) {
        let mut owners: BTreeSet<&str> = BTreeSet::new();
        let mut since = None;
        for now in &self.moments {
            // Whoever is last asked has nobody above him by the order of the house.
            for owner in self.people.iter().filter(|owner| **owner != self.world.organisation.last_resort) {
                if let Some(Found::Administrators(_)) = self.resolve(who, owner, *now) {
                    owners.insert(self.world.name_of(owner));
                    since.get_or_insert(*now);
                }
            }
        }
        let Some(since) = since else { return };
        let list = owners.into_iter().collect::<Vec<_>>().join(", ");
        let from = self.since(since);
        let (ru, en) = match role {
            Some(role) => (format!("роль «{role}»"), format!("the role `{role}`")),
            None => ("это правило".to_owned(), "this rule".to_owned()),
        };
        let message = Text::both(
            format!("{ru}{}: для сделок этих людей руководителя нет, задачи уйдут администраторам: {list}", from.0),
            format!("{en}{}: for deals of these people nobody is found, and the administrators get the tasks: {list}", from.1),
        );
        let help = Text::both(
            "назначьте руководителя отделу, заместителя отсутствующему или другого last_resort",
            "give the department a head, the absent person a deputy, or name another last_resort",
        );
        findings.warning("nobody_above", place, message, help);
    }

    /// Whom a rule finds; `None` where the rule is no head's, or where it depends on the deal.
    pub(super) fn resolve(&self, who: &Who, person: &PersonId, now: DateTime<Utc>) -> Option<Found> {
        let (mut levels, mut inner) = (0, who);
        while let Who::HeadOf(next) = inner {
            (levels, inner) = (levels + 1, next);
        }
        let of = match inner {
            Who::Owner | Who::Actor | Who::Late => person.clone(),
            Who::Person(named) => named.clone(),
            Who::HeadOfDirection(direction) => self.world.head_of_direction(direction, now)?,
            _ => return None,
        };
        Some(if levels == 0 { Found::Person(of) } else { self.world.head_above(&of, levels, now) })
    }

    /// Since when something is so, where it is not so always.
    pub(super) fn since(&self, now: DateTime<Utc>) -> (String, String) {
        let day = now.date_naive();
        if now == self.moments[0] { Default::default() } else { (format!(" с {day}"), format!(" from {day}")) }
    }
}

fn name_a_head() -> Text {
    Text::both("назовите его в файле организации: head", "name one in the organisation's file: head")
}

#[cfg(test)]
mod tests {
    use voronka_definition::organisation::read_organisation;
    use voronka_definition::process::read_anyway;

    use super::*;

    const HOUSE: &str = "\
organisation: ООО
locale: ru
time_zone: Europe/Moscow
calendar: ru
last_resort: olga
departments:
  sales: {title: Продажи, head: olga}
directions: {heating: {title: Отопление}, vents: {title: Вентиляция, head: lev}}
people:
  olga: {name: Ольга, email: o@a.example, department: sales, positions: [administrator]}
  anna: {name: Анна, email: a@a.example, department: sales}
  lev: {name: Лев, email: l@a.example, department: sales, positions: [lawyer]}
  vera: {name: Вера, email: v@a.example, positions: [administrator]}
absences:
  - {person: lev, from: 2026-03-09, to: 2026-03-13}
  - {person: olga, from: 2026-05-04, to: 2026-05-08}
";

    /// Given a role and a ladder, then these codes with the line of their place.
    #[test]
    fn nobody_and_always_the_same_are_told() {
        let cases: &[(&str, &str, &[&str])] = &[
            (
                "deal.owner",
                "[{when: overdue, notify: person(lev)}, {when: overdue, offer: person(anna)}]",
                &["nobody_to_tell", "person_away", "nobody_to_tell"],
            ),
            // While the only head is away, nobody is above.
            ("deal.owner", "[{when: overdue, notify: head_of(late)}]", &["nobody_to_tell"]),
            ("deal.owner", "{rungs: [{when: overdue, notify: head_of(late)}]}", &["nobody_to_tell"]),
            ("deal.owner", "[{when: overdue, offer: [person(lev), person(anna)]}]", &[]),
            (
                "deal.owner",
                "[{when: overdue, priority: high}, {when: overdue, notify: head_of(deal.direction)}]",
                &["direction_without_head", "person_away"],
            ),
            // Anna is there when Lev is not.
            ("deal.owner", "[{when: overdue, offer: [position(lawyer), person(anna)]}]", &[]),
            (
                "deal.owner",
                "[{when: overdue, offer: [position(lawyer), head_of(direction(vents))]}]",
                &["nobody_to_tell", "all_holders_away"],
            ),
            ("head_of(direction(vents))", "[{when: overdue, offer: [person(lev), person(anna)]}]", &["person_away"]),
            ("position(lawyer)", "[{when: overdue, offer: [person(lev), person(anna)]}]", &["all_holders_away"]),
            ("person(lev)", "[{when: overdue, offer: [person(lev), person(anna)]}]", &["person_away"]),
            ("head_of(direction(heating))", "[{when: overdue, offer: [person(lev), person(anna)]}]", &["direction_without_head"]),
            ("head_of(deal.owner)", "[{when: overdue, offer: [person(lev), person(anna)]}]", &["nobody_above"]),
            ("deal.owner", "[{when: overdue, notify: late}]", &["ladder_reaches_late"]),
            (
                "deal.owner",
                "[{when: overdue, notify: person(olga)}, {when: overdue, offer: head_of(person(anna))}]",
                &["person_away", "ladder_reaches_late"],
            ),
        ];
        let source = |text: &str| Source { file: "f".to_owned(), text: text.to_owned() };
        let house = read_organisation(&source(HOUSE)).expect("a right organisation").value;
        for (role, ladder, expected) in cases {
            let text = format!(
                "process: p\ntitle: П\nroles: {{who: '{role}'}}\nescalations: {{up: {ladder}}}\ndefaults: {{escalate: up}}\nstages:\n  \
                 only: {{title: С, steps: [{{task: t, title: Т, assignee: who, results: {{done: {{finish: won}}}}}}]}}\n\
                 outcomes: {{won: {{title: П, kind: won}}}}\n"
            );
            let read = read_anyway(&source(&text), &[]).expect("a process");
            let found: Vec<_> = check(&source(&text), &read, &house).into_iter().map(|finding| finding.code).collect();
            assert_eq!(found, *expected, "{role} {ladder}");
        }
    }
}
