//! Decision tables, scores, handlers and schedules.

use super::NameKind::{Band, Decision, Field, Foreign, Handler, Rule, Schedule, Score, Signal};
use super::values::{GATHERED, HITS};
use super::{Form, Key, Value};

/// The section `decisions`.
pub(super) const DECISIONS: Value = Value::Names(Decision, &Value::Form(&DECISION));

const ROW: Value = Value::Keyed(Field, &Value::Cell);

static DECISION: Form = Form::of(
    "decision",
    &[
        Key::new("title", Value::Text, "Название таблицы для людей.", "What people read as its title."),
        Key::new("hit", Value::Words(&HITS), "Как выбираются строки. Без него: unique.", "How rows are chosen. Without it: unique."),
        Key::new("inputs", Value::Many(&Value::Known(Field)), "Поля, на которые таблица смотрит.", "The fields that the table looks at.").must(),
        Key::new(
            "outputs",
            Value::Any(&[Value::Many(&Value::Known(Field)), Value::Keyed(Field, &Value::Words(&GATHERED))]),
            "Поля, которые таблица заполняет; для collect — как собирать: {points: sum}.",
            "The fields that the table sets; for collect with how they are gathered: `{points: sum}`.",
        )
        .must(),
        Key::new(
            "rules",
            Value::List(&ROW),
            "Строки: для входов проверки, для выходов выражения.",
            "The rows: tests for the inputs, expressions for the outputs.",
        )
        .must()
        .like("rules:\n  - {discount: \"< 5\", amount: \"-\", level: '\"head\"'}\n  - {discount: \"[5..10)\", amount: \"> 1000000 RUB\", level: '\"director\"'}"),
        Key::new("else", ROW, "Что верно там, где не подошла ни одна строка.", "What holds where no row does."),
    ],
);

/// The section `scoring`.
pub(super) const SCORING: Value = Value::Names(Score, &Value::Form(&SCORE));

static SCORE: Form = Form::of(
    "score",
    &[
        Key::new("title", Value::Text, "Название оценки для людей.", "What people read as its title."),
        Key::new(
            "rules",
            Value::Names(Rule, &Value::Form(&SCORE_RULE)),
            "Правила, по которым начисляются баллы.",
            "The rules that give points.",
        )
        .must(),
        Key::new(
            "bands",
            Value::Names(Band, &Value::Form(&BAND)),
            "Полосы: с какого числа баллов что считается. Имя полосы — вариант поля ИМЯ_band.",
            "Bands: from how many points on what holds. The name of a band is an option of the field NAME_band.",
        ),
    ],
);

static SCORE_RULE: Form = Form::of(
    "score_rule",
    &[
        Key::new("title", Value::Text, "За что баллы, словами для людей.", "What the points are for, in words for people."),
        Key::new("when", Value::Expression, "Считается, пока это верно.", "Counts while this holds."),
        Key::new("on", Value::Form(&SCORE_EVENT), "Считается с тех пор, как это случилось.", "Counts from when this happened."),
        Key::new(
            "points",
            Value::Whole(-1_000_000, 1_000_000),
            "Сколько баллов; может быть меньше нуля.",
            "How many points; may be below zero.",
        )
        .must(),
        Key::new("for", Value::Period, "Как долго считается; без него — всегда.", "For how long it counts; without it for ever."),
    ],
)
.one_of(&["when", "on"]);

static SCORE_EVENT: Form = Form::of(
    "score_event",
    &[
        Key::new("signal", Value::Known(Signal), "Пришел сигнал.", "A signal arrived."),
        Key::new(
            "result",
            Value::ResultOf,
            "Выбран результат: ШАГ.РЕЗУЛЬТАТ или АКТИВНОСТЬ.РЕЗУЛЬТАТ.",
            "A result was chosen: STEP.RESULT or ACTIVITY.RESULT.",
        ),
        Key::new("changed", Value::Many(&Value::Known(Field)), "Изменилось поле.", "A field changed."),
    ],
)
.one_of(&["signal", "result", "changed"]);

static BAND: Form = Form::of(
    "band",
    &[
        Key::new("from", Value::Whole(-1_000_000, 1_000_000), "С какого числа баллов.", "From how many points on.").must(),
        Key::new("title", Value::Text, "Название полосы для людей.", "What people read as its title."),
    ],
);

/// The section `on`.
pub(super) const HANDLERS: Value = Value::Names(Handler, &Value::Form(&HANDLER));

static HANDLER: Form = Form::of(
    "handler",
    &[
        Key::new(
            "signal",
            Value::Known(Signal),
            "Начинается, когда приходит сигнал; каждый раз заново.",
            "Begins when the signal arrives; each time anew.",
        ),
        Key::new(
            "changed",
            Value::Many(&Value::Known(Field)),
            "Начинается, когда изменилось одно из этих полей.",
            "Begins when one of these fields has changed.",
        ),
        Key::new(
            "silence",
            Value::Period,
            "Начинается, когда столько времени никто ничего не делал.",
            "Begins when nobody has done anything for so long.",
        ),
        Key::new(
            "even_unattended",
            Value::Truth,
            "Нужен, если тишина приводит к победе без участия человека.",
            "Needed where the silence leads to winning without a person.",
        ),
        Key::new("title", Value::Text, "Название для людей.", "What people read as its title."),
        Key::new("when", Value::Expression, "Начинается, только если это верно.", "Begins only where this holds."),
        Key::new(
            "steps",
            Value::Steps,
            "Шаги; они идут рядом со стадией и переживают ее.",
            "The steps; they run beside the stage and outlive it.",
        )
        .must(),
    ],
)
.one_of(&["signal", "changed", "silence"]);

/// The section `schedules`.
pub(super) const SCHEDULES: Value = Value::Names(Schedule, &Value::Form(&SCHEDULE));

static SCHEDULE: Form = Form::of(
    "schedule",
    &[
        Key::new("cron", Value::Plain, "Когда: пять полей cron.", "When: the five fields of cron.")
            .must()
            .like("cron: \"0 9 * * mon-fri\""),
        Key::new("time_zone", Value::Plain, "Часовой пояс.", "The time zone.").must().like("time_zone: Europe/Moscow"),
        Key::new(
            "owner",
            Value::Who,
            "Ответственный за новое дело: person(…), position(…) или head_of(direction(…)). С of без него — прежний.",
            "The owner of the new case: person(…), position(…) or head_of(direction(…)). With `of`, without it: the former one.",
        ),
        Key::new("title", Value::Text, "Название нового дела.", "The title of the new case."),
        Key::new("with", Value::Keyed(Field, &Value::Expression), "Поля нового дела.", "Fields of the new case."),
        Key::new("of", Value::Form(&RENEWED), "По одному делу на каждое завершенное.", "One case for each finished one."),
        Key::new(
            "even_unattended",
            Value::Truth,
            "Нужен, если такое дело выигрывается без участия человека.",
            "Needed where such a case is won without a person.",
        ),
    ],
);

static RENEWED: Form = Form::of(
    "renewed",
    &[
        Key::new("process", Value::Known(Foreign), "Процесс завершенных дел.", "The process of the finished cases.").must(),
        Key::new("outcome", Value::Known(Foreign), "Исход завершенных дел.", "The outcome of the finished cases."),
        Key::new("at", Value::Moment, "Когда начать новое.", "When the new one begins.")
            .must()
            .like("at: 60 days before contract_until"),
    ],
);

/// The section `archive`.
pub(super) static ARCHIVE: Form = Form::of(
    "archive",
    &[
        Key::new(
            "after",
            Value::Period,
            "Через сколько календарных дней после конца дело уходит в архив: его можно читать, но не менять.",
            "How many calendar days after its end a case goes to the archive: it can be read there, not changed.",
        )
        .must()
        .like("after: 90 days"),
        Key::new(
            "keep",
            Value::Period,
            "Через сколько календарных дней после конца оно удаляется совсем. Без него хранится всегда.",
            "How many calendar days after its end it is removed for good. Without it, it is kept for ever.",
        )
        .like("keep: 1825 days"),
    ],
);
