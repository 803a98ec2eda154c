//! Sentences about what lies outside the case: other systems that are asked, other cases that were started.

use voronka_definition::model::OutcomeKind;

use super::{Line, Teller};
use crate::event::{Event, Recorded};

impl Teller<'_> {
    pub(super) fn outside(&self, recorded: &Recorded) -> Option<Line> {
        match &recorded.event {
            // Further attempts are told by the failure before them.
            Event::CallMade { of, step, attempt, first, .. } if attempt == first => {
                let title = self.title_of(of, step)?;
                self.fact(format!("Запрос во внешнюю систему: {title}"), format!("Another system is asked: {title}"))
            }
            Event::CallAnswered { token, step } => {
                let title = self.step_title(*token, step)?;
                self.fact(format!("Внешняя система ответила: {title}"), format!("The other system answered: {title}"))
            }
            Event::CallFailed { token, step, reason, again } => {
                let title = self.step_title(*token, step)?;
                let (ru, en) = match again {
                    true => {
                        ("Внешняя система не ответила, запрос будет повторен", "The other system failed and will be asked again")
                    }
                    false => ("Внешняя система не выполнила запрос", "The other system did not do it"),
                };
                Some(self.fact(format!("{ru}: {title}"), format!("{en}: {title}"))?.with(Some(reason.get(self.speaker.locale))))
            }
            Event::ChildStarted { process, .. } => {
                let title = self.quoted(self.speaker.process(process));
                self.fact(format!("Начата связанная сделка по процессу {title}"), format!("A case of the process {title} began"))
            }
            Event::ChildEnded { token, step, kind } => {
                let title = self.step_title(*token, step)?;
                let (ru, en) = match kind {
                    OutcomeKind::Won => ("с победой", "won"),
                    OutcomeKind::Lost => ("с проигрышем", "lost"),
                    OutcomeKind::Transferred => ("переводом на другой процесс", "transferred"),
                };
                self.fact(
                    format!("Связанная сделка завершена {ru}: {title}"),
                    format!("The case started here has ended, {en}: {title}"),
                )
            }
            _ => None,
        }
    }
}
