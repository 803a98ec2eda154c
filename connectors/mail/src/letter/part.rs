//! The parts of a gathered letter: their order, their headings, and how its subject counts them. What goes into which, the bundle knows.

use voronka_core::words::plural;
use voronka_definition::Locale;

/// The parts of a letter, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Department,
    Untold,
    Offered,
    Overdue,
    Deals,
    Watched,
    Uncovered,
    Today,
    Soon,
    New,
    Other,
}

impl Part {
    pub(super) const ALL: [Self; 11] = [
        Self::Department,
        Self::Untold,
        Self::Offered,
        Self::Overdue,
        Self::Deals,
        Self::Watched,
        Self::Uncovered,
        Self::Today,
        Self::Soon,
        Self::New,
        Self::Other,
    ];

    /// Those that tell of what is late.
    pub(super) const LATE: [Self; 6] = [Self::Department, Self::Untold, Self::Offered, Self::Overdue, Self::Deals, Self::Watched];

    pub(super) fn heading(self, locale: Locale) -> &'static str {
        let (ru, en) = match self {
            Self::Department => ("Просрочено в вашем отделе", "Overdue in your department"),
            Self::Untold => ("Просрочено, а сказать больше некому", "Overdue, with nobody else to tell"),
            Self::Offered => ("Можно взять себе", "You can take these"),
            Self::Overdue => ("Просрочено у вас", "Overdue with you"),
            Self::Deals => ("Просрочено по вашим сделкам", "Overdue in deals of yours"),
            Self::Watched => ("Просрочено в том, за чем вы следите", "Overdue in what you watch"),
            Self::Uncovered => ("Некому замещать", "Nobody covers"),
            Self::Today => ("Сегодня", "Today"),
            Self::Soon => ("Скоро срок", "Due soon"),
            Self::New => ("Новые задачи", "New tasks"),
            Self::Other => ("Другое", "Other"),
        };
        locale.pick(ru, en)
    }

    /// So many entries of this part, within a subject.
    pub(super) fn counted(self, count: usize, locale: Locale) -> String {
        let number = count as u64;
        let late = || plural(number, "просроченная задача", "просроченные задачи", "просроченных задач");
        let s = if count == 1 { "" } else { "s" };
        match self {
            Self::Department => {
                locale.pick(format!("{count} {} в отделе", late()), format!("{count} overdue task{s} in the department"))
            }
            Self::Untold => locale.pick(
                format!("{count} {}, о которых больше некому сказать", late()).replace("задача, о которых", "задача, о которой"),
                format!("{count} overdue task{s} with nobody else to tell"),
            ),
            Self::Deals => {
                locale.pick(format!("{count} {} по вашим сделкам", late()), format!("{count} overdue task{s} in your deals"))
            }
            Self::Watched => locale.pick(format!("{count} {} у других", late()), format!("{count} overdue task{s} of others")),
            Self::Offered => {
                let tasks = plural(number, "задачу", "задачи", "задач");
                locale.pick(format!("можно взять {count} {tasks}"), format!("{count} task{s} to take"))
            }
            Self::Overdue => locale.pick(format!("{count} {} у вас", late()), format!("{count} overdue task{s} of yours")),
            Self::Uncovered => {
                let tasks = plural(number, "задачу никто не замещает", "задачи никто не замещает", "задач никто не замещает");
                locale.pick(format!("{count} {tasks}"), format!("{count} task{s} that nobody covers"))
            }
            Self::Today => {
                let tasks = plural(number, "задача", "задачи", "задач");
                locale.pick(format!("{count} {tasks} на сегодня"), format!("{count} task{s} for today"))
            }
            Self::Soon => {
                let tasks = plural(number, "задача", "задачи", "задач");
                locale.pick(format!("{count} {tasks} с близким сроком"), format!("{count} task{s} due soon"))
            }
            Self::New => {
                let tasks = plural(number, "новая задача", "новые задачи", "новых задач");
                locale.pick(format!("{count} {tasks}"), format!("{count} new task{s}"))
            }
            Self::Other => {
                let notices = plural(number, "другое уведомление", "других уведомления", "других уведомлений");
                locale.pick(format!("{count} {notices}"), format!("{count} other notice{s}"))
            }
        }
    }
}
