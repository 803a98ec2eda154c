//! The time machine: a bar with the clock of the demo or of the test, which moves it forward, and what falls due happens.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde_json::{Value as Json, json};
use voronka_core::words::plural;
use voronka_definition::{Locale, Period, Text, Unit};
use voronka_runtime::{Advanced, ClockError, Key};

use super::language::Said;
use super::submitted::Submitted;
use super::visit::Visit;
use super::{frame, icons, ways, when};
use crate::app::App;
use crate::auth::Caller;
use crate::problem::Problem;

/// What an order to move the clock says.
const HOURS: &str = "hours";
const DAY: &str = "day";
const NEXT: &str = "next";

/// The route, which exists only where the clock can be moved.
pub(super) fn router() -> Router<App> {
    Router::new().route("/clock", post(walk))
}

/// The bar.
pub(super) fn bar(visit: &Visit, here: &str) -> Markup {
    let order = |by: &str, title: &str| html! { button name="by" value=(by) { (title) } };
    html! {
        aside.machine aria-label=(visit.say("Машина времени", "Time machine")) { div.bar {
            span.moment {
                (icons::clock())
                span.quiet { (visit.say("Часы демо", "Demo clock")) }
                strong { (when::full(visit.now, visit.zone, visit.locale)) }
            }
            @if visit.app.demo || visit.horizon.everything {
                (frame::form(visit, "/clock", html! {
                    input type="hidden" name="here" value=(here);
                    (order(HOURS, visit.say("+2 рабочих часа", "+2 business hours")))
                    (order(DAY, visit.say("+1 рабочий день", "+1 business day")))
                    (order(NEXT, visit.say("До следующего события", "To what happens next")))
                }))
            }
        } }
    }
}

async fn walk(State(app): State<App>, visit: Visit, Submitted { raw, key }: Submitted) -> Result<Response, Problem> {
    if !(app.demo || Caller::whole(visit.me.clone()).administers(&app)) {
        return Err(Problem::of_status(StatusCode::FORBIDDEN));
    }
    let by = raw.get("by").to_owned();
    let here = ways::local(raw.get("here")).to_owned();
    let (locale, zone) = (visit.locale, visit.zone);
    // A walk goes on when who wanted it hangs up.
    let walking = tokio::spawn(async move { walked(&app, &by, &key).await });
    let Some(answer) = walking.await.map_err(|_| Problem::fault())?? else {
        return Ok(Said::on(&here, locale.pick("Впереди ничего не назначено.", "Nothing lies ahead.")));
    };
    let now = answer["now"].as_str().and_then(|now| now.parse().ok());
    let moment = now.map_or_else(String::new, |now| when::full(now, zone, locale));
    let counts = (answer["timers"].as_u64().unwrap_or(0), answer["letters"].as_u64().unwrap_or(0));
    Ok(Said::on(&here, &told(locale, &moment, counts)))
}

/// Moves the clock once for each key; `None` where there is nothing to move it to.
async fn walked(app: &App, by: &str, key: &Key) -> Result<Option<Json>, Problem> {
    // One walk at a time, so that a repeated order finds the answer of the first.
    let _turn = app.walks.lock().await;
    if let Some(answer) = app.engine.recall_answer(key).await? {
        return Ok(Some(answer));
    }
    let clock = app.engine.clock();
    let advanced: Result<Advanced, ClockError> = match by {
        HOURS => clock.advance_by(Period::new(2, Unit::BusinessHours)).await,
        DAY => clock.advance_by(Period::new(1, Unit::BusinessDays)).await,
        NEXT => match next_moment(app).await? {
            Some(at) => clock.advance_to(at).await,
            None => return Ok(None),
        },
        _ => return Err(unknown_order(by)),
    };
    let advanced = advanced?;
    let answer = json!({"now": advanced.now, "timers": advanced.timers_fired, "letters": advanced.letters_tried});
    app.engine.remember_answer(key, &answer).await?;
    Ok(Some(answer))
}

/// The next moment at which anything happens by itself: a reminder, a rung of a ladder, the end of a wait, a letter's turn.
async fn next_moment(app: &App) -> Result<Option<DateTime<Utc>>, Problem> {
    let now = app.engine.now().await?;
    Ok(app.engine.reads().next_moment().await?.map(|at| at.max(now)))
}

fn told(locale: Locale, moment: &str, (timers, letters): (u64, u64)) -> String {
    match locale {
        Locale::Ru => format!(
            "Часы переведены: {moment}\nСработало: {timers} {}. Написано: {letters} {}.",
            plural(timers, "срок", "срока", "сроков"),
            plural(letters, "письмо", "письма", "писем"),
        ),
        Locale::En => {
            let s = |count: u64| if count == 1 { "" } else { "s" };
            format!("The clock stands at {moment}\n{timers} timer{} fired, {letters} letter{} written.", s(timers), s(letters))
        }
    }
}

fn unknown_order(by: &str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unknown_order",
        Text::both("hours, day или next", "hours, day or next"),
        Text::Any(by.chars().take(60).collect()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_told_with_the_right_plurals() {
        assert_eq!(told(Locale::Ru, "X", (1, 2)), "Часы переведены: X\nСработало: 1 срок. Написано: 2 письма.");
        assert_eq!(told(Locale::En, "X", (1, 2)), "The clock stands at X\n1 timer fired, 2 letters written.");
    }
}
