//! The one door: load, decide, commit; and again where another was faster.
//!
//! Absent on purpose: rules. Whether a command is allowed and what it does is the core's.

use std::sync::Arc;

use tracing::{Instrument, debug, info_span};
use voronka_core::{
    Actor, Case, CaseId, Command, Decision, Event, HandTask, Rejection, Setting, Start, World, decide, make_errand, start,
};
use voronka_definition::Process;
use voronka_definition::name::ProcessId;
use voronka_store::{Commit, CommitOutcome, Key, KeyRecord, StoreError, Trace};

use crate::answer::{Executed, Refused};
use crate::archiver;
use crate::committer::NotTaken;
use crate::inner::Inner;
use crate::news::News;

/// How often a command is decided again because another was faster.
const ROUNDS: u32 = 8;
/// After how many seconds whoever was sent away may come back.
const RETRY_AFTER_SECONDS: u32 = 1;
/// How many events an answer holds at most.
const EVENTS: u32 = 10_000;

/// What is wanted.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    Of(CaseId, Command),
    Start(Start),
    Errand(HandTask),
}

/// A call: what is wanted, by whom, under which key.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) wanted: Wanted,
    pub(crate) by: Actor,
    pub(crate) key: Option<Key>,
}

/// Carries a call out in a task of its own, so that whoever asked may go away without tearing a transaction.
pub(crate) async fn carry_out(inner: &Arc<Inner>, call: Call) -> Result<Executed, Refused> {
    let case = call.case();
    let span = info_span!("command", case.id = case.map(|id| id.to_string()), command.kind = call.kind());
    let task = tokio::spawn(through(Arc::clone(inner), call).instrument(span));
    match task.await {
        Ok(answer) => answer,
        Err(error) if error.is_panic() => Err(Refused::Fault(panicked(case, error.into_panic().as_ref()))),
        Err(_) => Err(Refused::Fault(StoreError::Closed)),
    }
}

/// What a panic means: something about this case, or this start, cannot be decided.
pub(crate) fn panicked(case: Option<CaseId>, panic: &(dyn std::any::Any + Send)) -> StoreError {
    let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let reason = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_owned());
    match case {
        Some(case) => StoreError::Damaged { case, reason },
        None => StoreError::Unreadable { what: "the command".to_owned(), reason },
    }
}

impl Call {
    /// The case it works on, unless it starts one.
    fn case(&self) -> Option<CaseId> {
        match &self.wanted {
            Wanted::Of(case, _) => Some(*case),
            Wanted::Start(start) => start.continues,
            Wanted::Errand(_) => None,
        }
    }

    /// Whether the answer is about the case that goes on from the one it works on.
    fn continues(&self) -> bool {
        matches!(&self.wanted, Wanted::Start(Start { continues: Some(_), .. }))
    }

    fn kind(&self) -> &'static str {
        match &self.wanted {
            Wanted::Start(_) => "start",
            Wanted::Errand(_) => "make_errand",
            Wanted::Of(_, command) => kind(command),
        }
    }
}

fn kind(command: &Command) -> &'static str {
    match command {
        Command::CompleteTask { .. } => "complete_task",
        Command::RescheduleTask { .. } => "reschedule_task",
        Command::ReassignTask { .. } => "reassign_task",
        Command::ClaimTask { .. } => "claim_task",
        Command::CommentTask { .. } => "comment_task",
        Command::CommentDeal { .. } => "comment_deal",
        Command::MakeTask(_) => "make_task",
        Command::EnterStage { .. } => "enter_stage",
        Command::Finish { .. } => "finish",
        Command::Continue(_) => "continue",
        Command::Signal { .. } => "signal",
        Command::CorrectData { .. } => "correct_data",
        Command::ChangeOwner { .. } => "change_owner",
        Command::AcknowledgeEscalation { .. } => "acknowledge_escalation",
        Command::Review => "review",
        Command::FireTimer { .. } => "fire_timer",
        Command::PassOn { .. } => "pass_on",
        Command::ReportDelivery { .. } => "report_delivery",
        Command::CloseIncident { .. } => "close_incident",
        Command::AnswerCall { .. } => "answer_call",
        Command::EndChild { .. } => "end_child",
    }
}

async fn through(inner: Arc<Inner>, call: Call) -> Result<Executed, Refused> {
    let _under_way = inner.commands.try_acquire().map_err(|_| busy())?;
    if inner.is_closing() {
        return Err(Refused::Fault(StoreError::Closed));
    }
    let _turn = match call.case() {
        Some(case) => Some(inner.turns.turn(case).await.ok_or_else(busy)?),
        None => None,
    };
    for round in 1..=ROUNDS {
        let seen = if round == 1 && inner.store.is_shared() { Seen::Kept } else { Seen::Latest };
        match once(&inner, &call, seen).await {
            Err(Stopped::Refused(Refused::Rejected(_))) if seen == Seen::Kept && call.case().is_some() => {}
            Err(Stopped::Conflict) => {
                debug!(command.round = round, "another was faster");
                // In another world the case may have to be reviewed before a timer of it fires.
                if inner.definitions.renew(&inner).await? && matches!(call.wanted, Wanted::Of(_, Command::FireTimer { .. })) {
                    return Err(busy());
                }
            }
            Err(Stopped::Unguarded) => {}
            Err(Stopped::Known(record)) => return replay(&inner, &call, &record).await,
            // What was refused in a world that has changed elsewhere may be right in the one there is.
            Err(Stopped::Refused(Refused::Rejected(_))) if round < ROUNDS && inner.definitions.renew(&inner).await? => {}
            Err(Stopped::Refused(refused)) => return instead(&inner, &call, refused).await,
            Ok(executed) => return Ok(executed),
        }
    }
    Err(busy())
}

/// Which state of a case is decided on. Where there are other nodes, what this one keeps may be out of date: a decision on it is guarded
/// by its revision, while to refuse or to do nothing is not, and is decided again on the latest state. Nearly always it is the same one,
/// and to ask for it first would be a journey to the server for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Kept,
    Latest,
}

/// Why a round ended without an answer.
enum Stopped {
    Conflict,
    /// Nothing is to be done about what was seen of the case, which may not be the latest.
    Unguarded,
    Known(KeyRecord),
    Refused(Refused),
}

impl From<Refused> for Stopped {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Refused(Refused::Fault(error))
    }
}

async fn once(inner: &Arc<Inner>, call: &Call, seen: Seen) -> Result<Executed, Stopped> {
    let _deciding = inner.deciding.read().await;
    let committer = inner.committer()?;
    let decider = committer.decider();
    // Before the world itself: a decision made in a later one is only made again.
    let revision = inner.definitions.revision();
    let decision = decision(inner, call, seen).await?;
    let about = match &decision.successor {
        Some(successor) if call.continues() => successor,
        _ => &decision,
    };
    if decision.events.is_empty() && call.key.is_none() {
        if seen == Seen::Kept {
            return Err(Stopped::Unguarded);
        }
        return Ok(committed(inner, call, decision));
    }
    let commit = Commit::new(&decision, call.key.clone(), about)?.in_world(revision);
    match committer.commit(commit, decider).await {
        Ok(CommitOutcome::Committed) => Ok(committed(inner, call, decision)),
        Ok(CommitOutcome::Conflict) => {
            inner.cases.forget(decision.case.id);
            Err(Stopped::Conflict)
        }
        Ok(CommitOutcome::KeyTaken(record)) => Err(Stopped::Known(record)),
        Err(NotTaken::Full) => Err(busy().into()),
        Err(NotTaken::Failed(error)) => {
            // Whether it was written is not known after a failed commit: the next command reads the case anew.
            inner.cases.forget(decision.case.id);
            Err(error.into())
        }
    }
}

async fn decision(inner: &Arc<Inner>, call: &Call, seen: Seen) -> Result<Decision, Refused> {
    let world = inner.definitions.world();
    let of_case = match &call.wanted {
        Wanted::Of(case, command) => Some((*case, command.clone())),
        Wanted::Start(start) => start.continues.map(|case| (case, Command::Continue(start.clone()))),
        Wanted::Errand(_) => None,
    };
    if let Some((id, command)) = of_case {
        let case = match seen {
            Seen::Kept => inner.kept_case(id).await?,
            Seen::Latest => inner.case(id).await?,
        };
        let Some(case) = case else { return Err(archiver::refused(inner, id, &call.by).await?) };
        let process = inner.definitions.process(&inner.store, &case.process, &case.version).await?;
        let asker = format!("{id} {}", case.revision);
        return decided(inner, call, &world, Some(&asker), |setting| decide(&process, case, &command, setting));
    }
    let asker = call.key.as_ref().map(|key| format!("{} {}", key.person, key.key));
    match &call.wanted {
        Wanted::Start(wanted) => {
            let process = latest(&world, &wanted.process)?;
            decided(inner, call, &world, asker.as_deref(), |setting| start(&process, setting.fresh, wanted, setting))
        }
        Wanted::Errand(task) => {
            let errand = inner.definitions.errand();
            decided(inner, call, &world, asker.as_deref(), |setting| make_errand(&errand, setting.fresh, task, setting))
        }
        Wanted::Of(..) => Err(Refused::NotFound),
    }
}

fn decided(
    inner: &Inner,
    call: &Call,
    world: &World,
    asker: Option<&str>,
    rule: impl FnOnce(&Setting<'_>) -> Result<Decision, Rejection>,
) -> Result<Decision, Refused> {
    let now = inner.store.now();
    let setting = Setting { world, now, by: call.by.clone(), fresh: inner.ids.fresh(now, asker)? };
    Ok(rule(&setting)?)
}

fn latest(world: &World, id: &ProcessId) -> Result<Arc<Process>, Refused> {
    let process = world.processes.get(id).cloned();
    process.ok_or_else(|| Refused::Rejected(unknown_process(world, id)))
}

fn unknown_process(world: &World, id: &ProcessId) -> Rejection {
    use voronka_core::RejectionKind::Invalid;
    use voronka_definition::Text;
    let names = world.processes.keys().map(ProcessId::as_str).collect::<Vec<_>>().join(", ");
    Rejection::new(
        Invalid,
        "unknown_process",
        Text::both(format!("один из процессов: {names}"), format!("one of the processes: {names}")),
        Text::both(format!("«{id}»"), format!("`{id}`")),
    )
}

fn committed(inner: &Inner, call: &Call, decision: Decision) -> Executed {
    let mut decision = decision;
    let successor = decision.successor.take();
    for started in std::mem::take(&mut decision.started) {
        keep_all(inner, started);
    }
    let following = successor.as_ref().map(|successor| successor.case.id);
    let executed = keep(inner, decision, following);
    match successor.map(|successor| keep_all(inner, *successor)) {
        Some(continued) if call.continues() => continued,
        _ => executed,
    }
}

/// The same for a case that began within another decision, and for those that began within its own.
fn keep_all(inner: &Inner, mut decision: Decision) -> Executed {
    let others = decision.successor.take().map(|successor| *successor);
    let following = others.as_ref().map(|successor| successor.case.id);
    for other in others.into_iter().chain(std::mem::take(&mut decision.started)) {
        keep_all(inner, other);
    }
    keep(inner, decision, following)
}

/// What a durable decision means for this node: the new state, and whom to wake.
fn keep(inner: &Inner, decision: Decision, successor: Option<CaseId>) -> Executed {
    let case = Arc::new(decision.case);
    inner.cases.put(Arc::clone(&case));
    if !decision.events.is_empty() {
        inner.news.tell(News::Of(Arc::clone(&case)));
        if inner.store.is_shared() {
            inner.news.tell_others(case.id);
        }
    }
    let is_sent = |event: &Event| matches!(event, Event::NoticeGiven { .. } | Event::CallMade { .. } | Event::ParentTold { .. });
    if decision.events.iter().any(|recorded| is_sent(&recorded.event)) {
        inner.notices_given.notify_one();
        inner.others_wanted.notify_one();
    }
    let at = decision.events.first().map_or(case.opened_at, |recorded| recorded.at);
    Executed { case, events: decision.events, successor, at }
}

/// A refused call may be one that was answered before: then its answer stands.
async fn instead(inner: &Arc<Inner>, call: &Call, refused: Refused) -> Result<Executed, Refused> {
    let Some(key) = &call.key else { return Err(refused) };
    if matches!(refused, Refused::Busy { .. } | Refused::Fault(_)) {
        return Err(refused);
    }
    match inner.store.recall(key).await? {
        Some(record) => replay(inner, call, &record).await,
        None => Err(refused),
    }
}

/// The answer that a key had before: the same events, and the case as they left it.
async fn replay(inner: &Arc<Inner>, call: &Call, record: &KeyRecord) -> Result<Executed, Refused> {
    if call.key.as_ref().is_none_or(|key| key.body_hash != record.body_hash) {
        return Err(Refused::KeyReused);
    }
    let trace: Trace = serde_json::from_str(&record.answer)
        .map_err(|error| StoreError::Unreadable { what: "the answer of a key".to_owned(), reason: error.to_string() })?;
    let mut history = inner.store.reads().history(trace.case, 0, EVENTS).await?;
    history.truncate(usize::try_from(trace.last).unwrap_or(usize::MAX));
    let case = match Case::replay(&history) {
        Some(case) => Arc::new(case),
        None => inner.store.reads().case(trace.case).await?.ok_or(Refused::NotFound)?,
    };
    // A command that recorded nothing has no first event.
    let before = trace.first.checked_sub(1).unwrap_or(trace.last);
    let before = usize::try_from(before).unwrap_or(usize::MAX).min(history.len());
    Ok(Executed { case, events: history.split_off(before), successor: trace.successor, at: trace.at })
}

fn busy() -> Refused {
    Refused::Busy { retry_after_seconds: RETRY_AFTER_SECONDS }
}
