//! My open tasks by day: a week or a month.

mod days;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::words::{day, plural, weekday_and_day};
use voronka_definition::Locale;
use voronka_definition::model::TaskKind;
use voronka_runtime::{PageRequest, TaskFilter, TaskRecord, TaskStatus};

use self::days::{MONTHS, MONTHS_EN, clock, start_of, weekday};
use super::frame::{Page, Place};
use super::icons;
use super::visit::Visit;
use super::when::day_of;
use crate::app::App;
use crate::problem::Problem;

/// How many tasks are read for one page.
const TASKS_MOST: usize = 600;
/// How many tasks of a day a month shows.
const OF_A_DAY_MOST: usize = 4;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/calendar", get(show))
}

/// Which days are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    view: String,
    at: String,
}

/// The days of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    is_month: bool,
    /// A day of the week or the month.
    at: NaiveDate,
    /// The first day that is shown, a Monday.
    from: NaiveDate,
    /// How many days are shown.
    days: u64,
}

impl Span {
    fn of(is_month: bool, at: NaiveDate) -> Self {
        let monday = |day: NaiveDate| day - Days::new(day.weekday().num_days_from_monday().into());
        if !is_month {
            return Self { is_month, at, from: monday(at), days: 7 };
        }
        let first = at.with_day(1).unwrap_or(at);
        let (from, next) = (monday(first), first + Months::new(1));
        let weeks = (next - from).num_days().unsigned_abs().div_ceil(7);
        Self { is_month, at, from, days: weeks * 7 }
    }

    fn end(self) -> NaiveDate {
        self.from + Days::new(self.days)
    }

    /// The address of the page with this day.
    fn address(self, at: NaiveDate) -> String {
        format!("/calendar?view={}&at={at}", if self.is_month { "month" } else { "week" })
    }

    fn before(self) -> NaiveDate {
        if self.is_month { self.at - Months::new(1) } else { self.at - Days::new(7) }
    }

    fn after(self) -> NaiveDate {
        if self.is_month { self.at + Months::new(1) } else { self.at + Days::new(7) }
    }
}

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let today = day_of(visit.now, visit.zone);
    // A calendar far from now would only be empty, and reach beyond what dates can say.
    let at = wanted.at.parse().ok().filter(|at: &NaiveDate| (*at - today).num_days().abs() < 36_600).unwrap_or(today);
    let span = Span::of(wanted.view == "month", at);
    let (from, to) = (start_of(span.from, visit.zone), start_of(span.end(), visit.zone));
    let tasks = tasks(&visit, Some(from), to).await?;
    let late = tasks_before(&visit, from.min(visit.now)).await?;
    let mut by_day: BTreeMap<NaiveDate, Vec<&TaskRecord>> = BTreeMap::new();
    for task in &tasks {
        by_day.entry(day_of(task.due_at, visit.zone)).or_default().push(task);
    }
    let body = html! {
        (head(&visit, span, today))
        @if late > 0 { (overdue(&visit, late)) }
        (grid(&visit, span, today, &by_day))
        p.quiet {
            (visit.say("Те же задачи можно видеть в своем календаре: ", "The same tasks can be seen in a calendar of your own: "))
            a href="/settings" { (visit.say("подписка iCal в настройках", "an iCal feed in the settings")) } "."
        }
    };
    let here = span.address(at);
    Ok(Page { title: visit.say("Календарь", "Calendar"), place: Place::Tasks, here: &here, body }.ok(&visit))
}

/// The visitor's open tasks that are due between these moments.
async fn tasks(visit: &Visit, from: Option<DateTime<Utc>>, to: DateTime<Utc>) -> Result<Vec<TaskRecord>, Problem> {
    let filter = TaskFilter {
        assignee: Some(visit.me.clone()),
        status: Some(TaskStatus::Open),
        due_after: from,
        due_before: Some(to),
        ..TaskFilter::default()
    };
    let mut page = PageRequest { limit: u32::MAX, after: None };
    let mut tasks = Vec::new();
    loop {
        let found = visit.app.engine.reads().tasks(&visit.horizon, &filter, &page).await?;
        tasks.extend(found.items);
        page.after = found.next;
        if page.after.is_none() || tasks.len() >= TASKS_MOST {
            return Ok(tasks);
        }
    }
}

/// How many tasks were due before the days that are shown.
async fn tasks_before(visit: &Visit, moment: DateTime<Utc>) -> Result<usize, Problem> {
    Ok(tasks(visit, None, moment).await?.len())
}

fn head(visit: &Visit, span: Span, today: NaiveDate) -> Markup {
    let other = Span { is_month: !span.is_month, ..span };
    let title = match span.is_month {
        true => {
            let month = span.at.month0() as usize;
            format!("{} {}", visit.say(MONTHS, MONTHS_EN).get(month).unwrap_or(&""), span.at.year())
        }
        false => {
            let last = span.end() - Days::new(1);
            let first =
                if span.from.month() == last.month() { span.from.day().to_string() } else { day(span.from, visit.locale) };
            format!("{first} – {}", day(last, visit.locale))
        }
    };
    html! {
        div.head data-live="tasks" {
            h1 { (visit.say("Календарь", "Calendar")) ": " (title) }
            span.grow {}
            div.acts {
                a.button href=(span.address(span.before())) aria-label=(visit.say("Раньше", "Earlier")) data-key="[" { "←" }
                a.button href=(span.address(today)) { (visit.say("Сегодня", "Today")) }
                a.button href=(span.address(span.after())) aria-label=(visit.say("Позже", "Later")) data-key="]" { "→" }
                a.button href=(other.address(span.at)) { @if span.is_month { (visit.say("Неделя", "Week")) } @else { (visit.say("Месяц", "Month")) } }
            }
        }
    }
}

fn overdue(visit: &Visit, late: usize) -> Markup {
    let number = late as u64;
    let words = match visit.locale {
        Locale::Ru => format!("{number} {} с более ранним сроком", plural(number, "задача", "задачи", "задач")),
        Locale::En => format!("{number} task{} due earlier", if number == 1 { "" } else { "s" }),
    };
    html! { p.notice { a href="/" { (words) } } }
}

fn grid(visit: &Visit, span: Span, today: NaiveDate, tasks: &BTreeMap<NaiveDate, Vec<&TaskRecord>>) -> Markup {
    let days = (0..span.days).map(|number| span.from + Days::new(number));
    html! {
        ol.calendar.month[span.is_month] {
            @for date in days {
                @let of_day = tasks.get(&date).map_or(&[][..], Vec::as_slice);
                li.day.today[date == today].past[date < today].bare[of_day.is_empty()].other[span.is_month && date.month() != span.at.month()] {
                    (of_date(visit, span, date, today, of_day))
                }
            }
        }
    }
}

fn of_date(visit: &Visit, span: Span, date: NaiveDate, today: NaiveDate, tasks: &[&TaskRecord]) -> Markup {
    let shown = if span.is_month { OF_A_DAY_MOST } else { usize::MAX };
    let week = Span::of(false, date);
    html! {
        h2 aria-current=[(date == today).then_some("date")] {
            @if span.is_month { span.weekday { (weekday(date, visit.locale)) } " " (date.day()) }
            @else { (weekday_and_day(date, visit.locale)) }
        }
        ul { @for task in tasks.iter().take(shown) { (of_task(visit, task)) } }
        @if tasks.len() > shown {
            a.quiet href=(week.address(date)) { (visit.say(format!("еще {}", tasks.len() - shown), format!("{} more", tasks.len() - shown))) }
        }
    }
}

fn of_task(visit: &Visit, task: &TaskRecord) -> Markup {
    let is_late = task.due_at < visit.now;
    html! {
        li.slot.late[is_late].meeting[task.kind == TaskKind::Meeting] {
            time datetime=(task.due_at.to_rfc3339()) { (clock(task.due_at, visit.zone)) } " "
            (icons::of_kind(task.kind)) " "
            a.title href={ "/tasks/" (task.id) } { (task.title.get(visit.locale)) }
            @if !task.errand { span.about { (task.case_title) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_begins_on_monday_and_holds_all_of_its_week_or_month() {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let table = [
            (false, "2026-12-09", "2026-12-07", 7),
            (false, "2026-12-07", "2026-12-07", 7),
            (true, "2026-12-31", "2026-11-30", 35),
            (true, "2027-02-15", "2027-02-01", 28),
            (true, "2026-08-01", "2026-07-27", 42),
        ];
        for (is_month, at, from, days) in table {
            let span = Span::of(is_month, date(at));
            assert_eq!((span.from, span.days), (date(from), days), "{at}");
        }
        assert_eq!(Span::of(true, date("2026-03-31")).before(), date("2026-02-28"));
    }
}
