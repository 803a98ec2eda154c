//! What a schedule starts: the beginning of a case by the calendar, worked out as if somebody had filled it in.
//!
//! Absent on purpose: when. Lines of cron and clocks are the runtime's.

use chrono::{DateTime, Utc};
use voronka_definition::Process;
use voronka_definition::model::{Schedule, builtin};
use voronka_definition::name::PersonId;
use voronka_definition::value::Data;

use crate::case::Case;
use crate::command::{Input, Start};
use crate::decide::people::Resolved;
use crate::decide::{Draft, Setting};
use crate::event::Event;
use crate::output;
use crate::refuse;
use crate::rejection::Rejection;

/// What a schedule starts now; with the finished case, where it goes on from one.
///
/// # Errors
/// When there is nobody to own it.
pub fn scheduled(
    process: &Process,
    schedule: &Schedule,
    finished: Option<(&Process, &Case)>,
    setting: &Setting<'_>,
) -> Result<Start, Rejection> {
    let draft = stand_in(process, finished, setting)?;
    let owner = owner(&draft, schedule, finished.map(|(_, case)| &case.owner))?;
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
    Ok(Start { process: process.id.clone(), deal, stage: None, owner: Some(owner), continues })
}

/// When a schedule wants to go on from a finished case; `None` where the case lacks what that is counted from.
pub fn scheduled_at(
    process: &Process,
    schedule: &Schedule,
    finished: (&Process, &Case),
    setting: &Setting<'_>,
) -> Option<DateTime<Utc>> {
    let draft = stand_in(process, Some(finished), setting).ok()?;
    draft.moment(&schedule.of.as_ref()?.at, &draft.counting(&draft.case.owner, None))
}

/// A case that never begins: it holds what would be carried over, so that expressions and roles have something to look at.
fn stand_in<'a>(
    process: &'a Process,
    finished: Option<(&Process, &Case)>,
    setting: &'a Setting<'a>,
) -> Result<Draft<'a>, Rejection> {
    let nobody = || PersonId::from("");
    let (owner, data) = match finished {
        Some((from, case)) => (case.owner.clone(), Draft::of(from, case.clone(), setting, None).carried(process)),
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

/// The first whom the schedule's role finds; else the owner of the finished case, or who stands in for one that left.
fn owner(draft: &Draft<'_>, schedule: &Schedule, of: Option<&PersonId>) -> Result<PersonId, Rejection> {
    let found = schedule.owner.as_ref().map(|role| draft.resolve(&role.who, None, None));
    let people = match (found, of) {
        (Some(Resolved::People(people) | Resolved::Administrators(people)), _) => people,
        (None, Some(owner)) => draft.hold(vec![owner.clone()]).everybody().to_vec(),
        (Some(Resolved::Nobody), _) | (None, None) => Vec::new(),
    };
    let found = people.into_iter().find(|person| draft.world().is_active(person));
    found.ok_or_else(|| {
        let expected = ("действующий сотрудник", "somebody who works here");
        refuse::invalid_field(builtin::OWNER, "unknown_person", expected, ("никого", "nobody"))
    })
}
