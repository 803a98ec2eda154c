//! Letters about a comment that somebody wrote on a deal or on one of its tasks.

use voronka_core::notice::TaskFacts;
use voronka_definition::name::PersonId;

use super::about::About;
use super::page::{Page, Tone};

impl About<'_> {
    pub(super) fn commented(&self, task: Option<&TaskFacts>, by: &PersonId, text: &str) -> Page {
        let (what, author) = (self.pick("Комментарий", "Comment"), self.speaker.person(by));
        let because = self.pick(
            "Вы получили это письмо, потому что отвечаете за сделку или задачу либо писали здесь раньше.",
            "You get this letter because the deal or the task is yours, or you wrote here before.",
        );
        if let Some(task) = task.map(|task| task.as_it_is(&self.parcel.case)) {
            let mut page = self.task_page(Tone::Calm, what, &task);
            page.note(author, text);
            self.add_task(&mut page, &task, false);
            self.add_deal(&mut page);
            return self.finish_task_page(page, &task, because);
        }
        let title = self.deal_title().unwrap_or_default();
        let mut page = Page::new(self.speaker.locale, Tone::Calm, &format!("{what}: {title}"), &format!("{what}: {title}"));
        page.note(author, text);
        self.add_deal(&mut page);
        self.add_history(&mut page);
        self.link_deal(&mut page);
        page.because(because);
        page.preview_from_facts();
        page
    }
}
