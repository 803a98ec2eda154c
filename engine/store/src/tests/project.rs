//! From a decision to its rows.

use serde_json::json;
use voronka_core::command::Input;
use voronka_core::{Case, Command};

use crate::rows::{Rows, project};
use crate::tests::{decided, started};

fn rows(decision: &voronka_core::Decision) -> Rows<'_> {
    project(decision.before.as_deref(), &decision.events, &decision.case)
}

#[test]
fn a_new_case_writes_everything_once() {
    let decision = started(1);
    let rows = rows(&decision);
    assert_eq!((rows.case.before, rows.case.revision), (0, decision.case.revision));
    assert_eq!((rows.case.amount_minor, rows.case.currency.as_deref()), (Some(50_000_000), Some("RUB")));
    assert_eq!(rows.events.len(), decision.events.len());
    assert_eq!(
        rows.tasks.iter().map(|row| (row.number, row.status, row.assignee)).collect::<Vec<_>>(),
        [(1, "open", Some("anna"))]
    );
    assert_eq!(rows.timers.len(), decision.case.timers().len());
    assert_eq!(rows.outbox.iter().map(|row| row.recipient.as_str()).collect::<Vec<_>>(), ["person:anna"]);
    assert!(rows.people.iter().any(|row| row.person == "anna"));
    assert!(rows.timers_gone.is_empty() && rows.candidates_gone.is_empty());
}

#[test]
fn a_comment_writes_its_event_and_the_case_only() {
    let case = started(1).case;
    let decision = decided(&case, "anna", &Command::CommentTask { task: 1, text: "перезвонить".to_owned() });
    let rows = rows(&decision);
    assert_eq!((rows.case.before, rows.events.len()), (case.revision, 1));
    let others = rows.tasks.len() + rows.timers.len() + rows.timers_gone.len() + rows.people.len() + rows.outbox.len();
    assert_eq!(others, 0);
}

#[test]
fn a_completed_task_is_closed_and_its_timer_goes() {
    let case = started(1).case;
    let data: Input = [("presentation_at".to_owned(), json!("2026-12-14T09:00:00Z"))].into();
    let command = Command::CompleteTask { task: 1, result: "interested".into(), data, comment: None };
    let decision = decided(&case, "anna", &command);
    let rows = rows(&decision);
    let first = rows.tasks.iter().find(|row| row.number == 1).unwrap();
    assert_eq!((first.status, first.result), ("done", Some("interested")));
    assert_eq!(first.closed_at.map(|at| at.0), decision.events.first().map(|recorded| recorded.at));
    assert!(rows.tasks.iter().filter(|row| row.number > 1).all(|row| row.status == "open" && row.closed_at.is_none()));
    assert_eq!(rows.timers_gone.len(), case.timers().len());
}

#[test]
fn rows_of_steps_together_are_the_rows_of_the_whole_history() {
    let first = started(1);
    let data: Input = [("presentation_at".to_owned(), json!("2026-12-14T09:00:00Z"))].into();
    let complete = Command::CompleteTask { task: 1, result: "interested".into(), data, comment: None };
    let second = decided(&first.case, "anna", &complete);
    let history: Vec<_> = first.events.iter().chain(&second.events).cloned().collect();
    let (one, two) = (rows(&first), rows(&second));
    let whole = project(None, &history, &second.case);
    let mut numbers: Vec<_> = one.tasks.iter().chain(&two.tasks).map(|row| row.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(whole.tasks.iter().map(|row| row.number).collect::<Vec<_>>(), numbers);
    assert!(two.tasks.iter().all(|row| whole.tasks.contains(row)), "the later row is the row");
    assert_eq!(whole.outbox.len(), one.outbox.len() + two.outbox.len());
    assert_eq!(Case::replay(&history).as_ref(), Some(&second.case));
}
