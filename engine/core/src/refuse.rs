//! Refusals in words: every rejection the core can give is made here, so that its code and its two sentences are seen together.

use chrono::{DateTime, Utc};
use voronka_definition::{Locale, Period, Text};

use crate::rejection::{FieldProblem, Rejection, RejectionKind};
use crate::words;

use RejectionKind::{Conflict, Forbidden, Invalid, NotFound, Outdated};

fn reject(kind: RejectionKind, code: &str, expected: (&str, &str), found: (String, String)) -> Rejection {
    Rejection::new(kind, code, Text::both(expected.0, expected.1), Text::both(found.0, found.1))
}

fn same(ru: &str, en: &str) -> (String, String) {
    (ru.to_owned(), en.to_owned())
}

/// There is no such thing, or none that this person may see.
pub(crate) fn not_found() -> Rejection {
    reject(NotFound, "not_found", ("то, что вам видно", "something you can see"), same("такого нет", "no such thing"))
}

/// The person may see it, but may not do this.
pub(crate) fn forbidden(ru: &str, en: &str) -> Rejection {
    reject(Forbidden, "forbidden", (ru, en), same("вам это не разрешено", "you are not allowed to"))
}

/// The person does not work here.
pub(crate) fn not_a_colleague() -> Rejection {
    let expected = ("действующий сотрудник", "somebody who works here");
    reject(Forbidden, "not_active", expected, same("вы не числитесь в организации", "you are not in the organisation"))
}

/// Only the engine gives this command.
pub(crate) fn engine_only() -> Rejection {
    let expected = ("команда от движка", "a command of the engine");
    reject(Forbidden, "engine_only", expected, same("команда от человека", "a command of a person"))
}

/// The task was done or cancelled.
pub(crate) fn task_not_open(number: u32) -> Rejection {
    let found = (format!("задача {number} уже закрыта"), format!("task {number} is closed already"));
    reject(Conflict, "task_not_open", ("открытая задача", "an open task"), found)
}

/// Nobody has claimed the task yet.
pub(crate) fn not_claimed() -> Rejection {
    let found = same("ее еще никто не взял; сначала возьмите ее", "nobody has claimed it; claim it first");
    reject(Conflict, "task_not_claimed", ("задача, взятая исполнителем", "a task that somebody has claimed"), found)
}

/// Somebody has the task already.
pub(crate) fn already_claimed(who: &str) -> Rejection {
    let found = (format!("исполнитель уже есть: {who}"), format!("{who} has it already"));
    reject(Conflict, "task_already_claimed", ("свободная задача", "a task that nobody has"), found)
}

/// What was offered came into other hands.
pub(crate) fn offer_over(who: &str) -> Rejection {
    let found = (format!("задача уже в других руках: {who}"), format!("the task is in other hands: {who}"));
    reject(Conflict, "offer_over", ("предложение, которое еще в силе", "an offer that still stands"), found)
}

/// Nobody gives himself more time.
pub(crate) fn own_lateness() -> Rejection {
    let found = same(
        "задача у вас: перенесите срок сами, насколько это разрешено, или попросите руководителя",
        "the task is yours: move its date yourself as far as you may, or ask your head",
    );
    reject(Conflict, "own_lateness", ("руководитель исполнителя", "a head above the assignee"), found)
}

/// More time is given by a head, or by whom the ladder told as it tells a head.
pub(crate) fn no_more_time() -> Rejection {
    forbidden(
        "руководитель исполнителя или тот, кому сообщили об опоздании, а не только предложили задачу",
        "a head above the assignee, or somebody who was told of the lateness and not only offered the task",
    )
}

/// The task does not offer this result.
pub(crate) fn result_not_offered(offered: &[&str], found: &str) -> Rejection {
    let list = offered.join(", ");
    let expected = (format!("один из результатов: {list}"), format!("one of the results {list}"));
    let text = format!("`{found}`");
    reject(Conflict, "result_not_offered", (&expected.0, &expected.1), (text.clone(), text))
}

/// The case has ended.
pub(crate) fn case_finished(outcome: &str) -> Rejection {
    let found = (format!("она завершена: {outcome}"), format!("it has ended: {outcome}"));
    reject(Conflict, "case_finished", ("сделка в работе", "an open case"), found)
}

/// The case has not ended.
pub(crate) fn case_not_finished() -> Rejection {
    let expected = ("завершенная сделка", "a finished case");
    reject(Conflict, "case_not_finished", expected, same("она еще в работе", "it is still open"))
}

/// Another case goes on from it already.
pub(crate) fn already_continued() -> Rejection {
    let expected = ("сделка без продолжения", "a case that nothing continues");
    reject(Conflict, "already_continued", expected, same("продолжение уже начато", "another case continues it already"))
}

/// Processes hand a deal to one another without end.
pub(crate) fn transfers_without_end() -> Rejection {
    let expected = ("процесс, в котором кто-то действует", "a process in which somebody acts");
    let found = ("процессы передают сделку друг другу без конца", "processes hand the deal to one another without end");
    reject(Conflict, "transfers_without_end", expected, (found.0.to_owned(), found.1.to_owned()))
}

/// The case stands in this stage already.
pub(crate) fn already_there(stage: &str) -> Rejection {
    let found = (format!("сделка уже на стадии «{stage}»"), format!("the deal is in the stage “{stage}” already"));
    reject(Conflict, "already_in_stage", ("другая стадия", "another stage"), found)
}

/// An approval stands in the way of winning.
pub(crate) fn approvals_missing(ru: &[String], en: &[String]) -> Rejection {
    let expected = ("все начатые согласования пройдены", "every approval that was begun to be granted");
    reject(Conflict, "approval_missing", expected, (ru.join("; "), en.join("; ")))
}

/// Whose visa it cannot be.
pub(crate) const FOUR_EYES: (&str, &str) = (
    "согласующий, который не отвечает за эту сделку и не замещал ответственного",
    "an approver who neither owns the deal nor worked on it in its owner's stead",
);

/// Nobody approves his own deal.
pub(crate) fn own_approval() -> Rejection {
    let found = same("это ваша сделка; передайте визу другому", "it is your own deal; give the visa to somebody else");
    reject(Conflict, "own_approval", FOUR_EYES, found)
}

/// The task was postponed as often as its assignee may.
pub(crate) fn postponed_too_often(at_most: u32) -> Rejection {
    let expected = (
        format!("не больше {at_most} переносов; дальше срок меняет руководитель"),
        format!("at most {at_most} postponements; after that a head moves the date"),
    );
    let found = same("больше переносить нельзя: попросите руководителя", "no postponement is left: ask your head");
    reject(Conflict, "postponed_too_often", (&expected.0, &expected.1), found)
}

/// The task would be postponed further than its assignee may.
pub(crate) fn postponed_too_far(by: Period) -> Rejection {
    let expected = (
        format!("перенос не больше чем на {}; дальше срок ставит руководитель", words::period(by, Locale::Ru)),
        format!("a date at most {} later; beyond that a head sets it", words::period(by, Locale::En)),
    );
    let found = same("слишком далекий срок: попросите руководителя", "a date too far away: ask your head");
    reject(Conflict, "postponed_too_far", (&expected.0, &expected.1), found)
}

/// The timer's occurrence has passed or was cancelled.
pub(crate) fn timer_gone() -> Rejection {
    let expected = ("действующий таймер", "a pending timer");
    reject(Conflict, "timer_gone", expected, same("он сработал или отменен", "it has fired or was cancelled"))
}

/// The timer is not due yet.
pub(crate) fn timer_early(due_at: DateTime<Utc>) -> Rejection {
    let text = due_at.to_rfc3339();
    reject(Conflict, "timer_early", ("наступивший срок", "a moment that has come"), (text.clone(), text))
}

/// Somebody changed the case in the meantime.
pub(crate) fn outdated(expected: u64, found: u64) -> Rejection {
    let words = (format!("редакция {found}"), format!("revision {found}"));
    let text = (
        format!("у вас редакция {expected}: сделку успели изменить, откройте ее заново"),
        format!("you have revision {expected}: the deal was changed meanwhile, open it again"),
    );
    reject(Outdated, "outdated", (&words.0, &words.1), text)
}

/// The content is missing or wrong.
pub(crate) fn invalid(fields: Vec<FieldProblem>) -> Rejection {
    let names: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
    let list = names.join(", ");
    let found = (format!("исправьте: {list}"), format!("please correct: {list}"));
    let mut rejection = reject(Invalid, "invalid_fields", ("верно заполненные поля", "fields filled in correctly"), found);
    rejection.fields = fields;
    rejection
}

/// One field that is missing or wrong.
pub(crate) fn invalid_field(field: &str, code: &str, expected: (&str, &str), found: (&str, &str)) -> Rejection {
    invalid(vec![problem(field, code, expected, found)])
}

/// What is wrong with a field.
pub(crate) fn problem(field: &str, code: &str, expected: (&str, &str), found: (&str, &str)) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        code: code.to_owned(),
        expected: Text::both(expected.0, expected.1),
        found: Text::both(found.0, found.1),
    }
}

/// A field that must be filled in.
pub(crate) fn missing(field: &str, title: &Text) -> FieldProblem {
    let expected = (title.get(Locale::Ru), title.get(Locale::En));
    problem(field, "missing", expected, ("не заполнено", "nothing"))
}

/// Another item in the place of one that steps are about.
pub(crate) fn item_in_work(field: &str) -> FieldProblem {
    let expected =
        ("тот же элемент на том же месте: по нему сейчас идет работа", "the same item in the same place: work on it is going on");
    problem(field, "item_in_work", expected, ("другой элемент этого списка", "another item of the list"))
}

/// A comment that must be written.
pub(crate) fn comment_missing(field: &str) -> Rejection {
    let expected = ("комментарий с объяснением", "a comment that says why");
    invalid_field(field, "missing", expected, ("не заполнено", "nothing"))
}

/// Somebody who cannot be given work.
pub(crate) fn unknown_person(field: &str, found: &str) -> FieldProblem {
    let text = format!("`{found}`");
    problem(field, "unknown_person", ("действующий сотрудник", "somebody who works here"), (&text, &text))
}

/// The flow walked in a circle that the checker should have refused.
pub(crate) fn runaway(at_most: usize) -> Rejection {
    let expected = (format!("не больше {at_most} шагов за одну команду"), format!("at most {at_most} steps in one command"));
    let found = same("процесс ходит по кругу", "the process walks in a circle");
    reject(Conflict, "runaway", (&expected.0, &expected.1), found)
}

/// The steps of the last stage ran out, which the checker should have refused.
pub(crate) fn no_way_on() -> Rejection {
    let found = same("последняя стадия кончилась без итога", "the last stage ended without an outcome");
    reject(Conflict, "no_way_on", ("процесс, который ведет к итогу", "a process that leads to an outcome"), found)
}

/// A task without a deal has no stages.
pub(crate) fn without_stages() -> Rejection {
    let expected = ("сделка, идущая по стадиям", "a deal that runs through stages");
    reject(Conflict, "without_stages", expected, same("поручение без сделки", "a task without a deal"))
}

/// The step that was asked about is not waiting for this answer any more.
pub(crate) fn call_gone() -> Rejection {
    let expected = ("шаг, который ждет этого ответа", "a step that waits for this answer");
    reject(Conflict, "call_gone", expected, same("его уже никто не ждет", "nothing waits for it any more"))
}

/// This incident cannot be repaired in this way.
pub(crate) fn wrong_repair(expected: (&str, &str), found: (&str, &str)) -> Rejection {
    reject(Conflict, "wrong_repair", expected, same(found.0, found.1))
}

/// The incident was closed before.
pub(crate) fn incident_closed() -> Rejection {
    let expected = ("открытый инцидент", "an open incident");
    reject(Conflict, "incident_closed", expected, same("он уже закрыт", "it was closed already"))
}

/// A list has more items than steps can be walked for.
pub(crate) fn too_many_items(at_most: usize, found: usize) -> Rejection {
    let expected = (format!("не больше {at_most} строк в списке"), format!("a list of at most {at_most} items"));
    let found = (format!("строк: {found}"), format!("{found} items"));
    reject(Conflict, "too_many_items", (&expected.0, &expected.1), found)
}

/// The deal claims more than its stage allows.
pub(crate) fn claimed_too_much(field: &str, stage: &Text, most: u8, found: &str) -> FieldProblem {
    let (ru, en) = (stage.get(Locale::Ru), stage.get(Locale::En));
    let expected = (format!("не больше {most} на стадии «{ru}»"), format!("at most {most} in the stage “{en}”"));
    problem(field, "beyond_stage", (&expected.0, &expected.1), (found, found))
}

/// The process does not let this person move the deal past a stage, or back to it.
pub(crate) fn stage_stays(stage: &Text, act: (&str, &str), who: (&str, &str)) -> Rejection {
    let (ru, en) = (stage.get(Locale::Ru), stage.get(Locale::En));
    let expected =
        (format!("{} стадию «{ru}» может: {}", act.0, who.0), format!("who may {} the stage “{en}”: {}", act.1, who.1));
    reject(Forbidden, "forbidden", (&expected.0, &expected.1), same("вам это не разрешено", "you are not allowed to"))
}
