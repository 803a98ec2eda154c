//! Words that stand as values in several forms: types of fields, kinds of tasks, rules that name people.

use super::Word;

const fn word(word: &'static str, ru: &'static str, en: &'static str) -> Word {
    Word { word, ru, en }
}

/// What a field may hold.
pub static FIELD_TYPES: [Word; 15] = [
    word("text", "Текст.", "Text."),
    word("number", "Число; from и to — границы.", "A number; from and to are its bounds."),
    word("integer", "Целое число; from и to — границы.", "A whole number; from and to are its bounds."),
    word("money", "Деньги с валютой.", "Money with its currency."),
    word("boolean", "Да или нет.", "Yes or no."),
    word("date", "День.", "A day."),
    word("datetime", "День и время.", "A day and a time."),
    word("choice", "Один из вариантов; они стоят в of.", "One of the options, which stand in of."),
    word("person", "Сотрудник.", "A person of the organisation."),
    word("direction", "Направление продаж.", "A direction of sale."),
    word("process", "Процесс: на него переводят сделку.", "A process: the deal is transferred to it."),
    word("organisation", "Компания клиента.", "A client company."),
    word("contact", "Контактное лицо клиента.", "A person at the client's."),
    word("document", "Документ.", "A document."),
    word("list", "Список; поля его элементов стоят в of.", "A list; the fields of its items stand in of."),
];

/// The fields of every deal: name, title, type.
pub static BUILTIN_FIELDS: [(Word, &str); 6] = [
    (word("title", "Название", "Title"), "text"),
    (word("amount", "Сумма", "Amount"), "money"),
    (word("owner", "Ответственный", "Owner"), "person"),
    (word("direction", "Направление продаж", "Direction"), "direction"),
    (word("company", "Компания клиента", "Client company"), "organisation"),
    (word("contact", "Контактное лицо", "Contact"), "contact"),
];

/// Words and rules that name a person.
pub static WHO_WORDS: [Word; 8] = [
    word("deal.owner", "Ответственный за сделку.", "The owner of the deal."),
    word("actor", "Тот, чья команда выполняется.", "Whose command is being carried out."),
    word("late", "Исполнитель просроченной задачи; только в эскалации.", "The assignee of the late task; in escalations only."),
    word("head_of(deal.owner)", "Руководитель ответственного.", "The owner's head."),
    word("head_of(deal.direction)", "Руководитель направления сделки.", "The head of the deal's direction."),
    word("head_of(late)", "Руководитель опоздавшего; только в эскалации.", "The late person's head; in escalations only."),
    word("position()", "Все, кто занимает должность.", "Anyone who holds the position."),
    word("person()", "Сотрудник по его имени в организации.", "A person by his id in the organisation."),
];

pub(super) static ABOUT: [Word; 2] = [
    word("deal", "Процесс о сделке.", "The process is about a deal."),
    word("lead", "Процесс о лиде.", "The process is about a lead."),
];

pub(super) static TASK_KINDS: [Word; 5] = [
    word("call", "Звонок.", "A call."),
    word("meeting", "Встреча.", "A meeting."),
    word("letter", "Письмо.", "A letter."),
    word("document", "Документ.", "A document."),
    word("other", "Другое.", "Something else."),
];

pub(super) static REQUIRED: [Word; 1] = [word("required", "Комментарий обязателен.", "A comment must be written.")];

pub(super) static BY_NAME: [Word; 1] =
    [word("by_name", "На шаг попадают только переходом по имени.", "The step is only jumped to, never fallen into.")];

pub(super) static NONE: [Word; 1] = [word("none", "Не напоминать.", "Nobody is reminded.")];

pub(super) static CLIENT: [Word; 1] = [word("client", "Контактное лицо сделки.", "The contact of the deal.")];

pub(super) static NOBODY: [Word; 1] = [word("nobody", "Никто, и руководители тоже.", "Nobody, not even the heads.")];

pub(super) static PRIORITIES: [Word; 2] =
    [word("normal", "Обычный.", "As every other task."), word("high", "Высокий.", "Before the other tasks.")];

pub(super) static RESETS: [Word; 3] = [
    word("new_date", "У задачи другой срок.", "The task has another date."),
    word("more_time", "Руководитель дал больше времени.", "A head gave more time."),
    word("new_assignee", "У задачи другой исполнитель.", "Somebody else has the task."),
];

pub(super) static ORDER: [Word; 2] =
    [word("parallel", "Все сразу.", "All at once."), word("sequence", "По очереди.", "One after another.")];

pub(super) static CLOCK: [Word; 1] =
    [word("pause", "Ход за клиентом: часы стадии стоят.", "It is the client's turn: the clock of the stage stands still.")];

pub(super) static QUORUM: [Word; 2] =
    [word("all", "Все.", "All of them."), word("any", "Любого одного достаточно.", "Any one is enough.")];

pub(super) static NEXT_END: [Word; 2] = [
    word("next", "Следующий шаг.", "The next step."),
    word("end", "Конец ветви или стадии.", "The end of the branch or the stage."),
];

pub(super) static VERDICTS: [Word; 3] = [
    word("approved", "Согласовано.", "Approved."),
    word("rework", "На доработку.", "Needs rework."),
    word("rejected", "Отклонено.", "Rejected."),
];

pub(super) static SUBJECTS: [Word; 2] = [
    word("same", "О том же: общие поля переносятся.", "The same: fields that both processes know are carried."),
    word("new", "О новом: только то, что в with.", "A new one: only what stands in with."),
];

pub(super) static HITS: [Word; 3] = [
    word("unique", "Подходит ровно одна строка.", "Exactly one row matches."),
    word("first", "Берется первая подходящая строка.", "The first row that matches is taken."),
    word("collect", "Собираются все подходящие строки.", "All rows that match are gathered."),
];

pub(super) static GATHERED: [Word; 4] = [
    word("sum", "Сумма.", "The sum."),
    word("min", "Наименьшее.", "The least."),
    word("max", "Наибольшее.", "The greatest."),
    word("count", "Сколько строк подошло.", "How many rows match."),
];

pub(super) static OUTCOME_KINDS: [Word; 3] = [
    word("won", "Победа.", "Won."),
    word("lost", "Проигрыш.", "Lost."),
    word("transferred", "Перевод на другой процесс.", "Transferred to another process."),
];
