//! What administrators do to the system itself: people, departments and directions over the organisation's file, tokens, letters; and
//! what was done.
//!
//! A change of the organisation is written into its file in thought, and read by the file's own reader: so it is checked by the same
//! findings. Whoever calls these asks before whether he who wants it is an administrator, except for people, which ask themselves.

use std::collections::BTreeSet;

use voronka_core::{CaseId, FieldProblem, NoticeId, Rejection, RejectionKind, World, lookup};
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Organisation, place_in, read_organisation, written};
use voronka_definition::{Diagnostics, Finding, Locale, Severity, Source, Text};
use voronka_store::{AuditRecord, Edit, Edited, PeopleChange, StoreError, TokenRecord};

use crate::answer::Refused;
use crate::engine::Engine;
use crate::people::{People, put};

/// The code of a field's problem that a finding of the organisation's file is: its message stands in `expected`, its help in `found`.
pub const FINDING: &str = "finding";
/// A warning of the file that a page does not let pass: nobody could mend it.
const NO_ADMINISTRATOR: &str = "no_administrator";

impl Engine {
    /// Changes something of the organisation, over its file. Who is added under the name of somebody who left is that one, come back.
    ///
    /// # Errors
    /// When it is refused; then nothing was written.
    pub async fn edit_organisation(&self, what: Edited, by: &PersonId) -> Result<(), Refused> {
        let by = by.clone();
        self.detached(|inner| async move {
            let edit = Edit { what, by, at: inner.store.now() };
            let allowed = |world: &World, people: &People| {
                may_edit(world, &edit.by)?;
                check(people, &edit, &world.calendars.keys().map(ToString::to_string).collect::<Vec<_>>())
            };
            if let Some(person) = comes_back(&inner.definitions.people(), &edit) {
                let change = inner
                    .definitions
                    .change_people(&inner, |world, people| allowed(world, people).map(|()| PeopleChange::Reopen(person)));
                change.await?;
            }
            let change = inner
                .definitions
                .change_people(&inner, |world, people| allowed(world, people).map(|()| PeopleChange::Edit(edit.clone())));
            change.await
        })
        .await?
    }

    /// Somebody who left works here again: his account is open, he has nothing of what others took over.
    ///
    /// # Errors
    /// When it is refused; then nothing was written.
    pub async fn reopen(&self, person: &PersonId, by: &PersonId) -> Result<(), Refused> {
        let (person, by) = (person.clone(), by.clone());
        self.detached(|inner| async move {
            let change = inner.definitions.change_people(&inner, |world, people| {
                may_edit(world, &by)?;
                if people.closed.iter().any(|account| account.person == person) {
                    return Ok(PeopleChange::Reopen(person.clone()));
                }
                let expected = Text::both("тот, кто здесь больше не работает", "somebody who does not work here any more");
                let found = Text::both(format!("учетная запись {person} открыта"), format!("the account of {person} is open"));
                Err(Rejection::new(RejectionKind::Conflict, "not_closed", expected, found))
            });
            change.await?;
            Ok(inner.store.note(&by, "reopened", person.as_str(), inner.store.now()).await?)
        })
        .await?
    }

    /// Whether the account of somebody was closed.
    pub fn is_closed(&self, person: &PersonId) -> bool {
        self.inner.definitions.people().closed.iter().any(|account| account.person == *person)
    }

    /// Every change of the organisation over its file, in the order in which they were made.
    pub fn edits(&self) -> Vec<Edit> {
        self.inner.definitions.people().edits
    }

    /// Every API token, the latest first, without its secret.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tokens(&self) -> Result<Vec<TokenRecord>, StoreError> {
        self.inner.store.tokens().await
    }

    /// Takes a token back at once; whether there was one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn revoke_token(&self, id: &str, by: &PersonId) -> Result<bool, StoreError> {
        let (id, by) = (id.to_owned(), by.clone());
        self.detached(|inner| async move {
            let whose = inner.store.tokens().await?.into_iter().find(|token| token.id == id).map(|token| token.person);
            let there_was = inner.store.revoke_token(&id).await?;
            if let Some(whose) = whose.filter(|_| there_was) {
                inner.store.note(&by, "token_revoked", whose.as_str(), inner.store.now()).await?;
            }
            Ok(there_was)
        })
        .await?
    }

    /// Tries a letter again that could not be delivered; whether there was one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn send_again(&self, notice: NoticeId, by: &PersonId) -> Result<bool, StoreError> {
        let by = by.clone();
        self.detached(|inner| async move {
            let there_was = inner.store.send_again(notice, inner.store.now()).await?;
            if there_was {
                inner.store.note(&by, "sent_again", &notice.to_string(), inner.store.now()).await?;
                inner.notices_given.notify_one();
                inner.others_wanted.notify_one();
            }
            Ok(there_was)
        })
        .await?
    }

    /// Closes the incident about something that was set aside, as its list names it, once its cause is gone; with `again` it is tried
    /// again. Whether there was one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_up(&self, case: CaseId, subject: &str, again: bool, by: &PersonId) -> Result<bool, StoreError> {
        let (by, subject) = (by.clone(), subject.to_owned());
        self.detached(move |inner| async move {
            let now = inner.store.now();
            let there_was = inner.store.take_up(case, &subject, again, now).await?;
            if there_was {
                let what = if again { "tried_again" } else { "passed_over" };
                inner.store.note(&by, what, &format!("{case} {subject}"), now).await?;
                inner.reviews.note();
                inner.timers_changed.notify_one();
                inner.notices_given.notify_one();
                inner.others_wanted.notify_one();
            }
            Ok(there_was)
        })
        .await?
    }

    /// Notes that somebody did something to the system itself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note(&self, by: &PersonId, what: &'static str, about: &str) -> Result<(), StoreError> {
        let (by, about) = (by.clone(), about.to_owned());
        self.detached(|inner| async move { inner.store.note(&by, what, &about, inner.store.now()).await }).await?
    }

    /// What was done to the system last, the latest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn audit(&self, limit: u32) -> Result<Vec<AuditRecord>, StoreError> {
        self.inner.store.audit(limit).await
    }
}

fn may_edit(world: &World, by: &PersonId) -> Result<(), Rejection> {
    if world.is_active(by) && world.is_administrator(by) {
        return Ok(());
    }
    let (expected, found) =
        (Text::both("администратор", "an administrator"), Text::both("вам это не разрешено", "you are not allowed to"));
    Err(Rejection::new(RejectionKind::Forbidden, "forbidden", expected, found))
}

/// Who left, is in no file any more, and is added now.
fn comes_back(people: &People, edit: &Edit) -> Option<PersonId> {
    let Edited::Person(id, _) = &edit.what else { return None };
    let is_closed = people.closed.iter().any(|account| account.person == *id);
    (is_closed && !people.organisation().people.contains_key(id)).then(|| id.clone())
}

/// Whether the organisation would still be right with this change in it: what is wrong then, and was not before.
fn check(people: &People, edit: &Edit, calendars: &[String]) -> Result<(), Rejection> {
    let before = people.organisation();
    let mut after = before.clone();
    put(&edit.what, &mut after);
    let key = |finding: &Finding| (finding.code, finding.message.get(Locale::En).to_owned());
    let known: BTreeSet<_> = found_in(&before, calendars).iter().map(|(_, finding)| key(finding)).collect();
    let is_bad = |finding: &Finding| finding.severity == Severity::Error || finding.code == NO_ADMINISTRATOR;
    let found = found_in(&after, calendars).into_iter();
    let fields: Vec<FieldProblem> = found
        .filter(|(_, finding)| is_bad(finding) && !known.contains(&key(finding)))
        .map(|(field, finding)| problem(field, finding))
        .collect();
    if fields.is_empty() {
        return Ok(());
    }
    let expected = Text::both("организация без ошибок", "an organisation without mistakes");
    let found = Text::both("исправьте отмеченное", "please correct what is marked");
    let mut rejection = Rejection::new(RejectionKind::Invalid, "invalid_fields", expected, found);
    rejection.fields = fields;
    Err(rejection)
}

/// Every finding of an organisation, were it written in its file, with the key of the line where it is.
fn found_in(organisation: &Organisation, calendars: &[String]) -> Vec<(String, Finding)> {
    let source = Source { file: "organisation.yaml".to_owned(), text: written(organisation) };
    let mut findings = match read_organisation(&source) {
        Ok(checked) => checked.warnings,
        Err(Diagnostics(findings)) => findings,
    };
    findings.extend(lookup::calendars::of_organisation(&source, calendars));
    let key = |finding: &Finding| place_in(&source.text, finding.span.line as usize).map(|(_, key)| key).unwrap_or_default();
    findings.into_iter().map(|finding| (key(&finding), finding)).collect()
}

fn problem(field: String, finding: Finding) -> FieldProblem {
    let help = finding.help.unwrap_or_else(|| Text::from(""));
    let field = match (finding.code, field.is_empty()) {
        (NO_ADMINISTRATOR, _) => "positions".to_owned(),
        (_, true) => "id".to_owned(),
        (_, false) => field,
    };
    FieldProblem { field, code: FINDING.to_owned(), expected: finding.message, found: help }
}
