//! Unheard: people above whom nobody is there, neither a head nor the organisation's last resort. If one of them is late, only the
//! administrators hear of it.
//!
//! Absent on purpose: what one ladder of one process makes of it; `check --organisation` says that.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;
use voronka_definition::organisation::Absence;
use voronka_definition::{Locale, Text};

use crate::words;
use crate::world::{Found, World};

/// How many names a warning gives.
const NAMED: usize = 5;

/// From when on nobody is there above whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    /// From when on.
    pub since: DateTime<Utc>,
    /// Above whom, by name; never empty.
    pub people: Vec<PersonId>,
}

impl Unheard {
    /// The warning, with what to do.
    pub fn warning(&self, world: &World) -> Text {
        let zone = world.organisation.time_zone;
        let day = |locale| words::day(self.since.with_timezone(&zone).date_naive(), locale);
        let shown: Vec<_> = self.people.iter().take(NAMED).map(|person| world.name_of(person)).collect();
        let (shown, more) = (shown.join(", "), self.people.len().saturating_sub(NAMED));
        let names = |rest: String| if more > 0 { format!("{shown} {rest}") } else { shown.clone() };
        Text::both(
            format!(
                "С {} на месте не будет ни одного руководителя, кто узнал бы о просрочке: {}. О ней узнают только администраторы. \
                 Назначьте заместителя или последнюю инстанцию, которая на месте.",
                day(Locale::Ru),
                names(format!("и еще {more}"))
            ),
            format!(
                "From {} no head is there who would hear of what is late: {}. Only the administrators hear of it. Name a deputy, or a \
                 last resort who is there.",
                day(Locale::En),
                names(format!("and {more} more"))
            ),
        )
    }
}

/// The first moment from this one on at which nobody is there above somebody.
pub fn unheard(world: &World, now: DateTime<Utc>) -> Option<Unheard> {
    moments(world, now, None).into_iter().find_map(|at| above_whom_nobody_is(world, at, &BTreeSet::new()))
}

/// The same of what only this absence brings about, while it lasts.
pub fn by_absence(world: &World, absence: &Absence, now: DateTime<Utc>) -> Option<Unheard> {
    let (mut before, mut after) = (world.clone(), world.clone());
    before.organisation.absences.retain(|other| other != absence);
    after.organisation.absences.clone_from(&before.organisation.absences);
    after.organisation.absences.insert(0, absence.clone());
    let (from, until) = after.bounds(absence);
    newly(&before, &after, from.max(now), Some(until))
}

/// The same of what only another organisation brings about, from this moment on.
pub fn newly(before: &World, after: &World, from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> Option<Unheard> {
    moments(after, from, until).into_iter().find_map(|at| {
        let known = above_whom_nobody_is(before, at, &BTreeSet::new()).map(|found| found.people).unwrap_or_default();
        above_whom_nobody_is(after, at, &known.into_iter().collect())
    })
}

/// This moment, and each later one at which somebody goes or comes back.
fn moments(world: &World, from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> Vec<DateTime<Utc>> {
    let next = |at: &DateTime<Utc>| world.next_absence_at(*at);
    let all = std::iter::successors(Some(from), next);
    all.take_while(|at| *at == from || until.is_none_or(|until| *at < until)).collect()
}

/// Whoever is last asked, or acts for him, has nobody above him by the order of the house.
fn above_whom_nobody_is(world: &World, at: DateTime<Utc>, known: &BTreeSet<PersonId>) -> Option<Unheard> {
    let last = &world.organisation.last_resort;
    let acting = world.deputy_of(last, at);
    let is_alone = |person: &&PersonId| {
        let is_asked = *person != last && acting.as_ref() != Some(*person) && world.is_active(person) && !known.contains(*person);
        is_asked && matches!(world.head_of(person, at), Found::Administrators(_))
    };
    let people: Vec<_> = world.organisation.people.keys().filter(is_alone).cloned().collect();
    (!people.is_empty()).then_some(Unheard { since: at, people })
}
