//! How much everybody has to do today and next week, and who is away.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use maud::{Markup, html};
use voronka_core::words::day;
use voronka_core::world::first_moment;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::Absence;
use voronka_runtime::{Load, Spans};

use super::super::frame;
use super::super::visit::Visit;
use super::{HERE, Overview};

/// How many days ahead absences are shown.
const AHEAD_DAYS: u64 = 30;
/// How wide a bar may be, in the units of its picture.
const BAR_WIDTH: u64 = 200;

/// The moments that part tasks by when they are due, by the days of the visitor.
pub(super) fn spans(visit: &Visit) -> Spans {
    let today = today(visit);
    let monday = today + Days::new(7 - u64::from(today.weekday().num_days_from_monday()));
    let first = |day: NaiveDate| first_moment(day, visit.zone);
    Spans {
        now: visit.now,
        tomorrow: first(today + Days::new(1)),
        next_week: first(monday),
        after_it: first(monday + Days::new(7)),
    }
}

fn today(visit: &Visit) -> NaiveDate {
    visit.now.with_timezone(&visit.zone).date_naive()
}

pub(super) fn section(visit: &Visit, overview: &Overview) -> Markup {
    let loads: BTreeMap<&PersonId, &Load> = overview.loads.iter().map(|load| (&load.person, load)).collect();
    let mut people: Vec<&PersonId> = overview.choice.people.iter().collect();
    // Who left may still have something, and whoever works for a direction is known by his tasks.
    people.extend(overview.loads.iter().map(|load| &load.person).filter(|person| !overview.choice.people.contains(person)));
    let most = overview.loads.iter().map(width).max().unwrap_or(0);
    html! {
        section.chapter id="load" {
            h2 { (visit.say("Загрузка", "Load")) }
            @if people.is_empty() { p.quiet { (visit.say("Здесь никого нет.", "There is nobody here.")) } }
            @else { (frame::scroll(visit.say("Загрузка", "Load"), html! { table.grid {
                caption.hidden { (visit.say("Открытые задачи по сотрудникам", "Open tasks by person")) }
                thead { tr {
                    th scope="col" { (visit.say("Сотрудник", "Person")) }
                    th.number scope="col" { (visit.say("Просрочено", "Overdue")) }
                    th.number scope="col" { (visit.say("Сегодня", "Today")) }
                    th.number scope="col" { (visit.say("До конца недели", "Rest of the week")) }
                    th.number scope="col" { (visit.say("Следующая неделя", "Next week")) }
                    th.number scope="col" { (visit.say("Всего открыто", "All open")) }
                    td { (legend(visit)) }
                } }
                tbody { @for person in people { (row(visit, person, loads.get(person).copied(), most)) } }
            } })) }
        }
    }
}

fn width(load: &Load) -> u64 {
    load.overdue + load.today + load.this_week + load.next_week
}

fn row(visit: &Visit, person: &PersonId, load: Option<&Load>, most: u64) -> Markup {
    let cell = |number: u64, class: &str| html! { td.number { @if number > 0 { span class=(class) { (number) } } @else { span.quiet { "0" } } } };
    let nothing = Load { person: person.clone(), open: 0, overdue: 0, today: 0, this_week: 0, next_week: 0 };
    let load = load.unwrap_or(&nothing);
    html! {
        tr {
            th scope="row" {
                (visit.name(person))
                @if !visit.world.is_active(person) { span.away { (visit.say("не работает", "no longer here")) } }
                @for absence in soon(visit, person) { span.away { (away(visit, absence)) } }
            }
            (cell(load.overdue, "due late")) (cell(load.today, "due today")) (cell(load.this_week, "")) (cell(load.next_week, ""))
            td.number { strong { (load.open) } }
            td.bar-cell { (bar(load, most)) }
        }
    }
}

/// The load as a bar; the numbers beside say the same.
fn bar(load: &Load, most: u64) -> Markup {
    let parts = [("late", load.overdue), ("today", load.today), ("week", load.this_week), ("next", load.next_week)];
    let long = |number: u64| number * BAR_WIDTH / most.max(1);
    let before = |place: usize| parts[..place].iter().map(|(_, number)| long(*number)).sum::<u64>();
    html! {
        svg.bars viewBox={ "0 0 " (BAR_WIDTH) " 10" } preserveAspectRatio="none" aria-hidden="true" {
            @for (place, (class, number)) in parts.iter().enumerate().filter(|(_, (_, number))| *number > 0) {
                rect class=(class) x=(before(place)) y="0" width=(long(*number)) height="10" {}
            }
        }
    }
}

fn legend(visit: &Visit) -> Markup {
    let parts = [
        ("late", visit.say("просрочено", "overdue")),
        ("today", visit.say("сегодня", "today")),
        ("week", visit.say("эта неделя", "this week")),
        ("next", visit.say("следующая", "next")),
    ];
    html! { span.legend aria-hidden="true" { @for (class, title) in parts { span class=(class) { (title) } } } }
}

/// Absences of somebody that are on, or begin before the end of next week.
fn soon<'a>(visit: &'a Visit, person: &PersonId) -> Vec<&'a Absence> {
    let until = spans(visit).after_it;
    coming(visit, until).into_iter().filter(|absence| absence.person == *person).collect()
}

/// Absences that are not over and begin before this moment, the earliest first.
fn coming(visit: &Visit, until: DateTime<Utc>) -> Vec<&Absence> {
    let bounds = |absence: &Absence| visit.world.bounds(absence);
    let mut all: Vec<&Absence> = visit.world.organisation.absences.iter().collect();
    all.retain(|absence| bounds(absence).0 < until && bounds(absence).1 > visit.now);
    all.sort_by(|one, other| (one.from, &one.person).cmp(&(other.from, &other.person)));
    all
}

fn away(visit: &Visit, absence: &Absence) -> String {
    let is_on = visit.world.bounds(absence).0 <= visit.now;
    let (from, to) = (day(absence.from, visit.locale), day(absence.to, visit.locale));
    if is_on {
        visit.say(format!("отсутствует до {to}"), format!("away until {to}"))
    } else {
        visit.say(format!("отсутствует с {from}"), format!("away from {from}"))
    }
}

/// How many of these people are away today.
pub(super) fn away_now(visit: &Visit, overview: &Overview) -> usize {
    overview.choice.people.iter().filter(|person| visit.world.is_absent(person, visit.now).is_some()).count()
}

pub(super) fn absences(visit: &Visit, overview: &Overview) -> Markup {
    let until = first_moment(today(visit) + Days::new(AHEAD_DAYS), visit.zone);
    let mut all = coming(visit, until);
    all.retain(|absence| overview.choice.people.contains(&absence.person));
    html! {
        section.chapter id="absences" {
            h2 { (visit.say("Отсутствия на месяц вперед", "Absences within a month")) span.count { (all.len()) } }
            @if all.is_empty() { p.quiet { (visit.say("Все на месте.", "Everybody is there.")) } }
            @else { ul.list { @for absence in all { (absence_row(visit, absence)) } } }
            p.acts {
                a href="/absences" { (visit.say("Записать отсутствие", "Enter an absence")) }
                a href="/leaving" { (visit.say("Уход сотрудника", "Somebody leaves")) }
            }
        }
    }
}

fn absence_row(visit: &Visit, absence: &Absence) -> Markup {
    let is_on = visit.world.bounds(absence).0 <= visit.now;
    html! {
        li.task {
            div.what {
                span.title { (visit.name(&absence.person)) }
                span.about {
                    @match &absence.deputy {
                        Some(deputy) => { (visit.say("заместитель — ", "deputy: ")) (visit.name(deputy)) },
                        None => span.due.late { (visit.say("заместителя нет", "nobody stands in")) },
                    }
                }
            }
            span.due.today[is_on] { (day(absence.from, visit.locale)) " — " (day(absence.to, visit.locale)) }
            a.button href={ (HERE) "/handover?from=" (absence.person) } { (visit.say("Передать сделки", "Hand deals over")) }
        }
    }
}
