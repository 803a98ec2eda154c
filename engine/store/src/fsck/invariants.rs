//! Invariants of a case and of its history, as values. Pure.

use voronka_core::case::{Origin, Task, TimerKey, TokenState};
use voronka_core::{Case, Recorded};
use voronka_definition::name::StageId;

use crate::fsck::FsckFinding;

/// The history has no gap, and replayed it gives the case.
pub(super) fn of_history(case: &Case, history: &[Recorded], findings: &mut Vec<FsckFinding>) {
    let expected = 1..=case.revision;
    if !history.iter().map(|recorded| recorded.seq).eq(expected) {
        findings.push(FsckFinding::new(
            "history_gap",
            case.id,
            format!("в истории {} событий, а последнее должно иметь номер {}", history.len(), case.revision),
            format!("the history has {} events, and the last should be number {}", history.len(), case.revision),
        ));
        return;
    }
    // That a moment is earlier than the one before it is no damage: the clock may have jumped backwards.
    // An earlier build may have kept it, which knew less.
    if Case::replay(history).map(|replayed| replayed.in_form_of(case)).as_ref() != Some(case) {
        findings.push(FsckFinding::new(
            "replay_differs",
            case.id,
            "состояние не совпадает с тем, что получается из истории".to_owned(),
            "the state is not what its history makes".to_owned(),
        ));
    }
}

/// Nothing open is in limbo, nothing lives on where it should have ended.
pub(super) fn of_case(case: &Case, findings: &mut Vec<FsckFinding>) {
    if case.is_open() && case.tasks.is_empty() && case.timers().is_empty() && !waits(case) {
        findings.push(FsckFinding::new(
            "limbo",
            case.id,
            "открытая сделка без задачи, таймера и ожидания".to_owned(),
            "an open case without a task, a timer or a wait".to_owned(),
        ));
    }
    for task in case.tasks.values() {
        if !case.is_open() && !task.origin.is_by_hand() {
            findings.push(lives_on("task_of_finished_case", case, task, "сделка завершена", "its case has ended"));
        } else if let Some(stage) = task.origin.stage().filter(|stage| !runs(case, stage)) {
            let (ru, en) = (format!("стадия {stage} покинута"), format!("stage {stage} was left"));
            findings.push(lives_on("task_of_left_stage", case, task, &ru, &en));
        } else if task.origin.token().is_some_and(|token| !stands(case, token)) {
            findings.push(lives_on(
                "task_without_token",
                case,
                task,
                "ход процесса на ней не стоит",
                "the flow does not stand at it",
            ));
        }
    }
    if !case.is_open() && case.timers().iter().any(|timer| !is_by_hand(case, timer.key)) {
        findings.push(FsckFinding::new(
            "timer_of_finished_case",
            case.id,
            "у завершённой сделки остался таймер процесса".to_owned(),
            "a finished case has a timer of its process".to_owned(),
        ));
    }
}

fn waits(case: &Case) -> bool {
    let is_waiting =
        |state: &TokenState| matches!(state, TokenState::Waiting { .. } | TokenState::Calling { .. } | TokenState::Child { .. });
    case.flow().is_some_and(|flow| flow.tokens.values().any(|token| is_waiting(&token.state)))
}

/// Whether it is the stage the case stands in, or a handler that runs beside it.
fn runs(case: &Case, stage: &StageId) -> bool {
    case.stage() == Some(stage) || case.flow().is_some_and(|flow| flow.tokens.values().any(|token| token.of == *stage))
}

fn stands(case: &Case, token: u32) -> bool {
    case.flow().is_some_and(|flow| flow.tokens.contains_key(&token))
}

fn is_by_hand(case: &Case, key: TimerKey) -> bool {
    match key {
        TimerKey::Task(number) => case.tasks.get(&number).is_some_and(|task| task.origin.is_by_hand()),
        TimerKey::Wait(_) | TimerKey::Limit(_) | TimerKey::Gap(_) | TimerKey::Silence(_) | TimerKey::Points(_) => false,
    }
}

fn lives_on(code: &'static str, case: &Case, task: &Task, ru: &str, en: &str) -> FsckFinding {
    let name = match &task.origin {
        Origin::Hand(_) => String::new(),
        origin => origin.name().unwrap_or_default().to_owned(),
    };
    let number = task.number;
    FsckFinding::new(
        code,
        case.id,
        format!("задача {number} {name} открыта, хотя {ru}"),
        format!("task {number} {name} is open although {en}"),
    )
}
