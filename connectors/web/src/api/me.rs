//! What the caller wishes for himself: how letters come, and a calendar to subscribe to.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_definition::Text;
use voronka_runtime::{BadWishes, Pace, Wishes};

use crate::app::App;
use crate::auth::Caller;
use crate::extract::Command;
use crate::feed;
use crate::forms::moment;
use crate::problem::Problem;

/// The wishes of the caller.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(wishes, wish)).routes(routes!(open_feed, close_feed))
}

form! {
    /// How letters come.
    WishesWanted {
        /// Letters about your own tasks: `at_once` or `digest`; `at_once` where nothing is said.
        may notices: String,
        /// Letters about somebody's lateness: `at_once` or `digest`; `at_once` where nothing is said.
        may escalations: String,
        /// Whether a digest comes every working morning: overdue, due today, your department. No where nothing is said.
        may morning: bool,
        /// When digests come, as a line of cron in your zone, like `30 8 * * *`; when you begin to work where nothing is said.
        /// A digest that holds escalations comes every working day, on days that the line leaves out when you begin to work.
        may cron: String,
    }
}

/// How letters come to you.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WishesForm {
    /// Letters about your own tasks: `at_once` or `digest`.
    notices: &'static str,
    /// Letters about somebody's lateness: `at_once` or `digest`.
    escalations: &'static str,
    /// Whether a digest comes every working morning.
    morning: bool,
    /// When digests come, as a line of cron; null for when you begin to work.
    cron: Option<String>,
    /// When the next digest comes; null where none does.
    next_digest_at: Option<String>,
    /// Whether you have a calendar to subscribe to.
    feed: bool,
}

/// A calendar to subscribe to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FeedForm {
    /// Its address, with its secret; it is shown this once.
    url: String,
}

/// How letters come to you
#[utoipa::path(get, path = "/me/letters", tag = "me", responses((status = 200, body = WishesForm)))]
async fn wishes(State(app): State<App>, Caller(me, _): Caller) -> Result<Json<WishesForm>, Problem> {
    let (wishes, next_at) = app.engine.letter_wishes(&me).await?;
    Ok(Json(WishesForm {
        notices: wishes.notices.name(),
        escalations: wishes.escalations.name(),
        morning: wishes.morning,
        cron: wishes.cron,
        next_digest_at: next_at.map(moment),
        feed: app.engine.reads().has_feed(&me).await?,
    }))
}

/// Sets how letters come to you; what is left out is as for somebody who chose nothing
#[utoipa::path(put, path = "/me/letters", tag = "me", request_body = WishesWanted,
    responses((status = 200, body = WishesForm)))]
async fn wish(State(app): State<App>, command: Command<WishesWanted>) -> Result<Json<WishesForm>, Problem> {
    let form = command.form;
    let wishes = Wishes {
        notices: pace("notices", form.notices.as_deref())?,
        escalations: pace("escalations", form.escalations.as_deref())?,
        morning: form.morning.unwrap_or_default(),
        cron: form.cron,
    };
    app.engine.set_letter_wishes(&command.by, wishes).await.map_err(refused)?;
    self::wishes(State(app), Caller::whole(command.by)).await
}

/// Gives you a calendar to subscribe to; an earlier address is worth nothing any more
#[utoipa::path(put, path = "/me/calendar", tag = "me", responses((status = 200, body = FeedForm)))]
async fn open_feed(State(app): State<App>, Caller(me, _): Caller) -> Result<Json<FeedForm>, Problem> {
    let secret = app.engine.open_feed(&me).await?;
    Ok(Json(FeedForm { url: feed::address(&app, &secret) }))
}

/// Ends your calendar: its address is worth nothing any more
#[utoipa::path(delete, path = "/me/calendar", tag = "me", responses((status = 204)))]
async fn close_feed(State(app): State<App>, Caller(me, _): Caller) -> Result<StatusCode, Problem> {
    app.engine.close_feed(&me).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The pace with this name.
pub(crate) fn pace(field: &str, name: Option<&str>) -> Result<Pace, Problem> {
    let Some(name) = name else { return Ok(Pace::default()) };
    Pace::from_name(name).ok_or_else(|| {
        let expected = Text::both("at_once или digest", "`at_once` or `digest`");
        Problem::of_field(field, "unknown_pace", expected, Text::Any(name.chars().take(60).collect()))
    })
}

fn refused(wishes: BadWishes) -> Problem {
    match wishes {
        BadWishes::Cron(line) => {
            let expected = Text::both(
                "строка cron, которая бывает в рабочие дни, как 30 8 * * *",
                "a line of cron that comes on working days, as 30 8 * * *",
            );
            Problem::of_field("cron", "wrong_cron", expected, Text::Any(line.chars().take(60).collect()))
        }
        BadWishes::Store(error) => error.into(),
    }
}
