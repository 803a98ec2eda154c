//! The process itself: its sections, fields, ladders, stages and outcomes.

use super::NameKind::{Activity, Calendar, Field, Ladder, Outcome, Process, Role, Signal, Stage};
use super::results::ASKS;
use super::rules::{ARCHIVE, DECISIONS, HANDLERS, SCHEDULES, SCORING};
use super::steps::{ACTIVITY, DEFAULTS};
use super::values::{ABOUT, FIELD_TYPES, NOBODY, OUTCOME_KINDS, PRIORITIES, RESETS};
use super::{Form, Key, Value};

/// The whole file.
pub static PROCESS: Form = Form::of(
    "process",
    &[
        Key::new("process", Value::New(Process), "Имя процесса.", "The name of the process.").must().like("process: corporate_sales"),
        Key::new("title", Value::Text, "Название для людей.", "What people read as its title.").must(),
        Key::new("about", Value::Words(&ABOUT), "О чем дело. Без него: deal.", "What a case is about. Without it: deal."),
        Key::new(
            "calendar",
            Value::Known(Calendar),
            "Рабочий календарь, если его нет ни у исполнителя, ни у его отдела.",
            "The business calendar its times are counted in where neither the assignee nor his department has one.",
        ),
        Key::new(
            "fields",
            Value::Names(Field, &Value::Form(&FIELD)),
            "Данные сделки сверх встроенных title, amount, owner, direction, company и contact.",
            "Data of the deal beyond the built-in title, amount, owner, direction, company and contact.",
        )
        .like("fields:\n  budget: {type: money, title: {ru: Бюджет, en: Budget}}"),
        Key::new(
            "roles",
            Value::Names(Role, &Value::Addressee),
            "Кто делает работу. Роль определяется, когда она нужна, а не когда начинается сделка.",
            "Who does the work. A role is resolved when it is needed, not when the deal starts.",
        )
        .like("roles:\n  manager: deal.owner\n  head: head_of(deal.owner)"),
        Key::new("defaults", Value::Form(&DEFAULTS), "Что берут задачи, если сами молчат.", "What tasks take where they say nothing themselves."),
        Key::new(
            "escalations",
            Value::Names(Ladder, &Value::Any(&[Value::List(&Value::Form(&RUNG)), Value::Form(&LADDER)])),
            "Эскалации: что происходит с задачей перед сроком и после него, ступень за ступенью.",
            "Ladders: what happens to a task before and after its due date, rung by rung.",
        )
        .like("escalations:\n  to_head:\n    - {when: overdue, notify: head_of(late)}\n    - {when: overdue by 1 business day, offer: head_of(late)}"),
        Key::new("decisions", DECISIONS, "Таблицы решений.", "Decision tables."),
        Key::new("scoring", SCORING, "Оценки: баллы по правилам и полосы.", "Scores: points by rules, and bands."),
        Key::new(
            "activities",
            Value::Names(Activity, &Value::Form(&ACTIVITY)),
            "Задачи сделки, которые переживают стадию: планируются в одном месте, ожидаются в другом.",
            "Tasks of the deal that outlive a stage: planned in one place, awaited in another.",
        ),
        Key::new(
            "signals",
            Value::Names(Signal, &Value::Form(&SIGNAL)),
            "Что приходит извне и как это называют люди.",
            "What comes from outside, and what people call it.",
        )
        .like("signals:\n  payment_received: {title: {ru: Оплата пришла, en: The payment has come}}"),
        Key::new("on", HANDLERS, "Обработчики: сигнал, изменение поля, тишина.", "Handlers: a signal, a changed field, silence."),
        Key::new("schedules", SCHEDULES, "Расписания, по которым начинаются дела.", "Schedules by which cases are started."),
        Key::new(
            "archive",
            Value::Form(&ARCHIVE),
            "Сколько хранят завершенные дела. Без раздела они остаются на месте.",
            "How long finished cases are kept. Without it they stay where they are.",
        )
        .like("archive: {after: 90 days, keep: 1825 days}"),
        Key::new("stages", Value::Names(Stage, &Value::Form(&STAGE)), "Стадии по порядку.", "The stages in order.").must(),
        Key::new("outcomes", Value::Names(Outcome, &Value::Form(&OUTCOME)), "Исходы: чем кончается сделка.", "The outcomes: how a deal ends.").must(),
    ],
);

static SIGNAL: Form = Form::of("signal", &[Key::new("title", Value::Text, "Что произошло.", "What has happened.").must()]);

static FIELD: Form = Form::of(
    "field",
    &[
        Key::new("type", Value::Words(&FIELD_TYPES), "Что хранит поле.", "What the field holds.").must(),
        Key::new("title", Value::Text, "Подпись поля для людей.", "What people read as its label."),
        Key::new("hint", Value::Text, "Строка подсказки под полем.", "A line of help below the field."),
        Key::new(
            "of",
            Value::Options,
            "Варианты выбора с названиями или поля элементов списка.",
            "The options of a choice with their titles, or the fields of a list's items.",
        )
        .like("of: {price: {ru: Цена, en: Price}, other: {ru: Другая, en: Another}}"),
        Key::new("from", Value::Number, "Наименьшее число.", "The least number."),
        Key::new("to", Value::Number, "Наибольшее число.", "The greatest number."),
    ],
);

/// A field of a list's items: its type, or more.
pub(in crate::outline) const COLUMN: Value = Value::Any(&[Value::Words(&FIELD_TYPES), Value::Form(&FIELD)]);

static LADDER: Form = Form::of(
    "ladder",
    &[
        Key::new(
            "reset",
            Value::Many(&Value::Words(&RESETS)),
            "Что возвращает опоздавшую задачу на первую ступень. Без этого она остается на своей ступени.",
            "What takes a task that was late back to the first rung. Without it, it stays where it stands.",
        )
        .like("reset: [more_time, new_assignee]"),
        Key::new("rungs", Value::List(&Value::Form(&RUNG)), "Ступени по порядку.", "The rungs in order.").must(),
    ],
);

static RUNG: Form = Form::of(
    "rung",
    &[
        Key::new(
            "when",
            Value::Lateness,
            "overdue, overdue by и срок, unanswered for и срок или срок и before due.",
            "`overdue`, `overdue by PERIOD`, `unanswered for PERIOD`, or `PERIOD before due`.",
        )
        .must()
        .like("when: overdue by 1 business day"),
        Key::new(
            "notify",
            Value::Addressee,
            "Кто получает письмо; late — исполнитель задачи.",
            "Who gets a letter; `late` is the assignee of the task.",
        ),
        Key::new(
            "offer",
            Value::Many(&Value::Addressee),
            "Кому предлагается задача: взять себе или передать. Один или несколько.",
            "Who is offered the task: to take it or to give it to somebody. One or several.",
        )
        .like("offer: [head_of(late), position(manager)]"),
        Key::new(
            "watch",
            Value::Addressee,
            "Кто становится наблюдателем: видит сделку и узнает, чем кончилась задача.",
            "Who becomes a watcher: sees the deal, and hears how the task ends.",
        ),
        Key::new("priority", Value::Words(&PRIORITIES), "Приоритет задачи.", "The priority of the task."),
        Key::new(
            "reassign",
            Value::Addressee,
            "Кому передается задача; о передаче узнают оба.",
            "Who gets the task; both he and who had it are told.",
        ),
        Key::new(
            "even_off_hours",
            Value::Truth,
            "true: письмо уходит сразу, хотя бы адресат и не работал в этот час.",
            "`true`: the letter leaves at once, be it an hour at which its reader does not work.",
        ),
    ],
)
.one_of(&["notify", "offer", "watch", "priority", "reassign"]);

static STAGE: Form = Form::of(
    "stage",
    &[
        Key::new("title", Value::Text, "Название для людей.", "What people read as its title."),
        Key::new("goal", Value::Text, "Чего достигают к концу стадии.", "What is reached when it ends."),
        Key::new(
            "requires",
            Value::Many(&Value::Known(Field)),
            "Поля, без которых сделка дальше не идет.",
            "Fields that must be filled before the deal goes on from here.",
        ),
        Key::new(
            "entry",
            Value::Many(&Value::Known(Field)),
            "Поля, которые спрашивают, когда человек переводит сделку сюда вручную.",
            "Fields that are asked when a person moves the deal here by hand.",
        ),
        Key::new(
            "limit",
            Value::Any(&[Value::Period, Value::Form(&LIMIT)]),
            "Сколько стадия может длиться; потом ответственный получает задачу.",
            "How long the stage may last; then its owner gets a task.",
        )
        .like("limit: {within: 15 business days, escalate: to_head}"),
        Key::new(
            "next_step_within",
            Value::Any(&[Value::Period, Value::Form(&GAP)]),
            "В пределах этого срока должна быть запланирована хотя бы одна задача; иначе ответственный получает задачу.",
            "Within this time at least one task must be due; else the owner gets a task.",
        )
        .like("next_step_within: {within: 7 business days, escalate: to_head}"),
        Key::new(
            "probability",
            Value::Whole(0, 100),
            "Наибольшая вероятность победы на этой стадии, в процентах.",
            "The most that the probability may say in this stage, in percent.",
        ),
        Key::new(
            "skippable",
            PEOPLE,
            "Кто может перевести сделку через эту стадию; nobody — никто.",
            "Who may move a deal past this stage; `nobody`: no one.",
        ),
        Key::new(
            "returnable",
            PEOPLE,
            "Кто может вернуть сделку на эту стадию; nobody — никто.",
            "Who may move a deal back to it; `nobody`: no one.",
        ),
        Key::new(
            "next",
            Value::Any(&[Value::Known(Stage), Value::List(&Value::Form(&NEXT))]),
            "Куда ведет конец шагов; без него — стадия ниже.",
            "Where the steps' end leads; without it, the stage below.",
        )
        .like("next:\n  - {when: amount > 1000000 RUB, stage: tender}\n  - {else: contract}"),
        Key::new("steps", Value::Steps, "Шаги по порядку.", "The steps in order.").must(),
    ],
);
const PEOPLE: Value = Value::Any(&[Value::Many(&Value::Who), Value::Words(&NOBODY)]);

static LIMIT: Form = Form::of(
    "limit",
    &[
        Key::new("within", Value::Period, "Сколько стадия может длиться.", "How long the stage may last.").must(),
        Key::new("escalate", Value::Known(Ladder), "Эскалация задачи ответственного.", "The ladder of the owner's task."),
    ],
);

static GAP: Form = Form::of(
    "next_step_within",
    &[
        Key::new("within", Value::Period, "Сколько можно без запланированной задачи.", "How long no task may be due.").must(),
        Key::new("escalate", Value::Known(Ladder), "Эскалация задачи ответственного.", "The ladder of the owner's task."),
    ],
);

static NEXT: Form = Form::of(
    "next",
    &[
        Key::new("when", Value::Expression, "Сюда, если это верно.", "This way where it holds."),
        Key::new("stage", Value::Known(Stage), "Стадия.", "The stage."),
        Key::new("else", Value::Known(Stage), "Стадия, если ничего не подошло.", "The stage where nothing else holds."),
    ],
)
.one_of(&["when", "else"]);

static OUTCOME: Form = Form::of(
    "outcome",
    &[
        Key::new("title", Value::Text, "Название для людей.", "What people read as its title."),
        Key::new("kind", Value::Words(&OUTCOME_KINDS), "Что этот исход значит для отчетов.", "What it means for the figures.")
            .must(),
        Key::new(
            "ask",
            ASKS,
            "Поля, которые спрашивают, когда сделка так кончается.",
            "Fields that are asked when a deal ends so.",
        ),
        Key::new(
            "follow_up",
            Value::Form(&FOLLOW_UP),
            "Задача ответственному после конца.",
            "A task for the owner after the end.",
        ),
    ],
);

static FOLLOW_UP: Form = Form::of(
    "follow_up",
    &[
        Key::new("title", Value::Text, "Название задачи.", "Its title.").must(),
        Key::new("guide", Value::Text, "Как ее выполнить.", "How to do it."),
        Key::new("due", Value::Moment, "Ее срок.", "When it is due."),
    ],
);
