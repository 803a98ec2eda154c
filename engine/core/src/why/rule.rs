//! Rules as the process language writes them, and the lines on which they stand.

use voronka_definition::model::{Approve, Assignee, Ladder, Moment, Reset, Role, Rung, RungAction, StepKind, Who, Work};
use voronka_definition::name::{LadderId, RoleId};

use super::Question;
use crate::case::Origin;

/// The keys of a task's rules.
pub(super) const DUE: &str = "due";
pub(super) const ASSIGNEE: &str = "assignee";
pub(super) const CANDIDATES: &str = "candidates";
pub(super) const REMIND: &str = "remind";

/// Where the rules of a task stand.
pub(super) enum Source<'a> {
    /// In a step or an activity.
    Work(&'a Work),
    /// In an approval, for the approver at this place.
    Visa(&'a Approve, u32),
    /// In the defaults: the work of the engine's own tasks and of those made by hand.
    Defaults(&'a Work),
}

impl<'a> Question<'a> {
    /// Where the rules of a task of this origin stand.
    pub(super) fn source_of(&self, origin: &Origin) -> Source<'a> {
        let process = self.process;
        let defaults = Source::Defaults(&process.defaults);
        match origin {
            Origin::Step { stage, step, .. } => match process.step(stage, step).map(|step| &step.kind) {
                Some(StepKind::Task(work) | StepKind::Form(work)) => Source::Work(work),
                _ => defaults,
            },
            Origin::Visa { stage, step, approver, .. } => match process.step(stage, step).map(|step| &step.kind) {
                Some(StepKind::Approve(approve)) => Source::Visa(approve, *approver),
                _ => defaults,
            },
            Origin::Activity(id) => process.activity(id).map_or(defaults, |activity| Source::Work(&activity.work)),
            _ => defaults,
        }
    }

    /// The line of a key of a task's rules: its own, else that of the defaults.
    pub(super) fn line_of(&self, origin: &Origin, key: &str) -> Option<u32> {
        let defaults = ["defaults", key];
        let lines = &self.process.lines;
        match origin {
            Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => {
                let (stage, step) = (stage.as_str(), step.as_str());
                lines.first(&[&["steps", stage, step, key], &defaults])
            }
            Origin::Activity(id) => lines.first(&[&["activities", id.as_str(), key], &defaults]),
            Origin::FollowUp(outcome) => lines.first(&[&["outcomes", outcome.as_str(), "follow_up", key], &defaults]),
            _ => lines.at(&defaults),
        }
    }

    /// The line on which a task itself stands.
    pub(super) fn line_of_origin(&self, origin: &Origin) -> Option<u32> {
        let lines = &self.process.lines;
        match origin {
            Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => {
                lines.at(&["steps", stage.as_str(), step.as_str()])
            }
            Origin::Activity(id) => lines.at(&["activities", id.as_str()]),
            Origin::FollowUp(outcome) => lines.at(&["outcomes", outcome.as_str(), "follow_up"]),
            Origin::Requirements { stage, .. } => lines.at(&["stages", stage.as_str(), "requires"]),
            Origin::OutcomeForm { outcome, .. } => lines.at(&["outcomes", outcome.as_str()]),
            Origin::Limit { stage } => lines.at(&["stages", stage.as_str(), "limit"]),
            Origin::NextStep { stage } => lines.at(&["stages", stage.as_str(), "next_step_within"]),
            Origin::Hand(_) => None,
        }
    }

    pub(super) fn line_of_role(&self, role: &RoleId) -> Option<u32> {
        self.process.lines.at(&["roles", role.as_str()])
    }

    /// The line of a rung, from 1.
    pub(super) fn line_of_rung(&self, ladder: &LadderId, rung: u32) -> Option<u32> {
        let (ladder, rung) = (ladder.as_str(), rung.to_string());
        let lines = &self.process.lines;
        lines.first(&[&["escalations", ladder, &rung], &["escalations", ladder, "rungs", &rung], &["escalations", ladder]])
    }
}

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

/// A rule that names a person.
pub(crate) fn who(rule: &Who) -> String {
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

/// The rungs of a ladder, and what lets it begin anew.
pub(super) fn ladder(ladder: &Ladder) -> Vec<String> {
    let occasions = Reset::ALL.iter().filter(|(_, reset)| ladder.reset.contains(reset)).map(|(name, _)| *name);
    let occasions = occasions.collect::<Vec<_>>().join(", ");
    let reset = (!occasions.is_empty()).then(|| format!("reset: {occasions}"));
    ladder.rungs.iter().map(rung).chain(reset).collect()
}

/// A rung.
pub(super) fn rung(rung: &Rung) -> String {
    let action = match &rung.action {
        RungAction::Notify(to) => format!("notify: {}", who(to)),
        RungAction::Offer(to) => format!("offer: {}", to.iter().map(who).collect::<Vec<_>>().join(", ")),
        RungAction::Watch(to) => format!("watch: {}", who(to)),
        RungAction::Priority(priority) => format!("priority: {}", priority.name()),
        RungAction::Reassign(to) => format!("reassign: {}", who(to)),
    };
    let at_any_hour = if rung.even_off_hours { ", even_off_hours: true" } else { "" };
    format!("{}: {action}{at_any_hour}", rung.when)
}
