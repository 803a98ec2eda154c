//! The pages: plain HTML, rendered here, that works without scripts. A small one of our own adds what a form cannot do: keys, what
//! unfolds in place, what changes elsewhere.
//!
//! A page is shown by GET; every act is a POST of a form, which answers with the way to a page. A form that is wrong comes back
//! with what was wrong beside its fields; another refusal is a page that says what was expected, what was found, and leads back.
//!
//! Absent on purpose: rules. Pages leave out what would be refused, but what is allowed is the core's question.

mod absences;
mod administration;
mod assets;
mod because;
mod board;
mod calendar;
mod choices;
mod circle;
mod controls;
mod deal;
mod deal_acts;
mod deals;
mod department;
mod documents;
mod entering;
mod errand;
mod escalations;
mod facts;
mod frame;
mod funnel;
mod given;
mod icons;
mod incidents;
mod keys;
mod language;
mod leaving;
mod letters;
mod links;
mod live;
mod login;
mod machine;
mod mistakes;
mod processes;
mod raw;
mod refused;
mod search;
mod seen;
mod settings;
mod sheet;
mod stale;
mod start;
mod submitted;
mod task;
mod task_acts;
mod tasks;
mod typed;
mod visit;
mod ways;
mod when;
mod why;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use tower_http::timeout::TimeoutLayer;

pub(crate) use self::language::speak_of_mistakes;
pub(crate) use self::processes::Workbench;
use crate::app::App;
use crate::layers;
use crate::problem::Problem;

/// Every page. Who asks is known by then: `crate::auth` has looked at the cookie before a page is reached.
pub fn router(app: App) -> Router<App> {
    let quick = Router::new()
        .merge(login::router())
        .merge(entering::router())
        .merge(tasks::router())
        .merge(absences::router())
        .merge(leaving::router())
        .merge(task_acts::router())
        .merge(why::router())
        .merge(deals::router())
        .merge(start::router())
        .merge(deal::router())
        .merge(deal_acts::router())
        .merge(documents::router())
        .merge(escalations::router())
        .merge(department::router())
        .merge(funnel::router())
        .merge(administration::router())
        .merge(incidents::router())
        .merge(letters::router())
        .merge(settings::router())
        .merge(processes::router())
        .merge(live::router())
        .merge(board::router())
        .merge(calendar::router())
        .merge(search::router())
        .merge(keys::router())
        .merge(crate::feed::router())
        .route("/{*path}", any(missing))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, layers::ANSWER_TIME_MOST));
    let slow = machine::router().layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, layers::CLOCK_TIME_MOST));
    let all = if app.has_time_machine() { quick.merge(slow) } else { quick };
    all.layer(from_fn_with_state(app, language::speak)).merge(assets::router())
}

/// An address that nothing stands at. One that looks like the interface's gets its problem, the others a page.
async fn missing() -> Problem {
    Problem::not_found()
}
