//! What a schedule starts: the beginning of a case by the calendar, worked out as if somebody had filled it in.
//!
//! Absent on purpose: when. Lines of cron and clocks are the runtime's.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_definition::model::{Schedule, Who, builtin};
use voronka_definition::name::PersonId;
use voronka_definition::value::Data;
use voronka_definition::{Process, Text};

use crate::case::Case;
use crate::command::{Input, Start};
use crate::decide::people::Resolved;
use crate::decide::{Draft, Setting};
use crate::event::Event;
use crate::leaving;
use crate::output;
use crate::refuse;
use crate::rejection::Rejection;
use crate::why::rule;

/// What a schedule starts.
#[derive(Debug, Clone)]
pub struct Scheduled {
    /// The beginning of the case.
    pub start: Start,
    /// Why it is owned by somebody whom the schedule does not name.
    pub instead: Option<Instead>,
}

/// Why a case that a schedule starts is owned by somebody whom it does not name.
#[derive(Debug, Clone)]
pub struct Instead {
    /// The reason, for who reads the log.
    pub why: Text,
    /// Whether nobody said that he should have it, so that an administrator must see to it.
    pub is_makeshift: bool,
}

/// What a schedule starts now; with the finished case, where it goes on from one. Where nobody whom it names works here any more, his
/// heir owns it, else his head, else the last resort, else an administrator.
///
/// # Errors
/// When even so there is nobody to own it.
pub fn scheduled(
    process: &Process,
    schedule: &Schedule,
    finished: Option<(&Process, &Case)>,
    setting: &Setting<'_>,
) -> Result<Scheduled, Rejection> {
    let draft = stand_in(process, finished, setting)?;
    let (owner, instead) = owner(&draft, schedule, finished.map(|(_, case)| &case.owner))?;
    let mut deal = Input::new();
    let title = schedule.title.as_ref().map(|title| title.get(setting.world.organisation.locale).to_owned());
    if let Some(title) = title {
        deal.insert(builtin::TITLE.to_owned(), title.into());
    }
    for (field, expr) in &schedule.with {
        if let Some(value) = expr.eval(&draft.sight(None)) {
            deal.insert(field.to_string(), output::json_of(&value, &output::described));
        }
    }
    let continues = finished.map(|(_, case)| case.id);
    let start = Start { process: process.id.clone(), deal, stage: None, owner: Some(owner), continues };
    Ok(Scheduled { start, instead })
}

/// When a schedule wants to go on from a finished case; `None` where the case lacks what that is counted from.
pub fn scheduled_at(
    process: &Process,
    schedule: &Schedule,
    finished: (&Process, &Case),
    setting: &Setting<'_>,
) -> Option<DateTime<Utc>> {
    let draft = stand_in(process, Some(finished), setting).ok()?;
    draft.moment(&schedule.of.as_ref()?.at, &draft.counting(&draft.case.owner, None, None))
}

/// A case that never begins: it holds what would be carried over, so that expressions and roles have something to look at.
fn stand_in<'a>(
    process: &'a Process,
    finished: Option<(&Process, &Case)>,
    setting: &'a Setting<'a>,
) -> Result<Draft<'a>, Rejection> {
    let nobody = || PersonId::from("");
    let (owner, data) = match finished {
        Some((from, case)) => (case.owner.clone(), Draft::of(from, Arc::new(case.clone()), setting, None).carried(process)),
        None => (nobody(), Data::new()),
    };
    let start = Event::CaseStarted {
        case: setting.fresh,
        process: process.id.clone(),
        version: process.version.clone(),
        launcher: owner.clone(),
        owner,
        data,
        continues: None,
        parent: None,
    };
    Draft::beginning(process, start, setting).ok_or_else(refuse::not_found)
}

/// The first whom the schedule's role finds; else the owner of the finished case; and who stands in for one that left.
fn owner(draft: &Draft<'_>, schedule: &Schedule, of: Option<&PersonId>) -> Result<(PersonId, Option<Instead>), Rejection> {
    let found = schedule.owner.as_ref().map(|role| draft.resolve(&role.who, None, None));
    let people = match (found, of) {
        (Some(Resolved::People(people) | Resolved::Administrators(people)), _) => people,
        (None, Some(owner)) => draft.hold(vec![owner.clone()]).everybody().to_vec(),
        (Some(Resolved::Nobody), _) | (None, None) => Vec::new(),
    };
    let world = draft.world();
    let named = schedule.owner.as_ref().map(|role| &role.who);
    let instead = |name: &str, found: &PersonId, is_makeshift| {
        let owner = world.name_of(found);
        let why = Text::both(
            format!("расписание «{}»: {name} не работает, поэтому ответственный — {owner}", schedule.id),
            format!("the schedule `{}` names {name}, who works here no more; so the owner is {owner}", schedule.id),
        );
        Some(Instead { why, is_makeshift })
    };
    if let Some(found) = people.iter().find(|person| world.is_active(person)) {
        let heir = match named {
            Some(Who::Person(person)) if person != found => instead(world.name_of(person), found, false),
            _ => None,
        };
        return Ok((found.clone(), heir));
    }
    let left = people.first();
    let name = left.map_or_else(|| named.map_or_else(String::new, rule::who), |left| world.name_of(left).to_owned());
    if let Some(found) = leaving::above(world, left, draft.now()) {
        let instead = instead(&name, &found, true);
        return Ok((found, instead));
    }
    let expected = ("действующий сотрудник", "somebody who works here");
    Err(refuse::invalid_field(builtin::OWNER, "unknown_person", expected, ("никого", "nobody")))
}
