//! What goes from one case to another system, or to another case: handed over, and what became of it comes back as a command.
//!
//! A request that is not wanted any more is dropped. One whose answer was not written down is sent again with the same identity.

use std::sync::Arc;

use chrono::TimeDelta;
use tracing::{debug, info, warn};
use voronka_core::case::TokenState;
use voronka_core::command::Answer;
use voronka_core::{Actor, Case, CaseId, Command};
use voronka_definition::model::OutcomeKind;
use voronka_definition::{Locale, Text};
use voronka_store::{Attempt, Calling, Claimed, Lease, StoreError};

use crate::answer::Refused;
use crate::archiver::ARCHIVED;
use crate::breaker::{LONGEST_WISH, Way};
use crate::caller::{self, Called, Request};
use crate::dispatcher::{FIRST_PAUSE, PATIENCE, set_aside, settle};
use crate::door::{Call, Wanted, carry_out};
use crate::inner::Inner;

/// How often a request is begun whose end nobody saw; then it counts as failed, as it may be what ends the process.
const UNSEEN_AT_MOST: u32 = 10;

/// Asks another system, and tells the case.
pub(crate) async fn call(inner: &Arc<Inner>, claimed: &Claimed, lease: &Lease, calling: &Calling) -> Result<(), StoreError> {
    let Some(case) = inner.case(claimed.case).await? else {
        return set_aside(inner, claimed, lease, "a request without its case").await;
    };
    if !is_wanted(&case, calling) {
        return settle(inner, claimed, lease, &Attempt::Dropped).await;
    }
    let answer = match inner.breakers.way(&calling.connection, inner.store.now()) {
        _ if claimed.attempt > UNSEEN_AT_MOST => Answer::Failed(Text::both(
            format!("не видно, чем кончились запросы: {UNSEEN_AT_MOST}"),
            format!("no end was seen of {UNSEEN_AT_MOST} requests"),
        )),
        Way::Rests(until) => return settle(inner, claimed, lease, &Attempt::Waits { until }).await,
        Way::Gone(reason) => Answer::Refused(reason),
        Way::Free => ask(inner, claimed, calling).await,
    };
    report(claimed, calling, &answer);
    let command = Command::AnswerCall { token: calling.token, attempt: calling.attempt, answer };
    tell(inner, claimed, lease, claimed.case, command).await
}

/// Tells the case that waits for the end of this one.
pub(crate) async fn ended(
    inner: &Arc<Inner>,
    claimed: &Claimed,
    lease: &Lease,
    (parent, token): (CaseId, u32),
    kind: OutcomeKind,
) -> Result<(), StoreError> {
    let command = Command::EndChild { token, case: claimed.case, kind };
    tell(inner, claimed, lease, parent, command).await
}

/// Whether the case still stands at the step, and for this attempt.
fn is_wanted(case: &Case, calling: &Calling) -> bool {
    let token = case.flow().and_then(|flow| flow.tokens.get(&calling.token));
    token.is_some_and(|token| token.waits == calling.attempt && matches!(token.state, TokenState::Calling { incident: None, .. }))
}

async fn ask(inner: &Arc<Inner>, claimed: &Claimed, calling: &Calling) -> Answer {
    let request = Request {
        identity: format!("{}-{}-{}", claimed.case, calling.token, calling.first),
        connection: calling.connection.clone(),
        body: calling.body.clone(),
        now: inner.store.now(),
    };
    let caller = Arc::clone(&inner.caller);
    let called = tokio::spawn(async move { tokio::time::timeout(PATIENCE, caller.call(&request)).await }).await;
    let failed = |reason| Called::Failed { reason, pause: None };
    let called = match called {
        Ok(Ok(called)) => called,
        Ok(Err(_)) => failed(caller::no_answer(PATIENCE)),
        Err(_) => failed(Text::both("соединение отказало само", "the connector itself failed")),
    };
    let now = inner.store.now();
    if let Some(until) = inner.breakers.note(&calling.connection, &called, now) {
        // Else each of them would be looked at only to be put off.
        if let Err(error) = inner.store.put_off_calls(&calling.connection, until).await {
            warn!(connection = %calling.connection, error = %error, "what waits for a connection could not be put off together");
        }
    }
    heard(called, inner)
}

fn heard(called: Called, inner: &Inner) -> Answer {
    match called {
        Called::Done(json) => Answer::Done(json),
        Called::Failed { reason, pause: None } => Answer::Failed(reason),
        Called::Failed { reason, pause: Some(pause) } => {
            let pause = TimeDelta::from_std(pause).unwrap_or(LONGEST_WISH).min(LONGEST_WISH);
            Answer::Busy { reason, until: inner.store.now() + pause }
        }
        Called::Refused(reason) | Called::Gone(reason) => Answer::Refused(reason),
        Called::Unknown(reason) => Answer::Unknown(reason),
    }
}

fn report(claimed: &Claimed, calling: &Calling, answer: &Answer) {
    let (case, connection, attempt) = (claimed.case, &calling.connection, calling.attempt);
    match answer {
        Answer::Done(_) => info!(case.id = %case, %connection, call.attempt = attempt, "answered"),
        Answer::Failed(reason) | Answer::Busy { reason, .. } | Answer::Refused(reason) | Answer::Unknown(reason) => {
            info!(case.id = %case, %connection, call.attempt = attempt, error = reason.get(Locale::En), "a request failed");
        }
    }
}

/// Whether the case goes on without it: it has moved on, is in the archive, or was removed for good.
fn is_over(refused: &Refused) -> bool {
    match refused {
        Refused::Rejected(rejection) => ["call_gone", ARCHIVED].contains(&rejection.code.as_str()),
        Refused::NotFound => true,
        _ => false,
    }
}

/// Tells a case, and closes the row. What the case does not wait for any more is dropped.
async fn tell(inner: &Arc<Inner>, claimed: &Claimed, lease: &Lease, case: CaseId, command: Command) -> Result<(), StoreError> {
    let call = Call { wanted: Wanted::Of(case, command), by: Actor::Engine, key: None };
    let passing = match carry_out(inner, call).await {
        Ok(_) => return settle(inner, claimed, lease, &Attempt::Done).await,
        Err(refused) if is_over(&refused) => {
            debug!(case.id = %case, row.kind = claimed.kind, "nobody waits for it any more");
            return settle(inner, claimed, lease, &Attempt::Dropped).await;
        }
        Err(Refused::Busy { .. }) => "the engine is busy".to_owned(),
        Err(Refused::Fault(error)) if error.is_passing() => error.to_string(),
        Err(refused) => return set_aside(inner, claimed, lease, &format!("the case could not be told: {refused}")).await,
    };
    let until = inner.store.now() + FIRST_PAUSE;
    settle(inner, claimed, lease, &Attempt::Postponed { until, reason: passing, letter: None, exposed: true }).await
}
