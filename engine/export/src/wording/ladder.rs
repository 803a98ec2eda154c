//! Escalation ladders, rung by rung.

use voronka_definition::model::{Ladder, Rung, RungAction};
use voronka_definition::name::LadderId;

use super::Words;

impl Words<'_> {
    /// What each rung of a ladder does, one phrase a rung.
    pub fn rungs(&self, ladder: &Ladder) -> Vec<String> {
        ladder.rungs.iter().map(|rung| format!("{} — {}", self.rung_when(rung), self.rung_deed(rung))).collect()
    }

    /// When a rung is taken: `через 1 рабочий день после срока`.
    pub fn rung_when(&self, rung: &Rung) -> String {
        if rung.after.amount == 0 {
            return self.pick("срок прошел", "overdue").to_owned();
        }
        let period = self.after(rung.after);
        self.pick(format!("через {period} после срока"), format!("{period} overdue"))
    }

    /// What a rung does: `узнает руководитель исполнителя`.
    pub fn rung_deed(&self, rung: &Rung) -> String {
        let who = self.who(rung.action.who());
        match rung.action {
            RungAction::Notify(_) => self.pick(format!("узнает {who}"), format!("{who} is told")),
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
