//! Secrets: tokens, sessions, leases. Whoever holds the text is believed; only its hash is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use voronka_store::StoreError;

/// What a token begins with, so that a lost one is recognised.
const TOKEN: &str = "vrk_";

/// A new token: 32 random bytes.
pub(crate) fn token() -> Result<String, StoreError> {
    Ok(format!("{TOKEN}{}", URL_SAFE_NO_PAD.encode(random::<32>()?)))
}

/// A new text that nobody else has.
pub(crate) fn unique() -> Result<String, StoreError> {
    Ok(URL_SAFE_NO_PAD.encode(random::<16>()?))
}

/// The hash by which a secret is known.
pub(crate) fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

/// So many bytes of the random source.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Unreadable { what: "the random source".to_owned(), reason: error.to_string() })?;
    Ok(bytes)
}
