//! The world outside: what has arrived there, and answers that are lost on the way back.
//!
//! It outlives every process that sends to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use serde_json::Value as Json;
use voronka_core::NoticeId;
use voronka_core::notice::Addressee;
use voronka_definition::Locale;
use voronka_definition::name::ConnectionId;
use voronka_runtime::{Bundle, Called, Caller, Courier, Delivered, DeliveryError, Letter, Parcel, Request};
use voronka_store::Failpoint;

/// Everything that has arrived.
#[derive(Debug, Default)]
pub(crate) struct Post(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    letters: Vec<Arrived>,
    requests: Vec<(String, String)>,
    /// Answers to so many letters are lost.
    to_lose: u32,
    other_identities: bool,
}

/// A letter that has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Arrived {
    identity: String,
    to: String,
    notices: Vec<NoticeId>,
}

/// What the letters of a run say, however often they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Told {
    /// Who was told of which notice.
    pub(crate) notices: BTreeSet<String>,
    /// The digests that came.
    pub(crate) digests: BTreeSet<String>,
    /// What other systems were asked: each request with its identity.
    pub(crate) requests: BTreeSet<String>,
}

impl Post {
    /// One that gives what comes again another identity, where it should.
    pub(crate) fn new(other_identities: bool) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { other_identities, ..State::default() })))
    }

    /// The answers to the next letters are lost.
    pub(crate) fn lose(&self, letters: u32) {
        self.state().to_lose = letters;
    }

    /// Answers are heard again.
    pub(crate) fn lose_no_more(&self) {
        self.state().to_lose = 0;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many letters came in all.
    pub(crate) fn letters(&self) -> usize {
        self.state().letters.len()
    }

    /// Whether a letter with this notice has arrived.
    pub(crate) fn has(&self, notice: NoticeId) -> bool {
        self.state().letters.iter().any(|letter| letter.notices.contains(&notice))
    }

    /// What everybody was told.
    pub(crate) fn told(&self) -> Told {
        let state = self.state();
        let mut told = Told::default();
        for letter in &state.letters {
            told.notices.extend(letter.notices.iter().map(|notice| format!("{notice} to {}", letter.to)));
            if letter.notices.is_empty() {
                told.digests.insert(format!("{} to {}", letter.identity, letter.to));
            }
        }
        told.requests.extend(state.requests.iter().map(|(identity, body)| format!("{identity}: {body}")));
        told
    }

    /// What a reader could not have recognised as the same letter.
    pub(crate) fn doubles(&self) -> Vec<String> {
        let state = self.state();
        let mut letters: BTreeMap<NoticeId, &str> = BTreeMap::new();
        let mut doubles = Vec::new();
        for letter in &state.letters {
            for notice in &letter.notices {
                let first = *letters.entry(*notice).or_insert(&letter.identity);
                if first != letter.identity {
                    doubles.push(format!("notice {notice} came as letter {first} and as letter {}", letter.identity));
                }
            }
        }
        doubles
    }

    fn take(&self, identity: &str, to: String, notices: Vec<NoticeId>) -> Result<Delivered, Box<DeliveryError>> {
        let mut state = self.state();
        let letter = letter(&to, identity);
        let again = state.letters.iter().filter(|arrived| arrived.identity.starts_with(identity)).count();
        let identity = match again {
            0 => identity.to_owned(),
            times if state.other_identities => format!("{identity}+{times}"),
            _ => identity.to_owned(),
        };
        state.letters.push(Arrived { identity, to, notices });
        if state.to_lose > 0 {
            state.to_lose -= 1;
            return Err(Box::new(DeliveryError::Unknown { reason: "the answer is lost".to_owned(), letter: Some(letter) }));
        }
        Ok(Delivered { letter, kept: false })
    }
}

/// The way out of one process, closed once that has ended.
pub(crate) struct Hand {
    pub(crate) post: Arc<Post>,
    pub(crate) failpoint: Arc<Failpoint>,
}

impl Hand {
    fn is_alive(&self) -> Result<(), Box<DeliveryError>> {
        let gone = || Box::new(DeliveryError::Retry { reason: "the process has ended".to_owned(), letter: None });
        if self.failpoint.has_ended() { Err(gone()) } else { Ok(()) }
    }
}

#[async_trait]
impl Courier for Hand {
    async fn deliver(&self, parcel: &Parcel) -> Result<Delivered, DeliveryError> {
        self.is_alive().map_err(|error| *error)?;
        // As every courier does; of a bundle the engine looks itself.
        if parcel.notice_body.is_stale(&parcel.case, parcel.now) {
            return Err(DeliveryError::Stale);
        }
        let to = match &parcel.notice_body.to {
            Addressee::Person(person) => person.to_string(),
            Addressee::Client { email, .. } => email.clone(),
        };
        self.post.take(&parcel.identity, to, vec![parcel.notice]).map_err(|error| *error)
    }

    async fn deliver_bundle(&self, bundle: &Bundle) -> Result<Delivered, DeliveryError> {
        self.is_alive().map_err(|error| *error)?;
        let notices = bundle.parcels.iter().map(|parcel| parcel.notice).collect();
        self.post.take(&bundle.identity, bundle.to.to_string(), notices).map_err(|error| *error)
    }
}

#[async_trait]
impl Caller for Hand {
    fn knows(&self, _: &ConnectionId) -> bool {
        true
    }

    async fn call(&self, request: &Request) -> Called {
        if !self.failpoint.has_ended() {
            self.post.state().requests.push((request.identity.clone(), request.body.clone()));
        }
        Called::Done(Json::Null)
    }
}

fn letter(to: &str, identity: &str) -> Letter {
    Letter {
        to_name: to.to_owned(),
        address: format!("{to}@klimat.example"),
        subject: "О задаче".to_owned(),
        text: "Здравствуйте".to_owned(),
        html: "<p>Здравствуйте</p>".to_owned(),
        message_id: identity.to_owned(),
        locale: Locale::Ru,
        invitation: None,
    }
}
