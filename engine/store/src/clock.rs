//! The store's clock: the time of the database, or a moment at which time stands still until it is moved.
//!
//! A file has the time of this machine. PostgreSQL has its own: it is asked again and again, and in between a clock that only goes
//! on tells how much later it is, so that no node's own clock decides anything. What is told is never ahead of the database but
//! by what the two drift apart between two looks.

use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use crate::connection::{Connection, Db};
use crate::dialect::is_postgres;
use crate::error::StoreError;
use crate::moment;
use crate::reads::Reads;
use crate::sql::{at, instant, maybe_instant, one};
use crate::store::Store;

const SET: &str =
    "INSERT INTO clock (id, standing_at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET standing_at = excluded.standing_at";
const STANDING: &str = "SELECT standing_at FROM clock WHERE id = 1";
const OF_SERVER: &str = r#"
SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now,
    (SELECT standing_at FROM clock WHERE id = 1) AS standing_at"#;

/// What is known of the time.
#[derive(Debug)]
pub(crate) struct Clock(RwLock<Known>);

#[derive(Debug, Clone, Copy, Default)]
struct Known {
    standing: Option<DateTime<Utc>>,
    /// What a server's clock showed, and when it was heard.
    heard: Option<(DateTime<Utc>, Instant)>,
}

impl Clock {
    pub(crate) async fn of(db: &Db) -> Result<Self, StoreError> {
        Ok(Self(RwLock::new(known(db).await?)))
    }

    pub(crate) fn stand(&self, at: Option<DateTime<Utc>>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).standing = at;
    }

    fn known(&self) -> Known {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// The time, wherever the clock stands.
    fn running(&self) -> DateTime<Utc> {
        let Some((heard, since)) = self.heard else { return by_the_wall() };
        moment::cut(heard + TimeDelta::from_std(since.elapsed()).unwrap_or_default())
    }
}

async fn known(db: &Db) -> Result<Known, StoreError> {
    if !is_postgres(db.database()) {
        let row = one(db, STANDING, Vec::new()).await?;
        return Ok(Known { standing: row.map(|row| instant(&row, "standing_at")).transpose()?, heard: None });
    }
    let Some(row) = one(db, OF_SERVER, Vec::new()).await? else { return Ok(Known::default()) };
    Ok(Known { heard: Some((instant(&row, "now")?, Instant::now())), standing: maybe_instant(&row, "standing_at")? })
}

impl Reads {
    /// The moment at which time stands still; `None` where it runs.
    pub fn standing(&self) -> Option<DateTime<Utc>> {
        self.clock.known().standing
    }

    /// Now, cut to microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        let known = self.clock.known();
        known.standing.unwrap_or_else(|| known.running())
    }
}

impl Store {
    /// Now, cut to microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.reads().now()
    }

    /// The time of the database, wherever the clock stands: for how long a login lasts.
    pub fn wall_now(&self) -> DateTime<Utc> {
        self.reads().clock.known().running()
    }

    /// Looks at the clock of a database that has one of its own; to be called every few seconds.
    ///
    /// # Errors
    /// When the database fails; then the time goes on from the look before.
    pub async fn look_at_clock(&self) -> Result<(), StoreError> {
        if self.is_shared() {
            let seen = known(&self.reads().db).await?;
            let mut known = self.reads().clock.0.write().unwrap_or_else(PoisonError::into_inner);
            // A clock that stands is only moved forwards: what was read before a move here is the past.
            *known = Known { standing: known.standing.max(seen.standing), ..seen };
        }
        Ok(())
    }

    /// Makes time stand still at this moment, durably. That it never goes backwards is the caller's duty.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stand_at(&self, to: DateTime<Utc>) -> Result<(), StoreError> {
        let to = moment::cut(to);
        self.write(SET, vec![at(to)]).await?;
        self.set_standing(Some(to));
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock of this machine")]
pub(crate) fn by_the_wall() -> DateTime<Utc> {
    moment::cut(Utc::now())
}
