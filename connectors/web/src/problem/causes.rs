//! Which problem a refusal or a fault of the engine becomes. A fault is logged here, once.

use axum::http::StatusCode;
use voronka_definition::{Locale, Text};
use voronka_runtime::{ClockError, DeployError, Refused, StoreError};

use super::Problem;

/// After how many seconds a database that failed may be asked again.
const RETRY_AFTER_SECONDS: u32 = 5;

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotFound => Self::not_found(),
            Refused::Rejected(rejection) => rejection.into(),
            Refused::KeyReused => key_reused(),
            Refused::Busy { retry_after_seconds } => busy(retry_after_seconds),
            Refused::Fault(fault) => fault.into(),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(fault: StoreError) -> Self {
        if fault == StoreError::BadCursor {
            return Self::bad_cursor();
        }
        tracing::error!(error = fault.text().get(Locale::En), "the store failed while a request was answered");
        match fault {
            StoreError::DiskFull | StoreError::DiskFailed => no_disk(&fault),
            _ if fault.is_passing() => busy(RETRY_AFTER_SECONDS),
            _ => Self::fault(),
        }
    }
}

impl From<DeployError> for Problem {
    fn from(error: DeployError) -> Self {
        match error {
            DeployError::Findings(findings) => Self::of_findings(findings),
            DeployError::Store(fault) => fault.into(),
        }
    }
}

impl From<ClockError> for Problem {
    fn from(error: ClockError) -> Self {
        match error {
            ClockError::Running => running(),
            ClockError::Backwards { now, wanted } => wrong_time(
                Text::both(format!("время не раньше {now}"), format!("a time not before {now}")),
                Text::Any(wanted.to_string()),
            ),
            ClockError::TooFar { days } => wrong_time(
                Text::both(format!("не больше {days} дней вперед"), format!("at most {days} days ahead")),
                Text::both("время дальше", "a time further away"),
            ),
            ClockError::TooMuch { now, bound } => too_much(&now.to_string(), bound),
            ClockError::Store(fault) => fault.into(),
        }
    }
}

fn key_reused() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "idempotency_key_reused",
        Text::both("новый Idempotency-Key для нового запроса", "a new Idempotency-Key for a new request"),
        Text::both("ключ другого запроса", "the key of another request"),
    )
}

fn busy(retry_after_seconds: u32) -> Problem {
    let problem = Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "busy",
        Text::both("свободный сервер", "a server with room for this"),
        Text::both("сервер занят; повторите позднее", "a busy one; try again later"),
    );
    Problem { retry_after_seconds: Some(retry_after_seconds), ..problem }
}

/// Nothing can be written: what was asked is not done, and can be asked again.
pub(crate) fn no_disk(fault: &StoreError) -> Problem {
    let code = if *fault == StoreError::DiskFull { "disk_full" } else { "disk_failed" };
    let expected = Text::both("сервер, который может записать", "a server that can write");
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, expected, fault.text());
    Problem { retry_after_seconds: Some(RETRY_AFTER_SECONDS), ..problem }
}

fn running() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "clock_runs",
        Text::both("часы, которые стоят", "a clock that stands still"),
        Text::both("часы идут сами", "a clock that runs"),
    )
}

fn wrong_time(expected: Text, found: Text) -> Problem {
    Problem::of_field("to", "out_of_range", expected, found)
}

fn too_much(now: &str, bound: u32) -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "clock_stopped",
        Text::both(format!("не больше {bound} моментов на пути"), format!("at most {bound} moments on the way")),
        Text::both(format!("больше; часы остановлены на {now}"), format!("more; the clock stands at {now}")),
    )
}
