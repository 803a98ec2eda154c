//! The steps that branch, repeat and reach out: `decide`, `parallel`, `each`, `call`, `start`.

use super::NameKind::{Branch, Connection, Decision, Field, Foreign, Item, Result, Step};
use super::results::{BRANCH, RESULT, STEP};
use super::steps::{QUORUM_VALUE, REACHED, TITLE, WHEN};
use super::values::{ORDER, SUBJECTS};
use super::{Form, Key, Value};

pub(super) static DECIDE: Form = Form::of(
    "step_decide",
    &[
        Key::new(
            "decide",
            Value::New(Step),
            "Берет первую ветвь, условие которой верно; значение — имя шага.",
            "Takes the first branch whose condition holds; the value is the step's name.",
        )
        .must()
        .like("- decide: is_large\n  branches:\n    - {when: amount != null and amount > 1000000 RUB, then: tell_head}\n    - else: next"),
        TITLE,
        WHEN,
        REACHED,
        Key::new(
            "table",
            Value::Known(Decision),
            "Таблица решений: она заполняет свои поля, а потом берутся ветви.",
            "A decision table: it sets its fields, and then the branches are taken.",
        ),
        Key::new(
            "branches",
            Value::List(&Value::Form(&BRANCH)),
            "Ветви по порядку; последняя — else.",
            "The branches in order; the last is `else`.",
        ),
    ],
);

pub(super) static PARALLEL: Form = Form::of(
    "step_parallel",
    &[
        Key::new(
            "parallel",
            Value::New(Step),
            "Именованные ветви идут одновременно; значение — имя шага.",
            "Named branches run side by side; the value is the step's name.",
        )
        .must()
        .like("- parallel: preparation\n  until: all\n  branches:\n    technical: {steps: [{task: calculate}]}\n    commercial: {steps: [{task: price}]}"),
        TITLE,
        WHEN,
        REACHED,
        UNTIL,
        Key::new(
            "branches",
            Value::Names(Branch, &Value::Form(&ARM)),
            "Ветви; у каждой свой список шагов.",
            "The branches; each has steps of its own.",
        )
        .must(),
    ],
);
const UNTIL: Key = Key::new(
    "until",
    QUORUM_VALUE,
    "Сколько ветвей должно закончиться; остальные отменяются. Без него: all.",
    "How many must have ended; the rest is cancelled. Without it: all.",
);

static ARM: Form = Form::of(
    "arm",
    &[
        Key::new("title", Value::Text, "Название ветви для людей.", "What people read as the title of the branch."),
        Key::new("steps", Value::Steps, "Шаги ветви; end кончает ветвь.", "The steps of the branch; `end` ends the branch.")
            .must(),
    ],
);

pub(super) static EACH: Form = Form::of(
    "step_each",
    &[
        Key::new(
            "each",
            Value::New(Step),
            "Одни и те же шаги для каждого элемента списка; значение — имя шага.",
            "The same steps for every item of a list; the value is the step's name.",
        )
        .must()
        .like(
            "- each: quotes\n  in: suppliers\n  as: supplier\n  if_empty: next\n  steps: [{task: ask_price, assignee: manager}]",
        ),
        TITLE,
        WHEN,
        REACHED,
        Key::new("in", Value::Known(Field), "Поле-список.", "The field of type list.").must(),
        Key::new(
            "as",
            Value::New(Item),
            "Имя элемента внутри шагов: supplier.price.",
            "The name of the item inside the steps: `supplier.price`.",
        )
        .must(),
        Key::new(
            "order",
            Value::Words(&ORDER),
            "Все сразу или по очереди. Без него: parallel.",
            "All at once, or one after another. Without it: parallel.",
        ),
        UNTIL,
        Key::new("if_empty", STEP, "Куда дальше, если список пуст.", "What follows where the list is empty."),
        Key::new("steps", Value::Steps, "Шаги для одного элемента.", "The steps for one item.").must(),
    ],
);

pub(super) static CALL: Form = Form::of(
    "step_call",
    &[
        Key::new(
            "call",
            Value::New(Step),
            "Просит другую систему что-то сделать: с повторами, потом инцидент для администратора. Значение — имя шага.",
            "Asks another system to do something: with retries, then an incident for an administrator. The value is the step's name.",
        )
        .must()
        .like("- call: make_invoice\n  connection: billing\n  send: {number: title, sum: amount}\n  take: {invoice_number: number}"),
        TITLE,
        WHEN,
        REACHED,
        Key::new("connection", Value::Known(Connection), "Подключение из конфигурации установки, не адрес.", "A connection of the installation's configuration, never an address.").must(),
        Key::new("send", Value::Keyed(Foreign, &Value::Expression), "Что послать: ключ JSON и выражение.", "What is sent: a key of the JSON and an expression."),
        Key::new("take", Value::Keyed(Field, &Value::Plain), "Что взять из ответа: поле и путь в JSON.", "What is taken from the answer: a field and a path in the JSON."),
        Key::new("retry", Value::Form(&RETRY), "Повторы; пауза каждый раз удваивается.", "Retries; the pause doubles each time."),
        Key::new(
            "results",
            Value::Names(Result, &Value::Form(&RESULT)),
            "done и failed; без failed последняя неудача — инцидент.",
            "done and failed; without failed the last failure is an incident.",
        ),
    ],
);

static RETRY: Form = Form::of(
    "retry",
    &[
        Key::new("at_most", Value::Whole(0, 20), "Сколько повторов.", "How many more attempts."),
        Key::new("after", Value::Period, "Первая пауза.", "The first pause."),
    ],
);

pub(super) static START: Form = Form::of(
    "step_start",
    &[
        Key::new(
            "start",
            Value::New(Step),
            "Начинает другой процесс; значение — имя шага.",
            "Starts another process; the value is the step's name.",
        )
        .must()
        .like("- start: installation\n  process: installation_works\n  wait: true\n  results: {won: {}, lost: {then: head_decides}}"),
        TITLE,
        WHEN,
        REACHED,
        Key::new("process", Value::Known(Foreign), "Какой процесс.", "Which process.").must(),
        Key::new("about", Value::Words(&SUBJECTS), "О том же или о новом. Без него: same.", "About the same or a new subject. Without it: same."),
        Key::new("with", Value::Keyed(Foreign, &Value::Expression), "Поля другого процесса и выражения этого.", "Fields of the other process and expressions of this one."),
        Key::new("owner", Value::Who, "Ответственный за новое дело. Без него — ответственный за это.", "The owner of the new case. Without it: the owner of this one."),
        Key::new("wait", Value::Truth, "Ждать ли исхода. Без него: false.", "Whether its outcome is awaited. Without it: false."),
        Key::new("results", Value::Form(&KINDS), "Что дальше, по виду исхода; с wait.", "What follows, by the kind of the outcome; with wait."),
    ],
);

static KINDS: Form = Form::of(
    "kinds_of_outcome",
    &[
        Key::new("won", Value::Form(&RESULT), "Другое дело выиграно.", "The other case was won."),
        Key::new("lost", Value::Form(&RESULT), "Другое дело проиграно.", "The other case was lost."),
        Key::new("transferred", Value::Form(&RESULT), "Другое дело переведено.", "The other case was transferred."),
    ],
);
