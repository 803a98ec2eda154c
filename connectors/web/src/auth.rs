//! Who asks: a token for the interface, a session cookie for the pages.
//!
//! [`require`] stands before the routes, also before those that do not exist: whoever is nobody learns nothing, and no route can
//! be forgotten. What is open to everybody is the exact list here. Handlers take the [`Caller`] it found.

mod limits;
mod place;
mod session;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use voronka_core::access::Scope;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{ADMINISTRATOR, DESIGNER};
use voronka_definition::{Locale, Text};

use crate::app::App;
use crate::feed;
use crate::language;
use crate::problem::Problem;

pub(crate) use limits::{Limits, Trying};
pub use place::Place;
pub(crate) use session::comes_from_here;
pub use session::{clear_session_cookie, session_cookie, session_of};

/// The paths that anybody may ask for, exactly as written.
pub const OPEN_PATHS: [&str; 8] =
    ["/health/live", "/health/ready", "/metrics", "/api/v1/openapi.json", LOGIN, FORGOTTEN, SIGN_ON, SIGN_ON_BACK];
/// What anybody may ask for below these: styles and pictures; and what is opened by the secret that the address ends with, calendars,
/// links to set a password, links of letters to act by.
pub const OPEN_FOLDERS: [&str; 4] = ["/static/", feed::FOLDER, PASSWORDS, ACTS];
/// What a token for a department reads, below these.
const OF_DEPARTMENTS: [&str; 3] = ["/api/v1/cases", "/api/v1/tasks", "/api/v1/processes"];
/// The page on which a link to set a password is asked for.
pub const FORGOTTEN: &str = "/login/forgotten";
/// The way to the identity provider.
pub const SIGN_ON: &str = "/login/sso";
/// The way back from it.
pub const SIGN_ON_BACK: &str = "/login/sso/back";
/// Where passwords are set by links.
pub(crate) const PASSWORDS: &str = "/password/";
/// Where letters lead to act without logging in.
pub(crate) const ACTS: &str = "/act/";
/// The page to log in.
pub const LOGIN: &str = "/login";

/// The person who asks, and for what his token is good. He is known, and he works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(pub PersonId, pub Scope);

impl Caller {
    /// Somebody with all his rights.
    pub fn whole(person: PersonId) -> Self {
        Self(person, Scope::Whole)
    }

    /// The caller that [`require`] found.
    ///
    /// # Errors
    /// When there is none, which the layer prevents.
    pub fn of(extensions: &Extensions) -> Result<Self, Problem> {
        extensions.get::<Self>().cloned().ok_or_else(|| Problem::of_status(StatusCode::UNAUTHORIZED))
    }

    /// Whether he administers the system.
    pub fn administers(&self, app: &App) -> bool {
        self.holds(app, ADMINISTRATOR)
    }

    /// Whether he may deploy processes.
    pub fn designs(&self, app: &App) -> bool {
        self.holds(app, DESIGNER) || self.administers(app)
    }

    fn holds(&self, app: &App, position: &str) -> bool {
        let world = app.engine.world();
        let person = world.organisation.people.get(&self.0);
        person.is_some_and(|person| person.positions.iter().any(|held| held.as_str() == position))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Self::of(&parts.extensions)
    }
}

/// The language titles are told in: the one the request asks for, else the caller's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language(pub Locale);

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(Locale::En)))
    }
}

/// The layer before the routes: finds the caller, or answers instead of them.
pub async fn require(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let found = find(&app, &method, &path, request.headers()).await;
    match found {
        Ok(Some(caller)) if !is_within(&caller.1, &method, &path) => beyond(&caller.1).into_response(),
        Ok(Some(caller)) => {
            let language = language_of(&app, &caller, request.headers());
            request.extensions_mut().insert(language);
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Ok(None) if is_open(&path) => next.run(request).await,
        Ok(None) if is_of_interface(&path) => Problem::of_status(StatusCode::UNAUTHORIZED).into_response(),
        Ok(None) => Redirect::to(LOGIN).into_response(),
        Err(problem) => problem.into_response(),
    }
}

fn is_open(path: &str) -> bool {
    OPEN_PATHS.contains(&path) || OPEN_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// Whether this path belongs to the interface for programs rather than to the pages. All that looks like it counts, so that a
/// misspelt path gets a problem and no page.
pub(crate) fn is_of_interface(path: &str) -> bool {
    let path = path.trim_start_matches('/');
    ["api", "health", "metrics"].iter().any(|first| path.starts_with(first))
}

async fn find(app: &App, method: &Method, path: &str, headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
    if is_of_interface(path) {
        return by_token(app, headers).await;
    }
    let caller = by_session(app, headers).await?;
    if caller.is_some() && changes(method) && !comes_from_here(app, headers) {
        return Err(foreign());
    }
    Ok(caller)
}

fn changes(method: &Method) -> bool {
    !(method == Method::GET || method == Method::HEAD || method == Method::OPTIONS)
}

async fn by_token(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
    let Some(token) = bearer(headers) else { return Ok(None) };
    let found = app.engine.scope_of_token(token).await?;
    Ok(found.and_then(|(person, scope)| Some(Caller(works_here(app, person)?.0, scope))))
}

/// Whether a token is good for a call. One for a department is so for its cases and tasks, and for processes, which everybody may read.
fn is_within(scope: &Scope, method: &Method, path: &str) -> bool {
    match scope {
        Scope::Whole => true,
        Scope::Reading => !changes(method),
        Scope::Department(_) => !changes(method) && OF_DEPARTMENTS.iter().any(|part| path.starts_with(part)),
    }
}

fn beyond(scope: &Scope) -> Problem {
    let found = match scope {
        Scope::Department(department) => Text::both(
            format!("токен для чтения сделок отдела «{department}»"),
            format!("a token to read the cases of the department `{department}`"),
        ),
        _ => Text::both("токен для чтения", "a token to read"),
    };
    let expected = Text::both("токен со всеми правами сотрудника", "a token with all rights of its person");
    Problem::new(StatusCode::FORBIDDEN, "beyond_the_token", expected, found)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn by_session(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
    let Some(token) = session_of(app, headers) else { return Ok(None) };
    let person = app.engine.person_of_session(&token).await?;
    Ok(person.and_then(|person| works_here(app, person)))
}

/// One who left is nobody, whatever he still holds.
fn works_here(app: &App, person: PersonId) -> Option<Caller> {
    let world = app.engine.world();
    world.organisation.people.get(&person)?.active.then_some(Caller::whole(person))
}

fn language_of(app: &App, caller: &Caller, headers: &HeaderMap) -> Language {
    let world = app.engine.world();
    let own = || world.organisation.people.get(&caller.0).and_then(|person| person.locale);
    Language(language::asked(headers).or_else(own).unwrap_or(world.organisation.locale))
}

fn foreign() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "foreign_origin",
        Text::both("форма с этого сайта", "a form of this site"),
        Text::both("форма с другого сайта", "a form of another site"),
    )
}
