//! The letter about an incident: something must be repaired by an administrator.

use voronka_core::case::Trouble;

use super::about::About;
use super::page::{Page, Tone};

impl About<'_> {
    pub(super) fn incident(&self, number: u32) -> Page {
        let trouble = self.parcel.case.incidents.get(&number).map(|incident| &incident.trouble);
        let what = self.pick("Нужен администратор", "An administrator is needed");
        let headline = self.headline(trouble);
        let mut page = Page::new(self.speaker.locale, Tone::Late, &self.subject(what, &headline), &format!("{what}: {headline}"));
        match trouble {
            Some(Trouble::Undeliverable { to, reason, .. }) => {
                page.strong_fact(self.pick("Кому", "To"), to);
                page.fact(self.pick("Что ответил сервер", "What the server said"), reason);
                page.advise(self.pick("Проверить адрес получателя и почтовый сервер.", "Check the address and the mail server."));
            }
            Some(Trouble::Nobody { .. }) => page.advise(self.pick(
                "Проверить оргструктуру: кто руководит отделом, кто занимает должность, кто отсутствует.",
                "Check the organisation: who heads the department, who holds the position, who is away.",
            )),
            Some(Trouble::Vacant { task, .. }) => {
                if let Some(task) = self.parcel.case.tasks.get(task) {
                    page.strong_fact(self.pick("Задача", "Task"), task.title.get(self.speaker.locale));
                }
                page.advise(self.pick(
                    "Назначить на должность сотрудника в оргструктуре, а открытые задачи передать тому, кто их сделает.",
                    "Give the position to somebody in the organisation, and hand the open tasks to who will do them.",
                ));
            }
            Some(Trouble::NoAddress { .. }) => page.advise(self.pick(
                "Записать адрес почты в контактное лицо сделки и связаться с клиентом.",
                "Write the address into the deal's contact and get in touch with the client.",
            )),
            Some(Trouble::CallFailed { reason, .. }) => {
                page.strong_fact(self.pick("Что произошло", "What happened"), reason.get(self.speaker.locale));
                page.advise(self.pick(
                    "Проверить внешнюю систему и ее подключение, затем повторить запрос или пропустить шаг.",
                    "Check the other system and its connection, then try again or skip the step.",
                ));
            }
            Some(Trouble::NotStarted { process, reason, .. }) => {
                page.strong_fact(self.pick("Процесс", "Process"), process.as_str());
                page.fact(self.pick("Что произошло", "What happened"), reason.get(self.speaker.locale));
                page.advise(self.pick(
                    "Развернуть процесс или исправить данные сделки, затем повторить или пропустить шаг.",
                    "Deploy the process or correct the data of the deal, then try again or skip the step.",
                ));
            }
            None => {}
        }
        page.advise(self.pick(
            "Исправив причину, закрыть неполадку на странице сделки.",
            "When it is repaired, close the incident on the page of the deal.",
        ));
        self.add_deal(&mut page);
        self.add_history(&mut page);
        page.link(self.pick("Открыть сделку", "Open the deal"), self.site.deal(self.parcel.case.id));
        page.because(self.pick(
            "Вы получили это письмо, потому что вы администратор.",
            "You get this letter because you are an administrator.",
        ));
        page.preview_from_facts();
        page
    }

    fn headline(&self, trouble: Option<&Trouble>) -> String {
        match trouble {
            Some(Trouble::Undeliverable { .. }) => {
                self.pick("письмо не доставлено", "a letter could not be delivered").to_owned()
            }
            Some(Trouble::Nobody { task }) => match self.parcel.case.tasks.get(task) {
                Some(task) => {
                    let title = task.title.get(self.speaker.locale);
                    self.pick(
                        format!("правила никого не нашли для задачи «{title}»"),
                        format!("the rules found nobody for “{title}”"),
                    )
                }
                None => self.pick("правила никого не нашли", "the rules found nobody").to_owned(),
            },
            Some(Trouble::Vacant { position, .. }) => {
                self.pick(format!("должность {position} никто не занимает"), format!("nobody holds the position {position}"))
            }
            Some(Trouble::NoAddress { .. }) => self.pick("нет адреса клиента", "the client has no address").to_owned(),
            Some(Trouble::CallFailed { .. }) => {
                self.pick("внешняя система не выполнила запрос", "another system did not do what was asked").to_owned()
            }
            Some(Trouble::NotStarted { process, .. }) => self
                .pick(format!("не удалось начать процесс «{process}»"), format!("the process “{process}” could not be started")),
            None => self.pick("неполадка", "an incident").to_owned(),
        }
    }
}
