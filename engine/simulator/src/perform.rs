//! A step taken once.

use voronka_core::Recorded;
use voronka_runtime::{BadWishes, ClockError, Executed, Refused};
use voronka_store::StoreError;

use crate::life::Life;
use crate::step::{Heard, Step};

/// Why a step was not answered: what whoever took it knows.
pub(crate) struct Unanswered(pub(crate) String);

impl From<StoreError> for Unanswered {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<ClockError> for Unanswered {
    fn from(error: ClockError) -> Self {
        Self(error.to_string())
    }
}

/// Takes a step, and lets happen what follows from it at that moment.
pub(crate) async fn perform(life: &Life, number: usize, step: &Step) -> Result<Heard, Unanswered> {
    let heard = ask(life, number, step).await?;
    life.engine.settle().await?;
    Ok(heard)
}

/// Takes a step.
pub(crate) async fn ask(life: &Life, number: usize, step: &Step) -> Result<Heard, Unanswered> {
    let (engine, key) = (&life.engine, step.key(number));
    match step {
        Step::Start(start, by) => heard(engine.start(start.clone(), by.clone(), key).await),
        Step::Errand(task, by) => heard(engine.make_errand(task.clone(), by.clone(), key).await),
        Step::Tell(case, command, by) => heard(engine.execute(*case, command.clone(), by.clone(), key).await),
        Step::Away(absence, by) => {
            // There is no key for it: who was not answered looks whether it is there.
            if engine.entered_absences().iter().any(|entered| entered.absence == *absence) {
                return Ok(Heard::Yes);
            }
            match engine.enter_absence(absence.clone(), by).await {
                Ok(_) => Ok(Heard::Yes),
                Err(refused) => refusal(refused),
            }
        }
        Step::Wish(person, wishes) => match engine.set_letter_wishes(person, wishes.clone()).await {
            Ok(_) => Ok(Heard::Yes),
            Err(BadWishes::Store(error)) => Err(error.into()),
            Err(BadWishes::Cron(line)) => Ok(Heard::Refused(line)),
        },
        Step::Walk(to) => {
            engine.clock().advance_to(*to).await?;
            Ok(Heard::Yes)
        }
        Step::Sleep(to) => {
            if life.store.now() < *to {
                life.store.stand_at(*to).await?;
            }
            Ok(Heard::Yes)
        }
    }
}

fn heard(answer: Result<Executed, Refused>) -> Result<Heard, Unanswered> {
    match answer {
        Ok(executed) => Ok(Heard::Done(executed.events.iter().map(line).collect())),
        Err(refused) => refusal(refused),
    }
}

fn refusal(refused: Refused) -> Result<Heard, Unanswered> {
    match refused {
        Refused::Rejected(rejection) => Ok(Heard::Refused(rejection.code.to_string())),
        Refused::Fault(error) if error.is_passing() => Err(error.into()),
        Refused::Busy { .. } => Err(Unanswered(refused.to_string())),
        other => Ok(Heard::Refused(other.to_string())),
    }
}

/// An event as a line of text.
pub(crate) fn line(recorded: &Recorded) -> String {
    serde_json::to_string(recorded).unwrap_or_else(|error| error.to_string())
}
