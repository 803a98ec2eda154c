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
use voronka_definition::model::{Ladder, RungAction, Who};
use voronka_definition::name::PersonId;
use voronka_definition::organisation::Organisation;
use voronka_definition::yaml::{Kind, Node, parse};
use voronka_definition::{Process, Text};

/// Who cannot be found in this organisation, and when.
pub fn check(source: &Source, process: &Process, organisation: &Organisation) -> Vec<Finding> {
    let unheard = Findings::new(&source.file);
    let Some(tree) = parse(source, &unheard) else { return Vec::new() };
    let findings = Findings::new(&source.file);
    let house = House::of(organisation);
    for (role, who) in process.roles.iter().map(|(id, role)| (id.as_str(), &role.who)) {
        let place = tree.get("roles").and_then(|roles| roles.get(role)).map_or_else(Span::start, Node::head);
        house.role(role, who, place, &findings);
    }
    for (id, ladder) in &process.ladders {
        let Some(node) = tree.get("escalations").and_then(|ladders| ladders.get(id.as_str())) else { continue };
        house.ladder(id.as_str(), ladder, node, &findings);
    }
    findings.into_sorted()
}

/// An organisation with the moments that matter.
pub(super) struct House {
    pub(super) world: World,
    /// Everybody who works there.
    pub(super) people: Vec<PersonId>,
    /// The first of them is one at which nobody is away.
    pub(super) moments: Vec<DateTime<Utc>>,
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
        Self { world, people, moments: std::iter::once(first).chain(days.into_iter().map(noon)).collect() }
    }

    fn role(&self, role: &str, who: &Who, place: Span, findings: &Findings) {
        match who {
            Who::Position(position) => self.position(position, place, findings),
            Who::Person(person) => self.person(person, place, findings),
            Who::HeadOfDirection(direction) if self.world.head_of_direction(direction, self.moments[0]).is_none() => {
                let known = self.world.organisation.directions.contains_key(direction);
                if known {
                    let message = Text::both(
                        format!("у направления «{direction}» нет руководителя"),
                        format!("the direction `{direction}` has no head"),
                    );
                    let help = Text::both("назовите его в файле организации: head", "name one in the organisation's file: head");
                    findings.error_with("direction_without_head", place, message, help);
                }
            }
            Who::HeadOf(_) => self.head(role, who, place, findings),
            _ => {}
        }
    }

    /// A position whose holders are all away at once: their tasks wait for them.
    fn position(&self, position: &voronka_definition::name::PositionId, place: Span, findings: &Findings) {
        let here = |person: &PersonId, now| self.world.is_here(person, now) || self.world.deputy_of(person, now).is_some();
        let alone = |now: &&DateTime<Utc>| {
            let holders = self.world.holders(position, **now);
            !holders.is_empty() && !holders.iter().any(|person| here(person, **now))
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
        let away = |now: &&DateTime<Utc>| {
            self.world.is_active(person) && !self.world.is_here(person, **now) && self.world.deputy_of(person, **now).is_none()
        };
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
    fn head(&self, role: &str, who: &Who, place: Span, findings: &Findings) {
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
        let message = Text::both(
            format!("роль «{role}»{}: для сделок этих людей руководителя нет, задачи уйдут администраторам: {list}", from.0),
            format!(
                "the role `{role}`{}: for deals of these people nobody is found, and the administrators get the tasks: {list}",
                from.1
            ),
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

    /// Rungs that find nobody but the late person himself, at some moment: the administrators hear instead, and an incident stays
    /// open. Whoever is last asked has nobody above him by the order of the house; there must be an administrator beside him.
    fn empty_rungs(&self, id: &str, ladder: &Ladder, items: &[Node], findings: &Findings) {
        for (rung, item) in ladder.rungs.iter().zip(items) {
            let mut unheard: BTreeMap<&PersonId, DateTime<Utc>> = BTreeMap::new();
            for now in &self.moments {
                for late in self.people.iter().filter(|late| self.finds_nobody(&rung.action, late, *now)) {
                    unheard.entry(late).or_insert(*now);
                }
            }
            let (told, silent): (Vec<_>, Vec<_>) = unheard.into_iter().partition(|(late, _)| self.has_administrator_but(late));
            let told = told.into_iter().filter(|(late, _)| **late != self.world.organisation.last_resort).collect();
            self.nobody_to_tell(told, item.head(), findings, |names, (ru, en)| {
                Text::both(
                    format!("эта ступень эскалации «{id}»{ru} никого не находит, узнают администраторы; если опоздает: {names}"),
                    format!("this rung of the escalation `{id}`{en} finds nobody, and the administrators are told; where late: {names}"),
                )
            });
            self.nobody_to_tell(silent, item.head(), findings, |names, (ru, en)| {
                Text::both(
                    format!("на этой ступени эскалации «{id}»{ru} не узнает никто, и администраторов больше нет; если опоздает: {names}"),
                    format!("on this rung of the escalation `{id}`{en} nobody at all is told, not even an administrator; where late: {names}"),
                )
            });
        }
    }

    fn nobody_to_tell(
        &self,
        late: Vec<(&PersonId, DateTime<Utc>)>,
        place: Span,
        findings: &Findings,
        message: impl Fn(&str, (String, String)) -> Text,
    ) {
        let Some(since) = late.iter().map(|(_, now)| *now).min() else { return };
        let names = late.iter().map(|(person, _)| self.world.name_of(person)).collect::<Vec<_>>().join(", ");
        let help = Text::both(
            "назначьте руководителя отделу, заместителя отсутствующему, другого last_resort или еще одного администратора",
            "give the department a head, the absent person a deputy, name another last_resort, or one more administrator",
        );
        findings.warning("nobody_to_tell", place, message(&names, self.since(since)), help);
    }

    fn finds_nobody(&self, action: &RungAction, late: &PersonId, now: DateTime<Utc>) -> bool {
        let is_other = |person: &PersonId| person != late && self.world.is_active(person);
        let finds = |who: &Who| match who {
            Who::Position(position) => Some(self.world.holders(position, now).iter().any(is_other)),
            _ => match self.resolve(who, late, now)? {
                Found::Person(person) => Some(is_other(&person)),
                Found::Administrators(_) => Some(false),
            },
        };
        !action.who().is_empty() && action.who().iter().all(|who| finds(who) == Some(false))
    }

    fn has_administrator_but(&self, person: &PersonId) -> bool {
        let last = &self.world.organisation.last_resort;
        let hears = |one: &PersonId| one != person && self.world.is_active(one);
        self.world.administrators().iter().any(hears) || hears(last)
    }

    /// Since when something is so, where it is not so always.
    fn since(&self, now: DateTime<Utc>) -> (String, String) {
        let day = now.date_naive();
        if now == self.moments[0] { Default::default() } else { (format!(" с {day}"), format!(" from {day}")) }
    }

    /// A ladder by which a late person reaches nobody but himself, or the same person again and again.
    fn ladder(&self, id: &str, ladder: &Ladder, node: &Node, findings: &Findings) {
        let items = match &node.get("rungs").unwrap_or(node).kind {
            Kind::Seq(items) => &items[..],
            _ => &[],
        };
        let reached = |late: &PersonId| -> Option<BTreeSet<String>> {
            let found = |who: &Who| match self.resolve(who, late, self.moments[0])? {
                Found::Person(person) => Some(person.to_string()),
                Found::Administrators(_) => Some(String::new()),
            };
            ladder.rungs.iter().flat_map(|rung| rung.action.who()).map(found).collect()
        };
        let place = items.last().map_or_else(|| node.head(), Node::head);
        let all: Vec<(&PersonId, BTreeSet<String>)> =
            self.people.iter().filter_map(|late| Some((late, reached(late)?))).collect();
        let himself = |(late, found): &&(&PersonId, BTreeSet<String>)| found.len() == 1 && found.contains(late.as_str());
        let deaf: Vec<&str> = all.iter().filter(himself).map(|(late, _)| self.world.name_of(late)).collect();
        if !deaf.is_empty() {
            let list = deaf.join(", ");
            let message = Text::both(
                format!("эскалация «{id}» не дойдет ни до кого, кроме самого опоздавшего: {list}"),
                format!("the escalation `{id}` reaches nobody but the late person: {list}"),
            );
            findings.warning(
                "ladder_reaches_late",
                place,
                message,
                Text::both("добавьте ступень: head_of(late)", "add a rung: head_of(late)"),
            );
        } else if leads_higher(ladder) && !all.is_empty() && all.iter().all(|(_, found)| found.len() == 1) {
            let message = Text::both(
                format!("в этой организации все ступени эскалации «{id}» доходят до одного и того же человека"),
                format!("in this organisation every rung of the escalation `{id}` reaches the same person"),
            );
            let help = Text::both(
                "пусть последняя ступень ведет выше: head_of(head_of(late))",
                "let the last rung lead higher: head_of(head_of(late))",
            );
            findings.warning("ladder_of_one", place, message, help);
        }
        if deaf.is_empty() {
            self.empty_rungs(id, ladder, items, findings);
        }
    }
}

/// Whether the rungs name different people by their rules: one that tells a head and then offers to him is meant so.
fn leads_higher(ladder: &Ladder) -> bool {
    ladder.rungs.windows(2).any(|pair| pair[0].action.who() != pair[1].action.who())
}

#[cfg(test)]
mod tests {
    use voronka_definition::compile;
    use voronka_definition::organisation::read_organisation;

    use super::*;

    const HOUSE: &str = "\
organisation: ООО
locale: ru
time_zone: Europe/Moscow
calendar: ru
last_resort: olga
departments:
  sales: {title: Продажи, head: olga}
directions: {heating: {title: Отопление}}
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
                &["nobody_to_tell"; 2],
            ),
            // While the only head is away, nobody is above.
            ("deal.owner", "[{when: overdue, notify: head_of(late)}]", &["nobody_to_tell"]),
            ("deal.owner", "{rungs: [{when: overdue, notify: head_of(late)}]}", &["nobody_to_tell"]),
            ("deal.owner", "[{when: overdue, offer: [person(lev), person(anna)]}]", &[]),
            ("deal.owner", "[{when: overdue, priority: high}, {when: overdue, notify: head_of(deal.direction)}]", &[]),
            ("position(lawyer)", "[{when: overdue, offer: [person(lev), person(anna)]}]", &["all_holders_away"]),
            ("person(lev)", "[{when: overdue, offer: [person(lev), person(anna)]}]", &["person_away"]),
            ("head_of(direction(heating))", "[{when: overdue, offer: [person(lev), person(anna)]}]", &["direction_without_head"]),
            ("head_of(deal.owner)", "[{when: overdue, offer: [person(lev), person(anna)]}]", &["nobody_above"]),
            ("deal.owner", "[{when: overdue, notify: late}]", &["ladder_reaches_late"]),
            (
                "deal.owner",
                "[{when: overdue, notify: person(olga)}, {when: overdue, offer: head_of(person(anna))}]",
                &["ladder_reaches_late"],
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
            let process = compile(&source(&text)).expect("a right process").value;
            let found: Vec<_> = check(&source(&text), &process, &house).into_iter().map(|finding| finding.code).collect();
            assert_eq!(found, *expected, "{role} {ladder}");
        }
    }
}
