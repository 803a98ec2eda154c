//! The store's clock: the time of this machine, or a moment at which time stands still until it is moved.

use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use sea_orm::DatabaseConnection;

use crate::error::StoreError;
use crate::moment;
use crate::reads::Reads;
use crate::sql::{at, instant, one};
use crate::store::Store;

const SET: &str =
    "INSERT INTO clock (id, standing_at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET standing_at = excluded.standing_at";

pub(crate) async fn load(db: &DatabaseConnection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row = one(db, "SELECT standing_at FROM clock WHERE id = 1", Vec::new()).await?;
    row.map(|row| instant(&row, "standing_at")).transpose()
}

impl Reads {
    /// The moment at which time stands still; `None` where it runs.
    pub fn standing(&self) -> Option<DateTime<Utc>> {
        *self.standing.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now, cut to microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.standing().unwrap_or_else(by_the_wall)
    }
}

impl Store {
    /// Now, cut to microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.reads().now()
    }

    /// The time of this machine, wherever the clock stands: for how long a login lasts.
    pub fn wall_now(&self) -> DateTime<Utc> {
        by_the_wall()
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
fn by_the_wall() -> DateTime<Utc> {
    moment::cut(Utc::now())
}
