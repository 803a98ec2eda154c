//! Letters about a task: it is new, it changed hands, it falls due, it is late.

use voronka_core::case::Origin;
use voronka_core::notice::{Hearer, Standing, TaskFacts};
use voronka_core::words::{business_span, late_by};
use voronka_definition::Text;
use voronka_definition::model::{Priority, StepKind};
use voronka_definition::name::PersonId;

use super::about::About;
use super::page::{Page, Tone};

impl About<'_> {
    pub(super) fn assigned(&self, task: &TaskFacts, me: Option<&PersonId>) -> Page {
        let task = &task.as_it_is(&self.parcel.case);
        let is_mine = task.assignee.as_ref() == me;
        let (what, because) = if is_mine {
            (
                self.pick("Новая задача", "New task"),
                self.pick(
                    "Вы получили это письмо, потому что задача назначена вам.",
                    "You get this letter because the task is yours.",
                ),
            )
        } else {
            (
                self.pick("Можно взять задачу", "A task to take"),
                self.pick(
                    "Вы получили это письмо, потому что можете взять эту задачу.",
                    "You get this letter because you may take this task.",
                ),
            )
        };
        let mut page = self.task_page(Tone::Calm, what, task);
        if !is_mine {
            page.say(self.pick("Задача достанется тому, кто возьмет ее первым.", "The task goes to whoever takes it first."));
        }
        self.add_task(&mut page, task, is_mine);
        self.add_deal(&mut page);
        self.add_note_and_guide(&mut page, task);
        if is_mine {
            self.advise_assignee(&mut page);
        } else {
            page.advise(self.pick("Открыть задачу и взять ее.", "Open the task and take it."));
        }
        self.finish_task_page(page, task, because)
    }

    pub(super) fn reassigned(
        &self,
        task: &TaskFacts,
        standing: Standing,
        (from, by): (Option<&PersonId>, Option<&PersonId>),
        comment: Option<&str>,
    ) -> Page {
        let task = &task.as_it_is(&self.parcel.case);
        let (what, because) = self.why_reassigned(standing, from.is_some());
        let mut page = self.task_page(Tone::Calm, what, task);
        self.add_task(&mut page, task, standing == Standing::Mine);
        if standing != Standing::Gone
            && let Some(from) = from
        {
            page.fact(self.pick("Прежний исполнитель", "Before"), self.speaker.person(from));
        }
        self.add_deal(&mut page);
        let label = match by {
            Some(by) => format!("{}, {}", self.pick("Комментарий", "Comment"), self.speaker.person(by)),
            None => self.pick("Комментарий", "Comment").to_owned(),
        };
        page.note(&label, comment.unwrap_or_default());
        match standing {
            Standing::Mine => self.advise_assignee(&mut page),
            Standing::MayTake => page.advise(self.pick("Открыть задачу и взять ее.", "Open the task and take it.")),
            Standing::Gone => {
                page.say(self.pick("Вам с ней больше ничего делать не нужно.", "There is nothing left for you to do with it."));
            }
        }
        self.finish_task_page(page, task, because)
    }

    /// What happened to a task that changed hands, and why the reader hears of it.
    fn why_reassigned(&self, standing: Standing, had_assignee: bool) -> (&'static str, &'static str) {
        let (ru, en) = match (standing, had_assignee) {
            (Standing::Mine, _) => (
                ("Вам передана задача", "Вы получили это письмо, потому что теперь задача ваша."),
                ("A task was handed to you", "You get this letter because the task is yours now."),
            ),
            (Standing::MayTake, _) => (
                ("Можно взять задачу", "Вы получили это письмо, потому что можете взять эту задачу."),
                ("A task to take", "You get this letter because you may take this task."),
            ),
            (Standing::Gone, true) => (
                ("Задача передана другому исполнителю", "Вы получили это письмо, потому что прежде эта задача была у вас."),
                ("The task went to somebody else", "You get this letter because the task was yours before."),
            ),
            (Standing::Gone, false) => (
                ("Задачу уже взяли", "Вы получили это письмо, потому что эту задачу предлагали и вам."),
                ("The task is taken", "You get this letter because the task was offered to you too."),
            ),
        };
        self.pick(ru, en)
    }

    pub(super) fn reminder(&self, task: &TaskFacts) -> Page {
        let parcel = self.parcel;
        let task = &task.as_it_is(&parcel.case);
        let is_past = task.due_at <= parcel.now;
        let mut page = self.task_page(Tone::Soon, self.nearly_due(task), task);
        if !is_past && let Some(assignee) = &task.assignee {
            let time = self.working_time(assignee);
            let left = u32::try_from(time.between(parcel.now, task.due_at).num_minutes()).unwrap_or_default();
            let left = business_span(left, time.calendar.minutes_of_a_day(), self.speaker.locale);
            page.say(&self.pick(format!("До срока — {left}."), format!("{left} left.")));
        }
        self.add_task(&mut page, task, true);
        self.add_deal(&mut page);
        self.add_note_and_guide(&mut page, task);
        page.advise(self.pick("Выполнить задачу и записать результат.", "Do the task and write down its result."));
        page.advise(self.pick(
            "Если не успеваете, перенести срок и написать причину.",
            "If you will not make it, move the due date and write why.",
        ));
        page.advise(self.pick("Передать задачу коллеге.", "Hand the task to a colleague."));
        let because = self.pick(
            "Вы получили это письмо, потому что задача ваша, а ее срок близко.",
            "You get this letter because the task is yours and its due date is near.",
        );
        self.finish_task_page(page, task, because)
    }

    pub(super) fn overdue(&self, task: &TaskFacts, rung: u32, late_by_minutes: u32, as_whom: Hearer) -> Page {
        let overdue = self.pick("Просрочено", "Overdue");
        let day = self.minutes_of_a_day(task.assignee.as_ref());
        let late = late_by(late_by_minutes, day, self.speaker.locale);
        let what = late.map_or_else(|| overdue.to_owned(), |late| format!("{overdue} {late}"));
        let now = &self.in_present_hands(task);
        let mut page = self.task_page(Tone::Late, &what, task);
        if let Some(moved) = self.moved_since(task) {
            page.say(&moved);
        }
        if late_by_minutes == 0 {
            page.say(self.pick("Срок наступил, а задача не выполнена.", "It is due now, and it is not done."));
        }
        if as_whom == Hearer::Administrator {
            page.say(self.pick(
                "Правила процесса не нашли руководителя, которому можно об этом сообщить.",
                "The rules of the process found no head who could be told of it.",
            ));
        }
        self.add_task(&mut page, now, false);
        if late_by_minutes > 0 {
            let span = business_span(late_by_minutes, day, self.speaker.locale);
            page.strong_fact(self.pick("Опоздание", "Late by"), &span);
        }
        self.add_deal(&mut page);
        self.advise_hearer(&mut page, as_whom);
        let because = self.why_overdue(rung, as_whom);
        self.finish_task_page(page, task, &because)
    }

    pub(super) fn advise_hearer(&self, page: &mut Page, as_whom: Hearer) {
        let advice: &[(&str, &str)] = match as_whom {
            Hearer::Head => &[
                ("Связаться с исполнителем и узнать, что мешает.", "Ask the assignee what is in the way."),
                (
                    "Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.",
                    "Take note of the delay and, if needed, give more time.",
                ),
                ("Передать задачу другому сотруднику.", "Hand the task to somebody else."),
            ],
            Hearer::Offered => &[
                ("Взять задачу себе.", "Take the task yourself."),
                ("Передать задачу другому сотруднику.", "Hand the task to somebody else."),
                ("Отметить, что вы знаете о просрочке.", "Take note of the delay."),
            ],
            Hearer::Watcher => &[(
                "Ничего делать не нужно: когда задача закончится, вы получите еще одно письмо.",
                "There is nothing to do: you get one more letter when the task ends.",
            )],
            Hearer::Owner => &[
                ("Предупредить клиента, если он ждет.", "Tell the client, if the client is waiting."),
                (
                    "Связаться с исполнителем. Руководитель уже получил письмо.",
                    "Talk to the assignee. The head has had a letter.",
                ),
            ],
            Hearer::Administrator => &[
                (
                    "Проверить, кто руководит отделом исполнителя и на месте ли этот руководитель.",
                    "See who heads the assignee's department, and whether they are away.",
                ),
                ("Передать задачу тому, кто ее сделает.", "Hand the task to somebody who will do it."),
            ],
        };
        for (ru, en) in advice {
            page.advise(self.pick(ru, en));
        }
    }

    fn why_overdue(&self, rung: u32, as_whom: Hearer) -> String {
        let process = self.parcel.process.title.get(self.speaker.locale);
        match as_whom {
            Hearer::Head => self.pick(
                format!("Вы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «{process}», ступень {rung}."),
                format!("You get this letter because you are told when this task is late: process “{process}”, rung {rung}."),
            ),
            Hearer::Offered => self.pick(
                format!("Вы получили это письмо, потому что просроченную задачу предлагают вам: процесс «{process}», ступень {rung}."),
                format!("You get this letter because the late task is offered to you: process “{process}”, rung {rung}."),
            ),
            Hearer::Watcher => self.pick(
                format!("Вы получили это письмо, потому что следите за этой задачей: процесс «{process}», ступень {rung}."),
                format!("You get this letter because you watch this task: process “{process}”, rung {rung}."),
            ),
            Hearer::Owner => self.pick(
                "Вы получили это письмо, потому что отвечаете за сделку.".to_owned(),
                "You get this letter because the deal is yours.".to_owned(),
            ),
            Hearer::Administrator => self.pick(
                "Вы получили это письмо, потому что вы администратор.".to_owned(),
                "You get this letter because you are an administrator.".to_owned(),
            ),
        }
    }

    /// A task that may have come into other hands since its notice was written, as it is now.
    pub(super) fn in_present_hands(&self, task: &TaskFacts) -> TaskFacts {
        let Some(known) = self.parcel.case.tasks.get(&task.number) else { return task.clone() };
        let (assignee, instead_of) = (known.holder.assignee().cloned(), known.instead_of.clone());
        TaskFacts { assignee, instead_of, ..task.clone() }
    }

    /// Says who had it when it was told, where somebody else has it now.
    pub(super) fn moved_since(&self, task: &TaskFacts) -> Option<String> {
        let before = task.assignee.as_ref().filter(|before| self.in_present_hands(task).assignee.as_ref() != Some(before))?;
        let who = self.speaker.person(before);
        Some(self.pick(
            format!("Задача с тех пор перешла в другие руки, прежний исполнитель — {who}."),
            format!("The task has changed hands since; {who} had it before."),
        ))
    }

    pub(super) fn task_page(&self, tone: Tone, what: &str, task: &TaskFacts) -> Page {
        let title = task.title.get(self.speaker.locale);
        Page::new(self.speaker.locale, tone, &self.subject(what, title), &format!("{what}: {title}"))
    }

    pub(super) fn add_task(&self, page: &mut Page, task: &TaskFacts, is_mine: bool) {
        if !is_mine {
            let nobody = self.pick("пока никто", "nobody yet");
            page.fact(
                self.pick("Исполнитель", "Assignee"),
                task.assignee.as_ref().map_or(nobody, |assignee| self.speaker.person(assignee)),
            );
        }
        if let Some(absent) = &task.instead_of {
            page.fact(self.pick("За коллегу", "Acting for"), self.speaker.person(absent));
        }
        page.strong_fact(self.pick("Срок", "Due"), &self.moment(task.due_at));
        if task.priority == Priority::High {
            page.strong_fact(self.pick("Приоритет", "Priority"), self.pick("высокий", "high"));
        }
    }

    /// Adds what the task came with, and how to do it.
    fn add_note_and_guide(&self, page: &mut Page, task: &TaskFacts) {
        let Some(known) = self.parcel.case.tasks.get(&task.number) else { return };
        page.note(self.pick("Комментарий", "Comment"), known.note.as_deref().unwrap_or_default());
        let guide = self.guide(&known.origin).map_or("", |guide| guide.get(self.speaker.locale));
        page.note(self.pick("Как это сделать", "How to do it"), guide);
    }

    fn guide(&self, origin: &Origin) -> Option<&Text> {
        let process = &self.parcel.process;
        match origin {
            Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => match &process.step(stage, step)?.kind {
                StepKind::Task(work) | StepKind::Form(work) => work.guide.as_ref(),
                StepKind::Approve(approve) => approve.guide.as_ref(),
                _ => None,
            },
            Origin::Activity(activity) => process.activity(activity)?.work.guide.as_ref(),
            Origin::FollowUp(outcome) => process.outcome(outcome)?.follow_up.as_ref()?.guide.as_ref(),
            Origin::Requirements { .. } | Origin::OutcomeForm { .. } | Origin::Hand(_) => None,
            Origin::Limit { .. } | Origin::NextStep { .. } => None,
        }
    }

    fn advise_assignee(&self, page: &mut Page) {
        page.advise(self.pick("Открыть задачу и записать результат.", "Open the task and write down its result."));
        page.advise(
            self.pick("Перенести срок или передать задачу коллеге.", "Move the due date or hand the task to a colleague."),
        );
    }

    pub(super) fn finish_task_page(&self, mut page: Page, task: &TaskFacts, because: &str) -> Page {
        self.add_history(&mut page);
        page.link(self.pick("Открыть задачу", "Open the task"), self.site.task(self.parcel.case.task_id(task.number)));
        if let Some(secret) = &self.parcel.act_link {
            page.link(self.pick("Ответить без входа", "Answer without logging in"), self.site.act(secret));
        }
        self.link_deal(&mut page);
        page.because(because);
        page.preview_from_facts();
        page
    }
}
