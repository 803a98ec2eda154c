//! Hints from node to node that there is something to do, and which cases have changed, by LISTEN and NOTIFY of PostgreSQL.
//!
//! A hint may be lost, doubled or late: whoever gets none looks all the same, only later. So it is no part of a transaction, where
//! it would make every commit of the whole database wait for the one before.
//!
//! Absent on purpose: what there is to do. Whoever gets a hint looks for himself.

use sea_orm::sqlx::postgres::PgListener;

use voronka_core::CaseId;

use crate::error::StoreError;
use crate::sql::execute;
use crate::store::Store;

/// What nodes listen to; PostgreSQL keeps the channels of its databases apart.
const CHANNEL: &str = "voronka";
/// Where they tell which cases have changed.
const NEWS: &str = "voronka_news";
/// How many cases one message names: it holds less than 8,000 bytes.
const CASES_AT_ONCE: usize = 100;
const HINT: &str = "SELECT pg_notify('voronka', $1)";
const TELL: &str = "SELECT pg_notify('voronka_news', $1)";

/// What was heard of other nodes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heard {
    /// Whether there may be something to do.
    pub work: bool,
    /// The cases that have changed.
    pub cases: Vec<CaseId>,
    /// Whether something may have been missed.
    pub lost: bool,
}

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
        if self.is_on_server() {
            execute(&self.reads().db, HINT, vec![node.into()]).await?;
        }
        Ok(())
    }

    /// Tells the other nodes which cases have changed. Nothing happens where there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell(&self, node: &str, cases: &[CaseId]) -> Result<(), StoreError> {
        if !self.is_shared() {
            return Ok(());
        }
        for some in cases.chunks(CASES_AT_ONCE) {
            let names: Vec<String> = some.iter().map(|case| case.0.simple().to_string()).collect();
            execute(&self.reads().db, TELL, vec![format!("{node} {}", names.join(" ")).into()]).await?;
        }
        Ok(())
    }

    /// Listens to the hints of all nodes but this one; `None` where there can be none.
    ///
    /// # Errors
    /// When the database fails, or something in between does not let anybody listen.
    pub async fn hints(&self, node: &str) -> Result<Option<Hints>, StoreError> {
        if !self.is_on_server() {
            return Ok(None);
        }
        let pool = self.reads().db.pool().get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(lost)?;
        listener.listen_all([CHANNEL, NEWS]).await.map_err(lost)?;
        Ok(Some(Hints { listener, node: node.to_owned() }))
    }
}

impl Hints {
    /// Waits until another node hints, or may have: where the connection was lost meanwhile, nobody knows. Hints that have come
    /// together count as one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn next(&mut self) -> Result<Heard, StoreError> {
        loop {
            let mut heard = Heard::default();
            match self.listener.try_recv().await.map_err(lost)? {
                Some(hint) => heard.hear(&self.node, hint.channel(), hint.payload()),
                None => heard = Heard { work: true, lost: true, ..heard },
            }
            while let Some(hint) = self.listener.next_buffered() {
                heard.hear(&self.node, hint.channel(), hint.payload());
            }
            if heard != Heard::default() {
                return Ok(heard);
            }
        }
    }
}

impl Heard {
    /// Adds what a message says, unless this node said it itself. What cannot be read is as good as lost.
    fn hear(&mut self, me: &str, channel: &str, said: &str) {
        let mut words = said.split(' ');
        if words.next() == Some(me) {
            return;
        }
        if channel != NEWS {
            self.work = true;
            return;
        }
        for word in words {
            match word.parse() {
                Ok(case) => self.cases.push(case),
                Err(_) => self.lost = true,
            }
        }
    }
}

fn lost(error: sea_orm::sqlx::Error) -> StoreError {
    StoreError::Database(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_hears_others_and_not_itself() {
        let case = "0190b6c2-0000-7000-8000-000000000001";
        let simple = case.replace('-', "");
        let mut heard = Heard::default();
        heard.hear("me", NEWS, &format!("me {simple}"));
        heard.hear("me", CHANNEL, "me");
        assert_eq!(heard, Heard::default());
        heard.hear("me", NEWS, &format!("other {simple}"));
        assert_eq!(heard, Heard { cases: vec![case.parse().expect("an id")], ..Heard::default() });
        heard.hear("me", CHANNEL, "other");
        heard.hear("me", NEWS, "other nonsense");
        assert!(heard.work && heard.lost);
    }
}
