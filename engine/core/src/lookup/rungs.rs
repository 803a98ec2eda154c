//! The ladders of a process, climbed in an organisation: rungs that find nobody, or always the same person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use voronka_definition::Text;
use voronka_definition::diagnostic::{Findings, Span};
use voronka_definition::model::{Ladder, RungAction, Who};
use voronka_definition::name::PersonId;
use voronka_definition::yaml::{Kind, Node};

use crate::lookup::roles::House;
use crate::world::Found;

impl House {
    /// A ladder by which a late person reaches nobody but himself, or the same person again and again.
    pub(super) fn ladder(&self, id: &str, ladder: &Ladder, node: &Node, findings: &Findings) {
        let items = match &node.get("rungs").unwrap_or(node).kind {
            Kind::Seq(items) => &items[..],
            _ => &[],
        };
        if items.len() != ladder.rungs.len() {
            // Something in it could not be read.
            return;
        }
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
}

/// Whether the rungs name different people by their rules: one that tells a head and then offers to him is meant so.
fn leads_higher(ladder: &Ladder) -> bool {
    ladder.rungs.windows(2).any(|pair| pair[0].action.who() != pair[1].action.who())
}
