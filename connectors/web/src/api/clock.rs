//! The test clock. These routes exist only where the clock can be moved.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_definition::{Period, Text, Unit};
use voronka_runtime::{Advanced, ClockError, Key};

use crate::app::App;
use crate::auth::Caller;
use crate::extract::Command;
use crate::forms::moment;
use crate::problem::Problem;

/// The clock.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(look, walk))
}

form! {
    /// How far the clock goes: one of the two.
    Walk {
        /// By a period of the company's calendar, as `3 business days`.
        may advance: String,
        /// To this moment.
        may to: DateTime<Utc>,
    }
}

/// How far the clock goes.
#[derive(Debug, Clone, Copy)]
enum Target {
    By(Period),
    To(DateTime<Utc>),
}

/// Where the clock stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Standing {
    /// Now.
    now: String,
}

/// A finished walk of the clock.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Walked {
    /// Where it began.
    from: String,
    /// Where the clock stands now.
    now: String,
    /// How many timers fired.
    timers_fired: u64,
    /// How many attempts at letters were made.
    letters_tried: u64,
}

/// Where the clock stands
#[utoipa::path(get, path = "/test/clock", tag = "test", responses((status = 200, body = Standing)))]
async fn look(State(app): State<App>, _caller: Caller) -> Result<Json<Standing>, Problem> {
    Ok(Json(Standing { now: moment(app.engine.now().await?) }))
}

/// Moves the clock; for administrators
///
/// Answers when everything that was due by then has happened, and each letter that became due had one attempt.
#[utoipa::path(post, path = "/test/clock", tag = "test", request_body = Walk, responses((status = 200, body = Walked)))]
async fn walk(State(app): State<App>, command: Command<Walk>) -> Result<Json<Value>, Problem> {
    if !Caller::whole(command.by).administers(&app) {
        return Err(no_administrator());
    }
    let target = target(command.form)?;
    // A walk goes on when who wanted it hangs up: half of one would leave the clock where nobody expects it.
    let walking = tokio::spawn(async move { walked(&app, target, command.key.as_ref()).await });
    walking.await.map_err(|_| Problem::fault())?.map(Json)
}

async fn walked(app: &App, target: Target, key: Option<&Key>) -> Result<Value, Problem> {
    // One walk at a time, so that a repeated call finds the answer of the first.
    let _turn = app.walks.lock().await;
    if let Some(key) = key
        && let Some(answer) = app.engine.recall_answer(key).await?
    {
        return Ok(answer);
    }
    let answer = json!(told(&go(app, target).await?));
    if let Some(key) = key {
        app.engine.remember_answer(key, &answer).await?;
    }
    Ok(answer)
}

async fn go(app: &App, target: Target) -> Result<Advanced, ClockError> {
    match target {
        Target::By(period) => app.engine.clock().advance_by(period).await,
        Target::To(to) => app.engine.clock().advance_to(to).await,
    }
}

fn told(advanced: &Advanced) -> Walked {
    Walked {
        from: moment(advanced.from),
        now: moment(advanced.now),
        timers_fired: advanced.timers_fired,
        letters_tried: advanced.letters_tried,
    }
}

fn target(form: Walk) -> Result<Target, Problem> {
    match (form.advance, form.to) {
        (Some(advance), None) => period(&advance).map(Target::By),
        (None, Some(to)) => Ok(Target::To(to)),
        (Some(_), Some(_)) => Err(one_of_two(Text::both("и advance, и to", "both `advance` and `to`"))),
        (None, None) => Err(one_of_two(Text::both("ничего", "nothing"))),
    }
}

fn one_of_two(found: Text) -> Problem {
    let expected = Text::both("одно из двух: advance или to", "one of the two: `advance` or `to`");
    Problem::of_field("advance", "one_of_two", expected, found)
}

fn period(text: &str) -> Result<Period, Problem> {
    let expected = || Text::both("срок, как 3 business days", "a period, as 3 business days");
    parsed(text)
        .ok_or_else(|| Problem::of_field("advance", "wrong_period", expected(), Text::Any(text.chars().take(60).collect())))
}

/// A period as the process language writes it.
fn parsed(text: &str) -> Option<Period> {
    let (amount, unit) = text.trim().split_once(' ')?;
    let unit = match unit.trim() {
        "minute" | "minutes" => Unit::Minutes,
        "hour" | "hours" => Unit::Hours,
        "day" | "days" => Unit::Days,
        "business minute" | "business minutes" => Unit::BusinessMinutes,
        "business hour" | "business hours" => Unit::BusinessHours,
        "business day" | "business days" => Unit::BusinessDays,
        _ => return None,
    };
    Some(Period::new(amount.parse().ok()?, unit))
}

fn no_administrator() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "not_an_administrator",
        Text::both("администратор", "an administrator"),
        Text::both("другой сотрудник", "somebody else"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_read_as_the_language_writes_it() {
        for text in ["1 business day", "3 business days", "30 minutes", "4 business hours", "1 day", "0 minutes"] {
            assert_eq!(parsed(text).map(|period| period.to_string()).as_deref(), Some(text));
        }
        for text in ["", "3", "business days", "-1 days", "1.5 hours", "3 weeks", "3 business  days x"] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
