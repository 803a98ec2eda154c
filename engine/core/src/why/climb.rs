//! Whom a rule names, told step by step: the chain of heads with who was passed over, the holders of a position, deputies.

use chrono::{DateTime, Utc};
use voronka_definition::model::Who;
use voronka_definition::name::{FieldId, PersonId, PositionId};
use voronka_definition::organisation::Covered;
use voronka_definition::value::Value;

use super::{Question, Reason, ReasonKind};
use crate::decide::{At, Draft, Resolved};
use crate::words;
use crate::world::{Found, Holding, Seat};

impl Question<'_> {
    /// How a rule finds somebody, with those away who are away at that moment.
    pub(super) fn resolving(
        &self,
        draft: &Draft<'_>,
        who: &Who,
        (late, at): (Option<&PersonId>, At),
        as_of: DateTime<Utc>,
    ) -> Vec<Reason> {
        let one = |ru: &str, en: &str, person: &PersonId| {
            let text = self.pick(format!("{ru} — {}", self.name(person)), format!("{en}: {}", self.name(person)));
            vec![Reason::new(ReasonKind::Found, text).about(person)]
        };
        match who {
            Who::Owner => one("ответственный за сделку", "the owner of the deal", &draft.case.owner),
            Who::Actor => one("действует", "who acts", &draft.actor()),
            Who::Late => one("исполнитель задачи", "the assignee of the task", late.unwrap_or(&draft.case.owner)),
            Who::Person(person) => {
                let mut steps = one("назван в процессе", "named in the process", person);
                steps.extend(draft.here_or_heir(person).filter(|heir| *heir != person).map(|heir| self.inheriting(heir)));
                steps
            }
            Who::HeadOf(_) => self.climbing(draft, who, (late, at), as_of),
            Who::Position(position) => self.holding(draft, position.as_str(), who, as_of),
            Who::HeadOfDirection(_) | Who::HeadOfDealDirection => self.heading_direction(draft, who, as_of),
            Who::Item(field) => self.in_item(draft, field, at),
        }
    }

    fn climbing(&self, draft: &Draft<'_>, who: &Who, (late, at): (Option<&PersonId>, At), as_of: DateTime<Utc>) -> Vec<Reason> {
        let (mut levels, mut inner) = (0, who);
        while let Who::HeadOf(below) = inner {
            (levels, inner) = (levels + 1, below);
        }
        let mut steps = self.resolving(draft, inner, (late, at), as_of);
        let Resolved::People(below) = draft.resolve_as_of(inner, late, at, as_of) else { return steps };
        for person in &below {
            let (found, seats) = self.speaker.world.climb(person, levels, as_of);
            let is_last = seats.last().is_some_and(|seat| seat.department.is_none() && seat.holding != Holding::Found);
            steps.extend(seats.iter().map(|seat| self.seat(seat, as_of)));
            if let Found::Administrators(people) = found
                && is_last
            {
                steps.extend(people.iter().map(|person| self.administrator(person)));
            }
        }
        steps
    }

    fn administrator(&self, person: &PersonId) -> Reason {
        let name = self.name(person);
        let (ru, en) =
            (format!("выше никого нет: администратор {name}"), format!("there is nobody further up: the administrator {name}"));
        Reason::new(ReasonKind::Found, self.pick(ru, en)).about(person)
    }

    /// A seat on the way up.
    fn seat(&self, seat: &Seat, as_of: DateTime<Utc>) -> Reason {
        let world = self.speaker.world;
        let department = seat.department.as_ref().and_then(|id| world.organisation.departments.get(id));
        let place = match department {
            Some(department) => self.quoted(department.title.get(self.speaker.locale)),
            None => self.pick("последний адресат организации", "the last resort of the organisation").to_owned(),
        };
        let head = seat.head.as_ref().map(|head| self.name(head).to_owned()).unwrap_or_default();
        let away = seat.head.as_ref().map(|head| self.away(head, as_of)).unwrap_or_default();
        let acting = seat.acting.as_ref().map(|acting| self.name(acting).to_owned()).unwrap_or_default();
        let (ru, en) = match seat.holding {
            Holding::Found if seat.head == seat.acting => (format!("{place}: {head}"), format!("{place}: {head}")),
            Holding::Found => {
                (format!("{place}: {head} {away}, замещает {acting}"), format!("{place}: {head} {away}, and {acting} stands in"))
            }
            Holding::Nobody => {
                (format!("{place}: руководителя нет, поэтому выше"), format!("{place}: there is no head, so further up"))
            }
            Holding::Passed => (
                format!("{place}: {head} — тот же сотрудник, поэтому выше"),
                format!("{place}: {head} is the same person, so further up"),
            ),
            Holding::DeputyPassed => (
                format!("{place}: {head} {away}, замещает {acting} — тот же сотрудник, поэтому выше"),
                format!("{place}: {head} {away}, and {acting}, who stands in, is the same person: further up"),
            ),
            Holding::Away => (
                format!("{place}: {head} {away}, замещать некому, поэтому выше"),
                format!("{place}: {head} {away}, and nobody stands in: further up"),
            ),
            Holding::Left => (
                format!("{place}: {head} больше не работает, поэтому выше"),
                format!("{place}: {head} no longer works here, so further up"),
            ),
        };
        let is_found = seat.holding == Holding::Found;
        let kind = if is_found { ReasonKind::Found } else { ReasonKind::Skipped };
        let person = if is_found { seat.acting.as_ref() } else { seat.head.as_ref() };
        person.into_iter().fold(Reason::new(kind, self.pick(ru, en)), Reason::about)
    }

    /// From when to when somebody is away: `отсутствует (9 марта 2026 – 13 марта 2026)`.
    fn away(&self, person: &PersonId, as_of: DateTime<Utc>) -> String {
        let Some(absence) = self.speaker.world.is_absent(person, as_of) else { return String::new() };
        let day = |day| words::day(day, self.speaker.locale);
        let (from, to) = (day(absence.from), day(absence.to));
        self.pick(format!("отсутствует ({from} – {to})"), format!("is away ({from} – {to})"))
    }

    fn holding(&self, draft: &Draft<'_>, position: &str, who: &Who, as_of: DateTime<Utc>) -> Vec<Reason> {
        let found = match draft.resolve_as_of(who, None, None, as_of) {
            Resolved::People(people) => people,
            _ => Vec::new(),
        };
        let mut steps = Vec::new();
        let people = &self.speaker.world.organisation.people;
        for (person, known) in people.iter().filter(|(_, known)| known.positions.iter().any(|held| held.as_str() == position)) {
            let name = self.name(person);
            let (kind, ru, en) = match (known.active, found.contains(person)) {
                (false, _) => (ReasonKind::Skipped, format!("{name} больше не работает"), format!("{name} no longer works here")),
                (true, true) => {
                    (ReasonKind::Found, format!("должность {position} — {name}"), format!("{name} holds the position {position}"))
                }
                (true, false) => {
                    let away = self.away(person, as_of);
                    let deputy = self.speaker.world.deputy_of(person, as_of);
                    let deputy = deputy.map(|deputy| self.name(&deputy).to_owned());
                    match deputy {
                        Some(deputy) => (
                            ReasonKind::Skipped,
                            format!("{name} {away}, замещает {deputy}"),
                            format!("{name} {away}, and {deputy} stands in"),
                        ),
                        None => (
                            ReasonKind::Skipped,
                            format!("{name} {away}, замещать некому"),
                            format!("{name} {away}, and nobody stands in"),
                        ),
                    }
                }
            };
            steps.push(Reason::new(kind, self.pick(ru, en)).about(person));
        }
        if !self.speaker.world.is_held(&PositionId::from(position)) {
            let text =
                self.pick(format!("должность {position} не занимает никто"), format!("nobody holds the position {position}"));
            steps.push(Reason::new(ReasonKind::Skipped, text));
            steps.extend(found.iter().map(|heir| self.inheriting(heir)));
        }
        steps
    }

    fn inheriting(&self, heir: &PersonId) -> Reason {
        let name = self.name(heir);
        let text = self.pick(format!("вместо ушедшего действует {name}"), format!("{name} took over from who left"));
        Reason::new(ReasonKind::Found, text).about(heir)
    }

    fn heading_direction(&self, draft: &Draft<'_>, who: &Who, as_of: DateTime<Utc>) -> Vec<Reason> {
        let directions = &self.speaker.world.organisation.directions;
        let id = match who {
            Who::HeadOfDirection(direction) => Some(direction.clone()),
            _ => match draft.case.value(&FieldId::from(voronka_definition::model::builtin::DIRECTION)) {
                Some(Value::Direction(direction)) => Some(direction),
                _ => None,
            },
        };
        let Some(id) = id else {
            let text = self.pick("направление сделки не указано", "the deal has no direction");
            return vec![Reason::new(ReasonKind::Skipped, text.to_owned())];
        };
        let title = self.quoted(self.speaker.direction(&id));
        let head = directions.get(&id).and_then(|direction| direction.head.as_ref());
        let acting = self.speaker.world.head_of_direction(&id, as_of);
        let (kind, ru, en) = match (head, &acting) {
            (Some(head), Some(acting)) if head == acting => {
                let name = self.name(head);
                (
                    ReasonKind::Found,
                    format!("руководитель направления {title} — {name}"),
                    format!("{name} heads the direction {title}"),
                )
            }
            (Some(head), Some(acting)) => {
                let (name, away, deputy) = (self.name(head), self.away(head, as_of), self.name(acting));
                (
                    ReasonKind::Found,
                    format!("руководитель направления {title} — {name}, {away}, замещает {deputy}"),
                    format!("{name}, who heads the direction {title}, {away}, and {deputy} stands in"),
                )
            }
            _ => (
                ReasonKind::Skipped,
                format!("у направления {title} нет руководителя"),
                format!("the direction {title} has no head"),
            ),
        };
        vec![acting.iter().fold(Reason::new(kind, self.pick(ru, en)), Reason::about)]
    }

    fn in_item(&self, draft: &Draft<'_>, field: &FieldId, at: At) -> Vec<Reason> {
        let value = at.and_then(|token| draft.item_at(token)).and_then(|item| item.value.get(field));
        let Some(Value::Person(person)) = value else {
            let text =
                self.pick(format!("в строке списка поле {field} пусто"), format!("the field {field} of the item is empty"));
            return vec![Reason::new(ReasonKind::Skipped, text)];
        };
        let name = self.name(person);
        let text = self.pick(format!("в строке списка, поле {field} — {name}"), format!("the field {field} of the item: {name}"));
        vec![Reason::new(ReasonKind::Found, text).about(person)]
    }

    /// Who stands in for somebody who is away, deputy by deputy.
    pub(super) fn standing_in(&self, person: &PersonId, as_of: DateTime<Utc>) -> Vec<Reason> {
        let world = self.speaker.world;
        let (mut steps, mut met, mut last) = (Vec::new(), vec![person.clone()], person.clone());
        while let Some(absence) = world.is_absent(&last, as_of) {
            let (name, away) = (self.name(&last), self.away(&last, as_of));
            let covered = match absence.tasks {
                Covered::All => self.pick("передаются все задачи", "all tasks are handed over"),
                Covered::Urgent => self.pick("передаются срочные задачи", "urgent tasks are handed over"),
                Covered::None => self.pick("задачи не передаются", "no tasks are handed over"),
            };
            let next = absence.deputy.as_ref().filter(|deputy| absence.tasks != Covered::None && !met.contains(deputy));
            let deputy = next.map(|deputy| self.name(deputy).to_owned());
            let deputy = deputy.map(|deputy| self.pick(format!(", замещает {deputy}"), format!("; {deputy} stands in")));
            let nobody = || self.pick(", замещать некому", "; nobody stands in").to_owned();
            let text = format!("{name} {away}: {covered}{}", deputy.unwrap_or_else(nobody));
            steps.push(Reason::new(ReasonKind::Skipped, text).about(&last));
            let Some(next) = next.cloned() else { return steps };
            met.push(next.clone());
            last = next;
        }
        if last != *person {
            let text = self.pick(format!("{} на месте", self.name(&last)), format!("{} is here", self.name(&last)));
            steps.push(Reason::new(ReasonKind::Found, text).about(&last));
        }
        steps
    }
}
