//! What a key that is missing would hold: an example for every key that something requires.

use crate::diagnostic::say;
use crate::text::Text;

/// A key, and what may stand there in Russian and in English.
const HINTS: &[(&str, &str, &str)] = &[
    ("process", "process: sale — имя процесса", "process: sale, the name of the process"),
    ("title", "title: {ru: Звонок, en: Call}", "title: {ru: Звонок, en: Call}"),
    ("stages", "stages: {contact: {title: …, steps: […]}}", "stages: {contact: {title: …, steps: […]}}"),
    (
        "outcomes",
        "outcomes: {won: {title: …, kind: won}, lost: {title: …, kind: lost}}",
        "outcomes: {won: {title: …, kind: won}, lost: {title: …, kind: lost}}",
    ),
    (
        "type",
        "type: text; типы: text, number, integer, money, boolean, date, datetime, choice, person, direction, process, \
         organisation, contact, document, list",
        "type: text; the types are text, number, integer, money, boolean, date, datetime, choice, person, direction, process, \
         organisation, contact, document, list",
    ),
    (
        "of",
        "of: {имя: …}; у выбора — варианты с названиями, у списка — поля с типами",
        "of: {name: …}; a choice has options with titles, a list has fields with types",
    ),
    (
        "parallel",
        "branches: {technical: {steps: […]}, commercial: {steps: […]}}",
        "branches: {technical: {steps: […]}, commercial: {steps: […]}}",
    ),
    (
        "connection",
        "connection: billing — имя подключения из конфигурации",
        "connection: billing, the name of a connection in the configuration",
    ),
    ("other_process", "process: installation — имя процесса", "process: installation, the name of a process"),
    ("cron", "cron: \"0 9 * * mon-fri\" — в 9:00 по будням", "cron: \"0 9 * * mon-fri\", at 9:00 on weekdays"),
    ("schedule_owner", "owner: person(olga)", "owner: person(olga)"),
    ("archive_after", "after: 90 days", "after: 90 days"),
    ("schedule_at", "at: 60 days before contract_until", "at: 60 days before contract_until"),
    ("within", "within: 15 business days", "within: 15 business days"),
    ("in", "in: имя поля типа list", "in: the name of a field of type list"),
    ("as", "as: supplier — имя элемента в выражениях", "as: supplier, the name of the item in expressions"),
    ("field", "field: имя поля", "field: the name of a field"),
    ("when", "when: amount != null and amount > 1000000 RUB", "when: amount != null and amount > 1000000 RUB"),
    ("kind", "kind: won; возможны won, lost, transferred", "kind: won; possible are won, lost, transferred"),
    ("step", "step: имя шага этой стадии", "step: the name of a step of this stage"),
    ("stage", "stage: имя стадии", "stage: the name of a stage"),
    ("at_most", "at_most: 3 — сколько раз", "at_most: 3, how many times"),
    ("else", "else: имя шага этой стадии", "else: the name of a step of this stage"),
    ("after", "after: 10 business days", "after: 10 business days"),
    ("result", "result: имя одного из результатов ожидания", "result: the name of one of the results of the wait"),
    ("branches", "branches: [{when: …, then: …}, {else: next}]", "branches: [{when: …, then: …}, {else: next}]"),
    ("approvers", "approvers: [head, position(lawyer)]", "approvers: [head, position(lawyer)]"),
    ("who", "who: роль или правило, например position(lawyer)", "who: a role or a rule, position(lawyer) for example"),
    (
        "results",
        "results: {approved: {}, rework: {then: …}, rejected: {then: …}}",
        "results: {approved: {}, rework: {then: …}, rejected: {then: …}}",
    ),
    ("values", "values: {поле: выражение}", "values: {field: expression}"),
    ("to", "to: роль, правило или client", "to: a role, a rule or client"),
    ("subject", "subject: тема письма", "subject: the subject of the letter"),
    ("text", "text: текст письма", "text: the text of the letter"),
    ("organisation", "organisation: название компании", "organisation: the name of the company"),
    ("time_zone", "time_zone: Europe/Moscow", "time_zone: Europe/Moscow"),
    ("last_resort", "last_resort: имя сотрудника", "last_resort: the name of a person"),
    ("people", "people: {ivanov: {name: Иван Иванов, …}}", "people: {ivanov: {name: Ivan Ivanov, …}}"),
    ("name", "name: Иван Иванов", "name: Ivan Ivanov"),
    ("person", "person: имя сотрудника", "person: the name of a person"),
    ("from", "from: 2026-07-01", "from: 2026-07-01"),
    ("calendar", "calendar: ru — имя календаря", "calendar: ru, the name of a calendar"),
    ("week", "week: {mon-fri: [09:00-13:00, 14:00-18:00]}", "week: {mon-fri: [09:00-13:00, 14:00-18:00]}"),
    ("overdue", "when: overdue или when: overdue by 1 business day", "when: overdue, or when: overdue by 1 business day"),
    ("inputs", "inputs: [amount] — поля, на которые смотрит таблица", "inputs: [amount], the fields that the table looks at"),
    ("table_outputs", "outputs: [level] — поля, которые она записывает", "outputs: [level], the fields that it sets"),
    (
        "table_rules",
        "rules: [{amount: \"< 100000 RUB\", level: '\"head\"'}]",
        "rules: [{amount: \"< 100000 RUB\", level: '\"head\"'}]",
    ),
    ("score_rules", "rules: {large: {when: …, points: 20, title: …}}", "rules: {large: {when: …, points: 20, title: …}}"),
    ("points", "points: 20", "points: 20"),
    (
        "bands",
        "bands: {cold: {from: 0, title: …}, hot: {from: 50, title: …}}",
        "bands: {cold: {from: 0, title: …}, hot: {from: 50, title: …}}",
    ),
    ("band_from", "from: 20 — с какой суммы", "from: 20, the total it begins at"),
    ("day", "to: 2026-07-14", "to: 2026-07-14"),
    ("scenarios", "scenarios: [{title: …, start: …, script: […]}]", "scenarios: [{title: …, start: …, script: […]}]"),
    ("house", "organisation: demo — имя или файл организации", "organisation: demo, the name or the file of an organisation"),
    ("start", "start: {at: 2026-03-02 10:00, by: anna, deal: {…}}", "start: {at: 2026-03-02 10:00, by: anna, deal: {…}}"),
    ("script", "script: [{complete: …}, {expect: …}]", "script: [{complete: …}, {expect: …}]"),
    ("at", "at: 2026-03-02 10:00", "at: 2026-03-02 10:00"),
    ("by", "by: anna — имя сотрудника", "by: anna, the name of a person"),
    ("task", "task: имя шага или активности", "task: the name of a step or an activity"),
    ("call", "call: имя шага call", "call: the name of a step call"),
    ("task_results", "results: [done, cancelled]", "results: [done, cancelled]"),
    ("to_person", "to: anna — имя сотрудника", "to: anna, the name of a person"),
    ("to_moment", "to: 2026-03-04 12:00", "to: 2026-03-04 12:00"),
    ("due_moment", "due: 2026-03-04 12:00", "due: 2026-03-04 12:00"),
    ("said", "text: что сказано", "text: what is said"),
    ("signal_name", "name: имя сигнала", "name: the name of a signal"),
    ("outcome", "outcome: имя исхода", "outcome: the name of an outcome"),
    ("with", "with: {поле: значение}", "with: {field: value}"),
    ("wait_step", "step: имя шага, который ждет", "step: the name of a step that waits"),
    ("incident", "incident: call_failed — вид сбоя", "incident: call_failed, a kind of incident"),
    ("change", "change: что изменено, как пишет отчет", "change: what was changed, as the report says"),
    ("because", "because: почему это ничего не меняет", "because: why that changes nothing"),
];

/// What a missing key would hold, where that is known.
pub fn hint(key: &str) -> Option<Text> {
    let (_, ru, en) = HINTS.iter().find(|(name, ..)| *name == key)?;
    Some(say!("добавьте {ru}", "add {en}"))
}
