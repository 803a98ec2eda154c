//! Escalation ladders, rung by rung.

use voronka_definition::model::{Ladder, Priority, Reset, Rung, RungAction, RungTime};
use voronka_definition::name::LadderId;

use super::Words;

impl Words<'_> {
    /// What each rung of a ladder does, one phrase a rung.
    pub fn rungs(&self, ladder: &Ladder) -> Vec<String> {
        let rungs = ladder.rungs.iter().map(|rung| format!("{} — {}", self.rung_when(rung), self.rung_deed(rung)));
        rungs.chain(self.begins_again(ladder)).collect()
    }

    /// What lets a ladder begin anew; nothing where nothing does.
    pub fn begins_again(&self, ladder: &Ladder) -> Option<String> {
        let occasions = ladder.reset.iter().map(|reset| match reset {
            Reset::NewDate => self.pick("у задачи новый срок", "the task has a new date"),
            Reset::MoreTime => self.pick("руководитель дал больше времени", "a head gives more time"),
            Reset::NewAssignee => self.pick("у задачи новый исполнитель", "somebody else has the task"),
        });
        let occasions = occasions.collect::<Vec<_>>().join(self.pick(" или ", " or "));
        let words = self.pick(format!("заново, если {occasions}"), format!("anew where {occasions}"));
        (!ladder.reset.is_empty()).then_some(words)
    }

    /// When a rung is taken: `через 1 рабочий день после срока`.
    pub fn rung_when(&self, rung: &Rung) -> String {
        match rung.when {
            RungTime::DUE => self.pick("срок прошел", "overdue").to_owned(),
            RungTime::After(period) => {
                let period = self.after(period);
                self.pick(format!("через {period} после срока"), format!("{period} overdue"))
            }
            RungTime::Unanswered(period) => {
                let period = self.after(period);
                self.pick(format!("через {period} без ответа"), format!("{period} without an answer"))
            }
            RungTime::Before(period) => {
                let period = self.after(period);
                self.pick(format!("за {period} до срока"), format!("{period} before it is due"))
            }
        }
    }

    /// What a rung does: `узнает руководитель исполнителя`.
    pub fn rung_deed(&self, rung: &Rung) -> String {
        let deed = self.deed(rung);
        if rung.even_off_hours {
            return self.pick(format!("{deed}, даже в нерабочее время"), format!("{deed}, even off hours"));
        }
        deed
    }

    fn deed(&self, rung: &Rung) -> String {
        let people: Vec<String> = rung.action.who().iter().map(|who| self.who(who).to_string()).collect();
        let who = people.join(self.pick(" или ", " or "));
        match rung.action {
            RungAction::Notify(_) => self.pick(format!("узнает {who}"), format!("{who} is told")),
            RungAction::Watch(_) => {
                self.pick(format!("за задачей начинает следить {who}"), format!("{who} watches the task from here"))
            }
            RungAction::Priority(Priority::High) => {
                self.pick("приоритет задачи становится высоким", "the task gets a high priority").to_owned()
            }
            RungAction::Priority(Priority::Normal) => {
                self.pick("приоритет задачи становится обычным", "the task gets a normal priority").to_owned()
            }
            RungAction::Reassign(_) => self.pick(format!("задачу получает {who}"), format!("the task goes to {who}")),
            RungAction::Offer(_) => self.pick(
                format!("задачу может забрать или передать {who}"),
                format!("{who} may take the task or give it to somebody"),
            ),
        }
    }

    /// The ladder with this name.
    pub fn ladder(&self, id: &LadderId) -> Option<&Ladder> {
        self.process.ladders.get(id)
    }
}
