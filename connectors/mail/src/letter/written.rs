//! Letters whose words the designer of the process wrote.

use voronka_definition::{Locale, Text};

use super::Unwritable;
use super::about::About;
use super::page::{Page, Tone};
use super::paper::Paper;
use super::template;

impl About<'_> {
    pub(super) fn written(
        &self,
        subject: &Text,
        text: &Text,
        locale: Locale,
        is_internal: bool,
    ) -> Result<(Page, Paper), Unwritable> {
        let template = template::about(self.parcel, self.speaker);
        let subject = template.render(subject.get(locale)).map_err(Unwritable::Template)?;
        let text = template.render(text.get(locale)).map_err(Unwritable::Template)?;
        let mut page = Page::new(locale, Tone::Calm, &subject, &subject);
        page.say(&text);
        if !is_internal {
            return Ok((page, Paper::Client));
        }
        self.add_deal(&mut page);
        page.link(self.pick("Открыть сделку", "Open the deal"), self.site.deal(self.parcel.case.id));
        let process = self.parcel.process.title.get(locale);
        page.because(&self.pick(
            format!("Вы получили это письмо, потому что так предусмотрено процессом «{process}»."),
            format!("You get this letter because the process “{process}” says so."),
        ));
        Ok((page, Paper::Internal))
    }
}
