//! What a connector that asks other systems implements, and what it is given.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use voronka_definition::Text;
use voronka_definition::name::ConnectionId;

/// Asks other systems to do something.
#[async_trait]
pub trait Caller: Send + Sync {
    /// Whether the installation has this connection.
    fn knows(&self, connection: &ConnectionId) -> bool;

    /// Asks once. It may be asked again for the same request: the identity stays, so that a receiver can tell.
    async fn call(&self, request: &Request) -> Called;
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The stable identity: the same on every attempt with this content.
    pub identity: String,
    /// Where.
    pub connection: ConnectionId,
    /// What is sent, as JSON text.
    pub body: String,
    /// The store's clock now.
    pub now: DateTime<Utc>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Called {
    /// It answered; null where it had nothing to say.
    Done(Json),
    /// It failed in a way that may pass.
    Failed {
        /// What was met.
        reason: Text,
        /// How long it wants to be left alone.
        pause: Option<Duration>,
    },
    /// It refused, and would refuse again.
    Refused(Text),
    /// Nobody waits for such requests there any more: no further one is made before the next start.
    Gone(Text),
    /// There is no such connection.
    Unknown(Text),
}

/// An installation without connections.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoConnections;

#[async_trait]
impl Caller for NoConnections {
    fn knows(&self, _: &ConnectionId) -> bool {
        false
    }

    async fn call(&self, request: &Request) -> Called {
        Called::Unknown(unknown(&request.connection))
    }
}

/// What an administrator reads about a connection that is not there.
pub fn unknown(connection: &ConnectionId) -> Text {
    Text::both(
        format!("соединение «{connection}» не настроено; добавьте его в connections файла voronka.yaml и перезапустите сервер"),
        format!("no connection `{connection}` is configured; add it to `connections` in voronka.yaml and restart the server"),
    )
}

/// What is said where nothing came back in time.
pub fn no_answer(patience: Duration) -> Text {
    let seconds = patience.as_secs_f32();
    Text::both(format!("нет ответа за {seconds} с"), format!("no answer within {seconds} s"))
}
