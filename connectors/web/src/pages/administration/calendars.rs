//! The calendars, a year at a glance: which days are worked, which are not, which are shorter. They come from files of their own.

use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{Datelike, Days, NaiveDate};
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::words::day;
use voronka_definition::calendar::Calendar;

use super::super::visit::Visit;
use super::{HERE, let_in, page, tabs};
use crate::app::App;
use crate::problem::Problem;

/// The end of the address.
const LIST: &str = "/calendars";
/// The years that can be shown.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;
const MONTHS: [(&str, &str); 12] = [
    ("Январь", "January"),
    ("Февраль", "February"),
    ("Март", "March"),
    ("Апрель", "April"),
    ("Май", "May"),
    ("Июнь", "June"),
    ("Июль", "July"),
    ("Август", "August"),
    ("Сентябрь", "September"),
    ("Октябрь", "October"),
    ("Ноябрь", "November"),
    ("Декабрь", "December"),
];
const WEEK: [(&str, &str); 7] =
    [("пн", "Mo"), ("вт", "Tu"), ("ср", "We"), ("чт", "Th"), ("пт", "Fr"), ("сб", "Sa"), ("вс", "Su")];

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/administration/calendars", get(show))
}

/// Which one, and which year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    calendar: String,
    year: Option<i32>,
}

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let_in(&visit)?;
    let world = &visit.world;
    let asked = Some(wanted.calendar.as_str()).filter(|name| !name.is_empty());
    let asked = asked.unwrap_or(world.organisation.calendar.as_str());
    let calendar = world.calendars.values().find(|calendar| calendar.id().as_str() == asked).ok_or_else(Problem::not_found)?;
    let today = visit.now.with_timezone(&visit.zone).date_naive();
    let year = wanted.year.filter(|year| YEARS.contains(year)).unwrap_or_else(|| today.year());
    let known = calendar.known_until();
    let body = html! {
        (tabs(&visit, LIST))
        h1 { (visit.say("Календари", "Calendars")) }
        p.lead { (visit.say(
            "Праздники и переносы записаны в файлах календарей на сервере. Чтобы добавить день, измените файл или прочитайте календарь из ICS и CSV командой voronka calendar import, а потом перезапустите сервер: сроки пересчитаются сами.",
            "Holidays and moved days stand in the files of the calendars on the server. To add a day, change the file, or read one from ICS or CSV with voronka calendar import, and start the server again: dates are counted anew by themselves.",
        )) }
        form.filters method="get" action={ (HERE) (LIST) } {
            label { span { (visit.say("Календарь", "Calendar")) }
                select name="calendar" { @for one in world.calendars.values() {
                    option value=(one.id()) selected[one.id() == calendar.id()] { (one.title().get(visit.locale)) }
                } }
            }
            label { span { (visit.say("Год", "Year")) }
                input type="number" name="year" min=(YEARS.start()) max=(YEARS.end()) value=(year);
            }
            button { (visit.say("Показать", "Show")) }
        }
        p.quiet {
            @if let Some(source) = calendar.source(year) { (source.get(visit.locale)) ". " }
            @match known {
                Some(until) => { (visit.say("Праздники известны до ", "Holidays are known until ")) (day(until, visit.locale)) "." },
                None => (visit.say("Этот календарь действует во все годы.", "This calendar holds for every year.")),
            }
        }
        @if known.is_some_and(|until| until.year() < year) {
            p.alert { (visit.say("Праздники этого года в файле календаря еще не записаны: показаны обычные недели.", "The holidays of this year are not in the calendar's file yet: ordinary weeks are shown.")) }
        }
        div.year { @for (number, (ru, en)) in (1..).zip(MONTHS) { (month(&visit, calendar, NaiveDate::from_ymd_opt(year, number, 1), visit.say(ru, en))) } }
        p.legend {
            span.work { (visit.say("рабочий", "worked")) }
            span.short { (visit.say("короче обычного", "shorter than usual")) }
            span.off { (visit.say("выходной", "day off")) }
        }
        p.quiet { (visit.say("Жирным — дни не как в обычную неделю. Наведите на день, чтобы увидеть рабочее время.", "Bold days are unlike an ordinary week. Point at a day to see its hours.")) }
    };
    Ok(page(&visit, LIST, StatusCode::OK, body))
}

fn month(visit: &Visit, calendar: &Calendar, first: Option<NaiveDate>, title: &str) -> Markup {
    let Some(first) = first else { return html! {} };
    let monday = first - Days::new(u64::from(first.weekday().num_days_from_monday()));
    html! {
        table.month {
            caption { (title) }
            thead { tr { @for (ru, en) in WEEK { th scope="col" { (visit.say(ru, en)) } } } }
            tbody { @for week in 0..6 {
                @let begins = monday + Days::new(week * 7);
                @if begins.month() == first.month() || begins < first {
                    tr { @for place in 0..7 {
                        @let day = begins + Days::new(place);
                        @if day.month() == first.month() { (cell(visit, calendar, day)) } @else { td {} }
                    } }
                }
            } }
        }
    }
}

/// A day, with its hours and what it is called behind it.
fn cell(visit: &Visit, calendar: &Calendar, date: NaiveDate) -> Markup {
    let hours = calendar.hours(date);
    let minutes: i64 = hours.iter().map(|hours| hours.length().num_minutes()).sum();
    let whole = i64::from(calendar.minutes_of_a_day().unwrap_or_default());
    let class = match minutes {
        0 => "off",
        minutes if minutes < whole => "short",
        _ => "work",
    };
    let own = calendar.day(date).is_some();
    let today = visit.now.with_timezone(&visit.zone).date_naive() == date;
    let said = match minutes {
        0 => visit.say("выходной", "day off").to_owned(),
        minutes => {
            visit.say(format!("{} ч {} мин", minutes / 60, minutes % 60), format!("{} h {} min", minutes / 60, minutes % 60))
        }
    };
    html! {
        td class={ (class) (if own { " own" } else { "" }) } title=(said) aria-current=[today.then_some("date")] {
            (date.day()) span.hidden { " " (said) }
        }
    }
}
