//! The words of a hover: what kinds of names and facts are called, and who a rule names.

use voronka_definition::Locale;
use voronka_definition::outline::grammar::NameKind;

/// What a kind of name is called.
pub fn kind(kind: NameKind, locale: Locale) -> &'static str {
    let (ru, en) = match kind {
        NameKind::Process => ("процесс", "process"),
        NameKind::Field => ("поле", "field"),
        NameKind::Column => ("поле элемента списка", "field of a list's items"),
        NameKind::Choice => ("вариант выбора", "option of a choice"),
        NameKind::Role => ("роль", "role"),
        NameKind::Ladder => ("эскалация", "escalation"),
        NameKind::Activity => ("активность", "activity"),
        NameKind::Stage => ("стадия", "stage"),
        NameKind::Step => ("шаг", "step"),
        NameKind::Result => ("результат", "result"),
        NameKind::Branch => ("ветвь", "branch"),
        NameKind::Item => ("элемент списка", "item of a list"),
        NameKind::Outcome => ("исход", "outcome"),
        NameKind::Decision => ("таблица решений", "decision table"),
        NameKind::Score => ("оценка", "score"),
        NameKind::Rule => ("правило оценки", "rule of a score"),
        NameKind::Band => ("полоса оценки", "band of a score"),
        NameKind::Handler => ("обработчик", "handler"),
        NameKind::Schedule => ("расписание", "schedule"),
        NameKind::Signal => ("сигнал", "signal"),
        NameKind::Calendar => ("рабочий календарь", "business calendar"),
        NameKind::Connection => ("подключение", "connection"),
        NameKind::Foreign => ("имя другого процесса", "name of another process"),
    };
    locale.pick(ru, en)
}

/// What a fact is called.
pub fn fact(key: &str, locale: Locale) -> &str {
    let (ru, en) = match key {
        "type" => ("тип", "type"),
        "step" => ("вид шага", "kind of step"),
        "kind" => ("вид", "kind"),
        "who" => ("кто", "who"),
        "assignee" => ("исполнитель", "assignee"),
        "candidates" => ("кандидаты", "candidates"),
        "due" => ("срок", "due"),
        "remind" => ("напомнить", "reminder"),
        "escalate" => ("эскалация", "escalation"),
        "document" => ("документ", "document"),
        "activity" => ("ждет активности", "awaits the activity"),
        "signal" => ("сигнал", "signal"),
        "condition" => ("условие", "condition"),
        "until" => ("до", "until"),
        "in" => ("список", "list"),
        "process" => ("процесс", "process"),
        "connection" => ("подключение", "connection"),
        "cron" => ("когда", "when"),
        "limit" => ("предел", "limit"),
        other => (other, other),
    };
    locale.pick(ru, en)
}

/// Whom a rule names, in words.
pub fn rule(rule: &str, locale: Locale) -> Option<String> {
    let rule = rule.trim();
    let fixed = match rule {
        "deal.owner" | "owner" => Some(("ответственный за сделку", "the owner of the deal")),
        "actor" => Some(("тот, кто действует", "whoever acts")),
        "late" => Some(("опоздавший исполнитель", "the assignee who is late")),
        "head_of(deal.direction)" | "head_of(direction)" => {
            Some(("руководитель направления сделки", "the head of the deal's direction"))
        }
        _ => None,
    };
    if let Some((ru, en)) = fixed {
        return Some(locale.pick(ru, en).to_owned());
    }
    let (function, argument) = rule.strip_suffix(')')?.split_once('(')?;
    Some(match function {
        "position" => locale.pick(format!("должность «{argument}»"), format!("the position `{argument}`")),
        "person" => locale.pick(format!("сотрудник «{argument}»"), format!("the person `{argument}`")),
        "direction" => locale.pick(format!("направление «{argument}»"), format!("the direction `{argument}`")),
        "head_of" => {
            let whose = self::rule(argument, locale).unwrap_or_else(|| argument.to_owned());
            locale.pick(format!("ближайший руководитель над: {whose}"), format!("the nearest head above: {whose}"))
        }
        _ => return None,
    })
}
