//! A visit: who looks at a page, in which language and zone, at which moment, and what he may see.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sha2::{Digest, Sha256};
use voronka_core::access::Horizon;
use voronka_core::words::Speaker;
use voronka_core::{Case, World};
use voronka_definition::Locale;
use voronka_definition::calendar::BusinessTime;
use voronka_definition::name::PersonId;
use voronka_runtime::Quarantine;

use super::language::{self, Said};
use crate::app::App;
use crate::auth::{Caller, session_of};
use crate::problem::Problem;

/// How many unanswered escalations are counted; beyond that the exact number does not matter.
pub(super) const COUNTED_MOST: u32 = 100;
/// What sets the hidden token of forms apart from other hashes of the session.
const TOKEN_PURPOSE: &str = "voronka form ";

/// A visit of somebody who has logged in.
#[derive(Clone)]
pub(super) struct Visit {
    /// The server.
    pub app: App,
    /// Who looks.
    pub me: PersonId,
    /// In which language.
    pub locale: Locale,
    /// In which zone.
    pub zone: Tz,
    /// The store's clock.
    pub now: DateTime<Utc>,
    /// People, calendars, processes.
    pub world: Arc<World>,
    /// What he may see.
    pub horizon: Horizon,
    /// The hidden token of the forms he is shown.
    pub token: String,
    /// What the last act had to say.
    pub said: Option<String>,
    /// About how many open tasks escalations wait for his answer.
    pub unanswered: usize,
    /// Why nothing is sent, where the database is in quarantine.
    pub quarantine: Option<Quarantine>,
}

impl Visit {
    /// One of two texts.
    pub fn say<T>(&self, ru: T, en: T) -> T {
        self.locale.pick(ru, en)
    }

    /// What names and values are shown by.
    pub fn speaker(&self) -> Speaker<'_> {
        Speaker { world: &self.world, locale: self.locale, zone: self.zone }
    }

    /// The name of a person.
    pub fn name<'a>(&'a self, person: &'a PersonId) -> &'a str {
        self.world.name_of(person)
    }

    /// A person as one chooses him: who is away is named with it, so that nobody gives him work by mistake.
    pub fn choosable(&self, person: &PersonId) -> String {
        let name = self.name(person);
        let Some(absence) = self.world.is_absent(person, self.now) else { return name.to_owned() };
        let to = voronka_core::words::day(absence.to, self.locale);
        self.say(format!("{name} (отсутствует до {to})"), format!("{name} (away until {to})"))
    }

    /// The working time in which somebody's lateness is counted; mine where nobody has the task.
    pub fn working_time(&self, person: Option<&PersonId>) -> BusinessTime<'_> {
        self.world.business_time(person.unwrap_or(&self.me), None)
    }

    /// A due date of this person's task in words.
    pub fn due(&self, at: DateTime<Utc>, assignee: Option<&PersonId>) -> maud::Markup {
        super::when::due(at, self.now, self.zone, &self.working_time(assignee), self.locale)
    }

    /// Whether he is responsible for the deal, or may act as if he were.
    pub fn is_responsible(&self, case: &Case) -> bool {
        let (owner, horizon) = (&case.owner, &self.horizon);
        *owner == self.me || horizon.everything || horizon.below.contains(owner) || horizon.stands_for.contains(owner)
    }

    /// Whether he is a head above the deal's owner, or the owner himself and a head.
    pub fn heads(&self, case: &Case) -> bool {
        let below = &self.horizon.below;
        self.horizon.everything || below.contains(&case.owner) || case.owner == self.me && !below.is_empty()
    }

    /// Counts something that takes long for many deals: it is kept for a while, under this name. Where the clock is moved by hand a
    /// while may be days, and nothing is kept longer than it is true.
    pub async fn count<T, E, F>(&self, name: &str, count: F) -> Result<Arc<T>, Problem>
    where
        T: Send + Sync + 'static,
        Problem: From<E>,
        F: Future<Output = Result<T, E>>,
    {
        let engine = &self.app.engine;
        match engine.reads().standing() {
            Some(at) => self.app.workbench.count(&format!("{name} at {at}, {}", engine.changes()), count).await,
            None => self.app.workbench.count(name, count).await,
        }
    }

    /// Whether he may read the letters to others too.
    pub fn reads_all_letters(&self) -> bool {
        self.horizon.everything
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Caller(me, _) = Caller::of(&parts.extensions)?;
        Self::of(parts, app, me).await
    }
}

impl Visit {
    /// The visit of this person, who has shown who he is.
    pub async fn of(parts: &Parts, app: &App, me: PersonId) -> Result<Self, Problem> {
        let world = app.engine.world();
        let now = app.engine.now().await?;
        let unanswered = app.engine.reads().unanswered_tasks(&me, COUNTED_MOST).await?;
        let own = world.person(&me).and_then(|person| person.locale);
        Ok(Self {
            locale: language::chosen(parts, own).unwrap_or(world.organisation.locale),
            zone: world.zone_of(&me),
            horizon: Horizon::of(&world, &me, now),
            token: form_token(&session_of(app, &parts.headers).unwrap_or_default()),
            said: Said::of(&parts.headers),
            app: app.clone(),
            me,
            now,
            world,
            unanswered,
            quarantine: app.engine.reads().quarantine().await?,
        })
    }
}

/// The hidden token of the forms of a session. Who does not have the session's cookie cannot know it.
pub(super) fn form_token(session: &str) -> String {
    hex(&Sha256::digest(format!("{TOKEN_PURPOSE}{session}").as_bytes()))
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
