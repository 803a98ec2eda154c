//! Mutants of the escalation ladders.

use voronka_definition::model::{Ladder, Priority, Reset, RungAction, RungTime, Who};
use voronka_definition::name::LadderId;

use super::change::Change;
use super::times::longer;
use super::{Kind, Making};
use crate::coverage::Mark;

impl Making<'_> {
    pub(super) fn ladders(&mut self) {
        let process = self.process;
        for (id, ladder) in &process.ladders {
            self.resets(id, ladder);
            for place in 0..ladder.rungs.len() {
                let number = place + 1;
                let line = self.places.line_of_rung(id, place);
                let mark = Some(Mark::Rung(id.clone(), number as u32));
                let mut change = |what, change: &dyn Fn(&mut Ladder)| {
                    let mut other = ladder.clone();
                    change(&mut other);
                    self.add(Kind::Escalation, line, mark.clone(), what, Change::Ladder(id.clone(), other));
                };
                let name = format!("{id}[{number}]");
                let rung = &ladder.rungs[place];
                change(say!("{name}: ступени нет", "{name}: no such rung"), &|other| drop(other.rungs.remove(place)));
                let (old, new) = (rung.when, later(rung.when));
                change(say!("{name}: {new} вместо {old}", "{name}: {new} instead of {old}"), &|other| {
                    other.rungs[place].when = new;
                });
                if let Some(another) = to_another(&rung.action) {
                    let what = say!("{name}: другой адресат", "{name}: another addressee");
                    change(what, &|other| other.rungs[place].action = another.clone());
                }
                if rung.even_off_hours {
                    let what = say!("{name}: только в рабочее время", "{name}: in working hours only");
                    change(what, &|other| other.rungs[place].even_off_hours = false);
                }
                let another = otherwise(&rung.action);
                let (old, new) = (key(&rung.action), key(&another));
                change(say!("{name}: {new} вместо {old}", "{name}: {new} instead of {old}"), &|other| {
                    other.rungs[place].action = another.clone();
                });
            }
        }
    }
}

impl Making<'_> {
    fn resets(&mut self, id: &LadderId, ladder: &Ladder) {
        for (place, reset) in ladder.reset.iter().enumerate() {
            let mut other = ladder.clone();
            other.reset.remove(place);
            let word = Reset::ALL.iter().find(|(_, known)| known == reset).map_or("", |(word, _)| *word);
            let line = self.places.line(&["escalations", id.as_str(), "reset"]);
            let what = say!("{id}: без {word}", "{id}: without {word}");
            self.add(Kind::Escalation, line, None, what, Change::Ladder(id.clone(), other));
        }
    }
}

/// A moment further from the due date; where that is before it, the rung comes sooner.
fn later(when: RungTime) -> RungTime {
    match when {
        RungTime::Before(period) => RungTime::Before(longer(period)),
        RungTime::After(period) => RungTime::After(longer(period)),
        RungTime::Unanswered(period) => RungTime::Unanswered(longer(period)),
    }
}

/// The same deed to somebody else; `None` where it addresses nobody.
fn to_another(action: &RungAction) -> Option<RungAction> {
    let first = action.who().first()?;
    let who = match first {
        Who::HeadOf(below) => match &**below {
            higher @ Who::HeadOf(_) => higher.clone(),
            _ => Who::HeadOf(Box::new(first.clone())),
        },
        _ => Who::HeadOf(Box::new(Who::Late)),
    };
    Some(match action {
        RungAction::Notify(_) => RungAction::Notify(who),
        RungAction::Offer(_) => RungAction::Offer(vec![who]),
        RungAction::Watch(_) => RungAction::Watch(who),
        RungAction::Reassign(_) => RungAction::Reassign(who),
        RungAction::Priority(_) => return None,
    })
}

/// Another deed to the same people.
fn otherwise(action: &RungAction) -> RungAction {
    match action {
        RungAction::Notify(who) => RungAction::Offer(vec![who.clone()]),
        RungAction::Offer(_) => RungAction::Notify(action.who().first().cloned().unwrap_or(Who::Owner)),
        RungAction::Watch(who) | RungAction::Reassign(who) => RungAction::Notify(who.clone()),
        RungAction::Priority(Priority::High) => RungAction::Priority(Priority::Normal),
        RungAction::Priority(Priority::Normal) => RungAction::Priority(Priority::High),
    }
}

/// What the language calls it.
fn key(action: &RungAction) -> &'static str {
    match action {
        RungAction::Notify(_) => "notify",
        RungAction::Offer(_) => "offer",
        RungAction::Watch(_) => "watch",
        RungAction::Reassign(_) => "reassign",
        RungAction::Priority(priority) => priority.name(),
    }
}
