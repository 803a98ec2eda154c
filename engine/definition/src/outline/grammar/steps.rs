//! The kinds of steps.

use super::NameKind::{Activity, Field, Ladder, Outcome, Result, Signal, Step};
use super::flow::{CALL, DECIDE, EACH, PARALLEL, START};
use super::results::{ACTIVITY_RESULT, ASKS, RESULT, SETTINGS};
use super::values::{BY_NAME, CLIENT, CLOCK, NONE, ORDER, QUORUM, TASK_KINDS, VERDICTS};
use super::{Form, Key, Value};

/// Every kind of step; the first key says which it is.
pub static STEPS: [&Form; 13] =
    [&TASK, &FORM, &APPROVE, &PLAN, &WAIT, &DECIDE, &PARALLEL, &EACH, &NOTIFY, &CALL, &SET, &START, &FINISH];

pub(super) const WHEN: Key =
    Key::new("when", Value::Expression, "Шаг пропускается, если это неверно.", "The step is skipped where this does not hold.");
pub(super) const REACHED: Key = Key::new(
    "reached",
    Value::Words(&BY_NAME),
    "by_name: на шаг попадают только переходом, сверху в него не проваливаются.",
    "`by_name`: the step is only jumped to, never fallen into.",
);
pub(super) const TITLE: Key =
    Key::new("title", Value::Text, "Название шага для людей.", "What people read as the title of the step.");
const TASK_TITLE: Key =
    Key::new("title", Value::Text, "Название задачи для людей.", "What people read as the title of the task.");
const NAME: Key = Key::new("name", Value::New(Step), "Имя шага, если оно отличается.", "The name of the step, where it differs.");
const KIND: Key = Key::new(
    "kind",
    Value::Words(&TASK_KINDS),
    "Какая это работа. Без него: other.",
    "What kind of work it is. Without it: other.",
);
const ASSIGNEE: Key = Key::new(
    "assignee",
    Value::Who,
    "Кто получает задачу: роль или правило. Без него — assignee из defaults, иначе ответственный за сделку.",
    "Who gets the task: a role or a rule. Without it: the assignee of `defaults`, else the deal's owner.",
);
const CANDIDATES: Key = Key::new(
    "candidates",
    Value::Many(&Value::Who),
    "Несколько человек, которые могут взять задачу, вместо одного исполнителя.",
    "Several people who may claim the task, instead of one assignee.",
);
const DUE: Key = Key::new(
    "due",
    Value::Moment,
    "Срок задачи. Без него — due из defaults, иначе 1 business day.",
    "When the task is due. Without it: the `due` of `defaults`, else 1 business day.",
)
.like("due: 1 business day before presentation_at else 1 business day");
const REMINDER: Value = Value::Any(&[Value::Reminder, Value::Words(&NONE)]);
const REMIND: Key = Key::new(
    "remind",
    REMINDER,
    "За сколько до срока напомнить исполнителю; none — не напоминать.",
    "How long before the due moment the assignee is reminded; `none`: not at all.",
)
.like("remind: 2 business hours before");
const ESCALATE: Key = Key::new(
    "escalate",
    Value::Known(Ladder),
    "Эскалация просроченной задачи. Без нее — та, что в defaults.",
    "The ladder that takes the task up when it is late. Without it: the one of `defaults`.",
);
static RESCHEDULING: Form = Form::of(
    "reschedule",
    &[
        Key::new(
            "at_most",
            Value::Whole(0, 100),
            "Сколько раз; 0 — срок переносит только руководитель. Без него: 3.",
            "How often; with 0 only a head does. Without it: 3.",
        ),
        Key::new(
            "by",
            Value::Period,
            "На сколько всего от срока, который дает формула. Без него: 92 days.",
            "How far in all from the date that the formula gives. Without it: 92 days.",
        ),
    ],
);
const RESCHEDULE: Key = Key::new(
    "reschedule",
    Value::Form(&RESCHEDULING),
    "Насколько исполнитель может перенести срок; дальше переносит руководитель.",
    "How far the assignee may put the task off; beyond that a head does.",
)
.like("reschedule: {at_most: 2, by: 5 business days}");
const GUIDE: Key = Key::new(
    "guide",
    Value::Text,
    "Как выполнить задачу; здесь могут быть ссылки на базу знаний.",
    "How to do the task; may hold links to the knowledge base.",
);
const RESULTS_VALUE: Value = Value::Names(Result, &Value::Form(&RESULT));
const RESULTS: Key = Key::new(
    "results",
    RESULTS_VALUE,
    "Результаты, из которых выбирает человек; каждый говорит, что дальше. {} — следующий шаг.",
    "The results a person chooses from; each says what follows. `{}` goes on to the next step.",
)
.like("results:\n  interested: {title: {ru: Есть интерес, en: Interested}, ask: [budget]}\n  no_interest: {finish: lost}");

static TASK: Form = Form::of(
    "step_task",
    &[
        Key::new(
            "task",
            Value::New(Step),
            "Работа для человека; значение — имя шага. Без results у нее два результата: done и cancelled.",
            "Work for a person; the value is the step's name. Without results it has two: done and cancelled.",
        )
        .must()
        .like("- task: call\n  title: {ru: Звонок, en: Call}\n  kind: call"),
        TASK_TITLE,
        WHEN,
        REACHED,
        KIND,
        ASSIGNEE,
        CANDIDATES,
        DUE,
        REMIND,
        ESCALATE,
        RESCHEDULE,
        GUIDE,
        RESULTS,
    ],
)
.rivals(&["assignee", "candidates"]);

static FORM: Form = Form::of(
    "step_form",
    &[
        Key::new(
            "form",
            Value::New(Step),
            "Страница, которая сразу открывается тому, кто действовал; ответы — ее результаты. Значение — имя шага.",
            "A page that opens at once for the person who acted; the answers are its results. The value is the step's name.",
        )
        .must()
        .like("- form: open_deal\n  ask: [company, need]\n  results: {saved: {}}"),
        TASK_TITLE,
        WHEN,
        REACHED,
        KIND,
        ASSIGNEE,
        CANDIDATES,
        DUE,
        REMIND,
        ESCALATE,
        RESCHEDULE,
        GUIDE,
        Key::new("ask", ASKS, "Поля, которые спрашивает каждый результат.", "Fields that every result asks."),
        Key::new("may_ask", ASKS, "Поля, которые каждый результат может спросить.", "Fields that every result may ask."),
        RESULTS,
    ],
)
.rivals(&["assignee", "candidates"]);

static APPROVE: Form = Form::of(
    "step_approve",
    &[
        Key::new("approve", Value::New(Step), "Визы на документе; значение — имя шага.", "Visas on a document; the value is the step's name.")
            .must()
            .like("- approve: visas\n  document: contract\n  approvers: [lawyer]\n  results: {rework: {then: prepare}, rejected: {finish: lost}}"),
        TASK_TITLE,
        WHEN,
        REACHED,
        Key::new("document", Value::Known(Field), "Поле, в котором лежит документ.", "The field that holds the document."),
        Key::new(
            "approvers",
            Value::Many(&Value::Any(&[Value::Who, Value::Form(&APPROVER)])),
            "Кто ставит визу.",
            "Who gives a visa.",
        )
        .must(),
        Key::new(
            "order",
            Value::Words(&ORDER),
            "Все сразу или по очереди. Без него: parallel.",
            "All at once, or one after another. Without it: parallel.",
        ),
        Key::new("needs", QUORUM_VALUE, "Сколько виз нужно. Без него: all.", "How many must approve. Without it: all."),
        DUE,
        REMIND,
        ESCALATE,
        RESCHEDULE,
        GUIDE,
        Key::new(
            "if_empty",
            Value::Words(&VERDICTS),
            "Результат, если после условий согласующих осталось меньше, чем нужно согласий, или ни одного.",
            "The result where the conditions leave fewer approvers than must approve, or none.",
        ),
        Key::new(
            "results",
            Value::Form(&VERDICT),
            "Что следует за каждым вердиктом. rework и rejected должны быть написаны.",
            "What follows each verdict. rework and rejected must be written.",
        )
        .must(),
    ],
);
pub(super) const QUORUM_VALUE: Value = Value::Any(&[Value::Words(&QUORUM), Value::Whole(1, 1_000)]);

static APPROVER: Form = Form::of(
    "approver",
    &[
        Key::new("who", Value::Who, "Согласующий.", "The approver.").must(),
        Key::new("when", Value::Expression, "Его спрашивают, только если это верно.", "He is asked only where this holds."),
    ],
);

static VERDICT: Form = Form::of(
    "verdicts",
    &[
        Key::new("approved", Value::Form(&RESULT), "Согласовано.", "Approved."),
        Key::new("rework", Value::Form(&RESULT), "На доработку.", "Needs rework."),
        Key::new("rejected", Value::Form(&RESULT), "Отклонено.", "Rejected."),
    ],
);

static PLAN: Form = Form::of(
    "step_plan",
    &[
        Key::new(
            "plan",
            Value::Known(Activity),
            "Создает задачу активности и не ждет ее; значение — активность.",
            "Creates the task of an activity without waiting for it; the value is the activity.",
        )
        .must(),
        TITLE,
        WHEN,
        REACHED,
        NAME,
    ],
);

static WAIT: Form = Form::of(
    "step_wait",
    &[
        Key::new("wait", Value::New(Step), "Ждет ровно одного; значение — имя шага.", "Waits for exactly one thing; the value is the step's name.")
            .must()
            .like("- wait: payment\n  signal: payment_received\n  timeout: {after: 5 business days, result: late}\n  results: {late: {then: head_decides}}"),
        TITLE,
        WHEN,
        REACHED,
        Key::new(
            "activity",
            Value::Known(Activity),
            "Пока не завершена эта активность; если ее нет, она создается.",
            "Until this activity is finished; it is created where there is none.",
        ),
        Key::new("signal", Value::Known(Signal), "Пока не придет сигнал с этим именем.", "Until a signal with this name arrives."),
        Key::new("moment", Value::Moment, "До этого момента.", "Until this moment."),
        Key::new("condition", Value::Expression, "Пока это не станет верно.", "Until this holds."),
        Key::new(
            "timeout",
            Value::Form(&TIMEOUT),
            "Выход, если сигнал или условие так и не наступят.",
            "The way out for a signal or a condition that never comes.",
        ),
        Key::new(
            "results",
            Value::Names(Result, &Value::Form(&RESULT)),
            "Что дальше; для активности имена — ее результаты.",
            "What follows; for an activity the names are those of its results.",
        ),
        Key::new(
            "clock",
            Value::Words(&CLOCK),
            "pause: ход за клиентом, и часы стадии (limit, next_step_within) стоят.",
            "pause: it is the client's turn, and the clock of the stage (limit, next_step_within) stands still.",
        ),
        Key::new(
            "even_unattended",
            Value::Truth,
            "Нужен, если этот момент приводит к победе без участия человека.",
            "Needed where this moment leads to winning without a person.",
        ),
    ],
)
.one_of(&["activity", "signal", "moment", "condition"]);

static TIMEOUT: Form = Form::of(
    "timeout",
    &[
        Key::new("after", Value::Moment, "Когда ожидание кончается.", "When the wait gives up.").must(),
        Key::new("result", Value::Known(Result), "С каким результатом.", "The result it then has.").must(),
        Key::new(
            "even_unattended",
            Value::Truth,
            "Нужен, если этот результат ведет к победе без участия человека.",
            "Needed where this result leads to winning without a person.",
        ),
    ],
);

static NOTIFY: Form = Form::of(
    "step_notify",
    &[
        Key::new(
            "notify",
            Value::New(Step),
            "Посылает сообщение по шаблону и никогда не задерживает процесс; значение — имя шага.",
            "Sends a message by a template and never holds the process up; the value is the step's name.",
        )
        .must(),
        TITLE,
        WHEN,
        REACHED,
        Key::new(
            "to",
            Value::Any(&[Value::Who, Value::Words(&CLIENT)]),
            "Кому: роль, правило или client.",
            "Who gets it: a role, a rule, or `client`.",
        )
        .must(),
        Key::new("subject", Value::Template, "Тема, шаблон: {{ deal.title }}.", "The subject, a template: `{{ deal.title }}`.")
            .must(),
        Key::new("text", Value::Template, "Текст сообщения, шаблон.", "The message, a template.").must(),
    ],
);

static SET: Form = Form::of(
    "step_set",
    &[
        Key::new("set", Value::New(Step), "Заполняет поля; значение — имя шага.", "Sets fields; the value is the step's name.")
            .must(),
        TITLE,
        WHEN,
        REACHED,
        Key::new("values", SETTINGS, "Поля и выражения для них.", "The fields and what they are set to.").must(),
    ],
);

static FINISH: Form = Form::of(
    "step_finish",
    &[
        Key::new(
            "finish",
            Value::Known(Outcome),
            "Завершает сделку; значение — исход.",
            "Ends the case; the value is the outcome.",
        )
        .must(),
        TITLE,
        WHEN,
        REACHED,
        NAME,
    ],
);

/// What every task takes where it says nothing itself.
pub(super) static DEFAULTS: Form = Form::of("defaults", &[ASSIGNEE, DUE, REMIND, ESCALATE, RESCHEDULE]);

/// A task of the deal that outlives a stage.
pub(super) static ACTIVITY: Form = Form::of(
    "activity",
    &[
        TASK_TITLE,
        KIND,
        ASSIGNEE,
        CANDIDATES,
        DUE,
        REMIND,
        ESCALATE,
        RESCHEDULE,
        GUIDE,
        Key::new(
            "results",
            Value::Names(Result, &Value::Form(&ACTIVITY_RESULT)),
            "Результаты, из которых выбирает человек.",
            "The results a person chooses from.",
        ),
    ],
)
.rivals(&["assignee", "candidates"]);
