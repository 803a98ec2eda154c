//! A courier that does as it is told and writes down what it was given.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use voronka_core::notice::Addressee;
use voronka_definition::Locale;
use voronka_runtime::{Bundle, Courier, Delivered, DeliveryError, Letter, LinkLetter, Parcel};

/// What a courier answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Keep,
    Refuse,
    Lose,
    Never,
    Stale,
    Panic,
}

/// An attempt: to whom, which notice, when by the store's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub to: String,
    pub identity: String,
    pub now: DateTime<Utc>,
}

/// Answers to each recipient in order what it was told, and keeps what comes after.
#[derive(Debug, Default)]
pub struct Script {
    told: Mutex<BTreeMap<String, VecDeque<Answer>>>,
    tried: Mutex<Vec<Tried>>,
    bundles: Mutex<Vec<Bundle>>,
    /// Links of letters: to whom, and the secret.
    links: Mutex<Vec<(String, String)>>,
}

impl Script {
    pub fn tell(&self, to: &str, answers: impl IntoIterator<Item = Answer>) {
        self.told.lock().unwrap().entry(to.to_owned()).or_default().extend(answers);
    }

    /// From here on this recipient is answered as everybody is.
    pub fn forget(&self, to: &str) {
        self.told.lock().unwrap().remove(to);
    }

    pub fn tried(&self) -> Vec<Tried> {
        self.tried.lock().unwrap().clone()
    }

    /// The letters of several notices, every attempt.
    pub fn bundles(&self) -> Vec<Bundle> {
        self.bundles.lock().unwrap().clone()
    }

    /// The secret of the latest link that a letter brought to this person, to act or to set a password.
    pub fn link_to(&self, to: &str) -> Option<String> {
        let links = self.links.lock().unwrap();
        links.iter().rev().find(|(reader, _)| reader == to).map(|(_, secret)| secret.clone())
    }

    pub fn tried_to(&self, to: &str) -> Vec<Tried> {
        self.tried().into_iter().filter(|tried| tried.to == to).collect()
    }
}

#[async_trait]
impl Courier for Script {
    async fn deliver(&self, parcel: &Parcel) -> Result<Delivered, DeliveryError> {
        let to = match &parcel.notice_body.to {
            Addressee::Person(person) => person.to_string(),
            Addressee::Client { email, .. } => email.clone(),
        };
        let mut delivered = self.answer(to.clone(), parcel.identity.clone(), parcel.now).map_err(|error| *error)?;
        if let Some(secret) = &parcel.act_link {
            self.links.lock().unwrap().push((to, secret.clone()));
            delivered.letter.text.push_str(secret);
        }
        Ok(delivered)
    }

    async fn deliver_link(&self, letter: &LinkLetter) -> Result<Delivered, DeliveryError> {
        let to = letter.to.to_string();
        let delivered = self.answer(to.clone(), letter.identity.clone(), letter.now).map_err(|error| *error)?;
        self.links.lock().unwrap().push((to, letter.secret.clone()));
        Ok(delivered)
    }

    async fn deliver_bundle(&self, bundle: &Bundle) -> Result<Delivered, DeliveryError> {
        self.bundles.lock().unwrap().push(bundle.clone());
        self.answer(bundle.to.to_string(), bundle.identity.clone(), bundle.now).map_err(|error| *error)
    }
}

impl Script {
    fn answer(&self, to: String, identity: String, now: DateTime<Utc>) -> Result<Delivered, Box<DeliveryError>> {
        self.tried.lock().unwrap().push(Tried { to: to.clone(), identity: identity.clone(), now });
        let answer = self.told.lock().unwrap().get_mut(&to).and_then(VecDeque::pop_front).unwrap_or(Answer::Keep);
        let letter = letter(&to, &identity);
        Err(Box::new(match answer {
            Answer::Keep => return Ok(Delivered { letter, kept: true }),
            Answer::Refuse => DeliveryError::Retry { reason: "451 later".to_owned(), letter: Some(letter) },
            Answer::Never => DeliveryError::Bury { reason: "550 no such mailbox".to_owned(), letter: Some(letter) },
            Answer::Stale => DeliveryError::Stale,
            Answer::Lose => DeliveryError::Unknown { reason: "no answer".to_owned(), letter: Some(letter) },
            Answer::Panic => panic!("the courier fell over"),
        }))
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
