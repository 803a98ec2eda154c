//! Why somebody has a task.

use voronka_definition::model::{Assignee, Role};
use voronka_definition::name::PersonId;

use super::rule::{self, Source};
use super::then::Dated;
use super::{About, Answer, Question, Reason, ReasonKind, Rule};
use crate::case::{Holder, Origin, Task};
use crate::decide::Draft;
use crate::event::{Cause, Recorded};
use crate::world::World;

impl Question<'_> {
    /// Why a task is, or was, in these hands.
    pub(super) fn assignee(&self, task: &Task) -> Answer {
        let people = task.holder.everybody();
        let names = self.any_of(people);
        let text = match (&task.holder, &task.instead_of) {
            (Holder::Offered(_), _) => self.pick(format!("Задачу может взять {names}"), format!("{names} may take it")),
            (_, Some(absent)) => self.pick(
                format!("Исполнитель — {names}, за коллегу: {}", self.name(absent)),
                format!("{names} has it, acting for {}", self.name(absent)),
            ),
            (_, None) => self.pick(format!("Исполнитель — {names}"), format!("{names} has it")),
        };
        let mut answer = Answer::new(About::Assignee, text);
        answer.people = people.to_vec();
        let Some((recorded, given)) = self.given_last(task.number) else { return answer };
        answer.at = Some(recorded.at);
        let chosen = self.by_choice(recorded, &given);
        let is_chosen = chosen.is_some();
        answer.steps.extend(chosen);
        if !is_chosen {
            answer.rule = self.rule_of_assignee(&task.origin);
            let steps = self.before(recorded, |draft| self.by_rule(draft, &given.task));
            answer.steps.extend(steps.unwrap_or_default());
        }
        answer.steps.extend(self.past_the_late(recorded, &given.task));
        answer
    }

    /// That it did not go to the deputy of who is away, as it was taken from him late.
    fn past_the_late(&self, recorded: &Recorded, task: &Task) -> Option<Reason> {
        let deputy = self.speaker.world.deputy_of(task.instead_of.as_ref()?, recorded.at)?;
        let is_passed = task.trail.late.contains(&deputy) && task.holder.assignee() != Some(&deputy);
        let name = self.name(&deputy);
        let text = self.pick(
            format!("замещает {name}, но задачу у этого сотрудника забрали просроченной, поэтому выше"),
            format!("{name} stands in, but the task was taken from him late, so further up"),
        );
        is_passed.then(|| Reason::new(ReasonKind::Skipped, text).about(&deputy))
    }

    /// That a person decided it, or that the rule was followed anew.
    fn by_choice(&self, recorded: &Recorded, given: &Dated) -> Option<Reason> {
        let who = recorded.by.as_ref().map(|person| self.name(person).to_owned()).unwrap_or_default();
        let at = self.moment(recorded.at);
        let text = match (&given.cause, &given.task.origin) {
            (Some(Cause::Person(comment)), _) => self.pick(
                format!("задача передана вручную, {at}: {who}. Комментарий: {comment}"),
                format!("it was handed over by hand, {at}: {who}. The comment: {comment}"),
            ),
            (Some(Cause::Claim), _) => {
                self.pick(format!("задачу взял сам исполнитель, {at}: {who}"), format!("it was taken, {at}: {who}"))
            }
            (Some(Cause::Escalation(_)), _) => self.pick(
                format!("задача передана в ответ на эскалацию, {at}: {who}"),
                format!("it was given in answer to an escalation, {at}: {who}"),
            ),
            (Some(Cause::Rung(rung)), _) => self.pick(
                format!("задачу передала {rung}-я ступень эскалации, {at}"),
                format!("rung {rung} of the escalation gave it to somebody else, {at}"),
            ),
            (None, Origin::Hand(person)) => self.pick(
                format!("исполнитель выбран при постановке задачи: {}", self.name(person)),
                format!("chosen when the task was made: {}", self.name(person)),
            ),
            _ => return None,
        };
        let reason = Reason::new(ReasonKind::Found, text);
        Some(recorded.by.iter().fold(reason, Reason::about))
    }

    fn rule_of_assignee(&self, origin: &Origin) -> Option<Rule> {
        let key = |assignee: &Assignee| match assignee {
            Assignee::Candidates(_) => rule::CANDIDATES,
            Assignee::Role(_) | Assignee::WhoActed => rule::ASSIGNEE,
        };
        let rule = match self.source_of(origin) {
            Source::Work(work) => {
                let key = key(&work.assignee);
                let text = format!("{key}: {}", rule::assignee(&work.assignee));
                Rule { text, line: self.line_of(origin, key) }
            }
            Source::Visa(approve, place) => {
                let approver = approve.approvers.get(place as usize)?;
                let number = (place + 1).to_string();
                let lines = &self.process.lines;
                let line = origin.stage().zip(origin.name()).and_then(|(stage, step)| {
                    let own = ["steps", stage.as_str(), step, "approvers"];
                    lines.first(&[&[&own[..], &[&number]].concat(), &own])
                });
                Rule { text: format!("approvers: {}", rule::role(&approver.role)), line }
            }
            Source::Defaults(_) => Rule { text: "deal.owner".to_owned(), line: None },
        };
        Some(rule)
    }

    /// Follows the rule as it was followed then.
    fn by_rule(&self, draft: &Draft<'_>, task: &Task) -> Vec<Reason> {
        let mut steps = self.roles(draft, task, World::NOBODY_AWAY);
        let nominal = draft.holder_by_rule_as_of(task, World::NOBODY_AWAY);
        let is_gone = |person: &&PersonId| !draft.world().is_here(person, draft.now());
        let candidates = nominal.as_ref().map_or(&[][..], Holder::candidates);
        steps.extend(candidates.iter().filter(is_gone).flat_map(|person| self.in_place_of(draft, person)));
        let named = nominal.as_ref().and_then(Holder::assignee);
        if let Some(person) = named.filter(is_gone) {
            steps.extend(self.in_place_of(draft, person));
            if task.instead_of.as_ref() != Some(person) && task.holder.assignee() != Some(person) {
                let text = self.pick("поэтому среди тех, кто на месте:", "so among those who are here:");
                steps.push(Reason::note(text.to_owned()));
                steps.extend(self.roles(draft, task, draft.now()));
            }
        }
        steps
    }

    /// Who is there for somebody who is not.
    fn in_place_of(&self, draft: &Draft<'_>, person: &PersonId) -> Vec<Reason> {
        match draft.world().is_active(person) {
            true => self.standing_in(person, draft.now()),
            false => vec![self.has_left(person)],
        }
    }

    fn has_left(&self, person: &PersonId) -> Reason {
        let name = self.name(person);
        let text = self.pick(format!("{name} больше не работает"), format!("{name} no longer works here"));
        Reason::new(ReasonKind::Skipped, text).about(person)
    }

    /// Whom the roles of its rule name.
    fn roles(&self, draft: &Draft<'_>, task: &Task, as_of: chrono::DateTime<chrono::Utc>) -> Vec<Reason> {
        let at = task.origin.token();
        let owner = || self.resolving(draft, &voronka_definition::model::Who::Owner, (None, at), as_of);
        let of_role = |role: &Role| {
            let line = self.line_of_role(&role.id).map(|line| self.pick(format!("строка {line}"), format!("line {line}")));
            let line = line.map(|line| format!(" ({line})")).unwrap_or_default();
            let heading = Reason::note(
                self.pick(format!("роль {}{line}", rule::role(role)), format!("the role {}{line}", rule::role(role))),
            );
            std::iter::once(heading).chain(self.resolving(draft, &role.who, (None, at), as_of)).collect::<Vec<_>>()
        };
        match self.source_of(&task.origin) {
            Source::Work(work) => match &work.assignee {
                Assignee::Role(role) => of_role(role),
                Assignee::Candidates(roles) => roles.iter().flat_map(of_role).collect(),
                Assignee::WhoActed => vec![self.who_acted(task)],
            },
            Source::Visa(approve, place) => {
                let Some(approver) = approve.approvers.get(place as usize) else { return owner() };
                let mut steps = of_role(&approver.role);
                steps.extend(self.not_his_own(draft, task));
                steps
            }
            Source::Defaults(_) => owner(),
        }
    }

    fn who_acted(&self, task: &Task) -> Reason {
        let names = self.any_of(super::then::in_name(task).everybody());
        Reason::new(
            ReasonKind::Found,
            self.pick(
                format!("форма открывается тому, кто действовал, если это сотрудник сделки, иначе ответственному: {names}"),
                format!("a form opens for who acted, where he works on the deal, else for its owner: {names}"),
            ),
        )
    }

    /// Nobody approves his own deal: whom the visa goes past, and to whom.
    fn not_his_own(&self, draft: &Draft<'_>, task: &Task) -> Vec<Reason> {
        let Source::Visa(approve, place) = self.source_of(&task.origin) else { return Vec::new() };
        let Some(approver) = approve.approvers.get(place as usize) else { return Vec::new() };
        let found = draft.found(&approver.role.who, task.origin.token(), draft.now());
        let Some(own) = found.into_iter().find(|person| draft.case.is_own_deal_of(person)) else { return Vec::new() };
        let name = self.name(&own);
        let text = self.pick(
            format!("{name}: собственную сделку не согласуют, поэтому выше"),
            format!("{name}: nobody approves his own deal, so further up"),
        );
        let above = |person: &PersonId| {
            let name = self.name(person);
            Reason::new(ReasonKind::Found, self.pick(format!("выше: {name}"), format!("further up: {name}"))).about(person)
        };
        let holder = super::then::in_name(task);
        let others = holder.everybody().iter().filter(|person| **person != own).map(above);
        std::iter::once(Reason::new(ReasonKind::Skipped, text).about(&own)).chain(others).collect()
    }
}
