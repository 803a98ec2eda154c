//! Hints from node to node that there is something to do, by LISTEN and NOTIFY of PostgreSQL.
//!
//! A hint may be lost, doubled or late: whoever gets none looks all the same, only later. So it is no part of a transaction, where
//! it would make every commit of the whole database wait for the one before.
//!
//! Absent on purpose: what there is to do. Whoever gets a hint looks for himself.

use sea_orm::sqlx::postgres::PgListener;

use crate::error::StoreError;
use crate::sql::execute;
use crate::store::Store;

/// What nodes listen to; PostgreSQL keeps the channels of its databases apart.
const CHANNEL: &str = "voronka";
const HINT: &str = "SELECT pg_notify('voronka', $1)";

/// The hints of other nodes. It has a connection of its own and finds it again by itself.
#[derive(Debug)]
pub struct Hints {
    listener: PgListener,
    node: String,
}

impl Store {
    /// Hints the other nodes at something to do. Nothing happens where there can be none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hint(&self, node: &str) -> Result<(), StoreError> {
        if self.is_shared() {
            execute(&self.reads().db, HINT, vec![node.into()]).await?;
        }
        Ok(())
    }

    /// Listens to the hints of all nodes but this one; `None` where there can be none.
    ///
    /// # Errors
    /// When the database fails, or something in between does not let anybody listen.
    pub async fn hints(&self, node: &str) -> Result<Option<Hints>, StoreError> {
        if !self.is_shared() {
            return Ok(None);
        }
        let pool = self.reads().db.pool().get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(lost)?;
        listener.listen(CHANNEL).await.map_err(lost)?;
        Ok(Some(Hints { listener, node: node.to_owned() }))
    }
}

impl Hints {
    /// Waits until another node hints, or may have: where the connection was lost meanwhile, nobody knows. Hints that have come
    /// together count as one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn next(&mut self) -> Result<(), StoreError> {
        loop {
            let heard = self.listener.try_recv().await.map_err(lost)?;
            let mut is_other = heard.is_none_or(|hint| hint.payload() != self.node);
            while let Some(hint) = self.listener.next_buffered() {
                is_other |= hint.payload() != self.node;
            }
            if is_other {
                return Ok(());
            }
        }
    }
}

fn lost(error: sea_orm::sqlx::Error) -> StoreError {
    StoreError::Database(error.to_string())
}
