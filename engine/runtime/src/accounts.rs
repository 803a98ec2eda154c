//! Accounts: how people enter with a password, how they get one, and how their sessions end.
//!
//! Whoever is not known learns nothing: not by what is answered, not by how long it takes. All moments here are the database's own
//! time, wherever a test clock stands.

use chrono::{DateTime, TimeDelta, Utc};
use voronka_definition::name::PersonId;
use voronka_store::{Entrance, Origin, Purpose, SessionRecord, StoreError};

use crate::engine::Engine;
use crate::password::{self, WeakPassword};
use crate::secret;

/// How long a login lasts at most.
pub const SESSION: TimeDelta = TimeDelta::days(7);
/// How long it lasts unused.
pub const SESSION_IDLE: TimeDelta = TimeDelta::hours(24);
/// How exactly it is noted when a session was used.
const SESSION_NOTED: TimeDelta = TimeDelta::minutes(5);
/// How long an invitation holds.
pub const INVITATION: TimeDelta = TimeDelta::days(7);
/// How long a link to reset a password holds.
pub const RESET: TimeDelta = TimeDelta::hours(2);

/// Why a password was not set or not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// It cannot be a password of this person.
    #[error("the password is weak")]
    Weak(WeakPassword),
    /// The password or the link that allows it is not right, or not any more.
    #[error("not allowed")]
    Wrong,
    /// Too many passwords are looked at; it may be tried again.
    #[error("busy")]
    Busy,
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<WeakPassword> for PasswordRefused {
    fn from(weak: WeakPassword) -> Self {
        Self::Weak(weak)
    }
}

/// How long a link for this purpose holds.
pub(crate) fn lasts(purpose: Purpose) -> TimeDelta {
    match purpose {
        Purpose::Invitation => INVITATION,
        Purpose::Reset => RESET,
    }
}

impl Engine {
    /// Notes who entered, was refused, got or lost a key to the house.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_entrance(&self, what: Entrance) -> Result<(), StoreError> {
        self.detached(|inner| async move { inner.store.note_entrance(&what).await }).await?
    }

    /// Who is meant by this login: the id of a person, or his address. Only who works here.
    pub fn person_of_login(&self, login: &str) -> Option<PersonId> {
        let id = PersonId::from(login.trim());
        if self.world().is_active(&id) { Some(id) } else { self.person_of_email(login) }
    }

    /// Whose address this is, where no other has the same. Only who works here.
    pub fn person_of_email(&self, email: &str) -> Option<PersonId> {
        let world = self.world();
        let people = world.organisation.people.iter();
        let is_his = |known: &Option<String>| known.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(email.trim()));
        let mut named = people.filter(|(_, person)| person.active && is_his(&person.email));
        let found = named.next().map(|(id, _)| id.clone())?;
        named.next().is_none().then_some(found)
    }

    /// Whose login and password these are; `Wrong` says no more than that they are not anybody's.
    ///
    /// # Errors
    /// When they are nobody's, too many are being looked at, or the store fails.
    pub async fn person_of_password(&self, login: &str, password: &str) -> Result<PersonId, PasswordRefused> {
        let person = self.person_of_login(login);
        // Nobody's password is asked for as well, so that it takes as long.
        let asked = person.clone().unwrap_or_else(|| PersonId::from(""));
        let hash = self.inner.store.password_of(&asked).await?;
        let is_right = self.inner.hashing.is(password, hash.as_deref()).await?.ok_or(PasswordRefused::Busy)?;
        let person = person.filter(|_| is_right).ok_or(PasswordRefused::Wrong)?;
        if let Some(old) = hash.filter(|hash| password::is_outdated(hash)) {
            self.strengthen(&person, password, &old).await?;
        }
        Ok(person)
    }

    /// A hash that is made with less work than others now is made anew, as the password is known for once.
    async fn strengthen(&self, person: &PersonId, password: &str, old: &str) -> Result<(), StoreError> {
        let Some(new) = self.inner.hashing.hash(password).await? else { return Ok(()) };
        let (person, old) = (person.clone(), old.to_owned());
        self.detached(|inner| async move { inner.store.rehash_password(&person, &old, &new).await }).await?
    }

    /// Whether a person has a password.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_password(&self, person: &PersonId) -> Result<bool, StoreError> {
        self.reads().has_password(person).await
    }

    /// Makes a link that sets a password; the only time its secret is shown. `by` is nobody on the command line.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn make_link(
        &self,
        person: &PersonId,
        purpose: Purpose,
        by: Option<&PersonId>,
    ) -> Result<(String, DateTime<Utc>), StoreError> {
        let (link, whose) = (secret::token()?, person.clone());
        let (hash, expires_at) = (secret::hash(&link), self.inner.store.wall_now() + lasts(purpose));
        let noted = audited("link_made", person, by, Some(purpose.name()));
        self.detached(|inner| async move {
            let now = inner.store.wall_now();
            inner.store.add_link(&hash, &whose, purpose, (now, expires_at)).await?;
            inner.store.note_entrance(&noted).await
        })
        .await??;
        Ok((link, expires_at))
    }

    /// Has a letter sent with a link that sets a password. One that waits to be sent is enough.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn send_link(
        &self,
        person: &PersonId,
        purpose: Purpose,
        by: Option<&PersonId>,
        origin: &Origin,
    ) -> Result<(), StoreError> {
        let (id, person) = (secret::unique()?, person.clone());
        let noted = Entrance { address: origin.address.clone(), ..audited("link_wanted", &person, by, Some(purpose.name())) };
        self.detached(|inner| async move {
            let now = inner.store.wall_now();
            if inner.store.want_link(&id, &person, purpose, now).await? {
                inner.store.note_entrance(&noted).await?;
            }
            inner.links_wanted.notify_one();
            Ok(())
        })
        .await?
    }

    /// Whose password a link sets, and why; `None` for one that was used, has expired or never was, or of somebody who left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_of_link(&self, link: &str) -> Result<Option<(PersonId, Purpose)>, StoreError> {
        let found = self.inner.store.link_person(&secret::hash(link), self.inner.store.wall_now()).await?;
        Ok(found.filter(|(person, _)| self.world().is_active(person)))
    }

    /// Sets a password by a link, which is used up; every session of that person ends.
    ///
    /// # Errors
    /// When the link does not hold, the password is weak, or the store fails.
    pub async fn set_password_by_link(&self, link: &str, password: &str, origin: &Origin) -> Result<PersonId, PasswordRefused> {
        let (person, purpose) = self.person_of_link(link).await?.ok_or(PasswordRefused::Wrong)?;
        let noted =
            Entrance { address: origin.address.clone(), ..audited("password_set", &person, Some(&person), Some(purpose.name())) };
        self.set_password(&person, password, Some(secret::hash(link)), noted).await?;
        Ok(person)
    }

    /// Sets another password, where the present one is right; every session of that person ends.
    ///
    /// # Errors
    /// When the present one is wrong, the new one is weak, or the store fails.
    pub async fn change_password(
        &self,
        person: &PersonId,
        (present, new): (&str, &str),
        origin: &Origin,
    ) -> Result<(), PasswordRefused> {
        let known = self.inner.store.password_of(person).await?;
        if !self.inner.hashing.is(present, known.as_deref()).await?.ok_or(PasswordRefused::Busy)? {
            return Err(PasswordRefused::Wrong);
        }
        let noted = Entrance { address: origin.address.clone(), ..audited("password_set", person, Some(person), Some("change")) };
        self.set_password(person, new, None, noted).await
    }

    async fn set_password(
        &self,
        person: &PersonId,
        password: &str,
        link: Option<String>,
        noted: Entrance,
    ) -> Result<(), PasswordRefused> {
        let world = self.world();
        let known = world.person(person).filter(|known| known.active).ok_or(PasswordRefused::Wrong)?;
        password::check(password, person.as_str(), known)?;
        let hash = self.inner.hashing.hash(password).await?.ok_or(PasswordRefused::Busy)?;
        let person = person.clone();
        let is_set = self
            .detached(|inner| async move {
                let now = inner.store.wall_now();
                let is_set = inner.store.set_password(&person, &hash, link.as_deref(), now).await?;
                if is_set {
                    inner.store.note_entrance(&noted).await?;
                }
                Ok::<_, StoreError>(is_set)
            })
            .await??;
        if is_set { Ok(()) } else { Err(PasswordRefused::Wrong) }
    }

    /// Opens a session of the pages for somebody who came in this way; the answer goes into the cookie.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn enter(&self, person: &PersonId, way: &str, origin: &Origin) -> Result<String, StoreError> {
        let session = secret::token()?;
        let (person, hash, origin) = (person.clone(), secret::hash(&session), origin.clone());
        let noted = Entrance { address: origin.address.clone(), ..audited("login", &person, Some(&person), Some(way)) };
        self.detached(|inner| async move {
            let now = inner.store.wall_now();
            inner.store.add_session(&hash, &person, (now, now + SESSION), &origin).await?;
            inner.store.note_entrance(&noted).await
        })
        .await??;
        Ok(session)
    }

    /// Whose session this is; `None` for one that is unknown, closed, expired or long unused, or of somebody who left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_of_session(&self, session: &str) -> Result<Option<PersonId>, StoreError> {
        let (hash, now) = (secret::hash(session), self.inner.store.wall_now());
        let Some((person, seen_at)) = self.inner.store.session_person(&hash, now, SESSION_IDLE).await? else { return Ok(None) };
        if now - seen_at >= SESSION_NOTED {
            self.detached(|inner| async move { inner.store.note_session(&hash, now).await }).await??;
        }
        Ok(Some(person).filter(|person| self.world().is_active(person)))
    }

    /// The sessions of a person that hold now, the latest first; and whether each is this one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sessions(&self, person: &PersonId, this: &str) -> Result<Vec<(SessionRecord, bool)>, StoreError> {
        let (now, this) = (self.inner.store.wall_now(), secret::hash(this));
        let found = self.reads().sessions(person, now, SESSION_IDLE).await?;
        Ok(found
            .into_iter()
            .map(|session| {
                let is_this = session.hash == this;
                (session, is_this)
            })
            .collect())
    }

    /// Closes every session of a person but this one; how many there were.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn close_other_sessions(&self, person: &PersonId, this: &str, origin: &Origin) -> Result<u64, StoreError> {
        let (person, this) = (person.clone(), secret::hash(this));
        let noted = Entrance { address: origin.address.clone(), ..audited("sessions_closed", &person, Some(&person), None) };
        self.detached(|inner| async move {
            let closed = inner.store.drop_other_sessions(&person, &this).await?;
            inner.store.note_entrance(&noted).await?;
            Ok(closed)
        })
        .await?
    }
}

/// What the audit says of an account.
pub(crate) fn audited(event: &str, person: &PersonId, by: Option<&PersonId>, detail: Option<&str>) -> Entrance {
    Entrance {
        event: event.to_owned(),
        actor: by.cloned(),
        person: Some(person.clone()),
        address: None,
        detail: detail.map(str::to_owned),
    }
}
