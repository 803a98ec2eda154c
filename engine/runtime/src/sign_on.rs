//! What a connector to an identity provider implements: it says where to send somebody, and who came back.
//!
//! Absent on purpose: who that is here. A provider vouches for an address or a name; the organisation's file says whose it is, and nobody
//! comes into being by logging in.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use voronka_definition::Text;

/// An identity provider.
#[async_trait]
pub trait SignOn: Send + Sync {
    /// What it is called on the log-in page.
    fn title(&self) -> &Text;

    /// Begins: where to send the browser, and what to keep in it until it comes back.
    async fn begin(&self) -> Result<(String, Begun), SignOnError>;

    /// Ends: for whom the provider vouches. `issuer` is who the browser says it comes from, where it says so.
    async fn finish(&self, code: &str, issuer: Option<&str>, begun: &Begun) -> Result<Vouched, SignOnError>;
}

/// What a browser keeps between the two: nobody else knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// What the provider hands back.
    pub state: String,
    /// What stands in its answer.
    pub nonce: String,
    /// What proves that it was us who asked.
    pub verifier: String,
}

/// For whom a provider vouches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vouched {
    /// For the owner of this address, which it has verified.
    Email(String),
    /// For the person with this id, as the configured claim has it.
    Person(String),
}

/// Why nobody is vouched for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignOnError {
    /// The provider cannot be asked now.
    #[error("the provider cannot be asked: {0}")]
    Unreachable(String),
    /// What it says is not to be believed, or does not say enough.
    #[error("the provider's answer is refused: {0}")]
    Refused(String),
}
