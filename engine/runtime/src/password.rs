//! Passwords: what may be one, and their hashes, which are made slowly on purpose (argon2id).
//!
//! Each hash takes 19 MiB and tens of milliseconds: few are made at once, on threads of their own, and not too many wait.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;
use voronka_definition::organisation::Person;
use voronka_store::StoreError;

use crate::secret;

/// How many characters a password has at least.
pub const PASSWORD_SHORTEST: usize = 10;
/// How many it has at most.
pub const PASSWORD_LONGEST: usize = 200;
/// How many different characters it has at least.
const DIFFERENT_LEAST: usize = 5;
/// From how many characters on a name counts.
const NAME_SHORTEST: usize = 4;
/// What everybody tries first.
const COMMON: [&str; 12] = [
    "password",
    "parol",
    "пароль",
    "qwerty",
    "йцукен",
    "12345678",
    "87654321",
    "abcdefg",
    "letmein",
    "welcome",
    "voronka",
    "воронка",
];
/// The memory of a hash in KiB and its rounds, as OWASP recommends them.
const MEMORY_KIB: u32 = 19 * 1024;
const ROUNDS: u32 = 2;
/// How many hashes are made at once.
const AT_ONCE: usize = 2;
/// How many may be made or wait.
const WAITING_MOST: usize = 64;
/// A hash that no password has: whoever is not known takes as long as whoever is.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$dm9yb25rYS1ub2JvZHk$WJm1Cb3mV1vV0ZkP0bZcH0m0hQYb8p8w3r1mYB0R1nA";

/// Why a password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakPassword {
    /// It is too short.
    Short,
    /// It is too long.
    Long,
    /// It is easily guessed: a few characters again and again, or what everybody tries first.
    Common,
    /// It is little more than the name or the address of its owner.
    Own,
}

/// Whether a person may have this password.
///
/// # Errors
/// Why not.
pub(crate) fn check(password: &str, id: &str, person: &Person) -> Result<(), WeakPassword> {
    let low = password.to_lowercase();
    let count = low.chars().count();
    if count < PASSWORD_SHORTEST {
        return Err(WeakPassword::Short);
    }
    if count > PASSWORD_LONGEST {
        return Err(WeakPassword::Long);
    }
    let different: std::collections::BTreeSet<char> = low.chars().collect();
    let rest = COMMON.iter().fold(low.clone(), |rest, common| rest.replace(common, ""));
    if different.len() < DIFFERENT_LEAST || rest.chars().count() < PASSWORD_SHORTEST / 2 {
        return Err(WeakPassword::Common);
    }
    let mailbox = person.email.as_deref().and_then(|email| email.split('@').next()).unwrap_or_default();
    let names = person.name.split_whitespace().chain([id, mailbox]).map(str::to_lowercase);
    let is_in = |name: &String| name.chars().count() >= NAME_SHORTEST && low.replace(name.as_str(), "").len() < low.len() / 2;
    if names.into_iter().any(|name| is_in(&name)) { Err(WeakPassword::Own) } else { Ok(()) }
}

/// Where hashes are made.
#[derive(Debug)]
pub(crate) struct Hashing {
    waiting: Semaphore,
    working: Semaphore,
}

impl Default for Hashing {
    fn default() -> Self {
        Self { waiting: Semaphore::new(WAITING_MOST), working: Semaphore::new(AT_ONCE) }
    }
}

impl Hashing {
    /// The hash of a password; `None` where too many wait.
    pub(crate) async fn hash(&self, password: &str) -> Result<Option<String>, StoreError> {
        let (password, salt) = (password.to_owned(), secret::random::<16>()?);
        self.slowly(move || made(&password, &salt)).await?.transpose()
    }

    /// Whether this is the password with this hash; `None` where too many wait. Without a hash it takes as long, and is not.
    pub(crate) async fn is(&self, password: &str, hash: Option<&str>) -> Result<Option<bool>, StoreError> {
        let (password, known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(NOBODYS).to_owned();
        let is = self.slowly(move || Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok()).await?;
        Ok(is.map(|is| is && known))
    }

    async fn slowly<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<Option<T>, StoreError> {
        let Ok(_waits) = self.waiting.try_acquire() else { return Ok(None) };
        let Ok(_works) = self.working.acquire().await else { return Ok(None) };
        tokio::task::spawn_blocking(work).await.map(Some).map_err(|_| StoreError::Closed)
    }
}

/// Whether a hash is made with less work than is done now.
pub(crate) fn is_outdated(hash: &str) -> bool {
    !hash.starts_with(&format!("$argon2id$v=19$m={MEMORY_KIB},t={ROUNDS},p=1$"))
}

fn made(password: &str, salt: &[u8]) -> Result<String, StoreError> {
    let fault =
        |error: &dyn std::fmt::Display| StoreError::Unreadable { what: "a password".to_owned(), reason: error.to_string() };
    let params = Params::new(MEMORY_KIB, ROUNDS, 1, None).map_err(|error| fault(&error))?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = hasher.hash_password_with_salt(password.as_bytes(), salt).map_err(|error| fault(&error))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> Person {
        Person {
            name: "Анна Петрова".to_owned(),
            email: Some("petrova@klimat.example".to_owned()),
            department: None,
            positions: Vec::new(),
            locale: None,
            calendar: None,
            time_zone: None,
            active: true,
        }
    }

    #[test]
    fn what_is_easily_guessed_is_no_password() {
        let table = [
            ("короткий", Err(WeakPassword::Short)),
            ("aaaaaaaaaaaaaa", Err(WeakPassword::Common)),
            ("password12345678", Err(WeakPassword::Common)),
            ("Петрова2026", Err(WeakPassword::Own)),
            ("petrova1234!", Err(WeakPassword::Own)),
            ("верблюд скоба батарея", Ok(())),
            ("Xk7-mountain", Ok(())),
        ];
        for (password, expected) in table {
            assert_eq!(check(password, "anna", &anna()), expected, "{password}");
        }
        assert_eq!(check(&"ab1cd".repeat(50), "anna", &anna()), Err(WeakPassword::Long));
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_and_nobody_elses() {
        let hashing = Hashing::default();
        let hash = hashing.hash("верблюд скоба батарея").await.expect("a hash").expect("a place");
        assert!(!is_outdated(&hash) && is_outdated("$argon2id$v=19$m=8,t=1,p=1$x"));
        assert_eq!(hashing.is("верблюд скоба батарея", Some(&hash)).await, Ok(Some(true)));
        assert_eq!(hashing.is("верблюд скоба", Some(&hash)).await, Ok(Some(false)));
        assert_eq!(hashing.is("верблюд скоба батарея", None).await, Ok(Some(false)));
    }

    #[test]
    fn the_hash_of_nobody_takes_the_same_work() {
        assert!(!is_outdated(NOBODYS));
        let refused = Argon2::default().verify_password(b"x", NOBODYS);
        assert_eq!(refused, Err(argon2::password_hash::Error::PasswordInvalid), "it can be read");
    }

    #[tokio::test]
    async fn too_many_at_once_are_sent_away() {
        let hashing = Hashing::default();
        let _all = hashing.waiting.try_acquire_many(u32::try_from(WAITING_MOST).expect("small")).expect("free");
        assert_eq!(hashing.is("x", None).await, Ok(None));
    }
}
