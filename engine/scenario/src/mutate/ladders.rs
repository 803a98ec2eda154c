//! Mutants of the escalation ladders.

use voronka_definition::model::{Ladder, RungAction, Who};

use super::change::Change;
use super::times::longer;
use super::{Kind, Making};
use crate::coverage::Mark;

impl Making<'_> {
    pub(super) fn ladders(&mut self) {
        let process = self.process;
        for (id, ladder) in &process.ladders {
            for place in 0..ladder.rungs.len() {
                let number = place + 1;
                let line = self.places.line_of_item(&["escalations", id.as_str()], place);
                let mark = Some(Mark::Rung(id.clone(), number as u32));
                let mut change = |what, change: &dyn Fn(&mut Ladder)| {
                    let mut other = ladder.clone();
                    change(&mut other);
                    self.add(Kind::Escalation, line, mark.clone(), what, Change::Ladder(id.clone(), other));
                };
                let name = format!("{id}[{number}]");
                let rung = &ladder.rungs[place];
                change(say!("{name}: ступени нет", "{name}: no such rung"), &|other| drop(other.rungs.remove(place)));
                let (old, new) = (rung.after, longer(rung.after));
                let what = say!("{name}: через {new} вместо {old}", "{name}: after {new} instead of {old}");
                change(what, &|other| other.rungs[place].after = new);
                let what = say!("{name}: другой адресат", "{name}: another addressee");
                change(what, &|other| other.rungs[place].action = to_another(&rung.action));
                let what = match rung.action {
                    RungAction::Notify(_) => say!("{name}: offer вместо notify", "{name}: offer instead of notify"),
                    RungAction::Offer(_) => say!("{name}: notify вместо offer", "{name}: notify instead of offer"),
                };
                change(what, &|other| other.rungs[place].action = otherwise(&rung.action));
            }
        }
    }
}

fn to_another(action: &RungAction) -> RungAction {
    let who = match action.who() {
        Who::HeadOf(below) => match &**below {
            higher @ Who::HeadOf(_) => higher.clone(),
            _ => Who::HeadOf(Box::new(action.who().clone())),
        },
        _ => Who::HeadOf(Box::new(Who::Late)),
    };
    match action {
        RungAction::Notify(_) => RungAction::Notify(who),
        RungAction::Offer(_) => RungAction::Offer(who),
    }
}

fn otherwise(action: &RungAction) -> RungAction {
    match action {
        RungAction::Notify(who) => RungAction::Offer(who.clone()),
        RungAction::Offer(who) => RungAction::Notify(who.clone()),
    }
}
