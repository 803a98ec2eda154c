//! Results, what they ask, and the ways that lead from them.

use super::NameKind::{Activity, Field, Outcome, Stage, Step};
use super::values::{NEXT_END, REQUIRED};
use super::{Form, Key, Value};

/// Fields in the order in which they are asked.
pub(super) const ASKS: Value = Value::Many(&Value::Any(&[Value::Known(Field), Value::Form(&ASK)]));

static ASK: Form = Form::of(
    "ask",
    &[
        Key::new("field", Value::Known(Field), "Поле.", "The field.").must(),
        Key::new("when", Value::Expression, "Спрашивается, только если верно.", "Asked only where this holds."),
    ],
);

/// Fields and the expressions they are set to.
pub(super) const SETTINGS: Value = Value::Keyed(Field, &Value::Expression);

/// A step of the same list.
pub(super) const STEP: Value = Value::Any(&[Value::Words(&NEXT_END), Value::Known(Step)]);

/// What `then` takes.
pub(super) const TARGET: Value = Value::Any(&[Value::Words(&NEXT_END), Value::Known(Step), Value::Form(&JUMP)]);

/// What `else` of a decision takes.
pub(super) const OTHERWISE: Value =
    Value::Any(&[Value::Words(&NEXT_END), Value::Known(Step), Value::Form(&JUMP), Value::Form(&WAY)]);

const MOST: Value = Value::Whole(1, 1_000);

const AT_MOST: Key = Key::new(
    "at_most",
    MOST,
    "Сколько раз это может случиться за одно пребывание в стадии.",
    "How often this may happen in one visit of the stage.",
);
const ELSE: Key = Key::new(
    "else",
    STEP,
    "Шаг, на который переходят, когда число раз исчерпано.",
    "The step that follows when it has happened so often.",
);

static JUMP: Form = Form::of(
    "jump",
    &[Key::new("step", Value::Known(Step), "Шаг того же списка.", "A step of the same list.").must(), AT_MOST, ELSE],
);

static AGAIN: Form = Form::of(
    "again",
    &[Key::new("due", Value::Moment, "Срок новой задачи.", "When the new task is due."), AT_MOST.must(), ELSE.must()],
);

static RETURN: Form = Form::of(
    "return",
    &[
        Key::new("stage", Value::Known(Stage), "Более ранняя стадия.", "The earlier stage.").must(),
        Key::new(
            "clear",
            Value::Many(&Value::Known(Field)),
            "Поля, которые очищаются для нового круга.",
            "Fields that are emptied for the new round.",
        ),
        Key::new(
            "at_most",
            MOST,
            "Сколько раз это может случиться за всю жизнь сделки.",
            "How often this may happen in the life of the deal.",
        ),
        ELSE,
    ],
);

const THEN_KEY: Key = Key::new(
    "then",
    TARGET,
    "Куда дальше: шаг того же списка, next, end или шаг с границей. Переход назад нуждается в границе.",
    "What follows: a step of the same list, `next`, `end`, or a step with a bound. A jump backwards needs a bound.",
)
.like("then: {step: call, at_most: 3, else: head_decides}");
const STAGE_KEY: Key = Key::new(
    "stage",
    Value::Known(Stage),
    "Стадия, на которую переходит сделка; требования прежней стадии проверяются.",
    "The stage the deal goes on to; the requirements of this one are checked.",
);
const RETURN_KEY: Key = Key::new(
    "return",
    Value::Form(&RETURN),
    "Новый круг более ранней стадии. Данные остаются, кроме названных в clear; комментарий виден в новых задачах.",
    "A new round of an earlier stage. Data stays, except what `clear` names; the comment is shown with the new tasks.",
)
.like("return: {stage: contract, clear: [contract], at_most: 2, else: head_decides}");
const FINISH_KEY: Key = Key::new(
    "finish",
    Value::Known(Outcome),
    "Исход, которым кончается сделка; спрашивается и то, что спрашивает исход.",
    "The outcome the deal ends with; what the outcome asks is asked too.",
);

static WAY: Form = Form::of("way", &[THEN_KEY, STAGE_KEY, RETURN_KEY, FINISH_KEY]).one_of(&["then", "stage", "return", "finish"]);

/// A branch of a decision.
pub(super) static BRANCH: Form = Form::of(
    "branch",
    &[
        Key::new("when", Value::Expression, "Ветвь берется, если это верно.", "Taken where this holds."),
        Key::new("else", OTHERWISE, "Берется, если не подошла ни одна ветвь.", "Taken where no other branch is."),
        THEN_KEY,
        STAGE_KEY,
        RETURN_KEY,
        FINISH_KEY,
    ],
)
.one_of(&["when", "else"])
.rivals(&["then", "stage", "return", "finish"]);

const TITLE: Key = Key::new(
    "title",
    Value::Text,
    "Что написано на кнопке. Результаты с обычными именами (done, cancelled, saved, approved, rework, rejected, held, signed) обходятся без него.",
    "What people read on the button. Results with a usual name (done, cancelled, saved, approved, rework, rejected, held, signed) may leave it out.",
);
const ASK_KEY: Key = Key::new("ask", ASKS, "Поля, которые надо заполнить.", "Fields that must be filled in.");
const MAY_ASK: Key = Key::new("may_ask", ASKS, "Поля, которые можно заполнить.", "Fields that may be filled in.");
const SET: Key = Key::new(
    "set",
    SETTINGS,
    "Поля, которые этот результат заполняет. Строку, а значит и вариант выбора, берут в двойные кавычки внутри одинарных.",
    "Fields that this result sets. A string, and so an option of a choice, goes in double quotes within single ones.",
)
.like("set: {close_reason: '\"price\"', owner: actor}");
const PLAN: Key = Key::new(
    "plan",
    Value::Many(&Value::Known(Activity)),
    "Активности, которые этот результат планирует.",
    "Activities that this result plans.",
);
const COMMENT: Key =
    Key::new("comment", Value::Words(&REQUIRED), "Обязателен ли комментарий.", "Whether a comment must be written.");

/// A result of a step.
pub(super) static RESULT: Form = Form::of(
    "result",
    &[
        TITLE,
        ASK_KEY,
        MAY_ASK,
        SET,
        PLAN,
        COMMENT,
        THEN_KEY,
        Key::new(
            "again",
            Value::Form(&AGAIN),
            "Та же задача заново: эта завершается с результатом, создается новая.",
            "The same task anew: this one is done with its result, and a new one is created.",
        )
        .like("again: {due: call_back_at, at_most: 5, else: head_decides}"),
        STAGE_KEY,
        RETURN_KEY,
        FINISH_KEY,
    ],
)
.rivals(&["then", "again", "stage", "return", "finish"]);

/// A result of an activity, which leads nowhere: where the flow goes is said where it is awaited.
pub(super) static ACTIVITY_RESULT: Form = Form::of("activity_result", &[TITLE, ASK_KEY, MAY_ASK, SET, PLAN, COMMENT]);
